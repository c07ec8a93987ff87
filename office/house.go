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
	err := o.ofHouse(ctx, who, cmd, asked{"person", p}, func(w *World, now time.Time) ([]org.Fact, error) {
		for n := len(w.Org.People()) + 1; ; n++ {
			p.ID = org.PersonID(fmt.Sprintf("p%04d", n))
			if w.Org.Person(p.ID) == nil {
				return w.Org.AddPerson(p, now)
			}
		}
	})
	if err != nil {
		return "", err
	}
	return o.world.Load().Org.ByUsername(p.Username).ID, nil // a repeated act is answered with whom the first one took in
}

// ReachPerson sets the address to which somebody's notices go.
func (o *Office) ReachPerson(ctx context.Context, who Who, cmd Command, person org.PersonID, email string) error {
	return o.ofHouse(ctx, who, cmd, asked{"email", person, email}, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.ReachPerson(person, email, now) })
}

// Appoint gives somebody a post (bổ nhiệm, điều động), by a document.
func (o *Office) Appoint(ctx context.Context, who Who, cmd Command, p org.Post) error {
	if p.Document = vn.Tidy(p.Document); p.Document == "" { // choice: a pack may tell posts without their decisions, an act of today may not
		return fault.New(fault.Invalid, "org.post-document").At("document")
	}
	return o.ofHouse(ctx, who, cmd, asked{"post", p}, func(w *World, now time.Time) ([]org.Fact, error) {
		p.ID = org.PostID(free(string(p.Person), func(id string) bool { return w.Org.Post(org.PostID(id)) != nil }))
		return w.Org.GivePost(p, now)
	})
}

// EndPost says that a post ends at a moment, sooner than it would, by a document.
func (o *Office) EndPost(ctx context.Context, who Who, cmd Command, id org.PostID, to time.Time, document string) error {
	return o.endHouse(ctx, who, cmd, asked{"end", id, to, document}, document, func(w *World, now time.Time) ([]org.Fact, error) {
		return w.Org.EndPost(id, to, document, now)
	})
}

// GiveActing lets somebody act from another's post (giao phụ trách), by a document.
func (o *Office) GiveActing(ctx context.Context, who Who, cmd Command, a org.Acting) error {
	return o.ofHouse(ctx, who, cmd, asked{"acting", a}, func(w *World, now time.Time) ([]org.Fact, error) {
		a.ID = org.ActingID(free("pt-"+string(a.Post), func(id string) bool { return w.Org.Acting(org.ActingID(id)) != nil }))
		return w.Org.GiveActing(a, now)
	})
}

// EndActing says that somebody acts from another's post no longer, by a document.
func (o *Office) EndActing(ctx context.Context, who Who, cmd Command, id org.ActingID, to time.Time, document string) error {
	return o.endHouse(ctx, who, cmd, asked{"end", id, to, document}, document, func(w *World, now time.Time) ([]org.Fact, error) {
		return w.Org.EndActing(id, to, document, now)
	})
}

