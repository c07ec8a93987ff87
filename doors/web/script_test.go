package web

import (
	"context"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// The scripts of pages are tried in a real browser: a driver, loaded like any other script, plays the reader and writes
// what it saw into the page, and the browser prints the page.

// driver has what every play needs. see takes down a line; key presses a key where the reader is; until waits.
const driver = `const lines = [];
const see = (name, value) => lines.push(name + " = " + value);
const key = (k) => (document.activeElement || document.body).dispatchEvent(new KeyboardEvent("keydown", { key: k, bubbles: true, cancelable: true }));
const until = async (f) => { for (let i = 0; i < 400 && !f(); i++) await new Promise((r) => setTimeout(r, 25)); };
const note = () => document.querySelector("[data-saved]").textContent;
const at = () => [...document.querySelectorAll("table[data-rows] tbody tr")].map((r) => r.classList.contains("at") ? 1 : 0).join("");
const type = (id, words) => { const b = document.getElementById(id); b.focus(); b.value = words; b.dispatchEvent(new Event("input", { bubbles: true })); };
const play = async () => {
%s
};
try { await play(); } catch (e) { see("error", e); }
const out = document.createElement("pre");
out.id = "seen";
out.textContent = lines.join("\n");
document.body.append(out);
`

// A stage is a site with the gallery, a place for drafts, and a driver.
type stage struct {
	t       *testing.T
	browser string
	site    *Site
	url     string

	mu     sync.Mutex
	play   string            // guarded by mu: what the driver does
	broken bool              // guarded by mu: drafts are refused
	kept   map[string]string // guarded by mu: the draft
}

// chromium finds the browser, or leaves the test out and says so.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium-headless-shell", "chromium"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("LEFT OUT: scripts of pages: no chromium here")
	return ""
}

// openStage builds the site.
func openStage(t *testing.T) *stage {
	t.Helper()
	g := &stage{t: t, browser: chromium(t), site: gallerySite(t, true), kept: map[string]string{}}
	g.site.handle(route{at: "POST /x", do: g.keep})
	g.site.handle(route{at: "GET /test/driver.js", do: func(w http.ResponseWriter, _ *http.Request) error {
		g.mu.Lock()
		defer g.mu.Unlock()
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprintf(w, driver, g.play)
		return nil
	}})
	server := httptest.NewServer(g)
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// ServeHTTP serves the site and puts the driver behind the scripts of every page.
func (g *stage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/test/frames" {
		fmt.Fprint(w, `<!doctype html><head><meta charset="utf-8"><script type="module" src="/test/driver.js"></script></head><body></body>`)
		return
	}
	r.Header.Del("Accept-Encoding")
	rec := httptest.NewRecorder()
	g.site.ServeHTTP(rec, r)
	for k, v := range rec.Header() {
		w.Header()[k] = v
	}
	body := rec.Body.String()
	if strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") && r.Header.Get("Sec-Fetch-Dest") == "iframe" {
		w.Header().Set("Content-Security-Policy", strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors 'self'", 1))
		w.Header().Del("Content-Length")
	} else if strings.HasPrefix(rec.Header().Get("Content-Type"), "text/html") {
		body = strings.Replace(body, "</head>", `<script type="module" src="/test/driver.js"></script></head>`, 1)
		w.Header().Del("Content-Length")
	}
	w.WriteHeader(rec.Code)
	fmt.Fprint(w, body)
}

// keep takes a draft, or refuses it as a server does that is down.
func (g *stage) keep(w http.ResponseWriter, r *http.Request) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.broken || r.PostForm.Get("more") == "mất điện" && g.kept["down"] == "" {
		g.kept["down"] = "once"
		w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	}
	for _, name := range []string{"name", "more"} {
		g.kept[name] = r.PostForm.Get(name)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

var seenOnPage = regexp.MustCompile(`(?s)<pre id="seen">(.*?)</pre>`)

// run opens a page in a browser of the given width, plays, and gives what was seen by name.
func (g *stage) run(path string, width int, play string) map[string]string {
	g.t.Helper()
	g.mu.Lock()
	g.play = play
	g.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, g.browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+g.t.TempDir(),
		fmt.Sprintf("--window-size=%d,900", width), "--virtual-time-budget=20000", "--dump-dom", g.url+path)
	out, err := cmd.Output()
	if err != nil {
		g.t.Fatalf("chromium: %v", err)
	}
	m := seenOnPage.FindStringSubmatch(string(out))
	if m == nil {
		g.t.Fatalf("the driver did not come to its end on %s", path)
	}
	seen := map[string]string{}
	for line := range strings.SplitSeq(html.UnescapeString(m[1]), "\n") {
		name, value, _ := strings.Cut(line, " = ")
		seen[name] = value
	}
	return seen
}

// want compares what was seen.
func (g *stage) want(seen map[string]string, want map[string]string) {
	g.t.Helper()
	for k, v := range want {
		if seen[k] != v {
			g.t.Errorf("%s: %q, want %q", k, seen[k], v)
		}
	}
	if seen["error"] != "" {
		g.t.Errorf("the play broke off: %s", seen["error"])
	}
}

