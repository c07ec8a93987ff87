package office

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/survey"
	"motcua/words/ledger"
)

// closeTries is how often a quarter is counted before the write; the last time it is counted inside it.
const closeTries = 3

// CloseScores freezes the scores of a quarter: what happens afterwards changes nothing in it.
// It is counted and its lines are written before, in pieces, so that no desk waits for it; the write itself then looks whether what was
// counted is still so.
// choice: scores that jump afterwards are believed by nobody; the raw counts, the rules and the formula stay as they were.
func (o *Office) CloseScores(ctx context.Context, who Who, cmd Command, period string) error {
	if err := access.May(who, "close-scores", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err
	}
	hash, err := requestHash("close-scores", period)
	if err != nil {
		return err
	}
	_, to, ok := quarter(period)
	if !ok {
		return fault.New(fault.Invalid, "scores.period").At("period")
	}
	if o.Now().Before(to) {
		return fault.New(fault.Conflict, "scores.runs", "period", period)
	}
	if refused := o.mayClose(ctx, o.db.Read(), period); refused != nil {
		return o.write(ctx, func(_ *World, tx *store.Tx) error { // whoever sends the form again is told what came of it
			if done, err := o.once(tx, who, cmd, hash, []byte(period)); done || err != nil {
				return err
			}
			return refused
		})
	}
	for try := 1; ; try++ {
		done, err := o.closeQuarter(ctx, who, cmd, hash, period, try == closeTries)
		if err != nil {
			return fmt.Errorf("close the scores of %s: %w", period, err)
		}
		if done {
			return nil
		}
	}
}

// closeQuarter counts and closes; it is not done when something changed in between. At last it counts while everything else waits.
func (o *Office) closeQuarter(ctx context.Context, who Who, cmd Command, hash [32]byte, period string, last bool) (done bool, err error) {
	from, to, _ := quarter(period)
	w, r := o.world.Load(), o.db.Read()
	basis, err := r.ScoreBasis(ctx, from, to)
	if err != nil {
		return false, err
	}
	sheet, lines, err := o.scoreCounter(ctx, w, r, o.Now()).count(period, nil)
	if err != nil {
		return false, err
	}
	rows := scoreRows(lines)
	if sheet.Lines, err = o.layLines(ctx, period, sheet.Digest, rows); err != nil {
		return false, err
	}
	err = o.write(ctx, func(w2 *World, tx *store.Tx) error {
		if again, err := o.once(tx, who, cmd, hash, []byte(period)); again || err != nil {
			done = again
			return err
		}
		if err := o.mayClose(ctx, &tx.Reader, period); err != nil {
			return err
		}
		now, err := tx.ScoreBasis(ctx, from, to)
		if err != nil {
			return err
		}
		laid, err := tx.CountScoreLines(ctx, sheet.Lines)
		if err != nil {
			return err
		}
		kept := *sheet
		if now != basis || w2 != w || laid != len(rows) {
			if !last {
				return errMoved
			}
			if kept, err = o.countHere(w2, tx, period); err != nil {
				return err
			}
		}
		if err := tx.DropScoreLines(period, kept.kept(period)); err != nil {
			return err
		}
		b, err := json.Marshal(kept)
		if err != nil {
			return err
		}
		_, err = tx.Append(scoreStream(period), 0, []ledger.Fact{{
			Kind: kindScoresClosed, Class: ledger.Ordinary, At: tx.Now(), Actor: who.Actor(), Unit: who.Unit, Holder: b,
		}})
		done = err == nil
		return err
	})
	if errors.Is(err, errMoved) {
		return false, nil
	}
	return done, err
}

// countHere counts a quarter inside the write, and puts its lines down.
func (o *Office) countHere(w *World, tx *store.Tx, period string) (scoreSheet, error) {
	s, lines, err := o.scoreCounter(tx.Context(), w, &tx.Reader, tx.Now()).count(period, nil)
	if err != nil {
		return scoreSheet{}, err
	}
	return *s, tx.PutScoreLines(period, scoreRows(lines))
}

// errMoved says that what was counted is not so any more.
var errMoved = errors.New("what scores are counted from has changed")

// mayClose refuses a quarter that was closed.
func (o *Office) mayClose(ctx context.Context, r *store.Reader, period string) error {
	if was, _, err := o.closedSheet(ctx, r, period); err != nil || was == nil {
		return err
	}
	return fault.New(fault.Conflict, "scores.closed-already", "period", period)
}

func scoreRows(lines []survey.Line) []store.ScoreLine {
	rows := make([]store.ScoreLine, len(lines))
	for i, l := range lines {
		rows[i] = store.ScoreLine{Unit: l.Unit, Person: l.Person, Dossier: l.Dossier, Points: survey.WritePoints(l.Points)}
	}
	return rows
}

// linesPiece is how many lines one commit takes.
const linesPiece = 1000

// layLines writes lines under a name of their own, which follows from what they are: they count for nothing until the event of the
// closing names it, and who writes the same ones again changes nothing. Where a closing breaks off in between and nobody closes the quarter
// again, its lines stay, read by nobody: the quarter is open and counted anew from its dossiers, and whoever closes it later, from the same
// lines or others, drops all that does not bear the name that is kept (DropScoreLines, in the write that closes).
// choice: nothing else sweeps them; a quarter that is over is closed in the end, and no sweep can then take lines that are being written.
func (o *Office) layLines(ctx context.Context, period, digest string, rows []store.ScoreLine) (name string, err error) {
	name = period + "." + cut(digest, 12)
	for from := 0; from < len(rows); from += linesPiece {
		part := rows[from:min(from+linesPiece, len(rows))]
		if err := o.db.Write(ctx, func(tx *store.Tx) error { return tx.PutScoreLines(name, part) }); err != nil {
			return "", err
		}
	}
	return name, nil
}

// checkScores compares the lines of closed quarters with the digest in their event.
func (o *Office) checkScores(ctx context.Context, rep *CheckReport) error {
	r := o.db.Read()
	return eachStream(ctx, r, "scores", func(id ledger.StreamID) error {
		sheet, _, err := o.closedSheet(ctx, r, id.ID())
		if err != nil || sheet == nil {
			return err
		}
		lines, err := scoreLines(ctx, r, sheet.kept(id.ID()), nil, nil)
		if err != nil {
			return err
		}
		if survey.Digest(lines) != sheet.Digest {
			rep.damage("%s: the lines are not those that were counted", id)
		}
		return nil
	})
}

// kept is the name that the lines of a closed quarter are kept under.
func (s *scoreSheet) kept(period string) string { return cmp.Or(s.Lines, period) }

// scoreLines reads the lines of a closed quarter.
func scoreLines(ctx context.Context, r *store.Reader, period string, unit, person *string) ([]survey.Line, error) {
	rows, err := r.ScoreLines(ctx, period, unit, person)
	out := make([]survey.Line, len(rows))
	for i, l := range rows {
		out[i] = survey.Line{Unit: l.Unit, Person: l.Person, Dossier: l.Dossier, Points: survey.ReadPoints(l.Points)}
	}
	survey.SortLines(out)
	return out, err
}
