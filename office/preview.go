package office

import (
	"fmt"
	"slices"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/form"
)

// A Preview is what would happen if an intake were received at this moment: what the counter shows beside what is typed.
type Preview struct {
	Record    *procedure.Record // version in force
	Case      *procedure.Case
	Form      *form.Compiled // of the version that the intake names; nil when the case has none
	FormBy    int
	Competent UnitName // zero while the rule cannot find it
	Bill      fee.Bill
	Promise   dossier.Promise
	Missing   []int // required papers that are not there
	Flaws     error // all that stands in the way, a *fault.Fault; fields of the form begin with "values."
}

// Preview judges an intake without receiving it: every flaw at once, and what would be promised. Nothing is written.
func (r *Reader) Preview(in Intake) (*Preview, error) {
	rec := r.w.Procedures.Current(in.Procedure, r.now)
	if rec == nil {
		return nil, fault.New(fault.Invalid, "dossier.procedure-unknown", "procedure", string(in.Procedure)).At("procedure")
	}
	pc := rec.Case(in.Case)
	if pc == nil || pc.Process == nil {
		return nil, fault.New(fault.Invalid, "dossier.case-unknown", "case", in.Case).At("case")
	}
	p := &Preview{Record: rec, Case: pc, FormBy: in.FormBy}
	if p.FormBy == 0 {
		p.FormBy = rec.Version
	}
	var err error
	if p.Form, err = r.w.Procedures.Form(rec.Code, p.FormBy, in.Case); err != nil {
		return nil, err
	}
	in.FormBy = p.FormBy
	p.Missing = dossier.Missing(pc, pc.AskedBy(p.Form, in.Values), in.Papers)
	if in.Reception == "" {
		in.Reception = r.who.Unit
	}
	return p, r.previewFlaws(p, in)
}

// previewFlaws fills what hangs on what was typed.
func (r *Reader) previewFlaws(p *Preview, in Intake) error {
	values := in.Values
	var wrong []error
	if p.Form != nil {
		clean, err := p.Form.Judge(in.Values, r.now)
		if err == nil {
			values = clean
		}
		wrong = append(wrong, inValues(err))
	}
	bill, err := p.Case.Bill(in.Channel, values, r.now, nil)
	if f := fault.As(err); err != nil && f == nil {
		return fmt.Errorf("bill of %s/%s: %w", p.Record.Code, p.Case.ID, err)
	}
	p.Bill = bill
	if fault.Together(wrong...) == nil { // the answers are clean: a number among them can be read
		wrong = append(wrong, uncounted(&in, &bill, values))
	}
	competent := in.Competent
	if competent == "" {
		competent, err = r.w.competent(p.Record, place{reception: in.Reception, owner: in.Parties.Owner.Address.Commune}, r.now)
		if err != nil {
			wrong = append(wrong, err)
			competent = "" // the rule finds nobody yet
		}
	}
	if competent != "" {
		p.Competent = r.w.unit(competent, r.now)
	} else {
		competent = in.Reception
	}
	if rule := p.Case.Rule(in.Channel); rule != nil {
		if p.Promise, err = dossier.NewPromise(r.w.Calendar, *rule, r.now); err != nil {
			return err
		}
	}
	machine, err := r.w.Procedures.Machine(p.Record.Code, p.Record.Version, p.Case.ID)
	if err != nil {
		return err
	}
	if in.Return == "" {
		in.Return = "desk"
	}
	j := &judged{record: p.Record, machine: machine, filing: dossier.Filing{
		CaseID: in.Case, Channel: in.Channel, Help: in.Help, Reception: in.Reception, Competent: competent, Parties: in.Parties,
		Subject: in.Subject, Values: values, FormBy: in.FormBy, Papers: in.Papers, Files: in.Files, Return: in.Return, Assisted: in.Assisted,
	}}
	_, err = r.o.newCase(r.w, "preview", j, r.who, r.now).Receive(dossier.Reception{Filing: j.filing, Code: "-"})
	if f := fault.As(err); f != nil && f.Kind != fault.Internal {
		wrong = append(wrong, err) // what the process cannot decide on unfinished answers is no flaw of its own
	}
	p.Flaws = fault.Together(wrong...)
	return nil
}

// inValues gives a fault of the form the fields of the intake.
func inValues(err error) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	move := func(x *fault.Fault) *fault.Fault {
		out := *x
		out.Field, out.More = "values."+x.Field, nil
		return &out
	}
	all := []*fault.Fault{move(f)}
	for _, m := range f.More {
		all = append(all, move(m))
	}
	return fault.Join(all)
}

// A CommonCase is a case that a desk receives often.
type CommonCase struct {
	Record *procedure.Record
	Case   *procedure.Case
	Often  int // among the last dossiers of the desk
}

// lastLooked is how many of a desk's last dossiers say what is common there.
// choice: about two weeks of a busy branch.
const lastLooked = 400

// Commonest lists the cases that the reader's desk receives most, of procedures that can be received today; a desk
// without history gets those that are worked out, in the order of names.
func (r *Reader) Commonest(most int) ([]CommonCase, error) {
	if access.May(r.who, "worklist", access.Object{}) != nil {
		return nil, fault.New(fault.Refused, "login.again").NoRight()
	}
	rows, err := r.db.Commonest(r.ctx, r.who.Unit, lastLooked)
	if err != nil {
		return nil, err
	}
	var out []CommonCase
	add := func(rec *procedure.Record, caseID string, n int) {
		if rec == nil || !rec.Open() || len(out) >= most {
			return
		}
		pc := rec.Case(caseID)
		known := slices.ContainsFunc(out, func(c CommonCase) bool { return c.Record.Code == rec.Code && c.Case.ID == caseID })
		if rec.Receives(pc) && !known {
			out = append(out, CommonCase{Record: rec, Case: pc, Often: n})
		}
	}
	for _, row := range rows {
		add(r.w.Procedures.Current(procedure.ID(row.Procedure), r.now), row.Case, row.N)
	}
	if len(out) >= most {
		return out, nil
	}
	var open []*procedure.Record
	for _, rec := range r.w.Procedures.All(r.now) {
		if rec.Open() && len(rec.Cases) > 0 {
			open = append(open, rec)
		}
	}
	byName(open, func(rec *procedure.Record) string { return rec.Name })
	for _, rec := range open {
		add(rec, rec.Cases[0].ID, 0)
	}
	return out, nil
}

// WaitCounts are the figures on the inbox's chips.
type WaitCounts struct {
	All, Late, Today  int
	Awaited, Supplied int // not received, and the applicant was asked for papers
}

// WaitCounts counts what was filed online for the reader's desks and waits to be received.
func (r *Reader) WaitCounts() (c WaitCounts, err error) {
	count := func(more func(*store.DossierFilter)) int {
		if err != nil {
			return 0
		}
		f := r.filter(Filter{States: []dossier.State{dossier.Filed}})
		if !r.scope.All {
			f.Receptions = r.who.Units
		}
		more(&f)
		var n int
		n, err = r.db.Count(r.ctx, f)
		return n
	}
	c.All = count(func(*store.DossierFilter) {})
	c.Late = count(func(f *store.DossierFilter) { f.DueTo = r.now })
	c.Today = count(func(f *store.DossierFilter) { f.DueFrom, f.DueTo = r.now, r.endOfDay() })
	for to, st := range map[*int]Stage{&c.Awaited: StageAwaited, &c.Supplied: StageSupplied} {
		if err == nil {
			*to, err = r.db.Count(r.ctx, r.askedOnline(Filter{Stage: st}))
		}
	}
	return c, err
}
