package office_test

import (
	"fmt"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
)

// settle ends the dossier's open approval by a refusal, after the work before it.
func (c *town) refuse(id dossier.ID) {
	c.t.Helper()
	for range 20 {
		v := c.dossier(id)
		if len(v.Open) == 0 {
			c.t.Fatalf("dossier %s ended before anybody could refuse it", id)
		}
		task := v.Open[0]
		who, on := c.officer(task.Unit, task.Role), office.On{ID: id, Seen: v.Version, Token: task.Token}
		act, f := dossier.ActFinish, dossier.Finishing{}
		if len(task.Can) > 0 {
			f.Outcome = task.Can[0]
		}
		if task.Work == procedure.Approve {
			act, f = dossier.ActRefuse, dossier.Finishing{Refusal: dossier.Refusal{Reason: "not-eligible", Rule: "nd61-2018/19.8", Words: "không đủ điều kiện"}}
		}
		if err := c.Finish(c.ctx, who, office.Command{}, on, act, f); err != nil {
			c.t.Fatalf("%s %s: %v", act, task.Node, err)
		}
		if act == dossier.ActRefuse {
			return
		}
	}
}

// mixed fills the town with one dossier or more of every end, received at two branches on several days.
func (c *town) mixed() {
	c.t.Helper()
	pcs := c.cases()
	receive := func(n int, desk string) dossier.ID {
		id := dossier.ID(fmt.Sprintf("MIXED%07d", n))
		pc := pcs[n%len(pcs)]
		if _, err := c.Receive(c.ctx, c.officer(desk, "receiver"), office.Command{}, office.On{ID: id}, c.intake(pc[0], pc[1], desk)); err != nil {
			c.t.Fatal(err)
		}
		return id
	}
	file := func(n int) dossier.ID {
		id := dossier.ID(fmt.Sprintf("FILED%07d", n))
		in := c.intake(pcs[0][0], pcs[0][1], "chi-nhanh-7")
		in.Channel = procedure.Online
		if _, err := c.File(c.ctx, office.Who{Kind: access.Portal, Account: "portal"}, office.Command{}, id, in); err != nil {
			c.t.Fatal(err)
		}
		return id
	}
	file(1)                               // waits past its time
	declined := file(2)                   // not received
	toReceive := file(3)                  // received late
	late := receive(1, "chi-nhanh-7")     // completed after its time
	receive(2, "chi-nhanh-7")             // open past its time
	replaced := receive(3, "chi-nhanh-1") // closed for another one
	c.finish(receive(4, "chi-nhanh-1"))   // completed in time
	handed := receive(5, "chi-nhanh-7")   // completed in time and handed over
	c.finish(handed)
	if err := c.HandOver(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: handed}, dossier.HandOver{Manner: "desk", Receiver: c.dossier(handed).Parties.Owner}); err != nil {
		c.t.Fatal(err)
	}
	c.at("2026-03-05 14:00")
	c.refuse(receive(6, "chi-nhanh-7"))
	clerk := c.officer("chi-nhanh-7", "receiver")
	if err := c.Decline(c.ctx, clerk, office.Command{}, office.On{ID: declined}, dossier.Refusal{Reason: "not-competent", Words: "không thuộc thẩm quyền"}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.Receive(c.ctx, clerk, office.Command{}, office.On{ID: toReceive}, office.Intake{}); err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.Replace(c.ctx, c.officer("chi-nhanh-1", "receiver"), office.Command{}, office.On{ID: replaced}, office.Replacement{
		NewID: "MIXED9999999", Intake: c.intake(pcs[0][0], pcs[0][1], "chi-nhanh-1"), Kept: true, Reason: "wrong-procedure", Words: "chọn nhầm",
	}); err != nil {
		c.t.Fatal(err)
	}
	for i, day := range []string{"05-29", "06-08", "06-12"} { // open, some of them due on the day of the figures
		c.at("2026-" + day + " 10:00")
		for n := range pcs {
			receive(100*(i+1)+n, "chi-nhanh-1")
		}
	}
	c.at("2026-06-15 09:00")
	c.finish(late)
	for n := range pcs {
		receive(10+n, "chi-nhanh-1")
	}
	file(4)
	c.at("2026-06-15 16:40")
	if _, err := c.Follow(c.ctx); err != nil {
		c.t.Fatal(err)
	}
}

