package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"runtime"
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
		runtime.GC()
		stop, err := c.profile(step.op, 1)
		if err != nil {
			return err
		}
		before, start := cpuTime(), time.Now()
		last, err = step.do()
		took, cpu := time.Since(start), cpuTime()-before
		stop()
		if err != nil {
			return err
		}
		f := figure{Op: step.op, Engine: b.house.db.Engine(), Clients: 1, Count: int64(last.Moves), PeakMB: peakMB(), P50: ms(took), P99: ms(took)}
		if last.Looked > 0 {
			f.PerSecond, f.CPU = float64(last.Looked)/took.Seconds(), ms(cpu)/float64(last.Looked)
		}
		if err := c.print(out, b, f); err != nil {
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
