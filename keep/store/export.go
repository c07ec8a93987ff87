package store

import (
	"context"
	"fmt"
	"time"
)

// An ExportRow says that a list left the house as a file (nhật ký kết xuất).
type ExportRow struct {
	ID      string // the mark that stands in the file
	At      time.Time
	Account string
	Post    string
	Unit    string
	List    string
	Format  string
	Rows    int
	Filter  string // sealed
}

// LogExport writes a line down. When it returns nil it is on the disk; only then does the file leave.
func (db *DB) LogExport(ctx context.Context, x ExportRow) error {
	return db.Write(ctx, func(tx *Tx) error {
		_, err := tx.exec(`
			INSERT INTO exports (id, at, account, post, unit, list, format, total, filter)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			x.ID, micro(x.At), x.Account, x.Post, x.Unit, x.List, x.Format, x.Rows, tx.sealText("exports", x.ID, x.Filter))
		if err != nil {
			return fmt.Errorf("export %s: %w", x.List, err)
		}
		return nil
	})
}

// Exports gives what left as files, the last first, or the one with a mark.
func (r *Reader) Exports(ctx context.Context, mark string, before time.Time, limit int) ([]ExportRow, error) {
	w := &where{}
	w.is(`id`, mark)
	if !before.IsZero() {
		w.add(`at < ?`, micro(before))
	}
	var x ExportRow
	var at int64
	var all []ExportRow
	rs, err := r.query(ctx, `
		SELECT id, at, account, post, unit, list, format, total, filter
		FROM exports`+w.String()+`
		ORDER BY at DESC, id
		LIMIT ?`, append(w.args, limit)...)
	err = each(rs, err, []any{&x.ID, &at, &x.Account, &x.Post, &x.Unit, &x.List, &x.Format, &x.Rows, &x.Filter}, func() error {
		x.At = instant(at)
		err := r.openText("exports", x.ID, &x.Filter)
		all = append(all, x)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("exports: %w", err)
	}
	return all, nil
}
