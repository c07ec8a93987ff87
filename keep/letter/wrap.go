package letter

import "strings"

// wrap breaks a clean text into lines of at most width mm, at spaces. A word that is wider than a line is broken where
// the line ends: a code or an address without spaces must not run into its neighbour.
func (f *face) wrap(s string, size, width float64) []string {
	var lines []string
	line := ""
	for _, word := range strings.Split(s, " ") {
		if word == "" {
			continue
		}
		if next := join(line, word); f.width(next, size) <= width {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for n := f.fits(word, size, width); n < len(word); n = f.fits(word, size, width) {
			lines, word = append(lines, word[:n]), word[n:]
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}

// clamp wraps to at most most lines. What does not fit is replaced by tail, and cut says so.
func (f *face) clamp(s string, size, width float64, most int, tail string) (lines []string, cut bool) {
	lines = f.wrap(s, size, width)
	if len(lines) <= most {
		return lines, false
	}
	lines = lines[:most]
	words := strings.Fields(lines[most-1])
	for len(words) > 1 && f.width(strings.Join(words, " ")+tail, size) > width {
		words = words[:len(words)-1]
	}
	end := strings.Join(words, " ")
	if f.width(end+tail, size) > width { // one word, too long: cut inside it
		end = end[:f.fits(end, size, width-f.width(tail, size))]
	}
	switch {
	case f.width(end+tail, size) <= width:
		lines[most-1] = end + tail
	case tail != "…": // no room for a word and the tail
		return f.clamp(s, size, width, most, "…")
	default:
		lines[most-1] = tail
	}
	return lines, true
}

// balance wraps so that centred lines are of about equal length: a last line of one word looks lost under a full one.
func (f *face) balance(s string, size, width float64, most int) []string {
	lines, cut := f.clamp(s, size, width, most, "…")
	if cut || len(lines) < 2 {
		return lines
	}
	for w := width - 1; w > width/2; w-- {
		narrower := f.wrap(s, size, w)
		if len(narrower) > len(lines) {
			break
		}
		lines = narrower
	}
	return lines
}

// fits says how many bytes of s, whole characters and at least one, fit into width.
func (f *face) fits(s string, size, width float64) int {
	sum := 0
	for i, r := range s {
		sum += f.widths[r]
		if i > 0 && float64(sum)*size/1000 > width {
			return i
		}
	}
	return len(s)
}

func join(line, word string) string {
	if line == "" {
		return word
	}
	return line + " " + word
}
