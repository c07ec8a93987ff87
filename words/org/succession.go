package org

import (
	"slices"
	"time"

	"motcua/ground/vn"
)

// Carriers gives who stands at t for an agency code of any day: the unit that has it, else who carries on for the one that
// had it last. It is empty for a code that nobody ever had, and for one whose unit ended without a successor.
func (o *Org) Carriers(code vn.AgencyCode, t time.Time) []UnitID {
	if u := o.ByCode(code, t); u != nil {
		return []UnitID{u.ID}
	}
	return o.after(o.codes[code], t, func(u *Unit) bool { return u.Code == code })
}

// PlaceCarriers gives who stands at t for a code of the list of administrative units as it was on the day listed: one
// code may name two places in two lists. The zero day is the list of t, and where that has no such code the last one
// that had it.
func (o *Org) PlaceCarriers(code string, listed, t time.Time) []UnitID {
	if listed.IsZero() {
		listed = t
	}
	if u := o.ByAdminCode(code, listed); u != nil {
		return o.Successors(u.ID, t)
	}
	return o.after(o.places[code], t, func(u *Unit) bool { return u.AdminCode == code })
}

// after gives who carries on for the unit that was the last to have certain words before t.
func (o *Org) after(ids []UnitID, t time.Time, had func(*Unit) bool) []UnitID {
	var last UnitID
	var until time.Time
	for _, id := range ids {
		vs := o.units[id]
		for i, v := range vs {
			if to := end(vs, i); had(v.unit) && !to.IsZero() && !to.After(t) && to.After(until) {
				last, until = id, to
			}
		}
	}
	if last == "" {
		return nil
	}
	return o.Successors(last, t)
}

// CarriedOn gives the one unit that does at t what was laid upon id: id itself while it is there, else its successor; of
// several the one among near, else the first that the act named. It is "" when nobody is there.
// choice: what was laid upon a unit that is divided never stands still. The first named successor takes it where nothing
// says more.
func (o *Org) CarriedOn(id UnitID, near []UnitID, t time.Time) UnitID {
	next := o.Successors(id, t)
	for _, s := range next {
		if slices.Contains(near, s) {
			return s
		}
	}
	if len(next) == 0 {
		return ""
	}
	return next[0]
}
