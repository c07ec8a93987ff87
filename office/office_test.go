package office_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/city"
	"motcua/ground/fault"
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

// A town is a whole city in a temporary directory, under a clock that the test moves.
type town struct {
	*office.Office
	t     *testing.T
	ctx   context.Context
	files string // folder of the kept files

	mu  sync.Mutex
	now time.Time // guarded by mu
	cut func()    // guarded by mu: called at each look at the clock; nil: nothing is
}

var system = office.Who{Kind: access.System, Account: "test"}

func (c *town) clock() time.Time {
	c.mu.Lock()
	now, cut := c.now, c.cut
	c.mu.Unlock()
	if cut != nil {
		cut()
	}
	return now
}

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

func newTown(t *testing.T) *town {
	t.Helper()
	c := &town{t: t, ctx: t.Context()}
	c.at("2026-03-03 08:30")
	cfg, world := trial.City(t, c.clock, true)
	c.openIn(cfg, world)
	return c
}

// newTownOn makes the city in a store of the test's choice.
func newTownOn(t *testing.T, cfg store.Config) *town {
	t.Helper()
	if cfg.DSN != "" {
		return newTownOf(t, cfg, city.Hanoi())
	}
	c := &town{t: t, ctx: t.Context()}
	c.at("2026-03-03 08:30")
	cfg.Now = c.clock
	c.openIn(cfg, trial.CityIn(t, cfg.Dir, c.clock, true))
	return c
}

// newTownOf makes the city of a folder.
func newTownOf(t *testing.T, cfg store.Config, folder fs.FS) *town {
	t.Helper()
	c := &town{t: t, ctx: t.Context()}
	c.at("2026-03-03 08:30")
	cfg.Now = c.clock
	if err := store.Create(c.ctx, cfg); err != nil {
		t.Fatal(err)
	}
	c.open(cfg)
	rep, err := c.ImportPack(c.ctx, system, folder, false)
	if err != nil {
		t.Fatal(err)
	}
	if rep.Units < 600 || rep.Procedures < 80 {
		t.Fatalf("the pack brought %+v", rep)
	}
	return c
}

// open opens the office over the store.
func (c *town) open(cfg store.Config) {
	c.t.Helper()
	c.openIn(cfg, nil)
}

