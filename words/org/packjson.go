package org

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// A node is a JSON value that knows its line: setup errors name it.
type node struct {
	line  int
	kind  byte // 's' text, 'b' true or false, 'n' number, '0' null, '[' list, '{' object
	text  string
	list  []node
	keys  []string // of an object, as written; a key may stand twice
	under []node   // values of keys
}

// maxDepth bounds how deep the files nest; the pack needs five.
const maxDepth = 12

// json reads a whole file. It says no after noting a mistake.
func (r *packReader) json(name string, b []byte) (node, bool) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	d := &treeReader{dec: json.NewDecoder(bytes.NewReader(b)), src: b}
	d.dec.UseNumber()
	n, err := d.value(0)
	if err == nil {
		if _, err = d.dec.Token(); errors.Is(err, io.EOF) {
			return n, true
		}
		if err == nil {
			err = errors.New("something stands after the end")
		}
	}
	at := d.dec.InputOffset()
	if bad := (*json.SyntaxError)(nil); errors.As(err, &bad) {
		at = bad.Offset
	}
	if errors.Is(err, io.EOF) {
		err = errors.New("it ends too early")
	}
	r.wrong(place{file: name, line: d.lineAt(at)}, "", "look for a missing comma, quote or bracket there", "cannot be read as JSON: %v", err)
	return node{}, false
}

// A treeReader builds nodes from tokens.
type treeReader struct {
	dec  *json.Decoder
	src  []byte
	seen int64 // offset up to which line counts
	line int   // ends of line before seen
}

// lineAt gives the line of an offset; offsets mostly grow, so that a file is counted once.
func (d *treeReader) lineAt(offset int64) int {
	offset = max(0, min(offset, int64(len(d.src))))
	if offset < d.seen {
		return bytes.Count(d.src[:offset], []byte("\n")) + 1
	}
	d.line += bytes.Count(d.src[d.seen:offset], []byte("\n"))
	d.seen = offset
	return d.line + 1
}

func (d *treeReader) value(depth int) (node, error) {
	if depth > maxDepth {
		return node{}, fmt.Errorf("nested deeper than %d", maxDepth)
	}
	t, err := d.dec.Token()
	if err != nil {
		return node{}, err
	}
	n := node{line: d.lineAt(d.dec.InputOffset())}
	switch v := t.(type) {
	case string:
		n.kind, n.text = 's', v
	case bool:
		n.kind, n.text = 'b', fmt.Sprint(v)
	case json.Number:
		n.kind, n.text = 'n', v.String()
	case nil:
		n.kind = '0'
	case json.Delim:
		n.kind = byte(v)
		return d.inner(n, depth)
	}
	return n, nil
}

// inner reads what stands in a list or an object, and its closing bracket.
func (d *treeReader) inner(n node, depth int) (node, error) {
	for d.dec.More() {
		if n.kind == '{' {
			key, err := d.dec.Token()
			if err != nil {
				return node{}, err
			}
			n.keys = append(n.keys, fmt.Sprint(key))
		}
		v, err := d.value(depth + 1)
		if err != nil {
			return node{}, err
		}
		if n.kind == '{' {
			n.under = append(n.under, v)
		} else {
			n.list = append(n.list, v)
		}
	}
	_, err := d.dec.Token()
	return n, err
}

// records reads a list of objects.
func (r *packReader) records(name string, n node, field string, known map[string]shape) []record {
	if n.kind != '[' {
		r.wrong(place{file: name, line: n.line}, field, "write [ {…}, {…} ]", "not a list")
		return nil
	}
	var out []record
	for _, e := range n.list {
		if rec, ok := r.record(name, e, field, known); ok {
			out = append(out, rec)
		}
	}
	return out
}

// record reads an object by the fields that are known.
func (r *packReader) record(name string, n node, field string, known map[string]shape) (record, bool) {
	if n.kind != '{' {
		r.wrong(place{file: name, line: n.line}, field, "write { \"…\": … }", "not an object")
		return record{}, false
	}
	rec := record{
		place: place{file: name, line: n.line, field: map[string]int{}},
		value: map[string]string{}, trees: map[string][]node{},
	}
	for i, key := range n.keys {
		v := n.under[i]
		as, ok := known[key]
		_, twice := rec.field[key]
		rec.field[key] = v.line
		switch {
		case !ok:
			r.unknown(rec.place, key, known)
		case twice:
			r.wrong(rec.place, key, "keep one of them", "the field stands twice")
		default:
			r.fill(rec, key, as, v)
		}
	}
	return rec, true
}

// fill writes a value into the record when it has the field's shape.
func (r *packReader) fill(rec record, key string, as shape, v node) {
	switch {
	case as == aTree && v.kind == '[':
		rec.trees[key] = v.list
	case as == aList && v.kind == '[':
		var words []string
		for _, e := range v.list {
			if e.kind != 's' {
				r.wrong(rec.place, key, `write ["a", "b"]`, "a list of texts has something else in it")
				return
			}
			words = append(words, e.text)
		}
		rec.value[key] = strings.Join(words, " ")
	case as == aNumber && v.kind == 'n':
		rec.value[key] = v.text
	case as == aFlag && v.kind == 'b', (as == aText || as == aDay) && v.kind == 's':
		rec.value[key] = strings.TrimSpace(v.text)
	default:
		r.wrong(rec.place, key, [...]string{
			aText: "write a text between quotes", aList: `write ["a", "b"]`, aFlag: "write true or false, without quotes",
			aDay: `write "2025-07-01"`, aTree: "write [ {…}, {…} ]", aNumber: "write a whole number, without quotes",
		}[as], "not of the right kind")
	}
}
