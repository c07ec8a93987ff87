package store

import (
	"testing"
	"time"

	"motcua/words/ledger"
)

func TestContactsAreFoundByWhatTheyWaitForAndByTheirWords(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		a := ContactRow{ID: "a", Code: "LH26-000001", Channel: "chat", State: "waiting", Open: true, Unit: "care", Handle: "h", Began: at, Waits: at, Search: "aa bb", Version: 1, Updated: at}
		b := ContactRow{ID: "b", Code: "LH26-000002", Channel: "telephone", State: "handed-over", Open: true, Unit: "ward", Agent: "lan", Person: "h", Began: at.Add(time.Minute), Answered: at.Add(2 * time.Minute), Due: at.Add(time.Hour), Promised: at.Add(2 * time.Hour), Calls: 1, Talk: 60, Search: "aa cc", Version: 1, Updated: at}
		z := ContactRow{ID: "z", Code: "LH26-000003", Channel: "chat", State: "closed", Unit: "care", Agent: "lan", Outcome: "solved", Began: at.Add(2 * time.Minute), Answered: at.Add(time.Hour), Closed: at.Add(2 * time.Hour), Search: "cc", Version: 1, Updated: at}
		act(t, db, func(tx *Tx) error {
			for _, c := range []ContactRow{a, b, z} {
				if _, err := tx.Append(ledger.StreamID("contact/"+c.ID), 0, []ledger.Fact{{Kind: "contact.open", Class: ledger.Ordinary, At: tx.Now(), Actor: "x", Holder: []byte("{}")}}); err != nil {
					return err
				}
				parts := ContactParts{Reach: []string{"care"}, Tags: []string{"t" + c.ID}, Dossiers: []string{"d"}, Keys: []string{"k" + c.ID}}
				if c.ID == "b" {
					parts.Reach = append(parts.Reach, "ward")
					parts.Promises = []ContactPromise{
						{Contact: "b", Version: 1, Officer: "lan", Made: at, Due: at.Add(2 * time.Hour)},
						{Contact: "b", Version: 2, Officer: "lan", Made: at, Due: at.Add(time.Hour), Outcome: "kept", Ended: at.Add(time.Minute), Broken: true}, // put off after its first time had passed
						{Contact: "b", Version: 3, Officer: "lan", Made: at, Due: at, Outcome: "kept", Ended: at.Add(time.Hour)},                                // entered later than called
					}
				}
				if err := tx.PutContact(c, parts); err != nil {
					return err
				}
			}
			return nil
		})
		open := true
		for _, c := range []struct {
			f    ContactFilter
			want string
		}{
			{ContactFilter{}, "zba"},
			{ContactFilter{Open: &open, Waiting: true}, "ab"},
			{ContactFilter{Units: []string{}}, ""},
			{ContactFilter{Units: []string{"ward"}}, "b"},
			{ContactFilter{Unit: "care", NoAgent: true}, "a"},
			{ContactFilter{States: []string{"closed", "waiting"}}, "za"},
			{ContactFilter{Tag: "tz"}, "z"},
			{ContactFilter{Dossier: "d", Agent: "lan"}, "zb"},
			{ContactFilter{Petition: "d"}, ""},
			{ContactFilter{Persons: []string{"h"}}, "ba"},
			{ContactFilter{Waits: true}, "a"},
			{ContactFilter{Late: true, At: at}, ""},
			{ContactFilter{Late: true, At: at.Add(2 * time.Hour)}, "b"},
			{ContactFilter{Owed: true}, "b"},
			{ContactFilter{Clock: true}, "b"},
			{ContactFilter{Quick: 60, At: at}, "b"},
			{ContactFilter{Slow: 60, At: at.Add(time.Hour)}, "za"},
			{ContactFilter{Words: []string{"aa"}}, "ba"},
			{ContactFilter{Words: []string{"aa", "cc"}}, "b"},
			{ContactFilter{Words: []string{"aa"}, Open: &open}, "ba"},
			{ContactFilter{Words: []string{"aa", "bb"}, Open: &open}, "a"},
			{ContactFilter{Words: []string{"a"}, Open: &open}, ""},
			{ContactFilter{Words: []string{"cc"}, Open: &open, States: []string{"handed-over"}}, "b"},
			{ContactFilter{Words: []string{"a"}}, ""},
			{ContactFilter{From: at.Add(time.Minute), To: at.Add(2 * time.Minute)}, "b"},
			{ContactFilter{ShutFrom: at, ShutTo: at.Add(3 * time.Hour)}, "z"},
		} {
			rows, err := db.Read().Contacts(t.Context(), c.f)
			got := ""
			for _, r := range rows {
				got += r.ID
			}
			n, e := db.Read().CountContacts(t.Context(), c.f)
			if err != nil || e != nil || got != c.want || n != int64(len(c.want)) {
				t.Errorf("%+v: %q, counted %d, want %q; %v %v", c.f, got, n, c.want, err, e)
			}
		}
		act(t, db, func(tx *Tx) error { a.Search = "dd"; return tx.PutContact(a, ContactParts{Keys: []string{"ka"}}) })
		for word, want := range map[string]int{"aa": 1, "dd": 1} {
			if rows, err := db.Read().Contacts(t.Context(), ContactFilter{Words: []string{word}}); err != nil || len(rows) != want {
				t.Errorf("%s finds %d, %v", word, len(rows), err)
			}
		}
		if got, ok, err := db.Read().ContactOf(t.Context(), "kb"); err != nil || !ok || got.ID != "b" {
			t.Errorf("by its identity elsewhere: %+v, %v", got, err)
		}
		for f, want := range map[string]time.Duration{"": 2*time.Minute - time.Minute, "telephone": time.Minute, "email": 0} {
			if got, err := db.Read().MedianAnswer(t.Context(), ContactFilter{Channel: f}); err != nil || got != want {
				t.Errorf("half of the answers over %q came within %v, want %v; %v", f, got, want, err)
			}
		}
		late := true
		for at, want := range map[time.Time]int{at: 1, at.Add(3 * time.Hour): 2} {
			if rows, err := db.Read().ContactPromises(t.Context(), PromiseFilter{Late: &late, At: at, Units: []string{"ward"}}); err != nil || len(rows) != want {
				t.Errorf("%d promised calls late, want %d; %v", len(rows), want, err)
			}
		}
		if ids, err := db.Read().ContactsToErase(t.Context(), at.Add(3*time.Hour), 9); err != nil || len(ids) != 1 || ids[0] != "z" {
			t.Errorf("to erase: %v, %v", ids, err)
		}
		if damage, err := db.eng.checkWords(t.Context(), db); err != nil || damage != "" {
			t.Errorf("%s, %v", damage, err)
		}
	})
}
