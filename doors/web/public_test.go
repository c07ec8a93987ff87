package web

import (
	"cmp"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/office"
)

func TestEveryPublicPageIsSound(t *testing.T) {
	t.Parallel()
	for _, demo := range []bool{false, true} {
		c := newTown(t, demo)
		paths := []string{"/", "/thu-tuc", "/thu-tuc?q=khai+sinh", "/noi-tiep-nhan", "/noi-tiep-nhan?q=tay+ho", "/tra-cuu", "/tro-giup"}
		for _, e := range c.World().LifeEvents {
			paths = append(paths, "/viec-trong-doi/"+e.Slug)
		}
		for _, rec := range c.World().Procedures.All(c.clock()) {
			paths = append(paths, "/thu-tuc/"+string(rec.Code))
			for _, pc := range rec.Cases {
				paths = append(paths, "/thu-tuc/"+string(rec.Code)+"?truong-hop="+url.QueryEscape(pc.ID), "/thu-tuc/"+string(rec.Code)+"/giay-to/"+url.PathEscape(pc.ID))
			}
			if demo && len(paths) > 60 {
				break // the records do not change with the demonstration
			}
		}
		for _, path := range paths {
			wantPage(t, c.site, path, http.StatusOK)
		}
	}
}

func TestWhatIsNotThereIsSaidSo(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, path := range []string{
		"/thu-tuc/9.999999", "/thu-tuc/" + strings.Repeat("x", 4000), "/thu-tuc/%ff%fe", "/thu-tuc/1.001193/giay-to/khong-co", "/thu-tuc/1.001193/giay-to/%00",
		"/thu-tuc/%3Cscript%3E", "/thu-tuc/..%2f..%2fetc%2fpasswd", "/viec-trong-doi/khong-co", "/viec-trong-doi/..%2f", "/noi-tiep-nhan/7", "/khong-co",
	} {
		body := wantPage(t, c.site, path, http.StatusNotFound)
		if strings.Contains(body, "<script>") {
			t.Errorf("GET %s: what was asked for stands in the page as markup", path)
		}
	}
}

func TestNastyQuestionsGetAPage(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, q := range []string{
		"q=" + strings.Repeat("khai+sinh+", 5000), "q=%ff%fe%00", "q=%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E", "q=%25s%25d", "q=*&q=b", "q=%E1%BB%87",
		"linh-vuc=khong-co", "co-quan=%ff", "doi-tuong=%00", "viec=../..", "cap=x", "trang=-1", "trang=999999999999999999999", "trang=9999", "trang=abc",
		"linh-vuc=&co-quan=&doi-tuong=&viec=&cap=&q=", "unknown=1&%gh=2", ";;;=&&&",
	} {
		wantPage(t, c.site, "/thu-tuc?"+q, http.StatusOK)
		wantPage(t, c.site, "/noi-tiep-nhan?"+q, http.StatusOK)
		wantPage(t, c.site, "/thu-tuc/1.001193?"+q, http.StatusOK)
		wantPage(t, c.site, "/?"+q, http.StatusOK)
	}
}

func TestTheFirstViewOfEveryPublicPageIsSmall(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	weigh := func(path string) int {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Fatalf("GET %s = %d", path, w.Code)
		}
		return w.Body.Len()
	}
	shared := 0
	for _, name := range []string{"site.css", "frame.js", "lookup.js", "mark.svg", "arches.svg"} {
		shared += weigh(c.site.assets.address[name])
	}
	for _, path := range []string{"/", "/thu-tuc", "/thu-tuc?q=dat+dai", "/thu-tuc/1.001193", "/thu-tuc/1.013831", "/noi-tiep-nhan", "/tra-cuu", "/tro-giup", "/viec-trong-doi/nha-va-dat"} {
		if n := shared + weigh(path); n > 60_000 {
			t.Errorf("GET %s weighs %d bytes with what it needs, without fonts: at most 60 kB", path, n)
		}
	}
}

