package store

import (
	"testing"
	"time"

	"motcua/words/ledger"
)

var noticed = time.Date(2026, 3, 3, 2, 0, 0, 0, time.UTC)

func TestANoticeIsToldOnceAndKeepsWhatBecameOfIt(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db, ctx, at := s.open(), t.Context(), noticed
		n := NoticeRow{ID: "N1", Person: "P", Channel: "sms", Kind: "received", Dossier: "D", Version: 2, Facts: `{"code":"X"}`, At: at, State: NoticeReady}
		for i, want := range []bool{true, false} {
			act(t, db, func(tx *Tx) error {
				fresh, err := tx.PutNotice(n)
				if fresh != want {
					t.Errorf("put %d: fresh %v, want %v", i, fresh, want)
				}
				return err
			})
		}
		n.State, n.Attempts, n.SentAt, n.Template, n.Error = NoticeFailed, 3, at.Add(time.Minute), "1", "451 later"
		act(t, db, func(tx *Tx) error { return tx.SetNotice(n) })
		got, ok, err := db.Read().Notice(ctx, "N1")
		if err != nil || !ok || got != n {
			t.Errorf("got %+v, %v, %v, want %+v", got, ok, err, n)
		}
		failed, err := db.Read().FailedNotices(ctx, 10)
		if err != nil || len(failed) != 1 {
			t.Errorf("failed: %v, %v", failed, err)
		}
		of, err := db.Read().NoticesOf(ctx, "D", 10)
		if err != nil || len(of) != 1 {
			t.Errorf("of the dossier: %v, %v", of, err)
		}
		counts, err := db.Read().CountNotices(ctx, at)
		if err != nil || len(counts) != 1 || counts[0] != (NoticeCount{"sms", "failed", 1, 0}) {
			t.Errorf("counts: %v, %v", counts, err)
		}
	})
}

func TestUnseenNoticesAreCountedUntilTheyAreSeen(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db, ctx, at := s.open(), t.Context(), noticed
		for i, n := range []NoticeRow{{ID: "A", Channel: "app"}, {ID: "B", Channel: "app"}, {ID: "C", Channel: "sms"}, {ID: "D", Channel: "app", Person: "Q"}} {
			n.At, n.State, n.Kind = at.Add(time.Duration(i)*time.Hour), NoticeSent, "received"
			if n.Person == "" {
				n.Person = "P"
			}
			act(t, db, func(tx *Tx) error { _, err := tx.PutNotice(n); return err })
		}
		unseen := func(want int) {
			t.Helper()
			if n, err := db.Read().Unseen(ctx, "P"); err != nil || n != want {
				t.Errorf("%d unseen, %v, want %d", n, err, want)
			}
		}
		unseen(2)
		act(t, db, func(tx *Tx) error { return tx.SeeNotices("P", at) })
		unseen(1)
		list, err := db.Read().NoticesFor(ctx, "P", time.Time{}, 10)
		if err != nil || len(list) != 2 || list[0].ID != "B" || !list[0].SeenAt.IsZero() || list[1].SeenAt.IsZero() {
			t.Errorf("list %+v, %v", list, err)
		}
		p := PreferenceRow{Person: "P", Lang: "en", Mail: true}
		for _, sms := range []bool{true, false} {
			p.SMS = sms
			act(t, db, func(tx *Tx) error { return tx.PutPreference(p) })
			if got, ok, err := db.Read().Preference(ctx, "P"); err != nil || !ok || got != p {
				t.Errorf("preferences %+v, %v, %v, want %+v", got, ok, err, p)
			}
		}
		if _, ok, err := db.Read().Preference(ctx, "nobody"); ok || err != nil {
			t.Errorf("preferences of nobody: %v, %v", ok, err)
		}
	})
}

