package office_test

import (
	"fmt"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/office"
)

// publishedScene sends, answers and publishes a scene report.
func (c *town) publishedScene(key string) office.Ticket {
	c.t.Helper()
	in := petition.Input{Channel: petition.Page, Class: petition.Scene, Title: "Đèn đường " + key, Text: "Đèn không sáng mười ngày.", Place: "Ngõ 10", Commune: "00004", Person: petition.Person{Number: "001080000001"}}
	ticket, err := c.SendPetition(c.ctx, nobody, office.Command{Key: key}, in)
	if err != nil {
		c.t.Fatal(err)
	}
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, worker := c.officer(ward, "leader"), c.officer(ward, "specialist")
	c.petitionAct(agent, ticket.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	c.petitionAct(leader, ticket.ID, petition.ActClassify, petition.Input{Class: petition.Scene})
	c.petitionAct(worker, ticket.ID, petition.ActDraft, petition.Input{})
	c.petitionAct(leader, ticket.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(worker, ticket.ID, petition.ActAnswer, petition.Input{})
	c.petitionAct(worker, ticket.ID, petition.ActMask, petition.Input{Public: petition.Public{Title: "Đèn đường " + key, Text: "Đèn ở một ngõ không sáng.", Answer: "Đèn đã được thay."}})
	c.petitionAct(leader, ticket.ID, petition.ActPublish, petition.Input{})
	return ticket
}

func (c *town) neighbour(number string) office.Who {
	return office.Who{Kind: access.Citizen, Account: "c" + number, Number: number, Key: c.PersonKey(number)}
}

func TestOnePersonSpeaksOnceOnAPublishedPetitionAndItsSenderDoesNot(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	p := c.publishedScene("a")
	yes, no, good, bad := true, false, petition.Like, petition.Dislike
	say := func(who office.Who, code string, s office.Say) error {
		return c.SpeakOnPetition(c.ctx, who, office.Command{}, code, s)
	}
	counts := func(supports, likes, dislikes int64) {
		t.Helper()
		one, err := c.Read(c.ctx, nobody).PublicPetition(p.Code)
		if err != nil || one.Supports != supports || one.Likes != likes || one.Dislikes != dislikes {
			t.Errorf("%d, %d, %d, want %d, %d, %d; %v", one.Supports, one.Likes, one.Dislikes, supports, likes, dislikes, err)
		}
		c.check()
	}
	first, second := c.neighbour("001080000002"), c.neighbour("001080000003")
	for range 3 { // the same again, and by another session, is one voice
		if err := say(first, p.Code, office.Say{Support: &yes}); err != nil {
			t.Fatal(err)
		}
	}
	counts(1, 0, 0)
	for _, s := range []office.Say{{Support: &yes, Opinion: &bad}, {Opinion: &good}} {
		if err := say(second, strings.ToLower(p.Code), s); err != nil {
			t.Fatal(err)
		}
	}
	counts(2, 1, 0)
	if err := say(first, p.Code, office.Say{Support: &no, Opinion: &bad}); err != nil {
		t.Fatal(err)
	}
	counts(1, 1, 1)
	none := petition.NoOpinion
	if err := say(second, p.Code, office.Say{Opinion: &none}); err != nil {
		t.Fatal(err)
	}
	counts(1, 0, 1)
	list, err := c.Read(c.ctx, nobody).PublicPetitions(office.PublicFilter{State: office.Disliked})
	if err != nil || list.Total != 1 {
		t.Errorf("more people call the answer bad: %d, %v", list.Total, err)
	}
	business := c.neighbour("0101234567") // a tax code: its owner has an account too
	for who, kind := range map[*office.Who]fault.Kind{{Kind: access.Anyone}: fault.Refused, {Kind: access.Citizen, Account: "unknown"}: fault.Refused, &business: fault.Refused} {
		if err := say(*who, p.Code, office.Say{Support: &yes}); !fault.Is(err, kind) {
			t.Errorf("%+v: %v", who, err)
		}
	}
	hidden, err := c.SendPetition(c.ctx, second, office.Command{Key: "b"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	if err := say(first, hidden.Code, office.Say{Support: &yes}); !fault.Is(err, fault.Missing) {
		t.Errorf("one that nobody published: %v", err)
	}
	own := c.neighbour("001080000001")
	mine, err := c.SendPetition(c.ctx, own, office.Command{Key: "c"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	if err := say(own, mine.Code, office.Say{Support: &yes}); !fault.Is(err, fault.Missing) {
		t.Errorf("their own, which nobody published: %v", err)
	}
	if err := say(own, p.Code, office.Say{Support: &yes}); !fault.Is(err, fault.Refused) {
		t.Errorf("their own: %v", err)
	}
	counts(1, 0, 1)
}

func TestAPageOfThePublicListDoesNotMoveWhenMoreIsPublished(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	var want []string
	for i := range 5 {
		want = append([]string{c.publishedScene(fmt.Sprint(i)).Code}, want...)
	}
	rd := c.Read(c.ctx, nobody)
	first, err := rd.PublicPetitions(office.PublicFilter{Limit: 2})
	if err != nil || first.Total != 5 || first.Next == "" {
		t.Fatalf("%+v, %v", first, err)
	}
	got := []string{first.Rows[0].Code, first.Rows[1].Code}
	newest := c.publishedScene("new").Code
	for next := first.Next; next != ""; {
		page, err := c.Read(c.ctx, nobody).PublicPetitions(office.PublicFilter{Limit: 2, After: next})
		if err != nil || page.Total != 6 {
			t.Fatalf("%+v, %v", page, err)
		}
		for _, p := range page.Rows {
			got = append(got, p.Code)
		}
		next = page.Next
	}
	if strings.Join(got, " ") != strings.Join(want, " ") || strings.Contains(strings.Join(got, " "), newest) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestLinesOfPetitionsOfAnOlderProgramAreReadRightAndWrittenAnew(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent := c.officer(careUnit, "care-agent")
	ticket, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "a"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	old := func() (row store.PetitionRow) {
		t.Helper()
		row, _, err := c.Store().Read().Petition(c.ctx, string(ticket.ID))
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	row := old()
	row.Title, row.Whom = "", ""
	err = c.Store().Write(c.ctx, func(tx *store.Tx) error {
		if err := tx.PutPetition(row, nil); err != nil {
			return err
		}
		_, err := tx.PutJob(store.JobRow{Key: "petitions", Kind: "petitions", RunAt: tx.Now()})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	list, n, err := c.Read(c.ctx, agent).Petitions(office.PetitionFilter{})
	if err != nil || n != 1 || list[0].Title != sent().Title {
		t.Errorf("before the lines are written anew: %+v, %v", list, err)
	}
	for range 10 {
		if n, err := c.Work(c.ctx); err != nil || n == 0 {
			break
		}
	}
	if got := old(); got.Title != sent().Title {
		t.Errorf("written anew: %+v", got)
	}
	c.check()
}
