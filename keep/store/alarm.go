package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// An AlarmRow is a warning (cảnh báo) about a dossier that rings from one moment to another, by the calendar that it
// names. A follower keeps it.
type AlarmRow struct {
	Kind     string
	Token    string // of a task, "" for the dossier
	Unit     string // who is to do something
	Rings    time.Time
	Ends     time.Time // the zero time: it rings on
	Due      time.Time // what is due, and when
	Calendar string    // version that the moments were computed by
}

// PutAlarms makes a dossier's alarms what they are to be; a dossier without a view has none.
func (tx *Tx) PutAlarms(dossier string, want []AlarmRow) error {
	n, err := tx.numberOf(tx.ctx, dossier)
	if err != nil || n == 0 {
		return err
	}
	have, err := tx.alarmsOf(tx.ctx, n)
	if err != nil {
		return err
	}
	for _, a := range have {
		if slices.Contains(want, a) {
			continue
		}
		if _, err := tx.exec(`
			DELETE FROM alarms
			WHERE dossier = ? AND kind = ? AND token = ?`, n, a.Kind, a.Token); err != nil {
			return fmt.Errorf("alarms of %s: %w", dossier, err)
		}
	}
	for _, a := range want {
		if slices.Contains(have, a) {
			continue
		}
		if _, err := tx.exec(`
			INSERT INTO alarms (dossier, kind, token, unit, rings, ends, due, calendar)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			n, a.Kind, a.Token, a.Unit, micro(a.Rings), dueMicro(a.Ends), micro(a.Due), a.Calendar); err != nil {
			return fmt.Errorf("alarms of %s: %w", dossier, err)
		}
	}
	return nil
}

// Alarms gives all alarms of a dossier, whether they ring or not, in the order of kind and token.
func (r *Reader) Alarms(ctx context.Context, dossier string) ([]AlarmRow, error) {
	n, err := r.numberOf(ctx, dossier)
	if err != nil || n == 0 {
		return nil, err
	}
	return r.alarmsOf(ctx, n)
}

func (r *Reader) alarmsOf(ctx context.Context, n int64) ([]AlarmRow, error) {
	var s alarmScan
	var all []AlarmRow
	rs, err := r.query(ctx, `
	SELECT `+alarmColumns+`
	FROM alarms a
	WHERE a.dossier = ?
	ORDER BY a.kind, a.token`, n)
	err = each(rs, err, s.dest(), func() error {
		all = append(all, s.alarm())
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("alarms of %d: %w", n, err)
	}
	return all, nil
}

const alarmColumns = `a.kind, a.token, a.unit, a.rings, a.ends, a.due, a.calendar`

type alarmScan struct {
	row              AlarmRow
	rings, ends, due int64
}

func (s *alarmScan) dest() []any {
	return []any{&s.row.Kind, &s.row.Token, &s.row.Unit, &s.rings, &s.ends, &s.due, &s.row.Calendar}
}

func (s *alarmScan) alarm() AlarmRow {
	a := s.row
	a.Rings, a.Ends, a.Due = instant(s.rings), dueInstant(s.ends), instant(s.due)
	return a
}

// A RingingRow is an alarm that rings, with its dossier.
type RingingRow struct {
	AlarmRow
	Dossier DossierRow
}

// Ringing gives the alarms of a kind that ring at an instant in a scope, what is due first before the others; skip and
// limit make a page.
func (r *Reader) Ringing(ctx context.Context, scope Scope, kind string, now time.Time, skip, limit int) ([]RingingRow, error) {
	w := ringing(scope, now)
	w.add(`a.kind = ?`, kind)
	return r.ringing(ctx, w, `a.due`, skip, limit)
}

// Began gives the alarms of a kind that ring at an instant and began to after an earlier one, in the order in which they
// began.
func (r *Reader) Began(ctx context.Context, kind string, from, now time.Time, skip, limit int) ([]RingingRow, error) {
	w := ringing(Scope{All: true}, now)
	w.add(`a.kind = ? AND a.rings > ?`, kind, micro(from))
	return r.ringing(ctx, w, `a.rings`, skip, limit)
}

func (r *Reader) ringing(ctx context.Context, w *where, order string, skip, limit int) ([]RingingRow, error) {
	var as alarmScan
	var ds dossierScan
	var all []RingingRow
	rs, err := r.query(ctx, `
	SELECT `+alarmColumns+`, `+dossierOutputs+`
	FROM alarms a
	JOIN dossiers d ON d.n = a.dossier`+w.String()+`
	ORDER BY `+order+`, d.n, a.token
	LIMIT ? OFFSET ?`, append(w.args, limit, skip)...)
	err = each(rs, err, append(as.dest(), ds.dest()...), func() error {
		all = append(all, RingingRow{as.alarm(), ds.dossier()})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("alarms that ring: %w", err)
	}
	return all, nil
}

// CountRinging counts the alarms that ring at an instant in a scope, by kind.
func (r *Reader) CountRinging(ctx context.Context, scope Scope, now time.Time) (map[string]int, error) {
	w := ringing(scope, now)
	var kind string
	var n int
	all := map[string]int{}
	rs, err := r.query(ctx, `
	SELECT a.kind, COUNT(*)
	FROM alarms a
	JOIN dossiers d ON d.n = a.dossier`+w.String()+`
	GROUP BY a.kind`, w.args...)
	err = each(rs, err, []any{&kind, &n}, func() error {
		all[kind] = n
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count alarms: %w", err)
	}
	return all, nil
}

func ringing(scope Scope, now time.Time) *where {
	w := &where{}
	w.add(`a.rings <= ? AND a.ends > ?`, micro(now), micro(now))
	w.within(scope)
	return w
}
