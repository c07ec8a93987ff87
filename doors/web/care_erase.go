package web

import (
	"net/http"

	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/office"
)

// contactErasePage is where a leader decides that the personal data of a conversation are destroyed.
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
		Form: s.eraseBoxes(r, failed, dossier.ErasureGrounds...), At: at, Key: key, Over: one.Erasing,
		Tells: []string{v.T("care.erase.gone"), v.T("care.erase.stays")}, Open: v.T("care.erase-open") + " " + v.T("care.erase-open.mend"),
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
	if _, err := s.read(r).ContactToErase(id); err != nil {
		return err
	}
	return s.erased(w, r, s.contactErasePage, "/care/contacts/"+string(id), "care.erase.done", func(cmd office.Command, x dossier.Erasure) error {
		return s.o.Office.EraseContact(r.Context(), who(r), cmd, id, x)
	})
}
