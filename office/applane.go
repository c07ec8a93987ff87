package office

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"motcua/keep/notify"
	"motcua/keep/store"
)

// Calls back go in lanes: each system has one, a job, so that its calls go one after another in the order of what happened, on however
// many nodes, and lanes go side by side, so that a system that does not answer stops nobody else.

// jobLane works off the calls to a system: its name.
const jobLane = "calls"

const (
	mostLanes    = 8           // side by side on a node
	lanePatience = time.Second // how long whoever works jobs off waits for lanes before going on with other jobs
	laneCalls    = 50          // of one lane before others have their turn
	// holdsUp is after how many failed attempts, the first among them, a call lets those behind it pass.
	// choice: half an hour of silence is a restart; what lasts longer may be about one message that the system cannot read.
	holdsUp = 4
)

// callPauses are how long a call waits after each failed attempt: the schedule of the specification.
var callPauses = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}

// lanes are those that a node works off now.
type lanes struct {
	mu      sync.Mutex
	running int
	failed  []error
	group   sync.WaitGroup
}

// startLanes works lanes off side by side, and waits a moment for them; what takes longer goes on by itself.
func (o *Office) startLanes(ctx context.Context, jobs []store.JobRow) error {
	if len(jobs) == 0 {
		return nil
	}
	done := make(chan struct{}, len(jobs))
	left := 0
	for _, j := range jobs {
		if !o.lanes.enter() {
			if err := o.db.Write(ctx, func(tx *store.Tx) error { return tx.Fail(j, "", tx.Now().Add(time.Second)) }); err != nil {
				return err
			}
			continue
		}
		left++
		go func() {
			o.lanes.leave(o.lane(ctx, j))
			done <- struct{}{}
		}()
	}
	patience := time.NewTimer(lanePatience)
	defer patience.Stop()
	for ; left > 0; left-- {
		select {
		case <-done:
		case <-patience.C:
			return o.lanes.errors()
		}
	}
	return o.lanes.errors()
}

func (l *lanes) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.running == mostLanes {
		return false
	}
	l.running++
	l.group.Add(1)
	return true
}

func (l *lanes) leave(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.running--
	if err != nil {
		l.failed = append(l.failed, err)
	}
	l.group.Done()
}

func (l *lanes) errors() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := errors.Join(l.failed...)
	l.failed = nil
	return err
}

// WaitCalls waits for the calls that are under way: whoever ended their context wants the store closed.
func (o *Office) WaitCalls() { o.lanes.group.Wait() }

// lane works off the calls to one system that are due, until one is not taken. It ends when half of its lease is over: a system that takes
// each call slowly would be called by a second lane else, twice and out of order.
func (o *Office) lane(ctx context.Context, j store.JobRow) error {
	for n := 0; n < laneCalls && o.Now().Before(j.LeasedUntil.Add(-jobLease/2)); n++ {
		c, due, err := o.nextCall(ctx, j.Args)
		if err != nil {
			return o.laneFails(ctx, j, err)
		}
		if !due {
			return o.endLane(ctx, j, time.Time{})
		}
		silent, err := o.call(ctx, &c)
		if err != nil {
			return o.laneFails(ctx, j, err)
		}
		if silent { // what is behind it would not be taken either
			return o.endLane(ctx, j, o.Now().Add(callPauses[0]))
		}
	}
	return o.endLane(ctx, j, o.Now())
}

func (o *Office) laneFails(ctx context.Context, j store.JobRow, err error) error {
	if ctx.Err() != nil {
		return ctx.Err() // told to stop: the lease brings it back
	}
	return errors.Join(fmt.Errorf("job %s: %w", j.Key, err), o.db.Write(ctx, func(tx *store.Tx) error { return tx.Fail(j, err.Error(), tx.Now().Add(time.Minute)) }))
}

// nextCall is the call that has its turn. One that was tried often lets the others pass and comes at its own times.
func (o *Office) nextCall(ctx context.Context, system string) (store.CallbackRow, bool, error) {
	r, now := o.db.Read(), o.Now()
	if c, ok, err := r.PassedCall(ctx, system, holdsUp); err != nil || ok && !c.Next.After(now) {
		return c, ok, err
	}
	c, ok, err := r.FirstCall(ctx, system, holdsUp)
	return c, ok && !c.Next.After(now), err
}

