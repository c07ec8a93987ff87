package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/words/org"
)

// unitsPage lists the units of the city, of today and of the past (đơn vị và tổ chức).
type unitsPage struct {
	Base
	Search Search
	Chips  []Chip
	Rows   []unitLine
	Pages  Pages
	Found  string
	Empty  Empty
}

// Template names the page's template.
func (*unitsPage) Template() string { return "settings/units" }

// A unitLine is one unit.
type unitLine struct {
	Name, ID, Kind, Code, Under, UnderHref, Valid, Successors string
	ExampleCode, Example, Receives, Ended                     bool
	Posts                                                     int
}

func (s *Site) settingUnits(w http.ResponseWriter, r *http.Request) error {
	v, q, o, now := s.voice(r), r.URL.Query(), s.o.Office.World().Org, s.o.Office.Now()
	q.Del("lang")
	kind, under, ended, find := q.Get("kind"), q.Get("under"), q.Get("ended") == "1", vn.Fold(cut(strings.TrimSpace(q.Get("q")), 200))
	p := &unitsPage{Base: s.settingsBase(v, "units")}
	p.Search = Search{Action: "/settings/units", Name: "q", Label: v.T("settings.units.search"), Value: q.Get("q"), Button: v.T("settings.find"), Keep: map[string]string{}}
	for _, name := range []string{"kind", "under", "ended"} {
		if q.Get(name) != "" {
			p.Search.Keep[name] = q.Get(name)
		}
	}
	counts, past := map[org.UnitKind]int64{}, int64(0)
	var all []unitLine
	for _, u := range o.Known() {
		over := !u.OpenAt(now)
		if under != "" && string(u.Parent) != under || find != "" && !strings.Contains(vn.Fold(u.Name+" "+u.NameEN+" "+string(u.ID)+" "+string(u.Code)), find) {
			continue
		}
		if over {
			past++
		}
		if over != ended {
			continue
		}
		counts[u.Kind]++
		if kind == "" || kind == string(u.Kind) {
			all = append(all, s.unitLine(v, u, q))
		}
	}
	for _, k := range org.UnitKinds {
		if counts[k] > 0 {
			to := string(k)
			if to == kind {
				to = ""
			}
			p.Chips = append(p.Chips, Chip{Words: v.T("org.kind." + string(k)), Count: counts[k], Href: address("/settings/units", q, "kind", to, "page", ""), Current: string(k) == kind})
		}
	}
	to := "1"
	if ended {
		to = ""
	}
	p.Chips = append(p.Chips, Chip{Words: v.T("settings.units.ended"), Count: past, Href: address("/settings/units", q, "ended", to, "kind", "", "page", ""), Current: ended})
	p.Found = v.T("settings.units.found", "n", len(all))
	p.Rows, p.Pages = slice(v, all, q.Get("page"), v.T("settings.units.word"), func(n int) string { return address("/settings/units", q, "page", strconv.Itoa(n)) })
	if len(all) == 0 {
		p.Empty = Empty{Title: v.T("settings.none"), Words: v.T("settings.none-words"), Link: Link{v.T("settings.all"), "/settings/units"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) unitLine(v text.Voice, u *org.Unit, q map[string][]string) unitLine {
	now := s.o.Office.Now()
	l := unitLine{
		Name: unitWords(v, s.unitNamed(string(u.ID))), ID: string(u.ID), Kind: v.T("org.kind." + string(u.Kind)), Code: string(u.Code), ExampleCode: u.CodeSource == org.Example,
		Example: u.Example, Receives: u.Receives, Ended: !u.OpenAt(now), Posts: len(s.o.Office.World().Org.PostsIn(u.ID, now)),
	}
	if u.Parent != "" {
		l.Under, l.UnderHref = unitWords(v, s.unitNamed(string(u.Parent))), address("/settings/units", q, "under", string(u.Parent), "page", "", "kind", "")
	}
	l.Valid = v.T("settings.rules.from", "from", v.Date(u.From))
	if !u.To.IsZero() {
		l.Valid = v.T("settings.rules.from-to", "from", v.Date(u.From), "to", v.Date(u.To.Add(-1)))
	}
	var next []string
	for _, id := range u.Successors {
		next = append(next, unitWords(v, s.unitNamed(string(id))))
	}
	l.Successors = strings.Join(next, ", ")
	return l
}

// accountsPage lists officers' accounts, for administrators alone (tài khoản).
type accountsPage struct {
	Base
	Search Search
	Chips  []Chip
	Rows   []accountLine
	Pages  Pages
	Found  string
	Others string
	Empty  Empty
}

// Template names the page's template.
func (*accountsPage) Template() string { return "settings/accounts" }

// An accountLine is one account.
type accountLine struct {
	Username, Name string
	Href           string
	Open           bool
	Email          string
	Posts          []string
	Made           bool
	SignedIn       string
	Failures       int
}

func (s *Site) settingAccounts(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	q.Del("lang")
	officers, others, err := s.read(r).Accounts()
	if err != nil {
		return err
	}
	p := &accountsPage{Base: s.settingsBase(v, "accounts"), Others: v.T("settings.accounts.others", "n", others)}
	find := vn.Fold(cut(strings.TrimSpace(q.Get("q")), 200))
	p.Search = Search{Action: "/settings/accounts", Name: "q", Label: v.T("settings.accounts.search"), Value: q.Get("q"), Button: v.T("settings.find")}
	var all []accountLine
	counts := map[string]int64{}
	chip := q.Get("chip")
	for _, a := range officers {
		l := accountLine{Href: accountHref(a.Username), Open: a.Open, Username: a.Username, Name: a.Name, Email: a.Email, Made: a.Made, Failures: a.Failures, SignedIn: v.T("settings.accounts.never")}
		if !a.SignedIn.IsZero() {
			l.SignedIn = v.Short(a.SignedIn)
		}
		for _, post := range a.Posts {
			l.Posts = append(l.Posts, v.T("org.role."+post.Role)+", "+unitWords(v, post.Unit))
		}
		if find == "" || strings.Contains(vn.Fold(l.Username+" "+l.Name+" "+l.Email+" "+strings.Join(l.Posts, " ")), find) {
			state := "open"
			if !a.Open {
				state = "none"
			}
			counts[state]++
			if chip == "" || chip == state {
				all = append(all, l)
			}
		}
	}
	for _, c := range []string{"", "open", "none"} {
		n := counts[c]
		if c == "" {
			n = counts["open"] + counts["none"]
		}
		p.Chips = append(p.Chips, Chip{Words: v.T("settings.accounts.chip." + firstWord(c, "all")), Count: n, Href: address("/settings/accounts", nil, "q", q.Get("q"), "chip", c), Current: c == chip})
	}
	slices.SortStableFunc(all, func(a, b accountLine) int { return compareWords(a.Name, b.Name) })
	p.Found = v.T("settings.accounts.found", "n", len(all))
	p.Rows, p.Pages = slice(v, all, q.Get("page"), v.T("settings.accounts.word"), func(n int) string { return address("/settings/accounts", q, "page", strconv.Itoa(n)) })
	if len(all) == 0 {
		p.Empty = Empty{Title: v.T("settings.none"), Words: v.T("settings.none-words"), Link: Link{v.T("settings.all"), "/settings/accounts"}}
	}
	return s.Render(w, r, http.StatusOK, p)
}
