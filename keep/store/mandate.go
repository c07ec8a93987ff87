package store

import (
	"context"
	"fmt"
	"time"
)

// A MandateRow says who acts for whom (đại diện, ủy quyền).
type MandateRow struct {
	ID         string
	Kind       string
	State      string
	Principal  string // person key
	Holder     string // person key
	Procedures string // JSON
	From, To   time.Time
	Unit       string
	People     string // JSON, sealed: names, numbers, proof, words
	Version    int64
	Changed    time.Time
}

// PutMandate adds or replaces a mandate.
func (tx *Tx) PutMandate(m MandateRow) error {
	_, err := tx.exec(`
		INSERT INTO mandates (id, kind, state, principal, holder, procedures, from_at, to_at, unit, people, version, changed)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET kind = excluded.kind, state = excluded.state, principal = excluded.principal, holder = excluded.holder,
			procedures = excluded.procedures, from_at = excluded.from_at, to_at = excluded.to_at, unit = excluded.unit,
			people = excluded.people, version = excluded.version, changed = excluded.changed`,
		m.ID, m.Kind, m.State, m.Principal, m.Holder, m.Procedures, micro(m.From), micro(m.To), m.Unit,
		tx.sealText("mandates", m.ID, m.People), m.Version, micro(m.Changed))
	if err != nil {
		return fmt.Errorf("mandate %s: %w", m.ID, err)
	}
	return nil
}

const selectMandate = `
	SELECT id, kind, state, principal, holder, procedures, from_at, to_at, unit, people, version, changed
	FROM mandates`

// Mandate gives one; ok is false when there is none.
func (r *Reader) Mandate(ctx context.Context, id string) (MandateRow, bool, error) {
	all, err := r.mandates(ctx, selectMandate+`
		WHERE id = ?`, id)
	if err != nil || len(all) == 0 {
		return MandateRow{}, false, err
	}
	return all[0], true, nil
}

// HeldMandates gives those that were given to a person and are in force at an instant.
func (r *Reader) HeldMandates(ctx context.Context, holder string, at time.Time) ([]MandateRow, error) {
	return r.mandates(ctx, selectMandate+`
		WHERE holder = ? AND state = 'given' AND from_at <= ? AND (to_at = 0 OR to_at > ?)
		ORDER BY id`, holder, micro(at), micro(at))
}

// MandatesOf gives those that a person gave or holds, the last changed first.
func (r *Reader) MandatesOf(ctx context.Context, person string, limit int) ([]MandateRow, error) {
	return r.mandates(ctx, selectMandate+`
		WHERE holder = ? OR principal = ?
		ORDER BY changed DESC, id
		LIMIT ?`, person, person, limit)
}

// MandatesAt gives those whose proof one of the units was asked to look at, those that wait first.
func (r *Reader) MandatesAt(ctx context.Context, units []string, limit int) ([]MandateRow, error) {
	if len(units) == 0 {
		return nil, nil
	}
	return r.mandates(ctx, selectMandate+`
		WHERE unit IN (`+marks(len(units))+`)
		ORDER BY CASE WHEN state = 'waits' THEN 0 ELSE 1 END, changed DESC, id
		LIMIT ?`, append(list(units), limit)...)
}

func (r *Reader) mandates(ctx context.Context, text string, args ...any) ([]MandateRow, error) {
	var m MandateRow
	var from, to, changed int64
	var all []MandateRow
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{
		&m.ID, &m.Kind, &m.State, &m.Principal, &m.Holder, &m.Procedures, &from, &to, &m.Unit, &m.People, &m.Version, &changed,
	}, func() error {
		m.From, m.To, m.Changed = instant(from), instant(to), instant(changed)
		err := r.openText("mandates", m.ID, &m.People)
		all = append(all, m)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("mandates: %w", err)
	}
	return all, nil
}
