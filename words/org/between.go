package org

import (
	"cmp"
	"slices"
	"time"
)

// A Reworded unit was there at both moments of a Difference and is not the same.
type Reworded struct {
	Was, Now *Unit
}

// Renamed says whether it has another name.
func (r Reworded) Renamed() bool { return r.Was.Name != r.Now.Name || r.Was.NameEN != r.Now.NameEN }

// Moved says whether it stands below another unit.
func (r Reworded) Moved() bool { return r.Was.Parent != r.Now.Parent }

// A Difference (thay đổi) is what is another way at a later moment than at an earlier one. What began and ended between the
// two is in neither.
type Difference struct {
	Opened, Ended []*Unit // as they were opened; ended ones in their last words
	Reworded      []Reworded
	Begun, Over   []*Post // in the order of units and people
	Given, Lapsed []*Delegation
	Acting        []*Acting // orders that hold later and did not before
	Stopped       []*Acting // the other way round
	Came, Left    []*Person // who holds a post later and held none before, and the other way round
	Deciding      []*Competence
	Decided       []*Competence // decisions on who decides that hold no more
}

// Between compares the house of one moment with that of a later one.
func (o *Org) Between(was, now time.Time) Difference {
	var d Difference
	for _, id := range o.order {
		a, b := o.UnitAt(id, was), o.UnitAt(id, now)
		switch {
		case a == nil && b != nil:
			d.Opened = append(d.Opened, b)
		case a != nil && b == nil:
			d.Ended = append(d.Ended, o.Unit(id))
		case a != nil && b != nil && a != b && !sameWords(a, b):
			d.Reworded = append(d.Reworded, Reworded{Was: a, Now: b})
		}
	}
	for _, p := range o.Posts() {
		switch a, b := p.OpenAt(was), p.OpenAt(now); {
		case !a && b:
			d.Begun = append(d.Begun, p)
		case a && !b:
			d.Over = append(d.Over, p)
		}
	}
	for _, g := range o.Delegations() {
		switch a, b := g.OpenAt(was), g.OpenAt(now); {
		case !a && b:
			d.Given = append(d.Given, g)
		case a && !b:
			d.Lapsed = append(d.Lapsed, g)
		}
	}
	for _, x := range o.Actings(was) {
		switch a, b := x.OpenAt(was), x.OpenAt(now); {
		case !a && b:
			d.Acting = append(d.Acting, x)
		case a && !b:
			d.Stopped = append(d.Stopped, x)
		}
	}
	for _, p := range o.People() {
		switch a, b := len(o.PostsOf(p.ID, was)) > 0, len(o.PostsOf(p.ID, now)) > 0; {
		case !a && b:
			d.Came = append(d.Came, p)
		case a && !b:
			d.Left = append(d.Left, p)
		}
	}
	for _, c := range o.Competences() {
		switch a, b := c.OpenAt(was), c.OpenAt(now); {
		case !a && b:
			d.Deciding = append(d.Deciding, c)
		case a && !b:
			d.Decided = append(d.Decided, c)
		}
	}
	return d
}

// sameWords says whether two versions of a unit tell people the same.
func sameWords(a, b *Unit) bool {
	return a.Name == b.Name && a.NameEN == b.NameEN && a.Code == b.Code && a.Kind == b.Kind && a.Parent == b.Parent &&
		a.AdminCode == b.AdminCode && a.Address == b.Address && a.Calendar == b.Calendar && a.Receives == b.Receives && slices.Equal(a.Serves, b.Serves)
}

// Posts gives every post ever given, in the order in which people were added and their posts given.
func (o *Org) Posts() []*Post {
	var out []*Post
	for _, p := range o.People() {
		out = append(out, o.PostsEver(p.ID)...)
	}
	return out
}

// PostsEver gives every post that the person held, holds or will hold, as they were given.
func (o *Org) PostsEver(id PersonID) []*Post {
	var out []*Post
	for _, post := range o.held[id] {
		out = append(out, o.posts[post])
	}
	return out
}

// Delegations gives every delegation, in force or not, the first one first.
func (o *Org) Delegations() []*Delegation {
	out := make([]*Delegation, 0, len(o.grants))
	for _, d := range o.grants {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b *Delegation) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return out
}
