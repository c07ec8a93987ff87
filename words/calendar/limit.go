package calendar

import (
	"strconv"
	"strings"

	"motcua/ground/fault"
)

// A Unit (đơn vị tính thời hạn) is what a limit is counted in.
type Unit string

// The units, written as in a limit's text.
const (
	Hour        Unit = "h"  // giờ làm việc
	WorkingDay  Unit = "wd" // ngày làm việc
	CalendarDay Unit = "d"  // ngày
	Month       Unit = "mo" // tháng
)

// maxCount keeps a slip of the finger from asking for centuries.
const maxCount = 100_000

// A Limit (thời hạn) is a length of time in which something must be done. As text and in JSON: "4h", "5wd", "30d", "2mo".
type Limit struct {
	N    int // from 1 on
	Unit Unit
}

// ParseLimit reads a limit's text. Zero, a negative number and an unknown unit are faults of kind Invalid.
func ParseLimit(s string) (Limit, error) {
	s = strings.TrimSpace(s)
	i := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '-' && r != '+' })
	if i < 0 {
		i = len(s)
	}
	n, err := strconv.Atoi(s[:i])
	if err != nil || i == len(s) || s[i] == '.' || s[i] == ',' {
		return Limit{}, fault.New(fault.Invalid, "calendar.limit.form", "limit", s)
	}
	l := Limit{N: n, Unit: Unit(strings.TrimSpace(s[i:]))}
	if err := l.Check(); err != nil {
		return Limit{}, err
	}
	return l, nil
}

// Check judges a limit that was made by hand; nil means that it can be counted.
func (l Limit) Check() error {
	switch l.Unit {
	case Hour, WorkingDay, CalendarDay, Month:
	default:
		return fault.New(fault.Invalid, "calendar.limit.unit", "unit", string(l.Unit))
	}
	if l.N <= 0 {
		return fault.New(fault.Invalid, "calendar.limit.not-positive", "n", strconv.Itoa(l.N))
	}
	if l.N > maxCount {
		return fault.New(fault.Invalid, "calendar.limit.too-long", "n", strconv.Itoa(l.N))
	}
	return nil
}

// String gives the limit's text, "5wd"; "" for none.
func (l Limit) String() string {
	if l == (Limit{}) {
		return ""
	}
	return strconv.Itoa(l.N) + string(l.Unit)
}

// MarshalText gives the limit's text.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the limit's text; "" is no limit.
func (l *Limit) UnmarshalText(b []byte) (err error) {
	if len(b) == 0 {
		*l = Limit{}
		return nil
	}
	*l, err = ParseLimit(string(b))
	return err
}
