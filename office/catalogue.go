package office

import (
	"bytes"
	"fmt"
	"io"
	"reflect"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// A CataloguePlan is what a file of procedures would change, and what of it cannot be taken in.
type CataloguePlan struct {
	Changes  []procedure.PackChange
	Refusals []procedure.Refusal // lines of the national database; a workbook or whole records with a mistake are refused whole

	news []publication // that publish it
}

// A publication is one procedure's part of a plan: what goes into its stream at once, so that a version is never there without what
// holds its process.
type publication struct {
	code  procedure.ID
	at    int64 // version of the stream that the plan was made from
	facts []ledger.Fact
	bytes int
}

// News counts what would be published.
func (p *CataloguePlan) News() (n int) {
	for _, c := range p.Changes {
		if c.What == procedure.PackNew || c.What == procedure.PackVersion {
			n++
		}
	}
	return n
}

// PlanCatalogue reads a file of procedures, a workbook, whole records or lines of the national database, and says what publishing it at now would
// change. Nothing is written. A workbook with mistakes gives a *fault.Fault with all of them, each at its cell.
func (w *World) PlanCatalogue(b []byte, now time.Time) (*CataloguePlan, error) {
	p := &CataloguePlan{}
	var recs []procedure.Record
	publish := func(rec procedure.Record) error {
		known := w.Procedures.Versions(rec.Code)
		facts, err := procedure.Publish(known, rec, now)
		if waits := newProcesses(known, &rec); err == nil && len(facts) > 0 && len(waits) > 0 {
			var held procedure.Fact
			held, err = procedure.Hold(procedure.Holding{Code: rec.Code, Version: len(known) + 1, Cases: waits})
			facts = append(facts, held)
		}
		if err == nil && len(facts) > 0 {
			_, at := w.Procedures.Stream(rec.Code)
			one := publication{code: rec.Code, at: at}
			for _, f := range facts {
				one.facts, one.bytes = append(one.facts, ledger.Fact{Kind: f.Kind, Holder: f.Body}), one.bytes+len(f.Body)
			}
			p.news = append(p.news, one)
		}
		if err == nil {
			recs = append(recs, rec)
		}
		return err
	}
	var read []procedure.Record
	var err error
	switch {
	case bytes.HasPrefix(b, []byte("PK")): // every workbook is a zip archive
		read, err = readWorkbook(b, w.Procedures)
	case procedure.IsWhole(b):
		read, p.Refusals = procedure.ReadWhole(b, w.Procedures)
	case !hasJSON(b):
		err = fault.New(fault.Invalid, "catalogue.format").At("file")
	default:
		rep, err := procedure.ReadNational(bytes.NewReader(procedure.Unwrap(b)), func(_ int, rec procedure.Record) error {
			rec, err := w.adopt(rec) // what the desk works by is kept: cases, forms, processes
			if err != nil {
				return err
			}
			return publish(rec)
		})
		if err != nil {
			return nil, err
		}
		p.Refusals = rep.Refusals
	}
	if err != nil {
		return nil, err
	}
	for _, rec := range read {
		if err := publish(rec); err != nil {
			return nil, err
		}
	}
	p.Changes = procedure.DiffPack(w.Procedures, recs)
	return p, nil
}

// hasJSON says whether any line of a file begins as JSON does, or the file is empty.
func hasJSON(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte("\xEF\xBB\xBF"))
	for line := range bytes.Lines(b) {
		if line = bytes.TrimSpace(line); len(line) > 0 && (line[0] == '{' || line[0] == '[') {
			return true
		}
	}
	return len(bytes.TrimSpace(b)) == 0
}

// newProcesses are the cases of a record with a process that nobody has switched on: dossiers are received for them once it was
// proved, or a leader said why not.
func newProcesses(known []procedure.Record, rec *procedure.Record) []string {
	var last procedure.Record
	if len(known) > 0 {
		last = known[len(known)-1]
	}
	var out []string
	for i := range rec.Cases {
		c := &rec.Cases[i]
		if was := last.Case(c.ID); c.Process != nil && (!last.Receives(was) || !reflect.DeepEqual(was.Process, c.Process)) {
			out = append(out, c.ID)
		}
	}
	return out
}

