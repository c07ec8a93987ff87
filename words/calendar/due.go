package calendar

import (
	"time"

	"motcua/ground/fault"
)

// AfterHours says how a term of days is counted that begins after closing or on a day off.
type AfterHours string

// The two styles of counting, the same in working minutes.
const (
	// Close ends the term at closing time, counting from the day of the event as the Civil Code does.
	Close AfterHours = "close"
	// Open ends the term at opening time, counting from the next working day: one day later than the Civil Code.
	Open AfterHours = "open"
)

// Options are how a due time is counted beside its limit. The zero value follows the calendar.
type Options struct {
	AfterHours AfterHours `json:"after_hours,omitempty"` // "": as the calendar says, Close if it says nothing
	SameDay    bool       `json:"same_day,omitempty"`    // result on the day of reception; the limit is not looked at
}

// A Due (hạn, ngày hẹn trả) is the end of a term with what it was counted from. Times are in Zone, to the minute.
type Due struct {
	At          time.Time `json:"at"`
	HandOver    time.Time `json:"hand_over"` // when the dossier goes on to the competent unit: Effective, or by the 15:00 rule the next opening
	Start       time.Time `json:"start"`     // the event, seconds cut off
	Effective   time.Time `json:"effective"` // the first working minute at or after it
	Limit       Limit     `json:"limit"`     // empty for the same day
	Options     Options   `json:"options"`
	Calendar    string    `json:"calendar"`              // version
	Provisional bool      `json:"provisional,omitempty"` // ends in a year without a decision

	cal  *Calendar
	last Date // day of At as counted, before waiting and extension
	raw  Date // last day of a term of calendar days or months before it rolls to a working day
}

// Due counts when a term that begins at start ends. A limit that cannot be counted and a time outside the calendar are
// faults of kind Invalid. It never gives a moment on a day off.
//
// Hours consume working minutes; landing on the end of an interval stays there. Working days leave out the day of the
// event and end at the clock time of the effective start. Calendar days and months end at that time of the last day,
// or of the next working day when the last is none.
func (c *Calendar) Due(start time.Time, l Limit, opt Options) (Due, error) {
	if !opt.SameDay {
		if err := l.Check(); err != nil {
			return Due{}, err
		}
		if c.doc.HoursOnly && l.Unit == WorkingDay {
			return Due{}, fault.New(fault.Invalid, "calendar.limit.hours-only")
		}
	} else {
		l = Limit{}
	}
	switch opt.AfterHours = c.style(opt.AfterHours); opt.AfterHours {
	case Open, Close:
	default:
		return Due{}, fault.New(fault.Invalid, "calendar.after-hours.unknown", "value", string(opt.AfterHours))
	}
	m := momentOf(start)
	eff, err := c.effective(m)
	if err != nil {
		return Due{}, err
	}
	at, raw, err := c.count(m, eff, l, opt)
	if err != nil {
		return Due{}, err
	}
	over, err := c.handOver(eff)
	if err != nil {
		return Due{}, err
	}
	return Due{
		At: at.time(), HandOver: over.time(), Start: m.time(), Effective: eff.time(), Limit: l, Options: opt,
		Calendar: c.doc.Version, Provisional: !c.Decided(at.date()), cal: c, raw: raw, last: at.date(),
	}, nil
}

// style fills in what the calendar says of terms that begin after hours.
// choice: the Civil Code's way unless a city sets the other.
func (c *Calendar) style(a AfterHours) AfterHours {
	switch {
	case a != "":
		return a
	case c.doc.AfterDue != "":
		return AfterHours(c.doc.AfterDue)
	}
	return Close
}

// count gives the end of a term and the last day before it rolls.
func (c *Calendar) count(m, eff moment, l Limit, opt Options) (at moment, raw Date, err error) {
	if opt.SameDay {
		at, err = c.sameDay(eff)
		return at, at.date(), err
	}
	if l.Unit == Hour {
		at, err = c.end(c.position(eff) + int64(l.N)*60)
		return at, at.date(), err
	}
	event := m.date()
	late := event != eff.date()
	if late && opt.AfterHours == Open {
		event = eff.date()
	}
	raw, last, err := c.lastDay(event, l)
	if err != nil {
		return 0, 0, err
	}
	if late && opt.AfterHours == Close {
		return last.moment(c.shifts[last-c.first].closing()), raw, nil
	}
	return c.sameTime(eff, last), raw, nil
}

