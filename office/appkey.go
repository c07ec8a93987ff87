package office

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/notify"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/words/calendar"
)

// The ways of a key: what the system signs with, and what it is called with. They differ, so that nothing that was sent one way can be
// sent back the other.
const (
	keyIn  = "in"
	keyOut = "out"
)

// inForce says whether a key counts at a moment.
func inForce(k store.SigningKey, at time.Time) bool { return k.Ends.IsZero() || k.Ends.After(at) }

// longestGrace is the longest that an old key may count beside a new one.
const longestGrace = 30 * 24 * time.Hour

// A NewKey is a key as it is shown, this once.
type NewKey struct{ ID, Secret string }

// AddSigningKey gives a system a new key for what it sends (called false) or for what it is called back with. The keys before it end
// after grace, in which both count: that is how a key is changed without losing a message.
func (o *Office) AddSigningKey(ctx context.Context, who Who, system string, called bool, grace time.Duration) (NewKey, error) {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return NewKey{}, err
	}
	if !validSystem(system) {
		return NewKey{}, fault.New(fault.Invalid, "system.name", "name", system).At("name")
	}
	if grace < 0 || grace > longestGrace {
		return NewKey{}, fault.New(fault.Invalid, "inbox.grace").At("grace")
	}
	id, err := o.random(5)
	if err != nil {
		return NewKey{}, err
	}
	drawn, err := o.random(32)
	if err != nil {
		return NewKey{}, err
	}
	secret, err := crockford.DecodeString(drawn)
	if err != nil {
		return NewKey{}, err
	}
	k := store.SigningKey{ID: strings.ToLower(id), System: system, Way: keyIn, Secret: secret}
	if called {
		k.Way = keyOut
	}
	return NewKey{k.ID, notify.Secret(secret)}, o.db.Write(ctx, func(tx *store.Tx) error {
		account := systemAccount(system)
		if _, there, err := tx.Account(ctx, account); err != nil {
			return err
		} else if !there { // a system without a token: it signs, and opens nothing else
			if err := tx.PutAccount(store.AccountRow{ID: account, Username: account, Kind: systemKind, Name: system, Created: tx.Now()}); err != nil {
				return err
			}
		}
		if _, err := tx.EndSigningKeys(system, k.Way, "", tx.Now().Add(grace)); err != nil {
			return err
		}
		k.Created = tx.Now()
		if err := tx.PutSigningKey(k); err != nil {
			return err
		}
		return tellSystem(ctx, tx, who, system, systemKeyMade, systemSaid{Key: k.ID, Called: called, Grace: grace.String()})
	})
}

// EndSigningKey ends one key of a system at once.
func (o *Office) EndSigningKey(ctx context.Context, who Who, system, id string) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		ended := int64(0)
		for _, way := range []string{keyIn, keyOut} {
			n, err := tx.EndSigningKeys(system, way, id, tx.Now())
			if err != nil {
				return err
			}
			ended += n
		}
		if id == "" || ended == 0 {
			return fault.New(fault.Missing, "inbox.key-missing", "id", id).At("id")
		}
		return tellSystem(ctx, tx, who, system, systemKeyEnded, systemSaid{Key: id})
	})
}

// SetHook says where a system is called back about its petitions; "" ends it. What happens from now on is told.
func (o *Office) SetHook(ctx context.Context, who Who, system, address string) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	address = strings.TrimSpace(address)
	if address != "" && !notify.CheckAddress(address) {
		return fault.New(fault.Invalid, "inbox.address").At("address")
	}
	return o.db.Write(ctx, func(tx *store.Tx) error {
		if _, there, err := tx.Account(ctx, systemAccount(system)); err != nil || !there {
			return errorOr(err, fault.New(fault.Missing, "system.missing", "name", system).At("name"))
		}
		if err := tx.PutHook(store.Hook{System: system, Address: address, Since: tx.Now()}); err != nil {
			return err
		}
		kind := systemHookSet
		if address == "" {
			kind = systemHookEnded
		}
		return tellSystem(ctx, tx, who, system, kind, systemSaid{})
	})
}

