package web

import (
	"cmp"
	"net/http"
	"slices"

	"motcua/office"
)

// deskLoadPage ranks the desks by what each of their staff receives (khối lượng theo đầu người), for whoever rearranges them.
type deskLoadPage struct {
	Base
	Months     []Chip
	Lead       string
	Rows       []deskLine
	Unknown    string // how many have no figure, and why
	CSV, Excel string
	Empty      Empty
}

// Template names the page's template.
func (*deskLoadPage) Template() string { return "settings/deskload" }

func (s *Site) settingDeskLoad(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	q.Del("lang")
	g, err := s.read(r).DeskRegister(monthsAsked(q))
	if err != nil {
		return err
	}
	ranked, unknown := rankedDesks(g)
	p := &deskLoadPage{
		Base: s.settingsBase(v, "desks"), Months: monthChips(v, "/settings/desks/load", q), Lead: v.T("settings.desks.load.words", "period", spanWords(v, g.From, g.To)),
		CSV: address("/settings/desks/load", q, "as", "csv"), Excel: address("/settings/desks/load", q, "as", "xlsx"),
		Empty: Empty{Title: v.T("settings.desks.load.none"), Words: v.T("settings.desks.load.none-words"), Link: Link{v.T("settings.desks.title"), "/settings/desks"}},
	}
	p.TitleKey = "settings.desks.load.title"
	p.Crumbs = append(p.Crumbs, Crumb{v.T("settings.desks.title"), "/settings/desks"})
	if unknown > 0 {
		p.Unknown = v.T("settings.desks.load.unknown", "n", unknown)
	}
	sh := sheet{Name: "khoi-luong-mot-cua", Counts: true, Head: []string{
		v.T("settings.desks.load.place"), v.T("settings.desks.column.code"), v.T("settings.desks.desk"), v.T("settings.desks.column.unit"), v.T("settings.desks.staff"),
		v.T("settings.desks.received"), v.T("settings.desks.per-month"), v.T("settings.desks.per-head"), v.T("settings.desks.column.ruling"),
	}}
	for i, d := range ranked {
		l := s.deskLine(v, g, d)
		l.Place = i + 1
		p.Rows = append(p.Rows, l)
		sh.Rows = append(sh.Rows, []any{l.Place, l.Code, l.Name, l.Unit, d.Load.Staff, d.Load.Received, l.Load.PerMonth, l.Load.PerHead, l.Ruling.Words})
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, sh)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// rankedDesks orders the desks that are there by what each of their staff receives in a month, the most first, and counts those for
// which that is not known.
func rankedDesks(g *office.DeskRegister) (out []*office.DeskLine, unknown int) {
	for i := range g.Desks {
		d := &g.Desks[i]
		if !d.Here {
			continue
		}
		if _, ok := d.Load.PerHead(); !ok {
			unknown++
			continue
		}
		out = append(out, d)
	}
	slices.SortStableFunc(out, func(a, b *office.DeskLine) int {
		x, _ := a.Load.PerHead()
		y, _ := b.Load.PerHead()
		return cmp.Or(cmp.Compare(y, x), cmp.Compare(b.Load.Received, a.Load.Received))
	})
	return out, unknown
}
