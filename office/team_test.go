package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

func TestWorkGoesToWhoIsPresentAndHoldsTheLeast(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-03 09:00")
	v, clerk := c.received("TEAM000001")
	unit, role := v.Open[0].Unit, v.Open[0].Role
	leader := c.officer(unit, "leader")
	people := c.World().Org.Holders(org.UnitID(unit), org.Role(role), c.clock())
	if len(people) < 2 {
		t.Fatalf("%d people in %s: the test proves little", len(people), unit)
	}
	if v.Open[0].Holder != "" {
		t.Fatal("it was given out before there was a rule")
	}
	if err := c.SetAssign(c.ctx, clerk, unit, org.AssignLeast); !fault.Is(err, fault.Refused) {
		t.Fatalf("a clerk of another unit set the rule: %v", err)
	}
	if err := c.SetAssign(c.ctx, leader, unit, org.AssignLeast); err != nil {
		t.Fatal(err)
	}
	last := people[len(people)-1]
	for _, p := range people[:len(people)-1] {
		if err := c.GiveLeave(c.ctx, leader, unit, org.Leave{Person: p.ID, From: c.clock().Add(-time.Hour), To: c.clock().Add(48 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	receive := func(id dossier.ID) *office.DossierView {
		t.Helper()
		in := c.intake(string(v.Procedure), v.Case, "chi-nhanh-7")
		if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, in); err != nil {
			t.Fatal(err)
		}
		return c.dossier(id)
	}
	got := receive("TEAM000002")
	if h := got.Open[0].Holder; h != string(last.ID) || !got.Open[0].Dealt {
		t.Errorf("given to %q, want %s, who alone is present", h, last.ID)
	}
	step := got.History[len(got.History)-1]
	if step.Kind != dossier.KindAssigned || step.Of != 1 || step.Load != 0 || step.Actor != "system" {
		t.Errorf("the history says %+v", step)
	}
	first := string(people[0].ID)
	on := office.On{ID: got.ID, Token: got.Open[0].Token}
	if err := c.Assign(c.ctx, leader, office.Command{}, on, first, ""); fault.As(err) == nil || fault.As(err).Key != "dossier.holder-away" {
		t.Errorf("work for somebody on leave: %v", err)
	}
	if err := c.EndLeave(c.ctx, leader, unit, people[0].ID, c.clock()); err != nil {
		t.Fatal(err)
	}
	if got := receive("TEAM000003"); got.Open[0].Holder != first || got.History[len(got.History)-1].Of != 2 {
		t.Errorf("given to %q among %d, want %s, who holds nothing", got.Open[0].Holder, got.History[len(got.History)-1].Of, first)
	}
	c.later(time.Minute)
	team, err := c.Read(c.ctx, leader).Team(unit)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range team.Members {
		want := 0
		if m.ID == first || m.ID == string(last.ID) {
			want = 1
		}
		if m.Open != want {
			t.Errorf("%s holds %d, want %d", m.Name, m.Open, want)
		}
	}
	if _, err := c.Read(c.ctx, c.officer(unit, role)).Team(unit); !fault.Is(err, fault.Refused) {
		t.Errorf("a specialist reads who is away: %v", err)
	}
	list, err := c.Read(c.ctx, leader).Worklist(office.Filter{Chip: "team", Holder: first})
	if err != nil || list.Total != 1 || list.Rows[0].ID != "TEAM000003" {
		t.Errorf("what %s holds: %+v, %v", first, list.Rows, err)
	}
	c.check()
	sheet := c.printed("TEAM000003", office.LetterControl, 1)
	if i := slices.IndexFunc(people, func(p *org.Person) bool { return strings.Contains(sheet, p.Name) }); i >= 0 {
		t.Errorf("the control sheet has a hand-over to %s, who has not taken it", people[i].Name)
	}
}
