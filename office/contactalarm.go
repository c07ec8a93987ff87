package office

import (
	"context"
	"slices"
	"time"

	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
)

// AlarmContact is the alarm of a conversation that a unit did not answer in time.
const AlarmContact dossier.AlarmKind = "contact-late"

// tellContactAlarms tells of conversations whose unit let its time pass, each once to whoever has it there and to the unit's leaders.
// choice: whoever is to answer and whoever answers for them; the city's supervision sees the figure, and a question that waits some
// hours does not go up to it one by one.
func (o *Office) tellContactAlarms(ctx context.Context, w *World, from, now time.Time) error {
	open := true
	f := store.ContactFilter{States: []string{string(care.Handed)}, Open: &open, Late: true, At: now, LateFrom: from, ByID: true, Limit: alarmPage}
	for {
		rows, err := o.db.Read().Contacts(ctx, f)
		if err != nil || len(rows) == 0 {
			return err
		}
		err = o.db.Write(ctx, func(tx *store.Tx) error {
			for i := range rows {
				if err := o.tellContactAlarm(tx, w, &rows[i]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		f.After = rows[len(rows)-1].ID
	}
}

func (o *Office) tellContactAlarm(tx *store.Tx, w *World, x *store.ContactRow) error {
	people := w.leaders(x.Unit, tx.Now())
	if x.Agent != "" && w.worksIn(x.Agent, x.Unit, tx.Now()) {
		people = append(people, x.Agent)
	}
	const kind = string(AlarmContact)
	return o.tellEach(tx, w, string(care.Stream(care.ID(x.ID))), kind, kind, told{Code: x.Code, Due: x.Due, Unit: x.Unit}, people)
}

// contactRings says whether a conversation still waits for the unit that let its time pass; may is false for a reader of whom it is kept.
func (r *Reader) contactRings(id care.ID, due time.Time) (rings, may bool, err error) {
	c, err := r.o.foldContact(r.ctx, r.db, id)
	if err != nil {
		return false, false, err
	}
	h := c.Hand()
	return h != nil && h.Due.Equal(due) && h.Late(r.now), mayReadContact(r.w, r.who, c, r.now) == nil, nil
}

// ownOfHand says whether a unit is one that a petition of a conversation complains about: it is not handed the conversation either.
func (o *Office) ownOfHand(tx *store.Tx, w *World, who Who, c *care.Contact, to string) (bool, error) {
	for _, p := range c.Petitions {
		x, err := o.foldPetition(tx.Context(), tx, petition.ID(p))
		if err != nil {
			return false, err
		}
		if !w.keptFrom(who, x, tx.Now()) && slices.Contains(w.ownUnits(x, tx.Now()), to) {
			return true, nil
		}
	}
	return false, nil
}
