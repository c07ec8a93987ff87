package store

import (
	"context"
	"errors"
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
	State      string // "new", "done", "refused"; of signed ones also "early", "overtaken"; of mail "automatic"
	Dossier    string // what it became
	Error      string // why it was not taken; it may quote what was sent

	Kind string    // what a signed message says; "" for a dossier that was delivered
	Hash string    // of the body of a signed message
	Ref  string    // what it is about, in the sender's words
	Said time.Time // when the sender says that it was
}

// PutInbox adds a message; fresh is false when it was there already, and then nothing is changed.
func (tx *Tx) PutInbox(m InboxRow) (fresh bool, err error) {
	n, err := tx.exec(`
		INSERT INTO inbox (system, message, body, received_at, state, dossier, error, kind, hash, ref, said_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (system, message) DO NOTHING`,
		m.System, m.Message, tx.sealed("inbox", m.System+"/"+m.Message, m.Body), micro(m.ReceivedAt), m.State, m.Dossier, tx.sealText("inbox", m.System+"/"+m.Message, m.Error), m.Kind, m.Hash, m.Ref, micro(m.Said))
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
		WHERE system = ? AND message = ?`, state, dossier, tx.sealText("inbox", system+"/"+message, failure), system, message)
	if err != nil {
		return fmt.Errorf("message %s of %s: %w", message, system, err)
	}
	return nil
}

// EmptyInbox takes away what a message said; its row stays, so that one that is sent again is known.
func (tx *Tx) EmptyInbox(system, message string) error {
	_, err := tx.exec(`
		UPDATE inbox
		SET body = ?, error = ''
		WHERE system = ? AND message = ?`, tx.sealed("inbox", system+"/"+message, nil), system, message)
	return err
}

const selectInbox = `
	SELECT system, message, body, received_at, state, dossier, error, kind, hash, ref, said_at
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

// A HeldFilter chooses messages that were not carried out.
type HeldFilter struct {
	System string   // "" is every one
	States []string // of which they are one
	Before time.Time
	Limit  int
}

// A HeldRow is such a message without what it says.
type HeldRow struct {
	InboxRow
	Size int64 // of what is kept of it, sealed
}

// HeldMessages gives signed messages in some states, the newest first.
func (r *Reader) HeldMessages(ctx context.Context, f HeldFilter) (all []HeldRow, err error) {
	var w where
	w.is(`system`, f.System)
	w.add(`kind <> ''`)
	w.add(`state IN (`+marks(len(f.States))+`)`, list(f.States)...)
	if !f.Before.IsZero() {
		w.add(`received_at < ?`, micro(f.Before))
	}
	var m HeldRow
	var at, said int64
	rs, err := r.query(ctx, `
		SELECT system, message, received_at, state, dossier, error, kind, ref, said_at, LENGTH(body)
		FROM inbox`+w.String()+`
		ORDER BY received_at DESC, system, message
		LIMIT ?`, append(w.args, f.Limit)...)
	err = each(rs, err, []any{&m.System, &m.Message, &at, &m.State, &m.Dossier, &m.Error, &m.Kind, &m.Ref, &said, &m.Size}, func() error {
		m.ReceivedAt, m.Said = instant(at), instant(said)
		err := r.openText("inbox", m.System+"/"+m.Message, &m.Error)
		all = append(all, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("held messages: %w", err)
	}
	return all, nil
}

// Early gives the messages about a thing that came before the message that makes it, in the order in which they were said.
func (r *Reader) Early(ctx context.Context, system, ref string) ([]InboxRow, error) {
	return r.inbox(ctx, selectInbox+`
		WHERE system = ? AND ref = ? AND state = 'early'
		ORDER BY said_at, received_at, message`, system, ref)
}

// LastSaid is when the newest of some kinds of message about a thing was said that was carried out; the zero time for none.
func (r *Reader) LastSaid(ctx context.Context, system, ref string, kinds ...string) (time.Time, error) {
	var at int64
	rs, err := r.query(ctx, `
		SELECT CAST(COALESCE(MAX(said_at), 0) AS BIGINT)
		FROM inbox
		WHERE system = ? AND ref = ? AND state = 'done' AND kind IN (`+marks(len(kinds))+`)`, append([]any{system, ref}, list(kinds)...)...)
	if _, err = one(rs, err, &at); err != nil {
		return time.Time{}, fmt.Errorf("what %s said last of %s: %w", system, ref, err)
	}
	return instant(at), nil
}

func (r *Reader) inbox(ctx context.Context, text string, args ...any) ([]InboxRow, error) {
	var m InboxRow
	var at, said int64
	var all []InboxRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{&m.System, &m.Message, &m.Body, &at, &m.State, &m.Dossier, &m.Error, &m.Kind, &m.Hash, &m.Ref, &said}, func() error {
		m.ReceivedAt, m.Said = instant(at), instant(said)
		at := m.System + "/" + m.Message
		err := errors.Join(r.open("inbox", at, &m.Body), r.openText("inbox", at, &m.Error))
		all = append(all, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("inbox: %w", err)
	}
	return all, nil
}
