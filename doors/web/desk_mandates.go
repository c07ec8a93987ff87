package web

import (
	"net/http"
	"net/url"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/words/form"
)

// mandatesAsked lists the mandates whose proof a counter was asked to look at (đề nghị xác nhận tư cách đại diện).
type mandatesAsked struct {
	Base
	Rows  []mandateLine
	Empty Empty
}

// Template names the page's template.
func (*mandatesAsked) Template() string { return "desk/mandates" }

func (s *Site) deskMandates(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	all, err := s.read(r).MandatesAsked()
	if err != nil {
		return err
	}
	p := &mandatesAsked{Base: Base{TitleKey: "mandate.desk.title", Audience: Desk, Nav: "inbox"}, Empty: Empty{Title: v.T("mandate.desk.none"), Words: v.T("mandate.desk.none-words")}}
	for i := range all {
		l := s.mandateLine(v, &all[i])
		l.Name, l.Number, l.Href = all[i].Holder.Name, all[i].Principal.Name, "/desk/mandates/"+url.PathEscape(all[i].ID)
		p.Rows = append(p.Rows, l)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// mandateAsked is one of them, with its proof and the answer.
type mandateAsked struct {
	Base
	*Form
	Href  string
	Facts []Fact
	Waits bool
	Ends  bool
}

// Template names the page's template.
func (*mandateAsked) Template() string { return "desk/mandate" }

func (s *Site) mandateAsked(r *http.Request, err error) (*mandateAsked, error) {
	v := s.voice(r)
	m, e := s.read(r).Mandate(r.PathValue("id"))
	if e != nil {
		return nil, e
	}
	l := s.mandateLine(v, &m)
	p := &mandateAsked{
		Base: Base{Title: v.T("mandate.desk.one", "name", m.Holder.Name), Audience: Desk, Nav: "inbox", Crumbs: []Crumb{{v.T("mandate.desk.title"), "/desk/mandates"}}},
		Form: s.form(r, err), Href: "/desk/mandates/" + url.PathEscape(m.ID), Waits: m.State == access.MandateWaits, Ends: m.Endable && m.State == access.MandateGiven,
	}
	p.Facts = []Fact{
		{Term: v.T("mandate.state"), Pill: &l.State},
		{Term: v.T("mandate.desk.holder"), Words: joinComma(m.Holder.Name, m.Holder.Number), Sub: l.Kind},
		{Term: v.T("mandate.desk.principal"), Words: joinComma(m.Principal.Name, m.Principal.Number), Sub: dayWords(m.Principal.Birth)},
		{Term: v.T("mandate.for-what"), Words: l.What},
		{Term: v.T("mandate.period"), Words: l.Period},
		{Term: v.T("mandate.proof-typed"), Words: m.Proof.Words},
		{Term: v.T("mandate.file-typed"), Words: v.T("mandate.proof-file"), Href: p.Href + "/file"},
	}
	if m.Words != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("mandate.said"), Words: m.Words})
	}
	p.Add(Field{Name: "note", Kind: form.Line, Label: v.T("mandate.desk.note"), Optional: true, MaxLen: 500})
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("mandate.desk.why"), Required: true, MaxLen: 500})
	return p, nil
}

func (s *Site) deskMandate(w http.ResponseWriter, r *http.Request) error {
	p, err := s.mandateAsked(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) deskMandateFile(w http.ResponseWriter, r *http.Request) error {
	f, ref, name, err := s.read(r).MandateFile(r.PathValue("id"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return sendFile(w, r, f, ref, name)
}

func (s *Site) settleMandate(w http.ResponseWriter, r *http.Request) error {
	id, done := r.PathValue("id"), "mandate.desk.confirmed"
	var err error
	switch r.PathValue("act") {
	case "confirm":
		err = s.o.Office.ConfirmMandate(r.Context(), who(r), id, r.PostFormValue("note"))
	case "decline":
		done = "mandate.desk.declined"
		err = s.o.Office.DeclineMandate(r.Context(), who(r), id, r.PostFormValue("words"))
	case "end":
		return s.endMandate(w, r)
	default:
		return fault.New(fault.Missing, "web.no-page")
	}
	if err != nil {
		p, e := s.mandateAsked(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	s.flash(w, done)
	return redirect(w, r, "/desk/mandates")
}
