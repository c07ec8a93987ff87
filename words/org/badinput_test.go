package org_test

import (
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/org"
)

// TestBadInputIsRefusedEachWithItsOwnReason has one line for each wrong thing that an organisation is ever told, and wants another
// reason for each.
func TestBadInputIsRefusedEachWithItsOwnReason(t *testing.T) {
	t.Parallel()
	o := small(t)
	give := func(facts []org.Fact, err error) { t.Helper(); o = do(t, o, facts, err) }
	give(o.AddPerson(org.Person{ID: "p2", Name: "Trần Văn Thử", Username: "vanthu.cn7"}, decided))
	give(o.GivePost(org.Post{ID: "lead", Unit: "east", Person: "p1", Role: org.Leader, From: on("2025-07-01"), To: on("2026-07-01")}, decided))
	give(o.GivePost(org.Post{ID: "chair", Unit: "city", Person: "p1", Role: org.Leader, From: on("2025-09-15")}, decided))
	give(o.GivePost(org.Post{ID: "clerk", Unit: "branch", Person: "p2", Role: org.Receiver, From: on("2025-07-01"), To: on("2026-01-01")}, decided))
	give(o.GivePost(org.Post{ID: "clerk-on", Unit: "branch", Person: "p2", Role: org.Clerk, From: on("2026-01-01"), To: on("2026-04-01")}, decided))
	give(o.GiveDelegation(org.Delegation{ID: "first", Giver: "city", ReceiverUnit: "east", Document: "1/UQ", From: on("2025-08-01"), To: on("2025-12-01")}, decided))
	give(o.GiveCompetence(org.Competence{ID: "c1", Unit: "east", Procedures: []string{"1.001193"}, Areas: []org.UnitID{"east"}, Document: "5/QĐ", From: on("2025-07-01")}, decided))
	give(o.CloseUnit("old", on("2025-07-01"), []org.UnitID{"east"}, decided))
	point := org.UnitID("point")
	delegated := func(change func(*org.Delegation)) error {
		d := org.Delegation{ID: "d", Giver: "east", ReceiverUnit: "branch", Document: "2/UQ", From: on("2025-09-01"), To: on("2025-10-01")}
		change(&d)
		_, err := o.GiveDelegation(d, decided)
		return err
	}
	competent := func(change func(*org.Competence)) error {
		c := org.Competence{ID: "c2", Unit: "west", Procedures: []string{"1.001193"}, Areas: []org.UnitID{"west"}, Document: "6/QĐ", From: on("2025-07-01")}
		change(&c)
		_, err := o.GiveCompetence(c, decided)
		return err
	}
	only := func(_ []org.Fact, err error) error { return err }
	if err := delegated(func(d *org.Delegation) { d.By, d.Under, d.To = "lead", "first", on("2025-12-01") }); err != nil {
		t.Fatalf("a delegation up to the last day of both is refused: %v", err)
	}
	if err := delegated(func(d *org.Delegation) { d.ReceiverUnit, d.ReceiverPerson, d.To = "", "p2", on("2026-04-01") }); err != nil {
		t.Fatalf("a delegation over two posts that follow each other is refused: %v", err)
	}
	if err := competent(func(*org.Competence) {}); err != nil {
		t.Fatalf("another commune's competence is refused: %v", err)
	}
	seen := map[string]string{}
	said, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, want string
		err        error
	}{
		{"overlapping appointments", "org.post-twice", only(o.GivePost(org.Post{ID: "lead-2", Unit: "east", Person: "p1", Role: org.Leader, From: on("2026-06-30")}, decided))},
		{"an appointment to a unit that has ended", "org.unit-closed", only(o.GivePost(org.Post{ID: "x", Unit: "old", Person: "p1", Role: org.Leader, From: on("2025-01-01")}, decided))},
		{"a unit that succeeds itself", "org.successor-self", only(o.CloseUnit("west", on("2026-01-01"), []org.UnitID{"west"}, decided))},
		{"a circle of successors", "org.successor-cycle", only(o.CloseUnit("east", on("2026-01-01"), []org.UnitID{"old"}, decided))},
		{"a circle of parents", "org.parent-cycle", only(o.ChangeUnit("branch", org.Change{Parent: &point}, on("2026-01-01"), decided))},
		{"longer than the leader's post", "org.delegation-by-long", delegated(func(d *org.Delegation) { d.By, d.To = "lead", on("2026-07-02") })},
		{"before the leader's post", "org.delegation-by-early", delegated(func(d *org.Delegation) { d.Giver, d.By = "city", "chair" })},
		{"from a post that leads nothing there", "org.delegation-by", delegated(func(d *org.Delegation) { d.By = "clerk" })},
		{"longer than the giver's own delegation", "org.delegation-own-long", delegated(func(d *org.Delegation) { d.Under, d.To = "first", time.Time{} })},
		{"before the giver's own delegation", "org.delegation-own-early", delegated(func(d *org.Delegation) { d.Under, d.From = "first", on("2025-07-31") })},
		{"longer than the receiver's posts", "org.delegation-post-long", delegated(func(d *org.Delegation) { d.ReceiverUnit, d.ReceiverPerson, d.To = "", "p2", on("2026-04-02") })},
		{"to somebody without a post", "org.delegation-post", delegated(func(d *org.Delegation) {
			d.ReceiverUnit, d.ReceiverPerson, d.From, d.To = "", "p2", on("2026-04-01"), on("2026-05-01")
		})},
		{"two that decide one procedure", "org.competence-twice", competent(func(c *org.Competence) { c.Areas = []org.UnitID{"west", "east"} })},
		{"a competence without a decision", "org.competence-document", competent(func(c *org.Competence) { c.Document = "" })},
		{"a competence for nothing", "org.competence-procedures", competent(func(c *org.Competence) { c.Procedures = nil })},
		{"a competence for what is no commune", "org.serves", competent(func(c *org.Competence) { c.Areas = []org.UnitID{"branch"} })},
		{"a competence before its unit", "org.unit-early", competent(func(c *org.Competence) { c.From = on("2025-06-30") })},
		{"the end of a competence that has ended", "org.competence-unknown", only(o.EndCompetence("c9", on("2026-01-01"), "7/QĐ", decided))},
	} {
		if got := key(c.err); got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.what, got, c.err, c.want)
			continue
		}
		if was := seen[c.want]; was != "" {
			t.Errorf("%s and %s have one reason", c.what, was)
		}
		seen[c.want] = c.what
		f := fault.As(c.err)
		for _, l := range text.Langs {
			if s := said.T(l, f.Key, map[string]string(f.Args)); strings.ContainsAny(s, "⟦{") {
				t.Errorf("%s: the text in %s is not whole: %s", c.what, l, s)
			}
		}
	}
}

