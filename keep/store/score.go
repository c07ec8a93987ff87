package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// An EndedRow is a dossier that was settled, as scores look at it, with one of its steps. A dossier without steps has one row.
type EndedRow struct {
	Dossier, Procedure, Channel string
	Reception, Competent        string
	Ended, Due                  time.Time
	Late                        bool // with its clock, which may have stood when it ended
	Asks                        string
	Unit, Person                string // of the step, "" for none
	StepDue, Done               time.Time
}

// Ended gives the dossiers that were settled from one moment to another, each with its finished steps; of units alone (nil: all) those
// that they reach. Rows of a dossier follow one another.
func (r *Reader) Ended(ctx context.Context, from, to time.Time, units []string) ([]EndedRow, error) {
	w := &where{}
	w.until(`d.ended_at`, from, to)
	w.add(settled())
	if units != nil {
		w.add(`EXISTS (SELECT 1 FROM reach r WHERE r.dossier = d.n AND r.unit IN (`+marks(len(units)+1)+`))`, append(list(units), "-")...)
	}
	var q EndedRow
	var ended, due, late, stepDue, done int64
	var all []EndedRow
	rs, err := r.query(ctx, `
		SELECT d.id, d.procedure, d.channel, d.reception_unit, d.competent_unit, d.ended_at, d.due_at, d.late, d.asks,
			COALESCE(t.unit, ''), COALESCE(t.holder, ''), COALESCE(t.step_due, 0), COALESCE(t.done_at, 0)
		FROM dossiers d
		LEFT JOIN tasks t ON t.dossier = d.n AND t.done_at > 0 AND t.work NOT IN ('papers', 'papers-back')`+w.String()+`
		ORDER BY d.n, t.token`, w.args...)
	err = each(rs, err, []any{
		&q.Dossier, &q.Procedure, &q.Channel, &q.Reception, &q.Competent, &ended, &due, &late, &q.Asks, &q.Unit, &q.Person, &stepDue, &done,
	}, func() error {
		q.Ended, q.Due, q.Late, q.StepDue, q.Done = instant(ended), dueInstant(due), late != 0, instant(stepDue), instant(done)
		all = append(all, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("dossiers that ended: %w", err)
	}
	return all, nil
}

// Overdue counts the dossiers of a channel that fell due in a period and were not over at its end, by the unit that answers for them.
func (r *Reader) Overdue(ctx context.Context, channel string, from, to, now time.Time) (map[string]int, error) {
	var unit string
	var n int
	out := map[string]int{}
	rs, err := r.query(ctx, `
		SELECT d.competent_unit, COUNT(*)
		FROM dossiers d
		WHERE d.channel = ? AND d.received_at > 0 AND d.due_at >= ? AND d.due_at < ? AND d.due_at < ? AND (d.ended_at = 0 OR d.ended_at >= ?)
		GROUP BY d.competent_unit`, channel, micro(from), micro(to), micro(now), micro(to))
	err = each(rs, err, []any{&unit, &n}, func() error { out[unit] = n; return nil })
	if err != nil {
		return nil, fmt.Errorf("count what is overdue: %w", err)
	}
	return out, nil
}

// RatedClosed gives the bad ratings of which a case was closed, those that the supervision has since then too, about dossiers whose work
// was over in a period.
func (r *Reader) RatedClosed(ctx context.Context, from, to time.Time) ([]RatingRow, error) {
	return r.ratings(ctx, `
		WHERE opened > 0 AND (closed > 0 OR level > 1) AND dossier IN (SELECT d.id FROM dossiers d WHERE d.ended_at >= ? AND d.ended_at < ?)
		ORDER BY id`, micro(from), micro(to))
}

// A ScoreLine is what one dossier counted for somebody in a period that was closed.
type ScoreLine struct{ Unit, Person, Dossier, Points string }

// PutScoreLines writes the lines of a period that is being closed; those that are there already stay.
func (tx *Tx) PutScoreLines(period string, lines []ScoreLine) error {
	const piece = 100
	for len(lines) > 0 {
		n := min(piece, len(lines))
		var args []any
		for _, l := range lines[:n] {
			args = append(args, period, l.Unit, l.Person, l.Dossier, l.Points)
		}
		if _, err := tx.exec(`
			INSERT INTO score_lines (period, unit, person, dossier, points)
			VALUES `+strings.Repeat("(?, ?, ?, ?, ?), ", n-1)+`(?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`, args...); err != nil {
			return fmt.Errorf("score lines of %s: %w", period, err)
		}
		lines = lines[n:]
	}
	return nil
}

// DropScoreLines takes away what was laid down for a period under another name than the one that is kept.
func (tx *Tx) DropScoreLines(period, keep string) error {
	_, err := tx.exec(`
		DELETE FROM score_lines
		WHERE (period = ? OR period > ? AND period < ?) AND period <> ?`, period, period+".", period+"/", keep)
	if err != nil {
		return fmt.Errorf("drop the score lines of %s: %w", period, err)
	}
	return nil
}

// CountScoreLines says how many lines stand under a name.
func (r *Reader) CountScoreLines(ctx context.Context, period string) (n int, err error) {
	var all int64
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM score_lines
		WHERE period = ?`, period)
	if err = each(rs, err, []any{&all}, func() error { n = int(all); return nil }); err != nil {
		return 0, fmt.Errorf("count the score lines of %s: %w", period, err)
	}
	return n, nil
}

// ScoreBasis sums up what the scores of a period are counted from: the versions of the dossiers that ended in it, of ratings that were
// followed up, of petitions that had been sent, of checks. Where it is what it was, nothing has changed in between.
func (r *Reader) ScoreBasis(ctx context.Context, from, to time.Time) (string, error) {
	var out []int64
	for _, q := range []struct {
		text string
		args []any
	}{
		{`SELECT COUNT(*), CAST(COALESCE(SUM(s.head_version), 0) AS BIGINT)
			FROM dossiers d
			JOIN streams s ON s.id = 'dossier/' || d.id
			WHERE d.ended_at >= ? AND d.ended_at < ?`, []any{micro(from), micro(to)}},
		{`SELECT COUNT(*), CAST(COALESCE(SUM(d.n), 0) AS BIGINT)
			FROM dossiers d
			WHERE d.received_at > 0 AND d.due_at >= ? AND d.due_at < ? AND (d.ended_at = 0 OR d.ended_at >= ?)`, []any{micro(from), micro(to), micro(to)}},
		{`SELECT COUNT(*), CAST(COALESCE(SUM(closed % 1000000007), 0) AS BIGINT)
			FROM ratings
			WHERE opened > 0 AND closed > 0 AND dossier IN (SELECT d.id FROM dossiers d WHERE d.ended_at >= ? AND d.ended_at < ?)`, []any{micro(from), micro(to)}},
		{`SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT)
			FROM petitions
			WHERE sent < ?`, []any{micro(to)}},
		{`SELECT COUNT(*), CAST(COALESCE(SUM(head_version), 0) AS BIGINT)
			FROM streams
			WHERE kind = 'boards'`, nil},
	} {
		var n, sum int64
		rs, err := r.query(ctx, q.text, q.args...)
		if err = each(rs, err, []any{&n, &sum}, func() error { out = append(out, n, sum); return nil }); err != nil {
			return "", fmt.Errorf("what scores are counted from: %w", err)
		}
	}
	return fmt.Sprint(out), nil
}

// ScoreLines gives the lines of a closed period; of one unit and person where given.
func (r *Reader) ScoreLines(ctx context.Context, period string, unit, person *string) ([]ScoreLine, error) {
	w := &where{}
	w.add(`period = ?`, period)
	if unit != nil {
		w.add(`unit = ?`, *unit)
	}
	if person != nil {
		w.add(`person = ?`, *person)
	}
	var q ScoreLine
	var all []ScoreLine
	rs, err := r.query(ctx, `
		SELECT unit, person, dossier, points
		FROM score_lines`+w.String()+`
		ORDER BY unit, person, dossier`, w.args...)
	if err = each(rs, err, []any{&q.Unit, &q.Person, &q.Dossier, &q.Points}, func() error { all = append(all, q); return nil }); err != nil {
		return nil, fmt.Errorf("score lines of %s: %w", period, err)
	}
	return all, nil
}

// DossiersOf gives the rows of dossiers by their identities, in no order.
func (r *Reader) DossiersOf(ctx context.Context, ids []string) (all []DossierRow, err error) {
	const piece = 200
	for len(ids) > 0 {
		n := min(piece, len(ids))
		rows, err := r.dossiers(ctx, selectDossier+`
			WHERE d.id IN (`+marks(n)+`)`, list(ids[:n])...)
		if err != nil {
			return nil, fmt.Errorf("dossiers by identity: %w", err)
		}
		all, ids = append(all, rows...), ids[n:]
	}
	return all, nil
}
