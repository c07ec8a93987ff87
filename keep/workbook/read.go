package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"motcua/ground/fault"
)

// Limits of what is read, so that a small file cannot fill the memory.
// choice: far above what a catalogue of a city needs (2,100 procedures with 60,000 papers are some 8 MB).
const (
	MostBytes  = 16 << 20  // of the file
	mostOpened = 128 << 20 // of all its parts, unpacked
	mostParts  = 6_000_000 // elements of XML in all of them: each is some hundred bytes of memory, however few it has in the file
	mostRows   = 200_000   // of one sheet
	mostCols   = 200
	mostSheets = 50
)

// Cells is one sheet as it was read: texts as they were typed, numbers with a point and without grouping.
type Cells struct {
	Name string
	Rows [][]string // Rows[0] is row 1
}

// At names a cell as spreadsheets do: "Giấy tờ!B3". Row and column are from 0.
func At(sheet string, row, col int) string {
	if col < 0 {
		return fmt.Sprintf("%s!%d", sheet, row+1)
	}
	name, err := excelize.CoordinatesToCellName(col+1, row+1)
	if err != nil {
		return sheet
	}
	return sheet + "!" + name
}

// Read reads a workbook whole, or refuses it with the place: a file that is no workbook or is too large, cells that are
// joined (but for a title above the table) and cells that show an error of a formula.
// The faults are of kind Invalid; Field is the place.
func Read(b []byte) ([]Cells, error) {
	if len(b) > MostBytes {
		return nil, fault.New(fault.Invalid, "sheet.too-large", "most", fmt.Sprint(MostBytes>>20))
	}
	parts, err := opened(b)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(b), excelize.Options{UnzipSizeLimit: mostOpened, UnzipXMLSizeLimit: mostOpened, RawCellValue: true})
	if err != nil {
		return nil, unreadable(err)
	}
	defer func() { _ = f.Close() }() // nothing of it is on the disk: parts stay below the limit of unpacking
	names := f.GetSheetList()
	if len(names) > mostSheets {
		return nil, fault.New(fault.Invalid, "sheet.too-many", "most", fmt.Sprint(mostSheets))
	}
	var out []Cells
	for _, name := range names {
		c := Cells{Name: name}
		if c.Rows, err = rows(f, name); err != nil {
			return nil, err
		}
		if parts.joined { // to look for them is to read the sheet once more
			err = joined(f, &c)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// opened looks at what the parts would be unpacked, before anything is.
func opened(b []byte) (parts elements, err error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return parts, unreadable(err)
	}
	left := int64(mostOpened)
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			return parts, unreadable(err)
		}
		n, err := io.Copy(&parts, io.LimitReader(r, left+1)) // what the file says of its sizes need not be true
		_ = r.Close()
		if err != nil {
			return parts, unreadable(err)
		}
		if parts.n > mostParts {
			return parts, fault.New(fault.Invalid, "sheet.parts", "most", fmt.Sprint(mostParts/1_000_000), "place", part.Name)
		}
		if left -= n; left < 0 {
			return parts, fault.New(fault.Invalid, "sheet.bomb", "most", fmt.Sprint(mostOpened>>20), "place", part.Name)
		}
	}
	return parts, nil
}

// elements counts what begins an element, and looks for cells that are joined.
type elements struct {
	n      int
	joined bool
	tail   []byte // of what came before: a name may come in two pieces
}

// joinedName is how the element of joined cells is named, whatever its prefix.
const joinedName = "mergeCell"

func (e *elements) Write(b []byte) (int, error) {
	e.n += bytes.Count(b, []byte("<")) - bytes.Count(b, []byte("</"))
	seam := slices.Concat(e.tail, b[:min(len(b), len(joinedName))])
	e.joined = e.joined || bytes.Contains(b, []byte(joinedName)) || bytes.Contains(seam, []byte(joinedName))
	if len(b) > len(joinedName) {
		seam = slices.Clone(b[len(b)-len(joinedName):])
	}
	e.tail = seam[max(0, len(seam)-len(joinedName)):]
	return len(b), nil
}

func unreadable(err error) error {
	f := fault.New(fault.Invalid, "sheet.unreadable")
	f.Cause = err
	return f
}

func rows(f *excelize.File, name string) (out [][]string, err error) {
	in, err := f.Rows(name)
	if err != nil {
		var none excelize.ErrSheetNotExist
		if errors.As(err, &none) {
			return nil, nil // a sheet of charts
		}
		return nil, unreadable(err)
	}
	defer func() { _ = in.Close() }()
	for in.Next() {
		row, err := in.Columns()
		if err != nil {
			return nil, unreadable(err)
		}
		switch {
		case len(out) >= mostRows:
			return nil, fault.New(fault.Invalid, "sheet.too-long", "most", fmt.Sprint(mostRows)).At(name)
		case len(row) > mostCols:
			return nil, fault.New(fault.Invalid, "sheet.too-wide", "most", fmt.Sprint(mostCols)).At(At(name, len(out), -1))
		}
		for j, s := range row {
			if failed[s] {
				return nil, fault.New(fault.Invalid, "sheet.formula", "value", s).At(At(name, len(out), j))
			}
		}
		out = append(out, row)
	}
	if err := in.Error(); err != nil {
		return nil, unreadable(err)
	}
	return out, nil
}

// failed are the values that a formula shows when it fails.
var failed = map[string]bool{
	"#REF!": true, "#N/A": true, "#VALUE!": true, "#NAME?": true, "#DIV/0!": true, "#NUM!": true, "#NULL!": true, "#SPILL!": true, "#CALC!": true,
}

// joined refuses cells that are joined from the first row of the table on, which is the first with more than one cell: which row
// and column they belong to cannot be known.
func joined(f *excelize.File, c *Cells) error {
	all, err := f.GetMergeCells(c.Name, true)
	if err != nil {
		return unreadable(err)
	}
	table := slices.IndexFunc(c.Rows, func(row []string) bool { return filled(row) > 1 })
	for _, m := range all {
		_, to, err := excelize.CellNameToCoordinates(m.GetEndAxis())
		if err != nil || table >= 0 && to > table {
			return fault.New(fault.Invalid, "sheet.merged", "cells", strings.Join(m[:1], "")).At(c.Name + "!" + m.GetStartAxis())
		}
	}
	return nil
}

func filled(row []string) (n int) {
	for _, s := range row {
		if strings.TrimSpace(s) != "" {
			n++
		}
	}
	return n
}
