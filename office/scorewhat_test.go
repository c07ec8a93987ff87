package office_test

import (
	"strconv"
	"testing"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

func TestScoresCountWhatWasStoppedAndWhatDragsOnFromAnEarlierQuarter(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-02 09:00")
	done := c.ended("SCORE0000011")
	off, _ := c.received("SCORE0000012")
	boss := c.officer(off.Competent, "leader")
	if err := c.Stop(c.ctx, boss, office.Command{}, office.On{ID: off.ID}, dossier.Stopping{Reason: "dispute", Rule: "Điều 5", Words: "tranh chấp"}); err != nil {
		t.Fatal(err)
	}
	ticket, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "drags"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(c.officer(careUnit, "care-agent"), ticket.ID, petition.ActClassify, petition.Input{Class: petition.Own, Level: petition.Normal})
	all := c.whole()
	first, err := c.Read(c.ctx, all).Scores("2026-Q1", "")
	if err != nil {
		t.Fatal(err)
	}
	if s := scoreOf(t, first, done.Competent, ""); s == nil || s.Dossiers != 2 {
		t.Errorf("with one that is done and one that was stopped: %+v", s)
	}
	c.at("2026-04-20 09:00") // its fifteen working days are over, and it was sent in the quarter before
	later, err := c.Read(c.ctx, all).Scores("2026-Q2", "")
	if err != nil {
		t.Fatal(err)
	}
	dragging := ""
	for i := range later.Units {
		if u := &later.Units[i]; u.Unit.ID == careUnit && len(u.Count.Dragging) == 1 && u.Points[8] == 0 {
			dragging = u.Count.Dragging[0]
		}
	}
	if dragging != ticket.Code {
		t.Errorf("%q drags on in the second quarter, want %s", dragging, ticket.Code)
	}
	yes := true
	for what, x := range map[string]struct {
		f office.PetitionFilter
		n int64
	}{
		"its unit":    {office.PetitionFilter{Unit: careUnit, Late: true}, 1},
		"elsewhere":   {office.PetitionFilter{Unit: "chi-nhanh-7"}, 0},
		"answered":    {office.PetitionFilter{Unit: careUnit, All: true}, 0},
		"in its time": {office.PetitionFilter{Unit: careUnit, Done: &yes}, 0},
	} {
		if _, n, err := c.Read(c.ctx, all).Petitions(x.f); err != nil || n != x.n {
			t.Errorf("%s: %d, %v; want %d", what, n, err, x.n)
		}
	}
}

func TestFiguresAndScoresCallTheSameDossiersSettled(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.mixed() // completed early and late, refused, declined, replaced, open
	clerk := c.officer("chi-nhanh-7", "receiver")
	stop := func(v *office.DossierView) {
		t.Helper()
		if err := c.Stop(c.ctx, c.officer(v.Competent, "leader"), office.Command{}, office.On{ID: v.ID}, dossier.Stopping{Reason: "dispute", Rule: "Điều 5", Words: "tranh chấp"}); err != nil {
			t.Fatal(err)
		}
	}
	v, _ := c.received("SETTLED000001") // stopped in time
	stop(v)
	v, _ = c.received("SETTLED000002") // withdrawn
	if err := c.Withdraw(c.ctx, c.owner(v), office.Command{}, office.On{ID: v.ID}, "đổi ý"); err != nil {
		t.Fatal(err)
	}
	if err := c.Grant(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, dossier.Stopping{Words: "Đồng ý"}); err != nil {
		t.Fatal(err)
	}
	waits, _ := c.received("SETTLED000003") // stopped long after its time, while the clock stood
	task := waits.Open[0]
	k := dossier.Asking{Reason: "not-valid", Items: []dossier.AskedItem{{Paper: 0, Words: "Ký lại đơn"}}}
	if err := c.Ask(c.ctx, c.officer(task.Unit, task.Role), office.Command{}, office.On{ID: waits.ID, Token: task.Token}, k); err != nil {
		t.Fatal(err)
	}
	slow, _ := c.received("SETTLED000004") // stopped late
	c.at("2026-06-29 10:00")
	stop(waits)
	stop(slow)
	if _, err := c.Follow(c.ctx); err != nil {
		t.Fatal(err)
	}
	first, last := office.PeriodDays("2026-Q2")
	r := c.Read(c.ctx, c.whole())
	scores, err := r.Scores("2026-Q2", "")
	if err != nil {
		t.Fatal(err)
	}
	compared := 0
	for i := range scores.Units {
		s := &scores.Units[i]
		if len(c.World().Org.Ancestors(org.UnitID(s.Unit.ID), c.clock())) > 0 {
			continue // further down a unit also has steps of dossiers that were received elsewhere
		}
		o, err := r.Overview(s.Unit.ID, "reception", first, last)
		if err != nil {
			t.Fatal(err)
		}
		if settled := o.Total.InTime + o.Total.LateDone; settled != s.Score.Dossiers || o.Total.Stopped < 4 {
			t.Errorf("%s: the overview has %d settled, %d of them stopped; the scores have %d", s.Unit.ID, settled, o.Total.Stopped, s.Score.Dossiers)
		}
		late, err := r.ScoredDossiers("2026-Q2", s.Unit.ID, "", 1, 0)
		if err != nil {
			t.Fatal(err)
		}
		if late.Matching != o.Total.LateDone || late.Matching == 0 {
			t.Errorf("%s: late are %d in the overview, %d in the scores", s.Unit.ID, o.Total.LateDone, late.Matching)
		}
		compared++
	}
	if compared == 0 {
		t.Error("no unit at the top was compared")
	}
}

// What indicator 9 counts against a unit is what the list behind the figure has: in a quarter that is over, and in one that runs.
func TestOnlineDossiersThatAreLateOpenIntoTheirList(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-02-02 08:30")
	clerk := c.officer("chi-nhanh-7", "receiver")
	var all []*office.DossierView
	for i := range 4 {
		in, id := c.intake("1.001612", "ca-nhan", "chi-nhanh-7"), dossier.ID("ONLINELATE"+strconv.Itoa(i))
		if i < 3 {
			in.Channel = procedure.Online
			if _, err := c.File(c.ctx, office.Who{Kind: access.Portal, Account: "portal"}, office.Command{}, id, in); err != nil {
				t.Fatal(err)
			}
			in = office.Intake{}
		}
		if _, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, in); err != nil {
			t.Fatal(err)
		}
		all = append(all, c.dossier(id))
	}
	c.finish(all[0].ID) // in time
	counted := func(now string, late *bool, want int) {
		t.Helper()
		c.at(now)
		r := c.Read(c.ctx, c.whole())
		scores, err := r.Scores("2026-Q1", "")
		if err != nil {
			t.Fatal(err)
		}
		first, last := office.PeriodDays("2026-Q1")
		end, seen := last.AddDate(0, 0, 1), false
		for i := range scores.Units {
			s := &scores.Units[i]
			list, err := r.Dossiers(office.Filter{Unit: s.Unit.ID, By: "competent", Below: true, Channel: procedure.Online, Late: late, DueFrom: first, DueTo: end, OpenAt: end})
			if err != nil || list.Total != s.Count.OnlineLate {
				t.Errorf("%s %s: %d are counted, %d listed, %v", now, s.Unit.ID, s.Count.OnlineLate, list.Total, err)
			}
			if s.Unit.ID == all[0].Competent {
				seen = s.Count.OnlineLate == want
			}
		}
		if !seen {
			t.Errorf("%s: the unit that answers for them has not %d", now, want)
		}
	}
	yes := true
	counted("2026-02-02 09:00", &yes, 0)
	counted("2026-03-30 10:00", &yes, 2)
	c.at("2026-04-06 09:00")
	stop := dossier.Stopping{Reason: "dispute", Rule: "Điều 5", Words: "tranh chấp"}
	if err := c.Stop(c.ctx, c.officer(all[1].Competent, "leader"), office.Command{}, office.On{ID: all[1].ID}, stop); err != nil { // over after the quarter
		t.Fatal(err)
	}
	counted("2026-05-04 10:00", nil, 2)
}
