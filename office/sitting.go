package office

import (
	"cmp"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/form"
	"motcua/words/ledger"
	"motcua/words/org"
)

// A Sitting (giải quyết ngay trong một lần tiếp) is a dossier with the steps that still lead to its result, as they would be
// done one after the other while the applicant waits.
type Sitting struct {
	*DossierView
	Steps []SittingStep
	Mine  int // how many of them, from the first on, the reader may do
}

// A SittingStep is one act of a sitting, with whether the reader may do it at this moment.
type SittingStep struct {
	Act      dossier.Act
	Token    int
	Name     form.Text
	Unit     UnitName
	Outcomes []procedure.Outcome // how a step of the process may end, the way to the result first
	Number   string              // what the unit's book of results gives next, for the step that numbers
	Under    *dossier.Authority  // the decision that it would rest on
	Refusal  error               // why the reader may not, a *fault.Fault
	Who      []PersonName        // who may then
}

// mostSitting bounds the steps of a sitting.
// choice: what takes more is no matter of one visit.
const mostSitting = 12

// sitting is the name of the act that a confirmation of several steps is about.
const sitting = "sitting"

// SitsHere says whether a dossier that was read is settled where it was received and the reader sits there: because its procedure
// is settled while the applicant waits, or because the power to decide was handed to the desk.
// law: nd61-2018/17.5
func (r *Reader) SitsHere(v *DossierView) bool {
	if v.Code == "" || v.Competent != v.Reception || v.Reception != r.who.Unit {
		return false
	}
	immediate := v.CaseDef != nil && v.CaseDef.Conduct.Immediate
	return immediate || r.o.objectAt(r.w, v.Dossier, 0, r.now).Delegated
}

// Sitting gives a dossier with the steps that are left. Nothing is done by it: each right is looked at again when it is used.
func (r *Reader) Sitting(id dossier.ID) (*Sitting, error) {
	v, err := r.Dossier(id, "read.desk")
	if err != nil {
		return nil, err
	}
	if !r.SitsHere(v) {
		return nil, fault.New(fault.Refused, "sitting.elsewhere", "unit", v.CompetentN.Name).By("nd61-2018/17.5")
	}
	evs, err := r.db.Events(r.ctx, dossier.Stream(id))
	if err != nil {
		return nil, err
	}
	d, err := dossier.Fold(id, evs) // a copy: the steps are tried on it
	if err != nil {
		return nil, err
	}
	out := &Sitting{DossierView: v}
	if out.Steps, err = r.sittingSteps(d); err != nil {
		return nil, err
	}
	for out.Mine < len(out.Steps) && out.Steps[out.Mine].Refusal == nil {
		out.Mine++
	}
	return out, nil
}

// sittingSteps tries the dossier's way to its result.
func (r *Reader) sittingSteps(d *dossier.Dossier) ([]SittingStep, error) {
	var out []SittingStep
	for len(out) < mostSitting {
		a, token := sitNext(d)
		if a == "" {
			return out, nil
		}
		s, err := r.sittingStep(d, a, token)
		if err != nil {
			return nil, err
		}
		stuck := false
		if a != dossier.ActHandOver {
			if no := r.tried(d, &s); no != nil {
				if f := fault.As(no); f == nil || f.Kind == fault.Internal {
					return nil, no
				}
				s.Refusal, stuck = cmp.Or(s.Refusal, no), true
			}
		}
		if out = append(out, s); stuck || a == dossier.ActHandOver {
			return out, nil
		}
	}
	return out, nil
}

// sitNext is the act that brings a dossier one step nearer to its owner, "" where it waits for somebody else.
func sitNext(d *dossier.Dossier) (dossier.Act, int) {
	switch d.State {
	case dossier.Completed:
		return dossier.ActHandOver, 0
	case dossier.Received, dossier.Processing:
	default:
		return "", 0
	}
	for i := range d.Tasks {
		t := &d.Tasks[i]
		if !t.Open() || t.Asked != nil {
			continue
		}
		switch t.Work {
		case procedure.Approve:
			return dossier.ActApprove, t.Token
		case procedure.Issue:
			if d.Number == "" {
				return dossier.ActNumber, t.Token
			}
			return dossier.ActIssue, t.Token
		case procedure.Examine, procedure.Consult, procedure.Carry:
			return dossier.ActFinish, t.Token
		}
	}
	return "", 0
}

