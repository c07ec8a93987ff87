package care_test

import (
	"bufio"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/care"
	"motcua/words/calendar"
	"motcua/words/ledger"

	"pgregory.net/rapid"
)

var city = func() *calendar.Calendar {
	b, err := os.ReadFile("../../city/hanoi/calendar.json")
	if err != nil {
		panic(err)
	}
	c, err := calendar.Parse(b)
	if err != nil {
		panic(err)
	}
	return c
}()

// A stage is one contact on its way.
type stage struct {
	c      *care.Contact
	events []ledger.Event
}

// do decides one act, folds what it leaves from the first event, and folds it once more without the personal parts.
func (s *stage) do(now time.Time, who string, a care.Act, in care.Input) error {
	actor, unit, officer := strings.Cut(who, "@")
	limit, err := calendar.ParseLimit("8h")
	if err != nil {
		return err
	}
	facts, err := (&care.Case{Contact: s.c, Calendar: city, Answer: limit, Attempts: 3, Apart: 10 * time.Minute, Early: 30 * time.Minute, Tags: []string{"fees"}, Now: now.UTC(), Actor: actor, Unit: unit, Officer: officer}).Do(a, in)
	if err != nil {
		return err
	}
	for _, f := range facts {
		s.events = append(s.events, ledger.Event{Fact: f, Version: int64(len(s.events) + 1)})
	}
	if s.c, err = care.Fold("STORY", s.events); err != nil {
		return err
	}
	bare := slices.Clone(s.events)
	for i := range bare {
		bare[i].Private = nil
	}
	erased, err := care.Fold("STORY", bare)
	if err == nil && (erased.State != s.c.State || erased.Agent != s.c.Agent || erased.Unit != s.c.Unit || !erased.Waits.Equal(s.c.Waits) || len(erased.Owed()) != len(s.c.Owed())) {
		err = fmt.Errorf("without its personal parts it is %s of %s in %s", erased.State, erased.Agent, erased.Unit)
	}
	return err
}

// TestStories plays testdata/*.txt: "contact CHANNEL" begins one, dated lines are acts of an officer of a unit or of the citizen.
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 2 {
		t.Fatalf("stories: %d files, err %v", len(files), err)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			play(t, name)
		})
	}
}

func play(t *testing.T, name string) {
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var s *stage
	var channel string
	var now time.Time
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		at := fmt.Sprintf("%s:%d: %s", name, n, strings.TrimSpace(line))
		w := strings.Fields(line)
		switch {
		case len(w) == 0 || strings.HasPrefix(line, "#"):
		case w[0] == "contact":
			s, channel = &stage{}, w[1]
		case strings.HasPrefix(line, " "):
			key, want, _ := strings.Cut(strings.TrimSpace(line), "=")
			if got := s.holds(t, strings.TrimSpace(key), now); got != strings.TrimSpace(want) {
				t.Errorf("%s: got %q", at, got)
			}
		default:
			now = moment(t, w[0]+" "+w[1])
			verb, refused := strings.CutPrefix(w[3], "!")
			err := s.do(now, w[2], care.Act(verb), input(t, channel, w[4:]))
			switch {
			case refused && (fault.As(err) == nil || fault.As(err).Key != w[len(w)-1]):
				t.Errorf("%s: %v", at, err)
			case !refused && err != nil:
				t.Fatalf("%s: %v", at, err)
			}
		}
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func input(t *testing.T, channel string, args []string) care.Input {
	t.Helper()
	in := care.Input{ID: "STORY", Code: "LH26-000001", Channel: care.Channel(channel), Handle: "0912 345 678", Text: "Cho hỏi lệ phí.", Unit: "care", Reason: "Thuộc thẩm quyền của phường."}
	for _, x := range args {
		key, v, ok := strings.Cut(x, "=")
		switch {
		case !ok: // the fault that a refused act gets
		case key == "outcome":
			in.Outcome = v
		case key == "to":
			in.To = v
		case key == "promise":
			fmt.Sscan(v, &in.Promise)
		case key == "due":
			in.Due = moment(t, strings.Replace(v, "T", " ", 1))
		case key == "text":
			in.Text = strings.ReplaceAll(strings.TrimPrefix(v, "-"), "_", " ")
		case key == "tags":
			in.Tags = strings.Split(v, ",")
		case key == "handle":
			in.Handle = strings.TrimPrefix(v, "-")
		default:
			t.Fatalf("a story has no %s", key)
		}
	}
	return in
}

// holds says what a story asks for.
func (s *stage) holds(t *testing.T, key string, now time.Time) string {
	yes := func(b bool) string { return map[bool]string{true: "yes", false: "no"}[b] }
	switch key {
	case "state":
		return string(s.c.State)
	case "phase":
		return cmp.Or(string(s.c.Phase()), "none")
	case "agent":
		return s.c.Agent
	case "unit":
		return s.c.Unit
	case "waits":
		return yes(!s.c.Waits.IsZero())
	case "talk":
		return fmt.Sprint(s.c.Calls[len(s.c.Calls)-1].Seconds())
	case "owed":
		return fmt.Sprint(len(s.c.Owed()))
	case "late":
		return yes(s.c.Promises[len(s.c.Promises)-1].Late(now))
	case "kept":
		var out []string
		for _, p := range s.c.Promises {
			word := "owed"
			switch {
			case p.Late(now):
				word = "broken"
			case !p.Open():
				word = "kept"
			}
			out = append(out, word)
		}
		return strings.Join(out, " ")
	case "endings":
		var out []string
		for _, x := range s.c.Endings {
			out = append(out, x.Outcome+"/"+x.Words+"/"+x.Why)
		}
		return strings.Join(out, " ")
	case "back":
		h := s.c.Hands[len(s.c.Hands)-1]
		return h.BackBy + " " + h.BackWhy
	case "finding":
		return s.c.Finding().Result + " " + s.c.Finding().Of
	case "wrote":
		m := s.c.Messages[len(s.c.Messages)-1]
		return m.Spoke
	case "due":
		return s.c.Hands[len(s.c.Hands)-1].Due.In(calendar.Zone).Format("2006-01-02 15:04")
	case "hand":
		switch h := s.c.Hands[len(s.c.Hands)-1]; {
		case h.Ended.IsZero():
			return "open"
		case h.Late(now):
			return "late"
		}
		return "kept"
	case "next":
		var out []string
		for _, a := range s.c.Next() {
			out = append(out, string(a))
		}
		return strings.Join(out, " ")
	}
	t.Fatalf("a story knows no %s", key)
	return ""
}

func TestNoLifeLeavesTheTable(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, now := &stage{}, time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)
		for range rapid.IntRange(1, 30).Draw(t, "acts") {
			now = now.Add(time.Duration(rapid.IntRange(1, 600).Draw(t, "minutes")) * time.Minute)
			a := rapid.SampledFrom(care.Rules).Draw(t, "act").Act
			in := care.Input{
				ID: "STORY", Code: "LH26-000001", Channel: rapid.SampledFrom(care.Channels).Draw(t, "channel"), Handle: "0912345678", Text: "Xin hỏi.", Unit: "care", Reason: "Thuộc đơn vị khác.",
				To: rapid.SampledFrom([]string{"ward", "care"}).Draw(t, "to"), Due: now.Add(time.Hour), Dossier: "D1",
				Outcome: rapid.SampledFrom([]string{"solved", care.Kept, care.Unreached, care.Tried, care.Missed, care.Reached, care.Busy}).Draw(t, "outcome"),
			}
			who := rapid.SampledFrom([]string{"lan@care", "clerk@ward", "citizen"}).Draw(t, "who")
			var before care.State
			if s.c != nil {
				before = s.c.State
			}
			err := s.do(now, who, a, in)
			if err != nil {
				if fault.As(err) == nil {
					t.Fatalf("%s: %v", a, err)
				}
				continue
			}
			switch c := s.c; {
			case !slices.Contains(care.RuleOf(a).From, before):
				t.Fatalf("%s was done in %s", a, before)
			case c.State == care.Closed && (len(c.Owed()) > 0 && a == care.ActClose || c.Hand() != nil || !c.Waits.IsZero()):
				t.Fatalf("closed, and still something is owed: %+v", c)
			case c.State == care.Closed != !c.Closed.IsZero():
				t.Fatalf("%s, closed at %v", c.State, c.Closed)
			case c.State == care.Open && c.Agent == "":
				t.Fatalf("%s leaves it open and nobody has it", a)
			}
		}
	})
}

