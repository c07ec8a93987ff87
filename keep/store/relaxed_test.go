package store

import (
	"errors"
	"fmt"
	"testing"

	"motcua/words/ledger"
)

func TestRelaxedStoreShowsWhatItAnsweredAndKeepsIt(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open(func(c *Config) { c.Relaxed = true })
		refusal := errors.New("refused")
		var want []ledger.StreamID
		for i := range 2500 { // more than two groups
			id := ledger.StreamID(fmt.Sprintf("test/%d", i))
			err := db.Write(t.Context(), func(tx *Tx) error {
				if err := begins(id)(tx); err != nil || i%500 != 7 {
					return err
				}
				return refusal
			})
			if refused := i%500 == 7; refused != errors.Is(err, refusal) || !refused && err != nil {
				t.Fatalf("act %d: %v", i, err)
			}
			if i%500 == 7 || i%500 == 8 {
				want = append(want, id)
			}
		}
		const there = "test/8 test/508 test/1008 test/1508 test/2008"
		if got := has(t, db, want...); got != there {
			t.Errorf("while it is relaxed: %q, want %q", got, there)
		}
		if got := has(t, s.open(), append(want, "test/2499")...); got != there+" test/2499" {
			t.Errorf("opened strictly: %q, want %q and the last", got, there)
		}
	})
}
