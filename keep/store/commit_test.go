package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"motcua/words/ledger"
)

// together runs acts so that on SQLite they share one group: the first holds the committer until the others wait
// in its queue. On PostgreSQL they run at once.
func together(t *testing.T, db *DB, acts ...func(*Tx) error) []error {
	t.Helper()
	errs := make([]error, len(acts))
	entered, gate := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var wg sync.WaitGroup
	wg.Go(func() {
		errs[0] = db.Write(t.Context(), func(tx *Tx) error {
			once.Do(func() { close(entered) })
			<-gate
			return acts[0](tx)
		})
	})
	<-entered
	for i := range acts[1:] {
		wg.Go(func() { errs[i+1] = db.Write(t.Context(), acts[i+1]) })
		for db.com != nil && len(db.com.queue) < i+1 {
			runtime.Gosched()
		}
	}
	close(gate)
	wg.Wait()
	return errs
}

// begins is an act that begins a stream.
func begins(id ledger.StreamID) func(*Tx) error {
	return func(tx *Tx) error { return add(tx, id, 0, "one") }
}

// has says which of the streams are there.
func has(t *testing.T, db *DB, ids ...ledger.StreamID) string {
	t.Helper()
	var found []string
	for _, id := range ids {
		_, ok, err := db.Read().Head(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if ok {
			found = append(found, string(id))
		}
	}
	return strings.Join(found, " ")
}

func TestAGroupIsOneCommitAndIsAnsweredAfterIt(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey}) // PostgreSQL commits each act alone
	db := s.open()
	var inside, outsideBefore bool
	for _, err := range together(t, db, begins("dossier/a"), func(tx *Tx) error {
		var err error
		if _, inside, err = tx.Head(t.Context(), "dossier/a"); err != nil {
			return err
		}
		_, outsideBefore, err = db.Read().Head(t.Context(), "dossier/a")
		return err
	}) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !inside || outsideBefore {
		t.Errorf("the second act of the group: sees the first %v, which others see already %v", inside, outsideBefore)
	}
	if got := has(t, db, "dossier/a"); got != "dossier/a" {
		t.Errorf("after the answer: %q", got)
	}
}

func TestAPanicRollsBackItsOwnActOnly(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		errs := together(t, db, begins("dossier/a"), func(tx *Tx) error {
			if err := add(tx, "dossier/b", 0, "one"); err != nil {
				return err
			}
			panic("a mistake of ours")
		}, begins("dossier/c"))
		var p *PanicError
		if errs[0] != nil || errs[2] != nil || !errors.As(errs[1], &p) || p.Value != "a mistake of ours" || len(p.Stack) == 0 {
			t.Errorf("answers: %v", errs)
		}
		if got := has(t, db, "dossier/a", "dossier/b", "dossier/c"); got != "dossier/a dossier/c" {
			t.Errorf("kept %q", got)
		}
		whole(t, db)
	})
}

func TestARefusedActLeavesTheOthersOfItsGroup(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		refused := errors.New("not today")
		errs := together(t, db, begins("dossier/a"), func(tx *Tx) error {
			if err := intake(tx, 7); err != nil {
				return err
			}
			return refused
		}, func(tx *Tx) error { return intake(tx, 27) })
		if errs[0] != nil || errs[1] != refused || errs[2] != nil {
			t.Errorf("answers: %v", errs)
		}
		rows, _, err := db.Read().Dossiers(t.Context(), DossierFilter{Scope: Scope{All: true}})
		if err != nil || len(rows) != 1 || !strings.HasSuffix(rows[0].Code, "-0001") {
			t.Errorf("the number of the refused act was lost: %+v %v", rows, err)
		}
		whole(t, db)
	})
}

// overfull writes more than there is room for.
func overfull(tx *Tx) error {
	_, err := tx.Append("dossier/big", 0, []ledger.Fact{{Kind: "one", Private: make([]byte, 4_000_000)}})
	return err
}

// fill leaves little room: on SQLite by a limit of pages, on PostgreSQL by a trigger that answers as a full disk does.
func fill(t *testing.T, db *DB) {
	t.Helper()
	act(t, db, func(tx *Tx) error {
		if db.com == nil {
			_, err := tx.exec(`
				CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
				BEGIN
					IF length(NEW.bytes) > 1000000 THEN
						RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100';
					END IF;
					RETURN NEW;
				END $$;
				CREATE TRIGGER full_disk BEFORE INSERT ON particulars FOR EACH ROW EXECUTE FUNCTION full_disk()`)
			return err
		}
		var pages int64
		r, err := tx.ask(`PRAGMA page_count`)
		if _, err = one(r, err, &pages); err != nil {
			return err
		}
		r, err = tx.ask(fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+60))
		_, err = one(r, err, &pages)
		return err
	})
}

