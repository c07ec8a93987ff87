package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/org"
)

// unitScore is what somebody reads of a unit in a period.
func (c *town) unitScore(who office.Who, period, unit string) office.UnitScore {
	c.t.Helper()
	s, err := c.Read(c.ctx, who).Scores(period, "")
	if err != nil {
		c.t.Fatal(err)
	}
	for i := range s.Units {
		if s.Units[i].Unit.ID == unit {
			return s.Units[i]
		}
	}
	return office.UnitScore{}
}

// TestAScoreFallsByAComplaintOnlyOnceItIsPublishedOrWithheld finds a complaint about a dossier to be right, and looks at the unit's figures at each step.
func TestAScoreFallsByAComplaintOnlyOnceItIsPublishedOrWithheld(t *testing.T) {
	t.Parallel()
	for _, last := range []petition.Act{petition.ActPublish, petition.ActWithhold} {
		t.Run(string(last), func(t *testing.T) {
			t.Parallel()
			c := newTown(t)
			c.at("2026-03-02 09:00")
			v := c.ended("SCORE0000031")
			boss, head := c.whole(), c.officer(v.Competent, "leader")
			in := sent()
			in.Dossier = string(v.ID)
			x, err := c.SendPetition(c.ctx, c.owner(v), office.Command{Key: "right"}, in)
			if err != nil {
				t.Fatal(err)
			}
			attitude := func() int {
				t.Helper()
				s := c.unitScore(head, "2026-Q1", v.Competent).Score
				return s.Sum[7]
			}
			before := attitude()
			if before == 0 {
				t.Fatal("nothing to lose")
			}
			c.petitionAct(c.officer(careUnit, "care-agent"), x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: v.Competent})
			above := c.petition(x.ID).Unit
			c.petitionAct(boss, x.ID, petition.ActVerify, petition.Input{Finding: petition.Upheld})
			c.petitionAct(boss, x.ID, petition.ActDraft, petition.Input{})
			c.petitionAct(c.officer(above, "leader"), x.ID, petition.ActApprove, petition.Input{})
			c.petitionAct(boss, x.ID, petition.ActAnswer, petition.Input{})
			c.petitionAct(boss, x.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Thái độ của cán bộ", Text: "Cán bộ chưa đúng mực.", Answer: "Đã chấn chỉnh."}})
			if got := attitude(); got != before {
				t.Errorf("answered and not published: %d, want %d as before", got, before)
			}
			c.petitionAct(c.officer(above, "leader"), x.ID, last, petition.Input{Reason: "unproven"})
			if got := attitude(); got != 0 {
				t.Errorf("after %s: %d, want 0", last, got)
			}
			c.check()
		})
	}
}

// TestAComplaintThatIsRightAfterItsQuarterWasClosedIsToldBesideIt publishes one before the scores are closed and one after, both about dossiers of
// the quarter.
func TestAComplaintThatIsRightAfterItsQuarterWasClosedIsToldBesideIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-02 09:00")
	before, after := c.ended("SCORE0000041"), c.ended("SCORE0000042")
	boss, head := c.whole(), c.officer(before.Competent, "leader")
	complains := func(v *office.DossierView, key string) (publish func()) {
		in := sent()
		in.Dossier = string(v.ID)
		x, err := c.SendPetition(c.ctx, c.owner(v), office.Command{Key: key}, in)
		if err != nil {
			t.Fatal(err)
		}
		c.petitionAct(c.officer(careUnit, "care-agent"), x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: v.Competent})
		above := c.officer(c.petition(x.ID).Unit, "leader")
		c.petitionAct(boss, x.ID, petition.ActVerify, petition.Input{Finding: petition.Upheld})
		c.petitionAct(boss, x.ID, petition.ActDraft, petition.Input{})
		c.petitionAct(above, x.ID, petition.ActApprove, petition.Input{})
		c.petitionAct(boss, x.ID, petition.ActAnswer, petition.Input{})
		c.petitionAct(boss, x.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Thái độ của cán bộ", Text: "Cán bộ chưa đúng mực.", Answer: "Đã chấn chỉnh."}})
		return func() { c.petitionAct(above, x.ID, petition.ActPublish, petition.Input{}) }
	}
	first, second := complains(before, "before"), complains(after, "after")
	first()
	late := func(who office.Who, period string) (codes []string) {
		t.Helper()
		s, err := c.Read(c.ctx, who).Scores(period, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range s.Quarters {
			for _, x := range q.Late {
				if x.Unit.ID != before.Competent || q.Period != "2026-Q1" {
					t.Errorf("%s: late is %+v", q.Period, x)
				}
				codes = append(codes, x.Code)
			}
		}
		return codes
	}
	c.at("2026-04-02 09:00")
	if err := c.CloseScores(c.ctx, boss, office.Command{}, "2026-Q1"); err != nil {
		t.Fatal(err)
	}
	points := func() int { return c.unitScore(head, "2026-Q1", before.Competent).Score.Sum[7] }
	frozen := points()
	if got := late(boss, "2026-Q1"); got != nil {
		t.Errorf("when it is closed %q are late", got)
	}
	second()
	if got := points(); got != frozen || frozen == 0 {
		t.Errorf("the closed quarter has %d points, and had %d", got, frozen)
	}
	for _, period := range []string{"2026-Q1", "2026"} {
		for _, who := range []office.Who{boss, head} {
			if got := late(who, period); !slices.Equal(got, []string{after.Code}) {
				t.Errorf("%s reads in %s that %q are late, want %q", who.Role, period, got, after.Code)
			}
		}
		if got := late(c.officer(careUnit, "leader"), period); got != nil {
			t.Errorf("another unit's leader reads in %s that %q are late", period, got)
		}
	}
	if got := late(boss, "2026-Q2"); got != nil {
		t.Errorf("of another quarter %q are late", got)
	}
	c.check()
}

