package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"motcua/words/ledger"
)

// A Follower reads all events in the order of places, from a cursor of its own.
type Follower struct {
	Name string
	Do   func(*Tx, []Placed) error
}

// Follow gives each follower its next events in the order of places, at most batch, and moves its cursor in the
// same transaction: what Do writes through tx happens exactly once. Followers that stand at the same place share one
// reading. It gives how many places the one that moved furthest went; 0 means that nothing waits.
//
// Do may be called several times for the same events, each time in a fresh state. When it fails for a batch,
// the events are given one by one; one that still fails parks its stream (see Parked) and the others go on.
// Later events of a parked stream are held back until Retry has brought it up.
func (db *DB) Follow(ctx context.Context, batch int, followers ...Follower) (n int, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		n = 0
		var events []Placed
		read := int64(-1) // the place behind which events were read
		for _, f := range followers {
			place, err := tx.lockCursor(f.Name)
			if err != nil {
				return err
			}
			if place != read {
				if events, err = tx.placed(tx.ctx, place+1, batch); err != nil {
					return err
				}
				read = place
			}
			if err := tx.follow(f, events); err != nil {
				return fmt.Errorf("follower %s: %w", f.Name, err)
			}
			n = max(n, len(events))
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// follow gives events to one follower, but for those of its parked streams, and moves its cursor behind the last.
func (tx *Tx) follow(f Follower, events []Placed) error {
	if len(events) == 0 {
		return nil
	}
	held, err := tx.parkedStreams(f.Name)
	if err != nil {
		return err
	}
	var give []Placed
	for _, e := range events {
		if !held[e.Stream] {
			give = append(give, e)
		}
	}
	if err := tx.feed(f.Name, give, held, f.Do); err != nil {
		return err
	}
	return tx.moveCursor(f.Name, events[len(events)-1].Place)
}

// feed gives events to fn, all at once if that goes, else one by one, parking what cannot be digested.
func (tx *Tx) feed(follower string, events []Placed, held map[ledger.StreamID]bool, fn func(*Tx, []Placed) error) error {
	if len(events) == 0 {
		return nil
	}
	err := tx.try(func() error { return fn(tx, events) })
	if err == nil || tx.passing(err) {
		return err
	}
	for _, e := range events {
		if held[e.Stream] {
			continue
		}
		if len(events) > 1 {
			err = tx.try(func() error { return fn(tx, []Placed{e}) })
		}
		if err == nil {
			continue
		}
		if tx.passing(err) {
			return err
		}
		held[e.Stream] = true
		if err := tx.park(follower, e, err); err != nil {
			return err
		}
	}
	return nil
}

// passing says that an error is not about the event: the whole transaction is to be run again or given up.
func (tx *Tx) passing(err error) bool {
	var late *behind
	return tx.db.eng.retryable(err) || errors.As(err, &late) || errors.Is(err, context.Canceled) ||
		errors.Is(err, context.DeadlineExceeded) || tx.db.eng.fatal(err)
}

// try runs fn in a savepoint inside the act and undoes what it did when it fails or panics.
func (tx *Tx) try(fn func() error) error {
	if _, err := tx.exec(`SAVEPOINT try`); err != nil {
		return err
	}
	was := *tx
	was.heads, was.runs = slices.Clone(tx.heads), slices.Clone(tx.runs)
	tx.series = "" // each try takes its numbers in an order of its own; a deadlock is run again
	err := guarded(fn)
	if err == nil {
		err = tx.failed
	}
	if err == nil {
		_, err = tx.exec(`RELEASE SAVEPOINT try`)
		tx.series = was.series
		return err
	}
	*tx = was
	tx.c.mend()
	if _, e := tx.exec(`ROLLBACK TO SAVEPOINT try`); e != nil {
		return errors.Join(err, e)
	}
	if _, e := tx.exec(`RELEASE SAVEPOINT try`); e != nil {
		return errors.Join(err, e)
	}
	return err
}

// A Parked is a stream that a follower could not digest, from the event at Place on.
type Parked struct {
	Follower string
	Stream   ledger.StreamID
	Place    int64
	Version  int64
	Attempts int
	Error    string
	Since    time.Time
}

func (tx *Tx) park(follower string, e Placed, cause error) error {
	_, err := tx.exec(`
		INSERT INTO parked (follower, stream, place, version, attempts, error, since)
		VALUES (?, ?, ?, ?, 1, ?, ?)
		ON CONFLICT (follower, stream) DO UPDATE
		SET place = excluded.place, version = excluded.version, attempts = parked.attempts + 1,
			error = excluded.error`,
		follower, string(e.Stream), e.Place, e.Version, cause.Error(), micro(tx.now))
	return err
}

func (tx *Tx) parkedStreams(follower string) (map[ledger.StreamID]bool, error) {
	var stream string
	held := map[ledger.StreamID]bool{}
	r, err := tx.ask(`
		SELECT stream
		FROM parked
		WHERE follower = ?`, follower)
	err = each(r, err, []any{&stream}, func() error {
		held[ledger.StreamID(stream)] = true
		return nil
	})
	return held, err
}

// Parked gives the streams that followers could not digest, those of all followers when follower is "".
func (r *Reader) Parked(ctx context.Context, follower string) ([]Parked, error) {
	var p Parked
	var since int64
	var all []Parked
	rs, err := r.query(ctx, `
		SELECT follower, stream, place, version, attempts, error, since
		FROM parked
		WHERE follower = ? OR ? = ''
		ORDER BY since, follower, stream`, follower, follower)
	var stream string
	err = each(rs, err, []any{&p.Follower, &stream, &p.Place, &p.Version, &p.Attempts, &p.Error, &since}, func() error {
		p.Stream, p.Since = ledger.StreamID(stream), instant(since)
		all = append(all, p)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("parked streams: %w", err)
	}
	return all, nil
}

// Retry gives a parked stream's events to fn again, from the one that failed up to the follower's cursor, one
// by one. When all go, the stream is no longer parked; when one fails, it stays parked at that one and ok is
// false.
func (db *DB) Retry(ctx context.Context, follower string, stream ledger.StreamID, fn func(*Tx, []Placed) error) (ok bool, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		ok = false
		place, err := tx.lockCursor(follower)
		if err != nil {
			return err
		}
		events, err := tx.heldBack(follower, stream, place)
		if err != nil {
			return err
		}
		for _, e := range events {
			err := tx.try(func() error { return fn(tx, []Placed{e}) })
			if err != nil && tx.passing(err) {
				return err
			}
			if err != nil {
				return tx.park(follower, e, err)
			}
		}
		ok = true
		_, err = tx.exec(`
			DELETE FROM parked
			WHERE follower = ? AND stream = ?`, follower, string(stream))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("follower %s, stream %s: %w", follower, stream, err)
	}
	return ok, nil
}

// heldBack gives the events of a parked stream that the follower's cursor has gone past.
func (tx *Tx) heldBack(follower string, stream ledger.StreamID, place int64) ([]Placed, error) {
	s := tx.eventScan()
	var at int64
	var events []Placed
	r, err := tx.ask(`
		SELECT q.place, e.seq, e.stream, e.version, e.kind, e.class, e.at, e.recorded_at, e.actor, e.unit,
			e.command, e.holder, e.private_commitment, e.mac, p.bytes, o.seeds
		FROM parked k
		JOIN events e ON e.stream = k.stream AND e.version >= k.version
		JOIN placed q ON q.seq = e.seq AND q.place <= ?
		LEFT JOIN particulars p ON p.stream = e.stream AND p.version = e.version
		LEFT JOIN openings o ON o.stream = p.stream
		WHERE k.follower = ? AND k.stream = ?
		ORDER BY e.version`, place, follower, string(stream))
	err = each(r, err, append([]any{&at}, s.dest()...), func() error {
		e, err := s.event()
		events = append(events, Placed{at, e})
		return err
	})
	return events, err
}

// Cursor gives the place that a follower has reached, and the last place there is.
func (r *Reader) Cursor(ctx context.Context, follower string) (place, last int64, err error) {
	rs, err := r.query(ctx, `
		SELECT COALESCE((SELECT place FROM cursors WHERE follower = ?), 0),
			COALESCE((SELECT MAX(place) FROM placed), 0)`, follower)
	if _, err = one(rs, err, &place, &last); err != nil {
		return 0, 0, fmt.Errorf("cursor of %s: %w", follower, err)
	}
	return place, last, nil
}

// Waiting gives how many acts no follower can see yet, because the sequencer has not placed their events.
func (r *Reader) Waiting(ctx context.Context) (n int64, err error) {
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM fresh`)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count fresh acts: %w", err)
	}
	return n, nil
}
