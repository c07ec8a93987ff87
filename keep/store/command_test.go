package store

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"motcua/words/ledger"
)

func TestDuplicateKeysAtOnceHappenOnceAndGetTheFirstOutcome(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		nodes := []*DB{s.open(), s.open()}
		hash := sha256.Sum256([]byte("the same request"))
		outcomes := make([]string, 16)
		var wg sync.WaitGroup
		for i := range outcomes {
			wg.Go(func() {
				mine := fmt.Sprintf("outcome %d", i)
				err := nodes[i%2].Write(t.Context(), func(tx *Tx) error {
					prior, done, err := tx.Command("desk", "k", hash, []byte(mine))
					if err != nil {
						return err
					}
					if done {
						outcomes[i] = string(prior)
						return nil
					}
					outcomes[i] = mine
					return add(tx, ledger.StreamID(fmt.Sprintf("dossier/%d", i)), 0, "received")
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if len(slices.Compact(slices.Clone(outcomes))) != 1 {
			t.Errorf("outcomes: %q", outcomes)
		}
		all, err := nodes[0].Read().Streams(t.Context(), "dossier", "", 100)
		if err != nil || len(all) != 1 {
			t.Errorf("%d streams, %v", len(all), err)
		}
		whole(t, nodes[0])
	})
}

func TestTheSameKeyWithAnotherRequestIsRefused(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		send := func(client, body string) error {
			return db.Write(t.Context(), func(tx *Tx) error {
				_, _, err := tx.Command(client, "k", sha256.Sum256([]byte(body)), nil)
				return err
			})
		}
		if err := send("desk", "a"); err != nil {
			t.Fatal(err)
		}
		if err := send("desk", "b"); key(err) != "command.reused" {
			t.Errorf("another body: %v", err)
		}
		if err := send("portal", "b"); err != nil {
			t.Errorf("the same key of another client: %v", err)
		}
	})
}

func TestARefusedActIsJudgedAgain(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		refused := errors.New("papers are missing")
		var done bool
		send := func(answer error) error {
			return db.Write(t.Context(), func(tx *Tx) (err error) {
				if _, done, err = tx.Command("desk", "k", [32]byte{1}, nil); err != nil || done {
					return err
				}
				return answer
			})
		}
		if err := send(refused); err != refused {
			t.Errorf("first: %v", err)
		}
		if err := send(nil); err != nil || done {
			t.Errorf("again: %v, done %v", err, done)
		}
		if err := send(refused); err != nil || !done {
			t.Errorf("a third time it had happened: %v, done %v", err, done)
		}
	})
}

func TestNumbersOfAnActThatFailsAreGivenAgain(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		take := func(series, day string, answer error) (n int64) {
			t.Helper()
			err := db.Write(t.Context(), func(tx *Tx) (err error) {
				if n, err = tx.Number(series, day); err != nil {
					return err
				}
				return answer
			})
			if !errors.Is(err, answer) {
				t.Fatal(err)
			}
			return n
		}
		no := errors.New("no")
		got := []int64{
			take("dossier/u1", "2026-12-31", nil), take("dossier/u1", "2026-12-31", no), take("dossier/u1", "2026-12-31", nil),
			take("dossier/u1", "2027-01-01", nil), take("dossier/u2", "2026-12-31", nil), take("dossier/u1", "2026-12-31", nil),
		}
		if want := []int64{1, 2, 2, 1, 1, 3}; !slices.Equal(got, want) {
			t.Errorf("numbers %v, want %v", got, want)
		}
		for series, want := range map[string]int64{"dossier/u1": 4, "dossier/u3": 1} {
			if n, err := db.Read().NextNumber(t.Context(), series, "2026-12-31"); err != nil || n != want {
				t.Errorf("%s goes on with %d %v, want %d", series, n, err, want)
			}
		}
	})
}

func TestNumbersAreTakenInOrderSoThatNobodyWaitsInACircle(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		err := db.Write(t.Context(), func(tx *Tx) error {
			if _, err := tx.Number("dossier/u2", "2026-12-31"); err != nil {
				return err
			}
			_, _ = tx.Number("dossier/u1", "2026-12-31") // the mistake is not swallowed
			return nil
		})
		if err == nil {
			t.Error("numbers out of order were given")
		}
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				if err := db.Write(t.Context(), func(tx *Tx) error {
					for _, unit := range []string{"u1", "u2", "u3"} {
						if _, err := tx.Number("dossier/"+unit, "2026-12-31"); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
	})
}

func TestMoreActsAtOnceThanConnectionsAllComeThrough(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open(func(c *Config) { c.Conns = 2 })
		var wg sync.WaitGroup
		for i := range 80 { // more events than a block of numbers has, and all of one unit
			wg.Go(func() {
				if err := db.Write(t.Context(), func(tx *Tx) error { return intake(tx, i*20) }); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		whole(t, db)
		gapFree(t, db, 80)
	})
}
