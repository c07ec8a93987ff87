package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/law/notice"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/org"
)

func TestThoseWhoHandleAPetitionSeeWhatItsSenderWasToldAndWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	c, g := telling(t)
	c.at("2026-03-04 09:00")
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	one, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, one.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	c.work()
	told, err := c.Read(c.ctx, agent).PetitionTold(one.ID, "vi")
	if err != nil || len(told) == 0 || len(told) != len(g.messages()) {
		t.Fatalf("%d messages went out, the page has %+v, %v", len(g.messages()), told, err)
	}
	for _, l := range told {
		if l.Channel != notice.SMS || l.State != "sent" || l.Sent.IsZero() || !strings.Contains(l.Title, one.Code) {
			t.Errorf("told: %+v", l)
		}
	}
	stranger := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Read(c.ctx, stranger).PetitionTold(one.ID, "vi"); keyOf(err) != "petition.missing" {
		t.Errorf("somebody who has nothing to do with it reads what was told: %v", err)
	}
}

func TestWhoOpenedAPetitionIsShownToThoseWhoAnswerForIt(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	agent, ward := c.officer(careUnit, "care-agent"), c.anOffice("leader", "specialist")
	leader, worker := c.officer(ward, "leader"), c.officer(ward, "specialist")
	worker.Post = string(c.World().Org.PostsOf(org.PersonID(worker.Person), c.Now())[0].ID)
	one, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, one.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	for range 2 {
		c.passes(time.Minute)
		if _, err := c.Read(c.ctx, worker).Petition(one.ID); err != nil {
			t.Fatal(err)
		}
	}
	looks, may, err := c.Read(c.ctx, leader).PetitionLooks(one.ID)
	if err != nil || !may || len(looks) != 2 {
		t.Fatalf("the leader sees %+v, %v, %v", looks, may, err)
	}
	if l := looks[0]; l.Person.ID != worker.Person || l.Role != "specialist" || l.Unit.ID != ward || !l.At.After(looks[1].At) {
		t.Errorf("the last look: %+v", l)
	}
	for _, who := range []office.Who{worker, agent} {
		if looks, may, err := c.Read(c.ctx, who).PetitionLooks(one.ID); err != nil || may || looks != nil {
			t.Errorf("a %s sees who looked: %+v, %v, %v", who.Role, looks, may, err)
		}
	}
	if _, _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "branch-head")).PetitionLooks(one.ID); keyOf(err) != "petition.missing" {
		t.Errorf("a branch that has nothing to do with it: %v", err)
	}
	super := c.officer("phong-kiem-tra-giam-sat", "supervisor")
	super.City, super.Post = true, string(c.World().Org.PostsOf(org.PersonID(super.Person), c.Now())[0].ID)
	kinds := map[string]int{}
	for _, l := range trail(t, c, super, office.AuditQuery{Code: strings.ToLower(one.Code)}, 3) {
		if kinds[l.Kind]++; l.Thing != "petition" || l.ID != string(one.ID) || l.Code != one.Code {
			t.Errorf("the trail of %s has %+v", one.Code, l)
		}
	}
	if kinds["petition.register"] != 1 || kinds["petition.transfer"] != 1 || kinds["read.petition"] != 2 {
		t.Errorf("the trail of %s has %v", one.Code, kinds)
	}
}
