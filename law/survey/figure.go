package survey

import (
	"maps"
	"math"
	"slices"
)

// An Interval is where a share of all people lies with 95 % confidence, from 0 to 1.
type Interval struct{ Low, High float64 }

// z is the quantile of the normal distribution for 95 % confidence, two-sided.
const z = 1.959963984540054

// Wilson gives the score interval of a share: good answers of all, which need not be whole numbers when they were weighted.
// It stays within 0 and 1 and is honest about few answers, where the textbook interval is not. No answer says nothing.
//
// E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical
// Association 22 (1927) 209–212; R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, method 3.
func Wilson(good, all float64) Interval {
	if all <= 0 {
		return Interval{0, 1}
	}
	p := good / all
	mid := p + z*z/(2*all)
	half := z * math.Sqrt(p*(1-p)/all+z*z/(4*all*all))
	by := 1 + z*z/all
	return Interval{max(0, (mid-half)/by), min(1, (mid+half)/by)}
}

// A Verdict is what may be said about the target.
type Verdict string

// The verdicts.
const (
	Reached  Verdict = "reached"   // the whole interval lies at the target or above
	NotShown Verdict = "not-shown" // it may be, or may not
	Missed   Verdict = "missed"    // the whole interval lies below
)

// Target is the share of satisfied people that the Centre has set itself (scoring.md §4).
const Target = 0.95

// Against says what an interval shows about a target: it is reached only when the lower bound says so.
func (i Interval) Against(target float64) Verdict {
	switch {
	case i.Low >= target:
		return Reached
	case i.High < target:
		return Missed
	}
	return NotShown
}

// A Count is how many answers there are, and how many of them are satisfied.
type Count struct{ Answers, Good int }

// Share is the share of satisfied answers, 0 when there is none.
func (c Count) Share() float64 {
	if c.Answers == 0 {
		return 0
	}
	return float64(c.Good) / float64(c.Answers)
}

// Interval is the Wilson interval of the plain count.
func (c Count) Interval() Interval { return Wilson(float64(c.Good), float64(c.Answers)) }

// A Stratum (tầng) is a part of all who were asked: a unit and a channel, with the answers that came from it.
type Stratum struct {
	Unit, Channel string
	Asked         int
	Count
}

// A Weighted figure speaks for all who were asked, not only for those who like to answer.
type Weighted struct {
	Share    float64
	Interval Interval
	Covered  int // of those asked, how many belong to a stratum from which there are answers
	Asked    int
	Strata   int // with answers
}

// leastCovered is how many of all who were asked a weighted figure has to cover.
// choice: four fifths; a figure that leaves out more speaks for some units and not for all dossiers.
const leastCovered = 0.8

// Speaks says whether a weighted figure may be shown: it covers nearly all who were asked.
func (w *Weighted) Speaks() bool {
	return w.Covered > 0 && float64(w.Covered) >= leastCovered*float64(w.Asked)
}

// Weigh weighs each unit and channel by how many were asked there: share = Σ W·p, variance = Σ W²·p(1−p)/n with p as Wilson's
// centre, so that a stratum of few answers that all say the same is not taken for certain. The interval is Wilson's with the
// number of answers that would have that variance in a plain sample. Strata without answers are left out and told.
//
// W. G. Cochran, Sampling Techniques, 3rd ed. (1977), §5.3 (stratified share and its variance); E. L. Korn and B. I. Graubard,
// Survey Methodology 24 (1998) 193–201 (effective sample size for a share).
func Weigh(strata []Stratum) Weighted {
	var w Weighted
	var used []Stratum
	for _, s := range strata {
		w.Asked += s.Asked
		if s.Answers > 0 && s.Asked > 0 {
			w.Covered += s.Asked
			used = append(used, s)
		}
	}
	w.Strata, w.Interval = len(used), Interval{0, 1}
	if w.Covered == 0 {
		return w
	}
	variance, smooth := 0.0, 0.0
	for _, s := range used {
		share, n := float64(s.Asked)/float64(w.Covered), float64(s.Answers)
		w.Share += share * s.Share()
		p := (float64(s.Good) + z*z/2) / (n + z*z)
		smooth += share * p
		variance += share * share * p * (1 - p) / n
	}
	if variance > 0 {
		n := smooth * (1 - smooth) / variance
		w.Interval = Wilson(w.Share*n, n)
	}
	return w
}

// A Cell is what answers are grouped and counted by. Hand is "" where answers of both hands are together.
type Cell struct {
	Unit, Reception, Procedure, Channel, Month string

	Hand Hand
}

// A Hand says through whose hands an answer came.
type Hand string

// The hands.
const (
	OwnHand   Hand = "own"   // the citizen's, by account or link
	StaffHand Hand = "staff" // an officer's: tablet, paper, telephone
)

// Hand is whose hands an answer of this way came through.
func (w Way) Hand() Hand {
	if w.Staffed() {
		return StaffHand
	}
	return OwnHand
}

