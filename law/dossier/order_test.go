package dossier_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// TestWhatComesOutOfOrderIsRefusedWithItsRule holds that unlawful second requests and apologies, and acts before their
// time, name the article or, where the table alone says it, the act and the state.
func TestWhatComesOutOfOrderIsRefusedWithItsRule(t *testing.T) {
	t.Parallel()
	s := newStage(t, []string{"plain", "10wd", "pause"})
	at := calendar.NewDate(2026, 3, 2).At(8, 0)
	do := func(line string) error {
		at = at.Add(20 * time.Minute)
		return s.tryAct(at, strings.Fields(line))
	}
	refused := func(line, key, rule string) {
		t.Helper()
		f := fault.As(do(line))
		if f == nil || f.Key != key || f.Rule != rule {
			t.Errorf("%s: %+v, want %s by %q", line, f, key, rule)
		}
	}
	must := func(line string) {
		t.Helper()
		if err := do(line); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	must("desk receive")
	refused("desk hand-over desk", "dossier.wrong-state", "nd61-2018/20")
	refused("officer accept", "dossier.wrong-state", "nd61-2018/19.4")
	refused("officer answer examine agree", "dossier.wrong-work", "")
	must("officer ask examine a paper")
	refused("officer ask examine a paper", "dossier.wrong-state", "nd61-2018/19.4")
	refused("officer accept", "dossier.act-closed.accept", "nd61-2018/19.4")
	must("citizen supply - here")
	must("officer accept")
	refused("officer ask examine again a paper", "dossier.asked-enough", "nd61-2018/19.4")
	must("leader apologise 2026-03-18 09:00")
	refused("leader apologise 2026-03-19 09:00", "calendar.clock.extended-twice", "nd61-2018/19.9")
	at = calendar.NewDate(2026, 3, 19).At(9, 0)
	must("leader apologise -")
	refused("leader apologise -", "dossier.apologised", "nd61-2018/19.9")
}

func TestEventsOutOfOrderAreNoDossier(t *testing.T) {
	t.Parallel()
	s := newStage(t, []string{"plain", "10wd"})
	at := calendar.NewDate(2026, 3, 2).At(8, 0)
	for _, line := range []string{"desk receive", "officer claim examine", "officer finish examine"} {
		at = at.Add(time.Hour)
		if err := s.tryAct(at, strings.Fields(line)); err != nil {
			t.Fatal(err)
		}
	}
	swapped, twice, gap := slices.Clone(s.events), slices.Clone(s.events), slices.Clone(s.events)
	swapped[1], swapped[2] = swapped[2], swapped[1]
	twice[2] = twice[1]
	gap = append(gap[:1], gap[2:]...)
	for what, evs := range map[string][]ledger.Event{"two are swapped": swapped, "one stands twice": twice, "one is missing": gap} {
		if _, err := dossier.Fold(s.d.ID, evs); err == nil || !strings.Contains(err.Error(), "out of order") {
			t.Errorf("where %s: %v", what, err)
		}
	}
}
