package web

import (
	"slices"
	"testing"
	"time"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

func TestWhatTheCityIssuedToTheReaderNeedNotBeBrought(t *testing.T) {
	t.Parallel()
	v := newTown(t, true).site.words.In(text.VI)
	married := office.OwnResult{Dossier: "D1", Code: "H26.1", Result: "KQ.G15.000032", Name: "Giấy chứng nhận kết hôn", Number: "12/2026", At: time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC), By: "1.000894"}
	papers := []procedure.Paper{
		{Name: "Tờ khai", Required: true},
		{Name: "Giấy tờ của cha mẹ", ReplacedBy: []string{"KQ.G15.000032"}},
		{Name: "Giấy chứng nhận kết hôn của cha mẹ"},
		{Name: "Bản án ly hôn"},
		{Name: "Giấy xác nhận khác", OneOf: "a"},
		{Name: "Giấy chứng nhận kết hôn", OneOf: "a"},
	}
	names := func(list []procedure.Paper) (out []string) {
		for i := range list {
			out = append(out, list[i].Name)
		}
		return out
	}
	bring, reuse := toBring(v, []office.OwnResult{married}, papers)
	if got, want := names(bring), []string{"Tờ khai", "Bản án ly hôn"}; !slices.Equal(got, want) {
		t.Errorf("to bring: %q, want %q", got, want)
	}
	if len(reuse) != 3 || reuse[0].Href != "/ho-so/D1" || reuse[0].Name != "Giấy tờ của cha mẹ" {
		t.Errorf("not to bring: %+v", reuse)
	}
	if bring, reuse := toBring(v, nil, papers); len(bring) != len(papers) || reuse != nil {
		t.Errorf("a stranger brings %q and not %+v", names(bring), reuse)
	}
}
