package web

import (
	"net/http"

	"motcua/law/care"
	"motcua/office"
)

// contactEraseForm is where a leader decides that the personal data of a conversation are destroyed.
func (s *Site) contactEraseForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.contactErasePage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) contactErasePage(r *http.Request, failed error) (*erasePage, error) {
	one, err := s.read(r).ContactToErase(care.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	at := "/care/contacts/" + string(one.Contact.ID)
	p := &erasePage{
		Base: Base{TitleKey: "care.erase.title", Audience: Desk, Nav: "care", Crumbs: []Crumb{{v.T("care.title"), "/care"}, {one.Code, at}}},
		Form: s.eraseBoxes(r, failed), At: at, Key: key, Over: one.Erasing,
		Tells: []string{v.T("care.erase.gone"), v.T("care.erase.stays")}, Open: joinWords(v.T("care.erase-open"), v.T("care.erase-open.mend")),
		Facts: []Fact{{Term: v.T("care.field.code"), Words: one.Code, Code: true}},
	}
	if one.Name != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("care.field.name"), Words: one.Name})
	}
	return p, nil
}

// eraseContact destroys the data, and shows what is left.
func (s *Site) eraseContact(w http.ResponseWriter, r *http.Request) error {
	id := care.ID(r.PathValue("id"))
	x, at := erasureOf(r), "/care/contacts/"+string(id)
	if _, err := s.read(r).ContactToErase(id); err != nil {
		return err
	}
	err := unsure(r)
	if err == nil {
		err = s.o.Office.EraseContact(r.Context(), who(r), office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)}, id, x)
	}
	if err != nil {
		if shown, e := s.askConfirm(w, r, err, erasureFacts(s.voice(r), x), at); shown {
			return e
		}
		p, e := s.contactErasePage(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	s.setFlash(w, Flash{Key: "care.erase.done"})
	return redirect(w, r, at)
}
