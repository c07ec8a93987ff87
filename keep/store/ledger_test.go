package store

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// noted is a fact with a private part.
func noted(kind string) ledger.Fact {
	return ledger.Fact{Kind: kind, Actor: "officer-1", Unit: "u1", Holder: []byte(`{"n":1}`), Private: []byte(`{"name":"Ví Dụ"}`)}
}

// add appends one fact to a stream as the head that it saw.
func add(tx *Tx, stream ledger.StreamID, expect int64, kind string) error {
	_, err := tx.Append(stream, expect, []ledger.Fact{noted(kind)})
	return err
}

func key(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	return fmt.Sprint(err)
}

func TestTheSecondOnTheSameHeadLosesAndIsToldWhere(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, func(tx *Tx) error { return add(tx, "dossier/a", 0, "one") })
		act(t, db, func(tx *Tx) error { return add(tx, "dossier/a", 1, "two") })
		for _, seen := range []int64{0, 1, 3} {
			err := db.Write(t.Context(), func(tx *Tx) error { return add(tx, "dossier/a", seen, "late") })
			f := fault.As(err)
			if f == nil || f.Kind != fault.Conflict || f.Key != "store.conflict" {
				t.Fatalf("seen %d: %v", seen, err)
			}
			if !strings.Contains(fmt.Sprint(f.Args), "2") {
				t.Errorf("seen %d: the loser is not told version 2: %v", seen, f.Args)
			}
		}
		events, err := db.Read().Events(t.Context(), "dossier/a")
		if err != nil || len(events) != 2 {
			t.Errorf("%d events, %v", len(events), err)
		}
		whole(t, db)
	})
}

// Many streams at once are each as it is alone, also one that is not there, beyond one question's worth, and in any order.
func TestManyStreamsAreReadAsEachAlone(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		ask := []ledger.StreamID{"dossier/none"}
		act(t, db, func(tx *Tx) error {
			for i := range 520 {
				id := ledger.StreamID(fmt.Sprintf("dossier/%03d", (i*7)%520))
				ask = append(ask, id)
				for v := range i%3 + 1 {
					if err := add(tx, id, int64(v), fmt.Sprintf("words %d of %s", v, id)); err != nil {
						return err
					}
				}
			}
			return nil
		})
		got, err := db.Read().EventsOf(t.Context(), ask)
		if err != nil || len(got) != 520 {
			t.Fatalf("%d streams, %v", len(got), err)
		}
		for _, id := range ask {
			want, err := db.Read().Events(t.Context(), id)
			if err != nil || !reflect.DeepEqual(got[id], want) {
				t.Errorf("%s is %v, alone %v, %v", id, got[id], want, err)
			}
		}
	})
}

func TestOfManyOnOneHeadOneWins(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		nodes := []*DB{s.open(), s.open(), s.open()}
		act(t, nodes[0], func(tx *Tx) error { return add(tx, "dossier/a", 0, "one") })
		var wg sync.WaitGroup
		results := make(chan error, 12)
		for i := range 12 {
			wg.Go(func() {
				results <- nodes[i%3].Write(t.Context(), func(tx *Tx) error { return add(tx, "dossier/a", 1, "mine") })
			})
		}
		wg.Wait()
		close(results)
		won := 0
		for err := range results {
			switch {
			case err == nil:
				won++
			case key(err) != "store.conflict":
				t.Error(err)
			}
		}
		if won != 1 {
			t.Errorf("%d acts won one head", won)
		}
		whole(t, nodes[1])
	})
}

func TestAnActThatReliedOnAMovedStreamIsRefused(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, func(tx *Tx) error { return add(tx, "procedure/p", 0, "published") })
		leaning := func(seen int64) error {
			return db.Write(t.Context(), func(tx *Tx) error {
				tx.Rely("procedure/p", seen)
				return add(tx, ledger.StreamID(fmt.Sprintf("dossier/%d", seen)), 0, "received")
			})
		}
		if err := leaning(1); err != nil {
			t.Fatal(err)
		}
		act(t, db, func(tx *Tx) error { return add(tx, "procedure/p", 1, "amended") })
		if err := leaning(3); key(err) != "store.changed" {
			t.Errorf("relied on version 3 of 2: %v", err)
		}
		act(t, s.open(), func(tx *Tx) error { return add(tx, "procedure/p", 2, "amended elsewhere") })
		if err := leaning(2); key(err) != "store.changed" {
			t.Errorf("relied on version 2 of 3, moved by another node: %v", err)
		}
		if _, ok, err := db.Read().Head(t.Context(), "dossier/2"); ok || err != nil {
			t.Errorf("the refused act left its stream behind: %v %v", ok, err)
		}
		whole(t, db)
	})
}

