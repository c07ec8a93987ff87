package web

import (
	"net/http"
	"time"

	"motcua/ground/fault"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
)

// surveyPage asks somebody who was drawn (trả lời khảo sát).
type surveyPage struct {
	Base
	*Form
	ID     string
	Link   string // the secret of the invitation's link, sent back
	Key    string
	Lead   string
	Ends   time.Time
	Done   *Notice
	EForm  *EForm
	Blocks []EFormSection
}

// Template names the page's template.
func (*surveyPage) Template() string { return "public/survey" }

func (s *Site) surveyAsked(w http.ResponseWriter, r *http.Request) error {
	p, err := s.surveyPage(w, r, cut(r.URL.Query().Get("k"), 60), nil, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) surveyPage(w http.ResponseWriter, r *http.Request, link string, values form.Values, failed error) (*surveyPage, error) {
	v := s.voice(r)
	var x *office.InvitationView
	err := s.secret(w, r, guessSurvey, func() (err error) {
		x, err = s.read(r).Invitation(cut(r.PathValue("id"), 60), link)
		return err
	})
	if err != nil {
		return nil, err
	}
	p := &surveyPage{
		Base: Base{Title: x.Sheet.Title.In(string(v.Lang)), Crumbs: []Crumb{{v.T("nav.home"), "/"}}, Scripts: []string{"eform.js"}}, Form: NewForm(v, nil, nil),
		ID: x.ID, Link: link, Lead: x.Sheet.Lead.In(string(v.Lang)), Ends: survey.LastMoment(x.Ends),
	}
	switch {
	case !x.Answered.IsZero():
		p.Done = &Notice{Tone: OK, Title: v.T("survey.thanks"), Words: v.T("survey.thanks-words")}
		return p, nil
	case x.Over:
		p.Done = &Notice{Tone: Ended, Title: v.T("campaign.over"), Words: v.T("campaign.over.mend")}
		return p, nil
	}
	if failed != nil {
		p.Form = s.form(r, failed)
	}
	if p.Key, err = s.formKey(r); err != nil {
		return nil, err
	}
	if p.EForm, err = s.surveyForm(r, &x.Sheet.Questionnaire, values, failed); err != nil {
		return nil, err
	}
	p.Blocks = p.EForm.Sections()
	p.EForm.Into(p.Form)
	return p, nil
}

// answerSurvey takes an answer.
func (s *Site) answerSurvey(w http.ResponseWriter, r *http.Request) error {
	link, id := cut(r.PostFormValue("k"), 60), cut(r.PathValue("id"), 60)
	p, err := s.surveyPage(w, r, link, form.Values{}, nil)
	if err != nil || p.EForm == nil {
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusConflict, p)
	}
	p.EForm.Take(r.PostForm)
	values := p.EForm.Values
	clean, err := p.EForm.Judge()
	if err == nil {
		err = s.o.Office.Respond(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, id, link, clean)
	}
	if err == nil {
		return redirect(w, r, address("/khao-sat/"+id, nil, "k", link))
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing {
		return err
	}
	again, e := s.surveyPage(w, r, link, values, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, again, err)
}
