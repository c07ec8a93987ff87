package store

import (
	"testing"
)

func TestSmoke(t *testing.T) {
	both(t, func(t *testing.T, s *setup) {
		db, ctx := s.open(), t.Context()
		for i := range 5 {
			act(t, db, func(tx *Tx) error { return intake(tx, i) })
		}
		whole(t, db)
		rows, err := db.Read().Search(ctx, Scope{All: true}, "nguyen nguyen ng")
		t.Log(len(rows), err)
		rows, next, err := db.Read().Dossiers(ctx, DossierFilter{Scope: Scope{Units: []string{"u1"}}, Limit: 2, Sort: ByDue})
		t.Log(len(rows), next, err)
		w, next, err := db.Read().Worklist(ctx, Scope{Units: []string{"u1"}}, nil, DossierFilter{Limit: 2})
		t.Log(len(w), next, err)
	})
}
