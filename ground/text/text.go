// Package text has the words of the screen in two languages, and dates, numbers and money as people say them.
//
// The words stand in words/*.txt, Vietnamese before English, one entry a block:
//
//	home.search.button
//	  vi Tìm thủ tục
//	  en Find a procedure
//
// A gap is written {name}; {n|day|days} chooses a word by the number n (English needs it, Vietnamese does not).
// A sentence goes on in a line indented further. A line that begins with # is a remark.
package text

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A Lang (ngôn ngữ) is one of the two languages of the screen, as its BCP 47 tag.
type Lang string

// The two languages. Vietnamese is the first and the default.
const (
	VI Lang = "vi"
	EN Lang = "en"
)

// Langs are all languages, the default first.
var Langs = []Lang{VI, EN}

// Known says whether l is one of the two languages.
func (l Lang) Known() bool { return slices.Contains(Langs, l) }

//go:embed words/*.txt
var words embed.FS

// An entry is one text in both languages, cut at its gaps, and the place where it is written.
type entry struct {
	key, file string
	line      int
	by        map[Lang][]piece
}

// A Catalog has every text. It never changes after it was loaded; many goroutines may use it.
type Catalog struct {
	entries map[string]*entry

	mu     sync.Mutex
	missed map[string]int // guarded by mu
}

// Load gives the words that the binary carries: one catalog, read the first time. Its error lists every mistake with
// file and line.
func Load() (*Catalog, error) { return carried() }

var carried = sync.OnceValues(func() (*Catalog, error) {
	sub, err := fs.Sub(words, "words")
	if err != nil {
		return nil, fmt.Errorf("open the words: %w", err)
	}
	return Read(sub)
})

// Read reads the words of every *.txt at the top of fsys. Refused are a key that stands twice, a missing language,
// a gap that only one language has, and anything that is not an entry; the error joins one line per mistake.
func Read(fsys fs.FS) (*Catalog, error) {
	names, err := fs.Glob(fsys, "*.txt")
	if err != nil {
		return nil, fmt.Errorf("list the words: %w", err)
	}
	c := &Catalog{entries: map[string]*entry{}, missed: map[string]int{}}
	var wrong []error
	for _, name := range names {
		b, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("read the words %s: %w", name, err)
		}
		found, errs := parse(name, string(b))
		wrong = append(wrong, errs...)
		for _, e := range found {
			if first, ok := c.entries[e.key]; ok {
				wrong = append(wrong, fmt.Errorf("%s:%d: %s stands already in %s:%d", e.file, e.line, e.key, first.file, first.line))
				continue
			}
			c.entries[e.key] = e
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return c, nil
}

// Has says whether a text of this key exists.
func (c *Catalog) Has(key string) bool { _, ok := c.entries[key]; return ok }

// Keys are all keys in order.
func (c *Catalog) Keys() []string { return slices.Sorted(maps.Keys(c.entries)) }

// Gaps are the names of the gaps of a text, in order, each once.
func (c *Catalog) Gaps(key string) []string {
	e := c.entries[key]
	if e == nil {
		return nil
	}
	return gaps(e.by[VI])
}

// T gives the text of a key with its gaps filled. args are pairs name, value, name, value…, or one map of them.
// A number is written as the language writes it. A string that begins with @ and is else a key stands for that key's
// text, so that a fault can say "@dossier.state.filed" without knowing the language. A missing key is shown as ⟦key⟧
// and counted, see Missed; a missing value leaves its gap visible.
func (c *Catalog) T(l Lang, key string, args ...any) string {
	e := c.entries[key]
	if e == nil {
		c.mu.Lock()
		c.missed[key]++
		c.mu.Unlock()
		return "⟦" + key + "⟧"
	}
	p := e.by[l]
	if p == nil {
		p = e.by[VI]
	}
	if len(p) == 1 && p[0].gap == "" {
		return p[0].words
	}
	return c.fill(l, p, args)
}

// Missed counts the keys that were asked for and do not exist.
func (c *Catalog) Missed() map[string]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return maps.Clone(c.missed)
}

// In gives the catalog's voice in one language; an unknown language speaks Vietnamese.
func (c *Catalog) In(l Lang) Voice {
	if !l.Known() {
		l = VI
	}
	return Voice{Lang: l, words: c}
}

// A Voice is the catalog in one language: what a page or a letter speaks with.
type Voice struct {
	Lang  Lang
	words *Catalog
}

// T gives the text of a key, see Catalog.T.
func (v Voice) T(key string, args ...any) string { return v.words.T(v.Lang, key, args...) }

// Has says whether a text of this key exists.
func (v Voice) Has(key string) bool { return v.words.Has(key) }

// Article says a rule such as "nd61-2018/19.4" as people cite it: "khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP". An act
// without a text of its own is shown by its code; no rule is "".
func (v Voice) Article(rule string) string {
	if rule == "" {
		return ""
	}
	act, place, _ := strings.Cut(rule, "/")
	name := act
	if v.Has("act." + act) {
		name = v.T("act." + act)
	}
	parts := strings.SplitN(place, ".", 3)
	switch {
	case place == "":
		return name
	case len(parts) == 1:
		return v.T("rule.article", "article", parts[0], "act", name)
	case len(parts) == 2:
		return v.T("rule.clause", "article", parts[0], "clause", parts[1], "act", name)
	}
	return v.T("rule.point", "article", parts[0], "clause", parts[1], "point", parts[2], "act", name)
}
