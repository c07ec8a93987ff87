package dossier

import (
	"slices"
	"time"

	"motcua/law/procedure"
)

// A step has hours of its own inside the legal limit. They stand and begin again together with the legal clock: nobody
// is late with work that waits for the applicant.

// A StepMoved is an open step whose own time moved with the legal clock.
type StepMoved struct {
	Token int       `json:"token"`
	From  time.Time `json:"from"` // its hours count from here, what was waited left out
	Due   time.Time `json:"due"`
}

// Counts is the moment from which the hours of a step count: when it began, or later by what was waited.
func (t *Task) Counts() time.Time {
	if !t.From.IsZero() {
		return t.From
	}
	return t.Since
}

// StepStands says whether the own hours of an open step stand: papers were asked for, a withdrawal has to be answered first,
// or it is the applicant who has to pay. An opinion and a sub-dossier beside the process run on, for both may be answered.
func (d *Dossier) StepStands(t *Task) bool {
	if !t.Open() || t.Asked != nil {
		return false
	}
	return t.Waits == procedure.WaitPayment || d.State == Withdrawal || d.asked() != nil && !d.Received.IsZero()
}

// StepLate says whether an open step is past its own time; it says nothing about the promise.
func (d *Dossier) StepLate(t *Task, now time.Time) bool {
	return t.Open() && !t.Due.IsZero() && !d.StepStands(t) && now.After(t.Due)
}

// moveSteps is what the end of waiting for papers, from one moment to another, does to the open steps: their hours begin again
// where the limit does, and otherwise move by the working time that was waited.
func (c *Case) moveSteps(rule procedure.Supplement, from, to time.Time) ([]StepMoved, error) {
	var out []StepMoved
	for i := range c.Dossier.Tasks {
		t := &c.Dossier.Tasks[i]
		n := c.Machine.Node(t.Node)
		if !t.Open() || t.Asked != nil || t.OnWay() || t.Due.IsZero() || n == nil || !t.Since.Before(to) {
			continue
		}
		at := to
		if rule.Mode == procedure.SupplementPause {
			began := from
			if t.Since.After(began) {
				began = t.Since
			}
			var err error
			if at, err = c.Calendar.AddMinutes(t.Counts(), c.Calendar.WorkingMinutes(began, to)); err != nil {
				return nil, err
			}
		}
		due, err := c.Calendar.AddMinutes(at, int64(n.Hours)*60)
		if err != nil {
			return nil, err
		}
		out = append(out, StepMoved{Token: t.Token, From: at.UTC(), Due: due.UTC()})
	}
	return out, nil
}

// redateSteps counts the hours of the open steps again by the calendar; only what is later now moves.
func (c *Case) redateSteps() ([]StepMoved, error) {
	var out []StepMoved
	for i := range c.Dossier.Tasks {
		t := &c.Dossier.Tasks[i]
		if !t.Open() || t.Asked != nil || t.OnWay() || t.Due.IsZero() {
			continue
		}
		n := c.Machine.Node(t.Node)
		if n == nil || n.Hours <= 0 {
			continue
		}
		due, err := c.Calendar.AddMinutes(t.Counts(), int64(n.Hours)*60)
		if err != nil {
			return nil, err
		}
		if due.After(t.Due) {
			out = append(out, StepMoved{Token: t.Token, From: t.Counts().UTC(), Due: due.UTC()})
		}
	}
	return out, nil
}

// moveStep takes what an event did to a step's time.
func (d *Dossier) moveStep(m StepMoved) {
	if t := d.Task(m.Token); t != nil {
		t.From, t.Due = m.From, m.Due
	}
}

// begins starts the clocks of a reception: the hours of the first steps, and the promise's, which stands where all wait.
func (c *Case) begins(p Promise, opened []Opened, marking procedure.Marking) (Promise, error) {
	if err := c.fromHandOver(opened, p.HandOver); err != nil {
		return p, err
	}
	p, _, err := c.standing(p, opened, c.passes(marking))
	return p, err
}

// fromHandOver lets the hours of the first steps count from when the dossier is to be with whoever works on it: what is
// received in the late afternoon is with them the next morning, and nobody is late with it overnight. The desk's own
// steps count at once.
// law: nd61-2018/18.2
func (c *Case) fromHandOver(opened []Opened, handOver time.Time) error {
	if !handOver.After(c.Now) {
		return nil
	}
	for i := range opened {
		o := &opened[i]
		n := c.Machine.Node(o.Node)
		if o.Due.IsZero() || n == nil || slices.Contains(till, o.Role) || o.Papers != nil {
			continue
		}
		due, err := c.Calendar.AddMinutes(handOver, int64(n.Hours)*60)
		if err != nil {
			return err
		}
		o.Due = due.UTC()
	}
	return nil
}
