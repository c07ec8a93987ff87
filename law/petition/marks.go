package petition

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"motcua/ground/vn"
)

// What surely tells of a person, as it is looked for in a bare text. Between the digits of a number that is written apart stand up to
// three signs of any kind.
// choice: a number written apart begins with 0 or 84, as telephones and identity numbers do; sums of money and days do not.
var (
	numberLike = regexp.MustCompile(`(?:\+84|\b0)(?:[ .\-]?\d){8,11}|\b\d{9,12}\b`)
	mailLike   = regexp.MustCompile(`[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+`)
	apartLike  = regexp.MustCompile(`(?:(?:\b0[^\pL\pN\n]{0,3}0[^\pL\pN\n]{0,3}|\+?\b)8[^\pL\pN\n]{0,3}4|\b0)(?:[^\pL\pN\n]{0,3}\d){8,11}\b`)
	plateLike  = regexp.MustCompile(`(?i)\b\d[^\pL\pN\n]{0,3}\d[^\pL\pN\n]{0,3}[A-ZĐ]{1,2}(?:[^\pL\pN\n]{0,3}\d){5,6}\b`)
	mailApart  = regexp.MustCompile(`(?i)[^\s@<>(),;:]+\s{0,3}(?:@|[(\[{]\s?(?:at|a c\x{f2}ng)\s?[)\]}])\s{0,3}[a-z0-9\-]+(?:\s{0,3}\.\s{0,3}[a-z0-9\-]+)+`)
	// choice: what may be a bank account or a passport is a doubt and no leak: an officer may say that it is neither. Passports have a letter
	// with seven digits, and with eight since 2023.
	bankLike  = regexp.MustCompile(`(?i)\b(?:stk|tk|t[a\x{e0}]i\s{0,3}kho[a\x{1ea3}]n|account|a/c)\b[^\d\n]{0,40}(\d(?:[ .\-]{0,3}\d){7,15})\b`)
	longLike  = regexp.MustCompile(`\b\d{12,16}\b`)
	passLike  = regexp.MustCompile(`(?:^|[^\pL\pN])([A-Za-z][ .\-]?\d{7,8})\b`)
	sumLike   = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+$`)
	doubtLike = []*regexp.Regexp{mailLike, mailApart, numberLike, apartLike, plateLike, bankLike, longLike, passLike}

	dayLike = regexp.MustCompile(`\b[0-3]?\d([/.\-])[01]?\d([/.\-])(?:19|20)\d\d\b`)
)

// bared is a text as its marks are looked for: without what is not seen and without marks over letters, look-alike digits and signs as
// plain ones. at says from which sign of the text each came.
type bared struct {
	runes []rune
	at    []int
	all   int // signs of the text
}

func bareOf(s string) (b bared) {
	for i, r := range []rune(s) {
		b.all = i + 1
		if vn.Unseen(r) || unicode.Is(unicode.M, r) {
			continue
		}
		b.runes, b.at = append(b.runes, vn.Plain(r)), append(b.at, i)
	}
	return b
}

// spans finds where patterns match, or their group where they have one, as signs of the text.
func (b *bared) spans(all ...*regexp.Regexp) (out [][2]int) {
	s := string(b.runes)
	sign := make([]int, len(s)+1) // of each byte
	n := 0
	for i := range s {
		sign[i] = n
		n++
	}
	sign[len(s)] = n
	days := dayLike.FindAllStringIndex(s, -1)
	for _, x := range all {
		for _, m := range x.FindAllStringSubmatchIndex(s, -1) {
			m = m[len(m)-2:]
			if (x == apartLike || x == bankLike) && dayIn(days, m) || x == bankLike && sumLike.MatchString(s[m[0]:m[1]]) || grouped(s, m) {
				continue
			}
			out = append(out, [2]int{b.at[sign[m[0]]], b.at[sign[m[1]]-1] + 1})
		}
	}
	return out
}

// dayIn says whether a match begins with a day, which is no number of anybody.
func dayIn(days [][]int, m []int) bool {
	for _, d := range days {
		if d[0] <= m[0] && m[0] < d[1] {
			return true
		}
	}
	return false
}

// grouped says whether a match is the rest of a sum that is written in groups of three: "1.002.003.004".
func grouped(s string, m []int) bool {
	if m[0] < 2 || !strings.ContainsRune(".,", rune(s[m[0]-1])) || s[m[0]-2] < '0' || s[m[0]-2] > '9' {
		return false
	}
	for _, g := range strings.FieldsFunc(s[m[0]:m[1]], func(r rune) bool { return r == '.' || r == ',' }) {
		if len(g) != 3 || digits(g) != g {
			return false
		}
	}
	return true
}

// hideMarks hides every telephone number, identity number, mail address and number plate, whatever stands between its signs, and what may
// be a bank account or a passport.
func hideMarks(s string) string {
	b := bareOf(s)
	spans := b.spans(doubtLike...)
	if len(spans) == 0 {
		return s
	}
	runes := []rune(s)
	gone := make([]bool, len(runes))
	for _, x := range spans {
		for i := x[0]; i < x[1]; i++ {
			gone[i] = true
		}
	}
	var out strings.Builder
	for i, r := range runes {
		switch {
		case !gone[i]:
			out.WriteRune(r)
		case i == 0 || !gone[i-1]:
			out.WriteString(hiddenSign)
		}
	}
	return out.String()
}

// Doubts are the places of a text that may still tell of a person, for whoever looks it through: what Propose would hide.
func Doubts(s string) (out []string) {
	b, runes := bareOf(s), []rune(s)
	spans := b.spans(doubtLike...)
	slices.SortFunc(spans, func(x, y [2]int) int { return cmp.Compare(x[0], y[0]) })
	for i := 0; i < len(spans); {
		from, to := spans[i][0], spans[i][1]
		for i++; i < len(spans) && spans[i][0] < to; i++ { // one number that is like two kinds is one doubt
			to = max(to, spans[i][1])
		}
		out = append(out, string(runes[from:to]))
	}
	return out
}
