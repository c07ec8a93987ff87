package web

import (
	"bufio"
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/org"
)

// strangers are those who have nothing to do with the things of this test, in the order of the table's columns: nobody, another
// citizen, the clerk of another branch, an officer, a leader and an acting leader of another department, the administrator.
var strangers = []string{"anyone", "citizen", "clerk", "officer", "leader", "acting", "admin"}

// A prey is the town in which strangers try everything: whose things there are, by real names and by names of nothing.
type prey struct {
	*town
	who     map[string]*surfer
	tokens  map[string]string // of forms, by stranger
	things  []thing
	secrets []string
	body    string // of the last answer, as it was sent
	asks    int

	owner                                *surfer
	filed, received, draft, intake, code string
	session                              string // handle of the owner's
	versions                             map[string]int64
}

// A thing stands in addresses of some kind: real, and as something that is not there.
type thing struct{ at, real, none string }

// noID is a name of nothing that looks like those of dossiers and drafts.
const noID = "KHONGCO0000000AAAAAAAAAAAA"

func newPrey(t *testing.T) *prey {
	t.Helper()
	c := &prey{town: newTown(t, true), who: map[string]*surfer{}, tokens: map[string]string{}}
	c.strangers()
	owner := c.citizen("vidu", theOwner, theID)
	draft := strings.TrimPrefix(owner.begin(birth, atHome), "/ho-so/nhap/")
	filed := string(owner.file(c.town, birth, atHome))
	hash := c.fold(dossier.ID(filed)).Files[0].Hash
	code, check := c.receive("LANH0000000001", "1.009642", "chap-thuan")
	letters, err := c.Read(t.Context(), everywhere(c.Office)).Letters("LANH0000000001")
	if err != nil || len(letters) == 0 {
		t.Fatal("no letter was made", err)
	}
	slip := letters[0].Kind + "-" + strconv.FormatInt(letters[0].Version, 10) + ".pdf"
	desk := c.signedIn("thuha.cn7")
	desk.get("/desk/receive")
	begun := regexp.MustCompile(`name="id" value="([^"]+)"`).FindStringSubmatch(desk.body)
	desk.post("/desk/receive", "choice", "1.009642/chap-thuan", "id", begun[1])
	intake := regexp.MustCompile(`^/desk/receive/([^?/]+)`).FindStringSubmatch(desk.at)
	if intake == nil {
		t.Fatalf("no draft at the desk: %s %d", desk.at, desk.status)
	}
	control := c.signedIn("manhkhoa2.tt")
	proposal := strings.TrimPrefix(control.propose("2.000815"), "/control/proposals/")
	for _, one := range []string{filed, "LANH0000000001"} {
		c.things = append(
			c.things, thing{"/ho-so/{id}", one, noID}, thing{"/desk/dossiers/{id}", one, noID}, thing{"/watch/alarms/{id}", one, noID}, thing{"/desk/receive/{draft}", one, noID},
			thing{"/ho-so/nhap/{id}", one, noID},
		)
	}
	c.things = append(
		c.things, thing{"/ho-so/nhap/{id}", draft, noID}, thing{"/desk/receive/{draft}", intake[1], noID}, thing{"/ho-so/nhap/{id}", intake[1], noID},
		thing{"/control/proposals/{id}", proposal, noID},
		thing{"{hash}", hash, strings.Repeat("0", len(hash))}, thing{"{file}", slip, "slip-999.pdf"},
	)
	c.owner, c.filed, c.received, c.draft, c.intake, c.code = owner, filed, "LANH0000000001", draft, intake[1], code
	said := petition.Input{Channel: petition.Page, Title: "Việc của " + theOwner, Text: "Tôi là " + theOwner + ", số " + theID + ".", Person: petition.Person{Name: theOwner, Address: "Ngõ 10", Phone: "0912345678"}}
	ticket, err := c.SendPetition(t.Context(), office.Who{Kind: access.Anyone}, office.Command{Key: "p"}, said)
	if err != nil {
		t.Fatal(err)
	}
	c.things = append(c.things, thing{"/desk/petitions/{id}", string(ticket.ID), noID})
	all, err := c.Sessions(t.Context(), owner.cookies[sessionCookie])
	if err != nil || len(all) != 1 {
		t.Fatalf("the owner has %d sessions: %v", len(all), err)
	}
	c.session, c.versions = all[0].Handle, map[string]int64{}
	for _, id := range []string{filed, c.received} {
		c.versions[id] = c.fold(dossier.ID(id)).Version
	}
	c.secrets = []string{theOwner, theID, "0912345678", check, code, filed, draft, intake[1], hash, proposal, ticket.Check, string(ticket.ID)}
	return c
}

