package procedure

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"motcua/ground/vn"
)

// A Query asks the catalogue. Every part that is not empty has to fit. Text is compared without marks and case.
type Query struct {
	Text      string
	Sector    string
	Agency    string // name or unit of an agency that performs, decides or is delegated
	Audience  string
	LifeEvent string
	Level     string                 // "province", "commune", … or the source's own word
	EventsOf  func(*Record) []string // the life events of a record; nil: those that the record names
	Open      bool                   // only procedures that dossiers can be received for here
	At        time.Time              // the versions in force then; zero: the newest of each
	Limit     int                    // most hits, 0 = all
}

// A Hit is one procedure that fits. Rank says how well, from 100 (the code itself) down.
type Hit struct {
	Record *Record
	Rank   int
}

// Near says that the words of the query were found only by taking them for others that are spelt nearly so.
func (h Hit) Near() bool { return h.Rank == rankNear }

// The ranks of hits, best first.
const (
	rankCode      = 100 // the code itself
	rankCodeHead  = 95  // the code begins so
	rankName      = 90  // the name or the short name itself
	rankKeywordIs = 85  // a keyword is so: the city says that people call it this
	rankNameHead  = 80  // either begins so
	rankKeyword   = 75  // a keyword begins so
	rankPhrase    = 70  // either has the words in this order
	rankWords     = 60  // all words are in names and keywords
	rankText      = 40  // all words are there, some only in papers or descriptions
	rankNear      = 20  // no procedure has all words; this one's names have words that are spelt nearly so
	rankAll       = 0   // nothing was asked
)

// Search gives the procedures that fit, the best first, and how many there are in all. The last word of the text may be
// unfinished, since people search while they type.
func (c *Catalogue) Search(q Query) ([]Hit, int) {
	f := newFilter(q)
	hits := c.index().find(q.Text, f.fits)
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(
			cmp.Compare(b.Rank, a.Rank),
			cmp.Compare(closed(a.Record), closed(b.Record)),
			cmp.Compare(len(title(a.Record)), len(title(b.Record))),
			cmp.Compare(a.Record.Code, b.Record.Code),
		)
	})
	total := len(hits)
	if q.Limit > 0 && total > q.Limit {
		hits = hits[:q.Limit]
	}
	return hits, total
}

// Warm builds the index of Search, which is else built by the first search.
func (c *Catalogue) Warm() { c.index() }

func closed(r *Record) int {
	if r.Open() {
		return 0
	}
	return 1
}

func title(r *Record) string { return cmp.Or(r.ShortName, r.Name) }

// A Facet is one value of a filter and how many procedures have it.
type Facet struct {
	Value string
	N     int
}

// Facets are the values that the filters can take, the commonest first.
type Facets struct{ Sectors, Agencies, Audiences, LifeEvents, Levels []Facet }

// Facets gives the values of the versions in force at t.
func (c *Catalogue) Facets(t time.Time) Facets { return c.FacetsOf(Query{At: t}) }

// FacetsOf gives the values that each filter of a query can take while the text and the other filters stay as they are:
// the count of a value is how many hits the query has with it.
func (c *Catalogue) FacetsOf(q Query) Facets {
	f := newFilter(q)
	by := map[part]map[string]int{}
	for _, p := range parts {
		by[p] = map[string]int{}
	}
	c.index().find(q.Text, func(d *doc) bool {
		if !f.stands(d) {
			return false
		}
		missed := part("")
		for _, p := range parts {
			if !f.has(p, d) {
				if missed != "" {
					return false // whatever one filter is set to, another one shuts it out
				}
				missed = p
			}
		}
		for _, p := range parts {
			if missed == "" || missed == p {
				count(by[p], f.values(p, d.rec)...)
			}
		}
		return false
	})
	return Facets{ranked(by[bySector]), ranked(by[byAgency]), ranked(by[byAudience]), ranked(by[byEvent]), ranked(by[byLevel])}
}

func count(m map[string]int, values ...string) {
	seen := map[string]bool{"": true}
	for _, v := range values {
		if !seen[v] {
			m[v]++
		}
		seen[v] = true
	}
}

func ranked(m map[string]int) []Facet {
	out := make([]Facet, 0, len(m))
	for _, v := range slices.Sorted(maps.Keys(m)) {
		out = append(out, Facet{v, m[v]})
	}
	slices.SortStableFunc(out, func(a, b Facet) int { return cmp.Compare(b.N, a.N) })
	return out
}

