package knowledge

import (
	"regexp"
	"slices"
	"strings"
)

// A Gap stands in a text for what is known elsewhere (chỗ điền): a figure of a procedure, a setting of the city, or, in a saved
// reply, something about the dossier that is spoken of. No text carries a copy of a figure that may change.
type Gap struct {
	Raw  string   // "{limit:2.000815}"
	Name string   // "limit"
	Of   string   // "2.000815"; "" for what a message is filled with
	Part []string // further parts: the case, the channel
}

// Filled are the gaps that are filled from the conversation in which a reply is sent. A dossier's code stands in those named ready and ended
// only while its result waits to be fetched, or once it is over, a petition's in answered only once it was: a reply that says so is sent of
// no other one.
var Filled = []string{"name", "contact", "code", "ready", "ended", "petition", "answered", "procedure", "state", "due", "unit", "agent", "today"}

// Figures are the gaps that are filled from the city's data: the limit, the fee and the name of a procedure, a setting.
var Figures = []string{"limit", "fee", "procedure", "setting"}

var gaps = regexp.MustCompile(`\{[^{}\n]{0,120}\}`)

// Gaps gives the gaps of a text in their order.
func Gaps(s string) (out []Gap) {
	for _, raw := range gaps.FindAllString(s, -1) {
		out = append(out, gapOf(raw))
	}
	return out
}

func gapOf(raw string) Gap {
	g := Gap{Raw: raw}
	name, of, _ := strings.Cut(strings.Trim(raw, "{}"), ":")
	g.Name = name
	parts := strings.Split(of, "/")
	g.Of, g.Part = parts[0], parts[1:]
	return g
}

// fits says whether the gap is one of the closed list, where it may stand.
func (g *Gap) fits(k Kind) bool {
	if g.Of != "" {
		return slices.Contains(Figures, g.Name) && len(g.Part) <= 2
	}
	return k == Reply && slices.Contains(Filled, g.Name) && !strings.Contains(g.Raw, ":")
}

// Fill puts words in the place of gaps; a gap of which nothing is known stays as it is, so that whoever sends it sees it.
func Fill(s string, with func(Gap) (string, bool)) string {
	return gaps.ReplaceAllStringFunc(s, func(raw string) string {
		if words, ok := with(gapOf(raw)); ok {
			return words
		}
		return raw
	})
}
