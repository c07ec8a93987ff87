package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// checkPage lists what is wrong with a page of the site. Every page test calls wantPage, which calls it.
func checkPage(body string) []string {
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return []string{err.Error()}
	}
	c := pageCheck{ids: map[string]int{}, labels: map[string]bool{}}
	c.gather(root)
	c.judge(root)
	for id, n := range c.ids {
		if n > 1 {
			c.bad("id %q stands %d times", id, n)
		}
	}
	for _, ref := range c.refs {
		if c.ids[ref] == 0 {
			c.bad("something refers to id %q, which is not there", ref)
		}
	}
	if c.h1 != 1 {
		c.bad("%d h1, want one", c.h1)
	}
	if c.lang != "vi" && c.lang != "en" {
		c.bad("html has lang %q", c.lang)
	}
	if c.title == "" {
		c.bad("no title")
	}
	if c.main != 1 {
		c.bad("%d main, want one", c.main)
	}
	if i := strings.Index(body, "⟦"); i >= 0 {
		c.bad("a text is missing: %s", body[i:min(len(body), i+60)])
	}
	for _, sign := range []string{"ZgotmplZ", "<no value>", "%!", "{n}", "{name}"} {
		if strings.Contains(body, sign) {
			c.bad("the page says %q", sign)
		}
	}
	slices.Sort(c.wrong)
	return c.wrong
}

// A pageCheck walks over a page twice: what is there, then what is wrong with it.
type pageCheck struct {
	wrong      []string
	ids        map[string]int
	refs       []string
	labels     map[string]bool // ids that a label names
	h1, main   int
	lang       string
	title      string
	lastHeader int
}

func (c *pageCheck) bad(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

// gather takes down ids, labels and the few things a page has once.
func (c *pageCheck) gather(n *html.Node) {
	if n.Type == html.ElementNode {
		if id, ok := attr(n, "id"); ok {
			c.ids[id]++
		}
		if f, ok := attr(n, "for"); ok && n.Data == "label" {
			c.labels[f] = true
		}
		for _, name := range []string{"aria-describedby", "aria-labelledby", "for"} {
			v, _ := attr(n, name)
			c.refs = append(c.refs, strings.Fields(v)...)
		}
		if h, _ := attr(n, "href"); strings.HasPrefix(h, "#") {
			c.refs = append(c.refs, h[1:])
		}
		switch n.Data {
		case "html":
			c.lang, _ = attr(n, "lang")
		case "title":
			if n.Parent.Data == "head" {
				c.title = words(n)
			}
		case "h1":
			c.h1++
		case "main":
			c.main++
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.gather(k)
	}
}

// judge looks at every element.
func (c *pageCheck) judge(n *html.Node) {
	if n.Type == html.ElementNode {
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
				c.bad("inline %s=%q on %s", a.Key, a.Val, n.Data)
			}
		}
		c.judgeElement(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.judge(k)
	}
}

func (c *pageCheck) judgeElement(n *html.Node) {
	switch n.Data {
	case "style":
		c.bad("inline style element")
	case "script":
		if src, _ := attr(n, "src"); !strings.HasPrefix(src, "/static/") || words(n) != "" {
			c.bad("script with src %q", src)
		}
	case "h2", "h3", "h4":
		level := int(n.Data[1] - '0')
		if c.lastHeader > 0 && level > c.lastHeader+1 {
			c.bad("%s %q comes after an h%d", n.Data, words(n), c.lastHeader)
		}
		c.lastHeader = level
	case "h1":
		c.lastHeader = 1
		if words(n) == "" {
			c.bad("empty h1")
		}
	case "a":
		h, ok := attr(n, "href")
		if !ok || h == "" || h == "#" || strings.HasPrefix(h, "javascript:") {
			c.bad("link %q leads nowhere (%q)", words(n), h)
		}
		if name(n) == "" {
			c.bad("link to %q has no words", h)
		}
	case "button", "summary", "legend", "caption", "label", "th":
		if name(n) == "" {
			c.bad("empty %s", n.Data)
		}
	case "img":
		if _, ok := attr(n, "alt"); !ok {
			c.bad("img without alt")
		}
	case "input", "select", "textarea":
		c.judgeBox(n)
	case "form":
		c.judgeForm(n)
	case "table":
		if first(n, "th") == nil {
			c.bad("a table without headers")
		}
	case "svg":
		role, _ := attr(n, "role")
		label, _ := attr(n, "aria-label")
		hidden, _ := attr(n, "aria-hidden")
		if links := role == "group" && first(n, "a") != nil; hidden != "true" && (role != "img" && !links || label == "") { // a drawing of links is a group: an image would hide them
			c.bad("svg is neither hidden nor named")
		}
	}
}

// judgeBox wants a label on everything that is typed or chosen.
func (c *pageCheck) judgeBox(n *html.Node) {
	kind, _ := attr(n, "type")
	if n.Data == "input" && (kind == "hidden" || kind == "submit") {
		return
	}
	id, _ := attr(n, "id")
	label, _ := attr(n, "aria-label")
	if by, ok := attr(n, "aria-labelledby"); ok && by != "" {
		label = by
	}
	if nm, _ := attr(n, "name"); nm == "" && kind != "checkbox" {
		c.bad("%s %q has no name", n.Data, id)
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "label" {
			return
		}
	}
	if label == "" && !c.labels[id] {
		c.bad("%s %q has no label", n.Data, id)
	}
}

// judgeForm wants the token in every form that changes something.
func (c *pageCheck) judgeForm(n *html.Node) {
	method, _ := attr(n, "method")
	if !strings.EqualFold(method, "post") {
		return
	}
	if len(all(n, func(k *html.Node) bool {
		nm, _ := attr(k, "name")
		return k.Data == "input" && nm == tokenField
	})) == 0 {
		action, _ := attr(n, "action")
		c.bad("the form to %q has no token: {{template \"csrf\" $}}", action)
	}
}

// attr gives an attribute of an element.
func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// words are the words inside an element.
func words(n *html.Node) string {
	if n.Type == html.TextNode {
		return strings.TrimSpace(n.Data)
	}
	var b strings.Builder
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if w := words(k); w != "" {
			b.WriteString(w + " ")
		}
	}
	return strings.TrimSpace(b.String())
}

