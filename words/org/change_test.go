package org_test

import (
	"slices"
	"testing"
	"time"

	"motcua/words/org"
)

func TestChangesAreTheMomentsAtWhichRightsMayChange(t *testing.T) {
	t.Parallel()
	o := small(t)
	facts, err := o.AddPerson(org.Person{ID: "p9", Name: "Người Thử", Username: "thu.nguoi"}, decided)
	o = do(t, o, facts, err)
	facts, err = o.GivePost(org.Post{ID: "p9-1", Unit: "branch", Person: "p9", Role: org.Clerk, From: on("2026-01-05"), To: on("2026-03-01")}, decided)
	o = do(t, o, facts, err)
	facts, err = o.GiveDelegation(org.Delegation{ID: "d9", Giver: "city", ReceiverUnit: "branch", Document: "01/UQ", From: on("2026-03-01"), To: on("2026-04-01")}, decided)
	o = do(t, o, facts, err)
	facts, err = o.GiveLeave(org.Leave{Person: "p9", From: on("2026-02-02"), To: on("2026-02-09")}, decided)
	o = do(t, o, facts, err)
	name := "Chi nhánh mới"
	facts, err = o.ChangeUnit("branch", org.Change{Name: &name}, on("2026-05-01"), decided)
	o = do(t, o, facts, err)
	got := o.Changes(on("2026-01-01"), on("2026-12-31"))
	want := []time.Time{on("2026-01-05"), on("2026-02-02"), on("2026-02-09"), on("2026-03-01"), on("2026-04-01"), on("2026-05-01")}
	if !slices.EqualFunc(got, want, time.Time.Equal) {
		t.Errorf("got %v, want %v", got, want)
	}
}
