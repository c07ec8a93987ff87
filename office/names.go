package office

import (
	"strings"

	"motcua/ground/vn"
)

// compareFolded orders names as people look for them: without marks first, then by the marks.
func compareFolded(a, b string) int {
	if c := strings.Compare(vn.SortKey(a), vn.SortKey(b)); c != 0 {
		return c
	}
	return strings.Compare(a, b)
}
