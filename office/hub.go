package office

import (
	"context"
	"errors"
	"sync"
	"time"

	"motcua/words/ledger"
)

// A Hub (tổng đài) wakes those who wait for something new in conversations: at once after an act on this node, and behind the placed
// events after one on another. What is new it does not carry: whoever is woken reads it, as far as they have not, so that somebody slow
// holds up nobody and misses nothing.
type Hub struct {
	mu     sync.Mutex
	ears   map[ledger.StreamID]map[*Ear]bool // guarded by mu
	every  map[*Ear]bool                     // guarded by mu; those that hear of all conversations
	closed bool                              // guarded by mu
	done   chan struct{}                     // closed with the hub
}

// An Ear (người nghe) waits for news of one conversation, or of all. C has something when there may be something new.
type Ear struct {
	C    chan struct{}
	hub  *Hub
	what ledger.StreamID
}

func newHub() *Hub {
	return &Hub{ears: map[ledger.StreamID]map[*Ear]bool{}, every: map[*Ear]bool{}, done: make(chan struct{})}
}

// Listen gives an ear for a stream, "" for all conversations; nil once the hub is closed. It is to be closed.
func (h *Hub) Listen(what ledger.StreamID) *Ear {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil
	}
	e := &Ear{C: make(chan struct{}, 1), hub: h, what: what}
	if what == "" {
		h.every[e] = true
		return e
	}
	if h.ears[what] == nil {
		h.ears[what] = map[*Ear]bool{}
	}
	h.ears[what][e] = true
	return e
}

// Close ends the listening.
func (e *Ear) Close() {
	e.hub.mu.Lock()
	defer e.hub.mu.Unlock()
	delete(e.hub.every, e)
	if all := e.hub.ears[e.what]; all != nil {
		if delete(all, e); len(all) == 0 {
			delete(e.hub.ears, e.what)
		}
	}
}

// Open is how many listen.
func (h *Hub) Open() (n int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, all := range h.ears {
		n += len(all)
	}
	return n + len(h.every)
}

// Done is closed when the house shuts: streams end then, and browsers come back to another node.
func (h *Hub) Done() <-chan struct{} { return h.done }

// Close ends all listening. It may be called more than once.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.closed {
		h.closed = true
		close(h.done)
	}
}

// wake tells those who listen to a stream. It never waits: an ear that was told and has not looked yet is told already.
func (h *Hub) wake(what ledger.StreamID) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, all := range []map[*Ear]bool{h.ears[what], h.every} {
		for e := range all {
			select {
			case e.C <- struct{}{}:
			default:
			}
		}
	}
}

// hubBatch is how many places the hub looks at in one reading.
const hubBatch = 1000

// hubPause is how often the hub looks for what other nodes placed.
// choice: one small reading of a node, however many wait; somebody who writes through another node is read within a second.
const hubPause = 200 * time.Millisecond

// Hub gives the hub of this node.
func (o *Office) Hub() *Hub { return o.hub }

// Relay wakes those who wait behind the placed events, from now on, until ctx ends. What goes wrong is told to report and tried again.
func (o *Office) Relay(ctx context.Context, report func(error)) {
	place := int64(-1)
	for {
		wait := hubPause
		err := o.relay(ctx, &place)
		if err != nil && !errors.Is(err, context.Canceled) {
			report(err)
			wait = 5 * time.Second
		}
		select {
		case <-ctx.Done():
			o.hub.Close()
			return
		case <-time.After(wait):
		}
	}
}

// relay looks once; a place below 0 begins at the last there is.
func (o *Office) relay(ctx context.Context, place *int64) error {
	if *place < 0 {
		_, last, err := o.db.Read().Cursor(ctx, followTally)
		if err != nil {
			return err
		}
		*place = last
	}
	for {
		streams, last, err := o.db.Read().PlacedStreams(ctx, "contact", *place, hubBatch)
		if err != nil {
			return err
		}
		for _, s := range streams {
			o.hub.wake(ledger.StreamID(s))
		}
		if last < *place+hubBatch {
			*place = last
			return nil
		}
		*place = last
	}
}
