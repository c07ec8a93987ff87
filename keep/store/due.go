package store

import (
	"context"
	"fmt"
	"time"
)

// A DueCount is how many open dossiers of a pair of units fall due in a span.
type DueCount struct {
	Reception string
	Competent string
	Filed     bool // filed and not received: what is due is the acknowledgement
	N         int
}

// OpenDue counts the open dossiers that are due from … to, the last left out, by their units.
func (r *Reader) OpenDue(ctx context.Context, from, to time.Time) ([]DueCount, error) {
	var c DueCount
	var all []DueCount
	var filed int
	rs, err := r.query(ctx, `
	SELECT reception_unit, competent_unit, CASE WHEN received_at = 0 THEN 1 ELSE 0 END, COUNT(*)
	FROM dossiers
	WHERE ended_at = 0 AND due_at >= ? AND due_at < ?
	GROUP BY reception_unit, competent_unit, CASE WHEN received_at = 0 THEN 1 ELSE 0 END`, micro(from), micro(to))
	err = each(rs, err, []any{&c.Reception, &c.Competent, &filed, &c.N}, func() error {
		c.Filed = filed == 1
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count what is due: %w", err)
	}
	return all, nil
}

// A CaseCount is how many dossiers of a procedure's case were received on a channel.
type CaseCount struct {
	Procedure string
	Case      string
	Channel   string
	N         int
}

// CountCases counts the dossiers received from … to, the last left out, by procedure, case and channel.
func (r *Reader) CountCases(ctx context.Context, from, to time.Time) ([]CaseCount, error) {
	var c CaseCount
	var all []CaseCount
	rs, err := r.query(ctx, `
	SELECT procedure, case_id, channel, COUNT(*)
	FROM dossiers
	WHERE received_at >= ? AND received_at < ?
	GROUP BY procedure, case_id, channel
	ORDER BY procedure, case_id, channel`, micro(from), micro(to))
	err = each(rs, err, []any{&c.Procedure, &c.Case, &c.Channel, &c.N}, func() error {
		all = append(all, c)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count dossiers by case: %w", err)
	}
	return all, nil
}
