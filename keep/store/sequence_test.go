package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"motcua/words/ledger"
)

// places gives the streams and versions in the order of their places, as "a1 b1 a2".
func places(t *testing.T, db *DB) string {
	t.Helper()
	var out []string
	next := int64(1)
	err := db.Read().EachPlaced(t.Context(), 1, func(p Placed) error {
		if p.Place != next {
			t.Errorf("place %d comes after %d", p.Place, next-1)
		}
		next++
		out = append(out, fmt.Sprintf("%s%d", p.Stream.ID(), p.Version))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func sequence(t *testing.T, db *DB) int {
	t.Helper()
	n, err := db.Sequence(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func waitingActs(t *testing.T, s *setup) (n int) {
	t.Helper()
	if err := outside(t, s).QueryRowContext(t.Context(), `SELECT COUNT(*) FROM fresh`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestALaterNumberThatCommitsFirstHidesNoEvent(t *testing.T) {
	t.Parallel()
	s := created(t, Config{DSN: schemaFor(t), Key: testKey}) // SQLite has one writer: numbers are in order there
	first, second := s.open(), s.open()
	took, commit := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var slow error
	var wg sync.WaitGroup
	wg.Go(func() {
		slow = first.Write(t.Context(), func(tx *Tx) error {
			if err := add(tx, "dossier/slow", 0, "one"); err != nil {
				return err
			}
			once.Do(func() { close(took) })
			<-commit
			return nil
		})
	})
	<-took
	act(t, second, begins("dossier/quick"))
	if n := sequence(t, second); n != 1 {
		t.Errorf("%d events placed before the slow act was committed", n)
	}
	var seen []string
	follow := func() {
		t.Helper()
		if _, err := second.Follow(t.Context(), 10, Follower{"reader", func(_ *Tx, events []Placed) error {
			for _, e := range events {
				seen = append(seen, e.Stream.ID())
			}
			return nil
		}}); err != nil {
			t.Fatal(err)
		}
	}
	follow()
	close(commit)
	wg.Wait()
	if slow != nil {
		t.Fatal(slow)
	}
	slowEvents, err := first.Read().Events(t.Context(), "dossier/slow")
	if err != nil {
		t.Fatal(err)
	}
	quickEvents, err := first.Read().Events(t.Context(), "dossier/quick")
	if err != nil {
		t.Fatal(err)
	}
	if slowEvents[0].Seq > quickEvents[0].Seq {
		t.Fatalf("the test is not about what it says: numbers %d and %d", slowEvents[0].Seq, quickEvents[0].Seq)
	}
	sequence(t, first)
	follow()
	if got := strings.Join(seen, " "); got != "quick slow" {
		t.Errorf("the follower saw %q", got)
	}
	whole(t, first)
}

func TestVersionsOfAStreamAreInOrderWhateverTheirNumbers(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		one, two := s.open(), s.open()
		act(t, one, begins("dossier/a"))
		act(t, two, begins("dossier/b")) // takes a block of higher numbers on PostgreSQL
		act(t, two, func(tx *Tx) error { return add(tx, "dossier/a", 1, "two") })
		act(t, one, func(tx *Tx) error { return add(tx, "dossier/a", 2, "three") }) // a lower number again
		act(t, one, func(tx *Tx) error { return add(tx, "dossier/b", 1, "two") })
		if n := sequence(t, two); n != 5 {
			t.Errorf("%d placed", n)
		}
		got := strings.Fields(places(t, one))
		for _, want := range [][]string{{"a1", "a2", "a3"}, {"b1", "b2"}} {
			var of []string
			for _, p := range got {
				if p[0] == want[0][0] {
					of = append(of, p)
				}
			}
			if !slices.Equal(of, want) {
				t.Errorf("places of stream %c: %v, all: %v", want[0][0], of, got)
			}
		}
		whole(t, one)
	})
}

func TestPlacesAreDenseAndFreshIsEmptiedUnderManyNodes(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		nodes := []*DB{s.open(), s.open(), s.open()}
		const acts = 240
		var next atomic.Int64
		var wg, sequencers sync.WaitGroup
		done := make(chan struct{})
		for _, db := range nodes {
			sequencers.Go(func() { // every node sequences all the time
				for {
					if _, err := db.Sequence(t.Context()); err != nil {
						t.Error(err)
						return
					}
					select {
					case <-done:
						return
					default:
					}
				}
			})
			for range 4 {
				wg.Go(func() {
					for {
						i := next.Add(1)
						if i > acts {
							return
						}
						if err := db.Write(t.Context(), func(tx *Tx) error { return intake(tx, int(i)) }); err != nil {
							t.Error(err)
						}
					}
				})
			}
		}
		wg.Wait()
		close(done)
		sequencers.Wait()
		whole(t, nodes[0])
		if got := len(strings.Fields(places(t, nodes[1]))); got != acts {
			t.Errorf("%d of %d events have a place", got, acts)
		}
		if n := waitingActs(t, s); n != 0 {
			t.Errorf("%d acts still wait", n)
		}
		gapFree(t, nodes[2], acts)
	})
}

// gapFree checks that the codes of every unit are 1 to n.
func gapFree(t *testing.T, db *DB, acts int) {
	t.Helper()
	numbers := map[string][]string{}
	n := 0
	err := db.Read().EachDossier(t.Context(), func(d DossierRow) error {
		unit, number, _ := strings.Cut(d.Code, "-261124-")
		numbers[unit] = append(numbers[unit], number)
		n++
		return nil
	})
	if err != nil || n != acts {
		t.Fatalf("%d dossiers of %d, %v", n, acts, err)
	}
	for unit, got := range numbers {
		slices.Sort(got)
		for i, number := range got {
			if want := fmt.Sprintf("%04d", i+1); number != want {
				t.Errorf("unit %s: number %s where %s belongs", unit, number, want)
				break
			}
		}
	}
}

func TestTheSequencerAndItsEventMoveTogetherOrNotAtAll(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, begins("dossier/a"))
		ctx, stop := context.WithCancel(t.Context())
		stop()
		if _, err := db.Sequence(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("sequenced for nobody: %v", err)
		}
		if n := sequence(t, db); n != 1 {
			t.Errorf("%d placed", n)
		}
		if n := sequence(t, db); n != 0 {
			t.Errorf("%d placed again", n)
		}
		whole(t, db)
	})
}

func TestEventsOfOneActKeepTheirOrder(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, func(tx *Tx) error {
			for i := range 70 { // more than one block of numbers
				if err := add(tx, ledger.StreamID(fmt.Sprintf("dossier/%02d.", i)), 0, "one"); err != nil {
					return err
				}
			}
			return add(tx, "dossier/00.", 1, "two")
		})
		sequence(t, db)
		got := strings.Fields(places(t, db))
		if len(got) != 71 || got[0] != "00.1" || got[69] != "69.1" || got[70] != "00.2" {
			t.Errorf("places: %v", got)
		}
		whole(t, db)
	})
}
