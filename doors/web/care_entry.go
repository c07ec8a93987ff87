package web

import (
	"net/http"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/form"
)

// careEntryPage records a call, or somebody at the desk.
type careEntryPage struct {
	Base
	*Form
	Key    string
	Looked bool         // earlier names of the number were asked for
	Known  []careKnown  // under which whoever called from the number was last written down
	Fits   *careScripts // kịch bản that fit
}

// Template names the page's template.
func (*careEntryPage) Template() string { return "care/entry" }

// entered are the channels of which an officer records a contact, in the order of the form.
var entered = []care.Channel{care.Telephone, care.Desk, care.CallBack, care.Email}

func (s *Site) careEntry(w http.ResponseWriter, r *http.Request) error {
	p, err := s.careEntryPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) careEntryPage(r *http.Request, failed error) (*careEntryPage, error) {
	v := s.voice(r)
	if err := s.read(r).MayEnterContact(); err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &careEntryPage{
		Base: Base{TitleKey: "care.entry.title", Audience: Desk, Nav: "care", Crumbs: []Crumb{{v.T("care.title"), "/care"}}, Scripts: []string{"script.js"}}, Form: s.form(r, failed), Key: key,
	}
	if p.Fits, err = s.careScripts(r, r.FormValue("script"), r.PostFormValue("subject")); err != nil {
		return nil, err
	}
	channels := keyedOptions(v, "care.channel.", entered)
	p.Add(Field{Name: "handle", Kind: form.Line, Label: v.T("care.field.handle"), Optional: true, MaxLen: 200, Complete: "off", Short: true, Focus: failed == nil})
	p.Add(Field{Name: "channel", Kind: BoxRadio, Label: v.T("care.field.channel"), Options: channels, Required: true, Value: string(care.Telephone)})
	p.Add(Field{Name: "name", Kind: form.Line, Label: v.T("care.field.name"), Optional: true, MaxLen: 200, Complete: "off"})
	p.Add(Field{Name: "subject", Kind: form.Line, Label: v.T("care.field.subject"), Optional: true, MaxLen: care.MostSubject, Complete: "off"})
	p.Add(Field{Name: "text", Kind: form.LongText, Label: v.T("care.field.said"), Help: v.T("care.field.said-help"), Optional: true, Rows: 4})
	p.Add(Field{Name: "dossier", Kind: BoxCode, Label: v.T("care.field.dossier"), Optional: true, MaxLen: 60})
	return p, nil
}

// A careKnown is a name under which whoever called from a number was written down.
type careKnown struct {
	Name, Code, Href string
	At               time.Time
}

// lookEntry looks something up for a call that is about to be written down, and keeps what was typed: scripts, or the name of whoever
// called from this number before. The name goes into its box when the officer says so.
func (s *Site) lookEntry(w http.ResponseWriter, r *http.Request) error {
	if use := r.PostFormValue("use"); use != "" {
		r.PostForm.Set("name", use)
	}
	p, err := s.careEntryPage(r, nil)
	if err != nil {
		return err
	}
	if r.PostFormValue("look") == "known" {
		known, err := s.read(r).KnownAs(r.PostFormValue("handle"))
		if err != nil {
			return err
		}
		p.Looked = true
		for _, k := range known {
			p.Known = append(p.Known, careKnown{Name: k.Name, Code: k.Code, Href: "/care/contacts/" + string(k.ID), At: k.At})
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// enterContact opens the contact; of a call the time begins to run at once.
func (s *Site) enterContact(w http.ResponseWriter, r *http.Request) error {
	q := r.PostForm
	in := care.Input{
		Channel: care.Channel(q.Get("channel")), Handle: q.Get("handle"), Name: q.Get("name"), Subject: q.Get("subject"), Text: q.Get("text"), Dossier: vn.Tidy(q.Get("dossier")),
	}
	if !slices.Contains(entered, in.Channel) {
		in.Channel = ""
	}
	t, err := s.o.Office.OpenContact(r.Context(), who(r), office.Command{Key: q.Get("key")}, in)
	wrong := ""
	if f := fault.As(err); f != nil && f.Key == "petition.no-dossier" { // somebody is on the line: the call begins, and the code is mended beside it
		wrong, in.Dossier = in.Dossier, ""
		t, err = s.o.Office.OpenContact(r.Context(), who(r), office.Command{Key: q.Get("key") + "/mend"}, in)
	}
	if err == nil && in.Channel == care.Telephone {
		err = s.o.Office.Contact(r.Context(), who(r), office.Command{Key: q.Get("key") + "/call"}, office.OnContact{ID: t.ID}, care.ActCall, care.Input{})
	}
	if err == nil {
		s.flash(w, "care.entered", "code", t.Code)
		if wrong != "" {
			return redirect(w, r, address("/care/contacts/"+string(t.ID)+"/link", nil, "dossier", wrong))
		}
		return redirect(w, r, "/care/contacts/"+string(t.ID))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Right {
		return err
	}
	p, e := s.careEntryPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
