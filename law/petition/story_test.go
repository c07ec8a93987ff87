package petition_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/petition"
	"motcua/words/calendar"
	"motcua/words/ledger"
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

// TestStories plays testdata/*.txt: "petition CHANNEL [scene] [LEVEL]" begins a life, dated lines are acts of an officer of a unit
// ("!" before the act: it is refused, with the fault behind it), indented lines say what holds then.
func TestStories(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) < 4 {
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
	acts := 0
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		at := fmt.Sprintf("%s:%d: %s", name, n, strings.TrimSpace(line))
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "petition "):
			s = &stage{t: t, words: strings.Fields(line)[1:]}
		case strings.HasPrefix(line, " "):
			key, want, _ := strings.Cut(strings.TrimSpace(line), "=")
			if got := s.holds(strings.TrimSpace(key)); got != strings.TrimSpace(want) {
				t.Errorf("%s: got %q", at, got)
			}
		default:
			s.line(at, strings.Fields(line))
			acts++
		}
	}
	if acts == 0 {
		t.Errorf("%s has no acts", name)
	}
}

// A stage is one petition on its way.
type stage struct {
	t      *testing.T
	words  []string
	p      *petition.Petition
	events []ledger.Event
	now    time.Time
	ended  string // unit of a reorganisation
	heir   string // that carries on
}

// moment reads "2026-03-03 09:32".
func moment(s string) (time.Time, error) {
	return time.ParseInLocation("2006-01-02 15:04", s, calendar.Zone)
}

// line plays "2026-03-03 09:32 actor@unit [!]act key=value…".
func (s *stage) line(at string, w []string) {
	s.t.Helper()
	now, err := moment(w[0] + " " + w[1])
	if err != nil {
		s.t.Fatalf("%s: %v", at, err)
	}
	verb, refused := strings.CutPrefix(w[3], "!")
	err = s.act(now, w[2], petition.Act(verb), w[4:])
	if refused {
		f := fault.As(err)
		want := w[len(w)-1]
		if f == nil || f.Key != want {
			s.t.Errorf("%s: %v, want %s", at, err, want)
		}
		return
	}
	if err != nil {
		s.t.Fatalf("%s: %v", at, err)
	}
}

// register is what a petition of a story says.
func (s *stage) register() petition.Input {
	in := petition.Input{
		ID: "STORY", Code: "PA26-000001", Channel: petition.Channel(s.words[0]), To: "care", Title: "Rác chưa được thu gom", Text: "Rác ở đầu ngõ chưa được thu gom ba ngày nay.",
		Person: petition.Person{Name: "Nguyễn Văn Ví Dụ", Phone: "0912 345 678", Address: "Số 5 ngõ 10 phố Ví Dụ"}, Place: "Đầu ngõ 10",
	}
	for _, w := range s.words[1:] {
		switch w {
		case "scene":
			in.Class = petition.Scene
		case "linked":
			in.System, in.External = "portal", "X-1"
		default:
			in.Level = petition.Level(w)
		}
	}
	return in
}

// act decides one act and folds what it leaves, from the first event.
func (s *stage) act(now time.Time, who string, a petition.Act, args []string) error {
	actor, unit, _ := strings.Cut(who, "@")
	in := petition.Input{Words: "Ghi rõ nội dung của việc này."}
	if a == petition.ActRegister {
		in = s.register()
	}
	for _, x := range args {
		key, v, ok := strings.Cut(x, "=")
		if !ok {
			continue
		}
		switch key {
		case "class":
			in.Class = petition.Class(v)
		case "level":
			in.Level = petition.Level(v)
		case "reason":
			in.Reason = v
		case "to":
			in.To = v
		case "agency":
			in.Agency = v
		case "officer":
			in.Officer = v
		case "units":
			in.Units = strings.Split(v, ",")
		case "about":
			in.About = v
		case "whom":
			in.Whom = v
		case "above":
			in.Above = v
		case "dossier":
			in.Dossier = v
		case "other":
			in.Other = petition.ID(v)
		case "rating":
			in.Rating = v
		case "from":
			s.ended = v
		case "source":
			in.Source = v
		case "finding":
			in.Finding = v
		case "words":
			in.Words = v
		default:
			s.t.Fatalf("a story has no %s", key)
		}
	}
	if a == petition.ActMask {
		in.Public = petition.Public{Title: "Rác chưa được thu gom", Text: "Rác ở đầu một ngõ chưa được thu gom.", Answer: "Đã thu gom, xin cảm ơn."}
	}
	return s.do(now, actor, unit, a, in)
}

