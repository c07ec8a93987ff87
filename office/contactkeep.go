package office

import (
	"cmp"
	"context"
	"errors"
	"time"

	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// careKept is the setting with how many days a contact's personal parts are kept after its end.
const careKept = "care.kept-days"

// choice: long enough to look up what somebody was told when they complain; no law was read that sets it. leastCareDays is the least.
const (
	careDays      = 730
	leastCareDays = 30
	erasePiece    = 50
	erasePieces   = 40
)

func (w *World) careDays() int {
	n, _ := w.Setting(careKept).Value.(float64)
	return cmp.Or(int(n), careDays)
}

// eraseContacts destroys the personal parts of contacts that ended so long ago: who it was, what was said, the files. Times, units,
// officers, outcomes and figures stay.
func (o *Office) eraseContacts(ctx context.Context) error {
	if err := o.eraseLeftContacts(ctx); err != nil {
		return err
	}
	before := o.Now().AddDate(0, 0, -o.world.Load().careDays())
	for i := range erasePieces {
		ids, err := o.db.Read().ContactsToErase(ctx, before, erasePiece)
		if err != nil {
			return err
		}
		if len(ids) > 0 {
			if err := o.db.Write(ctx, func(tx *store.Tx) error { return o.eraseThese(tx, ids, before) }); err != nil {
				return err
			}
		}
		if len(ids) < erasePiece {
			if i == 0 && len(ids) == 0 {
				return nil
			}
			return o.db.Settle(ctx)
		}
	}
	return errors.Join(o.db.Settle(ctx), errMoreToSweep)
}

func (o *Office) eraseThese(tx *store.Tx, ids []string, before time.Time) error {
	for _, id := range ids {
		c, err := o.foldContact(tx.Context(), tx, care.ID(id))
		if err != nil {
			return err
		}
		if c.Closed.IsZero() || c.Closed.After(before) {
			continue // it was opened again meanwhile
		}
		if err := o.eraseContact(tx, c); err != nil {
			return err
		}
	}
	return nil
}

// eraseContact destroys the personal parts of one.
func (o *Office) eraseContact(tx *store.Tx, c *care.Contact) error {
	for i := range c.Messages {
		for _, f := range c.Messages[i].Files {
			for _, hash := range []string{f.Hash, f.Clean} {
				if hash == "" {
					continue
				}
				if _, err := tx.PutJob(store.JobRow{Key: jobFile + "/" + hash, Kind: jobFile, Args: hash, RunAt: tx.Now().Add(fileWait)}); err != nil {
					return err
				}
			}
		}
	}
	if err := o.eraseRequests(tx, erasedContact(c.ID), dossier.Erasure{Actor: byHouse.Actor(), Unit: c.Unit}); err != nil {
		return err
	}
	if err := tx.Erase(care.Stream(c.ID)); err != nil {
		return err
	}
	c, err := o.foldContact(tx.Context(), tx, c.ID)
	if err != nil {
		return err
	}
	return o.putContact(tx, c)
}

// eraseContactsOf destroys the personal parts of conversations about a dossier or petition that is erased.
// choice: a conversation that is open is somebody's work and goes in the night after its end; one that is also about something that is
// not erased is kept for that until its own time is over.
func (o *Office) eraseContactsOf(tx *store.Tx, id dossier.ID) error {
	over := false
	f := store.ContactFilter{Dossier: string(id), Open: &over, ByID: true, Limit: erasePiece}
	if about, yes := petitionTold(string(id)); yes {
		f.Dossier, f.Petition = "", string(about)
	}
	for after := ""; ; {
		f.After = after
		rows, err := tx.Contacts(tx.Context(), f)
		if err != nil || len(rows) == 0 {
			return err
		}
		for i := range rows {
			after = rows[i].ID
			if err := o.eraseLeft(tx, care.ID(after)); err != nil {
				return err
			}
		}
	}
}

// eraseLeft destroys the personal parts of a conversation that is over, if all that it was about is erased.
func (o *Office) eraseLeft(tx *store.Tx, id care.ID) error {
	c, err := o.foldContact(tx.Context(), tx, id)
	if err != nil || c.Closed.IsZero() {
		return err
	}
	if gone, err := tx.Erased(tx.Context(), care.Stream(id)); err != nil || gone {
		return err
	}
	var all []ledger.StreamID
	for _, d := range c.Dossiers {
		all = append(all, dossier.Stream(dossier.ID(d)))
	}
	for _, p := range c.Petitions {
		all = append(all, petition.Stream(petition.ID(p)))
	}
	for _, s := range all {
		if gone, err := tx.Erased(tx.Context(), s); err != nil || !gone {
			return err
		}
	}
	return o.eraseContact(tx, c)
}

// eraseLeftContacts goes over conversations that were open when their dossier was erased.
func (o *Office) eraseLeftContacts(ctx context.Context) error {
	for after := ""; ; {
		ids, err := o.db.Read().ContactsOfErased(ctx, after, erasePiece)
		if err != nil || len(ids) == 0 {
			return err
		}
		after = ids[len(ids)-1]
		if err := o.db.Write(ctx, func(tx *store.Tx) error {
			for _, id := range ids {
				if err := o.eraseLeft(tx, care.ID(id)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
}
