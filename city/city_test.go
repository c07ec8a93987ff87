// Package city_test holds Hà Nội's folder to what the law's rooms expect of it.
package city_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/city"
	"motcua/law/procedure"
	"motcua/words/form"
)

// read decodes a file of the folder strictly.
func read[T any](t *testing.T, name string) T {
	t.Helper()
	b, err := fs.ReadFile(city.Hanoi(), name)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v
}

// whole gives the procedures that are worked out, by the names of their files.
func whole(t *testing.T) map[string]procedure.Record {
	t.Helper()
	names, err := fs.Glob(city.Hanoi(), "procedures/*.json")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]procedure.Record{}
	for _, n := range names {
		out[path.Base(n)] = read[procedure.Record](t, n)
	}
	return out
}

func catalogue(t *testing.T) []procedure.Record {
	t.Helper()
	return read[[]procedure.Record](t, "catalogue.json")
}

// eachCase calls f for every case that is worked out, as a test of its own.
func eachCase(t *testing.T, f func(t *testing.T, r procedure.Record, c procedure.Case)) {
	t.Helper()
	for name, r := range whole(t) {
		for _, c := range r.Cases {
			t.Run(name+"/"+c.ID, func(t *testing.T) {
				t.Parallel()
				f(t, r, c)
			})
		}
	}
}

func compiled(t *testing.T, c procedure.Case) (*form.Compiled, *procedure.Machine) {
	t.Helper()
	cf, err := form.Compile(c.Form)
	if err != nil {
		t.Fatalf("form: %v", err)
	}
	m, err := procedure.CompileFor(c.Process, cf)
	if err != nil {
		t.Fatalf("process: %v", err)
	}
	return cf, m
}

func TestWorkedOutProceduresSayEverything(t *testing.T) {
	t.Parallel()
	eachCase(t, func(t *testing.T, r procedure.Record, c procedure.Case) {
		compiled(t, c)
		if r.Name == "" || r.NameEN == "" || r.ShortName == "" || r.Description == "" || r.Conditions == "" || r.Sector == "" {
			t.Error("a name, the description, the conditions or the sector is missing")
		}
		if len(r.Audiences) == 0 || len(r.LifeEvents) == 0 || len(r.Keywords) == 0 || len(r.Results) == 0 || len(r.Bases) == 0 {
			t.Error("audiences, life events, keywords, results or legal bases are missing")
		}
		if len(c.Papers) == 0 || len(c.Channels) == 0 || c.Name.EN == "" {
			t.Error("papers, channels or the English name of the case are missing")
		}
		for _, ch := range c.Channels {
			if ch.Limit == nil && !ch.SameDay && !ch.NoDue || ch.Basis == "" {
				t.Errorf("channel %d has no limit or no legal basis", ch.Channel)
			}
			if !ch.Free && len(ch.Fees) == 0 {
				t.Errorf("channel %d says nothing of fees", ch.Channel)
			}
		}
		if c.Process.Basis == "" && !c.Process.Example {
			t.Error("the process has no basis and is not marked as an example")
		}
		for _, f := range procedure.Check(r) {
			t.Error(f)
		}
		if c.Process.Example != slices.Contains(r.Example, "process") {
			t.Error("the process and the record do not agree on whether it is an example")
		}
	})
}

