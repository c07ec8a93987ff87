package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// receivePage begins an intake (tiếp nhận tại quầy): who, and for what. One box takes a name, a number or what a reader of
// cards types; each case of a procedure is a button, so that the next key opens the dossier.
type receivePage struct {
	Base
	ID      string // the next draft's: sending twice opens one draft
	Q       string
	Person  string
	Asked   bool // something was searched for
	People  []personLine
	Nobody  bool // a person was looked for and is not known
	Cases   []caseGroup
	Found   string // how many procedures were found, in words; "" for the common ones
	Drafts  []draftLine
	Same    *sameLine
	Focus   string // "q" or "case"
	Refused string // why nothing can be received by this post
}

// Template names the page's template.
func (*receivePage) Template() string { return "desk/receive" }

// A personLine is somebody who may be the one at the counter.
type personLine struct {
	Value   string // number, or the text of the card
	Name    string
	Sub     string
	Doubts  []string
	Chosen  bool
	Unknown bool // only the number is known
}

// A caseGroup is a procedure with its cases, each a button.
type caseGroup struct {
	Name, Code, Sector string
	Cases              []caseButton
	Closed             string // why it cannot be received here
}

type caseButton struct{ Value, Words, Sub string }

// A draftLine is a dossier that was begun and not received.
type draftLine struct {
	ID, Name, Person string
	Saved            time.Time
	Files            int
}

// sameLine is the person of the dossier that was received just before.
type sameLine struct {
	ID   string
	Name string
	Code string
	With []string
}

// commonCases is how many of the desk's commonest cases are offered before anything is typed.
const commonCases = 12

