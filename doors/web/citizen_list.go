package web

import (
	"net/http"
	"strconv"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
)

// minePage lists the dossiers of who is signed in (hồ sơ của tôi): as applicant, owner or representative, and the drafts.
type minePage struct {
	Base
	Search Search
	Chips  []Chip
	Drafts []filingLine
	Rows   []mineRow
	Total  int
	More   string // address of the next rows
	Unseen string // how many notices were not read yet
	Empty  *Empty
}

// Template names the page's template.
func (*minePage) Template() string { return "citizen/list" }

// A mineRow is one dossier of the list.
type mineRow struct {
	Href, Name, Lang string
	Code             string // "" until received
	Filing           string // its number at the place of filing, until then
	Owner            string
	Pill             Pill
	When             string // the date that matters now
	Sub              string // where it is, which step
	Way              Way
}

// mostMine is how many rows one page shows.
const mostMine = 20

// mine shows the list, open ones first.
func (s *Site) mine(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	p := &minePage{Base: Base{TitleKey: "mine.title", Nav: "dossiers", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}}
	words, which, after := cut(q.Get("q"), 100), q.Get("xem"), q.Get("sau")
	p.Search = Search{Action: "/ho-so", Name: "q", Label: v.T("mine.search"), Value: words, Button: v.T("mine.search-button"), Keep: map[string]string{}}
	if which != "" {
		p.Search.Keep["xem"] = which
	}
	rd := s.read(r)
	unseen, err := rd.UnseenNotices()
	if err != nil {
		return err
	}
	p.Unseen = unseenWords(v, unseen)
	open, over := true, false
	counts := map[string]int64{}
	for name, f := range map[string]office.Filter{"": {Text: words}, "dang": {Text: words, Open: &open}, "xong": {Text: words, Open: &over}} {
		list, err := rd.Mine(f)
		if err != nil {
			return err
		}
		counts[name] = int64(list.Total)
		if name == which || name == "" && which != "dang" && which != "xong" {
			p.Total = list.Total
		}
	}
	for _, c := range []struct{ id, key string }{{"", "mine.all"}, {"dang", "mine.open"}, {"xong", "mine.over"}} {
		p.Chips = append(p.Chips, Chip{Words: v.T(c.key), Count: counts[c.id], Href: address("/ho-so", nil, "q", words, "xem", c.id), Current: c.id == which})
	}
	if after == "" && which != "xong" && words == "" {
		if p.Drafts, err = s.filingLines(r, ""); err != nil {
			return err
		}
	}
	if err := p.rows(s, rd, v, words, which, after); err != nil {
		return err
	}
	if len(p.Rows) == 0 {
		p.Empty = &Empty{Title: v.T("mine.none"), Words: v.T("mine.none-words"), Link: Link{v.T("mine.none-link"), "/thu-tuc"}}
		if counts[""] > 0 || words != "" {
			p.Empty = &Empty{Title: v.T("mine.none-found"), Words: v.T("mine.none-found-words"), Link: Link{v.T("mine.all-link"), "/ho-so"}}
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// rows reads the open ones with the least time left first, then what is over, newest first. The cursor says in which of
// the two lists it goes on.
func (p *minePage) rows(s *Site, rd *office.Reader, v text.Voice, words, which, after string) error {
	parts := []string{"dang", "xong"}
	if which == "dang" || which == "xong" {
		parts = []string{which}
	}
	from := ""
	if len(after) > 5 && after[4] == '.' {
		from, after = after[:4], after[5:]
	}
	for i, part := range parts {
		if from != "" && part != from {
			continue
		}
		open := part == "dang"
		list, err := rd.Mine(office.Filter{Text: words, Open: &open, ByDue: open, After: after, Limit: mostMine})
		if err != nil {
			return err
		}
		after, from = "", ""
		for k := range list.Rows {
			row, err := s.mineRow(rd, v, &list.Rows[k])
			if err != nil {
				return err
			}
			p.Rows = append(p.Rows, row)
		}
		switch {
		case list.Next != "":
			p.More = address("/ho-so", nil, "q", words, "xem", which, "sau", part+"."+list.Next)
		case i+1 < len(parts) && len(p.Rows) >= mostMine:
			p.More = address("/ho-so", nil, "q", words, "xem", which, "sau", parts[i+1]+".")
		default:
			continue
		}
		return nil
	}
	return nil
}

// mineRow shows one line. The small bar is only for those that are open: it is computed from the whole history.
func (s *Site) mineRow(rd *office.Reader, v text.Voice, r *office.Row) (mineRow, error) {
	row := mineRow{Href: "/ho-so/" + r.ID, Name: r.ProcName, Lang: "vi", Code: r.Code, Filing: r.External, Owner: r.Owner, Pill: rowPill(v, *r), Sub: r.Steps}
	if v.Lang == text.EN && r.ProcNameEN != "" {
		row.Name, row.Lang, row.Sub = r.ProcNameEN, "en", unitWords(v, r.Competent) // steps are kept in Vietnamese alone
	}
	switch {
	case r.State == dossier.Filed:
		if row.When = v.T("mine.ack-by", "time", v.DateTime(r.AckBy)); s.o.Office.Now().After(r.AckBy) {
			row.When = v.T("mine.ack-late", "time", v.DateTime(r.AckBy))
		}
		row.Sub = unitWords(v, r.Reception)
	case !r.HandedAt.IsZero():
		row.When = v.T("mine.handed", "date", v.Date(r.HandedAt))
	case !r.Ended.IsZero():
		row.When = v.T("mine.ended", "date", v.Date(r.Ended))
	case !r.Due.IsZero():
		row.When = v.T("mine.due", "time", v.DateTime(r.Due))
	}
	if r.State.Open() && r.State != dossier.Filed {
		bar, err := rd.OwnBar(dossier.ID(r.ID))
		if err != nil {
			return row, err
		}
		row.Way = showWay(v, "", bar, true)
	}
	return row, nil
}

// Count says how many dossiers there are.
func (p *minePage) Count() string { return strconv.Itoa(p.Total) }
