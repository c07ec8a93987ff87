package office_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/office"
)

// told are the notices of a kind that an officer has not seen.
func (c *town) toldKinds(who office.Who, kind string) (out []office.UnitNotice) {
	c.t.Helper()
	all, err := c.Read(c.ctx, who).UnitNotices()
	if err != nil {
		c.t.Fatal(err)
	}
	for _, x := range all {
		if x.Kind == kind {
			out = append(out, x)
		}
	}
	return out
}

// The leaders of the unit that answered learn that the citizen was not content and what the supervision found; whoever stands above the
// supervision learns once that its case is late; nobody who signed the dossier learns any of it.
func TestTheUnitThatAnsweredIsToldOfTheDisputeAndOfWhatWasFound(t *testing.T) {
	t.Parallel()
	settles := func(t *testing.T, c *town, finding string) {
		v := c.ended("RATE0000NOTE")
		owner := c.owner(v)
		if err := c.Rate(c.ctx, owner, office.Command{}, office.Ballot{ID: v.ID}, survey.Answer{Overall: 1, Factors: map[string]int{"result": 1}, Lacks: []string{"punctual"}}, "chờ quá lâu"); err != nil {
			t.Fatal(err)
		}
		leader, signer := c.follower(v)
		director, watcher := c.named("manhthang.tt"), c.whole()
		rows, err := c.Store().Read().RatingsOf(c.ctx, string(v.ID))
		if err != nil || len(rows) != 1 {
			t.Fatalf("%+v, %v", rows, err)
		}
		id := rows[0].ID
		c.closes(id, leader)
		if err := c.SayOfFollowUp(c.ctx, owner, office.Command{}, office.Ballot{ID: v.ID}, false, "Chưa nói rõ vì sao trễ"); err != nil {
			t.Fatal(err)
		}
		unsettled := c.toldKinds(leader, "dossier.unsettled-rating")
		if len(unsettled) != 1 || unsettled[0].Rating != id || unsettled[0].Code != v.Code || unsettled[0].Unit.Name != "" || unsettled[0].Finding != "" {
			t.Fatalf("after the dispute the unit is told %+v", unsettled)
		}
		if _, err := c.Read(c.ctx, leader).RatedCase(id); err != nil {
			t.Errorf("the notice leads where its reader may not go: %v", err)
		}
		if got := c.toldKinds(director, "dossier.overdue-rating"); len(got) != 0 {
			t.Errorf("before it is late the director is told %+v", got)
		}
		c.age(10, 0)
		for range 2 {
			if err := c.Tick(c.ctx); err != nil {
				t.Fatal(err)
			}
		}
		late := c.toldKinds(director, "dossier.overdue-rating")
		if len(late) != 1 || late[0].Code != v.Code || late[0].Unit.ID != rows[0].Followed {
			t.Fatalf("of the late case the director is told %+v", late)
		}
		if _, err := c.Read(c.ctx, director).RatedCase(id); (err != nil) != late[0].Shut || late[0].Shut != (late[0].Rating == "") {
			t.Errorf("the director may open it: %v; the notice says %+v", err, late[0])
		}
		if got := c.toldKinds(watcher, "dossier.late-rating"); len(got) != 1 {
			t.Errorf("the supervision is told %+v", got)
		}
		for _, s := range []office.FollowStep{{Act: "answer", Words: "Xin lỗi vì đã trễ hẹn."}, {Act: "close", Words: "Thêm người thẩm định", Finding: finding}} {
			if err := c.FollowUp(c.ctx, watcher, office.Command{}, id, s); err != nil {
				t.Fatal(err)
			}
		}
		want := map[string]string{survey.AsFound: ""}
		found := c.toldKinds(leader, "dossier.found-rating")
		if w, other := want[finding]; len(found) != 1 || found[0].Rating != id || other && found[0].Finding != w || !other && found[0].Finding != finding {
			t.Errorf("closed with %s, the unit is told %+v", finding, found)
		}
		if got := c.toldKinds(leader, "dossier.unsettled-rating"); len(got) != 0 {
			t.Errorf("after the end the unit still reads %+v", got)
		}
		if got := c.toldKinds(director, "dossier.overdue-rating"); len(got) != 0 {
			t.Errorf("after the end the director still reads %+v", got)
		}
		one, err := c.Read(c.ctx, leader).RatedCase(id)
		if err != nil {
			t.Fatal(err)
		}
		for _, turn := range one.Turns {
			wants := turn.Kind == survey.KindOpened && turn.Level > 1 || turn.Kind == survey.KindRaised || turn.Kind == survey.KindClosed && turn.Version > 6
			if wants != (len(turn.Beside) > 0) {
				t.Errorf("turn %d, %s: beside those who have it %+v were told", turn.Version, turn.Kind, turn.Beside)
			}
		}
		if got, err := c.Read(c.ctx, signer).UnitNotices(); err != nil || len(got) != 0 {
			t.Errorf("who signed the dossier is told %+v, %v", got, err)
		}
		c.check()
	}
	for _, finding := range survey.Findings {
		t.Run(finding, func(t *testing.T) { t.Parallel(); settles(t, newTown(t), finding) })
	}
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		settles(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}), survey.Upheld)
	})
}

