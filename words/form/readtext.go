package form

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// bad is the fault of a value that is not of its field's kind; the text says what the kind wants.
func bad(f *field) *fault.Fault { return fault.New(fault.Invalid, "form.bad."+string(f.Kind)) }

// asText gives v as a text; numbers and lists are no texts.
func asText(f *field, v any) (string, *fault.Fault) {
	s, ok := v.(string)
	if !ok {
		return "", bad(f)
	}
	return s, nil
}

// forbidden says of a letter that it has no place in a form: control letters, letters that turn the direction of
// writing (they make a name look like another), and what is left of broken bytes.
func forbidden(r rune) bool {
	switch {
	case r < ' ' || r >= 0x7F && r < 0xA0:
		return true
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F:
		return true
	}
	return r == 0xFEFF || r == utf8.RuneError || r >= 0xFDD0 && r <= 0xFDEF
}

// measure looks at s once: how many characters it has, whether it needs tidying, whether a letter is forbidden.
// In a line, spaces at the ends, two together, and other white space need tidying.
func measure(s string) (chars int, tidy, ok bool) {
	space := true
	plain := true
	tidy = true
	for _, r := range s {
		chars++
		if r < utf8.RuneSelf {
			if r == ' ' {
				if space {
					tidy = false
				}
				space = true
				continue
			}
			if r < ' ' && (r == '\t' || r == '\n' || r == '\r' || r == '\v' || r == '\f') {
				tidy, space = false, true
				continue
			}
			space = false
			if r < ' ' || r == 0x7F {
				return chars, false, false
			}
			continue
		}
		plain = plain && composed(r)
		if unicode.IsSpace(r) {
			tidy, space = false, true
			continue
		}
		space = false
		if forbidden(r) {
			return chars, false, false
		}
		if r == 'Ð' || r == 'ð' || r == 'Ɖ' || r == 'ɖ' {
			tidy = false
		}
	}
	if space && chars > 0 {
		tidy = false
	}
	return chars, tidy && (plain || norm.NFC.IsNormalString(s)), true
}

// composed says of a letter that no normalisation changes it whatever stands beside it, as long as all of its
// neighbours are such letters too: Latin below the combining marks, and the Vietnamese letters.
func composed(r rune) bool { return r < 0x300 || r >= 0x1EA0 && r <= 0x1EF9 }

// compose gives s in NFC.
func compose(s string) string {
	for _, r := range s {
		if !composed(r) {
			return norm.NFC.String(s)
		}
	}
	return s
}

func readLine(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	chars, tidy, ok := measure(s)
	if !ok {
		return nil, fault.New(fault.Invalid, "form.letter")
	}
	if !tidy {
		s = vn.Tidy(s)
		chars = utf8.RuneCountInString(s)
	}
	if s == "" {
		return nil, nil
	}
	return sized(f, v, s, chars)
}

func readLongText(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	if strings.Contains(s, "\r") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	s = compose(strings.TrimSpace(s))
	if s == "" {
		return nil, nil
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && forbidden(r) {
			return nil, fault.New(fault.Invalid, "form.letter")
		}
	}
	return sized(f, v, s, utf8.RuneCountInString(s))
}

// same gives s as a value: v itself where normalising changed nothing, which spares a copy of each field.
func same(v any, s string) any {
	if was, _ := v.(string); was == s {
		return v
	}
	return s
}

// sized checks the length of a text in characters; v is what it was made of.
func sized(f *field, v any, s string, chars int) (any, *fault.Fault) {
	if chars < f.MinLen {
		return nil, fault.New(fault.Invalid, "form.too-short", "min", strconv.Itoa(f.MinLen), "n", strconv.Itoa(chars))
	}
	if most := f.longest(); chars > most {
		return nil, fault.New(fault.Invalid, "form.too-long", "max", strconv.Itoa(most), "n", strconv.Itoa(chars))
	}
	return same(v, s), nil
}

// Years that a date of a form may lie in.
const firstYear, lastYear = 1800, 2199

// readDate takes 2006-01-02 as programs write it and 2/1/2006 as people do, with /, - or . between.
func readDate(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, nil
	}
	y, m, d, ok := isoDate(s)
	if !ok {
		if y, m, d, ok = localDate(s); !ok {
			return nil, bad(f)
		}
		s = ""
	}
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 1 || d > daysIn(y, m) {
		return nil, fault.New(fault.Invalid, "form.no-such-day")
	}
	if s == "" {
		s = string([]byte{
			byte('0' + y/1000), byte('0' + y/100%10), byte('0' + y/10%10), byte('0' + y%10), '-',
			byte('0' + m/10), byte('0' + m%10), '-', byte('0' + d/10), byte('0' + d%10),
		})
	}
	return same(v, s), nil
}

func isoDate(s string) (y, m, d int, ok bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, 0, 0, false
	}
	y, ok1 := digits(s[:4])
	m, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:])
	return y, m, d, ok1 && ok2 && ok3
}

