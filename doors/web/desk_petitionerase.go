package web

import (
	"net/http"

	"motcua/law/petition"
	"motcua/office"
)

// petitionEraseForm is where a leader decides that the personal data of a petition are destroyed.
func (s *Site) petitionEraseForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.petitionErasePage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

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
	x := erasureOf(r)
	if _, err := s.read(r).PetitionToErase(id); err != nil {
		return err
	}
	err := unsure(r)
	if err == nil {
		err = s.o.Office.ErasePetition(r.Context(), who(r), office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)}, id, x)
	}
	if err != nil {
		if shown, e := s.askConfirm(w, r, err, erasureFacts(s.voice(r), x), "/desk/petitions/"+string(id)); shown {
			return e
		}
		p, e := s.petitionErasePage(r, err)
		if e != nil {
			return e
		}
		return s.Again(w, r, p, err)
	}
	s.setFlash(w, Flash{Key: "petition.erase.done"})
	return redirect(w, r, "/desk/petitions/"+string(id))
}
