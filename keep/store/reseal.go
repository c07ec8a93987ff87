package store

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/keep/vault"
	"motcua/words/ledger"
)

// A sealedColumn is a column whose values stand sealed. An event's personal part is not among them: it stands under its
// stream's own key, which follows from the seeds.
type sealedColumn struct {
	table  string
	keys   []string // of the primary key, texts
	column string
	text   bool
	bare   bool // values that were never sealed are put again as whole rows, see rows
}

var sealedColumns = []sealedColumn{
	{table: seedsTable, keys: []string{"stream"}, column: "seeds"},
	{table: "drafts", keys: []string{"id"}, column: "body"},
	{table: "inbox", keys: []string{"system", "message"}, column: "body"},
	{table: "inbox", keys: []string{"system", "message"}, column: "error", text: true},
	{table: "signing_keys", keys: []string{"id"}, column: "secret"},
	{table: "letters", keys: []string{"id"}, column: "data"},
	{table: "notices", keys: []string{"id"}, column: "facts", text: true},
	{table: "uploads", keys: []string{"id"}, column: "name", text: true},
	{table: "attachments", keys: []string{"dossier", "paper", "blob"}, column: "name", text: true},
	{table: "accounts", keys: []string{"id"}, column: "number", text: true},
	{table: "mandates", keys: []string{"id"}, column: "people", text: true},
	{table: "petitions", keys: []string{"id"}, column: "title", text: true},
	{table: "exports", keys: []string{"id"}, column: "filter", text: true},
	{table: "glass", keys: []string{"id"}, column: "reason", text: true},
	{table: "people", keys: []string{"person_key"}, column: "sealed", bare: true},
}

// resealPiece is how many rows are looked at in one transaction: far less than two seconds of work.
const resealPiece = 500

// A cell is one sealed value with the row that it stands in.
type cell struct {
	keys  []string
	value []byte
	none  bool
}

func (c *cell) key() string { return strings.Join(c.keys, "/") }

// cells gives the next values of a column behind a row.
func (s *sealedColumn) cells(ctx context.Context, r *Reader, after []string, limit int) (all []cell, err error) {
	order := strings.Join(s.keys, ", ")
	where, args := "", []any{}
	if after != nil {
		where, args = `
		WHERE (`+order+`) > (`+marks(len(s.keys))+`)`, list(after)
	}
	keys := make([]string, len(s.keys))
	var value []byte
	dest := make([]any, 0, len(keys)+1)
	for i := range keys {
		dest = append(dest, &keys[i])
	}
	rs, err := r.query(ctx, `
		SELECT `+order+`, `+s.column+`
		FROM `+s.table+where+`
		ORDER BY `+order+`
		LIMIT ?`, append(args, limit)...)
	err = each(rs, err, append(dest, &value), func() error {
		all = append(all, cell{slices.Clone(keys), slices.Clone(value), value == nil})
		return nil
	})
	return all, err
}

// under names the key of a value; ok is false for one that is not sealed.
func (s *sealedColumn) under(v []byte) (vault.ID, bool) {
	if s.text {
		return vault.UnderText(string(v))
	}
	return vault.Under(v)
}

// empty says whether there is nothing to seal.
func (s *sealedColumn) empty(c *cell) bool {
	return !s.bare && (c.none || s.text && len(c.value) == 0)
}

// anew gives a value under the newest key.
func (s *sealedColumn) anew(ring *vault.Ring, c *cell) (any, error) {
	at := place(s.table, c.key())
	if s.text {
		plain, err := ring.OpenText(at, string(c.value))
		return ring.SealText(at, plain), err
	}
	plain, err := ring.Open(at, c.value)
	if err != nil {
		return nil, err
	}
	return ring.Seal(at, plain), nil
}

// Reseal seals everything under the newest data key, and what was never sealed for the first time, in pieces. Others read and
// write meanwhile; it may be broken off and begun again. It gives how many values it changed. A value that does not open stays
// as it is, for CheckChain to name; only the lack of a key ends the work.
func (db *DB) Reseal(ctx context.Context, progress func(changed int)) (changed int, err error) {
	for i := range sealedColumns {
		s := &sealedColumns[i]
		var after []string
		for {
			n, last, err := db.resealPiece(ctx, s, after)
			changed += n
			if err != nil {
				return changed, fmt.Errorf("seal %s: %w", s.table, err)
			}
			if progress != nil {
				progress(changed)
			}
			if last == nil {
				break
			}
			after = last
		}
	}
	n, err := db.sealParts(ctx)
	changed += n
	if err != nil {
		return changed, fmt.Errorf("seal particulars: %w", err)
	}
	err = db.Write(ctx, func(tx *Tx) error { return tx.PutSetting(sealedSetting, "1") })
	return changed, errors.Join(err, db.eng.settle(ctx, db))
}

// sealedSetting stands once nothing is left that was never sealed.
const sealedSetting = "store.sealed"

// gateSetting opens, inside one transaction, the guards of particulars and openings.
const gateSetting = "store.resealing"

