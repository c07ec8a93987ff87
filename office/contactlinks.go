package office

import (
	"context"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/access"
	"motcua/law/care"
	"motcua/law/dossier"
	"motcua/law/petition"
)

// A ContactLink is a dossier or petition that a contact is about.
type ContactLink struct {
	ID    string
	Code  string
	Due   time.Time // of a dossier that the reader may know of: when its result is due, zero for not set
	UnitN UnitName  // of such a dossier: that decides it
	Ready bool      // of such a dossier: its result waits to be fetched
	Ended bool      // of such a dossier: it is over
	Said  bool      // of a petition: an answer stands
	Opens bool      // the reader may open it
}

// A BesideDossier is a dossier of whoever a contact is with.
type BesideDossier struct {
	Row
	Opens bool // the reader may open it
}

// mostOfPerson is of how many dossiers of somebody it is looked whether one of them is linked.
const mostOfPerson = 200

// besideDossiers are the newest dossiers of the person that a contact is with.
// choice: whoever answers somebody whose identity is written down sees that their dossiers are there, how far they are and until when
// they are due, whichever unit has them: it is what people call about. Papers and what was written in them open by the reader's rights
// alone. Each is a look, and is logged.
func (r *Reader) besideDossiers(c *care.Contact) ([]BesideDossier, error) {
	key := r.o.PersonKey(c.Person)
	if key == "" {
		return nil, nil
	}
	own, err := r.db.DossiersOfPerson(r.ctx, r.scope, key, mostOfPerson)
	if err != nil {
		return nil, err
	}
	rows := own
	if r.o.mayContact(r.w, r.who, c, care.RuleOf(care.ActNote), "", r.now) == nil {
		if rows, err = r.db.DossiersOfPerson(r.ctx, store.Scope{All: true}, key, mostOfPerson); err != nil {
			return nil, err
		}
	}
	out := make([]BesideDossier, 0, len(rows))
	for i := range rows {
		opens := slices.ContainsFunc(own, func(d store.DossierRow) bool { return d.ID == rows[i].ID })
		out = append(out, BesideDossier{Row: r.row(&rows[i]), Opens: opens})
	}
	return out, nil
}

// contactLinks are the dossiers and petitions that a contact is about. What the reader may not read has its code alone; of dossiers of
// the person that the contact is with, the reader is told when they are due.
func (r *Reader) contactLinks(c *care.Contact) (dossiers, petitions []ContactLink, err error) {
	var theirs []BesideDossier
	if len(c.Dossiers) > 0 {
		if theirs, err = r.besideDossiers(c); err != nil {
			return nil, nil, err
		}
	}
	for _, id := range c.Dossiers {
		row, _, err := r.db.Dossier(r.ctx, id)
		if err != nil {
			return nil, nil, err
		}
		l := ContactLink{ID: id, Code: row.Code}
		d, err := r.o.fold(r.ctx, r.db, dossier.ID(id))
		if err != nil {
			return nil, nil, err
		}
		l.Opens = access.May(r.who, "read", r.o.objectAt(r.w, d, 0, r.now)) == nil
		if l.Opens || slices.ContainsFunc(theirs, func(x BesideDossier) bool { return x.ID == id }) {
			l.Due, l.UnitN, l.Ready, l.Ended = row.DueAt, r.w.unit(row.CompetentUnit, r.now), d.State == dossier.Completed, d.State.Terminal()
		}
		dossiers = append(dossiers, l)
	}
	for _, id := range c.Petitions {
		p, err := r.o.foldPetition(r.ctx, r.db, petition.ID(id))
		if err != nil {
			return nil, nil, err
		}
		if r.w.keptFrom(r.who, p, r.now) && p.Quietly() {
			continue // not even its code
		}
		petitions = append(petitions, ContactLink{ID: id, Code: p.Code, Said: p.State.Stands(), Opens: mayReadPetition(r.w, r.who, p, r.now) == nil})
	}
	return dossiers, petitions, nil
}

// linkedDossier finds the dossier that an officer writes down for a contact.
// choice: whoever answers links what the citizen calls about by its code, whichever unit has it; a code says no more than itself, and
// what is in the dossier opens by the reader's rights.
func (o *Office) linkedDossier(ctx context.Context, r byCode, w *World, who Who, code string, now time.Time) (string, error) {
	id, err := o.namedDossier(ctx, r, w, who, code, now)
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid || who.Kind != access.Officer {
		return id, err
	}
	found, ok, e := r.ByCode(ctx, strings.ToUpper(strings.TrimSpace(code)))
	if e != nil || ok {
		return found, e
	}
	return "", err
}

// worksHere says whether whoever reads works in the unit that has the contact.
func (r *Reader) worksHere(c *care.Contact) bool { return r.w.worksIn(r.who.Person, c.Unit, r.now) }

// MayTakeNext says whether the reader may take whoever waits longest at the care desk.
func (r *Reader) MayTakeNext() bool {
	unit := r.w.careUnitOf(r.who, r.now)
	return access.May(r.who, "contact-work", access.Object{Unit: unit, Org: r.w.Org, At: r.now}) == nil && r.w.worksIn(r.who.Person, unit, r.now)
}