// openIn opens the office over a store of which the world is known; nil: it is not.
func (c *town) openIn(cfg store.Config, world *office.World) {
	t := c.t
	t.Helper()
	db, err := store.Open(c.ctx, cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	c.files = t.TempDir()
	blobs, err := blob.Open(c.files, nil)
	if err != nil {
		t.Fatal(err)
	}
	letters, err := letter.NewRenderer()
	if err != nil {
		t.Fatal(err)
	}
	c.Office, err = office.Open(c.ctx, office.Config{
		DB: db, Blobs: blobs, Letters: letters, Secret: []byte(strings.Repeat("s", 32)), Now: c.clock, Demo: true, World: world,
		Told: func(d *dossier.Dossier) { c.asStored(db, d) },
	})
	if err != nil {
		t.Fatal(err)
	}
}

// asStored holds after every act of every test: what the act folded in memory is what its stored events fold to.
func (c *town) asStored(db *store.DB, d *dossier.Dossier) {
	c.t.Helper()
	events, err := db.Read().Events(c.ctx, dossier.Stream(d.ID))
	if err != nil || int64(len(events)) < d.Version {
		c.t.Errorf("dossier %s at version %d: %d events, %v", d.ID, d.Version, len(events), err)
		return
	}
	stored, err := dossier.Fold(d.ID, events[:d.Version])
	if err != nil {
		c.t.Error(err)
		return
	}
	told := *d
	a, errA := json.Marshal(told.Values) // numbers are of another type after they were read
	b, errB := json.Marshal(stored.Values)
	told.Values, stored.Values = nil, nil
	if errA != nil || errB != nil || !bytes.Equal(a, b) || !reflect.DeepEqual(&told, stored) {
		c.t.Errorf("the act folded\n%+v with %s, its stored events fold to\n%+v with %s", told, a, *stored, b)
	}
}

// officer gives the Who of a holder of a role in a unit.
func (c *town) officer(unit, role string) office.Who {
	c.t.Helper()
	for _, p := range c.World().Org.Holders(orgUnit(unit), orgRole(role), c.clock()) {
		return c.from(string(p.ID), unit, role)
	}
	c.t.Fatalf("nobody holds %s in %s", role, unit)
	return office.Who{}
}

// whole reads everything, as somebody of whom every unit is one of his own.
func (c *town) whole() office.Who {
	who := c.officer("phong-kiem-tra-giam-sat", "supervisor")
	who.City, who.Account = true, "t"
	who.Post = string(c.World().Org.PostsOf(org.PersonID(who.Person), c.clock())[0].ID)
	for _, u := range c.World().Org.Known() {
		who.Units = append(who.Units, string(u.ID))
	}
	return who
}

// counters is somebody who gives slips out at every counter.
func (c *town) counters() office.Who {
	who := c.whole()
	who.Role = "receiver"
	return who
}

func (c *town) from(person, unit, role string) office.Who {
	return office.Who{Kind: access.Officer, Account: "officer:" + person, Person: person, Name: person, Unit: unit, Role: role, Units: []string{unit}}
}

// sample reads the filled-in form of a case of the pack.
func sample(t *testing.T, code, caseID string) form.Values {
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

// intake is a complete dossier of a case, handed in at a desk.
func (c *town) intake(code, caseID, desk string) office.Intake {
	c.t.Helper()
	rec := c.World().Procedures.Current(procedure.ID(code), c.clock())
	if rec == nil {
		c.t.Fatalf("procedure %s is not in force", code)
	}
	someone := dossier.Party{
		Kind: dossier.Citizen, Name: "Nguyễn Thị Ví Dụ", Number: "001185012345", Birth: "1985-03-02", Sex: "female", Phone: "0912345678",
		Address: dossier.Address{Text: "Số 12 phố Ví Dụ", Commune: "00004", List: office.CommuneList},
	}
	in := office.Intake{
		Procedure: procedure.ID(code), Case: caseID, Channel: procedure.Desk, Reception: desk, Return: "desk", Subject: "Hồ sơ thử",
		Parties: dossier.Parties{Applicant: someone, Owner: someone}, Values: sample(c.t, code, caseID),
	}
	for i, p := range rec.Case(caseID).Papers {
		if p.Required {
			in.Papers = append(in.Papers, dossier.PaperHanded{Index: i, Originals: max(1, p.Originals)})
		}
	}
	return in
}

func (c *town) dossier(id dossier.ID) *office.DossierView {
	c.t.Helper()
	v, err := c.Read(c.ctx, c.whole()).Dossier(id, "read.test")
	if err != nil {
		c.t.Fatal(err)
	}
	return v
}

// check proves the whole store after a step.
func (c *town) check() {
	c.t.Helper()
	rep, err := c.Check(c.ctx)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, d := range rep.Damages {
		c.t.Errorf("damage: %s", d)
	}
}

// finish carries a received dossier through all its tasks, whoever holds them, to the result.
func (c *town) finish(id dossier.ID) {
	c.t.Helper()
	for range 60 {
		v := c.dossier(id)
		if len(v.Open) > 0 {
			c.step(id)
			continue
		}
		if len(v.Timers) == 0 {
			return
		}
		c.passes(24 * time.Hour) // nothing is to be done until time has gone by
		if _, err := c.Elapse(c.ctx, id); err != nil {
			c.t.Fatal(err)
		}
	}
	c.t.Fatalf("dossier %s does not come to an end", id)
}

// step ends the first open task of a dossier, whoever holds it, or takes its papers in.
func (c *town) step(id dossier.ID) {
	c.t.Helper()
	v := c.dossier(id)
	task := v.Open[0]
	who := c.officer(task.Unit, task.Role)
	on := office.On{ID: id, Seen: v.Version, Token: task.Token}
	act, f := dossier.ActFinish, dossier.Finishing{}
	if task.OnWay() {
		if err := c.Confirm(c.ctx, who, office.Command{}, on, ""); err != nil {
			c.t.Fatalf("confirm %s: %v", task.Node, err)
		}
		return
	}
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
	if err := c.Finish(c.ctx, who, office.Command{}, on, act, f); err != nil {
		c.t.Fatalf("%s %s: %v", act, task.Node, err)
	}
}

// cases are all cases of the pack that dossiers can be run through.
func (c *town) cases() (out [][2]string) {
	for _, rec := range c.World().Procedures.All(c.clock()) {
		for _, pc := range rec.Cases {
			if pc.Process != nil {
				out = append(out, [2]string{string(rec.Code), pc.ID})
			}
		}
	}
	return out
}

func TestEveryCaseOfThePackGoesItsWholeWay(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	cases := c.cases()
	if len(cases) < 13 {
		t.Fatalf("%d cases can be run", len(cases))
	}
	for i, pc := range cases {
		id := dossier.ID("CASE0000000" + string(rune('A'+i/26)) + string(rune('A'+i%26)))
		day := c.clock().In(office.Zone).Format("060102") // it goes on where a case waits
		got, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, c.intake(pc[0], pc[1], "chi-nhanh-7"))
		if err != nil {
			t.Errorf("receive %v: %v", pc, err)
			continue
		}
		if !strings.HasPrefix(got.Code, "H26.103.25.7-"+day+"-") || len(got.Check) != 10 {
			t.Errorf("%v: code %q, check %q", pc, got.Code, got.Check)
		}
		c.finish(id)
		v := c.dossier(id)
		if v.State != dossier.Completed {
			t.Errorf("%v: state %s", pc, v.State)
			continue
		}
		hand := dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner}
		if err := c.HandOver(c.ctx, clerk, office.Command{}, office.On{ID: id}, hand); err != nil {
			t.Errorf("hand over %v: %v", pc, err)
		}
	}
	c.check()
}

