package web

import (
	"net/http"
	"strings"
)

// helpPage says what this page is for, how to follow a dossier, what is kept, and how accessible it is (trợ giúp).
type helpPage struct {
	Base
	Filing  filing
	Search  Search
	Query   string
	Answers []answerLine
	Empty   Empty
}

// Template names the page's template.
func (*helpPage) Template() string { return "public/help" }

func (s *Site) help(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	p := &helpPage{Base: Base{TitleKey: "help.title", Nav: "help", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, Filing: s.filing(v), Query: cut(strings.TrimSpace(r.URL.Query().Get("q")), 120)}
	p.Search = Search{Action: "/tro-giup", Name: "q", Label: v.T("help.search"), Value: p.Query, Button: v.T("help.find"), Hint: v.T("help.search-hint"), Large: true}
	p.Empty = Empty{Title: v.T("help.no-answer"), Words: v.T("help.no-answer-words"), Link: Link{v.T("nav.procedures"), address("/thu-tuc", nil, "q", p.Query)}}
	all, err := s.read(r).Answers(p.Query)
	if err != nil {
		return err
	}
	for _, it := range all[:min(len(all), mostAnswers)] {
		p.Answers = append(p.Answers, s.answerLine(v, it))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// mostAnswers is how many questions the page lists; who finds more types another word.
const mostAnswers = 40
