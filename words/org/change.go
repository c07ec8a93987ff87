package org

import (
	"slices"
	"time"
)

// Changes gives the moments after from, up to until, at which a unit, a post, a delegation or a leave begins, ends or gets
// other words, each once and in order. Between two of them nobody's rights change, so that whoever asks for every day of a
// year asks at these moments alone.
func (o *Org) Changes(from, until time.Time) []time.Time {
	out := o.UnitChanges(from, until)
	add := func(ts ...time.Time) { out = appendWithin(out, from, until, ts) }
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
	return eachOnce(out)
}

// UnitChanges are those of units and of decisions on who decides alone.
func (o *Org) UnitChanges(from, until time.Time) []time.Time {
	var out []time.Time
	for _, vs := range o.units {
		for _, v := range vs {
			out = appendWithin(out, from, until, []time.Time{v.since, v.unit.From, v.unit.To})
		}
	}
	for _, c := range o.competences {
		out = appendWithin(out, from, until, []time.Time{c.From, c.To})
	}
	return eachOnce(out)
}

func appendWithin(out []time.Time, from, until time.Time, ts []time.Time) []time.Time {
	for _, t := range ts {
		if t.After(from) && !t.After(until) {
			out = append(out, t.UTC())
		}
	}
	return out
}

func eachOnce(ts []time.Time) []time.Time {
	slices.SortFunc(ts, time.Time.Compare)
	return slices.CompactFunc(ts, time.Time.Equal)
}
