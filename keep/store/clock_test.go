package store

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"motcua/words/ledger"
)

// A hand moves a clock away from the world's.
type hand struct{ off atomic.Int64 }

func (h *hand) now() time.Time      { return time.Now().Add(time.Duration(h.off.Load())) }
func (h *hand) set(d time.Duration) { h.off.Store(int64(d)) }
func (h *hand) clock(c *Config)     { c.Now = h.now }
func (h *hand) simulated(c *Config) { c.Now, c.Simulated = h.now, true }
func begun(tx *Tx) error            { return nextOf(tx, "dossier/a") }
func nextOf(tx *Tx, id ledger.StreamID) error {
	v, _, err := tx.Head(tx.Context(), id)
	if err != nil {
		return err
	}
	return add(tx, id, v, "more")
}

func TestANodeWhoseClockIsWrongByMoreThanTwoSecondsDoesNotWrite(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		var h hand
		db := s.open(h.clock)
		act(t, db, begun)
		h.set(-5 * time.Second)
		if err := db.Write(t.Context(), begun); key(err) != "store.clock" {
			t.Errorf("five seconds behind: %v", err)
		}
		if db.Engine() == "postgres" { // SQLite has no clock but its newest event
			h.set(5 * time.Second)
			if err := db.Write(t.Context(), begun); key(err) != "store.clock" {
				t.Errorf("five seconds ahead: %v", err)
			}
			if _, err := Open(t.Context(), Config{DSN: s.DSN, Key: testKey, Now: h.now}); err == nil || !strings.Contains(err.Error(), "clock") {
				t.Errorf("opened five seconds ahead: %v", err)
			}
		}
		h.set(0)
		act(t, db, begun)
		whole(t, db)
	})
}

func TestAClockALittleBehindStandsAtTheNewestEvent(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		var h hand
		db := s.open(h.clock)
		act(t, db, begun)
		h.set(-time.Second)
		act(t, db, begun)
		events, err := db.Read().Events(t.Context(), "dossier/a")
		if err != nil || len(events) != 2 || !events[1].RecordedAt.Equal(events[0].RecordedAt) {
			t.Errorf("%+v %v", events, err)
		}
		whole(t, db)
	})
}

func TestASimulatedClockIsNotComparedButKeepsOrderWithinAStream(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		var h hand
		h.set(-365 * 24 * time.Hour)
		db := s.open(h.simulated)
		act(t, db, begun)
		h.set(-300 * 24 * time.Hour)
		act(t, db, begun)
		h.set(-365 * 24 * time.Hour)
		act(t, db, func(tx *Tx) error { return nextOf(tx, "dossier/b") })
		whole(t, db)
	})
}

func TestEnginesWithTheWALResetBugAreRefused(t *testing.T) {
	t.Parallel()
	for version, good := range map[string]bool{
		"3.6.23": true, "3.7.0": false, "3.45.1": false, "3.50.4": false, "3.51.2": false, "3.51.3": true, "3.52.0": true, "4.0": true, "x": false,
	} {
		if err := liteVersion(version); (err == nil) != good {
			t.Errorf("SQLite %s: %v", version, err)
		}
	}
}
