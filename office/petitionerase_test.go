package office_test

import (
	"encoding/json"
	"strings"
	"testing"

	"motcua/law/petition"
	"motcua/office"
)

func TestAPetitionThatIsOverLosesWhatIsPersonalForEverAndEverythingLivesWithThat(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, worker := c.officer(ward, "leader"), c.officer(ward, "specialist")
	owner := c.sender("001085000077")
	one, err := c.SendPetition(c.ctx, owner, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, one.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	c.petitionAct(leader, one.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	if err := c.ErasePetition(c.ctx, leader, office.Command{}, one.ID, lawfully); keyOf(err) != "petition.erase-open" {
		t.Fatalf("one that is open: %v", err)
	}
	c.petitionAct(worker, one.ID, petition.ActDraft, petition.Input{Words: "Kính gửi " + noMark + ", đèn đã được thay."})
	c.petitionAct(leader, one.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(worker, one.ID, petition.ActAnswer, petition.Input{})
	c.petitionAct(worker, one.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường", Text: "Đèn ở một ngõ không sáng.", Answer: "Đèn đã được thay."}})
	c.petitionAct(leader, one.ID, petition.ActPublish, petition.Input{})
	c.work()
	data, err := c.Read(c.ctx, owner).OwnData()
	if err != nil || len(data.Petitions) != 1 || data.Petitions[0].Title == "" || !strings.Contains(data.Petitions[0].Answer, "đèn đã được thay") {
		t.Fatalf("the copy of their data: %+v, %v", data, err)
	}
	for _, who := range []office.Who{worker, agent, owner} {
		if err := c.ErasePetition(c.ctx, who, office.Command{}, one.ID, lawfully); err == nil {
			t.Fatalf("a %s%s erases a petition", who.Role, who.Kind)
		}
	}
	if err := c.ErasePetition(c.ctx, leader, office.Command{Key: "e"}, one.ID, lawfully); err != nil {
		t.Fatal(err)
	}
	c.work()
	v, err := c.Read(c.ctx, leader).Petition(one.ID)
	if err != nil || !v.Erased || len(v.Acts) != 0 || v.Answered.IsZero() {
		t.Fatalf("what is left: %+v, %v", v, err)
	}
	lines, _, err := c.Read(c.ctx, leader).Petitions(office.PetitionFilter{Over: true})
	if err != nil {
		t.Fatal(err)
	}
	all, err := json.Marshal([]any{v.Petition, lines})
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"Bí Mật", "Đèn", "đèn", "0912", "Ngõ 10", "bi.mat", "001085000077"} {
		if strings.Contains(string(all), gone) {
			t.Errorf("%q is still there: %s", gone, all)
		}
	}
	if pub, err := c.Read(c.ctx, nobody).PublicPetitions(office.PublicFilter{}); err != nil || pub.Total != 0 {
		t.Errorf("it is still published: %+v, %v", pub, err)
	}
	for _, a := range []petition.Act{petition.ActReopen, petition.ActRate, petition.ActNote} {
		if err := c.Petition(c.ctx, owner, office.Command{}, office.OnPetition{ID: one.ID, Check: one.Check}, a, petition.Input{Words: "Ghi thêm một điều.", Rating: petition.Neutral}); err == nil {
			t.Errorf("%s on what was erased", a)
		}
	}
	if err := c.ErasePetition(c.ctx, leader, office.Command{}, one.ID, lawfully); keyOf(err) != "petition.erased" {
		t.Errorf("twice: %v", err)
	}
	if f, err := c.Read(c.ctx, nobody).FollowPetition(one.Code, one.Check); err != nil || !f.Erased || f.Text != "" {
		t.Errorf("whoever follows it: %+v, %v", f, err)
	}
	list, err := c.Read(c.ctx, leader).Erasures()
	if err != nil || len(list) != 1 || list[0].Code != one.Code || string(list[0].Dossier) != "petition/"+string(one.ID) {
		t.Errorf("the list of erasures: %+v, %v", list, err)
	}
	c.check()
}
