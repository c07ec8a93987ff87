package office

import (
	"encoding/json"
	"fmt"
	"slices"

	"motcua/keep/store"
	"motcua/law/notice"
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
	facts, err := json.Marshal(t)
	if err != nil {
		return fmt.Errorf("facts of petition %s: %w", p.ID, err)
	}
	row, err := o.petitionRow(p)
	if err != nil {
		return err
	}
	people := slices.DeleteFunc(w.leaders(gave, tx.Now()), func(person string) bool { return w.untold(person, &row, tx.Now()) })
	slices.Sort(people)
	for _, person := range slices.Compact(people) {
		n := store.NoticeRow{
			ID: o.keyed("petition-again", fmt.Sprintf("%s/%d %s", p.ID, p.Version, person)), Person: officerPrefix + person, Channel: string(notice.App), Kind: kind,
			Dossier: string(petition.Stream(p.ID)), Version: p.Version, Facts: string(facts), At: tx.Now(), State: store.NoticeSent, SentAt: tx.Now(),
		}
		if _, err := tx.PutNotice(n); err != nil {
			return err
		}
	}
	return nil
}
