package web

import (
	"net/http"
	"slices"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// What the owner does beside waiting: answer a request for papers, and ask for the dossier back.

// An ownAsk is a request that waits for the owner, with the form that answers it.
type ownAsk struct {
	*Form
	Words    string
	Until    string
	Lacks    string // what was still missing in the last answer
	Action   string
	Key      string
	Seen     int64
	Answered string // "" = nothing came yet; else when, and somebody has to confirm it
}

// may says whether the owner may do something now.
func may(d *office.DossierView, act dossier.Act) bool {
	return slices.ContainsFunc(d.Acts, func(c dossier.Choice) bool { return c.Act == act })
}

// ownAsk shows the open request; nil when nothing is asked for.
func (s *Site) ownAsk(r *http.Request, d *office.DossierView, err error) (*ownAsk, error) {
	a := d.Asked()
	if a == nil || !may(d, dossier.ActSupply) {
		return nil, nil //nolint:nilnil // nothing is asked for: no form, no mistake
	}
	key, e := s.o.Office.NewID()
	if e != nil {
		return nil, e
	}
	v := s.voice(r)
	out := &ownAsk{
		Form: s.form(r, err), Words: a.Words, Action: "/ho-so/" + string(d.ID) + "/bo-sung", Key: key, Seen: d.Version,
	}
	if !a.Until.IsZero() {
		out.Until = v.T("own.ask-until", "time", v.DateTime(a.Until))
	}
	if n := len(a.Answers); n > 0 {
		out.Lacks = a.Answers[n-1].Lacks
	}
	if !a.Supplied.IsZero() {
		out.Answered = v.T("own.ask-answered", "time", v.DateTime(a.Supplied))
	}
	kept, e := s.keptSupply(r, d.ID)
	if e != nil {
		return nil, e
	}
	addSupplied(v, out.Form, "bo-sung", a, d.CaseDef, false)
	kept.show(v, out.Form)
	out.Add(Field{Name: "bo-sung.words", Kind: form.LongText, Label: v.T("own.ask-words"), Value: kept.Words, Optional: true, Rows: 3, MaxLen: mostSupplyWords})
	return out, nil
}

// withdrawPage asks once more before a dossier is asked back (xin rút hồ sơ).
type withdrawPage struct {
	Base
	*Form
	ID   string
	Name string
	Code string
	Key  string
	Seen int64
}

// Template names the page's template.
func (*withdrawPage) Template() string { return "citizen/withdraw" }

// ownWithdrawForm shows the question, or the dossier when it cannot be asked back any more.
func (s *Site) ownWithdrawForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.withdrawPage(r, nil)
	if err != nil {
		return err
	}
	if p == nil {
		return redirect(w, r, "/ho-so/"+r.PathValue("id"))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// withdrawPage makes the page; nil when the dossier cannot be asked back.
func (s *Site) withdrawPage(r *http.Request, err error) (*withdrawPage, error) {
	d, e := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.own")
	if e != nil {
		return nil, e
	}
	if !may(d, dossier.ActWithdraw) {
		return nil, nil //nolint:nilnil // nothing to ask: no page, no mistake
	}
	key, e := s.o.Office.NewID()
	if e != nil {
		return nil, e
	}
	v, at := s.voice(r), "/ho-so/"+string(d.ID)
	name, _ := ownName(v, d)
	p := &withdrawPage{
		Base: Base{TitleKey: "own.withdraw-title", Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.dossiers"), "/ho-so"}, {name, at}}},
		Form: s.form(r, err), ID: string(d.ID), Name: name, Code: d.Code, Key: key, Seen: d.Version,
	}
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("own.withdraw-words"), Optional: true, Rows: 3, MaxLen: 4000})
	return p, nil
}

// ownWithdraw asks for the dossier back.
func (s *Site) ownWithdraw(w http.ResponseWriter, r *http.Request) error {
	id := dossier.ID(r.PathValue("id"))
	err := s.o.Office.Withdraw(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, office.On{ID: id}, strings.TrimSpace(r.PostFormValue("words")))
	if err == nil {
		s.flash(w, "own.withdrawn")
		return redirect(w, r, "/ho-so/"+string(id))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.withdrawPage(r, err)
	if e != nil {
		return e
	}
	if p != nil {
		return s.Again(w, r, p, err)
	}
	own, e := s.ownPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, own, err)
}

// ownPost takes what the owner does on an own dossier.
func (s *Site) ownPost(w http.ResponseWriter, r *http.Request) error {
	switch r.PathValue("part") {
	case "bo-sung":
		return s.ownSupply(w, r)
	case "rut":
		return s.ownWithdraw(w, r)
	}
	return fault.New(fault.Missing, "web.no-page")
}

// ownLife is what happened beside the steps, as far as it is told to the owner.
func (s *Site) ownLife(p *ownDossierPage, v text.Voice, d *office.DossierView) {
	show := &lifeShow{s: s, v: v, d: d, file: func(hash string) string { return fileAddress(d.ID, hash) }}
	p.Life, p.Waits = show.groups(), s.waitFacts(v, d.Dossier)
	if may(d, dossier.ActWithdraw) {
		p.Withdraw = "/ho-so/" + string(d.ID) + "/rut"
	}
	if n := len(d.Apologies); n > 0 { // the newest is told at the top
		x := d.Apologies[n-1]
		said := Notice{Tone: Late, Title: v.T("own.apology-late"), Words: x.Words, Link: Link{v.T("own.apology-more"), "#apologies"}}
		if !x.Late {
			said.Tone, said.Title = Soon, v.T("own.apology", "time", v.DateTime(x.To))
		}
		p.Notices = append(p.Notices, said)
	}
	if len(d.Earlier) > 0 {
		old := d.Earlier[len(d.Earlier)-1]
		p.Notices = append(p.Notices, Notice{Tone: Soon, Title: v.T("own.amended", "new", d.Result.Number, "old", old.Number), Words: v.T("own.amended-words")})
	}
}
