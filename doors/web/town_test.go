package web

import (
	"context"
	"encoding/json"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"motcua/city"
	"motcua/ground/text"
	"motcua/keep/blob"
	"motcua/keep/letter"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/trial"
	"motcua/words/form"
	"motcua/words/org"
)

// A town is a whole city of Hà Nội's pack in a temporary directory, under a clock that the test moves, with its pages.
type town struct {
	*office.Office
	t    *testing.T
	site *Site // nobody is signed in

	mu  sync.Mutex
	now time.Time // guarded by mu
}

// openCity opens an office over the pack of Hà Nội in a temporary directory, under a clock.
func openCity(t testing.TB, clock func() time.Time, demo bool) *office.Office {
	t.Helper()
	return openCityWith(t, clock, demo, office.Config{})
}

// openCityWith is openCity with more of a configuration.
func openCityWith(t testing.TB, clock func() time.Time, demo bool, more office.Config) *office.Office {
	t.Helper()
	ctx := context.Background() // the store is closed by Cleanup, after the test's own context has ended
	cfg, world := trial.City(t, clock, demo)
	db, err := store.Open(ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	blobs, err := blob.Open(t.TempDir(), nil)
	if err != nil {
		t.Fatal(err)
	}
	letters, err := letter.NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	more.DB, more.Blobs, more.Letters, more.Secret, more.Now, more.Demo, more.World = db, blobs, letters, trial.Secret, clock, demo, world
	o, err := office.Open(ctx, more)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// newTown opens a city on a Tuesday morning. With demo it is a demonstration: filing at its own page is open.
func newTown(t *testing.T, demo bool) *town {
	t.Helper()
	c := &town{t: t}
	c.at("2026-03-03 08:30")
	c.Office = openCity(t, c.clock, demo)
	c.site = c.pages(Options{})
	return c
}

// pages are the town's pages with other options.
func (c *town) pages(o Options) *Site {
	c.t.Helper()
	o.Office, o.Now, o.Demo = c.Office, c.clock, c.Demo()
	s, err := New(o)
	if err != nil {
		c.t.Fatal(err)
	}
	return s
}

func (c *town) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// at moves the clock: "2026-03-03 08:30".
func (c *town) at(s string) {
	c.t.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", s, office.Zone)
	if err != nil {
		c.t.Fatal(err)
	}
	c.mu.Lock()
	c.now = t
	c.mu.Unlock()
}

// voice is that of a visitor who has chosen no language.
func (c *town) voice() text.Voice {
	return c.site.voice(httptest.NewRequest(http.MethodGet, "/", nil))
}

// officer gives the Who of somebody who holds a role in a unit.
func (c *town) officer(unit, role string) office.Who {
	c.t.Helper()
	for _, p := range c.World().Org.Holders(org.UnitID(unit), org.Role(role), c.clock()) {
		return office.Who{
			Kind: access.Officer, Account: "officer:" + string(p.ID), Person: string(p.ID), Name: string(p.ID),
			Unit: unit, Role: role, Units: []string{unit},
		}
	}
	c.t.Fatalf("nobody holds %s in %s", role, unit)
	return office.Who{}
}

// everywhere reads everything, as somebody of whom every unit is one of his own.
func everywhere(o *office.Office) office.Who {
	who := office.Who{Kind: access.Officer, Role: "supervisor", City: true, Account: "t"}
	for _, u := range o.World().Org.Known() {
		who.Units = append(who.Units, string(u.ID))
	}
	return who
}

// sample reads the filled-in form of a case of the pack.
func (c *town) sample(code, caseID string, version int) form.Values {
	c.t.Helper()
	b, err := fs.ReadFile(city.Hanoi(), "samples.json")
	if err != nil {
		c.t.Fatal(err)
	}
	var all []struct {
		Procedure string
		Version   int
		Case      string
		Values    json.RawMessage
	}
	if err := json.Unmarshal(b, &all); err != nil {
		c.t.Fatal(err)
	}
	for _, s := range all {
		if s.Procedure == code && s.Case == caseID && s.Version == version {
			v, err := form.Decode(s.Values)
			if err != nil {
				c.t.Fatal(err)
			}
			return v
		}
	}
	c.t.Fatalf("no sample for %s/%s version %d", code, caseID, version)
	return nil
}

// theOwner is whose matter the dossiers of these tests are; no public page may ever show her.
const theOwner = "Nguyễn Thị Ví Dụ"

// intake is a complete dossier of a case, handed in at a desk.
func (c *town) intake(code, caseID, desk string) office.Intake {
	c.t.Helper()
	rec := c.World().Procedures.Current(procedure.ID(code), c.clock())
	if rec == nil {
		c.t.Fatalf("procedure %s is not in force", code)
	}
	someone := dossier.Party{
		Kind: dossier.Citizen, Name: theOwner, Number: "001185012345", Birth: "1985-03-02", Sex: "female", Phone: "0912345678",
		Address: dossier.Address{Text: "Số 12 phố Ví Dụ", Commune: "00004", List: office.CommuneList},
	}
	in := office.Intake{
		Procedure: procedure.ID(code), Case: caseID, Channel: procedure.Desk, Reception: desk, Return: "desk", Subject: "Hồ sơ thử",
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: c.sample(code, caseID, rec.Version),
	}
	for i, p := range rec.Case(caseID).Papers {
		if p.Required {
			in.Papers = append(in.Papers, dossier.PaperHanded{Index: i, Originals: max(1, p.Originals)})
		}
	}
	return in
}

// receive receives a complete dossier at branch 7 and gives its code and check code.
func (c *town) receive(id dossier.ID, code, caseID string) (dossierCode, check string) {
	c.t.Helper()
	got, err := c.Receive(c.t.Context(), c.officer("chi-nhanh-7", "receiver"), office.Command{Key: string(id)}, office.On{ID: id}, c.intake(code, caseID, "chi-nhanh-7"))
	if err != nil {
		c.t.Fatalf("receive %s: %v", id, err)
	}
	return got.Code, got.Check
}

// postOf is the post by which a person has a role in a unit.
func postOf(o *org.Org, person org.PersonID, unit, role string) string {
	for _, p := range o.PostsOf(person, time.Date(2026, 3, 10, 0, 0, 0, 0, time.UTC)) {
		if string(p.Unit) == unit && string(p.Role) == role {
			return string(p.ID)
		}
	}
	return ""
}
