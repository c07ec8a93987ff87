package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// serving gives a server with one page.
func serving(t *testing.T, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/favicon.ico" {
			return
		}
		page := body
		if r.Method == http.MethodPost {
			page = `<!doctype html><html lang="vi"><title>x</title><main><h1>` + r.FormValue("word") + " " + r.FormValue("channel") + `</h1></main></html>`
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'")
		w.Write([]byte(page))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// sound is a page with nothing to complain about.
const sound = `<!doctype html><html lang="vi"><head><title>Trang thử</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>Trang thử</h1><form method="post"><label for="w">Từ</label> <input id="w" name="word"> <label for="o">Kênh</label> <select id="o" name="channel"><option value="1">Quầy<option value="2">Mạng</select> <button>Gửi</button></form></main></body></html>`

func TestHarnessAcceptsSoundPage(t *testing.T) {
	t.Parallel()
	p := open(t, serving(t, sound))
	p.wantSound("/")
}

func TestHarnessHearsTheConsole(t *testing.T) {
	t.Parallel()
	p := open(t, serving(t, strings.Replace(sound, "</main>", `<script>console.error("broken"); throw new Error("thrown")</script><script src="https://other.example/x.js"></script></main>`, 1)))
	p.visit("/")
	got := strings.Join(p.console(), "\n")
	for _, want := range []string{"broken", "thrown", "Content Security Policy"} {
		if !strings.Contains(got, want) {
			t.Errorf("console %q lacks %q", got, want)
		}
	}
}

func TestHarnessSeesSidewaysScrolling(t *testing.T) {
	t.Parallel()
	p := open(t, serving(t, strings.Replace(sound, "</main>", `<p style="width:500px" class="broad">rộng</p></main>`, 1)), width(320))
	p.visit("/")
	if out := p.overflow(); len(out) != 1 || !strings.Contains(out[0], "p.broad") {
		t.Errorf("overflow %q, want the paragraph", out)
	}
}

func TestHarnessFindsBarriers(t *testing.T) {
	t.Parallel()
	p := open(t, serving(t, strings.Replace(sound, `<label for="w">Từ</label>`, `<img src="/favicon.ico">`, 1)))
	p.visit("/")
	found := map[string]bool{}
	for _, b := range p.barriers() {
		found[b.ID] = true
	}
	if !found["label"] || !found["image-alt"] {
		t.Errorf("axe-core found %v, want label and image-alt", found)
	}
}

func TestHarnessWorksWithoutScripts(t *testing.T) {
	t.Parallel()
	p := open(t, serving(t, strings.Replace(sound, "</h1>", `</h1><p id="s">still</p><script>document.getElementById("s").textContent = "moved"</script>`, 1)), noScript)
	p.visit("/")
	p.wantText("#s", "still")
	p.fill("word", "giấy")
	p.fill("word", "hồ sơ")
	p.choose("channel", "2")
	p.send("form")
	p.wantText("h1", "hồ sơ 2")
}

func TestHarnessSeesDarkColours(t *testing.T) {
	t.Parallel()
	page := strings.Replace(sound, "</head>", `<style>h1::after { content: "sáng" } @media (prefers-color-scheme: dark) { h1::after { content: "tối" } }</style></head>`, 1)
	p := open(t, serving(t, page), dark)
	p.visit("/")
	if got := eval[string](p, "read the colours", `getComputedStyle(document.querySelector("h1"), "::after").content`); got != `"tối"` {
		t.Errorf("content %s, want the dark one", got)
	}
}

func TestHarnessSignsIn(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		switch {
		case r.URL.Path == "/favicon.ico":
		case r.Method == http.MethodPost && r.FormValue("username") == "lan" && r.FormValue("password") == "mật khẩu" && r.FormValue("stay") == "on":
			http.Redirect(w, r, "/ho-so", http.StatusSeeOther)
		case r.URL.Path == "/dang-nhap":
			w.Write([]byte(`<!doctype html><html lang="vi"><title>x</title><main><form method="post"><input name="username"><input type="password" name="password">
				<input type="checkbox" name="stay" checked> <button type="button">Hiện</button><button>Đăng nhập</button></form></main></html>`))
		case r.URL.Path == "/ho-so":
			w.Write([]byte(`<!doctype html><html lang="vi"><title>x</title><main><h1>Hồ sơ của tôi</h1><details><summary>Thêm</summary>chi tiết</details></main></html>`))
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	each(t, []string{"/ho-so"}, func(t *testing.T, path string) {
		p := open(t, s.URL)
		p.signIn("lan", "mật khẩu")
		if at := p.where(); at != s.URL+path {
			t.Fatalf("signed in at %s", at)
		}
		p.mark("summary")
		p.wantText("details", "chi tiết")
		p.visitFor("/khong-co", http.StatusNotFound)
	})
}
