package office_test

import (
	"reflect"
	"strings"
	"sync"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
)

func TestAConversationBecomesOnePetitionHoweverOftenTheButtonIsPressed(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); becomesOnePetition(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		becomesOnePetition(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 6}))
	})
}

func becomesOnePetition(t *testing.T, c *town) {
	agent := c.agent()
	call, err := c.OpenContact(c.ctx, agent, office.Command{}, care.Input{Channel: care.Telephone, Name: noMark, Handle: "0912 345 678", Text: "Đèn đường không sáng."})
	if err != nil {
		t.Fatal(err)
	}
	in := sent()
	in.Channel = petition.Telephone
	// Two windows, each with a form of its own, and each pressed twice, all at once.
	made := make([]office.ContactPetition, 8)
	errs := make([]error, len(made))
	var wg sync.WaitGroup
	for i := range made {
		wg.Go(func() {
			made[i], errs[i] = c.MakePetition(c.ctx, agent, office.Command{Key: []string{"one", "two"}[i%2]}, call.ID, in, false)
		})
	}
	wg.Wait()
	first, n := office.Ticket{}, 0
	for i, m := range made {
		if errs[i] != nil {
			t.Fatalf("press %d: %v", i, errs[i])
		}
		if m.Made {
			n++
		}
		if first.ID == "" {
			first = m.Ticket
		}
		if m.Ticket != first || m.Check == "" {
			t.Errorf("press %d shows %+v, another %+v", i, m.Ticket, first)
		}
	}
	if n != 1 {
		t.Errorf("%d petitions were made, want one", n)
	}
	linked := func(want int) *office.ContactView {
		t.Helper()
		v, err := c.Read(c.ctx, agent).Contact(call.ID)
		if err != nil {
			t.Fatal(err)
		}
		_, all, err := c.Read(c.ctx, agent).Petitions(office.PetitionFilter{})
		if err != nil || len(v.LinksP) != want || int(all) != want {
			t.Fatalf("the conversation has %d petitions and the city %d, want %d; %v", len(v.LinksP), all, want, err)
		}
		return v
	}
	if v := linked(1); len(v.Turns) != 1 || v.Turns[0].Act != petition.ActRegister || v.Turns[0].Code != first.Code {
		t.Errorf("its turns are %+v", v.Turns)
	}

	// Other words in the same conversation are asked about, and are another matter when that is said.
	in.Text = "Ngoài ra nắp cống trước nhà bị vỡ."
	_, err = c.MakePetition(c.ctx, agent, office.Command{Key: "three"}, call.ID, in, false)
	if f := fault.As(err); f == nil || f.Key != "care.petition-there" || f.Args["code"] != first.Code {
		t.Errorf("other words: %v", err)
	}
	linked(1)
	second, err := c.MakePetition(c.ctx, agent, office.Command{Key: "three"}, call.ID, in, true)
	if err != nil || !second.Made || second.ID == first.ID {
		t.Errorf("another matter: %+v, %v", second, err)
	}
	linked(2)

	// What cannot be linked is not made: no petition without its conversation.
	if _, err := c.MakePetition(c.ctx, agent, office.Command{}, "nowhere", in, true); !fault.Is(err, fault.Missing) {
		t.Errorf("of a conversation that is not there: %v", err)
	}
	colleague := c.anOffice("leader", "specialist")
	if _, err := c.MakePetition(c.ctx, c.officer(colleague, "specialist"), office.Command{}, call.ID, in, true); err == nil {
		t.Error("a unit without the conversation makes a petition of it")
	}
	linked(2)

	// Whoever calls again about the same has a conversation and a petition of its own.
	again, err := c.OpenContact(c.ctx, agent, office.Command{}, care.Input{Channel: care.Telephone, Name: noMark, Handle: "0912 345 678", Text: "Đèn đường vẫn không sáng."})
	if err != nil {
		t.Fatal(err)
	}
	if third, err := c.MakePetition(c.ctx, agent, office.Command{}, again.ID, in, false); err != nil || !third.Made {
		t.Errorf("another conversation: %+v, %v", third, err)
	}
	if rep, err := c.Check(c.ctx); err != nil || len(rep.Damages) != 0 {
		t.Errorf("%v, %v", rep, err)
	}
}

func TestASceneToldByTelephoneBeginsTheClockOfAcceptanceAsAtTheDesk(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); clocksOfATalk(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		clocksOfATalk(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

func clocksOfATalk(t *testing.T, c *town) {
	agent := c.agent()
	call, err := c.OpenContact(c.ctx, agent, office.Command{}, care.Input{Channel: care.Telephone, Handle: "0912 345 678", Text: "Nắp cống vỡ."})
	if err != nil {
		t.Fatal(err)
	}
	in := sent()
	in.Channel, in.Class, in.Point, in.Commune = petition.Telephone, petition.Scene, &petition.Point{Lat: 21.0285, Long: 105.8542}, c.Read(c.ctx, agent).Communes()[0].Code
	made, err := c.MakePetition(c.ctx, agent, office.Command{Key: "talk"}, call.ID, in, false)
	if err != nil {
		t.Fatal(err)
	}
	desk, err := c.SendPetition(c.ctx, agent, office.Command{Key: "desk"}, in)
	if err != nil {
		t.Fatal(err)
	}
	of, at := c.petition(made.ID), c.petition(desk.ID)
	if !reflect.DeepEqual(of.Clocks, at.Clocks) || of.Commune != at.Commune || of.Commune == "" || !reflect.DeepEqual(of.Point, at.Point) {
		t.Errorf("of the conversation: %+v %q %v\nof the desk's form: %+v %q %v", of.Clocks, of.Commune, of.Point, at.Clocks, at.Commune, at.Point)
	}
	// QĐ 1207: accepted within eight working hours; Tuesday 08:30 and a day of eight hours make Wednesday 08:30.
	due := ""
	for _, x := range of.Clocks {
		if x.Name == "scene-accept" {
			due = x.Due.In(office.Zone).Format("2006-01-02 15:04")
		}
	}
	if due != "2026-03-04 08:30" {
		t.Errorf("it is to be accepted by %q", due)
	}
	// What the desk finds urgent is to be solved within four, from when it came: Tuesday 08:30 to noon, and half an hour after the break.
	c.petitionAct(agent, made.ID, petition.ActClassify, petition.Input{Class: petition.Scene, Level: petition.Urgent})
	due = ""
	for _, x := range c.petition(made.ID).Clocks {
		if x.Name == "scene-urgent" {
			due = x.Due.In(office.Zone).Format("2006-01-02 15:04")
		}
	}
	if due != "2026-03-03 14:00" {
		t.Errorf("an urgent one is to be solved by %q", due)
	}
	c.check()
}
