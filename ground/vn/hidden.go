package vn

import (
	"strings"
	"unicode/utf8"
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