func TestSearchUnderstandsWordsWithoutMarks(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, x := range []struct{ q, first string }{
		{"khai sinh", "1.001193"},
		{"KHAI SINH", "1.001193"},
		{"khai+sinh", "1.001193"},
		{"đăng ký kết hôn", "1.000894"},
		{"dang ky ket hon", "1.000894"},
		{"ho kinh doanh", "1.001612"},
		{"1.004194", "1.004194"},
		{"1.004194.000.00.00.H26", "1.004194"},
		{"birth", "1.001193"},
	} {
		_, body := get(t, c.site, "/thu-tuc?q="+url.QueryEscape(strings.ReplaceAll(x.q, "+", " ")), "vi")
		i := strings.Index(body, `<ul class="hits">`)
		if i < 0 || !strings.Contains(body[i:min(len(body), i+200)], `href="/thu-tuc/`+x.first+`"`) {
			t.Errorf("%q does not find %s first", x.q, x.first)
		}
	}
}

// TestEveryFilterCountsWhatItLeadsTo follows every answer of every filter, alone and beside another one.
func TestEveryFilterCountsWhatItLeadsTo(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	found := regexp.MustCompile(`role="status"><strong>([\d.]+) thủ tục`)
	option := regexp.MustCompile(`<option value="([^"]+)"[^>]*>[^<]*\((\d+)\)</option>`)
	list := regexp.MustCompile(`(?s)<select id="[^"]*" name="([^"]+)".*?</select>`)
	followed := 0
	for _, start := range []string{"", "q=cap&", "doi-tuong=citizen&", "linh-vuc=Hộ+tịch&cap=commune&"} {
		_, body := get(t, c.site, "/thu-tuc?"+start, "vi")
		for _, box := range list.FindAllStringSubmatch(body, -1) {
			for n, o := range option.FindAllStringSubmatch(box[0], -1) {
				if n > 6 || strings.Contains(start, box[1]+"=") {
					continue
				}
				followed++
				at := "/thu-tuc?" + start + box[1] + "=" + url.QueryEscape(html.UnescapeString(o[1]))
				_, then := get(t, c.site, at, "vi")
				if m := found.FindStringSubmatch(then); m == nil || m[1] != o[2] {
					t.Errorf("%s: found %q, the filter said %s", at, m, o[2])
				}
			}
		}
	}
	if followed < 60 {
		t.Errorf("only %d filters were followed", followed)
	}
}

func TestALifeEventHasTheSameProceduresOnItsPageAndAsAFilter(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	hits := regexp.MustCompile(`<ul class="hits">|<li><div class="hit">`)
	for _, e := range c.World().LifeEvents {
		_, page := get(t, c.site, "/viec-trong-doi/"+e.Slug, "vi")
		n := len(hits.FindAllString(page, -1)) - 1
		_, list := get(t, c.site, "/thu-tuc?viec="+e.Slug, "vi")
		if want := fmt.Sprintf("<strong>%d thủ tục", n); n < 1 || !strings.Contains(list, want) {
			t.Errorf("%s has %d procedures; the filter finds others", e.Slug, n)
		}
	}
}

func TestSuggestionsStandByFieldAndEscapeWhatIsTyped(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, lang := range []string{"vi", "en"} {
		status, body := get(t, c.site, "/thu-tuc/goi-y?q=khai+sinh", lang)
		if status != http.StatusOK || !strings.Contains(body, ">Hộ tịch</h2>") || !strings.Contains(body, `href="/thu-tuc/1.001193"`) || strings.Contains(body, "⟦") {
			t.Errorf("%s: %d %s", lang, status, body)
		}
	}
	for _, q := range []string{"", "%22%3E%3Cscript%3E", "%ff%00", strings.Repeat("khai+", 3000), "zzzz"} {
		status, body := get(t, c.site, "/thu-tuc/goi-y?q="+q, "vi")
		if status != http.StatusOK || strings.Contains(body, "<script") || strings.Contains(body, "<html") {
			t.Errorf("q=%.30s: %d %.200s", q, status, body)
		}
	}
}

