package survey_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"motcua/law/survey"
)

// The examples of Newcombe 1998, table I, method 3 (Wilson's score without correction).
func TestIntervalsAreThoseOfThePublishedTable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		good, all int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0000, 0.1611}, {1, 29, 0.0061, 0.1718}, {29, 29, 0.8830, 1.0000},
	} {
		got := survey.Count{Answers: c.all, Good: c.good}.Interval()
		if math.Abs(got.Low-c.low) > 0.00006 || math.Abs(got.High-c.high) > 0.00006 {
			t.Errorf("%d of %d: %.4f to %.4f, the table says %.4f to %.4f", c.good, c.all, got.Low, got.High, c.low, c.high)
		}
	}
	if got := (survey.Count{}).Interval(); got != (survey.Interval{Low: 0, High: 1}) {
		t.Errorf("no answers say %v", got)
	}
}

func TestTheTargetIsReachedOnlyWhenTheLowerBoundSaysSo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		good, all int
		want      survey.Verdict
	}{
		{20, 20, survey.NotShown},
		{72, 72, survey.NotShown},
		{73, 73, survey.Reached},
		{960, 1000, survey.NotShown},
		{970, 1000, survey.Reached},
		{950, 1000, survey.NotShown},
		{900, 1000, survey.Missed},
		{0, 0, survey.NotShown},
	} {
		if got := (survey.Count{Answers: c.all, Good: c.good}).Interval().Against(survey.Target); got != c.want {
			t.Errorf("%d of %d: %s, want %s", c.good, c.all, got, c.want)
		}
	}
}

func TestWeightsSpeakForAllWhoWereAsked(t *testing.T) {
	t.Parallel()
	// Of 1,000 people 900 came to a desk of which few answer, 100 filed online where nearly all do.
	w := survey.Weigh([]survey.Stratum{
		{Unit: "a", Channel: "desk", Asked: 900, Count: survey.Count{Answers: 50, Good: 40}},
		{Unit: "a", Channel: "online", Asked: 100, Count: survey.Count{Answers: 90, Good: 90}},
		{Unit: "b", Channel: "desk", Asked: 40},
	})
	if math.Abs(w.Share-(0.9*0.8+0.1*1)) > 1e-9 {
		t.Errorf("the share is %.4f, want 0.82", w.Share)
	}
	if w.Asked != 1040 || w.Covered != 1000 || w.Strata != 2 {
		t.Errorf("asked %d, covered %d, strata %d", w.Asked, w.Covered, w.Strata)
	}
	// By hand, z² = 3.841459: Wilson's centres (40+z²/2)/(50+z²) = 0.778596 and (90+z²/2)/(90+z²) = 0.979532; weighed 0.798689; variance
	// 0.81·0.778596·0.221404/50 + 0.01·0.979532·0.020468/90 = 0.00279486; n = 0.798689·0.201311/0.00279486 = 57.5288; Wilson of 0.82 and n.
	if math.Abs(w.Interval.Low-0.701785) > 2e-6 || math.Abs(w.Interval.High-0.898154) > 2e-6 {
		t.Errorf("the weighted interval is %.6f to %.6f, by hand 0.701785 to 0.898154", w.Interval.Low, w.Interval.High)
	}
	if plain := survey.Wilson(130, 140); w.Interval.Low >= plain.Low || w.Interval.High-w.Interval.Low <= plain.High-plain.Low {
		t.Errorf("the weighted interval %v is not wider than the plain one %v", w.Interval, plain)
	}
	if w.Interval.Low > w.Share || w.Interval.High < w.Share {
		t.Errorf("%v does not hold %.3f", w.Interval, w.Share)
	}
	// One stratum is a plain sample: the interval is nearly Wilson's.
	one := survey.Weigh([]survey.Stratum{{Asked: 263, Count: survey.Count{Answers: 263, Good: 81}}})
	if got := survey.Wilson(81, 263); math.Abs(one.Interval.Low-got.Low) > 0.003 || math.Abs(one.Interval.High-got.High) > 0.003 {
		t.Errorf("one stratum: %v, want about %v", one.Interval, got)
	}
	if all := survey.Weigh([]survey.Stratum{{Asked: 10, Count: survey.Count{Answers: 3, Good: 3}}}); all.Interval.Low > 0.6 {
		t.Errorf("three content people make certain: %v", all.Interval)
	}
	if none := survey.Weigh([]survey.Stratum{{Asked: 10}}); none.Interval != (survey.Interval{Low: 0, High: 1}) || none.Covered != 0 {
		t.Errorf("nobody answered: %+v", none)
	}
}

