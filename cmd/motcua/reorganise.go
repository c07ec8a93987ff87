package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/office"
	"motcua/words/org"
)

// reorganiseCmd says what a reorganisation would do, and carries it out.
type reorganiseCmd struct {
	home
	File   string `arg:"" type:"existingfile" help:"The reorganisation, .json or .csv; docs/reorganisation-format.md has its form."`
	DryRun bool   `help:"Only say what would become of everything."`
	JSON   bool   `help:"Print JSON: everything that it touches, one by one."`
	List   bool   `help:"Print everything that it touches, one by one."`
}

// exitUndecided is the exit code of a reorganisation that leaves something undecided.
const exitUndecided = exitError(3)

// Run plans, and without --dry-run carries out. It ends with 0, with 1 when the file is wrong, with 3 when something is undecided.
func (c *reorganiseCmd) Run(ctx context.Context, out io.Writer) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	do := func() (*office.Reorganisation, error) {
		return h.office.Reorganise(ctx, system, office.Command{}, c.File, b)
	}
	if c.DryRun {
		do = func() (*office.Reorganisation, error) { return h.office.PlanReorganisation(ctx, system, c.File, b) }
	}
	r, err := do()
	if err != nil && (r == nil || len(r.Undecided) == 0) {
		return err
	}
	if c.JSON {
		err = printJSON(out, r)
	} else {
		err = c.print(out, r)
	}
	if err == nil && len(r.Undecided) > 0 {
		return exitUndecided
	}
	return err
}

// print tells people: what the units become, how much goes where, and each thing that is undecided.
func (c *reorganiseCmd) print(out io.Writer, r *office.Reorganisation) error {
	words, err := text.Load()
	if err != nil {
		return err
	}
	v := words.In(text.EN)
	if r.Was {
		fmt.Fprintf(out, "reorganisation %s from %s was entered before; %d open dossiers, %d petitions and %d conversations went over just now\n",
			r.ID, v.Date(r.Moment), r.Moved, r.Said, r.Heard)
		return nil
	}
	fmt.Fprintf(out, "reorganisation %s from %s by %s: %d open dossiers, %d of them go to another unit, and %d petitions and %d conversations of the care desk\n",
		r.ID, v.Date(r.Moment), r.Basis, r.Looked, r.Moves, r.Petitions, r.Contacts)
	for _, u := range r.Units {
		line := fmt.Sprintf("  %-6s %s (%s)", u.Act, u.ID, u.Name)
		if len(u.To) > 0 {
			line += " -> " + join(u.To)
		}
		if u.Work > 0 {
			line += fmt.Sprintf("  %d things", u.Work)
		}
		fmt.Fprintln(out, line)
	}
	sums := map[string]int{}
	for _, f := range r.Fates {
		sums[f.Thing+" by "+f.Why]++
	}
	for _, k := range slices.Sorted(maps.Keys(sums)) {
		fmt.Fprintf(out, "%7d %s\n", sums[k], k)
	}
	if c.List {
		for _, f := range r.Fates {
			fmt.Fprintf(out, "  %s %s %s -> %s  %s\n", f.Thing, cmp.Or(f.Code, f.ID), f.From, cmp.Or(string(f.To), "ends"), f.Why)
		}
	}
	for _, p := range r.Procedures {
		fmt.Fprintf(out, "  procedure %s version %d names %s at %s -> %s\n", p.Procedure, p.Version, p.Unit, p.Where, cmp.Or(join(p.To), "nobody"))
	}
	for _, f := range r.Undecided {
		fmt.Fprintf(out, "UNDECIDED %s %s of %s: write a line choose, or a default\n", f.Thing, cmp.Or(f.Code, f.ID), f.From)
	}
	switch {
	case c.DryRun || len(r.Undecided) > 0:
		fmt.Fprintln(out, "nothing was changed")
	case r.Moment.After(time.Now()):
		fmt.Fprintln(out, "entered; open dossiers go over at that moment, by the running program")
	default:
		fmt.Fprintf(out, "entered; %d open dossiers, %d petitions and %d conversations went over\n", r.Moved, r.Said, r.Heard)
	}
	return nil
}

func join(ids []org.UnitID) string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return strings.Join(out, " ")
}
