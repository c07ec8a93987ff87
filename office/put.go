package office

import (
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/dossier"
)

// put brings the views of a dossier to where its fold is.
func (o *Office) put(tx *store.Tx, d *dossier.Dossier) error {
	rows := o.rowsOf(o.world.Load(), d)
	if err := tx.PutDossier(rows.dossier, rows.tasks, rows.codes, rows.parties); err != nil {
		return err
	}
	if err := tx.PutWent(string(d.ID), wentOf(d)); err != nil {
		return err
	}
	if err := o.timersOf(tx, d); err != nil {
		return err
	}
	if d.State == dossier.Filed || d.State == dossier.Received || lastKind(d) == dossier.KindCorrected || d.Imported != nil && d.Imported.Version == d.Version {
		for _, p := range rows.people {
			if err := tx.PutPerson(p); err != nil {
				return err
			}
		}
	}
	return nil
}

func lastKind(d *dossier.Dossier) string {
	if len(d.History) == 0 {
		return ""
	}
	return d.History[len(d.History)-1].Kind
}

// rows are a dossier's lines in the views.
type rows struct {
	dossier store.DossierRow
	tasks   []store.TaskRow
	codes   []store.CodeRow
	parties []store.PartyRow
	people  []store.PersonRow
}

// workEnded is when the work was over: result, refusal or stop.
func workEnded(d *dossier.Dossier) time.Time {
	if d.Completed.IsZero() {
		return d.Ended
	}
	return d.Completed
}

// rowsOf is the whole projection from the fold to the views: fsck compares what it gives with what stands there.
func (o *Office) rowsOf(w *World, d *dossier.Dossier) rows {
	last := d.History[len(d.History)-1]
	ended := workEnded(d)
	r := rows{dossier: store.DossierRow{
		ID: string(d.ID), Code: d.Code, Procedure: string(d.Procedure), ProcVersion: int64(d.ProcVersion), CaseID: d.Case,
		Channel: strconv.Itoa(int(d.Channel)), State: int(d.State), Finance: string(d.Finance), HandOver: string(d.Hand), Exchange: string(d.Exchange),
		HelpUnit: d.Help, ReceptionUnit: d.Reception, CompetentUnit: d.Competent,
		FiledAt: d.Filed, ReceivedAt: d.Received, DueAt: dueOf(d), OriginalDueAt: d.Promise.Original, EndedAt: ended,
		OwnerName: d.Parties.Owner.Name, ApplicantName: d.Parties.Applicant.Name, Subject: d.Subject, Title: title(w, d),
		Version: d.Version, UpdatedAt: last.At, Late: !ended.IsZero() && d.Late(last.At),
	}}
	r.dossier.OwesFrom, _ = d.OwesFrom()
	r.dossier.Asks = asksOf(d)
	if d.State == dossier.HandedOver {
		r.dossier.HandedAt = d.Ended
	}
	if d.Check != "" {
		r.dossier.CheckHash = []byte(o.checkHash(d.Check))
	}
	var steps []string
	for i := range d.Tasks {
		t := &d.Tasks[i]
		row := store.TaskRow{
			Token: strconv.Itoa(t.Token), Node: t.Node, Name: t.Name.VI, Work: string(t.Work), Unit: t.Unit, Role: t.Role, Holder: t.Holder,
			Since: t.Since, Due: dueOf(d), DoneAt: t.Done, // lists are sorted by the promise, not by the step
		}
		if !t.Open() {
			row.Unit = d.CarriedTo(t.Unit) // who may see it
		}
		row.Counts, row.Step = t.From, t.Due
		if t.Asked != nil {
			row.Due = t.Due // an opinion has a deadline of its own
		}
		if t.OnWay() {
			row.Work = workOnWay
		}
		if t.Giver() {
			row.Work, row.Unit, row.Role, row.Holder = workSentBack, t.Papers.From, t.Papers.Role, ""
		}
		r.tasks = append(r.tasks, row)
		if t.Open() {
			steps = append(steps, t.Name.VI)
		}
	}
	if d.Code != "" {
		r.codes = append(r.codes, store.CodeRow{System: "city", Code: d.Code, Since: d.Received})
	}
	for _, t := range d.Subs() { // whoever looks for a sub-dossier finds the dossier
		r.codes = append(r.codes, store.CodeRow{System: "sub", Code: t.Asked.Sub, Since: t.Since})
	}
	for _, c := range d.Codes {
		r.codes = append(r.codes, store.CodeRow{System: c.System, Code: c.Code, Since: c.Since})
	}
	r.dossier.StepNames = strings.Join(steps, ", ")
	o.people(&r, d)
	r.dossier.Search = searchText(w, d)
	return r
}

// asksOf are the reasons for which papers were asked for.
func asksOf(d *dossier.Dossier) string {
	var all []string
	for i := range d.Asks {
		all = append(all, cmp.Or(d.Asks[i].Reason, "-"))
	}
	return strings.Join(all, " ")
}

