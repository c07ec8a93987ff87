package office

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/knowledge"
	"motcua/law/procedure"
)

// A library keeps the knowledge base in memory, so that it is searched while somebody types. It asks the store for one number at each
// look, and takes what changed since, on whichever node that was.
type library struct {
	now  atomic.Pointer[books]
	load sync.Mutex // one load at a time
}

// books is the knowledge base at a sum of versions. It never changes.
type books struct {
	sum    int64
	newest time.Time
	items  map[knowledge.ID]*knowledge.Item
	slugs  map[string]*knowledge.Item
	index  *knowledge.Index
	about  map[string][]*knowledge.Item // by the procedures that they speak of
}

// get gives the knowledge base as it stands.
func (s *library) get(ctx context.Context, r *store.Reader) (*books, error) {
	sum, err := r.KnowledgeSum(ctx)
	if err != nil {
		return nil, err
	}
	if k := s.now.Load(); k != nil && k.sum == sum {
		return k, nil
	}
	s.load.Lock()
	defer s.load.Unlock()
	old := s.now.Load()
	if old != nil && old.sum >= sum {
		return old, nil // somebody else took it meanwhile
	}
	k, err := readBooks(ctx, r, old)
	if err == nil && old != nil && k.sum < sum { // nodes' clocks differ by more than was thought: everything is read
		k, err = readBooks(ctx, r, nil)
	}
	if err != nil {
		return nil, err
	}
	s.now.Store(k)
	return k, nil
}

// readBooks takes what changed since old, nil for everything.
func readBooks(ctx context.Context, r *store.Reader, old *books) (*books, error) {
	k := &books{items: map[knowledge.ID]*knowledge.Item{}, slugs: map[string]*knowledge.Item{}, about: map[string][]*knowledge.Item{}}
	var since time.Time
	if old != nil {
		k.newest, since = old.newest, old.newest.Add(-time.Minute)
		maps.Copy(k.items, old.items)
	}
	rows, err := r.KnowledgeSince(ctx, since)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		it := new(knowledge.Item)
		if err := json.Unmarshal([]byte(rows[i].Body), it); err != nil {
			return nil, fmt.Errorf("item %s of the knowledge base: %w", rows[i].ID, err)
		}
		k.items[it.ID] = it
		k.newest = rows[i].Updated
	}
	var all []*knowledge.Item
	for _, it := range k.items {
		all = append(all, it)
		k.slugs[it.Slug] = it
		k.sum += it.Version
	}
	k.index = knowledge.NewIndex(all)
	for _, it := range k.index.Search("", func(*knowledge.Item) bool { return true }) {
		for _, l := range it.Shown().Links {
			k.about[l.Code] = append(k.about[l.Code], it)
		}
	}
	return k, nil
}

// A KnowledgeLine is an item as lists show it.
type KnowledgeLine struct {
	*knowledge.Item
	Stale []knowledge.Stale // procedures that went on without it
}

// A KnowledgeFilter narrows the list of items. The zero value is all that is in use, the last changed first.
type KnowledgeFilter struct {
	Words   string
	Kind    knowledge.Kind
	State   knowledge.State // "" is whatever is in use
	Pending bool            // a text waits to be read
	Stale   bool
	Code    string // of a procedure that it speaks of
	Offset  int
	most    int // 0: a page of a list
}

// KnowledgeShown is how many items a page of a list has.
const KnowledgeShown = 20

// mostBeside is how many items a search beside somebody's work gives, which is cut by whoever shows it.
const mostBeside = 50

// KnowledgeCounts are figures over the whole knowledge base.
type KnowledgeCounts struct{ Live, Stale, Pending, Withdrawn int64 }

// stale gives what a text has not kept up with, at the reader's moment.
func (r *Reader) stale(it *knowledge.Item) []knowledge.Stale {
	return it.Shown().StaleAt(func(code string) int { return r.w.inForce(code, r.now) })
}

