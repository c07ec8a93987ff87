package office_test

import (
	"fmt"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

func TestWorkThatNobodyHoldsIsDealtToWhoIsPresentAndHoldsTheLeast(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-03 09:00")
	var v *office.DossierView
	for i := range 5 {
		v, _ = c.received(dossier.ID(fmt.Sprintf("DEAL00000%d", i)))
	}
	unit, role := v.Open[0].Unit, v.Open[0].Role
	leader := c.officer(unit, "leader")
	people := c.World().Org.Holders(org.UnitID(unit), org.Role(role), c.clock())
	if len(people) < 2 {
		t.Fatalf("%d people in %s: the test proves little", len(people), unit)
	}
	if err := c.Assign(c.ctx, leader, office.Command{}, office.On{ID: v.ID, Token: v.Open[0].Token}, string(people[0].ID), ""); err != nil {
		t.Fatal(err)
	}
	for _, p := range people[2:] {
		if err := c.GiveLeave(c.ctx, leader, unit, org.Leave{Person: p.ID, From: c.clock().Add(-time.Hour), To: c.clock().Add(48 * time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Read(c.ctx, c.officer("chi-nhanh-1", "branch-head")).Deal(unit); err == nil {
		t.Error("another unit's leader sees how the work would be dealt")
	}
	shares, err := c.Read(c.ctx, leader).Deal(unit)
	if err != nil || len(shares) != 4 {
		t.Fatalf("%d pieces to deal, %v", len(shares), err)
	}
	want := []string{string(people[1].ID), string(people[0].ID), string(people[1].ID), string(people[0].ID)} // the first holds one already
	var all []office.Given
	for i, x := range shares {
		if x.To.ID != want[i] || x.Of != 2 {
			t.Errorf("piece %d goes to %s among %d, want %s", i, x.To.ID, x.Of, want[i])
		}
		all = append(all, office.Given{On: office.On{ID: dossier.ID(x.ID), Token: x.Token}, Holder: x.To.ID})
	}
	if got := c.dossier(dossier.ID(shares[0].ID)).Open[0].Holder; got != "" {
		t.Errorf("the preview has given it to %s", got)
	}
	// Whoever goes on leave between preview and confirmation is given nothing.
	if err := c.GiveLeave(c.ctx, leader, unit, org.Leave{Person: people[0].ID, From: c.clock().Add(-time.Hour), To: c.clock().Add(48 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	done, err := c.AssignAll(c.ctx, leader, office.Command{Key: "deal"}, all, "")
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range done {
		if made := x.Err == nil; made != (all[i].Holder == want[0]) {
			t.Errorf("piece %d for %s: %v", i, all[i].Holder, x.Err)
		}
	}
	if got := c.dossier(dossier.ID(shares[0].ID)).Open[0].Holder; got != want[0] {
		t.Errorf("it is held by %q, want %s", got, want[0])
	}
	c.check()
}
