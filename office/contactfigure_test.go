package office_test

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
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

// A call is promised for an hour at which somebody is there to make it: by the city's hours Monday to Friday 07:30 to 20:00 and Saturday
// 08:00 to noon, and never on a public holiday, such as 30 April and 1 May.
func TestACallIsPromisedForTheHoursOfTheDesk(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); promisedHours(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		promisedHours(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true}))
	})
}

func promisedHours(t *testing.T, c *town) {
	lan := c.agent()
	call, err := c.OpenContact(c.ctx, lan, office.Command{}, care.Input{Channel: care.Telephone, Handle: "0912 345 678", Text: "Hỏi lệ phí"})
	if err != nil {
		t.Fatal(err)
	}
	do := func(a care.Act, outcome, when string) error {
		in := care.Input{Outcome: outcome}
		if when != "" {
			if in.Due, err = time.ParseInLocation("2006-01-02 15:04", when, office.Zone); err != nil {
				t.Fatal(err)
			}
		}
		return c.Contact(c.ctx, lan, office.Command{}, office.OnContact{ID: call.ID}, a, in)
	}
	for _, x := range []struct{ when, key, next string }{ // it is Tuesday, 3 March 2026, 08:30
		{"2026-03-08 03:00", "care.due-shut", "07:30 09/03/2026"}, // Sunday at night
		{"2026-03-04 06:00", "care.due-shut", "07:30 04/03/2026"},
		{"2026-03-04 20:00", "care.due-shut", "07:30 05/03/2026"},
		{"2026-03-06 21:15", "care.due-shut", "08:00 07/03/2026"}, // Friday evening
		{"2026-04-30 09:00", "care.due-shut", "08:00 02/05/2026"}, // two days off, then Saturday
		{"2026-03-03 08:00", "care.due", ""},                      // it is past
		{"2026-03-04 19:59", "", ""},
		{"2026-03-07 11:30", "", ""},
	} {
		err := do(care.ActPromise, "", x.when)
		f := fault.As(err)
		if f == nil && (x.key != "" || err != nil) || f != nil && (f.Key != x.key || f.Args["time"] != x.next) {
			t.Errorf("%s: %v, want %q %s", x.when, err, x.key, x.next)
		}
	}
	// What is put off is put off to such an hour, too.
	c.at("2026-03-04 19:58")
	if err := fault.Together(do(care.ActCall, "", ""), do(care.ActHangUp, care.NoAnswer, "")); err != nil {
		t.Fatal(err)
	}
	if f := fault.As(do(care.ActKeep, care.Tried, "2026-03-04 22:00")); f == nil || f.Key != "care.due-shut" {
		t.Errorf("put off into the night: %v", f)
	}
	if err := do(care.ActKeep, care.Tried, "2026-03-05 09:00"); err != nil {
		t.Error(err)
	}
	c.check()
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
