package office

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/words/ledger"
	"motcua/words/org"
)

// The acts on the organisation: people, posts, who acts for whom, and powers that are handed on. Each is judged by words/org
// against the house as its streams stand in that very transaction.

// AddPerson takes somebody in. The identity is the next free one; it says nothing about the person.
func (o *Office) AddPerson(ctx context.Context, who Who, cmd Command, p org.Person) (org.PersonID, error) {
	p.Name = vn.Tidy(p.Name)
	err := o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) {
		for n := len(w.Org.People()) + 1; ; n++ {
			p.ID = org.PersonID(fmt.Sprintf("p%04d", n))
			if w.Org.Person(p.ID) == nil {
				return w.Org.AddPerson(p, now)
			}
		}
	})
	return p.ID, err
}

// ReachPerson sets the address to which somebody's notices go.
func (o *Office) ReachPerson(ctx context.Context, who Who, cmd Command, person org.PersonID, email string) error {
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.ReachPerson(person, email, now) })
}

// Appoint gives somebody a post (bổ nhiệm, điều động), by a document.
func (o *Office) Appoint(ctx context.Context, who Who, cmd Command, p org.Post) error {
	if p.Document = vn.Tidy(p.Document); p.Document == "" { // choice: a pack may tell posts without their decisions, an act of today may not
		return fault.New(fault.Invalid, "org.post-document").At("document")
	}
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) {
		p.ID = org.PostID(free(string(p.Person), func(id string) bool { return w.Org.Post(org.PostID(id)) != nil }))
		return w.Org.GivePost(p, now)
	})
}

// EndPost says that a post ends at a moment, sooner than it would.
func (o *Office) EndPost(ctx context.Context, who Who, cmd Command, id org.PostID, to time.Time) error {
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.EndPost(id, to, now) })
}

// GiveActing lets somebody act from another's post (giao phụ trách), by a document.
func (o *Office) GiveActing(ctx context.Context, who Who, cmd Command, a org.Acting) error {
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) {
		a.ID = org.ActingID(free("pt-"+string(a.Post), func(id string) bool { return w.Org.Acting(org.ActingID(id)) != nil }))
		return w.Org.GiveActing(a, now)
	})
}

// EndActing says that somebody acts from another's post no longer.
func (o *Office) EndActing(ctx context.Context, who Who, cmd Command, id org.ActingID, to time.Time) error {
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.EndActing(id, to, now) })
}

// Delegate hands on power (ủy quyền), by a document. It is a weighty act.
func (o *Office) Delegate(ctx context.Context, who Who, cmd Command, d org.Delegation) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	if _, err := o.world.Load().Org.GiveDelegation(named(d, "uq-0"), o.Now()); err != nil { // nobody confirms what cannot be
		return err
	}
	hash, err := ActHash(actDelegate, d.Giver, d)
	if err != nil {
		return err
	}
	mark, err := o.Confirmed(ctx, who, cmd, actDelegate, hash)
	if err != nil {
		return err
	}
	if mark != nil {
		d.Confirmed = mark.By + " " + mark.Hash
	}
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) {
		id := free("uq-"+string(d.Giver), func(id string) bool { return w.Org.Delegation(org.DelegationID(id)) != nil })
		return w.Org.GiveDelegation(named(d, id), now)
	})
}

// actDelegate is the weighty act of handing on power.
const actDelegate = "delegate"

func named(d org.Delegation, id string) org.Delegation {
	d.ID = org.DelegationID(id)
	return d
}

// EndDelegation takes power back.
func (o *Office) EndDelegation(ctx context.Context, who Who, cmd Command, id org.DelegationID, to time.Time) error {
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.EndDelegation(id, to, now) })
}

// SendOnLeave writes down that somebody is away, for whoever keeps the register of people.
func (o *Office) SendOnLeave(ctx context.Context, who Who, cmd Command, l org.Leave) error {
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.GiveLeave(l, now) })
}

// Reword gives a unit other words from a day on: its name, code, address, calendar or place in the house.
func (o *Office) Reword(ctx context.Context, who Who, cmd Command, id org.UnitID, c org.Change, from time.Time) error {
	return o.ofHouse(ctx, who, cmd, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.ChangeUnit(id, c, from, now) })
}

// free makes an internal key that nothing has yet: stem-1, stem-2 …
func free(stem string, taken func(string) bool) string {
	for n := 1; ; n++ {
		if id := stem + "-" + strconv.Itoa(n); !taken(id) {
			return id
		}
	}
}

// mostRetries is how often an act on the house is judged again because somebody else changed it meanwhile.
const mostRetries = 5

// ofHouse enters what an administrator decides of the organisation.
func (o *Office) ofHouse(ctx context.Context, who Who, cmd Command, decide func(*World, time.Time) ([]org.Fact, error)) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	return o.changeHouse(ctx, who, cmd, decide)
}

// changeHouse enters what was decided of the organisation by somebody who may, all of it or nothing. It is judged against the
// house as the ledger tells it; if one of the streams has moved on meanwhile, it is judged again.
func (o *Office) changeHouse(ctx context.Context, who Who, cmd Command, decide func(*World, time.Time) ([]org.Fact, error)) error {
	for n := 1; ; n++ {
		if err := o.Refresh(ctx); err != nil {
			return err
		}
		w := o.world.Load()
		facts, err := decide(w, o.Now())
		if err != nil || len(facts) == 0 {
			return err
		}
		err = o.db.Write(ctx, func(tx *store.Tx) error {
			if done, err := o.once(tx, who, cmd, [32]byte{}, nil); done || err != nil {
				return err
			}
			return enterHouse(tx, w, who, facts)
		})
		if f := fault.As(err); f != nil && f.Kind == fault.Conflict && n < mostRetries {
			continue
		}
		if err != nil {
			return err
		}
		return o.Refresh(ctx)
	}
}

// enterHouse appends facts to the streams as they were when the house was folded.
func enterHouse(tx *store.Tx, w *World, who Who, facts []org.Fact) error {
	heads := map[ledger.StreamID]int64{}
	for _, f := range facts {
		id := ledger.StreamID(f.Stream)
		if _, ok := heads[id]; !ok {
			heads[id] = w.people[id]
		}
		e := ledger.Fact{Kind: f.Kind, Holder: f.Body, Private: f.Private, Class: ledger.Ordinary, Actor: who.Actor(), Unit: who.Unit, At: tx.Now()}
		if _, err := tx.Append(id, heads[id], []ledger.Fact{e}); err != nil {
			return fmt.Errorf("enter %s: %w", id, err)
		}
		heads[id]++
	}
	return nil
}
