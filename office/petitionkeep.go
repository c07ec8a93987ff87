package office

import (
	"time"

	"motcua/keep/store"
	"motcua/law/petition"
	"motcua/law/privacy"
)

// keepPetitions is the setting of how long petitions are kept, by class.
const keepPetitions = "privacy.petition-classes"

// unsortedClass stands in settings and addresses for petitions that nobody classified.
const unsortedClass petition.Class = "unsorted"

// A PetitionKeep counts the petitions of a class whose time is over.
type PetitionKeep struct {
	Class  petition.Class
	Years  int  // 0: for ever
	None   bool // no term is laid down for it
	Ended  int  // that are over at all
	Over   int  // of them, over before OverTo, with what is personal there still
	OverTo time.Time
}

// petitionsKept counts by class what is over in a unit, or those below it, and may be disposed of. A term runs from the first of January after
// the year in which the last thing happened to a petition that is over.
func (r *Reader) petitionsKept(unit string) (out []PetitionKeep, err error) {
	classes, over := r.w.keptClasses(keepPetitions), false
	f := store.PetitionFilter{Open: &over, At: r.now}
	r.apart(&f)
	if unit != "" {
		f.Holders = r.w.below(unit, r.now)
	}
	for _, class := range append([]petition.Class{unsortedClass}, petition.Classes...) {
		f.Class, f.Quiet, f.Settled = string(class), time.Time{}, false
		n, err := r.db.CountPetitions(r.ctx, f)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		c, ok := privacy.ClassOf(classes, string(class))
		x := PetitionKeep{Class: class, Years: c.Years, None: !ok, Ended: int(n)}
		if before, ends := c.Over(r.now, Zone); ends && ok {
			x.OverTo, f.Quiet, f.Settled = before, before, true
			if n, err = r.db.CountPetitions(r.ctx, f); err != nil {
				return nil, err
			}
			x.Over = int(n)
		}
		out = append(out, x)
	}
	return out, nil
}
