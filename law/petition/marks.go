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
	numberLike = regexp.MustCompile(`(?:\+84|\b0)(?:[ .\-]?\d){8,11}\b|\b\d{9,12}\b|\b0\d{12,}`)
	mailLike   = regexp.MustCompile(`[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+`)
	apartLike  = regexp.MustCompile(`(?:(?:\b0[^\pL\pN\n]{0,3}0[^\pL\pN\n]{0,3}|\+?\b)8[^\pL\pN\n]{0,3}4|\b0)(?:[^\pL\pN\n]{0,3}\d){8,11}\b`)
	// Letters that stand for digits or between them: "o9l2x345x678". Most of what it finds are digits.
	wornLike  = regexp.MustCompile(`(?:^|[^\pL\pN])((?:(?:\+|00)?84|[0oO])(?:(?:[^\pL\pN\n]{0,3}|[ .\-]?[xX]{1,2}[ .\-]?)[\doOlI]){8,11})(?:[^\pL\pN]|$)`)
	plateLike = regexp.MustCompile(`(?i)\b\d[^\pL\pN\n]{0,3}\d[^\pL\pN\n]{0,3}[A-ZĐ]{1,2}(?:[^\pL\pN\n]{0,3}\d){5,6}\b`)
	mailApart = regexp.MustCompile(`(?i)[^\s@<>(),;:]+\s{0,3}(?:@|[(\[{]\s?(?:at|a c\x{f2}ng)\s?[)\]}])\s{0,3}[a-z0-9\-]+(?:\s{0,3}\.\s{0,3}[a-z0-9\-]+)+`)
	// choice: what may be a bank account or a passport is a doubt and no leak: an officer may say that it is neither. Passports have a letter
	// with seven digits, and with eight since 2023.
	bankLike = regexp.MustCompile(`(?i)\b(?:stk|tk|t[a\x{e0}]i\s{0,3}kho[a\x{1ea3}]n|account|a/c)\b[^\d\n]{0,40}(\d(?:[ .\-]{0,3}\d){7,15})\b`)
	// The number of an identity card that is written apart, by the word before it: it may begin with any digit and look like a sum.
	cardLike  = regexp.MustCompile(`(?i)(?:\b(?:cmnd|cmtnd|cmt|cccd|c[a\x{103}]n\s{0,3}c[u\x{1b0}][o\x{1a1}\x{1edb}]c|ch[u\x{1b0}\x{1ee9}]ng\s{0,3}minh(?:\s{0,3}(?:nh[a\x{e2}]n\s{0,3}d[a\x{e2}]n|th[u\x{1b0}]))?)|[d\x{111}][i\x{1ecb}]nh\s{0,3}danh)(?:[^\pL\pN][^\d\n]{0,40})?(\d(?:[^\pL\pN\n]{0,3}\d){8,11})\b`)
	longLike  = regexp.MustCompile(`\b\d{12,16}\b`)
	passLike  = regexp.MustCompile(`(?:^|[^\pL\pN])([A-Za-z][ .\-]?\d{7,8})\b`)
	sumLike   = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+$`)
	sumApart  = regexp.MustCompile(`^\d{1,3}(?:[ .,]\d{3})+$`)
	sumBefore = regexp.MustCompile(`\b[1-9]\d{0,2}[ .,](?:\d{3}[ .,])*$`)
	moneyLike = regexp.MustCompile(`^\s{0,3}(\pL+)`)
	doubtLike = []*regexp.Regexp{mailLike, mailApart, numberLike, apartLike, wornLike, plateLike, bankLike, cardLike, longLike, passLike}

	dayLike = regexp.MustCompile(`\b[0-3]?\d([/.\-])[01]?\d([/.\-])(?:19|20)\d\d\b`)
)

// byDigits are the patterns of digits alone: a letter beside a number is no part of it, "sđt0912345678nhé".
var byDigits = []*regexp.Regexp{numberLike, apartLike, longLike}

// leastDigits is how many digits a number has of which letters are a part.
const leastDigits = 6

// money are the words behind a sum. Without marks "ngàn" is a bank.
var money = []string{"đ", "đồng", "vnd", "vnđ", "triệu", "tỷ", "tỉ", "nghìn", "ngàn", "usd"}

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
	whole := newSigns(b.runes)
	apart := newSigns(b.runes)
	apart.cut()
	for _, x := range all {
		t := whole
		if slices.Contains(byDigits, x) {
			t = apart
		}
		for at := 0; at < len(t.s); {
			m := x.FindStringSubmatchIndex(t.s[at:])
			if m == nil {
				break
			}
			m = m[len(m)-2:]
			from, to := at+m[0], at+m[1]
			if slices.Contains(overDays, x) {
				if day := dayAt(t.days, from); day > 0 { // it is none, and behind it may stand a number
					at = day
					continue
				}
			}
			end, next := b.end(t.sign[from], t.sign[to], x)
			if to, at = t.starts[end], t.starts[next]; to > from && b.counts(t, whole, from, to, x) {
				out = append(out, [2]int{b.at[b.opened(t.sign[from], t.sign[to])], b.at[t.sign[to]-1] + 1})
			}
		}
	}
	return out
}

// end is where what a pattern found ends, and where to look on. Where nothing of it is somebody's, it ends where it begins.
func (b *bared) end(from, to int, x *regexp.Regexp) (end, next int) {
	if x == plateLike {
		return plateEnd(b.runes, from, to)
	}
	end = numberEnd(b.runes, from, to, x)
	least := leastNumber
	if x == bankLike {
		least = leastAccount
	}
	if end < to && signsOfNumber(b.runes[from:end]) < least { // what is left is none
		return from, end
	}
	return end, inner(b.runes, from, end, x)
}

// counts says whether what was found between two bytes is somebody's and no sum and no word.
func (b *bared) counts(t, whole *signs, from, to int, x *regexp.Regexp) bool {
	found := t.s[from:to]
	switch {
	case x == bankLike && sumLike.MatchString(found), grouped(t.s, from, to):
		return false
	case x == wornLike && len(digits(found)) < leastDigits:
		return false
	}
	return !slices.Contains(numbers, x) || !isSum(t.s[:from], found, whole.s[whole.starts[t.sign[to]]:])
}

// overDays are the patterns that may begin with the digits of a day.
var overDays = []*regexp.Regexp{apartLike, wornLike, bankLike, cardLike}

// numbers are the patterns that a sum of money may be like.
var numbers = []*regexp.Regexp{numberLike, apartLike, wornLike, bankLike, cardLike, longLike}

// isSum says whether a number is a sum of money or its end, by the word behind it. None begins with 0, and what begins as a telephone does
// from abroad is one only when it is written in groups of three.
func isSum(before, number, behind string) bool {
	number = sumBefore.FindString(before) + number
	word := moneyLike.FindStringSubmatch(behind)
	if word == nil || ownDong.MatchString(behind) || !slices.Contains(money, strings.ToLower(word[1])) || strings.ContainsRune("0+", rune(number[0])) {
		return false
	}
	return !strings.HasPrefix(number, "84") || sumApart.MatchString(number)
}

// opened is where a number begins whose bracket is closed within it: "(+84) 912 345 678".
func (b *bared) opened(from, to int) int {
	for _, pair := range []string{"()", "[]", "{}"} {
		within := string(b.runes[from:to])
		if strings.Count(within, pair[1:]) <= strings.Count(within, pair[:1]) {
			continue
		}
		for i := from - 1; i >= 0 && i >= from-3 && strings.ContainsRune("+ "+pair[:1], b.runes[i]); i-- {
			if b.runes[i] == rune(pair[0]) {
				return i
			}
		}
	}
	return from
}

// signs is a bare text with the sign that begins at a byte, the byte where a sign begins, and the days that stand in it.
type signs struct {
	s      string
	sign   []int
	starts []int
	days   [][]int
}

func newSigns(runes []rune) *signs {
	t := &signs{s: string(runes)}
	t.count()
	return t
}

func (t *signs) count() {
	t.sign = make([]int, len(t.s)+1)
	t.starts = t.starts[:0]
	for i := range t.s {
		t.sign[i] = len(t.starts)
		t.starts = append(t.starts, i)
	}
	t.sign[len(t.s)] = len(t.starts)
	t.starts = append(t.starts, len(t.s))
	t.days = dayLike.FindAllStringIndex(t.s, -1)
}

// cut parts the digits from the letters beside them, each of which becomes an end of a line: nothing reaches over it.
func (t *signs) cut() {
	t.s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r):
			return '\n'
		case r == '_': // it would count as a letter
			return '-'
		}
		return r
	}, t.s)
	t.count()
}

// dayAt is where the day ends in which a match begins; 0 for none. A day is no number of anybody.
func dayAt(days [][]int, from int) int {
	for _, d := range days {
		if d[0] <= from && from < d[1] {
			return d[1]
		}
	}
	return 0
}

// grouped says whether a match is the rest of a sum that is written in groups of three: "1.002.003.004".
func grouped(s string, from, to int) bool {
	if from < 2 || !strings.ContainsRune(".,", rune(s[from-1])) || s[from-2] < '0' || s[from-2] > '9' {
		return false
	}
	for _, g := range strings.FieldsFunc(s[from:to], func(r rune) bool { return r == '.' || r == ',' }) {
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