// Delegate hands on power (ủy quyền), by a document. It is a weighty act.
func (o *Office) Delegate(ctx context.Context, who Who, cmd Command, d org.Delegation) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	d, err := o.world.Load().powerOf(d)
	if err != nil {
		return err
	}
	if _, err := o.world.Load().Org.GiveDelegation(named(d, "uq-0"), o.Now()); err != nil { // nobody confirms what cannot be
		return err
	}
	given := asked{actDelegate, d}
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
	return o.ofHouse(ctx, who, cmd, given, func(w *World, now time.Time) ([]org.Fact, error) {
		if now, err := w.powerOf(d); err != nil || now.Under != d.Under { // what was confirmed rests on something else by now
			return nil, errorOr(err, fault.New(fault.Conflict, "org.delegation-moved"))
		}
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

// EndDelegation takes power back, by a document.
func (o *Office) EndDelegation(ctx context.Context, who Who, cmd Command, id org.DelegationID, to time.Time, document string) error {
	return o.endHouse(ctx, who, cmd, asked{"end", id, to, document}, document, func(w *World, now time.Time) ([]org.Fact, error) {
		return w.Org.EndDelegation(id, to, document, now)
	})
}

// SendOnLeave writes down that somebody is away, for whoever keeps the register of people.
func (o *Office) SendOnLeave(ctx context.Context, who Who, cmd Command, l org.Leave) error {
	return o.ofHouse(ctx, who, cmd, asked{"leave", l}, func(w *World, now time.Time) ([]org.Fact, error) { return w.Org.GiveLeave(l, now) })
}

// Reword gives a unit other words from a day on: its name, code, address, calendar or place in the house. What
// stands so already is not changed.
func (o *Office) Reword(ctx context.Context, who Who, cmd Command, id org.UnitID, c org.Change, from time.Time) error {
	return o.ofHouse(ctx, who, cmd, asked{"unit", id, c, from}, func(w *World, now time.Time) ([]org.Fact, error) {
		c := c
		if u := w.Org.UnitAt(id, now); u != nil {
			for _, x := range []struct {
				to  **string
				was string
			}{{&c.Name, u.Name}, {&c.NameEN, u.NameEN}, {&c.Address, u.Address}} {
				if *x.to != nil && **x.to == x.was {
					*x.to = nil
				}
			}
		}
		return w.Org.ChangeUnit(id, c, from, now)
	})
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

// asked is an act on the house with its values: a key that was used for one is not taken for another.
type asked []any

// endHouse enters that something of the house ends, which only a document can say.
// choice: who ended a power or a post is asked years later, as who gave it is.
func (o *Office) endHouse(ctx context.Context, who Who, cmd Command, in asked, document string, decide func(*World, time.Time) ([]org.Fact, error)) error {
	return o.ofHouse(ctx, who, cmd, in, func(w *World, now time.Time) ([]org.Fact, error) {
		facts, err := decide(w, now)
		if err == nil && vn.Tidy(document) == "" {
			return nil, fault.New(fault.Invalid, "org.end-document").At("document")
		}
		return facts, err
	})
}

// ofHouse enters what an administrator decides of the organisation.
func (o *Office) ofHouse(ctx context.Context, who Who, cmd Command, in asked, decide func(*World, time.Time) ([]org.Fact, error)) error {
	if err := access.May(who, "administer", access.Object{}); err != nil {
		return err
	}
	return o.changeHouse(ctx, who, cmd, in, decide)
}

// changeHouse enters what was decided of the organisation by somebody who may, all of it or nothing. It is judged against the
// house as the ledger tells it, which is read again only if somebody has changed it; if that happens meanwhile, it is judged again.
// An act that was carried out before under its key is not judged at all.
func (o *Office) changeHouse(ctx context.Context, who Who, cmd Command, in asked, decide func(*World, time.Time) ([]org.Fact, error)) error {
	return o.changeHouseAnd(ctx, who, cmd, in, decide, func(*store.Tx) error { return nil })
}

// changeHouseAnd is changeHouse with what else is entered in the same transaction.
func (o *Office) changeHouseAnd(ctx context.Context, who Who, cmd Command, in asked, decide func(*World, time.Time) ([]org.Fact, error), also func(*store.Tx) error) error {
	hash, err := requestHash(in...)
	if err != nil {
		return err
	}
	for n := 1; ; n++ {
		if err := o.renewHouse(ctx); err != nil {
			return err
		}
		w := o.world.Load()
		err := o.db.Write(ctx, func(tx *store.Tx) error {
			if done, err := o.once(tx, who, cmd, hash, nil); done || err != nil {
				return err
			}
			facts, err := decide(w, o.Now())
			if err != nil {
				return err
			}
			if err := enterHouse(tx, w, who, facts); err != nil {
				return err
			}
			return also(tx)
		})
		if f := fault.As(err); f != nil && f.Kind == fault.Conflict && n < mostRetries {
			if moved, e := o.houseMoved(ctx, w); moved || e != nil { // else it is refused by the house as it stands
				continue
			}
		}
		if err != nil {
			return err
		}
		return o.renewHouse(ctx)
	}
}

// renewHouse reads the world again if the organisation has changed, by whichever process or node.
func (o *Office) renewHouse(ctx context.Context) error {
	moved, err := o.houseMoved(ctx, o.world.Load())
	if err != nil || !moved {
		return err
	}
	return o.Refresh(ctx)
}

// houseMoved says whether units, people or desks have events that w does not know.
func (o *Office) houseMoved(ctx context.Context, w *World) (bool, error) {
	var known, now int64
	for _, v := range w.people {
		known += v
	}
	for _, kind := range houseKinds {
		n, err := o.db.Read().Length(ctx, kind)
		if err != nil {
			return false, err
		}
		now += n
	}
	return now != known, nil
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
