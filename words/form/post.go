package form

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"motcua/ground/fault"
)

// Decode reads values from JSON: one object, at most 512 KiB. Numbers keep the digits that were sent. Bytes that are no
// such object are a fault of kind Invalid.
func Decode(b []byte) (Values, error) {
	if len(b) > mostBytes {
		return nil, fault.New(fault.Invalid, "form.too-large", "kb", strconv.Itoa(mostBytes>>10))
	}
	unreadable := fault.New(fault.Invalid, "form.unreadable")
	if !utf8.Valid(b) {
		return nil, unreadable
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	var v map[string]any
	if err := dec.Decode(&v); err != nil {
		unreadable.Cause = err
		return nil, unreadable
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) || v == nil {
		return nil, unreadable
	}
	return v, nil
}

// Limits of a posted form: more is no form of ours.
const (
	mostParts   = 2*mostDepth + 1 // a.0.b.0.c and the parts of an address
	mostIndex   = 1000
	mostPosted  = 20000
	ownPosted   = '_' // names that begin with it belong to the page and not to the form
	partDivider = "."
)

// FromPost gives the values that an HTML form posted: the name "a.b" is the field b of the group a, "owners.0.name" that
// of its first entry. Entries are put together without gaps. Names that begin with _ are the page's own. What does not
// fit together is left for Judge to refuse.
func FromPost(post map[string][]string) Values {
	root := map[string]any{}
	if len(post) > mostPosted {
		return root
	}
	for _, name := range slices.Sorted(maps.Keys(post)) {
		vals := post[name]
		parts := strings.Split(name, partDivider)
		if len(vals) == 0 || name == "" || name[0] == ownPosted || len(parts) > mostParts || slices.Contains(parts, "") {
			continue
		}
		put(root, parts, vals)
	}
	for k, v := range root {
		root[k] = lists(v)
	}
	return root
}

func put(m map[string]any, parts, vals []string) {
	for _, p := range parts[:len(parts)-1] {
		inner, ok := m[p].(map[string]any)
		if !ok {
			if m[p] != nil {
				return // a value and a group of one name: the value stays and is refused
			}
			inner = map[string]any{}
			m[p] = inner
		}
		m = inner
	}
	last := parts[len(parts)-1]
	if m[last] != nil {
		return
	}
	if len(vals) == 1 {
		m[last] = vals[0]
		return
	}
	list := make([]any, len(vals))
	for i, v := range vals {
		list[i] = v
	}
	m[last] = list
}

// lists turns objects whose names are all numbers into lists.
func lists(v any) any {
	m, ok := v.(map[string]any)
	if !ok {
		return v
	}
	type entry struct {
		n int
		v any
	}
	var es []entry
	for k, e := range m {
		m[k] = lists(e)
		n, ok := digits(k)
		if !ok || len(k) > 4 || n > mostIndex {
			es = nil
			continue
		}
		es = append(es, entry{n, m[k]})
	}
	if len(es) != len(m) || len(m) == 0 {
		return m
	}
	slices.SortFunc(es, func(a, b entry) int { return cmp.Compare(a.n, b.n) })
	out := make([]any, len(es))
	for i, e := range es {
		out[i] = e.v
	}
	return out
}

// usual is the prefill of a country: not known of anybody, but what nearly everybody answers.
const usual = "country"

// Prefill gives the values that are known beforehand: person maps "applicant.name", "owner.personal_id" and so on to
// what the registers or the account say. An address is in parts: "applicant.address", "applicant.address.commune" and so
// on by the names of its value. What does not fit its field is left out. Only fields outside repeated groups are filled.
func Prefill(f *Form, person map[string]string) Values {
	out := map[string]any{}
	for _, s := range f.Sections {
		prefill(s.Fields, person, out, true)
	}
	return out
}

// prefill fills fields that stand beside each other. asked: they have to be filled in; what is only usual, such as the
// country, must not make an optional group look filled in.
func prefill(fields []Field, person map[string]string, out map[string]any, asked bool) {
	for i := range fields {
		f := &field{Field: &fields[i], kind: kinds[fields[i].Kind]}
		if f.Grouped() && f.Repeat <= 1 {
			inner := map[string]any{}
			if prefill(f.Inner(), person, inner, f.Required); len(inner) > 0 {
				out[f.ID] = inner
			}
			continue
		}
		if f.Prefill == "" || f.kind == nil || f.kind.read == nil || person[f.Prefill] == "" || f.Prefill == usual && !asked {
			continue
		}
		f.options = map[string]int{}
		for k, o := range f.Options {
			f.options[o.Value] = k
		}
		var in any = person[f.Prefill]
		if f.Kind == Address {
			parts := map[string]any{"text": in}
			for _, part := range addressParts {
				if v := person[f.Prefill+"."+part]; v != "" {
					parts[part] = v
				}
			}
			in = parts
			loose := *f.Field
			loose.Required = false // half an address is better than none to begin with
			f.Field = &loose
		}
		if v, ft := f.kind.read(f, in); ft == nil && v != nil {
			out[f.ID] = v
		}
	}
}
