package form

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/text"
)

// A Mistake is one thing wrong with a file that people write, for its author.
type Mistake struct {
	File   string
	Line   int       // from 1
	Field  string    // "cases.0.form.sections.1.id"
	Reason text.Said // a text of the house, or words that stand for themselves
}

// Error gives "file:line: field: reason".
func (m Mistake) Error() string {
	s := m.File
	if m.Line > 0 {
		s += ":" + strconv.Itoa(m.Line)
	}
	if m.Field != "" {
		s += ": " + m.Field
	}
	return s + ": " + m.Reason.String()
}

// Mistakes are all mistakes of one or several files.
type Mistakes []Mistake

// Error gives one line per mistake.
func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, x := range m {
		lines[i] = x.Error()
	}
	return strings.Join(lines, "\n")
}

// longestForm is the most bytes that a form may have: one of 500 fields in two languages has a tenth.
// choice: a form of 10 MB is none that people fill in.
const longestForm = 4 << 20

// Parse reads a form from JSON and compiles it. Its error is Mistakes.
func Parse(file string, b []byte) (*Form, error) {
	if len(b) > longestForm {
		line := 1 + bytes.Count(b[:longestForm], []byte("\n"))
		return nil, Mistakes{{File: file, Line: line, Reason: text.Say("file.form-long", "n", len(b), "most", longestForm)}}
	}
	var f Form
	lines, err := ReadLines(file, b, &f)
	if err != nil {
		return nil, err
	}
	_, err = Compile(&f)
	var flaws Flaws
	if errors.As(err, &flaws) {
		var out Mistakes
		for _, w := range flaws {
			out = append(out, Mistake{File: file, Line: lines.Of(w.Place), Field: w.Path, Reason: w.Reason})
		}
		return nil, out
	}
	return &f, err
}

// Read reads JSON that people write into a pointer, strictly: a key that the type does not know, one that stands twice,
// a value of the wrong type and anything behind the value are mistakes. All mistakes of the file are found at once, each
// with its line and field, an unknown key with the nearest known one. The error is Mistakes.
func Read(file string, b []byte, into any) error {
	_, err := ReadLines(file, b, into)
	return err
}

// Lines say on which line each value of a file begins, by its path: "cases.0.form.id".
type Lines map[string]int

// Of gives the line of a path, or of the nearest value around it; 0 when there is none.
func (l Lines) Of(path string) int {
	for {
		if n, ok := l[path]; ok {
			return n
		}
		i := strings.LastIndexByte(path, '.')
		if i < 0 {
			return l[""]
		}
		path = path[:i]
	}
}

// ReadLines is Read that also says where everything stands, for mistakes that are found later.
func ReadLines(file string, b []byte, into any) (Lines, error) {
	s := &strict{file: file, b: b, dec: json.NewDecoder(bytes.NewReader(b)), lines: Lines{}}
	if err := s.read(into); err != nil {
		return nil, err
	}
	return s.lines, nil
}

