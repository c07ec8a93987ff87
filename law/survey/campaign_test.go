package survey_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/law/survey"
	"motcua/words/form"
	"motcua/words/ledger"
)

func membersOf(n, strata int) []survey.Member {
	out := make([]survey.Member, n)
	for i := range out {
		out[i] = survey.Member{ID: fmt.Sprintf("d%04d", i), Stratum: fmt.Sprintf("u%d", i%strata)}
	}
	return out
}

// What people wrote is read only where enough wrote, in no order of arrival.
func TestWordsAreShownOnlyWhereEnoughPeopleWrote(t *testing.T) {
	t.Parallel()
	all := []string{"xa", "chậm", "ổn", "bụi"}
	if got := survey.ShownWords(all, 5); got != nil {
		t.Errorf("four people's words: %q", got)
	}
	if got := survey.ShownWords(append(all, "ấm"), 5); !slices.Equal(got, []string{"bụi", "chậm", "xa", "ấm", "ổn"}) {
		t.Errorf("five people's words: %q", got)
	}
}

// Of a large population those are drawn whom a sorting of all of them draws.
func TestALargePopulationIsDrawnAsIfAllWereSorted(t *testing.T) {
	t.Parallel()
	members := membersOf(20000, 3)
	for _, size := range []int{0, 1, 70, 6000, 30000} {
		sorted := slices.Clone(members)
		number := func(m survey.Member) string {
			n := sha256.Sum256([]byte("s.eal\x00" + m.ID))
			return string(n[:])
		}
		slices.SortFunc(sorted, func(a, b survey.Member) int { return strings.Compare(number(a), number(b)) })
		want := sorted[:min(size, len(sorted))]
		slices.SortFunc(want, func(a, b survey.Member) int { return strings.Compare(a.ID, b.ID) })
		if got := survey.Draw(members, survey.Sampling{Size: size, Seed: "s.eal"}); !slices.Equal(got, want) {
			t.Errorf("%d of %d: %d were drawn, and not those", size, len(members), len(got))
		}
	}
}

func TestWhoeverHasTheSeedDrawsTheSame(t *testing.T) {
	t.Parallel()
	members := membersOf(500, 7)
	plan := survey.Sampling{Stratified: true, Size: 6, Sizes: map[string]int{"u3": 20}, Seed: "2026-Q3"}
	got := survey.Draw(members, plan)
	mixed := slices.Clone(members)
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
	if !slices.Equal(got, survey.Draw(mixed, plan)) || survey.FrameDigest(members) != survey.FrameDigest(mixed) {
		t.Error("the order of the members changes the draw")
	}
	sizes := map[string]int{}
	for _, m := range got { // a second computation, from the words of the method: fewer than its size have a smaller number
		smaller := 0
		mine := sha256.Sum256([]byte("2026-Q3\x00" + m.ID))
		for _, x := range members {
			if n := sha256.Sum256([]byte("2026-Q3\x00" + x.ID)); x.Stratum == m.Stratum && bytes.Compare(n[:], mine[:]) < 0 {
				smaller++
			}
		}
		size := 6
		if m.Stratum == "u3" {
			size = 20
		}
		if sizes[m.Stratum]++; smaller >= size {
			t.Errorf("%s was drawn and %d come before it", m.ID, smaller)
		}
	}
	for u, n := range sizes {
		if u != "u3" && n != 6 || u == "u3" && n != 20 {
			t.Errorf("%s has %d", u, n)
		}
	}
	plan.Seed = "another"
	if slices.Equal(got, survey.Draw(members, plan)) {
		t.Error("another seed draws the same")
	}
}

func TestEachIsDrawnEquallyOften(t *testing.T) {
	t.Parallel()
	const n, size, times = 40, 10, 4000
	members, drawn := membersOf(n, 1), map[string]int{}
	for i := range times {
		for _, m := range survey.Draw(members, survey.Sampling{Size: size, Seed: fmt.Sprint(i)}) {
			drawn[m.ID]++
		}
	}
	chi, want := 0.0, float64(times*size)/n
	for _, m := range members {
		d := float64(drawn[m.ID]) - want
		chi += d * d / (want * (1 - float64(size)/n))
	}
	if chi > 76 { // 39 degrees of freedom: one in 5,000
		t.Errorf("χ² is %.1f over %d members", chi, n)
	}
}

