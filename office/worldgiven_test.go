package office_test

import (
	"reflect"
	"testing"

	"motcua/law/procedure"
	"motcua/office"
	"motcua/trial"
)

// TestAWorldThatIsGivenIsTheOneThatItsEventsTell holds for what the tests of a process share: an office that reads the events sees the
// same, and one that is given a world from before a document changed reads anew.
func TestAWorldThatIsGivenIsTheOneThatItsEventsTell(t *testing.T) {
	t.Parallel()
	reads := &town{t: t, ctx: t.Context()}
	reads.at("2026-03-03 08:30")
	cfg, given := trial.City(t, reads.clock, true)
	reads.open(cfg)
	read := reads.World()
	if given == read {
		t.Fatal("nothing was read")
	}
	for what, two := range map[string][2]any{
		"organisation": {given.Org, read.Org}, "calendar": {given.Calendar, read.Calendar}, "settings": {given.Settings, read.Settings},
		"general rule": {given.General, read.General}, "life events": {given.LifeEvents, read.LifeEvents},
		"procedures": {records(given), records(read)}, "reorganisations": {given.Reorganisations, read.Reorganisations},
	} {
		if !reflect.DeepEqual(two[0], two[1]) {
			t.Errorf("%s: the world that is given differs from its events", what)
		}
	}

	const name = "filing.own-page"
	if err := reads.SetSettings(reads.ctx, system, settings(t, map[string]any{name: "open"})); err != nil {
		t.Fatal(err)
	}
	late := &town{t: t, ctx: t.Context(), now: reads.clock()}
	late.openIn(cfg, given)
	if old, now := given.Setting(name).Value, late.World().Setting(name).Value; now != "open" || old == now {
		t.Errorf("%s is %v for an office that was given a world from before, which said %v", name, now, old)
	}
}

// records are all versions of all procedures.
func records(w *office.World) (all []procedure.Record) {
	for _, id := range w.Procedures.IDs() {
		all = append(all, w.Procedures.Versions(id)...)
	}
	return all
}