func (s *Site) receiveStart(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	if q.Has("person") || q.Has("who") { // whom it is for is sent by POST alone: a number has no place in an address
		q.Del("person")
		q.Del("who")
		return redirect(w, r, "/desk/receive?"+q.Encode())
	}
	p, err := s.receivePage(r, q)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// receiveChoose answers the form of the page: it searches, or opens a draft for the case whose button was pressed.
func (s *Site) receiveChoose(w http.ResponseWriter, r *http.Request) error {
	if r.PostForm.Get("choice") == "" {
		p, err := s.receivePage(r, r.PostForm)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
	id, err := "", carried(r)
	if err == nil {
		id, err = s.beginDraft(r)
	}
	if err != nil {
		p, e := s.receivePage(r, r.PostForm)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	return redirect(w, r, "/desk/receive/"+id)
}

// receivePage looks for what the boxes say.
func (s *Site) receivePage(r *http.Request, q url.Values) (*receivePage, error) {
	rd, v := s.read(r), s.voice(r)
	p := &receivePage{
		Base: Base{TitleKey: "receive.title", Audience: Desk, Nav: "receive"}, ID: q.Get("id"),
		Q: cut(vn.Tidy(q.Get("q")), 200), Person: cut(strings.TrimSpace(q.Get("person")), 1000), Focus: "q",
	}
	var err error
	if p.ID == "" {
		if p.ID, err = s.o.Office.NewID(); err != nil {
			return nil, err
		}
	}
	if p.Same, err = s.sameLine(r, q); err != nil {
		return nil, err
	}
	if p.Person != "" {
		if err := p.people(s, r, v, q.Get("who")); err != nil {
			return nil, err
		}
	}
	if err := p.cases(s, rd, v); err != nil {
		return nil, err
	}
	p.Asked = p.Q != "" || p.Person != ""
	if p.Asked && len(p.Cases) > 0 {
		p.Focus = "case"
	}
	if p.Same == nil && !p.Asked {
		p.Drafts, err = s.draftLines(rd, v)
	}
	return p, err
}

// people lists who was found in the box.
func (p *receivePage) people(s *Site, r *http.Request, v text.Voice, chosen string) error {
	list, err := s.findPeople(r, p.Person)
	if err != nil {
		return err
	}
	for i, f := range list {
		l := personLine{Value: f.Party.Number, Name: f.Party.Name, Doubts: doubts(v, f.Party), Unknown: f.Number}
		if f.Card {
			l.Value = p.Person
		}
		l.Sub = joinComma(joinComma(f.Party.Number, dateWords(v, f.Party.Birth)), s.addressWords(v, f.Party.Address))
		if f.Number {
			l.Name, l.Sub = v.T("receive.person-new", "number", f.Party.Number), ""
		}
		l.Chosen = l.Value == chosen || chosen == "" && i == 0 && len(list) == 1
		p.People = append(p.People, l)
	}
	p.Nobody = len(list) == 0
	return nil
}

// cases lists the procedures that were found, or the desk's commonest cases.
func (p *receivePage) cases(s *Site, rd *office.Reader, v text.Voice) error {
	if p.Q == "" {
		common, err := rd.Commonest(commonCases)
		for _, c := range common {
			g := caseGroup{Name: recordWords(v, c.Record), Code: string(c.Record.Code), Sector: c.Record.Sector}
			g.Cases = []caseButton{caseOf(v, c.Record, c.Case)}
			if at := slices.IndexFunc(p.Cases, func(x caseGroup) bool { return x.Code == g.Code }); at >= 0 {
				p.Cases[at].Cases = append(p.Cases[at].Cases, g.Cases...)
				continue
			}
			p.Cases = append(p.Cases, g)
		}
		return err
	}
	list := rd.Procedures(office.ProcedureQuery{Text: p.Q, Limit: 20, Bare: true})
	for _, h := range list.Hits {
		g := caseGroup{Name: recordWords(v, h.Record), Code: string(h.Record.Code), Sector: h.Record.Sector}
		for i := range h.Record.Cases {
			if c := &h.Record.Cases[i]; h.Receives && h.Record.Receives(c) && c.Conduct.ReceivedAt(rd.Unit()) {
				g.Cases = append(g.Cases, caseOf(v, h.Record, c))
			}
		}
		if len(g.Cases) == 0 {
			g.Closed = v.T("receive.not-here")
			if at := elsewhere(h); at != nil {
				g.Closed = v.T("receive.elsewhere", "units", s.unitsNamed(v, at))
			}
		}
		p.Cases = append(p.Cases, g)
	}
	p.Found = v.T("receive.found", "n", list.Total)
	return nil
}

// elsewhere are the units that receive a procedure of which this one receives nothing.
func elsewhere(h office.ProcedureHit) []string {
	var out []string
	for i := range h.Record.Cases {
		if c := &h.Record.Cases[i]; h.Receives && c.Process != nil {
			out = append(out, c.Conduct.Receivers...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func caseOf(v text.Voice, rec *procedure.Record, c *procedure.Case) caseButton {
	b := caseButton{Value: string(rec.Code) + "/" + c.ID, Words: c.Name.In(string(v.Lang))}
	if b.Words == "" {
		b.Words = v.T("receive.one-case")
	}
	if rule := c.Rule(procedure.Desk); rule != nil {
		switch {
		case rule.SameDay:
			b.Sub = v.T("receive.same-day")
		case rule.Limit != nil:
			b.Sub = v.T("receive.limit."+string(rule.Limit.Unit), "n", rule.Limit.N)
		}
	}
	return b
}

// sameLine names the person of the dossier that the clerk comes from.
func (s *Site) sameLine(r *http.Request, q url.Values) (*sameLine, error) {
	id := q.Get("same")
	if id == "" {
		return nil, nil
	}
	view, err := s.read(r).Dossier(dossier.ID(id), "read.desk")
	if err != nil {
		return nil, err
	}
	return &sameLine{ID: id, Name: view.Parties.Applicant.Name, Code: view.Code, With: q["with"]}, nil
}

// draftLines lists the clerk's own drafts, the last one first.
func (s *Site) draftLines(rd *office.Reader, v text.Voice) ([]draftLine, error) {
	kept, err := rd.Drafts()
	var out []draftLine
	for _, k := range kept {
		if k.Kind != draftReceive {
			continue
		}
		d, err := readDraft(k)
		if err != nil {
			return nil, err
		}
		l := draftLine{ID: d.ID, Name: string(d.Procedure), Person: d.Fields.Get("applicant.name"), Saved: d.Saved, Files: len(d.Files)}
		if rec := s.o.Office.World().Procedures.Current(d.Procedure, s.o.Office.Now()); rec != nil {
			l.Name = recordWords(v, rec)
		}
		out = append(out, l)
	}
	return out, err
}

// mostWith is how many dossiers one slip lists, so that a longer chain begins a new one.
const mostWith = 19

// beginDraft opens a draft for the case that was chosen, with the person who was found.
func (s *Site) beginDraft(r *http.Request) (string, error) {
	q := r.PostForm
	if _, err := s.openDraft(r, q.Get("id")); err == nil {
		return q.Get("id"), nil // the button was pressed twice
	}
	code, caseID, _ := strings.Cut(q.Get("choice"), "/")
	rec := s.o.Office.World().Procedures.Current(procedure.ID(code), s.o.Office.Now())
	if rec == nil || !rec.Open() {
		return "", fault.New(fault.Invalid, "dossier.procedure-unknown", "procedure", code).At("q")
	}
	pc := rec.Case(caseID)
	if !rec.Receives(pc) {
		return "", fault.New(fault.Invalid, "dossier.case-unknown", "case", caseID).At("q")
	}
	d := &intakeDraft{ID: q.Get("id"), Procedure: rec.Code, Case: caseID, Version: rec.Version, Fields: url.Values{}}
	d.Fields.Set("same", "1")
	d.Fields.Set("return", "desk")
	d.Fields.Set("channel", itoa(int(procedure.Desk)))
	if same := q.Get("same"); same != "" {
		view, err := s.read(r).Dossier(dossier.ID(same), "read.desk")
		if err != nil {
			return "", err
		}
		d.takePersons(view.Parties)
		for _, id := range append(q["with"], same) {
			if len(d.With) < mostWith {
				d.With = append(d.With, dossier.ID(id))
			}
		}
	} else if err := s.takePerson(r, d); err != nil {
		return "", err
	}
	if err := d.fill(s, r); err != nil {
		return "", err
	}
	return d.ID, s.keepDraft(r, d)
}

// takePersons puts the persons of the dossier before into a new draft.
func (d *intakeDraft) takePersons(p dossier.Parties) {
	setParty(d.Fields, "applicant", p.Applicant)
	if p.Owner != p.Applicant {
		d.Fields.Del("same")
		setParty(d.Fields, "owner", p.Owner)
	}
	if p.Representative != nil {
		d.Fields.Set("represented", "1")
		setParty(d.Fields, "representative", *p.Representative)
		d.Fields.Set("authority", p.Authority)
	}
}

// takePerson puts whoever was chosen or typed into the draft.
func (s *Site) takePerson(r *http.Request, d *intakeDraft) error {
	text := r.PostForm.Get("who")
	if text == "" {
		text = r.PostForm.Get("person")
	}
	if strings.TrimSpace(text) == "" {
		return nil
	}
	list, err := s.findPeople(r, text)
	if err != nil {
		return err
	}
	p := dossier.Party{Kind: dossier.Citizen, Name: cut(vn.Tidy(text), 1200)}
	if len(list) == 1 {
		p = list[0].Party
	}
	setParty(d.Fields, "applicant", p)
	return nil
}