// adopt gives the next version of a procedure when a record of the national database comes in.
func (w *World) adopt(rec procedure.Record) (procedure.Record, error) {
	var newest *procedure.Record
	if all := w.Procedures.Versions(rec.Code); len(all) > 0 {
		newest = &all[len(all)-1]
	}
	return procedure.Adopt(newest, rec)
}

// sheetWords are the words of workbooks, the given language first.
func sheetWords(first text.Lang) ([]procedure.SheetWords, error) {
	words, err := text.Load()
	if err != nil {
		return nil, err
	}
	in := func(l text.Lang) procedure.SheetWords {
		v := words.In(l)
		return func(key string) string {
			if !v.Has(key) {
				return ""
			}
			return v.T(key)
		}
	}
	out := []procedure.SheetWords{in(first)}
	for _, l := range text.Langs {
		if l != first {
			out = append(out, in(l))
		}
	}
	return out, nil
}

func readWorkbook(b []byte, cat *procedure.Catalogue) ([]procedure.Record, error) {
	sheets, err := workbook.Read(b)
	if err != nil {
		return nil, err
	}
	words, err := sheetWords(text.VI)
	if err != nil {
		return nil, err
	}
	grids := make([]procedure.Grid, len(sheets))
	for i, s := range sheets {
		grids[i] = procedure.Grid(s)
	}
	return procedure.ReadSheets(grids, cat, workbook.At, words...)
}

// WriteWorkbook writes records as a workbook, in one language, with a sheet that explains it.
func WriteWorkbook(out io.Writer, recs []*procedure.Record, l text.Lang) error {
	words, err := sheetWords(l)
	if err != nil {
		return err
	}
	var tables []workbook.Table
	for _, t := range procedure.SheetTables(recs, words[0]) {
		tables = append(tables, sheetTable(t))
	}
	if err := workbook.Write(out, tables...); err != nil {
		return fmt.Errorf("write the catalogue as a workbook: %w", err)
	}
	return nil
}

// sheetTable is a sheet of the catalogue as a table, whose days are days of the city.
func sheetTable(t procedure.SheetTable) workbook.Table {
	for _, row := range t.Rows {
		for i, x := range row {
			if day, ok := x.(time.Time); ok {
				row[i] = workbook.Day(day)
			}
		}
	}
	return workbook.Table{Name: t.Name, Head: t.Head, Rows: t.Rows, Widths: t.Widths, Wrap: true, Zone: Zone}
}

// WriteCatalogue writes records in one of the formats "json" (a list), "jsonl" (records of the national database, one a line), "message" (national messages, one a line),
// "csv" (a row a procedure) and "xlsx"; the last two have headings in a language.
func WriteCatalogue(out io.Writer, recs []*procedure.Record, format string, l text.Lang) error {
	switch format {
	case "xlsx":
		return WriteWorkbook(out, recs, l)
	case "csv":
		words, err := sheetWords(l)
		if err != nil {
			return err
		}
		t := procedure.SheetTables(recs, words[0])[0]
		return workbook.CSV(out, sheetTable(t))
	case "jsonl", "message":
		write := procedure.EncodeNational
		if format == "message" {
			write = procedure.EncodeMessage
		}
		for _, r := range recs {
			b, err := write(*r)
			if err != nil {
				return err
			}
			if _, err := out.Write(append(b, '\n')); err != nil {
				return err
			}
		}
		return nil
	}
	sep := "[\n"
	for _, r := range recs {
		b, err := r.Encode()
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(out, "%s%s", sep, b); err != nil {
			return err
		}
		sep = ",\n"
	}
	if sep == "[\n" {
		_, err := io.WriteString(out, "[]\n")
		return err
	}
	_, err := io.WriteString(out, "\n]\n")
	return err
}
