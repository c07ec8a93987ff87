package store

import (
	"context"
	"fmt"
	"time"
)

// A SigningKey is a secret by which a system and the house sign for each other. Way is "in" for what the system signs, "out" for
// what it is called with.
type SigningKey struct {
	ID      string
	System  string
	Way     string
	Secret  []byte
	Created time.Time
	Ends    time.Time // zero: it stays
	Used    time.Time // zero: never
}

// PutSigningKey adds a key.
func (tx *Tx) PutSigningKey(k SigningKey) error {
	_, err := tx.exec(`
		INSERT INTO signing_keys (id, system, way, secret, created, ends, used)
		VALUES (?, ?, ?, ?, ?, ?, 0)`, k.ID, k.System, k.Way, tx.sealed("signing_keys", k.ID, k.Secret), micro(k.Created), micro(k.Ends))
	if err != nil {
		return fmt.Errorf("signing key %s: %w", k.ID, err)
	}
	return nil
}

// EndSigningKeys lets a system's keys of a way end at a moment, but for those that end earlier; id "" stands for all of them.
func (tx *Tx) EndSigningKeys(system, way, id string, at time.Time) (n int64, err error) {
	n, err = tx.exec(`
		UPDATE signing_keys
		SET ends = ?
		WHERE system = ? AND way = ? AND (id = ? OR ? = '') AND (ends = 0 OR ends > ?)`, micro(at), system, way, id, id, micro(at))
	if err != nil {
		return 0, fmt.Errorf("end signing keys of %s: %w", system, err)
	}
	return n, nil
}

// UsedSigningKey says when a key was used.
func (tx *Tx) UsedSigningKey(id string, at time.Time) error {
	if _, err := tx.exec(`
		UPDATE signing_keys
		SET used = ?
		WHERE id = ? AND used < ?`, micro(at), id, micro(at)); err != nil {
		return fmt.Errorf("signing key %s: %w", id, err)
	}
	return nil
}

