package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// followCalls names the follower that calls systems back.
const followCalls = "callbacks"

// jobCall calls a system back: the id of the call.
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
	_, err = tx.PutJob(store.JobRow{Key: jobCall + "/" + row.ID, Kind: jobCall, Args: row.ID})
	return err
}

// call calls a system, once. Between the call and its record the power may go: then it is called again under the same id.
func (o *Office) call(ctx context.Context, j store.JobRow) error {
	r := o.db.Read()
	c, ok, err := r.Callback(ctx, j.Args)
	if err != nil {
		return err
	}
	if !ok || c.State != store.NoticeReady {
		return o.finish(ctx, j)
	}
	m := notify.Call{ID: c.ID, At: o.Now(), Body: []byte(c.Body)}
	hooks, err := r.Hooks(ctx)
	if err != nil {
		return err
	}
	for _, h := range hooks {
		if h.System == c.System {
			m.Address = h.Address
		}
	}
	keys, err := r.SigningKeys(ctx, c.System)
	if err != nil {
		return err
	}
	for _, k := range keys {
		if k.Way == keyOut && inForce(k, o.Now()) {
			m.Keys = append(m.Keys, k.Secret)
		}
	}
	var again time.Time
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
			return ctx.Err()
		}
		c.Attempts++
		switch {
		case err == nil:
			c.State, c.SentAt, c.Error = store.NoticeSent, o.Now(), ""
		case notify.IsPermanent(err) || c.Attempts > len(pauses):
			c.State, c.Error = store.NoticeFailed, err.Error()
		default:
			c.Error, again = err.Error(), o.Now().Add(pauses[c.Attempts-1])
		}
	}
	return o.settleCall(ctx, j, c, again)
}

// settleCall writes down what became of a call: again at an instant, or, for the zero one, no more.
func (o *Office) settleCall(ctx context.Context, j store.JobRow, c store.CallbackRow, again time.Time) error {
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if !again.IsZero() || c.State == store.NoticeFailed {
			if err := tx.Fail(j, c.Error, again); err != nil {
				return err
			}
		} else if ok, err := tx.Finish(j); err != nil || !ok {
			return err
		}
		return tx.SetCallback(c)
	})
}

// ParkedCalls are the calls that were given up, for administrators.
func (o *Office) ParkedCalls(ctx context.Context, who Who) ([]store.CallbackRow, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return nil, err
	}
	return o.db.Read().Callbacks(ctx, store.NoticeFailed, 100)
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
		c.State, c.Error, c.Attempts = store.NoticeReady, "", 0
		if !again {
			c.State = store.NoticeDropped
		}
		key := jobCall + "/" + id
		fresh, err := tx.PutJob(store.JobRow{Key: key, Kind: jobCall, Args: id})
		if err == nil && !fresh {
			_, err = tx.RetryJob(key)
		}
		if err != nil {
			return err
		}
		return tx.SetCallback(c)
	})
}