func TestAWeightedFigureSpeaksOnlyForMostOfThoseWhoWereAsked(t *testing.T) {
	t.Parallel()
	for rest, want := range map[int]bool{0: true, 25: true, 26: false, 900: false} {
		w := survey.Weigh([]survey.Stratum{{Unit: "a", Asked: 100, Count: survey.Count{Answers: 50, Good: 40}}, {Unit: "b", Asked: rest}})
		if w.Speaks() != want {
			t.Errorf("100 of %d are covered: it speaks is %v", 100+rest, w.Speaks())
		}
	}
	if w := survey.Weigh(nil); w.Speaks() {
		t.Error("a figure of nobody speaks")
	}
}

// How many are satisfied is known, so that a single point of few people could be had by taking away.
func TestPointsOfFewPeopleAreNotShownNorCanBeHadBySubtraction(t *testing.T) {
	t.Parallel()
	few, withheld := survey.Level{Few: true}, survey.Level{Withheld: true}
	for _, c := range []struct {
		spread, want [survey.Highest + 1]survey.Level
	}{
		{levels(0, 20, 9, 8, 7, 6), levels(0, 20, 9, 8, 7, 6)},
		{levels(0, 2, 9, 8, 30, 40), [survey.Highest + 1]survey.Level{{}, few, {N: 9}, withheld, {N: 30}, {N: 40}}},
		{levels(0, 2, 3, 8, 3, 40), [survey.Highest + 1]survey.Level{{}, few, few, {N: 8}, few, withheld}},
		{levels(0, 0, 0, 4, 0, 40), [survey.Highest + 1]survey.Level{{}, withheld, {}, few, {}, {N: 40}}},
	} {
		var g survey.Group
		for i, l := range c.spread {
			g.Spread[i] = l.N
		}
		got := g.Levels(5)
		for i := range got {
			if got[i].Few != c.want[i].Few || got[i].Withheld != c.want[i].Withheld || !got[i].Few && !got[i].Withheld && got[i].N != c.want[i].N {
				t.Errorf("%v at point %d: %+v, want %+v", g.Spread, i, got[i], c.want[i])
			}
		}
	}
}

func levels(ns ...int) (all [survey.Highest + 1]survey.Level) {
	for i, n := range ns {
		all[i].N = n
	}
	return all
}

// Whoever answers for all units sees what the whole city's figure is; who answers for some of a group sees nothing of it.
func TestAGroupOfSeveralUnitsCountsForWhoeverHasThemAll(t *testing.T) {
	t.Parallel()
	var all []survey.Scored
	for _, u := range []string{"a", "a", "b", "b", "c"} {
		all = append(all, survey.Scored{Cell: survey.Cell{Unit: u, Reception: "r" + u, Channel: "1", Month: "2026-03"}, Points: [6]int{5}})
	}
	groups, _ := survey.Groups(all, "2026-04", 5)
	if len(groups) != 1 {
		t.Fatalf("%d groups", len(groups))
	}
	for _, c := range []struct {
		filter survey.Filter
		want   bool
	}{
		{survey.Filter{Units: []string{"a", "b", "c", "d"}}, true},
		{survey.Filter{Receptions: []string{"ra", "rb", "rc"}}, true},
		{survey.Filter{Units: []string{"a", "b"}}, false},
		{survey.Filter{Receptions: []string{}}, false},
		{survey.Filter{Units: []string{"a", "b", "c"}, Channel: "2"}, false},
	} {
		if got := c.filter.Takes(&groups[0]); got != c.want {
			t.Errorf("%+v takes it: %v", c.filter, got)
		}
	}
}

// answersOf makes n answers that come one after another.
func answersOf(r *rand.Rand, n int) []survey.Scored {
	months := []string{"2026-01", "2026-02", "2026-03"}
	out := make([]survey.Scored, n)
	for i := range out {
		c := survey.Cell{
			Unit: fmt.Sprint("u", r.IntN(4)), Reception: fmt.Sprint("r", r.IntN(2)), Procedure: fmt.Sprint("p", r.IntN(6)*r.IntN(2)), Channel: []string{"desk", "online"}[r.IntN(2)],
			Month: months[i*len(months)/n],
		}
		p, way := 1+r.IntN(5), survey.Ways[r.IntN(len(survey.Ways))]
		c.Hand = way.Hand()
		out[i] = survey.Scored{Cell: c, Way: way, Good: survey.Satisfied(p), Points: [6]int{p}}
	}
	return out
}

