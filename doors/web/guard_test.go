package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/words/form"
)

// askPage is a page with a form, as every page of the product will have.
type askPage struct {
	Base
	*Form
}

// Template names a template that testSite adds.
func (*askPage) Template() string { return "test/ask" }

// withTemplate gives a site a face of its own, with one more template.
func withTemplate(t *testing.T, s *Site, name, words string) {
	t.Helper()
	pages, err := parseTemplates(s.words, s.assets)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range pages {
		if _, err := set.New(name).Parse(words); err != nil {
			t.Fatal(err)
		}
	}
	s.face = &face{s.words, s.assets, pages}
}

// testSite is a site with a form at /ask that refuses what do tells, and a page at /fail/… that ends with an error.
func testSite(t *testing.T, o Options, do Handler) *Site {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	withTemplate(t, s, "test/ask", `<h1>{{.Title}}</h1><form method="post" action="/ask">{{template "csrf" .}}{{template "fields" .Fields}}<button>OK</button></form>`)
	page := func(r *http.Request, err error) *askPage {
		f := s.form(r, err)
		f.Add(Field{Name: "owner.name", Kind: form.Line, Label: "Họ và tên", Required: true})
		return &askPage{Base: Base{Title: "Hỏi"}, Form: f}
	}
	s.handle(route{at: "GET /ask", do: func(w http.ResponseWriter, r *http.Request) error {
		return s.Render(w, r, 200, page(r, nil))
	}})
	s.handle(route{at: "POST /ask", body: 4096, do: func(w http.ResponseWriter, r *http.Request) error {
		if err := do(w, r); err != nil {
			return s.Again(w, r, page(r, err), err)
		}
		s.flash(w, "frame.skip")
		return redirect(w, r, "/ask")
	}})
	s.handle(route{at: "GET /fail", do: do})
	s.handle(route{at: "GET /desk/fail", do: do})
	return s
}

func ok(http.ResponseWriter, *http.Request) error { return nil }

// failing gives a handler that ends with err.
func failing(err error) Handler {
	return func(http.ResponseWriter, *http.Request) error { return err }
}

// browse is a browser as far as the frame needs one: it keeps cookies.
type browse struct {
	t    *testing.T
	site http.Handler
	jar  map[string]string
}

func newBrowse(t *testing.T, s http.Handler) *browse {
	t.Helper()
	return &browse{t: t, site: s, jar: map[string]string{}}
}

// do sends a request with the cookies and keeps those that come back.
func (b *browse) do(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	for k, v := range b.jar {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		b.jar[c.Name] = c.Value
		if c.MaxAge < 0 {
			delete(b.jar, c.Name)
		}
	}
	return w
}

func (b *browse) get(path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

var tokenOnPage = regexp.MustCompile(`name="csrf" value="([^"]+)"`)

// token gives the token that the page at path carries.
func (b *browse) token(path string) string {
	b.t.Helper()
	m := tokenOnPage.FindStringSubmatch(b.get(path).Body.String())
	if m == nil {
		b.t.Fatalf("no token on %s", path)
	}
	return m[1]
}

// post sends a form with its token.
func (b *browse) post(path string, v url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

func TestFirstPagesAreSound(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{}, ok)
	wantPage(t, s, "/", 200)
	wantPage(t, s, "/ask", 200)
	wantPage(t, s, "/khong-co-trang-nay", 404)
}

func TestEveryAnswerCarriesTheHeadersThatProtect(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{Secure: true}, failing(errors.New("x")))
	for _, path := range []string{"/", "/fail", "/khong-co", s.assets.address["site.css"]} {
		h := newBrowse(t, s).get(path).Header()
		csp := h.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "form-action 'self'"} {
			if !strings.Contains(csp, want) {
				t.Errorf("%s: the policy %q lacks %s", path, csp, want)
			}
		}
		if strings.Contains(csp, "unsafe") {
			t.Errorf("%s: the policy allows something unsafe: %s", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Strict-Transport-Security") == "" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s lacks a header: %v", path, h)
		}
	}
	if h := newBrowse(t, s).get("/").Header(); h.Get("Cache-Control") != "no-store" {
		t.Errorf("a page may be cached: %q", h.Get("Cache-Control"))
	}
}

