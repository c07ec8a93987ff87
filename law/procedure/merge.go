package procedure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Merge brings together what two people made of one text: base is what both began from, theirs was saved first, mine comes
// now. A part that only one of them touched is taken as they left it; the parts that both changed, and not to the same, are
// given as clashes and are theirs in what is returned. A part is a field of the record, or a field of one case: "name",
// "cases.<id>.papers".
func Merge(base, theirs, mine Record) (merged Record, clashes []string, err error) {
	var b, t, m partsOf
	for _, x := range []struct {
		into *partsOf
		rec  Record
	}{{&b, base}, {&t, theirs}, {&m, mine}} {
		if *x.into, err = splitRecord(x.rec); err != nil {
			return Record{}, nil, err
		}
	}
	keys := map[string]bool{}
	for _, p := range []partsOf{b, t, m} {
		for k := range p.parts {
			keys[k] = true
		}
	}
	out := maps.Clone(t.parts)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		was, now, mine := b.parts[k], t.parts[k], m.parts[k]
		switch {
		case bytes.Equal(mine, was) || bytes.Equal(mine, now):
		case bytes.Equal(now, was):
			if mine == nil {
				delete(out, k)
			} else {
				out[k] = mine
			}
		default:
			clashes = append(clashes, k)
		}
	}
	merged, err = joinRecord(out, caseOrder(b.cases, t.cases, m.cases))
	return merged, clashes, err
}

// partsOf is a record cut into its parts, with the order of its cases.
type partsOf struct {
	parts map[string][]byte
	cases []string
}

// splitRecord cuts a record into parts.
func splitRecord(r Record) (partsOf, error) {
	out := partsOf{parts: map[string][]byte{}}
	cases := r.Cases
	r.Cases = nil
	if err := out.cut("", r); err != nil {
		return out, err
	}
	delete(out.parts, "cases")
	for i := range cases {
		c := &cases[i]
		if slices.Contains(out.cases, c.ID) {
			return out, fmt.Errorf("merge procedure %s: two cases are called %q", r.Code, c.ID)
		}
		out.cases = append(out.cases, c.ID)
		if err := out.cut("cases."+c.ID+".", c); err != nil {
			return out, err
		}
	}
	return out, nil
}

// cut takes the fields of v as parts under a prefix.
func (p *partsOf) cut(prefix string, v any) error {
	b, err := canonical(v)
	if err != nil {
		return fmt.Errorf("merge procedures: %w", err)
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(b, &fields); err != nil {
		return fmt.Errorf("merge procedures: %w", err)
	}
	for k, f := range fields {
		p.parts[prefix+k] = f
	}
	return nil
}

// caseOrder is the order in which the cases stand: mine where I moved, added or removed some, else theirs.
func caseOrder(base, theirs, mine []string) []string {
	first, second := mine, theirs
	if slices.Equal(base, mine) {
		first, second = theirs, mine
	}
	out := slices.Clone(first)
	for _, id := range second {
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// joinRecord makes a record of its parts again. A case without its ID was removed by one of the two.
func joinRecord(parts map[string][]byte, order []string) (Record, error) {
	fields := map[string]json.RawMessage{}
	cases := map[string]map[string]json.RawMessage{}
	for _, id := range order {
		cases[id] = map[string]json.RawMessage{}
	}
	for k, v := range parts {
		id, field, isCase := casePart(k, order)
		if !isCase {
			fields[k] = v
			continue
		}
		cases[id][field] = v
	}
	list := []map[string]json.RawMessage{}
	for _, id := range order {
		if cases[id]["id"] != nil {
			list = append(list, cases[id])
		}
	}
	var rec Record
	all, err := json.Marshal(list)
	if err != nil {
		return rec, fmt.Errorf("merge procedures: %w", err)
	}
	fields["cases"] = all
	b, err := json.Marshal(fields)
	if err != nil {
		return rec, fmt.Errorf("merge procedures: %w", err)
	}
	if err := decode(b, &rec); err != nil {
		return rec, fmt.Errorf("merge procedures: %w", err)
	}
	return rec, nil
}

// casePart reads "cases.<id>.<field>"; the ID may have dots of its own.
func casePart(key string, ids []string) (id, field string, ok bool) {
	for _, c := range ids {
		prefix := "cases." + c + "."
		if len(key) > len(prefix) && key[:len(prefix)] == prefix && !bytes.ContainsRune([]byte(key[len(prefix):]), '.') {
			return c, key[len(prefix):], true
		}
	}
	return "", "", false
}
