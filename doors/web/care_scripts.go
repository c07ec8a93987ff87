package web

import (
	"cmp"
	"net/http"
	"strings"

	"motcua/office"
)

// careScripts are the scripts that fit a call (kịch bản phù hợp), the best first. It is a piece of a page that js/script.js puts in its
// place while somebody types; without the script the button beside the box does the same.
type careScripts struct {
	Words string // by which they were looked for
	None  bool   // none fits what was typed: those stand here with which a call begins
	Rows  []careScript
}

// A careScript is one of them.
type careScript struct {
	Title, Href string
	Stale       *Pill
	Open        bool
	Body        prose
}

// scriptsShown is how many are offered at a time.
const scriptsShown = 5

// careScripts looks for scripts by what was typed for them, and else by what the call is about.
func (s *Site) careScripts(r *http.Request, typed, about string) (*careScripts, error) {
	v, rd := s.voice(r), s.read(r)
	p := &careScripts{Words: cut(strings.TrimSpace(typed), 80)}
	sought := cmp.Or(p.Words, cut(strings.TrimSpace(about), 200))
	fits, err := []office.KnowledgeLine(nil), error(nil)
	if sought != "" {
		if fits, err = rd.Scripts(sought); err != nil {
			return nil, err
		}
	}
	opens := len(fits) > 0
	if p.None = sought != "" && !opens; !opens {
		if fits, err = rd.Scripts(v.T("care.scripts.begin")); err != nil {
			return nil, err
		}
	}
	for i := range fits[:min(len(fits), scriptsShown)] {
		l := &fits[i]
		words := l.Shown().In(string(v.Lang))
		x := careScript{Title: s.plainWords(v, words.Title, nil), Href: "/care/knowledge/" + string(l.ID), Open: opens && i == 0, Body: s.proseOf(v, l.Kind, words.Body)}
		if pill := knowledgePill(v, l); len(l.Stale) > 0 {
			x.Stale = &pill
		}
		p.Rows = append(p.Rows, x)
	}
	return p, nil
}

// scripts gives those that fit while somebody types.
func (s *Site) scripts(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	p, err := s.careScripts(r, q.Get("script"), q.Get("about"))
	if err != nil {
		return err
	}
	body, err := s.fragment(r, "care-fits", p)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	return send(w, r, http.StatusOK, []byte(body))
}