// SigningKeys gives the keys of a system, the newest first; "" gives those of every system.
func (r *Reader) SigningKeys(ctx context.Context, system string) (all []SigningKey, err error) {
	var k SigningKey
	var created, ends, used int64
	rs, err := r.query(ctx, `
		SELECT id, system, way, secret, created, ends, used
		FROM signing_keys
		WHERE system = ? OR ? = ''
		ORDER BY system, created DESC, id`, system, system)
	err = each(rs, err, []any{&k.ID, &k.System, &k.Way, &k.Secret, &created, &ends, &used}, func() error {
		k.Created, k.Ends, k.Used = instant(created), instant(ends), instant(used)
		err := r.open("signing_keys", k.ID, &k.Secret)
		all = append(all, k)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("signing keys of %q: %w", system, err)
	}
	return all, nil
}

// A Hook is where a system is called back.
type Hook struct {
	System  string
	Address string
	Since   time.Time
}

// PutHook sets where a system is called; an address of "" ends it.
func (tx *Tx) PutHook(h Hook) error {
	_, err := tx.exec(`
		INSERT INTO hooks (system, address, since)
		VALUES (?, ?, ?)
		ON CONFLICT (system) DO UPDATE
		SET address = excluded.address, since = excluded.since`, h.System, h.Address, micro(h.Since))
	if err != nil {
		return fmt.Errorf("call-back of %s: %w", h.System, err)
	}
	return nil
}

// Hooks gives the systems that are called back.
func (r *Reader) Hooks(ctx context.Context) (all []Hook, err error) {
	var h Hook
	var since int64
	rs, err := r.query(ctx, `
		SELECT system, address, since
		FROM hooks
		WHERE address <> ''
		ORDER BY system`)
	err = each(rs, err, []any{&h.System, &h.Address, &since}, func() error {
		h.Since = instant(since)
		all = append(all, h)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("call-backs: %w", err)
	}
	return all, nil
}

// An InboxCount is how often something came to a system's inbox on a day.
type InboxCount struct {
	System, Day, What string
	N                 int64
	Last              time.Time
}

// CountInbox counts n more, and gives how many there are on the day.
func (tx *Tx) CountInbox(system, day, what string, more int64) (n int64, err error) {
	rs, err := tx.ask(`
		INSERT INTO inbox_counts (system, day, what, n, last_at)
		VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (system, day, what) DO UPDATE
		SET n = inbox_counts.n + excluded.n, last_at = excluded.last_at
		RETURNING n`, system, day, what, more, micro(tx.Now()))
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count %s of %s: %w", what, system, err)
	}
	return n, nil
}

// vietnam is how far the city's days begin before those of UTC, in microseconds.
const vietnam = 7 * 3600 * 1_000_000

// InboxDays gives what came to a system's inbox day by day since a moment: counts, and messages by state. What single senders wrote
// is not told apart.
func (r *Reader) InboxDays(ctx context.Context, system string, from time.Time) (all []InboxCount, err error) {
	var c InboxCount
	rs, err := r.query(ctx, `
		SELECT day, what, n
		FROM inbox_counts
		WHERE system = ? AND day >= ? AND NOT (what >= 'from:' AND what < 'from;')
		ORDER BY day DESC, what`, system, from.Add(vietnam*time.Microsecond).UTC().Format(time.DateOnly))
	err = each(rs, err, []any{&c.Day, &c.What, &c.N}, func() error {
		c.System = system
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("days of the inbox of %s: %w", system, err)
	}
	var day int64
	rs, err = r.query(ctx, `
		SELECT (received_at + ?) / 86400000000, state, COUNT(*)
		FROM inbox
		WHERE system = ? AND received_at >= ?
		GROUP BY 1, 2
		ORDER BY 1, 2`, int64(vietnam), system, micro(from))
	err = each(rs, err, []any{&day, &c.What, &c.N}, func() error {
		c.System, c.Day = system, time.Unix(day*86400, 0).UTC().Format(time.DateOnly)
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("days of the inbox of %s: %w", system, err)
	}
	return all, nil
}

// InboxCounts sums the counts from a day on. What single senders wrote is not told apart.
func (r *Reader) InboxCounts(ctx context.Context, from string) (all []InboxCount, err error) {
	var c InboxCount
	var last int64
	rs, err := r.query(ctx, `
		SELECT system, what, CAST(SUM(n) AS BIGINT), MAX(last_at)
		FROM inbox_counts
		WHERE day >= ? AND NOT (what >= 'from:' AND what < 'from;')
		GROUP BY system, what
		ORDER BY system, what`, from)
	err = each(rs, err, []any{&c.System, &c.What, &c.N, &last}, func() error {
		c.Last = instant(last)
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("counts of inboxes: %w", err)
	}
	return all, nil
}

// A CallbackRow is one call to a system about an event. Its state is one of a notice's: NoticeReady, NoticeSent, NoticeFailed,
// NoticeDropped.
type CallbackRow struct {
	ID       string
	System   string
	Stream   string
	Version  int64
	Body     string // names nobody
	At       time.Time
	State    string
	Attempts int
	Error    string
	SentAt   time.Time
	Next     time.Time // when it may be tried again
}

// PutCallback adds a call; fresh is false when it was there already.
func (tx *Tx) PutCallback(c CallbackRow) (fresh bool, err error) {
	n, err := tx.exec(`
		INSERT INTO callbacks (id, system, stream, version, body, at, state, attempts, error, sent_at, next_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO NOTHING`, c.ID, c.System, c.Stream, c.Version, c.Body, micro(c.At), c.State, c.Attempts, c.Error, micro(c.SentAt), micro(c.Next))
	if err != nil {
		return false, fmt.Errorf("call %s: %w", c.ID, err)
	}
	return n == 1, nil
}

// SetCallback says what became of a call.
func (tx *Tx) SetCallback(c CallbackRow) error {
	if _, err := tx.exec(`
		UPDATE callbacks
		SET state = ?, attempts = ?, error = ?, sent_at = ?, next_at = ?
		WHERE id = ?`, c.State, c.Attempts, c.Error, micro(c.SentAt), micro(c.Next), c.ID); err != nil {
		return fmt.Errorf("call %s: %w", c.ID, err)
	}
	return nil
}

// Callback gives one call.
func (r *Reader) Callback(ctx context.Context, id string) (CallbackRow, bool, error) {
	return r.callback(ctx, `WHERE id = ?`, id)
}

// Callbacks gives the calls to a system in a state, the oldest first.
func (r *Reader) Callbacks(ctx context.Context, system, state string, limit int) ([]CallbackRow, error) {
	return r.callbacks(ctx, `
		WHERE system = ? AND state = ?
		ORDER BY at, version, id
		LIMIT ?`, system, state, limit)
}

// FirstCall gives the first call to a system that waits and was tried less often than so, in the order of what happened.
func (r *Reader) FirstCall(ctx context.Context, system string, most int) (CallbackRow, bool, error) {
	return r.callback(ctx, `
		WHERE system = ? AND state = 'ready' AND attempts < ?
		ORDER BY at, version, id
		LIMIT 1`, system, most)
}

// PassedCall gives the call to a system that was tried so often or more and is due first.
func (r *Reader) PassedCall(ctx context.Context, system string, most int) (CallbackRow, bool, error) {
	return r.callback(ctx, `
		WHERE system = ? AND state = 'ready' AND attempts >= ?
		ORDER BY next_at, at, id
		LIMIT 1`, system, most)
}

func (r *Reader) callback(ctx context.Context, where string, args ...any) (CallbackRow, bool, error) {
	all, err := r.callbacks(ctx, where, args...)
	if err != nil || len(all) == 0 {
		return CallbackRow{}, false, err
	}
	return all[0], true, nil
}

func (r *Reader) callbacks(ctx context.Context, where string, args ...any) (all []CallbackRow, err error) {
	var c CallbackRow
	var at, sent, next int64
	rs, err := r.query(ctx, `
		SELECT id, system, stream, version, body, at, state, attempts, error, sent_at, next_at
		FROM callbacks `+where, args...)
	err = each(rs, err, []any{&c.ID, &c.System, &c.Stream, &c.Version, &c.Body, &at, &c.State, &c.Attempts, &c.Error, &sent, &next}, func() error {
		c.At, c.SentAt, c.Next = instant(at), instant(sent), instant(next)
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("calls: %w", err)
	}
	return all, nil
}

// InboxStates counts what came since a moment, by system and state.
func (r *Reader) InboxStates(ctx context.Context, from time.Time) ([]InboxCount, error) {
	return r.stateCounts(ctx, `
		SELECT system, state, COUNT(*)
		FROM inbox
		WHERE received_at >= ?
		GROUP BY system, state
		ORDER BY system, state`, from)
}

// CallbackStates counts the calls about what happened since a moment, by system and state.
func (r *Reader) CallbackStates(ctx context.Context, from time.Time) ([]InboxCount, error) {
	return r.stateCounts(ctx, `
		SELECT system, state, COUNT(*)
		FROM callbacks
		WHERE at >= ?
		GROUP BY system, state
		ORDER BY system, state`, from)
}

func (r *Reader) stateCounts(ctx context.Context, text string, from time.Time) (all []InboxCount, err error) {
	var c InboxCount
	rs, err := r.query(ctx, text, micro(from))
	err = each(rs, err, []any{&c.System, &c.What, &c.N}, func() error {
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("states of messages: %w", err)
	}
	return all, nil
}
