package text

import (
	"strconv"
	"strings"
)

// Accepted reads Accept-Language: the known language with the highest weight, Vietnamese when none is named.
func Accepted(header string) Lang {
	best, weight := VI, 0.0
	for part := range strings.SplitSeq(header, ",") {
		tag, q, weighed := strings.Cut(strings.TrimSpace(part), ";")
		w := 1.0
		if weighed {
			var err error
			if w, err = strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(q), "q="), 64); err != nil {
				continue
			}
		}
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if l := Lang(base); l.Known() && w > weight {
			best, weight = l, w
		}
	}
	return best
}
