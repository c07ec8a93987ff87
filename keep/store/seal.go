package store

import (
	"fmt"
	"strconv"

	"motcua/keep/vault"
	"motcua/words/ledger"
)

// What is sealed stands under the place that it was sealed for: table and key, so that no row's bytes open in another's.
func place(table, key string) string { return table + "\x00" + key }

func partPlace(stream ledger.StreamID, version int64) string {
	return string(stream) + "\x00" + strconv.FormatInt(version, 10)
}

// seal seals bytes for a row; none stay none.
func (tx *Tx) seal(table, key string, b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return tx.db.cfg.Ring.Seal(place(table, key), b)
}

// sealed is seal for columns that are never empty.
func (tx *Tx) sealed(table, key string, b []byte) []byte {
	return tx.db.cfg.Ring.Seal(place(table, key), b)
}

func (tx *Tx) sealText(table, key, s string) string {
	return tx.db.cfg.Ring.SealText(place(table, key), s)
}

// open opens what seal made, in place.
func (r *Reader) open(table, key string, b *[]byte) error {
	plain, err := r.db.cfg.Ring.Open(place(table, key), *b)
	if err != nil {
		return fmt.Errorf("%s %s: %w", table, key, err)
	}
	*b = plain
	return nil
}

func (r *Reader) openText(table, key string, s *string) error {
	plain, err := r.db.cfg.Ring.OpenText(place(table, key), *s)
	if err != nil {
		return fmt.Errorf("%s %s: %w", table, key, err)
	}
	*s = plain
	return nil
}

const seedsTable = "openings"

// parts opens personal parts of events; a stream's key is made once for as many of its events as follow each other.
type parts struct {
	ring   *vault.Ring
	stream string
	key    vault.Part
}

// open opens a part by the sealed seeds of its stream, which are only looked at when the stream is another.
func (p *parts) open(stream string, version int64, seeds, part []byte) ([]byte, error) {
	if part == nil || !vault.IsPart(part) {
		return part, nil
	}
	if p.stream != stream {
		plain, err := p.ring.Open(place(seedsTable, stream), seeds)
		if err != nil {
			return nil, fmt.Errorf("seeds of %s: %w", stream, err)
		}
		if len(plain) != seedBytes {
			return nil, fmt.Errorf("seeds of %s: %w", stream, vault.ErrDamaged)
		}
		p.stream, p.key = stream, vault.PartKey(plain[seedBytes/2:])
	}
	plain, err := p.key.Open(partPlace(ledger.StreamID(stream), version), part)
	if err != nil {
		return nil, fmt.Errorf("%s version %d: %w", stream, version, err)
	}
	return plain, nil
}
