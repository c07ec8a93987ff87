package web

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// personForm asks for a person, for several, and for a signature.
func personForm(t *testing.T, lang text.Lang) *EForm {
	t.Helper()
	f := &form.Form{ID: "p", Version: 1, Title: form.Text{VI: "Tờ khai"}, Sections: []form.Section{{ID: "a", Title: form.Text{VI: "A"}, Fields: []form.Field{
		{ID: "mother", Kind: form.Person, Label: form.Text{VI: "Mẹ", EN: "Mother"}, Parts: []string{"name", "birth", "sex?", "nationality", "address?"}, Area: form.Anywhere, Required: true, Prefill: "owner"},
		{ID: "owners", Kind: form.Person, Label: form.Text{VI: "Đồng sở hữu", EN: "Co-owner"}, Parts: []string{"name"}, Repeat: 3},
	}}, {ID: "b", Title: form.Text{VI: "B"}, Fields: []form.Field{{ID: "sign", Kind: form.Signature, Label: form.Text{VI: "Người khai", EN: "Declared by"}, Required: true}}}}}
	c, err := form.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	e := NewEForm(words.In(lang), c, nil, eformDay, lands{communes: []Option{{Value: "00004", Label: "Phường Ba Đình"}}, home: "01"}, nil, nil)
	e.Filer = "Lê Thị Mẫu"
	return e
}

func TestAPersonOnAPageIsReadPartByPart(t *testing.T) {
	t.Parallel()
	e := personForm(t, text.VI)
	e.Take(url.Values{
		"e.mother.name": {"Lê Thị Mẫu"}, "e.mother.birth": {"15/2/1985"}, "e.mother.nationality": {"Việt Nam"}, "e.mother.sex": {""},
		"e.mother.address": {"5 Hàng Bài"}, "e.mother.address.commune": {"00004"}, "e.mother.address.place": {"01"},
		"e.owners.0.name": {"Trần Văn Thử"}, "e.owners.1.name": {""}, "e.sign.name": {"lê thị mẫu"},
	})
	clean, err := e.Judge()
	want := form.Values{
		"mother": map[string]any{"name": "Lê Thị Mẫu", "birth": "1985-02-15", "nationality": "VN", "address": map[string]any{"text": "5 Hàng Bài", "commune": "00004"}},
		"owners": []any{map[string]any{"name": "Trần Văn Thử"}}, "sign": map[string]any{"name": "lê thị mẫu"},
	}
	if a, ok := clean["mother"].(map[string]any)["address"].(map[string]any); ok {
		delete(a, "list")
	}
	if err != nil || !reflect.DeepEqual(clean, want) {
		t.Errorf("got %v, %v", clean, err)
	}
	if f := e.drawn("e.mother.birth"); f.Label != "Ngày, tháng, năm sinh" || !f.Required || f.Value != "15/02/1985" && f.Value != "15/2/1985" {
		t.Errorf("the birth is drawn as %+v", f)
	}
	if f := personForm(t, text.EN).drawn("e.mother.sex"); f.Label != "Sex" || len(f.Options) != 2 || f.Options[1].Label != "Female" {
		t.Errorf("the sex is drawn as %+v", f)
	}
	e.Edited(url.Values{"_add": {"e.owners"}})
	if list, _ := e.Values["owners"].([]any); len(list) < 2 {
		t.Errorf("no second owner: %v", e.Values["owners"])
	}
}

