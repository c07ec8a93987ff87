package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"motcua/ground/fault"
)

func faultKey(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	return ""
}

func clock(t *testing.T, start, limit string) Clock {
	t.Helper()
	l, err := ParseLimit(limit)
	if err != nil {
		t.Fatal(err)
	}
	k, err := city.Start(at(t, start), l, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// then plays "pause citizen 2026-03-04 08:00" and so on; an error ends the test.
func then(t *testing.T, k Clock, verb, when string) Clock {
	t.Helper()
	k, err := try(t, k, verb, when)
	if err != nil {
		t.Fatalf("%s at %s: %v", verb, when, err)
	}
	return k
}

func try(t *testing.T, k Clock, verb, when string) (Clock, error) {
	t.Helper()
	m := at(t, when)
	switch verb {
	case "resume":
		return k.Resume(m)
	case "restart":
		return k.Restart(m)
	case "stop":
		return k.Stop(m)
	case "extend": // by three days at 16:00, from where it stands
		return k.Extend(m, k.Due().At.Truncate(24*time.Hour).Add(72*time.Hour+9*time.Hour))
	}
	return k.Pause(m, Holder(verb))
}

func TestClockRefusesWhatIsOutOfOrder(t *testing.T) {
	t.Parallel()
	run := clock(t, "2026-03-03 09:00", "5wd") // due Tuesday 10/3 09:00
	wait := then(t, run, "citizen", "2026-03-04 08:00")
	over := then(t, run, "stop", "2026-03-05 08:00")
	extended := then(t, run, "extend", "2026-03-05 08:00")
	for _, c := range []struct {
		k                Clock
		verb, when, want string
		kind             fault.Kind
	}{
		{run, "resume", "2026-03-04 08:00", "calendar.clock.running", fault.Refused},
		{run, "restart", "2026-03-04 08:00", "calendar.clock.running", fault.Refused},
		{run, "citizen", "2026-03-03 08:59", "calendar.clock.order", fault.Invalid},
		{wait, "citizen", "2026-03-05 08:00", "calendar.clock.paused", fault.Refused},
		{wait, "extend", "2026-03-05 08:00", "calendar.clock.paused", fault.Refused},
		{wait, "resume", "2026-03-04 07:59", "calendar.clock.order", fault.Invalid},
		{over, "citizen", "2026-03-06 08:00", "calendar.clock.stopped", fault.Refused},
		{over, "stop", "2026-03-06 08:00", "calendar.clock.stopped", fault.Refused},
		{extended, "extend", "2026-03-06 08:00", "calendar.clock.extended-twice", fault.Refused},
		{run, "extend", "2026-03-10 09:01", "calendar.clock.extended-late", fault.Refused},
		{Clock{}, "stop", "2026-03-06 08:00", "calendar.clock.not-started", fault.Refused},
	} {
		_, err := try(t, c.k, c.verb, c.when)
		if faultKey(err) != c.want || !fault.Is(err, c.kind) {
			t.Errorf("%s at %s: %v, want %s", c.verb, c.when, err, c.want)
		}
	}
	for to, want := range map[string]string{
		"2026-03-10 09:00": "calendar.clock.not-later",
		"2026-03-14 10:00": "calendar.clock.off-hours",
		"2026-03-13 12:30": "calendar.clock.off-hours",
		"2061-03-13 10:00": "calendar.not-covered",
	} {
		if _, err := run.Extend(at(t, "2026-03-04 08:00"), at(t, to)); faultKey(err) != want {
			t.Errorf("extend to %s: %v, want %s", to, err, want)
		}
	}
}

func TestClockIsAValue(t *testing.T) {
	t.Parallel()
	k := then(t, clock(t, "2026-03-03 09:00", "5wd"), "citizen", "2026-03-04 08:00")
	a := then(t, k, "resume", "2026-03-04 10:00")
	b := then(t, k, "resume", "2026-03-05 10:00")
	if a.Waits()[0].Minutes != 120 || b.Waits()[0].Minutes != 600 || len(k.Waits()) != 0 || len(k.Turns()) != 2 {
		t.Errorf("acts on one clock show on another: %v %v %v", a.Waits(), b.Waits(), k.Turns())
	}
	if _, waiting := k.Waiting(); !waiting {
		t.Error("the first clock no longer waits")
	}
}

func TestWaitsAreKeptApartByHolder(t *testing.T) {
	t.Parallel()
	k := clock(t, "2026-03-03 09:00", "10wd")
	k = then(t, k, "tax", "2026-03-04 08:00")
	k = then(t, k, "resume", "2026-03-05 08:00") // 8 h, 1 day
	k = then(t, k, "payment", "2026-03-05 09:00")
	k = then(t, k, "resume", "2026-03-09 09:00") // Thursday to Monday: 16 h, 4 days
	k = then(t, k, "tax", "2026-03-10 08:00")
	k = then(t, k, "stop", "2026-03-10 09:00") // 1 h, broken off
	want := []Wait{{Tax, 9 * 60, 1}, {Payment, 16 * 60, 4}}
	got := k.Waits()
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("got %v, want %v", got, want)
	}
	// 10 wd end on 17/3; 24 h of waiting that ended move it to 20/3, what was broken off does not.
	if !k.Due().At.Equal(at(t, "2026-03-20 09:00")) {
		t.Errorf("due %s", k.Due().At)
	}
}

func TestClockStandsDuringAPauseAndAfterTheEnd(t *testing.T) {
	t.Parallel()
	k := clock(t, "2026-03-03 08:00", "1wd")
	wait := then(t, k, "citizen", "2026-03-03 10:00")
	later := at(t, "2026-03-20 10:00")
	if wait.Remaining(later) != 6*60 || wait.Used(later) != 2*60 || wait.Late(later) || wait.Overdue(later) != 0 {
		t.Errorf("waiting: %d left, %d used, late %v", wait.Remaining(later), wait.Used(later), wait.Late(later))
	}
	end := then(t, k, "stop", "2026-03-03 16:30")
	if end.Late(later) || end.Remaining(later) != 60 {
		t.Errorf("ended in time: late %v, %d left", end.Late(later), end.Remaining(later))
	}
	if !k.Late(later) || k.Remaining(later) != 0 || k.Overdue(at(t, "2026-03-04 10:00")) != 120 {
		t.Errorf("running: late %v, %d left, %d over", k.Late(later), k.Remaining(later), k.Overdue(later))
	}
	if k.Late(at(t, "2026-03-04 08:00")) || !k.Late(at(t, "2026-03-04 08:01")) {
		t.Error("late begins after the due minute")
	}
	if (Clock{}).Late(later) || (Clock{}).Remaining(later) != 0 || (Clock{}).Overdue(later) != 0 || (Clock{}).Used(later) != 0 {
		t.Error("a clock that was never started counts")
	}
}

func TestAPauseWhileLateKeepsTheDelay(t *testing.T) {
	t.Parallel()
	k := clock(t, "2026-03-03 08:00", "1wd") // due 4/3 08:00
	k = then(t, k, "citizen", "2026-03-04 10:00")
	k = then(t, k, "resume", "2026-03-06 10:00")
	if now := at(t, "2026-03-06 10:00"); k.Overdue(now) != 120 || !k.Late(now) {
		t.Errorf("%d minutes over, want the 120 from before the pause", k.Overdue(now))
	}
}

func TestRestartAfterAnExtensionKeepsTheLaterDate(t *testing.T) {
	t.Parallel()
	k := clock(t, "2026-03-03 09:00", "2wd") // due 5/3 09:00
	k, err := k.Extend(at(t, "2026-03-03 10:00"), at(t, "2026-03-20 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	k = then(t, k, "citizen", "2026-03-04 09:00")
	k = then(t, k, "restart", "2026-03-05 09:00") // anew until 9/3; extended and 8 h later: 23/3
	if !k.Due().At.Equal(at(t, "2026-03-23 09:00")) {
		t.Errorf("due %s", k.Due().At)
	}
}

func TestRedateCountsTheWholeClockAgain(t *testing.T) {
	t.Parallel()
	next, err := city.Announce("2026.12", Row{Date: date(t, "2026-05-15"), Kind: Holiday, Name: Name{VI: "Nghỉ đột xuất"}, Basis: "thử"})
	if err != nil {
		t.Fatal(err)
	}
	// G21 with the Friday of the wait turned into a holiday: eight hours less were waited, one day less counted.
	k := clock(t, "2026-05-11 09:00", "10wd")
	k = then(t, k, "citizen", "2026-05-13 14:30")
	waiting, err := k.Redate(at(t, "2026-05-14 08:00"), next)
	if err != nil {
		t.Fatal(err)
	}
	if turn, ok := waiting.Waiting(); !ok || turn.Holder != Citizen {
		t.Error("the pause was lost")
	}
	for name, k := range map[string]Clock{"re-dated first": waiting, "resumed first": k} {
		k = then(t, k, "resume", "2026-05-18 10:00")
		if name == "resumed first" {
			if k, err = k.Redate(at(t, "2026-05-18 10:00"), next); err != nil {
				t.Fatal(err)
			}
		}
		if k.Waits()[0].Minutes != 13*60 || !k.Due().At.Equal(at(t, "2026-05-27 15:30")) || k.Due().Calendar != "2026.12" {
			t.Errorf("%s: waited %d, due %s by %s", name, k.Waits()[0].Minutes, k.Due().At, k.Due().Calendar)
		}
		if k.Original().Calendar != city.Version() || !k.Original().At.Equal(at(t, "2026-05-25 09:00")) {
			t.Errorf("%s: the first promise is %s by %s", name, k.Original().At, k.Original().Calendar)
		}
	}
	// An extension to the new holiday rolls to the Monday.
	k = clock(t, "2026-05-11 09:00", "2wd")
	if k, err = k.Extend(at(t, "2026-05-12 09:00"), at(t, "2026-05-15 17:30")); err != nil {
		t.Fatal(err)
	}
	if k, err = k.Redate(at(t, "2026-05-12 10:00"), next); err != nil || !k.Due().At.Equal(at(t, "2026-05-18 17:30")) {
		t.Errorf("due %s %v", k.Due().At, err)
	}
	if last := k.Turns()[len(k.Turns())-1]; last.Kind != Redated || !last.Was.Equal(at(t, "2026-05-15 17:30")) || !last.Now.Equal(k.Due().At) {
		t.Errorf("the last turn is %+v", last)
	}
}

func TestLimitsInWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"5wd": "5wd", " 4 h ": "4h", "1mo": "1mo", "30d": "30d",
		"0wd": "calendar.limit.not-positive", "-3d": "calendar.limit.not-positive", "5": "calendar.limit.form",
		"5w": "calendar.limit.unit", "wd": "calendar.limit.form", "": "calendar.limit.form", "1.5h": "calendar.limit.form",
		"99999999999999999999h": "calendar.limit.form", "1000000h": "calendar.limit.too-long",
	} {
		l, err := ParseLimit(in)
		if got := l.String() + faultKey(err); got != want {
			t.Errorf("ParseLimit(%q): %s, want %s", in, got, want)
		}
	}
	var v struct{ L, None Limit }
	if err := json.Unmarshal([]byte(`{"L":"5wd"}`), &v); err != nil || v.L != (Limit{5, WorkingDay}) {
		t.Errorf("%+v %v", v, err)
	}
	if b, err := json.Marshal(v); err != nil || string(b) != `{"L":"5wd","None":""}` {
		t.Errorf("%s %v", b, err)
	}
	if err := json.Unmarshal([]byte(`{"L":"0wd"}`), &v); err == nil {
		t.Error("0wd was read")
	}
	for _, l := range []Limit{{}, {0, Hour}, {-1, WorkingDay}, {1, "week"}} {
		if _, err := city.Due(at(t, "2026-03-03 09:00"), l, Options{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v was counted: %v", l, err)
		}
	}
}

func TestOutsideTheCalendarIsAFault(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		start string
		l     Limit
	}{
		{"2019-12-31 09:00", Limit{5, WorkingDay}},
		{"2060-12-30 09:00", Limit{5, WorkingDay}},
		{"2060-12-30 09:00", Limit{50, Hour}},
		{"2060-12-30 09:00", Limit{5, CalendarDay}},
		{"2026-12-30 09:00", Limit{10000, Month}},
	} {
		if d, err := city.Due(at(t, c.start), c.l, Options{}); faultKey(err) != "calendar.not-covered" {
			t.Errorf("%s from %s: %s %v", c.l, c.start, d.At, err)
		}
	}
	if _, err := city.Due(at(t, "2026-03-03 09:00"), Limit{1, Hour}, Options{AfterHours: "later"}); faultKey(err) != "calendar.after-hours.unknown" {
		t.Error(err)
	}
	if _, err := city.LastWorkingDayBefore(at(t, "2020-01-01 09:00"), 1); err == nil {
		t.Error("a day before the calendar was given")
	}
	if _, err := city.AddMinutes(at(t, "2020-01-02 09:00"), -100); err == nil {
		t.Error("a moment before the calendar was given")
	}
}

func TestReceptionHoursAreNotTheHoursOfTerms(t *testing.T) {
	t.Parallel()
	doc := city.Document()
	doc.Branches = []Branch{{
		ID:        "cn-07",
		Reception: []Week{{From: date(t, "2020-01-01"), Basis: "thử", Hours: map[string][]Interval{"sun": {{8 * 60, 11 * 60}}}}},
		Closures:  []Closure{{From: date(t, "2026-03-10"), To: date(t, "2026-03-11"), Name: Name{VI: "Chuyển trụ sở"}, Basis: "thử"}},
	}}
	c, err := New(doc)
	if err != nil {
		t.Fatal(err)
	}
	branch := c.Branch("cn-07")
	for _, x := range []struct {
		c    *Calendar
		when string
		want bool
	}{
		{c, "2026-03-14 09:00", true}, // Saturday
		{c, "2026-03-14 12:00", false},
		{c, "2026-03-15 09:00", false},
		{c, "2026-11-24 09:00", false}, // a holiday on a Tuesday
		{c, "2026-01-10 16:00", true},  // a make-up Saturday has the whole day
		{c, "2026-03-10 09:00", true},
		{branch, "2026-03-15 09:00", true},
		{branch, "2026-03-14 09:00", false},
	} {
		if got := x.c.Receiving(at(t, x.when)); got != x.want {
			t.Errorf("%s receives at %s: %v", x.c.ID(), x.when, got)
		}
	}
	if c.IsWorking(date(t, "2026-03-14")) || branch.IsWorking(date(t, "2026-03-10")) || !c.IsWorking(date(t, "2026-03-10")) {
		t.Error("receiving on Saturday makes it no working day; a closure does away with one, of that branch only")
	}
	if got, err := c.NextReception(at(t, "2026-03-13 18:00")); err != nil || !got.Equal(at(t, "2026-03-14 08:00")) {
		t.Errorf("next reception %s %v", got, err)
	}
	if d, err := branch.Due(at(t, "2026-03-09 09:00"), Limit{2, WorkingDay}, Options{}); err != nil || !d.At.Equal(at(t, "2026-03-13 09:00")) {
		t.Errorf("over the closure: %s %v", d.At, err)
	}
	if c.Branch("cn-01") != c || branch.ID() != "hanoi/cn-07" || branch.Version() != c.Version() {
		t.Error("a branch without anything of its own has the city's calendar")
	}
}

func TestHandOverBy(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-03-12 09:00": "2026-03-12 17:30",
		"2026-03-12 15:01": "2026-03-13 08:00",
		"2026-03-14 09:00": "2026-03-16 17:30",
	} {
		if got, err := city.HandOverBy(at(t, in)); err != nil || !got.Equal(at(t, want)) {
			t.Errorf("received %s: %s %v, want %s", in, got, err, want)
		}
	}
}

