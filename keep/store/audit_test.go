package store

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/words/ledger"
)

// Lines of one instant come from every source, and pages of any size give each once, in one order.
func TestTheTrailGivesEveryLineOnceInPages(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		ctx := t.Context()
		at := time.Now().UTC().Truncate(time.Microsecond)
		for n := range 4 {
			err := db.Write(ctx, func(tx *Tx) error {
				at = tx.Now()
				for i := range 5 {
					id := ledger.StreamID(fmt.Sprintf("dossier/d%d-%d", n, i))
					if _, err := tx.Append(id, 0, []ledger.Fact{{Kind: "dossier.filed", Holder: []byte("{}"), Actor: "p1", Unit: "u1"}, {Kind: "dossier.received", Holder: []byte("{}"), Actor: "p2", Unit: "u2"}}); err != nil {
						return err
					}
					if err := tx.PutSignIn(SignInRow{ID: fmt.Sprintf("s%d-%d", n, i), Account: "officer:p1", Person: "p1", Unit: "u1", Outcome: "in"}); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			for i := range 3 {
				if err := db.LogRead(ctx, ReadRow{At: at, Account: "officer:p1", Post: fmt.Sprintf("post-%d", i), Dossier: fmt.Sprintf("d%d", n), Purpose: "read.desk"}); err != nil {
					t.Fatal(err)
				}
			}
			if err := db.LogExport(ctx, ExportRow{ID: fmt.Sprintf("x%d", n), At: at, Account: "officer:p1", List: "ho-so", Format: "csv", Rows: 3}); err != nil {
				t.Fatal(err)
			}
		}
		read := func(f TrailFilter, size int) []TrailRow {
			var out []TrailRow
			f.Limit = size
			for {
				page, next, err := db.Read().Trail(ctx, f)
				if err != nil {
					t.Fatal(err)
				}
				if out = append(out, page...); next == "" {
					return out
				}
				f.After = next
			}
		}
		want := 4 * (10 + 5 + 3 + 1)
		for _, size := range []int{1, 7, 500} {
			seen := map[string]bool{}
			for _, x := range read(TrailFilter{Sources: trailRanks}, size) {
				if key := x.Source + " " + x.Key + x.Recorded.String(); seen[key] {
					t.Errorf("pages of %d have %s twice", size, key)
				} else {
					seen[key] = true
				}
			}
			if len(seen) != want {
				t.Errorf("pages of %d have %d lines, want %d", size, len(seen), want)
			}
		}
		for name, x := range map[string]struct {
			f    TrailFilter
			want int
		}{
			"a person":         {TrailFilter{Sources: []string{TrailEvent}, Person: "p1"}, 20},
			"two units":        {TrailFilter{Sources: []string{TrailEvent, TrailSignIn}, Units: []string{"u1", "u2"}}, 60},
			"a dossier":        {TrailFilter{Sources: []string{TrailEvent}, Dossier: "d1-2"}, 2},
			"no such kind":     {TrailFilter{Sources: []string{TrailEvent}, Kinds: []string{"unit", "person"}}, 0},
			"all but the kind": {TrailFilter{Sources: []string{TrailEvent}, Kinds: []string{"unit"}, Besides: true}, 40},
			"before":           {TrailFilter{Sources: trailRanks, To: at.Add(-time.Hour)}, 0},
			"a post":           {TrailFilter{Sources: []string{TrailRead}, Units: []string{"u1"}, Posts: []string{"post-1"}}, 4},
		} {
			if got := len(read(x.f, 6)); got != x.want {
				t.Errorf("%s: %d lines, want %d", name, got, x.want)
			}
		}
	})
}

// A page of the trail is found by an index, and nothing is sorted that is not few.
func TestTheTrailOfALargeCityIsFoundByIndexes(t *testing.T) {
	t.Parallel()
	db := created(t, Config{Dir: t.TempDir(), Key: testKey}).open()
	for name, x := range map[string]struct {
		f     TrailFilter
		index string
	}{
		"everything": {TrailFilter{}, "events_recorded"},
		"a person":   {TrailFilter{Person: "p1"}, "events_actor (actor=?"},
		"a unit":     {TrailFilter{Units: []string{"u1"}}, "events_unit (unit=?"},
		"a day":      {TrailFilter{From: time.Unix(1e9, 0), To: time.Unix(1e9+86400, 0)}, "events_recorded (recorded_at>? AND recorded_at<?)"},
		"a dossier":  {TrailFilter{Dossier: "d1"}, "events_stream (stream=?"},
		"a kind":     {TrailFilter{Kinds: []string{"unit"}}, "events_stream (stream>? AND stream<?)"},
		"all but":    {TrailFilter{Kinds: []string{"unit"}, Besides: true}, "events_recorded"},
	} {
		q := x.f.queries(TrailEvent)[0].where
		tt := trailTables[TrailEvent]
		var id, parent, unused int
		var step, plan string
		rs, err := db.Read().query(t.Context(), `EXPLAIN QUERY PLAN
			SELECT `+tt.columns+` FROM `+tt.table+q.String()+` ORDER BY `+tt.at+` DESC, `+tt.key+` DESC LIMIT 51`, q.args...)
		err = each(rs, err, []any{&id, &parent, &unused, &step}, func() error {
			plan += step + "\n"
			return nil
		})
		if err != nil || !strings.Contains(plan, x.index) || name != "a dossier" && name != "a kind" && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s is found by\n%s(%v), want %s", name, plan, err, x.index)
		}
	}
}
