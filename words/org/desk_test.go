package org_test

import (
	"slices"
	"testing"

	"motcua/ground/fault"
	"motcua/words/org"
)

func of[T any](x T) *T { return &x }

// desks is a small city with a branch, a point below it, and two desks of a ward.
func desks(t *testing.T) *org.Org {
	t.Helper()
	o := org.New()
	for _, u := range []org.Unit{
		unit("city", "", org.City, "H26", "2020-01-01"), unit("branch", "city", org.Branch, "H26.1", "2025-01-01"),
		unit("point", "branch", org.Point, "H26.1.1", "2025-01-01"), unit("ward", "city", org.Commune, "H26.2", "2020-01-01"),
	} {
		u.Receives, u.Address = u.Kind == org.Point, "Số 1 phố Ví Dụ"
		facts, err := o.OpenUnit(u, decided)
		o = do(t, o, facts, err)
	}
	facts, err := o.EnterDesks([]org.DeskFact{told("d1", "MC1", "2025-02-01"), told("d2", "MC2", "2025-02-01"), pointed("d3", "MC3", "point", "2025-02-01")}, decided)
	return do(t, o, facts, err)
}

func told(id org.DeskID, code, from string) org.DeskFact {
	return org.DeskFact{Desk: id, From: on(from), DeskChange: org.DeskChange{
		Code: of(code), Name: of("Bộ phận một cửa " + code), Unit: of(org.UnitID("ward")), Own: of(3), Seconded: of(2),
	}}
}

func pointed(id org.DeskID, code string, point org.UnitID, from string) org.DeskFact {
	return org.DeskFact{Desk: id, From: on(from), DeskChange: org.DeskChange{Code: of(code), Point: of(point)}}
}

func ruled(id, successor org.DeskID, what, effective string) org.DeskFact {
	return org.DeskFact{Desk: id, From: on("2025-03-01"), Ruling: &org.Ruling{
		What: what, Number: "12/QĐ", Day: on("2025-03-01"), Effective: on(effective), Successor: successor,
	}}
}

func TestADeskStandsAsItsLinesTellOnEachDay(t *testing.T) {
	t.Parallel()
	o := desks(t)
	change := org.DeskFact{Desk: "d1", From: on("2025-05-01"), DeskChange: org.DeskChange{Own: of(7)}}
	facts, err := o.EnterDesks([]org.DeskFact{change}, decided)
	o = do(t, o, facts, err)
	for day, want := range map[string]int{"2025-02-01": 5, "2025-04-30": 5, "2025-05-01": 9} {
		if n, ok := o.DeskAt("d1", on(day)).Staff(); !ok || n != want {
			t.Errorf("on %s %d people work there, want %d", day, n, want)
		}
	}
	if o.DeskAt("d1", on("2025-01-31")) != nil {
		t.Error("the register knows the desk before its first line")
	}
	if d := o.DeskAt("d1", on("2025-06-01")); d.Ruling.What != org.Undecided || d.Counters != nil {
		t.Errorf("what nobody told is told: %+v", d)
	}
}

func TestACorrectionStandsInThePlaceOfItsLine(t *testing.T) {
	t.Parallel()
	o := desks(t)
	right := told("d1", "MC1", "2025-02-01")
	right.Own, right.Corrects, right.Why = of(4), 1, "đếm nhầm"
	facts, err := o.EnterDesks([]org.DeskFact{right}, decided)
	o = do(t, o, facts, err)
	if n, _ := o.DeskAt("d1", on("2025-02-01")).Staff(); n != 6 {
		t.Errorf("%d people, want 6", n)
	}
	if all := o.DeskFacts("d1"); len(all) != 2 || *all[0].Own != 3 {
		t.Errorf("the wrong line is gone: %d lines", len(all))
	}
	if _, err := o.EnterDesks([]org.DeskFact{right}, decided); !isFault(err, "org.desk-corrected") {
		t.Errorf("a line is corrected twice: %v", err)
	}
}

