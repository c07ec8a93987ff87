package procedure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"motcua/ground/text"
	"motcua/words/form"
)

// A Sheet is one record of a file with where everything of it stands.
type Sheet struct {
	Record Record
	Line   func(place string) int // the line of a path such as "cases.0.process.nodes.3"
}

// Limits of a file that is read to be proved.
const (
	longestRecord = longestLine // a form of 10 MB is none that people fill in
	longestFile   = 256 << 20
)

// ReadRecords reads the records of a file, whatever they are written as: one record, a list of records or one a line as in a
// city's folder, or the national database's lines. Reading is strict as in ParsePack, but that what Check finds is left to
// the proof; conditions in a circle are mistakes of reading, since nothing can be judged by them.
//
// Its error is form.Mistakes, each with file, line and field; the records that could be read are given all the same.
func ReadRecords(file string, b []byte) ([]Sheet, error) {
	r := &recordReader{file: file}
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	head := bytes.TrimLeft(b, " \t\r\n")
	switch {
	case len(b) > longestFile:
		r.mistake(0, "", "the file is longer than %d bytes", longestFile)
	case len(head) == 0:
		r.mistake(1, "", "the file is empty")
	case head[0] == '[':
		r.list(b)
	case head[0] != '{':
		r.mistake(lineOf(b, len(b)-len(head)), "", "neither a record nor a list of records begins here")
	default:
		r.records(b)
	}
	if len(r.found) == 0 && len(r.wrong) == 0 {
		r.mistake(1, "", "there is no record in the file")
	}
	if len(r.wrong) > 0 {
		return r.found, r.wrong
	}
	return r.found, nil
}

type recordReader struct {
	file  string
	found []Sheet
	wrong form.Mistakes
}

func (r *recordReader) mistake(line int, field, format string, args ...any) {
	r.wrong = append(r.wrong, form.Mistake{File: r.file, Line: line, Field: field, Reason: text.Said(fmt.Sprintf(format, args...))})
}

func lineOf(b []byte, offset int) int { return 1 + bytes.Count(b[:offset], []byte("\n")) }

// records reads what begins with an object: one record, or one a line.
func (r *recordReader) records(b []byte) {
	line, rest, _ := bytes.Cut(bytes.TrimLeft(b, " \t\r\n"), []byte("\n"))
	var keys map[string]json.RawMessage
	whole := json.Unmarshal(line, &keys) == nil
	_, national := keys["ma_thu_tuc"]
	switch {
	case national || !whole && bytes.Contains(line[:min(len(line), 200)], []byte(`"ma_thu_tuc"`)):
		r.national(b)
	case whole && len(bytes.TrimSpace(rest)) > 0:
		n := 0
		for text := range bytes.Lines(b) {
			n++
			if text = bytes.TrimSpace(text); len(text) > 0 {
				r.one(text, n-1)
			}
		}
	default:
		r.one(b, 0)
	}
}

// national reads records of the national database.
func (r *recordReader) national(b []byte) {
	rep, err := ReadNational(bytes.NewReader(b), func(n int, rec Record) error {
		r.take(Sheet{rec, func(string) int { return n }})
		return nil
	})
	for _, no := range rep.Refusals {
		r.mistake(no.Line, no.Field, "%s", no.Reason)
	}
	if err != nil {
		r.mistake(0, "", "%v", err)
	}
}

// one reads one record; before is how many lines stand before it.
func (r *recordReader) one(b []byte, before int) {
	if len(b) > longestRecord {
		r.mistake(before+1, "", "the record is longer than %d bytes", longestRecord)
		return
	}
	var rec Record
	lines, err := form.ReadLines(r.file, b, &rec)
	if err != nil {
		r.wrongs(err, before)
		return
	}
	r.take(Sheet{rec, func(place string) int { return before + lines.Of(place) }})
}

// list reads a file that is a list of records.
func (r *recordReader) list(b []byte) {
	var all []json.RawMessage
	dec := json.NewDecoder(bytes.NewReader(b))
	if dec.Decode(&all) == nil {
		for i, one := range all {
			if len(one) > longestRecord {
				r.mistake(lineOf(b, bytes.Index(b, one)), fmt.Sprint(i), "the record is longer than %d bytes", longestRecord)
				return
			}
		}
	}
	var recs []Record
	lines, err := form.ReadLines(r.file, b, &recs)
	if err != nil {
		r.wrongs(err, 0)
		return
	}
	for i, rec := range recs {
		r.take(Sheet{rec, func(place string) int { return lines.Of(strings.TrimSuffix(fmt.Sprintf("%d.%s", i, place), ".")) }})
	}
}

// wrongs takes the mistakes of reading, with the lines moved by what stands before.
func (r *recordReader) wrongs(err error, before int) {
	var ms form.Mistakes
	if !errors.As(err, &ms) {
		r.mistake(before+1, "", "%v", err)
		return
	}
	for _, m := range ms {
		m.Line += before
		r.wrong = append(r.wrong, m)
	}
}

// take keeps a record that was read, unless a condition of its forms goes round in a circle.
func (r *recordReader) take(s Sheet) {
	circles := 0
	for i := range s.Record.Cases {
		f := s.Record.Cases[i].Form
		if f == nil {
			continue
		}
		_, err := form.Compile(f)
		var flaws form.Flaws
		errors.As(err, &flaws)
		for _, w := range flaws {
			if w.Circle() {
				circles++
				place := fmt.Sprintf("cases.%d.form.%s", i, w.Place)
				r.mistake(s.Line(place), place+".when", "%s", w.Reason)
			}
		}
	}
	if circles == 0 {
		r.found = append(r.found, s)
	}
}
