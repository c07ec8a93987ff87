package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"motcua/ground/fault"
	"motcua/office"
)

// The exit codes by which a mail server knows what to do with a mail, as sysexits.h has them.
const (
	exDataErr  = 65 // the mail is no mail, or too large: it goes back
	exConfig   = 78 // the system is not there
	exTempFail = 75 // the database is away: it is tried again later
)

// mostPiped is how much of a mail is read: one byte more than is taken, so that a larger one is known.
const mostPiped = 16<<20 + 1

// mailCmd groups what is done with mail.
type mailCmd struct {
	Receive mailReceiveCmd `cmd:"" help:"Take a mail from the standard input, for the pipe of a mail server: it goes to the care desk, or to what it answers."`
}

type mailReceiveCmd struct {
	home
	System string `default:"mail" help:"Name of the mail box, made by motcua system add or key."`
}

// Run takes one mail. It ends with 0 when the mail is kept for good.
func (c *mailReceiveCmd) Run(ctx context.Context, out io.Writer) error {
	return c.receive(ctx, os.Stdin, out, os.Stderr)
}

func (c *mailReceiveCmd) receive(ctx context.Context, in io.Reader, out, errs io.Writer) error {
	raw, err := io.ReadAll(io.LimitReader(in, mostPiped))
	if err != nil {
		return exitError(exTempFail)
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		fmt.Fprintln(errs, "motcua:", spoken(err))
		return exitError(exTempFail)
	}
	defer h.Close()
	t, err := h.office.TakeMail(ctx, c.System, raw)
	switch f := fault.As(err); {
	case err == nil:
		_, _ = fmt.Fprintln(out, t.State) // a server that does not listen has handed the mail over all the same
		return nil
	case f != nil && f.Key == "system.missing":
		fmt.Fprintln(errs, "motcua:", spoken(err))
		return exitError(exConfig)
	case f != nil && f.Kind == fault.Invalid && (f.Key == "inbox.mail-unreadable" || f.Key == "inbox.too-large"):
		fmt.Fprintln(errs, "motcua:", spoken(err))
		return exitError(exDataErr)
	case f != nil && f.Kind != fault.Internal && f.Key != "store.busy": // kept with what was wrong: a person looks at it
		fmt.Fprintln(errs, "motcua:", spoken(err))
		return nil
	}
	fmt.Fprintln(errs, "motcua:", spoken(err))
	return exitError(exTempFail)
}
