package org_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/words/org"

	"pgregory.net/rapid"
)

// TestWhateverIsAllowedKeepsTheOrganisationWhole acts at random on a small city and looks at every day after every step.
func TestWhateverIsAllowedKeepsTheOrganisationWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := org.New()
		facts, err := o.OpenUnit(unit("u0", "", org.City, "H26", "2025-01-01"), decided)
		o = do2(t, o, facts, err)
		for i := range 3 {
			id := fmt.Sprintf("p%d", i)
			facts, err := o.AddPerson(org.Person{ID: org.PersonID(id), Name: id, Username: id}, decided)
			o = do2(t, o, facts, err)
		}
		made := 1
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			before := picture(o)
			facts, err := step(t, o, made)
			if err != nil {
				if fault.As(err) == nil {
					t.Fatalf("an act answered with an error that is no fault: %v", err)
				}
				continue
			}
			next := do2(t, o, facts, nil)
			if picture(o) != before {
				t.Fatalf("the snapshot before %v changed", facts[0].Kind)
			}
			made, o = made+1, next
			whole(t, o)
		}
	})
}

func do2(t *rapid.T, o *org.Org, facts []org.Fact, err error) *org.Org {
	if err != nil {
		t.Fatalf("act refused: %v", err)
	}
	next, err := o.ApplyAll(facts...)
	if err != nil {
		t.Fatalf("fold: %v", err)
	}
	return next
}

// days is a fortnight: short enough that dates meet.
var days = rapid.Custom(func(t *rapid.T) time.Time {
	return on("2025-01-01").AddDate(0, 0, rapid.IntRange(0, 13).Draw(t, "day"))
})

func anyUnit(t *rapid.T, o *org.Org) org.UnitID {
	return rapid.SampledFrom(o.Known()).Draw(t, "unit").ID
}

func step(t *rapid.T, o *org.Org, n int) ([]org.Fact, error) {
	from := days.Draw(t, "from")
	code := fmt.Sprintf("H26.%d", rapid.IntRange(1, 4).Draw(t, "code"))
	switch rapid.IntRange(0, 5).Draw(t, "act") {
	case 0, 1:
		u := unit(fmt.Sprintf("u%d", n), string(anyUnit(t, o)), org.Commune, code, "2025-01-01")
		u.From = from
		if rapid.Bool().Draw(t, "past") {
			u.To, u.Successors = days.Draw(t, "to"), []org.UnitID{anyUnit(t, o)}
		}
		return o.OpenUnit(u, decided)
	case 2:
		return o.CloseUnit(anyUnit(t, o), from, []org.UnitID{anyUnit(t, o)}, decided)
	case 3:
		parent := anyUnit(t, o)
		return o.ChangeUnit(anyUnit(t, o), org.Change{Parent: &parent, Code: &code}, from, decided)
	case 4:
		p := org.Post{ID: org.PostID(fmt.Sprintf("post-%d", n)), Unit: anyUnit(t, o), Person: "p1", Role: org.Clerk, From: from}
		return o.GivePost(p, decided)
	default:
		return o.EndPost(org.PostID(fmt.Sprintf("post-%d", n-1)), from, "", decided)
	}
}

// whole: on every day the units that are there stand below units that are there, up to the top; codes mean one unit; who
// carries on is there; and nobody holds one post twice.
func whole(t *rapid.T, o *org.Org) {
	for d := range 15 {
		at := on("2025-01-01").AddDate(0, 0, d)
		codes := map[vn.AgencyCode]org.UnitID{}
		for _, u := range o.Units(at) {
			if u.Parent != "" && o.UnitAt(u.Parent, at) == nil {
				t.Fatalf("%s: %s stands below %s, which is not there", at, u.ID, u.Parent)
			}
			if up := o.Ancestors(u.ID, at); u.Parent != "" && (len(up) == 0 || up[len(up)-1].Parent != "") {
				t.Fatalf("%s: the way up from %s does not end", at, u.ID)
			}
			if other, taken := codes[u.Code]; taken {
				t.Fatalf("%s: %s and %s have the code %s", at, other, u.ID, u.Code)
			}
			codes[u.Code] = u.ID
			if got := o.ByCode(u.Code, at); got != u {
				t.Fatalf("%s: ByCode(%s) is not %s", at, u.Code, u.ID)
			}
			if !slices.Equal(o.Successors(u.ID, at), []org.UnitID{u.ID}) {
				t.Fatalf("%s: %s is there and is not its own successor", at, u.ID)
			}
		}
		for _, u := range o.Known() {
			for _, s := range o.Successors(u.ID, at) {
				if o.UnitAt(s, at) == nil {
					t.Fatalf("%s: %s succeeds %s and is not there", at, s, u.ID)
				}
			}
		}
		seen := map[org.UnitID]bool{}
		for _, p := range o.PostsOf("p1", at) {
			if seen[p.Unit] || o.UnitAt(p.Unit, at) == nil {
				t.Fatalf("%s: post %s is doubled or in a unit that is not there", at, p.ID)
			}
			seen[p.Unit] = true
		}
	}
}

// picture tells everything about the units and posts of an Org in one text.
func picture(o *org.Org) string {
	s := ""
	for _, u := range o.Known() {
		s += fmt.Sprintf("%+v %v %v\n", *u, o.Predecessors(u.ID), len(o.Children(u.ID, on("2025-01-05"))))
	}
	for _, p := range o.PostsOf("p1", on("2025-01-05")) {
		s += fmt.Sprintf("%+v\n", *p)
	}
	return s
}
