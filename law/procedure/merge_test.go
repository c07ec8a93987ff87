package procedure_test

import (
	"slices"
	"testing"

	"motcua/law/procedure"
	"motcua/words/form"
)

// two people write one text: what each touched stands, what both touched is told.
func TestTwoEditorsOfDifferentPartsKeepBoth(t *testing.T) {
	t.Parallel()
	text := func() procedure.Record {
		return procedure.Record{Code: "1.000001", Name: "Cấp giấy phép", Cases: []procedure.Case{
			{ID: "moi", Name: form.Text{VI: "Cấp mới"}, Papers: []procedure.Paper{{Name: "Đơn"}, {Name: "Ảnh"}}},
			{ID: "doi.1", Name: form.Text{VI: "Cấp đổi"}, Papers: []procedure.Paper{{Name: "Đơn"}}},
		}}
	}
	base, theirs, mine := text(), text(), text()
	theirs.Name = "Cấp giấy phép xây dựng"
	theirs.Cases[0].Papers = theirs.Cases[0].Papers[:1]
	mine.Cases[1].Papers = append(mine.Cases[1].Papers, procedure.Paper{Name: "Bản vẽ"})
	mine.Cases = append(mine.Cases, procedure.Case{ID: "them", Name: form.Text{VI: "Thêm"}})
	got, clashes, err := procedure.Merge(base, theirs, mine)
	if err != nil || len(clashes) > 0 {
		t.Fatalf("clashes %v, %v", clashes, err)
	}
	if got.Name != theirs.Name || len(got.Cases) != 3 || len(got.Cases[0].Papers) != 1 || len(got.Cases[1].Papers) != 2 || got.Cases[2].ID != "them" {
		t.Errorf("merged to %+v", got)
	}

	mine = text()
	mine.Cases[0].Papers[0].Name = "Tờ khai"
	mine.Name = "Cấp phép"
	_, clashes, err = procedure.Merge(base, theirs, mine)
	if want := []string{"cases.moi.papers", "name"}; err != nil || !slices.Equal(clashes, want) {
		t.Errorf("clashes %v, want %v, %v", clashes, want, err)
	}

	mine = text()
	mine.Cases = mine.Cases[1:]
	if got, clashes, err = procedure.Merge(base, base, mine); err != nil || clashes != nil || len(got.Cases) != 1 || got.Cases[0].ID != "doi.1" {
		t.Errorf("a case that one took away: %+v, %v, %v", got.Cases, clashes, err)
	}
	// One took a case away in which the other wrote: that is for people to decide.
	if _, clashes, err = procedure.Merge(base, theirs, func() procedure.Record { r := text(); r.Cases = r.Cases[1:]; return r }()); err != nil || !slices.Equal(clashes, []string{"cases.moi.papers"}) {
		t.Errorf("clashes %v, %v", clashes, err)
	}
}
