package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// The clerk's journey: a card is read, a dossier received, its slip printed.

// cardOf is what a reader of cards types for somebody made up.
func cardOf(number, name string) string {
	return number + "||" + name + "|15021985|Nam|Số 1 phố Ví Dụ, Phường Hà Đông|01052021"
}

// keys presses keys one after the other, wherever the page's focus is.
func (p *tab) keys(what, keys string, opts ...chromedp.KeyOption) {
	p.t.Helper()
	p.do("press "+what, chromedp.KeyEvent(keys, opts...))
}

// goes presses keys that lead to another page, and waits for it.
func (p *tab) goes(what, keys string, opts ...chromedp.KeyOption) {
	p.t.Helper()
	if _, err := chromedp.RunResponse(p.ctx, chromedp.KeyEvent(keys, opts...)); err != nil {
		p.t.Fatalf("press %s on %s: %v%s", what, p.where(), err, p.picture("keys-"+p.t.Name()))
	}
}

// wantFocus waits until the page has put the focus where a selector says by itself: that happens when it is painted.
func (p *tab) wantFocus(selector string) {
	p.t.Helper()
	if !eval[bool](p, "wait for the focus", fmt.Sprintf(`new Promise(done => {
		const until = Date.now() + 20000;
		const look = () => document.activeElement.matches(%q) ? done(true) : Date.now() > until ? done(false) : setTimeout(look, 20);
		look();
	})`, selector)) {
		p.t.Fatalf("%s: the focus does not come to %s%s", p.where(), selector, p.picture("focus-"+p.t.Name()))
	}
}

// tabTo presses Tab until the focus stands on what a selector finds: what cannot be reached so is no use to a clerk.
func (p *tab) tabTo(selector string) {
	p.t.Helper()
	for range 200 {
		if eval[bool](p, "look at the focus", fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			return
		}
		p.keys("Tab", "\t")
	}
	p.t.Fatalf("%s: Tab never comes to %s%s", p.where(), selector, p.picture("tab-"+p.t.Name()))
}

// pdf fetches a paper with the tab's own session, and gives its text and what its codes say.
func (p *tab) pdf(path string) (text string, codes []string) {
	p.t.Helper()
	for _, tool := range []string{"pdftotext", "pdftoppm", "zbarimg"} {
		if _, err := exec.LookPath(tool); err != nil {
			p.t.Skipf("LEFT OUT: what stands on the slip: no %s found", tool)
		}
	}
	body := eval[string](p, "fetch "+path, fmt.Sprintf(`fetch(%q).then(r => r.arrayBuffer()).then(b => {
		let s = ''; for (const x of new Uint8Array(b)) s += String.fromCharCode(x); return btoa(s);
	})`, path))
	raw, err := base64.StdEncoding.DecodeString(body)
	if err != nil || !strings.HasPrefix(string(raw), "%PDF") {
		p.t.Fatalf("%s is no PDF: %v, %.80q", path, err, raw)
	}
	dir := p.t.TempDir()
	file := filepath.Join(dir, "slip.pdf")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		p.t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		p.t.Fatalf("read the text of %s: %v", path, err)
	}
	if err := exec.Command("pdftoppm", "-r", "250", "-png", "-f", "1", "-l", "1", file, filepath.Join(dir, "page")).Run(); err != nil {
		p.t.Fatalf("draw %s: %v", path, err)
	}
	pages, err := filepath.Glob(filepath.Join(dir, "page*.png"))
	if err != nil || len(pages) == 0 {
		p.t.Fatalf("%s has no page: %v", path, err)
	}
	said, err := exec.Command("zbarimg", "-q", "--raw", pages[0]).Output()
	if err != nil {
		p.t.Fatalf("read the codes of %s: %v", path, err)
	}
	return string(out), strings.Fields(string(said))
}

// wantSlip wants a slip that says the code in words, as bar code, and in the QR code with the check code.
func (p *tab) wantSlip(path string, dossiers ...string) {
	p.t.Helper()
	text, codes := p.pdf(path)
	for _, code := range dossiers {
		if !strings.Contains(text, code) {
			p.t.Errorf("%s does not say %s:\n%s", path, code, text)
		}
	}
	bar, qr := false, false
	for _, c := range codes {
		for _, code := range dossiers {
			bar = bar || c == code
			qr = qr || regexp.MustCompile(`/tra-cuu#`+regexp.QuoteMeta(code)+`\.[0-9A-Z]{10}$`).MatchString(c)
		}
	}
	if !bar || !qr {
		p.t.Errorf("%s: bar code %t, QR code %t in %q", path, bar, qr, codes)
	}
}

// wantNoProblem fails with what the page complains about, so that nobody waits for a receipt that never comes.
func (p *tab) wantNoProblem() {
	p.t.Helper()
	if said := eval[string](p, "look for a problem", `document.getElementById('problem')?.innerText || ''`); said != "" {
		p.t.Fatalf("%s: %s", p.where(), said)
	}
}

// href gives the address of the first link whose address has a part.
func (p *tab) href(part string) string {
	p.t.Helper()
	return eval[string](p, "find the link to "+part, fmt.Sprintf(`document.querySelector('a[href*="%s"]')?.getAttribute('href') || ''`, part))
}

