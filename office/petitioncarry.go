package office

import (
	"context"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/petition"
	"motcua/words/calendar"
	"motcua/words/ledger"
	"motcua/words/org"
)

// What happens to petitions when units end and when a day off is announced later: the same as to dossiers, in the same night.

// eachPetition goes piece by piece through petitions of a filter, in the order of their identities, so that one that is changed
// meanwhile is met once.
func (o *Office) eachPetition(ctx context.Context, f store.PetitionFilter, fn func(ids []petition.ID) error) error {
	f.ByID, f.Limit = true, redatePiece
	for {
		rows, err := o.db.Read().Petitions(ctx, f)
		if err != nil || len(rows) == 0 {
			return err
		}
		ids := make([]petition.ID, 0, len(rows))
		for i := range rows {
			ids = append(ids, petition.ID(rows[i].ID))
		}
		if err := fn(ids); err != nil {
			return err
		}
		f.After = rows[len(rows)-1].ID
	}
}

// heldPetitions goes through the petitions that units which end may have to do with.
func (o *Office) heldPetitions(ctx context.Context, h *org.Heirs, fn func(ids []petition.ID) error) error {
	f := store.PetitionFilter{}
	for _, u := range h.Ended() {
		f.Units = append(f.Units, string(u))
	}
	if len(f.Units) == 0 {
		return nil
	}
	for _, s := range petition.States {
		if s.Carries() {
			f.States = append(f.States, string(s))
		}
	}
	return o.eachPetition(ctx, f, fn)
}

// takePetitions lets a plan say what becomes of the petitions that ended units have to do with.
func (o *Office) takePetitions(ctx context.Context, plan *org.Reorg) error {
	return o.heldPetitions(ctx, plan.Heirs, func(ids []petition.ID) error {
		for _, id := range ids {
			p, err := o.foldPetition(ctx, o.db.Read(), id)
			if err != nil {
				return err
			}
			plan.Take(petitionWork(p))
		}
		return nil
	})
}

// petitionWork is what a plan must know of a petition.
func petitionWork(p *petition.Petition) *org.Work {
	x := &org.Work{ID: string(p.ID), Code: p.Code, Place: p.Commune}
	for _, u := range p.Named() {
		x.Petition = append(x.Petition, org.UnitID(u))
	}
	return x
}

// petitionOver says who takes what ended units have of a petition.
func (w *World) petitionOver(re *Reorganised, p *petition.Petition) petition.Reassignment {
	x := petition.Reassignment{Plan: re.ID, Moment: re.Moment, Basis: re.Basis}
	for _, u := range p.Named() {
		if !re.heirs.Ends(org.UnitID(u)) {
			continue
		}
		if to, why := re.heirs.Takes(org.UnitID(u), petitionWork(p)); to != "" {
			x.Heirs = append(x.Heirs, petition.Heir{From: u, To: string(to), Why: why})
		}
	}
	heir := func(unit string) string {
		if i := slices.IndexFunc(x.Heirs, func(h petition.Heir) bool { return h.From == unit }); i >= 0 {
			return x.Heirs[i].To
		}
		return unit
	}
	unit := heir(p.Unit)
	// choice: the official's own unit may become the one that judges, by a merger; then it goes to the unit above that.
	if p.Class == petition.Conduct && (unit != p.Unit || heir(p.About) != p.About) {
		own := w.concerned(heir(p.About), p.Whom, re.Moment)
		if above := w.above(unit, own, re.Moment); above != "" && slices.Contains(own, unit) {
			unit, x.Unit = above, above
		}
		for _, u := range p.Units {
			if u = heir(u); slices.Contains(own, u) {
				x.Out = append(x.Out, u)
			}
		}
	}
	if p.Lead != "" && unit != p.Unit {
		x.Free = !w.worksIn(p.Lead, unit, re.Moment)
	}
	return x
}