func TestADelegationEndsWithTheOneThatItRestsOn(t *testing.T) {
	t.Parallel()
	o := small(t)
	facts, err := o.GiveDelegation(org.Delegation{ID: "first", Giver: "city", ReceiverUnit: "east", Document: "1/UQ", From: on("2025-08-01"), To: on("2026-08-01")}, decided)
	o = do(t, o, facts, err)
	facts, err = o.GiveDelegation(org.Delegation{ID: "second", Giver: "east", ReceiverUnit: "branch", Under: "first", Document: "2/UQ", From: on("2025-08-01"), To: on("2026-08-01")}, decided)
	o = do(t, o, facts, err)
	if got := o.DelegationsTo("branch", "", "1.1", on("2025-12-01")); len(got) != 1 {
		t.Fatalf("%d delegations hold, want 1", len(got))
	}
	facts, err = o.EndDelegation("first", on("2025-11-01"), "3/UQ", decided)
	o = do(t, o, facts, err)
	if got := o.DelegationsTo("branch", "", "1.1", on("2025-12-01")); len(got) != 0 {
		t.Errorf("%d delegations hold without the one they rest on", len(got))
	}
}

func TestWhoDecidesIsADatedDecision(t *testing.T) {
	t.Parallel()
	o := small(t)
	give := func(facts []org.Fact, err error) { t.Helper(); o = do(t, o, facts, err) }
	code := []string{"1.001193"}
	give(o.GiveCompetence(org.Competence{ID: "all", Unit: "city", Procedures: code, Document: "1/QĐ", From: on("2025-01-01")}, decided))
	give(o.GiveCompetence(org.Competence{ID: "was", Unit: "old", Procedures: code, Areas: []org.UnitID{"old"}, Document: "2/QĐ", From: on("2025-02-01")}, decided))
	give(o.GiveCompetence(org.Competence{ID: "now", Unit: "west", Procedures: code, Areas: []org.UnitID{"east"}, Document: "3/QĐ", From: on("2025-08-01"), To: on("2026-01-01")}, decided))
	ask := func(commune org.UnitID, day string) string {
		c, _ := o.Decides("1.001193", commune, on(day))
		if c == nil {
			return ""
		}
		return string(c.ID)
	}
	for _, x := range []struct {
		commune   org.UnitID
		day, want string
	}{
		{"old", "2024-12-31", ""},
		{"old", "2025-01-31", "all"},
		{"old", "2025-03-01", "was"},
		{"east", "2025-07-31", "all"},
		{"east", "2025-08-01", "now"},
		{"east", "2025-12-31", "now"},
		{"east", "2026-01-01", "all"},
		{"west", "2025-09-01", "all"},
		{"", "2025-09-01", "all"},
	} {
		if got := ask(x.commune, x.day); got != x.want {
			t.Errorf("for %q on %s it is %q, want %q", x.commune, x.day, got, x.want)
		}
	}
	if c, areas := o.Decides("1.001193", "", on("2025-09-01")); c == nil || !areas {
		t.Error("nobody says that the commune matters")
	}
	give(o.CloseUnit("old", on("2025-07-01"), []org.UnitID{"east"}, decided)) // decided late; the area is carried on
	if c := o.Competence("was"); !c.To.Equal(on("2025-07-01")) {
		t.Errorf("the competence of a unit that ended lasts until %s", c.To)
	}
	give(o.EndCompetence("all", on("2025-10-01"), "4/QĐ", decided))
	if got := ask("west", "2025-11-01"); got != "" {
		t.Errorf("%q decides by a decision that was taken back", got)
	}
	if c := o.Competence("all"); c.EndedBy != "4/QĐ" {
		t.Errorf("it was ended by %q", c.EndedBy)
	}
}

