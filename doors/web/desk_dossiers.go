package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// dossiersPage lists and searches dossiers (tra cứu hồ sơ): what the figures of the overview open, and what a search finds.
// Its address is its filter, and other pages link to it, so these names stay as they are:
//
//	q            words of names, codes, other systems' codes or subjects; a scanned QR of form 01
//	state        national codes, with commas: 4,5
//	stage        what a figure counts: an office.Stage
//	procedure    code of a procedure
//	sector       name of a sector
//	unit         identity of a unit; by = reception or competent (else any place of the dossier); below = 1: with those below it
//	channel      1 desk, 2 online, 3 post
//	finance      where the money stands: a dossier.Finance
//	hand         where the result is: a dossier.Hand
//	exchange     what another system made of the state: a dossier.Exchange
//	late         1 past due or ended late, 0 in time
//	open         1 open, 0 ended
//	from, to     days of reception, both included: 25/11/2026 or 2026-11-25
//	ended-from, ended-to, due-from, due-to   the same for the end of the work and the due date
//	open-at      a day at whose end they had been received and were not over
//	moved        day of a reorganisation: what went to another unit by it
//	sort         due: the least time left first; else newest first
//	as           csv or xlsx: the list as a file
type dossiersPage struct {
	Base
	Chips  []Chip
	Filter deskFilter
	Picks  []filterPick // lists to choose from: state, channel …
	Days   []filterDay
	More   []filterPick
	Below  bool
	Opened bool // a filter of the second row is in use
	Bad    []string
	Rows   []deskRow
	Pages  Pages
	Empty  Empty
	CSV    string
	Excel  string
	Slips  string // address of the slips of this page's dossiers in one file
}

// Template names the page's template.
func (*dossiersPage) Template() string { return "desk/dossiers" }

// A filterPick is a filter that chooses from a list.
type filterPick struct {
	Name, Label, Value string
	Any                string // what "" means
	Options            []Option
}

// A filterDay is a filter of two days.
type filterDay struct{ Name, Label, Value string }

