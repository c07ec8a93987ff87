package dossier

import (
	"time"

	"motcua/ground/fault"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// until is when the silence of a task's unit begins to count: after the hours of its step, and where it has none after
// the dossier's own due time; zero while that clock or the step stands, or there is none.
func (d *Dossier) until(t *Task) time.Time {
	if d.StepStands(t) {
		return time.Time{}
	}
	if t.Silent.After(t.Due) { // choice: a law's own term does not stand with the clock of the dossier
		return t.Silent
	}
	if !t.Due.IsZero() {
		return t.Due
	}
	if _, waiting := d.Promise.Waiting(); waiting {
		return time.Time{}
	}
	return d.Promise.At
}

// SilentFrom gives the moment after which the silence on a task counts; ok is false where no law makes it count.
func (d *Dossier) SilentFrom(t *Task) (at time.Time, ok bool) {
	switch {
	case !t.Open() || t.OnWay():
	case t.Asked != nil:
		return t.Due, t.Asked.Consent != ""
	case t.Silence != nil:
		at = d.until(t)
	}
	return at, !at.IsZero()
}

// deem decides that an agency which stayed silent on its step beyond the limit has ended it as its procedure's law says
// (coi như đồng ý): the token goes on. What was decided by silence is signed by nobody.
// choice: only where the procedure's data name the law and the outcome; silence is never a refusal.
func (c *Case) deem(t *Task) ([]ledger.Fact, error) {
	at, ok := c.Dossier.SilentFrom(t)
	if !ok {
		return nil, fault.New(fault.Refused, "dossier.silence-stands")
	}
	if !c.Now.After(at) {
		return nil, fault.New(fault.Refused, "dossier.opinion-not-due", "time", at.In(calendar.Zone).Format("15:04 02/01/2006"))
	}
	h, done, refused, err := c.pass(t, t.Silence.Outcome)
	if err != nil {
		return nil, err
	}
	switch {
	case refused:
		return nil, fault.New(fault.Refused, "dossier.refuse-by-leader").By("nd61-2018/19.8")
	case done && c.Dossier.subOpen():
		return nil, fault.New(fault.Refused, "dossier.sub-open").By("nd61-2018/19.6")
	}
	h.Rule = t.Silence.Basis
	facts := []ledger.Fact{c.fact(KindDeemed, h, nil)}
	if done {
		facts = append(facts, c.completed(h.Moved))
	}
	return facts, nil
}
