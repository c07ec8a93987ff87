package office_test

import (
	"strings"
	"testing"

	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/org"
)

// A unit that is asked for its opinion is told at once, on the last day and when that is over, each time once, and finds the
// question in its worklist until it has answered.
func TestAUnitIsToldThatItsOpinionIsAskedAndReminded(t *testing.T) {
	t.Parallel()
	c, b, _ := mailing(t)
	control, leader := c.named("manhkhoa2.tt"), c.officer("chi-nhanh-7", "leader")
	to := c.World().Org.Person(org.PersonID(leader.Person)).Email
	if to == "" {
		t.Fatal("the pack's leader has no address")
	}
	const id = "proposal-0001"
	if _, err := c.StartProposal(c.ctx, control, office.Command{}, id, "2.000815", 1); err != nil {
		t.Fatal(err)
	}
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActSubmit})
	c.wantDeed(control, id, procedure.Deed{Act: procedure.ActAsk, Unit: "chi-nhanh-7", Until: civil(t, "2026-03-05"), Words: "Có vướng gì không?"})
	told := func(when string, want ...string) {
		t.Helper()
		c.at(when)
		c.tick()
		var got []string
		texts, _ := b.mailsTo(to)
		for _, x := range texts {
			if strings.Contains(x, "/control/proposals/"+id) {
				got = append(got, x)
			}
		}
		if len(got) != len(want) {
			t.Fatalf("%s: %d mails, want %d: %q", when, len(got), len(want), got)
		}
		for i := range want {
			if !strings.Contains(got[i], "05/03/2026") || !strings.Contains(got[i], "2.000815") {
				t.Errorf("%s: the mail says %q", when, got[i])
			}
		}
	}
	asked := func() []office.OpinionAsked {
		t.Helper()
		list, err := c.Read(c.ctx, leader).OpinionsAsked()
		if err != nil {
			t.Fatal(err)
		}
		return list
	}
	told("2026-03-03 10:00", "asked")
	told("2026-03-04 10:00", "asked")
	if list := asked(); len(list) != 1 || list[0].Question != "Có vướng gì không?" || list[0].Late {
		t.Errorf("the worklist has %+v", list)
	}
	told("2026-03-05 09:00", "asked", "last")
	told("2026-03-06 09:00", "asked", "last", "late")
	told("2026-03-09 09:00", "asked", "last", "late")
	if list := asked(); len(list) != 1 || !list[0].Late {
		t.Errorf("the worklist has %+v", list)
	}
	if list, err := c.Read(c.ctx, c.officer("chi-nhanh-1", "leader")).OpinionsAsked(); err != nil || len(list) != 0 {
		t.Errorf("another unit is asked %+v, %v", list, err)
	}
	c.wantDeed(leader, id, procedure.Deed{Act: procedure.ActOpine, Agrees: true})
	if list := asked(); len(list) != 0 {
		t.Errorf("after the answer the worklist has %+v", list)
	}
}
