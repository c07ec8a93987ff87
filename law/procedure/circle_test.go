package procedure

import (
	"fmt"
	"testing"
)

// Packages of procedures that share procedures are no circle, and to know it is no work that doubles with each layer.
func TestManyWaysBetweenInterlinkedProceduresAreLookedAtOnce(t *testing.T) {
	t.Parallel()
	const layers = 60
	r := &sheetReader{cat: new(CatalogueBuilder).Catalogue(), byCode: map[ID]*sheetRecord{}}
	code := func(layer, i int) string { return fmt.Sprintf("1.%03d%03d", layer, i) }
	for l := range layers {
		for i := range 2 {
			rec := Record{Code: ID(code(l, i)), Interlinked: []string{code(l+1, 0), code(l+1, 1)}}
			r.byCode[rec.Code] = &sheetRecord{rec: rec}
		}
	}
	first := ID(code(0, 0))
	if path := wayBack(first, r.interlinked); path != nil {
		t.Fatalf("a circle: %v", path)
	}
	last := r.byCode[ID(code(layers-1, 1))]
	last.rec.Interlinked = []string{string(first)}
	if path := wayBack(first, r.interlinked); len(path) != layers+1 {
		t.Errorf("the circle over all layers is not found: %v", path)
	}
}