// agencies are those that a citizen may look for.
func (r *Record) agencies() []Agency { return slices.Concat(r.Performing, r.Competent, r.Delegated) }

// A part is one of the filters of a query.
type part string

const (
	bySector   part = "sector"
	byAgency   part = "agency"
	byAudience part = "audience"
	byEvent    part = "event"
	byLevel    part = "level"
)

var parts = []part{bySector, byAgency, byAudience, byEvent, byLevel}

// filter is the part of a query that is not text.
type filter struct {
	q              Query
	agency, sector string            // folded
	spelled        map[string]string // by folded name: how a name is written; the source spells "cấp Xã" and "cấp xã"
}

func newFilter(q Query) *filter {
	if q.EventsOf == nil {
		q.EventsOf = func(r *Record) []string { return r.LifeEvents }
	}
	return &filter{q: q, agency: vn.Fold(q.Agency), sector: vn.Fold(q.Sector), spelled: map[string]string{}}
}

func (f *filter) fits(d *doc) bool {
	return f.stands(d) && !slices.ContainsFunc(parts, func(p part) bool { return !f.has(p, d) })
}

// stands says whether the version is one of those that are looked at, whatever the filters are.
func (f *filter) stands(d *doc) bool {
	switch {
	case f.q.At.IsZero() && d.of.versions[len(d.of.versions)-1].rec != d.rec:
		return false
	case !f.q.At.IsZero() && !d.of.inForce(d.rec, f.q.At):
		return false
	}
	return !f.q.Open || d.rec.Open()
}

// has says whether a version fits one filter; one that is not set fits all.
func (f *filter) has(p part, d *doc) bool {
	switch p {
	case bySector:
		return f.sector == "" || d.text.sector == f.sector
	case byAgency:
		return f.agency == "" || slices.ContainsFunc(d.rec.agencies(), func(a Agency) bool {
			return a.Unit == f.q.Agency || vn.Fold(a.Name) == f.agency
		})
	case byAudience:
		return f.q.Audience == "" || slices.Contains(d.rec.Audiences, f.q.Audience)
	case byEvent:
		return f.q.LifeEvent == "" || slices.Contains(f.q.EventsOf(d.rec), f.q.LifeEvent)
	}
	return f.q.Level == "" || slices.Contains(d.rec.Levels, f.q.Level)
}

// values are those that a filter can be set to for a record.
func (f *filter) values(p part, r *Record) []string {
	switch p {
	case bySector:
		return []string{r.Sector}
	case byAgency:
		var names []string
		for _, a := range r.agencies() {
			key := vn.Fold(a.Name)
			if _, ok := f.spelled[key]; !ok {
				f.spelled[key] = a.Name
			}
			names = append(names, f.spelled[key])
		}
		return names
	case byAudience:
		return r.Audiences
	case byEvent:
		return f.q.EventsOf(r)
	}
	return r.Levels
}

func (h *history) inForce(r *Record, t time.Time) bool {
	v := h.at(t)
	return v != nil && v.rec == r
}

// folded is what Search knows of a record; copies of a version share it.
type folded struct {
	once                sync.Once
	name, short, sector string
	keywords            []string
	named               []string // words of names and keywords
	other               []string // words that are elsewhere
}

func (f *folded) of(r *Record) *folded {
	f.once.Do(func() {
		f.name, f.short, f.sector = vn.Fold(r.Name), vn.Fold(r.ShortName), vn.Fold(r.Sector)
		for _, k := range r.Keywords {
			f.keywords = append(f.keywords, vn.Fold(k))
		}
		named := map[string]bool{}
		for _, s := range slices.Concat([]string{r.Name, r.ShortName, r.NameEN}, r.Keywords) {
			note(named, nil, s)
		}
		other := map[string]bool{}
		for _, s := range []string{r.Sector, r.Description, r.Conditions} {
			note(other, named, s)
		}
		for _, x := range r.Results {
			note(other, named, x.Name)
		}
		for _, pc := range r.Cases {
			note(other, named, pc.Name.VI)
			for _, p := range pc.Papers {
				note(other, named, p.Name)
			}
		}
		f.named, f.other = slices.Collect(maps.Keys(named)), slices.Collect(maps.Keys(other))
	})
	return f
}

// note adds the words of s that are not in but.
func note(to, but map[string]bool, s string) {
	for _, w := range vn.Words(s) {
		if !but[w] {
			to[w] = true
		}
	}
}

// index finds records by their words.
type index struct {
	docs  []doc
	words []string   // sorted
	named [][]uint32 // by word: docs that have it in names and keywords
	other [][]uint32 // by word: docs that have it elsewhere only
}

