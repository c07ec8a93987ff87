package workbook

import "testing"

// Parts are unpacked in pieces of any length.
func TestJoinedCellsAreSeenOverPieces(t *testing.T) {
	t.Parallel()
	text := []byte(`<sheetData/><mergeCells count="1"><x:mergeCell ref="A1:B2"/>`)
	for size := 1; size <= len(text); size++ {
		var e elements
		for rest := text; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			if _, err := e.Write(rest[:min(size, len(rest))]); err != nil {
				t.Fatal(err)
			}
		}
		if !e.joined {
			t.Errorf("pieces of %d letters", size)
		}
	}
	var e elements
	if _, err := e.Write([]byte(`<mergeCel/><sheetData/>lls`)); err != nil || e.joined {
		t.Errorf("joined without any, %v", err)
	}
}
