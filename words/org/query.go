package org

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"motcua/ground/vn"
)

// Unit gives the unit in its last words, open or not; nil when nobody ever opened it.
func (o *Org) Unit(id UnitID) *Unit {
	vs := o.units[id]
	if vs == nil {
		return nil
	}
	return vs[len(vs)-1].unit
}

// UnitAt gives the unit in its words of t, nil when it was not there at t.
func (o *Org) UnitAt(id UnitID, t time.Time) *Unit {
	u := o.words(id, t)
	if u == nil || !u.OpenAt(t) {
		return nil
	}
	return u
}

// words gives the version of t; before the first one the first, after the last one the last.
func (o *Org) words(id UnitID, t time.Time) *Unit {
	vs := o.units[id]
	if vs == nil {
		return nil
	}
	for i := len(vs) - 1; i > 0; i-- {
		if !t.Before(vs[i].since) {
			return vs[i].unit
		}
	}
	return vs[0].unit
}

// NameAt gives the name that the unit had at t; of a unit that had ended by then its last name, of one that was still to
// come its first. It is "" for an unknown unit.
func (o *Org) NameAt(id UnitID, t time.Time) string {
	if u := o.words(id, t); u != nil {
		return u.Name
	}
	return ""
}

// Units gives the units that were there at t, as they were opened; of the given kinds, or of all kinds when none is given.
func (o *Org) Units(t time.Time, kinds ...UnitKind) []*Unit {
	var out []*Unit
	for _, id := range o.order {
		if u := o.UnitAt(id, t); u != nil && (len(kinds) == 0 || slices.Contains(kinds, u.Kind)) {
			out = append(out, u)
		}
	}
	return out
}

// Known gives every unit that ever was, as they were opened, each in its last words.
func (o *Org) Known() []*Unit {
	out := make([]*Unit, len(o.order))
	for i, id := range o.order {
		out[i] = o.Unit(id)
	}
	return out
}

// Children gives the units directly below id at t; below "" stand those at the top.
func (o *Org) Children(id UnitID, t time.Time) []*Unit {
	var out []*Unit
	for _, c := range o.children[id] {
		if u := o.UnitAt(c, t); u != nil && u.Parent == id {
			out = append(out, u)
		}
	}
	return out
}

// Subtree gives id and every unit below it at t, each before those below it; nothing when id was not there.
func (o *Org) Subtree(id UnitID, t time.Time) []UnitID {
	if o.UnitAt(id, t) == nil {
		return nil
	}
	out := []UnitID{id}
	for i := 0; i < len(out); i++ {
		for _, c := range o.Children(out[i], t) {
			out = append(out, c.ID)
		}
	}
	return out
}

// Ancestors gives the units above id at t, the nearest first.
func (o *Org) Ancestors(id UnitID, t time.Time) []*Unit {
	var out []*Unit
	u := o.UnitAt(id, t)
	for u != nil && u.Parent != "" && len(out) < len(o.order) {
		if u = o.UnitAt(u.Parent, t); u != nil {
			out = append(out, u)
		}
	}
	return out
}

// CalendarAt gives the calendar that the unit works by at t: its own, or that of the nearest unit above that names one;
// "" is the city's.
func (o *Org) CalendarAt(id UnitID, t time.Time) string {
	u := o.UnitAt(id, t)
	if u == nil {
		return ""
	}
	for _, a := range append([]*Unit{u}, o.Ancestors(id, t)...) {
		if a.Calendar != "" {
			return a.Calendar
		}
	}
	return ""
}

// Successors gives who carries on for the unit at t: the unit itself while it is there, else the successors of its
// successors until they are there. It is empty for a unit still to come and for one that ended without a successor.
func (o *Org) Successors(id UnitID, t time.Time) []UnitID {
	var out []UnitID
	seen := map[UnitID]bool{}
	var follow func(UnitID)
	follow = func(id UnitID) {
		u := o.Unit(id)
		if u == nil || seen[id] {
			return
		}
		seen[id] = true
		if u.OpenAt(t) {
			out = append(out, id)
			return
		}
		if t.Before(u.From) {
			return
		}
		for _, s := range u.Successors {
			follow(s)
		}
	}
	follow(id)
	return out
}

// Predecessors gives the units that named id as a successor, whenever.
func (o *Org) Predecessors(id UnitID) []UnitID { return slices.Clone(o.before[id]) }

// ByCode gives the unit that had the agency code at t, nil for none. Codes are unique at every moment.
func (o *Org) ByCode(code vn.AgencyCode, t time.Time) *Unit {
	for _, id := range o.codes[code] {
		if u := o.UnitAt(id, t); u != nil && u.Code == code {
			return u
		}
	}
	return nil
}

