package procedure_test

import (
	"testing"

	"motcua/law/procedure"
)

func TestAPaperThatTheCityHoldsIsFoundByCodeNameAndSynonym(t *testing.T) {
	t.Parallel()
	birth := &procedure.Record{Code: "1.001193", Results: []procedure.Result{{Code: "KQ.G15.000031", Name: "Giấy khai sinh"}}, Cases: []procedure.Case{{
		ID: "c", Papers: []procedure.Paper{{Name: "Giấy khai sinh"}},
	}}}
	death := &procedure.Record{Code: "1.000656", Results: []procedure.Result{{Name: "Trích lục khai tử"}}}
	other := &procedure.Record{Code: "2.000908", Cases: []procedure.Case{{ID: "c", Papers: []procedure.Paper{
		{Name: "Giấy tờ gốc", ReplacedBy: []string{"KQ.G15.000031"}},
		{Name: "Giấy khai sinh của con (bản chính)"},
		{Name: "Giấy chứng tử của vợ"},
		{Name: "Đơn đề nghị cấp giấy khai sinh"},
		{Name: "Giấy"},
	}}}}
	got := procedure.Held([]*procedure.Record{birth, death, other})
	want := []struct {
		place    int
		by       procedure.ID
		how      string
		declared bool
	}{{0, "1.001193", procedure.ByCode, true}, {1, "1.001193", procedure.ByName, false}, {2, "1.000656", procedure.BySynonym, false}}
	if len(got) != len(want) {
		t.Fatalf("found %+v", got)
	}
	for i, w := range want {
		if g := got[i]; g.Code != "2.000908" || g.Index != w.place || g.Match.By != w.by || g.Match.How != w.how || g.Declared != w.declared {
			t.Errorf("paper %d is found as %+v, want %+v", i, g, w)
		}
	}
}
