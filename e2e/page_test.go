package e2e

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

// visit opens a page of the city and wants it to answer with 200.
func (p *tab) visit(path string) {
	p.t.Helper()
	p.visitFor(path, http.StatusOK)
}

// visitFor opens a page and wants a status. A page that is asked for with an error status may be named in the console.
func (p *tab) visitFor(path string, status int64) {
	p.t.Helper()
	r, err := chromedp.RunResponse(p.ctx, chromedp.Navigate(p.base+path))
	if err != nil {
		p.t.Fatalf("visit %s: %v", path, err)
	}
	if r.Status != status {
		p.t.Fatalf("visit %s: status %d, want %d%s", path, r.Status, status, p.picture("status-"+strings.ReplaceAll(p.t.Name(), "/", "-")))
	}
	if status >= 400 {
		p.forget(p.base + path)
	}
}

// forget drops the console's line about one address.
func (p *tab) forget(url string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wrong = slices.DeleteFunc(p.wrong, func(w string) bool { return strings.HasSuffix(w, url) })
}

// signIn signs in at the city's own page.
func (p *tab) signIn(username, password string) {
	p.t.Helper()
	p.visit("/dang-nhap")
	p.fill("username", username)
	p.fill("password", password)
	p.send(`form:has([name=password])`)
	if at := p.where(); strings.Contains(at, "/dang-nhap") {
		p.t.Fatalf("sign in as %s: still at %s: %s", username, at, p.text("main"))
	}
}

// fill types a value into the visible field of a name, in place of what is there.
func (p *tab) fill(name, value string) {
	p.t.Helper()
	field := fmt.Sprintf(`[name=%q]:not([type=hidden])`, name)
	p.set(field, "")
	p.do("fill "+name, chromedp.SendKeys(chromedp.CSS(field), value))
}

// choose selects an option by its value.
func (p *tab) choose(name, value string) {
	p.t.Helper()
	p.set(fmt.Sprintf(`select[name=%q]`, name), value)
}

// set gives a field a value at once and tells the page of it. It works without the page's scripts.
func (p *tab) set(selector, value string) {
	p.t.Helper()
	took := eval[bool](p, "set "+selector, fmt.Sprintf(`(f => {
		if (!f) return false;
		f.value = %q;
		for (const e of ['input', 'change']) f.dispatchEvent(new Event(e, {bubbles: true}));
		return f.value === %[1]q;
	})(document.querySelector(%q))`, value, selector))
	if !took {
		p.t.Fatalf("%s: %s is not there or does not take %q%s", p.where(), selector, value, p.picture("set-"+strings.ReplaceAll(p.t.Name(), "/", "-")))
	}
}

// press clicks what a CSS selector finds and, where that leads to another page, waits for it.
func (p *tab) press(selector string) {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p.ctx, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible)); err != nil {
		p.t.Fatalf("press %s on %s: %v", selector, p.where(), err)
	}
}

// mark ticks a box, or clicks anything that leads nowhere. A click goes to a place on the screen, so a page that moved
// under it is seen here and not in a refusal later.
func (p *tab) mark(selector string) {
	p.t.Helper()
	ticked := fmt.Sprintf(`(b => !b?.matches('input[type=checkbox],input[type=radio]') || b.checked)(document.querySelector(%q))`, selector)
	p.do("mark "+selector, chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
	if !eval[bool](p, "look whether it is ticked: "+selector, ticked) {
		p.t.Fatalf("%s: %s is not ticked%s", p.where(), selector, p.picture("mark-"+p.t.Name()))
	}
}

// send presses the first button that sends the form which a selector finds.
func (p *tab) send(form string) {
	p.t.Helper()
	p.press(form + ` :is(button:not([type=button]),input[type=submit])`)
}

// text gives the words that are seen of what a selector finds.
func (p *tab) text(selector string) string {
	p.t.Helper()
	words, err := chromedp.Run(p.ctx, chromedp.Text(chromedp.CSS(selector)))
	if err != nil {
		p.t.Fatalf("read %s on %s: %v", selector, p.where(), err)
	}
	return strings.TrimSpace(words)
}

// wantText wants words to be seen in what a selector finds.
func (p *tab) wantText(selector, words string) {
	p.t.Helper()
	if got := p.text(selector); !strings.Contains(got, words) {
		p.t.Errorf("%s: %s says %q, want %q in it", p.where(), selector, got, words)
	}
}

// eval asks the page; an answer that is promised is waited for.
func eval[T any](p *tab, what, script string) T {
	p.t.Helper()
	answer, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s on %s: %v", what, p.where(), err)
	}
	return answer
}

// overflow gives the things that stick out to the right of a window, widest first; none means no sideways scrolling.
func (p *tab) overflow() []string {
	p.t.Helper()
	return eval[[]string](p, "measure the width", `(() => {
		const wide = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= wide) return [];
		return [...document.querySelectorAll('body *')]
			.map(e => [e.getBoundingClientRect().right, e]).filter(([r]) => r > wide + 1)
			.sort((a, b) => b[0] - a[0]).slice(0, 5)
			.map(([r, e]) => Math.round(r) + 'px ' + e.tagName.toLowerCase() + (e.className ? '.' + e.className : '') + ' ' + e.textContent.trim().slice(0, 40));
	})()`)
}

// wantNarrow wants the page to fit a window of 320 pixels, and puts the width back.
func (p *tab) wantNarrow() {
	p.t.Helper()
	p.do("make the window narrow", chromedp.EmulateViewport(320, 700))
	if out := p.overflow(); len(out) > 0 {
		p.t.Errorf("%s scrolls sideways at 320 px:\n%s%s", p.where(), strings.Join(out, "\n"), p.picture("wide-"+strings.ReplaceAll(p.t.Name(), "/", "-")))
	}
	p.do("make the window wide", chromedp.EmulateViewport(1280, 900))
}

// A barrier is what axe-core calls a violation.
type barrier struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// barriers runs axe-core with the rules of WCAG 2.2 AA and its best practices, and gives the serious and critical ones.
func (p *tab) barriers() []barrier {
	p.t.Helper()
	eval[bool](p, "load axe-core", axe+"\n;true")
	raw := eval[string](p, "run axe-core", `axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
		.then(r => JSON.stringify(r.violations))`)
	var all []barrier
	if err := json.Unmarshal([]byte(raw), &all); err != nil {
		p.t.Fatalf("read what axe-core found: %v", err)
	}
	return slices.DeleteFunc(all, func(b barrier) bool { return b.Impact != "serious" && b.Impact != "critical" })
}

// wantOpenToAll wants no serious barrier for people with disabilities.
func (p *tab) wantOpenToAll() {
	p.t.Helper()
	for _, b := range p.barriers() {
		p.t.Errorf("%s: %s (%s): %s\n  %s\n  %s", p.where(), b.ID, b.Impact, b.Help, b.Nodes[0].HTML, b.Nodes[0].FailureSummary)
	}
}

// wantSound is what every page has to pass: it answers, fits 320 pixels, is open to all and has nothing to complain.
func (p *tab) wantSound(path string) {
	p.t.Helper()
	p.visit(path)
	p.wantNarrow()
	p.wantOpenToAll()
	for _, w := range p.console() {
		p.t.Errorf("%s: console: %s", path, w)
	}
}

// each runs a test for many pages, each with a tab of its own.
func each(t *testing.T, paths []string, run func(t *testing.T, path string)) {
	t.Helper()
	for _, path := range paths {
		t.Run(strings.ReplaceAll(strings.Trim(path, "/"), "/", "_"), func(t *testing.T) {
			t.Parallel()
			run(t, path)
		})
	}
}
