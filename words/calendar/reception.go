package calendar

import (
	"slices"
	"time"
)

// ReceptionHours (giờ tiếp nhận) gives the intervals of a day in which desks receive. They are not the working hours by
// which terms run: a branch may receive on Saturday morning while no term runs. On a day off nobody receives unless
// the document says so; on a make-up day the working hours hold.
func (c *Calendar) ReceptionHours(d Date) []Interval {
	if r := c.doc.row(d); r.Date == d && len(r.Reception) > 0 && c.Day(d).Kind != Closed {
		return slices.Clone(r.Reception)
	}
	switch kind := c.Day(d).Kind; {
	case kind == MakeUp:
		return c.Hours(d)
	case kind != WeeklyRest && kind.Off():
		return nil
	}
	weeks := c.doc.Reception
	if i := slices.IndexFunc(c.doc.Branches, func(b Branch) bool { return b.ID == c.branch }); i >= 0 && len(c.doc.Branches[i].Reception) > 0 {
		weeks = c.doc.Branches[i].Reception
	}
	if len(weeks) == 0 {
		return c.Hours(d)
	}
	return slices.Clone(weekHours(weeks, d, d.Weekday()))
}

// Receiving says whether desks receive at a moment; the end of an interval is too late.
func (c *Calendar) Receiving(t time.Time) bool {
	m := momentOf(t)
	clock := m.clock()
	return slices.ContainsFunc(c.ReceptionHours(m.date()), func(i Interval) bool {
		return int(i.From) <= clock && clock < int(i.To)
	})
}

// NextReception gives the first moment at or after t at which desks receive; beyond the calendar it is a fault.
func (c *Calendar) NextReception(t time.Time) (time.Time, error) {
	m := momentOf(t)
	for d := m.date(); ; d++ {
		if !c.Covers(d) {
			return time.Time{}, c.beyond(d)
		}
		for _, i := range c.ReceptionHours(d) {
			if end := d.moment(int(i.To)); m < end {
				return max(m, d.moment(int(i.From))).time(), nil
			}
		}
	}
}