// goOverPetition takes a petition to where the reorganisations that have come lead it, before anything else is done with it. It gives
// the events that the petition has then.
func (o *Office) goOverPetition(w *World, tx *store.Tx, p *petition.Petition, evs []ledger.Event) (*petition.Petition, []ledger.Event, bool, error) {
	went := false
	for _, re := range w.Reorganisations {
		if re.Moment.After(tx.Now()) {
			continue
		}
		facts, err := o.petitionCase(w, tx, byHouse, p).Reassign(w.petitionOver(re, p))
		if err != nil || len(facts) == 0 {
			if err != nil {
				return p, evs, went, err
			}
			continue
		}
		if p, err = o.appendPetition(tx, p.ID, evs, facts); err != nil {
			return nil, nil, went, err
		}
		if evs, err = tx.Events(tx.Context(), petition.Stream(p.ID)); err != nil {
			return nil, nil, went, err
		}
		went = true
	}
	return p, evs, went, nil
}

// reassignPetitions takes over what is left of a reorganisation. Whatever cut it off, it can be called again.
func (o *Office) reassignPetitions(ctx context.Context, re *Reorganised) (moved int, err error) {
	err = o.heldPetitions(ctx, re.heirs, func(ids []petition.ID) error {
		n := 0
		piece := func(w *World, tx *store.Tx) error {
			n = 0
			return o.eachFolded(tx, ids, func(p *petition.Petition, evs []ledger.Event) error {
				_, _, went, err := o.goOverPetition(w, tx, p, evs)
				if went {
					n++
				}
				return err
			})
		}
		err := o.write(ctx, piece)
		for again := 0; again < mostConflicts && fault.Is(err, fault.Conflict); again++ { // somebody acted on one of them, which took it over
			err = o.write(ctx, piece)
		}
		moved += n
		return err
	})
	return moved, err
}

func (o *Office) eachFolded(tx *store.Tx, ids []petition.ID, fn func(*petition.Petition, []ledger.Event) error) error {
	for _, id := range ids {
		evs, err := tx.Events(tx.Context(), petition.Stream(id))
		if err != nil {
			return err
		}
		p, err := petition.Fold(id, evs)
		if err == nil {
			err = fn(p, evs)
		}
		if err != nil {
			return fmt.Errorf("petition %s: %w", id, err)
		}
	}
	return nil
}

// alarmPetitions counts the clocks of petitions again that are from before there were alarms, so that these ring at those too.
func (o *Office) alarmPetitions(ctx context.Context) error {
	cal := o.world.Load().Calendar
	if cal == nil {
		return nil
	}
	return o.redatePetitions(ctx, Who{Kind: access.System, Account: "system"}, cal, petition.RedateRule, false, &Redating{})
}

// redatePetitions counts the clocks of petitions again by a calendar, and writes down why. What was counted by it is left alone, so that it can be cut
// off anywhere and called again. With dry nothing is written.
func (o *Office) redatePetitions(ctx context.Context, who Who, cal *calendar.Calendar, why string, dry bool, rep *Redating) error {
	shares := o.world.Load().petitionShares()
	return o.eachPetition(ctx, store.PetitionFilter{Running: true}, func(ids []petition.ID) error {
		moved := 0
		one := func(now time.Time, p *petition.Petition) ([]ledger.Fact, error) {
			c := &petition.Case{Petition: p, Calendar: cal, Shares: shares, Now: now, Actor: who.Actor(), Unit: who.Unit}
			facts, err := c.Redate(why)
			if fault.As(err) != nil {
				return nil, nil // its year is not in the calendar: pages say so
			}
			if len(facts) > 0 {
				moved++
			}
			return facts, err
		}
		var err error
		if dry {
			for _, id := range ids {
				p, e := o.foldPetition(ctx, o.db.Read(), id)
				if e == nil {
					_, e = one(o.Now(), p)
				}
				if e != nil {
					return e
				}
			}
		} else {
			err = o.db.Write(ctx, func(tx *store.Tx) error {
				moved = 0
				return o.eachFolded(tx, ids, func(p *petition.Petition, evs []ledger.Event) error {
					facts, err := one(tx.Now(), p)
					if err != nil || len(facts) == 0 {
						return err
					}
					_, err = o.appendPetition(tx, p.ID, evs, facts)
					return err
				})
			})
		}
		rep.Petitions += len(ids)
		rep.PetitionsMoved += moved
		return err
	})
}