// The pack's own reader takes the folder, every version can be published after the one before, and each day of the
// demonstration's year has a version of every procedure in force.
func TestThePackPublishes(t *testing.T) {
	t.Parallel()
	records, err := procedure.ParsePack(city.Hanoi(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if want := len(whole(t)) + len(catalogue(t)); len(records) != want {
		t.Errorf("the pack has %d records, want %d", len(records), want)
	}
	at := time.Date(2025, 7, 1, 0, 0, 0, 0, zone)
	b := procedure.NewCatalogueBuilder()
	have := map[procedure.ID][]procedure.Record{}
	for _, r := range records {
		facts, err := procedure.Publish(have[r.Code], r, at)
		if err != nil {
			t.Fatalf("%s version %d: %v", r.Code, r.Version, err)
		}
		have[r.Code] = append(have[r.Code], r)
		for _, f := range facts {
			if err := b.Apply(f.Kind, f.Body, at, int64(len(have[r.Code]))); err != nil {
				t.Fatal(err)
			}
		}
	}
	folded := b.Catalogue()
	for code, versions := range have {
		for _, moment := range []time.Time{at, versions[len(versions)-1].From.Add(-time.Second), versions[len(versions)-1].From, filed} {
			got := folded.Current(code, moment)
			if moment.Before(at) {
				continue
			}
			if got == nil || got.Version != len(versions) && !moment.Before(versions[len(versions)-1].From) {
				t.Errorf("%s at %v: got %v", code, moment, got)
			}
		}
	}
}

func TestVersionsFollowEachOther(t *testing.T) {
	t.Parallel()
	records := whole(t)
	seconds := 0
	for name, r := range records {
		code, later, second := strings.Cut(strings.TrimSuffix(name, ".json"), ".v")
		if string(r.Code) != code {
			t.Errorf("%s holds %s", name, r.Code)
		}
		if !second {
			if r.Version != 1 {
				t.Errorf("%s is version %d", name, r.Version)
			}
			continue
		}
		before := code + ".json"
		if r.Version > 2 {
			before = fmt.Sprintf("%s.v%d.json", code, r.Version-1)
		}
		seconds++
		first := records[before]
		if strconv.Itoa(r.Version) != later || first.To.IsZero() || !first.To.Equal(r.From) {
			t.Errorf("%s: version %d begins %v, the one before ends %v", name, r.Version, r.From, first.To)
		}
		for _, c := range first.Cases {
			if !slices.ContainsFunc(r.Cases, func(d procedure.Case) bool { return d.ID == c.ID }) {
				t.Errorf("%s lost the case %s: what was filed under it could not be received", name, c.ID)
			}
		}
	}
	if seconds < 2 {
		t.Errorf("%d procedures have a second version, want at least 2", seconds)
	}
}

func TestCatalogueIsComplete(t *testing.T) {
	t.Parallel()
	seen := map[procedure.ID]bool{}
	for _, r := range whole(t) {
		seen[r.Code] = true
	}
	records := catalogue(t)
	for _, r := range records {
		if seen[r.Code] {
			t.Errorf("%s stands twice", r.Code)
		}
		seen[r.Code] = true
		if r.Description == "" || r.ShortName == "" || len(r.Competent) == 0 || len(r.LifeEvents) == 0 || len(r.Audiences) == 0 || len(r.Bases) == 0 && r.Code != "1.001613" {
			t.Errorf("%s lacks its description, short name, agency, life event, audience or basis", r.Code)
		}
		for _, f := range procedure.Check(r) {
			// Some published limits have no unit: the record says so in words.
			if f.Error || f.Code != "part" || !strings.HasSuffix(f.Path, ".limit") {
				t.Errorf("%s: %s", r.Code, f)
			}
		}
		for _, c := range r.Cases {
			if c.Process != nil || len(c.Papers) == 0 || len(c.Channels) == 0 {
				t.Errorf("%s: a catalogue record has papers and channels, and no process", r.Code)
			}
			for _, ch := range c.Channels {
				if ch.Limit == nil && ch.LimitText == "" {
					t.Errorf("%s: channel %d says nothing of time", r.Code, ch.Channel)
				}
			}
		}
	}
	if len(records) < 75 {
		t.Errorf("%d catalogue records, want about eighty", len(records))
	}
}

// A lifeEvent (sự kiện của cuộc sống) gathers procedures under what happens to people.
type lifeEvent struct {
	Slug        string         `json:"slug"`
	Title       form.Text      `json:"title"`
	Description form.Text      `json:"description"`
	Procedures  []procedure.ID `json:"procedures"`
	Questions   []struct {
		ID      string    `json:"id"`
		Text    form.Text `json:"text"`
		Options []struct {
			Value      string                  `json:"value"`
			Label      form.Text               `json:"label"`
			Procedures []procedure.ID          `json:"procedures"`
			Cases      map[procedure.ID]string `json:"cases"`
		} `json:"options"`
	} `json:"questions"`
}

func TestLifeEventsAndProceduresKnowEachOther(t *testing.T) {
	t.Parallel()
	events := map[string]lifeEvent{}
	for _, e := range read[[]lifeEvent](t, "lifeevents.json") {
		if e.Title.VI == "" || e.Title.EN == "" || e.Description.VI == "" || e.Description.EN == "" || len(e.Procedures) == 0 {
			t.Errorf("%s is not filled in", e.Slug)
		}
		events[e.Slug] = e
	}
	known := map[procedure.ID]procedure.Record{}
	for _, r := range catalogue(t) {
		known[r.Code] = r
	}
	for _, r := range whole(t) {
		known[r.Code] = r
	}
	for _, r := range known {
		for _, slug := range r.LifeEvents {
			e, ok := events[slug]
			if !ok || !slices.Contains(e.Procedures, r.Code) {
				t.Errorf("%s names the life event %s, which does not have it", r.Code, slug)
			}
		}
	}
	for _, e := range events {
		for _, x := range e.Questions {
			for _, o := range x.Options {
				for _, code := range o.Procedures {
					if !slices.Contains(e.Procedures, code) {
						t.Errorf("the life event %s asks %s for %s, which is not one of its procedures", e.Slug, x.ID, code)
					}
				}
			}
		}
		for _, code := range e.Procedures {
			if r, ok := known[code]; !ok || !slices.Contains(r.LifeEvents, e.Slug) {
				t.Errorf("the life event %s has %s, which does not name it", e.Slug, code)
			}
		}
	}
}

// A setting (tham số) is a value of the city with its legal basis.
type setting struct {
	Name        string     `json:"name"`
	Group       string     `json:"group"`
	Label       form.Text  `json:"label"`
	Value       any        `json:"value"`
	Basis       string     `json:"basis"`
	Unconfirmed bool       `json:"unconfirmed"`
	Note        *form.Text `json:"note"`
	From        string     `json:"from"`
	To          string     `json:"to"`
}

func TestSettingsAreNamedOnceInBothLanguages(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range read[[]setting](t, "settings.json") {
		if seen[s.Name] || !strings.HasPrefix(s.Name, s.Group+".") {
			t.Errorf("%s stands twice or outside its group %s", s.Name, s.Group)
		}
		seen[s.Name] = true
		if s.Label.VI == "" || s.Label.EN == "" || s.Note != nil && (s.Note.VI == "" || s.Note.EN == "") {
			t.Errorf("%s is not filled in", s.Name)
		}
		for _, day := range []string{s.From, s.To} {
			if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
				t.Errorf("%s: %v", s.Name, err)
			}
		}
	}
	for _, must := range []string{"filing.own-page", "filing.portal-address", "calendar.after-hours-due", "supplement.mode", "intake.acknowledge-within", "code.serial-width"} {
		if !seen[must] {
			t.Errorf("the setting %s is missing", must)
		}
	}
}

// A sample is a form filled in with invented people.
type sample struct {
	Procedure procedure.ID `json:"procedure"`
	Version   int          `json:"version"`
	Case      string       `json:"case"`
	Values    form.Values  `json:"values"`
}

func samples(t *testing.T) []sample {
	t.Helper()
	return read[[]sample](t, "samples.json")
}

var zone = time.FixedZone("+07", 7*3600)

// filed is a day on which every sample may be filed.
var filed = time.Date(2026, 11, 25, 9, 0, 0, 0, zone)
