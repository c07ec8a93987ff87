package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/procedure"
)

// changesPage is the public list of what changed in procedures (thủ tục hành chính mới, sửa đổi, bãi bỏ).
type changesPage struct {
	Base
	Search Search
	Field  string // the field that is chosen
	Fields []changeField
	Keep   map[string]string // what stays when another field is chosen
	Feed   string
	Chips  []Chip
	Rows   []changeRow
	Pages  Pages
	Empty  *Empty
}

// Template names the page's template.
func (*changesPage) Template() string { return "public/changes" }

// A changeField is a field (lĩnh vực) in which something changed.
type changeField struct {
	Name string
	N    int
}

// A changeRow is a version that came into force, or the end of a procedure.
type changeRow struct {
	Title, Lang, Code, Href, Sector string
	Pill                            Pill
	When, Decision                  string
	Diff                            []amendPart
	at, said                        time.Time // from when, and when it was made known here
	kind                            string
	old, now                        *procedure.Record
}

// The kinds of change in the address.
const (
	changeNew     = "cong-bo"
	changeAmended = "sua-doi"
	changeEnded   = "bai-bo"
)

// mostChanges is how many changes one page shows.
const mostChanges = 30

func (s *Site) changes(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	q.Del("lang")
	kind, find := q.Get("loai"), vn.Fold(cut(strings.TrimSpace(q.Get("q")), 200))
	p := &changesPage{Base: Base{TitleKey: "changes.title", Nav: "procedures", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("nav.procedures"), "/thu-tuc"}}}}
	p.Search = Search{Action: "/thu-tuc/thay-doi", Name: "q", Label: v.T("changes.search"), Value: q.Get("q"), Button: v.T("places.find"), Keep: map[string]string{}}
	if kind != "" {
		p.Search.Keep["loai"] = kind
	}
	all := s.allChanges(v)
	p.fields(v, q, all)
	if p.Field != "" {
		p.Search.Keep[filterSector] = p.Field
		all = slices.DeleteFunc(all, func(c changeRow) bool { return c.Sector != p.Field })
	}
	if find != "" {
		all = slices.DeleteFunc(all, func(c changeRow) bool {
			return !strings.Contains(vn.Fold(c.Code+" "+c.now.Name+" "+c.Title+" "+c.Sector+" "+c.Decision), find)
		})
	}
	counts := map[string]int64{"": int64(len(all))}
	for _, c := range all {
		counts[c.kind]++
	}
	for _, k := range []string{"", changeAmended, changeNew, changeEnded} {
		p.Chips = append(p.Chips, Chip{Words: v.T("changes.kind." + cmp.Or(k, "all")), Count: counts[k], Href: address("/thu-tuc/thay-doi", q, "loai", k, "trang", ""), Current: k == kind})
	}
	if kind != "" {
		all = slices.DeleteFunc(all, func(c changeRow) bool { return c.kind != kind })
	}
	n, _ := strconv.Atoi(q.Get("trang"))
	n = min(max(n, 1), max(1, (len(all)+mostChanges-1)/mostChanges))
	from := (n - 1) * mostChanges
	p.Rows = all[from:min(from+mostChanges, len(all))]
	for i := range p.Rows {
		if x := &p.Rows[i]; x.old != nil {
			x.Diff = amendments(v, x.old, x.now)
		}
	}
	p.Pages = Pages{From: int64(min(from+1, len(all))), To: int64(from + len(p.Rows)), Total: int64(len(all)), Word: v.T("changes.word")}
	if n > 1 {
		p.Pages.Prev = address("/thu-tuc/thay-doi", q, "trang", itoa(n-1))
	}
	if from+mostChanges < len(all) {
		p.Pages.Next = address("/thu-tuc/thay-doi", q, "trang", itoa(n+1))
	}
	if len(all) == 0 {
		p.Empty = &Empty{Title: v.T("changes.none"), Words: v.T("changes.none-words"), Link: Link{v.T("changes.all"), "/thu-tuc/thay-doi"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// fields offers the fields in which something changed, by name, and the feed of the chosen one.
func (p *changesPage) fields(v text.Voice, q url.Values, all []changeRow) {
	n := map[string]int{}
	for i := range all {
		if all[i].Sector != "" {
			n[all[i].Sector]++
		}
	}
	for _, name := range sortedKeys(n) {
		p.Fields = append(p.Fields, changeField{name, n[name]})
	}
	slices.SortStableFunc(p.Fields, func(a, b changeField) int { return byTitle(a.Name, b.Name) })
	p.Field = cut(q.Get(filterSector), 200)
	if p.Field != "" && n[p.Field] == 0 { // an address of before: it is shown as chosen, with nothing in it
		p.Fields = append(p.Fields, changeField{Name: p.Field})
	}
	p.Keep, p.Feed = map[string]string{}, feedAddress(v, p.Field)
	for _, name := range []string{"q", "loai"} {
		if x := q.Get(name); x != "" {
			p.Keep[name] = x
		}
	}
}

// allChanges are all versions and ends of procedures, the newest first; what comes into force later stands above.
func (s *Site) allChanges(v text.Voice) []changeRow {
	world, now := s.o.Office.World(), s.o.Office.Now()
	var out []changeRow
	for _, id := range world.Procedures.IDs() {
		versions := world.Procedures.Versions(id)
		for i := range versions {
			rec := &versions[i]
			h := newHit(v, rec)
			x := changeRow{Title: h.Title, Lang: h.Lang, Code: string(id), Href: h.Href, Sector: rec.Sector, Decision: rec.Decision, at: rec.From, kind: changeNew, now: rec}
			x.said, _ = world.Procedures.Said(id, rec.Version)
			x.Pill = Pill{OK, v.T("changes.one." + changeNew)}
			if i > 0 {
				x.kind, x.old, x.Pill = changeAmended, &versions[i-1], Pill{Soon, v.T("changes.one." + changeAmended)}
			}
			x.When = v.T("procedure.version-undated")
			if !rec.From.IsZero() {
				x.When = v.T("procedure.version-from", "date", v.Date(rec.From))
			}
			if rec.From.After(now) {
				x.When += " " + v.T("changes.later")
			}
			out = append(out, x)
		}
		if last := &versions[len(versions)-1]; !last.To.IsZero() {
			h := newHit(v, last)
			_, said := world.Procedures.Said(id, last.Version)
			out = append(out, changeRow{
				Title: h.Title, Lang: h.Lang, Code: string(id), Href: h.Href, Sector: last.Sector, at: last.To, said: said, kind: changeEnded, now: last,
				Pill: Pill{Ended, v.T("changes.one." + changeEnded)}, When: v.T("changes.ended", "date", v.Date(last.To)),
			})
		}
	}
	slices.SortStableFunc(out, func(a, b changeRow) int { return cmp.Or(b.at.Compare(a.at), strings.Compare(a.Code, b.Code)) })
	return out
}
