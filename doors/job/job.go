// Package job is where time comes in: it works off what is to be done outside an act, and asks the office what the hour
// brings. What a job does, and under which identity, is the office's matter.
package job

import (
	"context"
	"errors"
	"time"

	"motcua/office"
)

// How long it waits when there is nothing to do, after an error, and between two looks at the clock.
const (
	idle  = time.Second
	upset = 15 * time.Second
	tick  = 30 * time.Second
)

// Run works until ctx ends. What goes wrong is told to report and tried again; one job never holds up the others. Several
// nodes may run at once: each job is claimed by one.
func Run(ctx context.Context, o *office.Office, report func(error)) {
	var looked time.Time
	for {
		n, err := o.Work(ctx)
		if now := time.Now(); err == nil && now.Sub(looked) >= tick {
			looked = now
			err = o.Tick(ctx)
		}
		wait := idle
		switch {
		case err != nil:
			if !errors.Is(err, context.Canceled) {
				report(err)
			}
			wait = upset
		case n > 0:
			wait = 0
		}
		select {
		case <-ctx.Done():
			o.WaitCalls()
			if err := o.WriteCounts(context.WithoutCancel(ctx)); err != nil {
				report(err)
			}
			return
		case <-time.After(wait):
		}
	}
}
