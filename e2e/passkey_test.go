package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// confirming is a city whose officers confirm what is weighty, as a city in service does.
func confirming(t *testing.T) string {
	t.Helper()
	browserPath(t)
	bin, err := program()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	data, file := filepath.Join(dir, "city"), filepath.Join(dir, "settings.json")
	settings, err := os.ReadFile("../city/hanoi/settings.json")
	if err != nil {
		t.Fatal(err)
	}
	before, after, ok := strings.Cut(string(settings), `"name": "sign-in.confirm"`)
	if !ok || !strings.Contains(after, `"value": "real"`) {
		t.Fatal("the pack has no setting for confirmation")
	}
	after = strings.Replace(after, `"value": "real"`, `"value": "always"`, 1)
	if err := os.WriteFile(file, []byte(before+`"name": "sign-in.confirm"`+after), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"demo", "--build", "--dossiers", "1", "--data", data}, {"settings", "--data", data, file}} {
		if out, err := exec.Command(bin, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	base, end, err := serve(demonstration(bin, data))
	t.Cleanup(end)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(base, "127.0.0.1", "localhost", 1) // browsers give passkeys to names alone
}

// withKeys lets a window use passkeys; withKey gives it an authenticator that verifies its user at once.
var (
	withKeys = wish(tell(webauthn.Enable, webauthn.EnableParams{}))
	withKey  = wish(tell(webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal, HasResidentKey: true, HasUserVerification: true,
		IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}))
)

// touch presses the button of a passkey's form and waits for what its page leads to.
func (p *tab) touch(form, leads string) {
	p.t.Helper()
	p.do("press the button of the passkey", chromedp.Click(chromedp.CSS(form+" button.btn"), chromedp.NodeVisible))
	for end := time.Now().Add(40 * time.Second); time.Now().Before(end); {
		if seen, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`document.body.innerText.includes("`+leads+`")`)); err == nil && seen {
			return
		}
	}
	p.t.Fatalf("%s: after the passkey %q is not there: %s", p.where(), leads, p.text("main"))
}

func TestAPasskeySignsInAndConfirmsOneActAlone(t *testing.T) {
	t.Parallel()
	p := open(t, confirming(t), withKeys, withKey)
	p.signIn(admin, password)
	p.visit("/tai-khoan/khoa?lang=vi")
	p.fill("name", "khóa thử")
	p.fill("now", password)
	p.touch("form[data-key]", "Mã dự phòng")
	p.visit("/tai-khoan")
	p.wantText("main", "khóa thử")

	// Signed out and in again: the password alone opens nothing.
	p.do("forget the session", tell(network.ClearBrowserCookies, cdp.Empty{}))
	p.visit("/dang-nhap?lang=vi")
	p.fill("username", admin)
	p.fill("password", password)
	p.send(`form:has([name=password])`)
	p.wantText("main", "khóa truy cập")
	p.touch("form[data-key]", "Việc của tôi")
	p.visit("/settings")

	ask := func(document string) {
		t.Helper()
		p.visit("/settings/organisation/delegation")
		p.choose("giver", "so-tu-phap")
		p.choose("unit", "chi-nhanh-7")
		p.set(`[name=from]`, time.Now().AddDate(0, 0, 2).Format("02/01/2006"))
		p.set(`[name=to]`, time.Now().AddDate(0, 0, 30).Format("02/01/2006"))
		p.fill("document", document)
		p.send(`main form:has([name=document])`)
		p.wantText("main", document)
	}
	// The challenge is the act's own: another act is not confirmed by it.
	ask("1/UQ-E2E")
	p.set(`form[data-key] [name=document]`, "2/UQ-E2E")
	p.touch("form[data-key]", "không đúng")
	p.visit("/settings/delegations?chip=to-come")
	if body := p.text("main"); strings.Contains(body, "UQ-E2E") {
		t.Fatalf("an act that nobody confirmed was done: %s", body)
	}
	ask("3/UQ-E2E")
	p.touch("form[data-key]", "Đã ghi ủy quyền") // the page that asks has the document too
	p.visit("/settings/delegations?chip=to-come")
	p.wantText("main", "3/UQ-E2E")
	p.console() // refusals are named there
}
