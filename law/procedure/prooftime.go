package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"motcua/words/calendar"
)

// The codes of time.
const (
	codeHours        = "hours"
	codeHoursHoliday = "hours-holiday"
	codeHoursMissing = "hours-missing"
	codeHoursLoops   = "hours-unproved"
	codeSameDay      = "same-day"
)

// mostLoops is how many ways back a process may have for its slowest path to be searched.
const mostLoops = 12

// time proves that the slowest path fits the legal limit on each channel, whenever the dossier is received.
func (p *prover) time(done *proved) {
	if p.ctx.Calendar == nil || !slices.ContainsFunc(p.pc.Channels, func(c ChannelRule) bool { return c.Limit != nil || c.SameDay }) {
		return
	}
	for _, pl := range p.m.order() {
		if pl.Kind == Task && pl.Hours == 0 && pl.Waits == "" && pl.Calls == nil && !slices.ContainsFunc(pl.timers, (*place).cuts) {
			p.find(codeHoursMissing, Unproved, p.node(pl.ID)).named("step", pl.Node)
		}
	}
	for i := range p.pc.Channels {
		ch := &p.pc.Channels[i]
		taken := done.taken[ch.Channel]
		if taken == nil || ch.NoDue || !ch.SameDay && (ch.Limit == nil || ch.Limit.Check() != nil) || p.pc.Rule(ch.Channel) != ch {
			continue
		}
		at := fmt.Sprintf("%s.channels.%d", p.at, i)
		slow := p.m.slowPath(taken, p.takes)
		switch {
		case slow == nil:
			p.find(codeHoursLoops, Unproved, at, "n", strconv.Itoa(mostLoops))
		case ch.SameDay:
			p.sameDay(ch, at, slow)
		default:
			p.fits(ch, at, slow)
		}
	}
}

// slow is the slowest path from the start to an end.
type slow struct {
	minutes  int64 // with each loop taken once
	straight int64 // with none taken
	path     []Pace
}

// slowPath gives the slowest path over the flows that can be taken, nil when there are too many loops. Branches beside each
// other take as long as the longest of them, so that a path through one of them is enough; every way back is taken once, in
// the order that takes longest. A step that waits for the tax office or the payment takes no time: the legal clock stands.
// takes gives the time of a step or a timer, below zero for one that is no way within the limit.
func (m *Machine) slowPath(taken map[int]bool, takes func(*place) int64) *slow {
	s := &slowest{taken: taken, takes: takes, back: map[int]int{}, state: map[*place]int{}, memo: map[slowKey]slowStep{}}
	s.loops(m.start)
	if len(s.back) > mostLoops {
		return nil
	}
	out := &slow{}
	all := 1<<len(s.back) - 1
	out.straight = max(s.from(m.start, all).minutes, 0)
	step := s.from(m.start, 0)
	out.minutes = max(step.minutes, 0)
	for p, mask := m.start, 0; ; {
		if p.Stands() {
			out.path = append(out.path, Pace{Step: p.ID, Name: nameOf(p.Node)})
		}
		if step = s.from(p, mask); step.next == nil {
			return out
		}
		if timer := step.next.from; timer != p {
			out.path = append(out.path, Pace{Step: timer.ID, Name: nameOf(timer.Node)})
		}
		p, mask = step.next.to, step.mask
	}
}

// slowest searches the longest path: over the nodes and the loops that were taken it has no circle.
type slowest struct {
	taken map[int]bool
	takes func(*place) int64 // working minutes of a node by itself
	back  map[int]int        // flows that lead back, numbered
	state map[*place]int
	memo  map[slowKey]slowStep
}

type slowKey struct {
	at   *place
	mask int
}

type slowStep struct {
	minutes int64 // below zero: no end is reached
	next    *way
	mask    int
}

// loops numbers the flows that lead back to a node on the way to them.
func (s *slowest) loops(p *place) {
	s.state[p] = 1
	for _, w := range p.ways() {
		switch {
		case !s.taken[w.index]:
		case s.state[w.to] == 1:
			s.back[w.index] = len(s.back)
		case s.state[w.to] == 0:
			s.loops(w.to)
		}
	}
	s.state[p] = 2
}

func (s *slowest) from(p *place, mask int) slowStep {
	key := slowKey{p, mask}
	if known, ok := s.memo[key]; ok {
		return known
	}
	best := slowStep{minutes: -1}
	if p.Kind == End {
		best.minutes = 0
	}
	for _, w := range p.ways() {
		next := mask
		if k, back := s.back[w.index]; back {
			if mask&(1<<k) != 0 {
				continue
			}
			next |= 1 << k
		}
		if !s.taken[w.index] {
			continue
		}
		own := s.takes(w.from)
		if r := s.from(w.to, next); own >= 0 && r.minutes >= 0 && r.minutes+own > best.minutes {
			best = slowStep{r.minutes + own, w, next}
		}
	}
	s.memo[key] = best
	return best
}

// A term is what a limit leaves to work in, over all receptions that are looked at.
type term struct {
	plain, holiday spell // terms without and with a public holiday in them
}

// A spell is the reception that leaves the fewest working minutes.
type spell struct {
	starts []start
}

// start is a reception with the working minutes until the result is due.
type start struct {
	at      time.Time
	due     time.Time
	minutes int64
}

// worst gives the reception that leaves least, and on how many days one leaves less than what is needed.
func (s *spell) worst(need int64) (w start, days int) {
	last := calendar.Date(0)
	for _, x := range s.starts {
		if w.at.IsZero() || x.minutes < w.minutes {
			w = x
		}
		if d := calendar.DateOf(x.at); x.minutes < need && d != last {
			days++
			last = d
		}
	}
	return w, days
}

