package store

import (
	"context"
	"fmt"
)

// AddTally adds n, which may be negative, to a unit's measure of a legal day ("2026-11-24").
func (tx *Tx) AddTally(unit, measure, day string, n int64) error {
	_, err := tx.exec(`
		INSERT INTO tallies (measure, unit, day, n)
		VALUES (?, ?, ?, ?)
		ON CONFLICT (measure, unit, day) DO UPDATE SET n = tallies.n + excluded.n`, measure, unit, day, n)
	if err != nil {
		return fmt.Errorf("tally %s of %s: %w", measure, unit, err)
	}
	return nil
}

// ClearTallies takes all tallies away, before they are counted anew.
func (tx *Tx) ClearTallies() error {
	_, err := tx.exec(`DELETE FROM tallies WHERE day >= ''`)
	return err
}

// A Tally is one measure of one unit, on a day or over several.
type Tally struct {
	Unit    string
	Measure string
	Day     string // "" in a sum
	N       int64
}

// Sum adds up measures of units over the days from … to, both included. No units means all of them. Units and
// measures with nothing are left out.
func (r *Reader) Sum(ctx context.Context, units, measures []string, from, to string) ([]Tally, error) {
	var w where
	w.in(`measure`, measures)
	w.in(`unit`, units)
	w.add(`day >= ? AND day <= ?`, from, to)
	return r.tallies(ctx, `
	SELECT unit, measure, '', CAST(SUM(n) AS BIGINT)
	FROM tallies`+w.String()+`
	GROUP BY unit, measure
	ORDER BY unit, measure`, w.args)
}

// Days gives measures of units day by day, from … to, both included.
func (r *Reader) Days(ctx context.Context, units, measures []string, from, to string) ([]Tally, error) {
	var w where
	w.in(`measure`, measures)
	w.in(`unit`, units)
	w.add(`day >= ? AND day <= ?`, from, to)
	return r.tallies(ctx, `
	SELECT unit, measure, day, n
	FROM tallies`+w.String()+`
	ORDER BY day, unit, measure`, w.args)
}

func (r *Reader) tallies(ctx context.Context, text string, args []any) ([]Tally, error) {
	var t Tally
	var all []Tally
	rs, err := r.query(ctx, text, args...)
	err = each(rs, err, []any{&t.Unit, &t.Measure, &t.Day, &t.N}, func() error {
		all = append(all, t)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("tallies: %w", err)
	}
	return all, nil
}
