package office

import (
	"context"
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// A Reader reads for one actor: the scope stands in every query and every count, and a person's content is shown only
// after its read-log line is durable.
type Reader struct {
	ctx   context.Context
	o     *Office
	db    *store.Reader
	w     *World
	who   Who
	scope store.Scope
	now   time.Time
	again bool // a page reads by itself what is new: see Refreshing
}

// Read gives the reader of who; it lives as long as the request.
func (o *Office) Read(ctx context.Context, who Who) *Reader {
	r := &Reader{ctx: ctx, o: o, db: o.db.Read(), w: o.world.Load(), who: who, now: o.Now()}
	s := access.ScopeOf(who, r.w.Org, r.now)
	r.scope = store.Scope{All: s.All, Units: s.Units, Person: s.Person}
	for _, f := range s.For {
		r.scope.For = append(r.scope.For, store.For(f))
	}
	for _, g := range s.Given {
		r.scope.Given = append(r.scope.Given, store.Given(g))
	}
	return r
}

// Unit names a unit as of t, as the agency that it is; an unknown one keeps its identity as its name, so that nothing
// vanishes from a screen.
func (w *World) Unit(id string, t time.Time) UnitName { return w.unit(id, t) }

func (w *World) unit(id string, t time.Time) UnitName {
	if id == "" {
		return UnitName{}
	}
	u := w.Org.Unit(org.UnitID(id))
	if u == nil {
		return UnitName{ID: id, Name: id}
	}
	return UnitName{ID: id, Name: org.Agency(u.Kind, w.Org.NameAt(u.ID, t)), EN: org.AgencyEN(u.Kind, u.NameEN), Kind: string(u.Kind)}
}

// person names an officer; other actors have no name here.
func (w *World) person(id string) PersonName {
	if id == "" {
		return PersonName{}
	}
	p := w.Org.Person(org.PersonID(id))
	if p == nil {
		return PersonName{ID: id, Name: id}
	}
	return PersonName{ID: id, Name: p.Name}
}

func (w *World) isTax(unit string) bool {
	u := w.Org.Unit(org.UnitID(unit))
	return u != nil && u.Kind == org.Tax
}

// Dossier gives the whole dossier to those who may read it. Purpose is a text key: why it was opened. The line in the
// read log is durable before anything is returned.
func (r *Reader) Dossier(id dossier.ID, purpose string) (*DossierView, error) {
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	if err := r.mayRead(d); err != nil {
		return nil, err
	}
	line := store.ReadRow{At: r.now, Account: r.who.Account, Post: r.who.Post, Dossier: string(id), Purpose: purpose}
	if err := r.o.db.LogRead(r.ctx, line); err != nil {
		return nil, err
	}
	return r.view(d)
}

// view shows a folded dossier under the reader's rights.
func (r *Reader) view(d *dossier.Dossier) (v *DossierView, err error) {
	v = &DossierView{Dossier: d, Officer: r.who.Kind == access.Officer, MayErase: r.mayErase(d)}
	v.Record = r.w.Procedures.Version(d.Procedure, d.ProcVersion)
	v.CaseDef = v.Record.Case(d.Case)
	if judged := r.w.Procedures.Version(d.Procedure, d.FormVersion); judged != nil {
		if c := judged.Case(d.Case); c != nil {
			v.Form = c.Form
		}
		if inForce := r.w.Procedures.Current(d.Procedure, r.now); d.State == dossier.Filed && inForce != nil && inForce.Version != d.FormVersion {
			v.Changed = procedure.VersionDiff(*judged, *inForce)
		}
	}
	if v.Officer && v.Record != nil && d.State != dossier.None {
		v.Keep = r.w.keeping(v.Record.Sector, workEnded(d))
	}
	v.ReceptionN, v.CompetentN, v.HelpN = r.w.unit(d.Reception, r.now), r.w.unit(d.Competent, r.now), r.w.unit(d.Help, r.now)
	v.Counted, v.Expected = r.counted(d), r.expected(d)
	v.Bar = r.bar(d)
	v.Steps = r.steps(d)
	v.Late = d.Late(r.now)
	v.LeftMin = r.leftOf(d)
	if v.Restricted, err = r.restricted(d); err != nil {
		return nil, err
	}
	if err := r.choices(v); err != nil {
		return nil, err
	}
	return v, r.company(v)
}

// counted plays the promise's clock again before the reader's eyes; nil when there is none.
func (r *Reader) counted(d *dossier.Dossier) *calendar.Clock {
	if d.Promise.At.IsZero() {
		return nil
	}
	k, err := d.LastPromise().Clock(r.w.Calendar)
	if err != nil {
		return nil // the calendar of today does not cover it; the promise stands
	}
	if k.Due().At.After(d.Promise.At) {
		return nil // a new calendar is in force and this dossier was not counted again yet: the promise stands until then
	}
	return &k
}

// expected is the due time that there would be if what is waited for came now; zero when nobody is waited for.
func (r *Reader) expected(d *dossier.Dossier) time.Time {
	rule := d.SupplementRule(r.w.Procedures.Version(d.Procedure, d.ProcVersion).Case(d.Case), r.w.General)
	at, err := d.Expected(r.w.Calendar, rule, r.now)
	if err != nil {
		return time.Time{} // the calendar of today does not cover it
	}
	return at
}

// left is the working time until t, negative when it is past.
func (r *Reader) left(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	if r.now.After(t) {
		return -r.w.Calendar.WorkingMinutes(t, r.now)
	}
	return r.w.Calendar.WorkingMinutes(r.now, t)
}

// OwnBar gives whose hands the time of one of the reader's own dossiers was in, for lists. It tells nothing about persons,
// so no line in the read log stands for it.
func (r *Reader) OwnBar(id dossier.ID) ([]BarSpan, error) {
	d, err := r.o.fold(r.ctx, r.db, id)
	if err != nil {
		return nil, err
	}
	if err := r.mayRead(d); err != nil {
		return nil, err
	}
	return r.bar(d), nil
}

// leftOf is the working time left on a dossier's clock, which may stand.
func (r *Reader) leftOf(d *dossier.Dossier) int64 {
	if w, waiting := d.Promise.Waiting(); waiting && !d.Promise.At.IsZero() {
		return r.w.Calendar.WorkingMinutes(w.At, d.Promise.At)
	}
	return r.left(d.Promise.At)
}

func (r *Reader) bar(d *dossier.Dossier) []BarSpan {
	var out []BarSpan
	for _, s := range d.Bar(r.w.Calendar, r.now, r.w.isTax) {
		out = append(out, BarSpan{Span: s, UnitName: r.w.unit(s.Unit, r.now)})
	}
	return out
}

// steps shows the history: persons and words to officers, units and moments to the owner.
func (r *Reader) steps(d *dossier.Dossier) []StepView {
	out := make([]StepView, 0, len(d.History))
	officer := r.who.Kind == access.Officer
	for _, s := range d.History {
		if !officer && slices.Contains(amongOfficers, s.Kind) {
			continue
		}
		v := StepView{Step: s, UnitName: r.w.unit(s.Unit, s.At), NodeName: nodeName(d, s.Token)}
		if s.Kind == dossier.KindConsulted || s.Kind == dossier.KindBranched || s.Kind == dossier.KindReminded || s.Kind == dossier.KindReassigned {
			v.Asked = r.w.unit(s.Outcome, s.At)
		}
		if t := d.Task(s.Token); s.Kind == dossier.KindRecalled && t != nil {
			v.Asked = r.w.unit(t.Unit, s.At)
		}
		v.ReasonN = r.reasonName(d, s.Reason)
		if officer {
			v.Person, v.HolderN = r.w.person(s.Actor), r.w.person(s.Holder)
		} else if !slices.Contains(toApplicant, s.Kind) {
			v.Words = "" // what officers wrote to each other
		}
		out = append(out, v)
	}
	return out
}

// reasonName is the procedure's own name of a reason; empty where it has none.
func (r *Reader) reasonName(d *dossier.Dossier, code string) form.Text {
	rec := r.w.Procedures.Version(d.Procedure, d.ProcVersion)
	if rec == nil || code == "" {
		return form.Text{}
	}
	for i := range rec.Reasons {
		if rec.Reasons[i].Code == code {
			return rec.Reasons[i].Name
		}
	}
	return form.Text{}
}

// amongOfficers are the kinds of event that concern nobody outside.
var amongOfficers = []string{
	dossier.KindNoted, dossier.KindAssigned, dossier.KindConfirmed, dossier.KindSentBack, dossier.KindReminded, dossier.KindSent,
	dossier.KindDrafted, dossier.KindNumbered, dossier.KindExchanged,
}

// toApplicant are the kinds of event whose words were written for the applicant, or by them.
var toApplicant = []string{
	dossier.KindDeclined, dossier.KindRefused, dossier.KindAsked, dossier.KindInsisted, dossier.KindSupplied, dossier.KindWithdrawn,
	dossier.KindRetained, dossier.KindGranted, dossier.KindStopped, dossier.KindApologised, dossier.KindAmended, dossier.KindReissued,
	dossier.KindExempted,
}

func nodeName(d *dossier.Dossier, token int) form.Text {
	if t := d.Task(token); t != nil {
		return t.Name
	}
	if s := d.Spell(token); s != nil {
		return s.Name
	}
	return form.Text{}
}

// choices are what this reader may do now, from the table that judges.
func (r *Reader) choices(v *DossierView) error {
	for _, t := range v.Tasks {
		if t.Open() {
			t.Part = v.Part(&t) // of opinions it depends on the others
			v.Open = append(v.Open, TaskView{
				Task: t, UnitName: r.w.unit(t.Unit, r.now), HolderName: r.w.person(t.Holder),
				Mine: t.Holder != "" && t.Holder == r.who.Person, Outcomes: r.outcomes(v, t.Node), Stands: v.StepStands(&t) && !t.Due.IsZero(),
			})
		}
	}
	for _, c := range v.Next() {
		if access.May(r.who, string(c.Act), r.o.object(v.Dossier, c.Token)) != nil {
			continue
		}
		if c.Token == 0 {
			v.Acts = append(v.Acts, c)
			continue
		}
		i := slices.IndexFunc(v.Open, func(t TaskView) bool { return t.Token == c.Token })
		t := &v.Open[i]
		switch {
		case c.Act == dossier.ActClaim && t.Holder != "" && (!t.Dealt || !t.Mine):
		case c.Act == dossier.ActAssign:
			company, err := r.workers(t.Unit, t.Role)
			if err != nil {
				return err
			}
			t.Company = company
			t.Acts = append(t.Acts, c.Act)
		case c.Act == dossier.ActPresume, c.Act == dossier.ActRecall, c.Act == dossier.ActRemind: // the unit that asked says so, whoever holds it at the other
			t.Acts = append(t.Acts, c.Act)
		case c.Act == dossier.ActConfirm, c.Act == dossier.ActSendBack, c.Act == dossier.ActSend: // whoever will do the work
			t.Acts = append(t.Acts, c.Act)
		case c.Act != dossier.ActClaim && t.Holder != "" && !t.Mine:
		default:
			t.Acts = append(t.Acts, c.Act)
		}
	}
	return nil
}

func (r *Reader) outcomes(v *DossierView, node string) []procedure.Outcome {
	if v.CaseDef == nil || v.CaseDef.Process == nil {
		return nil
	}
	for _, n := range v.CaseDef.Process.Nodes {
		if n.ID == node {
			return n.Outcomes
		}
	}
	return nil
}

// Colleagues are those who hold a role in a unit today, for whoever assigns its work.
func (r *Reader) Colleagues(unit, role string) []PersonName {
	var out []PersonName
	if access.May(r.who, "lead", access.Object{Unit: unit}) != nil {
		return nil
	}
	for _, id := range r.w.holders(unit, role, r.now) {
		out = append(out, r.w.person(id))
	}
	return out
}

// company adds what stands beside the dossier: who read it, and open dossiers of the same owner under the same procedure.
func (r *Reader) company(v *DossierView) error {
	reads, err := r.db.Reads(r.ctx, string(v.ID), 500)
	if err != nil {
		return err
	}
	for _, line := range reads {
		if line.Post == "" {
			continue // owners need not be told of themselves
		}
		if v.Reads++; v.Reads == 1 {
			v.LastRead = line.At
			if p := r.w.Org.Post(org.PostID(line.Post)); p != nil {
				v.LastReadBy = r.w.unit(string(p.Unit), line.At)
			}
		}
	}
	if v.Officer && v.State.Open() {
		if v.Duplicates, err = r.Duplicates(v.Procedure, v.Parties.Owner.Number, v.ID); err != nil {
			return err
		}
	}
	return nil
}
