package calendar

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// moments draws minutes of 2024 to 2026, more often near the edges of working time.
func moments() *rapid.Generator[time.Time] {
	return rapid.Custom(func(t *rapid.T) time.Time {
		d := NewDate(2024, 1, 1) + Date(rapid.IntRange(0, 1000).Draw(t, "day"))
		clock := rapid.OneOf(
			rapid.IntRange(0, dayLength-1),
			rapid.SampledFrom([]int{479, 480, 719, 720, 721, 809, 810, 899, 900, 901, 1049, 1050, 1051}),
		).Draw(t, "clock")
		return d.At(clock/60, clock%60)
	})
}

func limits() *rapid.Generator[Limit] {
	return rapid.Custom(func(t *rapid.T) Limit {
		return Limit{
			N:    rapid.IntRange(1, 60).Draw(t, "n"),
			Unit: rapid.SampledFrom([]Unit{Hour, WorkingDay, CalendarDay, Month}).Draw(t, "unit"),
		}
	})
}

func styles() *rapid.Generator[Options] {
	return rapid.Custom(func(t *rapid.T) Options {
		return Options{
			AfterHours: rapid.SampledFrom([]AfterHours{"", Open, Close}).Draw(t, "style"),
			SameDay:    rapid.IntRange(0, 9).Draw(t, "same day") == 0,
		}
	})
}

func due(t *rapid.T, c *Calendar, start time.Time, l Limit, opt Options) Due {
	d, err := c.Due(start, l, opt)
	if err != nil {
		t.Fatalf("Due(%s, %s): %v", start, l, err)
	}
	return d
}

func TestDueIsNeverOnADayOff(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, l := moments().Draw(t, "start"), limits().Draw(t, "limit")
		d := due(t, city, start, l, styles().Draw(t, "options"))
		m := momentOf(d.At)
		if !city.IsWorking(m.date()) || !city.shifts[m.date()-city.first].holds(m.clock()) {
			t.Fatalf("%s from %s is %s, not in working time", l, start, d.At)
		}
		if d.At.Before(d.Effective) || d.Effective.Before(d.Start) || d.HandOver.Before(d.Effective) {
			t.Fatalf("out of order: %+v", d)
		}
		for _, day := range d.Skipped() {
			if city.IsWorking(day.Date) {
				t.Fatalf("%s was skipped and is a working day", day.Date)
			}
		}
	})
}

func TestDueGrowsWithTheNumber(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, l, opt := moments().Draw(t, "start"), limits().Draw(t, "limit"), styles().Draw(t, "options")
		more := Limit{l.N + 1, l.Unit}
		a, b := due(t, city, start, l, opt), due(t, city, start, more, opt)
		rolls := l.Unit == CalendarDay || l.Unit == Month || opt.SameDay
		if b.At.Before(a.At) || !rolls && !b.At.After(a.At) {
			t.Fatalf("%s from %s is %s, but %s is %s", l, start, a.At, more, b.At)
		}
	})
}

// Calendar days and months may step back inside one day, where a Saturday at 16:00 and a Sunday at 09:00 both roll to
// the Monday and keep their clock times: never from one day to another.
func TestDueGrowsWithTheStart(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, l, opt := moments().Draw(t, "start"), limits().Draw(t, "limit"), styles().Draw(t, "options")
		b := a.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "later")) * time.Minute)
		early, late := due(t, city, a, l, opt), due(t, city, b, l, opt)
		if !opt.SameDay && (l.Unit == CalendarDay || l.Unit == Month) {
			if DateOf(late.At) < DateOf(early.At) {
				t.Fatalf("%s: from %s %s, but from %s %s", l, a, early.At, b, late.At)
			}
			return
		}
		if late.At.Before(early.At) {
			t.Fatalf("%s: from %s %s, but from %s %s", l, a, early.At, b, late.At)
		}
	})
}

func TestDaysAndHoursAgreeInWorkingMinutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, n, opt := moments().Draw(t, "start"), rapid.IntRange(1, 60).Draw(t, "n"), styles().Draw(t, "options")
		opt.SameDay = false
		days := due(t, city, start, Limit{n, WorkingDay}, opt)
		hours := due(t, city, start, Limit{8 * n, Hour}, opt)
		if got := city.WorkingMinutes(days.At, hours.At); got != 0 {
			t.Fatalf("%d days from %s end at %s, %d hours at %s", n, start, days.At, 8*n, hours.At)
		}
		if got := city.WorkingMinutes(start, days.At); got != int64(n)*480 {
			t.Fatalf("%d days from %s are %d minutes", n, start, got)
		}
	})
}

