package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/law/petition"
	"motcua/office"
)

// nightOf2025 is the first moment of the city of 126 communes.
var nightOf2025 = time.Date(2025, 7, 1, 0, 0, 0, 0, office.Zone)

// nightsEnd is the earliest last moment of a demonstration that goes through that night: what was open in it is over by then, and the
// scenes of the accounts, which begin some months before the last moment, lie behind it.
var nightsEnd = time.Date(2025, 12, 1, 0, 0, 0, 0, office.Zone)

// A demoNight says what the reorganisation of a demonstration met.
type demoNight struct {
	Open       int `json:"open"`       // dossiers that were open in the night
	Reassigned int `json:"reassigned"` // of these, those that went to another unit
	Left       int `json:"left"`       // of these, those that were not over at the end of the year
	Said       int `json:"said"`       // petitions that went to another unit
}

// tell tells what became of the dossiers that were open in the night. But for the first line every number is counted now, and the
// address of its list stands beside it where the demonstration is served.
func (n *demoNight) tell(ctx context.Context, out io.Writer, h *house, addr string) error {
	fmt.Fprintf(out, "\nThe night of 1/7/2025, from 30 districts and 526 communes to 126 communes:\n")
	line := func(n int, words, query string) {
		fmt.Fprintf(out, "  %6d  %s", n, words)
		if query != "" {
			fmt.Fprintf(out, "\n          http://%s/desk/dossiers?%s", addr, query)
		}
		fmt.Fprintln(out)
	}
	line(n.Open, "dossiers were open, or their results waited to be fetched", "")
	rd := h.office.Read(ctx, system)
	yes, no := true, false
	for _, x := range []struct {
		words, query string
		f            office.Filter
	}{
		{"of these went over to another unit", "", office.Filter{}},
		{"of these were settled in time", "&open=0&late=0", office.Filter{Open: &no, Late: &no}},
		{"of these were settled late", "&open=0&late=1", office.Filter{Open: &no, Late: &yes}},
		{"of these are still open", "&open=1", office.Filter{Open: &yes}},
		{"of these have a result that waits to be fetched", "&state=9", office.Filter{States: []dossier.State{dossier.Completed}}},
	} {
		x.f.Moved, x.f.Limit = nightOf2025, 1
		list, err := rd.Dossiers(x.f)
		if err != nil {
			return err
		}
		line(list.Total, x.words, "moved="+nightOf2025.Format(time.DateOnly)+x.query)
	}
	line(n.Left, "of all that were open are not over", "")
	orphans, err := h.db.Read().Count(ctx, store.DossierFilter{
		Scope: store.Scope{All: true}, Now: h.office.Now(), Units: endedUnits(h.office.World().Org, h.office.Now()), Phase: store.PhaseOpen,
	})
	if err != nil {
		return err
	}
	line(orphans, "open dossiers are with a unit that is no more", "")
	line(n.Said, "petitions went over to who carries on, with their codes and clocks", "")
	if orphans, err = petitionsWithout(ctx, h); err != nil {
		return err
	}
	line(orphans, "petitions that are still answered for are with a unit that is no more", "")
	fmt.Fprintf(out, "          Units split by day: http://%s/watch?by=competent&period=days&from=01/06/2025&to=31/07/2025 (as vanthai.tt)\n", addr)
	return nil
}

// petitionsWithout counts the petitions that somebody still has to see to, or may yet, and that are with a unit that ended.
func petitionsWithout(ctx context.Context, h *house) (n int, err error) {
	var states []string
	for _, s := range petition.States {
		if s.Carries() {
			states = append(states, string(s))
		}
	}
	for _, u := range endedUnits(h.office.World().Org, h.office.Now()) {
		k, err := h.db.Read().CountPetitions(ctx, store.PetitionFilter{Unit: u, States: states})
		if err != nil {
			return 0, err
		}
		n += int(k)
	}
	return n, nil
}
