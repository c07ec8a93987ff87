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