// Two strata of 100 and 300, by hand (Cochran 1977, (5.1) and (5.7)); one of 50 from which nobody answered is left out, so W = 1/4 and 3/4.
//
//	stratum   N    n  answers     mean  s²                       (1 − n/N)    W²(1 − n/N)s²/n
//	a        100   4  1 2 3 4     2.5   (2.25+0.25+0.25+2.25)/3  0.96         0.0625·0.96·1.6667/4       = 0.025
//	b        300   5  5 5 4 4 3   4.2   (0.64·2+0.04·2+1.44)/4   0.98333      0.5625·0.98333·0.7/5      = 0.0774375
//
// mean = 0.25·2.5 + 0.75·4.2 = 3.775; variance = 0.1024375; 95 %: 3.775 ± 1.959964·0.3200586 = 3.147697 to 4.402303.
func TestPostStratifiedMeanIsTheOneByHand(t *testing.T) {
	t.Parallel()
	m := survey.PostStratified([]survey.PoolCell{{100, []float64{1, 2, 3, 4}}, {300, []float64{5, 5, 4, 4, 3}}, {50, nil}})
	near := func(what string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	near("the mean", m.Mean, 3.775)
	near("the variance", m.Variance, 0.0625*0.96*(5.0/3)/4+0.5625*(1-5.0/300)*0.7/5)
	near("the variance in figures", m.Variance, 0.1024375)
	if math.Abs(m.Low-3.147697) > 5e-6 || math.Abs(m.High-4.402303) > 5e-6 {
		t.Errorf("the interval is %.6f to %.6f", m.Low, m.High)
	}
	if all := survey.PostStratified([]survey.PoolCell{{3, []float64{5, 1, 3}}}); all.Variance != 0 || all.Mean != 3 {
		t.Errorf("when everybody answered %+v", all)
	}
}

// Every sum of pools, and so every difference of two of them, is over no answers at all or over at least as many as the rule says.
func TestNoDifferenceOfPoolsShowsFewerThanTheRuleSays(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for range 3000 {
		answers, all := map[string]int{}, 0
		for i := range r.IntN(9) {
			n := r.IntN(12)
			answers[fmt.Sprintf("u%d", i)], all = n, all+n
		}
		least := 3 + r.IntN(6)
		pools := survey.Pools(answers, least)
		if (all >= least) != (len(pools) > 0) {
			t.Fatalf("%v: %d pools of %d answers, least %d", answers, len(pools), all, least)
		}
		seen, sum := map[string]bool{}, 0
		for _, p := range pools {
			n := 0
			for _, s := range p.Strata {
				if seen[s] {
					t.Fatalf("%v: %s stands twice", answers, s)
				}
				seen[s], n = true, n+answers[s]
			}
			if n != p.Answers || n < least {
				t.Fatalf("%v: a pool of %d, least %d", answers, n, least)
			}
			sum += n
		}
		if len(pools) > 0 && sum != all {
			t.Fatalf("%v: the pools have %d of %d", answers, sum, all)
		}
		for a := range 1 << len(pools) { // differences of any two unions
			for b := range 1 << len(pools) {
				n := 0
				for i, p := range pools {
					if a&^b>>i&1 == 1 {
						n += p.Answers
					}
				}
				if n != 0 && n < least {
					t.Fatalf("%v: a difference over %d", answers, n)
				}
			}
		}
	}
}

func TestAPublishedQuestionnaireNeverChanges(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC)
	var events []ledger.Event
	add := func(facts []ledger.Fact, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range facts {
			events = append(events, ledger.Event{Fact: f, Version: int64(len(events) + 1)})
		}
	}
	fold := func() *survey.Sheet {
		t.Helper()
		s, err := survey.FoldSheet("x", events)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	add(fold().Save(survey.SIPASQuestionnaire(), at, "p1", "u"))
	add(fold().Save(survey.SIPASQuestionnaire(), at, "p3", "u"))
	for _, author := range []string{"p1", "p3"} { // whoever wrote on it, not only the last
		if _, err := fold().Publish(at, author, "u"); key(err) != "questionnaire.own-draft" {
			t.Errorf("%s publishes the own draft: %v", author, err)
		}
	}
	add(fold().Publish(at, "p2", "u"))
	if _, err := fold().Publish(at, "p2", "u"); key(err) != "questionnaire.no-draft" {
		t.Errorf("it is published twice: %v", err)
	}
	changed := survey.SIPASQuestionnaire()
	changed.Title = form.Text{VI: "Phiếu khác", EN: "Another"}
	add(fold().Save(changed, at, "p1", "u"))
	if s := fold(); s.Wrote("p3") || !s.Wrote("p1") {
		t.Errorf("the second version is written by %q", s.Authors)
	}
	if one, ok := fold().Released(1); !ok || one.Title != survey.SIPASQuestionnaire().Title || fold().Title() != changed.Title {
		t.Errorf("version 1 is %+v", one.Title)
	}
	for what, spoil := range map[string]func(*survey.Questionnaire){
		"no question": func(q *survey.Questionnaire) { q.Asks = nil }, "no English": func(q *survey.Questionnaire) { q.Asks[0].Label.EN = "" },
		"a kind that there is not": func(q *survey.Questionnaire) { q.Asks[0].Kind = "date" }, "a question twice": func(q *survey.Questionnaire) { q.Asks[1].ID = q.Asks[0].ID },
		"a choice of nothing": func(q *survey.Questionnaire) { q.Asks[0].Kind = survey.OneOf },
	} {
		q := survey.SIPASQuestionnaire()
		spoil(&q)
		if _, err := fold().Save(q, at, "p1", "u"); err == nil {
			t.Errorf("%s is taken", what)
		}
	}
}
