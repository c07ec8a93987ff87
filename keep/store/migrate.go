package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing/fstest"

	"github.com/pressly/goose/v3"
)

// The migrations of both engines are one laid-out folder: common/ plus the engine's own. A number stands in
// common or with the engines, never in both.
//
// In common the engine's words stand for: $ID a text that is compared byte by byte, $BYTES a string of bytes,
// $ROWID the key of a table that is stored in its order, $KEYED a table that is stored in the order of its
// primary key.
//
//go:embed migrations
var migrations embed.FS

// layout lays the engine's folder over common and puts the engine's words in.
func layout(e *engine) (fs.FS, error) {
	words := strings.NewReplacer(e.words...)
	all := fstest.MapFS{}
	for _, dir := range []string{"migrations/common", "migrations/" + e.name} {
		files, err := migrations.ReadDir(dir)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			b, err := migrations.ReadFile(path.Join(dir, f.Name()))
			if err != nil {
				return nil, err
			}
			if all[f.Name()] != nil {
				return nil, fmt.Errorf("migration %s stands twice", f.Name())
			}
			all[f.Name()] = &fstest.MapFile{Data: []byte(words.Replace(string(b)))}
		}
	}
	return all, nil
}

// newest is the number of the last migration that this binary has for the engine.
func newest(e *engine) (int64, error) {
	all, err := layout(e)
	if err != nil {
		return 0, err
	}
	names, err := fs.Glob(all, "*.sql")
	if err != nil {
		return 0, err
	}
	var last int64
	for _, name := range names {
		number, _, _ := strings.Cut(name, "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("migration %s has no number: %w", name, err)
		}
		last = max(last, n)
	}
	return last, nil
}

func migrate(ctx context.Context, e *engine, c Config) (err error) {
	db, err := e.openWrite(c)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	all, err := layout(e)
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(e.dialect, db, all)
	if err != nil {
		return err
	}
	if _, err := p.Up(ctx); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, e.rebind(`
		INSERT INTO settings (key, value)
		VALUES (?, ?)
		ON CONFLICT (key) DO NOTHING`), keySetting, keyMark(c.Key))
	return err
}

// checkSchema compares the store's schema with this binary's.
func (db *DB) checkSchema(ctx context.Context) error {
	want, err := newest(db.eng)
	if err != nil {
		return err
	}
	have, err := schema(ctx, db.read)
	if err != nil {
		return fmt.Errorf("%w (%w)", ErrNone, err)
	}
	switch {
	case have > want:
		return fmt.Errorf("the store has schema %d, this motcua knows up to %d: use a newer motcua", have, want)
	case have < want:
		return fmt.Errorf("the store has schema %d, this motcua needs %d: %w", have, want, ErrOlder)
	}
	return nil
}

func schema(ctx context.Context, db *sql.DB) (int64, error) {
	var n int64
	err := db.QueryRowContext(ctx, `
		SELECT COALESCE(MAX(version_id), 0)
		FROM goose_db_version
		WHERE is_applied`).Scan(&n)
	return n, err
}
