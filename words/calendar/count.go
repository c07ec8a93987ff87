package calendar

import (
	"sort"
	"strconv"
	"time"

	"motcua/ground/fault"
)

// index gives the place of a day in the tables.
func (c *Calendar) index(d Date) (int, bool) {
	i := int(d) - int(c.first)
	return i, i >= 0 && i < len(c.shifts)
}

// beyond is the fault of a day that the calendar does not know.
func (c *Calendar) beyond(d Date) error {
	return fault.New(fault.Invalid, "calendar.not-covered", "year", strconv.Itoa(d.Year()),
		"first", strconv.Itoa(c.first.Year()), "last", strconv.Itoa(c.last))
}

// position gives the working minutes before a moment. Moments outside the calendar count as its ends.
func (c *Calendar) position(m moment) int64 {
	d := m.date()
	i, ok := c.index(d)
	switch {
	case ok:
		return int64(c.sum[i]) + int64(c.shifts[i].before(int(m-d.moment(0))))
	case d < c.first:
		return 0
	}
	return int64(c.sum[len(c.sum)-1])
}

// WorkingMinutes counts the working minutes from one moment to another, below zero when to lies before from. Seconds
// are cut off; time outside the calendar does not count.
func (c *Calendar) WorkingMinutes(from, to time.Time) int64 {
	return c.position(momentOf(to)) - c.position(momentOf(from))
}

// AddMinutes gives the moment that lies n working minutes after from: the earliest for n above zero (17:30, not 08:00
// of the next day), the latest for n below zero, from itself for zero. Beyond the calendar it is a fault.
func (c *Calendar) AddMinutes(from time.Time, n int64) (time.Time, error) {
	m, err := c.add(momentOf(from), n)
	return m.time(), err
}

func (c *Calendar) add(m moment, n int64) (moment, error) {
	if _, ok := c.index(m.date()); !ok {
		return 0, c.beyond(m.date())
	}
	p := c.position(m) + n
	switch {
	case n == 0:
		return m, nil
	case n > 0:
		return c.end(p)
	}
	return c.begin(p)
}

// end gives the earliest moment at which p working minutes of the calendar have passed, p from 1 on.
func (c *Calendar) end(p int64) (moment, error) {
	// The first working day with at least p minutes up to its evening.
	k := c.search(func(i int32) bool { return int64(c.sum[i+1]) >= p }, int((p-1)/dayMinutes))
	if k == len(c.nth) {
		return 0, c.beyond(c.first + Date(len(c.shifts)))
	}
	i := c.nth[k]
	return (c.first + Date(i)).moment(c.shifts[i].end(int(p - int64(c.sum[i])))), nil
}

// begin gives the latest moment at which p working minutes of the calendar have passed.
func (c *Calendar) begin(p int64) (moment, error) {
	if p < 0 {
		return 0, c.beyond(c.first - 1)
	}
	k := c.search(func(i int32) bool { return int64(c.sum[i+1]) > p }, int(p/dayMinutes))
	if k == len(c.nth) {
		return 0, c.beyond(c.first + Date(len(c.shifts)))
	}
	i := c.nth[k]
	clock, _ := c.shifts[i].begin(int(p - int64(c.sum[i]))) // the day has the minute, by the search
	return (c.first + Date(i)).moment(clock), nil
}

// search finds the first working day for which holds is true. Where all days have eight hours, guess is the answer.
func (c *Calendar) search(holds func(int32) bool, guess int) int {
	if guess >= 0 && guess < len(c.nth) && holds(c.nth[guess]) && (guess == 0 || !holds(c.nth[guess-1])) {
		return guess
	}
	return sort.Search(len(c.nth), func(k int) bool { return holds(c.nth[k]) })
}

// effective gives the first working minute at or after a moment.
func (c *Calendar) effective(m moment) (moment, error) {
	i, ok := c.index(m.date())
	if !ok {
		return 0, c.beyond(m.date())
	}
	if s := c.shifts[i]; len(s) > 0 {
		clock := m.clock()
		for _, v := range s {
			if clock < int(v.To) {
				return m.date().moment(max(clock, int(v.From))), nil
			}
		}
	}
	d, err := c.next(m.date())
	if err != nil {
		return 0, err
	}
	return d.moment(c.shifts[d-c.first].opening()), nil
}

// EffectiveStart gives the moment from which a term runs: t itself inside working time, the afternoon's opening at
// lunch, the next opening after closing and on a day off.
func (c *Calendar) EffectiveStart(t time.Time) (time.Time, error) {
	m, err := c.effective(momentOf(t))
	return m.time(), err
}

// next gives the first working day after d.
func (c *Calendar) next(d Date) (Date, error) { return c.nthAfter(d, 1) }

// nthAfter gives the n-th working day after d, n from 1 on.
func (c *Calendar) nthAfter(d Date, n int) (Date, error) {
	i, ok := c.index(d)
	if !ok {
		return 0, c.beyond(d)
	}
	k := int(c.rank[i+1]) + n - 1
	if k >= len(c.nth) {
		return 0, c.beyond(c.first + Date(len(c.shifts)))
	}
	return c.first + Date(c.nth[k]), nil
}

// roll gives d itself when it is a working day, else the next working day.
// law: blds-2015/148.5
func (c *Calendar) roll(d Date) (Date, error) {
	if c.IsWorking(d) {
		return d, nil
	}
	return c.next(d)
}

// NextWorkingDay gives the first working day after d.
func (c *Calendar) NextWorkingDay(d Date) (Date, error) { return c.next(d) }

// LastWorkingDayBefore gives the last working day that lies at least days calendar days before the day of t. With 1 it
// is the last day for an apology (thư xin lỗi) for a due time t.
// law: nd61-2018/19.9
func (c *Calendar) LastWorkingDayBefore(t time.Time, days int) (Date, error) {
	d := DateOf(t) - Date(days)
	i, ok := c.index(d)
	if !ok {
		return 0, c.beyond(d)
	}
	k := int(c.rank[i+1]) - 1
	if k < 0 {
		return 0, c.beyond(c.first - 1)
	}
	return c.first + Date(c.nth[k]), nil
}

// Opening gives the moment at which a working day begins; ok is false on a day off.
func (c *Calendar) Opening(d Date) (t time.Time, ok bool) {
	if !c.IsWorking(d) {
		return time.Time{}, false
	}
	return d.moment(c.shifts[d-c.first].opening()).time(), true
}

// Closing gives the moment at which a working day ends; ok is false on a day off.
func (c *Calendar) Closing(d Date) (t time.Time, ok bool) {
	if !c.IsWorking(d) {
		return time.Time{}, false
	}
	return d.moment(c.shifts[d-c.first].closing()).time(), true
}

// WorkingDaysBefore gives the day from which n working days lie before d: d itself is not counted, and the day given is the
// last on which something may be done that the law wants at least n working days before d.
func (c *Calendar) WorkingDaysBefore(d Date, n int) (Date, error) {
	for range n {
		for d--; !c.IsWorking(d); d-- {
			if !c.Covers(d) {
				return 0, c.beyond(d)
			}
		}
	}
	return d, nil
}
