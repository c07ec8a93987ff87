package store

import (
	"testing"
	"time"
)

func TestPetitionsAreFoundByUnitStateWordsAndDueTime(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		a := PetitionRow{ID: "a", Code: "PA26-000001", Channel: "page", State: "new", Open: true, Unit: "u1", Person: "k", Sent: at, Clock: "c", Due: at.Add(time.Hour), Search: "pa26 000001 den duong", Version: 1, Updated: at}
		b := PetitionRow{ID: "b", Code: "PA26-000002", Channel: "page", State: "resolved", Unit: "u2", Person: "k", System: "app", External: "X1", Sent: at.Add(time.Minute), Answered: at.Add(time.Hour), Resolved: at.Add(2 * time.Hour), Published: at.Add(3 * time.Hour), Late: true, Reopened: 1, Rating: "satisfied", Public: "{}", Search: "rac", Version: 2, Updated: at}
		act(t, db, func(tx *Tx) error {
			if err := tx.PutPetition(a, []string{"u1"}); err != nil {
				return err
			}
			if err := tx.PutPetition(b, []string{"u1", "u2"}); err != nil {
				return err
			}
			return tx.PutPetition(b, []string{"u2"}) // who had it still reads it
		})
		yes := true
		for _, c := range []struct {
			f    PetitionFilter
			want string
		}{
			{PetitionFilter{}, "ba"},
			{PetitionFilter{ByDue: true}, "ab"},
			{PetitionFilter{Units: []string{}}, ""},
			{PetitionFilter{Units: []string{"u1"}}, "ba"},
			{PetitionFilter{Units: []string{"u2"}}, "b"},
			{PetitionFilter{Unit: "u1"}, "a"},
			{PetitionFilter{Open: &yes}, "a"},
			{PetitionFilter{State: "resolved", Person: "k"}, "b"},
			{PetitionFilter{Words: "duo den"}, "a"},
			{PetitionFilter{Words: "rac den"}, ""},
			{PetitionFilter{Late: true, At: at}, "b"},
			{PetitionFilter{Late: true, At: at.Add(2 * time.Hour)}, "ba"},
			{PetitionFilter{Public: true}, "b"},
			{PetitionFilter{Limit: 1, Offset: 1}, "a"},
		} {
			rows, err := db.Read().Petitions(t.Context(), c.f)
			got := ""
			for _, r := range rows {
				got += r.ID
			}
			n, e := db.Read().CountPetitions(t.Context(), c.f)
			if err != nil || e != nil || got != c.want || c.f.Limit == 0 && n != int64(len(c.want)) {
				t.Errorf("%+v: %q, counted %d, want %q; %v %v", c.f, got, n, c.want, err, e)
			}
		}
		if got, ok, err := db.Read().PetitionByCode(t.Context(), "PA26-000001"); err != nil || !ok || got != a {
			t.Errorf("by its code: %+v, %v", got, err)
		}
		if got, ok, err := db.Read().PetitionOf(t.Context(), "app", "X1"); err != nil || !ok || got != b {
			t.Errorf("by its code elsewhere: %+v, %v", got, err)
		}
		if _, ok, err := db.Read().PetitionOf(t.Context(), "", ""); err != nil || ok {
			t.Errorf("one of no system: %v", err)
		}
		if reach, err := db.Read().PetitionReach(t.Context(), "b"); err != nil || len(reach) != 2 {
			t.Errorf("reach %v, %v", reach, err)
		}
		sums, err := db.Read().PetitionSums(t.Context(), at, at.Add(time.Hour), at.Add(2*time.Hour))
		if want := (PetitionSums{All: 2, Open: 1, Answered: 1, Resolved: 1, Late: 2, Reopened: 1, Published: 1, Satisfied: 1}); err != nil || sums != want {
			t.Errorf("figures %+v, %v", sums, err)
		}
	})
}
