package dossier

import (
	"strconv"
	"strings"
	"unicode"

	"motcua/ground/fault"
)

// How long what people type may be, in characters. What is longer belongs into a file.
// choice: a full page of reasons; a line for numbers, codes and legal bases.
const (
	mostWords = 4000
	mostLine  = 300
	mostCode  = 60

	mostAddress = 500
)

// A typed is one thing that somebody typed, and the most characters that it may have.
type typed struct {
	field, value string
	most         int
}

// blank says that nothing can be read: no words, or spaces and marks alone. A reason, a law or a name of spaces is none.
func blank(s string) bool {
	return !strings.ContainsFunc(s, func(c rune) bool {
		return unicode.IsLetter(c) || unicode.IsNumber(c) || unicode.IsPunct(c) || unicode.IsSymbol(c)
	})
}

// line refuses what is too long, or what would stand on a second line of a paper and look like a line of the paper itself.
func (x typed) line() *fault.Fault {
	switch {
	case strings.ContainsAny(x.value, "\n\r\t\v\f\u0085\u2028\u2029"):
		return fault.New(fault.Invalid, "dossier.one-line")
	case x.most != maxName && len([]rune(x.value)) > x.most:
		return fault.New(fault.Invalid, "dossier.words-long", "most", strconv.Itoa(x.most))
	}
	return nil
}

// sized refuses what is too long, all of it at once.
func sized(all ...typed) error {
	var fs []*fault.Fault
	for _, x := range all {
		if len(x.value) > x.most && len([]rune(x.value)) > x.most {
			fs = append(fs, fault.New(fault.Invalid, "dossier.words-long", "most", strconv.Itoa(x.most)).At(x.field))
		}
	}
	return fault.Join(fs)
}
