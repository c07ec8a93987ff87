package office

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/form"
	"motcua/words/ledger"
	"motcua/words/org"
)

// An Intake is what a page, a program or the portal hands in: a filing whose form has not been judged yet.
type Intake struct {
	Procedure procedure.ID
	Case      string
	Channel   procedure.Channel
	Help      string // unit where somebody assisted, "" when nobody did
	Reception string // unit that is to receive; "" = the actor's own
	Competent string // "" = the one that the procedure's rule finds
	Parties   dossier.Parties
	Subject   string
	Values    form.Values
	FormBy    int // the version of the procedure whose form was filled in; 0 = the one in force
	Papers    []dossier.PaperHanded
	Files     []dossier.Attached
	Return    string
	FeePaid   bool
	Sets      int
	Assisted  *dossier.Assistance
	System    string
	External  string
	Mandate   string // by which the applicant files for the owner, who is then its principal; "" for none

	held []Held // what papers of the city say for the form; the office looks itself
}

// A Receipt is the answer to an act that starts or receives a dossier.
type Receipt struct {
	ID    dossier.ID
	Code  string // "" when only filed
	Check string // the ten characters; "" when only filed
	Due   time.Time
	AckBy time.Time
}

// judged is an intake whose form, place and price have been settled outside the transaction.
type judged struct {
	filing  dossier.Filing
	record  *procedure.Record
	machine *procedure.Machine
	fee     int64
}

// judge reads an intake: it finds the version in force, judges the form by the version it was filled in under, finds
// the competent agency and sums the fee.
func (o *Office) judge(w *World, files *shelf, in *Intake, now time.Time) (*judged, error) {
	who := files.who
	rec := w.Procedures.Current(in.Procedure, now)
	if rec == nil {
		return nil, fault.New(fault.Invalid, "dossier.procedure-unknown", "procedure", string(in.Procedure)).At("procedure")
	}
	if in.FormBy == 0 {
		in.FormBy = rec.Version
	}
	if in.Reception == "" {
		in.Reception = who.Unit
	}
	if in.Return == "" {
		in.Return = "desk"
	}
	pc := rec.Case(in.Case)
	if pc == nil || pc.Process == nil {
		return nil, fault.New(fault.Invalid, "dossier.case-unknown", "case", in.Case).At("case")
	}
	f, values, err := w.judgeForm(in, now)
	if err != nil {
		return nil, err
	}
	if in.Files, err = files.take(in.Files); err != nil {
		return nil, err
	}
	if err := w.answers(in, values); err != nil {
		return nil, err
	}
	if u := w.Org.UnitAt(org.UnitID(in.Reception), now); u == nil || !u.Receives {
		return nil, fault.New(fault.Invalid, "dossier.reception-unknown", "unit", in.Reception).At("reception")
	}
	competent := in.Competent
	if competent == "" {
		if competent, err = w.competent(rec, place{reception: in.Reception, owner: in.Parties.Owner.Address.Commune}, now); err != nil {
			return nil, err
		}
	} else if w.Org.UnitAt(org.UnitID(competent), now) == nil {
		return nil, fault.New(fault.Invalid, "dossier.competent-unknown", "unit", competent).At("competent")
	}
	j := &judged{record: rec, filing: dossier.Filing{
		CaseID: in.Case, Channel: in.Channel, Help: in.Help, Reception: in.Reception, Competent: competent, Parties: in.Parties,
		Subject: in.Subject, Values: values, FormBy: in.FormBy, Papers: in.Papers, Files: in.Files, Return: in.Return,
		Assisted: in.Assisted, System: in.System, External: in.External,
	}}
	if f != nil {
		j.filing.Origins = in.origins(f, values, who)
	}
	bill, err := pc.Bill(in.Channel, values, now, nil)
	if err != nil {
		return nil, err
	}
	if err := uncounted(in, &bill, values); err != nil {
		return nil, err
	}
	j.fee = int64(bill.Total)
	j.machine, err = w.Procedures.Machine(rec.Code, rec.Version, in.Case)
	return j, err
}

// judgeForm judges the values by the form of the version that they were filled in under.
func (w *World) judgeForm(in *Intake, now time.Time) (f *form.Compiled, clean form.Values, err error) {
	f, err = w.Procedures.Form(in.Procedure, in.FormBy, in.Case)
	if err != nil {
		return nil, nil, err
	}
	if f == nil {
		if len(in.Values) > 0 {
			return nil, nil, fault.New(fault.Invalid, "dossier.no-form").At("values")
		}
		return nil, nil, nil
	}
	clean, err = f.Judge(in.Values, now)
	if err == nil && in.Channel == procedure.Online {
		err = fault.Join(f.Unsigned(clean, in.Parties.Applicant.Name))
	}
	return f, clean, err
}

