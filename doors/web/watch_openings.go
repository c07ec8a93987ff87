package web

import (
	"net/http"
	"time"
)

// openingsPage lists for supervision what was opened without a right or looked into for a reason: who, from which unit, why.
type openingsPage struct {
	Base
	Rows  []openingRow
	Empty Empty
}

// Template names the page's template.
func (*openingsPage) Template() string { return "watch/openings" }

type openingRow struct {
	At, Until          time.Time
	Code, Href         string
	Person, Role, Unit string
	Reason             string
	Urgent             bool // without a right
}

func (s *Site) openings(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	all, err := s.read(r).Openings()
	if err != nil {
		return err
	}
	p := &openingsPage{
		Base:  Base{TitleKey: "openings.title", Audience: Desk, Nav: "openings", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Empty: Empty{Title: v.T("openings.none"), Words: v.T("openings.none-words")},
	}
	for i := range all {
		o := &all[i]
		row := openingRow{At: o.At, Until: o.Until, Code: o.Code, Href: "/desk/dossiers/" + string(o.Dossier), Person: o.Person.Name, Unit: unitWords(v, o.Unit), Reason: o.Reason, Urgent: o.Urgent}
		if o.Role != "" {
			row.Role = v.T("org.role." + o.Role)
		}
		p.Rows = append(p.Rows, row)
	}
	return s.Render(w, r, http.StatusOK, p)
}