func TestAlarmsRingFromOneMomentToAnotherWithinTheScope(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db, ctx, at := s.open(), t.Context(), noticed
		row := DossierRow{ID: "D1", State: 4, ReceptionUnit: "u1", CompetentUnit: "u2", ReceivedAt: at, DueAt: at.Add(time.Hour), OwesFrom: at.Add(time.Hour)}
		act(t, db, func(tx *Tx) error {
			if _, err := tx.Append("dossier/D1", 0, []ledger.Fact{{Kind: "dossier.received", Class: ledger.Ordinary, At: tx.Now(), Actor: "p"}}); err != nil {
				return err
			}
			return tx.PutDossier(row, nil, nil, nil)
		})
		most := AlarmRow{Kind: "most", Unit: "u2", Rings: at, Ends: at.Add(time.Hour), Due: at.Add(time.Hour), Calendar: "c1"}
		late := AlarmRow{Kind: "late", Unit: "u2", Rings: at.Add(time.Hour), Due: at.Add(time.Hour), Calendar: "c1"}
		act(t, db, func(tx *Tx) error {
			return tx.PutAlarms("D1", []AlarmRow{most, {Kind: "half", Rings: at, Due: at, Calendar: "c1"}})
		})
		act(t, db, func(tx *Tx) error { return tx.PutAlarms("D1", []AlarmRow{late, most}) })
		act(t, db, func(tx *Tx) error { return tx.PutAlarms("nothing", []AlarmRow{late}) })
		all, err := db.Read().Alarms(ctx, "D1")
		if err != nil || len(all) != 2 || all[0] != late || all[1] != most {
			t.Errorf("alarms %+v, %v", all, err)
		}
		for _, c := range []struct {
			scope Scope
			after time.Duration
			want  map[string]int
		}{
			{Scope{Units: []string{"u2"}}, -time.Second, map[string]int{}},
			{Scope{Units: []string{"u2"}}, 0, map[string]int{"most": 1}},
			{Scope{All: true}, time.Hour, map[string]int{"late": 1}},
			{Scope{Units: []string{"u3"}}, time.Hour, map[string]int{}},
			{Scope{}, time.Hour, map[string]int{}},
		} {
			got, err := db.Read().CountRinging(ctx, c.scope, at.Add(c.after))
			if err != nil || len(got) != len(c.want) || got["most"] != c.want["most"] || got["late"] != c.want["late"] {
				t.Errorf("%+v after %s: %v, %v, want %v", c.scope, c.after, got, err, c.want)
			}
		}
		page, err := db.Read().Ringing(ctx, Scope{Units: []string{"u1"}}, "late", at.Add(time.Hour), 0, 5)
		if err != nil || len(page) != 1 || page[0].Dossier.ID != "D1" || page[0].AlarmRow != late {
			t.Errorf("page %+v, %v", page, err)
		}
		owing := func(now time.Time, want int) {
			t.Helper()
			n, err := db.Read().Count(ctx, DossierFilter{Scope: Scope{All: true}, Owing: true, Now: now})
			if err != nil || n != want {
				t.Errorf("%d owe an apology, %v, want %d", n, err, want)
			}
		}
		owing(at.Add(time.Hour), 0)
		owing(at.Add(time.Hour+time.Microsecond), 1)
		row.OwesFrom, row.Version = time.Time{}, 1
		act(t, db, func(tx *Tx) error { return tx.PutDossier(row, nil, nil, nil) })
		owing(at.Add(time.Hour+time.Microsecond), 0)
	})
}

func TestWhoDidWhatANoticeAsksForHasSeenIt(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		act(t, db, func(tx *Tx) error {
			for _, n := range []NoticeRow{
				{ID: "A", Person: "P", Kind: "invited", Dossier: "D1"},
				{ID: "B", Person: "P", Kind: "invited", Dossier: "D2"},
				{ID: "C", Person: "Q", Kind: "invited", Dossier: "D1"},
				{ID: "E", Person: "P", Kind: "received", Dossier: "D1"},
			} {
				n.Channel, n.At, n.State = "app", noticed, NoticeSent
				if _, err := tx.PutNotice(n); err != nil {
					return err
				}
			}
			return tx.SeeNoticesAbout("P", "D1", "invited")
		})
		for id, want := range map[string]bool{"A": true, "B": false, "C": false, "E": false} {
			if n, _, err := db.Read().Notice(t.Context(), id); err != nil || n.SeenAt.IsZero() == want {
				t.Errorf("%s seen %v, %v, want %v", id, n.SeenAt, err, want)
			}
		}
	})
}
