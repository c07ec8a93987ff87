package procedure

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// What differs outside the cases of two versions.

// partNames are the words of parts that are called otherwise than their field.
var partNames = map[string]string{"audiences": "audience", "steps-text": "steps"}

// record compares what stands outside the cases.
func (d *differ) record(a, b *Record) {
	result := func(r *Result) string {
		if r.Code != "" {
			return r.Code
		}
		return r.Name
	}
	things(d, Change{Part: "result"}, a.Results, b.Results, result, func(r *Result) string { return r.Name }, none, "code")
	things(d, Change{Part: "basis"}, a.Bases, b.Bases, func(x *Basis) string { return x.Number }, func(x *Basis) string { return x.Number },
		func(x *Basis) string { return x.Name }, "number")
	agency := func(x *Agency) string { return x.Name }
	for _, l := range []struct {
		part  string
		older []Agency
		newer []Agency
	}{{"performing", a.Performing, b.Performing}, {"competent", a.Competent, b.Competent}, {"delegated", a.Delegated, b.Delegated}, {"coordinating", a.Coordinating, b.Coordinating}} {
		things(d, Change{Part: l.part}, l.older, l.newer, agency, agency, none, "name")
	}
	things(d, Change{Part: "reason"}, a.Reasons, b.Reasons, func(x *Reason) string { return x.Code },
		func(x *Reason) string { return strings.TrimSpace(x.Code + " " + x.Name.VI) }, none, "code")
	inner := &differ{}
	inner.parts(Change{}, a, b, "version", "from", "to", "cases", "results", "bases", "performing", "competent", "delegated", "coordinating", "reasons",
		"raw", "source")
	for _, c := range inner.out {
		if name := partNames[c.Part]; name != "" {
			c.Part = name
		}
		d.add(c)
	}
	for _, k := range keysOf(a.Raw, b.Raw) {
		d.value(Change{Part: "raw", What: k}, a.Raw[k], b.Raw[k])
	}
	d.source(a.Source, b.Source)
}

// source names the fields of the source that have no place of their own and differ: they are said in one line.
func (d *differ) source(a, b map[string]any) {
	var differ []string
	for _, k := range keysOf(a, b) {
		x, _ := json.Marshal(a[k])
		y, _ := json.Marshal(b[k])
		_, was := a[k]
		if _, is := b[k]; was != is || !slices.Equal(x, y) && !reflect.DeepEqual(a[k], b[k]) {
			differ = append(differ, k)
		}
	}
	if differ != nil {
		d.add(Change{Kind: "changed", Part: "source", What: strings.Join(differ, ", ")})
	}
}

func keysOf[V any](a, b map[string]V) []string {
	return slices.Compact(slices.Sorted(func(yield func(string) bool) {
		for _, m := range []map[string]V{a, b} {
			for k := range maps.Keys(m) {
				if !yield(k) {
					return
				}
			}
		}
	}))
}

func names[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = name(x)
	}
	return out
}