// KnowledgeList lists items for those who answer people.
func (r *Reader) KnowledgeList(f KnowledgeFilter) (out []KnowledgeLine, total int64, err error) {
	if err := access.May(r.who, "read-knowledge", access.Object{}); err != nil {
		return nil, 0, err
	}
	k, err := r.o.library.get(r.ctx, r.db)
	if err != nil {
		return nil, 0, err
	}
	found := k.index.Search(f.Words, func(it *knowledge.Item) bool {
		switch {
		case f.Kind != "" && it.Kind != f.Kind, f.Pending && !it.Pending(), f.State != "" && it.State != f.State:
			return false
		case f.State == "" && !f.Pending && it.Live == nil:
			return false
		case f.Code != "" && !slices.ContainsFunc(it.Shown().Links, func(l knowledge.Link) bool { return l.Code == f.Code }):
			return false
		}
		return !f.Stale || len(r.stale(it)) > 0
	})
	from := min(max(f.Offset, 0), len(found))
	for _, it := range found[from:min(from+cmp.Or(f.most, KnowledgeShown), len(found))] {
		out = append(out, KnowledgeLine{it, r.stale(it)})
	}
	return out, int64(len(found)), nil
}

// KnowledgeSearch gives the first items in use of a kind ("" for all) that have the words.
func (r *Reader) KnowledgeSearch(words string, kind knowledge.Kind) ([]KnowledgeLine, error) {
	out, _, err := r.KnowledgeList(KnowledgeFilter{Words: words, Kind: kind, most: mostBeside})
	return out, err
}

// Replies gives the first saved replies in use that have the words.
func (r *Reader) Replies(words string) ([]KnowledgeLine, error) {
	return r.KnowledgeSearch(words, knowledge.Reply)
}

// procedureFits is how many procedures of a search are looked at for scripts that speak of them.
const procedureFits = 5

// Scripts gives the scripts in use that fit what is typed, the best first: words of a topic, or a procedure that a script speaks of.
func (r *Reader) Scripts(typed string) (out []KnowledgeLine, err error) {
	if err := access.May(r.who, "read-knowledge", access.Object{}); err != nil {
		return nil, err
	}
	k, err := r.o.library.get(r.ctx, r.db)
	if err != nil {
		return nil, err
	}
	var codes []string
	if strings.TrimSpace(typed) != "" {
		for _, h := range r.Procedures(ProcedureQuery{Text: typed, Limit: procedureFits, Bare: true}).Hits {
			codes = append(codes, string(h.Record.Code))
		}
	}
	for _, it := range k.index.Fit(typed, codes, func(it *knowledge.Item) bool { return it.Kind == knowledge.Script && it.Live != nil }) {
		out = append(out, KnowledgeLine{it, r.stale(it)})
	}
	return out, nil
}

// KnowledgeCounts counts items: those in use, of them the stale ones, those of which a text waits, those withdrawn.
func (r *Reader) KnowledgeCounts() (c KnowledgeCounts, err error) {
	if err := access.May(r.who, "read-knowledge", access.Object{}); err != nil {
		return c, err
	}
	k, err := r.o.library.get(r.ctx, r.db)
	if err != nil {
		return c, err
	}
	for _, it := range k.items {
		if it.Live != nil {
			c.Live++
			if len(r.stale(it)) > 0 {
				c.Stale++
			}
		}
		if it.Pending() {
			c.Pending++
		}
		if it.State == knowledge.Withdrawn {
			c.Withdrawn++
		}
	}
	return c, nil
}

// A KnowledgeView is an item with what the reader may do.
type KnowledgeView struct {
	KnowledgeLine
	Acts    []knowledge.Act
	Votes   map[int]store.Votes // about each text
	Changes map[string][]procedure.Change
	Vouched bool // one person found it still right under what is in force now, and a second one is to agree
}

// KnowledgeItem gives one item whole, to those who answer people.
func (r *Reader) KnowledgeItem(id knowledge.ID) (*KnowledgeView, error) {
	if err := access.May(r.who, "read-knowledge", access.Object{}); err != nil {
		return nil, err
	}
	k, err := r.o.library.get(r.ctx, r.db)
	if err != nil {
		return nil, err
	}
	it := k.items[id]
	if it == nil {
		return nil, fault.New(fault.Missing, "knowledge.missing")
	}
	v := &KnowledgeView{KnowledgeLine: KnowledgeLine{it, r.stale(it)}, Changes: map[string][]procedure.Change{}}
	for _, s := range v.Stale {
		older, newer := r.w.Procedures.Version(procedure.ID(s.Code), s.Written), r.w.Procedures.Version(procedure.ID(s.Code), s.Now)
		if older != nil && newer != nil {
			v.Changes[s.Code] = procedure.VersionDiff(*older, *newer)
		}
	}
	v.Vouched = r.vouched(it)
	for _, rule := range knowledge.Rules {
		if r.mayKnowledge(it, &rule, len(v.Stale) > 0) {
			v.Acts = append(v.Acts, rule.Act)
		}
	}
	v.Votes, err = r.db.Votes(r.ctx, string(id))
	return v, err
}

