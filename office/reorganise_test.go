package office_test

import (
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

// newWards divides Ba Đình between two new wards and lets Ngọc Hà go into the first of them on 1/4/2026.
const newWards = `act,unit,to,default,name,parent,kind,code,admin_code,effective,basis
open,moi-1,,,Phường Mới Một,ubnd-thanh-pho,commune,H26.301.99001,99001,2026-04-01,9/NQ
open,moi-2,,,Phường Mới Hai,ubnd-thanh-pho,commune,H26.301.99002,99002,,
split,cap-xa-00004,moi-1 moi-2,moi-2,,,,,,,
merge,cap-xa-00008,moi-1,,,,,,,,
`

// married takes a marriage registration in for somebody of a commune, which decides it.
func (c *town) married(id dossier.ID, commune string) {
	c.t.Helper()
	in := c.intake("1.000894", "ket-hon-lan-dau", "chi-nhanh-7")
	in.Parties.Owner.Address.Commune, in.Parties.Applicant.Address.Commune = commune, commune
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{Key: string(id)}, office.On{ID: id}, in); err != nil {
		c.t.Fatal(err)
	}
}

func TestAPlanOfAReorganisationListsWhatItTouchesAndChangesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.married("REORG000001", "00008")
	c.married("REORG000002", "00004")
	c.married("REORG000003", "00025")
	if _, err := c.PlanReorganisation(c.ctx, c.officer("chi-nhanh-7", "receiver"), "x.csv", []byte(newWards)); fault.As(err) == nil {
		t.Errorf("a clerk plans one: %v", err)
	}
	before := c.World().Org
	p, err := c.PlanReorganisation(c.ctx, system, "x.csv", []byte(newWards))
	if err != nil {
		t.Fatal(err)
	}
	if p.Looked != 3 || p.Moves != 2 || len(p.Undecided) > 0 {
		t.Errorf("looked at %d, %d move, undecided %v", p.Looked, p.Moves, p.Undecided)
	}
	for _, want := range []org.Fate{
		{Thing: org.FateCompetent, ID: "REORG000001", From: "cap-xa-00008", To: "moi-1", Why: org.WhySuccessor},
		{Thing: org.FateCompetent, ID: "REORG000002", From: "cap-xa-00004", To: "moi-2", Why: org.WhyDefault}, // its ward was divided
	} {
		want.Code = c.dossier(dossier.ID(want.ID)).Code
		if !slices.Contains(p.Fates, want) {
			t.Errorf("no fate %+v in %+v", want, p.Fates)
		}
	}
	staff := len(before.PostsIn("cap-xa-00004", c.clock())) + len(before.PostsIn("cap-xa-00008", c.clock()))
	posts := 0
	for _, f := range p.Fates {
		if f.Thing == org.FatePost {
			posts++
		}
	}
	if posts != staff || staff == 0 {
		t.Errorf("%d posts have a fate, want %d", posts, staff)
	}
	open, err := c.PlanReorganisation(c.ctx, system, "x.csv", []byte(strings.Replace(newWards, "moi-1 moi-2,moi-2,", "moi-1 moi-2,,", 1)))
	if err != nil || len(open.Undecided) == 0 {
		t.Errorf("a divided ward without a default leaves nothing undecided: %v", err)
	}
	if _, err := c.PlanReorganisation(c.ctx, system, "x.csv", []byte(newWards+"merge,nowhere,moi-1,,,,,,,,\n")); err == nil || !strings.Contains(err.Error(), "x.csv:6") {
		t.Errorf("an unknown unit: %v", err)
	}
	if err := c.Refresh(c.ctx); err != nil {
		t.Fatal(err)
	}
	if u := c.World().Org.Unit("cap-xa-00004"); !u.To.IsZero() || c.World().Org.Unit("moi-1") != nil {
		t.Error("the plan changed the house")
	}
	c.check()
}