// lastDay gives the last day of a term of days or months, before and after it rolls to a working day.
// law: blds-2015/147.2
func (c *Calendar) lastDay(event Date, l Limit) (raw, last Date, err error) {
	switch l.Unit {
	case WorkingDay:
		last, err = c.nthAfter(event, l.N)
		return last, last, err
	case Month:
		raw = event.addMonths(l.N)
	default:
		raw = event + Date(l.N)
	}
	last, err = c.roll(raw)
	return raw, last, err
}

// addMonths gives the same day n months later, or the last of that month when it has no such day.
// law: blds-2015/148.3
func (d Date) addMonths(n int) Date {
	y, m, day := d.Civil()
	t := NewDate(y, m+time.Month(n), day)
	if _, _, got := t.Civil(); got != day {
		t -= Date(got) // it ran over into the first days of the month after
	}
	return t
}

// sameTime gives the clock time of eff on another working day. Where that day's hours differ it is the moment with the
// same working time behind it, so that a day stays a day of work.
func (c *Calendar) sameTime(eff moment, d Date) moment {
	from, to := c.shifts[eff.date()-c.first], c.shifts[d-c.first]
	clock := eff.clock()
	n := from.before(clock)
	if to.holds(clock) && to.before(clock) == n {
		return d.moment(clock)
	}
	if clock, ok := to.begin(n); ok {
		return d.moment(clock)
	}
	return d.moment(to.closing())
}

// sameDay gives the closing time of the day of reception, of the next working day after the cut-off time.
// choice: closing time, since the papers of same-day procedures name no hour.
func (c *Calendar) sameDay(eff moment) (moment, error) {
	d := eff.date()
	if eff.clock() > c.cutoff {
		next, err := c.next(d)
		if err != nil {
			return 0, err
		}
		d = next
	}
	return d.moment(c.shifts[d-c.first].closing()), nil
}

// handOver gives the effective moment itself, after the cut-off time the next opening.
// law: nd61-2018/18.2
func (c *Calendar) handOver(eff moment) (moment, error) {
	if eff.clock() <= c.cutoff {
		return eff, nil
	}
	d, err := c.next(eff.date())
	if err != nil {
		return 0, err
	}
	return d.moment(c.shifts[d-c.first].opening()), nil
}

// HandOver gives when a dossier received at t goes on to the competent unit (15:00 rule): at once in working time, at
// the next opening after 15:00. It moves no due time of a dossier counted in days.
func (c *Calendar) HandOver(t time.Time) (time.Time, error) {
	eff, err := c.effective(momentOf(t))
	if err != nil {
		return time.Time{}, err
	}
	m, err := c.handOver(eff)
	return m.time(), err
}

// HandOverBy gives until when a dossier received at t must have gone on: the closing of the day of HandOver, or its
// opening when the 15:00 rule moved it.
func (c *Calendar) HandOverBy(t time.Time) (time.Time, error) {
	eff, err := c.effective(momentOf(t))
	if err != nil {
		return time.Time{}, err
	}
	m, err := c.handOver(eff)
	if err != nil || m != eff {
		return m.time(), err
	}
	d := eff.date()
	return d.moment(c.shifts[d-c.first].closing()).time(), nil
}

// acknowledgeHours is in how many working hours an online dossier must be received or declined.
// choice: one working day counted as 8 hours, as a provincial system in use has it.
const acknowledgeHours = 8

// Acknowledge gives until when a dossier that was submitted online must be received or declined.
func (c *Calendar) Acknowledge(submitted time.Time) (time.Time, error) {
	return c.AddMinutes(submitted, acknowledgeHours*60)
}

// Steps gives the due times of steps in a row, each step beginning when the one before is due.
func (c *Calendar) Steps(start time.Time, limits ...Limit) ([]time.Time, error) {
	out := make([]time.Time, 0, len(limits))
	for _, l := range limits {
		d, err := c.Due(start, l, Options{})
		if err != nil {
			return nil, err
		}
		start = d.At
		out = append(out, start)
	}
	return out, nil
}

// Cutoff is the clock time after which what is received goes on, and is due on the day of reception, only on the next
// working day: "15:00".
func (c *Calendar) Cutoff() string { return c.doc.Cutoff.Time }
