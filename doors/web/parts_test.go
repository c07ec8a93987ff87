package web

import (
	"bytes"
	"io/fs"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/words/form"

	"pgregory.net/rapid"
)

// vietnamese gives the words of the product in Vietnamese.
func vietnamese(t *testing.T) text.Voice {
	t.Helper()
	c, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c.In(text.VI)
}

func number(t *testing.T, percent string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(strings.TrimSuffix(percent, "%"), 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestTheBarIsTrueToTheClock(t *testing.T) {
	t.Parallel()
	w := NewWay(vietnamese(t), "Thời gian nằm ở đâu", []Held{
		{HeldByDesk, "Một cửa", 120}, {HeldByAgency, "Sở Xây dựng", 360}, {HeldByCitizen, "Chờ bạn", 0}, {HeldByNobody, "Còn lại", 480},
	})
	if len(w.Segments) != 3 {
		t.Fatalf("%d segments, want 3: a holder without time has none", len(w.Segments))
	}
	for i, want := range []struct{ x, w float64 }{{0, 12.5}, {12.5, 37.5}, {50, 50}} {
		s := w.Segments[i]
		if number(t, s.X) != want.x || number(t, s.W) != want.w {
			t.Errorf("%s at %s is %s wide, want %v and %v", s.Words, s.X, s.W, want.x, want.w)
		}
	}
	if w.Label != "Một cửa 2 giờ, Sở Xây dựng 6 giờ, Còn lại 8 giờ" {
		t.Errorf("the bar says %q", w.Label)
	}
}

func TestTheBarFillsItsWidthAndHidesNobody(t *testing.T) {
	t.Parallel()
	v := vietnamese(t)
	holders := []Holder{HeldByDesk, HeldByAgency, HeldByOther, HeldByTax, HeldByCitizen, HeldByNobody}
	rapid.Check(t, func(r *rapid.T) {
		var held []Held
		for range rapid.IntRange(1, 12).Draw(r, "holders") {
			held = append(held, Held{rapid.SampledFrom(holders).Draw(r, "who"), "ai", rapid.IntRange(1, 50000).Draw(r, "minutes")})
		}
		w := NewWay(v, rapid.SampledFrom([]string{"", "Thời gian"}).Draw(r, "title"), held)
		var end float64
		for i, s := range w.Segments {
			x, width := number(t, s.X), number(t, s.W)
			if math.Abs(x-end) > 0.05 {
				r.Fatalf("segment %d begins at %v, the one before ends at %v", i, x, end)
			}
			if width < 0.3 {
				r.Fatalf("segment %d is only %v%% wide", i, width)
			}
			end = x + width
		}
		if math.Abs(end-100) > 0.1 {
			r.Fatalf("the bar ends at %v%%", end)
		}
	})
}

func TestTheBarMarksThePromisedDate(t *testing.T) {
	t.Parallel()
	w := NewWay(vietnamese(t), "", []Held{{HeldByAgency, "Sở Xây dựng", 300}, {HeldTooLong, "Quá hẹn", 100}})
	if w.Due != "75.00%" {
		t.Errorf("the date is marked at %q, want 75%%", w.Due)
	}
	if w := NewWay(vietnamese(t), "", []Held{{HeldByAgency, "x", 5}}); w.Due != "" {
		t.Errorf("a dossier in time is marked at %q", w.Due)
	}
}

func TestDatesAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"8/12/2026": "2026-12-08", "08/12/2026": "2026-12-08", "08-12-2026": "2026-12-08", "8.12.2026": "2026-12-08",
		"08122026": "2026-12-08", "2026-12-08": "2026-12-08", " 8 / 12 / 2026 ": "2026-12-08", "29/2/2024": "2024-02-29",
		"31/2/1984": "", "12/31/2026": "", "": "", "hôm qua": "", "1/1/84": "", "0/0/0": "",
	} {
		got, ok := ReadDate(in)
		if ok != (want != "") || ok && got.Format("2006-01-02") != want {
			t.Errorf("ReadDate(%q) = %v, %v, want %q", in, got, ok, want)
		}
	}
}

func TestMoneyIsReadAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{"150.000": 150000, "150,000 đ": 150000, "150000": 150000, "0": 0, "1 500 000 ₫": 1500000, "": -1, "abc": -1, "-5": -1, "1e9": -1, strings.Repeat("9", 20): -1} {
		got, ok := ReadMoney(in)
		if ok != (want >= 0) || ok && got != want {
			t.Errorf("ReadMoney(%q) = %d, %v, want %d", in, got, ok, want)
		}
	}
}

