package web

import (
	"net/http"
	"net/url"
	"strconv"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/knowledge"
	"motcua/law/procedure"
)

// answerPage is a question that people ask, with its answer (câu hỏi thường gặp).
type answerPage struct {
	Base
	Slug   string
	Rev    int
	Body   prose
	Basis  string
	Since  string
	About  []Link
	Others []Link // further questions about the same
	Stale  []staleMark
}

// Template names the page's template.
func (*answerPage) Template() string { return "public/answer" }

// An answerLine is a question in a list.
type answerLine struct {
	Title, Href, Words string
	Body               prose
}

func (s *Site) answerLine(v text.Voice, it *knowledge.Item) answerLine {
	w := it.Live.In(string(v.Lang))
	body := s.proseOf(v, it.Kind, w.Body)
	x := answerLine{Title: s.plainWords(v, w.Title, nil), Href: "/tro-giup/" + it.Slug, Body: body}
	if len(body.Blocks) > 0 && len(body.Blocks[0].Lines) > 0 {
		for _, piece := range body.Blocks[0].Lines[0] {
			x.Words += piece.Words
		}
		x.Words = cut(x.Words, 160)
	}
	return x
}

func (s *Site) answer(w http.ResponseWriter, r *http.Request) error {
	v, rd := s.voice(r), s.read(r)
	line, err := rd.Answer(r.PathValue("slug"))
	if err != nil {
		return err
	}
	t := line.Live.In(string(v.Lang))
	p := &answerPage{
		Base: Base{Title: s.plainWords(v, t.Title, nil), Nav: "help", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("help.title"), "/tro-giup"}}},
		Slug: line.Slug, Rev: line.Live.Rev, Basis: line.Live.Basis, Since: v.Date(later(line.Since, line.Checked)),
	}
	for _, l := range line.Live.Links {
		p.About = append(p.About, s.procedureLink(v, l.Code))
		others, err := rd.AnswersOn(procedure.ID(l.Code))
		if err != nil {
			return err
		}
		for _, o := range others {
			if o.ID != line.ID && len(p.Others) < 6 {
				p.Others = append(p.Others, Link{s.plainWords(v, o.Live.In(string(v.Lang)).Title, nil), "/tro-giup/" + o.Slug})
			}
		}
	}
	if len(line.Stale) > 0 {
		p.Stale = s.staleMarks(v, line.Stale)
	} else {
		p.Body = s.proseOf(v, line.Kind, t.Body)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// answerHelped takes whether an answer helped.
func (s *Site) answerHelped(w http.ResponseWriter, r *http.Request) error {
	slug, helped := r.PathValue("slug"), r.PostFormValue("helped")
	rev, _ := strconv.Atoi(r.PostFormValue("rev"))
	if helped != "yes" && helped != "no" {
		return fault.New(fault.Invalid, "knowledge.helped-what").At("helped")
	}
	if err := s.o.Office.Helped(r.Context(), who(r), slug, rev, seen(r).token, helped == "yes"); err != nil { // the secret against forged forms is one browser's
		return err
	}
	s.flash(w, "knowledge.thanks")
	return redirect(w, r, "/tro-giup/"+url.PathEscape(slug))
}

// faq gives the public questions about a procedure.
func (s *Site) faq(r *http.Request, code procedure.ID) ([]answerLine, error) {
	all, err := s.read(r).AnswersOn(code)
	if err != nil {
		return nil, err
	}
	var out []answerLine
	for _, it := range all {
		out = append(out, s.answerLine(s.voice(r), it))
	}
	return out, nil
}
