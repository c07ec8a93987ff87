package office

import (
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/form"
	"motcua/words/org"
)

// maxExport is the most rows that one export takes.
// choice: a spreadsheet that a desk computer still opens; F19 asks for limits in bulk.
const maxExport = 10_000

// wanted is how many rows a list gives at most.
func wanted(limit int) int {
	if limit <= 0 {
		return 20
	}
	return min(limit, maxExport)
}

// filter makes the store's filter of a list's.
func (r *Reader) filter(f Filter) store.DossierFilter {
	s := store.DossierFilter{
		Scope: r.scope, Now: r.now, Text: vn.Fold(f.Text), ReceivedFrom: f.From, ReceivedTo: f.To, EndedFrom: f.EndedFrom, EndedTo: f.EndedTo,
		DueFrom: f.DueFrom, DueTo: f.DueTo, OpenAt: f.OpenAt, After: f.After, Limit: f.Limit,
		Finance: string(f.Finance), HandOver: string(f.Hand), Exchange: string(f.Exchange),
	}
	for _, x := range f.States {
		s.States = append(s.States, int(x))
	}
	s.Reorganised, s.Moved = r.w.reorganisedBy(r.now), f.Moved
	r.place(&s, f)
	stage(&s, f.Stage)
	if f.Procedure != "" {
		s.Procedures = []string{string(f.Procedure)}
	}
	if f.Sector != "" {
		for _, rec := range r.w.Procedures.All(r.now) {
			if rec.Sector == f.Sector {
				s.Procedures = append(s.Procedures, string(rec.Code))
			}
		}
	}
	if f.Channel != 0 {
		s.Channel = strconv.Itoa(int(f.Channel))
	}
	if f.Open != nil {
		s.Phase = map[bool]store.Phase{true: store.PhaseOpen, false: store.PhaseClosed}[*f.Open]
	}
	if f.Late != nil {
		s.Late = *f.Late
		s.InTime = !*f.Late
	}
	if f.ByDue {
		s.Sort = store.ByDue
	}
	return s
}

// place narrows to a unit, alone or with those below it. Below the top everything stands, also what units of the past did.
func (r *Reader) place(s *store.DossierFilter, f Filter) {
	if f.Unit == "" || f.Below && f.Unit == r.w.top(r.now) {
		return
	}
	units := []string{f.Unit}
	if f.Below {
		units = r.w.below(f.Unit, r.now)
	}
	switch f.By {
	case "competent":
		s.Competents = units
	case "reception":
		s.Receptions = units
	default:
		s.Units = units
	}
}

// stage narrows to what a figure of the overview counts.
func stage(s *store.DossierFilter, st Stage) {
	switch st {
	case StageDeclined:
		s.States = []int{int(dossier.Declined)}
	case StageOwing:
		s.Owing = true
	default:
		s.Stage = store.Stage(st) // the others have the store's words
	}
}

// below are a unit and all units under it, as the store names them.
func (w *World) below(unit string, t time.Time) []string {
	out := []string{unit}
	for _, u := range w.Org.Subtree(org.UnitID(unit), t) {
		if string(u) != unit {
			out = append(out, string(u))
		}
	}
	return out
}

// Dossiers lists dossiers in the reader's scope, newest first.
func (r *Reader) Dossiers(f Filter) (List[Row], error) {
	return r.withCodes(r.list(f, r.filter(f)))
}

func (r *Reader) list(f Filter, s store.DossierFilter) (List[Row], error) {
	want := wanted(f.Limit)
	var out List[Row]
	var err error
	if out.Total, err = r.db.Count(r.ctx, s); err != nil {
		return out, err
	}
	for len(out.Rows) < want {
		s.Limit = min(want-len(out.Rows), 500)
		var page []store.DossierRow
		if page, out.Next, err = r.db.Dossiers(r.ctx, s); err != nil {
			return out, err
		}
		for i := range page {
			out.Rows = append(out.Rows, r.row(&page[i]))
		}
		if out.Next == "" {
			break
		}
		s.After = out.Next
	}
	return out, nil
}

// row shows a line of the view.
func (r *Reader) row(d *store.DossierRow) Row {
	ch, _ := strconv.Atoi(d.Channel) // written by rowsOf
	row := Row{
		ID: d.ID, Code: d.Code, Owner: d.OwnerName, Applicant: d.ApplicantName, Subject: d.Subject, Procedure: procedure.ID(d.Procedure),
		ProcName: d.Title, ProcNameEN: d.Title, Channel: procedure.Channel(ch), State: dossier.State(d.State), Steps: d.StepNames,
		Reception: r.w.unit(d.ReceptionUnit, r.now), Competent: r.w.unit(d.CompetentUnit, r.now),
		Filed: d.FiledAt, Received: d.ReceivedAt, Ended: d.EndedAt, HandedAt: d.HandedAt, Version: d.Version,
		Finance: dossier.Finance(d.Finance), Hand: dossier.Hand(d.HandOver), Exchange: dossier.Exchange(d.Exchange),
	}
	if rec := r.w.Procedures.Version(row.Procedure, int(d.ProcVersion)); rec != nil && rec.NameEN != "" {
		row.ProcNameEN = rec.NameEN
	}
	if row.Received.IsZero() {
		row.AckBy = d.DueAt
	} else {
		row.Due = d.DueAt
	}
	if d.EndedAt.IsZero() {
		row.LeftMinutes = r.left(d.DueAt)
		row.Late = !d.DueAt.IsZero() && r.now.After(d.DueAt)
	} else {
		row.Late = d.Late
	}
	return row
}

