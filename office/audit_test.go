package office_test

import (
	"slices"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/office"
	"motcua/words/org"
)

// trail reads the whole trail, page by page.
func trail(t *testing.T, c *town, who office.Who, q office.AuditQuery, size int) []office.AuditLine {
	t.Helper()
	q.Limit = size
	var out []office.AuditLine
	for {
		lines, next, err := c.Read(c.ctx, who).Audit(q)
		if err != nil {
			t.Fatal(err)
		}
		if out = append(out, lines...); next == "" {
			return out
		}
		q.After = next
	}
}

func TestTheTrailHasActsReadingsAndTriesAndIsForOverseersAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	super := c.officer("phong-kiem-tra-giam-sat", "supervisor")
	super.City, super.Post = true, string(c.World().Org.PostsOf(org.PersonID(super.Person), c.Now())[0].ID)
	admin := office.Who{Kind: access.Officer, Account: "officer:p0001", Person: "p0001", Unit: "trung-tam", Role: "administrator"}
	begun := c.Now()
	if _, err := c.SignIn(c.ctx, "nobody-has-this", "x", office.Device{}); err == nil {
		t.Fatal("a stranger signed in")
	}
	if err := c.AddAccount(c.ctx, office.Who{Kind: access.System}, office.Account{ID: clerk.Account, Username: c.World().Org.Person(org.PersonID(clerk.Person)).Username, Kind: "officer", Person: clerk.Person}, "mat-khau-dai-12", 8); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SignIn(c.ctx, c.World().Org.Person(org.PersonID(clerk.Person)).Username, "sai-mat-khau", office.Device{}); err == nil {
		t.Fatal("a wrong password was right")
	}
	all := trail(t, c, super, office.AuditQuery{From: begun.AddDate(0, 0, -1)}, 7)
	kinds := map[string]int{}
	for _, l := range all {
		kinds[l.Kind]++
	}
	if kinds["unknown-name"] != 1 || kinds["wrong-password"] != 1 || kinds["read.audit"] < 1 {
		t.Errorf("the trail has %v", kinds)
	}
	if !slices.IsSortedFunc(all, func(a, b office.AuditLine) int { return b.Recorded.Compare(a.Recorded) }) {
		t.Error("the trail is not in the order in which it was written")
	}
	// Pages of any size have every line once.
	whole := trail(t, c, super, office.AuditQuery{What: office.AuditHouse}, 500)
	small := trail(t, c, super, office.AuditQuery{What: office.AuditHouse}, 37)
	if len(whole) < 500 || !slices.Equal(whole, small) {
		t.Errorf("%d lines in pages of 500, %d in small ones", len(whole), len(small))
	}
	for _, l := range trail(t, c, admin, office.AuditQuery{}, 500) {
		if l.What != office.AuditHouse && l.What != office.AuditSignIns {
			t.Fatalf("the administrator sees %+v", l)
		}
	}
	for what, who := range map[string]office.Who{office.AuditActs: admin, office.AuditReads: admin, "": clerk, office.AuditSignIns: clerk} {
		if _, _, err := c.Read(c.ctx, who).Audit(office.AuditQuery{What: what}); !fault.Is(err, fault.Refused) {
			t.Errorf("a %s reads %q: %v", who.Role, what, err)
		}
	}
	// Whoever oversees one unit sees what its people did, and nobody else's.
	part := super
	part.City, part.Post, part.Unit, part.Units = false, "", "chi-nhanh-7", []string{"chi-nhanh-7"}
	mine := trail(t, c, part, office.AuditQuery{}, 50)
	for _, l := range mine {
		if l.Unit.ID != "chi-nhanh-7" {
			t.Errorf("the supervisor of branch 7 sees %+v", l)
		}
	}
	if !slices.ContainsFunc(mine, func(l office.AuditLine) bool { return l.Kind == "wrong-password" }) {
		t.Error("the supervisor of branch 7 does not see the branch's wrong password")
	}
	if _, _, err := c.Read(c.ctx, part).Audit(office.AuditQuery{Unit: "chi-nhanh-1"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("the supervisor of branch 7 asks about branch 1: %v", err)
	}
	for _, bad := range []string{"x", "1.9.a", "zz.0.x", "1.0"} {
		if _, _, err := c.Read(c.ctx, super).Audit(office.AuditQuery{After: bad}); !fault.Is(err, fault.Invalid) {
			t.Errorf("cursor %q: %v", bad, err)
		}
	}
	if got := trail(t, c, super, office.AuditQuery{What: office.AuditSignIns, To: begun.Add(-time.Hour)}, 50); len(got) != 0 {
		t.Errorf("%d sign-ins of before there were any", len(got))
	}
}