// answered brings a petition of a unit to an answer.
func (c *town) answeredBy(unit, name string, class petition.Class, in petition.Input) office.Ticket {
	c.t.Helper()
	x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: name}, in)
	if err != nil {
		c.t.Fatal(err)
	}
	agent := c.officer(careUnit, "care-agent")
	if class == petition.Conduct {
		c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: class, About: unit})
		v, err := c.Read(c.ctx, c.whole()).Petition(x.ID)
		if err != nil {
			c.t.Fatal(err)
		}
		unit = v.Petition.Unit
	} else {
		c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: unit, Reason: "competence"})
		c.petitionAct(c.boss(unit), x.ID, petition.ActClassify, petition.Input{Class: class})
	}
	c.answersPetition(unit, x)
	return x
}

func (c *town) answersPetition(unit string, x office.Ticket) {
	c.t.Helper()
	v, err := c.Read(c.ctx, c.whole()).Petition(x.ID)
	if err != nil {
		c.t.Fatal(err)
	}
	free := func(a petition.Act, but string) office.Who {
		for _, role := range petition.RuleOf(a).By.Roles {
			for _, p := range c.World().Org.Holders(orgUnit(unit), orgRole(role), c.clock()) {
				if !v.Bars(string(p.ID)) && string(p.ID) != but {
					return c.from(string(p.ID), unit, role)
				}
			}
		}
		c.t.Fatalf("nobody in %s does %s", unit, a)
		return office.Who{}
	}
	writer := free(petition.ActDraft, "")
	head := free(petition.ActApprove, writer.Person)
	if v.Class == petition.Conduct {
		c.petitionAct(writer, x.ID, petition.ActVerify, petition.Input{Finding: petition.Upheld})
	}
	c.petitionAct(writer, x.ID, petition.ActDraft, petition.Input{Words: "Đã thay bóng đèn."})
	c.petitionAct(head, x.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(head, x.ID, petition.ActAnswer, petition.Input{})
}

// The leaders of the unit whose answer settled nothing read that it was opened again, and that another unit answered anew. Of a complaint
// about somebody of theirs they read nothing.
func TestTheUnitWhoseAnswerSettledNothingIsToldOfTheReopeningAndOfTheNewAnswer(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const unit = "chi-nhanh-7"
	x := c.answeredBy(unit, "own", petition.Own, sent())
	head := c.officer(unit, "leader")
	reopen := func(x office.Ticket) string {
		if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: x.ID, Check: x.Check}, petition.ActReopen, petition.Input{Words: "Đèn vẫn không sáng."}); err != nil {
			t.Fatal(err)
		}
		v, err := c.Read(c.ctx, c.whole()).Petition(x.ID)
		if err != nil {
			t.Fatal(err)
		}
		return v.Petition.Unit
	}
	above := reopen(x)
	got := c.toldKinds(head, "petition.reopened")
	if len(got) != 1 || got[0].Petition != x.ID || got[0].Code != x.Code || got[0].Unit.ID != above {
		t.Fatalf("after the reopening the unit is told %+v", got)
	}
	if _, err := c.Read(c.ctx, head).Petition(x.ID); err != nil {
		t.Errorf("the notice leads where its reader may not go: %v", err)
	}
	c.answersPetition(above, x)
	if got := c.toldKinds(head, "petition.answered-again"); len(got) != 1 || got[0].Unit.ID != above || got[0].Finding != "" {
		t.Errorf("after the new answer the unit is told %+v", got)
	}
	rows, err := c.Store().Read().NoticesOf(c.ctx, string(petition.Stream(x.ID)), 50)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if strings.HasPrefix(rows[i].Kind, "unit-") && strings.Contains(rows[i].Facts, "Bí Mật") {
			t.Errorf("a notice names whoever sent it: %s", rows[i].Facts)
		}
	}
	about := sent()
	about.Person.Phone = "0912 000 111"
	y := c.answeredBy(unit, "conduct", petition.Conduct, about)
	if higher := reopen(y); higher == unit {
		t.Fatalf("a complaint went to those complained of")
	}
	for _, role := range []string{"leader", "branch-head"} {
		for _, p := range c.World().Org.Holders(orgUnit(unit), orgRole(role), c.clock()) {
			all, err := c.Read(c.ctx, c.from(string(p.ID), unit, role)).UnitNotices()
			if err != nil || slices.ContainsFunc(all, func(n office.UnitNotice) bool { return n.Petition == y.ID }) {
				t.Errorf("%s is told of a complaint about their unit: %+v, %v", p.ID, all, err)
			}
		}
	}
	c.check()
}

func TestAPetitionThatIsLateWithTheSupervisionIsToldToWhoeverStandsAboveIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent, director := c.officer(careUnit, "care-agent"), c.named("manhthang.tt")
	told := map[string]int{}
	for _, unit := range []string{c.whole().Unit, "so-xay-dung"} {
		in := sent()
		in.Person.Phone = "0912 000 22" + string(rune('0'+len(unit)%10))
		x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: unit}, in)
		if err != nil {
			t.Fatal(err)
		}
		c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: unit, Reason: "competence"})
		told[x.Code] = 0
	}
	for range 20 { // days, so that none of it is old news
		if err := c.Tick(c.ctx); err != nil {
			t.Fatal(err)
		}
		c.age(1, 0)
	}
	all, err := c.Read(c.ctx, director).AlarmNotices(100)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range all {
		if x.Petition != "" && string(x.Kind) == string(petition.AlarmLate) {
			told[x.Code]++
		}
	}
	if want := map[string]int{"PA26-000001": 1, "PA26-000002": 0}; !maps.Equal(told, want) {
		t.Errorf("the director is told of %v, want %v", told, want)
	}
}
