package api

import (
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"motcua/keep/notify"
)

// signs gives the headers of a signed message.
func signs(key []byte, id string, at int64, body string) http.Header {
	stamp := strconv.FormatInt(at, 10)
	return http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {stamp}, "Webhook-Signature": {notify.Sign(key, id, stamp, []byte(body))}}
}

// example is the script of docs/city-app.md and what it says that the signature is.
func example(t *testing.T) (script, signature string) {
	t.Helper()
	b, err := os.ReadFile("../../docs/city-app.md")
	must(t, err)
	m := regexp.MustCompile("(?s)<!-- example -->\n```sh\n(.*?)```\n\n`\\$signature` is `(v1,[^`]*)`").FindStringSubmatch(string(b))
	if m == nil {
		t.Fatal("docs/city-app.md has no example")
	}
	return m[1], m[2]
}

func TestTheExampleOfTheDocumentIsSignedAsOpenSSLSignsIt(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("openssl"); err != nil {
		t.Skip("LEFT OUT: openssl is not installed")
	}
	script, want := example(t)
	got, err := exec.CommandContext(t.Context(), "sh", "-c", script+`printf '%s' "$signature"`).Output()
	if err != nil || string(got) != want {
		t.Errorf("openssl signs %s, the document says %s, %v", got, want, err)
	}
}

func TestTheExampleOfTheDocumentIsTakenOnceAndFollowed(t *testing.T) {
	t.Parallel()
	script, signature := example(t)
	value := func(name string) string {
		m := regexp.MustCompile(`(?m)^` + name + `='(.*)'$`).FindStringSubmatch(script)
		if m == nil {
			t.Fatalf("the example has no %s", name)
		}
		return m[1]
	}
	key, err := notify.ReadSecret(value("secret"))
	must(t, err)
	if !notify.Signed(key, value("id"), value("timestamp"), signature, []byte(value("body"))) {
		t.Fatalf("%s is not the signature of the example", signature)
	}
	c := newTown(t)
	k, err := c.office.AddSigningKey(t.Context(), systemWho, "ihanoi", false, 0)
	must(t, err)
	if key, err = notify.ReadSecret(k.Secret); err != nil {
		t.Fatal(err)
	}
	body := value("body")
	send := func(system string) (*http.Response, string) {
		w := c.ask("anyone", "POST", "/api/v1/inbox/"+system+"/events", signs(key, value("id"), c.clock().Unix(), body), body)
		return w.Result(), w.Body.String()
	}
	r, said := send("ihanoi")
	code, check := regexp.MustCompile(`"code":"(PA26-\d+)"`).FindStringSubmatch(said), regexp.MustCompile(`"check":"(\w+)"`).FindStringSubmatch(said)
	if r.StatusCode != http.StatusOK || code == nil || check == nil || !strings.Contains(said, `"repeated":false`) || !strings.Contains(said, `"id":"APP-2026-000123"`) {
		t.Fatalf("%d %s", r.StatusCode, said)
	}
	if r, again := send("ihanoi"); r.StatusCode != http.StatusOK || again != strings.Replace(said, `"repeated":false`, `"repeated":true`, 1) {
		t.Errorf("again: %d %s", r.StatusCode, again)
	}
	if r, said := send("khac"); r.StatusCode != http.StatusUnauthorized || !strings.Contains(said, "inbox.signature") {
		t.Errorf("in the name of another system: %d %s", r.StatusCode, said)
	}
	f := c.ask("anyone", "GET", "/api/v1/petitions/"+code[1], http.Header{"Check-Code": {check[1]}}, "")
	if f.Code != http.StatusOK || member(t, f, "class") != "scene" {
		t.Errorf("followed: %d %s", f.Code, f.Body)
	}
	if w := c.ask("anyone", "POST", "/api/v1/inbox/ihanoi/events", signs(key, "lon", c.clock().Unix(), ""), strings.Repeat("x", mostSignedBytes+1)); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too large: %d %s", w.Code, w.Body)
	}
	c.prove()
}
