package dossier

import (
	"strconv"

	"motcua/ground/fault"
)

// How long what people type may be, in characters. What is longer belongs into a file.
// choice: a full page of reasons; a line for numbers, codes and legal bases.
const (
	mostWords = 4000
	mostLine  = 300
	mostCode  = 60
)

// A typed is one thing that somebody typed, and the most characters that it may have.
type typed struct {
	field, value string
	most         int
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
