package store

import (
	"context"
	"fmt"
	"time"
)

// An UploadRow is a file that was sent before the dossier that it belongs to: it waits until Expires.
type UploadRow struct {
	ID      string
	Owner   string
	Draft   string
	Paper   string
	Blob    string
	Name    string
	Size    int64 // bytes
	Type    string
	At      time.Time
	Expires time.Time
}

// PutUpload adds a pending upload; one of that identity is kept longer and gets the new name.
func (tx *Tx) PutUpload(u UploadRow) error {
	_, err := tx.exec(`
		INSERT INTO uploads (id, owner, draft, paper, blob, name, size, type, at, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET name = excluded.name, at = excluded.at, expires = excluded.expires
		WHERE uploads.owner = excluded.owner AND uploads.blob = excluded.blob`,
		u.ID, u.Owner, u.Draft, u.Paper, u.Blob, tx.sealText("uploads", u.ID, u.Name), u.Size, u.Type, micro(u.At), micro(u.Expires))
	if err != nil {
		return fmt.Errorf("upload %s: %w", u.ID, err)
	}
	return nil
}

// DropUpload takes a pending upload away, because it became an attachment or is not wanted.
func (tx *Tx) DropUpload(id string) error {
	_, err := tx.exec(`DELETE FROM uploads WHERE id = ?`, id)
	return err
}

const selectUpload = `
	SELECT id, owner, draft, paper, blob, name, size, type, at, expires
	FROM uploads`

// Upload gives a pending upload; ok is false when there is none.
func (r *Reader) Upload(ctx context.Context, id string) (UploadRow, bool, error) {
	all, err := r.uploads(ctx, selectUpload+`
		WHERE id = ?`, id)
	if err != nil || len(all) == 0 {
		return UploadRow{}, false, err
	}
	return all[0], true, nil
}

// Uploads gives the pending uploads of a draft, in the order of papers and time.
func (r *Reader) Uploads(ctx context.Context, draft string) ([]UploadRow, error) {
	return r.uploads(ctx, selectUpload+`
		WHERE draft = ?
		ORDER BY paper, at, id`, draft)
}

func (r *Reader) uploads(ctx context.Context, text string, args ...any) ([]UploadRow, error) {
	var u UploadRow
	var at, expires int64
	var all []UploadRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{
		&u.ID, &u.Owner, &u.Draft, &u.Paper, &u.Blob, &u.Name, &u.Size, &u.Type, &at, &expires,
	}, func() error {
		u.At, u.Expires = instant(at), instant(expires)
		err := r.openText("uploads", u.ID, &u.Name)
		all = append(all, u)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("uploads: %w", err)
	}
	return all, nil
}
