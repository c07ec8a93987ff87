package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"time"

	"motcua/city"
	"motcua/keep/store"
	"motcua/office"
	"motcua/words/org"
)

// opReorganise is measured alone, in a city of its own: the one before its districts ended.
const opReorganise = "reorganise"

// folder is the city that is measured.
func (c *benchCmd) folder() (fs.FS, error) {
	if c.Only != opReorganise {
		return city.Hanoi(), nil
	}
	before, _, err := city.BeforeDistrictsEnded(time.Now().Format(time.DateOnly))
	return before, err
}

// reorganise measures the real change of 2025, 30 districts and 526 communes into 126, as if it were today's: the plan over
// every open dossier, and the act until the last of them has gone over.
func (c *benchCmd) reorganise(ctx context.Context, out io.Writer, b *bench) error {
	o, now := b.house.office, time.Now()
	_, file, err := city.BeforeDistrictsEnded(now.In(office.Zone).Format(time.DateOnly))
	if err != nil {
		return err
	}
	for _, u := range o.World().Org.Units(now, org.Commune) {
		b.communes = append(b.communes, u.AdminCode)
	}
	if len(b.communes) != 526 {
		return fmt.Errorf("the city has %d communes, not the 526 of before: it was reorganised; give another --data", len(b.communes))
	}
	if err := b.load(ctx, c.Dossiers); err != nil {
		return err
	}
	var last *office.Reorganisation
	for _, step := range []struct {
		op string
		do func() (*office.Reorganisation, error)
	}{
		{"plan", func() (*office.Reorganisation, error) { return o.PlanReorganisation(ctx, system, "bench.json", file) }},
		{opReorganise, func() (*office.Reorganisation, error) {
			return o.Reorganise(ctx, system, office.Command{}, "bench.json", file)
		}},
	} {
		if err := c.once(out, b, step.op, func() (_, _ int64, err error) {
			if last, err = step.do(); err != nil {
				return 0, 0, err
			}
			return int64(last.Moves), int64(last.Looked), nil
		}); err != nil {
			return err
		}
	}
	left, err := b.house.db.Read().Count(ctx, store.DossierFilter{Scope: store.Scope{All: true}, Now: now, Units: endedUnits(o.World().Org, time.Now()), Phase: store.PhaseOpen})
	if err == nil && (left > 0 || last.Moved != last.Moves) {
		err = fmt.Errorf("of %d dossiers that move %d went over, and %d are still with units that ended", last.Moves, last.Moved, left)
	}
	return err
}

func endedUnits(o *org.Org, t time.Time) []string {
	var out []string
	for _, u := range o.Known() {
		if !u.To.IsZero() && !u.To.After(t) {
			out = append(out, string(u.ID))
		}
	}
	return out
}