// ByAdminCode gives the commune or district that had the code of the list of administrative units at t, nil for none.
// One code may name different places at different times: 00004 was Trúc Bạch until 30/6/2025 and is Ba Đình since.
func (o *Org) ByAdminCode(code string, t time.Time) *Unit {
	for _, id := range o.places[code] {
		if u := o.UnitAt(id, t); u != nil && u.AdminCode == code {
			return u
		}
	}
	return nil
}

// Serving gives the units of a kind that serve a commune at t, as they were opened.
func (o *Org) Serving(commune UnitID, kind UnitKind, t time.Time) []*Unit {
	var out []*Unit
	for _, id := range o.servers[commune] {
		if u := o.UnitAt(id, t); u != nil && u.Kind == kind && slices.Contains(u.Serves, commune) {
			out = append(out, u)
		}
	}
	return out
}

// Person gives a person, nil for none.
func (o *Org) Person(id PersonID) *Person { return o.people[id] }

// ByUsername gives the person with an account's name, nil for none.
func (o *Org) ByUsername(name string) *Person { return o.people[o.accounts[name]] }

// People gives everybody ever added, as they were added.
func (o *Org) People() []*Person {
	out := make([]*Person, len(o.roll))
	for i, id := range o.roll {
		out[i] = o.people[id]
	}
	return out
}

// Post gives a post, open or not; nil for none.
func (o *Org) Post(id PostID) *Post { return o.posts[id] }

// PostsOf gives the posts that the person held at t, in units that were there, as they were given.
func (o *Org) PostsOf(id PersonID, t time.Time) []*Post {
	return o.open(o.held[id], t, func(*Post) bool { return true })
}

// PostsIn gives the posts held in the unit at t, as they were given.
func (o *Org) PostsIn(id UnitID, t time.Time) []*Post {
	return o.open(o.staff[id], t, func(*Post) bool { return true })
}

// Holders gives the people who had the role in the unit at t, as their posts were given, each once.
func (o *Org) Holders(id UnitID, role Role, t time.Time) []*Person {
	var out []*Person
	for _, p := range o.open(o.staff[id], t, func(p *Post) bool { return p.Role == role }) {
		if h := o.people[p.Person]; h != nil && !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	return out
}

// open keeps the posts that were held at t. Rights end with the unit, whatever the post says.
func (o *Org) open(ids []PostID, t time.Time, want func(*Post) bool) []*Post {
	var out []*Post
	for _, id := range ids {
		if p := o.posts[id]; p.OpenAt(t) && want(p) && o.UnitAt(p.Unit, t) != nil {
			out = append(out, p)
		}
	}
	return out
}

// Delegation gives a delegation, in force or not; nil for none.
func (o *Org) Delegation(id DelegationID) *Delegation { return o.grants[id] }

// DelegationsTo gives the delegations that unit or person had at t for a procedure; "" leaves one of the three out.
// Whoever signs asks at the moment of signing, not at sign-in.
func (o *Org) DelegationsTo(unit UnitID, person PersonID, procedure string, t time.Time) []*Delegation {
	var out []*Delegation
	o.EachTrusted(unit, person, func(d *Delegation) bool {
		if o.holds(d, t) && o.UnitAt(d.Giver, t) != nil && (procedure == "" || d.Covers(procedure)) {
			out = append(out, d)
		}
		return true
	})
	return out
}

// holds says whether a delegation is in force, with all by which its givers have the power themselves.
func (o *Org) holds(d *Delegation, t time.Time) bool {
	for d != nil && d.OpenAt(t) {
		if d.Under == "" {
			return true
		}
		d = o.grants[d.Under] // which was there before: there is no circle
	}
	return false
}

// EachTrusted gives every delegation to a unit or a person, in force or not, until yield says no: whoever is refused is told
// which decision is over. Either may be "".
func (o *Org) EachTrusted(unit UnitID, person PersonID, yield func(*Delegation) bool) {
	for _, stream := range [...]string{"unit/" + string(unit), "person/" + string(person)} {
		for _, d := range o.trusted[stream] {
			if !yield(d) {
				return
			}
		}
	}
}

// Agency is the name of the agency (cơ quan) of a place: what acts, decides and signs in a commune is its People's
// Committee. Units of other kinds are agencies by their own names, and so is a commune that is named so already.
func Agency(kind UnitKind, name string) string {
	r, n := utf8.DecodeRuneInString(name)
	if kind != Commune && kind != District || n == 0 || strings.HasPrefix(name, vn.Committee) {
		return name
	}
	return vn.Committee + string(unicode.ToLower(r)) + name[n:]
}

// AgencyEN is Agency of an English name; "" stays "".
func AgencyEN(kind UnitKind, name string) string {
	if kind != Commune && kind != District || name == "" || strings.HasPrefix(name, vn.CommitteeEN) {
		return name
	}
	return vn.CommitteeEN + name
}
