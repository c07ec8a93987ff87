package store

import (
	"context"
	"fmt"

	"motcua/ground/fault"
)

// Command enters the act under the key that its sender chose. It comes first in the closure: a duplicate that
// is under way elsewhere is waited for.
//
// done is true when the same act happened before, with prior what that one gave as outcome: change nothing and
// answer from that. The same key with another hash of the request is refused: Invalid "command.reused".
// A refused act leaves no trace, so it is judged anew when it is sent again.
//
// outcome is what a repeated sender needs to be answered again, usually an id; it has no personal data.
func (tx *Tx) Command(client, key string, hash [32]byte, outcome []byte) (prior []byte, done bool, err error) {
	n, err := tx.exec(`
		INSERT INTO commands (client, key, request_hash, outcome, at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (client, key) DO NOTHING`,
		client, key, hash[:], bytes(outcome), micro(tx.now))
	if err != nil {
		return nil, false, fmt.Errorf("command %s/%s: %w", client, key, err)
	}
	tx.command = client + "/" + key
	if n == 1 {
		return nil, false, nil
	}
	var was []byte
	r, err := tx.ask(`
		SELECT request_hash, outcome
		FROM commands
		WHERE client = ? AND key = ?`, client, key)
	if _, err := one(r, err, &was, &prior); err != nil {
		return nil, false, fmt.Errorf("command %s/%s: %w", client, key, err)
	}
	if !sameBytes(was, hash[:]) {
		return nil, false, fault.New(fault.Invalid, "command.reused", "key", key)
	}
	return prior, true, nil
}

// Outcome replaces the outcome of the act's command, for acts that know it only at their end.
func (tx *Tx) Outcome(client, key string, outcome []byte) error {
	_, err := tx.exec(`
		UPDATE commands
		SET outcome = ?
		WHERE client = ? AND key = ?`, bytes(outcome), client, key)
	if err != nil {
		return fmt.Errorf("outcome of command %s/%s: %w", client, key, err)
	}
	return nil
}

// Number gives the next number of a series on a legal day ("2026-11-24"): 1, 2, 3 … without a gap, for an act
// that fails gives its number back. Everyone else who wants a number of that series and day waits until this
// act is committed: take numbers last, several in the order of series and day.
func (tx *Tx) Number(series, day string) (int64, error) {
	if at := series + "\x00" + day; at < tx.series {
		tx.failed = fmt.Errorf("number of %s on %s: numbers are taken in the order of series and day", series, day)
		return 0, tx.failed
	} else {
		tx.series = at
	}
	var n int64
	r, err := tx.ask(`
		INSERT INTO counters (series, day, n)
		VALUES (?, ?, 1)
		ON CONFLICT (series, day) DO UPDATE SET n = counters.n + 1
		RETURNING n`, series, day)
	if _, err := one(r, err, &n); err != nil {
		return 0, fmt.Errorf("number of %s on %s: %w", series, day, err)
	}
	return n, nil
}

// NextNumber is what Number would give next in a series on a legal day, for whoever only looks: another may take it first.
func (r *Reader) NextNumber(ctx context.Context, series, day string) (int64, error) {
	var n int64
	rows, err := r.query(ctx, `
		SELECT n
		FROM counters
		WHERE series = ? AND day = ?`, series, day)
	if _, err := one(rows, err, &n); err != nil {
		return 0, fmt.Errorf("next number of %s on %s: %w", series, day, err)
	}
	return n + 1, nil
}
