package office_test

import (
	"fmt"
	"strings"
	"testing"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

func (c *town) contactAct(who office.Who, id care.ID, a care.Act, in care.Input) {
	c.t.Helper()
	if err := c.Contact(c.ctx, who, office.Command{}, office.OnContact{ID: id}, a, in); err != nil {
		c.t.Fatalf("%s by %s: %v", a, who.Person, err)
	}
}

func (c *town) contact(id care.ID) *care.Contact {
	c.t.Helper()
	evs, err := c.Store().Read().Events(c.ctx, care.Stream(id))
	if err != nil {
		c.t.Fatal(err)
	}
	k, err := care.Fold(id, evs)
	if err != nil {
		c.t.Fatal(err)
	}
	return k
}

// handedTo opens a contact and lets the care desk hand it to a unit; about is a petition that it is linked with, "" for none.
func (c *town) handedTo(key, unit, about string, in care.Input) office.ContactTicket {
	c.t.Helper()
	who := office.Who{Kind: access.Anyone}
	if in.Channel = care.Chat; in.Dossier != "" {
		in.Channel, who = care.Desk, c.officer("chi-nhanh-7", "receiver")
	}
	in.Text = "Hồ sơ của tôi đến đâu rồi?"
	ticket, err := c.OpenContact(c.ctx, who, office.Command{Key: key}, in)
	if err != nil {
		c.t.Fatal(err)
	}
	agent := c.officer(careUnit, "care-agent")
	if about != "" {
		c.contactAct(agent, ticket.ID, care.ActLink, care.Input{Petition: about})
	}
	if unit != "" {
		c.contactAct(agent, ticket.ID, care.ActHandOver, care.Input{To: unit, Reason: "việc của phường"})
	}
	return ticket
}

func TestConversationsGoOverToWhoCarriesOnInTheSameNight(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); contactsGoOver(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		contactsGoOver(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 4}))
	})
}

