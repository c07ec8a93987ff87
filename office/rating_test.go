package office_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/ledger"
)

func keyOf(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	return ""
}

// ended is a dossier that was received and has gone its whole way.
func (c *town) ended(id dossier.ID) *office.DossierView {
	c.t.Helper()
	v, clerk := c.received(id)
	c.finish(v.ID)
	hand := dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner, Originals: true}
	if err := c.HandOver(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, hand); err != nil {
		c.t.Fatal(err)
	}
	return c.dossier(v.ID)
}

func TestAnAnswerNeedsTheRightAndCountsOncePerPerson(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v := c.ended("RATE00000001")
	owner := c.owner(v)
	clerk := c.officer("chi-nhanh-7", "receiver")
	good := survey.Answer{Overall: 5}
	rate := func(who office.Who, b office.Ballot) error { return c.Rate(c.ctx, who, office.Command{}, b, good, "") }

	for what, err := range map[string]error{
		"nobody":           rate(nobody, office.Ballot{Code: v.Code}),
		"a wrong check":    rate(nobody, office.Ballot{Code: v.Code, Check: "0000000000"}),
		"a wrong link":     rate(nobody, office.Ballot{Code: v.Code, Link: strings.Repeat("0", 20)}),
		"a wrong code":     rate(nobody, office.Ballot{Code: "H26.1-000000-0000", Check: v.Check}),
		"a stranger":       rate(office.Who{Kind: access.Citizen, Account: "s", Number: "001085000001", Key: c.PersonKey("001085000001")}, office.Ballot{Code: v.Code}),
		"an officer":       rate(clerk, office.Ballot{Code: v.Code}),
		"another's branch": c.RateAtDesk(c.ctx, c.officer("chi-nhanh-1", "receiver"), office.Command{}, v.ID, survey.Tablet, time.Time{}, good, ""),
	} {
		if !fault.Is(err, fault.Missing) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, survey.Page, time.Time{}, good, ""); keyOf(err) != "rating.way" {
		t.Errorf("an officer pretends to be the page: %v", err)
	}
	link := office.Ballot{Code: v.Code, Link: c.linkOf(v)}
	if err := rate(nobody, link); err != nil {
		t.Fatal(err)
	}
	if b, err := c.Read(c.ctx, nobody).Ballot(link); err != nil || b.Bare || b.Rating == nil || b.Rating.Answer.Overall != good.Overall || !b.Open(c.clock()) {
		t.Errorf("the link shows %+v, %v", b, err)
	}
	if err := rate(nobody, link); err != nil {
		t.Errorf("the link a second time: %v", err)
	}
	for _, way := range []survey.Way{survey.Tablet, survey.Phone, survey.Paper} {
		if err := c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, way, time.Time{}, good, ""); keyOf(err) != "rating.given-already" {
			t.Errorf("the desk rates again by %s: %v", way, err)
		}
	}
	c.age(1, 0)
	if err := c.Rate(c.ctx, owner, office.Command{}, office.Ballot{ID: v.ID}, survey.Answer{Overall: 4}, "nhanh"); err != nil {
		t.Fatalf("its owner puts it right: %v", err)
	}
	rows, err := c.Store().Read().RatingsOf(c.ctx, string(v.ID))
	if err != nil || len(rows) != 1 || rows[0].Points != "400000" || rows[0].Way != "link" {
		t.Fatalf("the lines are %+v, %v", rows, err)
	}
	b, err := c.Read(c.ctx, nobody).Ballot(office.Ballot{Code: v.Code, Check: v.Check})
	if err != nil || b.Rating == nil || b.Rating.Answer.Overall != 0 || b.Rating.Comment != "" || b.Open(c.clock()) {
		t.Errorf("the check code alone shows %+v, %v", b, err)
	}
	if err := rate(nobody, office.Ballot{Code: v.Code, Check: v.Check}); keyOf(err) != "rating.code-used" {
		t.Errorf("the check code alone changes what was said: %v", err)
	}
	if err := c.SayOfFollowUp(c.ctx, nobody, office.Command{}, office.Ballot{Code: v.Code, Check: v.Check}, true, ""); keyOf(err) != "rating.code-used" {
		t.Errorf("the check code alone answers the unit: %v", err)
	}
	if b, err := c.Read(c.ctx, owner).Ballot(office.Ballot{Code: v.Code, Check: v.Check}); err != nil || b.Rating.Comment != "nhanh" || len(b.Rating.Earlier) != 2 {
		t.Errorf("its owner, who types the check code as well, sees %+v, %v", b, err)
	}
	if d, err := c.Read(c.ctx, clerk).DeskBallot(v.ID); err != nil || d.Rating == nil || d.Rating.Answer.Overall != 0 || d.Rating.Comment != "" {
		t.Errorf("the desk sees %+v, %v", d, err)
	}
	if c.age(40, 0); keyOf(rate(owner, office.Ballot{ID: v.ID})) != "rating.window-over" {
		t.Error("it is rated after the window")
	}
	c.check()
}

