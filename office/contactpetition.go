package office

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/petition"
)

// A ContactPetition is what became of a try to make a petition of a conversation.
type ContactPetition struct {
	Ticket
	Made bool // now, and not by an earlier try
}

// makeTries is how often a petition is made of a conversation that somebody else added to in the same moment.
const makeTries = 3

// MakePetition makes a petition of a conversation and links the two, in one transaction. Of a conversation that has one already it
// makes no second: whoever sends the same words once more is shown the first, from whichever window. Another matter of the same
// conversation is said to be one.
func (o *Office) MakePetition(ctx context.Context, who Who, cmd Command, id care.ID, in petition.Input, another bool) (made ContactPetition, err error) {
	hash, err := requestHash("make-petition", id, in, another)
	if err != nil {
		return ContactPetition{}, err
	}
	if err := access.May(who, "enter-petition", access.Object{Org: o.world.Load().Org, At: o.Now()}); err != nil {
		return ContactPetition{}, err
	}
	if cmd.Key == "" {
		if cmd.Key, err = o.NewID(); err != nil {
			return ContactPetition{}, err
		}
	}
	in.ID = petition.ID(o.keyed("petition", who.Account+"/"+cmd.Key))
	for range makeTries {
		err = o.write(ctx, func(w *World, tx *store.Tx) (err error) {
			made = ContactPetition{}
			done, err := o.once(tx, who, cmd, hash, []byte(in.ID))
			if err != nil {
				return err
			}
			if done {
				p, err := o.foldPetition(ctx, tx, in.ID)
				if err == nil {
					made.Ticket = o.ticket(p)
				}
				if !fault.Is(err, fault.Missing) { // else that try was shown an earlier one
					return err
				}
			}
			made, err = o.makePetition(tx, w, who, cmd, id, in, another)
			return err
		})
		if f := fault.As(err); f == nil || f.Key != "store.conflict" {
			break
		}
	}
	if err != nil {
		return ContactPetition{}, fmt.Errorf("make a petition of contact %s: %w", id, err)
	}
	o.hub.wake(care.Stream(id))
	return made, nil
}

// makePetition decides and appends both.
func (o *Office) makePetition(tx *store.Tx, w *World, who Who, cmd Command, id care.ID, in petition.Input, another bool) (made ContactPetition, err error) {
	evs, err := tx.Events(tx.Context(), care.Stream(id))
	if err != nil {
		return made, err
	}
	c, err := care.Fold(id, evs)
	if err != nil {
		return made, err
	}
	if c, evs, _, err = o.goOverContact(w, tx, c, evs); err != nil {
		return made, err
	}
	if err := o.mayContact(w, who, c, care.RuleOf(care.ActLink), "", tx.Now()); err != nil {
		return made, err
	}
	if gone, err := tx.Erased(tx.Context(), care.Stream(id)); err != nil || gone {
		return made, cmp.Or(err, error(fault.New(fault.Refused, "care.erased")))
	}
	for _, there := range slices.Backward(c.Petitions) {
		p, err := o.foldPetition(tx.Context(), tx, petition.ID(there))
		if err != nil {
			return made, err
		}
		if w.keptFrom(who, p, tx.Now()) {
			continue // they make theirs, and learn of no other
		}
		if sameWords(p.Title, in.Title) && sameWords(p.Text, in.Text) {
			if made.Ticket = o.ticket(p); p.Spoke != who.Actor() {
				made.Check = "" // was read out by a colleague, who alone saw it
			}
			return made, nil
		}
		if !another {
			return made, fault.New(fault.Conflict, "care.petition-there", "code", p.Code).At("another")
		}
	}
	p, err := o.register(tx, w, who, cmd, in)
	if err != nil {
		return made, err
	}
	facts, err := o.contactCase(w, tx, who, c).Do(care.ActLink, care.Input{Petition: string(p.ID)})
	if err != nil {
		return made, err
	}
	_, _, err = o.appendContact(tx, c, evs, facts)
	return ContactPetition{Ticket: o.ticket(p), Made: true}, err
}

// sameWords says whether two texts differ in nothing but their white space.
func sameWords(a, b string) bool { return slices.Equal(strings.Fields(a), strings.Fields(b)) }

// A ContactTurn is something that happened to a petition of a conversation.
type ContactTurn struct {
	Code  string
	ID    petition.ID
	Act   petition.Act
	State petition.State
	At    time.Time
	By    PersonName // of an officer; empty when the sender did it
	UnitN UnitName
}

// contactTurns are the turns of a conversation's petitions, as far as the reader may read them: whoever calls again is told how far
// it is. Each petition is a look, and is logged.
func (r *Reader) contactTurns(c *care.Contact) (out []ContactTurn, err error) {
	var looks []store.ReadRow
	for _, id := range c.Petitions {
		p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(id))
		if err != nil {
			return nil, err
		}
		if mayReadPetition(r.w, r.who, p, r.now) != nil {
			continue
		}
		looks = append(looks, r.look(string(petition.Stream(p.ID)), "read.beside"))
		for _, s := range p.History {
			t := ContactTurn{Code: p.Code, ID: p.ID, Act: s.Act, State: s.State, At: s.At, UnitN: r.w.unit(s.Unit, s.At)}
			if s.Unit != "" {
				t.By = r.w.person(s.Actor)
			}
			out = append(out, t)
		}
	}
	return out, r.logLooks(looks)
}