// A SystemKey is a key as administrators see it: never with its secret.
type SystemKey struct {
	ID      string
	Called  bool
	Created time.Time
	Ends    time.Time
	Used    time.Time
	Over    bool
}

// A Connection (hệ thống kết nối) is a system with everything by which it is connected.
type Connection struct {
	System
	Keys   []SystemKey
	Hook   string
	Counts map[string]int64 // of the last 30 days, by what was counted or by the state of what came
	Calls  map[string]int64 // back to it, by state
}

// Connections gives the systems for administrators, and what was counted under names of no system.
func (o *Office) Connections(ctx context.Context, who Who) (all []Connection, strangers int64, err error) {
	systems, err := o.Systems(ctx, who)
	if err != nil {
		return nil, 0, err
	}
	if err := o.WriteCounts(ctx); err != nil {
		return nil, 0, err
	}
	r, from := o.db.Read(), calendar.DateOf(o.Now().AddDate(0, 0, -30))
	keys, err := r.SigningKeys(ctx, "")
	if err != nil {
		return nil, 0, err
	}
	hooks, err := r.Hooks(ctx)
	if err != nil {
		return nil, 0, err
	}
	counts, err := r.InboxCounts(ctx, from.String())
	if err != nil {
		return nil, 0, err
	}
	came, err := r.InboxStates(ctx, o.Now().AddDate(0, 0, -30))
	if err != nil {
		return nil, 0, err
	}
	calls, err := r.CallbackStates(ctx, o.Now().AddDate(0, 0, -30))
	if err != nil {
		return nil, 0, err
	}
	for _, s := range systems {
		c := Connection{System: s, Counts: map[string]int64{}, Calls: map[string]int64{}}
		for _, k := range keys {
			if k.System == s.Name {
				c.Keys = append(c.Keys, SystemKey{k.ID, k.Way == keyOut, k.Created, k.Ends, k.Used, !inForce(k, o.Now())})
			}
		}
		for _, h := range hooks {
			if h.System == s.Name {
				c.Hook = h.Address
			}
		}
		for _, n := range append(counts, came...) {
			if n.System == s.Name {
				c.Counts[n.What] += n.N
			}
		}
		for _, n := range calls {
			if n.System == s.Name {
				c.Calls[n.What] += n.N
			}
		}
		all = append(all, c)
	}
	for _, n := range counts {
		if n.System == nameless {
			strangers += n.N
		}
	}
	return all, strangers, nil
}

// A ConnectionDay is what came of a system on a day, by what was counted or by state.
type ConnectionDay struct {
	Day    string
	Counts map[string]int64
}

// Connection gives one system, what came of it day by day, the newest first, and what was done with it.
func (o *Office) Connection(ctx context.Context, who Who, name string, days int) (c Connection, came []ConnectionDay, deeds []SystemDeed, err error) {
	all, _, err := o.Connections(ctx, who)
	if err != nil {
		return c, nil, nil, err
	}
	i := slices.IndexFunc(all, func(x Connection) bool { return x.Name == name })
	if i < 0 {
		return c, nil, nil, fault.New(fault.Missing, "system.missing", "name", shortly(name))
	}
	from := calendar.DateOf(o.Now()).Time().AddDate(0, 0, 1-days)
	counts, err := o.db.Read().InboxDays(ctx, name, from)
	if err != nil {
		return c, nil, nil, err
	}
	by := map[string]map[string]int64{}
	for _, n := range counts {
		if by[n.Day] == nil {
			by[n.Day] = map[string]int64{}
		}
		by[n.Day][n.What] += n.N
	}
	for _, day := range slices.Backward(slices.Sorted(maps.Keys(by))) {
		came = append(came, ConnectionDay{day, by[day]})
	}
	deeds, err = o.systemDeeds(ctx, name)
	return all[i], came, deeds, err
}
