package vn

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The ranks of the alphabet: a ă â b c d đ e ê … o ô ơ … u ư …, marks of tone after the letters.
const (
	breve      = '\u0306' // ă
	circumflex = '\u0302' // â ê ô
	horn       = '\u031B' // ơ ư
)

// tones ranks the marks of tone: none, huyền, hỏi, ngã, sắc, nặng.
// choice: the order of the school dictionaries.
var tones = map[rune]byte{'\u0300': 1, '\u0309': 2, '\u0303': 3, '\u0301': 4, '\u0323': 5}

// SortKey gives a string whose byte order is the order of Vietnamese names: by given name (the last word), then by
// family name and the words between, in each part letters before tones. Names with equal keys differ at most in
// capitals and in the place of a tone mark (hoà, hòa).
func SortKey(name string) string {
	words := strings.Fields(norm.NFD.String(name))
	if len(words) < 2 {
		return collate(words)
	}
	last := len(words) - 1
	return collate(words[last:]) + "\x00" + collate(words[:last])
}

// TitleKey gives a string whose byte order is the order of titles and places: word by word from the first, numbers by
// their value ("Chi nhánh số 2" before "Chi nhánh số 10").
func TitleKey(title string) string {
	words := strings.Fields(norm.NFD.String(title))
	for i, w := range words {
		if strings.Trim(w, "0123456789") == "" && len(w) < 12 {
			words[i] = strings.Repeat("0", 12-len(w)) + w
		}
	}
	return collate(words)
}

// collate writes the ranks of all letters, a 1, and the tone of each word. Words are decomposed.
func collate(words []string) string {
	var letters, marks []byte
	for _, w := range words {
		tone := byte(1)
		for _, r := range w {
			if t, ok := tones[r]; ok {
				tone = t + 1
				continue
			}
			letters = rank(letters, unicode.ToLower(r))
		}
		letters, marks = append(letters, 2), append(marks, tone)
	}
	return string(letters) + "\x01" + string(marks)
}

// rank appends a letter as itself and its rank among its sisters (a ă â, d đ, e ê, o ô ơ, u ư); a mark that makes a
// sister changes the rank of the letter before it.
func rank(letters []byte, r rune) []byte {
	sister := map[rune]byte{breve: 2, circumflex: 3, horn: 4}[r]
	switch {
	case sister > 0 && len(letters) > 0:
		letters[len(letters)-1] = sister
		return letters
	case r == 'đ' || r == 'ð':
		return append(letters, 'd', 5)
	case unicode.Is(unicode.Mn, r):
		return letters
	}
	return append(utf8.AppendRune(letters, r), 1)
}
