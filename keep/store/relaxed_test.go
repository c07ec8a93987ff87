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
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if got := has(t, s.open(), append(want, "test/2499")...); got != there+" test/2499" {
			t.Errorf("opened strictly: %q, want %q and the last", got, there)
		}
	})
}

func TestWhoReadsARelaxedStoreSeesEachActAndItsWordsWithoutACommit(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey}) // PostgreSQL commits each act alone
	db := s.open(func(c *Config) { c.Relaxed = true })
	_, before := db.Stats()
	const acts = 300
	for i := 1; i <= acts; i++ {
		act(t, db, func(tx *Tx) error { return intake(tx, i) })
		row, ok, err := db.Read().Dossier(t.Context(), fmt.Sprintf("01JD%022d", i))
		if err != nil || !ok || row.Subject != "dang ky khai sinh" {
			t.Fatalf("dossier %d: %q %v %v", i, row.Subject, ok, err)
		}
		if i%100 != 0 {
			continue
		}
		words := fmt.Sprintf("duy nhat x%d", i)
		act(t, db, respelled(i, words))
		found, err := db.Read().Search(t.Context(), Scope{All: true}, words)
		if got := fmt.Sprint(ids(found)); err != nil || got != fmt.Sprintf("[%d]", i) {
			t.Errorf("%q finds %s, %v", words, got, err)
		}
	}
	// On a slow machine the committer may have waited in vain for the next and committed now and then.
	if _, after := db.Stats(); after-before > acts/3 {
		t.Errorf("%d acts that were each looked at took %d commits", acts, after-before)
	}
	if _, err := db.Read().query(t.Context(), `SELECT nothing FROM nowhere`); err == nil {
		t.Error("a question that cannot be answered was answered")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	whole(t, s.open())
}