func TestNobodySignsForAnotherUnderTheirOwnSignIn(t *testing.T) {
	t.Parallel()
	e := personForm(t, text.VI)
	e.Take(url.Values{"e.sign.name": {"Trần Văn Thử"}}, "b")
	f := fault.As(e.JudgeSection("b"))
	if f == nil || f.Key != "form.sign.other" || f.Field != "e.sign.name" {
		t.Fatalf("got %v", f)
	}
	if said := faultWords(e.v, f); !strings.Contains(said, "Trần Văn Thử") || !strings.Contains(said, "Lê Thị Mẫu") {
		t.Errorf("said as %q", said)
	}
	e.Values["sign"].(map[string]any)["file"] = strings.Repeat("0a", 32)
	if err := e.JudgeSection("b"); err != nil {
		t.Errorf("with the copy that was signed by hand: %v", err)
	}
	e.Take(url.Values{"e.sign.name": {""}}, "b")
	if f := fault.As(e.JudgeSection("b")); f == nil || f.Field != "e.sign" || f.Key != "form.missing" {
		t.Errorf("unsigned: %v", f)
	}
}

func TestASignatureIsShownWithHowAndWhenItWasGiven(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	e := personForm(t, text.VI)
	hash := strings.Repeat("0a", 32)
	filed := &dossier.Dossier{Filed: time.Date(2026, 3, 3, 2, 15, 0, 0, time.UTC)}
	for name, tc := range map[string]struct {
		d    *dossier.Dossier
		file string
		want string
	}{
		"online":  {filed, "", "Lê Thị Mẫu, đã ký dưới tài khoản của người nộp lúc 09:15"},
		"counter": {&dossier.Dossier{}, "", "Lê Thị Mẫu, ký tay"},
		"by hand": {filed, hash, "Lê Thị Mẫu, đã ký tay"},
	} {
		sign := map[string]any{"name": "Lê Thị Mẫu"}
		if tc.file != "" {
			sign["file"] = tc.file
		}
		got := c.site.answers(e.v, e.Of, form.Values{"sign": sign}, nil, signedWords(e.v, tc.d), func(h string) string { return "/f/" + h })
		if len(got) != 1 || len(got[0].Facts) != 1 || !strings.HasPrefix(got[0].Facts[0].Words, tc.want) || (got[0].Facts[0].Href != "") != (tc.file != "") {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAnAnswerFromAPaperNamesThePaperAndMayBeCorrected(t *testing.T) {
	t.Parallel()
	f := &form.Form{ID: "p", Version: 1, Title: form.Text{VI: "x"}, Sections: []form.Section{{ID: "a", Title: form.Text{VI: "A"}, Fields: []form.Field{
		{ID: "born", Kind: form.Date, Label: form.Text{VI: "Ngày sinh"}, From: "result:KQ.1.child_birth"},
		{ID: "sex", Kind: form.Choice, Label: form.Text{VI: "Giới tính"}, Options: []form.Option{{Value: "male", Label: form.Text{VI: "Nam"}}}},
	}}}}
	c, err := form.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	source := heldSource{
		Value: "2020-01-31", Number: "12/2020", At: time.Date(2020, 2, 3, 2, 0, 0, 0, time.UTC), Name: form.Text{VI: "Giấy khai sinh"},
		Unit: office.UnitName{ID: "u", Name: "Ủy ban nhân dân phường Ba Đình"},
	}
	for typed, want := range map[string]string{
		"31/1/2020": "Lấy từ Giấy khai sinh số 12/2020, Ủy ban nhân dân phường Ba Đình cấp ngày 03/02/2020. Hãy sửa nếu không còn đúng.",
		"30/1/2020": "Giấy khai sinh số 12/2020, Ủy ban nhân dân phường Ba Đình cấp ngày 03/02/2020, ghi khác. Câu trả lời này do người khai ghi.",
	} {
		e := NewEForm(words.In(text.VI), c, form.Values{"born": typed}, eformDay, lands{}, nil, nil)
		e.Sources = map[string]heldSource{"born": source}
		if got := e.drawn("e.born"); got.Source != want || !strings.Contains(got.Described(), "f-e.born-source") {
			t.Errorf("%s: %q described by %q", typed, got.Source, got.Described())
		}
		if got := e.drawn("e.sex").Source; got != "" {
			t.Errorf("an answer that no paper has: %q", got)
		}
	}
}
