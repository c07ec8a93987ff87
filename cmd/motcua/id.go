package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/ground/vn"
)

// idCmd reads identifiers: motcua id person 001085012345.
type idCmd struct {
	Kind   string   `arg:"" enum:"person,tax,dossier,agency,procedure" help:"person, tax, dossier, agency or procedure."`
	Values []string `arg:"" help:"The identifiers to read."`
	JSON   bool     `help:"Print JSON lines."`
	Lang   string   `help:"Language of the reasons: vi or en." enum:"vi,en" default:"en"`
}

// Run prints a line or block for each value; the exit code is 1 when one of them is not valid.
func (c *idCmd) Run(out io.Writer) error {
	words, err := text.Load()
	if err != nil {
		return err
	}
	bad := 0
	for _, value := range c.Values {
		rep := vn.Check(c.Kind, value)
		if !rep.Valid {
			bad++
		}
		if c.JSON {
			if err := json.NewEncoder(out).Encode(rep); err != nil {
				return err
			}
			continue
		}
		state := "valid"
		if !rep.Valid {
			state = "not valid"
		}
		fmt.Fprintf(out, "%s\t%s", value, state)
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(rep.Parts)) {
			parts = append(parts, k+"="+rep.Parts[k])
		}
		if len(parts) > 0 {
			fmt.Fprintf(out, "\t%s", strings.Join(parts, " "))
		}
		if rep.Reason != "" {
			var args []any
			for k, v := range rep.Args {
				args = append(args, k, v)
			}
			fmt.Fprintf(out, "\t%s", words.T(text.Lang(c.Lang), rep.Reason, args...))
		}
		fmt.Fprintln(out)
	}
	if bad > 0 {
		return exitError(1)
	}
	return nil
}