// Known says whether it is known that the applicant gave it: they themselves, or an officer who says so under their own name.
// choice: the check code stands on a slip that clerks print. A clerk who signs out could rate with it, so that what came by the code alone
// is counted, and is in no share, no mean and no verdict about the target.
func (w Way) Known() bool { return w != Code }

// A Scored is an answer as figures need it: where it belongs, and what it says.
type Scored struct {
	Cell
	Good   bool
	Points [6]int // overall and the five factors, 0 for no answer
	Lacks  []string
	Way    Way
}

// A Group is answers to one question that are always counted together: at least as many as the rule says. A part of its cell that is
// "" is mixed. Of the overall question it has Count, Spread and the first of Sum and N; of a factor or an item its own sum alone.
type Group struct {
	Cell
	Count
	Sum, N [6]int           // of the points
	Spread [Highest + 1]int // how many said each overall point
	Lacks  map[string]int   // how many said that an item was lacking
	Ways   map[Way]int      // how many answers came this way
	Own    Count            // of Count, without what came through the hands of an officer

	units, receptions []string // of a group of several
}

// A Level is how many chose a point, as it may be shown.
type Level struct {
	N        int
	Few      bool // there are some, and fewer than may be shown
	Withheld bool // it would show the few of another point, since their sum is known
}

// Levels are how many chose each point, without those of few people. How many are satisfied is known: where one alone of the points
// on a side of that line is few, another is withheld. Two figures that differ by a group differ by the points of at least as many
// people as the rule says, and its mean tells as much.
func (g *Group) Levels(least int) (all [Highest + 1]Level) {
	for i, n := range g.Spread {
		all[i] = Level{N: n, Few: n > 0 && n < least}
	}
	for _, good := range []bool{true, false} {
		few, next := 0, 0
		for i := Lowest; i <= Highest; i++ {
			switch {
			case Satisfied(i) != good:
			case all[i].Few:
				few++
			case next == 0 || all[i].N > 0 && (all[next].N == 0 || all[i].N < all[next].N):
				next = i
			}
		}
		if few == 1 && next > 0 {
			all[next].Withheld = true
		}
	}
	return all
}

// add counts an answer. One that has no overall point is a part of an answer, to a factor or about an item.
func (g *Group) add(s Scored) {
	if g.Unit == "" && !slices.Contains(g.units, s.Unit) {
		g.units = append(g.units, s.Unit)
	}
	if g.Reception == "" && !slices.Contains(g.receptions, s.Reception) {
		g.receptions = append(g.receptions, s.Reception)
	}
	if n := s.Points[0]; n > 0 {
		g.Answers, g.Spread[n] = g.Answers+1, g.Spread[n]+1
	}
	for _, id := range s.Lacks {
		g.lack(id, 1)
	}
	if s.Way != "" {
		g.came(s.Way, 1)
	}
	if s.Good {
		g.Good++
	}
	if g.Hand == OwnHand {
		g.Own = g.Count
	}
	for i, p := range s.Points {
		if p > 0 {
			g.Sum[i], g.N[i] = g.Sum[i]+p, g.N[i]+1
		}
	}
}

// Groups puts answers together so that no figure, and no difference of figures, shows fewer than least of them. Each question has
// groups of its own: the overall one, each factor, each item that was lacking, and each way by which answers came. Each answer to a question belongs to one of its
// groups, for good (those that came by the check code alone are in the count of their way and in no other group), and every figure of a question is a sum of its whole groups: what lies between a total and its rows, between two
// periods of which one holds the other, or between any two choices is a number of whole groups again. Many leave a factor out, so that
// five answers may have two to it: these two are in no figure of the factor before others join them. Waiting counts the overall ones.
// A group of the overall question is of one hand, until what is left over of both joins: so the figure without what came through officers is a
// sum of whole groups too, and what lies between it and the figure of all is a number of whole groups. An answer that is put right is changed where it stands: whoever compares a figure before and after sees that one was.
//
// Answers are given in the order in which they were written down. In each cell, each least of them that follow one another are a group.
// What is left over in a month that is over joins with what is left over of the same units and channel, then of the units, then of the
// unit that answers for the result, then of the city, then of both hands, and is in no figure when that is too few; in a month that still runs it waits,
// since a group that changes with each answer would show that answer to whoever looks before and after.
func Groups(answers []Scored, running string, least int) (groups []Group, waiting int) {
	for i, part := range parts(answers) {
		more, few := group(part, running, least)
		if groups = append(groups, more...); i == 0 {
			waiting = few
		}
	}
	return groups, waiting
}

