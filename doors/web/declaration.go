package web

import (
	"net/http"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// declarationPage is the e-form of a dossier as a paper (tờ khai): what was declared, and the place of the signatures. It is the
// same for the owner and at the desk, and is made to be printed.
type declarationPage struct {
	Base
	Heading, Lang string // the form's own name
	To            string // who decides
	Code          string // of the dossier, the filing's number until it is received
	Blocks        []answerBlock
	Filed         time.Time
	Signs         []declaredSign
	Back          string // the dossier
	Blank         bool   // to be filled in by hand: Back is the procedure
	Example       bool   // with Blank: it was written for the demonstration
}

// Template names the page's template.
func (*declarationPage) Template() string { return "citizen/declaration" }

// A declaredSign is the place of one signature.
type declaredSign struct {
	Label string
	Words string // how it was given; "" leaves the place for a pen
	Name  string
}

// ownDeclaration shows the declaration of an own dossier.
func (s *Site) ownDeclaration(w http.ResponseWriter, r *http.Request) error {
	view, err := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.own")
	if err != nil {
		return err
	}
	p, err := s.declarationOf(s.voice(r), view, "/ho-so/"+string(view.ID))
	if err != nil {
		return err
	}
	p.Base.Nav = "dossiers"
	return s.Render(w, r, http.StatusOK, p)
}

// deskDeclaration shows the declaration of a dossier at the desk.
func (s *Site) deskDeclaration(w http.ResponseWriter, r *http.Request) error {
	view, err := s.read(r).Dossier(dossier.ID(r.PathValue("id")), "read.desk")
	if err != nil {
		return err
	}
	p, err := s.declarationOf(s.voice(r), view, "/desk/dossiers/"+string(view.ID))
	if err != nil {
		return err
	}
	p.Base.Audience, p.Base.Nav = Desk, "dossiers"
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) declarationOf(v text.Voice, view *office.DossierView, back string) (*declarationPage, error) {
	if view.Form == nil || view.Values == nil {
		return nil, fault.New(fault.Missing, "declaration.none")
	}
	p := &declarationPage{
		Heading: view.Form.Title.In(string(v.Lang)), Lang: "vi", To: unitWords(v, view.CompetentN), Code: view.Code, Filed: view.Filed, Back: back,
	}
	if p.Filed.IsZero() {
		p.Filed = view.Received
	}
	if view.Form.Title.EN != "" {
		p.Lang = string(v.Lang)
	}
	for _, c := range view.Codes {
		if p.Code == "" && c.System == office.OwnPage {
			p.Code = c.Code
		}
	}
	p.Title = v.T("declaration.title", "form", p.Heading, "code", p.Code)
	a := &answering{s: s, v: v, paper: true, file: func(string) string { return "" }}
	p.Blocks = a.blocks(view.Form, view.Values)
	p.Signs = signsOf(v, view)
	return p, nil
}

// signsOf are the places of signatures: those that the form asks for, else that of whoever handed it in.
func signsOf(v text.Voice, view *office.DossierView) []declaredSign {
	how := ""
	if !view.Filed.IsZero() {
		how = v.T("form.sign.at", "time", v.DateTime(view.Filed))
	}
	var out []declaredSign
	for _, sec := range view.Form.Sections {
		for i := range sec.Fields {
			f := &sec.Fields[i]
			m, _ := view.Values[f.ID].(map[string]any)
			if f.Kind != form.Signature || typedText(m["name"]) == "" {
				continue
			}
			one := declaredSign{Label: f.Label.In(string(v.Lang)), Words: how, Name: typedText(m["name"])}
			if typedText(m["file"]) != "" {
				one.Words = v.T("form.sign.attached")
			}
			out = append(out, one)
		}
	}
	if out == nil {
		out = []declaredSign{{Label: v.T("declaration.signer"), Name: view.Parties.Applicant.Name}}
		if !view.Filed.IsZero() {
			out[0].Words = v.T("declaration.filed-by", "time", v.DateTime(view.Filed))
		}
	}
	for i := range out {
		out[i].Words = text.Upper(out[i].Words)
	}
	return out
}
