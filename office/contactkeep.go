package office

import (
	"cmp"
	"context"
	"errors"
	"time"

	"motcua/keep/store"
	"motcua/law/care"
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
		if err := tx.Erase(care.Stream(c.ID)); err != nil {
			return err
		}
		if c, err = o.foldContact(tx.Context(), tx, c.ID); err != nil {
			return err
		}
		if err := o.putContact(tx, c); err != nil {
			return err
		}
	}
	return nil
}
