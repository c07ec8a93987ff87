package demo_test

import (
	"io/fs"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/city"
	"motcua/doors/demo"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/office"
	"motcua/words/ledger"
)

// A later is a demonstration that was opened again at another time.
type later struct {
	*office.Office
	db     *store.DB
	player *demo.Player

	mu  sync.Mutex
	now time.Time // guarded by mu
}

func (l *later) clock() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// play lets the player act so often from a moment on, and gives the kinds of what happened with how often.
func (l *later) play(t *testing.T, from string, times int) map[string]int {
	t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", from, office.Zone)
	if err != nil {
		t.Fatal(err)
	}
	for i := range times {
		l.mu.Lock()
		l.now = at.Add(time.Duration(i) * 20 * time.Second)
		l.mu.Unlock()
		if _, err := l.player.Act(t.Context()); err != nil {
			t.Fatalf("act %d: %v", i, err)
		}
	}
	kinds := map[string]int{}
	err = l.db.Read().EachEvent(t.Context(), "dossier", func(e ledger.Event) error {
		if !e.At.Before(at) {
			kinds[e.Kind]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

func TestServedDemonstrationLivesOnInItsHours(t *testing.T) {
	t.Parallel()
	_, sc, cfg := built(t, 60, 3, until)
	l := &later{now: until}
	sc.Now, cfg.Now, sc.Relaxed, sc.Rand, cfg.Random, cfg.Told, cfg.Recall = l.clock, l.clock, false, nil, nil, nil, nil
	var err error
	if l.db, err = store.Open(t.Context(), sc); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.db.Close() })
	cfg.DB = l.db
	if l.Office, err = office.Open(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	samples, err := fs.ReadFile(city.Hanoi(), "samples.json")
	if err != nil {
		t.Fatal(err)
	}
	if l.player, err = demo.NewPlayer(t.Context(), l.Office, samples); err != nil {
		t.Fatal(err)
	}
	mine := l.versions(t)

	if sunday := l.play(t, "2026-11-29 10:00", 150); sunday["dossier.filed"] == 0 || len(sunday) != 1 {
		t.Errorf("on a Sunday happened %v, want filings alone", sunday)
	}
	if night := l.play(t, "2026-11-30 22:30", 150); len(night) > 1 || len(night) == 1 && night["dossier.filed"] == 0 {
		t.Errorf("at night happened %v, want filings alone", night)
	}
	day := l.play(t, "2026-12-01 08:40", 300)
	for _, kind := range []string{"dossier.filed", "dossier.received", "dossier.finished", "dossier.claimed", "dossier.approved"} {
		if day[kind] == 0 {
			t.Errorf("on a working day nothing was %s: %v", kind, day)
		}
	}
	if now := l.versions(t); now != mine {
		t.Errorf("dossiers of the accounts moved: %s, before %s", now, mine)
	}
	if rep, err := l.Check(t.Context()); err != nil || len(rep.Damages) > 0 {
		t.Errorf("check: %v, %v", rep.Damages, err)
	}
}

// versions tells how far the dossiers of the first citizen have come.
func (l *later) versions(t *testing.T) string {
	t.Helper()
	s, err := l.SignIn(t.Context(), "mai", demo.Password, office.Device{})
	if err != nil {
		t.Fatal(err)
	}
	if s.Who.Kind != access.Citizen {
		t.Fatalf("mai is %s", s.Who.Kind)
	}
	list, err := l.Read(t.Context(), s.Who).Mine(office.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Rows) < 5 {
		t.Errorf("mai has %d dossiers", len(list.Rows))
	}
	var b strings.Builder
	for _, r := range list.Rows {
		b.WriteString(r.ID + ":" + r.State.String() + " ")
	}
	return b.String()
}
