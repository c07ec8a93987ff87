package store

import (
	"context"
	"database/sql/driver"
	"fmt"
	"io"
)

// liteConn is the one writing connection, spoken to below database/sql: the committer alone uses it, so that
// locks, context watchers and the checking of each value would be paid for nothing (measured: a third of the
// time of an act).
type liteConn struct {
	d      driver.Conn
	made   map[string]driver.Stmt
	values []driver.NamedValue // of the statement that is being run; used again by the next

	// failed is the first error of the closure that runs. SQLite may have rolled everything back with it,
	// and a further statement would then commit alone: nothing runs until the committer clears it.
	failed error
}

func (c *liteConn) prepared(ctx context.Context, text string) (driver.Stmt, error) {
	if s := c.made[text]; s != nil {
		return s, nil
	}
	s, err := c.d.(driver.ConnPrepareContext).PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	if len(c.made) >= keptStatements {
		for t, old := range c.made {
			delete(c.made, t)
			old.Close()
			break
		}
	}
	c.made[text] = s
	return s, nil
}

// bind puts args into the connection's own slice.
func (c *liteConn) bind(args []any) ([]driver.NamedValue, error) {
	c.values = c.values[:0]
	for i, a := range args {
		switch v := a.(type) {
		case int64, string, []byte, nil:
		case int:
			a = int64(v)
		default:
			return nil, fmt.Errorf("a value of type %T cannot be stored", a)
		}
		c.values = append(c.values, driver.NamedValue{Ordinal: i + 1, Value: a})
	}
	return c.values, nil
}

// exec runs under no context: a cancelled statement would roll the whole group back.
func (c *liteConn) exec(_ context.Context, text string, args ...any) (int64, error) {
	if c.failed != nil {
		return 0, c.failed
	}
	n, err := c.run(text, args)
	if err != nil {
		c.failed = err
	}
	return n, err
}

func (c *liteConn) run(text string, args []any) (int64, error) {
	s, err := c.prepared(context.Background(), text)
	if err != nil {
		return 0, err
	}
	vs, err := c.bind(args)
	if err != nil {
		return 0, err
	}
	r, err := s.(driver.StmtExecContext).ExecContext(context.Background(), vs)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c *liteConn) mend() { c.failed = nil }

func (c *liteConn) query(_ context.Context, text string, args ...any) (rows, error) {
	if c.failed != nil {
		return nil, c.failed
	}
	s, err := c.prepared(context.Background(), text)
	if err == nil {
		var vs []driver.NamedValue
		if vs, err = c.bind(args); err == nil {
			var r driver.Rows
			if r, err = s.(driver.StmtQueryContext).QueryContext(context.Background(), vs); err == nil {
				return &liteRows{c: c, r: r, values: make([]driver.Value, len(r.Columns()))}, nil
			}
		}
	}
	c.failed = err
	return nil, err
}

// close gives the prepared statements back.
func (c *liteConn) close() {
	for _, s := range c.made {
		s.Close()
	}
	c.made = nil
}

type liteRows struct {
	c      *liteConn
	r      driver.Rows
	values []driver.Value
	err    error
	closed bool
}

func (r *liteRows) Next() bool {
	if r.closed {
		return false
	}
	switch err := r.r.Next(r.values); err {
	case nil:
		return true
	case io.EOF:
		r.Close()
	default:
		r.fail(err)
		r.Close()
	}
	return false
}

func (r *liteRows) fail(err error) {
	if r.err == nil {
		r.err = err
	}
	if r.c.failed == nil {
		r.c.failed = err
	}
}

func (r *liteRows) Err() error { return r.err }

func (r *liteRows) Close() error {
	if r.closed {
		return nil
	}
	r.closed = true
	if err := r.r.Close(); err != nil {
		r.fail(err)
		return err
	}
	return nil
}

func (r *liteRows) Scan(dest ...any) error { return scan(dest, r.values) }

func scan(dest []any, values []driver.Value) error {
	if len(dest) != len(values) {
		return fmt.Errorf("a row of %d columns read into %d", len(values), len(dest))
	}
	for i, d := range dest {
		if err := assign(d, values[i]); err != nil {
			return fmt.Errorf("column %d: %w", i+1, err)
		}
	}
	return nil
}

func assign(dest any, v driver.Value) error {
	switch d := dest.(type) {
	case *int64:
		if n, ok := v.(int64); ok {
			*d = n
			return nil
		}
	case *int:
		if n, ok := v.(int64); ok {
			*d = int(n)
			return nil
		}
	case *string:
		switch s := v.(type) {
		case string:
			*d = s
			return nil
		case []byte:
			*d = string(s)
			return nil
		}
	case *[]byte:
		switch b := v.(type) {
		case nil:
			*d = nil
			return nil
		case []byte:
			*d = b
			return nil
		case string:
			*d = []byte(b)
			return nil
		}
	}
	return fmt.Errorf("%T cannot be read into %T", v, dest)
}

func newLiteConn(d any) (*liteConn, error) {
	c, ok := d.(driver.Conn)
	if !ok {
		return nil, fmt.Errorf("the driver's connection is a %T", d)
	}
	return &liteConn{d: c, made: map[string]driver.Stmt{}}, nil
}
