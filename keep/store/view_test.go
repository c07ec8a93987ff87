package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// ids gives the ids of rows, each cut to its last digits.
func ids(rows []DossierRow) (out []string) {
	for _, d := range rows {
		out = append(out, strings.TrimLeft(strings.TrimPrefix(d.ID, "01JD"), "0"))
	}
	return out
}

// filled is a store with the intakes 1 to n, by the acts that make them.
func filled(t *testing.T, s *setup, n int) *DB {
	t.Helper()
	db := s.open()
	for i := 1; i <= n; i++ {
		act(t, db, func(tx *Tx) error { return intake(tx, i) })
	}
	return db
}

func TestListsComeInPagesAndShowNothingTwice(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		const n = 47
		db := filled(t, s, n)
		for _, sort := range []string{Newest, ByDue} {
			var got []string
			after := ""
			for pages := 1; ; pages++ {
				rows, next, err := db.Read().Dossiers(t.Context(), DossierFilter{Scope: Scope{All: true}, Sort: sort, Limit: 10, After: after})
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, ids(rows)...)
				if next == "" {
					if pages != 5 {
						t.Errorf("%s: %d pages", sort, pages)
					}
					break
				}
				after = next
			}
			var want []string
			for i := range n {
				want = append(want, fmt.Sprint(n-i))
			}
			if sort == ByDue { // who came first is due first
				slices.Reverse(want)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %v", sort, got)
			}
		}
		if _, _, err := db.Read().Dossiers(t.Context(), DossierFilter{Scope: Scope{All: true}, After: "nonsense"}); err == nil {
			t.Error("a cursor that nobody gave out was taken")
		}
	})
}

func TestAScopeStandsInEveryListAndCount(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		const n = 42
		db := filled(t, s, n)
		r, ctx := db.Read(), t.Context()
		for _, c := range []struct {
			what  string
			scope Scope
			sees  func(i int) bool
		}{
			{"nothing", Scope{}, func(int) bool { return false }},
			{"all", Scope{All: true}, func(int) bool { return true }},
			{"a unit", Scope{Units: []string{"u3"}}, func(i int) bool { return i%20 == 3 || i%7 == 3 }},
			{"a person", Scope{Person: db.PersonKey("citizen", "000000000007")}, func(i int) bool { return i == 7 }},
			{"a unit or a person", Scope{Units: []string{"u15"}, Person: db.PersonKey("citizen", "000000000007")}, func(i int) bool { return i%20 == 15 || i == 7 }},
		} {
			var want []string
			for i := n; i > 0; i-- {
				if c.sees(i) {
					want = append(want, fmt.Sprint(i))
				}
			}
			rows, _, err := r.Dossiers(ctx, DossierFilter{Scope: c.scope, Limit: 100})
			if err != nil || !slices.Equal(ids(rows), want) {
				t.Errorf("%s lists %v, want %v, %v", c.what, ids(rows), want, err)
			}
			if got, err := r.Count(ctx, DossierFilter{Scope: c.scope}); err != nil || got != len(want) {
				t.Errorf("%s counts %d, want %d, %v", c.what, got, len(want), err)
			}
			found, err := r.Search(ctx, c.scope, "khai sinh")
			if err != nil || !slices.Equal(ids(found), want[:min(len(want), 20)]) {
				t.Errorf("%s finds %v, %v", c.what, ids(found), err)
			}
		}
	})
}

func TestSearchFindsEveryWordOrTheBeginningOfTheLastNewestFirst(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		const n = 200
		db := filled(t, s, n)
		for _, ask := range []string{"nguyen", "nguyen thi", "nguyen thi l", "tran", "khai sinh ky dang", "h26.u7-261124-0003", "nguyen nobody"} {
			ws := strings.Fields(ask)
			last := ws[len(ws)-1]
			var whole, begun []string
			for i := n; i > 0; i-- {
				row, ok, err := db.Read().Dossier(t.Context(), fmt.Sprintf("01JD%022d", i))
				if err != nil || !ok {
					t.Fatal(ok, err)
				}
				have := strings.Fields(row.Search)
				all := true
				for _, w := range words(ask)[:len(words(ask))-1] {
					all = all && slices.Contains(have, w)
				}
				last = words(ask)[len(words(ask))-1]
				if all && slices.Contains(have, last) {
					whole = append(whole, fmt.Sprint(i))
				}
				if all && slices.ContainsFunc(have, func(h string) bool { return strings.HasPrefix(h, last) }) {
					begun = append(begun, fmt.Sprint(i))
				}
			}
			want := whole
			if len(whole) < searchRows && len(last) >= shortBeginning {
				want = begun
			}
			found, err := db.Read().Search(t.Context(), Scope{All: true}, ask)
			if err != nil || !slices.Equal(ids(found), want[:min(len(want), searchRows)]) {
				t.Errorf("%q: %v, want %v, %v", ask, ids(found), want, err)
			}
		}
	})
}

func TestTheViewOfADossierMadeAgainIsTheSame(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := filled(t, s, 3)
		r, ctx := db.Read(), t.Context()
		id := fmt.Sprintf("01JD%022d", 2)
		read := func() string {
			t.Helper()
			row, ok, err := r.Dossier(ctx, id)
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			tasks, err := r.Tasks(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			codes, err := r.Codes(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			parties, err := r.Parties(ctx, id)
			if err != nil {
				t.Fatal(err)
			}
			act(t, db, func(tx *Tx) error {
				if err := tx.DropDossier(id); err != nil {
					return err
				}
				row.N = 0
				return tx.PutDossier(row, tasks, codes, parties)
			})
			found, err := r.Search(ctx, Scope{Units: []string{row.ReceptionUnit}}, row.OwnerName)
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprintf("%+v %+v %+v %+v %v", row, tasks, codes, parties, ids(found))
		}
		if first, again := read(), read(); first != again {
			t.Errorf("first\n%s\nagain\n%s", first, again)
		}
	})
}

func TestCasesAreCountedByTheirChannelWithinADay(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := filled(t, s, 7)
		rows, _, err := db.Read().Dossiers(t.Context(), DossierFilter{Scope: Scope{All: true}, Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]int{}
		first, last := rows[0].ReceivedAt, rows[0].ReceivedAt
		for _, d := range rows {
			want[d.Procedure+" "+d.CaseID+" "+d.Channel]++
			if d.ReceivedAt.Before(first) {
				first = d.ReceivedAt
			}
			if d.ReceivedAt.After(last) {
				last = d.ReceivedAt
			}
		}
		all, err := db.Read().CountCases(t.Context(), first, last.Add(1000))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range all {
			key := c.Procedure + " " + c.Case + " " + c.Channel
			if want[key] != c.N {
				t.Errorf("%s: %d, want %d", key, c.N, want[key])
			}
			delete(want, key)
		}
		if len(want) > 0 {
			t.Errorf("not counted: %v", want)
		}
		if none, err := db.Read().CountCases(t.Context(), last.Add(1000), last.Add(2000)); err != nil || len(none) > 0 {
			t.Errorf("after the last: %v, %v", none, err)
		}
	})
}
