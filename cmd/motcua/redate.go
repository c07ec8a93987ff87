package main

import (
	"context"
	"fmt"
	"io"

	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
)

// redateCmd brings a new version of the calendar into the city.
type redateCmd struct {
	home
	File   string `arg:"" type:"existingfile" help:"The new calendar; docs/calendar-format.md has its format."`
	DryRun bool   `help:"Only say which promises would move."`
	JSON   bool   `help:"Print JSON."`
}

// Run enters the calendar and counts every open promise again by it.
func (c *redateCmd) Run(ctx context.Context, out io.Writer) error {
	b, err := readCalendar(c.File)
	if err != nil {
		return err
	}
	if _, err := calendar.Parse(b); err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	rep, err := h.office.SetCalendar(ctx, system, b, c.DryRun)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(out, rep)
	}
	words, err := text.Load()
	if err != nil {
		return err
	}
	v := words.In(text.EN)
	verb := "moved"
	if c.DryRun {
		verb = "would move"
	}
	fmt.Fprintf(out, "calendar %s: %d open dossiers counted again, %d %s\n", rep.Version, rep.Looked, rep.Moved, verb)
	fmt.Fprintf(out, "%d petitions with a clock that runs counted again, %d %s\n", rep.Petitions, rep.PetitionsMoved, verb)
	for _, m := range rep.First {
		fmt.Fprintf(out, "  %s  %s -> %s\n", m.Code, v.DateTime(m.Was), v.DateTime(m.Now))
	}
	if n := rep.Moved - len(rep.First); n > 0 {
		fmt.Fprintf(out, "  and %d more\n", n)
	}
	return nil
}
