package api

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/office"
	"motcua/words/org"
)

// strangers are those who have nothing to do with the things of this test, in the order of the table's columns: nobody, another
// citizen, a clerk of another branch, an officer, a leader and an acting leader of another department, the administrator, and
// the key of a system that files for others.
var strangers = []string{"anyone", "citizen", "clerk", "officer", "leader", "acting", "admin", "system"}

// A prey is the town in which strangers try every operation: whose things there are, by real names and by names of nothing.
type prey struct {
	*town
	things  map[string][2]string // by what an address or a body calls it: real, and none
	secrets []string
	filed   string
	got     string // the code of the dossier that branch 7 received
	keys    int
}

const owned = "001185012345"

func newPrey(t *testing.T) *prey {
	t.Helper()
	c := &prey{town: newTown(t)}
	c.citizen("owner", owned)
	other := office.Account{ID: "citizen:khac", Username: "khac", Kind: "citizen", Name: "Trần Văn Mẫu", Number: "001080000006"}
	must(t, c.office.AddAccount(t.Context(), systemWho, other, password, 8))
	c.signIn("citizen", "khac")
	c.officer("desk", "chi-nhanh-7", "receiver")
	c.officer("clerk", "chi-nhanh-5", "receiver")
	for _, name := range []string{"officer", "leader", "acting", "admin"} {
		c.named(name, map[string]string{"officer": "bichchi.sxd", "leader": "lanhoa.sxd", "acting": "hoangtoan.sxd", "admin": "admin"}[name])
	}
	c.act("hoangtoan.sxd", "phuongnga.sxd")
	for actor, name := range map[string]string{"portal": "portal", "system": "khac"} {
		token, err := c.office.AddSystem(t.Context(), systemWho, name)
		must(t, err)
		c.tokens[actor] = token
	}

	file := c.made("owner", "POST", "/api/v1/files?name=giay-to.pdf", "%PDF-1.4\n%%EOF\n", "hash")
	got := c.ask("owner", "POST", "/api/v1/dossiers/file", c.once(nil), `{"reception": "chi-nhanh-7", "files": [{"paper": 0, "hash": "`+file+`", "name": "giay-to.pdf", "size": 15, "type": "application/pdf"}], `+
		c.sample("1.000656", "co-giay-bao-tu")+`}`)
	if got.Code != http.StatusCreated {
		t.Fatalf("file: %d %s", got.Code, got.Body)
	}
	c.filed = member(t, got, "id")
	got = c.ask("desk", "POST", "/api/v1/dossiers/receive", c.once(nil), `{"channel": "desk", `+c.sample("1.000656", "co-giay-bao-tu")+`}`)
	if got.Code != http.StatusCreated {
		t.Fatalf("receive: %d %s", got.Code, got.Body)
	}
	received, check := member(t, got, "id"), member(t, got, "check")
	c.got = member(t, got, "code")
	draft := "NHAPCUACHUHOSO0001"
	if w := c.ask("owner", "PUT", "/api/v1/drafts/"+draft, nil, `{"kind": "file:1.004873/chuan", "body": {"ghi": "Bản nháp của Ví Dụ"}}`); w.Code >= 300 {
		t.Fatalf("draft: %d %s", w.Code, w.Body)
	}
	mandate := c.made("owner", "POST", "/api/v1/mandates", `{"name": "Lê Minh Châu", "number": "001194990404", "from": "2026-03-03T08:30:00+07:00"}`, "id")
	const none = "KHONGCO0000000AAAAAAAAAAAA"
	c.things = map[string][2]string{
		"dossier": {c.filed, none}, "received": {received, none}, "draft": {draft, "KHONGCOBANNHAP0001"}, "mandate": {mandate, "khongcouyquyen0000000000000000000"[:len(mandate)]},
		"hash": {file, strings.Repeat("0", 64)}, "code": {c.got, "H26.99-260303-9999"}, "check": {check, "AAAAAAAAAA"},
	}
	c.secrets = []string{"Nguyễn Thị Ví Dụ", owned, "0912345678", "Bản nháp của Ví Dụ", "Lê Minh Châu", "001194990404"}
	for _, x := range c.things {
		c.secrets = append(c.secrets, x[0])
	}
	return c
}

// named signs an officer of the pack in by the pack's own name.
func (c *town) named(name, username string) {
	c.t.Helper()
	p := c.office.World().Org.ByUsername(username)
	if p == nil {
		c.t.Fatalf("the pack has no officer %s", username)
	}
	a := office.Account{ID: "officer:" + string(p.ID), Username: username, Kind: "officer", Person: string(p.ID), Name: p.Name}
	must(c.t, c.office.AddAccount(c.t.Context(), systemWho, a, password, 8))
	c.signIn(name, username)
}

