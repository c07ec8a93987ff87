package office_test

import (
	"fmt"
	"testing"

	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/privacy"
	"motcua/law/survey"
	"motcua/office"
)

func TestARestrictedPetitionIsNotPublicAndOnlyItsUnitReadsItsTitle(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, boss, owner := c.officer(careUnit, "care-agent"), c.boss(careUnit), c.sender("001085000077")
	one, err := c.SendPetition(c.ctx, owner, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, one.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	c.petitionAct(agent, one.ID, petition.ActDraft, petition.Input{})
	c.petitionAct(boss, one.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(agent, one.ID, petition.ActAnswer, petition.Input{})
	c.petitionAct(agent, one.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường", Text: "Đèn ở một ngõ không sáng.", Answer: "Đèn đã được thay."}})
	c.petitionAct(boss, one.ID, petition.ActPublish, petition.Input{})
	public := func(want int64) {
		t.Helper()
		list, err := c.Read(c.ctx, nobody).PublicPetitions(office.PublicFilter{})
		if err != nil || list.Total != want {
			t.Errorf("%d are public, %v", list.Total, err)
		}
		sums, err := c.Read(c.ctx, nobody).PublicByCommune(office.PublicFilter{})
		if err != nil || int64(len(sums)) != want {
			t.Errorf("by ward: %+v, %v", sums, err)
		}
		if _, err := c.Read(c.ctx, nobody).PublicPetition(one.Code); (err == nil) != (want == 1) {
			t.Errorf("by its code: %v", err)
		}
		shared, err := c.Read(c.ctx, nobody).SharedPetitions(office.ShareFilter{Codes: []string{one.Code}})
		if err != nil || int64(len(shared)) != want {
			t.Errorf("other applications are told %+v, %v", shared, err)
		}
		mine, _, err := c.Read(c.ctx, agent).Petitions(office.PetitionFilter{Whole: true})
		if err != nil || len(mine) != 1 || mine[0].Title != sent().Title {
			t.Errorf("its unit reads %+v, %v", mine, err)
		}
		city := c.whole()
		theirs, _, err := c.Read(c.ctx, city).Petitions(office.PetitionFilter{Whole: true})
		if err != nil || len(theirs) != 1 || (theirs[0].Title == sent().Title) != (want == 1) || theirs[0].Veiled != (want == 0) {
			t.Errorf("the city reads %+v, %v", theirs, err)
		}
	}
	grant := func(kind privacy.Kind, about dossier.ID, key string) {
		t.Helper()
		id, err := c.AskData(c.ctx, owner, office.Command{Key: key}, kind, about, "Đề nghị theo quyền của tôi")
		if err != nil {
			t.Fatal(err)
		}
		who := c.from(boss.Person, careUnit, "leader")
		if about == "" {
			who = c.whole()
		}
		c.age(0, 1)
		if err := c.AnswerData(c.ctx, who, office.Command{}, id, privacy.Accepted, "Chấp nhận theo quyền của chủ thể dữ liệu"); err != nil {
			t.Fatal(err)
		}
	}
	about := dossier.ID("petition/" + string(one.ID))
	public(1)
	grant(privacy.Restrict, about, "r")
	public(0)
	if v, err := c.Read(c.ctx, agent).Petition(one.ID); err != nil || !v.Restricted {
		t.Errorf("who handles it is not told: %v", err)
	}
	if err := c.Petition(c.ctx, boss, office.Command{}, office.OnPetition{ID: one.ID}, petition.ActPublish, petition.Input{}); keyOf(err) != "petition.restricted" {
		t.Errorf("it is published anew: %v", err)
	}
	grant(privacy.Lift, about, "l")
	public(1)
	grant(privacy.Restrict, "", "a")
	public(0)
	c.petitionAct(agent, one.ID, petition.ActMask, renewed)
	if _, err := c.Read(c.ctx, nobody).PublicPetition(one.Code); keyOf(err) != "petition.missing" {
		t.Errorf("that a restricted one is being mended: %v", err)
	}
}

func TestARestrictedPetitionIsCountedAloneAndInNoDrawAndNothingIsJoinedToIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, boss := c.officer(careUnit, "care-agent"), c.boss(careUnit)
	owner := c.sender("001085000077")
	var all []office.Ticket
	for i, who := range []office.Who{owner, c.sender("001085000078")} {
		x, err := c.SendPetition(c.ctx, who, office.Command{Key: fmt.Sprint(i)}, sent())
		if err != nil {
			t.Fatal(err)
		}
		c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: petition.Own})
		all = append(all, x)
	}
	dossier1 := c.ended("DRAWN0000001")
	c.petitionAct(agent, all[0].ID, petition.ActDraft, petition.Input{})
	c.petitionAct(boss, all[0].ID, petition.ActApprove, petition.Input{})
	c.petitionAct(agent, all[0].ID, petition.ActAnswer, petition.Input{})
	from := c.clock().AddDate(0, 0, -1)
	c.at("2026-03-20 09:00")
	report := func(want int64) {
		t.Helper()
		got, err := c.Read(c.ctx, c.whole()).PetitionReport("", from, from.AddDate(0, 1, 0))
		if err != nil || got.Total.All != 2 || got.Restricted != want {
			t.Errorf("%d are counted, %d of them restricted, want 2, %d; %v", got.Total.All, got.Restricted, want, err)
		}
	}
	report(0)
	ask := func(who office.Who) {
		t.Helper()
		id, err := c.AskData(c.ctx, who, office.Command{}, privacy.Restrict, "", "Đề nghị theo quyền của tôi")
		if err != nil {
			t.Fatal(err)
		}
		c.age(0, 1)
		if err := c.AnswerData(c.ctx, c.whole(), office.Command{}, id, privacy.Accepted, "Chấp nhận theo quyền của chủ thể dữ liệu"); err != nil {
			t.Fatal(err)
		}
	}
	draw := func(of string, want int) {
		t.Helper()
		plan := survey.Campaign{
			Title: "Quý 1/2026", Questionnaire: c.surveyed(c.whole()), Edition: 1, Sampling: survey.Sampling{Size: 5, Seed: "s"}, Ends: c.clock().AddDate(0, 0, 20),
			Population: survey.Population{Of: of, From: from, To: c.clock().AddDate(0, 0, -1)},
		}
		id, err := c.DrawCampaign(c.ctx, c.whole(), office.Command{}, plan)
		if want == 0 && err != nil {
			return // nobody is there to be asked
		}
		rows, e := c.Store().Read().Invitations(c.ctx, id)
		if err != nil || e != nil || len(rows) != want {
			t.Errorf("of %s %d are drawn, want %d; %v %v", of, len(rows), want, err, e)
		}
	}
	draw(survey.OfPetitions, 1)
	draw(survey.OfDossiers, 1)
	ask(owner)
	ask(c.owner(dossier1))
	report(1)
	draw(survey.OfPetitions, 0)
	draw(survey.OfDossiers, 0)
	err := c.Petition(c.ctx, agent, office.Command{}, office.OnPetition{ID: all[1].ID}, petition.ActMerge, petition.Input{Other: petition.ID(all[0].Code), Words: "Cùng một việc."})
	if keyOf(err) != "petition.merge-restricted" {
		t.Errorf("another is joined to it: %v", err)
	}
	c.check()
}

