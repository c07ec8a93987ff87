package main

import (
	"bufio"
	"context"
	"io"

	"motcua/office"
)

// exportCmd groups exports.
type exportCmd struct {
	Events exportEventsCmd `cmd:"" help:"The ledger as JSON lines, in the order of places, without personal parts."`
}

type exportEventsCmd struct {
	home
	From int64 `help:"First place." default:"1"`
}

// Run writes the ledger. Personal parts never leave the house this way.
func (c *exportEventsCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	b := bufio.NewWriterSize(out, 1<<16)
	if err := h.office.ExportEvents(ctx, system, b, c.From); err != nil {
		return err
	}
	return b.Flush()
}
