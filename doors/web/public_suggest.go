package web

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"motcua/office"
)

// suggestView is what fits while somebody types, grouped by field (gợi ý theo lĩnh vực). It is a piece of a page that
// js/suggest.js puts under the search box; without the script the search page does the same.
type suggestView struct {
	Query  string
	Total  int
	More   Link
	Groups []suggestGroup
}

// A suggestGroup is the procedures of one field.
type suggestGroup struct {
	Sector string
	Hits   []hit
}

// mostSuggested is how many procedures are suggested: what can be read at a glance.
const mostSuggested = 8

func (s *Site) suggest(w http.ResponseWriter, r *http.Request) error {
	v, query := s.voice(r), cut(strings.TrimSpace(r.URL.Query().Get("q")), 200)
	out := suggestView{Query: query}
	if query != "" {
		list := s.read(r).Procedures(office.ProcedureQuery{Text: query, Limit: mostSuggested, Bare: true})
		out.Total = list.Total
		for _, h := range list.Hits {
			shown := newHit(v, h.Record)
			i := slices.IndexFunc(out.Groups, func(g suggestGroup) bool { return g.Sector == shown.Sector })
			if i < 0 {
				i = len(out.Groups)
				out.Groups = append(out.Groups, suggestGroup{Sector: shown.Sector})
			}
			out.Groups[i].Hits = append(out.Groups[i].Hits, shown)
		}
		out.More = Link{v.T("suggest.all", "n", list.Total), address("/thu-tuc", nil, filterText, query)}
	}
	var buf bytes.Buffer
	if err := s.pages[seen(r).lang].ExecuteTemplate(&buf, "public/suggest", out); err != nil {
		return fmt.Errorf("render the suggestions: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	return send(w, r, http.StatusOK, buf.Bytes())
}