// at puts what is wrong with an input of the fee where it was typed.
func at(err error, prefix string) error {
	f := fault.As(err)
	if f == nil || f.Field == "" {
		return err
	}
	out := *f
	out.Field = prefix + f.Field
	return &out
}

// Uncounted are the inputs that say how many pieces a fee is for, as far as the answers of a form leave them open.
func Uncounted(pc *procedure.Case, ch procedure.Channel, values form.Values, now time.Time) []string {
	bill, err := pc.Bill(ch, values, now, nil)
	if err != nil {
		return nil
	}
	known := procedure.Inputs(values)
	var out []string
	for _, l := range bill.Lines {
		if x := l.Item.Count; l.Item.Per != "" && x != "" && l.Exempt == "" && known[x] == "" && !strings.Contains(x, ".") && !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// Reckoned is how many pieces an input would say by the rows of the form: for whoever counts to look at and to correct.
func Reckoned(pc *procedure.Case, ch procedure.Channel, values form.Values, input string) (int64, bool) {
	rule := pc.Rule(ch)
	if rule == nil {
		return 0, false
	}
	for i := range rule.Fees {
		if x := &rule.Fees[i]; x.Count == input && x.Pieces != nil {
			return procedure.Reckon(x.Pieces, values)
		}
	}
	return 0, false
}

// Counted are the answers of a filing with the pieces that the desk counted. What the applicant answered stays theirs.
func Counted(pc *procedure.Case, ch procedure.Channel, filed, counted form.Values, now time.Time) form.Values {
	out := filed
	for _, x := range Uncounted(pc, ch, filed, now) {
		if n, ok := counted[x].(int64); ok {
			if out = maps.Clone(out); out == nil {
				out = form.Values{}
			}
			out[x] = n
			filed = out
		}
	}
	return out
}

// uncounted refuses a fee as paid at the counter while its pieces are not counted: one piece would stand in the books
// for all of them.
// choice: whoever has taken the money knows the number.
func uncounted(in *Intake, bill *fee.Bill, values form.Values) error {
	if !in.FeePaid || !bill.AtLeast {
		return nil
	}
	known := procedure.Inputs(values)
	var wrong []*fault.Fault
	for _, l := range bill.Lines {
		if l.Item.Per != "" && l.Item.Count != "" && l.Exempt == "" && known[l.Item.Count] == "" {
			wrong = append(wrong, fault.New(fault.Invalid, "fee.uncounted", "name", l.Item.Name).At("values."+l.Item.Count))
		}
	}
	return fault.Join(wrong)
}

// newCase is the case of a dossier that has no events yet.
func (o *Office) newCase(w *World, id dossier.ID, j *judged, who Who, now time.Time) *dossier.Case {
	p := place{reception: j.filing.Reception, competent: j.filing.Competent, owner: j.filing.Parties.Owner.Address.Commune}
	return &dossier.Case{
		Dossier: &dossier.Dossier{ID: id, Finance: dossier.FinanceNone, Hand: dossier.HandNone}, Procedure: j.record, Machine: j.machine,
		Calendar: w.Calendar, General: w.General, Now: now, Actor: who.Actor(), Unit: who.Unit,
		Locate: func(where string) (string, error) { return w.locate(where, p, now) },
	}
}

// File files a dossier online (nộp trực tuyến), for a signed-in person, for the portal, or assisted by an officer. When
// it returns, the filing is durable and the acknowledgement clock runs.
func (o *Office) File(ctx context.Context, who Who, cmd Command, id dossier.ID, in Intake) (Receipt, error) {
	if !validID(id) {
		return Receipt{}, fault.New(fault.Invalid, "dossier.id-malformed").At("id")
	}
	hash, err := requestHash(dossier.ActFile, id, in)
	if err != nil {
		return Receipt{}, err
	}
	if err := o.heldFor(ctx, who, &in); err != nil {
		return Receipt{}, err
	}
	var d *dossier.Dossier
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		d = nil
		if done, err := o.once(tx, who, cmd, hash, []byte(id)); done || err != nil {
			return err
		}
		if err := access.May(who, string(dossier.ActFile), access.Object{}); err != nil {
			return err
		}
		if who.Kind == access.Citizen && !w.FilingOpen() && !o.cfg.Demo {
			return fault.New(fault.Refused, "dossier.filing-closed")
		}
		if who.Kind == access.Citizen && o.PersonKey(in.Parties.Applicant.Number) != who.Key {
			// choice: an account files in its own name; the owner and the representative may be others.
			return fault.New(fault.Refused, "dossier.applicant-other").At("applicant.number").NoRight()
		}
		now, err := asNow(ctx, tx, who)
		if err != nil {
			return err
		}
		if err := o.under(now, &in, tx.Now()); err != nil {
			return err
		}
		if who.Kind == access.Citizen && in.External == "" {
			in.System, in.External = OwnPage, filingNumber(id)
		}
		j, err := o.judge(w, o.shelf(ctx, tx, who, nil), &in, tx.Now())
		if err != nil {
			return err
		}
		c := o.newCase(w, id, j, who, tx.Now())
		facts, err := c.File(j.filing)
		if err != nil {
			return err
		}
		tx.Rely(w.Procedures.Stream(j.record.Code))
		d = c.Dossier
		return o.append(tx, d, facts)
	})
	o.done.count(dossier.ActFile, err)
	if err != nil {
		return Receipt{}, fmt.Errorf("file dossier %s: %w", id, err)
	}
	o.tell(d)
	return o.receipt(ctx, id, d)
}

