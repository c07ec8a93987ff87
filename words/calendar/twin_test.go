package calendar

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The twin counts as an officer does with the calendar on the wall: minute by minute and day by day, in the words of the
// rules and with the standard library's dates. It shares no table and no arithmetic with the calendar, only the question
// which days are worked.
type twin struct{ works func(time.Time) bool }

func newTwin(c *Calendar) twin {
	return twin{func(t time.Time) bool { return !c.Day(DateOf(t)).Kind.Off() }}
}

const twinLayout = "2006-01-02 15:04"

func onDay(d time.Time, h, m int) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), h, m, 0, 0, Zone)
}

func (w twin) inside(t time.Time) bool {
	s := t.Format("15:04")
	return w.works(t) && (s >= "08:00" && s < "12:00" || s >= "13:30" && s < "17:30")
}

func (w twin) effective(t time.Time) time.Time {
	for !w.inside(t) {
		t = t.Add(time.Minute)
	}
	return t
}

func (w twin) minutes(from, to time.Time) (n int) {
	for ; from.Before(to); from = from.Add(time.Minute) {
		if w.inside(from) {
			n++
		}
	}
	return n
}

// run lands on the end of an interval and stays there.
func (w twin) run(t time.Time, n int) time.Time {
	for n > 0 {
		if w.inside(t) {
			n--
		}
		t = t.Add(time.Minute)
	}
	return t
}

// after gives the n-th working day after a day.
func (w twin) after(d time.Time, n int) time.Time {
	for n > 0 {
		if d = d.AddDate(0, 0, 1); w.works(d) {
			n--
		}
	}
	return d
}

// month gives the same date n months later, the last of the month when it has no such date.
func (twin) month(d time.Time, n int) time.Time {
	first := time.Date(d.Year(), d.Month()+time.Month(n), 1, 0, 0, 0, 0, Zone)
	for day := d.Day(); ; day-- {
		if t := time.Date(first.Year(), first.Month(), day, 0, 0, 0, 0, Zone); t.Month() == first.Month() {
			return t
		}
	}
}

// due counts a limit; waited are the calendar days added to a term of days or months before it rolls.
func (w twin) due(start time.Time, l Limit, opt Options, waited int) time.Time {
	eff := w.effective(start)
	sameDate := start.Format(time.DateOnly) == eff.Format(time.DateOnly)
	if opt.SameDay {
		if eff.Format("15:04") > "15:00" {
			eff = w.after(eff, 1)
		}
		return onDay(eff, 17, 30)
	}
	if l.Unit == Hour {
		return w.run(eff, l.N*60)
	}
	event, h, m := eff, eff.Hour(), eff.Minute()
	if !sameDate && opt.AfterHours != Open {
		event, h, m = start, 17, 30
	}
	var last time.Time
	switch l.Unit {
	case WorkingDay:
		return onDay(w.after(event, l.N), h, m)
	case CalendarDay:
		last = event.AddDate(0, 0, l.N)
	default:
		last = w.month(event, l.N)
	}
	last = last.AddDate(0, 0, waited)
	if !w.works(last) {
		last = w.after(last, 1)
	}
	return onDay(last, h, m)
}

// dates counts the midnights from one moment to another.
func dates(from, to time.Time) (n int) {
	for d := from; d.Format(time.DateOnly) < to.Format(time.DateOnly); d = d.AddDate(0, 0, 1) {
		n++
	}
	return n
}

// Due times, pauses, restarts and hand-overs agree with the twin, over holidays, swaps, make-up days and years that are
// only calculated.
func TestTheClockAgreesWithItsTwin(t *testing.T) {
	t.Parallel()
	w := newTwin(city)
	rapid.Check(t, func(t *rapid.T) {
		start := moments().Draw(t, "start")
		l, opt := limits().Draw(t, "limit"), styles().Draw(t, "options")
		k, err := city.Start(start, l, opt)
		if err != nil {
			t.Fatal(err)
		}
		want := w.due(start, l, opt, 0)
		check := func(what string) {
			t.Helper()
			if got := k.Due().At; !got.Equal(want) {
				t.Fatalf("%s: %s %+v from %s is %s, the twin says %s", what, l, opt, start.Format(twinLayout),
					got.Format(twinLayout), want.Format(twinLayout))
			}
		}
		check("start")
		over := w.effective(start)
		if over.Format("15:04") > "15:00" {
			over = onDay(w.after(over, 1), 8, 0)
		}
		if !k.Due().HandOver.Equal(over) {
			t.Fatalf("handed over at %s, the twin says %s", k.Due().HandOver, over)
		}
		begin, now, waited := start, start, 0
		for i := range rapid.IntRange(0, 3).Draw(t, "pauses") {
			from := now.Add(time.Duration(rapid.IntRange(0, 9000).Draw(t, "from")) * time.Minute)
			to := from.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 59, 480, 1440, 4000, 15000}).Draw(t, "wait")) * time.Minute)
			now = to
			if k, err = k.Pause(from, Citizen); err != nil {
				t.Fatal(err)
			}
			if rapid.IntRange(0, 3).Draw(t, "restart") == 0 {
				k, err = k.Restart(to)
				begin, waited = to, 0
				want = w.due(to, l, opt, 0)
			} else {
				k, err = k.Resume(to)
				waited += dates(from, to)
				if l.Unit == Hour || l.Unit == WorkingDay || opt.SameDay {
					want = w.run(want, w.minutes(from, to))
				} else {
					want = w.due(begin, l, opt, waited)
				}
			}
			if err != nil {
				t.Fatal(err)
			}
			check(fmt.Sprintf("pause %d, %s to %s", i+1, from.Format(twinLayout), to.Format(twinLayout)))
		}
	})
}
