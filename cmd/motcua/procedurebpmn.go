package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"motcua/doors/web"
	"motcua/ground/text"
	"motcua/law/bpmn"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// procedureBPMNCmd groups what is done with drawn processes.
type procedureBPMNCmd struct {
	Export bpmnExportCmd `cmd:"" help:"Write the process of a case as a BPMN 2.0 file."`
	Import bpmnImportCmd `cmd:"" help:"Read a BPMN 2.0 file into a new draft of a procedure."`
}

type bpmnExportCmd struct {
	home
	Code    string `arg:"" help:"Code of the procedure, 1.013831."`
	Case    string `required:"" help:"ID of the case."`
	Version int    `name:"of-version" help:"Version; the one in force when it is not given."`
	Lang    string `help:"Language of lanes and ways: vi or en." enum:"vi,en" default:"vi"`
}

// Run writes the file to the standard output.
func (c *bpmnExportCmd) Run(ctx context.Context, out io.Writer) error {
	v, h, err := c.openSpeaking(ctx, c.Lang)
	if err != nil {
		return err
	}
	defer h.Close()
	rec, pc, err := processOf(h.office, c.Code, c.Version, c.Case)
	if err != nil {
		return err
	}
	if pc.Process == nil {
		return fmt.Errorf("the case %s of %s version %d has no process", c.Case, c.Code, rec.Version)
	}
	w, now := h.office.World(), h.office.Now()
	b, err := bpmn.Write(pc.Process, web.ProcessWords(v, cmp.Or(rec.ShortName, rec.Name), func(where string) string { return web.PlaceWords(v, w, now, where) }))
	if err != nil {
		return err
	}
	_, err = out.Write(b)
	return err
}

// openSpeaking opens the city and its words.
func (h *home) openSpeaking(ctx context.Context, lang string) (text.Voice, *house, error) {
	words, err := text.Load()
	if err != nil {
		return text.Voice{}, nil, err
	}
	opened, err := h.open(ctx, office.Config{})
	return words.In(text.Lang(lang)), opened, err
}

// processOf finds a version and a case of it.
func processOf(o *office.Office, code string, version int, id string) (*procedure.Record, *procedure.Case, error) {
	cat := o.World().Procedures
	rec := cat.Current(procedure.ID(code), o.Now())
	if version != 0 {
		rec = cat.Version(procedure.ID(code), version)
	}
	if rec == nil {
		return nil, nil, fmt.Errorf("the catalogue has no procedure %s in that version", code)
	}
	pc := rec.Case(id)
	if pc == nil {
		var have []string
		for i := range rec.Cases {
			have = append(have, rec.Cases[i].ID)
		}
		return nil, nil, fmt.Errorf("%s has no case %s, only %v", code, id, have)
	}
	return rec, pc, nil
}

type bpmnImportCmd struct {
	home
	File   string `arg:"" type:"existingfile" help:"BPMN 2.0 file."`
	Code   string `arg:"" optional:"" help:"Code of the procedure, 1.013831; may be left out with --dry-run."`
	Case   string `help:"ID of the case."`
	DryRun bool   `help:"Only read and check; no city is needed."`
	JSON   bool   `help:"Print JSON: the process, or a line for each refusal."`
	Lang   string `help:"Language: vi or en." enum:"vi,en" default:"en"`
}

// Help stands behind the flags.
func (c *bpmnImportCmd) Help() string {
	return "Exit code: 0 read, 1 it is read and cannot run as it stands, 2 refused. docs/bpmn.md says what is read.\n" +
		"A draft with the process is begun from the version in force; the file is kept beside it unchanged."
}

