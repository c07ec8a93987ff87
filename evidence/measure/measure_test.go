package measure_test

import (
	"encoding/json"
	"testing"
	"time"

	"motcua/evidence/measure"
	"motcua/law/dossier"
	"motcua/words/ledger"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("+07", 7*3600))
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

func event(t *testing.T, kind, when string, tally dossier.Tally) *ledger.Event {
	t.Helper()
	b, err := json.Marshal(map[string]any{"tally": tally})
	if err != nil {
		t.Fatal(err)
	}
	return &ledger.Event{Fact: ledger.Fact{Kind: kind, At: at(when), Holder: b}, Stream: "dossier/X", Version: 1}
}

// sum counts a whole life and gives the tallies that are not zero.
func sum(t *testing.T, events ...*ledger.Event) map[string]int64 {
	t.Helper()
	got := map[string]int64{}
	for _, e := range events {
		ds, err := measure.Deltas(e)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range ds {
			got[d.Unit+" "+d.Measure+" "+d.Day] += d.N
		}
	}
	for k, v := range got {
		if v == 0 {
			delete(got, k)
		}
	}
	return got
}

func same(t *testing.T, got, want map[string]int64) {
	t.Helper()
	for k, v := range want {
		if got[k] != v {
			t.Errorf("%s: got %d, want %d", k, got[k], v)
		}
	}
	for k, v := range got {
		if _, ok := want[k]; !ok {
			t.Errorf("%s: got %d, want none", k, v)
		}
	}
}

func TestADossierInTimeLeavesReceivedAndInTime(t *testing.T) {
	t.Parallel()
	due := at("2026-03-10 09:32")
	filed := dossier.Tally{Reception: "b7", Competent: "sxd", AckBy: at("2026-03-03 16:00")}
	whole := filed
	whole.Received, whole.Due = at("2026-03-03 09:32"), due
	same(t, sum(t,
		event(t, dossier.KindFiled, "2026-03-02 16:00", filed),
		event(t, dossier.KindReceived, "2026-03-03 09:32", whole),
		event(t, dossier.KindClaimed, "2026-03-03 10:00", whole),
		event(t, dossier.KindCompleted, "2026-03-10 09:32", whole),
	), map[string]int64{
		"b7 received/reception 2026-03-03": 1, "sxd received/competent 2026-03-03": 1,
		"b7 in-time/reception 2026-03-10": 1, "sxd in-time/competent 2026-03-10": 1,
	})
}

func TestAnOpenDossierStandsUnderItsDueDay(t *testing.T) {
	t.Parallel()
	whole := dossier.Tally{Reception: "b7", Competent: "sxd", Received: at("2026-03-03 09:32"), Due: at("2026-03-10 09:32")}
	same(t, sum(t, event(t, dossier.KindReceived, "2026-03-03 09:32", whole)), map[string]int64{
		"b7 received/reception 2026-03-03": 1, "sxd received/competent 2026-03-03": 1,
		"b7 open/reception 2026-03-10": 1, "sxd open/competent 2026-03-10": 1,
	})
}

func TestAMinuteLateIsLateAndARefusalIsCountedTwice(t *testing.T) {
	t.Parallel()
	whole := dossier.Tally{Reception: "b7", Received: at("2026-03-03 09:32"), Due: at("2026-03-10 09:32")}
	same(t, sum(t,
		event(t, dossier.KindReceived, "2026-03-03 09:32", whole),
		event(t, dossier.KindRefused, "2026-03-10 09:33", whole),
	), map[string]int64{
		"b7 received/reception 2026-03-03": 1, "b7 late/reception 2026-03-10": 1, "b7 refused/reception 2026-03-10": 1,
	})
}

func TestTheDayIsTheCitys(t *testing.T) {
	t.Parallel()
	if got := measure.Day(time.Date(2026, 3, 2, 17, 30, 0, 0, time.UTC)); got != "2026-03-03" {
		t.Errorf("00:30 on 3/3 in Hà Nội: got %s", got)
	}
}

func TestADossierThatWaitedForAnotherAgencyLeavesNobodyWaiting(t *testing.T) {
	t.Parallel()
	ack := at("2026-03-03 16:00")
	filed := dossier.Tally{Reception: "b7", Competent: "sxd", AckBy: ack}
	received := dossier.Tally{
		Reception: "b7", Competent: "sct", AckBy: ack, Received: at("2026-03-03 09:32"), Due: at("2026-03-10 09:32"),
		Waited: &dossier.Waited{Reception: "b7", Competent: "sxd"},
	}
	got := sum(t, event(t, dossier.KindFiled, "2026-03-02 10:00", filed), event(t, dossier.KindReceived, "2026-03-03 09:32", received))
	same(t, got, map[string]int64{
		"b7 received/reception 2026-03-03": 1, "sct received/competent 2026-03-03": 1,
		"b7 open/reception 2026-03-10": 1, "sct open/competent 2026-03-10": 1,
	})
}

func TestAReorganisationTakesWhatIsOpenAndLeavesWhatWas(t *testing.T) {
	t.Parallel()
	due := at("2026-03-10 09:32")
	old := dossier.Tally{Reception: "b7", Competent: "ward", Received: at("2026-03-03 09:32"), Due: due}
	now := old
	now.Competent = "new-ward"
	same(t, sum(t,
		event(t, dossier.KindReceived, "2026-03-03 09:32", old),
		reassigned(t, "2026-03-05 00:00", dossier.Recounted{Tally: old, Now: dossier.Waited{Reception: "b7", Competent: "new-ward"}}),
		event(t, dossier.KindCompleted, "2026-03-09 09:32", now),
	), map[string]int64{
		"b7 received/reception 2026-03-03": 1, "ward received/competent 2026-03-03": 1,
		"b7 in-time/reception 2026-03-09": 1, "new-ward in-time/competent 2026-03-09": 1,
	})
	filed := dossier.Tally{Reception: "b7", Competent: "ward", AckBy: at("2026-03-03 16:00")}
	same(t, sum(t,
		event(t, dossier.KindFiled, "2026-03-02 16:00", filed),
		reassigned(t, "2026-03-05 00:00", dossier.Recounted{Tally: filed, Now: dossier.Waited{Reception: "b8", Competent: "ward"}, Waiting: true}),
	), map[string]int64{"b8 waiting/reception 2026-03-03": 1, "ward waiting/competent 2026-03-03": 1})
}

func reassigned(t *testing.T, when string, r dossier.Recounted) *ledger.Event {
	t.Helper()
	b, err := json.Marshal(map[string]any{"counted": r})
	if err != nil {
		t.Fatal(err)
	}
	return &ledger.Event{Fact: ledger.Fact{Kind: dossier.KindReassigned, At: at(when), Holder: b}, Stream: "dossier/X", Version: 1}
}
