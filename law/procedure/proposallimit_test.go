package procedure_test

import (
	"testing"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// law: nd63-2010/15 — the act takes effect on Monday 22/06/2026: five working days before it is Monday 15/06, twenty is 25/05.
func TestTheLimitsOfACityAndOfAMinistryStandBesideEachOther(t *testing.T) {
	t.Parallel()
	cal := cityCalendar(t)
	for by, want := range map[string][2]string{
		"": {"2026-06-15", "2026-06-08"}, procedure.ByCity: {"2026-06-15", "2026-06-08"}, procedure.ByMinistry: {"2026-05-25", "2026-06-15"},
	} {
		rec := procedure.Record{PublishedBy: by, Bases: []procedure.Basis{{Number: "1/2026", From: "22/06/2026"}}}
		decided, err := calendar.ParseDate("2026-06-01")
		if err != nil {
			t.Fatal(err)
		}
		decide, ok := procedure.DecideBy(&rec, cal)
		disclose, good := procedure.DiscloseBy(&rec, decided, cal)
		if !ok || !good || decide.String() != want[0] || disclose.String() != want[1] {
			t.Errorf("%q: decided by %s, disclosed by %s, want %v", by, decide, disclose, want)
		}
	}
	if len(procedure.Publishing) != 2 || procedure.Publishing[0].By != procedure.ByCity || procedure.Publishing[1].By != procedure.ByMinistry {
		t.Errorf("levels %+v", procedure.Publishing)
	}
}