// parts are the answers to each question, the overall one first.
func parts(answers []Scored) (all [][]Scored) {
	for i := range (Scored{}).Points {
		var part []Scored
		for j := range answers {
			if n := answers[j].Points[i]; n > 0 && answers[j].Way.Known() {
				x := Scored{Cell: answers[j].Cell, Good: i == 0 && answers[j].Good}
				if i > 0 { // whose hands it came through is told of the overall question alone
					x.Cell = mixed(x.Cell)
				}
				x.Points[i] = n
				part = append(part, x)
			}
		}
		all = append(all, part)
	}
	items := map[string][]Scored{}
	for j := range answers {
		if !answers[j].Way.Known() {
			continue
		}
		for k, id := range answers[j].Lacks {
			if !slices.Contains(answers[j].Lacks[:k], id) { // said twice is said once
				items[id] = append(items[id], Scored{Cell: mixed(answers[j].Cell), Lacks: []string{id}})
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(items)) {
		all = append(all, items[id])
	}
	for _, w := range Ways {
		var part []Scored
		for j := range answers {
			if answers[j].Way == w {
				part = append(part, Scored{Cell: mixed(answers[j].Cell), Way: w})
			}
		}
		all = append(all, part)
	}
	return all
}

// mixed is a cell of both hands.
func mixed(c Cell) Cell {
	c.Hand = ""
	return c
}

// group puts the answers to one question together.
func group(answers []Scored, running string, least int) (groups []Group, waiting int) {
	least = max(least, 1)
	rest := answers
	for level := range levels {
		byCell := map[Cell][]Scored{}
		var order []Cell
		for _, s := range rest {
			c := s.Cell.at(level)
			if byCell[c] == nil {
				order = append(order, c)
			}
			byCell[c] = append(byCell[c], s)
		}
		rest = nil
		for _, c := range order {
			all := byCell[c]
			if level > 0 { // of a month that is over: everything that is there is one group, or goes on
				if c.Month != running && len(all) >= least {
					groups = append(groups, groupOf(c, all))
				} else {
					rest = append(rest, all...)
				}
				continue
			}
			for len(all) >= least {
				groups, all = append(groups, groupOf(c, all[:least])), all[least:]
			}
			rest = append(rest, all...)
		}
	}
	return groups, len(rest)
}

func groupOf(c Cell, all []Scored) Group {
	g := Group{Cell: c}
	for _, s := range all {
		g.add(s)
	}
	return g
}

func (g *Group) lack(id string, n int) {
	if g.Lacks == nil {
		g.Lacks = map[string]int{}
	}
	g.Lacks[id] += n
}

func (g *Group) came(w Way, n int) {
	if g.Ways == nil {
		g.Ways = map[Way]int{}
	}
	g.Ways[w] += n
}

// levels is how often what is left over joins.
const levels = 6

// at is the cell that an answer falls into at a level of joining.
// choice: hands join last. The city's figure without what came through officers then has nearly all of its answers, and a unit of few
// answers has some less in its own figure; the other way round the city's would have had half of them.
func (c Cell) at(level int) Cell {
	if level > 0 {
		c.Procedure = ""
	}
	if level > 1 {
		c.Channel = ""
	}
	if level > 2 {
		c.Reception = ""
	}
	if level > 3 {
		c.Unit = ""
	}
	if level > 4 {
		c.Hand = ""
	}
	return c
}

// A Filter chooses groups. Empty parts choose everything; a group that is mixed in a part that is chosen is left out, but for one of
// several units that are all chosen.
type Filter struct {
	Units      []string // that answer for the result
	Receptions []string
	Procedure  string
	Channel    string
	From, To   string // months, both included
}

// Takes says whether a group is counted.
func (f *Filter) Takes(g *Group) bool {
	return within(f.Units, g.Unit, g.units) && within(f.Receptions, g.Reception, g.receptions) &&
		(f.Procedure == "" || f.Procedure == g.Procedure) &&
		(f.Channel == "" || f.Channel == g.Channel) && (f.From == "" || g.Month >= f.From) && (f.To == "" || g.Month <= f.To)
}

// within says whether a group's unit, or each of its several, is among those that are chosen.
func within(chosen []string, one string, several []string) bool {
	if chosen == nil || one != "" {
		return chosen == nil || slices.Contains(chosen, one)
	}
	return len(several) > 0 && !slices.ContainsFunc(several, func(u string) bool { return !slices.Contains(chosen, u) })
}

// Add joins a group to a sum of groups.
func (g *Group) Add(x *Group) {
	g.Answers, g.Good = g.Answers+x.Answers, g.Good+x.Good
	for i, n := range x.Spread {
		g.Spread[i] += n
	}
	g.Own.Answers, g.Own.Good = g.Own.Answers+x.Own.Answers, g.Own.Good+x.Own.Good
	for id, n := range x.Lacks {
		g.lack(id, n)
	}
	for w, n := range x.Ways {
		g.came(w, n)
	}
	for i := range g.Sum {
		g.Sum[i], g.N[i] = g.Sum[i]+x.Sum[i], g.N[i]+x.N[i]
	}
}

// Mean is the mean of the overall points (0) or of a factor (1 to 5); ok is false when nobody answered it, or fewer than least.
func (g *Group) Mean(i, least int) (mean float64, ok bool) {
	if g.N[i] < max(least, 1) {
		return 0, false
	}
	return float64(g.Sum[i]) / float64(g.N[i]), true
}
