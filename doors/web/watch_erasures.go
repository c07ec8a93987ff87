package web

import (
	"net/http"
	"time"
)

// erasuresPage lists what was erased: by whom, on which decision, why.
type erasuresPage struct {
	Base
	Rows  []erasureRow
	Empty Empty
}

// Template names the page's template.
func (*erasuresPage) Template() string { return "watch/erasures" }

type erasureRow struct {
	At               time.Time
	Code, Href       string
	Person, Unit     string
	Ground, Decision string
	Words            string
}

func (s *Site) erasures(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	all, err := s.read(r).Erasures()
	if err != nil {
		return err
	}
	p := &erasuresPage{
		Base:  Base{TitleKey: "erasures.title", Audience: Desk, Nav: "erasures", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Empty: Empty{Title: v.T("erasures.none"), Words: v.T("erasures.none-words")},
	}
	for i := range all {
		x := &all[i]
		p.Rows = append(p.Rows, erasureRow{
			At: x.At, Code: x.Code, Href: deskOf(string(x.Dossier)), Person: x.Person.Name, Unit: unitWords(v, x.UnitName),
			Ground: v.T("erasure.ground." + x.Ground), Decision: x.Decision, Words: x.Words,
		})
	}
	return s.Render(w, r, http.StatusOK, p)
}
