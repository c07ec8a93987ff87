package web

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/law/petition"
	"motcua/office"
)

func TestAllThatIsWrongWithAPetitionIsToldAtOnceAndCodesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/phan-anh/gui")
	b.post("/phan-anh/gui", "point", "đâu đó", "title", "\u200b", "text", strings.Repeat("\u200b", 30))
	b.want(422, `href="#f-class"`, `href="#f-title"`, `href="#f-text"`, `href="#f-point"`)
	b.post("/phan-anh/gui", "class", "scene", "title", "Đèn đường", "text", strings.Repeat("\u200b", 30))
	b.want(422, `href="#f-text"`, `href="#f-place"`)
	b.post("/phan-anh/gui", "class", "scene", "title", "Đèn đường", "text", "Đèn ở ngõ 10 không sáng.", "point", "21,0285; 105,8542", "protect", "1")
	b.want(200, "Đã nhận phản ánh")
	codes := regexp.MustCompile(`<dd class="code">([^<]+)</dd>`).FindAllStringSubmatch(b.body, 2)
	code, check := codes[0][1], codes[1][1]
	for _, typed := range []string{strings.ReplaceAll(code, "-", " "), strings.ReplaceAll(code, "-", ""), strings.ToLower(code), " " + code + "\u200b"} {
		b.post("/phan-anh/theo-doi", "ma", typed, "kiem-tra", check)
		b.want(200, "Đèn ở ngõ 10 không sáng.")
	}
	if i, j := strings.Index(b.body, "theo-doi/withdraw"), strings.LastIndex(b.body, "phan-anh/theo-doi/"); i < 0 || j > i+len("phan-anh/") || strings.Contains(b.body[i:i+400], `class="btn"`) {
		t.Error("withdrawing is not the last and quiet")
	}
}

func TestPointsAreReadInTheFormsOfMaps(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"21.0285, 105.8542", "21.0285,105.8542", "21,0285; 105,8542", "21,0285;105,8542", "21,0285, 105,8542", "21,0285,105,8542", "21.0285 , 105.8542", "21.0285\u00a0105.8542", "\u200e21.0285, 105.8542"} {
		if p, ok := readPoint(s); !ok || p.Lat != 21.0285 || p.Long != 105.8542 {
			t.Errorf("%q is %+v, %v", s, p, ok)
		}
	}
	for _, s := range []string{"", "21", "21.0, 105.8, 3", "a, b"} {
		if p, ok := readPoint(s); ok {
			t.Errorf("%q is %+v", s, p)
		}
	}
}

func TestWhoPublishesReadsExactlyWhatGoesOut(t *testing.T) {
	t.Parallel()
	one := &office.PetitionView{Petition: &petition.Petition{ID: "x", Title: "Anh Ví Dụ", Text: "Gọi 0912345678"}}
	one.Public = petition.Public{Title: "Đèn đường", Text: "Xe 30A-123.45 đỗ trước ngõ", Answer: "Đã thay.", Point: &petition.Point{Lat: 21.0285, Long: 105.8542}, Files: []string{"abc"}}
	out := goesOut(newTown(t, false).voice(), one)
	var said []string
	for _, b := range out {
		said = append(said, b.Words)
		for _, d := range b.Doubts {
			said = append(said, "? "+d)
		}
		for _, f := range b.Files {
			said = append(said, f.Href)
		}
	}
	if got, want := strings.Join(said, " | "), "Đèn đường | Xe 30A-123.45 đỗ trước ngõ | ? 30A-123.45 | Đã thay. | 21.02850, 105.85420 |  | /desk/petitions/x/files/abc"; got != want {
		t.Errorf("what goes out is\n%s\nwant\n%s", got, want)
	}
}

func TestLooksOfOneOfficerForOneReasonOnOneDayAreOneLine(t *testing.T) {
	t.Parallel()
	p := &looksPage{}
	at := time.Date(2026, 3, 3, 3, 0, 0, 0, time.UTC)
	for i := range 30 {
		p.add(lookRow{At: at.Add(-time.Duration(i) * time.Minute), post: "a/1", Why: "beside"})
	}
	p.add(lookRow{At: at, post: "a/1", Why: "desk"})
	p.add(lookRow{At: at, post: "b/1", Why: "beside"})
	p.add(lookRow{At: at.AddDate(0, 0, -1), post: "a/1", Why: "beside"})
	if len(p.Rows) != 4 || p.Rows[0].N != 30 || !p.Rows[0].At.Equal(at) || p.Rows[3].N != 1 {
		t.Errorf("the lines are %+v", p.Rows)
	}
}
