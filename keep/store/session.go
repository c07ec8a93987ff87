package store

import (
	"context"
	"fmt"
	"slices"
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
	Stage   string // what it still needs before it opens anything, "" = nothing
	Method  string // how it was signed in
	Agent   string // what the browser says that it is
}

// PutSession adds or replaces a session.
func (tx *Tx) PutSession(s SessionRow) error {
	_, err := tx.exec(`
		INSERT INTO sessions (token, account, csrf, post, created, seen, expires, stage, method, agent)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE
		SET account = excluded.account, csrf = excluded.csrf, post = excluded.post, seen = excluded.seen,
			expires = excluded.expires, stage = excluded.stage, method = excluded.method, agent = excluded.agent`,
		s.Token, s.Account, s.CSRF, s.Post, micro(s.Created), micro(s.Seen), micro(s.Expires), s.Stage, s.Method, s.Agent)
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

// DropOtherSessions ends every session of an account but one.
func (tx *Tx) DropOtherSessions(account string, token []byte) error {
	_, err := tx.exec(`DELETE FROM sessions WHERE account = ? AND token <> ?`, account, token)
	return err
}

const selectSession = `
	SELECT token, account, csrf, post, created, seen, expires, stage, method, agent
	FROM sessions`

// Session gives a session by the hash of its token; ok is false when there is none. Whether it has expired is
// the caller's to see.
func (r *Reader) Session(ctx context.Context, token []byte) (s SessionRow, ok bool, err error) {
	all, err := r.sessions(ctx, selectSession+`
		WHERE token = ?`, token)
	if err != nil || len(all) == 0 {
		return SessionRow{}, false, err
	}
	return all[0], true, nil
}

// Sessions gives the sessions of an account, the newest first.
func (r *Reader) Sessions(ctx context.Context, account string) ([]SessionRow, error) {
	return r.sessions(ctx, selectSession+`
		WHERE account = ?
		ORDER BY seen DESC, token`, account)
}

// SessionsOf gives up to limit sessions of accounts of a kind, those seen last first.
func (r *Reader) SessionsOf(ctx context.Context, kind string, limit int) ([]SessionRow, error) {
	return r.sessions(ctx, selectSession+`
		WHERE account IN (SELECT id FROM accounts WHERE kind = ?)
		ORDER BY seen DESC, token
		LIMIT ?`, kind, limit)
}

func (r *Reader) sessions(ctx context.Context, text string, args ...any) ([]SessionRow, error) {
	var s SessionRow
	var created, seen, expires int64
	var all []SessionRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{&s.Token, &s.Account, &s.CSRF, &s.Post, &created, &seen, &expires, &s.Stage, &s.Method, &s.Agent}, func() error {
		s.Created, s.Seen, s.Expires = instant(created), instant(seen), instant(expires)
		one := s
		one.Token = slices.Clone(s.Token)
		all = append(all, one)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("sessions: %w", err)
	}
	return all, nil
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

// SeenSince says whether any of these people has a whole session that was in use from a moment on.
func (r *Reader) SeenSince(ctx context.Context, people []string, from time.Time) (bool, error) {
	if len(people) == 0 {
		return false, nil
	}
	var n int64
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM sessions s JOIN accounts a ON a.id = s.account
		WHERE s.stage = '' AND s.seen >= ? AND a.person IN (`+marks(len(people))+`)`, append([]any{micro(from)}, list(people)...)...)
	if _, err = one(rs, err, &n); err != nil {
		return false, fmt.Errorf("who is there: %w", err)
	}
	return n > 0, nil
}
