package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// sequencer is the cursor whose row keeps two nodes from placing at once.
const sequencer = "store.sequencer"

// sequencePiece is how many acts are placed in one transaction.
const sequencePiece = 500

// Sequence gives places to the events that were committed since: dense, 1, 2, 3 …, the versions of a stream
// in order. It may be called from any node at any time; one works, the others wait. It gives how many events
// it placed, in pieces, and stops when none is left.
//
// The numbers of events are no order: on PostgreSQL an act with a later number can commit first. So an event
// waits until the version before it has its place.
func (db *DB) Sequence(ctx context.Context) (moved int, err error) {
	for limit := sequencePiece; ; {
		var n, saw int
		err := db.Write(ctx, func(tx *Tx) error {
			var err error
			n, saw, err = tx.sequence(limit)
			return err
		})
		if err != nil {
			return moved, fmt.Errorf("sequence: %w", err)
		}
		moved += n
		switch {
		case saw < limit:
			return moved, nil
		case n == 0:
			limit *= 2 // all that was looked at waits for events beyond it
		default:
			limit = sequencePiece
		}
	}
}

// freshEvent is an event of an act that waits for its place.
type freshEvent struct {
	first, seq, version int64
	stream              string
}

// sequence places the events of up to limit acts. saw is how many acts it looked at.
func (tx *Tx) sequence(limit int) (moved, saw int, err error) {
	place, err := tx.lockCursor(sequencer)
	if err != nil {
		return 0, 0, err
	}
	acts, err := tx.freshActs(limit)
	if err != nil || len(acts) == 0 {
		return 0, len(acts), err
	}
	ready, err := tx.inOrder(acts)
	if err != nil || len(ready) == 0 {
		return 0, len(acts), err
	}
	var placed, firsts []any
	for _, act := range ready {
		firsts = append(firsts, act[0].first)
		for _, e := range act {
			place++
			placed = append(placed, place, e.seq)
		}
	}
	const most = 100
	for part := range slices.Chunk(placed, 2*most) {
		if _, err := tx.exec(`INSERT INTO placed (place, seq) VALUES `+tuples(len(part)/2, 2), part...); err != nil {
			return 0, 0, err
		}
	}
	for part := range slices.Chunk(firsts, most) {
		if _, err := tx.exec(`DELETE FROM fresh WHERE first IN (`+marks(len(part))+`)`, part...); err != nil {
			return 0, 0, err
		}
	}
	return len(placed) / 2, len(acts), tx.moveCursor(sequencer, place)
}

// lockCursor reads a cursor and holds its row until the commit, so that followers of one name take turns.
func (tx *Tx) lockCursor(follower string) (place int64, err error) {
	r, err := tx.ask(`
		INSERT INTO cursors (follower, place)
		VALUES (?, 0)
		ON CONFLICT (follower) DO UPDATE SET place = cursors.place
		RETURNING place`, follower)
	_, err = one(r, err, &place)
	return place, err
}

func (tx *Tx) moveCursor(follower string, place int64) error {
	_, err := tx.exec(`
		UPDATE cursors
		SET place = ?
		WHERE follower = ?`, place, follower)
	return err
}

// freshActs gives the events of up to limit acts that wait, act by act in the order of their numbers.
func (tx *Tx) freshActs(limit int) ([][]freshEvent, error) {
	var e freshEvent
	var acts [][]freshEvent
	r, err := tx.ask(`
		SELECT f.first, e.seq, e.version, e.stream
		FROM (SELECT first, count FROM fresh ORDER BY first LIMIT ?) f
		JOIN events e ON e.seq >= f.first AND e.seq < f.first + f.count
		ORDER BY e.seq`, limit)
	err = each(r, err, []any{&e.first, &e.seq, &e.version, &e.stream}, func() error {
		if n := len(acts); n == 0 || acts[n-1][0].first != e.first {
			acts = append(acts, nil)
		}
		acts[len(acts)-1] = append(acts[len(acts)-1], e)
		return nil
	})
	return acts, err
}

// inOrder puts acts one after the other so that each event comes after the version before it, and leaves out
// those that must wait. An act can only wait for one that was committed before it, so no two wait for each
// other.
func (tx *Tx) inOrder(acts [][]freshEvent) ([][]freshEvent, error) {
	reached := map[string]int64{} // the last placed version of a stream
	for _, act := range acts {
		for _, e := range act {
			if _, ok := reached[e.stream]; ok || e.version == 1 {
				continue
			}
			v, err := tx.placedVersion(e.stream)
			if err != nil {
				return nil, err
			}
			reached[e.stream] = v
		}
	}
	var ready [][]freshEvent
	for len(acts) > 0 {
		var wait [][]freshEvent
		for _, act := range acts {
			if follows(act, reached) {
				ready = append(ready, act)
			} else {
				wait = append(wait, act)
			}
		}
		if len(wait) == len(acts) {
			break
		}
		acts = wait
	}
	return ready, nil
}

// follows says whether every event of an act comes next in its stream, and if so moves reached past them.
func follows(act []freshEvent, reached map[string]int64) bool {
	for i, e := range act {
		before := reached[e.stream]
		for _, f := range act[:i] {
			if f.stream == e.stream {
				before = f.version
			}
		}
		if e.version != before+1 {
			return false
		}
	}
	for _, e := range act {
		reached[e.stream] = e.version
	}
	return true
}

func (tx *Tx) placedVersion(stream string) (int64, error) {
	var v int64
	r, err := tx.ask(`
		SELECT COALESCE(MAX(e.version), 0)
		FROM events e
		JOIN placed p ON p.seq = e.seq
		WHERE e.stream = ?`, stream)
	_, err = one(r, err, &v)
	return v, err
}

// PlacedStreams gives the streams of a kind that got events behind a place, in their order and each once, and the last place that was
// looked at; most is how many places are looked at.
func (r *Reader) PlacedStreams(ctx context.Context, kind string, behind int64, most int) (streams []string, last int64, err error) {
	var place int64
	var stream string
	last = behind
	rs, err := r.query(ctx, `
		SELECT q.place, e.stream
		FROM placed q
		JOIN events e ON e.seq = q.seq
		WHERE q.place > ?
		ORDER BY q.place
		LIMIT ?`, behind, most)
	err = each(rs, err, []any{&place, &stream}, func() error {
		if last = place; strings.HasPrefix(stream, kind+"/") && !slices.Contains(streams, stream) {
			streams = append(streams, stream)
		}
		return nil
	})
	if err != nil {
		return nil, behind, fmt.Errorf("events behind place %d: %w", behind, err)
	}
	return streams, last, nil
}
