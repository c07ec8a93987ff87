package petition_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/law/petition"
	"motcua/words/calendar"
)

// wall is the calendar on the wall, as somebody reads it without the program: which weekdays are off, and which are worked, by the days
// that the city's file names. It shares nothing with the calendar that the clocks run by.
type wall map[string]bool // date → worked

func hang(t *testing.T) wall {
	t.Helper()
	b, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Years []struct {
			Days []struct{ Date, Kind string }
		}
	}
	if err := json.Unmarshal(b, &file); err != nil {
		t.Fatal(err)
	}
	w := wall{}
	for _, y := range file.Years {
		for _, d := range y.Days {
			w[d.Date] = strings.HasPrefix(d.Kind, "working") || strings.HasPrefix(d.Kind, "make")
		}
	}
	return w
}

func (w wall) works(t time.Time) bool {
	if worked, named := w[t.Format(time.DateOnly)]; named {
		return worked
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

func (w wall) inside(t time.Time) bool {
	s := t.Format("15:04")
	return w.works(t) && (s >= "08:00" && s < "12:00" || s >= "13:30" && s < "17:30")
}

// walk goes on minute by minute until so many were worked; the end of a morning or a day is where it stays.
func (w wall) walk(t time.Time, minutes int) time.Time {
	for ; minutes > 0; t = t.Add(time.Minute) {
		if w.inside(t) {
			minutes--
		}
	}
	return t
}

// worked counts minutes one by one.
func (w wall) worked(from, to time.Time) (n int) {
	for ; from.Before(to); from = from.Add(time.Minute) {
		if w.inside(from) {
			n++
		}
	}
	return n
}

// due counts a limit on the wall: hours by minutes, days by days behind the one on which it came, at the same time of the day; what came
// after hours ends with the day.
func (w wall) due(start time.Time, term string) time.Time {
	from := start
	for !w.inside(from) {
		from = from.Add(time.Minute)
	}
	if h, ok := strings.CutSuffix(term, "h"); ok {
		n, _ := strconv.Atoi(h)
		return w.walk(from, n*60)
	}
	n, _ := strconv.Atoi(strings.TrimSuffix(term, "wd"))
	day, clock := from, from.Format("15:04")
	if start.Format(time.DateOnly) != from.Format(time.DateOnly) {
		day, clock = start, "17:30"
	}
	for n > 0 {
		if day = day.AddDate(0, 0, 1); w.works(day) {
			n--
		}
	}
	at, _ := time.ParseInLocation("2006-01-02 15:04", day.Format(time.DateOnly)+" "+clock, calendar.Zone)
	return at
}

// TestClocksAgreeWithTheExamplesOfTheDomain has the golden examples that are about petitions, and those of hours and days laid on the
// rows of the table with the same limit.
func TestClocksAgreeWithTheExamplesOfTheDomain(t *testing.T) {
	t.Parallel()
	w := hang(t)
	for _, x := range []struct{ name, kind, start, clock, want string }{
		{"G28 fifteen days over two holidays", "portal linked", "2026-04-17 09:00", "portal-answer", "2026-05-13 09:00"},
		{"G28 by the page", "page", "2026-04-17 09:00", "city-answer", "2026-05-13 09:00"},
		{"G29 an urgent scene", "city-app scene urgent", "2026-03-10 16:00", "scene-urgent", "2026-03-11 10:30"},
		{"G01 five days", "telephone", "2026-03-03 09:32", "decree-transfer", "2026-03-10 09:32"},
		{"G02 hours over lunch", "city-app scene urgent", "2026-03-10 10:15", "scene-urgent", "2026-03-10 15:45"},
		{"G03 hours over night", "city-app scene urgent", "2026-03-10 15:00", "scene-urgent", "2026-03-11 09:30"},
		{"G04 eight hours", "city-app scene", "2026-03-10 08:00", "scene-accept", "2026-03-10 17:30"},
		{"G05 at lunch", "city-app scene urgent", "2026-03-10 12:20", "scene-urgent", "2026-03-10 17:30"},
		{"G06 before opening", "page", "2026-03-10 07:20", "city-sort", "2026-03-12 08:00"},
		{"G09 after closing", "page", "2026-03-13 17:45", "city-sort", "2026-03-17 17:30"},
		{"G10 on a Saturday", "portal linked", "2026-03-14 09:40", "portal-ask", "2026-03-20 17:30"},
		{"G11 hours from a Saturday", "open311 scene", "2026-03-14 09:40", "scene-accept", "2026-03-16 17:30"},
		{"G12 hours from a Friday", "open311 scene", "2026-03-13 15:40", "scene-accept", "2026-03-16 15:40"},
		{"G13 five days over Tết", "portal linked", "2026-02-12 10:00", "portal-ask", "2026-02-26 10:00"},
		{"G15 hours over Tết", "api scene", "2026-02-13 16:45", "scene-accept", "2026-02-23 16:45"},
		{"G15 hours from within Tết", "api scene", "2026-02-15 20:10", "scene-accept", "2026-02-23 17:30"},
		{"G17 five days over three days off", "page", "2026-04-24 14:00", "decree-transfer", "2026-05-06 14:00"},
		{"G26 a new holiday", "page", "2026-11-20 10:00", "city-sort", "2026-11-25 10:00"},
	} {
		s := newStage(t, strings.Fields(x.kind)...)
		at, err := moment(x.start)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.act(at, "applicant", petition.ActRegister, nil); err != nil {
			t.Fatal(x.name, err)
		}
		var due time.Time
		var term string
		for _, c := range s.p.Clocks {
			if c.Name == x.clock {
				due = c.Due.In(calendar.Zone)
			}
		}
		for _, l := range s.p.Rules {
			if l.Name == x.clock {
				term = l.Term
			}
		}
		if got := due.Format("2006-01-02 15:04"); got != x.want {
			t.Errorf("%s: %s, want %s", x.name, got, x.want)
		}
		if got := w.due(at, term).Format("2006-01-02 15:04"); got != x.want {
			t.Errorf("%s: on the wall %s, want %s", x.name, got, x.want)
		}
	}
}

// TestClocksAgreeWithTheWallFromAnyMinute registers petitions at minutes of three years, over each Tết, days off in place of others, worked
// Saturdays, lunch and night, and holds the clocks of all regimes that run at once against the wall: as they begin, as they are
// held, and as they end to the minute.
func TestClocksAgreeWithTheWallFromAnyMinute(t *testing.T) {
	t.Parallel()
	w := hang(t)
	r := rand.New(rand.NewPCG(2026, 3))
	kinds := []string{"page", "portal linked", "city-app scene urgent", "open311 scene", "telephone urgent", "desk", "api scene urgent"}
	edges := []string{"2024-02-07", "2025-01-24", "2025-04-25", "2026-01-01", "2026-01-09", "2026-01-10", "2026-02-12", "2026-02-13", "2026-02-17", "2026-02-22", "2026-04-24", "2026-04-29", "2026-08-21", "2026-11-23"}
	seen := map[string]int{}
	for i := range 3000 {
		at := time.Date(2024, 1, 5, 0, r.IntN(1000*24*60), 0, 0, calendar.Zone)
		if i%3 == 0 { // a third of them around the days where counting goes wrong
			day, err := time.ParseInLocation(time.DateOnly, edges[r.IntN(len(edges))], calendar.Zone)
			if err != nil {
				t.Fatal(err)
			}
			at = day.Add(time.Duration(r.IntN(24*60)) * time.Minute)
		}
		s := newStage(t, strings.Fields(kinds[i%len(kinds)])...)
		s.now = at
		if err := s.act(at, "applicant", petition.ActRegister, nil); err != nil {
			t.Fatal(err)
		}
		if len(s.p.Clocks) < 2 {
			t.Fatalf("%s has %d clocks at once", kinds[i%len(kinds)], len(s.p.Clocks))
		}
		dues := map[string]time.Time{}
		for _, c := range s.p.Clocks {
			dues[c.Name] = w.due(at, s.termOf(c.Name))
			if !c.Due.Equal(dues[c.Name]) {
				t.Fatalf("%s from %s is due %s, on the wall %s", c.Name, at, c.Due.In(calendar.Zone), dues[c.Name])
			}
			seen[c.Name]++
		}
		if i%10 == 0 {
			held(t, w, s, at, dues, r)
		}
	}
	if len(seen) < 7 || slices.Min(values(seen)) < 100 {
		t.Errorf("too little was looked at: %v", seen)
	}
}

// held asks for more before any clock is over, gets it some days later and ends the answer at the last minute or the next.
func held(t *testing.T, w wall, s *stage, at time.Time, dues map[string]time.Time, r *rand.Rand) {
	t.Helper()
	asked := at.Add(time.Duration(r.IntN(60)) * time.Minute)
	given := asked.Add(time.Duration(r.IntN(6*24*60)) * time.Minute)
	for _, step := range []struct {
		at  time.Time
		act petition.Act
	}{{asked, petition.ActAsk}, {given, petition.ActSupply}} {
		if err := s.act(step.at, "agent@care", step.act, nil); err != nil {
			t.Fatal(err)
		}
	}
	var last petition.Clock
	for _, c := range s.p.Clocks {
		if !c.Open() {
			continue
		}
		want := w.walk(dues[c.Name], w.worked(asked, given))
		if w.worked(earlier(want, c.Due), later(want, c.Due)) != 0 {
			t.Fatalf("%s from %s, held from %s to %s, is due %s, on the wall %s", c.Name, at, asked, given, c.Due.In(calendar.Zone), want)
		}
		last = c
	}
	end := last.Due.Add(time.Duration(r.IntN(2)) * time.Minute)
	if err := s.act(later(end, given), "applicant", petition.ActWithdraw, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range s.p.Clocks {
		if c.Name == last.Name && c.Late != c.Ended.After(c.Due) {
			t.Fatalf("%s was due %s and ended %s: late is %v", c.Name, c.Due, c.Ended, c.Late)
		}
	}
}

// termOf is the limit of a row that the petition came under.
func (s *stage) termOf(name string) string {
	for _, l := range s.p.Rules {
		if l.Name == name {
			return l.Term
		}
	}
	panic(fmt.Sprintf("no row %s", name))
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func values(m map[string]int) (out []int) {
	for _, n := range m {
		out = append(out, n)
	}
	return out
}
