package procedure

import "slices"

// Words that are spelt nearly so. A query comes here only when no procedure has all of its words; names and keywords
// alone are looked at, so that nonsense finds nothing.

// mostNear is the most words of a query that are looked at: a longer one is a text, not a question.
const mostNear = 12

// near gives the docs whose names have all words, some of them spelt otherwise, with the fewest letters changed.
func (ix *index) near(words []string) []int {
	if len(words) > mostNear {
		return nil
	}
	right := 0 // words that some name has as they are
	for i, w := range words {
		if ix.isNamed(w, i == len(words)-1) {
			right++
		}
	}
	if 2*right < len(words) && len(words) > 1 {
		return nil
	}
	changed := make([]int, len(ix.docs))
	for i, w := range words {
		best := make([]int, len(ix.docs))
		for d := range best {
			best[d] = -1
		}
		others := right
		if ix.isNamed(w, i == len(words)-1) {
			others--
		}
		for k, known := range ix.words {
			if len(ix.named[k]) == 0 {
				continue
			}
			n := misspelt(w, known, i == len(words)-1, others)
			if n < 0 {
				continue
			}
			for _, d := range ix.named[k] {
				if best[d] < 0 || n < best[d] {
					best[d] = n
				}
			}
		}
		for d, n := range best {
			if n < 0 || changed[d] < 0 {
				changed[d] = -1
			} else {
				changed[d] += n
			}
		}
	}
	least := -1
	for _, n := range changed {
		if n >= 0 && (least < 0 || n < least) {
			least = n
		}
	}
	var out []int
	for d, n := range changed {
		if n >= 0 && n == least {
			out = append(out, d)
		}
	}
	return out
}

// isNamed says whether a name or keyword has the word, or one that begins so where the word may be unfinished.
func (ix *index) isNamed(w string, unfinished bool) bool {
	from, _ := slices.BinarySearch(ix.words, w)
	for k := from; k < len(ix.words); k++ {
		if ix.words[k] != w && (!unfinished || len(ix.words[k]) < len(w) || ix.words[k][:len(w)] != w) {
			return false
		}
		if len(ix.named[k]) > 0 {
			return true
		}
	}
	return false
}

// misspelt says by how many letters w misses known, -1 when it is too far to be meant. others is how many other words of
// the query are right: the shorter a word, the more of them it takes to believe that it was meant otherwise.
// choice: syllables have three or four letters, so that one letter may be wrong, two in words of eight and more.
func misspelt(w, known string, unfinished bool, others int) int {
	if w == known || unfinished && len(w) < len(known) && known[:len(w)] == w {
		return 0
	}
	most := 1
	switch {
	case len(w) < 2 || w[0] != known[0] || digitIn(w):
		return -1
	case len(w) == 2 && others < 2, len(w) == 3 && others < 1:
		return -1
	case len(w) >= 8:
		most = 2
	}
	if len(known)-len(w) > most || len(w)-len(known) > most || len(known) < 2 {
		return -1
	}
	if n := changes(w, known); n <= most {
		return n
	}
	return -1
}

func digitIn(w string) bool {
	for i := range len(w) {
		if w[i] >= '0' && w[i] <= '9' {
			return true
		}
	}
	return false
}

// changes is the number of letters to add, drop, change or swap with the next one to make b of a; words are folded, so
// that a byte is a letter.
func changes(a, b string) int {
	before, row := make([]int, len(b)+1), make([]int, len(b)+1)
	for k := range row {
		row[k] = k
	}
	for i := range len(a) {
		last := slices.Clone(row)
		row[0] = i + 1
		for k := range len(b) {
			d := last[k]
			if a[i] != b[k] {
				d++
			}
			row[k+1] = min(d, last[k+1]+1, row[k]+1)
			if i > 0 && k > 0 && a[i] == b[k-1] && a[i-1] == b[k] {
				row[k+1] = min(row[k+1], before[k-1]+1)
			}
		}
		before = last
	}
	return row[len(b)]
}
