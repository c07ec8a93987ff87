package petition

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Where a number ends and where something else begins. The patterns reach over whatever people put between the signs of one number; what
// stands behind a number that is whole already, and a length or a sum, is none of it.
// choice: what cannot be decided is hidden, as an officer sees a mark that is too long and not one that is missing.

var (
	// plateParts are a plate's digits, letters and digits with what stands between them.
	plateParts = regexp.MustCompile(`(?i)^\d([^\pL\pN\n]{0,3})\d([^\pL\pN\n]{0,3})([A-ZĐ]{1,2})([^\pL\pN\n]{0,3})`)
	// amount is what is counted or measured, with the word behind it: "1.500.000 đồng", "12 345 m".
	amount = regexp.MustCompile(`^(\d{1,3}(?:[ .,]\d{3})+|\d+)(?:[.,]\d{1,2})? {0,2}(\pL+|%)`)
	// ownDong are the words whose first is no money: "đồng nghiệp".
	ownDong = regexp.MustCompile(`(?i)^\s{0,3}đồng\s+(?:nghiệp|chí|phục|hương|bào|đội|môn|hồ|bộ|ý|thời|thuận|tình)(?:[^\pL]|$)`)
)

// measures are what is measured and counts what is counted. A word of counts may also begin what is said of the person with a number:
// "0912345678 người nhận", so it decides less.
var (
	measures = []string{"km", "m", "cm", "mm", "mét", "kg", "g", "ha", "tấn", "lít", "kw", "kwh", "w", "%"}
	counts   = []string{"cột", "cái", "chiếc", "cây", "người", "hộ", "hồ", "lượt", "lần", "ngày", "tháng", "năm", "giờ", "phút", "bộ", "bản", "tờ", "viên", "căn", "nhà", "thửa", "phòng", "tầng", "con"}
)

// A behindKind says how surely what stands behind a sign is no part of a number.
type behindKind int

const (
	ofNothing behindKind = iota // digits and no word that tells
	ofCount                     // with a word of what is counted
	ofMeasure                   // with a measure
	ofMoney                     // a sum in groups of three with its money
)

// amountAt reads what begins at a digit: its own digits and what kind it is of.
func amountAt(s string) (own string, kind behindKind) {
	m := amount.FindStringSubmatch(s)
	if m == nil {
		return "", ofNothing
	}
	own = digits(m[1])
	word := strings.ToLower(m[2])
	behind := s[len(m[0])-len(m[2]):]
	switch {
	case slices.Contains(money, word) && sumApart.MatchString(m[1]) && m[1][0] != '0' && !ownDong.MatchString(behind):
		return own, ofMoney
	case slices.Contains(measures, word):
		return own, ofMeasure
	case slices.Contains(counts, word):
		return own, ofCount
	}
	return own, ofNothing
}

// parts says whether signs between two digits part them: a semicolon, or a comma with a blank behind it.
func parts(gap string) bool { return strings.Contains(gap, ";") || strings.Contains(gap, ", ") }

// nationalPhone is a telephone number as it is dialled at home.
// Source: numbering plan of 2017 and 2018: mobile numbers have ten digits, those of places eleven.
var nationalPhone = regexp.MustCompile(`^0(?:[35789]\d{8}|2\d{9})$`)

// digitsOfID is how many digits the number of a person has, of which the first is 0.
const digitsOfID = 12

// wholeNumber says whether digits are a telephone number or the number of a person.
func wholeNumber(d string) bool {
	at, abroad := strings.CutPrefix(d, "0084")
	if !abroad {
		at, abroad = strings.CutPrefix(d, "84")
	}
	if abroad && nationalPhone.MatchString("0"+strings.TrimPrefix(at, "0")) {
		return true
	}
	return nationalPhone.MatchString(d) || len(d) == digitsOfID && d[0] == '0' && !abroad
}

// wholeRun is how many signs the longest whole number has that begins with these, whatever stands between its digits; 0 for none.
func wholeRun(rest []rune) (longest int) {
	var run []byte
	gap := 0
	for i, r := range rest {
		if r < '0' || r > '9' {
			if gap++; gap > mostBetween || unicode.IsLetter(r) || r == '\n' {
				break
			}
			continue
		}
		if run, gap = append(run, byte(r)), 0; len(run) > mostNumber {
			break
		}
		if (i+1 == len(rest) || !wordly(rest[i+1])) && wholeNumber(string(run)) {
			longest = i + 1
		}
	}
	return longest
}

// inner is where within what was found a whole number begins that reaches over its end; end for none.
func inner(runes []rune, from, end int, x *regexp.Regexp) int {
	if x == wornLike {
		runes = slices.Clone(runes)
		for i, r := range runes {
			if d, ok := worn[r]; ok {
				runes[i] = d
			}
		}
	}
	for i := from + 1; i < end; i++ {
		if (runes[i] == '0' || runes[i] == '8') && !wordly(runes[i-1]) && i+wholeRun(runes[i:]) > end {
			return i
		}
	}
	return end
}

