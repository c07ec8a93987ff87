package survey_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"motcua/law/survey"
)

// partly leaves factors out of answers, as people do, and has some name what was lacking.
func partly(r *rand.Rand, all []survey.Scored) []survey.Scored {
	for i := range all {
		for q := 1; q < len(all[i].Points); q++ {
			if r.IntN(q+1) == 0 {
				all[i].Points[q] = 1 + r.IntN(5)
			}
		}
		for _, id := range []string{"punctual", "polite", "place"} {
			if r.IntN(3) == 0 {
				all[i].Lacks = append(all[i].Lacks, id, id)
			}
		}
	}
	return all
}

// figureOf is what a page or the API shows for a choice: of each question how many answered it and what their points add up to.
func figureOf(groups []survey.Group, f survey.Filter, least int) map[string][2]int {
	var sum survey.Group
	for i := range groups {
		if f.Takes(&groups[i]) {
			sum.Add(&groups[i])
		}
	}
	out := map[string][2]int{
		"satisfied": {sum.Answers, sum.Good}, "own": {sum.Own.Answers, sum.Own.Good},
		"not own": {sum.Answers - sum.Own.Answers, sum.Good - sum.Own.Good}, // the figure of all without the one beside it
	}
	for w, n := range sum.Ways {
		out["by "+string(w)] = [2]int{n, n}
	}
	for q := range sum.N {
		if mean, ok := sum.Mean(q, least); ok {
			out[fmt.Sprint("question ", q)] = [2]int{sum.N[q], int(math.Round(mean * float64(sum.N[q])))}
		}
	}
	for id, n := range sum.Lacks {
		out[id] = [2]int{n, n}
	}
	return out
}

// splits are the rows into which a table breaks a choice down.
func splits(f survey.Filter) map[string][]survey.Filter {
	out := map[string][]survey.Filter{}
	add := func(by string, n int, set func(x *survey.Filter, i int)) {
		for i := range n {
			x := f
			set(&x, i)
			out[by] = append(out[by], x)
		}
	}
	if f.Units == nil {
		add("unit", 4, func(x *survey.Filter, i int) { x.Units = []string{fmt.Sprint("u", i)} })
	}
	if f.Receptions == nil {
		add("reception", 2, func(x *survey.Filter, i int) { x.Receptions = []string{fmt.Sprint("r", i)} })
	}
	if f.Procedure == "" {
		add("procedure", 6, func(x *survey.Filter, i int) { x.Procedure = fmt.Sprint("p", i) })
	}
	if f.Channel == "" {
		add("channel", 2, func(x *survey.Filter, i int) { x.Channel = []string{"desk", "online"}[i] })
	}
	if f.From != f.To || f.From == "" {
		months := []string{"2026-01", "2026-02", "2026-03"}
		months = slices.DeleteFunc(months, func(m string) bool { return f.To != "" && m > f.To })
		add("month", len(months), func(x *survey.Filter, i int) { x.From, x.To = months[i], months[i] })
		for i := 1; i < len(months); i++ { // the period without its last months
			x := f
			x.From, x.To = months[0], months[i-1]
			out["period"+x.To] = []survey.Filter{x}
		}
	}
	return out
}

// What a reader can do with a pocket calculator: takes the rows of a table from its total, or one period from a longer one, or one
// such difference from another, question by question. Nothing that is left over is of fewer people than the rule says.
func TestNothingThatIsTakenFromATotalLeavesFewAnswersToAnyQuestion(t *testing.T) {
	t.Parallel()
	const least = 5
	leftOver := func(total map[string][2]int, rows []map[string][2]int) map[string]int {
		out := map[string]int{}
		for q, f := range total {
			out[q] = f[0]
			for _, r := range rows {
				out[q] -= r[q][0]
			}
		}
		for _, r := range rows {
			for q := range r {
				if _, ok := total[q]; !ok {
					t.Errorf("a row tells of %s, and the total does not", q)
				}
			}
		}
		return out
	}
	few := func(n int) bool { return n < 0 || n > 0 && n < least }
	shown := map[string]int{}
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 11))
		all := partly(r, answersOf(r, 300+int(seed)*60))
		groups, _ := survey.Groups(all, "2026-03", least)
		for _, f := range everyFilter() {
			total := figureOf(groups, f, least)
			for q, x := range total {
				if shown[q] += x[0]; few(x[0]) {
					t.Fatalf("%+v shows %d answers to %s", f, x[0], q)
				}
			}
			for by, rows := range splits(f) {
				figures := make([]map[string][2]int, len(rows))
				for i := range rows {
					figures[i] = figureOf(groups, rows[i], least)
					if n := total["satisfied"][0] - figures[i]["own"][0]; few(n) {
						t.Fatalf("%+v without the own answers of %+v leaves %d", f, rows[i], n)
					}
					for q, n := range leftOver(total, figures[i:i+1]) { // a pair
						if few(n) {
							t.Fatalf("%+v without %+v leaves %d answers to %s", f, rows[i], n, q)
						}
					}
					for j := range i { // a triple
						for q, n := range leftOver(total, []map[string][2]int{figures[i], figures[j]}) {
							if few(n) {
								t.Fatalf("%+v without %+v and %+v leaves %d answers to %s", f, rows[i], rows[j], n, q)
							}
						}
					}
				}
				for q, n := range leftOver(total, figures) {
					if few(n) {
						t.Fatalf("%+v without its rows by %s leaves %d answers to %s", f, by, n, q)
					}
				}
			}
		}
	}
	for _, q := range []string{"satisfied", "question 0", "question 1", "question 2", "question 3", "question 4", "question 5", "punctual", "own", "not own", "by page", "by tablet"} {
		if shown[q] == 0 {
			t.Errorf("no figure tells of %s, so that this proves nothing", q)
		}
	}
}

