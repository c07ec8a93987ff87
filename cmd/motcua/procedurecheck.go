package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"motcua/city"
	"motcua/doors/web"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// procedureCheckCmd proves procedures: motcua procedure check city/hanoi/procedures/1.004194.json.
type procedureCheckCmd struct {
	Files []string `arg:"" name:"file" help:"Records: a pack's file, a list, one a line, or the national database's lines."`
	JSON  bool     `help:"Print a line of JSON for each finding."`
	Lang  string   `help:"Language: vi or en." enum:"vi,en" default:"en"`
	City  string   `help:"Folder of the city whose units, officers, calendar and results are looked at. Default: Hà Nội's." type:"existingdir"`
	From  string   `help:"First day that is looked at, 2026-04-24. Default: today."`
	Ahead int      `help:"How many months ahead." default:"12"`
}

// unreadable is the exit code when a file could not be read whole.
const unreadable = 2

// Help stands behind the flags.
func (c *procedureCheckCmd) Help() string {
	return "Exit code: 0 sound, 1 findings that are errors or parts that could not be proved, 2 a file that cannot be read.\n" +
		"Warnings and notes are printed and leave the code at 0. docs/procedure-check.md says what each code means."
}

// A checkLine is a finding as --json prints it.
type checkLine struct {
	File      string       `json:"file"`
	Line      int          `json:"line,omitempty"`
	Procedure procedure.ID `json:"procedure"`
	Version   int          `json:"version,omitempty"`
	procedure.Defect
	Says string `json:"says"`

	view web.DefectView
}

// A readLine is what could not be read.
type readLine struct {
	File     string `json:"file"`
	Line     int    `json:"line,omitempty"`
	Code     string `json:"code"` // "unreadable"
	Severity string `json:"severity"`
	Place    string `json:"place"`
	Says     string `json:"says"`
}

// Run proves every record of every file.
func (c *procedureCheckCmd) Run(out io.Writer) error {
	words, err := text.Load()
	if err != nil {
		return err
	}
	ctx, err := c.context()
	if err != nil {
		fmt.Fprintln(out, err)
		return exitError(unreadable)
	}
	r := &checkRun{cmd: c, out: out, voice: words.In(text.Lang(c.Lang))}
	sheets := make([][]procedure.Sheet, len(c.Files))
	for i, file := range c.Files {
		if sheets[i], err = r.read(file); err != nil {
			return err
		}
		for _, s := range sheets[i] {
			ctx.Known = append(ctx.Known, s.Record)
		}
	}
	for i, file := range c.Files {
		if err := r.prove(file, sheets[i], ctx); err != nil {
			return err
		}
	}
	switch {
	case r.broken:
		return exitError(unreadable)
	case r.unsound:
		return exitError(1)
	}
	return nil
}

// context is the city that procedures are proved for.
func (c *procedureCheckCmd) context() (*procedure.Context, error) {
	var folder fs.FS = city.Hanoi()
	if c.City != "" {
		folder = os.DirFS(c.City)
	}
	ctx := &procedure.Context{From: time.Now(), Months: c.Ahead}
	if c.From != "" {
		day, err := calendar.ParseDate(c.From)
		if err != nil {
			return nil, fmt.Errorf("--from %s: write the day as 2026-04-24", c.From)
		}
		ctx.From = day.Time()
	}
	pack, err := org.ParsePack(folder)
	if err != nil {
		return nil, err
	}
	facts, err := pack.Diff(org.New(), ctx.From)
	if err != nil {
		return nil, err
	}
	if ctx.Org, err = org.New().ApplyAll(facts...); err != nil {
		return nil, err
	}
	b, err := fs.ReadFile(folder, "calendar.json")
	if err != nil {
		return nil, fmt.Errorf("the city's calendar: %w", err)
	}
	if ctx.Calendar, err = calendar.Parse(b); err != nil {
		return nil, fmt.Errorf("calendar.json: %w", err)
	}
	ctx.Known, err = procedure.ParsePack(folder, ".")
	return ctx, err
}

// checkRun is one run of the command.
type checkRun struct {
	cmd             *procedureCheckCmd
	out             io.Writer
	voice           text.Voice
	broken, unsound bool
}

// longestSheets is in bytes: all procedures of the country are a tenth of it.
const longestSheets = 64 << 20

// readShort reads a file that is no longer than a file of procedures may be; a device or a wrong file does not fill the memory.
func readShort(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, longestSheets+1))
	if err == nil && len(b) > longestSheets {
		err = fmt.Errorf("it is longer than %d MB: check that it is the right file", longestSheets>>20)
	}
	return b, err
}

// read reads a file and tells what of it cannot be read.
func (r *checkRun) read(file string) ([]procedure.Sheet, error) {
	b, err := readShort(file)
	var sheets []procedure.Sheet
	if err == nil {
		sheets, err = procedure.ReadRecords(file, b)
	}
	if err == nil {
		return sheets, nil
	}
	r.broken = true
	var ms form.Mistakes
	if !errors.As(err, &ms) {
		ms = form.Mistakes{{File: file, Reason: text.Said(err.Error())}}
	}
	for _, m := range ms {
		if r.cmd.JSON {
			err = json.NewEncoder(r.out).Encode(readLine{m.File, m.Line, "unreadable", string(procedure.Wrong), m.Field, m.Reason.String()})
		} else {
			_, err = fmt.Fprintln(r.out, m.Error())
		}
		if err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

// prove proves the records of a file and prints what was found.
func (r *checkRun) prove(file string, sheets []procedure.Sheet, ctx *procedure.Context) error {
	counts := map[procedure.Severity]int{}
	for _, s := range sheets {
		proof := procedure.Prove(s.Record, ctx)
		r.unsound = r.unsound || !proof.Sound()
		for i := range proof.Defects {
			d := &proof.Defects[i]
			counts[d.Severity]++
			view := web.NewDefectView(r.voice, d)
			line := checkLine{file, s.Line(d.Place), s.Record.Code, s.Record.Version, *d, view.Says, view}
			var err error
			if r.cmd.JSON {
				err = json.NewEncoder(r.out).Encode(line)
			} else {
				err = r.print(&line)
			}
			if err != nil {
				return err
			}
		}
	}
	if r.cmd.JSON {
		return nil
	}
	_, err := fmt.Fprintln(r.out, r.voice.T("proof.file", map[string]string{
		"file": file, "n": fmt.Sprint(len(sheets)), "errors": fmt.Sprint(counts[procedure.Wrong]),
		"unproved": fmt.Sprint(counts[procedure.Unproved]), "warnings": fmt.Sprint(counts[procedure.Warned]),
	}))
	return err
}

// print writes a finding as a clerk reads it: where, what, and the way there.
func (r *checkRun) print(l *checkLine) error {
	where := fmt.Sprintf("%s:%d: %s", l.File, l.Line, l.Procedure)
	if l.Case != "" {
		where += " " + l.Case
	}
	if _, err := fmt.Fprintf(r.out, "%s: %s %s (%s): %s\n", where, r.voice.T("proof.severity."+string(l.Severity)), l.Code, l.Place, l.Says); err != nil {
		return err
	}
	for _, more := range []string{l.view.Given, l.view.Way} {
		if more == "" {
			continue
		}
		if _, err := fmt.Fprintln(r.out, "    "+more); err != nil {
			return err
		}
	}
	return nil
}
