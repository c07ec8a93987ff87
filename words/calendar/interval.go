package calendar

import (
	"fmt"
	"time"
)

// An Interval (khoảng giờ) is a stretch of one day in minutes from midnight, without its end. As text: "08:00-12:00".
type Interval struct {
	From, To int16
}

// Minutes gives the length.
func (i Interval) Minutes() int { return int(i.To - i.From) }

// String gives "08:00-12:00".
func (i Interval) String() string { return clockText(int(i.From)) + "-" + clockText(int(i.To)) }

// MarshalText gives "08:00-12:00".
func (i Interval) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads "08:00-12:00"; the end may be "24:00".
func (i *Interval) UnmarshalText(b []byte) error {
	s := string(b)
	if len(s) == 11 && s[5] == '-' {
		from, ok := parseClock(s[:5])
		to, ok2 := parseClock(s[6:])
		if ok && ok2 && from < to {
			*i = Interval{int16(from), int16(to)}
			return nil
		}
	}
	return fmt.Errorf("%q is no interval: write it as 08:00-12:00, the beginning before the end", s)
}

// parseClock reads "08:00" up to "24:00" as minutes from midnight.
func parseClock(s string) (int, bool) {
	if s == "24:00" {
		return dayLength, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil && len(s) == 5
}

func clockText(m int) string { return fmt.Sprintf("%02d:%02d", m/60, m%60) }

// A shift is the working time of one day: intervals in order that do not touch the next.
type shift []Interval

// minutes gives the working minutes of the whole day.
func (s shift) minutes() (n int) {
	for _, i := range s {
		n += i.Minutes()
	}
	return n
}

// before gives the working minutes before a clock time.
func (s shift) before(clock int) (n int) {
	for _, i := range s {
		n += min(max(clock-int(i.From), 0), i.Minutes())
	}
	return n
}

// end gives the earliest clock time at which n working minutes have passed, n from 1 on.
func (s shift) end(n int) int {
	for _, i := range s {
		if n <= i.Minutes() {
			return int(i.From) + n
		}
		n -= i.Minutes()
	}
	return s.closing()
}

// begin gives the latest clock time at which n working minutes have passed and one is to come; ok is false when the
// day has no such minute.
func (s shift) begin(n int) (clock int, ok bool) {
	for _, i := range s {
		if n < i.Minutes() {
			return int(i.From) + n, true
		}
		n -= i.Minutes()
	}
	return 0, false
}

// holds says whether a clock time lies in working time or at the end of an interval.
func (s shift) holds(clock int) bool {
	for _, i := range s {
		if int(i.From) <= clock && clock <= int(i.To) {
			return true
		}
	}
	return false
}

func (s shift) opening() int { return int(s[0].From) }
func (s shift) closing() int { return int(s[len(s)-1].To) }
