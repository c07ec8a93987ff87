package main

import (
	"context"
	"fmt"
	"io"

	"motcua/office"
)

// systemCmd groups what is done with connected systems.
type systemCmd struct {
	Add    systemAddCmd    `cmd:"" help:"Make the token of a system that delivers messages, or give it a new one."`
	Revoke systemRevokeCmd `cmd:"" help:"End a system's token."`
	List   systemListCmd   `cmd:"" help:"List the systems."`
}

type systemAddCmd struct {
	home
	Name string `arg:"" help:"Name of the system, as it stands in /api/v1/inbox/{system}: small letters, digits, hyphens."`
}

// Run prints the token, this once.
func (c *systemAddCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	token, err := h.office.AddSystem(ctx, system, c.Name)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "System %s may deliver to /api/v1/inbox/%s.\nToken (shown once): %s\n", c.Name, c.Name, token)
	return err
}

type systemRevokeCmd struct {
	home
	Name string `arg:"" help:"Name of the system."`
}

// Run ends the token at once.
func (c *systemRevokeCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.office.RevokeSystem(ctx, system, c.Name); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The token of %s opens nothing any more.\n", c.Name)
	return err
}

type systemListCmd struct{ home }

// Run prints one system a line.
func (c *systemListCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.office.Systems(ctx, system)
	for _, s := range all {
		state := "delivers"
		if s.Revoked {
			state = "revoked"
		}
		fmt.Fprintf(out, "%s\t%s\n", s.Name, state)
	}
	return err
}