// Run reads the file and begins the draft.
func (c *bpmnImportCmd) Run(ctx context.Context, out io.Writer) error {
	if !c.DryRun && (c.Code == "" || c.Case == "") {
		return errors.New("name the procedure and --case, or give --dry-run")
	}
	b, err := readShort(c.File)
	if err != nil {
		return err
	}
	if c.DryRun {
		words, err := text.Load()
		if err != nil {
			return err
		}
		v := words.In(text.Lang(c.Lang))
		file, err := c.read(out, v, b, nil)
		if err != nil {
			return err
		}
		return c.judge(out, v, file, nil)
	}
	v, h, err := c.openSpeaking(ctx, c.Lang)
	if err != nil {
		return err
	}
	defer h.Close()
	rec, pc, err := processOf(h.office, c.Code, 0, c.Case)
	if err != nil {
		return err
	}
	lanes := web.LaneHolders(v, web.StepPlaces(v, h.office.World(), h.office.Now()))
	file, err := c.read(out, v, b, lanes)
	if err != nil {
		return err
	}
	id, err := c.draft(ctx, h.office, rec, file, b)
	if err != nil {
		return err
	}
	if !c.JSON {
		fmt.Fprintf(out, "draft %s: /control/proposals/%s/steps/%s\n", id, id, pc.ID)
	}
	return c.judge(out, v, file, pc)
}

// read reads the file; refusals are printed, each with its line.
func (c *bpmnImportCmd) read(out io.Writer, v text.Voice, b []byte, lanes bpmn.Lanes) (*bpmn.File, error) {
	file, err := bpmn.Read(b, lanes)
	var refused bpmn.Refusals
	if !errors.As(err, &refused) {
		return file, err
	}
	for _, r := range refused {
		if c.JSON {
			err = json.NewEncoder(out).Encode(r)
		} else {
			key, args := r.Text()
			_, err = fmt.Fprintf(out, "%s:%d: %s\n", c.File, r.Line, v.T(key, args))
		}
		if err != nil {
			return nil, err
		}
	}
	return nil, exitError(unreadable)
}

// draft begins a proposal of the version in force with the process that was read.
func (c *bpmnImportCmd) draft(ctx context.Context, o *office.Office, base *procedure.Record, file *bpmn.File, b []byte) (string, error) {
	id, err := o.NewID()
	if err != nil {
		return "", err
	}
	p, err := o.StartProposal(ctx, system, office.Command{Key: id}, id, base.Code, base.Version)
	if err != nil {
		return "", err
	}
	if file.Process.Drawn, err = o.KeepDrawn(ctx, system, filepath.Base(c.File), bytes.NewReader(b)); err != nil {
		return "", err
	}
	rec := p.Record
	for i := range rec.Cases {
		if rec.Cases[i].ID == c.Case {
			rec.Cases[i].Process = file.Process
		}
	}
	_, err = o.SaveProposal(ctx, system, office.Command{Key: id + "-process"}, id, p.Rev, rec)
	return id, err
}

// judge prints what was read and what keeps it from being run, by the file's lines.
func (c *bpmnImportCmd) judge(out io.Writer, v text.Voice, file *bpmn.File, pc *procedure.Case) error {
	for _, n := range file.Notes {
		if !c.JSON {
			key, args := n.Text()
			fmt.Fprintf(out, "%s:%d: %s\n", c.File, n.Line, v.T(key, args))
		}
	}
	if c.JSON {
		if err := json.NewEncoder(out).Encode(file.Process); err != nil {
			return err
		}
	}
	_, err := procedure.CompileFor(file.Process, compiledForm(pc))
	var flaws procedure.Flaws
	if !errors.As(err, &flaws) {
		return err
	}
	for _, f := range flaws {
		if !c.JSON {
			fmt.Fprintf(out, "%s:%d: %s: %s\n", c.File, file.Line(f.Place), f.Path, f.Reason)
		}
	}
	return exitError(1)
}

// compiledForm is the form that conditions speak of, nil when there is none that can be read.
func compiledForm(pc *procedure.Case) *form.Compiled {
	if pc == nil || pc.Form == nil {
		return nil
	}
	f, err := form.Compile(pc.Form)
	if err != nil {
		return nil // the form has its own page
	}
	return f
}
