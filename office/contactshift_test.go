package office_test

import (
	"testing"
	"time"

	"motcua/law/care"
	"motcua/office"
)

// waits opens so many conversations that wait to be taken.
func (c *town) waits(n int) (ids []care.ID) {
	c.t.Helper()
	for range n {
		t, err := c.OpenContact(c.ctx, office.Who{Kind: "anyone"}, office.Command{}, care.Input{Channel: care.Chat, Text: "Cho hỏi"})
		if err != nil {
			c.t.Fatal(err)
		}
		ids = append(ids, t.ID)
		c.now = c.now.Add(time.Minute)
	}
	return ids
}

func TestANightsWorkIsCountedFromItsBegin(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	lan := c.agent()
	shut := func(id care.ID) {
		t.Helper()
		for _, a := range []care.Act{care.ActTake, care.ActClose} {
			if err := c.Contact(c.ctx, lan, office.Command{}, office.OnContact{ID: id}, a, care.Input{Outcome: "informed"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	ids := c.waits(4)
	day := time.Date(2026, 3, 3, 0, 0, 0, 0, office.Zone)
	c.now = day.Add(21 * time.Hour)
	shut(ids[0]) // before the shift
	c.now = day.Add(22 * time.Hour)
	if err := c.SignShift(c.ctx, lan, office.Command{}, "", true, ""); err != nil {
		t.Fatal(err)
	}
	line := func() office.CareAgentLine {
		t.Helper()
		b, err := c.Read(c.ctx, lan).CareBoard()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range b.Agents {
			if a.Person.ID == lan.Person {
				return a
			}
		}
		t.Fatal("the agent is not on the board")
		return office.CareAgentLine{}
	}
	c.now = day.Add(23 * time.Hour)
	shut(ids[1])
	c.now = day.Add(24*time.Hour + 30*time.Minute)
	shut(ids[2])
	c.now = day.Add(29 * time.Hour)
	if a := line(); !a.On || a.Done != 2 || !a.Since.Equal(day.Add(22*time.Hour)) {
		t.Errorf("at five in the morning: %+v, want two that were closed since 22:00", a)
	}
	shut(ids[3])
	c.now = day.Add(30 * time.Hour)
	if err := c.SignShift(c.ctx, lan, office.Command{}, "", false, ""); err != nil {
		t.Fatal(err)
	}
	if a := line(); a.On || a.Done != 2 {
		t.Errorf("after six: %+v, want off and the two of this day", a)
	}
}

// What counts is who closed it: what a colleague has, or what nobody took, is closed by whoever did that, and once.
func TestTheBoardCountsForWhoeverClosed(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	lan, lead := c.agent(), c.officer(careUnit, "leader")
	ids := c.waits(3)
	act := func(who office.Who, id care.ID, a care.Act) {
		t.Helper()
		if err := c.Contact(c.ctx, who, office.Command{}, office.OnContact{ID: id}, a, care.Input{Outcome: "informed"}); err != nil {
			t.Fatal(err)
		}
	}
	act(lan, ids[0], care.ActClose) // nobody had it
	act(lan, ids[1], care.ActTake)
	act(lead, ids[1], care.ActClose) // she had it, and closed it not
	for _, a := range []care.Act{care.ActClose, care.ActReopen, care.ActClose} {
		act(lan, ids[2], a)
	}
	done := func() int64 {
		t.Helper()
		b, err := c.Read(c.ctx, lan).CareBoard()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range b.Agents {
			if a.Person.ID == lan.Person {
				return a.Done
			}
		}
		return -1
	}
	if n := done(); n != 2 {
		t.Errorf("she closed two, the board says %d", n)
	}
	act(lan, ids[2], care.ActReopen)
	if n := done(); n != 1 {
		t.Errorf("one of them is open again, the board says %d", n)
	}
}

func TestWhoeverSignsOffSaysWhatBecomesOfWhatTheyHave(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	lan := c.agent()
	ids := c.waits(2)
	do := func(id care.ID, a care.Act, in care.Input) {
		t.Helper()
		if err := c.Contact(c.ctx, lan, office.Command{}, office.OnContact{ID: id}, a, in); err != nil {
			t.Fatal(err)
		}
	}
	off := func(held string) string {
		err := c.SignShift(c.ctx, lan, office.Command{}, "", false, held)
		return keyOf(err)
	}
	if err := c.SignShift(c.ctx, lan, office.Command{}, "", true, ""); err != nil {
		t.Fatal(err)
	}
	do(ids[0], care.ActTake, care.Input{})
	do(ids[1], care.ActTake, care.Input{})
	do(ids[1], care.ActSay, care.Input{Text: "Mời bạn nói rõ."})
	do(ids[0], care.ActCall, care.Input{})
	if got := off(office.HeldRelease); got != "care.hang-up-first" {
		t.Errorf("signed off in a call: %q", got)
	}
	if run, err := c.Read(c.ctx, lan).RunningCall(); err != nil || run == nil || run.ID != ids[0] {
		t.Errorf("the call that runs is %+v, %v", run, err)
	}
	do(ids[0], care.ActHangUp, care.Input{Outcome: care.NoAnswer})
	if got := off(""); got != "care.shift-holds" {
		t.Errorf("signed off with two that they have: %q", got)
	}
	if got := off(office.HeldRelease); got != "" {
		t.Fatalf("signed off: %q", got)
	}
	for i, want := range []care.State{care.Waiting, care.Asked} {
		v, err := c.Read(c.ctx, lan).Contact(ids[i])
		if err != nil || v.Agent != "" || v.State != want {
			t.Errorf("conversation %d is %s of %q, %v", i, v.State, v.Agent, err)
		}
	}
	if rep, err := c.Check(c.ctx); err != nil || len(rep.Damages) != 0 {
		t.Errorf("%v, %v", rep, err)
	}
}

func TestOneButtonTakesOneConversation(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	lan := c.agent()
	ids := c.waits(3)
	take := func(key string, had int64) care.ID {
		t.Helper()
		id, err := c.TakeNext(c.ctx, lan, office.Command{Key: key}, had)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	if a, b := take("one", 0), take("one", 0); a != ids[0] || b != a {
		t.Errorf("pressed twice it gave %s and %s, want %s", a, b, ids[0])
	}
	if got := take("two", 0); got != ids[0] { // another page that was laid out before
		t.Errorf("a second page took %s", got)
	}
	if got := take("three", 1); got != ids[1] {
		t.Errorf("whoever wants a second one got %s, want %s", got, ids[1])
	}
	if n, err := c.Read(c.ctx, lan).HeldContacts(); err != nil || n != 2 {
		t.Errorf("they have %d, %v", n, err)
	}
}
