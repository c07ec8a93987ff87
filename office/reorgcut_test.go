package office_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
)

func TestAReorganisationThatWasCutOffGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); cutOff(t, newTown(t)) })
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		cutOff(t, newTownOn(t, store.Config{DSN: onPostgreSQL(t), Key: []byte(strings.Repeat("k", 32)), Simulated: true, Conns: 4}))
	})
}

func cutOff(t *testing.T, c *town) {
	c.at("2026-03-31 09:00")
	const all = 260 // more than a piece
	for i := range all {
		c.married(dossier.ID(fmt.Sprintf("CUTOFF%06d", i)), "00004")
	}
	if _, err := c.Reorganise(c.ctx, system, office.Command{}, "x.json", []byte(newCommune)); err != nil {
		t.Fatal(err)
	}
	c.at("2026-04-01 00:01")
	over := func() int {
		n, err := c.Store().Read().Count(c.ctx, store.DossierFilter{Scope: store.Scope{All: true}, Competent: "cap-xa-moi"})
		if err != nil {
			t.Error(err)
		}
		return n
	}
	ctx, cancel := context.WithCancel(c.ctx)
	c.mu.Lock()
	c.cut = func() { // between two pieces
		if over() > 0 {
			cancel()
		}
	}
	c.mu.Unlock()
	_, err := c.Reorganise(ctx, system, office.Command{}, "x.json", []byte(newCommune))
	c.mu.Lock()
	c.cut = nil
	c.mu.Unlock()
	first := over()
	if err == nil || first == 0 {
		t.Errorf("cut off after %d of %d: %v", first, all, err)
	}
	c.check()
	rep, err := c.Reorganise(c.ctx, system, office.Command{}, "x.json", []byte(newCommune))
	if err != nil || !rep.Was || rep.Moved > all-first || over() != all { // the piece that it was cut off in may be written still
		t.Errorf("%d went over before and %d in all of %d: %v", first, over(), all, err)
	}
	c.check()
}