func localDate(s string) (y, m, d int, ok bool) {
	i := strings.IndexAny(s, "/-.")
	if i < 1 || i > 2 {
		return 0, 0, 0, false
	}
	j := strings.IndexByte(s[i+1:], s[i])
	if j < 1 || j > 2 || len(s) != i+1+j+1+4 {
		return 0, 0, 0, false
	}
	d, ok1 := digits(s[:i])
	m, ok2 := digits(s[i+1 : i+1+j])
	y, ok3 := digits(s[i+j+2:])
	return y, m, d, ok1 && ok2 && ok3
}

// digits reads a short number of digits only.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}

func daysIn(y, m int) int {
	switch {
	case m != 2:
		return 30 + (m+m/8)%2
	case y%4 == 0 && (y%100 != 0 || y%400 == 0):
		return 29
	}
	return 28
}

func readPersonalID(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	if len(s) == 12 && s[3] <= '3' && onlyDigits(s) {
		return v, nil // the usual case, without a copy
	}
	p, err := vn.ParsePersonalID(strings.TrimSpace(s))
	if err != nil {
		return nil, fault.As(err)
	}
	return p.Number, nil
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// readTaxCode takes a code whose check digit is wrong: the person may hold the paper. See Compiled.Doubts.
func readTaxCode(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	if strings.ContainsAny(s, " \u00a0") {
		s = strings.ReplaceAll(strings.ReplaceAll(s, " ", ""), "\u00a0", "")
	}
	if s == "" {
		return nil, nil
	}
	c, err := vn.ParseTaxCode(s)
	if err == nil {
		return same(v, c.Number), nil
	}
	if ft := fault.As(err); !doubtful(ft) {
		return nil, ft
	}
	return same(v, s), nil
}

// doubtful says of a fault of a tax code that the code may still be right on paper.
func doubtful(ft *fault.Fault) bool {
	return ft.Key == "vn.tax-code.check-digit" || ft.Key == "vn.tax-code.never-issued"
}

// readPhone drops what people put between digits and gives a number of this country its leading 0.
func readPhone(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	if len(s) > 40 {
		return nil, bad(f)
	}
	b := make([]byte, 0, 16)
	for i := range len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '+' && len(b) == 0:
			b = append(b, c)
		case c == ' ' || c == '.' || c == '-' || c == '(' || c == ')':
		default:
			return nil, bad(f)
		}
	}
	if len(b) == 0 {
		return nil, nil
	}
	if len(b) >= 3 && b[0] == '+' && b[1] == '8' && b[2] == '4' {
		b = append(b[:0], append([]byte{'0'}, b[3:]...)...)
	}
	n := len(b)
	if b[0] == '0' && (n == 10 || n == 11) || b[0] == '+' && n >= 9 && n <= 16 && b[1] != '0' {
		if string(b) == s {
			return v, nil
		}
		return string(b), nil
	}
	return nil, bad(f)
}

// longestEmail is in bytes. Source: RFC 5321 4.5.3.1.3 less the angle brackets.
const longestEmail = 254

// readEmail takes an address without quotes and comments whose domain has a dot; the domain is made small.
// Source: RFC 5321 4.1.2, Dot-string and Domain.
func readEmail(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, nil
	}
	at := strings.LastIndexByte(s, '@')
	if at < 1 || len(s) > longestEmail {
		return nil, bad(f)
	}
	if s[0] == '.' || s[at-1] == '.' || strings.Contains(s[:at], "..") {
		return nil, bad(f)
	}
	for i := range at {
		if c := s[i]; !alnum(c) && strings.IndexByte(".!#$%&'*+/=?^_`{|}~-", c) < 0 {
			return nil, bad(f)
		}
	}
	domain := s[at+1:]
	if !domainName(domain) {
		return nil, bad(f)
	}
	if low := strings.ToLower(domain); low != domain {
		s = s[:at+1] + low
	}
	return same(v, s), nil
}

func domainName(s string) bool {
	labels := 0
	for label := range strings.SplitSeq(s, ".") {
		labels++
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if !alnum(label[i]) && label[i] != '-' {
				return false
			}
		}
	}
	return labels > 1
}

func alnum(c byte) bool { return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// readFile takes the hash under which keep/blob has the file.
func readFile(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	if s == "" {
		return nil, nil
	}
	if len(s) != 64 {
		return nil, bad(f)
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return nil, bad(f)
		}
	}
	return v, nil
}

// doubtTaxCode gives the doubt about a tax code that was taken, if there is one.
func doubtTaxCode(s, path string) []*fault.Fault {
	_, err := vn.ParseTaxCode(s)
	if ft := fault.As(err); ft != nil && doubtful(ft) {
		return []*fault.Fault{ft.At(path)}
	}
	return nil
}
