package knowledge

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"motcua/ground/vn"
)

// An Index finds items by words as they are typed: without marks, every word whole but the last, which may be a beginning. It never
// changes; many goroutines may use it.
type Index struct {
	docs  []*Item
	words []string  // sorted
	short []int     // length of each document's title
	post  [][]int32 // of each word: documents, twice their number, and one more where the word stands in a title; ascending
}

// NewIndex reads items over.
func NewIndex(items []*Item) *Index {
	x := &Index{docs: slices.Clone(items)}
	slices.SortFunc(x.docs, func(a, b *Item) int { return cmp.Compare(a.ID, b.ID) })
	at := map[string][]int32{}
	for n, it := range x.docs {
		title, all := WordsOf(it)
		x.short = append(x.short, len(it.Shown().VI.Title))
		for w := range all {
			p := int32(2 * n)
			if title[w] {
				p++
			}
			at[w] = append(at[w], p)
		}
	}
	for w := range at {
		x.words = append(x.words, w)
	}
	slices.Sort(x.words)
	for _, w := range x.words {
		x.post = append(x.post, at[w])
	}
	return x
}

// WordsOf are the folded words by which an item is found: those of its titles and further keys, and all.
func WordsOf(it *Item) (title, all map[string]bool) {
	title, all = map[string]bool{}, map[string]bool{}
	t := it.Shown()
	for _, s := range []string{t.VI.Title, t.EN.Title, t.Keys} {
		for _, w := range vn.Words(plain(s)) {
			title[w], all[w] = true, true
		}
	}
	for _, s := range []string{t.VI.Body, t.EN.Body, t.Basis} {
		for _, w := range vn.Words(plain(s)) {
			all[w] = true
		}
	}
	for _, l := range t.Links {
		for _, w := range vn.Words(l.Code) {
			all[w] = true
		}
	}
	return title, all
}

// plain drops the gaps of a text.
func plain(s string) string { return gaps.ReplaceAllString(s, " ") }

// mostWords is how many words of a question are looked at.
const mostWords = 12

// Search gives the items that have every word, the last one as a beginning: those with the most of them in a title first, then the
// shorter title, then the name. No words are all items, the last changed first.
func (x *Index) Search(typed string, want func(*Item) bool) []*Item {
	ws := vn.Words(typed)
	ws = ws[:min(len(ws), mostWords)]
	var out []*Item
	if len(ws) == 0 {
		for _, it := range x.docs {
			if want(it) {
				out = append(out, it)
			}
		}
		slices.SortStableFunc(out, func(a, b *Item) int { return b.Updated.Compare(a.Updated) })
		return out
	}
	hits, titles := make([]uint8, len(x.docs)), make([]uint8, len(x.docs))
	for n, w := range ws {
		from, to := x.span(w, n == len(ws)-1)
		for i := from; i < to; i++ {
			for _, p := range x.post[i] {
				if d := p >> 1; hits[d] == uint8(n) {
					hits[d]++
					titles[d] = titles[d]&^one | uint8(p&1)*one
				} else if hits[d] == uint8(n+1) && p&1 == 1 { // another word with the same beginning
					titles[d] |= one
				}
			}
		}
		for d, t := range titles { // the mark of this word becomes one more of them
			titles[d] = t&^one + t/one
		}
	}
	var found []int32
	for d, it := range x.docs {
		if int(hits[d]) == len(ws) && want(it) {
			found = append(found, int32(d))
		}
	}
	slices.SortFunc(found, func(a, b int32) int {
		return cmp.Or(cmp.Compare(titles[b], titles[a]), cmp.Compare(x.short[a], x.short[b]), cmp.Compare(a, b))
	})
	for _, d := range found {
		out = append(out, x.docs[d])
	}
	return out
}

// Fit gives the items of those that are wanted that fit what somebody says, which need not have every word of it: the best first. A word
// counts the more the fewer items have it, and twice in a title; an item that speaks of one of the procedures comes before all others.
// What fits much less than the best one does not fit.
//
// choice: an item fits that has at least half of what the best one has.
func (x *Index) Fit(typed string, codes []string, want func(*Item) bool) (out []*Item) {
	n, worth := 0, make([]float64, len(x.docs))
	wanted := make([]bool, len(x.docs))
	for d, it := range x.docs {
		if wanted[d] = want(it); wanted[d] {
			n++
		}
	}
	ws := vn.Words(typed)
	ws = ws[:min(len(ws), mostWords)]
	for i, w := range ws {
		if slices.Contains(ws[:i], w) {
			continue
		}
		times := map[int32]float64{}
		for from, to := x.span(w, i == len(ws)-1); from < to; from++ {
			for _, p := range x.post[from] {
				if wanted[p>>1] {
					times[p>>1] = max(times[p>>1], float64(1+p&1))
				}
			}
		}
		for d, k := range times {
			worth[d] += k * math.Log(float64(n+1)/float64(len(times)))
		}
	}
	best := 0.0
	for _, k := range worth {
		best = max(best, k)
	}
	var found []int
	for d, it := range x.docs {
		about := slices.ContainsFunc(it.Shown().Links, func(l Link) bool { return slices.Contains(codes, l.Code) })
		if !wanted[d] || !about && (worth[d] == 0 || worth[d] < best/2) {
			continue
		}
		if about {
			worth[d] += best + 1
		}
		found = append(found, d)
	}
	slices.SortFunc(found, func(a, b int) int { return cmp.Or(cmp.Compare(worth[b], worth[a]), cmp.Compare(a, b)) })
	for _, d := range found {
		out = append(out, x.docs[d])
	}
	return out
}

// one marks, above the count of a document's words in titles, that the word that is looked at stands in its title.
const one = 128

// span gives the range of words that are w, or that begin with it.
func (x *Index) span(w string, beginning bool) (from, to int) {
	from, exact := slices.BinarySearch(x.words, w)
	if to = from; !beginning {
		if exact {
			to++
		}
		return from, to
	}
	for to < len(x.words) && strings.HasPrefix(x.words[to], w) {
		to++
	}
	return from, to
}
