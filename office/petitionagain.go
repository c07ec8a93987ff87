package office

import (
	"fmt"
	"slices"

	"motcua/keep/store"
	"motcua/law/petition"
)

// The notices to the leaders of a unit that answered a petition: that its sender calls it unsettled, and that it was answered anew.
// choice: as for a rating that is disputed. Of a complaint about somebody, neither they nor those of their unit are told.
const (
	petitionReopened = unitKind + "petition.reopened"
	petitionAgain    = unitKind + "petition.answered-again"
)

// petitionNotice says whether a kind of notice between units is about a petition's answers.
func petitionNotice(kind string) bool { return kind == petitionReopened || kind == petitionAgain }

// tellAnswerers tells the leaders of the unit that gave the answer before an act, where the act says that it settled nothing or gives
// another one.
func (o *Office) tellAnswerers(tx *store.Tx, w *World, p *petition.Petition, a petition.Act, gave string) error {
	kind := ""
	switch {
	case a == petition.ActReopen:
		kind = petitionReopened
	case a == petition.ActAnswer && p.Reopened > 0 && gave != p.Unit:
		kind = petitionAgain
	}
	if kind == "" || gave == "" {
		return nil
	}
	t := unitTold{Code: p.Code, Unit: p.Unit}
	if a == petition.ActAnswer {
		t.Finding = p.Finding
	}
	row, err := o.petitionRow(p)
	if err != nil {
		return err
	}
	people := slices.DeleteFunc(w.leaders(gave, tx.Now()), func(person string) bool { return w.untold(person, &row, tx.Now()) })
	n := store.NoticeRow{Kind: kind, Dossier: string(petition.Stream(p.ID)), Version: p.Version, At: tx.Now()}
	return tellHouse(tx, n, t, people, func(person string) string {
		return o.keyed("petition-again", fmt.Sprintf("%s/%d %s", p.ID, p.Version, person))
	})
}
