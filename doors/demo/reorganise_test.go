package demo_test

import (
	"testing"
	"time"

	"motcua/city"
	"motcua/doors/demo"
	"motcua/keep/store"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/ledger"
	"motcua/words/org"
)

// moment is the first one of the city of 126 communes.
var moment = time.Date(2025, 7, 1, 0, 0, 0, 0, office.Zone)

func TestEveryDossierOpenInTheNightOf2025IsFinishedUnderItsSuccessor(t *testing.T) {
	t.Parallel()
	pack, file, err := city.BeforeDistrictsEnded("2025-07-01")
	if err != nil {
		t.Fatal(err)
	}
	counts, sc, cfg := builtOf(t, pack, demo.Plan{
		Dossiers: 300, Seed: 1, Until: time.Date(2025, 12, 10, 16, 0, 0, 0, office.Zone), Change: &demo.Change{File: file, Moment: moment},
	})
	o, db := opened(t, sc, cfg)
	night := counts.Night
	if len(night.Open) < 20 || night.Reassigned < 8 || len(night.Left) > 0 {
		t.Fatalf("%d were open, %d went over, not over: %v", len(night.Open), night.Reassigned, night.Left)
	}
	moved := 0
	for _, id := range night.Open {
		events, err := db.Read().Events(t.Context(), ledger.StreamID("dossier/"+string(id)))
		if err != nil {
			t.Fatal(err)
		}
		if wentOver(t, o, id, events) {
			moved++
		}
	}
	if list, err := o.Read(t.Context(), system).Dossiers(office.Filter{Moved: moment}); err != nil || list.Total != moved || moved != night.Reassigned {
		t.Errorf("%d went over, the list has %d, the night counted %d: %v", moved, list.Total, night.Reassigned, err)
	}
	rep, err := o.Check(t.Context())
	if err != nil || len(rep.Damages) > 0 {
		t.Errorf("damages %v, %v", rep.Damages, err)
	}
	splitByUnit(t, o, db)
	if len(o.World().Org.Units(moment.Add(-1), org.Commune)) != 526 || len(o.World().Org.Units(moment, org.Commune)) != 126 {
		t.Error("the communes are not those of before and after")
	}
}

// wentOver judges one dossier that was open in the night: code and due time stayed, it is over, and under units that are there. It
// says whether something of it went to another unit.
func wentOver(t *testing.T, o *office.Office, id dossier.ID, events []ledger.Event) (moved bool) {
	t.Helper()
	w := o.World().Org
	ended := func(unit string) bool { return unit != "" && w.UnitAt(org.UnitID(unit), moment) == nil }
	var d, was *dossier.Dossier
	var err error
	for k := range events {
		if d, err = dossier.Fold(id, events[:k+1]); err != nil {
			t.Fatal(err)
		}
		e := &events[k]
		switch {
		case e.Kind == dossier.KindReassigned:
			moved = true
			if d.Code != was.Code || !d.Promise.At.Equal(was.Promise.At) || e.At.Before(moment) {
				t.Errorf("%s went over at %s from %s: code %s became %s, due %s became %s", id, e.At, was.Competent, was.Code, d.Code, was.Promise.At, d.Promise.At)
			}
		case e.At.Before(moment):
		case ended(e.Unit):
			t.Errorf("%s: %s by %s at %s, which was no more", id, e.Kind, e.Unit, e.At)
		}
		was = d
	}
	if !d.State.Terminal() || ended(d.Competent) || ended(d.Reception) {
		t.Errorf("%s is %s under %s, received by %s", id, d.State, d.Competent, d.Reception)
	}
	return moved
}

// splitByUnit wants everything of before the moment under units of before, and nothing of after it.
func splitByUnit(t *testing.T, o *office.Office, db *store.DB) {
	t.Helper()
	days, err := db.Read().Days(t.Context(), nil, []string{"received/competent", "in-time/competent", "late/competent"}, "", "~")
	if err != nil {
		t.Fatal(err)
	}
	w := o.World().Org
	before := 0
	for _, x := range days {
		u := w.Unit(org.UnitID(x.Unit))
		gone, early := !u.To.IsZero(), x.Day < "2025-07-01"
		if gone && early {
			before += int(x.N)
		}
		if x.N != 0 && (gone && !early || u.Kind == org.Commune && !gone && early) {
			t.Errorf("%s of %s on %s: %d", x.Measure, x.Unit, x.Day, x.N)
		}
	}
	if before == 0 {
		t.Error("nothing is counted under the communes of before")
	}
}
