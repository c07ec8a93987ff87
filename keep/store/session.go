package store

import (
	"context"
	"fmt"
	"time"
)

// A SessionRow is a signed-in browser. Only the hash of its token is kept.
type SessionRow struct {
	Token   []byte // hash of the token
	Account string
	CSRF    string
	Post    string // the post that the account acts in, "" for none
	Created time.Time
	Seen    time.Time
	Expires time.Time
}

// PutSession adds or replaces a session.
func (tx *Tx) PutSession(s SessionRow) error {
	_, err := tx.exec(`
		INSERT INTO sessions (token, account, csrf, post, created, seen, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE
		SET account = excluded.account, csrf = excluded.csrf, post = excluded.post, seen = excluded.seen,
			expires = excluded.expires`,
		s.Token, s.Account, s.CSRF, s.Post, micro(s.Created), micro(s.Seen), micro(s.Expires))
	if err != nil {
		return fmt.Errorf("session: %w", err)
	}
	return nil
}

// DropSession ends a session.
func (tx *Tx) DropSession(token []byte) error {
	_, err := tx.exec(`DELETE FROM sessions WHERE token = ?`, token)
	return err
}

// DropSessions ends every session of an account.
func (tx *Tx) DropSessions(account string) error {
	_, err := tx.exec(`DELETE FROM sessions WHERE account = ?`, account)
	return err
}

// Session gives a session by the hash of its token; ok is false when there is none. Whether it has expired is
// the caller's to see.
func (r *Reader) Session(ctx context.Context, token []byte) (s SessionRow, ok bool, err error) {
	var created, seen, expires int64
	rs, err := r.query(ctx, `
		SELECT token, account, csrf, post, created, seen, expires
		FROM sessions
		WHERE token = ?`, token)
	ok, err = one(rs, err, &s.Token, &s.Account, &s.CSRF, &s.Post, &created, &seen, &expires)
	if err != nil {
		return SessionRow{}, false, fmt.Errorf("session: %w", err)
	}
	s.Created, s.Seen, s.Expires = instant(created), instant(seen), instant(expires)
	return s, ok, nil
}

// SignedIn gives for each account when its newest session that is still kept began.
func (r *Reader) SignedIn(ctx context.Context) (map[string]time.Time, error) {
	var account string
	var at int64
	all := map[string]time.Time{}
	rs, err := r.query(ctx, `
		SELECT account, MAX(created)
		FROM sessions
		GROUP BY account`)
	err = each(rs, err, []any{&account, &at}, func() error {
		all[account] = instant(at)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("newest sessions: %w", err)
	}
	return all, nil
}
