package login

import (
	_ "embed"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/ground/fault"
)

// Lengths of a new password in characters. choice: length is what resists guessing, so there are no rules about
// digits and signs (NIST SP 800-63B, 5.1.1.2); the most only keeps a form's field to a sane size.
const (
	Least     = 12  // for real people
	LeastDemo = 4   // in a demonstration, where the passwords are printed on the first page
	Most      = 256 // characters
)

// fewest is how many different characters a real password has: "aaaaaaaaaaaa" and "121212121212" are guessed first.
const fewest = 5

//go:embed common.txt
var commonText string

var common = func() map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			m[line] = true
		}
	}
	return m
}()

// Check judges a new password for the person known by the given names (account name, phone number, e-mail address).
// least is Least or LeastDemo. The error is nil or an Invalid fault of the field "password"; in a demonstration
// only the lengths are judged.
func Check(password string, least int, names ...string) error {
	p := norm.NFC.String(password)
	switch n := utf8.RuneCountInString(p); {
	case n < least:
		return fault.New(fault.Invalid, "login.password-short", "n", strconv.Itoa(least)).At("password")
	case n > Most:
		return fault.New(fault.Invalid, "login.password-long", "n", strconv.Itoa(Most)).At("password")
	case least < Least:
		return nil
	}
	low := strings.ToLower(p)
	if common[low] || common[strings.ReplaceAll(low, " ", "")] || different(low) < fewest || ladder(low) {
		return fault.New(fault.Invalid, "login.password-common").At("password")
	}
	for _, name := range names {
		name = strings.ToLower(norm.NFC.String(strings.TrimSpace(name)))
		// choice: a name that makes up more than half of the password gives most of it away
		if name != "" && strings.Contains(low, name) && 2*utf8.RuneCountInString(name) > utf8.RuneCountInString(low) {
			return fault.New(fault.Invalid, "login.password-name").At("password")
		}
	}
	return nil
}

func different(s string) int {
	seen := map[rune]bool{}
	for _, r := range s {
		seen[r] = true
	}
	return len(seen)
}

// ladder says whether every character is the one after, or before, its neighbour, digits going round: "456789012345", "lkjihgfedcba".
func ladder(s string) bool {
	up, down := true, true
	last := rune(-1)
	for _, r := range s {
		if last >= 0 {
			up = up && (r == last+1 || last == '9' && r == '0')
			down = down && (r == last-1 || last == '0' && r == '9')
		}
		last = r
	}
	return up || down
}