// sittingStep says what a step asks for, and whether the reader may do it.
func (r *Reader) sittingStep(d *dossier.Dossier, a dossier.Act, token int) (SittingStep, error) {
	s := SittingStep{Act: a, Token: token, Unit: r.w.unit(d.Reception, r.now)}
	t := d.Task(token)
	if t != nil {
		s.Name, s.Unit = t.Name, r.w.unit(t.Unit, r.now)
	}
	if a == dossier.ActFinish {
		if rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion); rec != nil {
			s.Outcomes = r.outcomes(&DossierView{Dossier: d, CaseDef: rec.Case(d.Case)}, t.Node)
		}
	}
	if a == dossier.ActNumber {
		n, err := r.db.NextNumber(r.ctx, bookOf(s.Unit.ID), r.year())
		if err != nil {
			return s, err
		}
		s.Number = bookNumber(n, r.year())
	}
	ans := access.Judge(r.who, string(a), r.o.objectAt(r.w, d, token, r.now))
	s.Under = ans.Under
	switch {
	case t != nil && t.Holder != "" && t.Holder != r.who.Person:
		s.Refusal, s.Who = fault.New(fault.Conflict, "dossier.held", "holder", t.Holder), []PersonName{r.w.person(t.Holder)}
	case ans.Refusal != nil:
		s.Refusal, s.Who = ans.Refusal, r.whoMay(d, a, token, s.Unit.ID)
	}
	return s, nil
}

// whoMay are those present in a unit who may do an act at this moment, by the same judgement.
func (r *Reader) whoMay(d *dossier.Dossier, a dossier.Act, token int, unit string) []PersonName {
	obj := r.o.objectAt(r.w, d, token, r.now)
	var out []PersonName
	for _, p := range r.w.Org.PostsIn(org.UnitID(unit), r.now) {
		if _, away := r.w.Org.AwayAt(p.Person, r.now); away || string(p.Person) == r.who.Person {
			continue
		}
		who := r.w.officer("", string(p.Person), "", PostChoice{ID: string(p.ID), Unit: r.w.unit(unit, r.now), Role: string(p.Role)}, r.now)
		name := r.w.person(string(p.Person))
		if access.Judge(who, string(a), obj).Refusal == nil && !slices.ContainsFunc(out, func(n PersonName) bool { return n.ID == name.ID }) {
			out = append(out, name)
		}
	}
	return out
}

// tried does a step on the copy, by whoever it is for, so that the next one is seen.
func (r *Reader) tried(d *dossier.Dossier, s *SittingStep) error {
	rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion)
	machine, err := r.w.Procedures.Machine(d.Procedure, d.ProcVersion, d.Case)
	if err != nil {
		return err
	}
	t := d.Task(s.Token)
	c := &dossier.Case{
		Dossier: d, Procedure: rec, Machine: machine, Calendar: r.w.Calendar, General: r.w.General, Now: r.now, Actor: cmp.Or(t.Holder, r.who.Person), Unit: t.Unit,
		Locate: func(where string) (string, error) {
			return r.w.locate(where, place{reception: d.Reception, competent: d.Competent, owner: d.Parties.Owner.Address.Commune}, r.now)
		},
		Signed: func(string) (bool, error) { return true, nil },
	}
	facts, err := c.Sit(s.Act, dossier.Finishing{Token: s.Token, Outcome: straight(s.Outcomes), Number: s.Number, File: "-"})
	for i := range facts {
		if err == nil {
			err = d.Apply(&ledger.Event{Fact: facts[i], Stream: dossier.Stream(d.ID), Version: d.Version + 1, RecordedAt: r.now})
		}
	}
	return err
}

// straight is the outcome that a process lists first, "" where there is no choice.
func straight(all []procedure.Outcome) string {
	if len(all) < 2 {
		return ""
	}
	return all[0].Value
}

// year names the year's book.
func (r *Reader) year() string { return strconv.Itoa(r.now.In(Zone).Year()) }

// bookOf is the series of a unit's book of results (sổ cấp kết quả).
func bookOf(unit string) string { return "result/" + unit }

// bookNumber writes a number of the book.
// choice: number and year; what letters follow it is the agency's own habit, and may be typed instead.
func bookNumber(n int64, year string) string { return strconv.FormatInt(n, 10) + "/" + year }

// A SitStep is one step of a sitting with what it asks for.
type SitStep struct {
	Act      dossier.Act
	Token    int               // of the task, 0 for the hand-over
	Finish   dossier.Finishing // of a step of the process; a number that is left out is the book's next
	HandOver dossier.HandOver  // of the hand-over
}