func TestAFormShowsWhatStandsInItUntilSomethingIsTyped(t *testing.T) {
	t.Parallel()
	v := vietnamese(t)
	add := func(f *Form) Field {
		f.Add(Field{Name: "name", Kind: form.Line, Label: "Tên", Value: "cũ"})
		x, err := f.Field("name")
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	if got := add(NewForm(v, nil, nil)).Value; got != "cũ" {
		t.Errorf("untouched: %q", got)
	}
	if got := add(NewForm(v, map[string][]string{"name": {""}}, nil)).Value; got != "" {
		t.Errorf("a box that was emptied shows %q", got)
	}
	if _, err := NewForm(v, nil, nil).Field("other"); err == nil {
		t.Error("a field that nobody added is found")
	}
}

func TestFirstViewIsSmall(t *testing.T) {
	t.Parallel()
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, path := range []string{"/", s.assets.address["site.css"], s.assets.address["frame.js"], s.assets.address["desk.js"], s.assets.address["mark.svg"], s.assets.address["arches.svg"]} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 200 {
			t.Fatalf("GET %s = %d", path, w.Code)
		}
		total += w.Body.Len()
	}
	t.Logf("the first view weighs %d bytes without fonts", total)
	if total > 60_000 {
		t.Errorf("the first view weighs %d bytes, at most 60 kB", total)
	}
}

func TestFontsAreSmall(t *testing.T) {
	t.Parallel()
	names, err := fs.Glob(files, "fonts/*.woff2")
	if err != nil || len(names) != 4 {
		t.Fatalf("%v %v", names, err)
	}
	total := 0
	for _, n := range names {
		b, err := files.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		total += len(b)
	}
	if total > 50_000 {
		t.Errorf("the fonts weigh %d bytes, at most 50 kB", total)
	}
	if _, err := os.Stat("fonts/OFL.txt"); err != nil {
		t.Error("the fonts stand without their licence")
	}
}

func TestStaticsAreKeptForGood(t *testing.T) {
	t.Parallel()
	s, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, addr := range s.assets.address {
		w := newBrowse(t, s).get(addr)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %q", name, w.Code, w.Header().Get("Cache-Control"))
		}
		if w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie", name)
		}
	}
	if w := newBrowse(t, s).get("/static/site.00000000.css"); w.Code != 404 {
		t.Errorf("an old address gives %d", w.Code)
	}
}

func TestStylesheetsSpeakInTokens(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("*/*.css")
	if err != nil {
		t.Fatal(err)
	}
	colour := regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte("@import")) || bytes.Contains(b, []byte("http")) {
			t.Errorf("%s reaches outside", n)
		}
		if strings.Contains(string(b), "!important") && filepath.Dir(n) != "frame" {
			t.Errorf("%s says !important", n)
		}
		if dir := filepath.Dir(n); dir != "frame" && dir != "parts" {
			if c := colour.Find(b); c != nil {
				t.Errorf("%s has the colour %s: use a token of frame/1-tokens.css", n, c)
			}
		}
	}
}

func TestEveryPageNamesATemplateThatExists(t *testing.T) {
	t.Parallel()
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`Template\(\) string +\{ return "([^"]+)" \}`)
	for _, src := range sources {
		if strings.HasSuffix(src, "_test.go") {
			continue
		}
		b, err := os.ReadFile(src)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			if _, err := fs.Stat(files, m[1]+".html"); err != nil {
				t.Errorf("%s: no template %s.html", src, m[1])
			}
		}
	}
}

func TestTheBarSaysATimeOnlyWhereItHasRoom(t *testing.T) {
	t.Parallel()
	w := NewWay(vietnamese(t), "Thời gian nằm ở đâu", []Held{{HeldByDesk, "Chi nhánh số 7", 1149}, {HeldByNobody, "Còn lại", 291}}) // "4 giờ 51 phút" in a fifth of the bar
	if len(w.Segments) != 2 || w.Segments[0].Inside == "" || w.Segments[0].Wide {
		t.Errorf("the wide part: %+v", w.Segments)
	}
	if s := w.Segments[1]; s.Inside == "" || !s.Wide {
		t.Errorf("the narrow part runs over its neighbour on a telephone: %+v", s)
	}
}
