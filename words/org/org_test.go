package org_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/words/org"
)

var zone = time.FixedZone("+07", 7*3600)

// on gives the first instant of a day in the city.
func on(day string) time.Time {
	t, err := time.ParseInLocation("2006-01-02", day, zone)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

var decided = on("2025-06-16") // the moment at which the acts of these tests are decided

// do folds what an act gave.
func do(t testing.TB, o *org.Org, facts []org.Fact, err error) *org.Org {
	t.Helper()
	if err != nil {
		t.Fatalf("act refused: %v", err)
	}
	next, err := o.ApplyAll(facts...)
	if err != nil {
		t.Fatalf("fold: %v", err)
	}
	return next
}

func unit(id, parent string, kind org.UnitKind, code, from string) org.Unit {
	return org.Unit{ID: org.UnitID(id), Parent: org.UnitID(parent), Kind: kind, Code: vn.AgencyCode(code), CodeSource: org.Example, Name: "Đơn vị " + id, From: on(from)}
}

// small is a city with a commune that ended on 1/7/2025, two that carry on, a branch, and an officer.
func small(t testing.TB) *org.Org {
	t.Helper()
	o := org.New()
	for _, u := range []org.Unit{
		unit("city", "", org.City, "H26", "2008-08-01"),
		unit("old", "city", org.Commune, "H26.1", "2025-01-01"),
		unit("east", "city", org.Commune, "H26.2", "2025-07-01"),
		unit("west", "city", org.Commune, "H26.3", "2025-07-01"),
		unit("branch", "city", org.Branch, "H26.103.25.7", "2025-07-01"),
		unit("point", "branch", org.Point, "H26.103.25.7.1", "2025-07-01"),
	} {
		facts, err := o.OpenUnit(u, decided)
		o = do(t, o, facts, err)
	}
	facts, err := o.AddPerson(org.Person{ID: "p1", Name: "Lê Thu Hà", Username: "thuha.cn7", Synthetic: true}, decided)
	return do(t, o, facts, err)
}

func key(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestClosedUnitIsFoundAsOfThen(t *testing.T) {
	t.Parallel()
	o := small(t)
	facts, err := o.CloseUnit("old", on("2025-07-01"), []org.UnitID{"east", "west"}, decided)
	o = do(t, o, facts, err)

	before, after := on("2025-07-01").Add(-time.Microsecond), on("2025-07-01")
	if o.UnitAt("old", before) == nil {
		t.Error("the unit is missing in its last microsecond")
	}
	if o.UnitAt("old", after) != nil {
		t.Error("the unit is there on the day of its end")
	}
	if o.UnitAt("east", before) != nil || o.UnitAt("east", after) == nil {
		t.Error("the successor does not begin on 1/7/2025")
	}
	if got := o.NameAt("old", on("2026-01-01")); got != "Đơn vị old" {
		t.Errorf("name after the end: %q", got)
	}
	if got := o.Successors("old", before); !slices.Equal(got, []org.UnitID{"old"}) {
		t.Errorf("before the end the unit carries on itself, got %v", got)
	}
	if got := o.Successors("old", after); !slices.Equal(got, []org.UnitID{"east", "west"}) {
		t.Errorf("successors: %v", got)
	}
	if got := o.Predecessors("west"); !slices.Equal(got, []org.UnitID{"old"}) {
		t.Errorf("predecessors of west: %v", got)
	}
	facts, err = o.CloseUnit("west", on("2026-03-01"), []org.UnitID{"east"}, decided)
	o = do(t, o, facts, err)
	if got := o.Successors("old", on("2026-03-01")); !slices.Equal(got, []org.UnitID{"east"}) {
		t.Errorf("successors of successors: %v", got)
	}
}

func TestRenamedUnitKeepsItsOldNameForOldDays(t *testing.T) {
	t.Parallel()
	o := small(t)
	name, code := "Chi nhánh Hà Đông", "H26.103.25.8"
	facts, err := o.ChangeUnit("branch", org.Change{Name: &name, Code: &code}, on("2026-02-01"), decided)
	o = do(t, o, facts, err)
	if got := o.NameAt("branch", on("2026-01-31")); got != "Đơn vị branch" {
		t.Errorf("name of January: %q", got)
	}
	if got := o.NameAt("branch", on("2026-02-01")); got != name {
		t.Errorf("name of February: %q", got)
	}
	if u := o.ByCode("H26.103.25.7", on("2026-01-31")); u == nil || u.ID != "branch" {
		t.Errorf("old code in January: %v", u)
	}
	if u := o.ByCode("H26.103.25.7", on("2026-02-01")); u != nil {
		t.Errorf("old code in February: %v", u.ID)
	}
	// The code is free from then on, but not before.
	if _, err := o.OpenUnit(unit("other", "city", org.Branch, "H26.103.25.7", "2026-01-01"), decided); key(err) != "org.code-taken" {
		t.Errorf("a code of that day was given twice: %v", err)
	}
	if _, err := o.OpenUnit(unit("other", "city", org.Branch, "H26.103.25.7", "2026-02-01"), decided); err != nil {
		t.Errorf("a free code was refused: %v", err)
	}
}

func TestUnitCannotEndBeforeThoseBelowHaveMovedAway(t *testing.T) {
	t.Parallel()
	o := small(t)
	city := org.UnitID("city")
	facts, err := o.ChangeUnit("point", org.Change{Parent: &city}, on("2026-02-01"), decided)
	o = do(t, o, facts, err)
	if _, err := o.CloseUnit("branch", on("2026-01-31"), nil, decided); key(err) != "org.unit-children" {
		t.Errorf("the branch ended a day before its point moved: %v", err)
	}
	if _, err := o.CloseUnit("branch", on("2026-02-01"), nil, decided); err != nil {
		t.Errorf("the branch could not end when its point had moved: %v", err)
	}
	below := org.UnitID("point")
	if _, err := o.ChangeUnit("branch", org.Change{Parent: &below}, on("2026-01-31"), decided); key(err) != "org.parent-cycle" {
		t.Errorf("for a day branch and point stood below each other: %v", err)
	}
	if _, err := o.ChangeUnit("branch", org.Change{Parent: &below}, on("2026-02-01"), decided); err != nil {
		t.Errorf("the branch may stand below the point once that has moved: %v", err)
	}
}

func TestSubtreeAndAncestors(t *testing.T) {
	t.Parallel()
	o := small(t)
	if got := o.Subtree("branch", on("2025-07-01")); !slices.Equal(got, []org.UnitID{"branch", "point"}) {
		t.Errorf("subtree: %v", got)
	}
	if got := o.Subtree("branch", on("2025-06-30")); got != nil {
		t.Errorf("subtree before the first day: %v", got)
	}
	if got := o.Subtree("city", on("2025-06-30")); !slices.Equal(got, []org.UnitID{"city", "old"}) {
		t.Errorf("subtree of the city in June: %v", got)
	}
	var up []org.UnitID
	for _, u := range o.Ancestors("point", on("2025-07-01")) {
		up = append(up, u.ID)
	}
	if !slices.Equal(up, []org.UnitID{"branch", "city"}) {
		t.Errorf("ancestors: %v", up)
	}
	calendar := "seven"
	facts, err := o.ChangeUnit("branch", org.Change{Calendar: &calendar}, on("2026-01-01"), decided)
	o = do(t, o, facts, err)
	if got := o.CalendarAt("point", on("2026-01-01")); got != "seven" {
		t.Errorf("the point works by %q, not by its branch's calendar", got)
	}
	if got := o.CalendarAt("point", on("2025-12-31")); got != "" {
		t.Errorf("in December the point works by %q", got)
	}
}

func TestPostsHoldFromDayToDay(t *testing.T) {
	t.Parallel()
	o := small(t)
	facts, err := o.GivePost(org.Post{ID: "post-1", Unit: "branch", Person: "p1", Role: org.Receiver, From: on("2025-07-01")}, decided)
	o = do(t, o, facts, err)
	facts, err = o.EndPost("post-1", on("2026-04-01"), "2/QĐ", decided)
	o = do(t, o, facts, err)
	facts, err = o.GivePost(org.Post{ID: "post-2", Unit: "point", Person: "p1", Role: org.Receiver, From: on("2026-04-01")}, decided)
	o = do(t, o, facts, err)
	for _, c := range []struct {
		day  string
		want org.UnitID
	}{{"2025-06-30", ""}, {"2025-07-01", "branch"}, {"2026-03-31", "branch"}, {"2026-04-01", "point"}} {
		var got org.UnitID
		for _, p := range o.PostsOf("p1", on(c.day)) {
			got += p.Unit
		}
		if got != c.want {
			t.Errorf("%s: in %q, want %q", c.day, got, c.want)
		}
	}
	if h := o.Holders("branch", org.Receiver, on("2026-04-01")); len(h) != 0 {
		t.Errorf("the branch still has %v", h)
	}
	if h := o.Holders("branch", org.Receiver, on("2026-03-31")); len(h) != 1 || h[0].Name != "Lê Thu Hà" {
		t.Errorf("holders in March: %v", h)
	}
	if h := o.Holders("branch", org.Leader, on("2026-03-31")); len(h) != 0 {
		t.Errorf("leaders: %v", h)
	}
}

func TestClosingAUnitEndsPostsAndDelegations(t *testing.T) {
	t.Parallel()
	o := small(t)
	facts, err := o.GivePost(org.Post{ID: "post-1", Unit: "east", Person: "p1", Role: org.Leader, From: on("2025-07-01")}, decided)
	o = do(t, o, facts, err)
	facts, err = o.GiveDelegation(org.Delegation{ID: "d1", Giver: "east", ReceiverUnit: "branch", Procedures: []string{"2.000815"}, Document: "01/QĐ", From: on("2025-08-01")}, decided)
	o = do(t, o, facts, err)
	if got := o.DelegationsTo("branch", "", "2.000815", on("2025-08-01")); len(got) != 1 {
		t.Fatalf("delegations: %v", got)
	}
	if got := o.DelegationsTo("branch", "", "1.001193", on("2025-08-01")); len(got) != 0 {
		t.Errorf("the delegation covers another procedure: %v", got)
	}
	if got := o.DelegationsTo("branch", "", "2.000815", on("2025-07-31")); len(got) != 0 {
		t.Errorf("the delegation holds a day early: %v", got)
	}
	facts, err = o.CloseUnit("east", on("2026-01-01"), []org.UnitID{"west"}, decided)
	o = do(t, o, facts, err)
	var kinds, streams []string
	for _, f := range facts {
		kinds, streams = append(kinds, f.Kind), append(streams, f.Stream)
	}
	if want := []string{org.KindUnitClosed, org.KindPostEnded, org.KindDelegationEnded}; !slices.Equal(kinds, want) {
		t.Errorf("facts %v, want %v", kinds, want)
	}
	if want := []string{"unit/east", "person/p1", "unit/east"}; !slices.Equal(streams, want) {
		t.Errorf("streams %v, want %v", streams, want)
	}
	if got := o.DelegationsTo("branch", "", "2.000815", on("2026-01-01")); len(got) != 0 {
		t.Errorf("the delegation outlives its giver: %v", got)
	}
	if p := o.Post("post-1"); !p.To.Equal(on("2026-01-01")) {
		t.Errorf("the post ends at %v", p.To)
	}
}

func TestNameIsPrivateAndTheFoldLivesWithoutIt(t *testing.T) {
	t.Parallel()
	facts, err := org.New().AddPerson(org.Person{ID: "p1", Name: "Lê Thu Hà", Username: "thuha.cn7", Synthetic: true}, decided)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(facts[0].Body, []byte("Hà")) || bytes.Contains(facts[0].Body, []byte("thuha")) {
		t.Errorf("the public part names the person: %s", facts[0].Body)
	}
	o := do(t, org.New(), facts, nil)
	if p := o.ByUsername("thuha.cn7"); p == nil || p.Name != "Lê Thu Hà" || !p.Synthetic {
		t.Errorf("folded: %+v", p)
	}
	o, err = org.New().Apply(facts[0].Kind, facts[0].Body, facts[0].At)
	if err != nil {
		t.Fatalf("fold without the private part: %v", err)
	}
	if p := o.Person("p1"); p == nil || p.Name != "" {
		t.Errorf("folded without the private part: %+v", p)
	}
}

func TestAnAddressIsPrivateAndComesLaterToWhomHasNone(t *testing.T) {
	t.Parallel()
	who := org.Person{ID: "p1", Name: "Lê Thu Hà", Username: "thuha.cn7"}
	facts, err := org.New().AddPerson(who, decided)
	was := do(t, org.New(), facts, err)
	who.Email = "thuha@example.vn"
	p := org.Pack{Officers: []org.Officer{{Person: who}}}
	facts, err = p.Diff(was, decided)
	if err != nil || len(facts) != 1 || bytes.Contains(facts[0].Body, []byte("@")) {
		t.Fatalf("facts %+v, %v", facts, err)
	}
	now := do(t, was, facts, nil)
	if now.Person("p1").Email != who.Email || was.Person("p1").Email != "" || now.ByUsername("thuha.cn7").Name != who.Name {
		t.Errorf("now %+v, was %+v", now.Person("p1"), was.Person("p1"))
	}
	p.Officers[0].Email = "other@example.vn"
	if facts, err := p.Diff(now, decided); err != nil || len(facts) != 0 {
		t.Errorf("the pack wins over what is there: %+v, %v", facts, err)
	}
	if _, err := now.ReachPerson("p1", "thuha@example.vn\r\nBcc: x@example.vn", decided); err == nil {
		t.Error("an address with a second line was taken")
	}
}

func TestApplyLeavesTheOldSnapshotAlone(t *testing.T) {
	t.Parallel()
	o := small(t)
	facts, err := o.CloseUnit("old", on("2025-07-01"), []org.UnitID{"east"}, decided)
	do(t, o, facts, err)
	facts, err = o.OpenUnit(unit("north", "city", org.Commune, "H26.4", "2025-07-01"), decided)
	do(t, o, facts, err)
	if o.Unit("north") != nil || !o.Unit("old").To.IsZero() || len(o.Predecessors("east")) != 0 {
		t.Error("a later event changed an earlier snapshot")
	}
	if got := len(o.Children("city", on("2025-07-01"))); got != 4 {
		t.Errorf("%d units below the city, want 4", got)
	}
}

func TestUnknownKindIsAnError(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"org.unit.painted", "dossier.received", ""} {
		if _, err := org.New().Apply(kind, []byte("{}"), decided); err == nil {
			t.Errorf("%q was folded", kind)
		}
	}
	if _, err := org.New().Apply(org.KindUnitOpened, []byte(`{"id":`), decided); err == nil {
		t.Error("half a payload was folded")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	o := small(t)
	facts, err := o.GivePost(org.Post{ID: "post-1", Unit: "branch", Person: "p1", Role: org.Receiver, From: on("2025-07-01"), To: on("2026-01-01")}, decided)
	o = do(t, o, facts, err)
	good := unit("new", "city", org.Branch, "H26.9", "2025-07-01")
	with := func(change func(*org.Unit)) func() ([]org.Fact, error) {
		return func() ([]org.Fact, error) { u := good; change(&u); return o.OpenUnit(u, decided) }
	}
	post := func(change func(*org.Post)) func() ([]org.Fact, error) {
		p := org.Post{ID: "post-2", Unit: "branch", Person: "p1", Role: org.Clerk, From: on("2025-07-01")}
		change(&p)
		return func() ([]org.Fact, error) { return o.GivePost(p, decided) }
	}
	self := org.UnitID("point")
	cases := []struct {
		name, want string
		act        func() ([]org.Fact, error)
	}{
		{"good unit", "", with(func(*org.Unit) {})},
		{"used key", "org.unit-there", with(func(u *org.Unit) { u.ID = "old" })},
		{"key with a space", "org.id-form", with(func(u *org.Unit) { u.ID = "a b" })},
		{"no name", "org.name-missing", with(func(u *org.Unit) { u.Name = "" })},
		{"kind", "org.kind-unknown", with(func(u *org.Unit) { u.Kind = "kiosk" })},
		{"code with a hyphen", "vn.agency.group", with(func(u *org.Unit) { u.Code = "H26.10-3" })},
		{"taken code", "org.code-taken", with(func(u *org.Unit) { u.Code = "H26.103.25.7" })},
		{"unknown parent", "org.unit-unknown", with(func(u *org.Unit) { u.Parent = "nowhere" })},
		{"own parent", "org.parent-cycle", with(func(u *org.Unit) { u.Parent = "new" })},
		{"before the parent", "org.unit-early", with(func(u *org.Unit) { u.Parent, u.From = "branch", on("2025-06-30") })},
		{"end before the beginning", "org.date-order", with(func(u *org.Unit) { u.To = on("2025-07-01") })},
		{"no first day", "org.date-missing", with(func(u *org.Unit) { u.From = time.Time{} })},
		{"successor without an end", "org.successor-early", with(func(u *org.Unit) { u.Successors = []org.UnitID{"east"} })},
		{"serves a branch", "org.serves", with(func(u *org.Unit) { u.Serves = []org.UnitID{"branch"} })},
		{"place with four digits", "org.admin-code-form", with(func(u *org.Unit) { u.AdminCode = "0004" })},
		{"branch below its own point", "org.parent-cycle", func() ([]org.Fact, error) {
			return o.ChangeUnit("branch", org.Change{Parent: &self}, on("2026-01-01"), decided)
		}},
		{"change of nothing", "org.change-empty", func() ([]org.Fact, error) { return o.ChangeUnit("branch", org.Change{}, on("2026-01-01"), decided) }},
		{"change on the first day", "org.change-order", func() ([]org.Fact, error) {
			return o.ChangeUnit("branch", org.Change{Parent: &self}, on("2025-07-01"), decided)
		}},
		{"close with a point below", "org.unit-children", func() ([]org.Fact, error) { return o.CloseUnit("branch", on("2026-01-01"), nil, decided) }},
		{"close for oneself", "org.successor-self", func() ([]org.Fact, error) {
			return o.CloseUnit("old", on("2025-07-01"), []org.UnitID{"old"}, decided)
		}},
		{"successor not there yet", "org.unit-early", func() ([]org.Fact, error) {
			return o.CloseUnit("old", on("2025-06-30"), []org.UnitID{"east"}, decided)
		}},
		{"good post", "", post(func(*org.Post) {})},
		{"post of nobody", "org.person-unknown", post(func(p *org.Post) { p.Person = "p9" })},
		{"post nowhere", "org.unit-unknown", post(func(p *org.Post) { p.Unit = "nowhere" })},
		{"post before the unit", "org.unit-early", post(func(p *org.Post) { p.From = on("2025-06-30") })},
		{"role", "org.role-unknown", post(func(p *org.Post) { p.Role = "king" })},
		{"same post on the same days", "org.post-twice", post(func(p *org.Post) { p.Role = org.Receiver })},
		{"same post afterwards", "", post(func(p *org.Post) { p.Role, p.From = org.Receiver, on("2026-01-01") })},
		{"end of no post", "org.post-unknown", func() ([]org.Fact, error) { return o.EndPost("post-9", on("2026-01-01"), "2/QĐ", decided) }},
		{"end after the end", "org.post-over", func() ([]org.Fact, error) { return o.EndPost("post-1", on("2026-01-01"), "2/QĐ", decided) }},
		{"used username", "org.username-taken", func() ([]org.Fact, error) {
			return o.AddPerson(org.Person{ID: "p2", Name: "Lê Thu Hà", Username: "thuha.cn7"}, decided)
		}},
		{"username with capitals", "org.username-form", func() ([]org.Fact, error) {
			return o.AddPerson(org.Person{ID: "p2", Name: "Lê Thu Hà", Username: "ThuHa"}, decided)
		}},
		{"delegation to nobody", "org.delegation-receiver", func() ([]org.Fact, error) {
			return o.GiveDelegation(org.Delegation{ID: "d1", Giver: "east", Document: "01/QĐ", From: on("2025-08-01")}, decided)
		}},
		{"delegation without a document", "org.delegation-document", func() ([]org.Fact, error) {
			return o.GiveDelegation(org.Delegation{ID: "d1", Giver: "east", ReceiverPerson: "p1", From: on("2025-08-01")}, decided)
		}},
	}
	said, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		_, err := c.act()
		if got := key(err); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
			continue
		}
		if f := fault.As(err); f != nil {
			for _, l := range text.Langs {
				if s := said.T(l, f.Key, map[string]string(f.Args)); strings.ContainsAny(s, "⟦{") {
					t.Errorf("%s: the text %s in %s is not whole: %s", c.name, f.Key, l, s)
				}
			}
		}
	}
}