// act lets somebody act from another's post by an order, and chooses that post.
func (c *prey) act(username, of string) {
	c.t.Helper()
	o := c.office.World().Org
	lead := o.PostsOf(o.ByUsername(of).ID, c.clock())[0]
	order := org.Acting{Post: lead.ID, Person: o.ByUsername(username).ID, Document: "05/QĐ-SXD", From: c.clock().AddDate(0, 0, -1), To: c.clock().AddDate(0, 0, 30)}
	must(c.t, c.office.GiveActing(c.t.Context(), office.Who{Kind: access.System}, office.Command{}, order))
	if w := c.ask("acting", "PUT", "/api/v1/session/post", nil, fmt.Sprintf(`{"post": %q}`, lead.ID)); w.Code != http.StatusOK {
		c.t.Fatalf("act from the post: %d %s", w.Code, w.Body)
	}
}

// once gives the headers of an act that has not been sent before.
func (c *prey) once(more http.Header) http.Header {
	c.keys++
	h := http.Header{"Idempotency-Key": {"k" + strconv.Itoa(c.keys)}, "If-Match": {"*"}}
	maps.Copy(h, more)
	return h
}

// made makes a thing of its owner's and gives a member of the answer.
func (c *prey) made(actor, method, at, body, name string) string {
	c.t.Helper()
	h := c.once(nil)
	if !strings.HasPrefix(body, "{") {
		h.Set("Content-Type", "application/octet-stream")
	}
	w := c.ask(actor, method, at, h, body)
	if w.Code != http.StatusCreated {
		c.t.Fatalf("%s %s: %d %s", method, at, w.Code, w.Body)
	}
	return member(c.t, w, name)
}

func member(t testing.TB, w *httptest.ResponseRecorder, name string) string {
	t.Helper()
	var all map[string]any
	must(t, json.Unmarshal(w.Body.Bytes(), &all))
	s, _ := all[name].(string)
	if s == "" {
		t.Fatalf("the answer has no %s: %s", name, w.Body)
	}
	return s
}

// pairs are the addresses of an operation with what is there, and with what is not.
func (c *prey) pairs(d *documented) [][2]string {
	kinds := []string{"dossier", "received"}
	switch {
	case strings.Contains(d.path, "/drafts/"):
		kinds = []string{"draft"}
	case strings.Contains(d.path, "/mandates/"):
		kinds = []string{"mandate", "draft"}
	case !strings.Contains(d.path, "{id}"):
		kinds = []string{"dossier"}
	}
	var out [][2]string
	for _, kind := range kinds {
		var p [2]string
		for i := range p {
			p[i] = strings.NewReplacer(
				"{id}", c.things[kind][i], "{hash}", c.things["hash"][i], "{token}", "1", "{version}", "1", "{case}", "khong-co", "{system}", "portal", "{name}", "khong-co",
			).Replace(d.path)
			code := c.things["code"][i]
			if strings.Contains(d.path, "/procedures/") {
				code = "1.004873"
			}
			p[i] = strings.ReplaceAll(p[i], "{code}", code)
			switch d.path {
			case "/api/v1/people", "/api/v1/search":
				p[i] += "?q=" + c.things["code"][i]
			case "/api/v1/files":
				p[i] += "?name=x.pdf"
			}
		}
		out = append(out, p)
	}
	return out
}

// body makes the smallest body that the schema takes, naming things wherever a body may name them.
func (c *prey) body(schema map[string]any, name string, i int) any {
	for schema["$ref"] != nil {
		at := strings.Split(schema["$ref"].(string), "/")
		schema = c.rules.doc["components"].(map[string]any)["schemas"].(map[string]any)[at[len(at)-1]].(map[string]any)
	}
	if all, ok := schema["enum"].([]any); ok {
		return all[0]
	}
	kind := schema["type"]
	if list, ok := kind.([]any); ok {
		kind = list[0]
	}
	switch kind {
	case "object":
		out := map[string]any{}
		required, _ := schema["required"].([]any)
		properties, _ := schema["properties"].(map[string]any)
		for member, inner := range properties {
			if slices.Contains(required, any(member)) || slices.Contains([]string{"file", "files", "draft", "hash", "number", "items", "papers"}, member) {
				out[member] = c.body(inner.(map[string]any), member, i)
			}
		}
		return out
	case "array":
		return []any{c.body(schema["items"].(map[string]any), name, i)}
	case "boolean":
		return true
	case "integer", "number":
		if least, ok := schema["minimum"]; ok {
			return least
		}
		return 1
	}
	return c.words(schema, name, i)
}

