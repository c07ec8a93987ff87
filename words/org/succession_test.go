package org_test

import (
	"slices"
	"testing"
	"time"

	"motcua/words/org"
)

// divided is the small city in which the old commune was divided on 1/7/2025, and its code given to a new one in 2026.
func divided(t *testing.T) *org.Org {
	t.Helper()
	o := small(t)
	facts, err := o.CloseUnit("old", on("2025-07-01"), []org.UnitID{"east", "west"}, decided)
	return do(t, o, facts, err)
}

func TestAnOldCodeLeadsToWhoCarriesOn(t *testing.T) {
	t.Parallel()
	o := divided(t)
	for _, c := range []struct {
		code string
		day  string
		want []org.UnitID
	}{
		{"H26.1", "2025-06-30", []org.UnitID{"old"}},
		{"H26.1", "2025-07-01", []org.UnitID{"east", "west"}},
		{"H26.2", "2026-01-01", []org.UnitID{"east"}},
		{"H26.2", "2025-06-30", nil}, // still to come
		{"H26.9", "2026-01-01", nil},
	} {
		if got := o.Carriers(unit("x", "", org.Commune, c.code, c.day).Code, on(c.day)); !slices.Equal(got, c.want) {
			t.Errorf("%s on %s: %v, want %v", c.code, c.day, got, c.want)
		}
	}

	code := "H26.11"
	facts, err := o.ChangeUnit("east", org.Change{Code: &code}, on("2026-03-01"), decided)
	o = do(t, o, facts, err)
	if got := o.Carriers("H26.2", on("2026-03-01")); !slices.Equal(got, []org.UnitID{"east"}) {
		t.Errorf("the code that east laid down leads to %v", got)
	}
	facts, err = o.OpenUnit(unit("new", "city", org.Commune, "H26.1", "2026-05-01"), decided)
	o = do(t, o, facts, err)
	if got := o.Carriers("H26.1", on("2026-05-01")); !slices.Equal(got, []org.UnitID{"new"}) {
		t.Errorf("a code that was given again leads to %v", got)
	}
}

func TestAPlaceIsReadByTheListOfItsDay(t *testing.T) {
	t.Parallel()
	o := hanoi(t)
	before := on("2025-06-30")
	for _, c := range []struct {
		code   string
		listed time.Time
		want   []org.UnitID
	}{
		{"00006", time.Time{}, []org.UnitID{"cap-xa-00008"}}, // Vĩnh Phúc went into Ngọc Hà
		{"00006", before, []org.UnitID{"cap-xa-00008"}},
		{"00001", before, []org.UnitID{"cap-xa-00097"}}, // Phúc Xá went into Hồng Hà
		{"00004", before, []org.UnitID{"cap-xa-00004"}},
		{"00008", time.Time{}, []org.UnitID{"cap-xa-00008"}},
		{"99999", time.Time{}, nil},
	} {
		if got := o.PlaceCarriers(c.code, c.listed, today); !slices.Equal(got, c.want) {
			t.Errorf("%s of the list of %s: %v, want %v", c.code, c.listed, got, c.want)
		}
	}
	old := o.ByAdminCode("00006", before)
	if got := o.PlaceCarriers("00006", before, before); old == nil || !slices.Equal(got, []org.UnitID{old.ID}) {
		t.Errorf("on the last day: %v", got)
	}
}

func TestWhatWasLaidUponAUnitIsCarriedOnByOne(t *testing.T) {
	t.Parallel()
	o := divided(t)
	after := on("2025-07-01")
	for _, c := range []struct {
		id   org.UnitID
		near []org.UnitID
		t    time.Time
		want org.UnitID
	}{
		{"old", nil, after.Add(-time.Microsecond), "old"},
		{"old", nil, after, "east"},
		{"old", []org.UnitID{"west"}, after, "west"},
		{"old", []org.UnitID{"branch"}, after, "east"},
		{"east", nil, on("2025-06-30"), ""},
		{"nobody", nil, after, ""},
	} {
		if got := o.CarriedOn(c.id, c.near, c.t); got != c.want {
			t.Errorf("%s near %v at %s: %q, want %q", c.id, c.near, c.t, got, c.want)
		}
	}
}