func TestEveryPartOfARecordStandsOnItsPage(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, rec := range c.World().Procedures.All(c.clock()) {
		for i := range rec.Cases {
			wantWhole(t, c, rec, &rec.Cases[i])
		}
	}
}

// TestRealRecordsAreSoundAndWhole imports the real national records, with their odd texts, and looks at each page.
func TestRealRecordsAreSoundAndWhole(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(filepath.Join(cmp.Or(os.Getenv("SHARED"), "../../../shared/data"), "procedures", "tthc_shared.jsonl"))
	if err != nil {
		t.Skipf("LEFT OUT: the real procedure records, %v", err)
	}
	c := newTown(t, false)
	if _, err := c.ImportCatalogue(t.Context(), office.Who{Kind: access.System, Account: "test"}, b); err != nil {
		t.Fatal(err)
	}
	all := c.World().Procedures.All(c.clock())
	if len(all) < 300 {
		t.Fatalf("%d records", len(all))
	}
	for i, rec := range all {
		if i%4 == 0 {
			wantPage(t, c.site, "/thu-tuc/"+string(rec.Code), http.StatusOK)
		}
		for k := range rec.Cases {
			wantWhole(t, c, rec, &rec.Cases[k])
		}
	}
	for page := range 18 {
		wantPage(t, c.site, fmt.Sprintf("/thu-tuc?trang=%d", page+1), http.StatusOK)
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// wantWhole looks for each text of a case and its record on the page.
func wantWhole(t *testing.T, c *town, rec *procedure.Record, pc *procedure.Case) {
	t.Helper()
	words := func(s string) string { return strings.Join(strings.Fields(strings.TrimLeft(s, "-+• ")), " ") }
	_, body := get(t, c.site, "/thu-tuc/"+string(rec.Code)+"?truong-hop="+url.QueryEscape(pc.ID), "vi")
	page := words(html.UnescapeString(tags.ReplaceAllString(body, " ")))
	parts := []string{string(rec.Code), rec.Name, rec.Description, rec.Conditions, rec.Decision, rec.Kind, rec.Ministry, rec.Publisher, rec.Sector, rec.Address, rec.PartialWhy, pc.Name.VI}
	parts = append(parts, strings.Split(rec.StepsText, "\n")...)
	for _, p := range pc.Papers {
		parts = append(parts, p.Name, p.Note, p.Group, p.FormFile)
	}
	for _, ch := range pc.Channels {
		parts = append(parts, ch.LimitText, ch.FeeText, ch.Note, ch.Basis)
		for _, f := range ch.Fees {
			parts = append(parts, f.Name, f.Note, f.Basis)
		}
	}
	for _, b := range rec.Bases {
		parts = append(parts, b.Number, b.Name, b.Agency, b.Article, b.Issued, b.From)
	}
	for _, r := range rec.Results {
		parts = append(parts, r.Name, r.Code, r.File)
	}
	for _, list := range [][]procedure.Agency{rec.Performing, rec.Competent, rec.Delegated, rec.Coordinating} {
		for _, a := range list {
			parts = append(parts, a.Name)
		}
	}
	for _, text := range rec.Raw {
		parts = append(parts, strings.Split(text, "\n")...)
	}
	for _, part := range parts {
		if !strings.Contains(page, words(part)) {
			t.Errorf("%s, %s: the page does not have %q", rec.Code, pc.ID, part)
		}
	}
}

func TestADueDateIsShownAsIfItWereReceivedNow(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, x := range []struct{ now, want string }{
		{"2026-03-03 08:30", "Hẹn trả 08:30 thứ Sáu 06/03/2026 nếu tiếp nhận lúc 08:30 thứ Ba 03/03/2026"},
		{"2026-03-03 19:00", "Hẹn trả 08:00 thứ Hai 09/03/2026 nếu tiếp nhận lúc 08:00 thứ Tư 04/03/2026"},
	} {
		c.at(x.now)
		_, body := get(t, c.site, "/thu-tuc/1.001612", "vi")
		if !strings.Contains(body, x.want) || !strings.Contains(body, "Vì sao là") {
			i := strings.Index(body, "Hẹn trả")
			t.Errorf("at %s the page says %.120q, want %q", x.now, body[max(i, 0):], x.want)
		}
	}
}

func TestANewVersionIsAnnouncedWithWhatChanges(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, body := get(t, c.site, "/thu-tuc/1.001193", "vi")
	for _, want := range []string{"Có phiên bản mới từ ngày 01/07/2026", "Những gì sẽ thay đổi", "Phiên bản 2"} {
		if !strings.Contains(body, want) {
			t.Errorf("before the day the page does not say %q", want)
		}
	}
	c.at("2026-07-02 09:00")
	_, body = get(t, c.site, "/thu-tuc/1.001193", "vi")
	if strings.Contains(body, "Có phiên bản mới") || !strings.Contains(body, "Từ ngày 01/07/2026") {
		t.Error("after the day the new version is not the one in force")
	}
}

func TestFilingLeadsToThePortalUntilTheCityOpensItsOwnPage(t *testing.T) {
	t.Parallel()
	closed, open := newTown(t, false), newTown(t, true)
	_, body := get(t, closed.site, "/thu-tuc/1.001193", "vi")
	if !strings.Contains(body, `href="https://dichvucong.gov.vn"`) || strings.Contains(body, "/nop?") {
		t.Error("a closed city does not lead to the portal")
	}
	_, body = get(t, open.site, "/thu-tuc/1.001193?truong-hop=tre-bo-roi", "vi")
	if !strings.Contains(body, `href="/thu-tuc/1.001193/nop?truong-hop=tre-bo-roi"`) || !strings.Contains(body, "không có giá trị pháp lý") {
		t.Error("the demonstration does not offer filing, or does not say what it is worth")
	}
}

func TestNothingFoundOffersSomethingThatIs(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for q, try := range map[string]string{
		"zzzz khai sinh": "q=khai+sinh", "khai sinh zzzz": "q=khai+sinh", "đăng ký zzzz": "q=%C4%91%C4%83ng+k%C3%BD", "khai sinh&linh-vuc=khong-co": "q=khai+sinh", "zzzz": "Xem tất cả thủ tục",
	} {
		q, filters, _ := strings.Cut(q, "&")
		_, body := get(t, c.site, "/thu-tuc?q="+url.QueryEscape(q)+"&"+filters, "vi")
		body = html.UnescapeString(body)
		i := strings.Index(body, "Không có thủ tục nào khớp")
		if i < 0 || !strings.Contains(body[i:], try) {
			t.Errorf("%q does not lead on to %s", q, try)
		}
	}
}

func TestSearchEnginesKeepToThePublicPages(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, body := get(t, c.site, "/robots.txt", "vi")
	for _, path := range []string{"/desk", "/watch", "/settings", "/ho-so", "/tra-cuu", "/dang-nhap", "/api"} {
		if !strings.Contains(body, "Disallow: "+path+"\n") {
			t.Errorf("robots.txt lets them into %s", path)
		}
	}
	if strings.Contains(body, "Disallow: /\n") || strings.Contains(body, "Disallow: /thu-tuc\n") {
		t.Error("robots.txt hides the public pages")
	}
}

func TestWhatAVersionChangedIsFoldedAndSaidInWords(t *testing.T) {
	t.Parallel()
	site := newTown(t, true).site
	_, body := get(t, site, "/thu-tuc/1.001193", "vi")
	_, versions, found := strings.Cut(body, `id="versions"`)
	if versions, _, _ = strings.Cut(versions, "</section><section class=\"sec\""); !found || !strings.Contains(versions, "<details class=\"inside\"><summary>Nội dung sửa đổi") {
		t.Fatal("the changes of a version are not folded")
	}
	for _, machine := range []string{"country", "anywhere", "“text”", "process", "applicant", "owner."} {
		if strings.Contains(versions, machine) {
			t.Errorf("a reader of Vietnamese reads %q", machine)
		}
	}
}