// TestANightIsOneShift counts by hand: on at 22:00, still there at midnight and at 05:59, off at 06:00, and forgotten after sixteen hours.
func TestANightIsOneShift(t *testing.T) {
	t.Parallel()
	days := map[string]*care.Shift{}
	streams := map[string][]ledger.Event{}
	duty := func(at string) *care.Duty {
		now := moment(t, at)
		d := &care.Duty{Now: now.UTC()}
		for _, x := range []struct {
			to  **care.Shift
			day string
		}{{&d.Today, now.Format("02")}, {&d.Before, now.AddDate(0, 0, -1).Format("02")}} {
			s, err := care.FoldShift(streams[x.day])
			if err != nil {
				t.Fatal(err)
			}
			*x.to, days[x.day] = s, s
		}
		return d
	}
	sign := func(at string, on bool, day string) {
		t.Helper()
		in, facts, err := duty(at).Sign("lan", "lan", "care", on)
		if err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		if in != days[day] {
			t.Errorf("%s: it is not written into the %sth", at, day)
		}
		streams[day] = append(streams[day], ledger.Event{Fact: facts[0], Version: int64(len(streams[day]) + 1)})
	}
	there := func(at string, want string) {
		t.Helper()
		since, _, ok := duty(at).On("lan")
		got := ""
		if ok {
			got = since.In(calendar.Zone).Format("02 15:04")
		}
		if got != want {
			t.Errorf("%s: since %q, want %q", at, got, want)
		}
	}
	there("2026-03-02 21:59", "")
	sign("2026-03-02 22:00", true, "02")
	there("2026-03-02 23:59", "02 22:00")
	there("2026-03-03 00:00", "02 22:00")
	there("2026-03-03 05:59", "02 22:00")
	if _, _, err := duty("2026-03-03 00:30").Sign("lan", "lan", "care", true); fault.As(err) == nil {
		t.Error("somebody who is there signs on again after midnight")
	}
	sign("2026-03-03 06:00", false, "02")
	there("2026-03-03 06:01", "")
	sign("2026-03-03 22:00", true, "03")
	there("2026-03-04 13:59", "03 22:00")
	there("2026-03-04 14:01", "") // sixteen hours and a minute
	sign("2026-03-04 14:02", true, "04")
	there("2026-03-04 23:59", "04 14:02")
}