func TestOpenIsTheCloseOfTheDayBeforeInWorkingMinutes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, n := moments().Draw(t, "start"), rapid.IntRange(1, 40).Draw(t, "n")
		open := due(t, city, start, Limit{n, WorkingDay}, Options{AfterHours: Open})
		shut := due(t, city, start, Limit{n, WorkingDay}, Options{AfterHours: Close})
		if city.WorkingMinutes(shut.At, open.At) != 0 || open.At.Before(shut.At) {
			t.Fatalf("from %s open gives %s, close %s", start, open.At, shut.At)
		}
	})
}

func TestPauseAddsTheWorkingMinutesWaited(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start, l := moments().Draw(t, "start"), limits().Draw(t, "limit")
		l.Unit = rapid.SampledFrom([]Unit{Hour, WorkingDay}).Draw(t, "unit")
		k, err := city.Start(start, l, Options{})
		if err != nil {
			t.Fatal(err)
		}
		from := start.Add(time.Duration(rapid.IntRange(0, 9000).Draw(t, "pause")) * time.Minute)
		wait := rapid.SampledFrom([]int{0, 1, 30, 480, 1440, 5000, 20000}).Draw(t, "wait")
		to := from.Add(time.Duration(wait) * time.Minute)
		paused, err := k.Pause(from, Citizen)
		if err != nil {
			t.Fatal(err)
		}
		on, err := paused.Resume(to)
		if err != nil {
			t.Fatal(err)
		}
		waited := city.WorkingMinutes(from, to)
		if got := city.WorkingMinutes(k.Due().At, on.Due().At); got != waited {
			t.Fatalf("waited %d minutes, moved by %d", waited, got)
		}
		if waited == 0 && !on.Due().At.Equal(k.Due().At) {
			t.Fatalf("waited no working minute, moved from %s to %s", k.Due().At, on.Due().At)
		}
		if before, after := paused.Remaining(to), on.Remaining(to); after != before {
			t.Fatalf("%d minutes were left at the pause, %d after it", before, after)
		}
		if again, err := paused.DueIf(to); err != nil || !again.Equal(on.Due().At) {
			t.Fatalf("DueIf says %s %v, Resume %s", again, err, on.Due().At)
		}
	})
}

func TestAHolidayInsideTheSpanMovesTheDueByOneWorkingDay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		start := moments().Draw(t, "start")
		l := Limit{rapid.IntRange(2, 30).Draw(t, "n"), WorkingDay}
		k, err := city.Start(start, l, Options{})
		if err != nil {
			t.Fatal(err)
		}
		n := rapid.IntRange(1, l.N).Draw(t, "which day") // of the term, counting from the day after the event
		day, err := city.nthAfter(DateOf(start), n)
		if err != nil {
			t.Fatal(err)
		}
		if city.Day(day).Kind == MakeUp || !city.Decided(day) {
			t.Skip("a make-up day cannot become a holiday")
		}
		next, err := city.Announce("next", Row{Date: day, Kind: Holiday, Name: Name{VI: "Lễ"}, Basis: "thử"})
		if err != nil {
			t.Fatal(err)
		}
		moved, err := k.Redate(k.Due().At, next)
		if err != nil {
			t.Fatal(err)
		}
		if got := city.WorkingMinutes(k.Due().At, moved.Due().At); got != 480 {
			t.Fatalf("moved from %s to %s by %d minutes", k.Due().At, moved.Due().At, got)
		}
		if !k.Due().At.Equal(moved.Original().At) {
			t.Fatal("the first promise was forgotten")
		}
	})
}

// minutely counts working minutes one by one: the slow twin of WorkingMinutes.
func minutely(c *Calendar, from, to moment) (n int64) {
	for m := from; m < to; m++ {
		if working(c, m) {
			n++
		}
	}
	return n
}

// working says whether the minute that begins at m is worked, straight from the document.
func working(c *Calendar, m moment) bool {
	kind := c.Day(m.date()).Kind
	if kind.Off() {
		return false
	}
	clock := m.clock()
	return clock >= 8*60 && clock < 12*60 || clock >= 13*60+30 && clock < 17*60+30
}

