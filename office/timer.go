package office

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
)

// timerAgain is when a timer that follows a due time is looked at again while that stands, and one that is held.
const timerAgain = time.Hour

// errElapsing says that time has to go by before an act is decided.
var errElapsing = errors.New("a timer is over")

// timersOf asks for a job for each timer of a dossier: one for each token, whoever asks how often. It belongs to the views, so
// that views that are written anew bring lost jobs back.
func (o *Office) timersOf(tx *store.Tx, d *dossier.Dossier) error {
	for i := range d.Timers {
		t := &d.Timers[i]
		at, err := d.Over(o.world.Load().Calendar, t)
		if err != nil {
			return fmt.Errorf("timer %d of dossier %s: %w", t.Token, d.ID, err)
		}
		if at.IsZero() {
			at = tx.Now().Add(timerAgain)
		}
		args := string(d.ID) + " " + strconv.Itoa(t.Token)
		if _, err := tx.PutJob(store.JobRow{Key: jobTimer + "/" + args, Kind: jobTimer, Args: args, RunAt: at}); err != nil {
			return err
		}
	}
	return nil
}

// timer does the job of a timer. What is not over yet is looked at again: when it is over, or later where nobody knows when.
func (o *Office) timer(ctx context.Context, j store.JobRow) error {
	id, number, _ := strings.Cut(j.Args, " ")
	token, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("no timer %q", j.Args)
	}
	why := ""
	if _, err := o.Elapse(ctx, dossier.ID(id)); err != nil {
		if fault.As(err) == nil || fault.Is(err, fault.Internal) {
			return err
		}
		why = err.Error() // the process holds it: a person has to do something first
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		d, err := o.fold(ctx, tx, dossier.ID(id))
		if err != nil {
			return err
		}
		t := d.Timer(token)
		if t == nil {
			_, err := tx.Finish(j)
			return err
		}
		at, err := d.Over(o.world.Load().Calendar, t)
		if err != nil {
			return err
		}
		if !at.After(tx.Now()) {
			at = tx.Now().Add(timerAgain)
		}
		return tx.Fail(j, why, at)
	})
}

// Elapse lets every timer of a dossier that is over be over, the earliest first, each in an act of its own; n is how many.
func (o *Office) Elapse(ctx context.Context, id dossier.ID) (n int, err error) {
	for {
		var acted *dossier.Dossier
		err := o.write(ctx, func(w *World, tx *store.Tx) error {
			acted = nil
			d, err := o.recall(ctx, tx, id)
			if err != nil {
				return err
			}
			over, err := d.Elapsing(w.Calendar, tx.Now())
			if err != nil || len(over) == 0 {
				return err
			}
			c, err := o.caseOf(w, d, Who{Kind: access.System, Account: "system"}, tx)
			if err != nil {
				return err
			}
			facts, err := c.Elapse(over[0])
			if err != nil {
				return err
			}
			acted = d
			return o.append(tx, d, facts)
		})
		if err != nil || acted == nil {
			return n, err
		}
		o.done.count(dossier.ActElapse, nil)
		o.tell(acted)
		n++
	}
}

// timely runs an act so that no timer is overtaken: what was over before it is over first. A timer that its process holds
// holds nothing else.
func (o *Office) timely(ctx context.Context, id dossier.ID, act func(late bool) error) error {
	err := act(false)
	if !errors.Is(err, errElapsing) {
		return err
	}
	if _, err := o.Elapse(ctx, id); err != nil && fault.As(err) == nil {
		return err
	}
	return act(true)
}

// before refuses to decide an act while a timer of its dossier is over.
func before(c *dossier.Case, late bool, decide func(*dossier.Case) ([]ledger.Fact, error)) ([]ledger.Fact, error) {
	if !late {
		if over, err := c.Dossier.Elapsing(c.Calendar, c.Now); err != nil {
			return nil, err
		} else if len(over) > 0 {
			return nil, errElapsing
		}
	}
	return decide(c)
}
