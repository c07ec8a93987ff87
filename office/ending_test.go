package office_test

import (
	"testing"
	"time"

	"motcua/law/access"
	"motcua/office"
	"motcua/words/org"
)

func TestWhatEndsSoonIsShownWithWhatItBreaksAndToldOnce(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	leader := c.officer("so-xay-dung", "leader")
	var post *org.Post
	for _, p := range c.World().Org.PostsIn("so-xay-dung", c.Now()) {
		if p.Role == org.Specialist {
			post = p
		}
	}
	holders := c.World().Org.Holders("so-xay-dung", org.Specialist, c.Now())
	end := c.Now().AddDate(0, 0, 10).Truncate(24 * time.Hour).Add(-7 * time.Hour)
	for _, p := range c.World().Org.PostsIn("so-xay-dung", c.Now()) {
		if p.Role == org.Specialist {
			if err := c.EndPost(c.ctx, townAdmin, office.Command{}, p.ID, end, "9/QĐ"); err != nil {
				t.Fatal(err)
			}
		}
	}
	if post == nil || len(holders) == 0 {
		t.Fatal("nobody examines at so-xay-dung")
	}
	seen := func(who office.Who, at time.Time) (endings int, breaks map[string]int) {
		t.Helper()
		e, err := c.Read(c.ctx, who).Endings(at)
		if err != nil {
			t.Fatal(err)
		}
		breaks = map[string]int{}
		for _, d := range e.Days {
			for _, x := range d.Endings {
				if x.Document == "9/QĐ" && x.Unit.ID == "so-xay-dung" && x.At.Equal(end) {
					endings++
				}
			}
			for _, b := range d.Breaks {
				if b.Unit.ID == "so-xay-dung" && d.At.Equal(end) {
					breaks[b.Kind]++
				}
			}
		}
		return endings, breaks
	}
	for what, who := range map[string]office.Who{"administrator": townAdmin, "leader": leader} {
		n, breaks := seen(who, c.Now())
		if n != len(holders) || breaks[office.BreakHolder] != 1 || breaks[office.BreakStep] == 0 {
			t.Errorf("the %s sees %d endings, breaks %v", what, n, breaks)
		}
	}
	if n, _ := seen(townAdmin, c.Now().AddDate(0, 0, -40)); n != 0 {
		t.Errorf("forty days before, %d are shown", n)
	}
	if n, breaks := seen(c.officer("so-tai-chinh", "leader"), c.Now()); n != 0 || len(breaks) != 0 {
		t.Errorf("another unit's leader sees %d, %v", n, breaks)
	}
	if _, err := c.Read(c.ctx, c.officer("chi-nhanh-7", "receiver")).Endings(c.Now()); keyOf(err) != "access.settings" {
		t.Errorf("a clerk: %v", err)
	}
	told := func() int {
		t.Helper()
		if err := c.Tick(c.ctx); err != nil {
			t.Fatal(err)
		}
		list, err := c.Read(c.ctx, leader).EndingNotices(50)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range list {
			if n.Unit.ID != "so-xay-dung" || !n.Ends.Equal(end) || n.Kind != office.EndsPost {
				t.Errorf("told %+v", n)
			}
		}
		return len(list)
	}
	if n := told(); n != len(holders) {
		t.Errorf("the leader is told of %d endings, want %d", n, len(holders))
	}
	c.at("2026-03-05 09:00")
	if n := told(); n != len(holders) {
		t.Errorf("two days later the leader was told of %d, want %d", n, len(holders))
	}
	if err := c.SeeEndingNotices(c.ctx, leader); err != nil {
		t.Fatal(err)
	}
	list, err := c.Read(c.ctx, leader).EndingNotices(50)
	if err != nil || len(list) == 0 || !list[0].Seen {
		t.Errorf("after looking: %+v, %v", list, err)
	}
	if _, err := c.Read(c.ctx, office.Who{Kind: access.Citizen}).EndingNotices(1); err == nil {
		t.Error("a stranger reads notices")
	}
	c.check()
}