func (tx *Tx) gated(fn func() error) error {
	if err := tx.PutSetting(gateSetting, "1"); err != nil {
		return err
	}
	if err := fn(); err != nil {
		return err
	}
	_, err := tx.exec(`DELETE FROM settings WHERE key = ?`, gateSetting)
	return err
}

// resealPiece looks at the rows behind one; last is nil when there are no more.
func (db *DB) resealPiece(ctx context.Context, s *sealedColumn, after []string) (changed int, last []string, err error) {
	err = db.Write(ctx, func(tx *Tx) error {
		changed, last = 0, nil
		cells, err := s.cells(ctx, &tx.Reader, after, resealPiece)
		if err != nil || len(cells) == 0 {
			return err
		}
		if len(cells) == resealPiece {
			last = cells[len(cells)-1].keys
		}
		return tx.gated(func() error {
			for i := range cells {
				did, err := tx.resealCell(s, &cells[i])
				if err != nil {
					return fmt.Errorf("%s: %w", cells[i].key(), err)
				}
				if did {
					changed++
				}
			}
			return nil
		})
	})
	return changed, last, err
}

func (tx *Tx) resealCell(s *sealedColumn, c *cell) (changed bool, err error) {
	if id, ok := s.under(c.value); s.empty(c) || ok && id == tx.db.cfg.Ring.Newest() {
		return false, nil
	}
	if s.bare && c.none {
		p, ok, err := tx.Person(tx.ctx, c.keys[0])
		if err != nil || !ok {
			return false, err
		}
		return true, tx.PutPerson(p)
	}
	if _, was := s.under(c.value); s.table == "accounts" && !was {
		_, err := tx.exec(`
			UPDATE accounts
			SET number_key = ?
			WHERE id = ?`, tx.db.accountKey(string(c.value)), c.keys[0])
		if err != nil {
			return false, err
		}
	}
	value, err := s.anew(tx.db.cfg.Ring, c)
	if errors.Is(err, vault.ErrDamaged) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	var was any = c.value
	if s.text {
		was = string(c.value)
	}
	// Whoever changed the row meanwhile sealed it anew.
	n, err := tx.exec(`
		UPDATE `+s.table+`
		SET `+s.column+` = ?
		WHERE (`+strings.Join(s.keys, ", ")+`) = (`+marks(len(s.keys))+`) AND `+s.column+` = ?`,
		append(append([]any{value}, list(c.keys)...), was)...)
	return n > 0, err
}

// A loosePart is a personal part as it stands.
type loosePart struct {
	stream  string
	version int64
	part    []byte
	seeds   []byte
}

func (r *Reader) loosePieces(ctx context.Context, stream string, version int64) (all []loosePart, err error) {
	var p loosePart
	rs, err := r.query(ctx, `
		SELECT p.stream, p.version, p.bytes, o.seeds
		FROM particulars p
		JOIN openings o ON o.stream = p.stream
		WHERE (p.stream, p.version) > (?, ?)
		ORDER BY p.stream, p.version
		LIMIT ?`, stream, version, resealPiece)
	err = each(rs, err, []any{&p.stream, &p.version, &p.part, &p.seeds}, func() error {
		all = append(all, p)
		return nil
	})
	return all, err
}

// sealParts seals personal parts of before there were keys; a new data key changes none.
func (db *DB) sealParts(ctx context.Context) (changed int, err error) {
	if _, done, err := db.Read().Setting(ctx, sealedSetting); done || err != nil {
		return 0, err
	}
	stream, version := "", int64(0)
	for {
		var all []loosePart
		n := 0
		err := db.Write(ctx, func(tx *Tx) error {
			var err error
			n = 0
			if all, err = tx.loosePieces(ctx, stream, version); err != nil {
				return err
			}
			return tx.gated(func() error {
				for i := range all {
					did, err := tx.sealPart(&all[i])
					if err != nil {
						return fmt.Errorf("%s version %d: %w", all[i].stream, all[i].version, err)
					}
					if did {
						n++
					}
				}
				return nil
			})
		})
		changed += n
		if err != nil || len(all) < resealPiece {
			return changed, err
		}
		last := all[len(all)-1]
		stream, version = last.stream, last.version
	}
}

func (tx *Tx) sealPart(p *loosePart) (bool, error) {
	if vault.IsPart(p.part) {
		return false, nil
	}
	if err := tx.open(seedsTable, p.stream, &p.seeds); err != nil || len(p.seeds) != seedBytes {
		return false, err
	}
	part := vault.PartKey(p.seeds[seedBytes/2:]).Seal(partPlace(ledger.StreamID(p.stream), p.version), p.part)
	n, err := tx.exec(`
		UPDATE particulars
		SET bytes = ?
		WHERE stream = ? AND version = ?`, part, p.stream, p.version)
	return n > 0, err
}

