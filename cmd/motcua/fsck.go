package main

import (
	"context"
	"fmt"
	"io"

	"motcua/office"
)

// fsckCmd proves that views equal folds and that chain, seals and commitments hold.
type fsckCmd struct{ home }

// Run prints each damage; the exit code is 1 when there is any.
func (c *fsckCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	rep, err := h.office.Check(ctx)
	if err != nil {
		return err
	}
	for _, d := range rep.Damages {
		fmt.Fprintln(out, d)
	}
	fmt.Fprintf(out, "%d streams, %d events, %d dossiers, %d tallies checked: ", rep.Streams, rep.Events, rep.Dossiers, rep.Tallies)
	if len(rep.Damages) > 0 {
		fmt.Fprintf(out, "%d damaged\n", len(rep.Damages))
		return exitError(1)
	}
	fmt.Fprintln(out, "clean")
	return nil
}
