package store

import (
	"context"
	"fmt"
	"time"
)

// An OpeningRow says why somebody looks into a dossier, and until when that holds: without a right of their own (mở xem khẩn
// cấp), or with the right of those who oversee every unit.
type OpeningRow struct {
	Account string
	Dossier string
	At      time.Time
	Until   time.Time
	Post    string
	Unit    string
	Reason  string
	Urgent  bool // without a right
}

// key names the row; the reason stands sealed under it.
func (o *OpeningRow) key() string { return fmt.Sprintf("%s/%d/%s", o.Dossier, micro(o.At), o.Account) }

// PutOpening writes an opening down. Two of one account in the same instant are one.
func (tx *Tx) PutOpening(o OpeningRow) error {
	_, err := tx.exec(`
		INSERT INTO glass (id, account, dossier, at, until, post, unit, reason, urgent)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (dossier, at, account) DO NOTHING`,
		o.key(), o.Account, o.Dossier, micro(o.At), micro(o.Until), o.Post, o.Unit, tx.sealText("glass", o.key(), o.Reason), bit(o.Urgent))
	if err != nil {
		return fmt.Errorf("open dossier %s: %w", o.Dossier, err)
	}
	return nil
}

// Opened says whether an account has a dossier open at now, from a post.
func (r *Reader) Opened(ctx context.Context, account, post, dossier string, now time.Time) (bool, error) {
	var n int
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM glass
		WHERE account = ? AND until > ? AND dossier = ? AND post = ?`, account, micro(now), dossier, post)
	if _, err = one(rs, err, &n); err != nil {
		return false, fmt.Errorf("openings of %s: %w", dossier, err)
	}
	return n > 0, nil
}

// Openings gives the openings of all dossiers, or of one, the last first.
func (r *Reader) Openings(ctx context.Context, dossier string, limit int) ([]OpeningRow, error) {
	w := &where{}
	w.is(`dossier`, dossier)
	var o OpeningRow
	var at, until, urgent int64
	var all []OpeningRow
	rs, err := r.query(ctx, `
		SELECT account, dossier, at, until, post, unit, reason, urgent
		FROM glass`+w.String()+`
		ORDER BY at DESC, account
		LIMIT ?`, append(w.args, limit)...)
	err = each(rs, err, []any{&o.Account, &o.Dossier, &at, &until, &o.Post, &o.Unit, &o.Reason, &urgent}, func() error {
		o.At, o.Until, o.Urgent = instant(at), instant(until), urgent == 1
		err := r.openText("glass", o.key(), &o.Reason)
		all = append(all, o)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("openings: %w", err)
	}
	return all, nil
}
