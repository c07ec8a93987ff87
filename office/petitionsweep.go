package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/law/privacy"
)

// mostSwept is how many petitions one decision takes at once; the page says how many are left for the next time.
// choice: all of them go in one act or none does, and an act of a second or two keeps nobody waiting.
const mostSwept = 200

// PetitionsOver (phản ánh hết thời hạn lưu) are the petitions of a class whose time is over, in the reader's unit and those below it.
type PetitionsOver struct {
	PetitionKeep
	Unit UnitName
	Rule Setting
	Most int // that one decision takes at once
}

// petitionsOver finds what of a class may be destroyed because its time is over, by whoever decides that in a unit and those below it.
func petitionsOver(w *World, who Who, class petition.Class, now time.Time) (f store.PetitionFilter, k PetitionKeep, err error) {
	if err := access.May(who, "erase", access.Object{Unit: who.Unit, Org: w.Org, At: now}); err != nil {
		return f, k, err
	}
	if class != unsortedClass && !slices.Contains(petition.Classes, class) {
		return f, k, fault.New(fault.Missing, "petition.missing")
	}
	c, ok := privacy.ClassOf(w.keptClasses(keepPetitions), string(class))
	before, ends := c.Over(now, Zone)
	if !ok || !ends {
		return f, k, fault.New(fault.Refused, "petition.erase-no-term")
	}
	over := false
	f = store.PetitionFilter{Class: string(class), Open: &over, Quiet: before, Settled: true, Holders: w.below(who.Unit, now), ByID: true, At: now}
	w.apart(&f, who, now)
	return f, PetitionKeep{Class: class, Years: c.Years, OverTo: before}, nil
}

// PetitionsOver counts what one decision about a class would destroy.
func (r *Reader) PetitionsOver(class petition.Class) (*PetitionsOver, error) {
	f, k, err := petitionsOver(r.w, r.who, class, r.now)
	if err != nil {
		return nil, err
	}
	n, err := r.db.CountPetitions(r.ctx, f)
	k.Over = int(n)
	return &PetitionsOver{PetitionKeep: k, Unit: r.w.unit(r.who.Unit, r.now), Rule: r.w.Setting(keepPetitions), Most: mostSwept}, err
}

// MayErasePetitionsOver says whether the reader may decide about them.
func (r *Reader) MayErasePetitionsOver() bool {
	return access.May(r.who, "erase", access.Object{Unit: r.who.Unit, Org: r.w.Org, At: r.now}) == nil
}

// ErasePetitionsOver destroys the personal parts of petitions of a class whose time of keeping is over, by one decision: of each its own
// erasure is written down, with that decision, as if it had been decided alone. The ground is the term, and a confirmation is asked for
// as for a single one. It gives how many they were.
func (o *Office) ErasePetitionsOver(ctx context.Context, who Who, cmd Command, class petition.Class, x dossier.Erasure) (n int, err error) {
	if _, _, err := petitionsOver(o.world.Load(), who, class, o.Now()); err != nil {
		return 0, err
	}
	x.Ground = dossier.ErasedExpired
	if _, err := dossier.ErasureFacts(x); err != nil {
		return 0, err
	}
	on := "petitions-" + string(class)
	hash, err := requestHash("erase-petitions", on, x.Decision, x.Words)
	if err != nil {
		return 0, err
	}
	confirmed, err := ActHash("erase", on, x)
	if err != nil {
		return 0, err
	}
	if _, err := o.Confirmed(ctx, who, cmd, "erase", confirmed); err != nil {
		return 0, err
	}
	x.At, x.Actor, x.Unit = time.Time{}, who.Actor(), who.Unit
	err = o.write(ctx, func(w *World, tx *store.Tx) error {
		n = 0
		if done, err := o.once(tx, who, cmd, hash, []byte(on)); done || err != nil {
			return err
		}
		f, _, err := petitionsOver(w, who, class, tx.Now())
		if err != nil {
			return err
		}
		f.Limit = mostSwept
		rows, err := tx.Petitions(ctx, f)
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return fault.New(fault.Conflict, "petition.erase-none")
		}
		for i := range rows { // their files are taken away and the list is written by the jobs that each leaves
			if _, err := o.erasePetition(tx, petition.ID(rows[i].ID), x); err != nil {
				return fmt.Errorf("petition %s: %w", rows[i].ID, err)
			}
		}
		n = len(rows)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("erase petitions of the class %s: %w", class, err)
	}
	return n, nil
}
