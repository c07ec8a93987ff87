package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

// procedureCmd groups what is done with procedures.
type procedureCmd struct {
	Import procedureImportCmd `cmd:"" help:"Import procedures: records or messages of the national database or whole records as JSON, or a workbook."`
	Export procedureExportCmd `cmd:"" help:"Write the catalogue as JSON, JSON lines, CSV or a workbook."`
	Check  procedureCheckCmd  `cmd:"" help:"Prove that procedures cannot fail a citizen."`
	BPMN   procedureBPMNCmd   `cmd:"" name:"bpmn" help:"Processes as BPMN 2.0 files."`
}

type procedureImportCmd struct {
	home
	File    string `arg:"" type:"existingfile" help:"File of JSON, one object a line, a list or a service's answer, or an Excel workbook (.xlsx)."`
	DryRun  bool   `help:"Write nothing, say what would change; without a city in --data, against an empty catalogue."`
	Changes bool   `help:"Say what changes, procedure by procedure; a dry run without --json does."`
	JSON    bool   `help:"Print JSON lines: each refusal, with --changes each change, then the counts."`
	Lang    string `help:"Language of reasons and changes: vi or en." enum:"vi,en" default:"en"`
}

// mostImported is how long a file may be, in bytes: a hundred times the national database's 2,100 procedures of a city.
const mostImported = 1 << 30

// imported is what became of a file, as it is printed.
type imported struct {
	Imported int `json:"imported"` // read, and there now (or already)
	Refused  int `json:"refused"`
	Changed  int `json:"changed,omitempty"` // of those imported: new procedures and new versions
}

// Run imports the records. The exit code is 1 when one was refused.
func (c *procedureImportCmd) Run(ctx context.Context, out io.Writer) error {
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(untilDone{ctx, f}, mostImported+1))
	if err != nil {
		return err
	}
	words, err := text.Load()
	if err != nil {
		return err
	}
	v := words.In(text.Lang(c.Lang))
	if len(b) > mostImported {
		return errors.New(v.T("import.cli.large", "file", c.File, "most", mostImported>>20))
	}
	plan, err := c.do(ctx, b, func(done, of int) {
		if !c.JSON && of > 0 {
			fmt.Fprintln(out, v.T("import.cli.progress", "done", v.Number(int64(done)), "of", v.Number(int64(of))))
		}
	})
	if bad := fault.As(err); bad != nil && bad.Kind == fault.Invalid {
		return c.refused(v, out, bad)
	}
	if err != nil {
		return err
	}
	sum := imported{Imported: len(plan.Changes), Refused: len(plan.Refusals), Changed: plan.News()}
	if c.JSON {
		err = c.print(v, json.NewEncoder(out), plan, sum)
	} else {
		err = c.say(v, out, plan, sum)
	}
	if err == nil && sum.Refused > 0 {
		return exitError(1)
	}
	return err
}

// do imports, or only plans. A dry run needs no city.
func (c *procedureImportCmd) do(ctx context.Context, b []byte, told func(done, of int)) (*office.CataloguePlan, error) {
	if c.DryRun && c.DB == "" {
		if _, err := os.Stat(c.keyFile()); errors.Is(err, os.ErrNotExist) {
			return (&office.World{Procedures: procedure.NewCatalogueBuilder().Catalogue()}).PlanCatalogue(b, time.Now())
		}
	}
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return nil, err
	}
	defer h.Close()
	if c.DryRun {
		return h.office.World().PlanCatalogue(b, h.office.Now())
	}
	return h.office.ImportCatalogue(ctx, system, b, told)
}

// refused tells the mistakes of a file that is refused whole, each with its place.
func (c *procedureImportCmd) refused(v text.Voice, out io.Writer, bad *fault.Fault) error {
	enc := json.NewEncoder(out)
	for _, f := range append([]*fault.Fault{bad}, bad.More...) {
		one := *f
		one.More = nil
		var err error
		if c.JSON {
			err = enc.Encode(procedure.Refusal{Field: f.Field, Reason: text.Said(sentence(v, &one))})
		} else {
			_, err = fmt.Fprintf(out, "%s: %s: %s\n", c.File, f.Field, sentence(v, &one))
		}
		if err != nil {
			return err
		}
	}
	return exitError(1)
}

func (c *procedureImportCmd) say(v text.Voice, out io.Writer, plan *office.CataloguePlan, sum imported) error {
	for _, r := range plan.Refusals {
		fmt.Fprintf(out, "%s:%d: %s: %s\n", c.File, r.Line, r.Field, r.Reason.In(v))
	}
	for _, x := range c.shown(plan) {
		fmt.Fprintln(out, v.T("import.cli.change", "code", string(x.Code), "version", x.Version, "what", v.T("import.what."+x.What), "name", x.Name))
		for _, change := range x.Changes {
			fmt.Fprintf(out, "  %s\n", change.Line(v))
		}
	}
	done := "import.cli.done"
	if c.DryRun {
		done = "import.cli.can"
	}
	_, err := fmt.Fprintln(out, v.T(done, "n", sum.Imported, "changed", sum.Changed, "refused", sum.Refused))
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

// shown are the changes that are told.
func (c *procedureImportCmd) shown(plan *office.CataloguePlan) []procedure.PackChange {
	if !c.Changes && (!c.DryRun || c.JSON) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(plan.Changes), func(x procedure.PackChange) bool { return x.What == procedure.PackSame })
}

// print writes a line of JSON for each refusal and each change that is told, and ends with the counts.
func (c *procedureImportCmd) print(v text.Voice, enc *json.Encoder, plan *office.CataloguePlan, sum imported) error {
	for _, r := range plan.Refusals {
		r.Reason = text.Said(r.Reason.In(v)) // what is said already stays as it is
		if err := enc.Encode(r); err != nil {
			return err
		}
	}
	for _, x := range c.shown(plan) {
		if err := enc.Encode(x); err != nil {
			return err
		}
	}
	if !c.Changes {
		sum.Changed = 0
	}
	return enc.Encode(sum)
}

type procedureExportCmd struct {
	home
	Format string `enum:"json,jsonl,message,csv,xlsx" default:"jsonl" help:"json (a list of records), jsonl (records of the national database, one a line), message (messages of the national service, one a line), csv (a row a procedure), xlsx (a workbook that import reads)."`
	Out    string `type:"path" help:"File to write; it must not be there yet. Without it, standard output."`
	Lang   string `enum:"vi,en" default:"vi" help:"Language of headings in csv and xlsx."`
}

// Run writes the newest version of every procedure.
func (c *procedureExportCmd) Run(ctx context.Context, out io.Writer) error {
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	var b bytes.Buffer
	if err := office.WriteCatalogue(&b, h.office.World().Procedures.Newest(), c.Format, text.Lang(c.Lang)); err != nil {
		return err
	}
	if c.Out == "" {
		_, err = out.Write(b.Bytes())
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(b.Bytes())
	return errors.Join(err, f.Close())
}
