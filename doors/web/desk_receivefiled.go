package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// receiveFiledPage receives a dossier that was filed online: what came, what of it is there, what changed since it was
// filed, and what would be promised. Beside it stands the way to decline it.
type receiveFiledPage struct {
	Base
	*Form
	ID, Key   string
	Seen      int64
	External  string
	Name      string
	Case      string
	Pill      Pill
	FiledAt   time.Time
	AckBy     time.Time
	Changed   []string
	Persons   []personCard
	Answers   []answerBlock
	Sourced   bool // some answers were not typed
	Papers    []paperLine
	Loose     []Link
	Subject   string
	Due       string
	Why       Why
	HandOver  string
	Fee       string
	Free      bool // nobody owes a fee, so nobody is asked whether it was paid
	Competent string
	Same      []sameOpen
	Missing   int
	Decline   *Form
	Counts    []string // names of the boxes that ask how many pieces the fee is for
}

// Template names the page's template.
func (*receiveFiledPage) Template() string { return "desk/receivefiled" }

func (s *Site) filedForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.receiveFiledPage(r, nil)
	if err != nil {
		return err
	}
	if p == nil {
		return redirect(w, r, "/desk/dossiers/"+r.PathValue("id"))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// receiveFiled receives the dossier. Where a colleague was first, the dossier is shown with what happened since.
func (s *Site) receiveFiled(w http.ResponseWriter, r *http.Request) error {
	id := dossier.ID(r.PathValue("id"))
	view, err := s.read(r).Dossier(id, "read.desk")
	if err != nil {
		return err
	}
	q := r.PostForm
	on := office.On{ID: id, Seen: seenVersion(r)}
	in := office.Intake{Papers: filedPapers(view, s.caseInForce(view.Dossier), q), Return: q.Get("return"), FeePaid: q.Get("paid") == "1"}
	if err = s.countPieces(r, view, &in); err == nil {
		err = carried(r)
	}
	if err == nil {
		_, err = s.o.Office.Receive(r.Context(), who(r), office.Command{Key: q.Get("key")}, on, in)
		err = rename(err, func(field string) string {
			if x, ok := strings.CutPrefix(field, "values."); ok {
				return countField(x)
			}
			return field
		})
	}
	if err == nil {
		return redirect(w, r, "/desk/receive/"+string(id)+"/receipt")
	}
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal {
		return err
	}
	p, e := s.receiveFiledPage(r, err)
	if e != nil {
		return e
	}
	if p != nil {
		return s.Again(w, r, p, err)
	}
	page, e := s.dossierPage(r, &failedAct{act: dossier.ActReceive, err: err, seen: on.Seen})
	if e != nil {
		return e
	}
	return s.Again(w, r, page, err)
}

// countField is the box of an input that says how many pieces a fee is for.
func countField(input string) string { return "count." + input }

// countPieces reads how many pieces the fee is for, where the applicant left it open.
func (s *Site) countPieces(r *http.Request, view *office.DossierView, in *office.Intake) error {
	pc := s.caseInForce(view.Dossier)
	if pc == nil {
		return nil
	}
	var fs []*fault.Fault
	for _, x := range office.Uncounted(pc, view.Channel, view.Values, s.o.Office.Now()) {
		typed := strings.TrimSpace(r.PostForm.Get(countField(x)))
		if typed == "" {
			continue
		}
		n, err := strconv.ParseInt(strings.ReplaceAll(typed, ".", ""), 10, 64)
		if err != nil || n < 0 || n > mostPieces {
			fs = append(fs, fault.New(fault.Invalid, "receive.count-wrong").At(countField(x)))
			continue
		}
		if in.Values == nil {
			in.Values = form.Values{}
		}
		in.Values[x] = n
	}
	return fault.Join(fs)
}

// mostPieces is how many pieces a fee is for at most.
// choice: above it a number is a slip of the finger; the forms of the city have the same bound.
const mostPieces = 100_000

// counts asks how many pieces the fee is for, where the applicant left it open.
func (p *receiveFiledPage) counts(s *Site, v text.Voice, view *office.DossierView, pc *procedure.Case, q url.Values, fresh bool) {
	if pc == nil {
		return
	}
	for _, x := range office.Uncounted(pc, view.Channel, view.Values, s.o.Office.Now()) {
		f := Field{Name: countField(x), Kind: form.Integer, Short: true, Optional: true, Label: x, Help: v.T("receive.count-help")}
		if pc.Form != nil {
			for _, sec := range pc.Form.Sections {
				for i := range sec.Fields {
					if sec.Fields[i].ID == x {
						f.Label = sec.Fields[i].Label.In(string(v.Lang))
					}
				}
			}
		}
		if n, ok := office.Reckoned(pc, view.Channel, view.Values, x); ok {
			if f.Help = v.T("receive.count-reckoned"); fresh {
				q.Set(f.Name, strconv.FormatInt(n, 10))
			}
		}
		p.Add(f)
		p.Counts = append(p.Counts, f.Name)
	}
}

// caseInForce is the case that a filed dossier would be received under now.
func (s *Site) caseInForce(d *dossier.Dossier) *procedure.Case {
	rec := s.o.Office.World().Procedures.Current(d.Procedure, s.o.Office.Now())
	if rec == nil {
		return nil
	}
	return rec.Case(d.Case)
}

// paperMap finds the papers of an older version of a case in a newer one, by their names.
func paperMap(old, now *procedure.Case) map[int]int {
	to := map[int]int{}
	if old == nil || now == nil {
		return to
	}
	for i, p := range old.Papers {
		if n := slices.IndexFunc(now.Papers, func(x procedure.Paper) bool { return x.Name == p.Name }); n >= 0 {
			to[i] = n
		}
	}
	return to
}

// hasFile says whether a file came for a paper of the case in force.
func hasFile(view *office.DossierView, index int, now *procedure.Case) bool {
	to := paperMap(view.CaseDef, now)
	return slices.ContainsFunc(view.Files, func(f dossier.Attached) bool {
		n, ok := to[f.Paper]
		return ok && n == index
	})
}

// filedPapers reads the ticked papers of a dossier that was filed online: what came as a file needs no sheets on the
// counter; a ticked paper without file and without counts is there as often as the catalogue asks for.
func filedPapers(view *office.DossierView, now *procedure.Case, q url.Values) []dossier.PaperHanded {
	if now == nil {
		return nil
	}
	out := []dossier.PaperHanded{} // never nil: what is not ticked is not there
	for i, p := range now.Papers {
		at := "papers." + itoa(i)
		if q.Get(at) != "1" {
			continue
		}
		h := dossier.PaperHanded{
			Index: i, Originals: count(q.Get(at + ".originals")), Copies: count(q.Get(at + ".copies")), Plain: count(q.Get(at + ".plain")),
			Digital: hasFile(view, i, now), Returned: q.Get(at+".returned") == "1",
		}
		for _, f := range view.Papers {
			if n, ok := paperMap(view.CaseDef, now)[f.Index]; ok && n == i {
				h.Digital, h.ReusedBy, h.Source = h.Digital || f.Digital, f.ReusedBy, f.Source
			}
		}
		if h.Originals+h.Copies+h.Plain == 0 && !h.Digital && h.ReusedBy == "" {
			h.Originals, h.Copies = p.Originals, p.Copies
			if h.Originals+h.Copies == 0 {
				h.Originals = 1
			}
		}
		out = append(out, h)
	}
	return out
}

// receiveFiledPage makes the page; nil when the dossier no longer waits.
func (s *Site) receiveFiledPage(r *http.Request, err error) (*receiveFiledPage, error) {
	v, rd := s.voice(r), s.read(r)
	view, e := rd.Dossier(dossier.ID(r.PathValue("id")), "read.desk")
	if e != nil {
		return nil, e
	}
	if view.State != dossier.Filed {
		return nil, nil //nolint:nilnil // nothing waits: no page, no mistake
	}
	key, e := s.o.Office.NewID()
	if e != nil {
		return nil, e
	}
	pc := s.caseInForce(view.Dossier)
	q := r.PostForm
	if err == nil {
		q = filedValues(view, pc)
	}
	p := &receiveFiledPage{
		Base: Base{
			Title: v.T("receive.filed-title"), Audience: Desk, Nav: "inbox",
			Crumbs: []Crumb{{v.T("desk.title"), "/desk"}, {v.T("receive.inbox"), "/desk/inbox"}},
		},
		Form: NewForm(v, q, err), ID: string(view.ID), Key: key, Seen: view.Version, Subject: view.Subject,
		Pill: ackPill(v, rd.Left(view.AckBy)), FiledAt: view.Filed, AckBy: view.AckBy, Competent: unitWords(v, view.CompetentN),
	}
	if view.Record != nil {
		p.Name = recordWords(v, view.Record)
	}
	if view.CaseDef != nil {
		p.Case = view.CaseDef.Name.In(string(v.Lang))
	}
	for _, c := range view.Codes {
		p.External = c.Code
	}
	p.Changed = s.changedLines(v, view)
	p.came(s, v, view, pc, q)
	p.counts(s, v, view, pc, q, err == nil)
	p.promise(s, rd, v, view)
	p.Decline = declineForm(v, view.Record)
	return p, nil
}

// came shows persons, answers and papers as they were sent.
func (p *receiveFiledPage) came(s *Site, v text.Voice, view *office.DossierView, pc *procedure.Case, q url.Values) {
	at := func(hash string) string { return "/desk/dossiers/" + p.ID + "/files/" + hash }
	persons := []struct {
		key string
		p   *dossier.Party
	}{{"applicant", &view.Parties.Applicant}, {"owner", &view.Parties.Owner}, {"representative", view.Parties.Representative}}
	for i, x := range persons {
		if x.p == nil || i == 1 && *x.p == view.Parties.Applicant {
			continue
		}
		p.Persons = append(p.Persons, personCard{Title: v.T("receive." + x.key), Facts: s.partyFacts(v, *x.p), Doubts: doubts(v, *x.p)})
	}
	p.Answers = s.answers(v, view.Form, view.Values, view.Origins, signedWords(v, view.Dossier), at)
	p.Sourced = len(view.Origins) > 0
	to := paperMap(view.CaseDef, pc)
	var files []dossier.Attached
	for _, f := range view.Files {
		if n, ok := to[f.Paper]; ok {
			f.Paper = n
			files = append(files, f)
		} else {
			p.Loose = append(p.Loose, Link{f.Name, at(f.Hash)})
		}
	}
	p.Papers = paperLines(v, pc, q, files, p.faults)
	for i := range p.Papers {
		p.at["papers."+itoa(i)] = -1
	}
	p.Missing = len(pc.Lacking(s.askedOf(view, pc), func(i int) bool { return p.Papers[i].Have }))
}

// promise shows what would be promised if it were received now, and asks for the little that the desk adds.
func (p *receiveFiledPage) promise(s *Site, rd *office.Reader, v text.Voice, view *office.DossierView) {
	p.Add(Field{Name: "return", Kind: BoxRadio, Label: v.T("receive.return"), Options: keyedOptions(v, "dossier.return.", []string{"desk", "post", "electronic"})})
	p.Add(Field{Name: "paid", Kind: BoxCheck, Label: v.T("receive.paid-online")})
	p.Fee = v.T("receive.free")
	offer, err := rd.CaseOffer(view.Procedure, view.Dossier.Case, view.Reception, view.Parties.Owner.Address.Commune, view.Values)
	if err != nil {
		return // the act itself will say why it cannot be received
	}
	for _, c := range offer.Channels {
		if c.Rule.Channel != view.Channel {
			continue
		}
		if !c.Promise.At.IsZero() {
			p.Due = v.DateTime(c.Promise.At)
			p.Why = showWhy(v, s.o.Office.World().Calendar, c.Promise, "", Link{})
			if c.Promise.HandOver.After(rd.Now()) {
				p.HandOver = v.T("receive.hand-over", "time", v.DateTime(c.Promise.HandOver))
			}
		}
		if p.Free = c.Bill.Total == 0 && !c.Bill.AtLeast; c.Bill.Total > 0 {
			p.Fee = v.Money(int64(c.Bill.Total))
		}
	}
	for _, row := range view.Duplicates {
		o := sameOpen{Code: row.Code, Where: unitWords(v, row.Reception), State: stateWords(v, row.State)}
		if row.ID != "" {
			o.Href = "/desk/dossiers/" + row.ID
		}
		if o.Code == "" {
			o.Code = v.T("receive.no-code")
		}
		p.Same = append(p.Same, o)
	}
}

// filedValues are the boxes of the page as the filing left them: what came is ticked.
func filedValues(view *office.DossierView, pc *procedure.Case) url.Values {
	q := url.Values{"return": {"desk"}}
	if view.Return != "" {
		q.Set("return", view.Return)
	}
	to := paperMap(view.CaseDef, pc)
	for _, h := range view.Papers {
		n, ok := to[h.Index]
		if !ok {
			continue
		}
		at := "papers." + itoa(n)
		q.Set(at, "1")
		for name, count := range map[string]int{".originals": h.Originals, ".copies": h.Copies, ".plain": h.Plain} {
			if count > 0 {
				q.Set(at+name, itoa(count))
			}
		}
	}
	for _, f := range view.Files {
		if n, ok := to[f.Paper]; ok {
			q.Set("papers."+itoa(n), "1")
		}
	}
	return q
}

// declineForm asks why a dossier is not received; it is sent to the dossier's own address of the act.
func declineForm(v text.Voice, rec *procedure.Record) *Form {
	f := NewForm(v, nil, nil)
	f.Add(Field{Name: "decline.reason", Kind: BoxSelect, Required: true, Label: v.T("desk.field.reason"), Options: reasonOptions(v, rec, dossier.ActDecline)})
	rule := basisField(v, rec, dossier.ActDecline)
	rule.Name, rule.Label = "decline.rule", v.T("desk.field.rule")
	f.Add(rule)
	f.Add(Field{Name: "decline.words", Kind: form.LongText, Required: true, Label: v.T("desk.field.words-applicant"), Rows: 3, MaxLen: 4000})
	return f
}

// endOfDay is the midnight that ends the city's day of t.
func endOfDay(t time.Time) time.Time {
	y, m, d := t.In(calendar.Zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, calendar.Zone)
}
