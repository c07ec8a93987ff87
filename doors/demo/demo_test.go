package demo_test

import (
	"bytes"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/city"
	"motcua/doors/demo"
	"motcua/keep/blob"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/ledger"
	"motcua/words/org"
)

var system = office.Who{Kind: access.System, Account: "test"}

// until is a Wednesday afternoon.
var until = time.Date(2026, 11, 25, 15, 40, 0, 0, office.Zone)

// built builds a demonstration in a temporary folder, and gives with what its store and office were opened.
func built(t *testing.T, dossiers int, seed uint64, until time.Time) (counts demo.Counts, sc store.Config, cfg office.Config) {
	t.Helper()
	return builtOf(t, city.Hanoi(), demo.Plan{Dossiers: dossiers, Seed: seed, Until: until})
}

// builtOf builds a demonstration of a plan from a pack.
func builtOf(t *testing.T, pack fs.FS, plan demo.Plan) (counts demo.Counts, sc store.Config, cfg office.Config) {
	t.Helper()
	var err error
	if plan.Samples, err = fs.ReadFile(pack, "samples.json"); err != nil {
		t.Fatal(err)
	}
	y := demo.NewYear(plan)
	cfg = y.Config(office.Config{Secret: []byte(strings.Repeat("s", 32))})
	sc = store.Config{Dir: t.TempDir(), Key: []byte(strings.Repeat("k", 32)), Now: cfg.Now, Simulated: true, Rand: cfg.Random, Relaxed: true}
	if err := store.Create(t.Context(), sc); err != nil {
		t.Fatal(err)
	}
	if cfg.DB, err = store.Open(t.Context(), sc); err != nil {
		t.Fatal(err)
	}
	defer cfg.DB.Close()
	if cfg.Blobs, err = blob.Open(t.TempDir(), nil); err != nil {
		t.Fatal(err)
	}
	o, err := office.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.ImportPack(t.Context(), system, pack, false); err != nil {
		t.Fatal(err)
	}
	if err := demo.AddAccounts(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if counts, err = y.Play(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	return counts, sc, cfg
}

// played builds a demonstration and opens it again.
func played(t *testing.T, dossiers int, seed uint64, until time.Time) (*office.Office, *store.DB, demo.Counts) {
	t.Helper()
	counts, sc, cfg := built(t, dossiers, seed, until)
	o, db := opened(t, sc, cfg)
	return o, db, counts
}

// opened opens a demonstration that was built.
func opened(t *testing.T, sc store.Config, cfg office.Config) (*office.Office, *store.DB) {
	t.Helper()
	sc.Relaxed = false
	db, err := store.Open(t.Context(), sc)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	cfg.DB = db
	o, err := office.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return o, db
}

// deadOf is the name of whose death a form declares, in either version of it.
func deadOf(v map[string]any) string {
	if m, ok := v["deceased"].(map[string]any); ok {
		v = map[string]any{"deceased_name": m["name"]}
	}
	name, _ := v["deceased_name"].(string)
	return name
}

func TestYearIsWholeAndLifelike(t *testing.T) {
	t.Parallel()
	n := 200
	if s := os.Getenv("MOTCUA_DEMO_DOSSIERS"); s != "" { // for profiles
		n, _ = strconv.Atoi(s)
	}
	o, db, counts := played(t, n, 1, until)
	if counts.Refused > 0 {
		t.Errorf("%d acts refused, the first: %s", counts.Refused, counts.First)
	}
	rep, err := o.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range rep.Damages {
		t.Errorf("damage: %s", d)
	}
	if rep.Dossiers < n || rep.Tallies == 0 {
		t.Errorf("%d dossiers and %d tallies checked, want at least %d and some", rep.Dossiers, rep.Tallies, n)
	}
	r := o.Read(t.Context(), system)
	for _, s := range []dossier.State{dossier.Filed, dossier.Received, dossier.Declined, dossier.Processing, dossier.Supplement, dossier.Paying, dossier.Withdrawal, dossier.Stopped, dossier.Completed, dossier.HandedOver} {
		list, err := r.Dossiers(office.Filter{States: []dossier.State{s}})
		if err != nil {
			t.Fatal(err)
		}
		if list.Total == 0 {
			t.Errorf("no dossier is %s", s)
		}
	}
	seen := map[string]int{}
	if err := db.Read().EachEvent(t.Context(), "dossier", func(e ledger.Event) error { seen[e.Kind]++; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{dossier.KindAsked, dossier.KindSupplied, dossier.KindAccepted, dossier.KindWithdrawn, dossier.KindGranted, dossier.KindConsulted, dossier.KindAnswered, dossier.KindApologised, dossier.KindElapsed} {
		if seen[kind] == 0 {
			t.Errorf("nothing is %s", kind)
		}
	}
	online, err := r.Dossiers(office.Filter{Channel: 2})
	if err != nil {
		t.Fatal(err)
	}
	if share := 100 * online.Total / rep.Dossiers; share < 51 || share > 69 {
		t.Errorf("%d%% came online, want about 60", share)
	}
	actsAreLawful(t, o, db)
}

func TestPapersNameThePeopleOfTheirDossier(t *testing.T) {
	t.Parallel()
	o, db, _ := played(t, 300, 1, until)
	r := o.Read(t.Context(), system)
	looked := map[string]int{}
	err := db.Read().EachDossier(t.Context(), func(row store.DossierRow) error {
		d, err := r.Dossier(dossier.ID(row.ID), "read.desk")
		if err != nil {
			return err
		}
		text := func(key string) string { s, _ := d.Values[key].(string); return s }
		looked[row.Procedure]++
		if text("relation") == "self" && text("requester_name") == row.OwnerName && row.ApplicantName != row.OwnerName {
			t.Errorf("%s: %s applies for themselves, and %s hands in", row.ID, row.OwnerName, row.ApplicantName)
		}
		if mother, ok := d.Values["mother"].(map[string]any); ok && mother["name"] != row.OwnerName {
			if father, _ := d.Values["father"].(map[string]any); father["name"] != row.OwnerName {
				t.Errorf("%s: neither father nor mother is %s", row.ID, row.OwnerName)
			}
		}
		for key, want := range map[string]string{"child_name": text("child_name"), "deceased_name": deadOf(d.Values)} {
			if want != "" && !strings.Contains(row.Subject, want) {
				t.Errorf("%s is about %q, its papers say %s %q", row.ID, row.Subject, key, want)
			}
		}
		if dead := deadOf(d.Values); dead != "" && dead == row.ApplicantName {
			t.Errorf("%s: %s registers their own death", row.ID, dead)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if looked["1.001193"] < 10 || looked["1.000656"] < 3 {
		t.Errorf("looked at %v", looked)
	}
}

// actsAreLawful looks at every event by an officer: a working day or an hour of reception, and a post that is held.
func actsAreLawful(t *testing.T, o *office.Office, db *store.DB) {
	t.Helper()
	w := o.World()
	seen := 0
	err := db.Read().EachEvent(t.Context(), "dossier", func(e ledger.Event) error {
		if e.Unit == "" {
			return nil
		}
		seen++
		if !w.Calendar.Receiving(e.At) {
			t.Errorf("%s by %s at %s: nobody works then", e.Kind, e.Actor, e.At.In(office.Zone))
		}
		held := false
		for _, p := range w.Org.PostsOf(org.PersonID(e.Actor), e.At) {
			held = held || string(p.Unit) == e.Unit
		}
		if !held {
			t.Errorf("%s by %s, who has no post in %s on %s", e.Kind, e.Actor, e.Unit, e.At.In(office.Zone))
		}
		if e.At.After(until) || e.At.Before(until.AddDate(-1, 0, -1)) {
			t.Errorf("%s at %s lies outside the year", e.Kind, e.At)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 1000 {
		t.Errorf("only %d acts of officers", seen)
	}
}

func TestSameSeedPlaysTheSameYear(t *testing.T) {
	t.Parallel()
	export := func(seed uint64, until time.Time) string {
		o, _, _ := played(t, 160, seed, until)
		var b bytes.Buffer
		if err := o.ExportEvents(t.Context(), system, &b, 1); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	first, second, other := export(9, until), export(9, until), export(8, until)
	if first != second {
		a, b := strings.Split(first, "\n"), strings.Split(second, "\n")
		for i := range min(len(a), len(b)) {
			if a[i] != b[i] {
				t.Fatalf("the same seed gave another event at line %d:\n%s\n%s", i+1, a[i], b[i])
			}
		}
		t.Fatalf("the same seed gave %d and %d events", len(a), len(b))
	}
	if first == other || strings.Count(first, "dossier.received") < 20 {
		t.Error("another seed gave the same year, or nothing was received")
	}
	early := export(9, until.Add(-7*time.Hour))
	whole := strings.Split(first, "\n")
	for i, line := range strings.Split(strings.TrimSpace(early), "\n") {
		if i >= len(whole) || line != whole[i] {
			t.Fatalf("built earlier on the same day, line %d of %d is\n%s\nand not\n%s", i+1, len(whole), line, whole[min(i, len(whole)-1)])
		}
	}
	if len(early) == len(first) {
		t.Error("nothing happened between the two moments: take others")
	}
}
