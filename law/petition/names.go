package petition

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua/ground/vn"
)

//go:embed titles.txt
var titlesFile string

// titleLines are how people are called, the longest first.
var titleLines = func() (out []string) {
	for line := range strings.Lines(titlesFile) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			out = append(out, line)
		}
	}
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return out
}()

// titled finds somebody's name behind how they are called: one to five words with capitals.
// choice: without marks only small letters are a title, as "Ba" and "Co" begin names of places.
var titled = func() *regexp.Regexp {
	var ways []string
	for _, line := range titleLines {
		ways = append(ways, "(?i:"+regexp.QuoteMeta(line)+")")
	}
	for _, line := range titleLines {
		ways = append(ways, regexp.QuoteMeta(vn.Fold(line)))
	}
	return regexp.MustCompile("(?:" + strings.Join(ways, "|") + `)[ \t]*:?[ \t]+(\p{Lu}[\p{L}\p{M}]*(?:[ \t]+\p{Lu}[\p{L}\p{M}]*){0,4})`)
}()

// roads are words before which a title begins the name of a street or place: phố Bà Triệu.
var roads = map[string]bool{"pho": true, "duong": true, "ngo": true, "ngach": true, "hem": true, "phuong": true, "xa": true, "quan": true, "huyen": true, "cau": true, "cho": true, "den": true, "chua": true, "dao": true, "nui": true, "song": true}

// titles are the words of titleLines, folded: behind one of them the next may be another, which is no name.
var titles = func() map[string]bool {
	out := map[string]bool{}
	for _, line := range titleLines {
		for _, w := range strings.Fields(vn.Fold(line)) {
			out[w] = true
		}
	}
	return out
}()

// A called is a name that stands behind a title, with where it stands as bytes and the title, folded.
type called struct {
	from, to int
	title    string
}

// calledIn finds the names that stand behind a title.
func calledIn(s string) (out []called) {
	for look := 0; look < len(s); { // from where a title is looked for
		at := titled.FindStringSubmatchIndex(s[look:])
		if at == nil {
			break
		}
		title, from, to := look+at[0], look+at[2], look+at[3]
		if behindName(s[:title]) {
			_, size := utf8.DecodeRuneInString(s[title:])
			look = title + size
			continue
		}
		by := vn.Fold(strings.Trim(s[title:from], " \t:"))
		for { // "Bà Chị": a second title is none of the name
			word := s[from:to]
			n := strings.IndexFunc(word, unicode.IsSpace)
			if n < 0 || !titles[vn.Fold(word[:n])] {
				break
			}
			from += len(word) - len(strings.TrimLeftFunc(word[n:], unicode.IsSpace))
		}
		out, look = append(out, called{from, to, by}), to
	}
	return out
}

// hideTitled hides the names that stand behind a title: "chị Nguyễn Thị Thử" is "chị ***".
func hideTitled(s string) string {
	var b strings.Builder
	done := 0
	for _, x := range calledIn(s) {
		b.WriteString(s[done:x.from])
		b.WriteString(hiddenSign)
		done = x.to
	}
	b.WriteString(s[done:])
	return b.String()
}

// behindName says whether what follows is no title: the end of a longer word, or the name of a street.
func behindName(s string) bool {
	if r, _ := utf8.DecodeLastRuneInString(s); s != "" && wordly(r) {
		return true
	}
	words := strings.Fields(s)
	return len(words) > 0 && roads[vn.Fold(words[len(words)-1])]
}

// namesOfficer says whether a text has the whole name of an officer in it, with or without marks.
func namesOfficer(s string, known []string) bool {
	b := bareOf(s)
	words := b.words()
	for _, name := range known {
		if strings.Contains(strings.TrimSpace(name), " ") && holds(words, name) {
			return true
		}
	}
	return false
}
