package office

import (
	"context"
	"fmt"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/words/ledger"
	"motcua/words/org"
)

// What happens to conversations of the care desk when units end: those that are open go over in the same night, and one that was closed
// goes over when somebody has a further word to say in it.

// heldContacts goes piece by piece through the open contacts that ended units have, in the order of their identities.
func (o *Office) heldContacts(ctx context.Context, h *org.Heirs, fn func(ids []care.ID) error) error {
	open := true
	for _, u := range h.Ended() {
		f := store.ContactFilter{Unit: string(u), Open: &open, ByID: true, Limit: redatePiece}
		for {
			rows, err := o.db.Read().Contacts(ctx, f)
			if err != nil {
				return err
			}
			if len(rows) == 0 {
				break
			}
			ids := make([]care.ID, 0, len(rows))
			for i := range rows {
				ids = append(ids, care.ID(rows[i].ID))
			}
			if err := fn(ids); err != nil {
				return err
			}
			f.After = rows[len(rows)-1].ID
		}
	}
	return nil
}

// takeContacts lets a plan say what becomes of the conversations that ended units have.
func (o *Office) takeContacts(ctx context.Context, w *World, plan *org.Reorg) error {
	return o.heldContacts(ctx, plan.Heirs, func(ids []care.ID) error {
		for _, id := range ids {
			c, err := o.foldContact(ctx, o.db.Read(), id)
			if err != nil {
				return err
			}
			x, err := o.contactWork(ctx, o.db.Read(), w, c)
			if err != nil {
				return err
			}
			plan.Take(x)
		}
		return nil
	})
}

// contactWork is what a plan must know of a contact.
// choice: nobody says where they live to ask something. Where a unit is divided, a conversation goes where the first dossier that it is
// about lies, else the first petition.
func (o *Office) contactWork(ctx context.Context, r events, w *World, c *care.Contact) (*org.Work, error) {
	x := &org.Work{ID: string(c.ID), Code: c.Code, Contact: org.UnitID(c.Unit)}
	switch {
	case len(c.Dossiers) > 0:
		d, err := o.fold(ctx, r, dossier.ID(c.Dossiers[0]))
		if err != nil {
			return nil, err
		}
		about := workOf(w, d)
		x.Place, x.Listed = about.Place, about.Listed
	case len(c.Petitions) > 0:
		p, err := o.foldPetition(ctx, r, petition.ID(c.Petitions[0]))
		if err != nil {
			return nil, err
		}
		x.Place = p.Commune
	}
	return x, nil
}

// goOverContact takes a contact to where the reorganisations that have come lead it, before anything else is done with it. It gives
// the events that the contact has then.
func (o *Office) goOverContact(w *World, tx *store.Tx, c *care.Contact, evs []ledger.Event) (*care.Contact, []ledger.Event, bool, error) {
	went := false
	for _, re := range w.Reorganisations {
		if re.Moment.After(tx.Now()) || !re.heirs.Ends(org.UnitID(c.Unit)) {
			continue
		}
		work, err := o.contactWork(tx.Context(), tx, w, c)
		if err != nil {
			return nil, nil, went, err
		}
		to, why := re.heirs.Takes(work.Contact, work)
		x := care.Reassignment{Plan: re.ID, Moment: re.Moment, Basis: re.Basis, From: c.Unit, To: string(to), Why: why}
		x.Free = c.Agent != "" && !w.worksIn(c.Agent, x.To, re.Moment)
		facts, err := o.contactCase(w, tx, byHouse, c).Reassign(x)
		if err != nil {
			return nil, nil, went, err
		}
		if len(facts) == 0 {
			continue
		}
		if c, evs, err = o.appendContact(tx, c, evs, facts); err != nil {
			return nil, nil, went, err
		}
		went = true
	}
	return c, evs, went, nil
}

// reassignContacts takes over what is left of a reorganisation. Whatever cut it off, it can be called again.
func (o *Office) reassignContacts(ctx context.Context, re *Reorganised) (moved int, err error) {
	err = o.heldContacts(ctx, re.heirs, func(ids []care.ID) error {
		var over []care.ID
		piece := func(w *World, tx *store.Tx) error {
			over = nil
			for _, id := range ids {
				evs, err := tx.Events(tx.Context(), care.Stream(id))
				if err != nil {
					return err
				}
				c, err := care.Fold(id, evs)
				went := false
				if err == nil {
					_, _, went, err = o.goOverContact(w, tx, c, evs)
				}
				if err != nil {
					return fmt.Errorf("contact %s: %w", id, err)
				}
				if went {
					over = append(over, id)
				}
			}
			return nil
		}
		err := o.write(ctx, piece)
		for again := 0; again < mostConflicts && fault.Is(err, fault.Conflict); again++ { // somebody acted on one of them, which took it over
			err = o.write(ctx, piece)
		}
		if err != nil {
			return err
		}
		for _, id := range over {
			o.hub.wake(care.Stream(id))
		}
		moved += len(over)
		return nil
	})
	return moved, err
}
