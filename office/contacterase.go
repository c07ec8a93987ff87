package office

import (
	"context"
	"slices"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
)

// EraseContact destroys the personal parts of a conversation that is closed, by a decision and before its time: who it was with, what was
// said, the files. Times, units, officers, outcomes and figures stay.
func (o *Office) EraseContact(ctx context.Context, who Who, cmd Command, id care.ID, x dossier.Erasure) error {
	c, err := o.foldContact(ctx, o.db.Read(), id)
	if err != nil {
		return err
	}
	w := o.world.Load()
	if err := mayReadContact(w, who, c, o.Now()); err != nil {
		return err
	}
	if err := access.May(who, "erase", access.Object{Unit: c.Unit, Org: w.Org, At: o.Now()}); err != nil {
		return err
	}
	return o.eraseBy(ctx, who, cmd, "erase-contact", erasedContact(id), x, func(_ *World, tx *store.Tx, x dossier.Erasure) ([]string, error) {
		return o.eraseTalk(tx, id, x)
	})
}

// eraseTalk carries an erasure by decision out inside an act. It gives the hashes of the files that the conversation had.
func (o *Office) eraseTalk(tx *store.Tx, id care.ID, x dossier.Erasure) (files []string, err error) {
	about := erasedContact(id)
	c, err := o.foldContact(tx.Context(), tx, id)
	if err != nil {
		return nil, err
	}
	if gone, err := tx.Erased(tx.Context(), care.Stream(id)); err != nil {
		return nil, err
	} else if gone {
		return nil, fault.New(fault.Conflict, "care.erased")
	}
	if c.Closed.IsZero() {
		return nil, fault.New(fault.Refused, "care.erase-open")
	}
	x.Code = c.Code
	facts, err := dossier.ErasureFacts(x)
	if err != nil {
		return nil, err
	}
	if _, err := tx.Append(dossier.ErasureStream(about), 0, facts); err != nil {
		return nil, err
	}
	for i := range c.Messages {
		for _, f := range c.Messages[i].Files {
			files = append(files, f.Hash, f.Clean)
		}
	}
	files = slices.DeleteFunc(files, func(hash string) bool { return hash == "" })
	if err := o.eraseContact(tx, c); err != nil {
		return nil, err
	}
	if err := tx.EraseCopies(store.Eraser{Dossier: string(about), Files: files, Until: tx.Now()}); err != nil {
		return nil, err
	}
	return files, putErasing(tx, about, files)
}

// mayEraseContact says whether the reader may decide the erasure of a conversation now.
func (r *Reader) mayEraseContact(c *care.Contact) (bool, error) {
	if c.Closed.IsZero() || access.May(r.who, "erase", access.Object{Unit: c.Unit, Org: r.w.Org, At: r.now}) != nil {
		return false, nil
	}
	gone, err := r.db.Erased(r.ctx, care.Stream(c.ID))
	return !gone, err
}

// ContactToErase shows the conversation to whoever may decide its erasure.
func (r *Reader) ContactToErase(id care.ID) (*ContactView, error) {
	v, err := r.Contact(id)
	if err != nil {
		return nil, err
	}
	if gone, err := r.db.Erased(r.ctx, care.Stream(id)); err != nil {
		return nil, err
	} else if gone {
		return nil, fault.New(fault.Conflict, "care.erased")
	}
	return v, access.May(r.who, "erase", access.Object{Unit: v.Unit, Org: r.w.Org, At: r.now})
}