// term counts a limit from every day that is looked at, and from every hour of it at which the count changes.
func (c *Context) term(l calendar.Limit) *term {
	if t := c.terms[l.String()]; t != nil {
		return t
	}
	t := &term{}
	for d := calendar.DateOf(c.From); d <= calendar.DateOf(c.until()); d++ {
		for _, at := range c.moments(d) {
			due, err := c.Calendar.Due(at, l, calendar.Options{})
			if err != nil { // beyond the calendar
				continue
			}
			x := start{at, due.At, c.Calendar.WorkingMinutes(at, due.At)}
			s := &t.plain
			if c.festive(d, calendar.DateOf(due.At)) {
				s = &t.holiday
			}
			s.starts = append(s.starts, x)
		}
	}
	if c.terms == nil {
		c.terms = map[string]*term{}
	}
	c.terms[l.String()] = t
	return t
}

// moments are the receptions of a day that are looked at: at the opening and the closing of every stretch of working time,
// before and after them. Between two of them as much time goes by until the reception as is lost before the result is due.
func (c *Context) moments(d calendar.Date) []time.Time {
	hours := c.Calendar.Hours(d)
	if len(hours) == 0 {
		return []time.Time{d.At(9, 0)}
	}
	var out []time.Time
	for _, h := range hours {
		out = append(out, d.At(0, int(h.From)), d.At(0, int(h.To)-1), d.At(0, int(h.To)))
	}
	return append(out, d.At(0, 0), d.At(23, 0))
}

// festive says whether a public holiday lies in a term, or a day in lieu of one.
func (c *Context) festive(from, to calendar.Date) bool {
	for d := from; d <= to; d++ {
		if k := c.Calendar.Day(d).Kind; k != calendar.WeeklyRest && k.Off() {
			return true
		}
	}
	return false
}

// fits holds the slowest path against a limit in hours, days or months.
func (p *prover) fits(ch *ChannelRule, at string, s *slow) {
	t := p.ctx.term(*ch.Limit)
	for _, k := range []struct {
		code  string
		level Severity
		spell *spell
	}{{codeHours, Wrong, &t.plain}, {codeHoursHoliday, Warned, &t.holiday}} {
		w, days := k.spell.worst(s.minutes)
		if w.at.IsZero() || w.minutes >= s.minutes {
			continue
		}
		day := calendar.DateOf(w.at)
		d := p.find(k.code, k.level, at+".limit", "hours", hourText(s.minutes), "straight", hourText(s.straight), "limit", ch.Limit.String(),
			"has", hourText(w.minutes), "received", w.at.In(zone).Format("15:04 02/01/2006"), "due", w.due.In(zone).Format("15:04 02/01/2006"), "days", strconv.Itoa(days))
		d.Shows.Day, d.Shows.Path = &day, s.path
		d.Shows.Given = map[string]string{"channel": strconv.Itoa(int(ch.Channel))}
		if k.code == codeHours {
			return // it holds all the more when there is a holiday
		}
	}
}

// sameDay holds the slowest path against the day of reception: it may not take longer than a day, and what is received too
// late on a day cannot be done on it.
func (p *prover) sameDay(ch *ChannelRule, at string, s *slow) {
	cal := p.ctx.Calendar
	var short, late start // the shortest day, the day with the earliest last hour
	for d := calendar.DateOf(p.ctx.From); d <= calendar.DateOf(p.ctx.until()); d++ {
		opens, open := cal.Opening(d)
		closes, _ := cal.Closing(d)
		if !open {
			continue
		}
		if m := cal.WorkingMinutes(opens, closes); short.at.IsZero() || m < short.minutes {
			short = start{opens, closes, m}
		}
		latest, err := cal.AddMinutes(closes, -s.minutes)
		if err != nil || s.minutes == 0 {
			continue
		}
		due, err := cal.Due(latest.Add(time.Minute), calendar.Limit{}, calendar.Options{SameDay: true})
		if err != nil || calendar.DateOf(due.At) != d {
			continue // what is received after this hour is due on the next day anyway
		}
		if clock := latest.Sub(d.Time()); late.at.IsZero() || clock < late.at.Sub(calendar.DateOf(late.at).Time()) {
			late = start{latest, due.At, s.minutes}
		}
	}
	given := map[string]string{"channel": strconv.Itoa(int(ch.Channel))}
	if s.minutes > short.minutes {
		day := calendar.DateOf(short.at)
		d := p.find(codeHours, Wrong, at+".same_day", "hours", hourText(s.minutes), "straight", hourText(s.straight), "limit", "@proof.same-day-limit",
			"has", hourText(short.minutes), "received", short.at.In(zone).Format("15:04 02/01/2006"), "due", short.due.In(zone).Format("15:04 02/01/2006"), "days", "1")
		d.Shows.Day, d.Shows.Path, d.Shows.Given = &day, s.path, given
		return
	}
	if !late.at.IsZero() {
		day := calendar.DateOf(late.at)
		d := p.find(codeSameDay, Warned, at+".same_day", "hours", hourText(s.minutes), "latest", late.at.In(zone).Format("15:04"))
		d.Shows.Day, d.Shows.Path, d.Shows.Given = &day, s.path, given
	}
}

// hourText writes working time: "13", "2:30".
func hourText(minutes int64) string {
	if minutes%60 == 0 {
		return strconv.FormatInt(minutes/60, 10)
	}
	return fmt.Sprintf("%d:%02d", minutes/60, minutes%60)
}
