package calendar

import (
	"fmt"
	"time"
)

// Zone is the legal time of the whole country, UTC+7 without summer time.
// choice: a fixed zone, so that no machine's zone table can move a promised hour.
var Zone = time.FixedZone("+07", 7*3600)

// A Date (ngày) is a civil day in the legal time zone, counted from 1/1/1970. As text and in JSON it is "2026-02-17".
type Date int32

// DateOf gives the civil day on which a moment lies.
func DateOf(t time.Time) Date { return momentOf(t).date() }

// NewDate gives the day of a year, month and day; like time.Date it carries what is too much over.
func NewDate(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads "2026-02-17".
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	var year, month, day int
	if n, _ := fmt.Sscanf(s, "%4d-%2d-%2d", &year, &month, &day); err != nil && n == 3 && len(s) == len(time.DateOnly) {
		if month < 1 || month > 12 {
			return 0, fmt.Errorf("%q: that day does not exist, a year has months 01 to 12", s)
		}
		last := NewDate(year, time.Month(month)+1, 1) - 1
		_, _, most := last.Civil()
		return 0, fmt.Errorf("%q: that day does not exist, %s has days 01 to %d", s, last.String()[:7], most)
	}
	if err != nil {
		return 0, fmt.Errorf("%q is no day: write year, month and day as 2026-02-17", s)
	}
	return Date(t.Unix() / 86400), nil
}

// Civil gives year, month and day.
func (d Date) Civil() (year int, month time.Month, day int) { return d.utc().Date() }

// Year gives the year.
func (d Date) Year() int { return d.utc().Year() }

// Weekday gives the day of the week.
func (d Date) Weekday() time.Weekday { return time.Weekday(((int(d)+4)%7 + 7) % 7) }

// Time gives the midnight at which the day begins, in Zone.
func (d Date) Time() time.Time { return d.moment(0).time() }

// At gives the moment of a clock time on the day, in Zone.
func (d Date) At(hour, minute int) time.Time { return d.moment(hour*60 + minute).time() }

// String gives "2026-02-17".
func (d Date) String() string { return d.utc().Format(time.DateOnly) }

// MarshalText gives "2026-02-17".
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads "2026-02-17".
func (d *Date) UnmarshalText(b []byte) (err error) {
	*d, err = ParseDate(string(b))
	return err
}

func (d Date) utc() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// A moment is a whole minute of legal time, counted from 1/1/1970 00:00 in Zone.
// choice: all counting is by whole minutes, seconds are cut off: that is what slips print, and it is never to the
// applicant's loss.
type moment int64

const dayLength = 24 * 60

func momentOf(t time.Time) moment {
	s := t.Unix() + 7*3600
	if s < 0 {
		s -= 59 // toward the past, as for the other days
	}
	return moment(s / 60)
}

func (m moment) time() time.Time { return time.Unix(int64(m)*60-7*3600, 0).In(Zone) }

func (m moment) date() Date {
	if m < 0 {
		m -= dayLength - 1
	}
	return Date(m / dayLength)
}

// clock gives the minute of the day.
func (m moment) clock() int { return int(m - m.date().moment(0)) }

func (d Date) moment(clock int) moment { return moment(d)*dayLength + moment(clock) }
