package petition

import (
	"slices"
	"time"

	"motcua/words/calendar"
)

// A Clock (đồng hồ) is one run of a row: from the event that began it to the one that ended it.
type Clock struct {
	Name  string    `json:"name"`
	From  time.Time `json:"from"`
	Due   time.Time `json:"due"`
	Waits time.Time `json:"waits,omitzero"` // since when it stands; zero while it runs
	Ended time.Time `json:"ended,omitzero"`
	Late  bool      `json:"late,omitempty"` // it had run out when it ended
	Half  time.Time `json:"half,omitzero"`  // when the first alarm begins, while it runs: half of its time is used
	Near  time.Time `json:"near,omitzero"`  // when the second does: most of it is
}

// Open says whether it has not ended.
func (c *Clock) Open() bool { return c.Ended.IsZero() }

// lateOrRuns says whether the clock ran out, or will while nothing is done.
func (c *Clock) lateOrRuns() bool {
	switch {
	case !c.Open():
		return c.Late
	case !c.Waits.IsZero():
		return c.Waits.After(c.Due)
	}
	return true
}

// LateAt says whether the clock has run out at a moment.
func (c *Clock) LateAt(t time.Time) bool {
	switch {
	case !c.Open():
		return c.Late
	case !c.Waits.IsZero():
		return c.Waits.After(c.Due)
	}
	return t.After(c.Due)
}

// Nearest is the open clock that is due next and does not stand; nil when none runs.
func (p *Petition) Nearest() *Clock {
	var near *Clock
	for i := range p.Clocks {
		c := &p.Clocks[i]
		if c.Open() && c.Waits.IsZero() && (near == nil || c.Due.Before(near.Due)) {
			near = c
		}
	}
	return near
}

// HeldAt is the unit that had it at a moment.
func (p *Petition) HeldAt(t time.Time) string {
	unit := ""
	for i := range p.History {
		if s := &p.History[i]; i == 0 || !s.At.After(t) {
			unit = s.Holder
		}
	}
	return unit
}

// Late says of a petition that is open whether a clock that runs has run out, and of one that is over whether one had.
// choice: a reopening begins clocks anew; what ran out before it stands in the history of the clocks, and is not late again.
func (p *Petition) Late(t time.Time) bool {
	if p.State.Open() {
		near := p.Nearest()
		return near != nil && near.LateAt(t)
	}
	for i := range p.Clocks {
		if p.Clocks[i].LateAt(t) {
			return true
		}
	}
	return false
}

// DragsAt says whether it was open at a moment with a clock that had run out by then (còn quá hạn), and which unit let it run out.
func (p *Petition) DragsAt(t time.Time) (unit string, drags bool) {
	state := None
	for i := range p.History {
		if !p.History[i].At.After(t) {
			state = p.History[i].State
		}
	}
	if !state.Open() {
		return "", false
	}
	var since time.Time
	for i := range p.Clocks {
		c := &p.Clocks[i]
		ran := !c.From.After(t) && (c.Open() || c.Ended.After(t))
		if ran && t.After(c.Due) && (c.Waits.IsZero() || c.Waits.After(c.Due)) && (since.IsZero() || c.Due.Before(since)) {
			since = c.Due
		}
	}
	return p.HeldAt(since), !since.IsZero()
}

// clocks are those of the petition by a calendar.
func (p *Petition) clocks(cal *calendar.Calendar, shares Shares) ([]Clock, error) {
	return Clocks(p.Rules, p.History, cal, shares)
}

// Clocks plays a whole history, in its order, over the rows that a petition came under, by a calendar, with alarms at some shares of
// their time. The same history, rows, calendar and shares give the same clocks. Of a step its act, moment, class and level count, and whether it left the city. A moment outside the calendar's years is
// a fault of the kind Invalid.
func Clocks(rows []Limit, history []Step, cal *calendar.Calendar, shares Shares) ([]Clock, error) {
	var out []Clock
	for i := range rows {
		runs, err := rows[i].play(history, cal, shares)
		if err != nil {
			return nil, err
		}
		out = append(out, runs...)
	}
	return out, nil
}

// A run is a clock of one row while a history is played.
type run struct {
	row  *Limit
	cal  *calendar.Calendar
	part Shares
	out  []Clock
	from time.Time // of the beginning that has had no end; zero: none
	turn []Step    // the waits since then
	k    *calendar.Clock
}

