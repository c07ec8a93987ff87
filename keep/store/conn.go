package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"
)

// A conn runs SQL with ? in the place of values. Values are int64, int, string, []byte or nil.
type conn interface {
	// exec gives the number of rows that it touched.
	exec(ctx context.Context, text string, args ...any) (int64, error)
	query(ctx context.Context, text string, args ...any) (rows, error)
	// mend forgets an error, for the savepoint that it happened in is about to be rolled back.
	mend()
}

// rows are read like those of database/sql, into *int64, *int, *string and *[]byte.
type rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
	Close() error
}

// statements are the prepared statements of the read pool, by their text.
type statements struct {
	db     *sql.DB
	rebind func(string) string

	mu   sync.RWMutex
	made map[string]*sql.Stmt // guarded by mu
}

// keptStatements bounds the texts kept prepared: lists are put together from filters and so have many forms.
const keptStatements = 400

func (s *statements) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	s.mu.RLock()
	p := s.made[text]
	s.mu.RUnlock()
	if p != nil {
		return p, nil
	}
	p, err := s.db.PrepareContext(ctx, s.rebind(text))
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if q := s.made[text]; q != nil {
		p.Close()
		return q, nil
	}
	if s.made == nil {
		s.made = map[string]*sql.Stmt{}
	}
	if len(s.made) >= keptStatements {
		// choice: one goes, whichever the map gives first; database/sql closes it once nobody uses it.
		for t, old := range s.made {
			delete(s.made, t)
			old.Close()
			break
		}
	}
	s.made[text] = p
	return p, nil
}

func (s *statements) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.made {
		p.Close()
	}
	s.made = nil
}

// exec is refused: a Reader cannot write.
func (s *statements) exec(context.Context, string, ...any) (int64, error) {
	return 0, fmt.Errorf("a reader cannot write")
}

func (s *statements) mend() {}

func (s *statements) query(ctx context.Context, text string, args ...any) (rows, error) {
	p, err := s.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	r, err := p.QueryContext(ctx, args...)
	if err != nil && ctx.Err() == nil && strings.Contains(err.Error(), "statement is closed") {
		// Pushed out of the cache between prepared and here.
		return s.query(ctx, text, args...)
	}
	if err != nil {
		return nil, err
	}
	return r, nil
}

// one reads the single row of a query; ok is false when there is none.
func one(r rows, err error, dest ...any) (ok bool, _ error) {
	if err != nil {
		return false, err
	}
	defer r.Close()
	if !r.Next() {
		return false, r.Err()
	}
	if err := r.Scan(dest...); err != nil {
		return false, err
	}
	return true, r.Close()
}

// each reads all rows of a query; into is called after every Scan into dest.
func each(r rows, err error, dest []any, into func() error) error {
	if err != nil {
		return err
	}
	defer r.Close()
	for r.Next() {
		if err := r.Scan(dest...); err != nil {
			return err
		}
		if err := into(); err != nil {
			return err
		}
	}
	return r.Err()
}

// dollars puts $1, $2 … in the place of each ? outside quotes.
func dollars(text string) string {
	var b strings.Builder
	n, quoted := 0, false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\'':
			quoted = !quoted
			b.WriteByte(c)
		case c == '?' && !quoted:
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// marks gives "?, ?, ?" for n values.
func marks(n int) string {
	if n <= 0 {
		return ""
	}
	return strings.Repeat("?, ", n-1) + "?"
}

// tuples gives "(?, ?), (?, ?)" for n rows of width values.
func tuples(n, width int) string {
	one := "(" + marks(width) + ")"
	if n <= 1 {
		return one
	}
	return strings.Repeat(one+", ", n-1) + one
}

// list makes values of texts.
func list[S ~string](texts []S) []any {
	vs := make([]any, len(texts))
	for i, t := range texts {
		vs[i] = string(t)
	}
	return vs
}

// micro is how an instant stands in the tables: microseconds since 1970, 0 for "not yet".
func micro(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// instant reads what micro wrote.
func instant(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// never is how "no due date" stands in a column that lists are sorted by: behind every date.
const never = 1 << 62

func dueMicro(t time.Time) int64 {
	if t.IsZero() {
		return never
	}
	return t.UnixMicro()
}

func dueInstant(n int64) time.Time {
	if n == never {
		return time.Time{}
	}
	return instant(n)
}

// bytes gives nil for no bytes, so that NULL stands in the column.
func bytes(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return b
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// between gives the first id of a kind of stream and the first id after all of them: '0' follows '/'.
func between(kind string) (from, to string) { return kind + "/", kind + "0" }
