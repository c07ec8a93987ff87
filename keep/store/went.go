package store

import (
	"context"
	"fmt"
	"time"
)

// A WentRow is one change of units of a dossier by a reorganisation: what happened before At counts for the units here.
type WentRow struct {
	At            time.Time // it went over
	Moment        time.Time // of the reorganisation
	ReceptionUnit string
	CompetentUnit string
}

// PutWent writes the changes of units of a dossier whose row is there, oldest first. They are only ever added to.
func (tx *Tx) PutWent(id string, rows []WentRow) error {
	for k, w := range rows {
		_, err := tx.exec(`
			INSERT INTO went (dossier, k, at, moment, reception_unit, competent_unit)
			SELECT d.n, ?, ?, ?, ?, ?
			FROM dossiers d
			WHERE d.id = ?
			ON CONFLICT (dossier, k) DO NOTHING`, k, micro(w.At), micro(w.Moment), w.ReceptionUnit, w.CompetentUnit, id)
		if err != nil {
			return fmt.Errorf("changes of units of dossier %s: %w", id, err)
		}
	}
	return nil
}

// Went gives the changes of units of a dossier, oldest first.
func (r *Reader) Went(ctx context.Context, id string) (all []WentRow, err error) {
	var w WentRow
	var at, moment int64
	rs, err := r.query(ctx, `
		SELECT w.at, w.moment, w.reception_unit, w.competent_unit
		FROM went w
		JOIN dossiers d ON d.n = w.dossier
		WHERE d.id = ?
		ORDER BY w.k`, id)
	err = each(rs, err, []any{&at, &moment, &w.ReceptionUnit, &w.CompetentUnit}, func() error {
		w.At, w.Moment = instant(at), instant(moment)
		all = append(all, w)
		return nil
	})
	return all, err
}

// places narrows to the places of dossiers, and to those whose places changed.
func (f *DossierFilter) places(w *where) {
	w.is(`d.reception_unit`, f.Reception)
	f.placed(w, `reception_unit`, f.Receptions)
	w.is(`d.competent_unit`, f.Competent)
	f.placed(w, `competent_unit`, f.Competents)
	if !f.Moved.IsZero() {
		w.add(`d.n IN (SELECT g.dossier FROM went g WHERE g.moment = ?)`, micro(f.Moved))
	}
}

// placed narrows to dossiers of units in one of their two places. Where a period is asked for in a city that was reorganised it is
// the place of then: what happened before a dossier went over counts for the unit that it had.
func (f *DossierFilter) placed(w *where, column string, units []string) {
	var at string
	switch {
	case len(units) == 0:
		return
	case !f.EndedFrom.IsZero() || !f.EndedTo.IsZero():
		at = `d.ended_at`
	case !f.ReceivedFrom.IsZero() || !f.ReceivedTo.IsZero():
		at = `d.received_at`
	}
	if !f.Reorganised || at == "" {
		w.in(`d.`+column, units)
		return
	}
	w.add(`(d.`+column+` IN (`+marks(len(units))+`) AND NOT EXISTS (
				SELECT 1 FROM went g WHERE g.dossier = d.n AND g.at > `+at+`)
			OR EXISTS (
				SELECT 1 FROM went g WHERE g.dossier = d.n AND g.at > `+at+` AND g.`+column+` IN (`+marks(len(units))+`) AND NOT EXISTS (
					SELECT 1 FROM went h WHERE h.dossier = d.n AND h.at > `+at+` AND h.k < g.k)))`, append(list(units), list(units)...)...)
}
