package office_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
)

func TestWhoSentAPetitionIsToldOnceAtEachTurnAndSoIsWhoSentADuplicate(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.at("2026-03-04 09:00")
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, worker := c.officer(ward, "leader"), c.officer(ward, "specialist")
	one, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	number := "001085000077"
	owner := office.Who{Kind: access.Citizen, Account: "c7", Name: "Lê Văn Mẫu", Number: number, Key: c.PersonKey(number)}
	in := sent()
	in.Person.Phone = "0987654321"
	two, err := c.SendPetition(c.ctx, owner, office.Command{Key: "2"}, in)
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, two.ID, petition.ActMerge, petition.Input{Other: petition.ID(one.Code)})
	c.petitionAct(agent, one.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	c.petitionAct(leader, one.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	c.petitionAct(worker, one.ID, petition.ActDraft, petition.Input{Words: "Kính gửi " + noMark + ", đèn đã được thay."})
	c.petitionAct(leader, one.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(worker, one.ID, petition.ActAnswer, petition.Input{})
	c.petitionAct(worker, one.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường", Text: "Đèn ở một ngõ không sáng.", Answer: "Đèn đã được thay."}})
	c.petitionAct(leader, one.ID, petition.ActPublish, petition.Input{})
	c.work()
	c.work()
	told := map[string]int{}
	for _, m := range g.messages() {
		told[m.To+" "+m.Text]++
		if strings.Contains(m.Text, "Bí Mật") || strings.Contains(m.Text, one.Check) || strings.Contains(m.Text, two.Check) {
			t.Errorf("a short message says %q", m.Text)
		}
	}
	for _, want := range []string{
		"0912345678 Da tiep nhan phan anh " + one.Code, "0912345678 Phan anh " + one.Code + " da co tra loi", "0912345678 Phan anh " + one.Code + " da duoc cong khai",
		"0987654321 Da tiep nhan phan anh " + two.Code, "0987654321 Phan anh " + two.Code + " duoc xu ly chung",
		"0987654321 Phan anh " + two.Code + " da co tra loi", "0987654321 Phan anh " + two.Code + " da duoc cong khai",
	} {
		n := 0
		for text, times := range told {
			if strings.HasPrefix(text, want) {
				n += times
			}
		}
		if n != 1 {
			t.Errorf("%q was told %d times: %v", want, n, told)
		}
	}
	if len(g.messages()) != 7 {
		t.Errorf("%d messages: %v", len(g.messages()), told)
	}
	list, err := c.Read(c.ctx, owner).Notices("en", time.Time{}, 10)
	if err != nil || len(list) != 4 || list[0].Petition != two.Code || list[0].Dossier != "" {
		t.Fatalf("the list of the account: %+v, %v", list, err)
	}
	for _, want := range []string{"was received", "was joined", "was answered", "was published"} {
		if !slices.ContainsFunc(list, func(l office.NoticeLine) bool { return strings.Contains(l.Title, two.Code+" "+want) }) {
			t.Errorf("the list of the account does not say that it %s: %+v", want, list)
		}
	}
}
