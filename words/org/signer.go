package org

import (
	"slices"
	"time"
)

// A Substitution (người ký thay) is who may sign for a unit at a moment, and from whom it could get another signature.
type Substitution struct {
	Unit    UnitID
	Signers []PersonID // who may sign: leaders who are there, those who act from their posts, and those the power was handed to
	Away    []PersonID // leaders who are on leave
	Next    []PersonID // leaders of the nearest unit above that has some: they may hand on power or name who acts
	Above   UnitID     // that unit
}

// Signing says who may sign for a unit at t. choice: a power for some procedures alone makes nobody a signer of the unit.
func (o *Org) Signing(id UnitID, t time.Time) Substitution {
	s := Substitution{Unit: id}
	add := func(p PersonID) {
		if _, away := o.AwayAt(p, t); !away && !slices.Contains(s.Signers, p) {
			s.Signers = append(s.Signers, p)
		}
	}
	for _, post := range o.PostsIn(id, t) {
		if post.Role != Leader {
			continue
		}
		if _, away := o.AwayAt(post.Person, t); away && !slices.Contains(s.Away, post.Person) {
			s.Away = append(s.Away, post.Person)
		}
		add(post.Person)
		for _, a := range o.ActingFor(post.ID, t) {
			add(a.Person)
		}
	}
	for _, d := range o.delegations() {
		if d.Giver == id && d.ReceiverPerson != "" && len(d.Procedures) == 0 && o.holds(d, t) {
			add(d.ReceiverPerson)
		}
	}
	for _, u := range o.Ancestors(id, t) {
		for _, p := range o.Holders(u.ID, Leader, t) {
			s.Next = append(s.Next, p.ID)
		}
		if s.Next != nil {
			s.Above = u.ID
			break
		}
	}
	return s
}

// FewSigners gives the units of t with one person who may sign, or with none, of those that have work to sign: where somebody
// leads, acts or prepares what is signed.
func (o *Org) FewSigners(t time.Time) []Substitution {
	var out []Substitution
	for _, u := range o.Units(t) {
		signs := slices.ContainsFunc(o.PostsIn(u.ID, t), func(p *Post) bool { return p.Role == Leader || p.Role == Specialist })
		if !signs {
			continue
		}
		if s := o.Signing(u.ID, t); len(s.Signers) < 2 {
			out = append(out, s)
		}
	}
	return out
}
