package office_test

import (
	"testing"

	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
)

func TestScoresLeaveOutWhatWasStoppedAndCountWhatDragsOnFromAnEarlierQuarter(t *testing.T) {
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
	if s := scoreOf(t, first, done.Competent, ""); s == nil || s.Dossiers != 1 {
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
