package web

import (
	"cmp"
	"net/url"
	"slices"
	"time"

	"motcua/ground/text"
	"motcua/office"
)

// A tally (số đếm) is a number that opens the dossiers it counts.
type tally struct {
	N    int
	Href string
	Tone Tone
}

// A gauge is one of the figures of a unit: how to read it, and the filters whose list has exactly its dossiers.
type gauge struct {
	key   string // text key behind "watch.gauge.", also the name of the sort
	read  func(*office.Figures) int
	tone  Tone
	pairs func(from, to string) []string
}

// ended makes filters of what was over in the period.
func ended(pairs ...string) func(from, to string) []string {
	return func(from, to string) []string { return append(slices.Clone(pairs), "ended-from", from, "ended-to", to) }
}

// always makes filters that do not depend on the period.
func always(pairs ...string) func(from, to string) []string {
	return func(string, string) []string { return pairs }
}

// The figures of a period, in the order of a dossier's way.
var (
	gaugeReceived = gauge{"received", func(f *office.Figures) int { return f.Received }, "", func(from, to string) []string { return []string{"from", from, "to", to} }}
	gaugeSettled  = gauge{"settled", func(f *office.Figures) int { return f.InTime + f.LateDone }, "", ended("stage", "settled")}
	gaugeInTime   = gauge{"in-time", func(f *office.Figures) int { return f.InTime }, OK, ended("stage", "settled", "late", "0")}
	gaugeLate     = gauge{"late", func(f *office.Figures) int { return f.LateDone }, Late, ended("stage", "settled", "late", "1")}
	gaugeRefused  = gauge{"refused", func(f *office.Figures) int { return f.Refused }, "", ended("stage", "refused")}
	gaugeStopped  = gauge{"stopped", func(f *office.Figures) int { return f.Stopped }, "", ended("stage", "stopped")}
	gaugeDeclined = gauge{"declined", func(f *office.Figures) int { return f.Declined }, "", ended("stage", "declined")}
)

// The figures of this moment.
var (
	gaugeOpen     = gauge{"open", func(f *office.Figures) int { return f.Open }, "", always("stage", "working")}
	gaugeOpenLate = gauge{"open-late", func(f *office.Figures) int { return f.OpenLate }, Late, always("stage", "working", "late", "1")}
	gaugeWaiting  = gauge{"waiting", func(f *office.Figures) int { return f.Waiting }, "", always("stage", "waiting")}
	gaugeWaitLate = gauge{"wait-late", func(f *office.Figures) int { return f.WaitLate }, Late, always("stage", "waiting", "late", "1")}
)

// gaugeDue counts what falls due today and has not run out yet.
func gaugeDue(now time.Time) gauge {
	today := isoDay(now)
	return gauge{
		"due-today", func(f *office.Figures) int { return f.DueToday }, Soon,
		always("stage", "working", "open", "1", "late", "0", "due-from", today, "due-to", today),
	}
}

var periodGauges = []gauge{gaugeReceived, gaugeSettled, gaugeInTime, gaugeLate, gaugeRefused, gaugeStopped, gaugeDeclined}

func momentGauges(now time.Time) []gauge {
	return []gauge{gaugeOpen, gaugeOpenLate, gaugeDue(now), gaugeWaiting, gaugeWaitLate}
}

// A lookout is from where figures are counted: a unit, alone or with those below it, in one point of view.
type lookout struct {
	unit, by string
	alone    bool
}

// list is the address of the dossiers that a figure counts.
func (l lookout) list(pairs ...string) string {
	at := []string{"unit", l.unit, "by", l.by}
	if !l.alone {
		at = append(at, "below", "1")
	}
	return address("/desk/dossiers", url.Values{}, append(at, pairs...)...)
}

// count reads a figure over a period. Nothing late is no alarm.
func (l lookout) count(g gauge, f *office.Figures, from, to time.Time) tally {
	t := tally{N: g.read(f), Href: l.list(g.pairs(isoDay(from), isoDay(to))...), Tone: g.tone}
	if t.N == 0 {
		t.Tone = "none"
	}
	return t
}

// A share is a ratio with what it is made of.
type share struct {
	Words     string
	Part, All tally
}

// inTimeShare is how much of what was settled was in time.
func (l lookout) inTimeShare(v text.Voice, f *office.Figures, from, to time.Time) share {
	return share{
		Words: v.Percent(int64(f.InTime), int64(f.InTime+f.LateDone)),
		Part:  l.count(gaugeInTime, f, from, to), All: l.count(gaugeSettled, f, from, to),
	}
}

// A watchLine compares a figure of two periods.
type watchLine struct {
	Words       string
	Now, Before tally
	Change      string
}

// The fewest that a change is told of in per cent, and the most times that a figure may have grown to.
// choice: below twenty one more moves it by more than five per cent, and beyond ten times per cent say less than the two figures.
const (
	leastBase = 20
	mostTimes = 10
)

// change says by how much a figure moved, in number and in per cent; against little or nothing, from which to which.
func change(v text.Voice, now, before int) string {
	d := now - before
	words := v.Number(int64(d))
	if d > 0 {
		words = "+" + words
	}
	if d == 0 || before == 0 {
		return words
	}
	if before < leastBase || now > mostTimes*before {
		return v.T("watch.change-from", "n", words, "before", v.Number(int64(before)), "now", v.Number(int64(now)))
	}
	return v.T("watch.change", "n", words, "percent", signed(v, float64(d)*100/float64(before)))
}

// signed writes a number with its sign and one decimal.
func signed(v text.Voice, x float64) string {
	if x > 0 {
		return "+" + v.Decimal(x, 1)
	}
	return v.Decimal(x, 1)
}

// points says by how many points of per cent a ratio moved, "" where one of the two has nothing to divide.
func points(v text.Voice, now, before *office.Figures) string {
	a, b := now.InTime+now.LateDone, before.InTime+before.LateDone
	if a == 0 || b == 0 {
		return "–"
	}
	return v.T("watch.points", "n", signed(v, float64(now.InTime)*100/float64(a)-float64(before.InTime)*100/float64(b)))
}

// A watchRow is a unit with its figures.
type watchRow struct {
	Words, Href string // Href "" = the unit itself, without those below it
	Share       share
	ShareLabel  string
	Cells       []watchCell
}

// A watchCell is a figure with the words of its column.
type watchCell struct {
	Label string
	tally
}

// columns are the figures of the table of units.
func columns(now time.Time) []gauge {
	return []gauge{gaugeReceived, gaugeInTime, gaugeLate, gaugeRefused, gaugeStopped, gaugeDeclined, gaugeOpen, gaugeOpenLate, gaugeDue(now), gaugeWaiting, gaugeWaitLate}
}

// sortRows orders the units by one figure, the greatest first; "unit" by name, "share" by the ratio, the lowest first.
func sortRows(rows []office.OverviewRow, order string, cols []gauge) {
	i := slices.IndexFunc(cols, func(g gauge) bool { return g.key == order })
	ratio := func(f office.Figures) float64 {
		if f.InTime+f.LateDone == 0 {
			return 2 // nothing to divide: last
		}
		return float64(f.InTime) / float64(f.InTime+f.LateDone)
	}
	slices.SortStableFunc(rows, func(a, b office.OverviewRow) int {
		switch {
		case order == "unit":
			return compareWords(a.Unit.Name, b.Unit.Name)
		case order == "share":
			return cmp.Compare(ratio(a.Figures), ratio(b.Figures))
		case i >= 0:
			return cmp.Compare(cols[i].read(&b.Figures), cols[i].read(&a.Figures))
		}
		return 0
	})
}
