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
		Form: s.eraseBoxes(r, failed, dossier.ErasureGrounds...), At: at, Key: key, Over: one.MayErase,
		Tells: []string{v.T("petition.erase.gone"), v.T("petition.erase.stays")}, Open: v.T("petition.erase-open") + " " + v.T("petition.erase-open.mend"),
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

// petitionsErasePage is where a leader decides, once, about all petitions of a class whose time of keeping is over.
func (s *Site) petitionsErasePage(r *http.Request, failed error) (*erasePage, error) {
	class := petition.Class(r.PathValue("class"))
	k, err := s.read(r).PetitionsOver(class)
	if err != nil {
		return nil, err
	}
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	row := petitionRetention(v, &k.PetitionKeep, k.Unit.ID)
	p := &erasePage{
		Base: Base{TitleKey: "petition.sweep.title", Audience: Desk, Nav: "retention", Crumbs: []Crumb{{v.T("retention.title"), "/watch/retention"}}},
		Form: s.eraseBoxes(r, failed), At: "/watch/retention/petitions/" + string(class), Back: Link{Href: "/watch/retention"}, Key: key, Over: k.Over > 0,
		Tells: []string{v.T("petition.erase.gone"), v.T("petition.erase.stays"), v.T("petition.sweep.each")}, Open: v.T("petition.erase-none"),
		Facts: []Fact{
			{Term: v.T("petition.field.class"), Words: row.Sector},
			{Term: v.T("petition.page.unit"), Words: unitWords(v, k.Unit), Sub: v.T("petition.sweep.below")},
			{Term: v.T("retention.keep"), Words: row.Keep, Sub: restsOn(v, k.Rule.Basis)},
			{Term: v.T("retention.over"), Words: v.Number(row.Over), Href: row.OverAt, Sub: v.T("retention.until-day", "date", row.Until)},
		},
	}
	if k.Rule.Unconfirmed {
		p.Tells = append(p.Tells, v.T("retention.unsure"))
	}
	if k.Over > k.Most {
		p.Tells = append(p.Tells, v.T("petition.sweep.most", "n", v.Number(int64(k.Most))))
	}
	return p, nil
}

// erasePetitions destroys what is personal in them, and shows what is left to decide.
func (s *Site) erasePetitions(w http.ResponseWriter, r *http.Request) error {
	class := petition.Class(r.PathValue("class"))
	if _, err := s.read(r).PetitionsOver(class); err != nil {
		return err
	}
	return s.erased(w, r, s.petitionsErasePage, "/watch/retention", "petition.sweep.done", func(cmd office.Command, x dossier.Erasure) error {
		_, err := s.o.Office.ErasePetitionsOver(r.Context(), who(r), cmd, class, x)
		return err
	})
}
