package web

import (
	"net/http"

	"motcua/ground/fault"
	"motcua/law/privacy"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// takeRequestRoutes are the addresses of requests about personal data that a counter takes.
func (s *Site) takeRequestRoutes() []route {
	return []route{
		{at: "GET /desk/take-request", do: officerOnly(s.takeRequestForm)},
		{at: "POST /desk/take-request", do: officerOnly(s.takeRequest)},
	}
}

// takeRequestPage is where a clerk enters what somebody asks about their data at the counter (yêu cầu nhận tại quầy).
type takeRequestPage struct {
	Base
	*Form
	Key    string
	Within string
}

// Template names the page's template.
func (*takeRequestPage) Template() string { return "desk/take-request" }

func (s *Site) takeRequestPage(r *http.Request, failed error) (*takeRequestPage, error) {
	if err := s.read(r).MayTakeRequests(); err != nil {
		return nil, err
	}
	v := s.voice(r)
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &takeRequestPage{
		Base: Base{TitleKey: "take-request.title", Audience: Desk, Nav: "inbox", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}}, Form: s.form(r, failed), Key: key,
	}
	if limit, err := calendar.ParseLimit(s.o.Office.World().AnswerWithin()); err == nil {
		p.Within = v.T("request.within", "limit", limitIn(v, limit))
	}
	kinds := keyedOptions(v, "request.kind.", privacy.Kinds)
	p.Add(Field{Name: "number", Kind: form.Line, Label: v.T("person.number"), Help: v.T("take-request.number-help"), Required: true, MaxLen: 20})
	p.Add(Field{Name: "name", Kind: form.Line, Label: v.T("person.name"), Required: true, MaxLen: 200})
	p.Add(Field{Name: "seen", Kind: form.YesNo, Label: v.T("take-request.seen"), Required: true})
	p.Add(Field{Name: "kind", Kind: BoxRadio, Label: v.T("take-request.kind"), Options: kinds, Required: true})
	p.Add(Field{Name: "dossier", Kind: form.Line, Label: v.T("take-request.dossier"), Help: v.T("take-request.dossier-help"), Optional: true, MaxLen: 60, Value: r.URL.Query().Get("code")})
	p.Add(Field{Name: "phone", Kind: form.Phone, Label: v.T("take-request.phone"), Help: v.T("take-request.phone-help"), Optional: true, MaxLen: 20, Complete: "off"})
	p.Add(Field{Name: "phone-on", Kind: BoxCheck, Label: v.T("take-request.phone-on"), Optional: true})
	p.Add(Field{Name: "words", Kind: form.LongText, Label: v.T("request.field.words"), Help: v.T("take-request.words-help"), Required: true, MaxLen: 2000})
	return p, nil
}

func (s *Site) takeRequestForm(w http.ResponseWriter, r *http.Request) error {
	p, err := s.takeRequestPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// takeRequest enters it, and says until when it is answered: the clerk tells the person.
func (s *Site) takeRequest(w http.ResponseWriter, r *http.Request) error {
	c := office.CounterRequest{
		Kind: privacy.Kind(r.PostFormValue("kind")), Code: r.PostFormValue("dossier"), Name: r.PostFormValue("name"), Number: r.PostFormValue("number"),
		Words: r.PostFormValue("words"), Seen: r.PostFormValue("seen") == "yes",
		Phone: r.PostFormValue("phone"), PhoneOn: r.PostFormValue("phone-on") == "1",
	}
	_, due, err := s.o.Office.TakeRequest(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, c)
	if err == nil {
		s.flash(w, "take-request.taken", "name", c.Name, "due", s.voice(r).DateTime(due))
		return redirect(w, r, "/desk/take-request")
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Right {
		return err
	}
	p, e := s.takeRequestPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
