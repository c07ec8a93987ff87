package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"motcua/law/procedure"
	"motcua/office"
)

// procedureCmd groups what is done with procedures.
type procedureCmd struct {
	Import procedureImportCmd `cmd:"" help:"Import national procedure records, one JSON object a line."`
	Check  procedureCheckCmd  `cmd:"" help:"Prove that procedures cannot fail a citizen."`
	BPMN   procedureBPMNCmd   `cmd:"" name:"bpmn" help:"Processes as BPMN 2.0 files."`
}

type procedureImportCmd struct {
	home
	File   string `arg:"" type:"existingfile" help:"File of JSON lines."`
	DryRun bool   `help:"Only read and check; no city is needed."`
	JSON   bool   `help:"Print JSON lines: each refusal, then the counts."`
}

// Run imports the records. The exit code is 1 when one was refused.
func (c *procedureImportCmd) Run(ctx context.Context, out io.Writer) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	var rep procedure.ImportReport
	if c.DryRun {
		rep, err = procedure.ReadNational(untilDone{ctx, f}, func(int, procedure.Record) error { return nil })
	} else {
		h, openErr := c.open(ctx, office.Config{})
		if openErr != nil {
			return openErr
		}
		defer h.Close()
		rep, err = h.office.ImportProcedures(ctx, system, untilDone{ctx, f})
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = printImport(json.NewEncoder(out), rep)
	} else {
		for _, r := range rep.Refusals {
			fmt.Fprintf(out, "%s:%d: %s: %s\n", c.File, r.Line, r.Field, r.Reason)
		}
		done := "imported, or there already"
		if c.DryRun {
			done = "can be imported"
		}
		_, err = fmt.Fprintf(out, "%d %s, %d refused\n", rep.Imported, done, rep.Refused)
	}
	if err == nil && rep.Refused > 0 {
		return exitError(1)
	}
	return err
}

// untilDone ends a long file when the command is stopped.
type untilDone struct {
	ctx  context.Context
	from io.Reader
}

func (r untilDone) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(b)
}

// printImport writes a line of JSON for each refusal and ends with the counts.
func printImport(enc *json.Encoder, rep procedure.ImportReport) error {
	for _, r := range rep.Refusals {
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	rep.Refusals = nil
	return enc.Encode(rep)
}
