package petition_test

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"motcua/law/petition"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// again counts the clocks of a life again and gives why its history says that was.
func (s *stage) again(c petition.Case, why string) string {
	s.t.Helper()
	c.Petition, c.Actor = s.p, "system"
	facts, err := c.Redate(why)
	if err != nil || len(facts) != 1 {
		s.t.Fatalf("counted again: %d facts, %v", len(facts), err)
	}
	s.events = append(s.events, ledger.Event{Fact: facts[0], Version: int64(len(s.events) + 1)})
	if s.p, err = petition.Fold("STORY", s.events); err != nil {
		s.t.Fatal(err)
	}
	return s.p.History[len(s.p.History)-1].Reason
}

func TestClocksThatAreCountedAgainSayWhatItWas(t *testing.T) {
	t.Parallel()
	s := lateLife(t, "normal")
	now := when(t, "2026-03-10 10:00")
	was := s.p.Nearest()
	if was == nil {
		t.Fatal("no clock runs")
	}
	if why := s.again(petition.Case{Calendar: city, Now: now, Shares: petition.Shares{Half: 30, Near: 60}}, ""); why != petition.RedateAlarms {
		t.Errorf("alarms at other shares are called %q", why)
	}
	if is := s.p.Nearest(); !is.Due.Equal(was.Due) || !is.Half.Before(was.Half) || !is.Near.Before(was.Near) {
		t.Errorf("from 50 and 80 to 30 and 60 per cent: %+v, before %+v", is, was)
	}
	// A Friday becomes a day off: what ended behind it ends a working day later.
	off := otherCalendar(t, "2026-03-13")
	for why, want := range map[string]string{"": "", petition.RedateRule: petition.RedateRule} {
		s := lateLife(t, "normal")
		if got := s.again(petition.Case{Calendar: off, Now: now}, why); got != want {
			t.Errorf("limits that moved are called %q, want %q", got, want)
		}
	}
}

// otherCalendar is the city's with a day off more.
func otherCalendar(t *testing.T, day string) *calendar.Calendar {
	t.Helper()
	b, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var doc calendar.Document
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	d, err := calendar.ParseDate(day)
	if err != nil {
		t.Fatal(err)
	}
	for i := range doc.Years {
		if doc.Years[i].Year == d.Year() {
			doc.Years[i].Days = append(doc.Years[i].Days, calendar.Row{Date: d, Kind: calendar.Holiday, Name: calendar.Name{VI: "Ngày nghỉ thêm", EN: "A day off more"}, Basis: "thử"})
			slices.SortFunc(doc.Years[i].Days, func(a, b calendar.Row) int { return cmp.Compare(a.Date, b.Date) })
		}
	}
	c, err := calendar.New(doc)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
