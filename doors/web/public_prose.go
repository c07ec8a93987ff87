package web

import (
	"strings"
	"unicode"
)

// A proseLine is one line of a text that the national catalogue has as plain text.
type proseLine struct {
	Mark  string // the sign or number that the line begins with, "" = none
	Words string
	Deep  int // how far it is set in: 0, 1 or 2
}

// proseLines lays out a source's plain text: nothing is left out or changed, a line's own mark decides how far it is set
// in ("-" and "a)" once, "+" and "(i)" twice).
func proseLines(s string) []proseLine {
	var out []proseLine
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		mark, deep := lineMark(line)
		out = append(out, proseLine{Mark: mark, Words: strings.TrimSpace(line[len(mark):]), Deep: deep})
	}
	return out
}

// longestMark is how long a mark such as "(iii)" or "1.2.3." may be.
const longestMark = 6

// lineMark finds the mark that a line begins with.
func lineMark(line string) (mark string, deep int) {
	first, rest, found := strings.Cut(line, " ")
	switch {
	case strings.HasPrefix(line, "-"), strings.HasPrefix(line, "–"), strings.HasPrefix(line, "•"):
		return line[:len(line)-len(strings.TrimLeft(line, "-–•"))], 1
	case strings.HasPrefix(line, "+"):
		return line[:len(line)-len(strings.TrimLeft(line, "+"))], 2
	case strings.HasPrefix(line, "*"):
		return "*", 0
	case !found || rest == "" || len(first) > longestMark:
		return "", 0
	case strings.HasPrefix(first, "(") && strings.HasSuffix(first, ")"):
		return first, 2
	case strings.HasSuffix(first, ")"), strings.HasSuffix(first, ".") && startsWithDigit(first):
		return first, 1
	}
	return "", 0
}

func startsWithDigit(s string) bool { return s != "" && unicode.IsDigit(rune(s[0])) }
