package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// directConn runs an act's statements on a connection of the pool.
type directConn struct {
	c      *sql.Conn
	rebind func(string) string
}

func (d *directConn) exec(ctx context.Context, text string, args ...any) (int64, error) {
	r, err := d.c.ExecContext(ctx, d.rebind(text), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// mend has nothing to do: the server itself runs nothing more until the savepoint is rolled back.
func (d *directConn) mend() {}

func (d *directConn) query(ctx context.Context, text string, args ...any) (rows, error) {
	r, err := d.c.QueryContext(ctx, d.rebind(text), args...)
	if err != nil {
		return nil, err
	}
	return r, nil
}

// directTries is how often an act is run again after a serialization failure or a lost deadlock.
const directTries = 10

// writeDirect runs fn in a transaction of its own, at READ COMMITTED: acts guard themselves by comparing heads.
func (db *DB) writeDirect(ctx context.Context, fn func(*Tx) error) error {
	if err := db.checkClock(ctx); err != nil {
		return err
	}
	var err error
	for n := range directTries {
		if err = db.attempt(ctx, fn); err == nil || !db.eng.retryable(err) || errors.Is(err, ErrUnknown) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(n*n) * time.Millisecond):
		}
	}
	return fmt.Errorf("given up after %d tries: %w", directTries, err)
}

func (db *DB) attempt(ctx context.Context, fn func(*Tx) error) error {
	c, err := db.write.Conn(ctx)
	if err != nil {
		return db.gone(err)
	}
	defer c.Close() // an error of it says nothing about the act
	if _, err := c.ExecContext(ctx, `BEGIN`); err != nil {
		return leaving(ctx, err)
	}
	tx := &Tx{Reader: Reader{db: db, c: &directConn{c, db.eng.rebind}}, ctx: ctx, host: db, now: db.Now()}
	err = guarded(func() error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.finish()
	})
	if err != nil {
		rollback(c)
		return leaving(ctx, err)
	}
	return commitDirect(ctx, c)
}

// leaving names the caller's leaving where that is why a statement broke off: the driver only says that the
// connection is gone.
func leaving(ctx context.Context, err error) error {
	if gone := ctx.Err(); gone != nil && !errors.Is(err, gone) {
		return fmt.Errorf("%w (%w)", gone, err)
	}
	return err
}

// rollback undoes a transaction; a connection that cannot is thrown away, which undoes it too.
func rollback(c *sql.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if _, err := c.ExecContext(ctx, `ROLLBACK`); err != nil {
		c.Raw(func(any) error { return driver.ErrBadConn })
	}
}

// commitDirect commits, and says ErrUnknown unless the server answered plainly that it did or did not. A
// warning on the way means that the commit is not where it was to be (a standby did not answer), so it is not
// a plain answer.
func commitDirect(ctx context.Context, c *sql.Conn) error {
	var tag string
	err := c.Raw(func(d any) error {
		p := d.(*stdlib.Conn).Conn().PgConn()
		forget(p)
		// The caller may have left: a COMMIT on its way is not called back.
		r := p.Exec(context.WithoutCancel(ctx), `COMMIT`)
		rs, err := r.ReadAll()
		if err != nil {
			return err
		}
		tag = rs[len(rs)-1].CommandTag.String()
		if w := forget(p); w != "" {
			return fmt.Errorf("%w (the database warned: %s)", ErrUnknown, w)
		}
		return nil
	})
	var e *pgconn.PgError
	switch {
	case err == nil && tag == "COMMIT":
		return nil
	case err == nil:
		return fmt.Errorf("the commit was answered with %s: the act did not happen", tag)
	case errors.As(err, &e) && e.Severity == "ERROR":
		return err // rolled back, and said so
	case errors.Is(err, ErrUnknown):
		return err
	}
	return fmt.Errorf("%w (%w)", ErrUnknown, err)
}

