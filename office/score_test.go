package office_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
)

// scoreOf finds a unit's score, or an officer's.
func scoreOf(t *testing.T, s *office.Scores, unit, person string) *survey.Score {
	t.Helper()
	for i := range s.Units {
		if person == "" && s.Units[i].Unit.ID == unit {
			return &s.Units[i].Score
		}
	}
	for i := range s.Officers {
		if s.Officers[i].Unit.ID == unit && s.Officers[i].Person.ID == person {
			return &s.Officers[i].Score
		}
	}
	return nil
}

func TestScoresAreSeenByTheOfficerAndTheirLeaderAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v := c.ended("SCORE0000001")
	var held dossier.Task
	for _, x := range v.Tasks {
		if x.Holder != "" && x.Unit == v.Competent {
			held = x
		}
	}
	if held.Holder == "" {
		t.Fatal("nobody held a step")
	}
	leader, supervisor := c.officer(v.Competent, "leader"), c.whole()
	own := c.from(held.Holder, held.Unit, held.Role)
	elsewhere := c.officer("chi-nhanh-1", "receiver")
	read := func(who office.Who) *office.Scores {
		t.Helper()
		s, err := c.Read(c.ctx, who).Scores("", "")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if s := read(leader); scoreOf(t, s, held.Unit, held.Holder) == nil || scoreOf(t, s, v.Competent, "") == nil {
		t.Errorf("the leader sees %+v", s)
	}
	if s, err := c.Read(c.ctx, leader).Scores("", held.Unit); err != nil || scoreOf(t, s, held.Unit, held.Holder) == nil {
		t.Errorf("the leader sees of %s %+v, %v", held.Unit, s, err)
	}
	if _, err := c.Read(c.ctx, leader).Scores("", elsewhere.Unit); !fault.Is(err, fault.Missing) {
		t.Errorf("the leader asks for another unit: %v", err)
	}
	if s := read(own); scoreOf(t, s, held.Unit, held.Holder) == nil || held.Role == "specialist" && len(s.Units) != 0 {
		t.Errorf("the officer sees %+v", s)
	}
	if s := read(elsewhere); len(s.Units)+len(s.Officers) != 0 || !s.Own {
		t.Errorf("an officer elsewhere sees %+v", s)
	}
	if supervisor.Role == "supervisor" {
		if s := read(supervisor); scoreOf(t, s, v.Competent, "") == nil || len(s.Officers) != 0 {
			t.Errorf("supervision sees %+v", s)
		}
	}
	if _, err := c.Read(c.ctx, elsewhere).ScoredDossiers("2026-Q1", held.Unit, held.Holder, 0, survey.Unknown); !fault.Is(err, fault.Missing) {
		t.Errorf("an officer elsewhere opens the dossiers: %v", err)
	}
	period := read(leader).Period
	got, err := c.Read(c.ctx, leader).ScoredDossiers(period, held.Unit, held.Holder, 1, 2)
	if err != nil || got.All != 1 || got.Matching != len(got.Rows) {
		t.Errorf("the leader opens %+v, %v", got, err)
	}
}

func TestOpennessIsWhatWasFoundAtTheNoticeBoards(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-20 09:00")
	v := c.ended("SCORE0000003")
	supervisor, leader := c.whole(), c.officer(v.Competent, "leader")
	points := func() (float64, []int) {
		t.Helper()
		s, err := c.Read(c.ctx, supervisor).Scores("2026-Q1", "")
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Units {
			if s.Units[i].Unit.ID == v.Competent {
				return s.Units[i].Points[6], s.Units[i].Missing
			}
		}
		t.Fatalf("%s has no score", v.Competent)
		return 0, nil
	}
	if p, missing := points(); p != survey.Unknown || !slices.Contains(missing, 6) {
		t.Errorf("nobody looked: %v, missing %v", p, missing)
	}
	check := survey.BoardCheck{Units: []string{v.Competent}, Day: c.clock().AddDate(0, 0, -1), Posted: false, Proof: "Biên bản số 12/BB"}
	if err := c.CheckBoards(c.ctx, leader, office.Command{}, "2026-Q1", check); !fault.Is(err, fault.Refused) {
		t.Errorf("a leader checks: %v", err)
	}
	for _, wrong := range []func(*survey.BoardCheck){
		func(b *survey.BoardCheck) { b.Proof = " " }, func(b *survey.BoardCheck) { b.Day = c.clock().AddDate(0, 0, 1) }, func(b *survey.BoardCheck) { b.Day = c.clock().AddDate(0, -4, 0) },
		func(b *survey.BoardCheck) { b.Units = nil }, func(b *survey.BoardCheck) { b.Units = []string{"nowhere"} },
	} {
		b := check
		wrong(&b)
		if err := c.CheckBoards(c.ctx, supervisor, office.Command{}, "2026-Q1", b); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", b, err)
		}
	}
	if err := c.CheckBoards(c.ctx, supervisor, office.Command{}, "2026-Q1", check); err != nil {
		t.Fatal(err)
	}
	if p, missing := points(); p != 1 || slices.Contains(missing, 6) {
		t.Errorf("published and not posted: %v, missing %v", p, missing)
	}
	check.Posted = true
	if err := c.CheckBoards(c.ctx, supervisor, office.Command{}, "2026-Q1", check); err != nil {
		t.Fatal(err)
	}
	if p, _ := points(); p != 2 {
		t.Errorf("published and posted: %v", p)
	}
	c.at("2026-04-02 09:00")
	if err := c.CloseScores(c.ctx, supervisor, office.Command{Key: "k"}, "2026-Q1"); err != nil {
		t.Fatal(err)
	}
	if err := c.CloseScores(c.ctx, supervisor, office.Command{Key: "k"}, "2026-Q1"); err != nil {
		t.Errorf("the same form again: %v", err)
	}
	check.Posted, check.Proof = false, "Biên bản số 13/BB"
	if err := c.CheckBoards(c.ctx, supervisor, office.Command{}, "2026-Q1", check); keyOf(err) != "scores.closed-already" {
		t.Errorf("a closed quarter is checked: %v", err)
	}
	if p, _ := points(); p != 2 {
		t.Errorf("the closed quarter has %v", p)
	}
	c.check()
}

