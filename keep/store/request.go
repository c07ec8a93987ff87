package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// A RequestRow is a request of a data subject (yêu cầu của chủ thể dữ liệu), as lists know it.
type RequestRow struct {
	ID      string
	Person  string // key of who asks; "" once that was erased
	Kind    string
	Dossier string // "" for all of the person's data
	Unit    string // that answers, "" for the supervision of the city
	Asked   time.Time
	Due     time.Time
	Ended   time.Time // zero until answered
	Outcome string
}

// PutRequest writes a request's line, or writes it anew.
func (tx *Tx) PutRequest(q RequestRow) error {
	_, err := tx.exec(`
		INSERT INTO data_requests (id, person, kind, dossier, unit, asked, due, ended, outcome)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET person = excluded.person, ended = excluded.ended, outcome = excluded.outcome`,
		q.ID, q.Person, q.Kind, q.Dossier, q.Unit, micro(q.Asked), micro(q.Due), micro(q.Ended), q.Outcome)
	if err != nil {
		return fmt.Errorf("request %s: %w", q.ID, err)
	}
	return nil
}

// Request gives one request.
func (r *Reader) Request(ctx context.Context, id string) (q RequestRow, ok bool, err error) {
	all, err := r.requests(ctx, `WHERE id = ?`, 1, id)
	if err != nil || len(all) == 0 {
		return RequestRow{}, false, err
	}
	return all[0], true, nil
}

// RequestsBy gives a person's requests, the newest first.
func (r *Reader) RequestsBy(ctx context.Context, person string, limit int) ([]RequestRow, error) {
	return r.requests(ctx, `WHERE person = ? AND person <> '' ORDER BY asked DESC, id`, limit, person)
}

// RequestsOf gives the requests about a dossier, the newest first.
func (r *Reader) RequestsOf(ctx context.Context, dossier string) ([]RequestRow, error) {
	return r.requests(ctx, `WHERE dossier = ? AND dossier <> '' ORDER BY asked DESC, id`, 1000, dossier)
}

// Restricting gives the requests of everybody by which data were restricted, or are no longer, in the order of their answers.
func (r *Reader) Restricting(ctx context.Context) ([]RequestRow, error) {
	const all = 1 << 30
	return r.requests(ctx, restricting, all)
}

// restricting has the condition of the index of the same name, word for word.
const restricting = `WHERE ended > 0 AND kind IN ('restrict', 'lift') AND outcome IN ('accepted', 'partly') ORDER BY ended, id`

// SentBy gives the petitions that some people sent, as pairs of petition and person.
func (r *Reader) SentBy(ctx context.Context, people []string) (pairs [][2]string, err error) {
	for part := range slices.Chunk(people, pieceOfPeople) {
		w := &where{}
		w.in(`person`, part)
		var x [2]string
		rs, err := r.query(ctx, `
		SELECT id, person
		FROM petitions`+w.String(), w.args...)
		err = each(rs, err, []any{&x[0], &x[1]}, func() error {
			pairs = append(pairs, x)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("petitions of restricted people: %w", err)
		}
	}
	return pairs, nil
}

// pieceOfPeople is how many places for people one statement has.
const pieceOfPeople = 500

// NamedIn gives the dossiers of which one of some people is a party, as pairs of dossier and person.
func (r *Reader) NamedIn(ctx context.Context, people []string) (pairs [][2]string, err error) {
	for part := range slices.Chunk(people, pieceOfPeople) {
		w := &where{}
		w.in(`p.person_key`, part)
		var x [2]string
		rs, err := r.query(ctx, `
		SELECT DISTINCT d.id, p.person_key
		FROM parties p
		JOIN dossiers d ON d.n = p.dossier`+w.String(), w.args...)
		err = each(rs, err, []any{&x[0], &x[1]}, func() error {
			pairs = append(pairs, x)
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("dossiers of restricted people: %w", err)
		}
	}
	return pairs, nil
}

// Requests gives those that wait for an answer, the nearest limit first, or those that were answered, the last first. Units
// nil is the whole city.
func (r *Reader) Requests(ctx context.Context, open bool, units []string, limit int) ([]RequestRow, error) {
	w := &where{}
	if open {
		w.add(`ended = 0`)
	} else {
		w.add(`ended > 0`)
	}
	if units != nil {
		w.in(`unit`, append(units[:len(units):len(units)], "-")) // never empty: that would be all
	}
	order := ` ORDER BY due, id`
	if !open {
		order = ` ORDER BY ended DESC, id`
	}
	return r.requests(ctx, w.String()+order, limit, w.args...)
}

func (r *Reader) requests(ctx context.Context, tail string, limit int, args ...any) ([]RequestRow, error) {
	var q RequestRow
	var asked, due, ended int64
	var all []RequestRow
	rs, err := r.query(ctx, `
		SELECT id, person, kind, dossier, unit, asked, due, ended, outcome
		FROM data_requests `+tail+`
		LIMIT ?`, append(args, limit)...)
	err = each(rs, err, []any{&q.ID, &q.Person, &q.Kind, &q.Dossier, &q.Unit, &asked, &due, &ended, &q.Outcome}, func() error {
		q.Asked, q.Due, q.Ended = instant(asked), instant(due), instant(ended)
		all = append(all, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("requests of data subjects: %w", err)
	}
	return all, nil
}