func TestTimeNeverRunsBackInAStream(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		var first time.Time
		act(t, db, func(tx *Tx) error { first = tx.Now(); return add(tx, "dossier/a", 0, "one") })
		entry := func(f func(tx *Tx) ledger.Fact) error {
			return db.Write(t.Context(), func(tx *Tx) error {
				_, err := tx.Append("dossier/a", 1, []ledger.Fact{f(tx)})
				return err
			})
		}
		late := func(at time.Time) ledger.Fact { return ledger.Fact{Kind: "paper", Class: ledger.LateEntry, At: at} }
		if err := entry(func(*Tx) ledger.Fact { return late(first.Add(-time.Second)) }); key(err) != "store.backwards" {
			t.Errorf("before the event before it: %v", err)
		}
		if err := entry(func(tx *Tx) ledger.Fact { return late(tx.Now().Add(time.Hour)) }); key(err) != "store.future" {
			t.Errorf("in the future: %v", err)
		}
		if err := entry(func(*Tx) ledger.Fact { return ledger.Fact{Kind: "x", At: first} }); err == nil {
			t.Error("an ordinary event of another instant was taken")
		}
		if err := entry(func(*Tx) ledger.Fact { return late(first) }); err != nil {
			t.Error(err)
		}
		events, err := db.Read().Events(t.Context(), "dossier/a")
		if err != nil || len(events) != 2 || !events[1].At.Equal(first) || !events[1].RecordedAt.After(first) || events[1].Class != ledger.LateEntry {
			t.Errorf("a late entry has two times: %+v %v", events, err)
		}
		whole(t, db)
	})
}

// forbidden are attempts to change what was written, by whoever may write to the database.
var forbidden = map[string][]string{
	"sqlite": {
		`UPDATE events SET kind = 'x'`,
		`DELETE FROM events`,
		`INSERT OR REPLACE INTO events SELECT seq, stream, version, 'x', class, at, recorded_at, actor, unit, command, holder, private_commitment, mac FROM events`,
		`REPLACE INTO events SELECT 999, stream, version, 'x', class, at, recorded_at, actor, unit, command, holder, private_commitment, mac FROM events`,
		`INSERT INTO events SELECT * FROM events WHERE true ON CONFLICT DO UPDATE SET kind = 'x'`,
		`DELETE FROM streams`,
		`UPDATE particulars SET bytes = x'00'`,
		`DELETE FROM particulars`,
		`UPDATE openings SET seeds = x'00'`,
		`DELETE FROM openings`,
		`DELETE FROM erasures`,
	},
	"postgres": {
		`UPDATE events SET kind = 'x'`,
		`DELETE FROM events`,
		`INSERT INTO events SELECT * FROM events ON CONFLICT (stream, version) DO UPDATE SET kind = 'x'`,
		`TRUNCATE events`,
		`TRUNCATE events CASCADE`,
		`DELETE FROM streams`,
		`TRUNCATE streams`,
		`UPDATE particulars SET bytes = 'x'`,
		`DELETE FROM particulars`,
		`TRUNCATE particulars`,
		`UPDATE openings SET seeds = 'x'`,
		`DELETE FROM openings`,
		`TRUNCATE openings`,
		`UPDATE erasures SET at = 0`,
		`DELETE FROM erasures`,
		`TRUNCATE erasures`,
	},
}

func TestWhatWasWrittenIsNeverChangedOrTakenAway(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, func(tx *Tx) error { return add(tx, "dossier/a", 0, "one") })
		act(t, db, func(tx *Tx) error { return add(tx, "dossier/b", 0, "one") })
		if err := db.Erase(t.Context(), "dossier/b"); err != nil {
			t.Fatal(err)
		}
		foreign := outside(t, s) // another program, with none of our settings
		for _, text := range forbidden[db.Engine()] {
			if err := db.Write(t.Context(), func(tx *Tx) error { _, err := tx.exec(text); return err }); err == nil {
				t.Errorf("our own connection: %s", text)
			}
			if _, err := foreign.ExecContext(t.Context(), text); err == nil {
				t.Errorf("another connection: %s", text)
			} else if !strings.Contains(err.Error(), "only") && !strings.Contains(err.Error(), "never") {
				t.Errorf("%s: refused for another reason: %v", text, err)
			}
		}
		whole(t, db)
	})
}