func TestAPublishedPetitionThatWasJoinedLeadsToTheOneThatGoesOn(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	one, main := c.publishedScene("a"), c.publishedScene("b")
	into := func(code string) office.PublicPetition {
		t.Helper()
		p, err := c.Read(c.ctx, nobody).PublicPetition(code)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if p := into(one.Code); p.Into != "" {
		t.Errorf("before it was joined %+v", p)
	}
	if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: one.ID, Check: one.Check}, petition.ActReopen, petition.Input{Words: "Đèn vẫn không sáng."}); err != nil {
		t.Fatal(err)
	}
	v, err := c.Read(c.ctx, c.boss(careUnit)).Petition(one.ID)
	if err != nil {
		t.Fatal(err)
	}
	leader := c.officer(v.Unit, "leader")
	leader.City = true
	c.petitionAct(leader, one.ID, petition.ActMerge, petition.Input{Other: petition.ID(main.Code)})
	if p := into(one.Code); p.State != petition.Merged || p.Into != main.Code {
		t.Errorf("joined it is %s, into %q", p.State, p.Into)
	}
	list, err := c.Read(c.ctx, nobody).PublicPetitions(office.PublicFilter{})
	if err != nil || list.Total != 2 {
		t.Errorf("%d are public, %v", list.Total, err)
	}
	c.check()
}

func TestAClockThatJoiningEndedIsNotCalledDone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent := c.officer(careUnit, "care-agent")
	var all []office.Ticket
	for i := range 2 {
		x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: fmt.Sprint(i)}, sent())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, x)
	}
	c.age(0, 1)
	c.petitionAct(agent, all[0].ID, petition.ActMerge, petition.Input{Other: petition.ID(all[1].Code)})
	v, err := c.Read(c.ctx, agent).Petition(all[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	ended := 0
	for _, k := range v.Clocks {
		if !k.Open() {
			ended++
		}
		if k.Merged != !k.Open() {
			t.Errorf("the clock %s ended %v, by joining: %v", k.Name, k.Ended, k.Merged)
		}
	}
	if ended == 0 {
		t.Error("joining ended no clock")
	}
	c.petitionAct(agent, all[1].ID, petition.ActClassify, petition.Input{Class: petition.Own})
	if v, err = c.Read(c.ctx, agent).Petition(all[1].ID); err != nil {
		t.Fatal(err)
	}
	for _, k := range v.Clocks {
		if k.Merged {
			t.Errorf("the clock %s of the main one was ended by joining", k.Name)
		}
	}
}
