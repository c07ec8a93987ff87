package office

import (
	"encoding/json"
	"fmt"
	"strings"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/notice"
	"motcua/law/petition"
	"motcua/words/ledger"
)

// petitionTold is the petition that a notice is about; ok is false for a dossier.
func petitionTold(about string) (id petition.ID, ok bool) {
	rest, ok := strings.CutPrefix(about, string(petition.Stream("")))
	return petition.ID(rest), ok
}

// petitioner is whoever sent a petition, as somebody who can be written to.
func petitioner(p *petition.Petition) dossier.Party {
	return dossier.Party{Name: p.Person.Name, Number: p.Person.Number, Phone: p.Person.Phone, Email: p.Person.Email}
}

// announcePetition tells whoever sent a petition what happened, and those whose petition was joined to it.
func (o *Office) announcePetition(tx *store.Tx, w *World, e *ledger.Event, outside bool) error {
	evs, err := tx.Events(tx.Context(), e.Stream)
	if err != nil {
		return err
	}
	if int64(len(evs)) < e.Version {
		return fmt.Errorf("%s has %d events, not %d", e.Stream, len(evs), e.Version)
	}
	p, err := petition.Fold(petition.ID(e.Stream.ID()), evs[:e.Version])
	if err != nil {
		return err
	}
	act, state, unit := p.History[len(p.History)-1].Act, p.State, p.Unit
	if act == petition.ActFollow && p.Into != "" {
		main, err := o.foldPetition(tx.Context(), tx, p.Into)
		if err != nil {
			return err
		}
		state, unit = main.State, main.Unit
	}
	kind := notice.OfPetition(act, state)
	if kind == "" || !w.Notices.Has(kind) {
		return nil
	}
	all := []*petition.Petition{p}
	if kind.TellsDuplicates() {
		for _, id := range p.Joined {
			twin, err := o.foldPetition(tx.Context(), tx, id)
			if err != nil {
				return err
			}
			all = append(all, twin)
		}
	}
	for _, x := range all {
		facts, err := json.Marshal(told{Code: x.Code, Unit: unit})
		if err != nil {
			return fmt.Errorf("facts of %s: %w", e.Stream, err)
		}
		row := store.NoticeRow{
			Person: o.PersonKey(x.Person.Number), Kind: string(kind), Dossier: string(petition.Stream(x.ID)), Version: e.Version, Facts: string(facts), At: e.RecordedAt,
		}
		party := petitioner(x)
		if err := o.inform(tx, w, string(e.Stream)+" "+string(x.ID), row, &party, outside); err != nil {
			return err
		}
	}
	return nil
}
