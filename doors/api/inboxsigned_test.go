package api

import (
	"encoding/base64"
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

// signer gives a system a key to sign with.
func (c *town) signer(system string) []byte {
	c.t.Helper()
	k, err := c.office.AddSigningKey(c.t.Context(), systemWho, system, false, 0)
	must(c.t, err)
	key, err := notify.ReadSecret(k.Secret)
	must(c.t, err)
	return key
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
	key = c.signer("ihanoi")
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
	c.prove()
}

func TestASignedMessageThatIsTooLargeIsCountedAndTheAnswerSaysWhatIsAllowed(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	key := c.signer("ihanoi")
	for at, most := range map[string]int{"events": 8, "messages": 8, "mail": 16} {
		w := c.ask("anyone", "POST", "/api/v1/inbox/ihanoi/"+at, signs(key, "lon", c.clock().Unix(), ""), strings.Repeat("x", most<<20+1))
		if w.Code != http.StatusRequestEntityTooLarge || !strings.Contains(w.Body.String(), strconv.Itoa(most)+" MB") || !strings.Contains(w.Body.String(), `"mend":`) {
			t.Errorf("%s: %d %s", at, w.Code, w.Body)
		}
	}
	all, _, err := c.office.Connections(t.Context(), systemWho)
	if err != nil || len(all) != 1 || all[0].Counts["too-large"] != 3 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestWhatIsWrongWithASignedMessageIsSaidWithItsPlaceAndItsMend(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	key := c.signer("ihanoi")
	good := `{"petition":"P","title":"Rác đầu ngõ","text":"Rác chưa thu gom ba ngày."`
	in := func(kind, at, data string) string {
		return `{"type":"` + kind + `","timestamp":"` + at + `","data":` + data + `}`
	}
	const now = "2026-03-03T08:00:00+07:00"
	var files []string
	for i := range 11 {
		files = append(files, `{"name":"a.pdf","content":"`+base64.StdEncoding.EncodeToString([]byte("%PDF-1.4\n% "+strconv.Itoa(i)+"\n%%EOF\n"))+`"}`)
	}
	for name, x := range map[string]struct{ body, kind, at string }{
		"trailing": {in("petition.sent", now, good+`}`) + `{}`, "inbox.unreadable", "#"},
		"kind":     {in("petition.gone", now, good+`}`), "inbox.kind", "#/type"},
		"moment":   {in("petition.sent", "hom qua", good+`}`), "inbox.moment", "#/timestamp"},
		"future":   {in("petition.sent", "9999-12-31T23:59:59Z", good+`}`), "inbox.future", "#/timestamp"},
		"code":     {in("petition.sent", now, `{"title":"a"}`), "inbox.ref", "#/data/petition"},
		"unknown":  {in("petition.sent", now, good+`,"titel":"a"}`), "inbox.unknown", "#/data"},
		"base64":   {in("petition.sent", now, good+`,"files":[{"name":"a","content":"!"}]}`), "inbox.want", "#/data/files/0/content"},
		"point":    {in("petition.sent", now, good+`,"point":{"lat":105.85,"long":21.02}}`), "petition.point-swapped", "#/data/point"},
		"far":      {in("petition.sent", now, `{"petition":"P","title":"Rác","text":"`+strings.Repeat("Rác. ", 100_000)+`"}`), "petition.text-far", "#/data/text"},
		"files":    {in("petition.sent", now, good+`,"files":[`+strings.Join(files, ",")+`]}`), "petition.files", "#/data/files"},
	} {
		for _, lang := range []string{"vi", "en"} {
			h := signs(key, name, c.clock().Unix(), x.body)
			h.Set("Accept-Language", lang)
			w := c.ask("anyone", "POST", "/api/v1/inbox/ihanoi/events", h, x.body)
			p := problemOf(t, w)
			if p.Status != 422 || !strings.HasSuffix(p.Type, "/"+x.kind) || len(p.Errors) == 0 || p.Errors[0].Pointer != x.at || !strings.HasPrefix(x.kind, "petition.point") && p.Mend == "" {
				t.Errorf("%s, %s: %s", name, lang, w.Body)
			}
			if strings.Contains(w.Body.String(), "illegal base64") || strings.Contains(w.Body.String(), "Reload") || strings.Contains(w.Body.String(), "256 KB") {
				t.Errorf("%s, %s: %s", name, lang, w.Body)
			}
		}
	}
}
