package procedure

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// deepestWrap is how many objects may lie around the records of an answer.
const deepestWrap = 4

// Unwrap gives a file of national records as lines when it is one JSON value: a list of records, the answer of a service that
// has them inside, or one record on several lines. Each record stands on the line on which it begins, as far as it has a
// line to itself, so that a mistake is told at its place. Any other file is given as it is.
func Unwrap(b []byte) []byte {
	text := bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	if !json.Valid(text) {
		return b
	}
	recs := recordsIn(text, 0, deepestWrap)
	if len(recs) == 0 {
		return b
	}
	var out bytes.Buffer
	line := 1
	for _, r := range recs {
		begin := 1 + bytes.Count(text[:r.at], []byte("\n"))
		for ; line < begin; line++ {
			out.WriteByte('\n')
		}
		// Bytes that are no JSON cannot be here; what is wrong inside a record is told when it is read.
		_ = json.Compact(&out, text[r.at:r.at+r.size])
		out.WriteByte('\n')
		line++
	}
	return out.Bytes()
}

// span is where a record stands in a file.
type span struct{ at, size int }

// recordsIn finds the records of a value that begins at an offset of the file.
func recordsIn(b []byte, at, deep int) []span {
	begin := len(b) - len(bytes.TrimLeft(b, " \t\r\n"))
	at, b = at+begin, bytes.TrimSpace(b)
	if deep == 0 || len(b) == 0 {
		return nil
	}
	switch b[0] {
	case '[':
		var out []span
		known := false
		each(b, func(v []byte, off int) {
			known = known || isRecord(v)
			out = append(out, span{at + off, len(v)}) // what is no record among records is refused when it is read
		})
		if !known {
			return nil
		}
		return out
	case '{':
		if isRecord(b) {
			return []span{{at, len(b)}}
		}
		var out []span
		each(b, func(v []byte, off int) { out = append(out, recordsIn(v, at+off, deep-1)...) })
		return out
	}
	return nil
}

// isRecord says whether an object has the code or the name of a procedure.
func isRecord(b []byte) bool {
	var m map[string]json.RawMessage
	if json.Unmarshal(b, &m) != nil {
		return false
	}
	return slices.ContainsFunc(slices.Collect(maps.Keys(m)), func(k string) bool {
		return slices.Contains([]string{"MATTHC", "TENTTHC", "ma_thu_tuc", "ten_thu_tuc"}, k)
	})
}

// each hands out the values of a list or an object with their offsets.
func each(b []byte, do func(v []byte, off int)) {
	dec := json.NewDecoder(bytes.NewReader(b))
	open, err := dec.Token()
	if err != nil {
		return
	}
	for dec.More() {
		if open == json.Delim('{') {
			if _, err := dec.Token(); err != nil {
				return
			}
		}
		var v json.RawMessage
		if dec.Decode(&v) != nil {
			return
		}
		do(v, int(dec.InputOffset())-len(v))
	}
}
