package store

import (
	"context"
	"fmt"
	"time"
)

// A DraftRow is something half typed (bản nháp): no act yet, so no event. It is gone after Expires.
type DraftRow struct {
	ID      string
	Owner   string // account, or session for somebody without one
	Kind    string
	Body    []byte // JSON
	Updated time.Time
	Expires time.Time
}

// PutDraft adds or replaces a draft; another owner's draft is not touched, and ok is false.
func (tx *Tx) PutDraft(d DraftRow) (ok bool, err error) {
	n, err := tx.exec(`
		INSERT INTO drafts (id, owner, kind, body, updated, expires)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET kind = excluded.kind, body = excluded.body, updated = excluded.updated, expires = excluded.expires
		WHERE drafts.owner = excluded.owner`,
		d.ID, d.Owner, d.Kind, tx.sealed("drafts", d.ID, d.Body), micro(d.Updated), micro(d.Expires))
	if err != nil {
		return false, fmt.Errorf("draft %s: %w", d.ID, err)
	}
	return n > 0, nil
}

// DropDraft takes a draft away.
func (tx *Tx) DropDraft(id string) error {
	_, err := tx.exec(`DELETE FROM drafts WHERE id = ?`, id)
	return err
}

const selectDraft = `
	SELECT id, owner, kind, body, updated, expires
	FROM drafts`

// Draft gives a draft; ok is false when there is none.
func (r *Reader) Draft(ctx context.Context, id string) (d DraftRow, ok bool, err error) {
	all, err := r.drafts(ctx, selectDraft+`
		WHERE id = ?`, id)
	if err != nil || len(all) == 0 {
		return DraftRow{}, false, err
	}
	return all[0], true, nil
}

// Drafts gives an owner's drafts, the last changed first; kind "" is all kinds.
func (r *Reader) Drafts(ctx context.Context, owner, kind string) ([]DraftRow, error) {
	return r.drafts(ctx, selectDraft+`
		WHERE owner = ? AND (kind = ? OR ? = '')
		ORDER BY updated DESC, id`, owner, kind, kind)
}

func (r *Reader) drafts(ctx context.Context, text string, args ...any) ([]DraftRow, error) {
	var d DraftRow
	var updated, expires int64
	var all []DraftRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{&d.ID, &d.Owner, &d.Kind, &d.Body, &updated, &expires}, func() error {
		d.Updated, d.Expires = instant(updated), instant(expires)
		err := r.open("drafts", d.ID, &d.Body)
		all = append(all, d)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("drafts: %w", err)
	}
	return all, nil
}
