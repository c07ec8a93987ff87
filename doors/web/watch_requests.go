package web

import (
	"net/http"

	"motcua/ground/fault"
	"motcua/law/privacy"
	"motcua/office"
	"motcua/words/form"
)

// requestsPage lists what people asked about their data, the nearest limit first (yêu cầu của chủ thể dữ liệu).
type requestsPage struct {
	Base
	Chips []Chip
	Rows  []dataLine
	Over  bool
	Takes bool // the reader's counter takes requests too
	Empty Empty
}

// Template names the page's template.
func (*requestsPage) Template() string { return "watch/requests" }

func (s *Site) dataRequests(w http.ResponseWriter, r *http.Request) error {
	v, over := s.voice(r), r.URL.Query().Get("open") == "0"
	p := &requestsPage{
		Base:  Base{TitleKey: "requests.title", Audience: Desk, Nav: "requests", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Empty: Empty{Title: v.T("requests.none"), Words: v.T("requests.none-words")}, Over: over,
		Takes: s.read(r).MayTakeRequests() == nil,
	}
	for _, c := range []struct {
		over       bool
		words, way string
	}{{false, "requests.open", "/watch/requests"}, {true, "requests.over", "/watch/requests?open=0"}} {
		all, err := s.read(r).DataRequests(!c.over)
		if err != nil {
			return err
		}
		p.Chips = append(p.Chips, Chip{Words: v.T(c.words), Count: int64(len(all)), Href: c.way, Current: c.over == over})
		if c.over == over {
			p.Rows = dataLines(v, all, deskOf)
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// requestPage is one request with the form of its answer.
type requestPage struct {
	Base
	*Form
	Line dataLine
	Open bool
	Key  string
	Due  string
	Next Link // the act that carries out what was granted
}

// Template names the page's template.
func (*requestPage) Template() string { return "watch/request" }

func (s *Site) dataRequest(w http.ResponseWriter, r *http.Request) error {
	p, err := s.requestPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) requestPage(r *http.Request, failed error) (*requestPage, error) {
	v := s.voice(r)
	q, err := s.read(r).DataRequest(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	key, err := s.formKey(r)
	if err != nil {
		return nil, err
	}
	p := &requestPage{
		Base: Base{TitleKey: "requests.one", Audience: Desk, Nav: "requests", Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}, {v.T("requests.title"), "/watch/requests"}}},
		Form: s.form(r, failed), Line: dataLines(v, []office.DataRequest{*q}, deskOf)[0], Open: q.Open(), Key: key,
	}
	if !q.Due.IsZero() {
		p.Due = joinComma(v.DateTime(q.Due), q.Basis)
	}
	switch q.Kind {
	case privacy.Erase:
		p.Next = Link{v.T("dossier.act.erase"), deskOf(q.Dossier) + "/erase"}
	case privacy.Correct:
		p.Next = Link{v.T("requests.to-dossier"), deskOf(q.Dossier)}
	}
	outcomes := keyedOptions(v, "request.outcome.", privacy.Outcomes)
	p.Add(Field{Name: "outcome", Kind: BoxRadio, Label: v.T("requests.field.outcome"), Options: outcomes, Required: true})
	p.Add(Field{Name: "answer", Kind: form.LongText, Label: v.T("requests.field.answer"), Help: v.T("requests.field.answer-help"), Required: true, MaxLen: 2000})
	return p, nil
}

// answerRequest answers.
func (s *Site) answerRequest(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	err := s.o.Office.AnswerData(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, id, r.PostFormValue("outcome"), r.PostFormValue("answer"))
	if err == nil {
		s.flash(w, "requests.answered")
		return redirect(w, r, "/watch/requests")
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.requestPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
