package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"motcua/words/ledger"
)

// The committer is the one writer of a SQLite store. It takes closures from its queue, runs each in a
// savepoint, commits the group with one write to the disk, and only then answers their callers.
//
// The heads of streams that it wrote or read are kept, so that most acts ask for none; another process that
// writes the file is noticed by the engine's data_version, and then everything kept is forgotten.
type committer struct {
	db    *DB
	conn  *liteConn
	queue chan *job
	done  chan struct{} // closed when the loop has ended
	ended error         // written before done is closed

	mu     sync.RWMutex // guards closed against a send on the queue
	closed bool

	// The rest belongs to the loop.
	seq    int64 // the last number given to an event
	heads  map[ledger.StreamID]head
	seen   int64        // data_version when heads and seq were last right
	newest time.Time    // the latest recorded_at in the store
	words  []respelling // by the acts of the group, in order
}

// Limits of a group: how many closures, and how long the first may wait for the others to run.
const (
	groupSize = 128
	groupTime = 200 * time.Millisecond
	keptHeads = 50_000
)

// A job is one closure on its way through the committer.
type job struct {
	fn    func(*Tx) error
	look  func(*committer) error // instead of fn: a question to a relaxed store
	words bool                   // the question is about words: their index is brought up to date before
	state atomic.Int32           // waiting, running, left
	err   error                  // written before done is closed
	done  chan struct{}
}

const (
	waiting = iota
	running
	left
)

func (db *DB) startCommitter(ctx context.Context) error {
	c, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	com := &committer{
		db: db, queue: make(chan *job, 4*groupSize), done: make(chan struct{}),
		heads: map[ledger.StreamID]head{}, seen: -1,
	}
	ready := make(chan error, 1)
	go func() {
		defer close(com.done)
		// The driver's connection may only be used inside Raw, so the loop lives there.
		err := c.Raw(func(d any) error {
			var err error
			com.conn, err = newLiteConn(d)
			ready <- err
			if err != nil {
				return err
			}
			defer com.conn.close()
			com.loop()
			return nil
		})
		com.ended = errors.Join(err, c.Close())
	}()
	if err := <-ready; err != nil {
		return err
	}
	db.com = com
	return nil
}

// stop lets the closures in the queue be done and ends the loop.
func (c *committer) stop() error {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.queue)
	}
	c.mu.Unlock()
	<-c.done
	return c.ended
}

// write hands fn to the loop and waits, as queued does with any job. A caller whose context ends before the closure runs has changed
// nothing; one who leaves later only stops waiting, and the outcome is unknown to it.
func (c *committer) write(ctx context.Context, fn func(*Tx) error) error {
	return c.queued(ctx, &job{fn: fn, done: make(chan struct{})})
}

func (c *committer) queued(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	c.mu.RLock()
	if c.closed {
		c.mu.RUnlock()
		return ErrClosed
	}
	select {
	case c.queue <- j:
		c.mu.RUnlock()
	case <-ctx.Done():
		c.mu.RUnlock()
		return ctx.Err()
	case <-c.done:
		c.mu.RUnlock()
		return ErrClosed
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, left) {
			return ctx.Err()
		}
		return fmt.Errorf("%w (%w)", ErrUnknown, ctx.Err())
	case <-c.done:
		select {
		case <-j.done:
			return j.err
		default:
			return fmt.Errorf("%w (%w)", ErrUnknown, ErrClosed)
		}
	}
}

// loop gathers groups until the queue is closed.
func (c *committer) loop() {
	if c.db.cfg.Relaxed {
		c.loopRelaxed()
		return
	}
	var group []*job
	for j := range c.queue {
		group = c.group(append(group[:0], j))
		for _, j := range group {
			close(j.done)
		}
	}
}

// group runs first and what else is waiting in one transaction, and gives back all that it answered.
func (c *committer) group(group []*job) []*job {
	if err := c.begin(); err != nil {
		group[0].err = err
		return group
	}
	started := time.Now()
	for i := 0; ; i++ {
		j := group[i]
		if !c.member(j) {
			return c.apart(group)
		}
		if i+1 < len(group) {
			continue
		}
		next := c.next(len(group), started)
		if next == nil {
			break
		}
		group = append(group, next)
	}
	if c.respell() != nil {
		return c.apart(group)
	}
	if err := c.commit(); err != nil {
		for _, j := range group {
			if j.err == nil {
				j.err = err
			}
		}
	}
	return group
}