// OwnPage is the system whose codes dossiers have that were filed at the city's own page, until they are received.
const OwnPage = dossier.OwnPage

// filingNumber is the number (số nộp) that a filing at the city's own page can be followed by until it is received:
// twelve letters of its identity, which is random.
func filingNumber(id dossier.ID) string {
	s := strings.ToUpper(strings.ReplaceAll(string(id), "-", "")) + "00"
	return "NOP-" + s[:4] + "-" + s[4:8] + "-" + s[8:12]
}

// Receive receives a dossier (tiếp nhận): one handed in at a counter (id is new, in is what was handed in), or one filed
// online (in names only what the officer adds). When it returns, the number is given and the promise is durable.
func (o *Office) Receive(ctx context.Context, who Who, cmd Command, on On, in Intake) (Receipt, error) {
	if !validID(on.ID) {
		return Receipt{}, fault.New(fault.Invalid, "dossier.id-malformed").At("id")
	}
	hash, err := requestHash(dossier.ActReceive, on, in)
	if err != nil {
		return Receipt{}, err
	}
	if in.Parties.Mandate = ""; in.Mandate != "" { // whoever comes to the counter shows the paper there
		return Receipt{}, fault.New(fault.Refused, "mandate.not-held").NoRight()
	}
	if err := o.heldFor(ctx, who, &in); err != nil {
		return Receipt{}, err
	}
	var d *dossier.Dossier
	err = o.write(ctx, func(w *World, tx *store.Tx) (err error) {
		d = nil
		if done, err := o.once(tx, who, cmd, hash, []byte(on.ID)); done || err != nil {
			return err
		}
		d, err = o.receive(ctx, w, tx, who, on, in, nil)
		return err
	})
	o.done.count(dossier.ActReceive, err)
	if err != nil {
		return Receipt{}, fmt.Errorf("receive dossier %s: %w", on.ID, err)
	}
	o.tell(d)
	return o.receipt(ctx, on.ID, d)
}

// receive is the inside of Receive, shared with Replace. old is the dossier that is closed for this one.
func (o *Office) receive(ctx context.Context, w *World, tx *store.Tx, who Who, on On, in Intake, old *replacing) (*dossier.Dossier, error) {
	// Whoever receives nowhere is told so before anything is judged.
	if err := access.May(who, string(dossier.ActReceive), access.Object{Unit: who.Unit}); err != nil {
		return nil, err
	}
	var from *dossier.Dossier // whose files may come along
	if old != nil {
		from = old.dossier
	}
	c, r, err := o.receptionCase(ctx, w, tx, o.shelf(ctx, tx, who, from), on, in)
	if err != nil {
		return nil, err
	}
	if err := access.May(who, string(dossier.ActReceive), access.Object{Dossier: c.Dossier, Unit: who.Unit}); err != nil {
		return nil, err
	}
	if r.Check, err = o.newCheck(); err != nil {
		return nil, err
	}
	if old != nil {
		r.Replaces, r.KeepStart, r.Start = old.code, old.kept, old.promise
	}
	r.Demo = o.cfg.Demo
	tx.Rely(w.Procedures.Stream(c.Procedure.Code))
	if r.Code, err = o.number(w, tx, r.Filing.Reception); err != nil {
		return nil, err
	}
	facts, err := c.Receive(*r)
	if err != nil {
		return nil, err
	}
	if old != nil {
		old.newCode = r.Code
	}
	return c.Dossier, o.append(tx, c.Dossier, facts)
}