func TestCountingAgreesMinuteByMinute(t *testing.T) {
	t.Parallel()
	closed, err := city.WithClosures("x", Closure{From: NewDate(2024, 6, 3), To: NewDate(2024, 6, 7), Name: Name{VI: "Chuyển trụ sở"}, Basis: "thử"})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]*Calendar{city, closed}).Draw(t, "calendar")
		from := moments().Draw(t, "from")
		if c == closed {
			from = from.AddDate(0, 0, -int(DateOf(from)-NewDate(2024, 5, 30))%10)
		}
		to := from.Add(time.Duration(rapid.IntRange(0, 30000).Draw(t, "length")) * time.Minute)
		n := minutely(c, momentOf(from), momentOf(to))
		if got := c.WorkingMinutes(from, to); got != n {
			t.Fatalf("WorkingMinutes(%s, %s) = %d, want %d", from, to, got, n)
		}
		if got := c.WorkingMinutes(to, from); got != -n {
			t.Fatalf("backwards %d, want %d", got, -n)
		}
		if n == 0 {
			return
		}
		end, err := c.AddMinutes(from, n)
		if err != nil {
			t.Fatal(err)
		}
		m := momentOf(end)
		if !working(c, m-1) || minutely(c, momentOf(from), m) != n {
			t.Fatalf("AddMinutes(%s, %d) = %s", from, n, end)
		}
		back, err := c.AddMinutes(to, -n)
		if err != nil {
			t.Fatal(err)
		}
		if m := momentOf(back); !working(c, m) || minutely(c, m, momentOf(to)) != n {
			t.Fatalf("AddMinutes(%s, %d) = %s", to, -n, back)
		}
		start, err := c.EffectiveStart(from)
		if err != nil {
			t.Fatal(err)
		}
		if m := momentOf(start); !working(c, m) || minutely(c, momentOf(from), m) != 0 {
			t.Fatalf("EffectiveStart(%s) = %s", from, start)
		}
	})
}

func TestMonthsEndOnTheSameDayOrTheLast(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := NewDate(2020, 1, 1) + Date(rapid.IntRange(0, 4000).Draw(t, "day"))
		n := rapid.IntRange(1, 40).Draw(t, "n")
		y, m, day := d.Civil()
		gy, gm, gday := d.addMonths(n).Civil()
		if gy*12+int(gm) != y*12+int(m)+n {
			t.Fatalf("%s and %d months: %s", d, n, d.addMonths(n))
		}
		if _, _, tomorrow := (d.addMonths(n) + 1).Civil(); gday != day && (gday > day || tomorrow != 1) {
			t.Fatalf("%s and %d months: %s", d, n, d.addMonths(n))
		}
	})
}

// The process's own zone and the zone of a time that comes in must not matter. Not parallel: it sets time.Local.
func TestTheProcessZoneDoesNotMatter(t *testing.T) {
	keep := time.Local
	defer func() { time.Local = keep }()
	for _, offset := range []int{-12, -5, 0, 7, 14} {
		time.Local = time.FixedZone(fmt.Sprint(offset), offset*3600)
		start := time.Unix(1772505120, 0) // 3/3/2026 09:32 in Việt Nam
		d, err := city.Due(start, Limit{5, WorkingDay}, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got := d.At.Format(time.RFC3339); got != "2026-03-10T09:32:00+07:00" {
			t.Errorf("at UTC%+d: %s", offset, got)
		}
	}
}

func TestSecondsAreCutOff(t *testing.T) {
	t.Parallel()
	start := at(t, "2026-03-03 09:32").Add(59*time.Second + 999*time.Millisecond)
	d, err := city.Due(start, Limit{4, Hour}, Options{})
	if err != nil || !d.At.Equal(at(t, "2026-03-03 15:02")) {
		t.Errorf("%s %v", d.At, err)
	}
	if before := time.Unix(-61, 0); DateOf(before) != 0 || momentOf(before).clock() != 7*60-2 {
		t.Errorf("before 1970: %s %d", DateOf(before), momentOf(before).clock())
	}
	if d := DateOf(time.Date(1969, 12, 31, 10, 0, 0, 0, Zone)); d.String() != "1969-12-31" || d.Weekday() != time.Wednesday {
		t.Errorf("before 1970: %s %s", d, d.Weekday())
	}
}
