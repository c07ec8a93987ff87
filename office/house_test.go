package office_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/office"
	"motcua/words/org"
)

func TestAnAdministratorGivesAndEndsPostsAndPowersByDocuments(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	now := c.Now()
	admin := office.Who{Kind: access.Officer, Account: "admin", Person: "p0001", Unit: "trung-tam", Role: "administrator"}
	clerk := c.officer("chi-nhanh-7", "receiver")
	key := func(err error) string {
		if f := fault.As(err); f != nil {
			return f.Key
		}
		return ""
	}
	id, err := c.AddPerson(c.ctx, admin, office.Command{}, org.Person{Name: "  Phạm  Thị Thử ", Username: "thithu.cn7"})
	if err != nil {
		t.Fatal(err)
	}
	if p := c.World().Org.Person(id); p == nil || p.Name != "Phạm Thị Thử" {
		t.Fatalf("the person is %+v", p)
	}
	post := org.Post{Person: id, Unit: "chi-nhanh-7", Role: org.Receiver, Document: "1/QĐ-TT", From: now.Add(-time.Hour)}
	bare := post
	bare.Document = " "
	for what, x := range map[string]struct {
		err  error
		want string
	}{
		"a clerk":              {c.Appoint(c.ctx, clerk, office.Command{}, post), "access.may-not"},
		"no document":          {c.Appoint(c.ctx, admin, office.Command{}, bare), "org.post-document"},
		"to itself":            {c.Delegate(c.ctx, admin, office.Command{}, org.Delegation{Giver: "chi-nhanh-7", ReceiverUnit: "chi-nhanh-7", Document: "2/UQ", From: now}), "org.delegation-receiver"},
		"an end before it is":  {c.EndDelegation(c.ctx, admin, office.Command{}, "uq-nothing", now, "9/QĐ"), "org.delegation-unknown"},
		"a clerk's delegation": {c.Delegate(c.ctx, clerk, office.Command{}, org.Delegation{}), "access.may-not"},
	} {
		if got := key(x.err); got != x.want {
			t.Errorf("%s: %q (%v), want %q", what, got, x.err, x.want)
		}
	}
	if err := c.Appoint(c.ctx, admin, office.Command{}, post); err != nil {
		t.Fatal(err)
	}
	if got := key(c.Appoint(c.ctx, admin, office.Command{}, post)); got != "org.post-twice" {
		t.Errorf("the same post again: %q", got)
	}
	held := c.World().Org.PostsOf(id, now)
	if len(held) != 1 || held[0].Document != "1/QĐ-TT" {
		t.Fatalf("they hold %+v", held)
	}
	if got := key(c.EndPost(c.ctx, admin, office.Command{}, held[0].ID, now.Add(time.Hour), " ")); got != "org.end-document" {
		t.Errorf("an end without a document: %q", got)
	}
	for range 2 { // a form that is sent twice is answered twice
		if err := c.EndPost(c.ctx, admin, office.Command{Key: "ended-once"}, held[0].ID, now.Add(time.Hour), "4/QĐ-TT"); err != nil {
			t.Fatal(err)
		}
	}
	if by := c.World().Org.Post(held[0].ID).EndedBy; by != "4/QĐ-TT" {
		t.Errorf("the post ended by %q", by)
	}
	if len(c.World().Org.PostsOf(id, now.Add(2*time.Hour))) != 0 {
		t.Error("the post does not end")
	}
	d := org.Delegation{Giver: "so-tu-phap", ReceiverUnit: "chi-nhanh-7", Document: "3/UQ", From: now, To: now.AddDate(0, 1, 0)}
	again := office.Command{Key: "given-once"}
	for range 2 { // a form that is sent twice hands on one power
		if err := c.Delegate(c.ctx, admin, again, d); err != nil {
			t.Fatal(err)
		}
	}
	given := 0
	for _, x := range c.World().Org.Delegations() {
		if x.Document == "3/UQ" {
			given++
		}
	}
	if given != 1 {
		t.Errorf("the power is handed on %d times", given)
	}
	diff := c.World().Org.Between(now.Add(-2*time.Hour), now.Add(time.Minute))
	if len(diff.Begun) != 1 || len(diff.Given) != 1 {
		t.Errorf("between then and now %d posts began and %d powers were given", len(diff.Begun), len(diff.Given))
	}
	c.check()
}

func TestAKeyOfAnActOnTheHouseIsForThatActAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	admin := office.Who{Kind: access.Officer, Account: "admin", Person: "p0001", Unit: "trung-tam", Role: "administrator"}
	once := office.Command{Key: "taken-in"}
	p := org.Person{Name: "Phạm Thị Thử", Username: "thithu.cn7"}
	first, err := c.AddPerson(c.ctx, admin, once, p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.AddPerson(c.ctx, admin, once, p)
	if err != nil || again != first {
		t.Errorf("sent again: %q %v, want %q", again, err, first)
	}
	p.Username = "thithu2.cn7"
	if _, err := c.AddPerson(c.ctx, admin, once, p); fault.As(err) == nil || fault.As(err).Key != "command.reused" {
		t.Errorf("somebody else under the same key: %v", err)
	}
	post := org.Post{Person: first, Unit: "chi-nhanh-7", Role: org.Receiver, Document: "1/QĐ-TT", From: c.Now()}
	if err := c.Appoint(c.ctx, admin, once, post); fault.As(err) == nil || fault.As(err).Key != "command.reused" {
		t.Errorf("another act under the same key: %v", err)
	}
	if c.World().Org.ByUsername("thithu2.cn7") != nil || len(c.World().Org.PostsOf(first, c.Now().Add(time.Minute))) != 0 {
		t.Error("what was refused has happened")
	}
	c.check()
}

func TestAnActOnTheHouseIsJudgedByWhatAnotherProcessHasEntered(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	admin := office.Who{Kind: access.Officer, Account: "admin", Person: "p0001", Unit: "trung-tam", Role: "administrator"}
	p := org.Person{Name: "Phạm Thị Thử", Username: "thithu.cn7"}
	other, err := office.Open(c.ctx, office.Config{DB: c.Store(), Secret: make([]byte, 32), Now: c.clock})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := other.AddPerson(c.ctx, admin, office.Command{}, p); err != nil {
		t.Fatal(err)
	}
	if _, err := c.AddPerson(c.ctx, admin, office.Command{}, p); fault.As(err) == nil || fault.As(err).Key != "org.username-taken" {
		t.Errorf("the same account at this office: %v", err)
	}
}
