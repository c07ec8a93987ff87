package store

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"motcua/words/ledger"
)

// stories begins the streams named, in order, each by an act of its own, and places their events.
func stories(t *testing.T, db *DB, ids ...string) {
	t.Helper()
	for _, id := range ids {
		act(t, db, func(tx *Tx) error {
			v, _, err := tx.Head(t.Context(), ledger.StreamID("dossier/"+id))
			if err != nil {
				return err
			}
			return add(tx, ledger.StreamID("dossier/"+id), v, "more")
		})
	}
	sequence(t, db)
}

// counting adds each event to a tally, so that what happened twice is seen; it fails for the streams of bad.
func counting(bad map[ledger.StreamID]bool) func(*Tx, []Placed) error {
	return func(tx *Tx, events []Placed) error {
		for _, e := range events {
			if err := tx.AddTally(e.Stream.ID(), "seen", "2026-11-24", 1); err != nil {
				return err
			}
			if bad[e.Stream] {
				return errors.New("cannot digest " + string(e.Stream))
			}
		}
		return nil
	}
}

// counted gives the tallies as "a=2 b=1".
func counted(t *testing.T, db *DB) string {
	t.Helper()
	all, err := db.Read().Sum(t.Context(), nil, []string{"seen"}, "", "~")
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, c := range all {
		out = append(out, fmt.Sprintf("%s=%d", c.Unit, c.N))
	}
	return strings.Join(out, " ")
}

func follow(t *testing.T, db *DB, fn func(*Tx, []Placed) error) {
	t.Helper()
	for {
		n, err := db.Follow(t.Context(), 3, Follower{"count", fn})
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

func TestAFollowerParksWhatItCannotDigestAndTheOthersGoOn(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		bad := map[ledger.StreamID]bool{"dossier/b": true}
		stories(t, db, "a", "b", "c", "b", "a", "d", "b")
		follow(t, db, counting(bad))
		if got := counted(t, db); got != "a=2 c=1 d=1" {
			t.Errorf("with b parked: %s", got)
		}
		parked, err := db.Read().Parked(t.Context(), "count")
		if err != nil || len(parked) != 1 {
			t.Fatalf("parked: %+v %v", parked, err)
		}
		if p := parked[0]; p.Stream != "dossier/b" || p.Version != 1 || !strings.Contains(p.Error, "cannot digest") {
			t.Errorf("parked: %+v", p)
		}
		if ok, err := db.Retry(t.Context(), "count", "dossier/b", counting(bad)); ok || err != nil {
			t.Errorf("retried while it is still bad: %v %v", ok, err)
		}
		stories(t, db, "b", "c")
		follow(t, db, counting(nil))
		if got := counted(t, db); got != "a=2 c=2 d=1" {
			t.Errorf("later events of a parked stream are held back: %s", got)
		}
		if ok, err := db.Retry(t.Context(), "count", "dossier/b", counting(nil)); !ok || err != nil {
			t.Errorf("retried: %v %v", ok, err)
		}
		if got := counted(t, db); got != "a=2 b=4 c=2 d=1" {
			t.Errorf("after the retry: %s", got)
		}
		stories(t, db, "b")
		follow(t, db, counting(nil))
		if got := counted(t, db); got != "a=2 b=5 c=2 d=1" {
			t.Errorf("the stream goes on by itself: %s", got)
		}
		if parked, err := db.Read().Parked(t.Context(), ""); err != nil || len(parked) != 0 {
			t.Errorf("still parked: %+v %v", parked, err)
		}
		whole(t, db)
	})
}

func TestAFollowerThatPanicsIsParkedLikeOneThatFails(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		stories(t, db, "a", "b", "c")
		follow(t, db, func(tx *Tx, events []Placed) error {
			for _, e := range events {
				if e.Stream == "dossier/b" {
					panic("b")
				}
			}
			return counting(nil)(tx, events)
		})
		if got := counted(t, db); got != "a=1 c=1" {
			t.Errorf("counted %s", got)
		}
		follow(t, db, counting(nil))
		whole(t, db)
	})
}

func TestTheEffectOfAFollowerAndItsCursorAreOne(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		nodes := []*DB{s.open(), s.open(), s.open()}
		var ids []string
		for i := range 40 {
			ids = append(ids, string(rune('a'+i%5)))
		}
		stories(t, nodes[0], ids...)
		var wg sync.WaitGroup
		for _, db := range nodes { // all nodes follow at once under one name
			wg.Go(func() {
				for {
					n, err := db.Follow(t.Context(), 3, Follower{"count", counting(nil)})
					if err != nil {
						t.Error(err)
						return
					}
					if n == 0 {
						return
					}
				}
			})
		}
		wg.Wait()
		if got := counted(t, nodes[0]); got != "a=8 b=8 c=8 d=8 e=8" {
			t.Errorf("each event counts once: %s", got)
		}
		place, last, err := nodes[1].Read().Cursor(t.Context(), "count")
		if err != nil || place != 40 || last != 40 {
			t.Errorf("cursor %d of %d, %v", place, last, err)
		}
	})
}

func TestAFollowersAppendsAreInTheSameTransaction(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		stories(t, db, "a", "b")
		n, err := db.Follow(t.Context(), 10, Follower{"answer", func(tx *Tx, events []Placed) error {
			for _, e := range events {
				if e.Stream.Kind() != "dossier" {
					continue
				}
				if err := add(tx, "letter/"+ledger.StreamID(e.Stream.ID()), 0, "sent"); err != nil {
					return err
				}
				if e.Stream == "dossier/b" {
					return errors.New("no letter for b")
				}
			}
			return nil
		}})
		if err != nil || n != 2 {
			t.Fatalf("%d, %v", n, err)
		}
		if got := has(t, db, "letter/a", "letter/b"); got != "letter/a" {
			t.Errorf("kept %q", got)
		}
		whole(t, db)
	})
}

func TestFollowersTogetherGoEachFromItsOwnPlace(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		stories(t, db, "a", "b")
		got := map[string]string{}
		note := func(name string) Follower {
			return Follower{name, func(_ *Tx, events []Placed) error {
				for _, e := range events {
					got[name] += e.Stream.ID()
				}
				return nil
			}}
		}
		if _, err := db.Follow(t.Context(), 1, note("first")); err != nil {
			t.Fatal(err)
		}
		stories(t, db, "c")
		for {
			n, err := db.Follow(t.Context(), 2, note("first"), note("second"))
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
		if got["first"] != got["second"] || len(got["first"]) < 3 {
			t.Errorf("the followers saw %v", got)
		}
	})
}
