package office

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// A CataloguePlan is what a file of procedures would change, and what of it cannot be taken in.
type CataloguePlan struct {
	Changes  []procedure.PackChange
	Refusals []procedure.Refusal // lines of the national database; a workbook with a mistake is refused whole
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

// PlanCatalogue reads a file of procedures, a workbook or lines of the national database, and says what publishing it would
// change. Nothing is written. A workbook with mistakes gives a *fault.Fault with all of them, each at its cell.
func (w *World) PlanCatalogue(b []byte) (*CataloguePlan, error) {
	p := &CataloguePlan{}
	var recs []procedure.Record
	var err error
	if bytes.HasPrefix(b, []byte("PK")) { // every workbook is a zip archive
		recs, err = readWorkbook(b, w.Procedures)
	} else {
		var rep procedure.ImportReport
		rep, err = procedure.ReadNational(bytes.NewReader(b), func(_ int, rec procedure.Record) error {
			rec, err := w.adopt(rec)
			if err == nil {
				recs = append(recs, rec)
			}
			return err
		})
		p.Refusals = rep.Refusals
	}
	if err != nil {
		return nil, err
	}
	if len(recs) == 0 && len(p.Refusals) == 0 {
		return nil, fault.New(fault.Invalid, "catalogue.empty").At("file")
	}
	p.Changes = procedure.DiffPack(w.Procedures, recs)
	return p, nil
}

// adopt gives the next version of a procedure when a record of the national database comes in.
func (w *World) adopt(rec procedure.Record) (procedure.Record, error) {
	var newest *procedure.Record
	if all := w.Procedures.Versions(rec.Code); len(all) > 0 {
		newest = &all[len(all)-1]
	}
	return procedure.Adopt(newest, rec)
}

// ImportCatalogue publishes what PlanCatalogue says of a file, in pieces; what is there already changes nothing, so that the
// same file again goes on where it was broken off.
func (o *Office) ImportCatalogue(ctx context.Context, who Who, b []byte) (*CataloguePlan, error) {
	if err := access.May(who, "import", access.Object{}); err != nil {
		return nil, err
	}
	w := o.world.Load()
	p, err := w.PlanCatalogue(b)
	if err != nil {
		return nil, err
	}
	var all []entry
	for _, c := range p.Changes {
		if c.What != procedure.PackNew && c.What != procedure.PackVersion {
			continue
		}
		facts, err := procedure.Publish(w.Procedures.Versions(c.Code), c.Record, o.Now())
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			all = append(all, entry{procedure.Stream(c.Code), ledger.Fact{Kind: f.Kind, Holder: f.Body}})
		}
	}
	if err := o.enter(ctx, who, all); err != nil {
		return nil, err
	}
	return p, o.Refresh(ctx)
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
		tables = append(tables, workbook.Table{Name: t.Name, Head: t.Head, Rows: t.Rows, Widths: t.Widths, Wrap: true})
	}
	if err := workbook.Write(out, tables...); err != nil {
		return fmt.Errorf("write the catalogue as a workbook: %w", err)
	}
	return nil
}
