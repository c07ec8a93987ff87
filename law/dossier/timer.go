package dossier

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/ledger"
)

// A Timer (hẹn giờ) is a token that waits for a moment: by itself, or beside a step. The legal clock of the dossier runs on.
type Timer struct {
	Token  int              `json:"token"`
	Of     int              `json:"of,omitempty"` // the task that it hangs on
	Node   string           `json:"node"`
	Name   form.Text        `json:"name"`
	At     time.Time        `json:"at,omitzero"` // when it is over; zero: it follows the due time
	Limit  calendar.Limit   `json:"limit,omitzero"`
	From   procedure.Origin `json:"from,omitempty"`
	Beside bool             `json:"beside,omitempty"` // the task stays when it is over
	Basis  string           `json:"basis,omitempty"`
}

// armed gives the timers that began to run by a step of the tokens.
func (c *Case) armed(marking procedure.Marking, received time.Time) ([]Timer, error) {
	var out []Timer
	for _, k := range c.Machine.Timed(marking) {
		if c.Dossier.Timer(k.ID) != nil {
			continue
		}
		n := c.Machine.Node(k.Node)
		t := Timer{Token: k.ID, Of: k.Of, Node: k.Node, Name: n.Name, Limit: n.Timer.Limit, From: n.Timer.From, Beside: n.Beside, Basis: n.Timer.Basis}
		from := c.Now
		if t.From == procedure.FromReception {
			from = received
		}
		if t.From != procedure.FromDue {
			due, err := c.Calendar.Due(from, t.Limit, calendar.Options{})
			if err != nil {
				return nil, err
			}
			t.At = due.At.UTC()
		}
		out = append(out, t)
	}
	return out, nil
}

// Timer gives the timer of a token, or nil.
func (d *Dossier) Timer(token int) *Timer {
	for i := range d.Timers {
		if d.Timers[i].Token == token {
			return &d.Timers[i]
		}
	}
	return nil
}

// Over gives the moment at which a timer is over; zero while there is none, because it follows the due time and that stands
// or was not promised.
// choice: what was set when a timer began stays, whatever holiday is announced later: a notice is posted until the day it names.
func (d *Dossier) Over(cal *calendar.Calendar, t *Timer) (time.Time, error) {
	if t.From != procedure.FromDue {
		return t.At, nil
	}
	if _, waiting := d.Promise.Waiting(); waiting || d.Promise.NoDue || d.Promise.At.IsZero() {
		return time.Time{}, nil
	}
	if t.Limit == (calendar.Limit{}) {
		return d.Promise.At, nil
	}
	due, err := cal.Due(d.Promise.At, t.Limit, calendar.Options{})
	return due.At.UTC(), err
}

// Elapsing gives the timers that are over at a moment, the earliest first.
func (d *Dossier) Elapsing(cal *calendar.Calendar, now time.Time) ([]int, error) {
	type over struct {
		token int
		at    time.Time
	}
	var all []over
	if d.closedTo(ActElapse) {
		return nil, nil
	}
	for i := range d.Timers {
		at, err := d.Over(cal, &d.Timers[i])
		if err != nil {
			return nil, err
		}
		if !at.IsZero() && !at.After(now) {
			all = append(all, over{d.Timers[i].Token, at})
		}
	}
	slices.SortStableFunc(all, func(a, b over) int { return a.at.Compare(b.at) })
	out := make([]int, len(all))
	for i, o := range all {
		out[i] = o.token
	}
	return out, nil
}

// closedTo says whether the table closes an act on the dossier itself in its state.
func (d *Dossier) closedTo(a Act) bool {
	_, _, err := d.judge(a, 0)
	return err != nil
}

// Elapse decides that a timer is over (hết thời gian chờ): its token goes on, and a step that it cuts off is given up. Whenever
// it is decided, it counts from the moment at which the time was over, or from what happened last, where that was later.
// What is to be done then begins at that moment too.
// choice: time refuses nobody; a process in which it would is told by its proof, and is held here.
func (c *Case) Elapse(token int) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActElapse, 0); err != nil {
		return nil, err
	}
	t := d.Timer(token)
	if t == nil {
		return nil, fault.New(fault.Conflict, "dossier.task-gone")
	}
	at, err := d.Over(c.Calendar, t)
	if err != nil {
		return nil, err
	}
	if at.IsZero() || c.Now.Before(at) {
		return nil, fault.New(fault.Refused, "dossier.timer-runs")
	}
	if last := d.History[len(d.History)-1].At; last.After(at) {
		at = last
	}
	k := *c
	if at.Before(c.Now) {
		k.Now, k.Class = at, ledger.LateEntry
	}
	return k.elapse(t)
}