func TestLanguageFollowsWishThenCookieThenBrowser(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{}, ok)
	lang := func(path, cookie, accept string) string {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if cookie != "" {
			r.AddCookie(&http.Cookie{Name: langCookie, Value: cookie})
		}
		r.Header.Set("Accept-Language", accept)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Header().Get("Content-Language")
	}
	for _, x := range []struct{ path, cookie, accept, want string }{
		{"/", "", "", "vi"},
		{"/", "", "en-GB,en;q=0.9", "en"},
		{"/", "", "fr", "vi"},
		{"/", "", "vi-VN,vi;q=0.9,en;q=0.8", "vi"},
		{"/", "en", "vi", "en"},
		{"/?lang=vi", "en", "en", "vi"},
		{"/?lang=xx", "", "", "vi"},
		{"/", "nonsense", "en", "en"},
	} {
		if got := lang(x.path, x.cookie, x.accept); got != x.want {
			t.Errorf("%s with cookie %q and browser %q comes in %s, want %s", x.path, x.cookie, x.accept, got, x.want)
		}
	}
	b := newBrowse(t, s)
	b.get("/?lang=en")
	if got := b.get("/").Header().Get("Content-Language"); got != "en" {
		t.Errorf("the choice of a language is not remembered: %s", got)
	}
}

