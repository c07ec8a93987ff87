package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// A RatingRow is what somebody said about a dossier's end (phiếu đánh giá), as lists and figures know it.
type RatingRow struct {
	ID        string
	Dossier   string
	Unit      string // that answers for the result
	Reception string
	Procedure string
	Channel   string
	End       string
	Way       string
	Given     time.Time
	Recorded  time.Time
	Points    string // overall and the five factors as six digits, 0 for no answer
	Lacks     string // items, with spaces between
	Synthetic bool

	Followed string // the unit whose leader follows it up, "" for none
	Stage    string
	Level    int
	Opened   time.Time // zero: there was no need
	Due      time.Time
	Closed   time.Time
	Raised   time.Time
	Barred   string // officers who have no part in it, with spaces between
}

// PutRating writes a rating's line, or writes it anew.
func (tx *Tx) PutRating(q RatingRow) error {
	_, err := tx.exec(`
		INSERT INTO ratings (id, dossier, unit, reception, procedure, channel, ended, way, given, recorded, points, lacks, synthetic,
			followed, stage, level, opened, due, closed, raised, barred)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE
		SET way = excluded.way, points = excluded.points, lacks = excluded.lacks, followed = excluded.followed, stage = excluded.stage, level = excluded.level,
			opened = excluded.opened, due = excluded.due, closed = excluded.closed, raised = excluded.raised, barred = excluded.barred`,
		q.ID, q.Dossier, q.Unit, q.Reception, q.Procedure, q.Channel, q.End, q.Way, micro(q.Given), micro(q.Recorded), q.Points, q.Lacks,
		bit(q.Synthetic), q.Followed, q.Stage, q.Level, micro(q.Opened), micro(q.Due), micro(q.Closed), micro(q.Raised), q.Barred)
	if err != nil {
		return fmt.Errorf("rating %s: %w", q.ID, err)
	}
	return nil
}

// Rating gives one rating.
func (r *Reader) Rating(ctx context.Context, id string) (q RatingRow, ok bool, err error) {
	all, err := r.ratings(ctx, "\n\t\tWHERE id = ?\n\t\tLIMIT 1", id)
	if err != nil || len(all) == 0 {
		return RatingRow{}, false, err
	}
	return all[0], true, nil
}

// RatingsOf gives the ratings of a dossier in the order in which they came.
func (r *Reader) RatingsOf(ctx context.Context, dossier string) ([]RatingRow, error) {
	return r.ratings(ctx, "\n\t\tWHERE dossier = ?\n\t\tORDER BY recorded, id", dossier)
}

// RatingsBetween gives all that were written down from one moment to another, in their order.
func (r *Reader) RatingsBetween(ctx context.Context, from, to time.Time) ([]RatingRow, error) {
	return r.ratings(ctx, "\n\t\tWHERE recorded >= ? AND recorded < ?\n\t\tORDER BY recorded, id", micro(from), micro(to))
}

// A CaseFilter chooses ratings that were followed up.
type CaseFilter struct {
	Open  bool
	Over  time.Time // not zero: those that were due before
	Late  time.Time // not zero: those that were due before and of which nobody was told yet
	Units []string  // nil: of the whole city
	Not   string    // leave out those in which this officer has no part
	Limit int

	Offset int
}

// Cases gives the bad ratings that wait, the nearest limit first, or those that are closed, the last first.
func (r *Reader) Cases(ctx context.Context, f CaseFilter) ([]RatingRow, error) {
	order := "\n\t\tORDER BY due, id"
	if !f.Open {
		order = "\n\t\tORDER BY closed DESC, id"
	}
	w := f.where()
	return r.ratings(ctx, w.String()+order+"\n\t\tLIMIT ?\n\t\tOFFSET ?", append(w.args, f.Limit, f.Offset)...)
}

// CountRatedCases counts them.
func (r *Reader) CountRatedCases(ctx context.Context, f CaseFilter) (n int64, err error) {
	w := f.where()
	rs, err := r.query(ctx, `
		SELECT COUNT(*)
		FROM ratings`+w.String(), w.args...)
	if _, err = one(rs, err, &n); err != nil {
		return 0, fmt.Errorf("count bad ratings: %w", err)
	}
	return n, nil
}

func (f *CaseFilter) where() *where {
	w := &where{}
	w.add(`opened > 0`)
	if f.Open {
		w.add(`closed = 0`)
	} else {
		w.add(`closed > 0`)
	}
	if f.Not != "" {
		w.add(`' ' || barred || ' ' NOT LIKE ?`, "% "+f.Not+" %")
	}
	if !f.Over.IsZero() {
		w.add(`due < ?`, micro(f.Over))
	}
	if !f.Late.IsZero() {
		w.add(`due < ?`, micro(f.Late))
		w.add(`raised = 0`)
	}
	if f.Units != nil {
		w.in(`followed`, append(f.Units[:len(f.Units):len(f.Units)], "-")) // never empty: that would be all
	}
	return w
}

