package office

import (
	"context"
	"errors"
	"maps"
	"sync"

	"motcua/law/dossier"
)

// Health is how the office is, for whoever watches the server.
type Health struct {
	Engine  string // "sqlite" or "postgres"
	Lag     int64  // events that the tallies have not taken in
	Waiting int64  // acts whose events have no place yet
	Writes  int64  // acts and other writes since the start
	Commits int64  // commits that they took
}

// Health asks the database. An error means that it cannot be reached.
func (o *Office) Health(ctx context.Context) (Health, error) {
	h := Health{Engine: o.db.Engine()}
	h.Writes, h.Commits = o.db.Stats()
	r := o.db.Read()
	place, last, err := r.Cursor(ctx, followTally)
	if err != nil {
		return h, err
	}
	h.Lag = last - place
	h.Waiting, err = r.Waiting(ctx)
	return h, err
}

// doneActs counts the acts of this process by verb and by how they ended. Many goroutines may use it.
type doneActs struct {
	mu sync.Mutex
	n  map[ActEnd]int64 // guarded by mu
}

// An ActEnd is how acts of a verb ended.
type ActEnd struct {
	Act dossier.Act
	End string // "done", "refused" by the law, a right or the state, "failed" by our own mistake, "left" by the caller
}

func (d *doneActs) count(a dossier.Act, err error) {
	end := "done"
	switch {
	case err == nil:
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		end = "left"
	case ours(err):
		end = "failed"
	default:
		end = "refused"
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.n == nil {
		d.n = map[ActEnd]int64{}
	}
	d.n[ActEnd{a, end}]++
}

// ActsDone gives how often each act ended how since the office was opened.
func (o *Office) ActsDone() map[ActEnd]int64 {
	o.done.mu.Lock()
	defer o.done.mu.Unlock()
	return maps.Clone(o.done.n)
}
