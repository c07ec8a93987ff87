package calendar

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
)

// MaxSize is the most that a calendar's file may have.
// choice: Hà Nội's seven decided years take some 30 KB.
const MaxSize = 1 << 20

// Parse reads a calendar from its file. Its error names every mistake with line, field and mend, one a line; the name
// of the file is for the caller to add.
func Parse(b []byte) (*Calendar, error) {
	if len(b) > MaxSize {
		return nil, fmt.Errorf("read the calendar: it is longer than %d KB, thirty years take a tenth of that: check that it is the right file", MaxSize>>10)
	}
	b = bytes.TrimPrefix(b, []byte("\uFEFF")) // what Windows' editors write before the text
	var doc Document
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&doc); err != nil {
		return nil, fmt.Errorf("read the calendar: line %d: %w", errorLine(b, dec, err), plainly(b, err))
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read the calendar: line %d: something follows its end: remove it", lineAt(b, int(dec.InputOffset())))
	}
	lines, twice, _ := fieldLines(b)
	if ps := append(twice, judge(&doc)...); len(ps) > 0 {
		errs := make([]error, len(ps))
		for i, p := range ps {
			errs[i] = fmt.Errorf("read the calendar: line %d: %w", lines.of(p.field), p)
		}
		return nil, errors.Join(errs...)
	}
	return build(doc), nil
}

// New makes a calendar of a document. Its error names every mistake with field and mend, one a line.
func New(doc Document) (*Calendar, error) {
	doc = doc.copied()
	if ps := judge(&doc); len(ps) > 0 {
		errs := make([]error, len(ps))
		for i, p := range ps {
			errs[i] = p
		}
		return nil, errors.Join(errs...)
	}
	return build(doc), nil
}

// copied gives a document that shares nothing with the given one.
func (d Document) copied() Document {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // its own types only: they have no way to fail
	}
	var out Document
	dec := json.NewDecoder(bytes.NewReader(b))
	if err := dec.Decode(&out); err != nil {
		return d // an interval that was made by hand and cannot be written: judge names it
	}
	return out
}

// A problem is one mistake in a document.
type problem struct {
	field string // "years[1].days[3].date"
	text  string
}

func (p problem) Error() string { return p.field + ": " + p.text }

// lines gives the line of each field of a file.
type lines map[string]int

// of gives the line of a field, or of the nearest thing around it that the file has.
func (l lines) of(field string) int {
	for field != "" {
		if n, ok := l[field]; ok {
			return n
		}
		field = field[:max(strings.LastIndexAny(field, ".["), 0)]
	}
	return 1
}

// fieldLines walks through a well-formed file. A field that stands twice in one place is a mistake, since one of the two
// would be passed over in silence. texts has the field in which a text stands first.
func fieldLines(b []byte) (l lines, twice []problem, texts map[string]string) {
	l, texts = lines{}, map[string]string{}
	dec := json.NewDecoder(bytes.NewReader(b))
	line, seen := 1, 0
	var walk func(path string)
	walk = func(path string) {
		t, err := dec.Token()
		if err != nil {
			return
		}
		at := int(dec.InputOffset()) - 1
		line, seen = line+bytes.Count(b[seen:at], []byte("\n")), at
		if _, ok := l[path]; ok {
			twice = append(twice, problem{path, "stands twice: keep one of the two"})
		}
		l[path] = line
		if s, ok := t.(string); ok && texts[s] == "" {
			texts[s] = path
		}
		switch t {
		case json.Delim('{'):
			for dec.More() {
				name, err := dec.Token()
				if err != nil {
					return
				}
				walk(strings.TrimPrefix(fmt.Sprintf("%s.%v", path, name), "."))
			}
			dec.Token() //nolint:errcheck // the closing brace of a file that was decoded before
		case json.Delim('['):
			for i := 0; dec.More(); i++ {
				walk(fmt.Sprintf("%s[%d]", path, i))
			}
			dec.Token() //nolint:errcheck // the closing bracket, as above
		}
	}
	walk("")
	return l, twice, texts
}

// plainly says what a decoder's mistake means for whoever writes the file: the field, and what belongs there.
func plainly(b []byte, err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		what, _, _ := strings.Cut(kind.Value, " ") // "number 1.5"
		what = map[string]string{"string": "a text", "array": "a list", "object": "an object", "bool": "true or false", "number": "a number"}[what]
		return fmt.Errorf("%s: %s stands where %s belongs", cmp.Or(kind.Field, "the file"), cmp.Or(what, kind.Value), wanted(kind.Type))
	}
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fmt.Errorf("unknown field %s: docs/calendar-format.md has the fields that there are", name)
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("it is not JSON: %w", err)
	}
	_, _, texts := fieldLines(b) // a day or an interval that cannot be read names its text and not its field
	if quoted, e := strconv.QuotedPrefix(err.Error()); e == nil {
		if text, e := strconv.Unquote(quoted); e == nil && texts[text] != "" {
			return problem{texts[text], err.Error()}
		}
	}
	return err
}

// wanted names what fills a type, as a writer of JSON knows it.
func wanted(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[Date]():
		return `a day such as "2026-02-17"`
	case t == reflect.TypeFor[Interval]():
		return `an interval such as "08:00-12:00"`
	}
	switch t.Kind() {
	case reflect.String:
		return `a text in "quotation marks"`
	case reflect.Bool:
		return "true or false"
	case reflect.Slice, reflect.Array:
		return "a list in [brackets]"
	case reflect.Map, reflect.Struct:
		return "an object in {braces}"
	}
	return "a whole number"
}

// errorLine gives the line on which decoding stopped.
func errorLine(b []byte, dec *json.Decoder, err error) int {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return lineAt(b, int(syntax.Offset)-1)
	case errors.As(err, &kind):
		return lineAt(b, int(kind.Offset)-1)
	}
	// An unknown field and a date or interval that cannot be read come without their place: look for their words.
	if _, quoted, ok := strings.Cut(err.Error(), `"`); ok {
		word, _, _ := strings.Cut(quoted, `"`)
		if i := bytes.Index(b, []byte(`"`+word+`"`)); i >= 0 {
			return lineAt(b, i)
		}
	}
	return lineAt(b, int(dec.InputOffset()))
}

func lineAt(b []byte, offset int) int {
	return 1 + bytes.Count(b[:min(max(offset, 0), len(b))], []byte("\n"))
}
