package main

import (
	"context"
	"fmt"
	"io"

	"motcua/office"
)

// adminCmd groups what is done with officers' accounts by whoever runs the machine.
type adminCmd struct {
	Add     adminAddCmd     `cmd:"" help:"Make the account of an officer of the organisation, and a code for the first password."`
	Recover adminRecoverCmd `cmd:"" help:"Make a code by which an officer sets a new password. Give it to them in person."`
}

type adminAddCmd struct {
	home
	Username string `arg:"" help:"User name of the officer in the organisation."`
}

// Run makes the account with a password that nobody knows, and prints the code for the first one.
func (c *adminAddCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	if err := h.office.OpenAccount(ctx, system, c.Username); err != nil {
		return err
	}
	return giveCode(ctx, out, h.office, c.Username, false)
}

type adminRecoverCmd struct {
	home
	Username string `arg:"" help:"User name of the officer."`
	Factors  bool   `help:"Take the second factors away too: for somebody who lost them."`
}

// Run prints a code, this once.
func (c *adminRecoverCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	return giveCode(ctx, out, h.office, c.Username, c.Factors)
}

// giveCode prints a recovery code and where it is used.
func giveCode(ctx context.Context, out io.Writer, o *office.Office, username string, factors bool) error {
	code, err := o.Recover(ctx, system, username, factors)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Code for %s (shown once, good for one use within %s): %s\nThey set their password at /dang-nhap/khoi-phuc.\n", username, office.RecoverLife, code)
	return err
}