func TestNumbersHaveNoGapsAndCommandsHappenOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	pc := c.cases()[0]
	var wg sync.WaitGroup
	var mu sync.Mutex
	codes := map[string]bool{}
	for i := range 12 {
		wg.Go(func() {
			id := dossier.ID("GAPS0000000" + string(rune('A'+i/2))) // each identity twice: a double click
			r, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, c.intake(pc[0], pc[1], "chi-nhanh-7"))
			if err != nil {
				t.Errorf("receive %s: %v", id, err)
				return
			}
			mu.Lock()
			codes[r.Code] = true
			mu.Unlock()
		})
	}
	wg.Wait()
	if len(codes) != 6 {
		t.Errorf("12 clicks on 6 dossiers made %d codes", len(codes))
	}
	for n := 1; n <= 6; n++ {
		if code := "H26.103.25.7-260303-000" + string(rune('0'+n)); !codes[code] {
			t.Errorf("number %s was not given", code)
		}
	}
	id := dossier.ID("GAPS0000000A")
	other := c.intake(pc[0], pc[1], "chi-nhanh-7")
	other.Subject = "khác"
	if _, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, other); !fault.Is(err, fault.Invalid) {
		t.Errorf("the same key for another request: %v", err)
	}
	c.check()
}

func TestTwoOfficersAtOnceTheSecondIsToldWhatChanged(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	id := dossier.ID("RACE00000001")
	clerk := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: id}, c.intake(pc[0], pc[1], "chi-nhanh-7")); err != nil {
		t.Fatal(err)
	}
	v := c.dossier(id)
	task := v.Open[0]
	people := c.World().Org.Holders(orgUnit(task.Unit), orgRole(task.Role), c.clock())
	if len(people) < 2 {
		t.Skipf("only %d hold %s in %s", len(people), task.Role, task.Unit)
	}
	on := office.On{ID: id, Seen: v.Version, Token: task.Token}
	if err := c.Claim(c.ctx, c.from(string(people[0].ID), task.Unit, task.Role), office.Command{}, on); err != nil {
		t.Fatal(err)
	}
	if err := c.Claim(c.ctx, c.from(string(people[1].ID), task.Unit, task.Role), office.Command{}, on); !fault.Is(err, fault.Conflict) {
		t.Errorf("the second claim: %v", err)
	}
	stranger := c.officer("chi-nhanh-1", "receiver")
	if err := c.Note(c.ctx, stranger, office.Command{}, office.On{ID: id}, "xin chào"); !fault.Is(err, fault.Missing) {
		t.Errorf("a unit that has nothing to do with the dossier: %v", err)
	}
	c.check()
}

