package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// The conditions by which petitions are judged; each has as many places for the moment as it has question marks.
const (
	standsLate = `(p.stands = 'late' OR p.stands_due > 0 AND p.stands_due < ?)`
	standsRuns = `(p.stands = 'runs' AND NOT (p.stands_due > 0 AND p.stands_due < ?))`
	disliked   = `(p.dislikes > p.likes OR p.rating = 'dissatisfied')`
	repeated   = `(p.reopened > 0 OR p.person <> '' AND EXISTS (SELECT 1 FROM petitions d WHERE d.into_id = p.id AND d.person = p.person))`
	isJudged   = `(p.stands = 'in-time' OR ` + standsLate + `)` // choice: one that repeats another counts as what it is: no figure rises by joining
	isFaulty   = `(` + disliked + ` OR ` + repeated + ` OR ` + standsLate + `)`
)

// alarmsOf are the conditions by which an alarm rings, and the column from which on it does. An alarm that is graver ends the others.
// Behind is the sign between it and an earlier moment at which it did not ring yet: on the minute of a limit nothing is late.
var alarmsOf = map[string]struct{ rings, column, behind string }{
	"petition-late":        {`p.due > 0 AND p.due < ?`, `p.due`, `>=`},
	"petition-near":        {`p.due >= ? AND p.near > 0 AND p.near <= ?`, `p.near`, `>`},
	"petition-half":        {`p.near > ? AND p.half > 0 AND p.half <= ?`, `p.half`, `>`},
	"petition-unexplained": {`p.unexplained > 0 AND p.unexplained < ?`, `p.unexplained`, `>=`},
	"petition-unheeded":    {`p.unheeded > 0 AND p.unheeded <= ?`, `p.unheeded`, `>`},
}

// judged narrows to what figures and alarms count at a moment.
func (f *PetitionFilter) judged(w *where) {
	at := func(cond string) {
		var args []any
		for range strings.Count(cond, "?") {
			args = append(args, micro(f.At))
		}
		w.add(cond, args...)
	}
	switch f.Stands {
	case "":
	case "late":
		at(standsLate)
	case "runs":
		at(standsRuns)
	default:
		w.add(`p.stands = ?`, f.Stands)
	}
	switch f.Fault {
	case "":
	case "disliked":
		at(isJudged + ` AND ` + disliked)
	case "repeated":
		at(isJudged + ` AND ` + repeated)
	case "none":
		at(isJudged + ` AND NOT ` + isFaulty)
	default:
		at(isJudged + ` AND ` + isFaulty)
	}
	if f.Alarm == "" {
		return
	}
	a, known := alarmsOf[f.Alarm]
	if !known {
		w.add(`1 = 0`)
		return
	}
	at(a.rings)
	if !f.Since.IsZero() {
		w.add(a.column+` `+a.behind+` ?`, micro(f.Since))
	}
}

// A PetitionCell counts the petitions of a unit, class and channel.
type PetitionCell struct {
	Unit, Class, Channel               string
	All, InTime, Late, Runs, Aside     int64
	Answered, Resolved                 int64
	Judged, Faulty, Disliked, Repeated int64
}

// PetitionCells counts what a filter finds by the unit for which it counts, class and channel; each count is that of the filter with one thing more.
func (r *Reader) PetitionCells(ctx context.Context, f PetitionFilter) (all []PetitionCell, err error) {
	var args []any
	count := func(cond string) string {
		for range strings.Count(cond, "?") {
			args = append(args, micro(f.At))
		}
		return `COALESCE(SUM(CASE WHEN ` + cond + ` THEN 1 ELSE 0 END), 0)`
	}
	cells := []string{
		`COUNT(*)`, count(`p.stands = 'in-time'`), count(standsLate), count(standsRuns), count(`p.stands = 'aside'`),
		count(`p.answered > 0`), count(`p.resolved > 0 AND p.state = 'resolved'`), count(isJudged),
		count(isJudged + ` AND ` + isFaulty), count(isJudged + ` AND ` + disliked), count(isJudged + ` AND ` + repeated),
	}
	w := f.where()
	var c PetitionCell
	rs, err := r.query(ctx, `
	SELECT p.charged, p.class, p.channel, `+strings.Join(cells, ", ")+`
	FROM petitions p`+w.String()+`
	GROUP BY p.charged, p.class, p.channel
	ORDER BY p.charged, p.class, p.channel`, append(args, w.args...)...)
	err = each(rs, err, []any{&c.Unit, &c.Class, &c.Channel, &c.All, &c.InTime, &c.Late, &c.Runs, &c.Aside, &c.Answered, &c.Resolved, &c.Judged, &c.Faulty, &c.Disliked, &c.Repeated},
		func() error { all = append(all, c); return nil })
	if err != nil {
		return nil, fmt.Errorf("figures of petitions: %w", err)
	}
	return all, nil
}

// PetitionAlarms counts the alarms of each kind that ring at a moment among what a filter finds.
func (r *Reader) PetitionAlarms(ctx context.Context, f PetitionFilter, now time.Time) (map[string]int, error) {
	all := map[string]int{}
	for kind := range alarmsOf {
		f.Alarm, f.At = kind, now
		n, err := r.CountPetitions(ctx, f)
		if err != nil {
			return nil, err
		}
		all[kind] = int(n)
	}
	return all, nil
}
