package store

import (
	"errors"
	"fmt"
	"testing"
)

// respelled puts the row of an intake again with other words.
func respelled(i int, words string) func(*Tx) error {
	return func(tx *Tx) error {
		row, ok, err := tx.Dossier(tx.Context(), fmt.Sprintf("01JD%022d", i))
		if err != nil || !ok {
			return errors.Join(err, fmt.Errorf("dossier %d: %v", i, ok))
		}
		row.Search = words
		return tx.PutDossier(row, nil, nil, nil)
	}
}

func TestSearchKnowsWhatEachActOfAGroupLeft(t *testing.T) {
	t.Parallel()
	s := created(t, Config{Dir: t.TempDir(), Key: testKey}) // PostgreSQL commits each act alone
	db := s.open()
	act(t, db, func(tx *Tx) error { return intake(tx, 1) })
	act(t, db, func(tx *Tx) error { return intake(tx, 5) })
	errs := together(t, db,
		respelled(1, "quang trung"),
		func(tx *Tx) error { return intake(tx, 2) },
		func(tx *Tx) error { return errors.Join(respelled(5, "nobody")(tx), errors.New("refused")) },
		func(tx *Tx) error { return intake(tx, 3) },
		func(tx *Tx) error {
			return errors.Join(respelled(3, "for a moment")(tx), respelled(3, "quang binh")(tx))
		},
		func(tx *Tx) error { return tx.DropDossier(fmt.Sprintf("01JD%022d", 5)) },
	)
	for i, err := range errs {
		if (err != nil) != (i == 2) {
			t.Errorf("act %d: %v", i, err)
		}
	}
	for ask, want := range map[string]string{
		"quang": "[3 1]", "khai sinh": "[2]", "moment": "[]", "nobody": "[]",
	} {
		rows, err := db.Read().Search(t.Context(), Scope{All: true}, ask)
		if got := fmt.Sprint(ids(rows)); err != nil || got != want {
			t.Errorf("%s finds %s, want %s, %v", ask, got, want, err)
		}
	}
	whole(t, db)
}

func TestTheCheckFindsAnIndexOfWordsThatIsNotOfTheDossiers(t *testing.T) {
	t.Parallel()
	for what, text := range map[string]string{
		"a word that no dossier has": `INSERT INTO dossier_words (rowid, search) VALUES (1, 'stray')`,
		"words that were taken away": `INSERT INTO dossier_words (dossier_words, rowid, search) SELECT 'delete', n, search FROM dossiers`,
		"a dossier changed beside":   `UPDATE dossiers SET search = search || ' more'`,
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := created(t, Config{Dir: t.TempDir(), Key: testKey}) // PostgreSQL generates its own
			db := filled(t, s, 1)
			whole(t, db)
			if _, err := outside(t, s).ExecContext(t.Context(), text); err != nil {
				t.Fatal(err)
			}
			found, err := db.CheckChain(t.Context(), nil)
			if err != nil || len(found) != 1 || found[0].What != "the index of words is not that of the dossiers" {
				t.Errorf("found %+v, %v", found, err)
			}
		})
	}
}
