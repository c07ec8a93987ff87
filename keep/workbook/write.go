// Package workbook reads and writes workbooks (xlsx) and lists (CSV): tables of cells with a head, nothing that computes.
package workbook

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// A Table is a list that goes out.
type Table struct {
	Name   string // of its sheet, at most 31 letters; "" = "Sheet1"
	Head   []string
	Rows   [][]any        // string, int, int64, time.Time and Day (in Zone); nil is empty
	Widths []float64      // of the columns, in letters; those that are not given have 22
	Wrap   bool           // long texts go on in the next line
	Zone   *time.Location // nil = UTC
	Counts bool           // it has figures alone, and nobody's data
	Mark   string         // who took the list out: below its last row, at the foot of printed pages and in the file's properties
}

// A Day is a day without an hour, as a spreadsheet program counts and sorts days.
type Day time.Time

// MediaType is the media type of a workbook, as registered with IANA.
const MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// usualWidth is the width of a column in letters.
const usualWidth = 22

// Write writes tables as an Excel file, a sheet each; the first row stays in sight.
func Write(out io.Writer, tables ...Table) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // nothing of it is on the disk
	st, err := newStyles(f)
	if err != nil {
		return err
	}
	for i, t := range tables {
		name := t.Name
		if name == "" {
			name = "Sheet1"
		}
		if i == 0 {
			err = f.SetSheetName("Sheet1", name)
		} else {
			_, err = f.NewSheet(name)
		}
		if err == nil {
			err = st.write(f, name, &t)
		}
		if err == nil && t.Mark != "" {
			err = mark(f, name, t.Mark)
		}
		if err != nil {
			return fmt.Errorf("sheet %s: %w", name, err)
		}
	}
	return f.Write(out)
}

// mark puts a mark where it stays when the last row is taken away.
func mark(f *excelize.File, sheet, words string) error {
	const most = 200 // letters of a footer: Excel takes 255 with its own signs
	short := []rune(strings.ReplaceAll(words, "&", "&&"))
	short = short[:min(len(short), most)]
	if err := f.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&8" + string(short) + "&R&8&P/&N"}); err != nil {
		return err
	}
	return f.SetDocProps(&excelize.DocProperties{Description: words})
}

type styles struct{ head, moment, day, text, wrapped int }

func newStyles(f *excelize.File) (s styles, err error) {
	moment, day := "dd/mm/yyyy hh:mm", "dd/mm/yyyy"
	top := &excelize.Alignment{Vertical: "top"}
	const asText = 49 // the format "@": a code keeps its zeros
	for _, x := range []struct {
		into *int
		as   excelize.Style
	}{
		{&s.head, excelize.Style{
			Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true},
			Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E7ECEF"}},
		}},
		{&s.moment, excelize.Style{CustomNumFmt: &moment, Alignment: top}},
		{&s.day, excelize.Style{CustomNumFmt: &day, Alignment: top}},
		{&s.text, excelize.Style{NumFmt: asText, Alignment: top}},
		{&s.wrapped, excelize.Style{NumFmt: asText, Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}},
	} {
		if *x.into, err = f.NewStyle(&x.as); err != nil {
			return s, err
		}
	}
	return s, nil
}

func (s styles) write(f *excelize.File, name string, t *Table) error {
	w, err := f.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i := range max(len(t.Head), 1) {
		width := float64(usualWidth)
		if i < len(t.Widths) && t.Widths[i] > 0 {
			width = t.Widths[i]
		}
		if err := w.SetColWidth(i+1, i+1, width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	head := make([]any, len(t.Head))
	for i, x := range t.Head {
		head[i] = excelize.Cell{StyleID: s.head, Value: x}
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	for n, row := range t.Rows {
		line := make([]any, len(row))
		for i, x := range row {
			line[i] = s.cell(x, t)
		}
		if err := w.SetRow("A"+strconv.Itoa(n+2), line); err != nil {
			return err
		}
	}
	if t.Mark != "" { // after an empty row, so that sorting and filtering leave it alone
		if err := w.SetRow("A"+strconv.Itoa(len(t.Rows)+3), []any{excelize.Cell{StyleID: s.text, Value: t.Mark}}); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (s styles) cell(x any, t *Table) any {
	switch x := x.(type) {
	case time.Time:
		if x.IsZero() {
			return nil
		}
		return excelize.Cell{StyleID: s.moment, Value: x.In(t.zone())}
	case Day:
		day := time.Time(x).In(t.zone())
		switch {
		case time.Time(x).IsZero():
			return nil
		case day.Year() < 1901: // spreadsheet programs count from 1900, and do not agree on its first days
			return s.cell(day.Format("02/01/2006"), t)
		}
		return excelize.Cell{StyleID: s.day, Value: day}
	case string:
		if x == "" {
			return nil
		}
		if t.Wrap {
			return excelize.Cell{StyleID: s.wrapped, Value: x}
		}
		return excelize.Cell{StyleID: s.text, Value: x}
	}
	return x
}

func (t *Table) zone() *time.Location {
	if t.Zone == nil {
		return time.UTC
	}
	return t.Zone
}

// CSV writes a table in UTF-8 with the mark by which spreadsheet programs know it.
func CSV(out io.Writer, t Table) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	head := make([]string, len(t.Head))
	for i, x := range t.Head {
		head[i] = harmless(x)
	}
	_ = w.Write(head) // Error below tells
	for _, row := range t.Rows {
		line := make([]string, len(row))
		for i, x := range row {
			line[i] = t.cellText(x)
		}
		_ = w.Write(line)
	}
	if t.Mark != "" { // as wide as the others: strict readers want it so
		line := make([]string, max(len(t.Head), 1))
		line[0] = harmless(t.Mark)
		_ = w.Write(line)
	}
	w.Flush()
	return w.Error()
}

// cellText writes one value for CSV.
func (t *Table) cellText(x any) string {
	switch x := x.(type) {
	case nil:
		return ""
	case time.Time:
		if x.IsZero() {
			return ""
		}
		return x.In(t.zone()).Format("02/01/2006 15:04")
	case Day:
		if time.Time(x).IsZero() {
			return ""
		}
		return time.Time(x).In(t.zone()).Format("02/01/2006")
	case int:
		return strconv.Itoa(x)
	case int64:
		return strconv.FormatInt(x, 10)
	default:
		return harmless(fmt.Sprint(x))
	}
}

// harmless keeps a spreadsheet program from reading people's words as a formula.
func harmless(s string) string {
	if c, _ := utf8.DecodeRuneInString(s); strings.ContainsRune("=+-@\t\r\n＝＋－＠", c) && s != "" {
		return "'" + s
	}
	return s
}
