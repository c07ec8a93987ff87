package demo

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

// A Change is a reorganisation of the city that is played: entered some days before its moment, by its file.
type Change struct {
	File   []byte // as motcua reorganise reads it
	Moment time.Time
}

// A Night is what a reorganisation met.
type Night struct {
	Open       []dossier.ID // all dossiers that were open, or whose result nobody had fetched
	Reassigned int          // of these, those of which something went to another unit
	Said       int          // petitions of which something went to another unit
	Left       []dossier.ID // of these, those that are not over at the end of the year
}

// house is who enters a reorganisation.
var house = office.Who{Kind: access.System, Account: "demo"}

// The file of a reorganisation is entered so many days before its moment; after it, what waits is looked at as often.
const (
	enteredBefore = 11
	lookedAfter   = 10
)

// changes puts a reorganisation into the queue: the act, the night, and looking after everything that was open in it.
func (y *Year) changes() {
	c := y.plan.Change
	if c == nil {
		return
	}
	day := calendar.DateOf(c.Moment)
	enter := func(ctx context.Context) (*office.Reorganisation, error) {
		y.counts.Acts++
		return y.office.Reorganise(ctx, house, office.Command{Client: "demo", Key: "reorganise"}, "reorganisation.json", c.File)
	}
	y.queue.add((day-enteredBefore).At(10, 12), func(ctx context.Context) error {
		r, err := enter(ctx)
		if err == nil && r.Moved > 0 {
			err = fmt.Errorf("%d dossiers went over before the moment", r.Moved)
		}
		return err
	})
	y.queue.add(day.At(0, 1), func(ctx context.Context) error {
		r, err := enter(ctx) // what the job does in a city that is served
		if err != nil {
			return err
		}
		y.counts.Night.Reassigned, y.counts.Night.Said = r.Moved, r.Said
		for _, d := range y.told {
			y.standing[d.ID] = d
		}
		y.counts.Night.Open = slices.Sorted(maps.Keys(y.standing))
		for _, id := range y.counts.Night.Open {
			if l := y.lives[id]; l != nil {
				l.sure = true
			}
		}
		y.cases.places(y.office.World(), y.clock.Now())
		return nil
	})
	for next := day + lookedAfter; ; next += lookedAfter {
		at := next.At(8, 20)
		if at.After(y.plan.Until) {
			break
		}
		y.queue.add(at, func(context.Context) error { y.lookAfter(); return nil })
	}
}

// lookAfter makes appointments for what was open in the night and lies since the last look: whoever had it was away, or nobody
// came.
func (y *Year) lookAfter() {
	for _, id := range y.counts.Night.Open {
		d, l := y.standing[id], y.lives[id]
		if d == nil || l == nil || y.clock.Now().Sub(lastOf(d)) < lookedAfter*24*time.Hour {
			continue
		}
		r := l.r
		l.filed, l.ready, l.met, l.timed = false, false, 0, 0
		switch d.State {
		case dossier.Supplement:
			y.supplies(l, r, 25+300*r.Float64())
		case dossier.Withdrawal:
			y.grants(l, r)
		default:
			if slices.ContainsFunc(d.Tasks, func(t dossier.Task) bool { return t.Asked != nil && t.Open() }) {
				y.answers(l, r)
			}
			y.goOn(d)
		}
	}
}

// lastOf is when something last happened to a dossier.
func lastOf(d *dossier.Dossier) time.Time {
	if n := len(d.History); n > 0 {
		return d.History[n-1].At
	}
	return cmp.Or(d.Received, d.Filed)
}

// ended says at the end of the year what of the night is not over.
func (y *Year) ended() {
	for _, id := range y.counts.Night.Open {
		if y.standing[id] != nil {
			y.counts.Night.Left = append(y.counts.Night.Left, id)
		}
	}
}
