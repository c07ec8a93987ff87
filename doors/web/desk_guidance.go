package web

import (
	"net/http"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// guidancePage tells a citizen what is missing (phiếu hướng dẫn hoàn thiện hồ sơ) and makes form 02 of it. Nothing is
// received: the draft waits for the papers.
// law: nd61-2018/15.3
type guidancePage struct {
	Base
	*Form
	ID, Name, Case string
	Person         string
	Missing        []paperLine
	Here           []string
	Officer, Unit  string
	Rule           string
	Key            string
	Made           []letterLine
}

// Template names the page's template.
func (*guidancePage) Template() string { return "desk/guidance" }

func (s *Site) guidance(w http.ResponseWriter, r *http.Request) error {
	_, _, p, err := s.guidanceOf(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// guide makes the paper.
func (s *Site) guide(w http.ResponseWriter, r *http.Request) error {
	d, in, _, err := s.guidanceOf(r, nil)
	if err != nil {
		return err
	}
	nth, err := s.o.Office.Guide(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, dossier.ID(d.ID), in, vn.Tidy(r.PostFormValue("words")))
	if err != nil {
		_, _, p, again := s.guidanceOf(r, err)
		if again != nil {
			return again
		}
		return s.Again(w, r, p, err)
	}
	s.flash(w, "receive.guided", "n", itoa(int(nth)))
	return redirect(w, r, "/desk/receive/"+d.ID+"/guidance")
}

// guidancePDF gives a paper that was made.
func (s *Site) guidancePDF(w http.ResponseWriter, r *http.Request) error {
	kind, nth, err := letterNamed(r.PathValue("file"))
	if err != nil {
		return err
	}
	if kind != office.LetterGuidance {
		return fault.New(fault.Missing, "letter.missing")
	}
	pdf, name, err := s.read(r).Guidance(dossier.ID(r.PathValue("draft")), nth)
	if err != nil {
		return err
	}
	return sendPDF(w, r, pdf, name)
}

func (s *Site) guidanceOf(r *http.Request, wrong error) (*intakeDraft, office.Intake, *guidancePage, error) {
	d, err := s.openDraft(r, r.PathValue("draft"))
	if err != nil {
		return nil, office.Intake{}, nil, err
	}
	v := s.voice(r)
	in, _ := s.intakeOf(r, d) // boxes that cannot be read are shown on the page that asks for them
	view, err := s.read(r).Preview(in)
	if err != nil {
		return nil, in, nil, err
	}
	p := &guidancePage{
		Base: Base{
			Title: v.T("receive.guidance"), Audience: Desk, Nav: "receive",
			Crumbs: []Crumb{{v.T("receive.title"), "/desk/receive"}, {recordWords(v, view.Record), "/desk/receive/" + d.ID}},
		},
		Form: s.form(r, wrong), ID: d.ID, Name: view.Record.Name, Case: view.Case.Name.In(string(v.Lang)), Person: in.Parties.Applicant.Name,
		Officer: who(r).Name, Unit: unitWords(v, s.unitNamed(who(r).Unit)), Rule: v.Article("nd61-2018/15.3"),
	}
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("receive.guide-words"), MaxLen: 4000, Help: v.T("receive.guide-words-hint")})
	lines := paperLines(v, view.Case, d.Fields, d.Files, nil)
	for _, i := range view.Missing {
		p.Missing = append(p.Missing, lines[i])
	}
	for _, h := range in.Papers {
		if h.Index < len(lines) {
			p.Here = append(p.Here, lines[h.Index].Name)
		}
	}
	if p.Key, err = s.o.Office.NewID(); err != nil {
		return nil, in, nil, err
	}
	made, err := s.read(r).Guidances(dossier.ID(d.ID))
	p.Made = linesOf(v, made, "/desk/receive/"+d.ID+"/guidance/")
	return d, in, p, err
}