func contactsGoOver(t *testing.T, c *town) {
	c.at("2026-03-31 09:00")
	here, there := c.sentTo("about-1", "00008", "").Code, c.sentTo("about-2", "00004", "").Code
	c.married(dossier.ID("TALKED00001"), "00008")
	// By hand: Ngọc Hà (00008) goes into moi-1. Ba Đình (00004) is divided, and the rest of it goes to moi-2: what an address that now
	// lies in moi-1 decides goes there.
	kept := c.handedTo("c0", "cap-xa-00004", "", care.Input{})
	freed := c.handedTo("c1", "cap-xa-00004", here, care.Input{})
	again := c.handedTo("c2", "cap-xa-00004", here, care.Input{})
	closed := c.handedTo("c3", "cap-xa-00004", "", care.Input{})
	want := map[care.ID]string{
		kept.ID: "moi-2", freed.ID: "moi-1", again.ID: "moi-1",
		c.handedTo("c4", "cap-xa-00008", "", care.Input{}).ID:                       "moi-1",
		c.handedTo("c5", "cap-xa-00004", there, care.Input{}).ID:                    "moi-2",
		c.handedTo("c6", "cap-xa-00004", "", care.Input{Dossier: "TALKED00001"}).ID: "moi-1",
		c.handedTo("c7", "cap-xa-00025", "", care.Input{}).ID:                       "cap-xa-00025",
		c.handedTo("c8", "", here, care.Input{}).ID:                                 careUnit,
	}
	leader := c.sorterIn("cap-xa-00004")
	for _, x := range []office.ContactTicket{kept, freed, again} {
		c.contactAct(leader, x.ID, care.ActTake, care.Input{})
	}
	c.contactAct(leader, again.ID, care.ActClose, care.Input{Outcome: "solved"})
	c.contactAct(leader, again.ID, care.ActReopen, care.Input{})
	c.contactAct(c.officer(careUnit, "care-agent"), closed.ID, care.ActClose, care.Input{Outcome: "informed"})
	before := map[care.ID]*care.Contact{}
	for id := range want {
		before[id] = c.contact(id)
	}

	plan, err := c.Reorganise(c.ctx, system, office.Command{}, "x.csv", []byte(newWards))
	if err != nil || plan.Contacts != 6 || len(plan.Undecided) > 0 {
		t.Fatalf("the plan: %d contacts, undecided %v, %v", plan.Contacts, plan.Undecided, err)
	}
	for _, f := range plan.Fates {
		if f.Thing == org.FateContact && want[care.ID(f.ID)] != string(f.To) {
			t.Errorf("the list says that %s goes from %s to %s", f.Code, f.From, f.To)
		}
	}
	c.at("2026-04-01 08:00")
	// Whoever acts first takes it over by that.
	c.contactAct(c.officer(careUnit, "care-agent"), freed.ID, care.ActNote, care.Input{Text: "Đã nhận bàn giao."})
	c.work()
	for id, unit := range want {
		now, was := c.contact(id), before[id]
		if now.Unit != unit || now.Code != was.Code {
			t.Errorf("%s, which was with %s, is with %s, not with %s", now.Code, was.Unit, now.Unit, unit)
		}
		if len(was.Hands) > 0 && (now.Hands[0].To != was.Hands[0].To || !now.Hands[0].Due.Equal(was.Hands[0].Due)) {
			t.Errorf("%s: the hand-over %+v was %+v", now.Code, now.Hands[0], was.Hands[0])
		}
	}
	for _, x := range []struct {
		id    care.ID
		agent string
		state care.State
	}{{kept.ID, leader.Person, care.Handed}, {freed.ID, "", care.Handed}, {again.ID, "", care.Waiting}} {
		if k := c.contact(x.id); k.Agent != x.agent || k.State != x.state {
			t.Errorf("%s is %s with %q, want %s with %q", k.Code, k.State, k.Agent, x.state, x.agent)
		}
	}
	if rep, err := c.Reorganise(c.ctx, system, office.Command{}, "x.csv", []byte(newWards)); err != nil || rep.Heard != 0 {
		t.Errorf("the same file again: %d went over, %v", rep.Heard, err)
	}
	afterTheNight(t, c, closed, kept)
	c.check()
}

// afterTheNight wants what was closed to be heard by who carries on, and a hand-over to end with their answer.
func afterTheNight(t *testing.T, c *town, closed, handed office.ContactTicket) {
	if k := c.contact(closed.ID); k.Unit != "cap-xa-00004" {
		t.Errorf("what was closed went to %s before anybody said a word", k.Unit)
	}
	anyone := office.Who{Kind: access.Anyone}
	if err := c.Contact(c.ctx, anyone, office.Command{}, office.OnContact{ID: closed.ID, Check: closed.Check}, care.ActHear, care.Input{Text: "Tôi hỏi thêm."}); err != nil {
		t.Fatal(err)
	}
	if k := c.contact(closed.ID); k.Unit != "moi-2" || k.State != care.Waiting {
		t.Errorf("what was closed is %s with %s after a further word", k.State, k.Unit)
	}
	who := c.sorterIn("moi-2")
	if list, n, err := c.Read(c.ctx, who).Contacts(office.ContactFilter{Unit: "moi-2"}); err != nil || n != 3 {
		t.Errorf("who carries on has %d of 3 conversations: %v, %v", n, list, err)
	}
	c.contactAct(who, handed.ID, care.ActSay, care.Input{Text: "Hồ sơ đang được xem xét."})
	if k := c.contact(handed.ID); k.Hand() != nil || k.Hands[0].Late(c.clock()) {
		t.Errorf("the answer of who carries on left the hand-over %+v", k.Hands)
	}
	for _, a := range []care.Act{care.ActReassign, "nothing"} {
		err := c.Contact(c.ctx, who, office.Command{}, office.OnContact{ID: handed.ID}, a, care.Input{To: "moi-1"})
		if f := fault.As(err); f == nil || f.Key != "care.no-such-act" {
			t.Errorf("an officer did %s: %v", a, fmt.Sprint(err))
		}
	}
}
