package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/doors/demo"
	"motcua/keep/login"
)

// A visitor of a served demonstration with one browser.
type demoVisitor struct {
	t    *testing.T
	base string
	http *http.Client
}

// visitDemo serves a tiny demonstration on loopback.
func visitDemo(t *testing.T) *demoVisitor {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	done := make(chan int, 1)
	dir := demoMade(t)
	go func() {
		code := run(ctx, []string{"demo", "--still", "--data", dir, "--addr", "127.0.0.1:0"}, w, w)
		w.Close()
		done <- code
	}()
	t.Cleanup(func() {
		stop()
		if code := <-done; code != 0 {
			t.Errorf("the demonstration ended with %d", code)
		}
	})
	base := make(chan string, 1)
	go func() {
		said, at := "", regexp.MustCompile(`served on (http://[0-9.:]+)`)
		for b := make([]byte, 4096); ; {
			n, err := r.Read(b)
			if said += string(b[:n]); at.MatchString(said) {
				select {
				case base <- at.FindStringSubmatch(said)[1]:
				default:
				}
			}
			if err != nil {
				close(base)
				return
			}
		}
	}()
	v := &demoVisitor{t: t, base: <-base}
	v.fresh()
	return v
}

func (v *demoVisitor) fresh() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		v.t.Fatal(err)
	}
	v.http = &http.Client{Jar: jar}
}

// open gives where the browser ended, and the page.
func (v *demoVisitor) open(path string, form url.Values) (*url.URL, int, string) {
	v.t.Helper()
	var a *http.Response
	var err error
	if form == nil {
		a, err = v.http.Get(v.base + path)
	} else {
		a, err = v.http.PostForm(v.base+path, form)
	}
	if err != nil {
		v.t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return a.Request.URL, a.StatusCode, string(b)
}

// hidden is the value of a hidden field of a page.
func (v *demoVisitor) hidden(page, name string) string {
	v.t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page)
	if m == nil {
		v.t.Fatalf("the page has no field %s: %.2000s", name, page)
	}
	return strings.NewReplacer("&amp;", "&", "&#43;", "+", "&#34;", `"`).Replace(m[1])
}

// as signs in as somebody at the sample identity provider.
func (v *demoVisitor) as(person string) (*url.URL, int, string) {
	v.t.Helper()
	v.fresh()
	at, status, page := v.open("/dang-nhap/cong/mau?tiep=/ho-so/thong-bao", nil)
	if at.Path != demo.IdentityPath || status != http.StatusOK || !strings.Contains(page, "Đây không phải VNeID") {
		v.t.Fatalf("the way to the provider ends at %s with %d", at, status)
	}
	if at.Query().Get("code_challenge_method") != "S256" || at.Query().Get("nonce") == "" {
		v.t.Fatalf("asked without PKCE or nonce: %s", at)
	}
	return v.open(demo.IdentityPath, url.Values{"csrf": {v.hidden(page, "csrf")}, "asked": {v.hidden(page, "asked")}, "person": {person}})
}

func TestPeopleSignInAtTheIdentityProviderOfADemonstration(t *testing.T) {
	t.Parallel()
	v := visitDemo(t)
	if _, _, page := v.open("/dang-nhap", nil); !strings.Contains(page, "Cổng định danh mẫu") || !strings.Contains(page, demo.Secret) {
		t.Error("the sign-in page offers no provider, or does not tell the secret of the guarded account")
	}
	for person, name := range map[string]string{"mai": "Trần Thị Ngọc Mai", "songhong": "Công ty TNHH Thực phẩm Ví Dụ Sông Hồng", "nhan-vien": "Lê Minh Châu"} {
		at, status, page := v.as(person)
		if at.Path != "/ho-so/thong-bao" || status != http.StatusOK || !strings.Contains(page, name) {
			t.Errorf("%s ends at %s with %d", person, at, status)
		}
	}
	for person, words := range map[string]string{"muc-1": "thấp hơn mức cần có", "": "bị từ chối", "khong-co": "bị từ chối"} {
		at, status, page := v.as(person)
		if status != http.StatusConflict || !strings.Contains(page, words) || at.Path != "/dang-nhap/ve" {
			t.Errorf("%q ends at %s with %d", person, at, status)
		}
	}
	for _, asked := range []string{"", "?client_id=motcua", "?client_id=motcua&response_type=code&state=x&code_challenge=y&code_challenge_method=S256&redirect_uri=https://example.vn/"} {
		if _, status, _ := v.open(demo.IdentityPath+asked, nil); status != http.StatusUnprocessableEntity {
			t.Errorf("asked by %q: %d", asked, status)
		}
	}
	// The account with a second factor.
	v.fresh()
	_, _, page := v.open("/dang-nhap", nil)
	_, _, page = v.open("/dang-nhap", url.Values{"csrf": {v.hidden(page, "csrf")}, "username": {demo.Guarded}, "password": {demo.Password}})
	if at, _, _ := v.open("/desk", nil); at.Path != "/dang-nhap" {
		t.Errorf("the password alone opens %s", at)
	}
	code, err := login.CodeAt(demo.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if at, status, _ := v.open("/dang-nhap/xac-minh", url.Values{"csrf": {v.hidden(page, "csrf")}, "code": {code}}); at.Path != "/desk" || status != http.StatusOK {
		t.Errorf("with the code it ends at %s with %d", at, status)
	}
}

func TestACodeOfTheSampleProviderIsTakenOnceWithItsVerifier(t *testing.T) {
	t.Parallel()
	now := time.Now()
	i, err := demo.NewIdentity(func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	p := i.Provider()
	const back = "http://127.0.0.1:1/dang-nhap/ve"
	begin := func() (trip login.Trip, code string) {
		t.Helper()
		at, err := p.Begin(t.Context(), "state", back, &trip)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		to, err := i.Answer(u.Query(), back, "mai")
		if err != nil {
			t.Fatal(err)
		}
		if u, err = url.Parse(to); err != nil {
			t.Fatal(err)
		}
		return trip, u.Query().Get("code")
	}
	trip, code := begin()
	id, err := p.Finish(t.Context(), code, trip)
	if err != nil || id.Number != "001188990101" || id.Birth != "1988-05-14" {
		t.Fatalf("mai is %+v, %v", id, err)
	}
	if _, err := p.Finish(t.Context(), code, trip); err == nil {
		t.Error("a code is taken twice")
	}
	one, code := begin()
	two, _ := begin()
	two.Nonce = one.Nonce
	if _, err := p.Finish(t.Context(), code, two); err == nil {
		t.Error("another sign-in's verifier takes the code")
	}
	if _, err := p.Finish(t.Context(), code, one); err == nil {
		t.Error("after a wrong verifier the code is still good")
	}
	trip, code = begin()
	now = now.Add(2 * time.Minute)
	if _, err := p.Finish(t.Context(), code, trip); err == nil {
		t.Error("a code is good for two minutes")
	}
}
