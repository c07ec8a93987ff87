package org

import (
	"slices"
	"time"
)

// Changes gives the moments after from, up to until, at which a unit, a post, a delegation or a leave begins, ends or gets
// other words, each once and in order. Between two of them nobody's rights change, so that whoever asks for every day of a
// year asks at these moments alone.
func (o *Org) Changes(from, until time.Time) []time.Time {
	var out []time.Time
	add := func(ts ...time.Time) {
		for _, t := range ts {
			if t.After(from) && !t.After(until) {
				out = append(out, t.UTC())
			}
		}
	}
	for _, vs := range o.units {
		for _, v := range vs {
			add(v.since, v.unit.From, v.unit.To)
		}
	}
	for _, p := range o.posts {
		add(p.From, p.To)
	}
	for _, d := range o.grants {
		add(d.From, d.To)
	}
	for _, ls := range o.leaves {
		for _, l := range ls {
			add(l.From, l.To)
		}
	}
	for _, a := range o.acting {
		add(a.From, a.To)
	}
	slices.SortFunc(out, time.Time.Compare)
	return slices.CompactFunc(out, time.Time.Equal)
}