func TestTheClerkReceivesPrintsAndGoesOnWithoutScripts(t *testing.T) {
	t.Parallel()
	p := as(t, clerk7, noScript)
	p.visit("/desk/receive")
	p.fill("q", "xac nhan tinh trang hon nhan")
	p.fill("person", cardOf("001085112301", "Nguyễn Văn Mẫu Một"))
	p.press(".counter-go button")
	p.press(`button[value="1.004873/de-ket-hon"]`)
	p.fill("applicant.phone", "0912345678")
	for name, value := range map[string]string{
		"e.requester_phone": "0912345678", "e.person_nationality": "Việt Nam", "e.partner_name": "Trần Thị Mẫu", "e.partner_id": "001186012345",
		"e.partner_place": "Phường Hà Đông", "e.number": "1",
	} {
		p.fill(name, value)
	}
	for _, pick := range []string{
		`[name="e.relation"][value=self]`, `[name="e.status"][value=single]`, `[name="e.purpose"][value=marriage]`, `[name="e.pledge"][value=yes]`, `[id="f-papers.0"]`,
	} {
		p.mark(pick)
	}
	scan := filepath.Join(t.TempDir(), "to-khai.pdf")
	if err := os.WriteFile(scan, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.do("choose the scan", chromedp.SetUploadFiles(chromedp.CSS(`[name="scan.0"]`), []string{scan}))
	p.press("button[value=save]")
	p.wantText(".intake-papers", "to-khai.pdf")
	p.press("button[data-receive]")
	p.wantNoProblem()
	first := p.text(".receipt-code")
	if !strings.HasPrefix(first, "H26.") {
		t.Fatalf("%s: the receipt says %q: %s", p.where(), first, p.text("main"))
	}
	p.wantSlip(p.href("/slip.pdf"), first)

	p.press(`a[href*="same="]`)
	p.press(`button[value="2.000815/ban-giay"]`)
	p.wantText(".intake", "")
	for name, value := range map[string]string{"e.documents.0.name": "Bằng tốt nghiệp", "e.documents.0.pages": "2", "e.documents.0.copies": "2"} {
		p.fill(name, value)
	}
	p.mark(`[name="e.documents.0.issuer"][value=vn]`)
	p.mark(`[id="f-papers.0"]`)
	p.press("button[data-receive]")
	p.wantNoProblem()
	second := p.text(".receipt-code")
	p.wantSlip(p.href("slips.pdf"), first, second)
}

func TestTheClerkReceivesByKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := as(t, clerk7)
	p.visit("/desk")
	p.goes("N", "n")
	p.wantFocus("#q")
	p.keys("the procedure", "xac nhan tinh trang hon nhan\t")
	p.keys("the card", cardOf("001085112302", "Nguyễn Văn Mẫu Hai"))
	p.goes("Enter", "\r")
	p.wantFocus(".pick")
	p.goes("Enter on the first case", "\r")
	p.wantFocus(`[id="f-papers.0"]`)
	for _, x := range [][2]string{
		{`[id="f-papers.0"]`, " "},
		{`[name="e.requester_phone"]`, "0912345678"},
		{`[name="e.relation"]`, " "},
		{`[name="e.person_nationality"]`, "Việt Nam"},
		{`[name="e.status"]`, " "},
		{`[name="e.purpose"]`, " "},
		{`[name="e.partner_name"]`, "Trần Thị Mẫu"},
		{`[name="e.partner_id"]`, "001186012345"},
		{`[name="e.partner_place"]`, "Phường Hà Đông"},
		{`[name="e.number"]`, "1"},
		{`[name="e.pledge"]`, " "},
	} {
		p.tabTo(x[0])
		p.keys(x[0], x[1])
	}
	p.goes("Ctrl+Enter", "\r", chromedp.KeyModifiers(chromedp.ModifierCtrl))
	code := p.text(".receipt-code")
	if !strings.HasPrefix(code, "H26.") {
		t.Fatalf("%s: the receipt says %q", p.where(), code)
	}
	p.wantSlip(p.href("/slip.pdf"), code)
	p.goes("N", "n")
	if at := p.where(); !strings.HasSuffix(at, "/desk/receive") {
		t.Errorf("N leads to %s", at)
	}
}

func TestThePagesOfTheCounterAreOpenToAllAndFitNarrowWindows(t *testing.T) {
	t.Parallel()
	p := as(t, clerk7)
	p.wantSound("/desk/receive")
	p.wantSound("/desk/inbox")
	p.visit("/desk/receive")
	p.press(".pick")
	at := strings.TrimPrefix(p.where(), p.base)
	for _, path := range []string{at, at + "/read-back", at + "/guidance"} {
		p.wantSound(path)
	}
	p.visit(at)
	p.press("button[data-receive]")
	p.forget(p.base + at)
	p.wantText("#problem", "")
	p.wantNarrow()
	p.wantOpenToAll()
	p.visit("/desk/inbox")
	p.press("table.list tbody tr a")
	p.wantSound(strings.TrimPrefix(p.where(), p.base))
}
