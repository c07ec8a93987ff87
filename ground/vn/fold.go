// Package vn knows what is Vietnamese about data: spelling without marks, the numbers by which people, companies,
// agencies, dossiers and procedures are known, lunar dates, money and dates as they are written.
// It decides nothing; everything in it is a pure function and may be called from many goroutines.
package vn

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The folding table reaches past the last precomposed letter of Latin; what is beyond takes the slow way.
const tableEnd = 0x1F00

// foldTable maps a letter below tableEnd to its folded letter; 0 stands for a mark that is dropped, -1 for a letter
// that folds into several.
var foldTable = makeFoldTable()

func makeFoldTable() *[tableEnd]rune {
	var t [tableEnd]rune
	for r := range rune(tableEnd) {
		t[r] = foldSlowly(r)
	}
	return &t
}

// foldSlowly folds one letter by its canonical decomposition.
func foldSlowly(r rune) rune {
	switch r {
	case 'Đ', 'đ', 'Ð', 'ð', 'Ɖ', 'ɖ':
		// choice: the Icelandic and the African letter are what some keyboards give for đ, and names in use have them.
		return 'd'
	}
	var base rune
	for _, p := range norm.NFD.String(string(r)) {
		switch {
		case unicode.Is(unicode.Mn, p):
		case base != 0:
			return -1
		default:
			base = unicode.ToLower(p)
		}
	}
	return base
}

// Fold gives s as it is searched for: marks dropped, đ as d, small letters, outer spaces cut and inner ones made one.
// "  Đặng  Thị ÁNH" becomes "dang thi anh". Precomposed and decomposed spellings, and the two places of a tone mark
// (hoà, hòa), fold alike. A string that is folded already comes back without a copy.
func Fold(s string) string {
	if folded(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case 'A' <= c && c <= 'Z':
				b = append(b, c+'a'-'A')
			case c == ' ' || '\t' <= c && c <= '\r':
				b = oneSpace(b)
			default:
				b = append(b, c)
			}
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		f := rune(-1)
		if r < tableEnd {
			f = foldTable[r]
		}
		switch {
		case f < 0:
			b = foldRare(b, s[i-n:i])
		case f == 0:
		case unicode.IsSpace(f):
			b = oneSpace(b)
		default:
			b = utf8.AppendRune(b, f)
		}
	}
	if n := len(b); n > 0 && b[n-1] == ' ' {
		b = b[:n-1]
	}
	return string(b)
}

// foldRare appends a letter that the table does not have or that folds into several.
func foldRare(b []byte, letter string) []byte {
	for _, r := range norm.NFD.String(letter) {
		switch {
		case unicode.IsSpace(r):
			b = oneSpace(b)
		case !unicode.Is(unicode.Mn, r):
			b = utf8.AppendRune(b, unicode.ToLower(r))
		}
	}
	return b
}

// folded says whether s is ASCII that Fold would not change.
func folded(s string) bool {
	space := true // a space at the beginning is one too many
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || '\t' <= c && c <= '\r' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space || s == ""
}

// oneSpace appends a space unless b is empty or ends with one.
func oneSpace(b []byte) []byte {
	if n := len(b); n == 0 || b[n-1] == ' ' {
		return b
	}
	return append(b, ' ')
}

// Words cuts s into its folded words: runs of letters and figures. "Nguyễn Văn A (sn 1985)" has five.
func Words(s string) []string {
	return strings.FieldsFunc(Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}

// Tidy gives a name or a line as it is kept: composed letters (NFC), outer spaces cut, inner ones made one, and the
// look-alikes of Đ replaced by it. It changes no letter else.
func Tidy(s string) string {
	s = strings.Join(strings.Fields(norm.NFC.String(s)), " ")
	if !strings.ContainsAny(s, "ÐðƉɖ") {
		return s
	}
	return strings.NewReplacer("Ð", "Đ", "ð", "đ", "Ɖ", "Đ", "ɖ", "đ").Replace(s)
}
