package api

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/city"
	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/trial"
	"motcua/words/org"
)

// A town is a whole city in a temporary directory behind the door, under a clock that the test moves.
type town struct {
	t      testing.TB
	office *office.Office
	db     *store.DB
	door   *Door
	rules  *rules
	tokens map[string]string // of actors

	mu  sync.Mutex
	now time.Time // guarded by mu
}

var systemWho = office.Who{Kind: access.System, Account: "test"}

// tomorrow moves the clock to the next morning.
func (c *town) tomorrow() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.AddDate(0, 0, 1)
}

func (c *town) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func newTown(t testing.TB) *town {
	t.Helper()
	c := &town{t: t, tokens: map[string]string{"anyone": ""}, now: time.Date(2026, 3, 3, 8, 30, 0, 0, office.Zone)}
	ctx := t.Context()
	cfg, world := trial.City(t, c.clock, true)
	db, err := store.Open(ctx, cfg)
	must(t, err)
	c.db = db
	t.Cleanup(func() { must(t, db.Close()) })
	blobs, err := blob.Open(t.TempDir(), nil)
	must(t, err)
	letters, err := letter.NewRenderer()
	must(t, err)
	c.office, err = office.Open(ctx, office.Config{
		DB: db, Blobs: blobs, Letters: letters, Secret: trial.Secret, Now: c.clock, Demo: true, World: world,
	})
	must(t, err)
	c.door, err = New(Options{Office: c.office})
	must(t, err)
	document, err := c.door.document()
	must(t, err)
	c.rules = newRules(t, document)
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

const password = "Một cụm từ dài 2026"

// officer makes the account of a holder of a role in a unit, signs in through the door and gives the actor a name.
func (c *town) officer(name, unit, role string) {
	c.t.Helper()
	holders := c.office.World().Org.Holders(org.UnitID(unit), org.Role(role), c.clock())
	if len(holders) == 0 {
		c.t.Fatalf("nobody holds %s in %s", role, unit)
	}
	p := holders[0]
	account := office.Account{ID: "officer:" + string(p.ID), Username: "o-" + string(p.ID), Kind: "officer", Person: string(p.ID), Name: p.Name}
	must(c.t, c.office.AddAccount(c.t.Context(), systemWho, account, password, 8))
	c.signIn(name, account.Username)
	me := c.me(name)
	for _, post := range me.Posts {
		if post.Unit.ID == unit && post.Role == role && post.ID != me.Post {
			if r := c.ask(name, "PUT", "/api/v1/session/post", nil, `{"post":"`+post.ID+`"}`); r.Code != http.StatusOK {
				c.t.Fatalf("choose post %s: %d %s", post.ID, r.Code, r.Body)
			}
		}
	}
}

// citizen makes the account of a person and signs in.
func (c *town) citizen(name, number string) {
	c.t.Helper()
	account := office.Account{ID: "citizen:" + number, Username: number, Kind: "citizen", Name: "Nguyễn Thị Ví Dụ", Number: number}
	must(c.t, c.office.AddAccount(c.t.Context(), systemWho, account, password, 8))
	c.signIn(name, number)
}

func (c *town) signIn(name, username string) {
	c.t.Helper()
	r := c.ask("anyone", "POST", "/api/v1/session", nil, `{"username":"`+username+`","password":"`+password+`"}`)
	var s Session
	if err := json.Unmarshal(r.Body.Bytes(), &s); err != nil || r.Code != http.StatusCreated || s.Token == "" {
		c.t.Fatalf("sign %s in: %d %s", name, r.Code, r.Body)
	}
	c.tokens[name] = s.Token
}

func (c *town) me(name string) Session {
	c.t.Helper()
	var s Session
	must(c.t, json.Unmarshal(c.ask(name, "GET", "/api/v1/session", nil, "").Body.Bytes(), &s))
	return s
}

// ask sends a request as an actor and checks request and answer against the document.
func (c *town) ask(actor, method, path string, header http.Header, body string) *httptest.ResponseRecorder {
	c.t.Helper()
	token, known := c.tokens[actor]
	if !known {
		c.t.Fatalf("no actor named %s", actor)
	}
	r := httptest.NewRequestWithContext(c.t.Context(), method, path, strings.NewReader(body))
	for k, v := range header {
		r.Header[k] = v
	}
	if body != "" && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" && r.Header.Get("Authorization") == "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	c.door.ServeHTTP(w, r)
	c.rules.judge(c.t, r, body, w)
	return w
}

// sample gives the members of an intake of a case: persons, values and papers, complete.
func (c *town) sample(code, caseID string) string {
	c.t.Helper()
	rec := c.office.World().Procedures.Current(procedure.ID(code), c.clock())
	if rec == nil || rec.Case(caseID) == nil {
		c.t.Fatalf("no case %s/%s", code, caseID)
	}
	b, err := fs.ReadFile(city.Hanoi(), "samples.json")
	must(c.t, err)
	var all []struct {
		Procedure, Case string
		Version         int
		Values          json.RawMessage
	}
	must(c.t, json.Unmarshal(b, &all))
	in := map[string]any{"procedure": code, "case": caseID, "subject": "Hồ sơ thử", "return": "desk"}
	for _, s := range all {
		if s.Procedure == code && s.Case == caseID && s.Version == rec.Version {
			in["values"] = s.Values
		}
	}
	someone := Party{
		Kind: "citizen", Name: "Nguyễn Thị Ví Dụ", Number: "001185012345", Birth: "1985-03-02", Sex: "female", Phone: "0912345678",
		Address: Address{Text: "Số 12 phố Ví Dụ", Commune: "00004", List: office.CommuneList},
	}
	in["parties"] = Parties{Applicant: someone, Owner: someone}
	papers := []HandedPaper{}
	for i, p := range rec.Case(caseID).Papers {
		if p.Required {
			papers = append(papers, HandedPaper{Index: i, Originals: max(1, p.Originals)})
		}
	}
	in["papers"] = papers
	out, err := json.Marshal(in)
	must(c.t, err)
	return strings.TrimSuffix(strings.TrimPrefix(string(out), "{"), "}")
}

// replacement gives those members of an intake that a replacement takes: persons and way of return come from the old dossier.
func (c *town) replacement(code, caseID string) string {
	c.t.Helper()
	in := map[string]any{}
	must(c.t, json.Unmarshal([]byte("{"+c.sample(code, caseID)+"}"), &in))
	delete(in, "parties")
	delete(in, "return")
	out, err := json.Marshal(in)
	must(c.t, err)
	return strings.TrimSuffix(strings.TrimPrefix(string(out), "{"), "}")
}

// prove proves the whole store.
func (c *town) prove() {
	c.t.Helper()
	rep, err := c.office.Check(c.t.Context())
	must(c.t, err)
	for _, d := range rep.Damages {
		c.t.Errorf("damage: %s", d)
	}
}
