package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
)

// The tables of words.
const (
	dossierWords = "dossier_words"
	contactWords = "contact_words"
)

// A respelling is a dossier or a contact whose words changed: from none when it was new, to none when its view was dropped.
//
// PostgreSQL makes its index of words itself. SQLite's writes out all that it has at every savepoint, so the committer brings
// it up to date once for a whole group, in the group's own commit: a Search inside an act does not find what acts of
// the same group wrote.
type respelling struct {
	table   string
	n       int64
	was, is string
}

// respell brings SQLite's index of words to what the acts of the group left.
func (c *committer) respell() error {
	for _, w := range lasting(c.words) {
		if w.was == w.is {
			continue
		}
		if w.was != "" {
			if _, err := c.conn.run(`
				INSERT INTO `+w.table+` (`+w.table+`, rowid, search)
				VALUES ('delete', ?, ?)`, []any{w.n, w.was}); err != nil {
				return fmt.Errorf("%s %d: %w", w.table, w.n, err)
			}
		}
		if w.is != "" {
			if _, err := c.conn.run(`INSERT INTO `+w.table+` (rowid, search) VALUES (?, ?)`, []any{w.n, w.is}); err != nil {
				return fmt.Errorf("%s %d: %w", w.table, w.n, err)
			}
		}
	}
	c.words = c.words[:0]
	return nil
}

// lasting gives what a group did to the words of each from its beginning to its end: what stood in between was never
// in the index.
func lasting(words []respelling) []respelling {
	var out []respelling
	type place struct {
		table string
		n     int64
	}
	at := make(map[place]int, len(words))
	for _, w := range words {
		p := place{w.table, w.n}
		if i, again := at[p]; again {
			out[i].is = w.is
			continue
		}
		at[p] = len(out)
		out = append(out, w)
	}
	return out
}

// liteWords says what is wrong with the index of words, "" when it has the words of every dossier and contact and no others. The
// engine looks at one state of the file; who writes waits so long.
func liteWords(ctx context.Context, db *DB) (damage string, err error) {
	// The connections for reading are query_only, and the question has the form of a change.
	c, err := sql.Open("sqlite", liteName(db.cfg.Dir))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, c.Close()) }()
	for table, of := range map[string]string{dossierWords: "dossiers", contactWords: "contacts"} {
		_, err = c.ExecContext(ctx, `INSERT INTO `+table+` (`+table+`, rank) VALUES ('integrity-check', 1)`)
		if err != nil && strings.Contains(err.Error(), "malformed") {
			return "the index of words is not that of the " + of, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", nil
}
