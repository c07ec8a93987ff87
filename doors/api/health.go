package api

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"time"

	"motcua/office"
)

// A Health is the answer of /healthz, for whoever watches the server: 200 when the city can work, 503 when not.
type Health struct {
	OK       bool   `json:"ok"`
	Database string `json:"database"` // "sqlite", "postgres"; with "unreachable" behind it when it cannot be reached
	Lag      int64  `json:"lag"`      // events that the figures have not taken in
	Waiting  int64  `json:"waiting"`  // acts whose events have no place yet
	Behind   bool   `json:"behind"`   // the followers do not keep up
}

// mostLag is how many events the followers may be behind while the server is well.
// choice: at the peak of a city that is some minutes; figures then lag, acts do not.
const mostLag = 20_000

// healthTime is how long the database may take to answer.
const healthTime = 3 * time.Second

// keepHealth is how long an answer is kept: nobody can make the database busy by asking.
const keepHealth = time.Second

// A look is the newest answer.
type look struct {
	mu  sync.Mutex
	at  time.Time     // guarded by mu
	got office.Health // guarded by mu
	err error         // guarded by mu
}

func (l *look) take(ctx context.Context, o *office.Office) (office.Health, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if time.Since(l.at) > keepHealth {
		l.got, l.err = o.Health(ctx)
		l.at = time.Now()
	}
	return l.got, l.err
}

// health asks the database and how far the followers are. It names nothing that a stranger could use.
func (d *Door) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), healthTime)
	defer cancel()
	h, err := d.look.take(ctx, d.o.Office)
	out := Health{Database: h.Engine, Lag: h.Lag, Waiting: h.Waiting, Behind: h.Lag+h.Waiting > mostLag}
	if err != nil {
		out.Database += " unreachable"
		d.o.Log.Error("health", "number", visitOf(r.Context()).number, "error", err)
	}
	out.OK = err == nil && !out.Behind
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !out.OK {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(out) // a watcher who left needs no answer
}
