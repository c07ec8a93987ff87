package vn

import (
	"strconv"
	"strings"
)

// FormatVND writes whole đồng with dots between thousands: 12500000 is "12.500.000 đ". The space is one that no line
// breaks at, the minus a hyphen.
func FormatVND(dong int64) string {
	s := strconv.FormatInt(dong, 10)
	sign := ""
	if dong < 0 {
		sign, s = "-", s[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i := range len(s) {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteByte(s[i])
	}
	b.WriteString("\u00a0đ")
	return b.String()
}

var digitWords = [10]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

// SpellVND writes whole đồng in words as receipts have them: 1050000 is "một triệu không trăm năm mươi nghìn đồng".
func SpellVND(dong int64) string {
	if dong == 0 {
		return "không đồng"
	}
	var words []string
	n := uint64(dong)
	if dong < 0 {
		words, n = append(words, "âm"), -n
	}
	words = append(words, spell(n, false)...)
	return strings.Join(append(words, "đồng"), " ")
}

// spell gives the words of n; after says that greater groups stand before it, so that empty hundreds are read out.
func spell(n uint64, after bool) []string {
	const billion = 1_000_000_000
	if n >= billion {
		words := append(spell(n/billion, after), "tỷ")
		if n%billion == 0 {
			return words
		}
		return append(words, spell(n%billion, true)...)
	}
	var words []string
	for _, g := range []struct {
		size uint64
		name string
	}{{1_000_000, "triệu"}, {1000, "nghìn"}, {1, ""}} {
		part := n / g.size
		n %= g.size
		if part == 0 {
			continue
		}
		words = append(words, spellGroup(int(part), after || len(words) > 0)...)
		if g.name != "" {
			words = append(words, g.name)
		}
	}
	return words
}

// spellGroup gives the words of 1 to 999; full reads a missing hundred and ten out.
func spellGroup(n int, full bool) []string {
	var words []string
	h, t, u := n/100, n/10%10, n%10
	if h > 0 || full {
		words = append(words, digitWords[h], "trăm")
	}
	switch {
	case t == 0 && u > 0 && len(words) > 0:
		words = append(words, "linh")
	case t == 1:
		words = append(words, "mười")
	case t > 1:
		words = append(words, digitWords[t], "mươi")
	}
	switch {
	case u == 0:
	case u == 1 && t > 1:
		words = append(words, "mốt")
	case u == 5 && t > 0:
		words = append(words, "lăm")
	default:
		words = append(words, digitWords[u])
	}
	return words
}
