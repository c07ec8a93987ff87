package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"motcua/words/ledger"
)

// unguarded changes what an owner of the tables can change: the guards are off.
func unguarded(t *testing.T, s *setup, text string) {
	t.Helper()
	db := outside(t, s)
	ctx := context.Background()
	if s.DSN != "" {
		if _, err := db.ExecContext(ctx, `SET session_replication_role = replica; `+text+`; SET session_replication_role = origin`); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, name := range []string{"events_no_update", "events_no_delete", "events_no_replace", "streams_no_delete", "particulars_no_update", "particulars_guard", "openings_guard", "openings_no_delete", "erasures_no_delete"} {
		if _, err := db.ExecContext(ctx, `DROP TRIGGER IF EXISTS `+name); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := db.ExecContext(ctx, text); err != nil {
		t.Fatal(err)
	}
}

func TestTheCheckFindsEachChangeOfAnOwnerOfTheTables(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		zero := `x'00'`
		if s.DSN != "" {
			zero = `'\x00'`
		}
		cases := []struct{ what, text, want string }{
			{"a kind", `UPDATE events SET kind = 'other' WHERE stream = 'dossier/a%[1]d' AND version = 1`, "dossier/a%[1]d 1"},
			{"an actor", `UPDATE events SET actor = 'nobody' WHERE stream = 'dossier/a%[1]d' AND version = 2`, "dossier/a%[1]d 2"},
			{"a legal time", `UPDATE events SET at = at - 1 WHERE stream = 'dossier/a%[1]d' AND version = 3`, "dossier/a%[1]d 3"},
			{"a time of writing", `UPDATE events SET recorded_at = recorded_at + 1 WHERE stream = 'dossier/b%[1]d' AND version = 1`, "dossier/b%[1]d 1"},
			{"a byte of the holder's part", `UPDATE events SET holder = ` + zero + ` WHERE stream = 'dossier/b%[1]d' AND version = 2`, "dossier/b%[1]d 2"},
			{"a command", `UPDATE events SET command = 'x/y' WHERE stream = 'dossier/b%[1]d' AND version = 1`, "dossier/b%[1]d 1"},
			{"a seal", `UPDATE events SET mac = ` + zero + ` WHERE stream = 'dossier/a%[1]d' AND version = 1`, "dossier/a%[1]d 1"},
			{"a commitment", `UPDATE events SET private_commitment = NULL WHERE stream = 'dossier/a%[1]d' AND version = 2`, "dossier/a%[1]d 2"},
			{"a private part", `UPDATE particulars SET bytes = ` + zero + ` WHERE stream = 'dossier/a%[1]d' AND version = 2`, "dossier/a%[1]d 2"},
			{"a private part taken away", `DELETE FROM particulars WHERE stream = 'dossier/a%[1]d' AND version = 2`, "dossier/a%[1]d 2"},
			{"a private part put in", `INSERT INTO particulars (stream, version, bytes) VALUES ('dossier/z%[1]d', 1, ` + zero + `)`, "dossier/z%[1]d 1"},
			{"seeds taken away", `DELETE FROM openings WHERE stream = 'dossier/a%[1]d'`, "dossier/a%[1]d 1"},
			{"an event taken away", `DELETE FROM events WHERE stream = 'dossier/a%[1]d' AND version = 2`, "dossier/a%[1]d 3"},
			{"the last event taken away", `DELETE FROM events WHERE stream = 'dossier/a%[1]d' AND version = 3`, "dossier/a%[1]d 3"},
			{"the last event taken away with its head", `DELETE FROM events WHERE stream = 'dossier/a%[1]d' AND version = 3; UPDATE streams SET head_version = 2 WHERE id = 'dossier/a%[1]d'`, "dossier/a%[1]d 2"},
			{"a whole stream taken away", `DELETE FROM streams WHERE id = 'dossier/b%[1]d'`, "dossier/b%[1]d 1"},
			{"a head", `UPDATE streams SET head_hash = ` + zero + ` WHERE id = 'dossier/a%[1]d'`, "dossier/a%[1]d 3"},
		}
		db := s.open()
		for i := range cases {
			stories(t, db, fmt.Sprint("a", i), fmt.Sprint("b", i), fmt.Sprint("a", i), fmt.Sprint("b", i), fmt.Sprint("a", i))
		}
		stories(t, db, "good", "good")
		last := len(strings.Fields(places(t, db)))
		whole(t, db)
		for i, c := range cases {
			unguarded(t, s, strings.ReplaceAll(c.text, "%[1]d", fmt.Sprint(i)))
		}
		unguarded(t, s, fmt.Sprintf(`UPDATE placed SET place = place + 10 WHERE place = %d`, last))
		found, err := db.CheckChain(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		for _, d := range found {
			lines = append(lines, fmt.Sprintf("%s %d %s", d.Stream, d.Version, d.What))
		}
		all := strings.Join(lines, "\n")
		for i, c := range cases {
			if want := strings.ReplaceAll(c.want, "%[1]d", fmt.Sprint(i)); !strings.Contains(all, want+" ") {
				t.Errorf("%s: want a damage at %q, found:\n%s", c.what, want, all)
			}
		}
		if want := fmt.Sprintf("place %d is missing", last); !strings.Contains(all, want) {
			t.Errorf("want %q, found:\n%s", want, all)
		}
		if strings.Contains(all, "dossier/good") {
			t.Errorf("found in what was not touched:\n%s", all)
		}
	})
}

func TestWhoeverHasNotTheKeyCannotSealAgain(t *testing.T) {
	t.Parallel()
	prev := [32]byte{}
	e := ledger.Event{Fact: ledger.Fact{Kind: "one", Class: ledger.Ordinary}, Stream: "dossier/a", Version: 1}
	e.MAC = ledger.Seal([]byte("another key of thirty-two bytes!"), ledger.Chain(prev, &e))
	if err := ledger.Verify(testKey, prev, &e); !errors.Is(err, ledger.ErrBroken) {
		t.Errorf("a seal by another key: %v", err)
	}
	e.MAC = ledger.Seal(testKey, ledger.Chain(prev, &e))
	if err := ledger.Verify(testKey, prev, &e); err != nil {
		t.Error(err)
	}
}

func TestTheCheckIsQuietWhileOthersWrite(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db, other := s.open(), s.open()
		var stop atomic.Bool
		var wg sync.WaitGroup
		for w := range 3 {
			wg.Go(func() {
				for i := 0; !stop.Load(); i++ {
					if err := other.Write(t.Context(), func(tx *Tx) error { return intake(tx, w*100_000+i) }); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		for range 5 {
			whole(t, db)
		}
		stop.Store(true)
		wg.Wait()
		whole(t, db)
	})
}

func TestAStoreIsCreatedOnceAndOpenedOnlyWhereItIs(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		if err := Create(t.Context(), s.Config); !errors.Is(err, ErrExists) {
			t.Errorf("created again: %v", err)
		}
		elsewhere := s.Config
		if s.DSN == "" {
			elsewhere.Dir = t.TempDir()
		} else {
			elsewhere.DSN = schemaFor(t)
		}
		if _, err := Open(t.Context(), elsewhere); !errors.Is(err, ErrNone) {
			t.Errorf("opened where nothing is: %v", err)
		}
		if err := Migrate(t.Context(), elsewhere); !errors.Is(err, ErrNone) {
			t.Errorf("migrated where nothing is: %v", err)
		}
		if err := Migrate(t.Context(), s.Config); err != nil {
			t.Errorf("migrated what is new already: %v", err)
		}
		if _, err := outside(t, s).ExecContext(t.Context(), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, `+truth(s)+`)`); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(t.Context(), s.Config); err == nil || !strings.Contains(err.Error(), "newer motcua") {
			t.Errorf("opened a store of a newer motcua: %v", err)
		}
	})
}

func truth(s *setup) string {
	if s.DSN != "" {
		return "TRUE"
	}
	return "1"
}

func TestASnapshotUnderLoadIsAWholeStore(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey}) // PostgreSQL has its own tools
	db := s.open()
	var stop atomic.Bool
	var acknowledged atomic.Int64
	var wg sync.WaitGroup
	for w := range 3 {
		wg.Go(func() {
			for i := 0; !stop.Load(); i++ {
				if err := db.Write(t.Context(), func(tx *Tx) error { return intake(tx, w*100_000+i) }); err != nil {
					t.Error(err)
					return
				}
				acknowledged.Add(1)
			}
		})
	}
	for acknowledged.Load() < 50 {
		if _, err := db.Sequence(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	before := acknowledged.Load()
	dir := t.TempDir()
	if err := db.Snapshot(t.Context(), filepath.Join(dir, liteFile)); err != nil {
		t.Fatal(err)
	}
	stop.Store(true)
	wg.Wait()
	if err := db.Snapshot(t.Context(), filepath.Join(dir, liteFile)); !errors.Is(err, os.ErrExist) {
		t.Errorf("over a file that is there: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, liteFile)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the copy can be read by others: %v %v", info.Mode(), err)
	}
	copied := (&setup{Config{Dir: dir, Key: testKey}, t}).open()
	whole(t, copied)
	n, err := copied.Read().Count(t.Context(), DossierFilter{Scope: Scope{All: true}})
	if err != nil || int64(n) < before {
		t.Errorf("the copy has %d dossiers, %d were acknowledged before it began; %v", n, before, err)
	}
}

func TestNobodyButItsOwnerReadsTheDatabase(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey})
	closedToOthers := func(what string) {
		t.Helper()
		for _, end := range []string{"", "-wal", "-shm"} {
			if info, err := os.Stat(filepath.Join(s.Dir, liteFile+end)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %s%s: %v %v", what, liteFile, end, info, err)
			}
		}
	}
	db := s.open()
	act(t, db, func(tx *Tx) error { return tx.PutSetting("a", "b") })
	closedToOthers("a new store")
	for _, end := range []string{"", "-wal", "-shm"} {
		if err := os.Chmod(filepath.Join(s.Dir, liteFile+end), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s.open()
	closedToOthers("one that an earlier version made")
}
