package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Limits of a group of a relaxed store: how many closures, and how long the last may wait for another to come.
const (
	relaxedSize = 1000
	relaxedIdle = 50 * time.Millisecond
)

// loopRelaxed is the loop of a relaxed store: each closure is answered when its savepoint is released, the commit comes
// later. A job without a closure waits for that commit. A commit that fails is told to everybody who comes after it.
func (c *committer) loopRelaxed() {
	var broken error
	for j := range c.queue {
		for j != nil && broken == nil && j.fn != nil {
			j, broken = c.relaxed(j)
		}
		if j == nil {
			continue
		}
		if broken != nil {
			j.err = fmt.Errorf("%w (%w)", ErrUnknown, broken)
		}
		close(j.done)
	}
}

// relaxed runs first and what comes behind it in one transaction. It gives the job that did not belong to it any more.
func (c *committer) relaxed(first *job) (after *job, err error) {
	if err := c.begin(); err != nil {
		first.err = err
		close(first.done)
		return nil, nil // nobody was promised anything
	}
	idle := time.NewTimer(relaxedIdle)
	defer idle.Stop()
	after = first
	for n := 0; after != nil && after.fn != nil && n < relaxedSize; n++ {
		alive := c.member(after)
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

// settling is the read pool of a relaxed store: each question waits until what was answered is on the disk.
type settling struct {
	*statements
	db *DB
}

func (s *settling) query(ctx context.Context, text string, args ...any) (rows, error) {
	if s.db.com != nil { // not yet while the store is being opened
		if err := s.db.com.write(ctx, nil); err != nil {
			return nil, fmt.Errorf("wait for the acts before: %w", err)
		}
	}
	return s.statements.query(ctx, text, args...)
}
