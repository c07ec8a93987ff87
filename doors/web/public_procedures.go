package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

// proceduresPage searches the catalogue (danh mục thủ tục).
type proceduresPage struct {
	Base
	*Form   // the filters
	Query   string
	Keep    map[string]string // filters that the search form carries on
	Sectors []Chip            // the commonest fields among what was found
	Chosen  []Chip            // filters that are set; each link takes one away
	Hits    []hit
	Total   int
	Near    bool // the hits have words spelt nearly as those of the query
	Pages   Pages
	Empty   Empty
	Tries   []Link // what to try when nothing was found
}

// Template names the page's template.
func (*proceduresPage) Template() string { return "public/procedures" }

// A hit is a procedure in a list.
type hit struct {
	Code, Href  string
	Title, Lang string // Lang: the language of Title when it is not the page's
	Sub         string // the official name in Vietnamese, "" when it is the title
	Sector      string
	Agency      string
	Limit, Fee  string // "" = the source does not say
	Pill        *Pill
	Guide       string // where its papers are prepared, on pages of life events
}

// newHit shows a procedure in a line.
func newHit(v text.Voice, r *procedure.Record) hit {
	h := hit{Code: string(r.Code), Href: "/thu-tuc/" + string(r.Code), Title: cmp.Or(r.ShortName, r.Name), Sector: r.Sector, Lang: "vi"}
	if v.Lang == text.EN && r.NameEN != "" {
		h.Title, h.Lang, h.Sub = r.NameEN, "en", r.Name
	} else if h.Title != r.Name {
		h.Sub = r.Name
	}
	var names []string
	for _, a := range r.Competent {
		names = append(names, a.Name)
	}
	h.Agency = strings.Join(names, ", ")
	if len(r.Cases) > 0 {
		if rule := firstRule(&r.Cases[0]); rule != nil {
			h.Limit, h.Fee = cut(limitWords(v, rule), 60), feeShort(v, rule)
		}
	}
	if r.Open() {
		h.Pill = &Pill{OK, v.T("procedure.pill.receives")}
	}
	return h
}

// firstRule is the rule of the desk, else of the first channel that the case has.
func firstRule(c *procedure.Case) *procedure.ChannelRule {
	if rule := c.Rule(procedure.Desk); rule != nil {
		return rule
	}
	if len(c.Channels) == 0 {
		return nil
	}
	return &c.Channels[0]
}

// pageSize is how many procedures a page of the catalogue shows.
const pageSize = 20

// The names of the filters in the address.
const (
	filterText     = "q"
	filterSector   = "linh-vuc"
	filterAgency   = "co-quan"
	filterAudience = "doi-tuong"
	filterEvent    = "viec"
	filterLevel    = "cap"
	filterPage     = "trang"
)

// proceduresQuery reads the filters of an address.
func proceduresQuery(q url.Values) office.ProcedureQuery {
	page, _ := strconv.Atoi(q.Get(filterPage))
	page = min(max(page, 1), 10000)
	return office.ProcedureQuery{
		Text: cut(strings.TrimSpace(q.Get(filterText)), 200), Sector: q.Get(filterSector), Agency: q.Get(filterAgency),
		Audience: q.Get(filterAudience), LifeEvent: q.Get(filterEvent), Level: q.Get(filterLevel), Skip: (page - 1) * pageSize, Limit: pageSize,
	}
}

