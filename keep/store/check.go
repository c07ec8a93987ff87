package store

import (
	"context"
	"errors"
	"fmt"

	"motcua/keep/vault"
	"motcua/words/ledger"
)

// A Damage is something in the ledger that is not as it was written.
type Damage struct {
	Stream  ledger.StreamID // "" when it is about the order of the store
	Version int64
	What    string // English, for the operator
}

// CheckChain proves the ledger: versions are dense, each event's seal fits the chain, private parts fit their
// commitments and are missing only where they were erased, heads are the last events, every event has one
// place or waits for one, all that is to be sealed is, and search knows the words of every dossier and no others. progress, which may be nil, is
// told how many events were looked at.
//
// It reads while others write: run it inside one node, or on a snapshot, for a picture of one moment.
func (db *DB) CheckChain(ctx context.Context, progress func(int)) ([]Damage, error) {
	c := &checker{db: db, r: db.Read(), progress: progress}
	if err := c.streams(ctx); err != nil {
		return nil, fmt.Errorf("check the chain: %w", err)
	}
	if err := c.places(ctx); err != nil {
		return nil, fmt.Errorf("check the places: %w", err)
	}
	if err := c.seals(ctx); err != nil {
		return nil, fmt.Errorf("check what is sealed: %w", err)
	}
	what, err := db.eng.checkWords(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("check the words: %w", err)
	}
	if what != "" {
		c.damage("", 0, "%s", what)
	}
	return c.found, nil
}

type checker struct {
	db       *DB
	r        *Reader
	progress func(int)
	looked   int
	found    []Damage
}

func (c *checker) damage(s ledger.StreamID, version int64, format string, args ...any) {
	c.found = append(c.found, Damage{s, version, fmt.Sprintf(format, args...)})
}

// streamRow is a stream's head and openings as they stand.
type streamRow struct {
	id           string
	version      int64
	hash, seeds  []byte
	at, recorded int64
	erased       int64
}

const checkPiece = 500

// streams goes through all streams in the order of their names, in pieces.
func (c *checker) streams(ctx context.Context) error {
	after := ""
	for {
		rows, err := c.piece(ctx, after)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := c.stream(ctx, &rows[i]); err != nil {
				return err
			}
		}
		if c.progress != nil {
			c.progress(c.looked)
		}
		if len(rows) < checkPiece {
			return c.strays(ctx)
		}
		after = rows[len(rows)-1].id
	}
}

func (c *checker) piece(ctx context.Context, after string) ([]streamRow, error) {
	var s streamRow
	var all []streamRow
	rs, err := c.r.query(ctx, `
		SELECT s.id, s.head_version, s.head_hash, s.head_at, s.head_recorded, o.seeds,
			CASE WHEN x.stream IS NULL THEN 0 ELSE 1 END
		FROM streams s
		LEFT JOIN openings o ON o.stream = s.id
		LEFT JOIN erasures x ON x.stream = s.id
		WHERE s.id > ?
		ORDER BY s.id
		LIMIT ?`, after, checkPiece)
	err = each(rs, err, []any{&s.id, &s.version, &s.hash, &s.at, &s.recorded, &s.seeds, &s.erased}, func() error {
		err := c.r.open(seedsTable, s.id, &s.seeds)
		if errors.Is(err, vault.ErrDamaged) {
			s.seeds, err = nil, nil // the stream's check tells
		}
		all = append(all, s)
		return err
	})
	return all, err
}

// stream checks one stream's events up to the head that was read.
func (c *checker) stream(ctx context.Context, s *streamRow) error {
	id := ledger.StreamID(s.id)
	events, err := c.r.Events(ctx, id)
	if errors.Is(err, vault.ErrDamaged) {
		if len(s.seeds) != seedBytes && s.erased == 0 {
			c.damage(id, 1, "the seeds of the stream are gone or changed, but it was not erased")
			return nil
		}
		c.damage(id, s.version, "%v", err)
		return nil
	}
	if err != nil {
		return err
	}
	var prev [32]byte
	var last ledger.Event
	for i := range events {
		e := &events[i]
		if e.Version > s.version {
			if c.stillHead(ctx, id, s.version) {
				c.damage(id, e.Version, "the event lies beyond the head of its stream")
			}
			break // written since the head was read
		}
		c.looked++
		if e.Version != int64(i)+1 {
			c.damage(id, e.Version, "version %d is missing", i+1)
			return nil
		}
		head := ledger.Chain(prev, e)
		if err := ledger.Verify(c.db.cfg.Key, prev, e); err != nil {
			c.damage(id, e.Version, "%v", err)
			return nil // every later one would fail with it
		}
		if e.RecordedAt.Before(last.RecordedAt) || e.At.Before(last.At) {
			c.damage(id, e.Version, "time runs back")
		}
		c.private(s, e)
		prev, last = head, *e
	}
	if last.Version < s.version {
		c.damage(id, s.version, "version %d is missing", last.Version+1)
		return nil
	}
	if string(prev[:]) != string(s.hash) || micro(last.At) != s.at || micro(last.RecordedAt) != s.recorded {
		c.damage(id, s.version, "the head is not that of the last event")
	}
	return nil
}

