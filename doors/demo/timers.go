package demo

import (
	"context"
	"time"

	"motcua/law/dossier"
)

// timers makes the appointments at which the process itself waits no longer: where a city is served a job does it.
func (y *Year) timers(l *life, d *dossier.Dossier) {
	was := l.timed
	for i := range d.Timers {
		if t := &d.Timers[i]; t.Token > was {
			l.timed = max(l.timed, t.Token)
			y.elapses(l, d, t)
		}
	}
}

// elapses comes back when a timer is over. What follows the due time, and what somebody holds up, is looked at again.
func (y *Year) elapses(l *life, d *dossier.Dossier, t *dossier.Timer) {
	token := t.Token
	at, err := d.Over(y.cal, t)
	if err != nil {
		return // beyond the calendar: after the year
	}
	if now := y.clock.Now(); !at.After(now) {
		at = now.Add(24 * time.Hour)
	}
	y.queue.add(at, func(ctx context.Context) error {
		if l.rests(y.last(l)) {
			return nil
		}
		_, err := y.office.Elapse(ctx, l.id)
		if err := y.took(err); err != nil {
			return err
		}
		d := y.standing[l.id]
		for _, told := range y.told {
			if told.ID == l.id {
				d = told
			}
		}
		if t := d.Timer(token); t != nil && !d.State.Terminal() {
			y.elapses(l, d, t)
		}
		return nil
	})
}
