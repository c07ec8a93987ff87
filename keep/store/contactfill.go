package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// FillContacts writes so many contacts into the view, each made from its number, with their reach and tags and the index of words. It is
// for measurements alone: the contacts have no events, and a check of the store finds them wanting.
func (db *DB) FillContacts(ctx context.Context, many int, one func(i int) (ContactRow, ContactParts)) (err error) {
	c, err := db.eng.openFill(db.cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	c.SetMaxOpenConns(1)
	const piece = 500
	for at := 0; at < many; at += piece * 40 {
		tx, err := c.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		for from := at; from < min(at+piece*40, many) && err == nil; from += piece {
			err = db.fillPiece(ctx, tx, from, min(from+piece, many), one)
		}
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return runAll(ctx, c, db.eng.filled)
}

// Counted lets the server count its tables of events, as it does of itself some time after many were written. It is for measurements alone.
func (db *DB) Counted(ctx context.Context) (err error) {
	c, err := db.eng.openFill(db.cfg)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	return runAll(ctx, c, db.eng.counted)
}

func runAll(ctx context.Context, c *sql.DB, texts []string) error {
	for _, text := range texts {
		if _, err := c.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) fillPiece(ctx context.Context, tx *sql.Tx, from, to int, one func(i int) (ContactRow, ContactParts)) error {
	var rows, reach, tags []any
	for i := from; i < to; i++ {
		c, parts := one(i)
		rows = append(append(rows, i+1), c.values()...)
		for _, u := range parts.Reach {
			reach = append(reach, c.ID, u)
		}
		for _, t := range parts.Tags {
			tags = append(tags, c.ID, t)
		}
	}
	put := func(into string, fields int, args []any) error {
		if len(args) == 0 {
			return nil
		}
		lines := strings.Repeat("("+marks(fields)+"),", len(args)/fields)
		_, err := tx.ExecContext(ctx, db.eng.rebind(`INSERT INTO `+into+` VALUES `+strings.TrimSuffix(lines, ",")), args...)
		return err
	}
	return errors.Join(put(`contacts (n, `+contactColumns+`)`, 25, rows), put(`contact_reach (contact, unit)`, 2, reach), put(`contact_tags (contact, tag)`, 2, tags))
}