// read does the work of ReadLines.
func (s *strict) read(into any) error {
	file, b := s.file, s.b
	s.dec.UseNumber()
	if !utf8.Valid(b) {
		return Mistakes{{File: file, Line: s.line(validPrefix(b)), Reason: text.Say("file.utf8")}}
	}
	if err := s.value("", reflect.TypeOf(into).Elem(), 0); err != nil {
		s.broken(err)
	} else if _, err := s.dec.Token(); err != io.EOF {
		s.mistake("", "file.behind")
	}
	if len(s.found) > 0 {
		return s.found
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(into); err != nil {
		m := Mistake{File: file, Line: s.line(int(dec.InputOffset())), Reason: text.Say("file.json-at", "says", err)}
		var t *json.UnmarshalTypeError
		if errors.As(err, &t) {
			m = Mistake{File: file, Line: s.line(int(t.Offset)), Field: t.Field, Reason: text.Say("file.wants", "found", t.Value, "wanted", t.Type)}
		}
		return Mistakes{m}
	}
	return nil
}

func validPrefix(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// mostNesting is how deep a file may nest.
const mostNesting = 64

// strict walks the tokens of a file beside the type that they are to fill.
type strict struct {
	file  string
	b     []byte
	dec   *json.Decoder
	found Mistakes
	lines Lines
	// counted bytes have counted line ends, so that a file is counted through once.
	counted, ends int
}

func (s *strict) line(offset int) int {
	offset = min(offset, len(s.b))
	if offset < s.counted {
		s.counted, s.ends = 0, 0
	}
	s.ends += bytes.Count(s.b[s.counted:offset], []byte("\n"))
	s.counted = offset
	return 1 + s.ends
}

func (s *strict) mistake(field, key string, args ...any) {
	s.found = append(s.found, Mistake{File: s.file, Line: s.line(int(s.dec.InputOffset())), Field: field, Reason: text.Say(key, args...)})
}

// broken reports JSON that cannot be read on.
func (s *strict) broken(err error) {
	var syn *json.SyntaxError
	m := Mistake{File: s.file, Line: s.line(int(s.dec.InputOffset())), Reason: text.Say("file.json-at", "says", err)}
	if errors.As(err, &syn) {
		m.Line = s.line(int(syn.Offset))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		m.Line, m.Reason = s.line(len(bytes.TrimRight(s.b, "\n"))), text.Say("file.short")
	}
	s.found = append(s.found, m)
}

// value walks one value. t is nil where anything may stand.
func (s *strict) value(field string, t reflect.Type, depth int) error {
	tok, err := s.dec.Token()
	if err != nil {
		return err
	}
	s.lines[field] = s.line(int(s.dec.InputOffset()))
	if depth > mostNesting {
		return fmt.Errorf("nested deeper than %d", mostNesting)
	}
	for t != nil && t.Kind() == reflect.Pointer {
		if tok == nil {
			return nil
		}
		t = t.Elem()
	}
	if t != nil && (t.Kind() == reflect.Interface || reflect.PointerTo(t).Implements(unmarshaler)) {
		t = nil
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			return s.object(field, t, depth)
		}
		return s.array(field, t, depth)
	default:
		s.scalar(field, t, tok)
	}
	return nil
}

var (
	unmarshaler     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// scalar compares a simple value with the type that it is to fill.
func (s *strict) scalar(field string, t reflect.Type, tok json.Token) {
	if text, _ := tok.(string); strings.ContainsRune(text, 0) {
		s.mistake(field, "file.nul") // PostgreSQL keeps no such text, and no document can show it
		return
	}
	if t == nil {
		return
	}
	want, ok := kindWord(t), false
	_, isText := tok.(string)
	switch k := t.Kind(); {
	case reflect.PointerTo(t).Implements(textUnmarshaler):
		ok = isText
		if text, _ := tok.(string); ok {
			v := reflect.New(t).Interface().(encoding.TextUnmarshaler)
			if err := v.UnmarshalText([]byte(text)); err != nil {
				s.mistake(field, "file.value", "says", Said(err))
			}
		}
	case k == reflect.String:
		ok = isText
	case k == reflect.Bool:
		_, ok = tok.(bool)
	case k >= reflect.Int && k <= reflect.Uint64:
		n, isNumber := tok.(json.Number)
		_, err := strconv.ParseInt(string(n), 10, t.Bits())
		ok = isNumber && err == nil
	case k == reflect.Float64:
		_, ok = tok.(json.Number)
	}
	if !ok {
		s.mistake(field, "file.wants", "found", written(tok), "wanted", "@file.kind."+want)
	}
}

// Said is a fault as a sentence; another error speaks for itself.
func Said(err error) text.Said {
	f := fault.As(err)
	if f == nil {
		return text.Said(err.Error())
	}
	var pairs []any
	for k, v := range f.Args {
		pairs = append(pairs, k, v)
	}
	return text.Say(f.Key, pairs...)
}

// kindWord is the word under "file.kind." of what a type holds.
func kindWord(t reflect.Type) string {
	switch k := t.Kind(); {
	case reflect.PointerTo(t).Implements(textUnmarshaler):
	case k == reflect.Bool:
		return "flag"
	case k >= reflect.Int && k <= reflect.Uint64:
		return "whole"
	case k == reflect.Float64:
		return "number"
	case k == reflect.Struct || k == reflect.Map:
		return "object"
	case k == reflect.Slice:
		return "list"
	}
	return "text"
}

func written(tok json.Token) string {
	switch tok := tok.(type) {
	case nil:
		return "null"
	case string:
		return strconv.Quote(short(tok))
	}
	return fmt.Sprint(tok)
}

func (s *strict) array(field string, t reflect.Type, depth int) error {
	var elem reflect.Type
	if t != nil && t.Kind() == reflect.Slice {
		elem = t.Elem()
	} else if t != nil {
		s.mistake(field, "file.wants", "found", "@file.kind.list", "wanted", "@file.kind."+kindWord(t))
	}
	for i := 0; s.dec.More(); i++ {
		if err := s.value(join(field, strconv.Itoa(i)), elem, depth+1); err != nil {
			return err
		}
	}
	_, err := s.dec.Token()
	return err
}

func (s *strict) object(field string, t reflect.Type, depth int) error {
	var known map[string]reflect.Type
	var elem reflect.Type
	switch {
	case t == nil:
	case t.Kind() == reflect.Struct:
		known = keysOf(t)
	case t.Kind() == reflect.Map:
		elem = t.Elem()
	default:
		s.mistake(field, "file.wants", "found", "@file.kind.object", "wanted", "@file.kind."+kindWord(t))
	}
	seen := map[string]bool{}
	for s.dec.More() {
		tok, err := s.dec.Token()
		if err != nil {
			return err
		}
		key, _ := tok.(string)
		at := join(field, key)
		if seen[key] {
			s.mistake(at, "file.key-twice", "key", key)
		}
		seen[key] = true
		inner := elem
		if known != nil {
			var ok bool
			if inner, ok = known[key]; !ok {
				s.unknown(at, key, known)
			}
		}
		if err := s.value(at, inner, depth+1); err != nil {
			return err
		}
	}
	_, err := s.dec.Token()
	return err
}

func (s *strict) unknown(at, key string, known map[string]reflect.Type) {
	names := make([]string, 0, len(known))
	for k := range known {
		names = append(names, k)
	}
	if near := Nearest(short(key), names); near != "" {
		s.mistake(at, "file.key-near", "near", near)
		return
	}
	slices.Sort(names)
	s.mistake(at, "file.key-known", "known", strings.Join(names, ", "))
}

var keyCache sync.Map // reflect.Type → map[string]reflect.Type

// keysOf gives the JSON keys of a struct with the types of their values.
func keysOf(t reflect.Type) map[string]reflect.Type {
	if m, ok := keyCache.Load(t); ok {
		return m.(map[string]reflect.Type)
	}
	m := map[string]reflect.Type{}
	for _, f := range reflect.VisibleFields(t) {
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" || f.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		m[name] = f.Type
	}
	keyCache.Store(t, m)
	return m
}
