package store

import (
	"context"
	"fmt"
	"time"
)

// A CommonRow is a case of a procedure with how often it came among the last dossiers of a unit.
type CommonRow struct {
	Procedure string
	Case      string
	N         int
}

// Commonest counts the cases among the last dossiers that reached a unit and were received there, the most frequent
// first. It looks at the last few hundred only, so that it costs the same in a small branch and in a large one.
func (r *Reader) Commonest(ctx context.Context, unit string, last int) ([]CommonRow, error) {
	var c CommonRow
	var n int64
	var all []CommonRow
	rs, err := r.query(ctx, `
		SELECT procedure, case_id, COUNT(*)
		FROM (
			SELECT d.procedure, d.case_id
			FROM reach r
			JOIN dossiers d ON d.n = r.dossier
			WHERE r.unit = ? AND d.reception_unit = ? AND d.received_at > 0
			ORDER BY r.dossier DESC
			LIMIT ?
		) latest
		GROUP BY procedure, case_id
		ORDER BY COUNT(*) DESC, procedure, case_id`, unit, unit, last)
	err = each(rs, err, []any{&c.Procedure, &c.Case, &n}, func() error {
		c.N = int(n)
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("commonest cases of unit %s: %w", unit, err)
	}
	return all, nil
}

// ExternalCodes gives the codes that dossiers have in other systems, by their identity: one query for a whole page.
func (r *Reader) ExternalCodes(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	var id, code string
	rs, err := r.query(ctx, fmt.Sprintf(`
		SELECT d.id, c.code
		FROM dossiers d
		JOIN codes c ON c.dossier = d.n
		WHERE c.system <> 'city' AND d.id IN (%s)
		ORDER BY c.since, c.code`, marks(len(ids))), list(ids)...)
	err = each(rs, err, []any{&id, &code}, func() error {
		out[id] = code
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("codes of %d dossiers elsewhere: %w", len(ids), err)
	}
	return out, nil
}

// Known gives the dossier that has a code in another system, the newest where the code came again.
func (r *Reader) Known(ctx context.Context, system, code string) (id string, ok bool, err error) {
	rs, err := r.query(ctx, `
		SELECT d.id
		FROM codes c
		JOIN dossiers d ON d.n = c.dossier
		WHERE c.code = ? AND c.system = ?
		ORDER BY d.n DESC
		LIMIT 1`, code, system)
	if ok, err = one(rs, err, &id); err != nil {
		return "", false, fmt.Errorf("code %s of %s: %w", code, system, err)
	}
	return id, ok, nil
}

// Untold gives the dossiers whose state a system has not taken, the oldest first, and behind them those whose state it took
// before a moment and never answered: what it was told may have been lost on the way.
func (r *Reader) Untold(ctx context.Context, system string, before time.Time, limit int) (ids []string, err error) {
	var id string
	rs, err := r.query(ctx, `
		SELECT d.id
		FROM dossiers d
		WHERE d.exchange IN ('pending', 'sent') AND (d.exchange = 'pending' OR d.updated_at < ?)
			AND EXISTS (SELECT 1 FROM codes c WHERE c.dossier = d.n AND c.system = ?)
		ORDER BY d.exchange, d.n
		LIMIT ?`, micro(before), system, limit)
	err = each(rs, err, []any{&id}, func() error {
		ids = append(ids, id)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("what %s was not told: %w", system, err)
	}
	return ids, nil
}