func TestAnIncompleteDossierIsNotReceivedAndNothingIsLeftBehind(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	clerk := c.officer("chi-nhanh-7", "receiver")
	in := c.intake(pc[0], pc[1], "chi-nhanh-7")
	in.Papers = nil
	_, err := c.Receive(c.ctx, clerk, office.Command{Key: "again"}, office.On{ID: "LACK00000001"}, in)
	f := fault.As(err)
	if f == nil || f.Kind != fault.Invalid || !strings.HasPrefix(f.Field, "papers.") {
		t.Fatalf("without papers: %v", err)
	}
	got, err := c.Receive(c.ctx, clerk, office.Command{Key: "again"}, office.On{ID: "LACK00000001"}, c.intake(pc[0], pc[1], "chi-nhanh-7"))
	if err != nil || !strings.HasSuffix(got.Code, "-0001") {
		t.Errorf("a refused act is judged again and takes no number: %+v %v", got, err)
	}
	c.check()
}

func TestThePortalDeliversOnceAndTheCounterReceives(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	in := c.intake(pc[0], pc[1], "chi-nhanh-7")
	body, err := json.Marshal(office.PortalFiling{
		Code: "G09.20-20260303-0000001", Procedure: in.Procedure, Case: in.Case, Reception: "chi-nhanh-7", Parties: in.Parties,
		Values: in.Values, Papers: in.Papers, Subject: in.Subject, Return: "electronic",
	})
	if err != nil {
		t.Fatal(err)
	}
	portal := office.Who{Kind: access.Portal, Account: "portal"}
	m := office.Message{System: "portal", ID: "m1", Body: body}
	first, err := c.Deliver(c.ctx, portal, m)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Deliver(c.ctx, portal, m)
	if err != nil || again.ID != first.ID {
		t.Errorf("the same message again: %+v %v", again, err)
	}
	if want := time.Date(2026, 3, 3, 17, 30, 0, 0, office.Zone).Add(time.Hour * 24).Add(-9 * time.Hour); !first.AckBy.Equal(want) {
		t.Errorf("filed 08:30, eight working hours: acknowledge by %s, want %s", first.AckBy.In(office.Zone), want)
	}
	clerk := c.officer("chi-nhanh-7", "receiver")
	waiting, err := c.Read(c.ctx, clerk).Unreceived(office.Filter{})
	if err != nil || waiting.Total != 1 {
		t.Fatalf("waiting: %+v %v", waiting, err)
	}
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-1", "receiver"), office.Command{}, office.On{ID: first.ID}, office.Intake{}); err == nil {
		t.Error("another branch received what was addressed to branch 7")
	}
	got, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: first.ID}, office.Intake{})
	if err != nil {
		t.Fatal(err)
	}
	look, err := c.Read(c.ctx, office.Who{Kind: access.Anyone}).Lookup("G09.20-20260303-0000001")
	if err != nil || look.State != dossier.Received || look.Code != got.Code {
		t.Errorf("lookup by the portal's code: %+v %v", look, err)
	}
	c.check()
}