func TestADeskThatIsAReceptionPointHasItsWords(t *testing.T) {
	t.Parallel()
	o := desks(t)
	d := o.DeskAt("d3", decided)
	if d.Name != "Đơn vị point" || d.Unit != "branch" || d.Address == "" || d.Own == nil || *d.Own != 0 || !d.Counted {
		t.Errorf("the point's desk is %+v", d)
	}
	name := "Điểm mới"
	facts, err := o.ChangeUnit("point", org.Change{Name: &name}, on("2025-06-01"), decided)
	o = do(t, o, facts, err)
	if got := o.DeskAt("d3", on("2025-06-02")).Name; got != name {
		t.Errorf("the desk is named %q after its point has another name", got)
	}
	for want, line := range map[string]org.DeskFact{
		"org.desk-double":      {Desk: "d3", From: on("2025-03-01"), DeskChange: org.DeskChange{Name: of("Tên khác")}},
		"org.desk-point-taken": pointed("d4", "MC4", "point", "2025-03-01"),
		"org.desk-point":       pointed("d4", "MC4", "ward", "2025-03-01"),
	} {
		if _, err := o.EnterDesks([]org.DeskFact{line}, decided); !isFault(err, want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestAMergedDeskLeadsToWhoCarriesOn(t *testing.T) {
	t.Parallel()
	o := desks(t)
	facts, err := o.EnterDesks([]org.DeskFact{ruled("d1", "d2", org.Merge, "2025-07-01"), ruled("d2", "d3", org.Merge, "2025-09-01"), ruled("d3", "", org.Keep, "2025-07-01")}, decided)
	o = do(t, o, facts, err)
	for day, want := range map[string][]org.DeskID{"2025-06-30": nil, "2025-07-01": {"d2"}, "2025-09-01": {"d2", "d3"}} {
		if got := o.DeskHeirs("d1", on(day)); !slices.Equal(got, want) {
			t.Errorf("on %s d1 leads to %v, want %v", day, got, want)
		}
	}
	if got := o.DeskHeads("d2", decided); !slices.Equal(got, []org.DeskID{"d1"}) {
		t.Errorf("%v were merged into d2", got)
	}
	if _, err := o.EnterDesks([]org.DeskFact{ruled("d3", "d1", org.Merge, "2025-10-01")}, decided); !isFault(err, "org.desk-circle") {
		t.Errorf("a circle of successors: %v", err)
	}
}

func TestAMergerOfBeforeTheRegisterKnewTheDeskHoldsOnceItDoes(t *testing.T) {
	t.Parallel()
	o := desks(t)
	facts, err := o.EnterDesks([]org.DeskFact{told("d8", "MC8", "2025-06-01"), ruled("d8", "d1", org.Merge, "2025-04-01")}, decided)
	o = do(t, o, facts, err)
	if o.DeskAt("d8", on("2025-05-01")) != nil {
		t.Error("a ruling alone makes a desk known")
	}
	if d := o.DeskAt("d8", on("2025-06-01")); d == nil || !d.Ruling.Ends(on("2025-06-01")) || !slices.Equal(o.DeskHeirs("d8", on("2025-06-01")), []org.DeskID{"d1"}) {
		t.Errorf("the merger is forgotten: %+v", d)
	}
}

func TestWhatTheRegisterRefuses(t *testing.T) {
	t.Parallel()
	o := desks(t)
	facts, err := o.EnterDesks([]org.DeskFact{ruled("d2", "", org.Close, "2025-06-01")}, decided)
	o = do(t, o, facts, err)
	early := ruled("d1", "", org.Close, "2025-02-01")
	nobody := told("d5", "MC5", "2025-03-01")
	nobody.Unit = of(org.UnitID("nowhere"))
	for want, line := range map[string]org.DeskFact{
		"org.desk-code-taken":        told("d5", "MC1", "2025-03-01"),
		"org.desk-code":              told("d5", "", "2025-03-01"),
		"org.unit-unknown":           nobody,
		"org.date-missing":           {Desk: "d1", DeskChange: org.DeskChange{Own: of(1)}},
		"org.desk-number":            {Desk: "d1", From: decided, DeskChange: org.DeskChange{Own: of(-1)}},
		"org.desk-why":               {Desk: "d1", From: decided, Corrects: 1, DeskChange: org.DeskChange{Own: of(1)}},
		"org.desk-line":              {Desk: "d1", From: decided, Corrects: 9, Why: "x"},
		"org.desk-unknown":           ruled("d9", "", org.Keep, "2025-07-01"),
		"org.desk-successor-missing": ruled("d1", "", org.Merge, "2025-07-01"),
		"org.desk-successor-self":    ruled("d1", "d1", org.Merge, "2025-07-01"),
		"org.desk-successor-closed":  ruled("d1", "d2", org.Merge, "2025-07-01"),
		"org.desk-successor-none":    ruled("d1", "d3", org.Close, "2025-07-01"),
		"org.desk-ruling":            ruled("d1", "", "burn", "2025-07-01"),
		"org.date-order":             early,
	} {
		if _, err := o.EnterDesks([]org.DeskFact{line}, decided); !isFault(err, want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	// A correction that takes the code away leaves a desk without one.
	if _, err := o.EnterDesks([]org.DeskFact{{Desk: "d1", From: on("2025-02-01"), Corrects: 1, Why: "nhầm"}}, decided); !isFault(err, "org.desk-code") {
		t.Errorf("a desk loses its code: %v", err)
	}
	// Of many lines each mistake names its own, and nothing is entered.
	_, err = o.EnterDesks([]org.DeskFact{told("d6", "MC6", "2025-03-01"), told("d7", "MC6", "2025-03-01")}, decided)
	if f := fault.As(err); f == nil || f.Field != "2.code" {
		t.Errorf("the mistake is at %v", err)
	}
}

func isFault(err error, key string) bool {
	f := fault.As(err)
	return f != nil && f.Key == key
}