func (s *Site) dossiers(w http.ResponseWriter, r *http.Request) error {
	v, rd, l := s.voice(r), s.read(r), s.lensOf(r, "/desk/dossiers")
	f := l.filter()
	if looksLikeCode(f.Text) && exported(r) == "" { // a code that was typed or scanned opens its dossier
		if id := exactly(rd, f.Text); id != "" {
			return redirect(w, r, "/desk/dossiers/"+id)
		}
	}
	if as := exported(r); as != "" {
		f.After, f.Limit = "", mostExported
		list, err := rd.Dossiers(f)
		if err == nil {
			err = rd.ForExport(list.Rows)
		}
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
		Chips: stateChips(v, l, list.Total), Filter: s.deskFilter(r, v, l), Pages: l.pages(v, len(list.Rows), list.Total, list.Next),
		Below: l.get("below") == "1", CSV: l.with("as", "csv"), Excel: l.with("as", "xlsx"),
	}
	s.picks(v, l, p)
	for _, row := range list.Rows {
		p.Rows = append(p.Rows, s.rowOf(v, row))
	}
	p.Slips = slipsOf(list.Rows)
	if len(p.Rows) == 0 {
		p.Empty = Empty{Title: v.T("desk.dossiers.empty"), Words: v.T("desk.dossiers.empty-words"), Link: Link{v.T("desk.clear"), "/desk/dossiers"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// picks lays out every filter that the address may have.
func (s *Site) picks(v text.Voice, l lens, p *dossiersPage) {
	pick := func(name string, options ...Option) filterPick {
		return filterPick{Name: name, Label: v.T("desk.filter-" + name), Value: l.get(name), Any: v.T("desk.any"), Options: options}
	}
	said := func(name string, values ...string) filterPick {
		return pick(name, keyedOptions(v, "desk.filter-"+name+".", values)...)
	}
	states := pick("state")
	for st := dossier.Filed; st <= dossier.HandedOver; st++ {
		states.Options = append(states.Options, Option{Value: strconv.Itoa(int(st)), Label: stateWords(v, st)})
	}
	if x := states.Value; strings.Contains(x, ",") { // several states, as a figure's link has them
		states.Options = append(states.Options, Option{Value: x, Label: statesWords(v, l.filter().States)})
	}
	channels := pick("channel")
	for c := procedure.Desk; c <= procedure.Post; c++ {
		channels.Options = append(channels.Options, Option{Value: strconv.Itoa(int(c)), Label: v.T("dossier.channel." + strconv.Itoa(int(c)))})
	}
	stages := pick("stage", keyedOptions(v, "desk.filter-stage.", office.Stages)...)
	sectors := pick("sector")
	for _, rec := range s.o.Office.World().Procedures.All(s.o.Office.Now()) {
		if o := (Option{Value: rec.Sector, Label: rec.Sector}); rec.Open() && rec.Sector != "" && !slices.Contains(sectors.Options, o) {
			sectors.Options = append(sectors.Options, o)
		}
	}
	slices.SortFunc(sectors.Options, func(a, b Option) int { return compareWords(a.Label, b.Label) })
	p.Picks = []filterPick{states, said("late", "1", "0")}
	moved := pick("moved", s.reorganisedOn(v)...)
	by, order := said("by", "reception", "competent"), said("sort", "due")
	by.Any, order.Any = v.T("desk.filter-by-any"), v.T("desk.filter-sort-new")
	p.More = []filterPick{
		said("open", "1", "0"), stages, channels, sectors, by, order, axisPick(v, pick("finance"), dossier.Finances),
		axisPick(v, pick("hand"), dossier.Hands), axisPick(v, pick("exchange"), dossier.Exchanges),
	}
	if len(moved.Options) > 0 {
		p.More = append(p.More, moved)
	}
	for _, x := range p.More {
		p.Opened = p.Opened || x.Value != ""
	}
	for _, name := range []string{"from", "to", "ended-from", "ended-to", "due-from", "due-to", "open-at"} {
		d := filterDay{Name: name, Label: v.T("desk.filter-" + name), Value: l.get(name)}
		if t := l.date(name); !t.IsZero() {
			d.Value = v.Date(t)
		} else if d.Value != "" {
			p.Bad = append(p.Bad, v.T("desk.filter-bad", "value", d.Value, "field", d.Label))
		}
		p.Opened = p.Opened || d.Value != "" || p.Below
		p.Days = append(p.Days, d)
	}
}

// reorganisedOn offers the days on which the city was reorganised.
func (s *Site) reorganisedOn(v text.Voice) (days []Option) {
	for _, re := range s.o.Office.World().Reorganisations {
		day := Option{Value: isoDay(re.Moment), Label: v.Date(re.Moment)}
		if !re.Moment.After(s.o.Office.Now()) && !slices.Contains(days, day) {
			days = append(days, day)
		}
	}
	return days
}

// axisPick offers the values of an axis.
func axisPick[T ~string](v text.Voice, p filterPick, values []T) filterPick {
	for _, x := range values {
		p.Options = append(p.Options, Option{Value: string(x), Label: v.T("dossier." + p.Name + "." + string(x))})
	}
	return p
}

// statesWords are several states in a row.
func statesWords(v text.Voice, states []dossier.State) string {
	words := ""
	for _, st := range states {
		words = joinComma(words, stateWords(v, st))
	}
	return words
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
		{"all", "", "", "", ""},
		{"open", "1", "", "", ""},
		{"open-late", "1", "1", "", Late},
		{"waiting", "", "", "1", Wait},
		{"supplement", "", "", "5", Wait},
		{"paying", "", "", "6", Wait},
		{"withdrawal", "", "", "7", Soon},
		{"ready", "", "", "9", ""},
		{"handed-over", "", "", "10", ""},
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
