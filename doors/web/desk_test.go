package web

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/city"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// A desk is a whole city in a temporary directory behind the pages of the desk, under a clock that the test moves. Who
// asks is named by a cookie.
type desk struct {
	*Site
	t *testing.T
	o *office.Office

	mu   sync.Mutex
	now  time.Time             // guarded by mu
	whos map[string]office.Who // guarded by mu
	n    int                   // guarded by mu: dossiers made
}

const actorCookie = "actor"

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, whos: map[string]office.Who{}, now: time.Date(2026, 3, 3, 8, 30, 0, 0, office.Zone)}
	d.o = openCity(t, d.clock, true)
	var err error
	if d.Site, err = New(Options{Office: d.o, Now: d.clock, Visitor: d.visitor}); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.now
}

func (d *desk) later(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(by)
}

// visitor is whom the cookie names.
func (d *desk) visitor(r *http.Request) (Visitor, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c, err := r.Cookie(actorCookie)
	if err != nil {
		return Visitor{}, nil
	}
	w, ok := d.whos[c.Value]
	if !ok {
		return Visitor{}, nil
	}
	return Visitor{Name: w.Name, Desk: w.Kind == access.Officer, Token: "secret", Session: &office.Session{Who: w, CSRF: "secret", Kind: string(w.Kind)}}, nil
}

// holder is the n-th holder of a role in a unit; the cookie makes requests theirs.
func (d *desk) holder(unit, role string, n int) (office.Who, *http.Cookie) {
	d.t.Helper()
	people := d.o.World().Org.Holders(org.UnitID(unit), org.Role(role), d.clock())
	if len(people) <= n {
		d.t.Fatalf("%d hold %s in %s", len(people), role, unit)
	}
	p := people[n]
	w := office.Who{Kind: access.Officer, Account: "officer:" + string(p.ID), Person: string(p.ID), Name: p.Name, Post: postOf(d.o.World().Org, p.ID, unit, role), Unit: unit, Role: role, Units: []string{unit}}
	name := unit + "-" + role + "-" + strconv.Itoa(n)
	d.mu.Lock()
	d.whos[name] = w
	d.mu.Unlock()
	return w, &http.Cookie{Name: actorCookie, Value: name}
}

// received makes a complete dossier of a case, received at a desk.
func (d *desk) received(code, caseID, at, owner string) dossier.ID {
	d.t.Helper()
	d.mu.Lock()
	d.n++
	id := dossier.ID("DESK" + strconv.Itoa(10000000+d.n))
	d.mu.Unlock()
	who, _ := d.holder(at, "receiver", 0)
	someone := dossier.Party{
		Kind: dossier.Citizen, Name: owner, Number: "001185012345", Birth: "1985-03-02", Sex: "female", Phone: "0912345678",
		Address: dossier.Address{Text: "Số 12 phố Ví Dụ", Commune: "00004", List: office.CommuneList},
	}
	in := office.Intake{
		Procedure: procedure.ID(code), Case: caseID, Channel: procedure.Desk, Reception: at, Return: "desk", Subject: "Hồ sơ thử",
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: sampleOf(d.t, code, caseID),
	}
	for i, p := range d.o.World().Procedures.Current(in.Procedure, d.clock()).Case(caseID).Papers {
		if p.Required {
			in.Papers = append(in.Papers, dossier.PaperHanded{Index: i, Originals: max(1, p.Originals), Returned: i == 0})
		}
	}
	if _, err := d.o.Receive(d.t.Context(), who, office.Command{}, office.On{ID: id}, in); err != nil {
		d.t.Fatalf("receive %s: %v", code, err)
	}
	return id
}

// sampleOf is the filled-in form of a case of the pack.
func sampleOf(t *testing.T, code, caseID string) form.Values {
	t.Helper()
	b, err := fs.ReadFile(city.Hanoi(), "samples.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []struct {
		Procedure string
		Version   int
		Case      string
		Values    json.RawMessage
	}
	if err := json.Unmarshal(b, &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Procedure == code && s.Case == caseID && s.Version == 1 {
			v, err := form.Decode(s.Values)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
	}
	t.Fatalf("no sample for %s/%s", code, caseID)
	return nil
}

// view is the dossier as it stands.
func (d *desk) view(id dossier.ID) *office.DossierView {
	d.t.Helper()
	v, err := d.o.Read(d.t.Context(), everywhere(d.o)).Dossier(id, "read.test")
	if err != nil {
		d.t.Fatal(err)
	}
	return v
}

// upTo carries a dossier on until a task of the work is open and gives that task; "" carries it to the result.
func (d *desk) upTo(id dossier.ID, work procedure.Work) *office.TaskView {
	d.t.Helper()
	for range 60 {
		v := d.view(id)
		if len(v.Open) == 0 {
			return nil
		}
		task := v.Open[0]
		if task.Work == work {
			return &task
		}
		who, _ := d.holder(task.Unit, task.Role, 0)
		act, f := dossier.ActFinish, dossier.Finishing{}
		switch task.Work {
		case procedure.Approve:
			act = dossier.ActApprove
		case procedure.Issue:
			act, f.Number = dossier.ActIssue, "12/KQ"
		default:
			if len(task.Can) > 0 {
				f.Outcome = task.Can[0]
			}
		}
		if err := d.o.Finish(d.t.Context(), who, office.Command{}, office.On{ID: id, Token: task.Token}, act, f); err != nil {
			d.t.Fatalf("%s %s: %v", act, task.Node, err)
		}
	}
	d.t.Fatalf("dossier %s does not come to %q", id, work)
	return nil
}

// post sends a form as who the cookie names.
func (d *desk) post(path string, as *http.Cookie, pairs ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	q := url.Values{tokenField: {maskToken("secret")}}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(q.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(as)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

// wantAgain wants a refused act's page: its status, its words, and a sound page.
func (d *desk) wantAgain(w *httptest.ResponseRecorder, status int, words ...string) string {
	d.t.Helper()
	body := w.Body.String()
	if w.Code != status {
		d.t.Errorf("status %d, want %d: %.600s", w.Code, status, body)
	}
	for _, wrong := range checkPage(body) {
		d.t.Errorf("the page again: %s", wrong)
	}
	for _, x := range words {
		if !strings.Contains(body, x) {
			d.t.Errorf("the page does not say %q", x)
		}
	}
	return body
}

// wantDone wants the way back to the dossier after an act.
func (d *desk) wantDone(w *httptest.ResponseRecorder, id dossier.ID) {
	d.t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/dossiers/"+string(id) {
		d.t.Errorf("status %d to %q: %.900s", w.Code, w.Header().Get("Location"), w.Body.String())
	}
}