func TestAFullDiskRefusesOneActAndKeepsTheOthers(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		fill(t, db)
		errs := together(t, db, begins("dossier/a"), overfull, begins("dossier/c"))
		if errs[0] != nil || errs[1] == nil || errs[2] != nil {
			t.Errorf("answers: %v", errs)
		}
		if got := has(t, db, "dossier/a", "dossier/big", "dossier/c"); got != "dossier/a dossier/c" {
			t.Errorf("kept %q", got)
		}
		whole(t, db)
		act(t, db, begins("dossier/d")) // what is small still goes
		whole(t, db)
	})
}

func TestAGroupWhoseTransactionIsLostRunsEachActAlone(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey}) // PostgreSQL has no groups
	db := s.open()
	var runs [3]atomic.Int32
	counted := func(i int, fn func(*Tx) error) func(*Tx) error {
		return func(tx *Tx) error { runs[i].Add(1); return fn(tx) }
	}
	errs := together(t, db, counted(0, begins("dossier/a")), counted(1, func(tx *Tx) error {
		if err := add(tx, "dossier/b", 0, "one"); err != nil {
			return err
		}
		// What SQLite does by itself after some errors of the disk: the whole transaction is gone.
		if _, err := tx.exec(`ROLLBACK`); err != nil {
			return err
		}
		return errors.New("the disk")
	}), counted(2, begins("dossier/c")))
	if errs[0] != nil || errs[1] == nil || errs[2] != nil {
		t.Errorf("answers: %v", errs)
	}
	if got := has(t, db, "dossier/a", "dossier/b", "dossier/c"); got != "dossier/a dossier/c" {
		t.Errorf("kept %q", got)
	}
	if runs[0].Load() != 2 {
		t.Errorf("the first act of the lost group ran %d times, it has to run again alone", runs[0].Load())
	}
	whole(t, db)
}

func TestAStatementThatFailedAndWasSwallowedCommitsNothing(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		err := db.Write(t.Context(), func(tx *Tx) error {
			if err := add(tx, "dossier/a", 0, "one"); err != nil {
				return err
			}
			_, _ = tx.exec(`INSERT INTO no_such_table VALUES (1)`)
			return nil
		})
		if err == nil {
			t.Error("an act with a failed statement was acknowledged")
		}
		if got := has(t, db, "dossier/a"); got != "" {
			t.Errorf("kept %q", got)
		}
		whole(t, db)
	})
}

func TestACallerWhoLeavesDoesNotUndoTheOthers(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		leaving, leave := context.WithCancel(t.Context())
		hash := sha256.Sum256([]byte("b"))
		commanded := func(tx *Tx) error {
			_, done, err := tx.Command("desk", "b", hash, nil)
			if err != nil || done {
				return err
			}
			return add(tx, "dossier/b", 0, "one")
		}
		inside, went := make(chan struct{}), make(chan struct{})
		var once sync.Once
		var left error
		var wg sync.WaitGroup
		errs := together(t, db, begins("dossier/a"), func(tx *Tx) error {
			// A second caller joins the queue, begins and leaves in the middle of its act.
			wg.Go(func() {
				left = db.Write(leaving, func(tx *Tx) error {
					once.Do(func() { close(inside); <-went })
					return commanded(tx)
				})
			})
			wg.Go(func() { <-inside; leave(); close(went) })
			return add(tx, "dossier/x", 0, "one")
		}, begins("dossier/c"))
		wg.Wait()
		if errs[0] != nil || errs[1] != nil || errs[2] != nil {
			t.Errorf("those who stayed: %v", errs)
		}
		if !errors.Is(left, context.Canceled) {
			t.Errorf("the one who left: %v", left)
		}
		whole(t, db)
		act(t, db, commanded) // the repetition happens once, whatever became of the first
		if got := has(t, db, "dossier/a", "dossier/b", "dossier/c", "dossier/x"); got != "dossier/a dossier/b dossier/c dossier/x" {
			t.Errorf("kept %q", got)
		}
		whole(t, db)
	})
}

func TestACallerWhoLeftBeforeItsActBeganChangedNothing(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey})
	db := s.open()
	leaving, leave := context.WithCancel(t.Context())
	var ran atomic.Bool
	var left error
	done := make(chan struct{})
	act(t, db, func(tx *Tx) error {
		go func() {
			left = db.Write(leaving, func(tx *Tx) error { ran.Store(true); return add(tx, "dossier/b", 0, "one") })
			close(done)
		}()
		for len(db.com.queue) == 0 {
			runtime.Gosched()
		}
		leave()
		<-done // it is answered while the committer is still busy here
		return add(tx, "dossier/a", 0, "one")
	})
	act(t, db, begins("dossier/c"))
	if !errors.Is(left, context.Canceled) || errors.Is(left, ErrUnknown) || ran.Load() {
		t.Errorf("left %v, ran %v", left, ran.Load())
	}
	if got := has(t, db, "dossier/a", "dossier/b", "dossier/c"); got != "dossier/a dossier/c" {
		t.Errorf("kept %q", got)
	}
	whole(t, db)
}