// mayBeID says whether digits behind a gap fill those before it up to the number of a person, wherever they end.
func mayBeID(before string, rest []rune) bool {
	if before[0] != '0' {
		return false
	}
	n, gap := len(before), 0
	for _, r := range rest {
		switch {
		case r >= '0' && r <= '9':
			n, gap = n+1, 0
			continue
		case unicode.IsLetter(r), r == '\n', gap == mostBetween:
			return n == digitsOfID
		case gap == 0 && n == digitsOfID:
			return true
		}
		gap++
	}
	return n == digitsOfID
}

// worn gives the digit that a letter stands for.
var worn = map[rune]rune{'o': '0', 'O': '0', 'l': '1', 'I': '1'}

// numberEnd is where the number ends that a pattern found between two signs: before a gap behind which stands something else, or at to.
func numberEnd(runes []rune, from, to int, x *regexp.Regexp) int {
	if !slices.Contains(numbers, x) {
		return to
	}
	var before []byte
	last, parted := from, false
	for i := from; i < to; i++ {
		r := runes[i]
		if d, ok := worn[r]; ok && x == wornLike {
			r = d
		}
		if r < '0' || r > '9' {
			continue
		}
		if gap := string(runes[last:i]); len(before) > 0 && gap != "" {
			if ends(string(before), gap, runes[i:], parted, last-from == len(before), x == bankLike) {
				return last
			}
			parted = parted || parts(gap)
		}
		before, last = append(before, byte(r)), i+1
	}
	return to
}

// signsOfNumber counts digits and what stands for them.
func signsOfNumber(runes []rune) (n int) {
	for _, r := range runes {
		if _, ok := worn[r]; ok || r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}

// leastAccount is how many digits an account has.
const leastAccount = 8

// ends says whether a number ends before a gap. parted is one in which a gap that parts stands already: there it joins.
func ends(before, gap string, behind []rune, parted, together, bank bool) bool {
	own, kind := amountAt(string(behind))
	whole := wholeNumber(before)
	switch {
	case bank:
		return kind == ofMoney && together && len(before) >= leastAccount
	case whole && (kind == ofMoney || wholeRun(behind) > 0):
		return true
	case parts(gap) && !parted && wholeRun(behind) > 0: // a number of a house before one of a telephone
		return !mayBeID(before, behind)
	case whole && parts(gap) && !parted:
		return kind != ofNothing || !mayBeID(before, behind)
	case whole && kind == ofMeasure:
		return !mayBeID(before, behind)
	}
	// choice: what only together with an amount would be a number of somebody is one.
	return !whole && parts(gap) && kind >= ofMeasure && !wholeNumber(before+own) && (kind == ofMoney || len(before) >= leastNumber || len(before+own) < leastNumber || len(before+own) > mostNumber)
}

// leastNumber and mostNumber are how many digits a telephone's or a person's number has.
const leastNumber, mostNumber = 9, 13

// plateEnd is where a plate ends that was found between two signs; from for none, and then next is where to look on.
// choice: a plate's parts are joined by signs and not parted. A comma or semicolon behind letters that stand at their digits, "29A, 123.45",
// is not decided, so it is a plate; behind a measure or behind letters that stand apart it is none.
func plateEnd(runes []rune, from, to int) (end, next int) {
	found := string(runes[from:to])
	m := plateParts.FindStringSubmatch(found)
	if m == nil {
		return to, to
	}
	head := from + len([]rune(m[0]))
	unit := slices.Contains(measures, m[3]) || m[3] == "Km" || m[2] != "" && len(m[3]) > 1 && slices.Contains(measures, strings.ToLower(m[3]))
	_, kind := amountAt(string(runes[head:]))
	comma := parts(m[4]) || strings.Contains(m[4], ",")
	if unit && (comma || kind >= ofMeasure) || m[2] != "" && m[2] != m[4] && parts(m[4]) {
		return from, head - len([]rune(m[4]))
	}
	n, last, parted := 0, head, comma || parts(m[1]) || parts(m[2])
	for i := head; i < to; i++ {
		if runes[i] < '0' || runes[i] > '9' {
			continue
		}
		if gap := string(runes[last:i]); gap != "" && i > head {
			_, kind := amountAt(string(runes[i:]))
			if n >= leastPlate && (kind == ofMoney || parts(gap) && !parted && (kind != ofNothing || goesOn(runes[i:]))) {
				return last, last
			}
			parted = parted || parts(gap)
		}
		n, last = n+1, i+1
	}
	return to, to
}

// leastPlate is how many digits stand behind a plate's letters.
const leastPlate = 5

// goesOn says whether more digits stand behind the first one, so that it is not the last of a plate.
func goesOn(rest []rune) bool {
	return len(rest) > 1 && (unicode.IsDigit(rest[1]) || len(rest) > 2 && strings.ContainsRune(".,", rest[1]) && unicode.IsDigit(rest[2]))
}