// outside opens the database past the store.
func outside(t *testing.T, s *setup) *sql.DB {
	t.Helper()
	driver, dsn := "pgx", s.DSN
	if dsn == "" {
		driver, dsn = "sqlite", "file:"+filepath.Join(s.Dir, liteFile)+"?_pragma=busy_timeout(10000)"
	}
	db, err := sql.Open(driver, dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestTheApplicationsRoleOwnsNothingAndCannotTakeTheGuardsAway(t *testing.T) {
	t.Parallel()
	s := created(t, Config{DSN: schemaFor(t), Key: testKey})
	owner := outside(t, s)
	role := fmt.Sprintf("app_%d_%d", os.Getpid(), schemas.Add(1))
	var schema string
	if err := owner.QueryRowContext(t.Context(), `SELECT current_schema()`).Scan(&schema); err != nil {
		t.Fatal(err)
	}
	run := func(text string) {
		t.Helper()
		if _, err := owner.Exec(text); err != nil { // not the test's context: the last one runs after it
			t.Fatal(err)
		}
	}
	run(`CREATE ROLE ` + role + ` LOGIN`)
	t.Cleanup(func() { run(`DROP OWNED BY ` + role); run(`DROP ROLE ` + role) })
	run(`GRANT USAGE ON SCHEMA ` + schema + ` TO ` + role)
	run(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ` + schema + ` TO ` + role)
	run(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ` + schema + ` TO ` + role)
	db := s.open(func(c *Config) { c.DSN = strings.Replace(c.DSN, "://postgres@", "://"+role+"@", 1) })
	act(t, db, func(tx *Tx) error { return intake(tx, 1) })
	for _, text := range []string{
		`ALTER TABLE events DISABLE TRIGGER ALL`, `DROP TRIGGER events_no_change ON events`, `TRUNCATE events`,
		`UPDATE events SET kind = 'x'`, `SET session_replication_role = replica`, `DROP TABLE events`,
	} {
		if err := db.Write(t.Context(), func(tx *Tx) error { _, err := tx.exec(text); return err }); err == nil {
			t.Error(text)
		}
	}
	whole(t, db)
}

func TestAnErasedPartIsGoneAndTheLedgerHolds(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		secret := []byte(`{"name":"Nguyễn Thị Xoá Đi"}`)
		act(t, db, func(tx *Tx) error {
			_, err := tx.Append("dossier/a", 0, []ledger.Fact{{Kind: "one", Holder: []byte(`{}`), Private: secret}, {Kind: "two", Holder: []byte(`{}`)}})
			return err
		})
		before, err := db.Read().Events(t.Context(), "dossier/a")
		if err != nil || string(before[0].Private) != string(secret) {
			t.Fatalf("%+v %v", before, err)
		}
		if err := db.Erase(t.Context(), "dossier/a"); err != nil {
			t.Fatal(err)
		}
		after, err := db.Read().Events(t.Context(), "dossier/a")
		if err != nil || len(after) != 2 {
			t.Fatalf("%d events, %v", len(after), err)
		}
		if after[0].Private != nil || !after[0].Erased || after[1].Erased {
			t.Errorf("erased: %+v", after)
		}
		if after[0].MAC != before[0].MAC || after[1].MAC != before[1].MAC {
			t.Error("the chain changed with the erasure")
		}
		if _, ok, err := db.Read().HolderSeed(t.Context(), "dossier/a"); !ok || err != nil {
			t.Errorf("the holder's seed went too: %v", err)
		}
		err = db.Write(t.Context(), func(tx *Tx) error { return add(tx, "dossier/a", 2, "more") })
		if key(err) != "store.erased" {
			t.Errorf("a private part after the erasure: %v", err)
		}
		act(t, db, func(tx *Tx) error {
			_, err := tx.Append("dossier/a", 2, []ledger.Fact{{Kind: "three", Holder: []byte(`{}`)}})
			return err
		})
		whole(t, db)
		if err := db.Erase(t.Context(), "dossier/a"); err != nil {
			t.Errorf("erased twice: %v", err)
		}
	})
}

func TestWhatAnyoneMayKnowIsReadWithoutPrivateParts(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, begins("dossier/a"))
		act(t, db, func(tx *Tx) error { return add(tx, "dossier/a", 1, "two") })
		events, err := db.Read().HolderEvents(t.Context(), "dossier/a")
		if err != nil || len(events) != 2 {
			t.Fatalf("%d events, %v", len(events), err)
		}
		for _, e := range events {
			if e.Private != nil || e.Erased || string(e.Holder) != `{"n":1}` {
				t.Errorf("%+v", e)
			}
		}
	})
}

func TestErasedBytesAreOverwrittenInTheFile(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey})
	db := s.open()
	secret := []byte("NGUYEN-THI-XOA-DI-4711")
	act(t, db, func(tx *Tx) error {
		_, err := tx.Append("dossier/a", 0, []ledger.Fact{{Kind: "one", Private: secret}})
		return err
	})
	if err := db.Erase(t.Context(), "dossier/a"); err != nil {
		t.Fatal(err)
	}
	if _, err := outside(t, s).ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{liteFile, liteFile + "-wal"} {
		b, err := os.ReadFile(filepath.Join(s.Dir, name))
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		if strings.Contains(string(b), string(secret)) {
			t.Errorf("%s still has the erased part", name)
		}
	}
}

func TestTheKeyOfTheSealsIsNotInTheDatabase(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, func(tx *Tx) error { return intake(tx, 1) })
		other := s.Config
		other.Key = []byte(strings.Repeat("x", 32))
		if _, err := Open(t.Context(), other); err == nil || !strings.Contains(err.Error(), "key") {
			t.Errorf("opened with another key: %v", err)
		}
		settings, err := db.Read().Settings(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(fmt.Sprint(settings), string(testKey)) || strings.Contains(fmt.Sprintf("%x", fmt.Sprint(settings)), fmt.Sprintf("%x", testKey)) {
			t.Error("a setting has the key")
		}
		if s.Dir == "" {
			return
		}
		if _, err := outside(t, s).ExecContext(t.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(s.Dir, liteFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{string(testKey), fmt.Sprintf("%x", testKey)} {
			if strings.Contains(string(b), k) {
				t.Error("the file has the key")
			}
		}
	})
}