// breakCommits makes a COMMIT fail when the act has written to the table doom: on SQLite by a constraint that is
// checked at the commit, on PostgreSQL by doing how at the commit.
func breakCommits(t *testing.T, db *DB, how string) {
	t.Helper()
	if db.com != nil {
		// The committer is idle, and the queue's send comes after this.
		if _, err := db.com.conn.run(`PRAGMA foreign_keys = ON`, nil); err != nil {
			t.Fatal(err)
		}
		act(t, db, func(tx *Tx) error {
			if _, err := tx.exec(`CREATE TABLE hope (id INTEGER PRIMARY KEY)`); err != nil {
				return err
			}
			_, err := tx.exec(`CREATE TABLE doom (id INTEGER REFERENCES hope (id) DEFERRABLE INITIALLY DEFERRED)`)
			return err
		})
		return
	}
	act(t, db, func(tx *Tx) error {
		_, err := tx.exec(`
			CREATE TABLE doom (id BIGINT);
			CREATE FUNCTION doomed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ` + how + ` RETURN NULL; END $$;
			CREATE CONSTRAINT TRIGGER doomed AFTER INSERT ON doom DEFERRABLE INITIALLY DEFERRED
				FOR EACH ROW EXECUTE FUNCTION doomed()`)
		return err
	})
}

// doomed is an act under a command whose commit breaks while doom is set.
func doomed(doom *atomic.Bool) func(*Tx) error {
	return func(tx *Tx) error {
		_, done, err := tx.Command("desk", "k", sha256.Sum256([]byte("k")), nil)
		if err != nil || done {
			return err
		}
		if err := add(tx, "dossier/a", 0, "one"); err != nil || !doom.Load() {
			return err
		}
		_, err = tx.exec(`INSERT INTO doom (id) VALUES (7)`)
		return err
	}
}

func TestABrokenCommitIsUnknownForAllAndTheRepetitionHappensOnce(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		breakCommits(t, db, `PERFORM pg_terminate_backend(pg_backend_pid());`)
		var doom atomic.Bool
		doom.Store(true)
		errs := together(t, db, begins("dossier/b"), doomed(&doom))
		if !errors.Is(errs[1], ErrUnknown) {
			t.Errorf("the broken commit: %v", errs[1])
		}
		if db.com != nil && !errors.Is(errs[0], ErrUnknown) {
			t.Errorf("the other of its group: %v", errs[0])
		}
		whole(t, db)
		doom.Store(false)
		act(t, db, doomed(&doom))
		act(t, db, doomed(&doom))
		if v, _, err := db.Read().Head(t.Context(), "dossier/a"); v != 1 || err != nil {
			t.Errorf("repeated twice: version %d, %v", v, err)
		}
		whole(t, db)
	})
}

func TestACommitWithAWarningIsNotAcknowledged(t *testing.T) {
	t.Parallel()
	s := created(t, Config{DSN: schemaFor(t), Key: testKey}) // SQLite has no warnings
	db := s.open()
	breakCommits(t, db, `RAISE WARNING 'canceling wait for synchronous replication due to user request';`)
	var doom atomic.Bool
	doom.Store(true)
	if err := db.Write(t.Context(), doomed(&doom)); !errors.Is(err, ErrUnknown) || !strings.Contains(fmt.Sprint(err), "synchronous replication") {
		t.Errorf("a commit that ended with a warning: %v", err)
	}
	act(t, db, doomed(&doom)) // it had happened: the first outcome comes back
	if v, _, err := db.Read().Head(t.Context(), "dossier/a"); v != 1 || err != nil {
		t.Errorf("version %d, %v", v, err)
	}
	whole(t, db)
}

func TestACommitThatIsRefusedPlainlyDidNotHappen(t *testing.T) {
	t.Parallel()
	s := created(t, Config{DSN: schemaFor(t), Key: testKey})
	db := s.open()
	breakCommits(t, db, `RAISE EXCEPTION 'no';`)
	var doom atomic.Bool
	doom.Store(true)
	if err := db.Write(t.Context(), doomed(&doom)); err == nil || errors.Is(err, ErrUnknown) {
		t.Errorf("a commit that was refused: %v", err)
	}
	if got := has(t, db, "dossier/a"); got != "" {
		t.Errorf("kept %q", got)
	}
	whole(t, db)
}

func TestAfterCloseEveryWriteIsRefusedAndWhatWasQueuedIsDone(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db, err := Open(t.Context(), s.Config)
		if err != nil {
			t.Fatal(err)
		}
		act(t, db, begins("dossier/a"))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(t.Context(), begins("dossier/b")); !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
		again := s.open()
		if got := has(t, again, "dossier/a", "dossier/b"); got != "dossier/a" {
			t.Errorf("kept %q", got)
		}
		whole(t, again)
	})
}