// Two browsers, a link that is replayed, the tablet and the telephone all at once: one answer of one person, on both engines.
func TestWhoeverVotesByAllWaysAtOnceIsCountedOnce(t *testing.T) {
	t.Parallel()
	stuffs := func(t *testing.T, c *town) {
		v := c.ended("RATE00000009")
		clerk, good := c.officer("chi-nhanh-7", "receiver"), survey.Answer{Overall: 5}
		link := office.Ballot{Code: v.Code, Link: c.linkOf(v)}
		ways := []func() error{
			func() error { return c.Rate(c.ctx, nobody, office.Command{}, link, good, "") },
			func() error { return c.Rate(c.ctx, nobody, office.Command{}, link, good, "") },
			func() error {
				return c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, survey.Tablet, time.Time{}, good, "")
			},
			func() error {
				return c.RateAtDesk(c.ctx, c.apart(v), office.Command{}, v.ID, survey.Phone, time.Time{}, good, "")
			},
			func() error {
				return c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, survey.Tablet, time.Time{}, good, "")
			},
		}
		errs := make(chan error, len(ways))
		for _, vote := range ways {
			go func() { errs <- vote() }()
		}
		given := 0
		for range ways {
			switch err := <-errs; {
			case err == nil:
				given++
			case !fault.Is(err, fault.Conflict):
				t.Errorf("who was second: %v", err)
			}
		}
		rows, err := c.Store().Read().RatingsOf(c.ctx, string(v.ID))
		if err != nil || len(rows) != 1 || rows[0].Way != "link" { // the citizen's own word stands, whoever was first
			t.Fatalf("%d votes went through, the lines are %+v, %v", given, rows, err)
		}
		evs, err := c.Store().Read().Events(c.ctx, survey.Stream(rows[0].ID))
		if err != nil || len(evs) != given || evs[0].Kind != survey.KindGiven || slices.ContainsFunc(evs[1:], func(e ledger.Event) bool { return e.Kind != survey.KindCorrected }) {
			t.Errorf("its events are %+v, %v", evs, err)
		}
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		stuffs(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		stuffs(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

func TestADossierThatGoesOnIsNotRated(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("RATE00000002")
	err := c.Rate(c.ctx, c.owner(v), office.Command{}, office.Ballot{ID: v.ID}, survey.Answer{Overall: 5}, "")
	if keyOf(err) != "rating.not-ended" {
		t.Errorf("before its end: %v", err)
	}
}

func TestABadRatingGoesToTheLeaderAndLateToTheSupervision(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v := c.ended("RATE00000003")
	owner, clerk := c.owner(v), c.officer("chi-nhanh-7", "receiver")
	bad := survey.Answer{Overall: 1, Factors: map[string]int{"result": 1}, Lacks: []string{"punctual"}}
	if err := c.Rate(c.ctx, owner, office.Command{}, office.Ballot{ID: v.ID}, bad, "chờ quá lâu"); err != nil {
		t.Fatal(err)
	}
	leader, signer := c.follower(v)
	told, err := c.Read(c.ctx, leader).UnitNotices()
	if err != nil || len(told) != 1 || told[0].Kind != "dossier.bad-rating" || told[0].Code != v.Code {
		t.Fatalf("the leader is told %+v, %v", told, err)
	}
	all, n, err := c.Read(c.ctx, leader).RatedCases(true)
	if err != nil || len(all) != 1 || n != 1 || all[0].Code != v.Code || all[0].Point != 1 || all[0].State != "open" {
		t.Fatalf("the leader's list is %+v, %v", all, err)
	}
	id := all[0].ID
	if told[0].Rating != id {
		t.Errorf("the notice leads to %q, want %q", told[0].Rating, id)
	}
	tells := func(who office.Who, want ...string) {
		t.Helper()
		told, err := c.Read(c.ctx, who).UnitNotices()
		var kinds []string
		for _, x := range told {
			kinds = append(kinds, x.Kind)
		}
		if err != nil || !slices.Equal(kinds, want) {
			t.Errorf("%s is told %q, want %q, %v", who.Actor(), kinds, want, err)
		}
	}
	if mine, n, err := c.Read(c.ctx, signer).RatedCases(true); err != nil || len(mine) != 0 || n != 0 {
		t.Errorf("who signed the dossier lists %+v, %v", mine, err)
	}
	if told, err := c.Read(c.ctx, signer).UnitNotices(); err != nil || len(told) != 0 {
		t.Errorf("who signed the dossier is told %+v, %v", told, err)
	}
	step := office.FollowStep{Act: "contact", By: "phone", Result: "reached", Words: "đã nghe"}
	for what, who := range map[string]office.Who{"who signed the dossier": signer, "the clerk": clerk, "another's leader": c.officer("trung-tam", "leader"), "its owner": owner, "nobody": nobody, "an administrator": admin} {
		if err := c.FollowUp(c.ctx, who, office.Command{}, id, step); !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Missing) {
			t.Errorf("%s follows it up: %v", what, err)
		}
		if _, err := c.Read(c.ctx, who).RatedCase(id); !fault.Is(err, fault.Refused) && !fault.Is(err, fault.Missing) {
			t.Errorf("%s reads it: %v", what, err)
		}
	}
	before := len(c.reads(v.ID))
	if one, err := c.Read(c.ctx, leader).RatedCase(id); err != nil || one.Comment != "chờ quá lâu" || one.Party.Name == "" || len(c.reads(v.ID)) != before+1 {
		t.Errorf("the leader reads %+v, %v", one, err)
	}
	c.age(10, 0)
	for range 2 { // the alarm rings once
		if err := c.Tick(c.ctx); err != nil {
			t.Fatal(err)
		}
	}
	if one, err := c.Read(c.ctx, leader).RatedCase(id); err != nil || len(one.Turns) != 3 || len(one.Turns[1].Told) == 0 || len(one.Have) == 0 || one.Clock == nil ||
		!one.Turns[2].Recorded.Equal(one.Follow.Raised) || len(one.Turns[2].Told) == 0 || !one.Turns[2].ToldAt.Equal(one.Follow.Raised) {
		t.Errorf("the history of the case is %+v, %v", one, err)
	}
	row, _, err := c.Store().Read().Rating(c.ctx, id)
	if err != nil || row.Raised.IsZero() {
		t.Errorf("after ten days it is %+v, %v", row, err)
	}
	if evs, _ := c.Store().Read().Events(c.ctx, survey.Stream(id)); len(evs) != 3 {
		t.Errorf("%d events, want the answer, the case and one alarm", len(evs))
	}
	tells(c.whole(), "dossier.late-rating")
	c.closes(id, leader)
	tells(leader) // nothing is left to do
	tells(c.whole())
	if err := c.SayOfFollowUp(c.ctx, owner, office.Command{}, office.Ballot{ID: v.ID}, false, "Chưa nói rõ vì sao trễ"); err != nil {
		t.Fatal(err)
	}
	tells(leader, "dossier.unsettled-rating") // another has it, and the unit learns that its answer settled nothing
	tells(c.whole(), "dossier.disputed-rating")
	if told, err := c.Read(c.ctx, c.whole()).UnitNotices(); err != nil || told[0].Unit.Name != "" || told[0].Rating != id {
		t.Errorf("after the dispute the supervision is told %+v, %v", told, err)
	}
	if open, _, err := c.Read(c.ctx, c.whole()).RatedCases(true); err != nil || len(open) != 1 || open[0].Level != 2 {
		t.Errorf("the supervision lists %+v, %v", open, err)
	}
	if err := c.FollowUp(c.ctx, leader, office.Command{}, id, step); !fault.Is(err, fault.Missing) {
		t.Errorf("the same leader goes on after the citizen was not content: %v", err)
	}
	c.closes(id, c.whole())
	tells(leader, "dossier.found-rating")
	tells(signer)
	if err := c.SayOfFollowUp(c.ctx, owner, office.Command{}, office.Ballot{Code: v.Code}, true, ""); err != nil {
		t.Fatal(err)
	}
	if over, _, err := c.Read(c.ctx, leader).RatedCases(false); err != nil || len(over) != 1 || over[0].State != survey.Confirmed {
		t.Errorf("at the end %+v, %v", over, err)
	}
	c.check()
}

// follower is who follows the bad rating of a dossier up, and who signed the dossier.
func (c *town) follower(v *office.DossierView) (leader, signer office.Who) {
	c.t.Helper()
	signer = c.officer(v.Competent, "leader")
	rows, err := c.Store().Read().RatingsOf(c.ctx, string(v.ID))
	if err != nil || len(rows) != 1 || !strings.Contains(rows[0].Barred, signer.Person) {
		c.t.Fatalf("who signed is not kept apart: %+v, %v", rows, err)
	}
	for _, role := range []string{"leader", "branch-head"} {
		for _, p := range c.World().Org.Holders(orgUnit(rows[0].Followed), orgRole(role), c.clock()) {
			if !strings.Contains(rows[0].Barred, string(p.ID)) {
				return c.from(string(p.ID), rows[0].Followed, role), signer
			}
		}
	}
	c.t.Fatalf("nobody in %s may follow it up", rows[0].Followed)
	return leader, signer
}

// closes answers and closes a case.
func (c *town) closes(id string, who office.Who) {
	c.t.Helper()
	for _, s := range []office.FollowStep{{Act: "answer", Words: "Xin lỗi vì đã trễ hẹn."}, {Act: "close", Words: "Thêm người thẩm định vào giờ cao điểm", Finding: survey.AsFound}} {
		if err := c.FollowUp(c.ctx, who, office.Command{}, id, s); err != nil {
			c.t.Fatal(err)
		}
	}
}

// linkOf is the secret of the link in the mail about a dossier's end.
func (c *town) linkOf(v *office.DossierView) string {
	c.t.Helper()
	_, secret, ok := strings.Cut(office.RateLink(c.Office, v.ID, v.Code), "?k=")
	if !ok || len(secret) != 20 {
		c.t.Fatalf("the link has the secret %q", secret)
	}
	return secret
}

func TestHoweverManyBadRatingsAreLateAllAreCounted(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	due := c.clock().Add(-time.Hour)
	err := c.Store().Write(c.ctx, func(tx *store.Tx) error {
		for i := range 205 {
			q := store.RatingRow{ID: fmt.Sprintf("r%03d", i), Dossier: fmt.Sprintf("d%03d", i), Opened: due.Add(-time.Hour), Due: due}
			if i < 2 {
				q.Due = c.clock().Add(time.Hour)
			}
			if err := tx.PutRating(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(c.ctx, c.whole()).AlarmCounts(); err != nil || n.Ratings != 203 {
		t.Errorf("%d are late, %v", n.Ratings, err)
	}
}

// apart is a clerk of the branch who had no part in a dossier.
func (c *town) apart(v *office.DossierView) office.Who {
	c.t.Helper()
	for _, role := range []string{"receiver", "branch-head"} {
		for _, p := range c.World().Org.Holders("chi-nhanh-7", orgRole(role), c.clock()) {
			if !slices.ContainsFunc(v.History, func(s dossier.Step) bool { return s.Actor == string(p.ID) }) {
				return c.from(string(p.ID), "chi-nhanh-7", role)
			}
		}
	}
	c.t.Fatal("everybody of the branch had a part in the dossier")
	return office.Who{}
}

func TestWhoeverHadAPartInADossierEntersNoRatingOfItAndOnlyOpensTheTablet(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v := c.ended("RATE00000061")
	clerk, good := c.officer("chi-nhanh-7", "receiver"), survey.Answer{Overall: 5} // who received it and handed it over
	if d, err := c.Read(c.ctx, clerk).DeskBallot(v.ID); err != nil || !d.Handled {
		t.Errorf("who handed it over is told %+v, %v", d, err)
	}
	if d, err := c.Read(c.ctx, c.apart(v)).DeskBallot(v.ID); err != nil || d.Handled {
		t.Errorf("who had no part is told %+v, %v", d, err)
	}
	for _, way := range survey.Entered {
		if err := c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, way, time.Time{}, good, ""); keyOf(err) != "rating.own-hands" {
			t.Errorf("by %s: %v", way, err)
		}
	}
	if rows, err := c.Store().Read().RatingsOf(c.ctx, string(v.ID)); err != nil || len(rows) != 0 {
		t.Fatalf("there is %+v, %v", rows, err)
	}
	if err := c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, survey.Tablet, time.Time{}, survey.Answer{Overall: 1}, "chậm"); err != nil {
		t.Fatal(err)
	}
	leader, _ := c.follower(v)
	all, _, err := c.Read(c.ctx, leader).RatedCases(true)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	one, err := c.Read(c.ctx, leader).RatedCase(all[0].ID)
	if err != nil || one.EnteredN.Name == "" || one.Turns[0].Way != survey.Tablet || one.Turns[0].Actor != clerk.Actor() || one.Turns[0].Place.ID != "chi-nhanh-7" {
		t.Errorf("the history of an answer on the tablet is %+v, %v", one, err)
	}
	c.check()
}

// The desk is offered what has just ended there and nobody rated: a result that waited for months as well, and nothing of hours ago.
func TestTheDeskIsOfferedWhatHasJustEndedAndNobodyRated(t *testing.T) {
	t.Parallel()
	offers := func(t *testing.T, c *town) {
		v := c.ended("RATE00000081")
		w, clerk := c.ended("RATE00000082"), c.officer("chi-nhanh-7", "receiver")
		offered := func(who office.Who, want ...string) {
			t.Helper()
			all, err := c.Read(c.ctx, who).Rateables()
			var got []string
			for _, x := range all {
				got = append(got, fmt.Sprint(x.Code, " ", x.Handled))
			}
			slices.Sort(got)
			slices.Sort(want)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s is offered %q, %v, want %q", who.Actor(), got, err, want)
			}
		}
		offered(clerk, v.Code+" true", w.Code+" true")
		offered(c.apart(v), v.Code+" false", w.Code+" false")
		for _, who := range []office.Who{nobody, c.owner(v), c.officer("trung-tam", "leader")} {
			if _, err := c.Read(c.ctx, who).Rateables(); !fault.Is(err, fault.Refused) {
				t.Errorf("%s: %v", who.Actor(), err)
			}
		}
		if err := c.Rate(c.ctx, nobody, office.Command{}, office.Ballot{Code: v.Code, Link: c.linkOf(v)}, survey.Answer{Overall: 5}, ""); err != nil {
			t.Fatal(err)
		}
		offered(clerk, w.Code+" true")
		c.age(1, 0)
		offered(clerk)
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		offers(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		offers(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

// A check code stands on a slip that clerks print: what it says is a way of its own, no officer uses it, and the word that is
// proved to be the citizen's takes its place.
func TestTheCheckCodeIsAWayOfItsOwnWhichNoOfficerUses(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v := c.ended("RATE00000062")
	clerk, code := c.officer("chi-nhanh-7", "receiver"), office.Ballot{Code: v.Code, Check: v.Check}
	if err := c.Rate(c.ctx, clerk, office.Command{}, code, survey.Answer{Overall: 5}, ""); keyOf(err) != "rating.officer-code" {
		t.Errorf("an officer with the code of the slip: %v", err)
	}
	if _, err := c.Read(c.ctx, clerk).Ballot(code); keyOf(err) != "rating.officer-code" {
		t.Errorf("an officer opens the question with the code of the slip: %v", err)
	}
	if err := c.Rate(c.ctx, nobody, office.Command{}, code, survey.Answer{Overall: 5}, ""); err != nil {
		t.Fatal(err)
	}
	way := func(want survey.Way, points string) {
		t.Helper()
		if rows, err := c.Store().Read().RatingsOf(c.ctx, string(v.ID)); err != nil || len(rows) != 1 || rows[0].Way != string(want) || rows[0].Points != points {
			t.Fatalf("the line is %+v, %v", rows, err)
		}
	}
	way(survey.Code, "500000")
	c.age(10, 0) // after the days of correcting
	link := office.Ballot{Code: v.Code, Link: c.linkOf(v)}
	if b, err := c.Read(c.ctx, nobody).Ballot(link); err != nil || !b.Entered || b.Rating.Way != survey.Code || !b.Open(c.clock()) {
		t.Errorf("the link shows %+v, %v", b, err)
	}
	if err := c.Rate(c.ctx, nobody, office.Command{}, link, survey.Answer{Overall: 2}, ""); err != nil {
		t.Fatal(err)
	}
	way(survey.Link, "200000")
	if err := c.Rate(c.ctx, nobody, office.Command{}, code, survey.Answer{Overall: 5}, ""); keyOf(err) != "rating.code-used" {
		t.Errorf("the code in place of the citizen's own word: %v", err)
	}
	c.check()
}

// What a clerk entered gives way to the citizen's own word, by the check code as by the link, and that word is not replaced in turn.
func TestTheCitizensOwnWordReplacesWhatStaffEntered(t *testing.T) {
	t.Parallel()
	for i, way := range []survey.Way{survey.Tablet, survey.Phone, survey.Paper} {
		c := newTown(t)
		v := c.ended(dossier.ID(fmt.Sprintf("RATE0000005%d", i)))
		clerk, code := c.apart(v), office.Ballot{Code: v.Code, Check: v.Check}
		if err := c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, way, time.Time{}, survey.Answer{Overall: 5}, "tốt"); err != nil {
			t.Fatal(err)
		}
		if b, err := c.Read(c.ctx, nobody).Ballot(code); err != nil || !b.Entered || b.Rating != nil || b.Bare || !b.Open(c.clock()) {
			t.Fatalf("%s: the check code shows %+v, %v", way, b, err)
		}
		c.age(10, 0) // after the days of correcting, while people may still rate
		if err := c.Rate(c.ctx, nobody, office.Command{}, code, survey.Answer{Overall: 1}, "chờ lâu"); err != nil {
			t.Fatalf("%s: the citizen by the check code: %v", way, err)
		}
		rows, err := c.Store().Read().RatingsOf(c.ctx, string(v.ID))
		if err != nil || len(rows) != 1 || rows[0].Points != "100000" || rows[0].Way != string(survey.Code) || rows[0].Opened.IsZero() {
			t.Fatalf("%s: the lines are %+v, %v", way, rows, err)
		}
		evs, err := c.Store().Read().Events(c.ctx, survey.Stream(rows[0].ID))
		if err != nil {
			t.Fatal(err)
		}
		q, err := survey.Fold(rows[0].ID, evs)
		if err != nil || len(q.Earlier) != 1 || q.Earlier[0].Overall != 5 || q.By != "applicant" {
			t.Errorf("%s: both are kept: %+v, %v", way, q, err)
		}
		if evs[0].Actor != clerk.Actor() || evs[0].Unit != clerk.Unit { // of the tablet: who opened it, at which desk
			t.Errorf("%s: the history says that %s of %s entered it", way, evs[0].Actor, evs[0].Unit)
		}
		if err := c.Rate(c.ctx, nobody, office.Command{}, code, survey.Answer{Overall: 5}, ""); keyOf(err) != "rating.code-used" {
			t.Errorf("%s: the check code replaces the citizen's own word: %v", way, err)
		}
		if err := c.RateAtDesk(c.ctx, clerk, office.Command{}, v.ID, way, time.Time{}, survey.Answer{Overall: 5}, ""); keyOf(err) != "rating.given-already" {
			t.Errorf("%s: the desk replaces the citizen's own word: %v", way, err)
		}
		c.check()
	}
}
