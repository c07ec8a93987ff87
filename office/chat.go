package office

import (
	"context"
	"errors"
	"fmt"

	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
)

// Heard says that a contact is the reader's, by account or check code, and gives an ear for it; nil when the house shuts. A wrong check
// code gets the answer of a wrong identity.
func (r *Reader) Heard(id care.ID, check string) (*Ear, error) {
	if _, err := r.OwnContact(id, check); err != nil {
		return nil, err
	}
	return r.o.hub.Listen(care.Stream(id)), nil
}

// HearAll gives an ear for all conversations to those who answer: it tells that something is new somewhere, and nothing of it.
func (r *Reader) HearAll() (*Ear, error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return nil, err
	}
	return r.o.hub.Listen(""), nil
}

// endIdleChats closes chats in which the citizen was answered and has not said a word for longer than the city's setting. Both sides see
// the end; the citizen's next word opens the conversation again.
// choice: a chat is a talk at one time; whoever left is not waited for, and loses nothing.
func (o *Office) endIdleChats(ctx context.Context) error {
	w := o.world.Load()
	after := w.chatIdleAfter()
	if after <= 0 {
		return nil
	}
	rows, err := o.db.Read().Contacts(ctx, store.ContactFilter{Channel: string(care.Chat), States: []string{string(care.Asked)}, Limit: 500})
	if err != nil {
		return err
	}
	var errs []error
	for i := range rows {
		if o.Now().Sub(rows[i].Updated) < after {
			continue
		}
		if err := o.endIdleChat(ctx, care.ID(rows[i].ID)); err != nil {
			errs = append(errs, fmt.Errorf("end the idle chat %s: %w", rows[i].ID, err))
		}
	}
	return errors.Join(errs...)
}

func (o *Office) endIdleChat(ctx context.Context, id care.ID) error {
	err := o.write(ctx, func(w *World, tx *store.Tx) error {
		evs, err := tx.Events(ctx, care.Stream(id))
		if err != nil {
			return err
		}
		c, err := care.Fold(id, evs)
		if err != nil {
			return err
		}
		if n := len(c.Messages); c.State != care.Asked || n == 0 || tx.Now().Sub(c.Messages[n-1].At) < w.chatIdleAfter() || len(c.Owed()) > 0 || c.Running() != nil {
			return nil // somebody spoke meanwhile, or a call is owed
		}
		facts, err := o.contactCase(w, tx, Who{Kind: access.System}, c).Do(care.ActClose, care.Input{Outcome: "no-reply"})
		if err != nil {
			return err
		}
		_, _, err = o.appendContact(tx, c, evs, facts)
		return err
	})
	if err == nil {
		o.hub.wake(care.Stream(id))
	}
	return err
}
