package office_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
)

func TestTheCopyOfOwnDataHasOnesConversationsAndNoNotesOfOfficers(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	me := office.Who{Kind: access.Citizen, Account: "an", Name: "Nguyễn Thị Ví Dụ", Number: "001196045678", Key: c.PersonKey("001196045678")}
	talk, err := c.OpenContact(c.ctx, me, office.Command{}, care.Input{Channel: care.Chat, Text: "Tôi hỏi giấy hẹn"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.OpenContact(c.ctx, office.Who{Kind: "anyone"}, office.Command{}, care.Input{Channel: care.Chat, Text: "Lời của người khác"}); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		a  care.Act
		in care.Input
	}{
		{care.ActTake, care.Input{}},
		{care.ActHear, care.Input{Text: "Người dân nói thêm qua máy"}},
		{care.ActSay, care.Input{Text: "Mời bác đến quầy 4"}},
		{care.ActNote, care.Input{Text: "ghi chú nội bộ kín"}},
		{care.ActCall, care.Input{}},
		{care.ActHangUp, care.Input{Outcome: care.Reached, Text: "ghi chú cuộc gọi kín"}},
		{care.ActClose, care.Input{Outcome: "informed", Text: "ghi chú đóng kín"}},
	} {
		if err := c.Contact(c.ctx, c.agent(), office.Command{}, office.OnContact{ID: talk.ID}, x.a, x.in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Read(c.ctx, c.agent()).Contact(talk.ID); err != nil {
		t.Fatal(err)
	}
	data, err := c.Read(c.ctx, me).OwnData()
	if err != nil {
		t.Fatal(err)
	}
	if len(data.Conversations) != 1 {
		t.Fatalf("%d conversations", len(data.Conversations))
	}
	own := data.Conversations[0]
	if own.Code != talk.Code || own.Outcome != "informed" || len(own.Messages) != 3 || len(own.Calls) != 1 {
		t.Errorf("%+v", own)
	}
	if m := own.Messages[1]; m.WrittenBy == "" || own.Messages[0].WrittenBy != "" {
		t.Errorf("what an officer wrote down: %+v", own.Messages)
	}
	b, err := json.Marshal(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{"nội bộ kín", "cuộc gọi kín", "đóng kín", "người khác"} {
		if strings.Contains(string(b), words) {
			t.Errorf("the copy says %q", words)
		}
	}
}

func TestTheCopyOfOwnDataHasSurveyAnswersAndVoicesOfThePersonAlone(t *testing.T) {
	t.Parallel()
	has := func(t *testing.T, c *town) {
		c.at("2026-03-10 08:30")
		v := c.ended("SAID00000001")
		p := c.publishedScene("a")
		me, other := c.owner(v), c.neighbour("001080000009")
		yes, bad, none := true, petition.Dislike, petition.NoOpinion
		for _, s := range []office.Say{{Support: &yes, Opinion: &bad}, {Opinion: &none}} {
			if err := c.SpeakOnPetition(c.ctx, me, office.Command{}, p.Code, s); err != nil {
				t.Fatal(err)
			}
		}
		c.at("2026-04-02 09:00")
		boss := c.whole()
		id, err := c.DrawCampaign(c.ctx, boss, office.Command{}, survey.Campaign{
			Title: "Quý 1/2026", Questionnaire: c.surveyed(boss), Edition: 1, Sampling: survey.Sampling{Size: 5, Seed: "s"}, Ends: c.clock().AddDate(0, 0, 20),
			Population: survey.Population{Of: survey.OfDossiers, From: c.clock().AddDate(0, -2, 0), To: c.clock().AddDate(0, 0, -1)},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.SendCampaign(c.ctx, boss, office.Command{}, id); err != nil {
			t.Fatal(err)
		}
		rows, err := c.Store().Read().Invitations(c.ctx, id)
		if err != nil || len(rows) != 1 {
			t.Fatalf("%d invitations, %v", len(rows), err)
		}
		if data, err := c.Read(c.ctx, me).OwnData(); err != nil || len(data.Surveys) != 0 {
			t.Errorf("before an answer %+v, %v", data.Surveys, err)
		}
		words := "q" + fmt.Sprint(len(survey.SIPASQuestionnaire().Asks))
		if err := c.Respond(c.ctx, me, office.Command{}, rows[0].ID, "", form.Values{"q1": "4", words: "Ghế chờ quá ít."}); err != nil {
			t.Fatal(err)
		}
		data, err := c.Read(c.ctx, me).OwnData()
		if err != nil || len(data.Surveys) != 1 || len(data.Voices) != 1 || data.Without == "" {
			t.Fatalf("the copy has %+v, %+v, %v", data.Surveys, data.Voices, err)
		}
		s, said := data.Surveys[0], data.Voices[0]
		if s.Survey != "Quý 1/2026" || s.Code != v.Code || len(s.Answers) != 2 || s.Answers[0].Question != survey.SIPAS.Overall || len(s.Answers[0].Chosen) != 1 || s.Answers[1].Words != "Ghế chờ quá ít." {
			t.Errorf("the answers are %+v", s)
		}
		if said.Petition != p.Code || !said.Support || said.Opinion != "" || said.Said.IsZero() {
			t.Errorf("the voice is %+v", said)
		}
		if data, err := c.Read(c.ctx, other).OwnData(); err != nil || len(data.Surveys)+len(data.Voices) != 0 {
			t.Errorf("another's copy has %+v, %+v, %v", data.Surveys, data.Voices, err)
		}
		c.check()
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		has(t, newTown(t))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		has(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}
