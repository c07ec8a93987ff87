package main

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"motcua/words/calendar"
)

// said runs the command line and gives its exit code and what it printed on both sides.
func said(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, &o, &e)
	return code, o.String(), e.String()
}

// A telling is one story of the calendar's worked examples, as far as the command can be asked for it.
type telling struct {
	t    *testing.T
	args []string
	ask  string // a wait that has begun
	held bool   // something happened that the command has no flag for
	told int
}

// answer asks the command.
func (s *telling) answer() dueAnswer {
	s.t.Helper()
	code, out, errs := said(s.t, append([]string{"due", "--json"}, s.args...)...)
	if code != 0 {
		s.t.Fatalf("due %q: exit %d: %s", s.args, code, errs)
	}
	var a dueAnswer
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		s.t.Fatalf("due %q: %v in %s", s.args, err, out)
	}
	return a
}

func (s *telling) without(flags ...string) {
	for _, f := range flags {
		s.args = slices.DeleteFunc(s.args, func(a string) bool { return strings.HasPrefix(a, f) })
	}
}

// play takes one line; got and want are "" where the line says nothing about the answer.
func (s *telling) play(w []string) (got, want string) {
	stamp := func(i int) string { return w[i] + "T" + w[i+1] + ":00+07:00" }
	switch w[0] {
	case "received":
		s.args = []string{"--received=" + w[1] + "T" + w[2]}
	case "limit":
		s.without("--limit", "--after-hours", "--same-day")
		s.args = append(s.args, "--limit="+w[1])
		if len(w) > 2 {
			s.args = append(s.args, "--after-hours="+w[2])
		}
	case "same-day":
		s.without("--limit")
		s.args = append(s.args, "--same-day")
	case "ask":
		s.ask = w[1] + "T" + w[2]
	case "complete", "restart":
		s.args = append(s.args, "--pause="+s.ask+".."+w[1]+"T"+w[2])
		if w[0] == "restart" {
			s.args = append(s.args, "--supplement=restart")
		}
	case "steps":
		s.without("--limit")
		s.args = append(s.args, "--limit=8h", "--steps="+strings.Join(w[1:], ","))
		s.told = 0
	case "extend", "without":
		s.held = true
	case "due", "first", "handover", "apology", "step":
		if s.held {
			break
		}
		a := s.answer()
		switch w[0] {
		case "due":
			return a.Due, stamp(1)
		case "first":
			return a.FirstDue, stamp(1)
		case "handover":
			return a.HandOver, stamp(1)
		case "apology":
			return a.ApologyBy.String(), w[1]
		}
		s.told++
		return a.Steps[s.told-1], stamp(1)
	}
	return "", ""
}

func TestDueTellsTheWorkedExamples(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../words/calendar/testdata/golden.txt")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	s := &telling{t: t}
	for i, line := range strings.Split(string(b), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.HasPrefix(line, " ") {
			s = &telling{t: t}
			continue
		}
		got, want := s.play(strings.Fields(line))
		if got != want {
			t.Errorf("golden.txt:%d: %s: due %q says %s", i+1, strings.TrimSpace(line), s.args, got)
		}
		if want != "" {
			checked++
		}
	}
	if checked < 50 {
		t.Errorf("only %d lines were asked of the command", checked)
	}
}

func TestDueFollowsAnotherCalendar(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	doc := cal.Document()
	for i := range doc.Years {
		doc.Years[i].Days = slices.DeleteFunc(doc.Years[i].Days, func(r calendar.Row) bool { return r.Date.String() == "2026-11-24" })
	}
	if b, err = json.Marshal(doc); err != nil {
		t.Fatal(err)
	}
	file := t.TempDir() + "/calendar.json"
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s := &telling{t: t, args: []string{"--received=2026-11-20T10:00", "--limit=3wd", "--calendar=" + file}}
	if got := s.answer().Due; got != "2026-11-25T10:00:00+07:00" {
		t.Errorf("without the day off: due %s, want 2026-11-25 10:00 (G26)", got)
	}
}

