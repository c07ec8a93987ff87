package demo_test

import (
	"testing"
	"time"

	"motcua/keep/store"
	"motcua/law/care"
	"motcua/law/petition"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/ledger"
)

func TestPeopleRateAndSpeakUpAndAreAnswered(t *testing.T) {
	t.Parallel()
	_, db, _ := played(t, 600, 3, until)
	r := db.Read()
	seen := map[string]int{}
	for _, kind := range []string{"rating", "petition", "scores", "dossier", "campaign", "response", "boards"} {
		if err := r.EachEvent(t.Context(), kind, func(e ledger.Event) error { seen[e.Kind]++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	for _, kind := range []string{
		survey.KindGiven, survey.KindOpened, survey.KindAnswered, survey.KindClosed, survey.KindConfirmed, "scores.closed",
		survey.KindBoards, survey.KindDrawn, survey.KindSent, survey.KindResponded,
		petition.ActAnswer.Kind(), petition.ActPublish.Kind(), petition.ActConfirm.Kind(), petition.ActRate.Kind(),
	} {
		if seen[kind] == 0 {
			t.Errorf("nothing is %s", kind)
		}
	}
	if share := 100 * seen[survey.KindGiven] / seen["dossier.handed-over"]; share < 20 || share > 40 {
		t.Errorf("%d%% rate, want 20 to 40", share)
	}
	ids, err := r.Streams(t.Context(), "campaign", "", 10)
	if err != nil || len(ids) != 2 {
		t.Fatalf("surveys %v, %v", ids, err)
	}
	for _, id := range ids { // some did not answer: a survey that everybody answers shows nothing of response
		all, err := r.Invitations(t.Context(), id.ID())
		if err != nil {
			t.Fatal(err)
		}
		answered := 0
		for i := range all {
			if !all[i].Answered.IsZero() {
				answered++
			}
		}
		if answered == 0 || answered >= len(all)*9/10 {
			t.Errorf("%s: %d of %d answered", id, answered, len(all))
		}
	}
	rows, err := r.RatingsBetween(t.Context(), until.AddDate(-2, 0, 0), until.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range rows {
		if !q.Synthetic {
			t.Errorf("rating %s is not marked as made up", q.ID)
		}
	}
	all, err := r.Petitions(t.Context(), store.PetitionFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	classes, communes := map[string]bool{}, map[string]bool{}
	for _, p := range all {
		classes[p.Class], communes[p.Commune] = true, true
	}
	if len(all) < 600/40 || len(classes) < 3 || len(communes) < 5 {
		t.Errorf("%d petitions of %d classes from %d communes", len(all), len(classes), len(communes))
	}
}

func TestPeopleAskTheCareDeskAndAreCalledBack(t *testing.T) {
	t.Parallel()
	_, db, _ := played(t, 1200, 4, until)
	seen := map[string]int{}
	if err := db.Read().EachEvent(t.Context(), "contact", func(e ledger.Event) error { seen[e.Kind]++; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, a := range []care.Act{
		care.ActOpen, care.ActTake, care.ActHear, care.ActSay, care.ActCall, care.ActHangUp, care.ActPromise, care.ActKeep, care.ActHandOver, care.ActTag, care.ActLink, care.ActClose,
	} {
		if seen[a.Kind()] == 0 {
			t.Errorf("nobody did %s", a)
		}
	}
	count := func(f store.ContactFilter) int64 {
		n, err := db.Read().CountContacts(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	within := int64(office.CareQuick / time.Second)
	for channel, share := range map[care.Channel][2]int64{care.Chat: {60, 100}, care.Email: {0, 60}} { // whoever chats is answered while they sit there, whoever mails later
		all := count(store.ContactFilter{Channels: []string{string(channel)}, Answered: true})
		quick := count(store.ContactFilter{Channels: []string{string(channel)}, Answered: true, Quick: within})
		if all < 3 || quick*100 < all*share[0] || quick*100 > all*share[1] {
			t.Errorf("%s: %d of %d are answered within a quarter of an hour, want from %d to %d%%", channel, quick, all, share[0], share[1])
		}
	}
	if open, closed := seen[care.ActOpen.Kind()], seen[care.ActClose.Kind()]; open < 40 || closed >= open {
		t.Errorf("%d contacts, %d of them closed: some are to be open at the end", open, closed)
	}
}