// strangers signs everybody in. The officer acts for the leader of the same department by an order.
func (c *prey) strangers() {
	c.t.Helper()
	c.who["anyone"] = &surfer{t: c.t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	c.who["citizen"] = c.citizen("khac", "Trần Văn Mẫu", "001080000006")
	for name, username := range map[string]string{"clerk": "ductuan.cn5", "officer": "bichchi.sxd", "leader": "lanhoa.sxd", "acting": "hoangtoan.sxd", "admin": "admin"} {
		c.who[name] = c.signedIn(username)
	}
	acting := c.World().Org.ByUsername("hoangtoan.sxd")
	lead := c.World().Org.PostsOf(c.World().Org.ByUsername("phuongnga.sxd").ID, c.clock())[0]
	order := org.Acting{Post: lead.ID, Person: acting.ID, Document: "05/QĐ-SXD", From: c.clock().AddDate(0, 0, -1), To: c.clock().AddDate(0, 0, 30)}
	if err := c.GiveActing(c.t.Context(), office.Who{Kind: access.System}, office.Command{}, order); err != nil {
		c.t.Fatal(err)
	}
	if err := c.ChoosePost(c.t.Context(), c.who["acting"].cookies[sessionCookie], string(lead.ID)); err != nil {
		c.t.Fatal(err)
	}
	for name, b := range c.who {
		b.get(map[bool]string{true: "/dang-nhap", false: "/tai-khoan"}[name == "anyone"])
		c.tokens[name] = b.token()
	}
}

// parts fill the gaps of addresses that name nothing of anybody.
var parts = strings.NewReplacer(
	"{code}", "1.009642", "{case}", "chap-thuan", "{slug}", "ket-hon", "{name}", "khong-co", "{list}", "held", "{n}", "1", "{$}", "", "{act}", "draft", "{part}", "nguoi-xem",
	"{id}", "khong-co", "{draft}", "khong-co",
)

// pairs are the addresses of a route with what is there, and with what is not.
func (c *prey) pairs(path string) [][2]string {
	out := [][2]string{{path, path}}
	for _, gap := range []string{"{id}", "{draft}", "{hash}", "{file}"} {
		if !strings.Contains(path, gap) {
			continue
		}
		var next [][2]string
		for _, x := range c.things {
			longest := !slices.ContainsFunc(c.things, func(y thing) bool { return len(y.at) > len(x.at) && strings.HasPrefix(path, y.at) })
			if !strings.HasSuffix(x.at, gap) || !longest || x.at != gap && !strings.HasPrefix(path, x.at) {
				continue
			}
			for _, p := range out {
				next = append(next, [2]string{strings.Replace(p[0], gap, x.real, 1), strings.Replace(p[1], gap, x.none, 1)})
			}
		}
		if len(next) > 0 {
			out = next
		}
	}
	for i := range out {
		out[i] = [2]string{parts.Replace(out[i][0]), parts.Replace(out[i][1])}
	}
	return out
}

// one sends one request of a stranger and gives the answer, freed of what differs each time and of the things' names.
func (c *prey) one(name, method, at string, q url.Values) (status int, said string) {
	c.t.Helper()
	b := c.who[name]
	r := httptest.NewRequest(method, at, nil)
	if method != http.MethodGet && method != http.MethodHead {
		q.Set("csrf", c.tokens[name])
		r = b.formRequest(at, q)
		r.Method = method
	}
	r.Header.Set("Accept-Language", "vi")
	c.asks++ // nobody waits for what others guessed
	r.RemoteAddr = fmt.Sprintf("198.18.%d.%d:1", c.asks/250, c.asks%250)
	for k, v := range b.cookies {
		r.AddCookie(&http.Cookie{Name: k, Value: v})
	}
	w := httptest.NewRecorder()
	b.site.ServeHTTP(w, r)
	c.body = w.Body.String() + " " + w.Header().Get("Location")
	said = w.Header().Get("Location") + "\n" + w.Header().Get("Content-Type") + w.Header().Get("Content-Disposition") + w.Header().Get("ETag") + "\n" + w.Body.String()
	said = html.UnescapeString(said)
	for _, x := range c.things {
		said = strings.ReplaceAll(said, x.real, x.none)
		if once, none := url.QueryEscape(x.real), url.QueryEscape(x.none); once != x.real { // addresses in pages, and those in addresses
			said = strings.ReplaceAll(strings.ReplaceAll(said, once, none), url.QueryEscape(once), url.QueryEscape(none))
		}
	}
	return w.Code, said
}

// everChanging is what no two answers share: numbers of requests, tokens, keys.
var everChanging = regexp.MustCompile(`/ho-so/nhap/[0-9A-Z]{26}|[A-Z2-7]{4}-[A-Z2-7]{4}|name="(csrf|key|new-id|id|sealed|carried|zalo)" value="[^"]*"|data:image/png;base64,[A-Za-z0-9+/=]*|([A-Z2-7]{4} ){3,}[A-Z2-7]{4}`)

// alike judges two answers without what differs each time; most need no second look.
func alike(a, b string) bool {
	return a == b || slices.EqualFunc(strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n"), func(a, b string) bool {
		return a == b || everChanging.ReplaceAllString(a, "…") == everChanging.ReplaceAllString(b, "…")
	})
}

