package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Limits of a group of a relaxed store: how many closures, and how long the last may wait for another to come.
const (
	relaxedSize = 1000
	relaxedIdle = 50 * time.Millisecond
)

// loopRelaxed is the loop of a relaxed store: each closure is answered when its savepoint is released, the commit comes
// later. A question is put between two acts, to the transaction that they are in. A commit that fails is told to everybody
// who comes after it.
func (c *committer) loopRelaxed() {
	var broken error
	for j := range c.queue {
		for j != nil && broken == nil {
			j, broken = c.relaxed(j)
		}
		if j != nil {
			j.err = fmt.Errorf("%w (%w)", ErrUnknown, broken)
			close(j.done)
		}
	}
}

// relaxed runs first and what comes behind it in one transaction. It gives the job that had no room in it.
func (c *committer) relaxed(first *job) (after *job, err error) {
	if err := c.begin(); err != nil {
		first.err = err
		close(first.done)
		return nil, nil // nobody was promised anything
	}
	idle := time.NewTimer(relaxedIdle)
	defer idle.Stop()
	after = first
	for n := 0; after != nil && n < relaxedSize; n++ {
		alive := after.look != nil && c.look(after) || after.look == nil && c.member(after)
		close(after.done)
		if !alive {
			c.abandon()
			return nil, errors.New("acts that had been answered were lost with their transaction")
		}
		idle.Reset(relaxedIdle)
		select {
		case after = <-c.queue: // nil when the queue was closed
		case <-idle.C:
			after = nil
		}
	}
	if err := c.respell(); err != nil {
		c.abandon()
		return after, err
	}
	return after, c.commit()
}

// look puts a question to the open transaction: nobody waits for the disk to see what was answered. It gives false when the
// transaction is gone.
func (c *committer) look(j *job) (alive bool) {
	if !j.state.CompareAndSwap(waiting, running) {
		return true // its caller left before it began
	}
	if j.words {
		if j.err = c.respell(); j.err != nil {
			return false // some of the words are in the index and some are not
		}
	}
	if j.err = j.look(c); j.err == nil {
		return true
	}
	alive = !liteFatal(j.err)
	c.conn.failed = nil
	return alive
}

// within is how a relaxed store is read: by the connection that writes, between two acts. Rows are taken whole, for the next act may
// come while they are being read.
type within struct {
	*statements
	com *committer
}

func (w within) query(ctx context.Context, text string, args ...any) (rows, error) {
	held := &heldRows{at: -1}
	err := w.com.queued(ctx, &job{done: make(chan struct{}), words: strings.Contains(text, "_words"), look: func(c *committer) error {
		r, err := c.conn.query(ctx, text, args...)
		if err != nil {
			return err
		}
		defer r.Close()
		return held.take(r.(*liteRows))
	}})
	if err != nil {
		return nil, err
	}
	return held, nil
}

// heldRows are rows that were read whole.
type heldRows struct {
	values [][]driver.Value
	at     int
}

func (h *heldRows) take(r *liteRows) error {
	for r.Next() {
		h.values = append(h.values, slices.Clone(r.values))
	}
	return r.Err()
}

func (h *heldRows) Next() bool {
	h.at++
	return h.at < len(h.values)
}

func (h *heldRows) Scan(dest ...any) error { return scan(dest, h.values[h.at]) }

func (h *heldRows) Err() error { return nil }

func (h *heldRows) Close() error { return nil }
