package procedure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"motcua/ground/text"
	"motcua/ground/vn"
)

// The records of the national database (cơ sở dữ liệu quốc gia về thủ tục hành chính) come as JSON, one a line, under the
// field names below. Each field is read into its place in Record. What a place cannot hold as it was written (an empty
// text, "Không có thông tin", an odd number, a field that we do not know) is kept in Record.Source, so that nothing is
// lost and EncodeNational gives back what came.

// A nationalField is one field of the national record: how it is read, and how it is written again.
type nationalField struct {
	key  string
	take func(r *Record, v any) error
	give func(r *Record) any
}

// nationalFields in the order in which they are read: papers make the cases that channels belong to.
var nationalFields = []nationalField{
	{"ma_thu_tuc", takeCode, func(r *Record) any { return string(r.Code) + r.Suffix }},
	textField("ten_thu_tuc", func(r *Record) *string { return &r.Name }),
	textField("so_quyet_dinh", func(r *Record) *string { return &r.Decision }),
	wordsField("cap_thuc_hien", levelWords, func(r *Record) *[]string { return &r.Levels }),
	textField("loai_thu_tuc", func(r *Record) *string { return &r.Kind }),
	textField("linh_vuc", func(r *Record) *string { return &r.Sector }),
	wordsField("doi_tuong_thuc_hien", audienceWords, func(r *Record) *[]string { return &r.Audiences }),
	agencyField("co_quan_thuc_hien", func(r *Record) *[]Agency { return &r.Performing }),
	agencyField("co_quan_co_tham_quyen", func(r *Record) *[]Agency { return &r.Competent }),
	textField("dia_chi_tiep_nhan", func(r *Record) *string { return &r.Address }),
	agencyField("co_quan_phoi_hop", func(r *Record) *[]Agency { return &r.Coordinating }),
	wordsField("thu_tuc_lien_quan", nil, func(r *Record) *[]string { return &r.Related }),
	{"bo_nganh", takeMinistry, giveMinistry},
	textField("detail_url", func(r *Record) *string { return &r.SourceURL }),
	textField("trinh_tu_thuc_hien", func(r *Record) *string { return &r.StepsText }),
	textField("yeu_cau_dieu_kien", func(r *Record) *string { return &r.Conditions }),
	{"ho_so", takePapers, givePapers},
	{"cach_thuc", takeChannels, giveChannels},
	{"can_cu_phap_ly_so_hieu", takeBases, giveBases},
	{"ket_qua", takeResults, giveResults},
	{"raw", takeRaw, giveRaw},
}

// keyAbsent is where Record.Source notes the known fields that the source did not have at all.
const keyAbsent = "motcua:absent"

// unsaid is how the national database says that it says nothing.
const unsaid = "Không có thông tin"

// A Refusal is why one line was not imported.
type Refusal struct {
	Line   int       `json:"line"`
	Field  string    `json:"field"`
	Reason text.Said `json:"reason"`
}

// Error gives the field and the reason.
func (r *Refusal) Error() string {
	if r.Field == "" {
		return r.Reason.String()
	}
	return r.Field + ": " + r.Reason.String()
}

func refuse(field, key string, args ...any) error {
	return &Refusal{Field: field, Reason: text.Say(key, args...)}
}

// DecodeNational reads one record of the national database. Its error is a *Refusal without a line number.
//
// The record is of the catalogue only: the national database has no internal process and no form.
// choice: its route is the national portal, which is where such dossiers go until the city writes a process.
func DecodeNational(line []byte) (Record, error) {
	in, err := nationalObject(line)
	if err != nil {
		return Record{}, err
	}
	r, fields := Record{Route: RoutePortal}, nationalFields
	if isMessage(in) {
		fields = messageFields
		r.keep(keyMessage, true)
	}
	var absent []any
	for _, f := range fields {
		v, ok := in[f.key]
		if err := f.take(&r, v); err != nil {
			return Record{}, err
		}
		switch {
		case !ok:
			absent = append(absent, f.key)
		case !equal(f.give(&r), v):
			r.keep(f.key, v)
		}
		delete(in, f.key)
	}
	for _, k := range slices.Sorted(maps.Keys(in)) {
		r.keep(k, in[k])
	}
	if len(absent) > 0 {
		r.keep(keyAbsent, absent)
	}
	return r, nil
}

func (r *Record) keep(key string, v any) {
	if r.Source == nil {
		r.Source = map[string]any{}
	}
	r.Source[key] = v
}