// TestNoFigureNamesAComplaintToTheUnitComplainedOf lets the time of a petition run out in an office, and then somebody say that it is about one of theirs.
func TestNoFigureNamesAComplaintToTheUnitComplainedOf(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-01-05 09:00")
	ward := c.anOffice("leader", "specialist")
	leader, boss := c.officer(ward, "leader"), c.whole()
	x, y := c.sentTo("1", "", ward), c.sentTo("two", "", ward)
	for _, id := range []petition.ID{x.ID, y.ID} {
		c.petitionAct(leader, id, petition.ActClassify, petition.Input{Class: petition.Own})
	}
	c.at("2026-03-02 09:00") // both are late
	dragging := func(who office.Who) []string {
		t.Helper()
		s := c.unitScore(who, "2026-Q1", ward)
		if (s.Points[8] == 0) != (len(s.Count.Dragging) > 0) {
			t.Errorf("%s reads %v points with %v", who.Role, s.Points[8], s.Count.Dragging)
		}
		return s.Count.Dragging
	}
	if got := dragging(leader); !slices.Contains(got, x.Code) || !slices.Contains(got, y.Code) {
		t.Fatalf("before, %v drag on", got)
	}
	c.petitionAct(boss, x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: ward})
	for _, who := range []office.Who{leader, boss} {
		if got := dragging(who); slices.Contains(got, x.Code) || !slices.Contains(got, y.Code) {
			t.Errorf("%s reads of the unit complained of that %v drag on", who.Role, got)
		}
	}
	c.petitionAct(boss, y.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: ward})
	if got := c.unitScore(leader, "2026-Q1", ward); len(got.Count.Dragging) != 0 || got.Unit.ID != "" && got.Points[8] != 2 {
		t.Errorf("both are complaints, and the unit loses %v by %v", got.Points[8], got.Count.Dragging)
	}
	// Whom one is about reads no code of it among the figures of other units either.
	second := c.officer(careUnit, "leader")
	z := c.sentTo("three3", "", "")
	c.at("2026-03-27 09:00")
	names := func(who office.Who) bool {
		return slices.Contains(c.unitScore(who, "2026-Q1", careUnit).Count.Dragging, z.Code)
	}
	if !names(boss) {
		t.Fatal("the third does not drag on at the care desk")
	}
	c.petitionAct(second, z.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: boss.Unit, Whom: boss.Person})
	if other := c.whole(); names(boss) || names(other) {
		t.Errorf("whom it is about reads its code: %v, their unit: %v", names(boss), names(other))
	}
	c.check()
}

