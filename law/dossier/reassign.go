package dossier

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// A Reassignment takes an open dossier from units that ended to those that carry on (chuyển giao khi sắp xếp đơn vị). "" stays as it
// is. Neither its code nor its due time changes.
type Reassignment struct {
	Plan   string    `json:"plan"`   // key of the reorganisation
	Moment time.Time `json:"moment"` // first instant of the new structure
	Basis  string    `json:"basis"`

	Help      string        `json:"help,omitempty"`
	Reception string        `json:"reception,omitempty"`
	Competent string        `json:"competent,omitempty"`
	Papers    string        `json:"papers,omitempty"`
	Tasks     []TaskHanded  `json:"tasks,omitempty"`
	Why       []ReassignWhy `json:"why,omitempty"`
}

// A TaskHanded is an open task that goes to another unit.
type TaskHanded struct {
	Token  int    `json:"token"`
	Unit   string `json:"unit,omitempty"`
	Papers string `json:"papers,omitempty"` // who has the papers that are on their way to it
	Free   bool   `json:"free,omitempty"`   // whoever held it has no post there
}

// A ReassignWhy says by what a unit was chosen.
type ReassignWhy struct {
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why"`
}

// Empty says that nothing goes anywhere.
func (x *Reassignment) Empty() bool {
	return x.Help == "" && x.Reception == "" && x.Competent == "" && x.Papers == "" && len(x.Tasks) == 0 && len(x.Why) == 0
}

// to is the unit that a line of the history names: who decides from now on, else who receives, else who works.
func (x *Reassignment) to() string {
	for _, t := range x.Tasks {
		if t.Unit != "" {
			return cmp.Or(x.Competent, x.Reception, t.Unit)
		}
	}
	return cmp.Or(x.Competent, x.Reception, x.Papers, x.Help)
}

type reassignedHolder struct {
	Reassignment
	Counted *Recounted `json:"counted,omitempty"`
}

// A Recounted says that a dossier is counted under other units from now on, as received and open or as waiting for reception.
type Recounted struct {
	Tally   Tally  `json:"tally"` // what it was counted under
	Now     Waited `json:"now"`
	Waiting bool   `json:"waiting,omitempty"`
}

// A Went is one change of units. What happened before At counts for the units in From.
type Went struct {
	At     time.Time
	Moment time.Time
	From   Waited
}

// Reassign decides that a dossier goes over; none where nothing of it does.
func (c *Case) Reassign(x Reassignment) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActReassign, 0); err != nil {
		return nil, err
	}
	if x.Empty() {
		return nil, nil
	}
	if c.Now.Before(x.Moment) {
		return nil, fault.New(fault.Refused, "dossier.reassign-early").At("moment")
	}
	h := reassignedHolder{Reassignment: x}
	was := Waited{Reception: d.Reception, Competent: d.Competent}
	now := Waited{Reception: cmp.Or(x.Reception, d.Reception), Competent: cmp.Or(x.Competent, d.Competent)}
	waiting := d.State == Filed || d.State == Withdrawal && d.Undone == Filed
	if now != was && (waiting || d.State != Completed && !d.Received.IsZero()) {
		h.Counted = &Recounted{Tally: d.tally(), Now: now, Waiting: waiting}
	}
	return []ledger.Fact{c.fact(KindReassigned, h, nil)}, nil
}

// CarriedTo is the unit that has now what a unit had or did of the dossier: the unit itself while it did not go over. What was
// done stays written under who did it; who may see it follows from here.
func (d *Dossier) CarriedTo(unit string) string {
	for _, h := range d.Heirs { // in the order of the reorganisations
		if h.From == unit {
			unit = h.To
		}
	}
	return unit
}

func (d *Dossier) foldReassigned(e *ledger.Event, s *Step) error {
	h, err := holder[reassignedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Went = append(d.Went, Went{At: e.At, Moment: h.Moment, From: Waited{Reception: d.Reception, Competent: d.Competent}})
	d.respell(h.Reassignment)
	d.Help, d.Reception = cmp.Or(h.Help, d.Help), cmp.Or(h.Reception, d.Reception)
	d.Competent, d.PapersAt = cmp.Or(h.Competent, d.Competent), cmp.Or(h.Papers, d.PapersAt)
	for _, moved := range h.Tasks {
		t := d.Task(moved.Token)
		if t == nil {
			continue
		}
		t.Unit = cmp.Or(moved.Unit, t.Unit)
		if moved.Papers != "" && t.Papers != nil {
			papers := *t.Papers
			papers.From, t.Papers = moved.Papers, &papers
		}
		if moved.Free {
			t.Holder, t.Dealt = "", false
		}
	}
	for i := range d.Tasks {
		// choice: giver and taker became one unit, which has the papers; nobody confirms what he handed to himself.
		if t := &d.Tasks[i]; t.OnWay() && t.Unit == d.PapersAt {
			t.Handed, t.Since, t.Confirmed, t.SentBack = t.Since, e.At, e.At, time.Time{}
		}
	}
	d.Heirs = append(slices.Clip(d.Heirs), h.Why...)
	s.Outcome, s.Reason = h.to(), h.Basis
	return nil
}