func (s *stage) do(now time.Time, actor, unit string, a petition.Act, in petition.Input) error {
	c := &petition.Case{Petition: s.p, Calendar: city, Limits: petition.Limits, Now: now.UTC(), Actor: actor, Unit: unit}
	facts, err := s.decide(c, a, in)
	if err != nil {
		return err
	}
	s.now = now
	for _, f := range facts {
		s.events = append(s.events, ledger.Event{Fact: f, Version: int64(len(s.events) + 1)})
	}
	s.p, err = petition.Fold("STORY", s.events)
	return err
}

// decide leads to what the house does in its own way, else to the table.
func (s *stage) decide(c *petition.Case, a petition.Act, in petition.Input) ([]ledger.Fact, error) {
	switch a {
	case petition.ActReassign: // the lead has no post there
		if s.heir = in.To; s.heir == "" || s.heir == s.ended || !slices.Contains(s.p.Named(), s.ended) {
			return nil, nil
		}
		return c.Reassign(petition.Reassignment{Plan: "plan", Basis: "9/NQ", Free: true, Heirs: []petition.Heir{{From: s.ended, To: in.To, Why: "successor"}}})
	case petition.ActRedate:
		facts, err := c.Redate("")
		if len(facts) > 0 {
			s.t.Errorf("%s: the same calendar moved a clock", c.Now)
		}
		return facts, err
	}
	return c.Do(a, in)
}

// holds says what a story asks for.
func (s *stage) holds(key string) string {
	word, rest, _ := strings.Cut(key, " ")
	switch word {
	case "state":
		return string(s.p.State)
	case "class":
		return string(s.p.Class)
	case "level":
		return string(s.p.Level)
	case "unit":
		return s.p.Unit
	case "lead":
		return s.p.Lead
	case "units":
		return strings.Join(s.p.Units, ",")
	case "barred":
		return strings.Join(s.p.Barred, ",")
	case "tier":
		return fmt.Sprint(s.p.Tier)
	case "joined":
		return fmt.Sprint(s.p.Joined)
	case "rating":
		return s.p.Rating
	case "next":
		var out []string
		for _, a := range s.p.Next() {
			out = append(out, string(a))
		}
		return strings.Join(out, " ")
	case "clocks":
		return s.clocks()
	case "clock":
		return s.clock(rest)
	case "late":
		at, err := moment(rest)
		if err != nil {
			s.t.Fatal(err)
		}
		return fmt.Sprint(s.p.Late(at))
	}
	s.t.Fatalf("a story knows no %s", key)
	return ""
}

func (s *stage) clocks() string {
	var out []string
	for i := range s.p.Clocks {
		if s.p.Clocks[i].Open() {
			out = append(out, s.p.Clocks[i].Name)
		}
	}
	return strings.Join(out, " ")
}

// clock tells the last run of a clock: "2026-03-05 10:00", with how it stands or ended.
func (s *stage) clock(name string) string {
	out := "none"
	for _, c := range s.p.Clocks {
		if c.Name != name {
			continue
		}
		out = c.Due.In(calendar.Zone).Format("2006-01-02 15:04")
		switch {
		case !c.Open() && c.Late:
			out += " ended late"
		case !c.Open():
			out += " ended"
		case !c.Waits.IsZero():
			out += " waits"
		}
	}
	return out
}