// mayKnowledge says whether the reader could do an act now.
func (r *Reader) mayKnowledge(it *knowledge.Item, rule *knowledge.Rule, stale bool) bool {
	switch {
	case !slices.Contains(rule.From, it.State), mayKnowledge(r.who, rule, access.Object{Org: r.w.Org, At: r.now}) != nil:
		return false
	case rule.Act == knowledge.ActConfirm:
		return stale && it.Live != nil && (it.Vouched == nil || it.Vouched.By != r.who.Actor() || !r.vouched(it))
	case rule.Act == knowledge.ActPublish:
		return !it.ForPeople(&it.New) || it.New.By != r.who.Actor()
	}
	return true
}

// vouched says whether somebody found an item right under the very versions that are in force now.
func (r *Reader) vouched(it *knowledge.Item) bool {
	return it.Vouched != nil && it.Live != nil && !slices.ContainsFunc(it.Vouched.Links, func(l knowledge.Link) bool {
		n := r.w.inForce(l.Code, r.now)
		return n == 0 || n > l.Version
	})
}

// MayWriteKnowledge says whether the reader may write items.
func (r *Reader) MayWriteKnowledge() error {
	return access.May(r.who, "write-knowledge", access.Object{Org: r.w.Org, At: r.now})
}

// public says whether everybody may read an item now.
// choice: what was written against an older version is not put before people as if it held; agents see it with its mark.
func (r *Reader) public(it *knowledge.Item) bool {
	return it.Kind == knowledge.Article && it.Live != nil && it.Live.Audience == knowledge.Public && len(r.stale(it)) == 0
}

// Answers gives the public articles that have the words; none: all, the last changed first.
func (r *Reader) Answers(words string) ([]*knowledge.Item, error) {
	if err := access.May(r.who, "read-public", access.Object{}); err != nil {
		return nil, err
	}
	k, err := r.o.library.get(r.ctx, r.db)
	if err != nil {
		return nil, err
	}
	return k.index.Search(words, r.public), nil
}

// AnswersOn gives the public articles about a procedure.
func (r *Reader) AnswersOn(code procedure.ID) (out []*knowledge.Item, err error) {
	if err := access.May(r.who, "read-public", access.Object{}); err != nil {
		return nil, err
	}
	k, err := r.o.library.get(r.ctx, r.db)
	if err != nil {
		return nil, err
	}
	for _, it := range k.about[string(code)] {
		if r.public(it) {
			out = append(out, it)
		}
	}
	return out, nil
}

// Answer gives a public article by its name in addresses. One that is being checked against a newer version of its procedure is given
// with that mark, so that its address says so.
func (r *Reader) Answer(slug string) (*KnowledgeLine, error) {
	if err := access.May(r.who, "read-public", access.Object{}); err != nil {
		return nil, err
	}
	k, err := r.o.library.get(r.ctx, r.db)
	if err != nil {
		return nil, err
	}
	it := k.slugs[slug]
	if it != nil && it.Kind == knowledge.Article && it.Live != nil && it.Live.Audience == knowledge.Public {
		return &KnowledgeLine{it, r.stale(it)}, nil
	}
	return nil, fault.New(fault.Missing, "knowledge.missing")
}

// Helped takes whether a public article helped: one answer of a voter about one text, the last one counts. The voter is a secret of the
// browser, of which a keyed hash is kept.
func (o *Office) Helped(ctx context.Context, who Who, slug string, rev int, voter string, helped bool) error {
	line, err := o.Read(ctx, who).Answer(slug)
	if err != nil {
		return err
	}
	if line.Live.Rev != rev || len(line.Stale) > 0 {
		return fault.New(fault.Conflict, "knowledge.other-text")
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		return tx.Vote(string(line.ID), rev, o.keyed("knowledge-vote", voter), helped, tx.Now())
	})
}
