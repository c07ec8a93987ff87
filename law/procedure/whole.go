package procedure

import (
	"bytes"
	"encoding/json"
	"slices"
	"time"

	"motcua/ground/text"
	"motcua/words/form"
)

// IsWhole says whether a file has records as the city keeps them, rather than those of the national database.
func IsWhole(b []byte) bool {
	b = bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF")))
	dec := json.NewDecoder(bytes.NewReader(b))
	if bytes.HasPrefix(b, []byte("[")) {
		if _, err := dec.Token(); err != nil {
			return false
		}
	}
	var first map[string]json.RawMessage
	if dec.Decode(&first) != nil {
		return false
	}
	return first["code"] != nil && first["cases"] != nil && first["ma_thu_tuc"] == nil && first["MATTHC"] == nil
}

// ReadWhole reads a file of records as the city keeps them against a catalogue: a list, one record, or one a line. Each is given
// as the next version of its procedure; one that says nothing new is given so that publishing it does nothing. The file is read
// as strictly as a pack is, and refused whole with every mistake at its line.
func ReadWhole(b []byte, cat *Catalogue) ([]Record, []Refusal) {
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	p := &packReader{at: map[string]string{}}
	switch text := bytes.TrimSpace(b); {
	case bytes.HasPrefix(text, []byte("[")):
		p.listed("", b)
	case json.Valid(text):
		var r Record
		if lines, err := form.ReadLines("", b, &r); err != nil {
			p.mistakes(err, 0)
		} else {
			p.take("", r, lines.Of, "")
		}
	default:
		p.lined("", b)
	}
	p.circles(cat)
	for i, r := range p.found {
		if slices.ContainsFunc(p.found[:i], func(o Record) bool { return o.Code == r.Code }) {
			p.wrong = append(p.wrong, form.Mistake{Field: "code", Reason: text.Say("file.once", "code", r.Code)})
		}
		p.found[i] = r.next(cat.Versions(r.Code))
	}
	if p.wrong == nil {
		return p.found, nil
	}
	out := make([]Refusal, len(p.wrong))
	for i, m := range p.wrong {
		out[i] = Refusal{Line: m.Line, Field: m.Field, Reason: m.Reason}
	}
	return nil, out
}

// next is a record that was taken out of a catalogue as the version that comes after those there are: it has no number yet, and
// the days of a version that there is are that version's own.
func (r Record) next(known []Record) Record {
	r.Version = 0
	if slices.ContainsFunc(known, func(k Record) bool { return k.From.Equal(r.From) }) {
		r.From, r.To = time.Time{}, time.Time{}
	}
	return r
}
