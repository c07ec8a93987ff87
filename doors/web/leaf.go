package web

import "strconv"

// A Leaf is the part of a long list that the screen shows. Paper has no next page: the whole list stands in the page, and the screen
// alone leaves out what lies beyond the leaf. Sums below it are those of the whole list.
type Leaf struct {
	Pages    Pages
	from, to int
	all      int
}

// leafOf opens the leaf that an address asks for; one that is no leaf leads to the nearest. at gives the address of leaf n.
func leafOf(all int, page string, most int, word string, at func(n int) string) Leaf {
	n, _ := strconv.Atoi(page)
	n = min(max(n, 1), max(1, (all+most-1)/most))
	l := Leaf{from: (n - 1) * most, to: min(n*most, all), all: all}
	l.Pages = Pages{From: int64(min(l.from+1, l.to)), To: int64(l.to), Total: int64(all), Word: word, Whole: true}
	if n > 1 {
		l.Pages.Prev = at(n - 1)
	}
	if l.to < all {
		l.Pages.Next = at(n + 1)
	}
	return l
}

// Beyond says whether row i stands on paper alone. What follows the list, as its sum, stands below every leaf.
func (l Leaf) Beyond(i int) bool { return i < l.from || i >= l.to && i < l.all }

// Many says whether there is more than this leaf.
func (l Leaf) Many() bool { return l.Pages.Prev != "" || l.Pages.Next != "" }
