package office_test

import (
	"testing"
	"time"

	"motcua/law/care"
	"motcua/office"
)

// A call that is taken at once is no quick answer: the share is of what somebody wrote and waited for. Counted by hand.
func TestQuickAnswersAreCountedOfWhatWasWritten(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	lan := c.agent()
	act := func(id care.ID, a care.Act, in care.Input) {
		t.Helper()
		if err := c.Contact(c.ctx, lan, office.Command{}, office.OnContact{ID: id}, a, in); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.OpenContact(c.ctx, lan, office.Command{}, care.Input{Channel: care.Telephone, Text: "Hỏi lệ phí"}); err != nil {
		t.Fatal(err)
	}
	begun := c.now
	ids := c.waits(4) // a minute apart
	for i, after := range []time.Duration{10 * time.Minute, 21 * time.Minute} {
		c.now = begun.Add(after)
		act(ids[i], care.ActTake, care.Input{})
		act(ids[i], care.ActSay, care.Input{Text: "Xin chào"})
	}
	c.now = begun.Add(30 * time.Minute)
	act(ids[2], care.ActClose, care.Input{Outcome: "abuse"})
	r := c.Read(c.ctx, lan)
	f, err := r.CareFigures(begun.Add(-time.Hour), begun.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	// Ten and twenty minutes; closed unanswered; the fourth has waited for 27 minutes.
	want := office.CareFigures{All: 5, Closed: 1, Written: 4, Spoken: 1, InTime: 1, Slow: 2, Silent: 1, Waited: 2, Median: 10 * time.Minute}
	if f != want {
		t.Errorf("counted %+v, want %+v", f, want)
	}
	for name, x := range map[string]struct {
		f    office.ContactFilter
		want int
	}{
		"quick": {office.ContactFilter{Any: true, Written: true, Quick: office.CareQuick}, 1}, "spoken": {office.ContactFilter{Any: true, Spoken: true}, 1},
		"silent": {office.ContactFilter{Any: true, Written: true, Silent: true}, 1}, "written": {office.ContactFilter{Any: true, Written: true}, 4},
	} {
		if rows, _, err := r.Contacts(x.f); err != nil || len(rows) != x.want {
			t.Errorf("%s opens %d, want %d; %v", name, len(rows), x.want, err)
		}
	}
}

// A call that is owed is counted whenever it is due, as the list of calls has it.
func TestCallsOwedAreThoseOfTheList(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	lan := c.agent()
	for _, after := range []time.Duration{time.Hour, 3 * 24 * time.Hour} {
		call, err := c.OpenContact(c.ctx, lan, office.Command{}, care.Input{Channel: care.Telephone, Handle: "0912 345 678", Text: "Hỏi lệ phí"})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Contact(c.ctx, lan, office.Command{}, office.OnContact{ID: call.ID}, care.ActPromise, care.Input{Due: c.now.Add(after), Text: "Gọi lại."}); err != nil {
			t.Fatal(err)
		}
	}
	r, open := c.Read(c.ctx, lan), true
	f, err := r.CareFigures(c.now.Add(-time.Hour), c.now.Add(6*time.Hour))
	if err != nil || f.Owed != 2 || f.Promised != 1 {
		t.Errorf("owed are %d, of which %d in the time; want 2 and 1; %v", f.Owed, f.Promised, err)
	}
	if _, n, err := r.Callbacks(office.CallbackFilter{Open: &open}); err != nil || n != f.Owed {
		t.Errorf("the list has %d, the figure %d; %v", n, f.Owed, err)
	}
}
