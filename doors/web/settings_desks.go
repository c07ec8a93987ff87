package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/office"
	"motcua/words/org"
)

// desksPage is the register of one-stop desks (danh bạ bộ phận một cửa).
type desksPage struct {
	Base
	Search         Search
	Rulings, Kinds []Chip
	Months         []Chip
	Rows           []deskLine
	Pages          Pages
	Found, Period  string
	CSV, Excel     string
	Empty          Empty
	Acts           bool
	Adopt          string // "" when every reception point is a desk
}

// Template names the page's template.
func (*desksPage) Template() string { return "settings/desks" }

// A deskLine is one desk in a list.
type deskLine struct {
	Code, Name, Href     string
	Unit, UnitHref, Kind string
	Staff, Seconded      string
	Counters             string
	Ruling               Pill
	Note                 string // when the ruling takes effect, and who carries on
	Load                 loadWords
	Place                int // in the order of loads
}

// loadWords is how much a desk has to do, each figure opening the dossiers that it was counted from.
type loadWords struct {
	Received, PerMonth, PerHead string // "" = not known
	Href                        string // "" = nobody can open them from here
}

// rulingTones are the looks of what was decided.
var rulingTones = map[string]Tone{org.Undecided: Wait, org.Keep: OK, org.Merge: Soon, org.Close: Ended}

func rulingKey(what string) string { return "settings.desks.ruling." + cmp.Or(what, "undecided") }

func deskHref(id org.DeskID) string { return "/settings/desks/" + url.PathEscape(string(id)) }

// loadMonths are the periods that may be chosen, in months.
var loadMonths = []int{1, 3, 6, 12}

// monthsAsked reads the period of the load.
// choice: three months are usual: one has holidays in it, a year hides what changed.
func monthsAsked(q url.Values) int {
	if n, err := strconv.Atoi(q.Get("months")); err == nil && slices.Contains(loadMonths, n) {
		return n
	}
	return 3
}

func monthChips(v text.Voice, path string, q url.Values) (out []Chip) {
	for _, n := range loadMonths {
		out = append(out, Chip{Words: v.T("settings.desks.months", "n", n), Count: -1, Href: address(path, q, "months", strconv.Itoa(n), "page", ""), Current: n == monthsAsked(q)})
	}
	return out
}

