package office_test

import (
	"testing"

	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
)

func TestAConversationThatAUnitLetsLieIsToldOnceToItsHolderAndTheUnitsLeaders(t *testing.T) {
	onEngines(t, func(t *testing.T, c *town) {
		c.at("2026-03-04 09:00")
		c.tick() // what rang before is nobody's news
		unit := c.anOffice("leader", "specialist")
		leader, worker, agent := c.officer(unit, "leader"), c.officer(unit, "specialist"), c.agent()
		late, answered := c.handedTo("late", unit, "", care.Input{}), c.handedTo("answered", unit, "", care.Input{})
		c.contactAct(worker, late.ID, care.ActTake, care.Input{})
		c.contactAct(worker, answered.ID, care.ActSay, care.Input{Text: "Mời bạn đến phường."})
		told := func(who office.Who) (open, over int) {
			t.Helper()
			list, err := c.Read(c.ctx, who).AlarmNotices(50)
			if err != nil {
				t.Fatal(err)
			}
			for i := range list {
				switch n := &list[i]; {
				case n.Kind != office.AlarmContact:
				case n.Contact != late.ID || n.Code != late.Code || n.Unit.ID != unit:
					t.Errorf("told of %+v", n)
				case n.Answered:
					over++
				default:
					open++
				}
			}
			return open, over
		}
		// Eight hours of work from Wednesday at nine are over on Thursday at nine.
		for _, step := range []struct {
			at   string
			want int
		}{{"2026-03-05 09:00", 0}, {"2026-03-05 09:01", 1}, {"2026-03-05 15:00", 1}, {"2026-03-06 09:00", 1}} {
			c.at(step.at)
			c.tick()
			c.tick()
			for who, x := range map[string]office.Who{"leader": leader, "holder": worker} {
				if n, over := told(x); n != step.want || over != 0 {
					t.Errorf("at %s the %s was told %d times, and %d of them are over; want %d", step.at, who, n, over, step.want)
				}
			}
			if n, _ := told(agent); n != 0 {
				t.Errorf("at %s the care desk was told %d times of another's lateness", step.at, n)
			}
		}
		c.contactAct(worker, late.ID, care.ActSay, care.Input{Text: "Mời bạn đến phường."})
		if n, over := told(leader); n != 0 || over != 1 {
			t.Errorf("answered: %d ring, %d are over, want 0 and 1", n, over)
		}
		c.check()
	})
}

func TestAConversationOfAComplaintIsNotHandedToTheUnitComplainedOf(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	own := c.anOffice("leader", "specialist")
	rude := c.officer(own, "specialist")
	x := c.complained("1", own, rude.Person)
	talk := c.handedTo("talk", "", string(x.ID), care.Input{})
	agent := c.agent()
	hand := func(to string) string {
		t.Helper()
		return keyOf(c.Contact(c.ctx, agent, office.Command{}, office.OnContact{ID: talk.ID}, care.ActHandOver, care.Input{To: to, Reason: "việc của đơn vị"}))
	}
	if got := hand(own); got != "care.hand-own" {
		t.Errorf("handed to the unit complained of: %q", got)
	}
	if _, err := c.Read(c.ctx, rude).Contact(talk.ID); keyOf(err) != "care.missing" {
		t.Errorf("they read it: %v", err)
	}
	if got := hand("chi-nhanh-7"); got != "" && own != "chi-nhanh-7" {
		t.Errorf("handed to another unit: %q", got)
	}
	// A petition about anything else stands in nobody's way, and does not open with the conversation.
	y := c.sentTo("2", "", "")
	c.petitionAct(c.officer(careUnit, "care-agent"), y.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	other := c.handedTo("other", own, string(y.ID), care.Input{})
	v, err := c.Read(c.ctx, rude).Contact(other.ID)
	if err != nil || len(v.LinksP) != 1 || v.LinksP[0].Code != y.Code || v.LinksP[0].Opens {
		t.Errorf("the unit reads %+v, %v", v, err)
	}
}
