package vn

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"motcua/ground/fault"
)

// A PersonalID (số định danh cá nhân, số căn cước) is the 12 digits of a person, or the 9 of the old identity card
// (chứng minh nhân dân). It has no check digit, so that a well-formed number may still be a wrong one.
type PersonalID struct {
	Number   string // digits only
	Old      bool   // nine digits: nothing else is known
	Province string // the place of birth registration, three digits; places of before a merger stay valid
	Year     int    // of birth, 0 for the old form
	Male     bool   // meaningless for the old form
}

// ParsePersonalID reads a personal ID as it was typed: spaces and dots between digits are passed over.
// It is a fault of kind Invalid when there are other characters, when the digits are neither 12 nor 9, or when the
// century is one in which nobody was born yet. An unknown place is accepted.
//
// Source: TT 07/2016/TT-BCA Art. 7: place 3 digits, century and sex 1, year 2, random 6.
func ParsePersonalID(s string) (PersonalID, error) {
	n := strings.NewReplacer(" ", "", ".", "", "\u00a0", "").Replace(s)
	if i := notDigit(n); i >= 0 {
		return PersonalID{}, fault.New(fault.Invalid, "vn.personal-id.letter", "char", letterAt(n, i))
	}
	switch len(n) {
	case 9:
		return PersonalID{Number: n, Old: true}, nil
	case 12:
	case 0:
		return PersonalID{}, fault.New(fault.Invalid, "vn.personal-id.empty")
	default:
		return PersonalID{}, fault.New(fault.Invalid, "vn.personal-id.length", "n", strconv.Itoa(len(n)))
	}
	mark := int(n[3] - '0')
	year := 1900 + 100*(mark/2) + int(n[4]-'0')*10 + int(n[5]-'0')
	if mark > 3 {
		// choice: digits 4 to 9 are kept for births from 2100 on; today they are a slip of the finger.
		return PersonalID{}, fault.New(fault.Invalid, "vn.personal-id.century", "digit", n[3:4], "year", strconv.Itoa(year))
	}
	return PersonalID{Number: n, Province: n[:3], Year: year, Male: mark%2 == 0}, nil
}

// String gives the digits.
func (p PersonalID) String() string { return p.Number }

// Place names the province at the time of issue, "" when its code is unknown or the form is old.
func (p PersonalID) Place() string { return places[p.Province] }

// Matches compares the number with the year of birth and the sex that a person states. The result is nil when they
// agree or when the number is of the old form; else a fault that a door shows as a warning and does not stop at,
// since the card may be the wrong one and the person the right one.
func (p PersonalID) Matches(birthYear int, male bool) error {
	if p.Old {
		return nil
	}
	var fs []*fault.Fault
	if p.Year != birthYear {
		fs = append(fs, fault.New(fault.Invalid, "vn.personal-id.birth-year", "has", strconv.Itoa(p.Year), "stated", strconv.Itoa(birthYear)))
	}
	if p.Male != male {
		fs = append(fs, fault.New(fault.Invalid, "vn.personal-id.sex", "has", "@"+sexKey(p.Male), "stated", "@"+sexKey(male)))
	}
	return fault.Join(fs)
}

func sexKey(male bool) string {
	if male {
		return "vn.sex.male"
	}
	return "vn.sex.female"
}

// notDigit gives the place of the first byte that is no digit, or -1.
func notDigit(s string) int {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return i
		}
	}
	return -1
}

// letterAt gives the letter at byte i for a message, unreadable bytes as their number.
func letterAt(s string, i int) string {
	r, _ := utf8.DecodeRuneInString(s[i:])
	if r == utf8.RuneError || r < ' ' {
		return fmt.Sprintf("%#x", s[i])
	}
	return string(r)
}