// everyFilter is each choice that the page offers.
func everyFilter() []survey.Filter {
	out := []survey.Filter{{Receptions: []string{"r0"}}, {Receptions: []string{"r1"}}, {Receptions: []string{"r0"}, Channel: "desk"}, {Receptions: []string{"r0", "r1"}}}
	for _, us := range [][]string{nil, {"u0"}, {"u1"}, {"u2"}, {"u3"}, {"u0", "u1"}, {"u0", "u1", "u2"}, {"u0", "u1", "u2", "u3"}} {
		for _, p := range []string{"", "p0", "p1", "p2", "p3", "p4", "p5"} {
			for _, ch := range []string{"", "desk", "online"} {
				for _, m := range [][2]string{{}, {"2026-01", "2026-01"}, {"2026-02", "2026-02"}, {"2026-03", "2026-03"}, {"2026-01", "2026-02"}} {
					out = append(out, survey.Filter{Units: us, Procedure: p, Channel: ch, From: m[0], To: m[1]})
				}
			}
		}
	}
	return out
}

func taken(groups []survey.Group, f survey.Filter) map[int]bool {
	out := map[int]bool{}
	for i := range groups {
		if f.Takes(&groups[i]) {
			out[i] = true
		}
	}
	return out
}

// Whoever lays two filters over each other, or one before and after somebody's answer, learns of nobody alone.
func TestNoDifferenceOfFiguresShowsFewerThanTheRuleSays(t *testing.T) {
	t.Parallel()
	const least = 5
	for seed := range uint64(6) {
		r := rand.New(rand.NewPCG(seed, 7))
		all := answersOf(r, 400)
		groups, waiting := survey.Groups(all, "2026-03", least)
		n := waiting
		for _, g := range groups {
			if n += g.Answers; g.Answers > 0 && g.Answers < least {
				t.Fatalf("a group of %d: %+v", g.Answers, g)
			}
		}
		known := slices.DeleteFunc(slices.Clone(all), func(s survey.Scored) bool { return s.Way == survey.Code })
		if n != len(known) || len(known) == len(all) {
			t.Fatalf("%d of %d answers are in groups or wait, of %d that came", n, len(known), len(all))
		}
		without, _ := survey.Groups(known, "2026-03", least)
		if with := slices.DeleteFunc(slices.Clone(groups), func(g survey.Group) bool { return g.Ways[survey.Code] > 0 }); !reflect.DeepEqual(with, without) {
			t.Fatal("what came by the check code is in a figure")
		}
		filters := everyFilter()
		for range 3000 {
			a, b := taken(groups, filters[r.IntN(len(filters))]), taken(groups, filters[r.IntN(len(filters))])
			diff := 0
			for i := range groups {
				if a[i] != b[i] {
					diff += groups[i].Answers
				}
			}
			if diff != 0 && diff < least {
				t.Fatalf("two filters differ by %d answers", diff)
			}
		}
		// In time: one answer more adds none to a figure, or a whole group.
		before := survey.Count{}
		for i := 380; i <= len(all); i++ {
			groups, _ := survey.Groups(all[:i], "2026-03", least)
			now := survey.Count{}
			for _, g := range groups {
				now.Answers, now.Good = now.Answers+g.Answers, now.Good+g.Good
			}
			if d := now.Answers - before.Answers; i > 380 && d != 0 && d < least {
				t.Fatalf("answer %d moved the city's figure by %d", i, d)
			}
			before = now
		}
	}
}

func TestAnswersThatAreFewWaitAndJoinWhenTheMonthIsOver(t *testing.T) {
	t.Parallel()
	one := func(unit, procedure string) survey.Scored {
		return survey.Scored{Cell: survey.Cell{Unit: unit, Procedure: procedure, Channel: "desk", Month: "2026-03"}, Good: true, Points: [6]int{5}}
	}
	all := []survey.Scored{one("u", "a"), one("u", "b"), one("u", "c"), one("u", "d"), one("u", "e"), one("w", "a")}
	if groups, waiting := survey.Groups(all, "2026-03", 5); len(groups) != 0 || waiting != 6 {
		t.Errorf("in the running month %d groups, %d wait", len(groups), waiting)
	}
	groups, waiting := survey.Groups(all, "2026-04", 5)
	if len(groups) != 1 || waiting != 1 || groups[0].Unit != "u" || groups[0].Procedure != "" || groups[0].Answers != 5 {
		t.Fatalf("%+v, %d wait", groups, waiting)
	}
	if f := (survey.Filter{Procedure: "a"}); f.Takes(&groups[0]) {
		t.Error("a group of several procedures counts for one of them")
	}
	if f := (survey.Filter{Units: []string{"u"}}); !f.Takes(&groups[0]) {
		t.Error("a group of one unit does not count for it")
	}
	if _, ok := groups[0].Mean(1, 5); ok {
		t.Error("a factor that nobody answered has a mean")
	}
	if m, ok := groups[0].Mean(0, 5); !ok || m != 5 {
		t.Errorf("the mean is %v", m)
	}
}