// doc is one version of a procedure.
type doc struct {
	rec  *Record
	of   *history
	text *folded
}

func newIndex(c *Catalogue) *index {
	ix := &index{}
	type lists struct{ named, other []uint32 }
	byWord := map[string]*lists{}
	at := func(w string) *lists {
		l := byWord[w]
		if l == nil {
			l = &lists{}
			byWord[w] = l
		}
		return l
	}
	for _, id := range c.ids {
		h := c.byID[id]
		for _, v := range h.versions {
			d := doc{rec: v.rec, of: h, text: v.text.of(v.rec)}
			n := uint32(len(ix.docs))
			ix.docs = append(ix.docs, d)
			for _, w := range d.text.named {
				l := at(w)
				l.named = append(l.named, n)
			}
			for _, w := range d.text.other {
				l := at(w)
				l.other = append(l.other, n)
			}
		}
	}
	ix.words = slices.Sorted(maps.Keys(byWord))
	for _, w := range ix.words {
		ix.named = append(ix.named, byWord[w].named)
		ix.other = append(ix.other, byWord[w].other)
	}
	return ix
}

// find gives the hits of a text, unsorted.
func (ix *index) find(text string, fits func(*doc) bool) []Hit {
	var hits []Hit
	words := vn.Words(text)
	if len(words) == 0 {
		for i := range ix.docs {
			if d := &ix.docs[i]; fits(d) {
				hits = append(hits, Hit{d.rec, rankAll})
			}
		}
		return hits
	}
	phrase := vn.Fold(text)
	code := codeLike(phrase)
	named, all := ix.match(words)
	if code == "" && !slices.Contains(all, len(words)) {
		for _, i := range ix.near(words) {
			if d := &ix.docs[i]; fits(d) {
				hits = append(hits, Hit{d.rec, rankNear})
			}
		}
		return hits
	}
	for i := range ix.docs {
		d := &ix.docs[i]
		rank := -1
		switch {
		case code != "" && string(d.rec.Code) == code:
			rank = rankCode
		case code != "" && strings.HasPrefix(string(d.rec.Code), code):
			rank = rankCodeHead
		case named[i] == len(words):
			rank = d.rank(phrase)
		case all[i] == len(words):
			rank = rankText
		}
		if rank >= 0 && fits(d) {
			hits = append(hits, Hit{d.rec, rank})
		}
	}
	return hits
}

// codeLike gives the national part of what looks like a procedure's code or the beginning of one, "" else.
func codeLike(s string) string {
	if len(s) < 3 || s[1] != '.' {
		return ""
	}
	for i := range min(len(s), 8) {
		if i != 1 && (s[i] < '0' || s[i] > '9') {
			return ""
		}
	}
	return s[:min(len(s), 8)]
}

// match counts for each doc how many of the words it has: in names and keywords, and anywhere. The last word may be the
// beginning of one.
func (ix *index) match(words []string) (named, all []int) {
	named, all = make([]int, len(ix.docs)), make([]int, len(ix.docs))
	for n, w := range words {
		// A doc counts for word n only if it has every word before it, so that a doc is counted once per word even where
		// several words of the index begin with w.
		from, _ := slices.BinarySearch(ix.words, w)
		for i := from; i < len(ix.words); i++ {
			whole := ix.words[i] == w
			if !whole && (n < len(words)-1 || !strings.HasPrefix(ix.words[i], w)) {
				break
			}
			for _, d := range ix.named[i] {
				raise(named, d, n)
				raise(all, d, n)
			}
			for _, d := range ix.other[i] {
				raise(all, d, n)
			}
		}
	}
	return named, all
}

func raise(counts []int, d uint32, n int) {
	if counts[d] == n {
		counts[d] = n + 1
	}
}

// rank says how well names fit a phrase whose words they all have.
func (d *doc) rank(phrase string) int {
	switch {
	case d.text.name == phrase || d.text.short == phrase:
		return rankName
	case slices.Contains(d.text.keywords, phrase):
		return rankKeywordIs
	case strings.HasPrefix(d.text.name, phrase) || strings.HasPrefix(d.text.short, phrase):
		return rankNameHead
	case slices.ContainsFunc(d.text.keywords, func(k string) bool { return strings.HasPrefix(k, phrase) }):
		return rankKeyword
	case strings.Contains(d.text.name, phrase) || strings.Contains(d.text.short, phrase):
		return rankPhrase
	}
	return rankWords
}
