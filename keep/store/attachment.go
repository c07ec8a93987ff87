package store

import (
	"context"
	"fmt"
	"time"
)

// An AttachmentRow is a file of a dossier: which paper of the procedure it is, and the blob with its bytes.
type AttachmentRow struct {
	Dossier string
	Paper   string // index or code of the paper
	Blob    string // hash
	Name    string
	Size    int64 // bytes
	Type    string
	By      string // who brought it
	At      time.Time
}

// PutAttachment adds a file to a dossier; the same file for the same paper is added once.
func (tx *Tx) PutAttachment(a AttachmentRow) error {
	_, err := tx.exec(`
		INSERT INTO attachments (dossier, paper, blob, name, size, type, by_whom, at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (dossier, paper, blob) DO NOTHING`,
		a.Dossier, a.Paper, a.Blob, a.Name, a.Size, a.Type, a.By, micro(a.At))
	if err != nil {
		return fmt.Errorf("attachment of %s: %w", a.Dossier, err)
	}
	return nil
}

// DropAttachment takes a file from a dossier.
func (tx *Tx) DropAttachment(dossier, paper, blob string) error {
	_, err := tx.exec(`
		DELETE FROM attachments
		WHERE dossier = ? AND paper = ? AND blob = ?`, dossier, paper, blob)
	if err != nil {
		return fmt.Errorf("attachment of %s: %w", dossier, err)
	}
	return nil
}

// Attachments gives a dossier's files in the order of papers and time.
func (r *Reader) Attachments(ctx context.Context, dossier string) ([]AttachmentRow, error) {
	var a AttachmentRow
	var at int64
	var all []AttachmentRow
	rs, err := r.query(ctx, `
		SELECT dossier, paper, blob, name, size, type, by_whom, at
		FROM attachments
		WHERE dossier = ?
		ORDER BY paper, at, blob`, dossier)
	err = each(rs, err, []any{&a.Dossier, &a.Paper, &a.Blob, &a.Name, &a.Size, &a.Type, &a.By, &at}, func() error {
		a.At = instant(at)
		all = append(all, a)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("attachments of %s: %w", dossier, err)
	}
	return all, nil
}

// BlobUses gives how many attachments and pending uploads have a blob: at 0 its file can go.
func (r *Reader) BlobUses(ctx context.Context, blob string) (n int, err error) {
	rs, err := r.query(ctx, `
		SELECT (SELECT COUNT(*) FROM attachments WHERE blob = ?) + (SELECT COUNT(*) FROM uploads WHERE blob = ?)`,
		blob, blob)
	_, err = one(rs, err, &n)
	return n, err
}
