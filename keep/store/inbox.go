package store

import (
	"context"
	"fmt"
	"time"
)

// An InboxRow is a message from another system, kept as it came. System and Message are unique together, so a
// message sent twice arrives once.
type InboxRow struct {
	System     string // "portal", …
	Message    string // the sender's id of the message
	Body       []byte
	ReceivedAt time.Time
	State      string // "new", "done", "refused"
	Dossier    string // what it became
	Error      string
}

// PutInbox adds a message; fresh is false when it was there already, and then nothing is changed.
func (tx *Tx) PutInbox(m InboxRow) (fresh bool, err error) {
	n, err := tx.exec(`
		INSERT INTO inbox (system, message, body, received_at, state, dossier, error)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (system, message) DO NOTHING`,
		m.System, m.Message, tx.sealed("inbox", m.System+"/"+m.Message, m.Body), micro(m.ReceivedAt), m.State, m.Dossier, m.Error)
	if err != nil {
		return false, fmt.Errorf("message %s of %s: %w", m.Message, m.System, err)
	}
	return n == 1, nil
}

// SetInbox says what became of a message.
func (tx *Tx) SetInbox(system, message, state, dossier, failure string) error {
	_, err := tx.exec(`
		UPDATE inbox
		SET state = ?, dossier = ?, error = ?
		WHERE system = ? AND message = ?`, state, dossier, failure, system, message)
	if err != nil {
		return fmt.Errorf("message %s of %s: %w", message, system, err)
	}
	return nil
}

const selectInbox = `
	SELECT system, message, body, received_at, state, dossier, error
	FROM inbox`

// Message gives a message of a system; ok is false when there is none.
func (r *Reader) Message(ctx context.Context, system, message string) (InboxRow, bool, error) {
	all, err := r.inbox(ctx, selectInbox+`
		WHERE system = ? AND message = ?`, system, message)
	if err != nil || len(all) == 0 {
		return InboxRow{}, false, err
	}
	return all[0], true, nil
}

// Inbox gives messages in a state, the oldest first.
func (r *Reader) Inbox(ctx context.Context, state string, limit int) ([]InboxRow, error) {
	return r.inbox(ctx, selectInbox+`
		WHERE state = ?
		ORDER BY received_at, system, message
		LIMIT ?`, state, limit)
}

func (r *Reader) inbox(ctx context.Context, text string, args ...any) ([]InboxRow, error) {
	var m InboxRow
	var at int64
	var all []InboxRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{&m.System, &m.Message, &m.Body, &at, &m.State, &m.Dossier, &m.Error}, func() error {
		m.ReceivedAt = instant(at)
		err := r.open("inbox", m.System+"/"+m.Message, &m.Body)
		all = append(all, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	return all, nil
}
