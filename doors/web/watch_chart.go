package web

import (
	"strconv"
	"time"

	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
)

// A chart draws a period day by day, or week by week where there are too many days: what was received beside what was
// settled, of which late. The table beneath says the same in figures.
type chart struct {
	Label      string // said in place of the picture
	Weekly     bool
	Bars       []chartBar
	Rows       []chartRow
	Max        int
	First      string
	Last       string
	HasFigures bool
}

// A chartBar is one day or week: x and widths in per cent, y and heights in the picture's units.
type chartBar struct {
	X, W, X2           string
	ReceivedY, Height  string
	InTimeY, InTimeH   string
	LateY, LateH       string
	Words              string
	HasReceived        bool
	HasInTime, HasLate bool
}

// A chartRow is the same in figures.
type chartRow struct {
	Words                   string
	Received, Settled, Late tally
}

const (
	chartHeight = 150 // of the picture, in its own units
	mostDays    = 62  // more are drawn by the week
)

// A stretch is the days of one bar.
type stretch struct {
	from, to             time.Time
	received, done, late int
}

// newChart draws the days of an overview.
func newChart(v text.Voice, l lookout, days []office.DayFigures) chart {
	c := chart{Weekly: len(days) > mostDays}
	parts := stretches(days, c.Weekly)
	if len(parts) == 0 {
		return c
	}
	received, settled, late := 0, 0, 0
	for _, p := range parts {
		c.Max = max(c.Max, p.received, p.done)
		received, settled, late = received+p.received, settled+p.done, late+p.late
	}
	c.HasFigures = received+settled > 0
	slot := 100 / float64(len(parts))
	for i, p := range parts {
		words := spanWords(v, p.from, p.to)
		c.Rows = append(c.Rows, chartRow{
			Words:    words,
			Received: l.day(gaugeReceived, p.received, p), Settled: l.day(gaugeSettled, p.done, p), Late: l.day(gaugeLate, p.late, p),
		})
		if c.Max == 0 {
			continue
		}
		b := newBar(p, c.Max)
		b.X, b.W, b.X2 = percent((float64(i)+.12)*slot), percent(.36*slot), percent((float64(i)+.52)*slot)
		b.Words = v.T("watch.chart.bar", "day", words, "received", p.received, "settled", p.done, "late", p.late)
		c.Bars = append(c.Bars, b)
	}
	c.First, c.Last = v.DayMonth(parts[0].from), v.DayMonth(parts[len(parts)-1].to)
	c.Label = v.T("watch.chart.label", "received", received, "settled", settled, "late", late, "period", spanWords(v, parts[0].from, parts[len(parts)-1].to))
	return c
}

// day is a figure of one stretch; the list it opens has exactly its dossiers.
func (l lookout) day(g gauge, n int, p stretch) tally {
	t := tally{N: n, Href: l.list(g.pairs(isoDay(p.from), isoDay(p.to))...), Tone: g.tone}
	if n == 0 {
		t.Tone = "none"
	}
	return t
}

// stretches puts days together by the week, which begins on Monday.
func stretches(days []office.DayFigures, weekly bool) []stretch {
	var out []stretch
	for _, d := range days {
		t, err := time.ParseInLocation("2006-01-02", d.Day, calendar.Zone)
		if err != nil {
			continue // written by the office in this form
		}
		if !weekly || len(out) == 0 || t.Weekday() == time.Monday {
			out = append(out, stretch{from: t})
		}
		p := &out[len(out)-1]
		p.to = t
		p.received, p.done, p.late = p.received+d.Received, p.done+d.Done, p.late+d.Late
	}
	return out
}

// newBar measures one bar against the highest.
func newBar(p stretch, highest int) chartBar {
	height := func(n int) float64 { return float64(n) * chartHeight / float64(highest) }
	num := func(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
	r, t, l := height(p.received), height(p.done-p.late), height(p.late)
	return chartBar{
		ReceivedY: num(chartHeight - r), Height: num(r), HasReceived: p.received > 0,
		InTimeY: num(chartHeight - t), InTimeH: num(t), HasInTime: p.done > p.late,
		LateY: num(chartHeight - t - l), LateH: num(l), HasLate: p.late > 0,
	}
}
