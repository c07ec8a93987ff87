package web

import (
	"net/http"

	"motcua/ground/fault"
)

// readBackPage reads back to the citizen what was typed for them (đọc lại cho người nộp nghe): in large letters, on paper
// too. The officer typed; the one who transacts confirms.
type readBackPage struct {
	Base
	ID, Name, Case string
	Persons        []readPerson
	Subject        string
	Blocks         []answerBlock
	Papers         []string
	Return         string
	Officer, Unit  string
	Hows           []Option
	Confirmed      string
	Digest         string
}

// Template names the page's template.
func (*readBackPage) Template() string { return "desk/readback" }

type readPerson struct {
	Title string
	Facts []Fact
}

// howConfirmed are the ways in which a citizen confirms at a counter.
var howConfirmed = []string{"spoken", "signed-slip"}

func (s *Site) readBack(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openDraft(r, r.PathValue("draft"))
	if err != nil {
		return err
	}
	p, err := s.readBackPage(r, d)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) readBackPage(r *http.Request, d *intakeDraft) (*readBackPage, error) {
	v := s.voice(r)
	in, _ := s.intakeOf(r, d) // boxes that cannot be read are shown on the page that asks for them
	view, err := s.read(r).Preview(in)
	if err != nil {
		return nil, err
	}
	p := &readBackPage{
		Base: Base{
			Title: v.T("receive.read-title"), Audience: Desk, Nav: "receive",
			Crumbs: []Crumb{{v.T("receive.title"), "/desk/receive"}, {recordWords(v, view.Record), "/desk/receive/" + d.ID}},
		},
		ID: d.ID, Name: view.Record.Name, Case: view.Case.Name.In(string(v.Lang)), Subject: in.Subject, Digest: digestOf(d, in),
		Officer: who(r).Name, Unit: unitWords(v, s.unitNamed(who(r).Unit)), Return: v.T("dossier.return.desk"),
	}
	if key := "dossier.return." + in.Return; v.Has(key) {
		p.Return = v.T(key)
	}
	p.Persons = append(p.Persons, readPerson{v.T("receive.applicant"), s.partyFacts(v, in.Parties.Applicant)})
	if in.Parties.Owner != in.Parties.Applicant {
		p.Persons = append(p.Persons, readPerson{v.T("receive.owner"), s.partyFacts(v, in.Parties.Owner)})
	}
	if in.Parties.Representative != nil {
		p.Persons = append(p.Persons, readPerson{v.T("receive.representative"), s.partyFacts(v, *in.Parties.Representative)})
	}
	if view.Form != nil {
		values := in.Values
		if clean, err := view.Form.Judge(in.Values, s.o.Office.Now()); err == nil {
			values = clean
		}
		p.Blocks = s.answers(v, view.Form.Form, values, nil, v.T("form.sign.by-hand"), func(string) string { return "" })
	}
	for _, h := range in.Papers {
		if h.Index < len(view.Case.Papers) {
			p.Papers = append(p.Papers, joinComma(view.Case.Papers[h.Index].Name, needWords(v, h.Originals, h.Copies, h.Plain)))
		}
	}
	p.Hows = keyedOptions(v, "dossier.assisted.", howConfirmed)
	if d.Read != nil && d.Read.Digest == p.Digest {
		p.Confirmed = v.T("receive.confirmed-at", "time", v.DateTime(d.Read.At))
	}
	return p, nil
}

// confirm writes down that the citizen confirmed what was read.
func (s *Site) confirm(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openDraft(r, r.PathValue("draft"))
	if err != nil {
		return err
	}
	p, err := s.readBackPage(r, d)
	if err != nil {
		return err
	}
	how := r.PostForm.Get("how")
	if how != "spoken" && how != "signed-slip" {
		return s.Again(w, r, p, fault.New(fault.Invalid, "receive.how-missing").At("how"))
	}
	if r.PostForm.Get("digest") != p.Digest {
		return s.Again(w, r, p, fault.New(fault.Conflict, "receive.read-other"))
	}
	d.Read = &readBack{At: s.o.Office.Now(), How: how, Digest: p.Digest}
	d.Fields.Set("assisted", "1")
	if err := s.keepDraft(r, d); err != nil {
		return err
	}
	s.flash(w, "receive.confirmed-done")
	return redirect(w, r, "/desk/receive/"+d.ID)
}
