package web

import (
	"net/url"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/calendar"
)

// A span is the period that figures are for, and the one before it that they are compared with. All are days of the city.
type span struct {
	ID                   string // "today", "7d", "month", "quarter", "year", or "days" of one's own
	From, To             time.Time
	BeforeFrom, BeforeTo time.Time
}

// spanIDs are the periods that are offered, the usual one first among equals.
var spanIDs = []string{"today", "7d", "month", "quarter", "year"}

// usualSpan is the period of a page that asks for none.
const usualSpan = "month"

// spanOf reads the period of an address. Month, quarter and year run from their first day until today, and are compared
// with as many days of the one before.
func spanOf(q url.Values, now time.Time) (span, error) {
	y, m, d := now.In(calendar.Zone).Date()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, calendar.Zone) }
	today := day(y, m, d)
	s := span{ID: q.Get("period"), From: today, To: today}
	if s.ID == "days" || s.ID == "" && q.Get("from")+q.Get("to") != "" {
		return daysOf(q, today)
	}
	months := 0
	switch s.ID {
	case "today":
		s.BeforeFrom, s.BeforeTo = today.AddDate(0, 0, -1), today.AddDate(0, 0, -1)
		return s, nil
	case "7d":
		s.From = today.AddDate(0, 0, -6)
		s.BeforeFrom, s.BeforeTo = today.AddDate(0, 0, -13), today.AddDate(0, 0, -7)
		return s, nil
	case "quarter":
		s.From, months = day(y, (m-1)/3*3+1, 1), 3
	case "year":
		s.From, months = day(y, time.January, 1), 12
	default:
		s.ID, s.From, months = usualSpan, day(y, m, 1), 1
	}
	s.BeforeFrom = s.From.AddDate(0, -months, 0)
	s.BeforeTo = s.BeforeFrom.AddDate(0, 0, int(s.To.Sub(s.From).Hours()/24))
	if last := s.From.AddDate(0, 0, -1); s.BeforeTo.After(last) {
		s.BeforeTo = last // a shorter month has no 31st
	}
	return s, nil
}

// daysOf reads a period of one's own.
func daysOf(q url.Values, today time.Time) (span, error) {
	s := span{ID: "days", From: today, To: today}
	var wrong []*fault.Fault
	for _, x := range []struct {
		name string
		to   *time.Time
	}{{"from", &s.From}, {"to", &s.To}} {
		typed := strings.TrimSpace(q.Get(x.name))
		t, ok := ReadDate(typed)
		switch {
		case ok:
			*x.to = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, calendar.Zone)
		case typed != "":
			wrong = append(wrong, fault.New(fault.Invalid, "watch.day").At(x.name))
		}
	}
	if q.Get("from") == "" {
		s.From = s.To
	}
	if len(wrong) == 0 && (s.To.Before(s.From) || s.From.AddDate(2, 0, 0).Before(s.To)) {
		wrong = append(wrong, fault.New(fault.Invalid, "overview.period").At("from"))
	}
	n := int(s.To.Sub(s.From).Hours()/24) + 1
	s.BeforeFrom, s.BeforeTo = s.From.AddDate(0, 0, -n), s.From.AddDate(0, 0, -1)
	return s, fault.Join(wrong)
}

// words say the days of a period: "03/11 – 09/11/2026".
func spanWords(v text.Voice, from, to time.Time) string {
	if from.Equal(to) {
		return v.Date(from)
	}
	return v.T("watch.from-to", "from", v.Date(from), "to", v.Date(to))
}

// isoDay writes a day for an address.
func isoDay(t time.Time) string { return t.In(calendar.Zone).Format("2006-01-02") }
