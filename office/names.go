package office

import (
	"cmp"
	"slices"
	"strings"

	"motcua/ground/vn"
)

// byName puts a list in the order in which people look for titles and places; each name is folded once.
func byName[T any](list []T, name func(T) string) {
	type keyed struct {
		key, name string
		x         T
	}
	all := make([]keyed, len(list))
	for i, x := range list {
		n := name(x)
		all[i] = keyed{vn.TitleKey(n), n, x}
	}
	slices.SortStableFunc(all, func(a, b keyed) int { return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.name, b.name)) })
	for i := range all {
		list[i] = all[i].x
	}
}