// words is a text of a body.
func (c *prey) words(schema map[string]any, name string, i int) any {
	switch {
	case name == "file" || name == "hash":
		return c.things["hash"][i]
	case name == "draft":
		return c.things["draft"][i]
	case name == "number":
		return "001082990505"
	case name == "code":
		return c.things["code"][i]
	case schema["format"] == "date-time":
		return "2026-03-04T08:30:00+07:00"
	case schema["format"] == "date" || name == "day":
		return "2026-03-03"
	case schema["example"] != nil:
		return schema["example"]
	case schema["examples"] != nil:
		return schema["examples"].([]any)[0]
	}
	return "Nội dung đủ dài để được xem xét"
}

// one sends one request of a stranger and gives the answer, freed of what differs each time and of the things' names.
func (c *prey) one(name string, d *documented, at string, i int) (status int, said, plain string) {
	c.t.Helper()
	body, h := "", c.once(nil)
	if request, _ := d.op["requestBody"].(map[string]any); request != nil {
		content := request["content"].(map[string]any)
		if media, ok := content["application/json"].(map[string]any); ok {
			b, err := json.Marshal(c.body(media["schema"].(map[string]any), "", i))
			must(c.t, err)
			body = string(b)
		} else {
			body = "%PDF-1.4\n% của người khác\n%%EOF\n"
			h.Set("Content-Type", "application/octet-stream")
		}
	}
	if strings.HasSuffix(d.path, "/history") {
		h.Set("Check-Code", c.things["check"][1])
	}
	w := c.ask(name, d.method, at, h, body)
	return w.Code, c.free(w), w.Body.String() + fmt.Sprint(w.Header())
}

// everChanging is what no two answers share: numbers of requests, and names of what was made just now.
var everChanging = regexp.MustCompile(`"(number|instance)":"[^"]*"|"id":"[0-9A-Za-z]{26,32}"|"hash":"[0-9a-f]{64}"`)

// free gives what an answer says, without what differs each time and without the things' names.
func (c *prey) free(w *httptest.ResponseRecorder) string {
	said := w.Body.String()
	for _, name := range []string{"Content-Type", "Content-Disposition", "ETag", "Location", "Allow", "Link", "WWW-Authenticate", "Retry-After"} {
		said += "\n" + name + ": " + w.Header().Get(name)
	}
	for _, x := range c.things {
		said = strings.ReplaceAll(said, x[0], x[1])
	}
	return everChanging.ReplaceAllString(said, "…")
}

// difference shows two answers from where they part.
func difference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-80):min(len(s), i+120)] }
	return cut(a) + " ⇔ " + cut(b)
}

// hidden wants none of the secrets in an answer, but those that stood in the question.
func (c *prey) hidden(name, what, said, asked string) {
	c.t.Helper()
	for _, s := range c.secrets {
		if strings.Contains(said, s) && !strings.Contains(asked, s) {
			c.t.Errorf("%s learns %q from %s", name, s, what)
		}
	}
}

// expected reads the table: what each stranger is answered by each operation.
func expected(t *testing.T) map[string][]string {
	t.Helper()
	b, err := os.ReadFile("testdata/rights/strangers.txt")
	must(t, err)
	out := map[string][]string{}
	for line := range strings.Lines(string(b)) {
		line, _, _ = strings.Cut(line, "#")
		at, cells, ok := strings.Cut(line, "|")
		if !ok {
			continue
		}
		at = strings.TrimSpace(at)
		if out[at] != nil || len(strings.Fields(cells)) != len(strangers) {
			t.Errorf("the table's line of %s stands twice or has %d of %d answers", at, len(strings.Fields(cells)), len(strangers))
		}
		out[at] = strings.Fields(cells)
	}
	return out
}

// ownDoing are the operations by which somebody ends the session that the test needs, or guesses at passwords.
var ownDoing = []string{"DELETE /api/v1/session", "POST /api/v1/session"}

