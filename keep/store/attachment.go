package store

import (
	"context"
	"fmt"
	"slices"
)

// A FileRow is a file that events of a dossier name: a view, by which a sweep knows what is needed. For what the events
// do not say (a result has a hash alone) the other fields are empty.
type FileRow struct {
	Paper string // index of the paper; "visit" and "result" for what officers made
	Blob  string // hash
	Name  string
	Size  int64 // bytes
	Type  string
}

// PutFiles makes a dossier's files what they are to be.
func (tx *Tx) PutFiles(dossier string, files []FileRow) error {
	have, err := tx.Files(tx.ctx, dossier)
	if err != nil {
		return err
	}
	same := func(f FileRow) func(FileRow) bool {
		return func(g FileRow) bool { return f.Paper == g.Paper && f.Blob == g.Blob }
	}
	for _, f := range have {
		if slices.ContainsFunc(files, same(f)) {
			continue
		}
		_, err := tx.exec(`
			DELETE FROM attachments
			WHERE dossier = ? AND paper = ? AND blob = ?`, dossier, f.Paper, f.Blob)
		if err != nil {
			return fmt.Errorf("files of %s: %w", dossier, err)
		}
	}
	for _, f := range files {
		if slices.ContainsFunc(have, same(f)) {
			continue
		}
		_, err := tx.exec(`
			INSERT INTO attachments (dossier, paper, blob, name, size, type, by_whom, at)
			VALUES (?, ?, ?, ?, ?, ?, '', 0)
			ON CONFLICT (dossier, paper, blob) DO NOTHING`, dossier, f.Paper, f.Blob,
			tx.sealText("attachments", fileKey(dossier, f.Paper, f.Blob), f.Name), f.Size, f.Type)
		if err != nil {
			return fmt.Errorf("files of %s: %w", dossier, err)
		}
	}
	return nil
}

func fileKey(dossier, paper, blob string) string { return dossier + "/" + paper + "/" + blob }

// Files gives a dossier's files in the order of papers and hashes.
func (r *Reader) Files(ctx context.Context, dossier string) ([]FileRow, error) {
	var f FileRow
	var all []FileRow
	rs, err := r.query(ctx, `
		SELECT paper, blob, name, size, type
		FROM attachments
		WHERE dossier = ?
		ORDER BY paper, blob`, dossier)
	err = each(rs, err, []any{&f.Paper, &f.Blob, &f.Name, &f.Size, &f.Type}, func() error {
		err := r.openText("attachments", fileKey(dossier, f.Paper, f.Blob), &f.Name)
		all = append(all, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("files of %s: %w", dossier, err)
	}
	return all, nil
}

// BlobUses gives how many dossiers, pending uploads and letters have a blob: at 0 its file can go.
func (r *Reader) BlobUses(ctx context.Context, blob string) (n int, err error) {
	rs, err := r.query(ctx, `
		SELECT (SELECT COUNT(*) FROM attachments WHERE blob = ?) + (SELECT COUNT(*) FROM uploads WHERE blob = ?)
			+ (SELECT COUNT(*) FROM letters WHERE pdf_hash = ?)`,
		blob, blob, []byte(blob))
	_, err = one(rs, err, &n)
	return n, err
}