func TestAUnitWithOneSignerIsFoundOnAnyDay(t *testing.T) {
	t.Parallel()
	o := small(t)
	give := func(facts []org.Fact, err error) { t.Helper(); o = do(t, o, facts, err) }
	give(o.AddPerson(org.Person{ID: "p2", Name: "Trần Văn Thử", Username: "vanthu.cn7"}, decided))
	give(o.AddPerson(org.Person{ID: "p3", Name: "Phạm Thị Mẫu", Username: "thimau"}, decided))
	give(o.GivePost(org.Post{ID: "lead", Unit: "east", Person: "p1", Role: org.Leader, From: on("2025-07-01")}, decided))
	give(o.GivePost(org.Post{ID: "deputy", Unit: "east", Person: "p2", Role: org.Leader, From: on("2025-07-01"), To: on("2025-10-01")}, decided))
	give(o.GivePost(org.Post{ID: "chair", Unit: "city", Person: "p3", Role: org.Leader, From: on("2025-07-01")}, decided))
	give(o.GiveLeave(org.Leave{Person: "p1", From: on("2025-12-01"), To: on("2025-12-08")}, decided))
	give(o.GiveActing(org.Acting{ID: "for", Post: "lead", Person: "p2", Document: "8/QĐ", From: on("2025-12-05"), To: on("2025-12-20")}, decided))
	few := func(day string) (signers, away int, there bool) {
		for _, s := range o.FewSigners(on(day)) {
			if s.Unit == "east" {
				if len(s.Next) != 1 || s.Next[0] != "p3" || s.Above != "city" {
					t.Errorf("%s: the next in the chain are %v of %s", day, s.Next, s.Above)
				}
				return len(s.Signers), len(s.Away), true
			}
		}
		return 0, 0, false
	}
	for _, x := range []struct {
		day           string
		signers, away int
		there         bool
	}{
		{"2025-06-30", 0, 0, false},
		{"2025-09-30", 0, 0, false},
		{"2025-10-01", 1, 0, true},
		{"2025-12-02", 0, 1, true},
		{"2025-12-06", 1, 1, true},
		{"2025-12-10", 0, 0, false},
		{"2025-12-20", 1, 0, true},
	} {
		if signers, away, there := few(x.day); signers != x.signers || away != x.away || there != x.there {
			t.Errorf("%s: %d sign, %d away, alert %v; want %+v", x.day, signers, away, there, x)
		}
	}
}