// cut gives the first n letters of s.
func cut(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func (s *Site) procedures(w http.ResponseWriter, r *http.Request) error {
	v, in := s.voice(r), r.URL.Query()
	in.Del("lang")
	q := proceduresQuery(in)
	reader := s.read(r)
	list := reader.Procedures(q)
	p := &proceduresPage{
		Base:  Base{TitleKey: "procedures.title", Nav: "procedures", Crumbs: []Crumb{{v.T("nav.home"), "/"}}, Scripts: []string{"suggest.js"}},
		Query: q.Text, Total: list.Total, Near: list.Near, Keep: map[string]string{}, Form: NewForm(v, nil, nil),
	}
	for _, h := range list.Hits {
		p.Hits = append(p.Hits, newHit(v, h.Record))
	}
	p.filters(v, list.Facets, q, in, s.o.Office.World().LifeEvents)
	p.Pages = pagesOf(v, v.T("procedures.word"), q.Skip, len(list.Hits), list.Total, func(n int) string {
		return address("/thu-tuc", in, filterPage, strconv.Itoa(n))
	})
	switch {
	case list.Total == 0:
		p.Empty = Empty{Title: v.T("procedures.none"), Words: v.T("procedures.none-words")}
		p.Tries = tries(v, reader, q)
	case len(list.Hits) == 0: // a page behind the last one
		p.Empty = Empty{Title: v.T("procedures.no-page"), Words: v.T("procedures.no-page-words", "n", list.Total), Link: Link{v.T("procedures.first-page"), address("/thu-tuc", in, filterPage, "")}}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// mostSectors is how many fields are offered above the list.
const mostSectors = 8

// filters fills what the reader can narrow by, and what is narrowed by already. The count of a value is how many
// procedures the list would have with it.
func (p *proceduresPage) filters(v text.Voice, f procedure.Facets, q office.ProcedureQuery, in url.Values, events []office.LifeEvent) {
	same := func(value string) string { return value }
	eventWords := func(slug string) string {
		for _, e := range events {
			if e.Slug == slug {
				return wordsIn(v, e.Title)
			}
		}
		return slug
	}
	for _, x := range []struct {
		name, label, now string
		facets           []procedure.Facet
		words            func(string) string
	}{
		{filterSector, "procedures.sector", q.Sector, f.Sectors, same},
		{filterAgency, "procedures.agency", q.Agency, f.Agencies, same},
		{filterAudience, "procedures.audience", q.Audience, f.Audiences, func(a string) string { return audienceWords(v, a) }},
		{filterEvent, "procedures.event", q.LifeEvent, f.LifeEvents, eventWords},
		{filterLevel, "procedures.level", q.Level, f.Levels, func(l string) string { return known(v, "level.", l) }},
	} {
		p.Form.Add(Field{Name: x.name, Kind: BoxSelect, Label: v.T(x.label), Value: x.now, Blank: v.T("procedures.any"), Options: facetOptions(v, x.facets, x.now, x.words)})
		if x.now != "" {
			p.Keep[x.name] = x.now
			p.Chosen = append(p.Chosen, Chip{Words: x.words(x.now), Count: -1, Href: address("/thu-tuc", in, x.name, "", filterPage, "")})
		}
	}
	if q.Sector != "" || len(f.Sectors) < 2 {
		return
	}
	for _, x := range f.Sectors[:min(mostSectors, len(f.Sectors))] {
		p.Sectors = append(p.Sectors, Chip{Words: x.Value, Count: int64(x.N), Href: address("/thu-tuc", in, filterSector, x.Value, filterPage, "")})
	}
}

// tries offers searches that do find something: the same words without filters, fewer words, everything.
func tries(v text.Voice, reader *office.Reader, q office.ProcedureQuery) []Link {
	var out []Link
	bare := office.ProcedureQuery{Text: q.Text, Limit: 1}
	if n := reader.Procedures(bare).Total; q.Text != "" && n > 0 {
		out = append(out, Link{v.T("procedures.try-bare", "text", q.Text, "n", n), address("/thu-tuc", nil, filterText, q.Text)})
	}
	for _, shorter := range fewerWords(q.Text) {
		if n := reader.Procedures(office.ProcedureQuery{Text: shorter, Limit: 1, Bare: true}).Total; n > 0 {
			out = append(out, Link{v.T("procedures.try-words", "text", shorter, "n", n), address("/thu-tuc", nil, filterText, shorter)})
			break
		}
	}
	return append(out, Link{v.T("procedures.try-all"), "/thu-tuc"})
}

// mostTried is how many words of a question are left out in turn; a longer one is a text, not a question.
const mostTried = 8

// fewerWords gives the runs of words within a question, the longest first: one misspelt word hides all others.
func fewerWords(text string) []string {
	words := strings.Fields(text)
	words = words[:min(mostTried, len(words))]
	var out []string
	for n := len(words) - 1; n > 0; n-- {
		for from := 0; from+n <= len(words); from++ {
			out = append(out, strings.Join(words[from:from+n], " "))
		}
	}
	return out
}

// facetOptions are the answers of a filter with their counts; a value that was asked for stays even with none.
func facetOptions(v text.Voice, facets []procedure.Facet, now string, words func(string) string) []Option {
	var out []Option
	found := now == ""
	for _, f := range facets {
		found = found || f.Value == now
		out = append(out, Option{Value: f.Value, Label: v.T("procedures.facet", "name", words(f.Value), "n", f.N)})
	}
	if !found {
		out = append(out, Option{Value: now, Label: v.T("procedures.facet", "name", words(now), "n", 0)})
	}
	return out
}

// audienceWords names who applies; words of a source that this house does not know stay as they are.
func audienceWords(v text.Voice, a string) string { return known(v, "audience.", a) }

// address puts filters into an address; pairs are name, value, …, and an empty value takes the filter away.
func address(path string, in url.Values, pairs ...string) string {
	q := url.Values{}
	for k, vs := range in {
		if len(vs) > 0 && vs[0] != "" {
			q.Set(k, vs[0])
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if q.Del(pairs[i]); pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// pagesAt is the way through a list whose address names the row that it begins at; of one that is not counted (total below 0), a full
// page has a next one.
func pagesAt(path string, q url.Values, name, word string, from, here, most int, total int64) Pages {
	p := Pages{From: int64(from) + 1, To: int64(from + here), Total: total, Word: word}
	if from > 0 {
		p.Prev = address(path, q, name, strconv.Itoa(max(from-most, 0)))
	}
	if int64(from+here) < total || total < 0 && here == most {
		p.Next = address(path, q, name, strconv.Itoa(from+most))
	}
	return p
}

// pagesOf is the way through a list of numbered pages. at gives the address of page n.
func pagesOf(v text.Voice, word string, skip, here, total int, at func(n int) string) Pages {
	if here == 0 {
		return Pages{}
	}
	p := Pages{From: int64(skip + 1), To: int64(skip + here), Total: int64(total), Word: word}
	n := skip/pageSize + 1
	if n > 1 {
		p.Prev = at(n - 1)
	}
	if skip+here < total {
		p.Next = at(n + 1)
	}
	return p
}
