package store

import (
	"context"
	"fmt"
	"time"
)

// A ReadRow says that somebody read a person's content (nhật ký đọc).
type ReadRow struct {
	At      time.Time // the zero time is filled in with the store's now
	Account string
	Post    string
	Dossier string
	Purpose string
}

// LogRead writes lines of the read log. When it returns nil they are on the disk; only then is the content
// shown.
func (db *DB) LogRead(ctx context.Context, lines ...ReadRow) error {
	return db.Write(ctx, func(tx *Tx) error {
		for _, l := range lines {
			if l.At.IsZero() {
				l.At = tx.now
			}
			// The same reader in the same microsecond is one reading.
			if _, err := tx.exec(`
				INSERT INTO reads (at, account, post, dossier, purpose)
				VALUES (?, ?, ?, ?, ?)
				ON CONFLICT (dossier, at, account, post) DO NOTHING`,
				micro(l.At), l.Account, l.Post, l.Dossier, l.Purpose); err != nil {
				return fmt.Errorf("read log of %s: %w", l.Dossier, err)
			}
		}
		return nil
	})
}

// Reads gives who read a dossier, the last first, at most limit lines.
func (r *Reader) Reads(ctx context.Context, dossier string, limit int) ([]ReadRow, error) {
	return r.reads(ctx, `
		SELECT at, account, post, dossier, purpose
		FROM reads
		WHERE dossier = ?
		ORDER BY at DESC, account
		LIMIT ?`, dossier, limit)
}

// ReadsBy gives what an account read, the last first, at most limit lines.
func (r *Reader) ReadsBy(ctx context.Context, account string, limit int) ([]ReadRow, error) {
	return r.reads(ctx, `
		SELECT at, account, post, dossier, purpose
		FROM reads
		WHERE account = ?
		ORDER BY at DESC, dossier
		LIMIT ?`, account, limit)
}

// LookedAt says which of some things an account read in a post for a purpose since an instant.
func (r *Reader) LookedAt(ctx context.Context, of ReadRow, since time.Time, things []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(things) == 0 {
		return out, nil
	}
	var thing string
	rs, err := r.query(ctx, `
		SELECT DISTINCT dossier
		FROM reads
		WHERE dossier IN (`+marks(len(things))+`) AND at >= ? AND account = ? AND post = ? AND purpose = ?`,
		append(list(things), micro(since), of.Account, of.Post, of.Purpose)...)
	if err := each(rs, err, []any{&thing}, func() error { out[thing] = true; return nil }); err != nil {
		return nil, fmt.Errorf("read log: %w", err)
	}
	return out, nil
}

// ReadsFor counts what an account read for a purpose since an instant.
func (r *Reader) ReadsFor(ctx context.Context, account, purpose string, since time.Time) (n int, err error) {
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM reads
		WHERE account = ? AND at >= ? AND purpose = ?`, account, micro(since), purpose)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("read log: %w", err)
	}
	return n, nil
}

func (r *Reader) reads(ctx context.Context, text string, args ...any) ([]ReadRow, error) {
	var l ReadRow
	var at int64
	var all []ReadRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{&at, &l.Account, &l.Post, &l.Dossier, &l.Purpose}, func() error {
		l.At = instant(at)
		all = append(all, l)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read log: %w", err)
	}
	return all, nil
}