// endLane lets a lane rest until a call is due, at least until an instant; without one that waits it ends.
func (o *Office) endLane(ctx context.Context, j store.JobRow, least time.Time) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		// Whoever adds a call holds the job's row until then, so that this act comes after theirs and sees the call.
		if ok, err := tx.Finish(j); err != nil || !ok {
			return err
		}
		var at time.Time
		for _, next := range []func(context.Context, string, int) (store.CallbackRow, bool, error){tx.FirstCall, tx.PassedCall} {
			c, ok, err := next(ctx, j.Args, holdsUp)
			if err != nil {
				return err
			}
			if ok && (at.IsZero() || c.Next.Before(at)) {
				at = c.Next
				if at.IsZero() {
					at = tx.Now()
				}
			}
		}
		if at.IsZero() {
			return nil
		}
		if at.Before(least) {
			at = least
		}
		_, err := tx.PutJob(store.JobRow{Key: j.Key, Kind: jobLane, Args: j.Args, RunAt: at})
		return err
	})
}

// wakeLane has a system's lane look now for what is due.
func wakeLane(tx *store.Tx, system string) error {
	return tx.WakeJob(store.JobRow{Key: jobLane + "/" + system, Kind: jobLane, Args: system})
}

// call calls a system, once, and writes down what came of it; silent says that it is to be tried again. Between the call and its record
// the power may go: then it is called again under the same id.
func (o *Office) call(ctx context.Context, c *store.CallbackRow) (silent bool, err error) {
	m, err := o.callTo(ctx, c)
	if err != nil {
		return false, err
	}
	switch {
	case m.Address == "":
		c.State, c.Error = store.NoticeDropped, "the system is not called any more"
	case o.cfg.Demo:
		c.State, c.Error = store.NoticeDropped, "a demonstration calls nobody"
	case len(m.Keys) == 0:
		c.State, c.Error = store.NoticeFailed, "there is no key to sign with"
	default:
		err := o.caller.Call(ctx, m)
		if ctx.Err() != nil {
			return false, ctx.Err()
		}
		c.Attempts++
		switch {
		case err == nil:
			c.State, c.SentAt, c.Error = store.NoticeSent, o.Now(), ""
		case notify.IsPermanent(err) || c.Attempts > len(callPauses):
			c.State, c.Error = store.NoticeFailed, err.Error()
		default:
			silent = true
			c.Error, c.Next = err.Error(), o.Now().Add(o.callPause(c, err))
		}
	}
	return silent, o.db.Write(ctx, func(tx *store.Tx) error {
		if was, ok, err := tx.Callback(ctx, c.ID); err != nil || !ok || was.State != store.NoticeReady {
			return err // somebody let it go meanwhile
		}
		return tx.SetCallback(*c)
	})
}

// callPause is how long a call waits: as the schedule says and up to a tenth more, that not all come at once, and as long as the system asked for.
func (o *Office) callPause(c *store.CallbackRow, err error) time.Duration {
	pause := callPauses[c.Attempts-1]
	b, _ := hex.DecodeString(o.keyed("call-jitter", fmt.Sprintf("%s/%d", c.ID, c.Attempts))[:4])
	pause += pause / 10 * time.Duration(binary.BigEndian.Uint16(b)) / (1 << 16)
	var later *notify.Later
	if errors.As(err, &later) {
		pause = max(pause, min(later.After, callPauses[len(callPauses)-1]))
	}
	return pause
}

// callTo is where a call goes, and by which keys it is signed.
func (o *Office) callTo(ctx context.Context, c *store.CallbackRow) (m notify.Call, err error) {
	m = notify.Call{ID: c.ID, At: o.Now(), Body: []byte(c.Body)}
	r := o.db.Read()
	hooks, err := r.Hooks(ctx)
	if err != nil {
		return m, err
	}
	for _, h := range hooks {
		if h.System == c.System {
			m.Address = h.Address
		}
	}
	keys, err := r.SigningKeys(ctx, c.System)
	if err != nil {
		return m, err
	}
	for _, k := range keys {
		if k.Way == keyOut && inForce(k, o.Now()) {
			m.Keys = append(m.Keys, k.Secret)
		}
	}
	return m, nil
}
