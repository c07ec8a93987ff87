package fee

import (
	"maps"
	"slices"
	"strings"
)

// A Hole is a place of a table of fees where nothing, or more than one thing, is said.
type Hole struct {
	Items  []int             // an overlap: the two items that both apply, as places in the list; a gap: the items of the table
	Inputs map[string]string // answers that show it, one for each input of the table
}

// mostAnswers bounds the answers that are tried for one table.
const mostAnswers = 20000

// Items that ask about the same inputs are one table: what they say must be complete and, where they are the same fee
// (the same code, or the same name where there is none), free of overlap.

// Overlaps gives, for each two items that are the same fee, answers for which both apply on one day. domains are the
// answers that each input can have; an input without a domain has those that the items name.
func Overlaps(items []Item, domains map[string][]string) []Hole {
	var out []Hole
	for i := range items {
		for k := i + 1; k < len(items); k++ {
			a, b := &items[i], &items[k]
			if !sameFee(a, b) || a.dong() != b.dong() || !meet(a, b) {
				continue
			}
			if in, ok := both(a, b, domains); ok {
				out = append(out, Hole{Items: []int{i, k}, Inputs: in})
			}
		}
	}
	return out
}

func sameFee(a, b *Item) bool {
	if a.Code != "" || b.Code != "" {
		return a.Code == b.Code
	}
	return a.Name == b.Name
}

// meet says whether both items are in force on one day.
func meet(a, b *Item) bool {
	return (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To))
}

// both gives answers for which both items apply. Matches are about one input each, so that inputs can be looked at one
// by one.
func both(a, b *Item, domains map[string][]string) (map[string]string, bool) {
	in := map[string]string{}
	for _, name := range inputsOf([]Item{*a, *b}) {
		possible := domains[name]
		if possible == nil {
			possible = named([]Item{*a, *b}, name)
		}
		i := slices.IndexFunc(possible, func(v string) bool { return a.takes(name, v) && b.takes(name, v) })
		if i < 0 {
			return nil, false
		}
		in[name] = possible[i]
	}
	return in, true
}

// takes says whether the item applies as far as one input goes.
func (it *Item) takes(input, v string) bool {
	for _, m := range it.When {
		if m.Input == input && !slices.Contains(m.In, v) {
			return false
		}
	}
	return true
}

// inputsOf names the inputs that items ask about, sorted.
func inputsOf(items []Item) []string {
	set := map[string]bool{}
	for _, it := range items {
		for _, m := range it.When {
			set[m.Input] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// named are the answers of an input that items name.
func named(items []Item, input string) []string {
	set := map[string]bool{}
	for _, it := range items {
		for _, m := range it.When {
			if m.Input == input {
				for _, v := range m.In {
					set[v] = true
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Gaps gives answers for which no item of a table applies, one for each table. ok is false when a table has too many
// answers to try. Days are not looked at. A table with an item that always applies has no gap.
func Gaps(items []Item, domains map[string][]string) (out []Hole, ok bool) {
	tables := map[string][]int{}
	for i := range items {
		if len(items[i].When) > 0 {
			key := strings.Join(inputsOf(items[i:i+1]), "\x00")
			tables[key] = append(tables[key], i)
		}
	}
	ok = true
	for _, key := range slices.Sorted(maps.Keys(tables)) {
		var rows []Item
		for _, i := range tables[key] {
			rows = append(rows, items[i])
		}
		in, found, done := gap(rows, strings.Split(key, "\x00"), domains)
		ok = ok && done
		if found {
			out = append(out, Hole{Items: tables[key], Inputs: in})
		}
	}
	return out, ok
}

// gap tries all answers of one table.
func gap(rows []Item, inputs []string, domains map[string][]string) (in map[string]string, found, done bool) {
	possible := make([][]string, len(inputs))
	total := 1
	for i, name := range inputs {
		possible[i] = domains[name]
		if possible[i] == nil {
			possible[i] = named(rows, name)
		}
		if len(possible[i]) == 0 {
			return nil, false, true
		}
		if total *= len(possible[i]); total > mostAnswers {
			return nil, false, false
		}
	}
	for n := range total {
		in := make(map[string]string, len(inputs))
		for i, name := range inputs {
			in[name] = possible[i][n%len(possible[i])]
			n /= len(possible[i])
		}
		if !slices.ContainsFunc(rows, func(it Item) bool { return it.selects(in) }) {
			return in, true, true
		}
	}
	return nil, false, true
}