// hidden wants none of the secrets in an answer, but those that stood in the question.
func (c *prey) hidden(name, at, body, asked string) {
	c.t.Helper()
	body = html.UnescapeString(body)
	if plain, err := url.QueryUnescape(asked); err == nil {
		asked += " " + plain
	}
	for _, s := range c.secrets {
		if strings.Contains(body, s) && !strings.Contains(asked, s) {
			c.t.Errorf("%s learns %q from %s", name, s, at)
		}
	}
}

// form is what a stranger types into any form: the names of things wherever a form may name them.
func (c *prey) form(real bool) url.Values {
	q := url.Values{
		"key": {"k1"}, "seen": {"1"}, "token": {"1"}, "confirm": {"1"}, "act": {"claim"}, "do": {"save"}, "reason": {"Lý do đủ dài để người giám sát đánh giá"}, "words": {"ghi"},
		"holder": {"p0001"}, "number": {"1"}, "unit": {"so-tai-chinh"}, "q": {"khong-co"}, "ma": {"khong-co"}, "code": {"khong-co"}, "note.words": {"ghi"}, "rows": {"0"},
	}
	for _, x := range c.things {
		one := map[bool]string{true: x.real, false: x.none}[real]
		for _, name := range []string{"id", "draft", "from", "phien", "file-kept", "issue.file-kept"} {
			q.Set(name, one)
		}
		if strings.HasSuffix(x.at, "dossiers/{id}") {
			q.Add("row", one+".1.1")
			q.Set("one", one+".1.1")
		}
	}
	return q
}

// A rule is a line of the table: what each stranger is answered.
type rule struct {
	status map[string]int
	may    map[string]bool // know that the thing is there: a right of the post, or of everybody
}

