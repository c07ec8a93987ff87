package store

import (
	"context"
	"fmt"
	"time"

	"motcua/words/ledger"
)

// Erase destroys the private parts of a stream and the private seed that its commitments were made with, by
// law and for ever. The events stay: their chain and seals hold, folds see Erased. No private part can be
// added to the stream afterwards. The views of the stream are the caller's to make anew.
func (db *DB) Erase(ctx context.Context, stream ledger.StreamID) error {
	return db.Write(ctx, func(tx *Tx) error { return tx.Erase(stream) })
}

// Erase is DB.Erase inside an act, so that the event of the erasure and the erasure are one.
func (tx *Tx) Erase(stream ledger.StreamID) error {
	// The row in erasures opens the guard on the two tables.
	if _, err := tx.exec(`
		INSERT INTO erasures (stream, at)
		VALUES (?, ?)
		ON CONFLICT (stream) DO NOTHING`, string(stream), micro(tx.now)); err != nil {
		return fmt.Errorf("erase %s: %w", stream, err)
	}
	if _, err := tx.exec(`
		DELETE FROM particulars
		WHERE stream = ?`, string(stream)); err != nil {
		return fmt.Errorf("erase %s: %w", stream, err)
	}
	var seeds []byte
	r, err := tx.ask(`
		SELECT seeds
		FROM openings
		WHERE stream = ?`, string(stream))
	ok, err := one(r, err, &seeds)
	if err == nil {
		err = tx.open(seedsTable, string(stream), &seeds)
	}
	if err != nil || !ok || len(seeds) < seedBytes {
		return err
	}
	if _, err := tx.exec(`
		UPDATE openings
		SET seeds = ?
		WHERE stream = ?`, tx.seal(seedsTable, string(stream), seeds[:seedBytes/2]), string(stream)); err != nil {
		return fmt.Errorf("erase %s: %w", stream, err)
	}
	return nil
}

// HolderSeed gives the seed that the holder's parts of a stream are committed with in the public log; it
// stands on the receipt.
func (r *Reader) HolderSeed(ctx context.Context, stream ledger.StreamID) (seed [32]byte, ok bool, err error) {
	var seeds []byte
	rs, err := r.query(ctx, `
		SELECT seeds
		FROM openings
		WHERE stream = ?`, string(stream))
	ok, err = one(rs, err, &seeds)
	if err == nil {
		err = r.open(seedsTable, string(stream), &seeds)
	}
	if err != nil {
		return seed, false, fmt.Errorf("seed of %s: %w", stream, err)
	}
	copy(seed[:], seeds)
	return seed, ok && len(seeds) >= seedBytes/2, nil
}

// An Eraser says whose copies are erased with a dossier.
type Eraser struct {
	Dossier string
	People  []string  // keys of those whom it names
	Numbers []string  // their numbers
	Files   []string  // hashes of its files
	Until   time.Time // what was sent after this was not for it
}

// EraseCopies takes away what ordinary tables have of a dossier: notices, messages that it came with, answers half typed, the
// rows of files as they were sent, and those people whom no other dossier names. Its view is to be without them already.
func (tx *Tx) EraseCopies(e Eraser) error {
	dossier := e.Dossier
	if err := tx.eraseInbox(dossier); err != nil {
		return fmt.Errorf("messages of %s: %w", dossier, err)
	}
	for _, f := range e.Files {
		// What another citizen has sent stays, also when it is the same.
		args := append([]any{f, micro(e.Until), ""}, list(tx.accountKeys(e.Numbers))...)
		if _, err := tx.exec(`
			DELETE FROM uploads
			WHERE blob = ? AND at <= ? AND NOT EXISTS (
				SELECT 1
				FROM accounts a
				WHERE a.id = uploads.owner AND a.kind <> 'officer' AND a.number_key NOT IN (`+marks(len(args)-2)+`))`, args...); err != nil {
			return fmt.Errorf("uploads of %s: %w", dossier, err)
		}
	}
	for _, q := range []struct{ what, text, arg string }{
		{"notices", `DELETE FROM notices WHERE dossier = ?`, dossier},
		{"drafts", `DELETE FROM drafts WHERE kind = ?`, "supply:" + dossier}, // the answer to a request for papers, as the pages name it
	} {
		if _, err := tx.exec(q.text, q.arg); err != nil {
			return fmt.Errorf("%s of %s: %w", q.what, dossier, err)
		}
	}
	for _, key := range e.People {
		for _, text := range []string{
			`DELETE FROM people WHERE person_key = ? AND NOT EXISTS (SELECT 1 FROM parties p WHERE p.person_key = people.person_key)`,
			`DELETE FROM preferences WHERE person = ? AND NOT EXISTS (SELECT 1 FROM parties p WHERE p.person_key = preferences.person)
				AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.person = preferences.person)`,
		} {
			if _, err := tx.exec(text, key); err != nil {
				return fmt.Errorf("people of %s: %w", dossier, err)
			}
		}
	}
	return nil
}

func (tx *Tx) accountKeys(numbers []string) []string {
	keys := make([]string, len(numbers))
	for i, n := range numbers {
		keys[i] = tx.db.accountKey(n)
	}
	return keys
}

// eraseInbox empties messages; their rows stay, so that one that is sent again is known.
func (tx *Tx) eraseInbox(dossier string) error {
	all, err := tx.inbox(tx.ctx, selectInbox+`
		WHERE dossier = ?`, dossier)
	if err != nil {
		return err
	}
	for _, m := range all {
		if err := tx.EmptyInbox(m.System, m.Message); err != nil {
			return err
		}
	}
	return nil
}

// Erased says whether a stream was erased.
func (r *Reader) Erased(ctx context.Context, stream ledger.StreamID) (bool, error) {
	var n int
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM erasures
		WHERE stream = ?`, string(stream))
	if _, err = one(rs, err, &n); err != nil {
		return false, fmt.Errorf("erasure of %s: %w", stream, err)
	}
	return n > 0, nil
}

// Settle takes what was overwritten or erased out of the engine's own log, as far as it can while others read.
func (db *DB) Settle(ctx context.Context) error { return db.eng.settle(ctx, db) }
