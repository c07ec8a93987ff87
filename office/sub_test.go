package office_test

import (
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/org"
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
		h, err := c.Read(c.ctx, c.whole()).Home()
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

func TestNothingIsAskedWhereNobodyWouldTakeIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-03 09:00")
	v, _ := c.received("ASKNOBODY01")
	task := v.Open[0]
	examiner, on := c.officer(task.Unit, task.Role), office.On{ID: v.ID, Token: task.Token}
	empty := ""
	for _, u := range c.World().Org.Units(c.clock(), org.Commune) {
		if len(c.World().Org.Holders(u.ID, dossier.AskedRole, c.clock())) == 0 {
			empty = string(u.ID)
			break
		}
	}
	if empty == "" {
		t.Fatal("every commune has a specialist: the test proves nothing")
	}
	limit := calendar.Limit{N: 1, Unit: calendar.Hour}
	police := c.officer("cong-an-thanh-pho", "specialist").Unit
	for _, x := range []struct {
		name string
		err  error
	}{
		{"an opinion", c.Consult(c.ctx, examiner, office.Command{}, on, dossier.Consulting{Unit: empty, Question: "Ý kiến?", Limit: limit, Compulsory: true})},
		{"a sub-dossier", c.Branch(c.ctx, examiner, office.Command{}, on, dossier.Branching{Unit: empty, Words: "Xác minh", Limit: limit})},
		{"a role that is none", c.Branch(c.ctx, examiner, office.Command{}, on, dossier.Branching{Unit: police, Role: "king", Words: "Xác minh", Limit: limit})},
	} {
		if f := fault.As(x.err); f == nil || f.Key != "dossier.asked-nobody" || f.Field != "unit" {
			t.Errorf("%s was asked of nobody: %v", x.name, x.err)
		}
	}
	if got := c.dossier(v.ID); len(got.Tasks) != len(v.Tasks) {
		t.Errorf("the dossier waits for %d pieces of work, want %d", len(got.Tasks), len(v.Tasks))
	}
	c.check()
}
