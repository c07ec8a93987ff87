package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// replacePage puts the right procedure in the place of a wrong one (đổi thủ tục): this dossier is closed, the new one is
// opened for the same persons, and both name each other.
type replacePage struct {
	Base
	*Form
	ID, Code, Was string
	Seen          int64
	Key           string
	NewID         string // of the dossier that will be opened: the page makes it
	To            string // "1.000656/co-giay-bao-tu", "" = not chosen yet
	Name          string // the right procedure and case in words
	Cases         []Option
	Papers        []paperLine
	EForm         *EForm
	Sections      []EFormSection
	Competent     string
	Due           string
}

// Template names the page's template.
func (*replacePage) Template() string { return "desk/replace" }

// CaseGroups are the cases by procedure, for the list that opens.
func (p *replacePage) CaseGroups() []OptionGroup { return Field{Options: p.Cases}.Groups() }

func (s *Site) replaceForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.replacePage(r, r.URL.Query().Get("to"), nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// mayReplace refuses whoever may not put another procedure in the place of the dossier's, as it stands.
func mayReplace(view *office.DossierView) error {
	if slices.ContainsFunc(view.Acts, func(c dossier.Choice) bool { return c.Act == dossier.ActReplace }) {
		return nil
	}
	if slices.ContainsFunc(view.Next(), func(c dossier.Choice) bool { return c.Act == dossier.ActReplace }) {
		return fault.New(fault.Refused, "access.may-not", "act", "@dossier.act."+string(dossier.ActReplace)).NoRight()
	}
	return fault.New(fault.Refused, "dossier.wrong-state", "act", string(dossier.ActReplace), "state", view.State.String())
}

// caseNamed finds what "1.000656/co-giay-bao-tu" names among what is received today.
func (s *Site) caseNamed(to string) (*procedure.Record, *procedure.Case) {
	code, id, _ := strings.Cut(to, "/")
	rec := s.o.Office.World().Procedures.Current(procedure.ID(code), s.o.Office.Now())
	if rec == nil {
		return nil, nil
	}
	c := rec.Case(id)
	if !rec.Receives(c) {
		return nil, nil
	}
	return rec, c
}

// replacePage reads the dossier and makes its page; to is the chosen case, err what was refused.
func (s *Site) replacePage(r *http.Request, to string, err error) (*replacePage, error) {
	v := s.voice(r)
	view, e := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.replace")
	if e == nil {
		e = mayReplace(view)
	}
	if e != nil {
		return nil, e
	}
	p := &replacePage{
		Base: Base{TitleKey: "desk.replace.title", Audience: Desk, Nav: "search", Scripts: []string{"eform.js"}, Crumbs: []Crumb{
			{v.T("desk.title"), "/desk"}, {v.T("desk.dossiers.title"), "/desk/dossiers"}, {view.Code, "/desk/dossiers/" + string(view.ID)},
		}},
		Form: s.form(r, err), ID: string(view.ID), Code: view.Code, Was: recordWords(v, view.Record), Seen: view.Version, To: to,
		NewID: r.PostFormValue("new-id"),
	}
	if p.Key, e = s.o.Office.NewID(); e != nil {
		return nil, e
	}
	if p.NewID == "" {
		p.NewID = p.Key
	}
	now := s.o.Office.Now()
	for _, rec := range s.o.Office.World().Procedures.All(now) {
		for i := range rec.Cases {
			c := &rec.Cases[i]
			if value := string(rec.Code) + "/" + c.ID; rec.Receives(c) && value != string(view.Procedure)+"/"+view.Case {
				p.Cases = append(p.Cases, Option{Value: value, Label: c.Name.In(string(v.Lang)), Group: recordWords(v, rec)})
			}
		}
	}
	slices.SortStableFunc(p.Cases, func(a, b Option) int { return cmp.Or(compareWords(a.Group, b.Group), 0) })
	rec, c := s.caseNamed(to)
	if c == nil || to == string(view.Procedure)+"/"+view.Case {
		p.To = ""
		return p, nil
	}
	return p, s.replaceWith(r, p, view, rec, c, err)
}

// replaceWith asks for what the right procedure needs. Files that came with the old dossier go along.
func (s *Site) replaceWith(r *http.Request, p *replacePage, view *office.DossierView, rec *procedure.Record, c *procedure.Case, err error) error {
	v := s.voice(r)
	p.Name = recordWords(v, rec)
	if len(rec.Cases) > 1 {
		p.Name += ": " + c.Name.In(string(v.Lang))
	}
	offer, e := s.read(r).CaseOffer(rec.Code, c.ID, view.Reception, view.Parties.Owner.Address.Commune, nil)
	if e != nil {
		return e
	}
	p.Competent = unitWords(v, offer.Competent)
	for _, ch := range offer.Channels {
		if ch.Rule.Channel == view.Channel && !ch.Promise.At.IsZero() {
			p.Due = v.DateTime(ch.Promise.At)
		}
	}
	q := r.PostForm
	if r.Method != http.MethodPost {
		q = ticked(dossier.Carried(view.CaseDef, c, view.Papers))
	}
	p.Papers = paperLines(v, c, q, nil, p.faults)
	var values form.Values
	if c.Form != nil {
		values = office.Known(c.Form, view.Parties)
		for id, x := range view.Values { // answers that both forms ask for by the same name
			if _, known := values[id]; !known && asks(c.Form, id) {
				values[id] = x
			}
		}
	}
	if p.EForm, e = s.eform(r, rec.Code, rec.Version, c.ID, values, view.Files, err); e != nil {
		return e
	}
	if p.EForm != nil {
		if r.Method == http.MethodPost {
			p.EForm.Take(r.PostForm)
		}
		p.Sections = p.EForm.Sections()
		p.EForm.Into(p.Form)
	}
	p.Add(Field{Name: "reason", Kind: BoxSelect, Required: true, Label: v.T("desk.field.reason"), Options: reasonOptions(v, rec, dossier.ActReplace)})
	p.Add(Field{Name: "words", Kind: "long-text", Required: true, Rows: 3, MaxLen: 4000, Label: v.T("desk.field.words-replace")})
	p.Add(Field{Name: "kept", Kind: BoxCheck, Label: v.T("desk.field.kept"), Help: v.T("desk.help.kept")})
	for _, x := range p.Papers {
		p.at["papers."+itoa(x.Index)] = -1 // drawn by the page itself
	}
	return nil
}

// ticked are papers as the page's boxes send them.
func ticked(papers []dossier.PaperHanded) url.Values {
	q := url.Values{}
	for _, h := range papers {
		at := "papers." + itoa(h.Index)
		q.Set(at, "1")
		for name, n := range map[string]int{".originals": h.Originals, ".copies": h.Copies, ".plain": h.Plain} {
			if n > 0 {
				q.Set(at+name, itoa(n))
			}
		}
	}
	return q
}

// asks says whether a form has a question of this name at its top.
func asks(f *form.Form, id string) bool {
	for _, sec := range f.Sections {
		if slices.ContainsFunc(sec.Fields, func(x form.Field) bool { return x.ID == id }) {
			return true
		}
	}
	return false
}

// replace closes the dossier and opens the right one.
func (s *Site) replace(w http.ResponseWriter, r *http.Request) error {
	to := r.PostFormValue("to")
	again := func(err error) error {
		p, e := s.replacePage(r, to, err)
		if e != nil {
			return e
		}
		if err == nil {
			return s.Render(w, r, http.StatusOK, p)
		}
		return s.Again(w, r, p, err)
	}
	rec, c := s.caseNamed(to)
	if c == nil {
		return again(fault.New(fault.Invalid, "dossier.case-unknown").At("to"))
	}
	if err := carried(r); err != nil {
		return again(err)
	}
	view, err := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.replace")
	if err != nil {
		return err
	}
	in := office.Intake{Procedure: rec.Code, Case: c.ID, FormBy: rec.Version, Papers: append([]dossier.PaperHanded{}, readPapers(c, r.PostForm, nil)...)}
	for _, f := range view.Files {
		f.Paper = -1 // the right procedure has other papers; the clerk finds them in the dossier
		in.Files = append(in.Files, f)
	}
	ef, err := s.eform(r, rec.Code, rec.Version, c.ID, nil, view.Files, nil)
	if err != nil {
		return err
	}
	if ef != nil {
		ef.Take(r.PostForm)
		kept, err := s.takeEFormFiles(r, ef)
		if err != nil {
			return again(err)
		}
		in.Files = append(in.Files, kept...)
		if ef.Edited(r.PostForm) {
			return again(nil)
		}
		clean, err := ef.Judge()
		if err != nil {
			return again(err)
		}
		in.Values = clean
	}
	got, err := s.o.Office.Replace(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, office.On{ID: view.ID, Seen: seenOf(r)}, office.Replacement{
		NewID: dossier.ID(r.PostFormValue("new-id")), Intake: in, Kept: r.PostFormValue("kept") == "1", Reason: r.PostFormValue("reason"),
		Words: strings.TrimSpace(r.PostFormValue("words")),
	})
	if err != nil {
		return again(err)
	}
	s.flash(w, "desk.done.replace", "code", got.Code)
	return redirect(w, r, "/desk/dossiers/"+string(got.ID))
}
