package privacy

import (
	"testing"
	"time"
)

var hanoi = time.FixedZone("+07", 7*3600)

func TestClassesAreReadAsSettingsWriteThem(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Class{"Hộ tịch: 0": {"Hộ tịch", 0}, "*: 10": {"*", 10}, " Đất đai :  20 ": {"Đất đai", 20}} {
		if got, err := ParseClass(s); err != nil || got != want {
			t.Errorf("%q: %+v, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "Hộ tịch", "Hộ tịch: mười", "Hộ tịch: -1", ": 10", "Hộ tịch: 101"} {
		if got, err := ParseClass(s); err == nil {
			t.Errorf("%q is read as %+v", s, got)
		}
	}
}

func TestASectorHasItsOwnClassOrThatOfAllOthers(t *testing.T) {
	t.Parallel()
	all := []Class{{"*", 10}, {"Hộ tịch", 0}}
	for sector, want := range map[string]int{"Hộ tịch": 0, "Đất đai": 10} {
		if c, ok := ClassOf(all, sector); !ok || c.Years != want {
			t.Errorf("%s: %+v, %v", sector, c, ok)
		}
	}
	if _, ok := ClassOf(all[1:], "Đất đai"); ok {
		t.Error("a class was found where none is")
	}
}

func TestTheTimeOfADossierIsOverAtTheEndOfItsYear(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 26, 3, 0, 0, 0, time.UTC)
	if before, ok := (Class{"*", 10}).Over(now, hanoi); !ok || !before.Equal(time.Date(2016, 1, 1, 0, 0, 0, 0, hanoi)) {
		t.Errorf("over before %s, %v", before, ok)
	}
	if _, ok := (Class{"*", 0}).Over(now, hanoi); ok {
		t.Error("what is kept for ever is over")
	}
	for _, ended := range []time.Time{time.Date(2015, 1, 1, 0, 0, 0, 0, hanoi), time.Date(2015, 12, 31, 23, 59, 0, 0, hanoi)} {
		if day, ok := (Class{"*", 10}).Until(ended, hanoi); !ok || !day.Equal(time.Date(2026, 1, 1, 0, 0, 0, 0, hanoi)) {
			t.Errorf("what ended on %s is over on %s", ended, day)
		} else if before, _ := (Class{"*", 10}).Over(day, hanoi); !ended.Before(before) {
			t.Error("the list of that day does not have it")
		} else if before, _ := (Class{"*", 10}).Over(day.Add(-time.Second), hanoi); ended.Before(before) {
			t.Error("the list of the day before has it already")
		}
	}
	if _, ok := (Class{"*", 0}).Until(now, hanoi); ok {
		t.Error("what is kept for ever comes to an end")
	}
	if at := HandIn(now, 12, hanoi); !at.Equal(time.Date(2025, 11, 26, 0, 0, 0, 0, hanoi)) {
		t.Errorf("owed to the archive before %s", at)
	}
}
