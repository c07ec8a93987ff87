package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestFactorsAreTheirAccountsOwnAndAFlowIsTakenOnce(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		act(t, db, func(tx *Tx) error {
			for i, account := range []string{"a", "a", "b"} {
				f := FactorRow{ID: fmt.Sprint("f", i), Account: account, Kind: "totp", Name: "máy", Data: "x", Created: at}
				if err := tx.PutFactor(f); err != nil {
					return err
				}
			}
			if ok, err := tx.DropFactor("b", "f0"); err != nil || ok {
				t.Errorf("another's factor was dropped: %v, %v", ok, err)
			}
			if err := tx.PutFactor(FactorRow{ID: "f1", Account: "a", Kind: "totp", Name: "mới", Data: "y", Mark: 7, Created: at, Used: at}); err != nil {
				return err
			}
			return tx.PutFlow(FlowRow{Token: []byte("t"), Kind: "trip", Account: "a", Data: "{}", Created: at, Expires: at})
		})
		all, err := db.Read().Factors(t.Context(), "a")
		if err != nil || len(all) != 2 || all[1].Name != "mới" || all[1].Mark != 7 || !all[1].Used.Equal(at) {
			t.Errorf("factors %+v, %v", all, err)
		}
		if _, ok, err := db.Read().Flow(t.Context(), "other", []byte("t")); err != nil || ok {
			t.Errorf("a flow is of one kind: %v, %v", ok, err)
		}
		var took atomic.Int32
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				got := false
				err := db.Write(t.Context(), func(tx *Tx) error {
					f, ok, err := tx.TakeFlow("trip", []byte("t"))
					got = ok && f.Account == "a"
					return err
				})
				if err != nil {
					t.Error(err)
				}
				if got {
					took.Add(1)
				}
			})
		}
		wg.Wait()
		if took.Load() != 1 {
			t.Errorf("%d took the flow", took.Load())
		}
	})
}

func TestSessionsAreListedWithTheNewestFirst(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db := s.open()
		at := time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)
		act(t, db, func(tx *Tx) error {
			for i, id := range []string{"one", "two", "three"} {
				seen := at.Add(time.Duration(i) * time.Hour)
				r := SessionRow{Token: []byte(id), Account: "a", CSRF: "c", Created: at, Seen: seen, Expires: seen, Stage: "code", Method: "password", Agent: "firefox/linux"}
				if err := tx.PutSession(r); err != nil {
					return err
				}
			}
			return tx.DropOtherSessions("b", []byte("one"))
		})
		all, err := db.Read().Sessions(t.Context(), "a")
		if err != nil || len(all) != 3 || string(all[0].Token) != "three" || string(all[2].Token) != "one" || all[0].Stage != "code" || all[0].Agent != "firefox/linux" {
			t.Fatalf("sessions %+v, %v", all, err)
		}
		act(t, db, func(tx *Tx) error { return tx.DropOtherSessions("a", []byte("one")) })
		if all, err = db.Read().Sessions(t.Context(), "a"); err != nil || len(all) != 1 || string(all[0].Token) != "one" {
			t.Errorf("after the others ended: %+v, %v", all, err)
		}
	})
}
