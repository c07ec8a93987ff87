package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
)

// importCmd brings in what an older system has.
type importCmd struct {
	Dossiers importDossiersCmd `cmd:"" help:"Bring open and closed dossiers of an older system in; docs/dossier-import-format.md has the file's form."`
	Undo     importUndoCmd     `cmd:"" help:"Take an import back: dossiers that nobody acted on since are annulled, the others stay and are named."`
	List     importListCmd     `cmd:"" help:"List the imports: who signed, what came in, what was taken back."`
}

type importDossiersCmd struct {
	home
	File          string `arg:"" type:"existingfile" help:"Dossiers as JSON, one a line, or as CSV with a head. Files of dossiers lie in its folder or below."`
	System        string `required:"" help:"Name of the older system: 2 to 30 small letters, digits and -. With its code it names a dossier, so it stays the same for every file."`
	DryRun        bool   `help:"Write nothing, say what would come in, what is here already, what differs and what is refused."`
	SignedBy      string `help:"Name of who answers for this import, as it is to stand in the ledger; needed without --dry-run."`
	AcceptRefused bool   `help:"Bring the rest in though some lines are refused; without it nothing comes in then."`
	JSON          bool   `help:"Print JSON lines: each refusal, each difference, then the counts."`
	Lang          string `help:"Language of reasons: vi or en." enum:"vi,en" default:"en"`
}

// Run plans, and without --dry-run brings in. It ends with 1 when a line was refused or differs from what is here.
func (c *importDossiersCmd) Run(ctx context.Context, out io.Writer) error {
	words, err := text.Load()
	if err != nil {
		return err
	}
	v := words.In(text.Lang(c.Lang))
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(untilDone{ctx, f}, mostImported+1))
	if err != nil {
		return err
	}
	if len(b) > mostImported {
		return errors.New(v.T("import.cli.large", "file", c.File, "most", mostImported>>20))
	}
	dir, err := os.OpenRoot(filepath.Dir(c.File)) // nothing outside is followed to, by links neither
	if err != nil {
		return err
	}
	defer dir.Close()
	h, err := c.open(ctx, office.Config{})
	if err != nil {
		return err
	}
	defer h.Close()
	src := office.OldSource{Name: filepath.Base(c.File), System: c.System, Body: b, Files: dir.FS()}
	var plan *office.BringPlan
	if c.DryRun {
		plan, err = h.office.PlanDossiers(ctx, system, src)
	} else {
		sign := office.SignOff{Name: c.SignedBy, Accept: c.AcceptRefused}
		plan, err = h.office.ImportDossiers(ctx, system, office.Command{}, src, sign, func(done, of int) {
			if !c.JSON {
				fmt.Fprintln(out, v.T("bring.cli.progress", "done", v.Number(int64(done)), "of", v.Number(int64(of))))
			}
		})
	}
	if plan == nil || err != nil && fault.As(err) == nil {
		return c.fail(v, out, err)
	}
	if e := c.print(v, out, plan, err != nil); e != nil {
		return e
	}
	if err != nil {
		return c.fail(v, out, err)
	}
	if len(plan.Refused)+len(plan.Different) > 0 {
		return exitError(1)
	}
	return nil
}

// fail says in the language asked for why nothing came in.
func (c *importDossiersCmd) fail(v text.Voice, out io.Writer, err error) error {
	if fault.As(err) == nil {
		return err
	}
	if c.JSON {
		if e := json.NewEncoder(out).Encode(map[string]string{"error": sentence(v, err)}); e != nil {
			return e
		}
	} else {
		fmt.Fprintln(out, sentence(v, err))
	}
	return exitError(1)
}

// refusedLine is a refusal as it is printed.
type refusedLine struct {
	Line   int    `json:"line"`
	Code   string `json:"code,omitempty"`
	Field  string `json:"field,omitempty"`
	Reason string `json:"reason"`
}