func strangersTable(t *testing.T) map[string]rule {
	t.Helper()
	f, err := os.Open("testdata/strangers.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := map[string]rule{}
	for s := bufio.NewScanner(f); s.Scan(); {
		line, _, _ := strings.Cut(s.Text(), "#")
		at, cells, ok := strings.Cut(strings.TrimSpace(line), " | ")
		if !ok {
			continue
		}
		words := strings.Fields(cells)
		r := rule{status: map[string]int{}, may: map[string]bool{}}
		for i, name := range strangers {
			if i < len(words) {
				status, may := strings.CutSuffix(words[i], "+")
				r.may[name] = may
				r.status[name], _ = strconv.Atoi(status)
			}
		}
		if out[strings.TrimSpace(at)].status != nil || len(words) != len(strangers) {
			t.Errorf("the table's line %q stands twice or has %d of %d answers", line, len(words), len(strangers))
		}
		out[strings.TrimSpace(at)] = r
	}
	return out
}

// ownDoing are the routes by which somebody ends the session that the test needs, or guesses at passwords: those are slowed
// down, and tried where sign-in is.
var ownDoing = []string{"POST /dang-xuat", "POST /vai-tro", "POST /dang-nhap", "POST /dang-nhap/khoi-phuc", "POST /tai-khoan/ma-du-phong", "POST /tai-khoan/mat-khau"}

func TestStrangersLearnNothingFromAnyPage(t *testing.T) {
	t.Parallel()
	c := newPrey(t)
	table, asked := strangersTable(t), map[string]bool{}
	for _, r := range c.site.routes() {
		if asked[r.at] = true; slices.Contains(ownDoing, r.at) || r.at == "/" {
			continue
		}
		want, listed := table[r.at]
		if !listed {
			t.Errorf("the table does not say what strangers are answered at %s", r.at)
		}
		method, path, _ := strings.Cut(r.at, " ")
		for _, name := range strangers {
			for _, p := range c.pairs(path) {
				got, said := c.one(name, method, p[0], c.form(true))
				if !want.may[name] {
					c.hidden(name, method+" "+p[0], c.body, p[0]+" "+c.form(true).Encode())
				}
				none, nothing := c.one(name, method, p[1], c.form(false))
				if got != want.status[name] {
					t.Errorf("%s at %s %s: %d, want %d", name, method, p[0], got, want.status[name])
				}
				if !want.may[name] && (got != none || !alike(said, nothing)) {
					t.Errorf("%s sees at %s %s that it is there: %d and %d: %s", name, method, p[0], got, none, firstDifference(said, nothing))
				}
			}
		}
	}
	for at := range table {
		if !asked[at] {
			t.Errorf("the table has %s, which is no route", at)
		}
	}
}

// tricks are addresses that no page writes. ID, HASH, FILE, CODE and NAME stand for what is somebody else's.
var tricks = []string{
	"GET /desk/dossiers/slips.pdf?id=ID", "GET /desk/dossiers/letters.pdf?kind=slip&id=ID", "GET /desk/dossiers/letters.pdf?kind=guidance&id=ID&id=ID",
	"GET /watch/register.pdf?unit=chi-nhanh-7&year=2026", "GET /watch?unit=chi-nhanh-7", "GET /watch/alarms?unit=chi-nhanh-7",
	"GET /desk/dossiers?unit=chi-nhanh-7", "GET /desk/dossiers?unit=chi-nhanh-7&below=1&as=csv", "GET /desk/dossiers?reception=chi-nhanh-7&as=xlsx", "GET /desk/dossiers?as=csv",
	"GET /desk/dossiers?q=CODE", "GET /desk/dossiers?q=NAME", "GET /desk/dossiers?text=NAME&as=csv", "GET /desk/dossiers?after=ID", "GET /desk?chip=team&holder=p0046&as=csv",
	"GET /desk?chip=team&unit=chi-nhanh-7", "GET /desk/inbox?unit=chi-nhanh-7", "GET /desk/hand-over?unit=chi-nhanh-7", "GET /desk/team?unit=chi-nhanh-7",
	"GET /desk/team/deal?unit=chi-nhanh-7", "GET /ho-so?q=NAME", "GET /ho-so?id=ID", "GET /tra-cuu?ma=ID", "GET /thu-tuc/1.009642/nop?tu=ID", "GET /thu-tuc/goi-y?q=NAME",
	"GET /settings/access?username=thuha.cn7&act=read&unit=chi-nhanh-7", "GET /ho-so/ID/giay/FILE", "GET /ho-so/ID/tep/HASH", "GET /ho-so/ID/to-khai", "GET /ho-so/ID/rut",
	"GET /ho-so/nhap/ID?trang=nguoi-nop", "GET /desk/dossiers/ID/files/HASH?download=1", "GET /desk/dossiers/ID/replace?to=2.000815", "GET /desk/receive/ID/scans/HASH",
	"GET /desk/dossiers/ID/", "GET //desk/dossiers/ID", "GET /desk/dossiers/ID%2Fslip.pdf", "GET /desk/dossiers/%2e%2e/dossiers/ID", "GET /desk/dossiers/x/../ID",
	"GET /ho-so/../desk/dossiers/ID", "GET /DESK/dossiers/ID", "GET /desk/dossiers/ID;x", "GET /desk/dossiers/ID%00", "GET /desk/dossiers/id:ID", "GET /desk/dossiers/CODE",
	"GET /ho-so/CODE", "HEAD /desk/dossiers/ID", "HEAD /desk/dossiers/ID/slip.pdf", "HEAD /ho-so/ID", "PUT /desk/dossiers/ID", "DELETE /ho-so/nhap/ID", "PATCH /ho-so/ID",
	"POST /desk/search?q=CODE", "POST /desk/search?q=NAME", "POST /desk/hand-over?row=ID.1", "POST /desk/batch?act=approve&confirm=1&row=ID.1.1", "POST /desk/claim?one=ID.1.1",
	"POST /desk/team/deal?unit=chi-nhanh-7&row=ID.1.1", "POST /desk/dossiers/ID/note?note.words=x", "POST /ho-so/ID/bo-sung?words=x", "POST /ho-so/ID/rut?words=x",
	"POST /thu-tuc/1.009642/nop?case=chap-thuan&id=ID", "POST /tai-khoan/phien?phien=SESSION",
}

func TestStrangersLearnNothingByTricks(t *testing.T) {
	t.Parallel()
	c := newPrey(t)
	names := map[string][2]string{
		"CODE": {c.code, "H26.99-260303-9999"}, "NAME": {url.QueryEscape(theOwner), url.QueryEscape("Xyzqw Fghjk")}, "SESSION": {c.session, "0000000000000000"},
	}
	for _, x := range c.things {
		names[map[string]string{"{hash}": "HASH", "{file}": "FILE"}[x.at]] = [2]string{x.real, x.none}
	}
	delete(names, "")
	c.things = append(c.things, thing{"CODE", c.code, names["CODE"][1]}, thing{"NAME", theOwner, "Xyzqw Fghjk"}, thing{"SESSION", c.session, names["SESSION"][1]})
	for _, trick := range tricks {
		for _, id := range []string{c.filed, c.received, c.draft, c.intake} {
			drafts := strings.Contains(trick, "/nhap/") || strings.Contains(trick, "receive/")
			if !strings.Contains(trick, "ID") && id != c.filed || drafts != (id == c.draft || id == c.intake) {
				continue
			}
			pair := [2]string{trick, trick}
			for i, one := range [2]string{id, noID} {
				pair[i] = strings.ReplaceAll(pair[i], "ID", one)
				for mark, x := range names {
					pair[i] = strings.ReplaceAll(pair[i], mark, x[i])
				}
			}
			for _, name := range strangers {
				var status [2]int
				var said [2]string
				for i, at := range pair {
					method, path, _ := strings.Cut(at, " ")
					path, query, _ := strings.Cut(path, "?")
					q, err := url.ParseQuery(query)
					if err != nil {
						t.Fatal(err)
					}
					if method == http.MethodGet || method == http.MethodHead {
						path += "?" + query
					}
					status[i], said[i] = c.one(name, method, path, q)
					c.hidden(name, at, c.body, at)
				}
				if status[0] != status[1] || !alike(said[0], said[1]) {
					t.Errorf("%s sees by %s that it is there: %d and %d: %s", name, pair[0], status[0], status[1], firstDifference(said[0], said[1]))
				}
				if status[0] == http.StatusInternalServerError {
					t.Errorf("%s breaks the house by %s", name, pair[0])
				}
			}
		}
	}
	if all, err := c.Sessions(t.Context(), c.owner.cookies[sessionCookie]); err != nil || len(all) == 0 {
		t.Errorf("the owner's session was ended by another: %v", err)
	}
	if rows, err := c.Read(t.Context(), everywhere(c.Office)).Dossiers(office.Filter{}); err != nil || len(rows.Rows) != 2 {
		t.Errorf("there are %d dossiers after all that, want 2: %v", len(rows.Rows), err)
	}
	for _, id := range []string{c.filed, c.received} {
		if v := c.fold(dossier.ID(id)); v.Version != c.versions[id] {
			t.Errorf("%s was changed by a stranger", id)
		}
	}
}

func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return s[max(0, i-60):min(len(s), i+80)] }
	return cut(a) + " ⇔ " + cut(b)
}
