package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// followCalls names the follower that calls systems back.
const followCalls = "callbacks"

// jobCall is what called a system back before each had a lane: the id of the call.
const jobCall = "callback"

// calledType is what a call back is about.
const calledType = "petition.updated"

// A called is what a system is told of its petition: how far it is and nothing that anybody wrote, which it asks for with the check
// code that it has.
type called struct {
	Type      string     `json:"type"`
	Timestamp time.Time  `json:"timestamp"`
	Data      calledData `json:"data"`
}

type calledData struct {
	Petition string         `json:"petition"` // as the system calls it
	Code     string         `json:"code"`
	Act      petition.Act   `json:"act"`
	State    petition.State `json:"state"`
	Version  int64          `json:"version"` // of two calls the higher one is how it stands
	Due      *time.Time     `json:"due,omitempty"`
}

// callBack puts a call on its way for each event that the sender of a petition may know of, where its system asked for it.
func (o *Office) callBack(tx *store.Tx, events []store.Placed) error {
	var hooks []store.Hook
	for i := range events {
		e := &events[i].Event
		if e.Stream.Kind() != "petition" || tx.Now().Sub(e.RecordedAt) > oldestSent {
			continue
		}
		if hooks == nil {
			var err error
			if hooks, err = tx.Hooks(tx.Context()); err != nil || len(hooks) == 0 {
				return err
			}
		}
		if err := o.callOf(tx, hooks, e); err != nil {
			return err
		}
	}
	return nil
}

func (o *Office) callOf(tx *store.Tx, hooks []store.Hook, e *ledger.Event) error {
	evs, err := tx.Events(tx.Context(), e.Stream)
	if err != nil {
		return err
	}
	if int64(len(evs)) < e.Version {
		return fmt.Errorf("%s has %d events, not %d", e.Stream, len(evs), e.Version)
	}
	p, err := petition.Fold(petition.ID(e.Stream.ID()), evs[:e.Version])
	if err != nil {
		return err
	}
	i := slices.IndexFunc(hooks, func(h store.Hook) bool { return h.System == p.System })
	act := p.History[len(p.History)-1].Act
	if i < 0 || e.RecordedAt.Before(hooks[i].Since) || !slices.Contains(toldSteps, act) {
		return nil
	}
	c := called{calledType, e.RecordedAt, calledData{Petition: p.External, Code: p.Code, Act: act, State: p.State, Version: p.Version}}
	if n := p.Nearest(); n != nil && !n.Due.IsZero() {
		due := n.Due.In(Zone)
		c.Data.Due = &due
	}
	b, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("call about %s: %w", e.Stream, err)
	}
	row := store.CallbackRow{
		ID: o.keyed("callback", fmt.Sprintf("%s/%s/%d", p.System, e.Stream, e.Version)), System: p.System, Stream: string(e.Stream), Version: e.Version, Body: string(b), At: e.RecordedAt,
		State: store.NoticeReady,
	}
	fresh, err := tx.PutCallback(row)
	if err != nil || !fresh {
		return err
	}
	// A lane may rest until a call that is passed has its time: what is fresh does not wait for that.
	return wakeLane(tx, row.System)
}

// callLeft brings a call of before the lanes to its lane.
func (o *Office) callLeft(ctx context.Context, j store.JobRow) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if ok, err := tx.Finish(j); err != nil || !ok {
			return err
		}
		c, ok, err := tx.Callback(ctx, j.Args)
		if err != nil || !ok || c.State != store.NoticeReady {
			return err
		}
		return wakeLane(tx, c.System)
	})
}

// mostParked is how many calls that were given up are listed, and settled at once.
const mostParked = 200

// ParkedCalls are the calls to a system that were given up, the oldest first, for administrators.
func (o *Office) ParkedCalls(ctx context.Context, who Who, system string) ([]store.CallbackRow, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	return o.db.Read().Callbacks(ctx, system, store.NoticeFailed, mostParked)
}

// SettleCall calls a system again about what was given up, or lets it go.
func (o *Office) SettleCall(ctx context.Context, who Who, id string, again bool) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		c, ok, err := tx.Callback(ctx, id)
		if err != nil {
			return err
		}
		if !ok || c.State != store.NoticeFailed {
			return fault.New(fault.Conflict, "inbox.not-parked")
		}
		return settleCalls(ctx, tx, who, []store.CallbackRow{c}, again)
	})
}

// SettleCalls does the same with all that were given up of a system, and gives how many that were.
func (o *Office) SettleCalls(ctx context.Context, who Who, system string, again bool) (n int, err error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return 0, err
	}
	return n, o.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Callbacks(ctx, system, store.NoticeFailed, mostParked)
		if err != nil {
			return err
		}
		if n = len(all); n == 0 {
			return fault.New(fault.Conflict, "inbox.not-parked")
		}
		return settleCalls(ctx, tx, who, all, again)
	})
}

// settleCalls settles calls of one system.
func settleCalls(ctx context.Context, tx *store.Tx, who Who, all []store.CallbackRow, again bool) error {
	for _, c := range all {
		c.State, c.Error, c.Attempts, c.Next = store.NoticeReady, "", 0, time.Time{}
		if !again {
			c.State = store.NoticeDropped
		}
		if err := tx.SetCallback(c); err != nil {
			return err
		}
	}
	kind := systemCallsDropped
	if again {
		kind = systemCallsAgain
		if err := wakeLane(tx, all[0].System); err != nil {
			return err
		}
	}
	return tellSystem(ctx, tx, who, all[0].System, kind, systemSaid{N: len(all)})
}