// next takes a waiting closure, if the group has room and time for it.
func (c *committer) next(have int, started time.Time) *job {
	if have >= groupSize || time.Since(started) > groupTime {
		return nil
	}
	select {
	case j := <-c.queue:
		return j // nil when the queue was closed
	default:
		return nil
	}
}

// member runs one closure in a savepoint. It gives false when the transaction around it is gone.
func (c *committer) member(j *job) (alive bool) {
	if !j.state.CompareAndSwap(waiting, running) {
		return true // its caller left before it began
	}
	seq := c.seq
	if _, err := c.conn.run(`SAVEPOINT act`, nil); err != nil {
		j.err = err
		return false
	}
	tx, err := c.db.runLite(c, j.fn)
	if err == nil {
		if _, err = c.conn.run(`RELEASE act`, nil); err == nil {
			c.keep(tx)
			return true
		}
		j.err = err
		return false
	}
	j.err = err
	c.seq = seq
	c.conn.failed = nil
	if _, err := c.conn.run(`ROLLBACK TO act`, nil); err != nil {
		return false
	}
	_, err = c.conn.run(`RELEASE act`, nil)
	return err == nil
}

// apart runs each closure of a group whose transaction was lost alone, so that one cannot hurt another.
func (c *committer) apart(group []*job) []*job {
	c.abandon()
	for _, j := range group {
		if j.state.Load() == left {
			continue
		}
		j.err = c.alone(j.fn)
	}
	return group
}

func (c *committer) alone(fn func(*Tx) error) error {
	if err := c.begin(); err != nil {
		return err
	}
	tx, err := c.db.runLite(c, fn)
	if err != nil {
		c.abandon()
		return err
	}
	c.keep(tx)
	if err := c.respell(); err != nil {
		c.abandon()
		return err
	}
	return c.commit()
}

// begin takes the file's write lock and looks whether another process wrote since.
func (c *committer) begin() error {
	c.conn.failed = nil
	if _, err := c.conn.run(`BEGIN IMMEDIATE`, nil); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	var version int64
	r, err := c.conn.query(context.Background(), `PRAGMA data_version`)
	if _, err := one(r, err, &version); err != nil {
		c.abandon()
		return fmt.Errorf("begin: %w", err)
	}
	if version == c.seen {
		return nil
	}
	clear(c.heads)
	var newest int64
	r, err = c.conn.query(context.Background(), `
		SELECT COALESCE(MAX(seq), 0)
		FROM events`)
	if _, err := one(r, err, &c.seq); err != nil {
		c.abandon()
		return fmt.Errorf("begin: %w", err)
	}
	r, err = c.conn.query(context.Background(), `
		SELECT recorded_at
		FROM events
		WHERE seq = ?`, c.seq)
	if _, err := one(r, err, &newest); err != nil {
		c.abandon()
		return fmt.Errorf("begin: %w", err)
	}
	c.newest, c.seen = instant(newest), version
	return nil
}

// commit writes the group to the disk. A failure leaves the outcome unknown for all of it.
func (c *committer) commit() error {
	if _, err := c.conn.run(`COMMIT`, nil); err != nil {
		c.abandon()
		return fmt.Errorf("%w (%w)", ErrUnknown, err)
	}
	c.db.commits.Add(1)
	return nil
}

// abandon rolls back what may be open and forgets what was kept.
func (c *committer) abandon() {
	c.conn.failed = nil
	c.conn.run(`ROLLBACK`, nil) // fails where nothing is open, and that is well
	clear(c.heads)
	c.words, c.seen = c.words[:0], -1
}

// keep takes over what a closure learnt, once its savepoint is released.
func (c *committer) keep(tx *Tx) {
	if len(c.heads) > keptHeads {
		clear(c.heads)
	}
	for _, h := range tx.heads {
		h.mine, h.before, h.born = false, 0, 0
		c.heads[h.stream] = h
	}
	c.words = append(c.words, tx.words...)
	if len(tx.runs) > 0 && tx.now.After(c.newest) {
		c.newest = tx.now
	}
}

// numbers gives n consecutive numbers for events.
func (c *committer) numbers(_ context.Context, _ conn, n int64) (first, got int64, err error) {
	first = c.seq + 1
	c.seq += n
	return first, n, nil
}

func (c *committer) head(id ledger.StreamID) (head, bool) {
	h, ok := c.heads[id]
	return h, ok
}

// A PanicError is what Write gives when the closure panicked: its savepoint was rolled back, the others of
// the group are not touched.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("the act panicked: %v", e.Value) }

// guarded runs fn and turns a panic into an error.
func guarded(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return fn()
}