// nationalObject reads the line as one JSON object without loss.
func nationalObject(line []byte) (map[string]any, error) {
	line = bytes.TrimSpace(line)
	if !utf8.Valid(line) {
		return nil, refuse("", "file.utf8")
	}
	if key := twice(line); key != "" {
		return nil, refuse(key, "file.key-twice", "key", key)
	}
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, refuse("", "file.short")
		}
		return nil, refuse("", "file.json-at", "says", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, refuse("", "file.behind")
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, refuse("", "file.no-object")
	}
	for _, ours := range []string{keyAbsent, keyAdopted, keyMessage} {
		if _, ok := m[ours]; ok {
			return nil, refuse(ours, "file.reserved", "key", ours)
		}
	}
	// An escape of half a letter would be read as the mark of a broken one.
	if !bytes.Contains(line, []byte("\uFFFD")) && !bytes.Contains(bytes.ToLower(line), []byte(`\ufffd`)) && hasLetter(m, utf8.RuneError) {
		return nil, refuse("", "file.half-letter")
	}
	if bytes.Contains(line, []byte(`\u0000`)) && hasLetter(m, 0) {
		return nil, refuse("", "file.nul")
	}
	return m, nil
}

// twice gives a key that stands twice in one object of the line, "" when there is none or the line is no JSON.
func twice(line []byte) string {
	dec := json.NewDecoder(bytes.NewReader(line))
	var keys []map[string]bool // of the objects that are open, nil for lists
	var isKey bool
	for {
		tok, err := dec.Token()
		if err != nil {
			return ""
		}
		d, _ := tok.(json.Delim)
		switch {
		case d == '{' || d == '[':
			var m map[string]bool
			if d == '{' {
				m = map[string]bool{}
			}
			keys, isKey = append(keys, m), d == '{'
			continue
		case d == '}' || d == ']':
			keys = keys[:len(keys)-1]
		case isKey:
			k, _ := tok.(string)
			if keys[len(keys)-1][k] {
				return k
			}
			keys[len(keys)-1][k] = true
			isKey = false
			continue
		}
		isKey = len(keys) > 0 && keys[len(keys)-1] != nil
	}
}

// hasLetter says whether a text anywhere has a letter.
func hasLetter(v any, letter rune) bool {
	switch v := v.(type) {
	case string:
		return strings.ContainsRune(v, letter)
	case []any:
		return slices.ContainsFunc(v, func(e any) bool { return hasLetter(e, letter) })
	case map[string]any:
		for k, e := range v {
			if hasLetter(k, letter) || hasLetter(e, letter) {
				return true
			}
		}
	}
	return false
}

// EncodeNational writes a record as the national database does: for one that DecodeNational read, JSON equal to what
// came, also when it was adopted. A field that was changed since is written from its new value. A procedure with several cases is written with the
// channels of its first; what only the city has (forms, processes, rules to find a unit) is not in that record.
func EncodeNational(r Record) ([]byte, error) {
	if source := r.adopted(); source != nil && source[keyMessage] == nil {
		return canonical(source)
	}
	return encodeFields(&r, nationalFields)
}

// encodeFields writes a record under the names of one form; what its source had in the other form alone is not in it.
func encodeFields(r *Record, fields []nationalField) ([]byte, error) {
	out := make(map[string]any, len(fields)+len(r.Source))
	absent, _ := r.Source[keyAbsent].([]any)
	for _, f := range fields {
		v := f.give(r)
		if src, ok := r.Source[f.key]; ok {
			// The source's own writing stands as long as it says what the record says.
			var was Record
			if f.take(&was, src) == nil && equal(f.give(&was), v) {
				v = src
			}
		} else if slices.Contains(absent, any(f.key)) && empty(v) {
			continue
		}
		out[f.key] = v
	}
	message := &fields[0] == &messageFields[0]
	for k, v := range r.Source {
		own := strings.HasPrefix(k, "motcua:") || slices.ContainsFunc(slices.Concat(nationalFields, messageFields), func(f nationalField) bool { return f.key == k })
		if !own && message == (r.Source[keyMessage] == true) {
			out[k] = v
		}
	}
	b, err := canonical(out)
	if err != nil {
		return nil, fmt.Errorf("encode procedure %s for the national database: %w", r.Code, err)
	}
	return b, nil
}

func empty(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return v == nil
}

// takeCode reads the code and cuts the province's suffix off.
func takeCode(r *Record, v any) error {
	s, err := asText("ma_thu_tuc", v)
	if err != nil {
		return err
	}
	if strings.TrimSpace(s) == "" {
		return refuse("ma_thu_tuc", "file.code-missing")
	}
	c, err := vn.ParseProcedureCode(s)
	if err != nil {
		return refuse("ma_thu_tuc", "file.code", "value", cut(s))
	}
	r.Code = ID(c.National())
	r.Suffix = string(c[len(c.National()):])
	return nil
}

// cut shortens what a file says for a message.
func cut(s string) string {
	n := 0
	for i := range s {
		if n++; n > 40 {
			return s[:i] + "…"
		}
	}
	return s
}
