package org_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/words/org"
)

func TestWhoIsOnLeaveIsNotPresent(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2026, 3, d, 0, 0, 0, 0, time.UTC) }
	o := org.New()
	do := func(facts []org.Fact, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if o, err = o.ApplyAll(facts...); err != nil {
			t.Fatal(err)
		}
	}
	do(o.OpenUnit(org.Unit{ID: "u", Code: "H26", CodeSource: "example", Name: "U", Kind: org.City, From: day(1)}, day(1)))
	do(o.AddPerson(org.Person{ID: "a", Name: "A", Username: "a"}, day(1)))
	do(o.GivePost(org.Post{ID: "a1", Person: "a", Unit: "u", Role: org.Specialist, From: day(1)}, day(1)))
	do(o.GiveLeave(org.Leave{Person: "a", From: day(5), To: day(10)}, day(2)))
	before := o
	for d, want := range map[int]int{4: 1, 5: 0, 9: 0, 10: 1} {
		if got := len(o.Present("u", org.Specialist, day(d))); got != want {
			t.Errorf("on the %dth %d are present, want %d", d, got, want)
		}
	}
	for what, l := range map[string]org.Leave{
		"overlaps": {Person: "a", From: day(9), To: day(12)}, "ends before it begins": {Person: "a", From: day(20), To: day(19)},
		"has no end": {Person: "a", From: day(20)}, "is nobody's": {Person: "z", From: day(20), To: day(21)},
	} {
		if _, err := o.GiveLeave(l, day(2)); fault.As(err) == nil {
			t.Errorf("a leave that %s: %v", what, err)
		}
	}
	do(o.EndLeave("a", day(6), day(7), day(6)))
	if _, away := o.AwayAt("a", day(7)); away || len(o.LeavesOf("a", day(8))) != 0 {
		t.Error("still away after the leave was ended")
	}
	if _, away := before.AwayAt("a", day(7)); !away {
		t.Error("an earlier organisation changed")
	}
	do(o.GiveLeave(org.Leave{Person: "a", From: day(20), To: day(22)}, day(8)))
	do(o.EndLeave("a", day(20), day(8), day(8))) // taken back before it began
	if len(o.LeavesOf("a", day(8))) != 0 {
		t.Error("a leave that was taken back is there")
	}
	if _, err := o.EndLeave("a", day(20), day(8), day(8)); !fault.Is(err, fault.Missing) {
		t.Errorf("a leave that is not there ended: %v", err)
	}
}