func TestTheDeskWorksByKeyboard(t *testing.T) {
	t.Parallel()
	g := openStage(t)
	seen := g.run("/desk/gallery", 1280, `
document.querySelectorAll("tr.at").forEach((r) => r.classList.remove("at"));
document.activeElement.blur();
const keys = document.getElementById("keys");
key("?"); see("? opens the keys", keys.open);
keys.close();
key("ArrowDown"); see("down", at());
key("ArrowDown"); key("ArrowDown"); key("ArrowDown"); see("down to the end", at());
key("ArrowUp"); see("up", at() + " " + document.activeElement.textContent);
key("Escape"); see("escape", at());
key("/"); see("search", document.activeElement.name);
key("?"); see("typing ? opens the keys", keys.open);
document.activeElement.blur();
let went = ""; document.querySelector('a[aria-keyshortcuts="N"]').addEventListener("click", (e) => { e.preventDefault(); went = e.currentTarget.pathname; });
key("n"); see("n", went);
const box = document.getElementById("f-name"); box.focus(); went = ""; key("n"); see("typing n", went);
`)
	g.want(seen, map[string]string{
		"? opens the keys": "true", "down": "100", "down to the end": "001", "up": "010 H26.103.25.7-261118-0031", "escape": "000",
		"search": "ma", "typing ? opens the keys": "false", "n": "/desk/receive", "typing n": "",
	})
}

func TestWhatIsTypedIsKept(t *testing.T) {
	t.Parallel()
	g := openStage(t)
	seen := g.run("/gallery?lang=vi", 1280, `
document.querySelector("[data-saved]").textContent = ""; // what the page came with is no word of this play
type("f-name", "Trần Thị Mẫu");
await until(() => note().includes("Đã giữ bản nháp lúc"));
see("said", note().replace(/[0-9:]+/, "…"));
see("copy", localStorage.getItem("draft:/gallery"));
type("f-more", "mất điện");
await until(() => note().includes("trên máy này"));
see("offline", note());
const copy = localStorage.getItem("draft:/gallery") || "";
see("copy has the words", new URLSearchParams(JSON.parse(copy).fields).get("more"));
see("copy has the token", copy.includes("csrf"));
`)
	g.want(seen, map[string]string{
		"said": "Đã giữ bản nháp lúc …", "copy": "null", "offline": "Mất kết nối. Bản nháp được giữ trên máy này.",
		"copy has the words": "mất điện", "copy has the token": "false",
	})
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.kept["name"] != "Trần Thị Mẫu" {
		t.Errorf("the server keeps %q", g.kept["name"])
	}
}

// back opens a page whose copy was left behind, as a power cut would; base is when the server was last heard before it.
const back = `
localStorage.setItem("draft:/gallery", JSON.stringify({ base: BASE, fields: new URLSearchParams({ more: "trước khi mất điện", name: "gõ lại khi mất mạng" }).toString() }));
const page = await (await fetch("/gallery")).text();
history.replaceState(null, "", "/gallery");
const form = new DOMParser().parseFromString(page, "text/html").querySelector("form[data-draft]");
document.body.append(form);
await import([...document.scripts].find((s) => s.src.includes("frame.")).src + "?again");
await until(() => localStorage.getItem("draft:/gallery") === null);
see("more", document.getElementById("f-more").value);
see("name", document.getElementById("f-name").value);
see("copy", localStorage.getItem("draft:/gallery"));
`

func TestWhatWasRetypedWithoutAConnectionReplacesTheOlderDraft(t *testing.T) {
	t.Parallel()
	g := openStage(t)
	seen := g.run("/khong-co", 1280, strings.Replace(back, "BASE", `"2099-01-01T00:00:00Z"`, 1))
	g.want(seen, map[string]string{"more": "trước khi mất điện", "name": "gõ lại khi mất mạng", "copy": "null"})
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.kept["more"] != "trước khi mất điện" || g.kept["name"] != "gõ lại khi mất mạng" {
		t.Errorf("the server keeps %q and %q", g.kept["more"], g.kept["name"])
	}
}

func TestAnOlderCopyInTheBrowserFillsEmptyBoxesOnly(t *testing.T) {
	t.Parallel()
	g := openStage(t)
	seen := g.run("/khong-co", 1280, strings.Replace(back, "BASE", `"2020-01-01T00:00:00Z"`, 1))
	g.want(seen, map[string]string{"more": "trước khi mất điện", "name": "Nguyễn Thị Mẫu", "copy": "null"})
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.kept["more"] != "trước khi mất điện" {
		t.Errorf("the server keeps %q", g.kept["more"])
	}
}

func TestPagesFitTheNarrowestScreen(t *testing.T) {
	t.Parallel()
	g := openStage(t)
	// A browser's window is never as narrow as a telephone, so the pages stand in frames of that width.
	seen := g.run("/test/frames", 1400, `
for (const path of ["/long?lang=vi", "/desk/long?lang=en", "/?lang=vi", "/gallery?lang=vi", "/desk/gallery?lang=vi", "/gallery?lang=en", "/desk/gallery?lang=en", "/khong-co"]) for (const width of [320, 768, 1280]) {
  const f = document.createElement("iframe");
  f.width = width; f.height = 900; f.src = path;
  document.body.append(f);
  await new Promise((r) => { f.onload = r; });
  const d = f.contentDocument, w = f.contentWindow;
  const beyond = [...d.querySelectorAll("body *")].filter((e) => !e.closest("svg,.table,.off,.list thead") && e.getBoundingClientRect().right > w.innerWidth + 1);
  const cut = [...d.querySelectorAll(".facts .code")].filter((e) => e.scrollWidth > e.clientWidth); // a number that is to be checked is there whole
  see(path + " at " + w.innerWidth, d.querySelectorAll("h1").length + " " + (d.documentElement.scrollWidth - d.documentElement.clientWidth) + " " + [...beyond, ...cut].slice(0, 3).map((e) => e.tagName + "." + e.className).join(" "));
}
`)
	if len(seen) != 24 {
		t.Errorf("%d pages seen, want 24: %v", len(seen), seen)
	}
	for page, got := range seen {
		if got != "1 0 " {
			t.Errorf("%s: headings, px beyond the edge, what is beyond or cut: %s", page, got)
		}
	}
}
