package office

import (
	"context"
	"fmt"
	"slices"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/org"
)

// byHouse is who takes dossiers over: nobody in particular, by the reorganisation.
var byHouse = Who{Kind: access.System, Account: "system"}

// mostConflicts is how often a piece is done again because somebody was quicker with one of its dossiers.
const mostConflicts = 20

// eachHeld goes piece by piece through the open dossiers that ended units reach.
func (o *Office) eachHeld(ctx context.Context, h *org.Heirs, fn func([]store.DossierRow) error) error {
	units := make([]string, 0, len(h.Ended()))
	for _, u := range h.Ended() {
		units = append(units, string(u))
	}
	if len(units) == 0 {
		return nil
	}
	f := store.DossierFilter{Scope: store.Scope{Units: units}, Now: o.Now(), States: openDossiers, Limit: redatePiece}
	for {
		rows, next, err := o.db.Read().Dossiers(ctx, f)
		if err != nil {
			return err
		}
		if err := fn(rows); err != nil || next == "" {
			return err
		}
		f.After = next
	}
}

// reassignAll takes over what is left of a reorganisation, piece by piece, and counts what went: dossiers, then petitions, then
// conversations of the care desk. Whatever cut it off, it can be called again.
func (o *Office) reassignAll(ctx context.Context, re *Reorganised, rep *Reorganisation) (err error) {
	if rep.Moved, err = o.reassignDossiers(ctx, re); err != nil {
		return err
	}
	if rep.Said, err = o.reassignPetitions(ctx, re); err != nil {
		return err
	}
	rep.Heard, err = o.reassignContacts(ctx, re)
	return err
}

func (o *Office) reassignDossiers(ctx context.Context, re *Reorganised) (moved int, err error) {
	err = o.eachHeld(ctx, re.heirs, func(rows []store.DossierRow) error {
		ids := make([]string, 0, len(rows))
		for i := range rows {
			ids = append(ids, rows[i].ID)
		}
		slices.Sort(ids) // one order, so that two jobs wait only one way round
		var over []*dossier.Dossier
		piece := func(w *World, tx *store.Tx) error {
			over = nil
			for _, id := range ids {
				d, err := o.fold(ctx, tx, dossier.ID(id))
				if err != nil {
					return err
				}
				went, err := o.goOver(w, tx, d)
				if err != nil {
					return fmt.Errorf("dossier %s: %w", id, err)
				}
				if went {
					over = append(over, d)
				}
			}
			return nil
		}
		err := o.write(ctx, piece)
		for n := 0; n < mostConflicts && fault.Is(err, fault.Conflict); n++ { // somebody acted on one of them, which took it over
			err = o.write(ctx, piece)
		}
		if err != nil {
			return err
		}
		for _, d := range over {
			o.tell(d)
		}
		moved += len(over)
		return nil
	})
	return moved, err
}

// goOver takes a dossier to where the reorganisations that have come lead it; before anything else is done with it.
func (o *Office) goOver(w *World, tx *store.Tx, d *dossier.Dossier) (went bool, err error) {
	for _, re := range w.Reorganisations {
		if re.Moment.After(tx.Now()) || !d.State.Open() {
			continue
		}
		x := w.reassignment(re, d)
		if x.Empty() {
			continue
		}
		c, err := o.caseOf(w, d, byHouse, tx)
		if err != nil {
			return went, err
		}
		facts, err := c.Reassign(x)
		if err != nil {
			return went, err
		}
		if err := o.append(tx, d, facts); err != nil {
			return went, err
		}
		went = true
	}
	return went, nil
}

// reassignment says who takes what ended units have of a dossier.
func (w *World) reassignment(re *Reorganised, d *dossier.Dossier) dossier.Reassignment {
	x := dossier.Reassignment{Plan: re.ID, Moment: re.Moment, Basis: re.Basis}
	var work *org.Work // made when it is needed
	heir := func(unit string) string {
		if !re.heirs.Ends(org.UnitID(unit)) {
			return ""
		}
		if work == nil {
			made := workOf(w, d)
			work = &made
		}
		to, why := re.heirs.Takes(org.UnitID(unit), work)
		if to == "" {
			return ""
		}
		if line := (dossier.ReassignWhy{From: unit, To: string(to), Why: why}); !slices.Contains(x.Why, line) {
			x.Why = append(x.Why, line)
		}
		return string(to)
	}
	x.Help, x.Reception, x.Competent, x.Papers = heir(d.Help), heir(d.Reception), heir(d.Competent), heir(d.PapersAt)
	for i := range d.Tasks {
		t := &d.Tasks[i]
		if !t.Open() {
			if d.CarriedTo(t.Unit) == t.Unit {
				heir(t.Unit) // who sees what it did
			}
			continue
		}
		h := dossier.TaskHanded{Token: t.Token, Unit: heir(t.Unit)}
		if t.Papers != nil {
			h.Papers = heir(t.Papers.From)
		}
		if h.Unit != "" && t.Holder != "" {
			h.Free = !slices.ContainsFunc(w.Org.PostsIn(org.UnitID(h.Unit), re.Moment), func(p *org.Post) bool { return string(p.Person) == t.Holder })
		}
		if h.Unit != "" || h.Papers != "" {
			x.Tasks = append(x.Tasks, h)
		}
	}
	return x
}

// reassignCutOff goes on at once, when the program begins, with what it was killed in: its job is taken again only when the lease of
// who is dead ends. Where another node is at it, both take what is left, each dossier once.
func (o *Office) reassignCutOff(ctx context.Context) error {
	if waits, err := o.db.Read().JobsOf(ctx, jobReassign); err != nil || !waits {
		return err
	}
	for _, re := range o.world.Load().Reorganisations {
		if re.Moment.After(o.Now()) {
			continue
		}
		if err := o.reassignAll(ctx, re, &Reorganisation{}); err != nil {
			return fmt.Errorf("go on with reorganisation %s: %w", re.ID, err)
		}
	}
	return nil
}

// reassignLeft does what is left of a reorganisation whose moment has come.
func (o *Office) reassignLeft(ctx context.Context, id string) error {
	if err := o.Refresh(ctx); err != nil {
		return err
	}
	re := o.world.Load().reorganised(id)
	if re == nil {
		return fmt.Errorf("no reorganisation %s is entered", id)
	}
	return o.reassignAll(ctx, re, &Reorganisation{})
}