// Sealed counts what is sealed by the data key that it needs; plain is how many values are not sealed.
func (db *DB) Sealed(ctx context.Context) (under map[vault.ID]int, plain int, err error) {
	under = map[vault.ID]int{}
	err = db.eachSealed(ctx, func(s *sealedColumn, c *cell) {
		if id, ok := s.under(c.value); ok {
			under[id]++
		} else {
			plain++
		}
	})
	return under, plain, err
}

// eachSealed calls fn with every value that is to be sealed.
func (db *DB) eachSealed(ctx context.Context, fn func(*sealedColumn, *cell)) error {
	for i := range sealedColumns {
		s := &sealedColumns[i]
		var after []string
		for {
			cells, err := s.cells(ctx, db.Read(), after, resealPiece)
			if err != nil {
				return fmt.Errorf("%s: %w", s.table, err)
			}
			for i := range cells {
				if !s.empty(&cells[i]) {
					fn(s, &cells[i])
				}
			}
			if len(cells) < resealPiece {
				break
			}
			after = cells[len(cells)-1].keys
		}
	}
	return nil
}

// seals opens every sealed value, and finds what is plain where everything was sealed.
func (c *checker) seals(ctx context.Context) error {
	_, whole, err := c.r.Setting(ctx, sealedSetting)
	if err != nil {
		return err
	}
	var failed error
	err = c.db.eachSealed(ctx, func(s *sealedColumn, v *cell) {
		if _, ok := s.under(v.value); !ok {
			if whole {
				c.damage("", 0, "%s of %s %s is not sealed", s.column, s.table, v.key())
			}
			return
		}
		_, err := s.anew(c.db.cfg.Ring, v)
		if errors.Is(err, vault.ErrDamaged) && s.table != seedsTable { // of seeds the stream's check has told
			c.damage("", 0, "%s of %s %s: %v", s.column, s.table, v.key(), err)
		} else if err != nil && failed == nil && !errors.Is(err, vault.ErrDamaged) {
			failed = err
		}
	})
	return errors.Join(err, failed)
}

// keysSetting says which data keys something may be sealed with, and how each is known again.
const keysSetting = "store.data-keys"

func (r *Reader) keyMarks(ctx context.Context) (map[vault.ID]string, error) {
	s, _, err := r.Setting(ctx, keysSetting)
	if err != nil {
		return nil, err
	}
	out := map[vault.ID]string{}
	for f := range strings.FieldsSeq(s) {
		id, mark, _ := strings.Cut(f, ":")
		n, err := strconv.ParseUint(id, 10, 32)
		if err != nil {
			return nil, fmt.Errorf("setting %s is not readable: %q", keysSetting, s)
		}
		out[vault.ID(n)] = mark
	}
	return out, nil
}

func (tx *Tx) putKeyMarks(m map[vault.ID]string) error {
	var all []string
	for _, id := range slices.Sorted(maps.Keys(m)) {
		all = append(all, fmt.Sprintf("%d:%s", id, m[id]))
	}
	return tx.PutSetting(keysSetting, strings.Join(all, " "))
}

// checkRing refuses a ring that lacks a key which something here is sealed with.
func (db *DB) checkRing(ctx context.Context) error {
	marks, err := db.Read().keyMarks(ctx)
	if err != nil {
		return err
	}
	have := db.cfg.Ring.Marks()
	for _, id := range slices.Sorted(maps.Keys(marks)) {
		switch {
		case have[id] == "":
			return fmt.Errorf("data key %d is not in the key file, and something here is sealed with it: %w", id, vault.ErrKey)
		case have[id] != marks[id]:
			return fmt.Errorf("data key %d is not the one that this store was sealed with: %w", id, vault.ErrKey)
		}
	}
	return nil
}

// NoteKey writes down that the newest key seals from now on. Until that is on the disk nothing is sealed with it.
func (db *DB) NoteKey(ctx context.Context) error {
	id := db.cfg.Ring.Newest()
	if marks, err := db.Read().keyMarks(ctx); err != nil || marks[id] != "" {
		return err
	}
	return db.Write(ctx, func(tx *Tx) error {
		marks, err := tx.keyMarks(ctx)
		if err != nil {
			return err
		}
		marks[id] = db.cfg.Ring.Marks()[id]
		return tx.putKeyMarks(marks)
	})
}

// ForgetKey gives a data key up. It refuses the newest, and one that something is still sealed with.
func (db *DB) ForgetKey(ctx context.Context, id vault.ID) error {
	if id == db.cfg.Ring.Newest() {
		return fmt.Errorf("data key %d seals what is new: draw another one first", id)
	}
	under, plain, err := db.Sealed(ctx)
	if err != nil {
		return err
	}
	if n := under[id]; n > 0 {
		return fmt.Errorf("%d values are still sealed with data key %d: seal them anew first", n, id)
	}
	if plain > 0 {
		return fmt.Errorf("%d values are not sealed yet: seal them first", plain)
	}
	return db.Write(ctx, func(tx *Tx) error {
		marks, err := tx.keyMarks(ctx)
		if err != nil {
			return err
		}
		delete(marks, id)
		return tx.putKeyMarks(marks)
	})
}
