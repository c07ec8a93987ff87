package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"motcua/office"
)

// settingsCmd brings the city's settings in anew.
type settingsCmd struct {
	home
	File string `arg:"" type:"existingfile" help:"The settings, as settings.json of the city's pack has them."`
}

// Run judges the settings and makes them the city's.
func (c *settingsCmd) Run(ctx context.Context, out io.Writer) error {
	b, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("read the settings: %w", err)
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.office.SetSettings(ctx, system, b); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d settings are in force from now on; a served city takes them up at once\n", len(h.office.World().Settings))
	return nil
}