func (c *importDossiersCmd) print(v text.Voice, out io.Writer, p *office.BringPlan, stopped bool) error {
	if c.JSON {
		enc := json.NewEncoder(out)
		enc.SetEscapeHTML(false)
		for _, r := range p.Refused {
			if err := enc.Encode(refusedLine{r.Line, r.Code, r.Field, sentence(v, r.Fault)}); err != nil {
				return err
			}
		}
		for _, d := range p.Different {
			if err := enc.Encode(d); err != nil {
				return err
			}
		}
		sum := *p
		sum.Different, sum.Refused = nil, nil
		return enc.Encode(struct {
			office.BringPlan
			Different int  `json:"different"`
			Refused   int  `json:"refused"`
			Written   bool `json:"written"`
		}{sum, len(p.Different), p.RefusedLines(), !c.DryRun && !stopped})
	}
	for _, r := range p.Refused {
		fmt.Fprintf(out, "%s:%d: %s: %s\n", c.File, r.Line, cmp.Or(r.Field, r.Code, "-"), sentence(v, r.Fault))
	}
	for _, d := range p.Different {
		fmt.Fprintln(out, v.T("bring.cli.differs", "line", d.Line, "code", d.Code))
		for _, f := range d.Fields {
			fmt.Fprintf(out, "  %s: %q, %s: %q\n", f.Field, f.File, v.T("bring.cli.here"), f.Here)
		}
	}
	for _, by := range []struct {
		key string
		n   map[string]int
	}{{"procedures", p.Procedures}, {"units", p.Units}, {"states", p.States}, {"years", p.Years}} {
		var parts []string
		for _, k := range slices.Sorted(maps.Keys(by.n)) {
			parts = append(parts, k+" "+strconv.Itoa(by.n[k]))
		}
		if len(parts) > 0 {
			fmt.Fprintf(out, "%s: %s\n", v.T("bring.cli."+by.key), strings.Join(parts, ", "))
		}
	}
	key := "bring.cli.done"
	if c.DryRun || stopped {
		key = "bring.cli.can"
	}
	_, err := fmt.Fprintln(out, v.T(key, "id", p.ID, "n", v.Number(int64(p.New)), "open", v.Number(int64(p.Open)), "closed", v.Number(int64(p.Closed)),
		"same", v.Number(int64(p.Same)), "differ", len(p.Different), "refused", p.RefusedLines()))
	return err
}

type importUndoCmd struct {
	home
	ID     string `arg:"" help:"The import, as import list names it."`
	Reason string `required:"" help:"Why; it stays with each dossier that is annulled."`
	JSON   bool   `help:"Print JSON."`
	Lang   string `help:"Language: vi or en." enum:"vi,en" default:"en"`
}

// Run takes an import back. It ends with 1 when some of its dossiers stay.
func (c *importUndoCmd) Run(ctx context.Context, out io.Writer) error {
	v, h, err := c.openSpeaking(ctx, c.Lang)
	if err != nil {
		return err
	}
	defer h.Close()
	b, err := h.office.UndoImport(ctx, system, office.Command{}, c.ID, c.Reason)
	if fault.As(err) != nil {
		fmt.Fprintln(out, sentence(v, err))
		return exitError(1)
	}
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(out, b)
	} else {
		for _, k := range b.Kept {
			fmt.Fprintln(out, v.T("bring.cli.kept", "code", k.Code))
		}
		_, err = fmt.Fprintln(out, v.T("bring.cli.undone", "id", b.ID, "n", v.Number(int64(b.Annulled)), "kept", len(b.Kept)))
	}
	if err == nil && len(b.Kept) > 0 {
		return exitError(1)
	}
	return err
}

type importListCmd struct {
	home
	JSON bool   `help:"Print JSON lines."`
	Lang string `help:"Language: vi or en." enum:"vi,en" default:"en"`
}

// Run lists the imports, the newest first.
func (c *importListCmd) Run(ctx context.Context, out io.Writer) error {
	v, h, err := c.openSpeaking(ctx, c.Lang)
	if err != nil {
		return err
	}
	defer h.Close()
	all, err := h.office.Read(ctx, system).Batches()
	if err != nil {
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, b := range all {
		if c.JSON {
			err = enc.Encode(b)
		} else {
			_, err = fmt.Fprintln(out, v.T("bring.cli.batch", "id", b.ID, "name", b.Name, "system", b.System, "time", v.DateTime(b.Signed), "signer", b.Signer,
				"in", v.Number(int64(b.In)), "n", v.Number(int64(b.New)), "state", v.T("bring.batch."+b.State())))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
