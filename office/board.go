package office

import (
	"context"
	"fmt"
	"strings"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/survey"
	"motcua/words/org"
)

// boardChecks are the checks of notice boards in a quarter.
func boardChecks(ctx context.Context, r events, period string) ([]survey.BoardCheck, error) {
	evs, err := r.Events(ctx, survey.BoardStream(period))
	if err != nil {
		return nil, err
	}
	return survey.FoldBoards(evs)
}

// CheckBoards writes down what was found at the notice boards of units, for a quarter that is not closed. A later check of a unit takes
// the place of an earlier one.
func (o *Office) CheckBoards(ctx context.Context, who Who, cmd Command, period string, b survey.BoardCheck) error {
	if err := access.May(who, "check-boards", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return err
	}
	hash, err := requestHash("check-boards", period, b)
	if err != nil {
		return err
	}
	from, to, ok := quarter(period)
	if !ok {
		return fault.New(fault.Invalid, "scores.period").At("period")
	}
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		if done, err := o.once(tx, who, cmd, hash, []byte(period)); done || err != nil {
			return err
		}
		if err := o.mayClose(ctx, &tx.Reader, period); err != nil {
			return err
		}
		for _, u := range b.Units {
			if w.Org.Unit(org.UnitID(u)) == nil {
				return fault.New(fault.Invalid, "boards.no-unit", "unit", u).At("units")
			}
		}
		facts, err := b.Checked(from, to, tx.Now(), who.Actor(), who.Unit)
		if err != nil {
			return err
		}
		evs, err := tx.Events(ctx, survey.BoardStream(period))
		if err != nil {
			return err
		}
		_, err = tx.Append(survey.BoardStream(period), int64(len(evs)), facts)
		return err
	})
	if err != nil {
		return fmt.Errorf("check the boards of %s: %w", period, err)
	}
	return nil
}

// MayCheckBoards says whether the reader writes checks of notice boards down.
func (r *Reader) MayCheckBoards() error {
	return access.May(r.who, "check-boards", access.Object{Org: r.w.Org, At: r.now})
}

// A BoardLine is a check of notice boards.
type BoardLine struct {
	survey.BoardCheck
	Names []UnitName
	By    PersonName
}

// boards are the checks of the quarters that are shown, the newest first.
func (r *Reader) boards(parts []string) (out []BoardLine, err error) {
	for _, q := range parts {
		checks, err := boardChecks(r.ctx, r.db, q)
		if err != nil {
			return nil, err
		}
		for _, b := range checks {
			l := BoardLine{BoardCheck: b, By: r.w.person(strings.TrimPrefix(b.Actor, officerPrefix))}
			for _, u := range b.Units {
				l.Names = append(l.Names, r.w.unit(u, r.now))
			}
			out = append([]BoardLine{l}, out...)
		}
	}
	return out, nil
}
