package workbook

import (
	"bytes"
	"encoding/csv"
	"testing"
)

func TestSpreadsheetsRunNothing(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\n=1": "'\n=1", "＝1+1": "'＝1+1", "＋1": "'＋1", "－1": "'－1",
		"＠x": "'＠x", "": "", "Nguyễn Văn A": "Nguyễn Văn A", "H26.103-1": "H26.103-1", "1=1": "1=1",
	} {
		var b bytes.Buffer
		if err := CSV(&b, Table{Head: []string{"a", "b"}, Rows: [][]any{{s, "x"}}}); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
		if err != nil || rows[1][0] != want {
			t.Errorf("%q goes out as %q, %v", s, rows[1][0], err)
		}
	}
}