func TestReadersSeeWhatTheirScopeAllows(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	pc := c.cases()[0]
	clerk := c.officer("chi-nhanh-7", "receiver")
	got, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "SEEN00000001"}, c.intake(pc[0], pc[1], "chi-nhanh-7"))
	if err != nil {
		t.Fatal(err)
	}
	found, err := c.Read(c.ctx, clerk).Search("nguyen thi vi du")
	if err != nil || len(found) != 1 {
		t.Errorf("search without marks: %d found, %v", len(found), err)
	}
	if found, err := c.Read(c.ctx, c.officer("chi-nhanh-1", "receiver")).Search("nguyen thi vi du"); err != nil || len(found) != 0 {
		t.Errorf("another branch finds %d, %v", len(found), err)
	}
	anyone := c.Read(c.ctx, office.Who{Kind: access.Anyone})
	h, err := anyone.History(got.Code, got.Check)
	if err != nil || len(h.Steps) == 0 || h.Counted == nil {
		t.Fatalf("history with the check code: %+v %v", h, err)
	}
	if b, _ := json.Marshal(h); strings.Contains(string(b), "Ví Dụ") || strings.Contains(string(b), "001185012345") {
		t.Errorf("the public history names a person: %s", b)
	}
	if _, err := anyone.History(got.Code, "AAAAAAAAAA"); !fault.Is(err, fault.Missing) {
		t.Errorf("a wrong check code: %v", err)
	}
	if _, err := anyone.Dossier("SEEN00000001", "read.test"); !fault.Is(err, fault.Missing) {
		t.Errorf("anyone reads a dossier: %v", err)
	}
	owner := office.Who{Kind: access.Citizen, Account: "citizen:1", Key: c.PersonKey("001185012345")}
	mine, err := c.Read(c.ctx, owner).Mine(office.Filter{})
	if err != nil || mine.Total != 1 {
		t.Errorf("own dossiers: %+v %v", mine, err)
	}
	pdf, name, err := c.Read(c.ctx, owner).Slip("SEEN00000001")
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF") || !strings.Contains(name, got.Code) {
		t.Errorf("slip %q: %v", name, err)
	}
	again, _, err := c.Read(c.ctx, clerk).Slip("SEEN00000001")
	if err != nil || !slices.Equal(pdf, again) {
		t.Errorf("the slip printed again is another: %v", err)
	}
}

func TestTheWrongProcedureIsReplacedInOneAct(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	cases := c.cases()
	wrong, right := cases[0], cases[len(cases)-1]
	clerk := c.officer("chi-nhanh-7", "receiver")
	first, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: "SWAP00000001"}, c.intake(wrong[0], wrong[1], "chi-nhanh-7"))
	if err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-04 10:00")
	next, err := c.Replace(c.ctx, clerk, office.Command{}, office.On{ID: "SWAP00000001"}, office.Replacement{
		NewID: "SWAP00000002", Intake: c.intake(right[0], right[1], "chi-nhanh-7"), Kept: true, Reason: "wrong-procedure", Words: "chọn nhầm thủ tục",
	})
	if err != nil {
		t.Fatal(err)
	}
	old, fresh := c.dossier("SWAP00000001"), c.dossier("SWAP00000002")
	if old.State != dossier.Stopped || old.ReplacedBy != next.Code || fresh.Replaces != first.Code {
		t.Errorf("old %s → %q, new replaces %q", old.State, old.ReplacedBy, fresh.Replaces)
	}
	if got, want := fresh.Promise.Start, old.Received; !got.Equal(want) {
		t.Errorf("the reception moment is kept: %s, want %s", got, want)
	}
	c.check()
}

func TestAPackWithAMistakeChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, city.Hanoi()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(dir+"/settings.json", []byte(`[{"name":"x","colour":"red"}]`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := office.CheckPack(os.DirFS(dir)); err == nil || !strings.Contains(err.Error(), "settings.json") || !strings.Contains(err.Error(), "colour") {
		t.Errorf("unknown field of settings.json: %v", err)
	}
}