func TestStrangersLearnNothingFromAnyOperation(t *testing.T) {
	t.Parallel()
	c := newPrey(t)
	table, asked := expected(t), map[string]bool{}
	slices.SortFunc(c.rules.routes, func(a, b documented) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	for i := range c.rules.routes {
		d := &c.rules.routes[i]
		at := d.method + " " + d.path
		if asked[at] = true; slices.Contains(ownDoing, at) {
			continue
		}
		want := table[at]
		if want == nil {
			t.Errorf("the table does not say what strangers are answered at %s", at)
		}
		for k, name := range strangers {
			for _, p := range c.pairs(d) {
				got, said, plain := c.one(name, d, p[0], 0)
				none, nothing, _ := c.one(name, d, p[1], 1)
				status, may := "", false
				if want != nil {
					status, may = strings.CutSuffix(want[k], "+")
				}
				if strconv.Itoa(got) != status {
					t.Errorf("%s at %s %s: %d, want %s: %.200s", name, d.method, p[0], got, status, plain)
				}
				if may {
					continue
				}
				c.hidden(name, at, plain, p[0])
				if got != none || said != nothing {
					t.Errorf("%s sees at %s %s that it is there: %d and %d: %s", name, d.method, p[0], got, none, difference(said, nothing))
				}
			}
		}
	}
	for at := range table {
		if !asked[at] {
			t.Errorf("the table has %s, which is no operation", at)
		}
	}
	c.unchanged()
}

// unchanged wants all that is the owner's to be as it was.
func (c *prey) unchanged() {
	c.t.Helper()
	for _, id := range []string{c.filed, c.things["received"][0]} {
		if w := c.ask("owner", "GET", "/api/v1/dossiers/"+id, nil, ""); w.Code != http.StatusOK || w.Header().Get("ETag") != `"1"` {
			c.t.Errorf("%s was changed by a stranger: %d, version %s", id, w.Code, w.Header().Get("ETag"))
		}
	}
	if w := c.ask("owner", "GET", "/api/v1/drafts/"+c.things["draft"][0], nil, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Bản nháp của Ví Dụ") {
		c.t.Errorf("the draft was changed by a stranger: %d %s", w.Code, w.Body)
	}
	if w := c.ask("owner", "GET", "/api/v1/mandates", nil, ""); !strings.Contains(w.Body.String(), `"state":"given"`) {
		c.t.Errorf("the mandate was changed by a stranger: %s", w.Body)
	}
	c.prove()
}

// tricks are requests that no client of ours writes. ID, DRAFT, MANDATE, HASH and CODE stand for what is somebody else's; a header
// follows after a bar.
var tricks = []string{
	"GET /api/v1/dossiers?q=CODE", "GET /api/v1/dossiers?unit=chi-nhanh-7", "GET /api/v1/dossiers?unit=chi-nhanh-7&below=true", "GET /api/v1/dossiers?cursor=ID",
	"GET /api/v1/my/dossiers?q=CODE", "GET /api/v1/my/dossiers?unit=chi-nhanh-7", "GET /api/v1/unreceived?unit=chi-nhanh-7", "GET /api/v1/worklist?unit=chi-nhanh-7",
	"GET /api/v1/worklist?chip=team&unit=chi-nhanh-7", "GET /api/v1/search?q=ID", "GET /api/v1/search?q=" + owned, "GET /api/v1/search?q=Nguy%E1%BB%85n+Th%E1%BB%8B+V%C3%AD+D%E1%BB%A5",
	"GET /api/v1/overview?unit=chi-nhanh-7", "GET /api/v1/dossiers/ID/", "GET //api/v1/dossiers/ID", "GET /api/v1/dossiers/%2e%2e/dossiers/ID", "GET /api/v1/dossiers/x/../ID",
	"GET /api/v1/dossiers/ID%2Fslip", "GET /API/v1/dossiers/ID", "GET /api/v1/Dossiers/ID", "GET /api/v1/dossiers/ID;x=1", "GET /api/v1/dossiers/ID%00", "GET /api/v1/dossiers/ID.json",
	"GET /api/v1/dossiers/ID%20", "GET /api/v1/dossiers/CODE", "GET /api/v1/dossiers/dossier%2FID", "GET /api/v1/dossiers/ID?id=ID", "GET /api/v1/dossiers/ID,ID", "HEAD /api/v1/dossiers/ID",
	"HEAD /api/v1/dossiers/ID/slip", "HEAD /api/v1/dossiers/ID/files/HASH", "DELETE /api/v1/dossiers/ID", "PUT /api/v1/dossiers/ID", "PATCH /api/v1/dossiers/ID", "OPTIONS /api/v1/dossiers/ID",
	"GET /api/v1/dossiers/ID|X-HTTP-Method-Override: DELETE", "POST /api/v1/drafts/DRAFT|X-HTTP-Method-Override: DELETE", "GET /api/v1/dossiers/ID|If-None-Match: \"1\"",
	"GET /api/v1/dossiers/ID|Range: bytes=0-10", "GET /api/v1/dossiers/ID/files/HASH|Range: bytes=0-3", "GET /api/v1/dossiers/DRAFT/files/HASH", "GET /api/v1/drafts/ID", "GET /api/v1/drafts/DRAFT/",
	"GET /api/v1/drafts/DRAFT%2F", "GET /api/v1/mandates/MANDATE", "GET /api/v1/mandates?id=MANDATE", "POST /api/v1/mandates/MANDATE/end?x=1", "POST /api/v1/mandates/MANDATE%2Fend",
	"GET /api/v1/dossiers/ID?access_token=OWNER", "GET /api/v1/dossiers/ID?token=OWNER", "GET /api/v1/dossiers/ID|Cookie: phien=OWNER; session=OWNER; motcua=OWNER",
	"GET /api/v1/dossiers/ID|X-Forwarded-User: owner", "GET /api/v1/dossiers/ID|X-Original-Url: /api/v1/my/dossiers", "GET /api/v1/lookup/ID", "GET /api/v1/lookup/ID/history",
	"GET /api/v1/dossiers/ID|Authorization: Basic OWNER", "GET /api/v1/dossiers/ID|Authorization: Bearer OWNER OWNER", "GET /api/v1/dossiers/ID|Authorization: Bearer%20OWNER",
}

func TestStrangersLearnNothingFromOperationsByTricks(t *testing.T) {
	t.Parallel()
	c := newPrey(t)
	for _, trick := range tricks {
		for _, kind := range []string{"dossier", "received"} {
			if kind == "received" && !strings.Contains(trick, "ID") {
				continue
			}
			for _, name := range strangers {
				var status [2]int
				var said [2]string
				for i := range said {
					line := strings.NewReplacer("MANDATE", c.things["mandate"][i], "DRAFT", c.things["draft"][i], "HASH", c.things["hash"][i], "CODE", c.things["code"][i], "OWNER", c.tokens["owner"]).Replace(trick)
					line = strings.ReplaceAll(line, "ID", c.things[kind][i])
					at, header, _ := strings.Cut(line, "|")
					method, path, _ := strings.Cut(at, " ")
					r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
					if token := c.tokens[name]; token != "" {
						r.Header.Set("Authorization", "Bearer "+token)
					}
					if key, value, ok := strings.Cut(header, ": "); ok {
						r.Header.Set(key, value)
					}
					w := httptest.NewRecorder()
					c.door.ServeHTTP(w, r)
					status[i], said[i] = w.Code, c.free(w)
					if i == 0 {
						c.hidden(name, at, w.Body.String(), line)
					}
				}
				if status[0] != status[1] || said[0] != said[1] {
					t.Errorf("%s sees by %s that it is there: %d and %d: %s", name, trick, status[0], status[1], difference(said[0], said[1]))
				}
				if status[0] >= http.StatusInternalServerError {
					t.Errorf("%s breaks the house by %s: %d", name, trick, status[0])
				}
			}
		}
	}
	c.unchanged()
}

// TestATokenOpensNothingOnceItsPostEnded ends what a token rests on, each in its own way: from the next request on it opens nothing.
func TestATokenOpensNothingOnceItsPostEnded(t *testing.T) {
	t.Parallel()
	c := newPrey(t)
	o := c.office.World().Org
	post := func(username string) org.PostID { return o.PostsOf(o.ByUsername(username).ID, c.clock())[0].ID }
	all := []string{"/api/v1/session", "/api/v1/worklist", "/api/v1/dossiers", "/api/v1/search?q=x", "/api/v1/dossiers/" + c.filed, "/api/v1/drafts"}
	for _, name := range []string{"leader", "acting", "officer"} {
		if w := c.ask(name, "GET", all[1], nil, ""); w.Code != http.StatusOK {
			t.Fatalf("%s before: %d", name, w.Code)
		}
	}
	system := office.Who{Kind: access.System}
	must(t, c.office.EndPost(t.Context(), system, office.Command{}, post("lanhoa.sxd"), c.clock(), "06/QĐ-SXD"))
	must(t, c.office.EndPost(t.Context(), system, office.Command{}, post("phuongnga.sxd"), c.clock(), "07/QĐ-SXD")) // from which another acts
	must(t, c.office.RevokeSystem(t.Context(), systemWho, "khac"))
	must(t, c.office.SignOut(t.Context(), c.tokens["officer"]))
	c.tomorrow()
	for _, name := range []string{"leader", "acting", "officer", "system"} {
		for _, at := range all {
			if w := c.ask(name, "GET", at, nil, ""); w.Code != http.StatusUnauthorized {
				t.Errorf("%s after the end at %s: %d %.200s", name, at, w.Code, w.Body)
			}
		}
	}
}
