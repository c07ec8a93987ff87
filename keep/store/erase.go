package store

import (
	"context"
	"fmt"

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