func TestEachFigureOfTheOverviewHasAsManyDossiersInItsList(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.mixed()
	yes, no := true, false
	day := func(m time.Month, d int) time.Time { return time.Date(2026, m, d, 0, 0, 0, 0, office.Zone) }
	supervisor := office.Who{Kind: access.Officer, Account: "s", Role: "supervisor", City: true, Unit: "tttc"}
	head := office.Who{Kind: access.Officer, Account: "h", Role: "branch-head", Unit: "chi-nhanh-7"}
	for _, u := range c.World().Org.Subtree("chi-nhanh-7", c.clock()) {
		head.Units = append(head.Units, string(u))
	}
	today, tomorrow := day(6, 15), day(6, 16)
	seen := office.Figures{}
	for _, who := range []office.Who{supervisor, head} {
		for _, by := range []string{"reception", "competent"} {
			for _, from := range []time.Time{day(3, 1), day(3, 5), today} {
				r := c.Read(c.ctx, who)
				o, err := r.Overview("", by, from, today)
				if err != nil {
					t.Fatal(err)
				}
				rows := append([]office.OverviewRow{{Unit: o.Unit, Figures: o.Total}}, o.Rows...)
				for i, row := range rows {
					base := office.Filter{Unit: row.Unit.ID, By: by, Below: i == 0 || !row.Own}
					ended := base
					ended.EndedFrom, ended.EndedTo = from, tomorrow
					received := base
					received.From, received.To = from, tomorrow
					with := func(f office.Filter, change func(*office.Filter)) office.Filter { change(&f); return f }
					for _, k := range []struct {
						name string
						n    int
						f    office.Filter
					}{
						{"received", row.Received, received},
						{"in time", row.InTime, with(ended, func(f *office.Filter) { f.Stage, f.Late = office.StageSettled, &no })},
						{"late", row.LateDone, with(ended, func(f *office.Filter) { f.Stage, f.Late = office.StageSettled, &yes })},
						{"refused", row.Refused, with(ended, func(f *office.Filter) { f.Stage = office.StageRefused })},
						{"stopped", row.Stopped, with(ended, func(f *office.Filter) { f.Stage = office.StageStopped })},
						{"declined", row.Declined, with(ended, func(f *office.Filter) { f.Stage = office.StageDeclined })},
						{"open", row.Open, with(base, func(f *office.Filter) { f.Stage = office.StageWorking })},
						{"open late", row.OpenLate, with(base, func(f *office.Filter) { f.Stage, f.Late = office.StageWorking, &yes })},
						{"due today", row.DueToday, with(base, func(f *office.Filter) {
							f.Stage, f.Open, f.Late, f.DueFrom, f.DueTo = office.StageWorking, &yes, &no, today, tomorrow
						})},
						{"waiting", row.Waiting, with(base, func(f *office.Filter) { f.Stage = office.StageWaiting })},
						{"waiting late", row.WaitLate, with(base, func(f *office.Filter) { f.Stage, f.Late = office.StageWaiting, &yes })},
					} {
						list, err := r.Dossiers(k.f)
						if err != nil {
							t.Fatal(err)
						}
						if list.Total != k.n {
							t.Errorf("%s %s since %s, %s: the figure says %d, its list has %d", row.Unit.ID, by, from.Format("02/01"), k.name, k.n, list.Total)
						}
					}
				}
				if who.City && by == "reception" {
					seen = o.Total
				}
				if from.Equal(day(3, 1)) && who.City {
					for name, n := range map[string]int{
						"received": o.Total.Received, "in time": o.Total.InTime, "late": o.Total.LateDone, "refused": o.Total.Refused, "declined": o.Total.Declined,
						"open": o.Total.Open, "open late": o.Total.OpenLate, "due today": o.Total.DueToday, "waiting": o.Total.Waiting, "waiting late": o.Total.WaitLate,
					} {
						if n == 0 {
							t.Errorf("no dossier of the town is %s: the test proves nothing of it", name)
						}
					}
				}
			}
		}
	}
	if seen.Open == 0 {
		t.Error("nothing is open in the whole city")
	}
}

func TestFiguresAreForThoseWhoAnswerForTheUnit(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	for _, k := range []struct {
		role, own, asked string
		city, may        bool
	}{
		{"branch-head", "chi-nhanh-7", "", false, true},
		{"branch-head", "chi-nhanh-7", "chi-nhanh-1", false, false},
		{"leader", "chi-nhanh-7", "", false, true},
		{"receiver", "chi-nhanh-7", "", false, false},
		{"specialist", "chi-nhanh-7", "chi-nhanh-7", false, false},
		{"administrator", "chi-nhanh-7", "", false, false},
		{"supervisor", "chi-nhanh-7", "chi-nhanh-1", true, true},
	} {
		who := office.Who{Kind: access.Officer, Account: "x", Role: k.role, Unit: k.own, Units: []string{k.own}, City: k.city}
		_, err := c.Read(c.ctx, who).Overview(k.asked, "reception", c.clock(), c.clock())
		if (err == nil) != k.may || err != nil && !fault.Is(err, fault.Refused) {
			t.Errorf("%s of %s asks for %q: %v", k.role, k.own, k.asked, err)
		}
	}
	if _, err := c.Read(c.ctx, office.Who{Kind: access.Citizen, Key: "k"}).Overview("", "reception", c.clock(), c.clock()); !fault.Is(err, fault.Refused) {
		t.Errorf("a citizen asks: %v", err)
	}
}
