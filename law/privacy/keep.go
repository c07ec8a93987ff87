package privacy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Class (thời hạn lưu) says how long dossiers of a sector are kept once they are over.
type Class struct {
	Sector string // "*" for all that no other class names
	Years  int    // 0: for ever
}

// ParseClass reads a class as settings write it, with its years: "*: 10", and 0 for what is kept for ever.
func ParseClass(s string) (Class, error) {
	sector, term, ok := strings.Cut(s, ":")
	years, err := strconv.Atoi(strings.TrimSpace(term))
	c := Class{Sector: strings.TrimSpace(sector), Years: years}
	if !ok || err != nil || c.Years < 0 || c.Years > 100 || c.Sector == "" {
		return Class{}, fmt.Errorf("a class is a sector with its years, 0 for ever, such as \"*: 10\", not %q", s)
	}
	return c, nil
}

// ClassOf gives the class of a sector; ok is false when there is none for it.
func ClassOf(all []Class, sector string) (c Class, ok bool) {
	for _, x := range all {
		if x.Sector == sector {
			return x, true
		}
		if x.Sector == "*" {
			c, ok = x, true
		}
	}
	return c, ok
}

// Over says up to which day dossiers must have ended for their time to be over at now: those that ended before it. ok is false for
// what is kept for ever.
// choice: the time runs from the first of January after the work ended, as lists of archives are made by year.
func (c Class) Over(now time.Time, zone *time.Location) (before time.Time, ok bool) {
	if c.Years == 0 {
		return time.Time{}, false
	}
	return time.Date(now.In(zone).Year()-c.Years, 1, 1, 0, 0, 0, 0, zone), true
}

// Until says from which day on the time of a dossier that ended is over. ok is false for what is kept for ever.
func (c Class) Until(ended time.Time, zone *time.Location) (day time.Time, ok bool) {
	if c.Years == 0 {
		return time.Time{}, false
	}
	return time.Date(ended.In(zone).Year()+1+c.Years, 1, 1, 0, 0, 0, 0, zone), true
}

// HandIn says before which moment dossiers must have ended to be owed to the archive at now, a number of months later.
func HandIn(now time.Time, months int, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m-time.Month(months), d, 0, 0, 0, 0, zone)
}
