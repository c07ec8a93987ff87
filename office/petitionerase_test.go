package office_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"motcua/law/care"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/ledger"
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

func TestWithAPetitionGoWhatItsSenderAnsweredAndTheConversationsAboutIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-10 09:00")
	agent, boss := c.officer(careUnit, "care-agent"), c.whole()
	var all []office.Ticket
	for i := range 3 {
		x, err := c.SendPetition(c.ctx, c.sender(fmt.Sprintf("00108500007%d", i)), office.Command{Key: fmt.Sprint(i)}, sent())
		if err != nil {
			t.Fatal(err)
		}
		c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: petition.Own})
		c.petitionAct(agent, x.ID, petition.ActDraft, petition.Input{})
		c.petitionAct(c.boss(careUnit), x.ID, petition.ActApprove, petition.Input{})
		c.petitionAct(agent, x.ID, petition.ActAnswer, petition.Input{})
		all = append(all, x)
	}
	talk, err := c.OpenContact(c.ctx, agent, office.Command{Key: "t"}, care.Input{Channel: care.Telephone, Handle: "0912345678", Text: "Người dân gọi về phản ánh."})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		a  care.Act
		in care.Input
	}{{care.ActLink, care.Input{Petition: string(all[0].ID)}}, {care.ActLink, care.Input{Petition: string(all[1].ID)}}, {care.ActTake, care.Input{}}, {care.ActClose, care.Input{Outcome: "informed"}}} {
		if err := c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: talk.ID}, x.a, x.in); err != nil {
			t.Fatal(x.a, err)
		}
	}
	c.at("2026-04-02 09:00")
	plan := survey.Campaign{
		Title: "Quý 1/2026", Questionnaire: c.surveyed(boss), Edition: 1, Sampling: survey.Sampling{Size: 3, Seed: "s"}, Ends: c.clock().AddDate(0, 0, 20),
		Population: survey.Population{Of: survey.OfPetitions, From: c.clock().AddDate(0, -2, 0), To: c.clock().AddDate(0, 0, -1)},
	}
	id, err := c.DrawCampaign(c.ctx, boss, office.Command{Key: "draw"}, plan)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.SendCampaign(c.ctx, boss, office.Command{}, id); err != nil {
		t.Fatal(err)
	}
	rows, err := c.Store().Read().Invitations(c.ctx, id)
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d invitations, %v", len(rows), err)
	}
	for _, x := range rows {
		_, k, _ := strings.Cut(office.SurveyLink(c.Office, x.ID), "?k=")
		if err := c.Respond(c.ctx, nobody, office.Command{}, x.ID, k, form.Values{"q1": "5", "q" + fmt.Sprint(len(survey.SIPASQuestionnaire().Asks)): "Chuyện riêng của tôi."}); err != nil {
			t.Fatal(err)
		}
	}
	leader := c.from(boss.Person, careUnit, "leader")
	gone := func(s ledger.StreamID) bool {
		t.Helper()
		was, err := c.Store().Read().Erased(c.ctx, s)
		if err != nil {
			t.Fatal(err)
		}
		return was
	}
	for n, x := range all[:2] {
		if err := c.ErasePetition(c.ctx, leader, office.Command{}, x.ID, lawfully); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			mine := row.Matter == "petition/"+string(all[0].ID) || n > 0 && row.Matter == "petition/"+string(all[1].ID)
			if gone(survey.ResponseStream(row.ID)) != mine {
				t.Errorf("after %d erasures the answer about %s is gone: %v", n+1, row.Matter, !mine)
			}
		}
		if gone(care.Stream(talk.ID)) != (n == 1) { // it is about two of them
			t.Errorf("after %d erasures the conversation is gone: %v", n+1, n != 1)
		}
	}
	if got, err := c.Read(c.ctx, boss).Campaign(id); err != nil || got.Answered != 3 {
		t.Errorf("the figures count %+v, %v", got, err)
	}
	c.check()
}
