package vn

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Hidden says whether a sign is not seen itself and changes how others are seen or kept: control signs but for line breaks
// and tabs, marks that turn the direction of writing, the mark of byte order.
func Hidden(c rune) bool {
	switch {
	case c == '\n' || c == '\r' || c == '\t':
		return false
	case c < 0x20, c >= 0x7f && c < 0xa0, c == 0x200e, c == 0x200f, c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0xfeff:
		return true
	}
	return false
}

// Visible gives a text without hidden signs and without bytes that are no letters. Who pastes from an office program often
// brings some along unseen.
func Visible(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, Hidden) < 0 {
		return s
	}
	return strings.Map(func(c rune) rune {
		if Hidden(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, ""))
}

// Legible is Visible for what came through a decoder of JSON, which writes a sign of its own where bytes were no letters.
func Legible(s string) string { return Visible(strings.ReplaceAll(s, string(utf8.RuneError), "")) }

// Unseen says whether a sign leaves nothing to see where it stands: what Unicode calls format signs, selectors of a variant, and letters
// that are drawn as nothing.
func Unseen(c rune) bool {
	switch {
	case unicode.Is(unicode.Cf, c), unicode.Is(unicode.Variation_Selector, c):
		return true
	case c == 0x034f, c == 0x115f, c == 0x1160, c == 0x17b4, c == 0x17b5, c == 0x2800, c == 0x3164, c == 0xffa0:
		return true
	}
	return Hidden(c)
}

// Seen gives a text without what leaves nothing to see.
func Seen(s string) string {
	if strings.IndexFunc(s, Unseen) < 0 {
		return s
	}
	return strings.Map(func(c rune) rune {
		if Unseen(c) {
			return -1
		}
		return c
	}, s)
}

// Trim cuts space and what is not seen off both ends: a text of nothing else is empty.
func Trim(s string) string {
	return strings.TrimFunc(s, func(c rune) bool { return unicode.IsSpace(c) || Unseen(c) })
}

// Plain gives the plain digit for a digit of any script, and the plain sign for one of another width.
func Plain(r rune) rune {
	if r < utf8.RuneSelf {
		return r
	}
	if wide := []rune(norm.NFKC.String(string(r))); len(wide) == 1 && wide[0] < utf8.RuneSelf {
		return wide[0]
	}
	if unicode.Is(unicode.Nd, r) {
		for zero := r; ; zero-- { // the ten digits of a script stand together
			if !unicode.Is(unicode.Nd, zero-1) || r-zero == 9 {
				return '0' + (r-zero)%10
			}
		}
	}
	return r
}
