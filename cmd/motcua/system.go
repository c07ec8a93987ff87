package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"motcua/office"
)

// systemCmd groups what is done with connected systems.
type systemCmd struct {
	Add    systemAddCmd    `cmd:"" help:"Make the token of a system that delivers messages, or give it a new one."`
	Key    systemKeyCmd    `cmd:"" help:"Give a system a new key to sign with; the one before counts on for a while."`
	EndKey systemEndKeyCmd `cmd:"" help:"End one key at once."`
	Call   systemCallCmd   `cmd:"" help:"Say where a system is called back about its petitions."`
	Revoke systemRevokeCmd `cmd:"" help:"End a system's token, its keys and the calls back."`
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
	all, strangers, err := h.office.Connections(ctx, system)
	for i := range all {
		s := &all[i]
		state := "delivers"
		if s.Revoked {
			state = "no token"
		}
		fmt.Fprintf(out, "%s\t%s\n", s.Name, state)
		for _, k := range s.Keys {
			way, end := "signs", "no end"
			if k.Called {
				way = "called with"
			}
			if !k.Ends.IsZero() {
				end = "ends " + k.Ends.In(office.Zone).Format(time.DateTime)
			}
			if k.Over {
				end = "ended"
			}
			fmt.Fprintf(out, "\tkey %s\t%s\t%s\n", k.ID, way, end)
		}
		if s.Hook != "" {
			fmt.Fprintf(out, "\tcalled at %s\n", s.Hook)
		}
		for _, what := range slices.Sorted(maps.Keys(s.Counts)) {
			fmt.Fprintf(out, "\t%s\t%d in 30 days\n", what, s.Counts[what])
		}
	}
	if strangers > 0 {
		fmt.Fprintf(out, "Messages in the name of no system: %d in 30 days\n", strangers)
	}
	return err
}

type systemKeyCmd struct {
	home
	Name   string        `arg:"" help:"Name of the system: small letters, digits, hyphens."`
	Called bool          `help:"The key that the system is called back with, instead of the one that it signs with."`
	Grace  time.Duration `default:"24h" help:"How long the keys before it still count; 0 ends them at once."`
}

// Run prints the key, this once.
func (c *systemKeyCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	k, err := h.office.AddSigningKey(ctx, system, c.Name, c.Called, c.Grace)
	if err != nil {
		return err
	}
	what := "System " + c.Name + " signs what it sends to /api/v1/inbox/" + c.Name + "/events with this key."
	if c.Called {
		what = "Calls to " + c.Name + " are signed with this key."
	}
	_, err = fmt.Fprintf(out, "%s Keys before it count for another %s.\nKey: %s\nSecret (shown once): %s\n", what, c.Grace, k.ID, k.Secret)
	return err
}

type systemEndKeyCmd struct {
	home
	Name string `arg:"" help:"Name of the system."`
	Key  string `arg:"" help:"Name of the key, as motcua system list shows it."`
}

// Run ends a key at once.
func (c *systemEndKeyCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.office.EndSigningKey(ctx, system, c.Name, c.Key); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Key %s of %s counts no more.\n", c.Key, c.Name)
	return err
}

type systemCallCmd struct {
	home
	Name    string `arg:"" help:"Name of the system."`
	Address string `arg:"" optional:"" help:"Address that takes the calls, https://…; none ends the calls."`
}

// Run sets the address.
func (c *systemCallCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.office.SetHook(ctx, system, c.Name, c.Address); err != nil {
		return err
	}
	said := "System %s is called at %s from now on.\n"
	if c.Address == "" {
		said = "System %s is called no more.%s\n"
	}
	_, err = fmt.Fprintf(out, said, c.Name, c.Address)
	return err
}
