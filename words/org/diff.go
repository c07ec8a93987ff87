package org

import (
	"errors"
	"fmt"
	"time"
)

// Diff gives the facts that bring what the pack has and o has not; all of them are of the instant at, the dates of
// validity stand in their payloads. Nothing is given for what is there already, even if the pack tells it differently:
// the database wins. The error lists every part of the pack that contradicts o; no facts then.
func (p Pack) Diff(o *Org, at time.Time) ([]Fact, error) {
	next := o.clone()
	var all []Fact
	var errs []error
	add := func(what string, facts []Fact, err error) {
		for _, f := range facts {
			if err == nil {
				err = next.apply(f)
			}
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("import %s: %w", what, err))
			return
		}
		all = append(all, facts...)
	}
	for _, u := range p.inOrder() {
		if next.units[u.ID] == nil {
			facts, err := next.OpenUnit(*u, at)
			add("unit "+string(u.ID), facts, err)
		}
	}
	for _, officer := range p.Officers {
		switch was := next.people[officer.ID]; {
		case was == nil:
			facts, err := next.AddPerson(officer.Person, at)
			add("person "+string(officer.ID), facts, err)
		case was.Email == "" && was.Name != "" && officer.Email != "": // whose name was erased gets no address again
			facts, err := next.ReachPerson(officer.ID, officer.Email, at)
			add("address of "+string(officer.ID), facts, err)
		}
		for _, post := range officer.Posts {
			if next.posts[post.ID] == nil {
				facts, err := next.GivePost(post, at)
				add("post "+string(post.ID), facts, err)
			}
		}
	}
	for _, d := range p.Delegations {
		if next.grants[d.ID] == nil {
			facts, err := next.GiveDelegation(d, at)
			add("delegation "+string(d.ID), facts, err)
		}
	}
	for _, a := range p.Acting {
		if next.acting[a.ID] == nil {
			facts, err := next.GiveActing(a, at)
			add("acting appointment "+string(a.ID), facts, err)
		}
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return all, nil
}

// inOrder gives the units so that each comes after those that it names; else as written.
func (p Pack) inOrder() []*Unit {
	byID := map[UnitID]*Unit{}
	for i := range p.Units {
		byID[p.Units[i].ID] = &p.Units[i]
	}
	var out []*Unit
	seen := map[UnitID]bool{}
	var visit func(u *Unit)
	visit = func(u *Unit) {
		if u == nil || seen[u.ID] {
			return
		}
		seen[u.ID] = true
		for _, l := range links(u) {
			visit(byID[l.to])
		}
		out = append(out, u)
	}
	for i := range p.Units {
		visit(&p.Units[i])
	}
	return out
}