// filesOf are the files that the events of a dossier name, each once for its paper. Those of an erased dossier are gone.
func filesOf(d *dossier.Dossier) (all []store.FileRow) {
	if d.Erased {
		return nil
	}
	add := func(f store.FileRow) {
		if f.Blob != "" && !slices.ContainsFunc(all, func(g store.FileRow) bool { return f.Paper == g.Paper && f.Blob == g.Blob }) {
			all = append(all, f)
		}
	}
	for _, f := range d.Files {
		add(store.FileRow{Paper: strconv.Itoa(f.Paper), Blob: f.Hash, Name: f.Name, Size: f.Size, Type: f.Type})
	}
	for _, v := range d.Visits {
		for _, f := range v.Files {
			add(store.FileRow{Paper: "visit", Blob: f.Hash, Name: f.Name, Size: f.Size, Type: f.Type})
		}
	}
	add(store.FileRow{Paper: "draft", Blob: d.Draft.File})
	for _, r := range d.Earlier {
		add(store.FileRow{Paper: "result", Blob: r.File})
	}
	add(store.FileRow{Paper: "result", Blob: d.Result.File})
	return all
}

// wentOf are the units that a dossier had before reorganisations.
func wentOf(d *dossier.Dossier) (all []store.WentRow) {
	for _, w := range d.Went {
		all = append(all, store.WentRow{At: w.At, Moment: w.Moment, ReceptionUnit: w.From.Reception, CompetentUnit: w.From.Competent})
	}
	return all
}

// dueOf is what lists are sorted by: the promise, or the acknowledgement while nothing has been received. While the
// clock stands a dossier is due at no time.
func dueOf(d *dossier.Dossier) time.Time {
	if _, waiting := d.Promise.Waiting(); waiting && d.State.Open() {
		return time.Time{}
	}
	if d.State == dossier.Filed || d.State == dossier.Withdrawal && d.Undone == dossier.Filed {
		return d.AckBy
	}
	return d.Promise.At
}

// people adds the parties and what the desk will know of them next time.
func (o *Office) people(r *rows, d *dossier.Dossier) {
	roles := []string{"applicant", "owner", "representative"}
	if d.Annulled != nil {
		return // it is nobody's any more
	}
	ties := d.Parties.Ties()
	for i, p := range d.Parties.All() {
		key := o.PersonKey(p.Number)
		if key == "" {
			continue
		}
		if slices.ContainsFunc(ties, func(q dossier.Party) bool { return o.PersonKey(q.Number) == key }) {
			r.parties = append(r.parties, store.PartyRow{Role: roles[i], PersonKey: key})
		}
		known := false
		for _, q := range r.people {
			known = known || q.PersonKey == key
		}
		if !known {
			r.people = append(r.people, store.PersonRow{
				PersonKey: key, Kind: string(p.Kind), Number: p.Number, Name: p.Name, Folded: vn.Fold(p.Name), Birth: p.Birth, Sex: p.Sex,
				Phone: p.Phone, Email: p.Email, Address: addressJSON(p.Address), Updated: r.dossier.UpdatedAt,
			})
		}
	}
}

// title is the procedure's short name, as lists show it.
func title(w *World, d *dossier.Dossier) string {
	rec := w.Procedures.Version(d.Procedure, d.ProcVersion)
	if rec == nil {
		return string(d.Procedure)
	}
	if rec.ShortName != "" {
		return rec.ShortName
	}
	return rec.Name
}

// searchText is the folded column that both engines' full-text search reads.
func searchText(w *World, d *dossier.Dossier) string {
	parts := []string{d.Code, d.Parties.Owner.Name}
	if d.Parties.Applicant.Name != d.Parties.Owner.Name {
		parts = append(parts, d.Parties.Applicant.Name)
	}
	parts = append(parts, d.Subject, title(w, d))
	for _, c := range d.Codes {
		parts = append(parts, c.Code)
	}
	for i, p := range parts {
		parts[i] = vn.Fold(p)
	}
	return store.SearchText(parts...)
}

func addressJSON(a dossier.Address) string {
	if a == (dossier.Address{}) {
		return ""
	}
	b, err := json.Marshal(a)
	if err != nil {
		return ""
	}
	return string(b)
}

// personOf reads a known person back.
func personOf(p store.PersonRow) Person {
	out := Person{Key: p.PersonKey, LastSeen: p.Updated, Party: dossier.Party{
		Kind: dossier.PartyKind(p.Kind), Name: p.Name, Number: p.Number, Birth: p.Birth, Sex: p.Sex, Phone: p.Phone, Email: p.Email,
	}}
	if p.Address != "" {
		_ = json.Unmarshal([]byte(p.Address), &out.Address) // written by addressJSON
	}
	return out
}