// TestAMailOfAnAlarmIsNotSentOnceItIsAboutTheirUnit keeps mails waiting while a petition becomes a complaint.
func TestAMailOfAnAlarmIsNotSentOnceItIsAboutTheirUnit(t *testing.T) {
	t.Parallel()
	c, b, _ := mailing(t)
	c.at("2026-03-04 09:00")
	ward := c.anOffice("leader", "specialist")
	leader, boss := c.officer(ward, "leader"), c.whole()
	c.reached(leader.Person, leaderMail)
	x, y := c.sentTo("1", "", ward), c.sentTo("two", "", ward)
	for _, id := range []petition.ID{x.ID, y.ID} {
		c.petitionAct(leader, id, petition.ActClassify, petition.Input{Class: petition.Own})
	}
	c.at("2026-03-20 08:59")
	c.tick()
	b.busy = 1000
	c.at("2026-03-20 09:01")
	c.tick()
	all, err := c.Read(c.ctx, leader).UnseenNotices()
	if err != nil || all < 2 {
		t.Fatalf("told of %d, %v", all, err)
	}
	c.petitionAct(boss, x.ID, petition.ActClassify, petition.Input{Class: petition.Conduct, About: ward})
	list, err := c.Read(c.ctx, leader).AlarmNotices(50)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(c.ctx, leader).UnseenNotices(); err != nil || n != all-1 || len(list) != 1 || list[0].Petition != y.ID {
		t.Errorf("%d are counted and %v listed, before %d: %v", n, list, all, err)
	}
	b.mu.Lock()
	b.busy = 0
	b.mu.Unlock()
	c.passes(2 * time.Hour)
	c.tick()
	texts, _ := b.mailsTo(leaderMail)
	for code, want := range map[string]bool{x.Code: false, y.Code: true} {
		if got := slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, code) }); got != want {
			t.Errorf("%s is in a mail: %v, want %v", code, got, want)
		}
	}
	c.check()
}

// TestAComplaintOfARatingCountsForTheUnitThatItIsAbout lets the unit above look into it, since the unit's leader signed the dossier.
func TestAComplaintOfARatingCountsForTheUnitThatItIsAbout(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-02 09:00")
	v := c.ended("SCORE0000051")
	for _, p := range c.World().Org.PostsIn(org.UnitID(v.Competent), c.Now()) { // only who signed leads there
		signed := slices.ContainsFunc(v.History, func(s dossier.Step) bool { return s.Kind == dossier.KindApproved && s.Actor == string(p.Person) })
		if p.Role == org.Leader && !signed {
			if err := c.EndPost(c.ctx, townAdmin, office.Command{}, p.ID, c.Now().Add(time.Hour), "9/QĐ"); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.at("2026-03-03 09:00")
	owner := c.owner(v)
	if err := c.Rate(c.ctx, owner, office.Command{}, office.Ballot{ID: v.ID}, survey.Answer{Overall: 1, Factors: map[string]int{"result": 1}}, "thái độ không đúng mực"); err != nil {
		t.Fatal(err)
	}
	leader, signer := c.follower(v)
	attitude := func(unit string) int {
		t.Helper()
		return c.unitScore(c.whole(), "2026-Q1", unit).Score.Sum[7]
	}
	if leader.Unit == v.Competent || signer.Unit != v.Competent || attitude(v.Competent) == 0 {
		t.Fatalf("%s looks into what %s did, which has %d points", leader.Unit, v.Competent, attitude(v.Competent))
	}
	cases, _, err := c.Read(c.ctx, leader).RatedCases(true)
	if err != nil || len(cases) != 1 {
		t.Fatalf("%+v, %v", cases, err)
	}
	for _, step := range []office.FollowStep{{Act: "answer", Words: "Trung tâm xin lỗi ông bà và đã chấn chỉnh."}, {Act: "close", Words: "Đã chấn chỉnh cách tiếp dân.", Finding: survey.Upheld}} {
		if err := c.FollowUp(c.ctx, leader, office.Command{}, cases[0].ID, step); err != nil {
			t.Fatal(err)
		}
	}
	for _, unit := range []string{v.Competent, leader.Unit} {
		if got := attitude(unit); got != 0 {
			t.Errorf("%s has %d points for attitude, want none of its one dossier", unit, got)
		}
	}
	ballot := office.Ballot{ID: v.ID}
	if err := c.SayOfFollowUp(c.ctx, owner, office.Command{}, ballot, false, "Chưa nói rõ"); err != nil {
		t.Fatal(err)
	}
	if err := c.Rate(c.ctx, owner, office.Command{}, ballot, survey.Answer{Overall: 5}, ""); keyOf(err) != "rating.spoken" {
		t.Errorf("after it was disputed it is put right: %v", err)
	}
	if view, err := c.Read(c.ctx, owner).Ballot(ballot); err != nil || view.Open(c.clock()) {
		t.Errorf("after it was disputed it is open, %v", err)
	}
	c.check()
}
