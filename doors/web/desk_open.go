package web

import (
	"net/http"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// openPage lets an officer open a dossier without a right of his own (mở xem khẩn cấp), for a reason and a short time.
type openPage struct {
	Base
	*Form
}

// Template names the page's template.
func (*openPage) Template() string { return "desk/open" }

func (s *Site) openForm(w http.ResponseWriter, r *http.Request) error {
	return s.Render(w, r, http.StatusOK, s.openPage(r, nil))
}

func (s *Site) openPage(r *http.Request, err error) *openPage {
	v := s.voice(r)
	f := s.form(r, err)
	f.Add(Field{Name: "code", Kind: BoxCode, Label: v.T("open.code"), Required: true})
	f.Add(Field{Name: "reason", Kind: form.LongText, Label: v.T("open.reason"), Help: v.T("open.reason-help"), Required: true})
	return &openPage{Base: Base{TitleKey: "open.title", Audience: Desk, Nav: "search", Crumbs: []Crumb{{v.T("nav.desk"), "/desk"}}}, Form: f}
}

// open opens the dossier, and shows it.
func (s *Site) open(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	cmd := office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)}
	id, err := s.o.Office.Open(r.Context(), who(r), cmd, r.PostFormValue("code"), r.PostFormValue("reason"))
	if err != nil {
		facts := []Fact{{Term: v.T("confirm.dossier"), Words: r.PostFormValue("code"), Code: true}, {Term: v.T("open.reason"), Words: r.PostFormValue("reason")}}
		if shown, e := s.askConfirm(w, r, err, facts, "/desk"); shown {
			return e
		}
		if f := fault.As(err); f != nil && f.Kind == fault.Missing { // a wrong code is the typist's to mend
			bad := *f
			bad.Kind = fault.Invalid
			err = &bad
		}
		return s.Again(w, r, s.openPage(r, err), err)
	}
	s.setFlash(w, Flash{Key: "open.done"})
	return redirect(w, r, "/desk/dossiers/"+string(id))
}

// reasonPage asks those who may look into every unit's dossiers why they look into this one.
type reasonPage struct {
	Base
	*Form
	Action string
}

// Template names the page's template.
func (*reasonPage) Template() string { return "desk/reason" }

func (s *Site) reasonPage(r *http.Request, err error) *reasonPage {
	v := s.voice(r)
	f := s.form(r, err)
	f.Add(Field{Name: "reason", Kind: form.Line, Label: v.T("reason.reason"), Help: v.T("reason.help"), Required: true})
	return &reasonPage{
		Base: Base{TitleKey: "reason.title", Audience: Desk, Nav: "search", Crumbs: []Crumb{{v.T("nav.desk"), "/desk"}, {v.T("desk.dossiers.title"), "/desk/dossiers"}}},
		Form: f, Action: s.address("/desk/dossiers/{id}/reason", r.PathValue("id")),
	}
}

// reason takes the reason, and shows the dossier.
func (s *Site) reason(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	if err := s.o.Office.GiveReason(r.Context(), who(r), dossier.ID(id), r.PostFormValue("reason")); err != nil {
		return s.Again(w, r, s.reasonPage(r, err), err)
	}
	return redirect(w, r, "/desk/dossiers/"+id)
}
