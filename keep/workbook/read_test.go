package workbook

import (
	"archive/zip"
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"motcua/ground/fault"
)

func TestAWorkbookIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Ủy ban nhân dân ", 1500)
	var b bytes.Buffer
	err := Write(&b, Table{Name: "Thủ tục", Head: []string{"Mã", "Tên"}, Rows: [][]any{
		{"001.2", "một\nhai"}, {int64(1_200_000), long}, {"=1+1", nil}, {time.Date(2026, 11, 26, 1, 0, 0, 0, time.UTC), "  x "},
	}, Wrap: true}, Table{Name: "Giấy tờ", Head: []string{"Mã"}})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := []Cells{
		{"Thủ tục", [][]string{{"Mã", "Tên"}, {"001.2", "một\nhai"}, {"1200000", long}, {"=1+1"}, {"46352.041666666664", "  x "}}},
		{"Giấy tờ", [][]string{{"Mã"}}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %.600v", got)
	}
}

// made gives a workbook that the library writes, after do changed it.
func made(t *testing.T, do func(f *excelize.File) error) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, x := range []string{"Mã", "Tên", "1.001193", "Khai sinh"} {
		cell, _ := excelize.CoordinatesToCellName(i%2+1, i/2+2)
		if err := f.SetCellStr("Sheet1", cell, x); err != nil {
			t.Fatal(err)
		}
	}
	if err := do(f); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookThatCannotBeReadIsRefusedWithThePlace(t *testing.T) {
	t.Parallel()
	merge := func(from, to string) func(*excelize.File) error {
		return func(f *excelize.File) error { return f.MergeCell("Sheet1", from, to) }
	}
	whole := made(t, func(*excelize.File) error { return nil })
	for _, x := range []struct {
		name, key, place string
		file             []byte
	}{
		{"rows that are joined", "sheet.merged", "Sheet1!A3", made(t, merge("A3", "A4"))},
		{"a head that is joined", "sheet.merged", "Sheet1!B2", made(t, merge("B2", "B3"))},
		{"a formula that fails", "sheet.formula", "Sheet1!B3", made(t, func(f *excelize.File) error { return f.SetCellValue("Sheet1", "B3", "#REF!") })},
		{"a row that is too wide", "sheet.too-wide", "Sheet1!5", made(t, func(f *excelize.File) error { return f.SetCellStr("Sheet1", "XFD5", "x") })},
		{"half a file", "sheet.unreadable", "", whole[:len(whole)/2]},
		{"a file that is none", "sheet.unreadable", "", []byte("Mã,Tên\n1.001193,Khai sinh\n")},
		{"an empty file", "sheet.unreadable", "", nil},
		{"an archive that is no workbook", "sheet.unreadable", "", archive(t, "a.txt", 10)},
		{"an archive that unpacks to more than it may", "sheet.bomb", "", archive(t, "xl/worksheets/sheet1.xml", mostOpened+1)},
		{"a file that is too large", "sheet.too-large", "", make([]byte, MostBytes+1)},
	} {
		_, err := Read(x.file)
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Key != x.key || f.Field != x.place {
			t.Errorf("%s: %v, want %s at %q", x.name, err, x.key, x.place)
		}
	}
	if _, err := Read(made(t, merge("A1", "C1"))); err != nil {
		t.Errorf("a title above the head is refused: %v", err)
	}
}

// archive is a zip file with one part of a length.
func archive(t *testing.T, name string, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	for part := strings.Repeat(" ", 1<<20); err == nil && n > 0; n -= len(part) {
		part = part[:min(n, len(part))]
		_, err = fmt.Fprint(w, part)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func FuzzRead(f *testing.F) {
	var b bytes.Buffer
	if err := Write(&b, Table{Name: "Thủ tục", Head: []string{"Mã"}, Rows: [][]any{{"1.001193"}}}); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := Read(b); err != nil && fault.As(err) == nil {
			t.Errorf("not said in our words: %v", err)
		}
	})
}

// A cell without a word is four bytes that pack to nothing, and hundreds of bytes of memory: the limit of bytes does not see it.
func TestAWorkbookOfEmptyCellsFillsNoMemory(t *testing.T) {
	t.Parallel()
	b := made(t, func(*excelize.File) error { return nil })
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range in.File {
		if !strings.HasSuffix(part.Name, "/sheet1.xml") {
			if err := z.Copy(part); err != nil {
				t.Fatal(err)
			}
			continue
		}
		w, err := z.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		row := "<row>" + strings.Repeat("<c/>", 199) + "</row>"
		fmt.Fprint(w, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
		for range mostParts/200 + 1 {
			fmt.Fprint(w, row)
		}
		fmt.Fprint(w, `</sheetData></worksheet>`)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Read(out.Bytes())
	if f := fault.As(err); f == nil || f.Key != "sheet.parts" {
		t.Errorf("%d bytes that open to %d cells are answered with %v", out.Len(), mostParts, err)
	}
}
