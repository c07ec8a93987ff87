package web

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
)

// dossiersPage lists and searches dossiers (tra cứu hồ sơ): what the figures of the overview open, and what a search finds.
type dossiersPage struct {
	Base
	Lead     string // what the list is, in words of its filters
	Chips    []Chip
	Filter   deskFilter
	States   []Option
	State    string
	Channels []Option
	Channel  string
	Late     string
	From, To string
	Ended    bool // the dates are those of the end, not of reception
	Said     []Fact
	Rows     []deskRow
	Pages    Pages
	Empty    Empty
	CSV      string
	Excel    string
}

// Template names the page's template.
func (*dossiersPage) Template() string { return "desk/dossiers" }

func (s *Site) dossiers(w http.ResponseWriter, r *http.Request) error {
	v, rd, l := s.voice(r), s.read(r), lensOf(r, "/desk/dossiers")
	f := l.filter()
	if code := f.Text; looksLikeCode(code) { // a code that was typed or scanned opens its dossier
		if rows, err := rd.Search(code); err == nil && len(rows) == 1 && strings.EqualFold(rows[0].Code, code) {
			return redirect(w, r, "/desk/dossiers/"+rows[0].ID)
		}
	}
	if as := exported(r); as != "" {
		f.After, f.Limit = "", mostExported
		list, err := rd.Dossiers(f)
		if err != nil {
			return err
		}
		return s.sendSheet(w, r, as, dossierSheet(v, "ho-so", list.Rows))
	}
	list, err := rd.Dossiers(f)
	if err != nil {
		return err
	}
	p := &dossiersPage{
		Base:  Base{TitleKey: "desk.dossiers.title", Audience: Desk, Nav: "search", Crumbs: []Crumb{{v.T("desk.title"), "/desk"}}},
		Chips: stateChips(v, l, list.Total), Filter: s.deskFilter(v, l, who(r)), Pages: l.pages(v, len(list.Rows), list.Total, list.Next),
		State: l.get("state"), Channel: l.get("channel"), Late: l.get("late"), From: l.get("from"), To: l.get("to"),
		CSV: l.with("as", "csv"), Excel: l.with("as", "xlsx"),
	}
	p.Filter.Keep = nil // the whole form stands here; what it does not ask for is said and can be taken away
	for _, st := range []dossier.State{1, 2, 3, 4, 5, 6, 7, 8, 9, 10} {
		p.States = append(p.States, Option{Value: strconv.Itoa(int(st)), Label: stateWords(v, st)})
	}
	for c := procedure.Desk; c <= procedure.Post; c++ {
		p.Channels = append(p.Channels, Option{Value: strconv.Itoa(int(c)), Label: v.T("dossier.channel." + strconv.Itoa(int(c)))})
	}
	p.Said = s.saidFilters(v, l)
	for _, row := range list.Rows {
		p.Rows = append(p.Rows, s.rowOf(v, row))
	}
	if len(p.Rows) == 0 {
		p.Empty = Empty{Title: v.T("desk.dossiers.empty"), Words: v.T("desk.dossiers.empty-words"), Link: Link{v.T("desk.clear"), "/desk/dossiers"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// looksLikeCode says whether a search is one code rather than words.
func looksLikeCode(q string) bool {
	return len(q) > 10 && !strings.ContainsAny(q, " \t") && strings.ContainsAny(q, "0123456789") && strings.ContainsAny(q, "-.")
}

// stateChips are the usual ways to narrow the list; the one in use shows its count.
func stateChips(v text.Voice, l lens, total int) []Chip {
	var out []Chip
	for _, c := range []struct {
		key              string
		open, late, stat string
		tone             Tone
	}{
		{"all", "", "", "", ""}, {"open", "1", "", "", ""}, {"open-late", "1", "1", "", Late}, {"waiting", "", "", "1", Wait},
		{"ready", "", "", "9", ""}, {"handed-over", "", "", "10", ""},
	} {
		chip := Chip{
			Words: v.T("desk.dossiers.chip." + c.key), Count: -1, Tone: c.tone,
			Href:    l.with("open", c.open, "late", c.late, "state", c.stat),
			Current: l.get("open") == c.open && l.get("late") == c.late && l.get("state") == c.stat,
		}
		if chip.Current {
			chip.Count = int64(total)
		}
		out = append(out, chip)
	}
	return out
}

// saidFilters are the filters that the form does not ask for, each with a way to take it away.
func (s *Site) saidFilters(v text.Voice, l lens) []Fact {
	var out []Fact
	say := func(term, words string, names ...string) {
		var pairs []string
		for _, n := range names {
			pairs = append(pairs, n, "")
		}
		out = append(out, Fact{Term: term, Words: words, Href: l.with(pairs...)})
	}
	if by := l.get("by"); by == "reception" || by == "competent" {
		say(v.T("desk.filter-by"), v.T("desk.filter-by."+by), "by")
	}
	if l.get("unit") != "" && l.get("below") == "1" {
		say(v.T("desk.filter-unit"), v.T("desk.filter-below", "unit", unitWords(v, s.unitNamed(l.get("unit")))), "unit", "below", "by")
	}
	for _, x := range []struct{ name, key string }{{"ended", "desk.filter-ended"}, {"due", "desk.filter-due"}} {
		from, to := l.date(x.name+"-from"), l.date(x.name+"-to")
		switch {
		case !from.IsZero() && !to.IsZero():
			say(v.T(x.key), v.T("desk.filter-days", "from", v.Date(from), "to", v.Date(to)), x.name+"-from", x.name+"-to")
		case !from.IsZero():
			say(v.T(x.key), v.T("desk.filter-since", "from", v.Date(from)), x.name+"-from")
		case !to.IsZero():
			say(v.T(x.key), v.T("desk.filter-until", "to", v.Date(to)), x.name+"-to")
		}
	}
	if open := l.flag("open"); open != nil {
		say(v.T("desk.filter-open"), v.T("desk.filter-open."+l.get("open")), "open")
	}
	if sector := l.get("sector"); sector != "" {
		say(v.T("desk.filter-sector"), sector, "sector")
	}
	return out
}
