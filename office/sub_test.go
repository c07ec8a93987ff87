package office_test

import (
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

func TestASubDossierIsCountedWithItsDossierAndSeenByItsAgency(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-03 09:00")
	v, clerk := c.received("SUBDOSSIER1")
	task := v.Open[0]
	examiner := c.officer(task.Unit, task.Role)
	on := office.On{ID: v.ID, Token: task.Token}
	count := func() office.HomeFigures {
		t.Helper()
		if _, err := c.Follow(c.ctx); err != nil {
			t.Fatal(err)
		}
		h, err := c.Read(c.ctx, wholeCity).Home()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	before := count()
	other := c.officer("cong-an-thanh-pho", "specialist")
	if _, err := c.Read(c.ctx, other).Dossier(v.ID, "read.test"); !fault.Is(err, fault.Missing) {
		t.Fatalf("the other agency reads it before it has to do with it: %v", err)
	}
	k := dossier.Branching{Unit: other.Unit, Words: "Xác minh nơi cư trú", Limit: calendar.Limit{N: 1, Unit: calendar.Hour}}
	if err := c.Branch(c.ctx, examiner, office.Command{}, on, dossier.Branching{Unit: "khong-co", Words: "x", Limit: k.Limit}); fault.As(err) == nil {
		t.Errorf("a sub-dossier at no unit: %v", err)
	}
	if err := c.Branch(c.ctx, examiner, office.Command{}, on, k); err != nil {
		t.Fatal(err)
	}
	if after := count(); after.Open != before.Open || after.ReceivedToday != before.ReceivedToday {
		t.Errorf("figures were %+v, are %+v: it was counted twice", before, after)
	}
	sub := c.dossier(v.ID).Subs()[0]
	list, err := c.Read(c.ctx, other).Worklist(office.Filter{})
	if err != nil || list.Total != 1 || list.Rows[0].Token != sub.Token {
		t.Errorf("the agency's worklist: %+v, %v", list.Rows, err)
	}
	found, err := c.Read(c.ctx, clerk).Dossiers(office.Filter{Text: sub.Asked.Sub})
	if err != nil || found.Total != 1 || found.Rows[0].Code != v.Code {
		t.Errorf("by the code %s: %+v, %v", sub.Asked.Sub, found.Rows, err)
	}
	if err := c.Settle(c.ctx, other, office.Command{}, office.On{ID: v.ID, Token: sub.Token}, dossier.SubDone, "7/XN", ""); err != nil {
		t.Fatal(err)
	}
	if got := c.dossier(v.ID).Subs()[0]; got.Open() || got.Number != "7/XN" {
		t.Errorf("after it was settled: %+v", got)
	}
	c.finish(v.ID)
	if c.dossier(v.ID).State != dossier.Completed {
		t.Error("the dossier does not go on")
	}
	c.check()
}
