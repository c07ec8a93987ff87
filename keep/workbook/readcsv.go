package workbook

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"motcua/ground/fault"
)

// ReadTable reads a list that may be a workbook or CSV, by what the file is and not by its name: of a workbook all sheets, of CSV one
// with the name that is given.
func ReadTable(b []byte, name string) ([]Cells, error) {
	if bytes.HasPrefix(b, []byte("PK")) {
		return Read(b)
	}
	c, err := ReadCSV(b, name)
	if err != nil {
		return nil, err
	}
	return []Cells{c}, nil
}

// ReadCSV reads a list in UTF-8, with commas, semicolons or tabulators between its cells, as spreadsheet programs write it; what
// CSV itself put before a cell to keep it from being a formula is taken away. The limits are those of Read, and so are the faults.
func ReadCSV(b []byte, name string) (Cells, error) {
	out := Cells{Name: name}
	if len(b) > MostBytes {
		return out, fault.New(fault.Invalid, "sheet.too-large", "most", fmt.Sprint(MostBytes>>20))
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return out, fault.New(fault.Invalid, "sheet.no-text")
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord = -1
	r.Comma = separator(b)
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			var bad *csv.ParseError
			line := len(out.Rows)
			if errors.As(err, &bad) {
				line = bad.Line - 1
			}
			f := fault.New(fault.Invalid, "sheet.quotes").At(At(name, line, -1))
			f.Cause = err
			return out, f
		}
		switch {
		case len(out.Rows) >= mostRows:
			return out, fault.New(fault.Invalid, "sheet.too-long", "most", fmt.Sprint(mostRows)).At(name)
		case len(row) > mostCols:
			return out, fault.New(fault.Invalid, "sheet.too-wide", "most", fmt.Sprint(mostCols)).At(At(name, len(out.Rows), -1))
		}
		for i, s := range row {
			if rest, ok := strings.CutPrefix(s, "'"); ok && harmless(rest) == s {
				row[i] = rest
			}
		}
		for line, _ := r.FieldPos(0); len(out.Rows) < line-1; { // empty lines are rows too: places are counted as people see them
			out.Rows = append(out.Rows, nil)
		}
		out.Rows = append(out.Rows, row)
	}
}

// separator is what stands most often in the first line.
func separator(b []byte) rune {
	line, _, _ := bytes.Cut(b, []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(line, []byte(string(c))) > bytes.Count(line, []byte(string(best))) {
			best = c
		}
	}
	return best
}