func (c *Case) elapse(t *Timer) ([]ledger.Fact, error) {
	d := c.Dossier
	env := c.env(procedure.Elapsed, d.Values, d.Case, d.Channel)
	marking, effect, ended, err := c.Machine.Fire(d.Marking, t.Token, env)
	if err != nil {
		return nil, err
	}
	h := taskHolder{Token: t.Token, Node: t.Node, Outcome: procedure.Elapsed, Ends: ended, Rule: t.Basis}
	role := ""
	if k := d.Task(t.Of); k != nil {
		role = k.Role
	}
	done, refused, err := c.went(&h, marking, effect, ended, role)
	switch {
	case err != nil:
		return nil, err
	case refused:
		return nil, fault.New(fault.Refused, "dossier.refuse-by-leader").By("nd61-2018/19.8")
	case done && d.subOpen():
		return nil, fault.New(fault.Refused, "dossier.sub-open").By("nd61-2018/19.6")
	}
	facts := []ledger.Fact{c.fact(KindElapsed, h, nil)}
	if done {
		facts = append(facts, c.completed(h.Moved))
	}
	return facts, nil
}

// went writes down where tokens went: the tasks and timers that began, and what that does to the clock. done says that the
// process is over, refused that it ended without a result.
func (c *Case) went(h *taskHolder, marking procedure.Marking, effect procedure.Effect, finished int, role string) (done, refused bool, err error) {
	d := c.Dossier
	if h.Opened, err = c.opened(effect.Opened, d.Papers, d.PapersAt, role); err != nil {
		return false, false, err
	}
	c.numberSubs(h.Opened, d.Code)
	if h.Timers, err = c.armed(marking, d.Received); err != nil {
		return false, false, err
	}
	h.Marking = marking
	if refused = slices.ContainsFunc(effect.Ended, func(end string) bool { return !c.Machine.Node(end).Result }); refused {
		// the other branches lose their purpose: BPMN's terminate end event
		h.Opened, h.Timers, h.Marking.Tokens = nil, nil, nil
		tally := d.tally()
		h.Tally = &tally
		return effect.Done, true, nil
	}
	h.Moved, err = c.moved(finished, h.Opened, marking)
	return effect.Done, false, err
}

// passes says whether a token waits at a timer of its own: then time goes by that nobody is waited for.
func (c *Case) passes(marking procedure.Marking) bool {
	return slices.ContainsFunc(c.Machine.Timed(marking), func(t procedure.Token) bool { return t.Of == 0 })
}

// walked takes where the tokens are now: timers whose token is gone are over, further ones run. Tasks whose token is gone were
// done beside and have lost their purpose. unit is whose step led there.
func (d *Dossier) walked(marking procedure.Marking, timers []Timer, unit string, at time.Time) {
	d.Marking = marking
	d.spell(timers, unit, at)
	d.Timers = slices.DeleteFunc(append(slices.Clip(d.Timers), timers...), func(t Timer) bool { return !standsIn(marking, t.Token) })
	if len(d.Timers) == 0 {
		d.Timers = nil
	}
	for i := range d.Tasks {
		if t := &d.Tasks[i]; t.Open() && t.ofProcess() && !standsIn(marking, t.Token) {
			t.Done, t.Outcome = at, "cancelled"
		}
	}
}

// ofProcess says whether a token of the process stands at the task; the others stand beside it.
func (t *Task) ofProcess() bool { return t.Token < firstAsked }

func (d *Dossier) foldElapsed(e *ledger.Event, s *Step) error {
	h, err := holder[taskHolder](&e.Fact)
	if err != nil {
		return err
	}
	s.Node, s.Token, s.Outcome, s.Reason = h.Node, h.Token, h.Outcome, h.Rule
	s.Late = s.Late && e.RecordedAt.Sub(e.At) > time.Hour // no job runs at the second
	if t := d.Task(h.Ends); t != nil && h.Ends > 0 {
		t.Done, t.Outcome = e.At, h.Outcome
	}
	unit := d.ledTo(h.Token)
	d.charged(h.Opened, 0)
	d.walked(h.Marking, h.Timers, unit, e.At)
	d.open(h.Opened, e.At)
	d.settle(h.Moved)
	return nil
}
