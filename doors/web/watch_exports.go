package web

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
)

// exportsPage is the register of what left the house as files (sổ kết xuất), for supervision.
type exportsPage struct {
	Base
	Search Search
	Rows   []exportRow
	More   string
	Empty  Empty
}

// Template names the page's template.
func (*exportsPage) Template() string { return "watch/exports" }

type exportRow struct {
	At                 time.Time
	Mark, List, Filter string
	Person, Role, Unit string
	Format             string
	Rows               int64
}

func (s *Site) exports(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	mark := strings.ToUpper(strings.TrimSpace(cut(q.Get("mark"), 40)))
	before, _ := time.Parse(time.RFC3339Nano, q.Get("before")) // what is no moment is the newest
	all, more, err := s.read(r).Exports(mark, before)
	if err != nil {
		return err
	}
	p := &exportsPage{
		Base:   Base{TitleKey: "exports.title", Audience: Desk, Nav: "exports", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Search: Search{Action: "/watch/exports", Name: "mark", Label: v.T("exports.mark"), Value: mark, Button: v.T("exports.find"), Code: true},
		Empty:  Empty{Title: v.T("exports.none"), Words: v.T("exports.none-words")},
	}
	for i := range all {
		x := &all[i]
		row := exportRow{At: x.At, Mark: x.Mark, List: x.List, Person: x.Person.Name, Unit: unitWords(v, x.Unit), Format: strings.ToUpper(x.Format), Rows: int64(x.Export.Rows), Filter: filterWords(x.Filter)}
		if key := "exports.list." + strings.TrimPrefix(x.List, "api-"); v.Has(key) {
			row.List = v.T(key)
		}
		if x.Role != "" {
			row.Role = v.T("org.role." + x.Role)
		}
		p.Rows = append(p.Rows, row)
	}
	if more {
		p.More = "/watch/exports?before=" + url.QueryEscape(all[len(all)-1].At.Format(time.RFC3339Nano))
	}
	return s.Render(w, r, http.StatusOK, p)
}

// filterWords writes a filter as people read it.
func filterWords(filter string) string {
	q, err := url.ParseQuery(filter)
	if err != nil || len(q) == 0 {
		return ""
	}
	words, err := url.QueryUnescape(q.Encode())
	if err != nil {
		return filter
	}
	return strings.ReplaceAll(words, "&", ", ")
}

// keepFact says until when a dossier is kept, and by which rule.
func keepFact(v text.Voice, k *office.Keeping) Fact {
	f := Fact{Term: v.T("retention.fact"), Sub: v.T("retention.fact-rule", "sector", k.Sector, "basis", k.Basis)}
	switch {
	case k.None:
		return Fact{Term: f.Term, Words: v.T("retention.no-class")}
	case k.Years == 0:
		f.Words = v.T("retention.for-ever")
	case k.Until.IsZero():
		f.Words = v.T("retention.fact-open", "n", k.Years)
	default:
		f.Words = v.T("retention.fact-until", "date", v.Date(k.Until), "n", k.Years)
	}
	if k.Unconfirmed {
		f.Sub += " " + v.T("retention.fact-unsure")
	}
	return f
}

// retentionPage is what a unit owes to the archive, and what may be disposed of (danh sách lưu trữ).
type retentionPage struct {
	Base
	Unit      string
	InTo      string
	Basis     []string
	Rows      []retentionRow
	CSV       string
	Excel     string
	Empty     Empty
	Unsure    bool // a term has no confirmed basis
	Petitions []retentionRow
}

// Template names the page's template.
func (*retentionPage) Template() string { return "watch/retention" }

type retentionRow struct {
	Sector, Keep, Until string
	Owed, Over          int64
	EraseAt             string // where the reader decides about those whose time is over; "" where they may not, or none is
	OwedAt, OverAt      string // the lists that have as many rows
}

func (s *Site) retention(w http.ResponseWriter, r *http.Request) error {
	v, unit := s.voice(r), cut(r.URL.Query().Get("unit"), 100)
	all, err := s.read(r).Retention(unit)
	if err != nil {
		return err
	}
	lastDay := func(before time.Time) string { return before.AddDate(0, 0, -1).In(calendar.Zone).Format("2006-01-02") }
	p := &retentionPage{
		Base: Base{TitleKey: "retention.title", Audience: Desk, Nav: "retention", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Unit: unitWords(v, all.Unit), InTo: v.Date(all.InTo), Unsure: all.Classes.Unconfirmed || all.HandIn.Unconfirmed || all.PetitionClasses.Unconfirmed,
		CSV:   address("/watch/retention", nil, "unit", unit, "as", "csv"),
		Excel: address("/watch/retention", nil, "unit", unit, "as", "xlsx"),
		Empty: Empty{Title: v.T("retention.none"), Words: v.T("retention.none-words", "date", v.Date(all.InTo))},
	}
	for _, b := range []string{all.HandIn.Basis, all.Classes.Basis} {
		if b != "" {
			p.Basis = append(p.Basis, b)
		}
	}
	sh := sheet{Name: "luu-tru", Counts: true, Head: []string{v.T("retention.sector"), v.T("retention.keep"), v.T("retention.owed"), v.T("retention.over"), v.T("retention.until")}}
	for i := range all.Rows {
		x := &all.Rows[i]
		at := func(before time.Time) string {
			return address("/desk/dossiers", nil, "sector", x.Sector, "open", "0", "ended-to", lastDay(before), "unit", all.Unit.ID, "below", map[bool]string{true: "1"}[all.Unit.ID != ""])
		}
		row := retentionRow{Sector: x.Sector, Keep: v.T("retention.years", "n", x.Years), Owed: int64(x.Owed), Over: int64(x.Over), OwedAt: at(all.InTo)}
		switch {
		case x.None:
			row.Keep = v.T("retention.no-class")
		case x.Years == 0:
			row.Keep = v.T("retention.for-ever")
		default:
			row.Until, row.OverAt = v.Date(x.OverTo.AddDate(0, 0, -1)), at(x.OverTo)
		}
		p.Rows = append(p.Rows, row)
		sh.Rows = append(sh.Rows, []any{row.Sector, row.Keep, row.Owed, row.Over, row.Until})
	}
	for i := range all.Petitions {
		row := petitionRetention(v, &all.Petitions[i], all.Unit.ID)
		if row.Over > 0 && all.Unit.ID == who(r).Unit && s.read(r).MayErasePetitionsOver() {
			row.EraseAt = "/watch/retention/petitions/" + string(all.Petitions[i].Class) + "/erase"
		}
		p.Petitions = append(p.Petitions, row)
		sh.Rows = append(sh.Rows, []any{row.Sector, row.Keep, "", row.Over, row.Until})
	}
	if as := exported(r); as != "" {
		return s.sendSheet(w, r, as, sh)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// petitionRetention is a class of petitions, with the list of those whose time is over.
func petitionRetention(v text.Voice, x *office.PetitionKeep, unit string) retentionRow {
	at := func(quiet string) string {
		return address("/desk/petitions", nil, "over", "1", "class", string(x.Class), "unit", unit, "quiet", quiet)
	}
	row := retentionRow{Sector: classWords(v, x.Class), Keep: v.T("retention.years", "n", x.Years), Owed: int64(x.Ended), OwedAt: at(""), Over: int64(x.Over)}
	if x.Class == "unsorted" {
		row.Sector = classWords(v, "")
	}
	switch {
	case x.None:
		row.Keep = v.T("retention.no-class")
	case x.Years == 0:
		row.Keep = v.T("retention.for-ever")
	default:
		row.Until, row.OverAt = v.Date(x.OverTo.AddDate(0, 0, -1)), at(x.OverTo.AddDate(0, 0, -1).Format("02/01/2006"))
	}
	return row
}
