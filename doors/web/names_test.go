package web

import (
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/form"
)

// What acts in a commune is its People's Committee; an address names the place.
func TestAnAgencyIsNamedAsAgencyAndAPlaceAsPlace(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	w, now := c.site.o.Office.World(), c.site.o.Office.Now()
	u := w.Unit("cap-xa-00004", now)
	if u.Name != "Ủy ban nhân dân phường Ba Đình" || u.EN != "People's Committee of Ba Dinh Ward" {
		t.Errorf("the agency is %q, %q", u.Name, u.EN)
	}
	if got := w.Unit("chi-nhanh-7", now).Name; strings.Contains(got, "Ủy ban") {
		t.Errorf("a branch is called %q", got)
	}
	a := dossier.Address{Text: "Số 1", Commune: "00004", List: office.CommuneList}
	if got := w.Address(a, now, "vi"); got != "Số 1, Phường Ba Đình" {
		t.Errorf("the address is %q", got)
	}
	far := dossier.Address{Text: "Xóm 3", Province: "40", Ward: "Xã Nam Đàn"}
	if vi, en := w.Address(far, now, "vi"), w.Address(far, now, "en"); vi != "Xóm 3, Xã Nam Đàn, Tỉnh Nghệ An" || en != "Xóm 3, Xã Nam Đàn, Nghe An Province" {
		t.Errorf("elsewhere: %q, %q", vi, en)
	}
	if p := w.Province(); p.Code != "01" {
		t.Errorf("the city is province %+v", p)
	}
}

func TestAPostIsSaidInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	ward := office.UnitName{Name: "Ủy ban nhân dân phường Hà Đông", EN: "People's Committee of Ha Dong Ward", Kind: "commune"}
	branch := office.UnitName{Name: "Chi nhánh số 7", EN: "Branch No. 7", Kind: "branch"}
	for _, x := range []struct {
		p      office.PostChoice
		vi, en string
	}{
		{office.PostChoice{Title: "Chủ tịch Ủy ban nhân dân phường", Role: "leader", Unit: ward}, "Chủ tịch Ủy ban nhân dân phường Hà Đông", "Chair of the ward, People's Committee of Ha Dong Ward"},
		{office.PostChoice{Title: "Chuyên viên tiếp nhận", Role: "receiver", Unit: branch}, "Chuyên viên tiếp nhận, Chi nhánh số 7", "Receiving officer, Branch No. 7"},
		{office.PostChoice{Title: "Một chức danh mới", Role: "leader", Unit: branch}, "Một chức danh mới, Chi nhánh số 7", "Leader, Branch No. 7"},
		{office.PostChoice{Role: "leader", Unit: branch}, "Chi nhánh số 7", "Branch No. 7"},
	} {
		if got := postWords(words.In(text.VI), x.p); got != x.vi {
			t.Errorf("got %q, want %q", got, x.vi)
		}
		if got := postWords(words.In(text.EN), x.p); got != x.en {
			t.Errorf("got %q, want %q", got, x.en)
		}
	}
}

// Every title of the pack has its English.
func TestEveryTitleOfThePackIsKnownInEnglish(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, u := range c.site.o.Office.World().Org.Known() {
		for _, p := range c.site.o.Office.World().Org.PostsIn(u.ID, c.site.o.Office.Now()) {
			n++
			if got := titleWords(words.In(text.EN), office.PostChoice{Title: p.Title, Role: "none"}); p.Title != "" && strings.HasPrefix(got, "⟦") {
				t.Errorf("%s has no English", p.Title)
			}
		}
	}
	if n < 100 {
		t.Errorf("%d posts looked at", n)
	}
}

func TestAnswersAreWrittenInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	label := form.Text{VI: "x"}
	f := &form.Form{Sections: []form.Section{{ID: "s", Title: label, Fields: []form.Field{
		{ID: "area", Kind: form.Decimal, Label: label}, {ID: "born", Kind: form.Date, Label: label}, {ID: "nation", Kind: form.Country, Label: label},
	}}}}
	for lang, want := range map[text.Lang][]string{text.VI: {"82,5", "02/01/1990", "Pháp"}, text.EN: {"82.5", "2 January 1990", "France"}} {
		got := c.site.answers(words.In(lang), f, form.Values{"area": "82.5", "born": "1990-01-02", "nation": "FR"}, nil, "", nil)
		for i, fact := range got[0].Facts {
			if fact.Words != want[i] {
				t.Errorf("%s: got %q, want %q", lang, fact.Words, want[i])
			}
		}
	}
	if got := dateWords(words.In(text.EN), "năm 1990"); got != "năm 1990" {
		t.Errorf("a text is said as %q", got)
	}
}

// Every figure of the home page leads to the sentence that says what it counts.
func TestAFigureOfTheHomePageIsDefined(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	home, help := wantPage(t, c.site, "/", 200), wantPage(t, c.site, "/tro-giup", 200)
	for _, id := range []string{"received", "open", "in-time", "figures"} {
		if !strings.Contains(home, `href="/tro-giup#`+id+`"`) || !strings.Contains(help, `id="`+id+`"`) {
			t.Errorf("%s is not explained", id)
		}
	}
}