// Mine lists the reader's own dossiers: those of which they are applicant, owner or representative.
func (r *Reader) Mine(f Filter) (List[Row], error) {
	if r.who.Kind != access.Citizen || r.scope.Person == "" {
		return List[Row]{}, fault.New(fault.Refused, "login.again").NoRight()
	}
	return r.Dossiers(f)
}

// Unreceived lists what was filed online for the reader's desks and not received, the nearest acknowledgement first.
func (r *Reader) Unreceived(f Filter) (List[Row], error) {
	f.States, f.ByDue = []dossier.State{dossier.Filed}, true
	s := r.filter(f)
	if !r.scope.All {
		s.Units = nil
		s.Receptions = r.who.Units
	}
	return r.withCodes(r.list(f, s))
}

// AskedOnline lists what was filed online for the reader's desks and waits for its applicant, or was answered and waits
// for the desk, by f.Stage.
func (r *Reader) AskedOnline(f Filter) (List[Row], error) {
	return r.withCodes(r.list(f, r.askedOnline(f)))
}

func (r *Reader) askedOnline(f Filter) store.DossierFilter {
	s := r.filter(f)
	if !r.scope.All {
		s.Units, s.Receptions = nil, r.who.Units
	}
	s.Unreceived = true
	return s
}

// withCodes adds the codes elsewhere to those rows of a page that have none here yet.
func (r *Reader) withCodes(out List[Row], err error) (List[Row], error) {
	if err != nil {
		return out, err
	}
	rows := make([]*Row, len(out.Rows))
	for i := range out.Rows {
		rows[i] = &out.Rows[i]
	}
	return out, r.addCodes(rows)
}

// addCodes adds the codes elsewhere to those rows that have none here yet.
func (r *Reader) addCodes(rows []*Row) error {
	var ids []string
	for _, row := range rows {
		if row.Code == "" {
			ids = append(ids, row.ID)
		}
	}
	codes, err := r.db.ExternalCodes(r.ctx, ids)
	for _, row := range rows {
		row.External = codes[row.ID]
	}
	return err
}

// Search finds dossiers in scope by words of names, codes or subjects, with or without marks, newest first.
func (r *Reader) Search(text string) ([]Row, error) {
	if err := access.May(r.who, "search", access.Object{}); err != nil {
		return nil, err
	}
	found, err := r.db.Search(r.ctx, r.scope, vn.Fold(text))
	out := make([]Row, 0, len(found))
	for i := range found {
		out = append(out, r.row(&found[i]))
	}
	return out, err
}

// Duplicates are open dossiers of the same owner under the same procedure, wherever they were received. Only their code,
// unit and state are shown to desks that may not read them.
func (r *Reader) Duplicates(id procedure.ID, number string, but dossier.ID) ([]Row, error) {
	if err := access.May(r.who, "search", access.Object{}); err != nil || number == "" || r.who.Role == "administrator" {
		return nil, err
	}
	s := store.DossierFilter{
		Scope: store.Scope{Person: r.o.PersonKey(number)}, Now: r.now, Procedures: []string{string(id)}, Phase: store.PhaseOpen, Limit: 6,
	}
	page, _, err := r.db.Dossiers(r.ctx, s)
	var out []Row
	for i := range page {
		if page[i].ID == string(but) {
			continue
		}
		row := r.row(&page[i])
		if !r.scope.All && !slices.Contains(r.who.Units, row.Reception.ID) && !slices.Contains(r.who.Units, row.Competent.ID) {
			row.ID, row.Owner, row.Applicant, row.Subject = "", "", "", ""
		}
		out = append(out, row)
	}
	return out, err
}

// node is the step that a line of a view names, nil when its process has none of that name.
func (r *Reader) node(d *store.DossierRow, id string) *procedure.Node {
	return r.w.Procedures.Version(procedure.ID(d.Procedure), int(d.ProcVersion)).Case(d.CaseID).Node(id)
}

// nodeText is what a step is called, by its process where that is known, else as the view has it.
func nodeText(n *procedure.Node, stored string) form.Text {
	if n != nil {
		return n.Name
	}
	return form.Text{VI: stored}
}
