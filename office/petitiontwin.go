package office

import (
	"slices"

	"motcua/ground/fault"
	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/petition"
)

// otherSide tells the petition that another was joined to, or parted from; was is the one that it repeated before. What becomes of
// one is told to its duplicates as soon as their senders can read it.
func (o *Office) otherSide(tx *store.Tx, w *World, who Who, p *petition.Petition, was petition.ID, a petition.Act) error {
	switch {
	case a == petition.ActMerge:
		main, err := o.houseAct(tx, w, who, p.Into, petition.ActJoin, p.ID)
		if err != nil || !main.Tells() {
			return err
		}
		_, err = o.houseAct(tx, w, who, p.ID, petition.ActFollow, "")
		return err
	case a == petition.ActUnmerge:
		_, err := o.houseAct(tx, w, who, was, petition.ActPart, p.ID)
		return err
	case a == petition.ActWithdraw: // choice: one sender withdraws; the others have not, and theirs goes on
		for _, id := range p.Joined {
			if twin, err := o.foldPetition(tx.Context(), tx, id); err != nil || twin.Erased {
				if err != nil {
					return err
				}
				continue
			}
			if _, err := o.houseAct(tx, w, who, id, petition.ActUnmerge, ""); err != nil {
				return err
			}
			if _, err := o.houseAct(tx, w, who, p.ID, petition.ActPart, id); err != nil {
				return err
			}
		}
		return nil
	case p.Tells() || p.Over():
		return o.tellTwins(tx, w, who, p)
	}
	return nil
}

// tellTwins lets each duplicate follow what became of the petition, once for each answer.
func (o *Office) tellTwins(tx *store.Tx, w *World, who Who, p *petition.Petition) error {
	since := p.Ended
	if p.Tells() {
		since = p.Answered
	}
	for _, id := range p.Joined {
		twin, err := o.foldPetition(tx.Context(), tx, id)
		if err != nil {
			return err
		}
		if twin.State != petition.Merged || !twin.Followed.IsZero() && !twin.Followed.Before(since) {
			continue
		}
		if _, err := o.houseAct(tx, w, who, id, petition.ActFollow, ""); err != nil {
			return err
		}
	}
	return nil
}

// houseAct does an act on a petition that follows from one on another.
func (o *Office) houseAct(tx *store.Tx, w *World, who Who, id petition.ID, a petition.Act, other petition.ID) (*petition.Petition, error) {
	evs, err := tx.Events(tx.Context(), petition.Stream(id))
	if err != nil {
		return nil, err
	}
	p, err := petition.Fold(id, evs)
	if err != nil {
		return nil, err
	}
	facts, err := o.petitionCase(w, tx, who, p).Do(a, petition.Input{Other: other})
	if err != nil {
		return nil, err
	}
	return o.appendPetition(tx, id, evs, facts)
}

// joinedConduct says whether complaints about somebody are joined to a petition.
func (o *Office) joinedConduct(tx *store.Tx, p *petition.Petition) (bool, error) {
	for _, id := range p.Joined {
		row, _, err := tx.Petition(tx.Context(), string(id))
		if err != nil || row.Class == string(petition.Conduct) {
			return err == nil, err
		}
	}
	return false, nil
}

// looksAtSource wants a conversation about the petition that the officer may read, in which the sender can have said it: what is said
// of an answer was said after it.
func (o *Office) looksAtSource(tx *store.Tx, w *World, who Who, p *petition.Petition, a petition.Act, id string) error {
	c, err := o.foldContact(tx.Context(), tx, care.ID(id))
	if f := fault.As(err); f != nil && f.Kind == fault.Missing {
		return fault.New(fault.Invalid, "petition.source").At("source")
	}
	if err != nil {
		return err
	}
	if mayReadContact(w, who, c, tx.Now()) != nil || !slices.Contains(c.Petitions, string(p.ID)) {
		return fault.New(fault.Invalid, "petition.source").At("source")
	}
	if a != petition.ActConfirm && a != petition.ActRate {
		return nil
	}
	if !c.HeardSince(p.Answered) {
		return fault.New(fault.Invalid, "petition.source-before", "code", c.Code).At("source")
	}
	return nil
}
