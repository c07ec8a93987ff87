package web

import (
	"net/http"
	"time"

	"motcua/law/dossier"
	"motcua/office"
)

// looksPage tells an owner who looked at the dossier (ai đã xem hồ sơ của tôi): when, in what role, why.
type looksPage struct {
	Base
	Code  string
	Rows  []lookRow
	Empty Empty
}

// Template names the page's template.
func (*looksPage) Template() string { return "citizen/looks" }

type lookRow struct {
	At           time.Time
	Role, Unit   string
	Why          string
	post         string
	WithoutRight bool
	N            int // how often on that day
}

// add puts one more look down: the same post for the same reason on the same day is one line with how often, the newest first.
func (p *looksPage) add(row lookRow) {
	day := func(t time.Time) string { return t.In(office.Zone).Format(time.DateOnly) }
	for i := range p.Rows {
		if x := &p.Rows[i]; x.post == row.post && x.Why == row.Why && x.WithoutRight == row.WithoutRight && day(x.At) == day(row.At) {
			x.N++
			return
		}
	}
	row.N = 1
	p.Rows = append(p.Rows, row)
}

// ownLooks shows who looked at one of the visitor's own dossiers.
func (s *Site) ownLooks(w http.ResponseWriter, r *http.Request) error {
	v, rd, id := s.voice(r), s.read(r), dossier.ID(r.PathValue("id"))
	d, err := rd.Dossier(id, "read.own")
	if err != nil {
		return err
	}
	looks, err := rd.Looks(id)
	if err != nil {
		return err
	}
	name, _ := ownName(v, d)
	p := &looksPage{
		Base: Base{TitleKey: "looks.title", Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.dossiers"), "/ho-so"}, {name, "/ho-so/" + string(id)}}}, Code: d.Code,
		Empty: Empty{Title: v.T("looks.none"), Words: v.T("looks.none-words")},
	}
	for _, l := range looks {
		row := lookRow{At: l.At, Role: v.T("org.role." + l.Role), Unit: unitWords(v, l.Unit), WithoutRight: l.Purpose == "", post: l.Post}
		switch key := "looks.why." + l.Purpose; {
		case row.WithoutRight:
			row.Why = v.T("looks.opened", "reason", l.Reason)
		case l.Reason != "":
			row.Why = v.T("looks.for", "reason", l.Reason)
		case v.Has(key):
			row.Why = v.T(key)
		case v.Has(l.Purpose):
			row.Why = v.T(l.Purpose)
		default:
			row.Why = v.T("looks.why.read.desk")
		}
		p.add(row)
	}
	return s.Render(w, r, http.StatusOK, p)
}
