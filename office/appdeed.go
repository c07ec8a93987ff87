package office

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/words/ledger"
	"motcua/words/org"
)

// What administrators do with a connected system is an event of its account's stream: who made, changed and ended which key, and when.

// The kinds of these events.
const (
	systemTokenMade    = "system.token-made"
	systemKeyMade      = "system.key-made"
	systemKeyEnded     = "system.key-ended"
	systemHookSet      = "system.call-set"
	systemHookEnded    = "system.call-ended"
	systemRevoked      = "system.revoked"
	systemCallsAgain   = "system.calls-again"
	systemCallsDropped = "system.calls-dropped"
	systemMessageTaken = "system.message-taken"
)

// systemSaid is what such an event says beside who did it. No address and nothing of a message stands in it.
type systemSaid struct {
	Key    string `json:"key,omitempty"`
	Called bool   `json:"called,omitempty"` // the key is one that the system is called with
	Grace  string `json:"grace,omitempty"`  // how long the keys before it count on
	N      int    `json:"n,omitempty"`
	Hash   string `json:"message,omitempty"` // which message, as a hash of its identity
}

func tellSystem(ctx context.Context, tx *store.Tx, who Who, name, kind string, said systemSaid) error {
	b, err := json.Marshal(said)
	if err != nil {
		return err
	}
	return tellStream(ctx, tx, who, accountStream(systemAccount(name)), kind, b)
}

// tellStream appends an event that is about an account alone.
func tellStream(ctx context.Context, tx *store.Tx, who Who, stream ledger.StreamID, kind string, said []byte) error {
	version, _, err := tx.Head(ctx, stream)
	if err != nil {
		return err
	}
	f := ledger.Fact{Kind: kind, Holder: said, Class: ledger.Ordinary, Actor: who.Actor(), Unit: who.Unit, At: tx.Now()}
	if _, err := tx.Append(stream, version, []ledger.Fact{f}); err != nil {
		return fmt.Errorf("tell %s of %s: %w", kind, stream, err)
	}
	return nil
}

// A SystemDeed is what was done with a connected system.
type SystemDeed struct {
	Kind   string
	At     time.Time
	By     PersonName // without a name: the machine's own command line
	Key    string
	Called bool
	Grace  time.Duration
	N      int
}

// systemDeeds gives them, the last first.
func (o *Office) systemDeeds(ctx context.Context, name string) ([]SystemDeed, error) {
	events, err := o.db.Read().HolderEvents(ctx, accountStream(systemAccount(name)))
	if err != nil {
		return nil, err
	}
	w := o.world.Load()
	var out []SystemDeed
	for i := range events {
		e := &events[i]
		var said systemSaid
		if err := json.Unmarshal(e.Holder, &said); err != nil {
			return nil, fmt.Errorf("event %d of system %s: %w", e.Version, name, err)
		}
		d := SystemDeed{Kind: e.Kind, At: e.At, Key: said.Key, Called: said.Called, N: said.N}
		d.Grace, _ = time.ParseDuration(said.Grace) // written by us; "" is none
		if w.Org.Person(org.PersonID(e.Actor)) != nil {
			d.By = w.person(e.Actor)
		}
		out = append(out, d)
	}
	slices.Reverse(out)
	return out, nil
}