func TestSplitGivesEachHolderItsWorkingTime(t *testing.T) {
	t.Parallel()
	seg := func(from, to string, h Holder) Segment { return Segment{at(t, from), at(t, to), h} }
	got, err := city.Split([]Segment{
		seg("2026-03-03 09:00", "2026-03-03 12:00", "desk"),
		seg("2026-03-03 12:00", "2026-03-04 10:00", "agency"), // 4 h and 2 h
		seg("2026-03-04 10:00", "2026-03-05 10:00", Citizen),  // 8 h
		seg("2026-03-06 17:00", "2026-03-09 08:30", "agency"), // half an hour, a weekend, half an hour
		seg("2026-03-14 09:00", "2026-03-14 10:00", "late"),   // Saturday
	})
	want := []Share{{"desk", 180}, {"agency", 420}, {Citizen, 480}, {"late", 0}}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%v %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %v, want %v", got[i], want[i])
		}
	}
	for _, bad := range [][]Segment{
		{seg("2026-03-03 12:00", "2026-03-03 09:00", "a")},
		{seg("2026-03-03 09:00", "2026-03-03 12:00", "a"), seg("2026-03-03 11:00", "2026-03-03 13:00", "b")},
	} {
		if _, err := city.Split(bad); faultKey(err) != "calendar.split.order" {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