// warned has the last warning of each connection whose commit is being watched.
var warned sync.Map // *pgconn.PgConn to string

func countWarnings(p *pgconn.PgConn, n *pgconn.Notice) {
	if n.Severity == "WARNING" {
		warned.Store(p, n.Message)
	}
}

// forget gives the last warning of a connection, once.
func forget(p *pgconn.PgConn) string {
	w, ok := warned.LoadAndDelete(p)
	if !ok {
		return ""
	}
	return w.(string)
}

// blocks are numbers of events that this node took from the database in advance.
type blocks struct {
	mu        sync.Mutex
	next, end int64     // guarded by mu: next is free, end is not ours
	taken     time.Time // guarded by mu
}

// A block is 64 numbers. A block is dropped after a second, so that numbers, by which lists of dossiers are
// sorted, stay close to the order of time also between a busy and a quiet node.
const (
	blockSize = 64
	blockLife = time.Second
)

// numbers asks on the act's own connection: one that waited for a second connection of the pool while others
// hold them all and wait for this act would wait for ever. A sequence belongs to no transaction.
func (db *DB) numbers(ctx context.Context, c conn, n int64) (first, got int64, err error) {
	b := &db.blocks
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.end-b.next < min(n, blockSize) || time.Since(b.taken) > blockLife {
		var k int64
		r, err := c.query(ctx, `SELECT nextval('event_blocks')`)
		if _, err := one(r, err, &k); err != nil {
			return 0, 0, err
		}
		b.next, b.end, b.taken = (k-1)*blockSize+1, k*blockSize+1, time.Now()
	}
	first, got = b.next, min(n, b.end-b.next)
	b.next += got
	return first, got, nil
}

// head knows nothing: another node may write at any time.
func (db *DB) head(ledger.StreamID) (head, bool) { return head{}, false }

// wall is the clock of a store that was given none.
var wall = time.Now

// skew remembers when the clocks were compared.
type skew struct {
	mu   sync.Mutex
	last time.Time // guarded by mu: our clock at the last comparison that was well
}

// maxSkew is how far a node's clock may be from the database's: DESIGN section 4.
const (
	maxSkew   = 2 * time.Second
	skewEvery = time.Second
)

// checkClock compares this node's clock with the database's, at most once a second, and refuses when they
// disagree by more than two seconds.
func (db *DB) checkClock(ctx context.Context) error {
	if db.cfg.Simulated {
		return nil
	}
	s := &db.skew
	s.mu.Lock()
	defer s.mu.Unlock()
	before := db.cfg.Now()
	if since := before.Sub(s.last); since >= 0 && since < skewEvery {
		return nil
	}
	theirs, err := db.eng.clock(ctx, db)
	if err != nil {
		return db.gone(err)
	}
	after := db.cfg.Now()
	// The database read its clock somewhere between before and after.
	if d := before.Sub(theirs); d > maxSkew {
		return clockFault(d)
	}
	if d := theirs.Sub(after); d > maxSkew {
		return clockFault(d)
	}
	s.last = after
	return nil
}

// clockFault says by how much a clock is wrong.
func clockFault(d time.Duration) error {
	return fault.New(fault.Internal, "store.clock", "seconds", fmt.Sprintf("%.1f", d.Seconds()))
}

// instantAfter gives the instant of an act on a store that has no clock of its own: the newest event stands
// for it. A clock up to two seconds behind waits there, one further behind is refused.
func (db *DB) instantAfter(newest time.Time) (time.Time, error) {
	now := db.Now()
	if db.cfg.Simulated || !now.Before(newest) {
		return now, nil
	}
	if d := newest.Sub(now); d > maxSkew {
		return now, clockFault(d)
	}
	return newest, nil
}

// gone names a pool that was closed.
func (db *DB) gone(err error) error {
	if err != nil && err.Error() == "sql: database is closed" {
		return ErrClosed
	}
	return err
}
