package workbook

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"motcua/ground/fault"
)

func TestAListComesBackAsItWentOut(t *testing.T) {
	t.Parallel()
	want := Table{Head: []string{"Mã", "Tên"}, Rows: [][]any{{"H26.1", "Bộ phận một cửa, số 1"}, {"=1+1", "có \"ngoặc\"\nhai dòng"}}}
	var b, x bytes.Buffer
	if err := CSV(&b, want); err != nil {
		t.Fatal(err)
	}
	want.Name = "Danh sách"
	if err := Write(&x, want); err != nil {
		t.Fatal(err)
	}
	for kind, file := range map[string][]byte{"csv": b.Bytes(), "xlsx": x.Bytes()} {
		got, err := ReadTable(file, "Danh sách")
		if err != nil || len(got) != 1 || got[0].Name != "Danh sách" {
			t.Fatalf("%s: %+v, %v", kind, got, err)
		}
		rows := slices.DeleteFunc(got[0].Rows, func(r []string) bool { return len(r) == 0 })
		for i, row := range want.Rows {
			for j, cell := range row {
				if rows[i+1][j] != cell {
					t.Errorf("%s: row %d has %q, want %q", kind, i, rows[i+1][j], cell)
				}
			}
		}
	}
}

func TestCSVIsReadWithAnySeparatorAndItsMistakesNameTheRow(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a,b\n1,2\n", "\ufeffa;b\r\n1;2\r\n", "a\tb\n1\t2"} {
		got, err := ReadCSV([]byte(text), "x")
		if err != nil || len(got.Rows) != 2 || !slices.Equal(got.Rows[1], []string{"1", "2"}) {
			t.Errorf("%q: %v, %v", text, got.Rows, err)
		}
	}
	got, err := ReadCSV([]byte("a,b\n\n1,2\n"), "x")
	if err != nil || len(got.Rows) != 3 || got.Rows[2][0] != "1" {
		t.Errorf("a row after an empty line is counted wrong: %q, %v", got.Rows, err)
	}
	for text, want := range map[string][2]string{
		"a,b\n\"1,2\n":                      {"sheet.quotes", "x!"},
		"a,b\n\xff\xfe,2\n":                 {"sheet.no-text", ""},
		"a,b\n" + strings.Repeat(",", 300):  {"sheet.too-wide", "x!2"},
		strings.Repeat("a\n", mostRows+1):   {"sheet.too-long", "x"},
		strings.Repeat("a", MostBytes+1):    {"sheet.too-large", ""},
		"\x00\x01\x02 no list of any kind ": {"sheet.no-text", ""},
	} {
		_, err := ReadCSV([]byte(text), "x")
		if f := fault.As(err); f == nil || f.Key != want[0] || !strings.HasPrefix(f.Field, want[1]) {
			t.Errorf("%.20q: %v, want %v", text, err, want)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte("a;b\n1;2"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := ReadCSV(b, "x"); err != nil && fault.As(err) == nil {
			t.Errorf("not said in our words: %v", err)
		}
	})
}