func (r *Reader) ratings(ctx context.Context, tail string, args ...any) ([]RatingRow, error) {
	var q RatingRow
	var given, recorded, synthetic, opened, due, closed, raised int64
	var all []RatingRow
	rs, err := r.query(ctx, `
		SELECT id, dossier, unit, reception, procedure, channel, ended, way, given, recorded, points, lacks, synthetic,
			followed, stage, level, opened, due, closed, raised, barred
		FROM ratings`+tail, args...)
	err = each(rs, err, []any{
		&q.ID, &q.Dossier, &q.Unit, &q.Reception, &q.Procedure, &q.Channel, &q.End, &q.Way, &given, &recorded, &q.Points, &q.Lacks, &synthetic,
		&q.Followed, &q.Stage, &q.Level, &opened, &due, &closed, &raised, &q.Barred,
	}, func() error {
		q.Given, q.Recorded, q.Synthetic = instant(given), instant(recorded), synthetic != 0
		q.Opened, q.Due, q.Closed, q.Raised = instant(opened), instant(due), instant(closed), instant(raised)
		q.Points = strings.TrimSpace(q.Points)
		all = append(all, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ratings: %w", err)
	}
	return all, nil
}

// An AskedRow is how many dossiers of two units, a procedure and a channel came to their end, so that people are asked.
type AskedRow struct {
	Unit, Reception, Procedure, Channel string
	N                                   int
}

// Asked counts the dossiers whose work was over from one moment to another and that ended in one of the states; those that
// another took the place of are not asked about.
func (r *Reader) Asked(ctx context.Context, from, to time.Time, states []int) ([]AskedRow, error) {
	var q AskedRow
	var all []AskedRow
	w := &where{}
	w.until(`d.ended_at`, from, to)
	args := w.args
	for _, s := range states {
		args = append(args, s)
	}
	rs, err := r.query(ctx, `
		SELECT d.competent_unit, d.reception_unit, d.procedure, d.channel, COUNT(*)
		FROM dossiers d`+w.String()+`
			AND d.state IN (`+marks(len(states))+`)
		GROUP BY d.competent_unit, d.reception_unit, d.procedure, d.channel`, args...)
	err = each(rs, err, []any{&q.Unit, &q.Reception, &q.Procedure, &q.Channel, &q.N}, func() error {
		all = append(all, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("count those who are asked: %w", err)
	}
	return all, nil
}

// An UnratedRow is a dossier that is over and that nobody has rated.
type UnratedRow struct {
	ID, Code, Procedure, Title string
	ProcVersion                int64
	At                         time.Time // handed over, or ended otherwise
	Handled                    bool      // the officer who looks had a part in it
}

// Unrated gives the dossiers of a unit that came to one of some ends since a moment and that nobody has rated, the last first; an end for
// another dossier's sake is none. actor is who looks.
func (r *Reader) Unrated(ctx context.Context, unit, actor string, states []int, since time.Time, limit int) ([]UnratedRow, error) {
	args := []any{actor, unit}
	for _, s := range states {
		args = append(args, s)
	}
	var q UnratedRow
	var at, handled int64
	var all []UnratedRow
	rs, err := r.query(ctx, `
		SELECT d.id, d.code, d.procedure, d.proc_version, d.title, CASE WHEN d.handed_at > 0 THEN d.handed_at ELSE d.ended_at END AS over_at,
			CASE WHEN EXISTS (SELECT 1 FROM events e WHERE e.stream = 'dossier/' || d.id AND e.actor = ?) THEN 1 ELSE 0 END
		FROM dossiers d
		WHERE d.reception_unit = ? AND d.state IN (`+marks(len(states))+`) AND d.code <> ''
			AND (d.handed_at > 0 AND d.handed_at >= ? OR d.ended_at > 0 AND d.ended_at >= ? AND d.handed_at = 0)
			AND NOT EXISTS (SELECT 1 FROM ratings q WHERE q.dossier = d.id)
			AND NOT (`+stopped(replaced)+`)
		ORDER BY over_at DESC, d.id
		LIMIT ?`, append(args, micro(since), micro(since), limit)...)
	err = each(rs, err, []any{&q.ID, &q.Code, &q.Procedure, &q.ProcVersion, &q.Title, &at, &handled}, func() error {
		q.At, q.Handled = instant(at), handled != 0
		all = append(all, q)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("unrated dossiers of %s: %w", unit, err)
	}
	return all, nil
}