func TestTwoWhoCloseAQuarterAtOnceCloseItOnce(t *testing.T) {
	t.Parallel()
	closes := func(t *testing.T, c *town) {
		c.at("2026-03-20 09:00")
		c.ended("SCORE0000004")
		supervisor := c.whole()
		c.at("2026-04-02 09:00")
		errs := make(chan error, 4)
		for range cap(errs) {
			go func() { errs <- c.CloseScores(c.ctx, supervisor, office.Command{}, "2026-Q1") }()
		}
		closed := 0
		for range cap(errs) {
			switch err := <-errs; {
			case err == nil:
				closed++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("who was second: %v", err)
			}
		}
		if closed != 1 {
			t.Errorf("it was closed %d times", closed)
		}
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		closes(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		closes(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

func TestAClosedQuarterIsNotChangedByWhatHappensAfterwards(t *testing.T) {
	t.Parallel()
	closes := func(t *testing.T, c *town) {
		c.at("2026-03-20 09:00")
		v := c.ended("SCORE0000002")
		supervisor := c.whole()
		leader := c.officer(v.Competent, "leader")
		if err := c.CloseScores(c.ctx, supervisor, office.Command{}, "2026-Q1"); keyOf(err) != "scores.runs" {
			t.Fatalf("a quarter that runs is closed: %v", err)
		}
		c.at("2026-04-02 09:00")
		if err := c.CloseScores(c.ctx, leader, office.Command{}, "2026-Q1"); !fault.Is(err, fault.Refused) {
			t.Errorf("a leader closes it: %v", err)
		}
		const left, other = "2026-Q1.0123456789ab", "2026-Q2.0123456789ab" // of a count that was overtaken, and of another quarter
		if err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
			lines := []store.ScoreLine{{Unit: "u", Person: "p", Dossier: "d"}}
			return errors.Join(tx.PutScoreLines(left, lines), tx.PutScoreLines(other, lines))
		}); err != nil {
			t.Fatal(err)
		}
		if err := c.CloseScores(c.ctx, supervisor, office.Command{}, "2026-Q1"); err != nil {
			t.Fatal(err)
		}
		if err := c.CloseScores(c.ctx, supervisor, office.Command{}, "2026-Q1"); keyOf(err) != "scores.closed-already" {
			t.Errorf("it is closed again: %v", err)
		}
		for name, want := range map[string]int{left: 0, other: 1} {
			if n, err := c.Store().Read().CountScoreLines(c.ctx, name); err != nil || n != want {
				t.Errorf("under %s stand %d lines, %v", name, n, err)
			}
		}
		before, err := c.Read(c.ctx, leader).Scores("2026-Q1", "")
		if err != nil {
			t.Fatal(err)
		}
		owner := c.owner(v)
		bad := survey.Answer{Overall: 1, Factors: map[string]int{"result": 1}}
		if err := c.Rate(c.ctx, owner, office.Command{}, office.Ballot{ID: v.ID}, bad, "thái độ không đúng mực"); err != nil {
			t.Fatal(err)
		}
		cases, _, err := c.Read(c.ctx, supervisor).RatedCases(true)
		if err != nil || len(cases) != 1 {
			t.Fatalf("%+v, %v", cases, err)
		}
		for _, step := range []office.FollowStep{
			{Act: "answer", Words: "Trung tâm xin lỗi ông bà và đã chấn chỉnh."}, {Act: "close", Words: "Đã chấn chỉnh cách tiếp dân.", Finding: survey.Upheld},
		} {
			if err := c.FollowUp(c.ctx, supervisor, office.Command{}, cases[0].ID, step); err != nil {
				t.Fatal(err)
			}
		}
		after, err := c.Read(c.ctx, leader).Scores("2026-Q1", "")
		if err != nil {
			t.Fatal(err)
		}
		a, b := scoreOf(t, before, v.Competent, ""), scoreOf(t, after, v.Competent, "")
		if a == nil || b == nil || *a != *b {
			t.Errorf("the closed quarter went from %+v to %+v", a, b)
		}
		got, err := c.Read(c.ctx, leader).ScoredDossiers("2026-Q1", v.Competent, "", 7, survey.Unknown)
		if err != nil || !got.Frozen || got.All != 1 || strings.Contains(survey.WritePoints(got.Rows[0].Points), "0") {
			t.Errorf("its dossiers are %+v, %v", got, err)
		}
		year, err := c.Read(c.ctx, leader).Scores("2026", "")
		if err != nil || scoreOf(t, year, v.Competent, "").Dossiers != 1 {
			t.Errorf("the year has %+v, %v", year, err)
		}
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		closes(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		closes(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}
