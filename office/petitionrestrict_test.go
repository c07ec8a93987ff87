package office_test

import (
	"testing"

	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/privacy"
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
		if err != nil || len(theirs) != 1 || (theirs[0].Title == sent().Title) != (want == 1) {
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
}