// name is what a reader hears: words, label or the text of a picture.
func name(n *html.Node) string {
	if l, ok := attr(n, "aria-label"); ok && l != "" {
		return l
	}
	if w := words(n); w != "" {
		return w
	}
	if img := first(n, "img"); img != nil {
		alt, _ := attr(img, "alt")
		return alt
	}
	if svg := first(n, "svg"); svg != nil {
		l, _ := attr(svg, "aria-label")
		return l
	}
	return ""
}

// all gives the elements inside n that fit.
func all(n *html.Node, fits func(*html.Node) bool) []*html.Node {
	var out []*html.Node
	for k := range n.Descendants() {
		if k.Type == html.ElementNode && fits(k) {
			out = append(out, k)
		}
	}
	return out
}

// first gives the first element of a name inside n, or nil.
func first(n *html.Node, tag string) *html.Node {
	for k := range n.Descendants() {
		if k.Type == html.ElementNode && k.Data == tag {
			return k
		}
	}
	return nil
}

// get asks a site for a page in a language and gives status and body.
func get(t *testing.T, h http.Handler, path, lang string, cookies ...*http.Cookie) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.AddCookie(&http.Cookie{Name: langCookie, Value: lang})
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// wantPage asks for a page in both languages, wants the status, and checks the page; it gives the Vietnamese body.
func wantPage(t *testing.T, h http.Handler, path string, status int, cookies ...*http.Cookie) string {
	t.Helper()
	var vi string
	for _, lang := range []string{"en", "vi"} {
		got, body := get(t, h, path, lang, cookies...)
		if got != status {
			t.Errorf("GET %s (%s) = %d, want %d", path, lang, got, status)
		}
		for _, wrong := range checkPage(body) {
			t.Errorf("GET %s (%s): %s", path, lang, wrong)
		}
		if !strings.Contains(body, `lang="`+lang+`"`) {
			t.Errorf("GET %s does not come in %s", path, lang)
		}
		vi = body
	}
	return vi
}

func TestCheckPageFindsMistakes(t *testing.T) {
	t.Parallel()
	good := `<!doctype html><html lang="vi"><head><title>Tên</title></head><body><main><h1>Tên</h1>%s</main></body></html>`
	for name, part := range map[string]string{
		"second h1":         `<h1>Hai</h1>`,
		"inline style":      `<p style="color:red">a</p>`,
		"inline handler":    `<p onclick="x()">a</p>`,
		"style element":     `<style>p{}</style>`,
		"inline script":     `<script>1</script>`,
		"foreign script":    `<script src="https://elsewhere.example/x.js"></script>`,
		"box without label": `<input id="a" name="a">`,
		"same id twice":     `<p id="a">1</p><p id="a">2</p>`,
		"missing text":      `<p>⟦home.nothing⟧</p>`,
		"link to nowhere":   `<a href="#">Mở</a>`,
		"link to no id":     `<a href="#x">Mở</a>`,
		"link without word": `<a href="/x"><svg aria-hidden="true"></svg></a>`,
		"table no headers":  `<table><tr><td>1</td></tr></table>`,
		"form no token":     `<form method="post" action="/x"><button>Gửi</button></form>`,
		"nameless svg":      `<svg></svg>`,
		"skipped level":     `<h3>Ba</h3>`,
		"img without alt":   `<img src="/x.png">`,
		"unfilled gap":      `<p>{n} ngày</p>`,
	} {
		if got := checkPage(fmt.Sprintf(good, part)); len(got) == 0 {
			t.Errorf("%s: not found", name)
		}
	}
	if got := checkPage(fmt.Sprintf(good, `<h2>Hai</h2><label for="a">A</label><input id="a" name="a">`)); len(got) != 0 {
		t.Errorf("a good page is called wrong: %v", got)
	}
}
