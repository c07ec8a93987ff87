package web

import (
	"net/http"

	"motcua/ground/fault"
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
	id, err := s.o.Office.Open(r.Context(), who(r), r.PostFormValue("code"), r.PostFormValue("reason"))
	if err != nil {
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
