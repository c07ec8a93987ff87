package web

import (
	"net/http"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// erasePage is where a leader decides that a dossier's personal data are destroyed (xoá dữ liệu cá nhân).
type erasePage struct {
	Base
	*Form
	At, Key string // address of what is erased
	Facts   []Fact
	Over    bool
	Tells   []string // what is destroyed, and what stays
	Open    string   // of what is not over: why it is not erased yet
	Back    Link     // in place of the page of what is erased
}

// Template names the page's template.
func (*erasePage) Template() string { return "desk/erase" }

// eraseForm shows one of the pages of an erasure.
func (s *Site) eraseForm(page func(*http.Request, error) (*erasePage, error)) Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		p, err := page(r, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, p)
	}
}

func (s *Site) erasePage(r *http.Request, failed error) (*erasePage, error) {
	view, err := s.read(r).ToErase(dossier.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	id := string(view.ID)
	p := &erasePage{
		Base: Base{TitleKey: "erasure.title", Audience: Desk, Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.desk"), "/desk"}, {codeOrID(view), "/desk/dossiers/" + id}}},
		Form: s.eraseBoxes(r, failed, dossier.ErasureGrounds...), At: "/desk/dossiers/" + id, Key: key, Over: view.MayErase,
		Tells: []string{v.T("erasure.gone"), v.T("erasure.contacts"), v.T("erasure.stays")}, Open: v.T("erasure.not-over") + " " + v.T("erasure.not-over.mend"),
		Facts: eraseFacts(view, v.T("confirm.dossier"), v.T("confirm.owner"), v.T("desk.fact.procedure"), recordWords(v, view.Record)),
	}
	return p, nil
}

// eraseBoxes are the boxes of an erasure: ground, where there is a choice, decision, reason, and that one knows what one does.
func (s *Site) eraseBoxes(r *http.Request, failed error, among ...string) *Form {
	v, f := s.voice(r), s.form(r, failed)
	grounds := keyedOptions(v, "erasure.ground.", among)
	if len(grounds) > 0 {
		f.Add(Field{Name: "ground", Kind: BoxRadio, Label: v.T("erasure.field.ground"), Options: grounds, Required: true})
	}
	f.Add(Field{Name: "decision", Kind: form.Line, Label: v.T("erasure.field.decision"), Help: v.T("erasure.field.decision-help"), Required: true, MaxLen: 200})
	f.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("erasure.field.words"), Help: v.T("erasure.field.words-help"), Required: true})
	f.Add(Field{Name: "sure", Kind: BoxCheck, Label: v.T("erasure.field.sure"), Required: true})
	return f
}

// codeOrID names a dossier that has no code.
func codeOrID(view *office.DossierView) string {
	if view.Code != "" {
		return view.Code
	}
	return string(view.ID)
}

func eraseFacts(view *office.DossierView, code, owner, procedure, name string) []Fact {
	return []Fact{{Term: code, Words: codeOrID(view), Code: true}, {Term: owner, Words: view.Parties.Owner.Name}, {Term: procedure, Words: name}}
}

// unsure refuses whoever did not say that they know what they do.
func unsure(r *http.Request) error {
	if r.PostFormValue("sure") == "1" {
		return nil
	}
	return fault.New(fault.Invalid, "erasure.sure").At("sure")
}

// erasureOf reads the boxes of an erasure.
func erasureOf(r *http.Request) dossier.Erasure {
	return dossier.Erasure{
		Ground: r.PostFormValue("ground"), Decision: strings.TrimSpace(r.PostFormValue("decision")), Words: strings.TrimSpace(r.PostFormValue("words")),
	}
}

// erasureFacts are what one confirms of it.
func erasureFacts(v text.Voice, x dossier.Erasure) []Fact {
	return []Fact{{Term: v.T("erasure.field.decision"), Words: x.Decision}, {Term: v.T("erasure.field.words"), Words: x.Words}}
}

// erased carries out what one of the pages asks for, once its doer is sure and has confirmed it, and shows what is left at its address.
func (s *Site) erased(w http.ResponseWriter, r *http.Request, page func(*http.Request, error) (*erasePage, error), at, done string, do func(office.Command, dossier.Erasure) error) error {
	x := erasureOf(r)
	err := unsure(r)
	if err == nil {
		err = do(office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)}, x)
	}
	if err != nil {
		if shown, e := s.askConfirm(w, r, err, erasureFacts(s.voice(r), x), at); shown {
			return e
		}
		p, e := page(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	s.setFlash(w, Flash{Key: done})
	return redirect(w, r, at)
}

// erase destroys the data, and shows what is left.
func (s *Site) erase(w http.ResponseWriter, r *http.Request) error {
	id := dossier.ID(r.PathValue("id"))
	return s.erased(w, r, s.erasePage, "/desk/dossiers/"+string(id), "erasure.done", func(cmd office.Command, x dossier.Erasure) error {
		return s.o.Office.Erase(r.Context(), who(r), cmd, id, x)
	})
}