// play gives the clocks of one row.
func (l *Limit) play(history []Step, cal *calendar.Calendar, shares Shares) ([]Clock, error) {
	r := run{row: l, cal: cal, part: shares}
	history = asIfNeverJoined(history)
	for i := range history {
		if err := r.step(&history[i]); err != nil {
			return nil, err
		}
	}
	if r.k != nil {
		r.put(time.Time{})
	}
	return r.out, nil
}

// asIfNeverJoined leaves out that a petition was joined to another where it was parted from it again.
// choice: whoever parts it says that it never repeated the other, so its time ran all the while: no time is won by joining.
func asIfNeverJoined(history []Step) []Step {
	var out []Step
	for i := range history {
		s := &history[i]
		if s.Act != ActUnmerge {
			out = append(out, *s)
			continue
		}
		n := len(out) - 1
		for n >= 0 && out[n].Act != ActMerge {
			n--
		}
		if n >= 0 {
			out = append(out[:n:n], slices.DeleteFunc(slices.Clone(out[n:]), func(x Step) bool { return x.Act == ActMerge || x.Act == ActFollow })...)
		}
		out = append(out, *s)
	}
	return out
}

// endsWith says whether an act ends the clock.
// choice: to find that a petition repeats another is to sort it, and no answer: whoever sent it has waited until they can read one.
func (l *Limit) endsWith(a Act) bool {
	switch a {
	case ActMerge:
		return has(l.Ends, ActMerge) && has(l.Ends, ActTransfer)
	case ActFollow:
		return has(l.Ends, ActAnswer)
	}
	return has(l.Ends, a)
}

// leaves says whether a step takes a petition out of the city's hands: passed to an agency outside, or back to the system that sent it.
// choice: from then on no unit of the city can meet a limit, so that all that run are over and none begins.
func (s *Step) leaves() bool { return s.State == Passed || s.State == Returned }

func (r *run) step(s *Step) error {
	switch {
	case has(r.row.Begins, s.Act) && s.Act != ActUnmerge && !s.leaves():
		if err := r.end(s.At); err != nil {
			return err
		}
		r.from, r.turn = s.At, nil
	case r.row.endsWith(s.Act) || s.leaves():
		if err := r.end(s.At); err != nil {
			return err
		}
		r.from = time.Time{}
	case s.Act == r.row.Waits || s.Act == r.row.GoesOn:
		r.turn = append(r.turn, *s)
		if r.k != nil {
			if err := r.wait(s); err != nil {
				return err
			}
		}
	}
	covers := r.row.covers(s.Class, s.Level)
	switch {
	case r.k != nil && !covers:
		return r.end(s.At)
	case r.k == nil && covers && !r.from.IsZero():
		return r.begin()
	}
	return nil
}

func (r *run) begin() error {
	l, err := calendar.ParseLimit(r.row.Term)
	if err != nil {
		return err
	}
	k, err := r.cal.Start(r.from, l, calendar.Options{})
	if err != nil {
		return err
	}
	r.k = &k
	for i := range r.turn {
		if err := r.wait(&r.turn[i]); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) wait(s *Step) error {
	_, waiting := r.k.Waiting()
	var k calendar.Clock
	var err error
	switch {
	case s.Act == r.row.Waits && !waiting:
		k, err = r.k.Pause(s.At, calendar.Citizen)
	case s.Act == r.row.GoesOn && waiting:
		k, err = r.k.Resume(s.At)
	default:
		return nil
	}
	if err == nil {
		r.k = &k
	}
	return err
}

func (r *run) end(at time.Time) error {
	if r.k == nil {
		return nil
	}
	k, err := r.k.Stop(at)
	if err != nil {
		return err
	}
	r.k = &k
	r.put(at)
	r.k = nil
	return nil
}

// put writes the clock down as it stands.
func (r *run) put(ended time.Time) {
	c := Clock{Name: r.row.Name, From: r.from.UTC(), Due: r.k.Due().At.UTC(), Ended: ended.UTC()}
	if ended.IsZero() {
		c.Ended = time.Time{}
		if t, waiting := r.k.Waiting(); waiting {
			c.Waits = t.At.UTC()
		} else {
			c.warn(r.cal, r.from, r.k.Original().At, r.part)
		}
	} else {
		c.Late = r.k.Late(ended)
	}
	r.out = append(r.out, c)
}

func has(list []Act, a Act) bool {
	for _, x := range list {
		if x == a {
			return true
		}
	}
	return false
}