// receptionCase puts together the case of a reception: over the folded filing, or over a new dossier.
func (o *Office) receptionCase(ctx context.Context, w *World, tx *store.Tx, files *shelf, on On, in Intake) (*dossier.Case, *dossier.Reception, error) {
	_, there, err := tx.Head(ctx, dossier.Stream(on.ID))
	if err != nil {
		return nil, nil, err
	}
	if !there {
		j, err := o.judge(w, files, &in, tx.Now())
		if err != nil {
			return nil, nil, err
		}
		return o.newCase(w, on.ID, j, files.who, tx.Now()), &dossier.Reception{Filing: j.filing, Fee: j.fee, FeePaid: in.FeePaid, Sets: in.Sets}, nil
	}
	d, err := o.recall(ctx, tx, on.ID)
	if err != nil {
		return nil, nil, err
	}
	seen := d.Version
	if _, err := o.goOver(w, tx, d); err != nil {
		return nil, nil, err
	}
	if on.Seen != 0 && on.Seen != seen {
		return nil, nil, fault.New(fault.Conflict, "dossier.moved")
	}
	if d.State != dossier.Filed {
		return nil, nil, fault.New(fault.Refused, "dossier.wrong-state", "act", string(dossier.ActReceive), "state", d.State.String())
	}
	rec := w.Procedures.Current(d.Procedure, tx.Now())
	pc := rec.Case(d.Case)
	if pc == nil {
		return nil, nil, fault.New(fault.Refused, "dossier.procedure-ended", "procedure", string(d.Procedure))
	}
	c, err := o.caseOf(w, d, files.who, tx)
	if err != nil {
		return nil, nil, err
	}
	c.Procedure = rec // the version in force pins the dossier; the form stays judged by the version of filing
	if c.Machine, err = w.Procedures.Machine(rec.Code, rec.Version, d.Case); err != nil {
		return nil, nil, err
	}
	in.Channel, in.FormBy = d.Channel, d.FormVersion
	values := Counted(pc, d.Channel, d.Values, in.Values, tx.Now())
	bill, err := pc.Bill(d.Channel, values, tx.Now(), nil)
	if err != nil {
		return nil, nil, at(err, "values.")
	}
	if err := uncounted(&in, &bill, values); err != nil {
		return nil, nil, err
	}
	r := &dossier.Reception{Fee: int64(bill.Total), FeePaid: in.FeePaid, Sets: in.Sets, Filing: dossier.Filing{Values: values}}
	r.Filing.Reception, r.Filing.Competent = d.Reception, in.Competent
	if r.Filing.Competent == "" {
		r.Filing.Competent = d.Competent
	}
	r.Filing.Papers, r.Filing.Return = in.Papers, in.Return
	return c, r, nil
}

// number gives the next code of a unit's legal day: agency code, date, serial, gap-free.
// law: nd61-2018/26
func (o *Office) number(w *World, tx *store.Tx, unit string) (string, error) {
	u := w.Org.UnitAt(org.UnitID(unit), tx.Now())
	if u == nil {
		return "", fault.New(fault.Refused, "org.unit-unknown", "unit", unit)
	}
	day := tx.Now().In(Zone)
	n, err := tx.Number("dossier/"+unit, day.Format("2006-01-02"))
	if err != nil {
		return "", fmt.Errorf("number for unit %s: %w", unit, err)
	}
	return fmt.Sprintf("%s-%s-%04d", u.Code, day.Format("060102"), n), nil
}

// receipt is the answer to an act that was just done (d) or done before (nil): a repeated command gets what stands now.
func (o *Office) receipt(ctx context.Context, id dossier.ID, d *dossier.Dossier) (Receipt, error) {
	if d == nil {
		var err error
		if d, err = o.fold(ctx, o.db.Read(), id); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{ID: id, Code: d.Code, Check: d.Check, Due: d.Promise.At, AckBy: d.AckBy}, nil
}

// Decline refuses a filed dossier at reception (không tiếp nhận).
func (o *Office) Decline(ctx context.Context, who Who, cmd Command, on On, r dossier.Refusal) error {
	return o.act(ctx, who, cmd, on, dossier.ActDecline, r, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Decline(r) })
}