func (s *Site) settingDesks(w http.ResponseWriter, r *http.Request) error {
	v, q, rd := s.voice(r), r.URL.Query(), s.read(r)
	q.Del("lang")
	g, err := rd.DeskRegister(monthsAsked(q))
	if err != nil {
		return err
	}
	p := &desksPage{Base: s.settingsBase(v, "desks"), Acts: rd.MayKeepDesks() == nil, Months: monthChips(v, "/settings/desks", q), Period: spanWords(v, g.From, g.To)}
	p.Search = Search{Action: "/settings/desks", Name: "q", Label: v.T("settings.desks.search"), Value: q.Get("q"), Button: v.T("settings.find"), Keep: map[string]string{}}
	for _, name := range []string{"ruling", "kind", "months"} {
		if q.Get(name) != "" {
			p.Search.Keep[name] = q.Get(name)
		}
	}
	if as := q.Get("as"); as == "csv" || as == "xlsx" {
		return s.sendSheet(w, r, as, deskSheet(v, g, s.desksWanted(v, g, q)))
	}
	all := s.desksWanted(v, g, q)
	p.chips(v, g, q)
	p.Found = v.T("settings.desks.found", "n", len(all))
	rows := make([]deskLine, len(all))
	for i, d := range all {
		rows[i] = s.deskLine(v, g, d)
	}
	p.Rows, p.Pages = slice(v, rows, q.Get("page"), v.T("settings.desks.word"), func(n int) string { return address("/settings/desks", q, "page", strconv.Itoa(n)) })
	p.CSV, p.Excel = address("/settings/desks", q, "as", "csv", "page", ""), address("/settings/desks", q, "as", "xlsx", "page", "")
	p.Empty = Empty{Title: v.T("settings.none"), Words: v.T("settings.none-words"), Link: Link{v.T("settings.all"), "/settings/desks"}}
	if len(g.Desks) == 0 {
		p.Empty = Empty{Title: v.T("settings.desks.empty"), Words: v.T("settings.desks.empty-words")}
	}
	if p.Acts {
		points, err := rd.PointsWithoutDesk()
		if err != nil {
			return err
		}
		if len(points) > 0 {
			p.Adopt = v.T("settings.desks.adopt", "n", len(points))
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// desksWanted keeps the desks that the address asks for.
func (s *Site) desksWanted(v text.Voice, g *office.DeskRegister, q url.Values) []*office.DeskLine {
	find := vn.Fold(cut(strings.TrimSpace(q.Get("q")), 200))
	var out []*office.DeskLine
	for i := range g.Desks {
		d := &g.Desks[i]
		switch {
		case find != "" && !strings.Contains(vn.Fold(d.Code+" "+d.Name+" "+d.Address+" "+unitWords(v, d.UnitName)+" "+d.Ruling.Number), find),
			q.Get("ruling") != "" && q.Get("ruling") != cmp.Or(d.Ruling.What, "undecided"), q.Get("kind") != "" && q.Get("kind") != d.UnitName.Kind,
			q.Get("unit") != "" && q.Get("unit") != string(d.Unit):
		default:
			out = append(out, d)
		}
	}
	return out
}

// chips count the desks by what was decided and by the kind of their unit, each within the other filters.
func (p *desksPage) chips(v text.Voice, g *office.DeskRegister, q url.Values) {
	rulings, kinds := map[string]int64{}, map[string]int64{}
	for i := range g.Desks {
		d := &g.Desks[i]
		what := cmp.Or(d.Ruling.What, "undecided")
		if k := q.Get("kind"); k == "" || k == d.UnitName.Kind {
			rulings[what]++
		}
		if k := q.Get("ruling"); k == "" || k == what {
			kinds[d.UnitName.Kind]++
		}
	}
	chip := func(name, value, words string, n int64, tone Tone) Chip {
		to, current := value, q.Get(name) == value
		if current {
			to = ""
		}
		return Chip{Words: words, Count: n, Href: address("/settings/desks", q, name, to, "page", ""), Current: current, Tone: tone}
	}
	for _, what := range org.Rulings {
		p.Rulings = append(p.Rulings, chip("ruling", cmp.Or(what, "undecided"), v.T(rulingKey(what)), rulings[cmp.Or(what, "undecided")], ""))
	}
	for _, k := range org.UnitKinds {
		if kinds[string(k)] > 0 || q.Get("kind") == string(k) {
			p.Kinds = append(p.Kinds, chip("kind", string(k), v.T("org.kind."+string(k)), kinds[string(k)], ""))
		}
	}
}

// deskName is the name of a desk: a reception point's in the reader's language.
func (s *Site) deskName(v text.Voice, d *org.Desk) string {
	if d.Point != "" {
		return unitWords(v, s.unitNamed(string(d.Point)))
	}
	return d.Name
}

func (s *Site) deskLine(v text.Voice, g *office.DeskRegister, d *office.DeskLine) deskLine {
	l := deskLine{
		Code: d.Code, Name: s.deskName(v, &d.Desk), Href: deskHref(d.ID), Unit: unitWords(v, d.UnitName), UnitHref: unitHref(d.Unit, ""),
		Ruling: Pill{Tone: rulingTones[d.Ruling.What], Words: v.T(rulingKey(d.Ruling.What))}, Load: s.loadWords(v, g, d),
	}
	if d.UnitName.Kind != "" {
		l.Kind = v.T("org.kind." + d.UnitName.Kind)
	}
	if n, ok := d.Staff(); ok {
		l.Staff = v.Number(int64(n))
	}
	if d.Seconded != nil && *d.Seconded > 0 {
		l.Seconded = v.T("settings.desks.of-them", "n", *d.Seconded)
	}
	if d.Counters != nil {
		l.Counters = v.Number(int64(*d.Counters))
	}
	l.Note = s.rulingNote(v, g, d)
	return l
}

// rulingNote says when a ruling takes effect and who carries on.
func (s *Site) rulingNote(v text.Voice, g *office.DeskRegister, d *office.DeskLine) string {
	if d.Ruling.What == org.Undecided {
		return ""
	}
	note := v.T("settings.desks.from", "date", v.Date(d.Ruling.Effective))
	if !d.Here {
		note = v.T("settings.desks.since", "date", v.Date(d.Ruling.Effective))
	}
	if x := g.Find(d.Ruling.Successor); x != nil {
		note += " · " + v.T("settings.desks.into", "desk", s.deskName(v, &x.Desk))
	}
	return note
}

func (s *Site) loadWords(v text.Voice, g *office.DeskRegister, d *office.DeskLine) loadWords {
	if !d.Load.Counted {
		return loadWords{}
	}
	l := loadWords{Received: v.Number(int64(d.Load.Received)), PerMonth: v.Decimal(d.Load.PerMonth(), 1)}
	if n, ok := d.Load.PerHead(); ok {
		l.PerHead = v.Decimal(n, 1)
	}
	l.Href = lookout{unit: string(d.Point), by: "reception", alone: true}.list("from", isoDay(g.From), "to", isoDay(g.To))
	return l
}

// deskSheet is the register as a file that can come back.
func deskSheet(v text.Voice, g *office.DeskRegister, all []*office.DeskLine) sheet {
	sh := sheet{Name: "bo-phan-mot-cua", Wrap: true}
	for _, c := range office.DeskColumns {
		sh.Head = append(sh.Head, v.T("settings.desks.column."+c))
	}
	for _, d := range all {
		sh.Rows = append(sh.Rows, g.DeskCells(v, d))
	}
	return sh
}
