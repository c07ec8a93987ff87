package survey_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"motcua/law/survey"
)

// aCity draws dossiers of a made-up city: units u0 … u5, of which the odd ones stand under the even ones before them, and all under top.
func aCity(r *rand.Rand, n int) []survey.Work {
	unit := func() string { return fmt.Sprintf("u%d", r.IntN(6)) }
	base := time.Date(2026, 4, 1, 3, 0, 0, 0, time.UTC)
	out := make([]survey.Work, n)
	for i := range out {
		w := survey.Work{
			Dossier: fmt.Sprintf("d%03d", i), Procedure: fmt.Sprintf("p%d", r.IntN(4)), Online: r.IntN(2) == 0, Offered: r.IntN(2) == 0, Listed: r.IntN(5) > 0,
			OneStop: r.IntN(4) > 0, Reception: unit(), Competent: unit(), Ended: base.AddDate(0, 0, r.IntN(80)),
		}
		if r.IntN(10) > 0 {
			w.Due = w.Ended.AddDate(0, 0, r.IntN(3)-1)
		}
		for range r.IntN(4) {
			w.Asked = append(w.Asked, []string{"incomplete", "contradicts"}[r.IntN(2)])
		}
		for range r.IntN(5) {
			s := survey.Step{Unit: unit(), Person: fmt.Sprintf("o%d", r.IntN(5))}
			if r.IntN(5) == 0 {
				s.Person = ""
			}
			s.Done = w.Ended
			if r.IntN(5) > 0 {
				s.Due = w.Ended.AddDate(0, 0, r.IntN(3)-1)
			}
			w.Steps = append(w.Steps, s)
		}
		if r.IntN(6) == 0 {
			w.Complaints = append(w.Complaints, survey.Complaint{Unit: unit(), Person: []string{"", "o1"}[r.IntN(2)]})
		}
		out[i] = w
	}
	return out
}

func aboveInCity(u string) []string {
	switch u {
	case "u1", "u3", "u5":
		return []string{"u" + string(u[1]-1), "top"}
	case "top":
		return nil
	}
	return []string{"top"}
}

// bySum counts one indicator of one subject in the plainest way: over all dossiers, question by question.
func bySum(city []survey.Work, unit, person string, i int) (sum, n, dossiers int) {
	within := func(u string) bool {
		if u == unit {
			return true
		}
		for _, a := range aboveInCity(u) {
			if a == unit {
				return true
			}
		}
		return false
	}
	days := func(a, b time.Time) int {
		switch {
		case a.After(b):
			return 0
		case a.Equal(b):
			return 1
		}
		return 2
	}
	for _, w := range city {
		part, worst := person == "" && (within(w.Reception) || within(w.Competent)), survey.Unknown
		for _, s := range w.Steps {
			mine := person == "" && within(s.Unit) || person != "" && s.Unit == unit && s.Person == person
			if !mine {
				continue
			}
			part = true
			if !s.Due.IsZero() {
				if p := days(s.Done, s.Due); worst == survey.Unknown || p < worst {
					worst = p
				}
			}
		}
		if !part {
			continue
		}
		dossiers++
		p := survey.Unknown
		total := survey.Unknown
		if !w.Due.IsZero() {
			total = days(w.Ended, w.Due)
		}
		switch i {
		case 1:
			p = total
		case 2:
			p = worst
		case 3:
			asked := 0
			for _, reason := range w.Asked {
				if reason != "contradicts" {
					asked++
				}
			}
			p = max(0, 2-asked)
		case 4:
			if p = 1; w.Online {
				p = 2
			}
		case 7:
			if p = total; p == 0 { // late and nobody complained: the circular says nothing
				p = survey.Unknown
			}
			for _, c := range w.Complaints {
				if person == "" && within(c.Unit) || person != "" && (c.Person == person || c.Person == "" && c.Unit == unit) {
					p = 0
				}
			}
		}
		if p != survey.Unknown {
			sum, n = sum+p, n+1
		}
	}
	return sum, n, dossiers
}