func TestSizeAndThemeAreSetByLinksAlone(t *testing.T) {
	t.Parallel()
	b := newBrowse(t, testSite(t, Options{}, ok))
	w := b.get("/hien-thi?size=xl&theme=dark&ve=/ask")
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/ask" {
		t.Fatalf("got %d to %q", w.Code, w.Header().Get("Location"))
	}
	body := b.get("/ask").Body.String()
	for _, want := range []string{`data-size="xl"`, `data-theme="dark"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	b.get("/hien-thi?size=m&theme=auto&ve=/")
	if body := b.get("/ask").Body.String(); strings.Contains(body, "data-size") || strings.Contains(body, "data-theme") {
		t.Error("the defaults do not come back")
	}
	for _, foreign := range []string{"https://elsewhere.example/", "//elsewhere.example", `/\elsewhere.example`, "javascript:alert(1)", ""} {
		if got := b.get("/hien-thi?size=l&ve=" + url.QueryEscape(foreign)).Header().Get("Location"); got != "/" {
			t.Errorf("ve=%s leads to %q", foreign, got)
		}
	}
}

func TestAFormNeedsItsToken(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{}, ok)
	b := newBrowse(t, s)
	token := b.token("/ask")
	other := newBrowse(t, s).token("/ask")
	for name, x := range map[string]struct {
		token string
		want  int
	}{
		"its own":       {token, http.StatusSeeOther},
		"none":          {"", http.StatusForbidden},
		"another's":     {other, http.StatusForbidden},
		"nonsense":      {"nonsense", http.StatusForbidden},
		"of odd length": {"AAA", http.StatusForbidden},
	} {
		if w := b.post("/ask", url.Values{"csrf": {x.token}}); w.Code != x.want {
			t.Errorf("%s token: %d, want %d", name, w.Code, x.want)
		}
	}
	if again := b.token("/ask"); again == token {
		t.Error("the token looks the same on two pages: it is not masked")
	}
	w := newBrowse(t, s).post("/ask", url.Values{"csrf": {token}})
	if w.Code != http.StatusForbidden {
		t.Errorf("without a cookie: %d, want 403", w.Code)
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	b := newBrowse(t, testSite(t, Options{}, ok))
	v := url.Values{"csrf": {b.token("/ask")}}
	r := httptest.NewRequest(http.MethodPost, "/ask", strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := b.do(r); w.Code != http.StatusForbidden {
		t.Errorf("got %d, want 403", w.Code)
	}
}

func TestASessionHasItsOwnToken(t *testing.T) {
	t.Parallel()
	who := Visitor{Name: "Lê Thu Hà", Token: "session-one"}
	s := testSite(t, Options{Visitor: func(*http.Request) (Visitor, error) { return who, nil }}, ok)
	b := newBrowse(t, s)
	token := b.token("/ask")
	if w := b.post("/ask", url.Values{"csrf": {token}}); w.Code != http.StatusSeeOther {
		t.Errorf("got %d, want 303", w.Code)
	}
	if unmaskToken(token) != "session-one" {
		t.Error("the page does not carry the session's token")
	}
}

func TestUploadsCarryTheirToken(t *testing.T) {
	t.Parallel()
	b := newBrowse(t, testSite(t, Options{}, func(_ http.ResponseWriter, r *http.Request) error {
		if _, _, err := r.FormFile("scan"); err != nil {
			return err
		}
		return nil
	}))
	send := func(token string, size int) int {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		_ = m.WriteField("csrf", token)
		f, _ := m.CreateFormFile("scan", "a.pdf")
		_, _ = f.Write(bytes.Repeat([]byte("x"), size))
		_ = m.Close()
		r := httptest.NewRequest(http.MethodPost, "/ask", &body)
		r.Header.Set("Content-Type", m.FormDataContentType())
		return b.do(r).Code
	}
	token := b.token("/ask")
	for _, x := range []struct {
		token string
		size  int
		want  int
	}{{token, 100, 303}, {"", 100, 403}, {token, 9000, 413}} {
		if got := send(x.token, x.size); got != x.want {
			t.Errorf("token %q, %d bytes: %d, want %d", x.token, x.size, got, x.want)
		}
	}
}

func TestBodiesThatCannotBeReadAreSaidSo(t *testing.T) {
	t.Parallel()
	b := newBrowse(t, testSite(t, Options{}, ok))
	for _, x := range []struct {
		kind, body string
		want       int
	}{
		{"application/x-www-form-urlencoded", "a=%zz", 400},
		{"application/x-www-form-urlencoded", "a=" + strings.Repeat("x", 5000), 413},
		{"multipart/form-data; boundary=x", "no boundary", 400},
		{"multipart/form-data", "no boundary", 400},
	} {
		r := httptest.NewRequest(http.MethodPost, "/ask", strings.NewReader(x.body))
		r.Header.Set("Content-Type", x.kind)
		w := b.do(r)
		if w.Code != x.want {
			t.Errorf("%s %.10s: %d, want %d", x.kind, x.body, w.Code, x.want)
		}
		for _, wrong := range checkPage(w.Body.String()) {
			t.Errorf("%s: %s", x.kind, wrong)
		}
	}
}

func TestAPanicIsOursAndIsWrittenToTheLog(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := testSite(t, Options{Log: slog.New(slog.NewTextHandler(&log, nil))}, func(http.ResponseWriter, *http.Request) error {
		panic("the secret of a citizen")
	})
	w := newBrowse(t, s).get("/fail?ten=Nguyen")
	body := w.Body.String()
	if w.Code != 500 || strings.Contains(body, "secret") {
		t.Errorf("got %d %s", w.Code, body)
	}
	number := regexp.MustCompile(`[A-Z2-7]{4}-[A-Z2-7]{4}`).FindString(body)
	if number == "" || strings.Count(log.String(), number) != 2 {
		t.Errorf("the page's number %q does not stand in the log twice:\n%s", number, log.String())
	}
	if strings.Contains(log.String(), "Nguyen") {
		t.Error("the log has the query of a request")
	}
	for _, wrong := range checkPage(body) {
		t.Error(wrong)
	}
}

func TestRequestsAreLimitedByClient(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)
	s := testSite(t, Options{RateLimit: 1, Now: func() time.Time { return now }}, ok)
	from := func(addr string) int {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = addr
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code == 429 && w.Header().Get("Retry-After") == "" {
			t.Error("429 does not say when to come back")
		}
		return w.Code
	}
	for i := range 10 {
		if got := from("10.0.0.1:1234"); got != 200 {
			t.Fatalf("request %d of the burst: %d", i, got)
		}
	}
	if got := from("10.0.0.1:99"); got != 429 {
		t.Errorf("the 11th request: %d, want 429", got)
	}
	if got := from("10.0.0.2:1234"); got != 200 {
		t.Errorf("another client: %d", got)
	}
	now = now.Add(time.Second)
	if got := from("10.0.0.1:1234"); got != 200 {
		t.Errorf("after a second: %d", got)
	}
	for i := range 10 {
		from("[2001:db8:0:1::" + string(rune('a'+i%6)) + "]:1")
	}
	if got := from("[2001:db8:0:1:ffff::1]:1"); got != 429 {
		t.Errorf("the same network of 64 bits: %d, want 429", got)
	}
}

func TestPagesAreCompressedWhereTheBrowserReadsIt(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{}, ok)
	plain := newBrowse(t, s).get("/").Body.Len()
	for _, path := range []string{"/", s.assets.address["site.css"]} {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Encoding", "br, gzip")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s is not compressed", path)
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(z)
		if err != nil || path == "/" && len(b) < plain-200 {
			t.Errorf("%s: %d bytes, plain %d, %v", path, len(b), plain, err)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept-Encoding", "gzip;q=0")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	if w.Header().Get("Content-Encoding") != "" {
		t.Error("compressed for a browser that refuses it")
	}
}

func TestFlashIsSaidOnce(t *testing.T) {
	t.Parallel()
	b := newBrowse(t, testSite(t, Options{}, ok))
	b.post("/ask", url.Values{"csrf": {b.token("/ask")}})
	if body := b.get("/ask").Body.String(); !strings.Contains(body, `class="flash"`) {
		t.Error("the act is not confirmed")
	}
	if body := b.get("/ask").Body.String(); strings.Contains(body, `class="flash"`) {
		t.Error("it is said a second time")
	}
	for _, bad := range []string{"%%%", "e30", "eyJrIjoibm9ib2R5Lmtub3dzIn0"} {
		b.jar[flashCookie] = bad
		if w := b.get("/ask"); w.Code != 200 || strings.Contains(w.Body.String(), `class="flash"`) {
			t.Errorf("a made-up cookie %s: %d", bad, w.Code)
		}
	}
}

func TestCookiesAreBoundToTheHostWhereTheSiteSpeaksTLS(t *testing.T) {
	t.Parallel()
	for _, secure := range []bool{true, false} {
		s := testSite(t, Options{Secure: secure}, nil)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/?lang=en", nil))
		set := w.Result().Cookies()
		if len(set) < 2 {
			t.Fatalf("secure %v: only %v was set", secure, set)
		}
		for _, c := range set {
			if strings.HasPrefix(c.Name, "__Host-") != secure || c.Secure != secure || c.Path != "/" || c.Domain != "" || !c.HttpOnly {
				t.Errorf("secure %v: %s", secure, c)
			}
		}
		again := httptest.NewRequest(http.MethodGet, "/", nil)
		for _, c := range set {
			again.AddCookie(c)
		}
		w = httptest.NewRecorder()
		s.ServeHTTP(w, again)
		if got := w.Header().Get("Content-Language"); got != "en" {
			t.Errorf("secure %v: the cookie that was set is not read: the page is in %q", secure, got)
		}
		if fresh := w.Result().Cookies(); len(fresh) > 0 {
			t.Errorf("secure %v: set again: %v", secure, fresh)
		}
	}
}