// stillHead says whether the stream's head is where it was read: then an event beyond it is no newcomer.
func (c *checker) stillHead(ctx context.Context, id ledger.StreamID, version int64) bool {
	v, ok, err := c.r.Head(ctx, id)
	return err == nil && ok && v == version
}

// private checks a private part against its commitment.
func (c *checker) private(s *streamRow, e *ledger.Event) {
	committed := e.Commitment != [32]byte{}
	switch {
	case len(s.seeds) != seedBytes && s.erased == 0:
		c.damage(e.Stream, e.Version, "the seeds of the stream are gone, but it was not erased")
	case s.erased == 1 && (len(s.seeds) == seedBytes || e.Private != nil):
		c.damage(e.Stream, e.Version, "the stream was erased, but a private part or its seed is there")
	case e.Private != nil && !committed:
		c.damage(e.Stream, e.Version, "a private part without a commitment")
	case committed && e.Private == nil && s.erased == 0:
		c.damage(e.Stream, e.Version, "the private part is gone, but it was not erased")
	case e.Private != nil && ledger.Commit([32]byte(s.seeds[32:]), e.Version, e.Private) != e.Commitment:
		c.damage(e.Stream, e.Version, "the private part does not fit its commitment")
	}
}

// strays finds rows that belong to no stream or event.
func (c *checker) strays(ctx context.Context) error {
	for _, q := range []struct{ what, text string }{
		{"an event of a stream that is not there", `
			SELECT e.stream, e.version
			FROM events e
			LEFT JOIN streams s ON s.id = e.stream
			WHERE s.id IS NULL`},
		{"a private part of an event that is not there", `
			SELECT p.stream, p.version
			FROM particulars p
			LEFT JOIN events e ON e.stream = p.stream AND e.version = p.version
			WHERE e.seq IS NULL`},
	} {
		var stream string
		var version int64
		rs, err := c.r.query(ctx, q.text)
		err = each(rs, err, []any{&stream, &version}, func() error {
			c.damage(ledger.StreamID(stream), version, "%s", q.what)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// places checks that places are dense, point to events, and keep the versions of a stream in order.
func (c *checker) places(ctx context.Context) error {
	reached := map[string]int64{}
	var place, seq, version int64
	var stream string
	want := int64(1)
	rs, err := c.r.query(ctx, `
		SELECT p.place, p.seq, COALESCE(e.stream, ''), COALESCE(e.version, 0)
		FROM placed p
		LEFT JOIN events e ON e.seq = p.seq
		ORDER BY p.place`)
	err = each(rs, err, []any{&place, &seq, &stream, &version}, func() error {
		if place != want {
			c.damage("", 0, "place %d is missing", want)
			want = place
		}
		want++
		if stream == "" {
			c.damage("", 0, "place %d points to event %d, which is not there", place, seq)
			return nil
		}
		if version != reached[stream]+1 {
			c.damage(ledger.StreamID(stream), version, "its place %d comes before that of an earlier version", place)
		}
		reached[stream] = version
		return nil
	})
	if err != nil {
		return err
	}
	rs, err = c.r.query(ctx, `
		SELECT e.stream, e.version
		FROM events e
		LEFT JOIN placed p ON p.seq = e.seq
		LEFT JOIN fresh f ON e.seq >= f.first AND e.seq < f.first + f.count
		WHERE p.seq IS NULL AND f.first IS NULL`)
	return each(rs, err, []any{&stream, &version}, func() error {
		c.damage(ledger.StreamID(stream), version, "the event has no place and waits for none")
		return nil
	})
}