// Sit does the steps of a sitting in one transaction: each is an event of its own under its own right, judged in the moment in
// which it is done. Where one is refused none is done, and the fault's field names the step: "steps.1", "steps.2.number". One
// confirmation is for all of them, over all that they say.
func (o *Office) Sit(ctx context.Context, who Who, cmd Command, on On, steps []SitStep) error {
	if len(steps) == 0 || len(steps) > mostSitting {
		return fault.New(fault.Invalid, "sitting.nothing")
	}
	on.Token = 0
	sum, err := requestHash(sitting, on, steps)
	if err != nil {
		return err
	}
	weighs := slices.ContainsFunc(steps, func(s SitStep) bool { return slices.Contains(weighty, string(s.Act)) })
	hash := hex.EncodeToString(sum[:])
	var mark *dossier.Confirmed
	if weighs && (!cmd.Proof.empty() || cmd.confirmed != nil) {
		if mark, err = o.Confirmed(ctx, who, cmd, sitting, hash); err != nil {
			return err
		}
	}
	var acted *dossier.Dossier
	err = o.timely(ctx, on.ID, func(late bool) error {
		return o.write(ctx, func(w *World, tx *store.Tx) error {
			acted = nil
			if done, err := o.once(tx, who, cmd, sum, []byte(on.ID)); done || err != nil {
				return err
			}
			d, err := o.sit(ctx, w, tx, who, on, steps, mark, late)
			if err != nil {
				return err
			}
			if weighs && mark == nil && o.mustConfirm(who, sitting) { // asked for once everything else is right
				return unconfirmed(sitting, hash)
			}
			acted = d
			return nil
		})
	})
	if err != nil {
		o.done.count(steps[0].Act, err)
		return fmt.Errorf("sit on dossier %s: %w", on.ID, err)
	}
	for i := range steps {
		o.done.count(steps[i].Act, nil)
	}
	o.tell(acted)
	return nil
}

// sit does the steps one after the other.
func (o *Office) sit(ctx context.Context, w *World, tx *store.Tx, who Who, on On, steps []SitStep, mark *dossier.Confirmed, late bool) (*dossier.Dossier, error) {
	var d *dossier.Dossier
	from := 0
	for i := range steps {
		s := &steps[i]
		var c *dossier.Case
		var err error
		if i == 0 {
			at := on
			at.Token = s.Token
			if c, err = o.allowed(ctx, w, tx, who, at, s.Act); err == nil {
				d, from = c.Dossier, len(c.Dossier.Tasks)
			}
		} else {
			c, err = o.sitsOn(w, tx, who, d, s)
		}
		if err != nil {
			return nil, atStep(i, err)
		}
		if slices.Contains(weighty, string(s.Act)) {
			c.Confirmed = mark
		}
		facts, err := before(c, late, func(c *dossier.Case) ([]ledger.Fact, error) { return o.sitStep(ctx, tx, who, c, s) })
		if err != nil {
			return nil, atStep(i, err)
		}
		if err := o.apply(tx, d, facts); err != nil {
			return nil, err
		}
		late = true // what is over was looked at before the first step; all are done at one instant
	}
	if err := o.handOut(tx, d, from); err != nil {
		return nil, err
	}
	return d, o.put(tx, d)
}

// sitsOn gives the case of a further step, judged by itself on the dossier as the steps before have left it.
func (o *Office) sitsOn(w *World, tx *store.Tx, who Who, d *dossier.Dossier, s *SitStep) (*dossier.Case, error) {
	if s.Token != 0 && d.Task(s.Token) == nil {
		return nil, fault.New(fault.Conflict, "sitting.other-way")
	}
	ans := access.Judge(who, string(s.Act), o.objectAt(w, d, s.Token, tx.Now()))
	if ans.Refusal != nil {
		return nil, ans.Refusal
	}
	c, err := o.caseOf(w, d, who, tx)
	if err != nil {
		return nil, err
	}
	if c.Under = ans.Under; access.Deciding(s.Act) {
		w.rely(tx, who, ans.Under)
	}
	return c, nil
}

// sitStep decides one step.
func (o *Office) sitStep(ctx context.Context, tx *store.Tx, who Who, c *dossier.Case, s *SitStep) ([]ledger.Fact, error) {
	if s.Act == dossier.ActHandOver {
		return c.HandOver(s.HandOver)
	}
	f := s.Finish
	f.Token = s.Token
	if err := o.shelf(ctx, tx, who, c.Dossier).one(f.File, "file"); err != nil {
		return nil, err
	}
	if t := c.Dossier.Task(s.Token); s.Act == dossier.ActNumber && f.Number == "" && t != nil {
		year := strconv.Itoa(tx.Now().In(Zone).Year())
		n, err := tx.Number(bookOf(t.Unit), year)
		if err != nil {
			return nil, err
		}
		f.Number = bookNumber(n, year)
	}
	return c.Sit(s.Act, f)
}

// atStep says at which step a fault arose.
func atStep(i int, err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing {
		return err
	}
	name := func(x *fault.Fault) *fault.Fault {
		out := *x
		out.Field, out.More = "steps."+strconv.Itoa(i), nil
		if x.Field != "" {
			out.Field += "." + x.Field
		}
		return &out
	}
	all := []*fault.Fault{name(f)}
	for _, m := range f.More {
		all = append(all, name(m))
	}
	return fault.Join(all)
}
