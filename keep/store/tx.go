package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// A Tx is one act on its way into the store: it reads, its own writes included, and it writes. It lives only
// inside the closure that Write was given, in one goroutine.
//
// After an error of the engine a Tx does nothing more: the closure can only return.
type Tx struct {
	Reader
	ctx     context.Context
	now     time.Time
	host    host
	command string
	relied  []reliance
	heads   []head // of streams that this act wrote or asked for, the last word on each
	runs    []run
	views   []string // ids of dossiers whose view this act began
	words   []respelling
	series  string // last counter taken: series, NUL, day
	failed  error  // a mistake in the use of the Tx that must not be committed
}

// A host is what differs below a Tx: who numbers events, and what is known of heads without asking.
type host interface {
	// numbers gives up to n consecutive numbers, at least one.
	numbers(ctx context.Context, c conn, n int64) (first, got int64, err error)
	head(ledger.StreamID) (head, bool)
}

// A head is how far a stream has come.
type head struct {
	stream   ledger.StreamID
	version  int64
	hash     [32]byte
	at       int64 // legal time of the last event, as micro
	recorded int64 // when it was written, as micro

	mine   bool  // the act that holds this head appended to the stream
	before int64 // the version that the act found, when mine
	born   int64 // number of the stream's first event, when the act wrote it
}

type run struct{ first, count int64 }

type reliance struct {
	stream  ledger.StreamID
	version int64
}

// Now is the one instant of the act: UTC, whole microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Context is the context that the act's own statements run under. It is not the caller's: one who leaves must
// not undo the work of others in the same commit.
func (tx *Tx) Context() context.Context { return tx.ctx }

// ask runs a statement of the act that changes something.
func (tx *Tx) exec(text string, args ...any) (int64, error) {
	return tx.c.exec(tx.ctx, text, args...)
}

func (tx *Tx) ask(text string, args ...any) (rows, error) {
	return tx.c.query(tx.ctx, text, args...)
}

// Write runs fn and commits what it did, or nothing. When it returns nil the act is on the disk.
//
// fn may run twice and together with others in one commit; it does no I/O of its own, starts no goroutine that
// uses the Tx, and never calls Write. Errors of fn come back as they are (a *fault.Fault untouched), a panic
// as *PanicError. ErrUnknown means that the commit broke off: repeat with the same command key.
func (db *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	for range behindTries {
		err := db.writeOnce(ctx, fn)
		var late *behind
		if !errors.As(err, &late) {
			return err
		}
		// Another node wrote this stream with a clock a little ahead of ours: come after it.
		if late.until.Sub(db.Now()) > maxSkew && !db.cfg.Simulated {
			return clockFault(late.until.Sub(db.Now()))
		}
		inner := fn
		fn = func(tx *Tx) error {
			if tx.now.Before(late.until) {
				tx.now = late.until
			}
			return inner(tx)
		}
	}
	return fault.New(fault.Conflict, "store.busy")
}

const behindTries = 4

// behind says that the act's instant lies before the last event of a stream that it appends to.
type behind struct{ until time.Time }

func (b *behind) Error() string { return "the clock is behind the stream: " + b.until.String() }

func (db *DB) writeOnce(ctx context.Context, fn func(*Tx) error) (err error) {
	if db.direct {
		if err = db.writeDirect(ctx, fn); err == nil {
			db.commits.Add(1)
		}
	} else {
		err = db.com.write(ctx, fn)
	}
	if err == nil {
		db.writes.Add(1)
	}
	return err
}

// runLite runs fn on the committer's connection, inside the savepoint that the committer opened.
func (db *DB) runLite(c *committer, fn func(*Tx) error) (*Tx, error) {
	tx := &Tx{Reader: Reader{db: db, c: c.conn}, ctx: context.Background(), host: c}
	var err error
	if tx.now, err = db.instantAfter(c.newest); err != nil {
		return nil, err
	}
	err = guarded(func() error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.finish()
	})
	if err == nil {
		err = c.conn.failed // an error of the engine that fn swallowed
	}
	return tx, err
}

// finish does what belongs to the end of an act: heads relied on still stand, the sequencer is told.
func (tx *Tx) finish() error {
	if tx.failed != nil {
		return tx.failed
	}
	if err := tx.checkRelied(); err != nil {
		return err
	}
	for _, r := range tx.runs {
		if _, err := tx.exec(`INSERT INTO fresh (first, count) VALUES (?, ?)`, r.first, r.count); err != nil {
			return err
		}
	}
	return nil
}

// Rely says that the act was decided on a stream as of a version. If it has moved by the time of the commit
// the act is refused: Conflict "store.changed". Events that the act itself appends do not count.
func (tx *Tx) Rely(stream ledger.StreamID, version int64) {
	r := reliance{stream, version}
	if !slices.Contains(tx.relied, r) {
		tx.relied = append(tx.relied, r)
	}
}

// checkRelied compares the heads relied on, in the order of their names, so that two acts wait for each other
// only one way round.
func (tx *Tx) checkRelied() error {
	if len(tx.relied) == 0 {
		return nil
	}
	var ask []reliance
	for _, r := range tx.relied {
		if h, ok := tx.own(r.stream); ok {
			if h.before != r.version {
				return changed(r, h.before)
			}
			continue
		}
		if h, ok := tx.host.head(r.stream); ok {
			if h.version != r.version {
				return changed(r, h.version)
			}
			continue
		}
		ask = append(ask, r)
	}
	slices.SortFunc(ask, func(a, b reliance) int { return strings.Compare(string(a.stream), string(b.stream)) })
	for _, r := range ask {
		h, ok, err := tx.loadHead(r.stream, tx.db.eng.share)
		if err != nil {
			return err
		}
		if ok {
			tx.heads = append(tx.heads, h)
		}
		if h.version != r.version {
			return changed(r, h.version)
		}
	}
	return nil
}

func changed(r reliance, version int64) error {
	return fault.New(fault.Conflict, "store.changed",
		"stream", string(r.stream), "seen", fmt.Sprint(r.version), "now", fmt.Sprint(version))
}

// own gives the head of a stream that this act appended to.
func (tx *Tx) own(stream ledger.StreamID) (head, bool) {
	for _, h := range tx.heads {
		if h.mine && h.stream == stream {
			return h, true
		}
	}
	return head{}, false
}
