package store

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Every public list asks which data are restricted: that reads the few that were granted, and not all that was ever asked.
func TestWhatIsRestrictedIsFoundWithoutEveryRequest(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		const many = 5_000
		act(t, db, func(tx *Tx) error {
			for i := range many {
				q := RequestRow{ID: fmt.Sprintf("r%05d", i), Person: fmt.Sprintf("p%d", i%900), Kind: "copy", Asked: at, Due: at, Ended: at, Outcome: "given"}
				if i%1000 == 0 {
					q.Kind, q.Outcome, q.Ended = "restrict", "accepted", at.Add(time.Duration(i)*time.Second)
				}
				if i%1000 == 1 {
					q.Kind, q.Outcome = "restrict", "refused"
				}
				if err := tx.PutRequest(q); err != nil {
					return err
				}
			}
			_, err := tx.exec(`ANALYZE data_requests`)
			return err
		})
		got := plan(t, db, `SELECT id, person, kind, dossier, unit, asked, due, ended, outcome FROM data_requests `+restricting+` LIMIT ?`, []any{1 << 30})
		if !strings.Contains(got, "data_requests_restricting") {
			t.Errorf("restrictions are found by\n%s", got)
		}
		rows, err := db.Read().Restricting(t.Context())
		if err != nil || len(rows) != 5 || rows[4].ID != "r04000" {
			t.Errorf("%+v, %v", rows, err)
		}
		for id, person := range map[string]string{"a": "p1", "b": "p2", "c": "p1"} {
			act(t, db, func(tx *Tx) error {
				return tx.PutPetition(PetitionRow{ID: id, Code: "PA26-" + id, Person: person, Sent: at, Version: 1, Updated: at}, nil)
			})
		}
		if pairs, err := db.Read().SentBy(t.Context(), []string{"p1", "p3"}); err != nil || len(pairs) != 2 {
			t.Errorf("sent by one of them: %v, %v", pairs, err)
		}
		if pairs, err := db.Read().SentBy(t.Context(), nil); err != nil || len(pairs) != 0 {
			t.Errorf("sent by nobody: %v, %v", pairs, err)
		}
	})
}