func TestScoresAreThoseOfThePlainestCounting(t *testing.T) {
	t.Parallel()
	rules := survey.Scoring{Excused: []string{"contradicts"}}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 7))
		city := aCity(r, 1+r.IntN(60))
		var lines []survey.Line
		for i := range city {
			lines = append(lines, city[i].Lines(&rules, aboveInCity)...)
		}
		got := survey.Sum(lines)
		subjects := 0
		for _, unit := range []string{"top", "u0", "u1", "u2", "u3", "u4", "u5"} {
			for _, person := range []string{"", "o0", "o1", "o2", "o3", "o4"} {
				_, _, dossiers := bySum(city, unit, person, 1)
				s := got[survey.Subject{Unit: unit, Person: person}]
				if s == nil {
					if dossiers != 0 {
						t.Fatalf("seed %d: %s %s has %d dossiers and no score", seed, unit, person, dossiers)
					}
					continue
				}
				if subjects++; s.Dossiers != dossiers {
					t.Fatalf("seed %d: %s %s has %d dossiers, want %d", seed, unit, person, s.Dossiers, dossiers)
				}
				for _, i := range survey.OfDossier {
					if sum, n, _ := bySum(city, unit, person, i); s.Sum[i] != sum || s.N[i] != n {
						t.Fatalf("seed %d: indicator %d of %s %s is %d of %d, want %d of %d", seed, i, unit, person, s.Sum[i], s.N[i], sum, n)
					}
				}
			}
		}
		if subjects != len(got) {
			t.Fatalf("seed %d: %d subjects, want %d", seed, len(got), subjects)
		}
	}
}

// law: tt01-2018/13
func TestIndicatorsOfAUnit(t *testing.T) {
	t.Parallel()
	procs := func(n, desk, oneStop, online int, offered bool) map[string]survey.ProcedureCount {
		return map[string]survey.ProcedureCount{"p": {Dossiers: n, AtDesk: desk, OneStop: oneStop, Online: online, Offered: offered, Listed: true}}
	}
	five := map[string]survey.ProcedureCount{} // one procedure of five is settled at the desk
	for i := range 5 {
		five[fmt.Sprint(i)] = survey.ProcedureCount{Dossiers: 10, OneStop: 9, AtDesk: 10 * (1 - min(i, 1)), Online: 2, Offered: i == 0}
	}
	for _, c := range []struct {
		what string
		u    survey.UnitCount
		i    int
		want int
	}{
		{"a city unit settles 20 % of its procedures at the desk", survey.UnitCount{Procedures: five}, 5, 2},
		{"a commune has to settle all", survey.UnitCount{Commune: true, Procedures: five}, 5, 0},
		{"all came through the desk", survey.UnitCount{Procedures: procs(10, 9, 10, 0, false)}, 5, 1},
		{"nothing is known of a unit without dossiers", survey.UnitCount{}, 5, survey.Unknown},
		{"posted and published", survey.UnitCount{Posted: 1, Procedures: procs(1, 0, 1, 0, false)}, 6, 2},
		{"published alone", survey.UnitCount{Posted: 0, Procedures: procs(1, 0, 1, 0, false)}, 6, 1},
		{"nobody knows whether it is posted", survey.UnitCount{Posted: survey.Unknown, Procedures: procs(1, 0, 1, 0, false)}, 6, survey.Unknown},
		{"no petition", survey.UnitCount{}, 8, 2},
		{"all in time", survey.UnitCount{Petitions: 3, InTime: 3}, 8, 2},
		{"nine of ten", survey.UnitCount{Petitions: 10, InTime: 9}, 8, 1},
		{"eight of nine", survey.UnitCount{Petitions: 9, InTime: 8}, 8, 0},
		{"one drags on", survey.UnitCount{Petitions: 10, InTime: 9, Dragging: []string{"PA26-000001"}}, 8, 0},
		{"30 % online", survey.UnitCount{Procedures: procs(10, 0, 10, 3, true)}, 9, 2},
		{"20 % online", survey.UnitCount{Procedures: procs(10, 0, 10, 2, true)}, 9, 1},
		{"10 % online", survey.UnitCount{Procedures: procs(10, 0, 10, 1, true)}, 9, 0},
		{"one came late", survey.UnitCount{OnlineLate: 1, Procedures: procs(10, 0, 10, 9, true)}, 9, 0},
		{"no service", survey.UnitCount{Procedures: procs(10, 0, 10, 9, false)}, 9, 0},
	} {
		if got := c.u.Points(&survey.Scoring{})[c.i]; got != c.want {
			t.Errorf("%s: indicator %d is %d, want %d", c.what, c.i, got, c.want)
		}
	}
}

func TestPointsAreReadBackAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	p := [survey.Indicators + 1]int{survey.Unknown, 2, 1, 0, survey.Unknown, 2, 0, 1, 2, survey.Unknown}
	if got := survey.ReadPoints(survey.WritePoints(p)); got != p {
		t.Errorf("read %v, want %v", got, p)
	}
}