func TestDueRefusesNonsense(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		args       []string
	}{
		{"no limit", "--limit is missing", []string{"--received=2026-03-03T09:00"}},
		{"a limit of zero", "1 or more", []string{"--received=2026-03-03T09:00", "--limit=0wd"}},
		{"a negative limit", "1 or more", []string{"--received=2026-03-03T09:00", "--limit=-3wd"}},
		{"an unknown unit", "no unit", []string{"--received=2026-03-03T09:00", "--limit=3y"}},
		{"a negative limit behind a blank", "1 or more", []string{"--received=2026-03-03T09:00", "--limit", "-3d"}},
		{"a negative step behind a blank", "1 or more", []string{"--received=2026-03-03T09:00", "--limit", "3wd", "--steps", "-2h,3h"}},
		{"a moment that is none", "2026-04-24T16:10", []string{"--received=3/3/2026", "--limit=3wd"}},
		{"a day that is none", "30/02/2026 does not exist", []string{"--received=2026-02-30T09:00", "--limit=3wd"}},
		{"a pause that runs backward", "before it starts", []string{"--received=2026-03-03T09:00", "--limit=3wd", "--pause=2026-03-05T09:00..2026-03-04T09:00"}},
		{"a pause before reception", "time does not run back", []string{"--received=2026-03-03T09:00", "--limit=3wd", "--pause=2026-03-02T09:00..2026-03-04T09:00"}},
		{"pauses that overlap", "time does not run back", []string{"--received=2026-03-03T09:00", "--limit=3wd", "--pause=2026-03-03T10:00..2026-03-04T09:00", "--pause=2026-03-03T11:00..2026-03-04T10:00"}},
		{"a pause without its end", "cannot be read", []string{"--received=2026-03-03T09:00", "--limit=3wd", "--pause=2026-03-03T10:00"}},
		{"a limit beside the same day", "no other limit", []string{"--received=2026-03-03T09:00", "--limit=3wd", "--same-day"}},
		{"a year after the calendar", "covers 2020 to 2060", []string{"--received=2060-12-30T09:00", "--limit=30wd"}},
		{"a year before the calendar", "covers 2020 to 2060", []string{"--received=2019-12-30T09:00", "--limit=3wd"}},
	} {
		code, out, errs := said(t, append([]string{"due"}, c.args...)...)
		if code != 1 || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%s: exit %d, out %q, errors %q, want %q", c.name, code, out, errs, c.want)
		}
	}
}

func TestDueExplainsInBothLanguages(t *testing.T) {
	t.Parallel()
	_, vi, _ := said(t, "due", "--received=2026-02-12T09:32", "--limit=5wd", "--explain", "--lang=vi")
	_, en, _ := said(t, "due", "--received=2026-02-12T09:32", "--limit=5wd", "--explain")
	for _, want := range []string{"5 ngày làm việc từ 09:32 ngày 12/02.", "Không tính 14–22/02 (Tết Nguyên đán)."} {
		if !strings.Contains(vi, want) {
			t.Errorf("Vietnamese lacks %q:\n%s", want, vi)
		}
	}
	if !strings.Contains(en, "Not counted: 14–22/02 (Lunar New Year (Tết)).") {
		t.Errorf("English lacks Tết:\n%s", en)
	}
}

func TestCalendarShowsAYear(t *testing.T) {
	t.Parallel()
	// Tết and 10/3 lunar of domain knowledge: 1985 and 2007 and 2030 are the years in which the Chinese calendar differs.
	for _, c := range []struct {
		year, tet, kings, status string
		off, makeUp              int
	}{
		{"1985", "1985-01-21", "1985-04-29", "not-covered", 0, 0},
		{"2007", "2007-02-17", "2007-04-26", "not-covered", 0, 0},
		{"2025", "2025-01-29", "2025-04-07", "decided", 12, 1},
		{"2026", "2026-02-17", "2026-04-26", "decided", 14, 2},
		{"2030", "2030-02-02", "2030-04-12", "provisional", -1, 0},
	} {
		code, out, errs := said(t, "calendar", c.year, "--json")
		var y struct {
			Tet        string `json:"tet"`
			HungKings  string `json:"hung_kings"`
			Status     string `json:"status"`
			DaysOff    []any  `json:"days_off"`
			MakeUpDays []any  `json:"make_up_days"`
		}
		if err := json.Unmarshal([]byte(out), &y); code != 0 || err != nil {
			t.Fatalf("calendar %s: exit %d, %v, %s", c.year, code, err, errs)
		}
		if y.Tet != c.tet || y.HungKings != c.kings || y.Status != c.status || len(y.MakeUpDays) != c.makeUp || c.off >= 0 && len(y.DaysOff) != c.off {
			t.Errorf("calendar %s: %+v, want %+v", c.year, y, c)
		}
	}
	if _, out, _ := said(t, "calendar", "2028", "--json"); strings.Count(out, "Điều 111 khoản 3") == 0 || !strings.Contains(out, "Điều 112") {
		t.Errorf("a calculated day in lieu does not cite 111.3 of the Labour Code, or holidays do not cite 112: %s", out)
	}
	if code, _, errs := said(t, "calendar", "1492"); code != 1 || !strings.Contains(errs, "1492") {
		t.Errorf("calendar 1492: exit %d, %q", code, errs)
	}
}