// In a month that still runs whoever looks before and after an answer sees a whole group of each question more, or nothing.
func TestAnAnswerMovesTheFigureOfAFactorByAWholeGroup(t *testing.T) {
	t.Parallel()
	const least = 5
	r := rand.New(rand.NewPCG(3, 5))
	all := partly(r, answersOf(r, 300))
	var before map[string][2]int
	for i := 200; i <= len(all); i++ {
		groups, _ := survey.Groups(all[:i], "2026-03", least)
		now := figureOf(groups, survey.Filter{}, least)
		for q := range now {
			if d := now[q][0] - before[q][0]; before != nil && d != 0 && d < least {
				t.Fatalf("answer %d moved %s by %d", i, q, d)
			}
		}
		before = now
	}
}

// The figure without what came through officers is right, and says nothing of few: of seven people who answered themselves and three who
// were helped, what is shown beside all is the seven, once the month is over, or five and none while it runs.
func TestTheFigureWithoutWhatStaffEnteredIsOfWholeGroups(t *testing.T) {
	t.Parallel()
	var all []survey.Scored
	for i := range 10 {
		way := survey.Link
		if i%3 == 1 {
			way = survey.Tablet
		}
		c := survey.Cell{Unit: "u", Reception: "r", Procedure: "a", Channel: "1", Month: "2026-02", Hand: way.Hand()}
		all = append(all, survey.Scored{Cell: c, Way: way, Good: i != 0, Points: [6]int{map[bool]int{true: 5, false: 1}[i != 0]}})
	}
	sum := func(all []survey.Scored, running string) (sum survey.Group) {
		groups, _ := survey.Groups(all, running, 5)
		for i := range groups {
			sum.Add(&groups[i])
		}
		return sum
	}
	if g := sum(all, "2026-02"); g.Own != (survey.Count{Answers: 5, Good: 4}) || g.Count != g.Own || len(g.Ways) != 1 || g.Ways[survey.Link] != 5 {
		t.Errorf("while the month runs: %+v", g)
	}
	if g := sum(all, "2026-03"); g.Own != (survey.Count{Answers: 5, Good: 4}) || g.Count != (survey.Count{Answers: 10, Good: 9}) {
		t.Errorf("two own ones and three of officers join: %+v", g)
	}
	for range 4 {
		all = append(all, all[0])
	}
	if g := sum(all, "2026-03"); g.Own != (survey.Count{Answers: 10, Good: 6}) || g.Count != g.Own || g.Ways[survey.Link] != 10 {
		t.Errorf("four who are left over are in no figure: %+v", g)
	}
}

// What is shown is right: the points of a factor are those of its answers that are shown, counted by hand.
func TestAFactorIsTheMeanOfTheAnswersInItsOwnGroups(t *testing.T) {
	t.Parallel()
	var all []survey.Scored
	for i := range 12 { // twelve people; seven of them say something of the first factor
		x := survey.Scored{Cell: survey.Cell{Unit: "u", Reception: "r", Procedure: "a", Channel: "1", Month: "2026-02"}, Good: true, Points: [6]int{5}, Lacks: []string{"polite"}}
		if i%2 == 0 || i == 1 {
			x.Points[1] = []int{4, 3, 5, 0, 2, 0, 1, 0, 5, 0, 5, 0}[i]
		}
		all = append(all, x)
	}
	groups, waiting := survey.Groups(all, "2026-02", 5)
	var sum survey.Group
	for i := range groups {
		sum.Add(&groups[i])
	}
	if waiting != 2 || sum.Answers != 10 || sum.N[0] != 10 || sum.Sum[0] != 50 || sum.Lacks["polite"] != 10 {
		t.Errorf("ten of twelve are shown: %+v, %d wait", sum, waiting)
	}
	if mean, ok := sum.Mean(1, 5); !ok || sum.N[1] != 5 || mean != (4+3+5+2+1)/5.0 {
		t.Errorf("the first five of seven: %v of %d", mean, sum.N[1])
	}
}
