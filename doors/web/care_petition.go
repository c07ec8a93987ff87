package web

import (
	"net/http"
	"strings"

	"motcua/ground/fault"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
)

// spokenAs is the channel of a petition that is made of a contact.
var spokenAs = map[care.Channel]petition.Channel{
	care.Telephone: petition.Telephone, care.CallBack: petition.Telephone, care.Desk: petition.Desk, care.Email: petition.Email, care.Chat: petition.Chat, care.Messenger: petition.Chat, care.Form: petition.Chat,
}

func (s *Site) carePetition(w http.ResponseWriter, r *http.Request) error {
	p, err := s.carePetitionPage(r, nil, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// carePetitionPage proposes the petition that a conversation is about, what the citizen said word for word, in the form of the desk.
func (s *Site) carePetitionPage(r *http.Request, failed error, kept []petition.File) (*petitionSendPage, error) {
	v, rd := s.voice(r), s.read(r)
	one, err := rd.Contact(care.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	if err := rd.MayEnterPetition(); err != nil {
		return nil, err
	}
	p, err := s.petitionForm(r, failed, kept)
	if err != nil {
		return nil, err
	}
	at := "/care/contacts/" + string(one.Contact.ID)
	p.Base = Base{TitleKey: "care.petition.title", Audience: Desk, Nav: "care", Crumbs: []Crumb{{v.T("care.title"), "/care"}, {one.Code, at}}}
	p.Action, p.Desk, p.Talk = at+"/petition", true, &talkBeside{Code: one.Code, Back: at}
	first := petitionFirst{Kind: generalKind, Title: one.Subject, TextHelp: v.T("care.petition.text-help"), Person: petition.Person{Name: one.Name, Phone: one.Handle}}
	if strings.Contains(one.Handle, "@") {
		first.Person.Phone, first.Person.Email = "", one.Handle
	}
	var said []string
	for _, m := range one.Messages {
		if m.Side == care.In && m.Text != "" {
			said = append(said, m.Text)
		}
	}
	first.Text = strings.Join(said, "\n")
	if len(one.LinksD) > 0 {
		first.Dossier = one.LinksD[0].Code
	}
	if n := len(one.LinksP); n > 0 {
		p.Talk.Had = v.T("care.petition.has", "code", one.LinksP[n-1].Code)
		p.Add(Field{Name: "another", Kind: BoxCheck, Label: v.T("care.petition.another"), Help: v.T("care.petition.another-help"), Optional: true})
	}
	s.petitionAsks(r, p, first)
	return p, nil
}

// makeCarePetition writes the petition down, and links it with the conversation.
func (s *Site) makeCarePetition(w http.ResponseWriter, r *http.Request) error {
	id, key, rd := care.ID(r.PathValue("id")), r.PostFormValue("key"), s.read(r)
	one, err := rd.Contact(id)
	if err != nil {
		return err
	}
	if err := rd.MayEnterPetition(); err != nil {
		return err
	}
	in, files, err := s.petitionTyped(r, key, spokenAs[one.Channel])
	var made office.ContactPetition
	if err == nil {
		made, err = s.o.Office.MakePetition(r.Context(), who(r), office.Command{Key: key}, id, in, r.PostFormValue("another") == "1")
	}
	if err == nil {
		if made.Check == "" {
			s.flash(w, "care.petition.earlier", "code", made.Code)
		} else {
			s.flash(w, "petition.entered", "code", made.Code, "check", made.Check)
		}
		return redirect(w, r, "/care/contacts/"+string(id))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Right {
		return err
	}
	if p, e := s.carePetitionPage(r, err, files); e == nil {
		return s.Again(w, r, p, err)
	}
	return err
}
