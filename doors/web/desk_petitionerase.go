package web

import (
	"net/http"

	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
)

// petitionErasePage is where a leader decides that the personal data of a petition are destroyed.
func (s *Site) petitionErasePage(r *http.Request, failed error) (*erasePage, error) {
	one, err := s.read(r).PetitionToErase(petition.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	at := "/desk/petitions/" + string(one.Petition.ID)
	p := &erasePage{
		Base: Base{TitleKey: "petition.erase.title", Audience: Desk, Nav: "petition-desk", Crumbs: []Crumb{{v.T("petition.desk.title"), "/desk/petitions"}, {one.Code, at}}},
		Form: s.eraseBoxes(r, failed), At: at, Key: key, Over: one.MayErase,
		Tells: []string{v.T("petition.erase.gone"), v.T("petition.erase.stays")}, Open: joinWords(v.T("petition.erase-open"), v.T("petition.erase-open.mend")),
		Facts: []Fact{{Term: v.T("petition.page.code"), Words: one.Code, Code: true}},
	}
	if one.Person.Name != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("petition.field.name"), Words: one.Person.Name})
	}
	return p, nil
}

// erasePetition destroys the data, and shows what is left.
func (s *Site) erasePetition(w http.ResponseWriter, r *http.Request) error {
	id := petition.ID(r.PathValue("id"))
	if _, err := s.read(r).PetitionToErase(id); err != nil {
		return err
	}
	return s.erased(w, r, s.petitionErasePage, "/desk/petitions/"+string(id), "petition.erase.done", func(cmd office.Command, x dossier.Erasure) error {
		return s.o.Office.ErasePetition(r.Context(), who(r), cmd, id, x)
	})
}
