package web

import "net/http"

// helpPage says what this page is for, how to follow a dossier, what is kept, and how accessible it is (trợ giúp).
type helpPage struct {
	Base
	Filing filing
}

// Template names the page's template.
func (*helpPage) Template() string { return "public/help" }

func (s *Site) help(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	p := &helpPage{Base: Base{TitleKey: "help.title", Nav: "help", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, Filing: s.filing(v)}
	return s.Render(w, r, http.StatusOK, p)
}
