package office_test

import (
	"fmt"
	"testing"
	"time"

	"motcua/law/petition"
	"motcua/office"
)

// TestFiguresOfPetitionsAreCountedByHand has six petitions of which each counts in its own way, judged at the limit, a minute behind it, and
// later; each figure opens as many petitions as it says.
func TestFiguresOfPetitionsAreCountedByHand(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	agent, boss := c.officer(careUnit, "care-agent"), c.boss(careUnit)
	send := func(at, key string) office.Ticket {
		t.Helper()
		c.at(at)
		in := sent()
		in.Person.Phone = "09" + fmt.Sprintf("%08s", key)
		x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: key}, in)
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	answer := func(x office.Ticket) {
		t.Helper()
		c.petitionAct(agent, x.ID, petition.ActClassify, petition.Input{Class: petition.Own})
		c.petitionAct(agent, x.ID, petition.ActDraft, petition.Input{})
		c.petitionAct(boss, x.ID, petition.ActApprove, petition.Input{})
		c.petitionAct(agent, x.ID, petition.ActAnswer, petition.Input{})
	}
	own := func(x office.Ticket, a petition.Act, in petition.Input) {
		t.Helper()
		in.Words = "Đèn vẫn không sáng, đề nghị xem lại."
		if err := c.Petition(c.ctx, nobody, office.Command{}, office.OnPetition{ID: x.ID, Check: x.Check}, a, in); err != nil {
			t.Fatal(err)
		}
	}
	one, two, three, four := send("2026-03-04 09:00", "11"), send("2026-03-04 09:00", "12"), send("2026-03-04 09:00", "13"), send("2026-03-04 09:00", "14")
	c.petitionAct(agent, three.ID, petition.ActMerge, petition.Input{Other: petition.ID(two.Code)})
	own(four, petition.ActWithdraw, petition.Input{})
	c.at("2026-03-05 09:00")
	answer(one)
	c.petitionAct(agent, one.ID, petition.ActWithhold, petition.Input{Reason: "personal"})
	own(one, petition.ActRate, petition.Input{Rating: petition.Dissatisfied})
	five := send("2026-03-05 10:00", "15")
	c.petitionAct(agent, five.ID, petition.ActAsk, petition.Input{})
	six := send("2026-03-06 09:00", "16")
	c.petitionAct(agent, six.ID, petition.ActClassify, petition.Input{Class: petition.NotAccepted, Reason: "unclear"})
	from := time.Date(2026, 3, 1, 0, 0, 0, 0, office.Zone)
	want := func(at string, f petition.Figures) {
		t.Helper()
		c.at(at)
		rd := c.Read(c.ctx, boss)
		got, err := rd.PetitionReport("", from, from.AddDate(0, 1, 0))
		if err != nil || got.Total != f {
			t.Errorf("at %s: %+v, %v, want %+v", at, got, err, f)
			return
		}
		for i, n := range []int64{f.InTime, f.Late, f.Running, f.Left} {
			s := []petition.Standing{petition.InTime, petition.Overdue, petition.Runs, petition.Aside}[i]
			c.opens(rd, n, office.PetitionFilter{From: from, To: from.AddDate(0, 1, 0), Stands: s})
		}
		for fault, n := range map[string]int64{"disliked": f.Disliked, "repeated": f.Repeated, "any": f.Faulty, "none": f.Judged - f.Faulty} {
			c.opens(rd, n, office.PetitionFilter{From: from, To: from.AddDate(0, 1, 0), Fault: fault})
		}
		c.opens(rd, f.All, office.PetitionFilter{From: from, To: from.AddDate(0, 1, 0), Whole: true})
		sum := petition.Figures{}
		for _, x := range got.Classes {
			sum.Add(x.Figures)
		}
		if sum != f {
			t.Errorf("the classes sum up to %+v, not to %+v", sum, f)
		}
	}
	// two is not sorted: its two working days end on Friday the 6th at nine; on the minute itself it is in time. three was sorted by
	// joining it, and waits for an answer with its own fifteen days, until the 25th. one is disliked; six was refused in time.
	want("2026-03-06 09:00", petition.Figures{All: 6, InTime: 2, Running: 3, Left: 1, Answered: 1, Judged: 2, Faulty: 1, Disliked: 1})
	want("2026-03-06 09:01", petition.Figures{All: 6, InTime: 2, Late: 1, Running: 2, Left: 1, Answered: 1, Judged: 3, Faulty: 2, Disliked: 1})
	want("2026-03-25 09:00", petition.Figures{All: 6, InTime: 2, Late: 1, Running: 2, Left: 1, Answered: 1, Judged: 3, Faulty: 2, Disliked: 1})
	want("2026-03-25 09:01", petition.Figures{All: 6, InTime: 2, Late: 2, Running: 1, Left: 1, Answered: 1, Judged: 4, Faulty: 3, Disliked: 1})
	own(one, petition.ActReopen, petition.Input{})
	want("2026-03-25 09:01", petition.Figures{All: 6, InTime: 1, Late: 2, Running: 2, Left: 1, Answered: 1, Judged: 3, Faulty: 2})
	c.check()
}

// opens wants the list behind a figure to have as many petitions as it says, each standing by the law as the list has it.
func (c *town) opens(rd *office.Reader, n int64, f office.PetitionFilter) {
	c.t.Helper()
	rows, total, err := rd.Petitions(f)
	if err != nil || total != n || int64(len(rows)) != n {
		c.t.Errorf("%+v opens %d of %d petitions, want %d: %v", f, len(rows), total, n, err)
	}
	for i := range rows {
		v, err := rd.Petition(rows[i].ID)
		if err != nil {
			c.t.Fatal(err)
		}
		if s := v.StandsAt(c.clock()); f.Stands != "" && s != f.Stands {
			c.t.Errorf("%s stands %s by the law and is listed under %s", v.Code, s, f.Stands)
		}
	}
}

func TestAlarmsOfAPetitionAreToldOnceToWhoeverIsToAct(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-04 09:00")
	ward := c.anOffice("leader", "specialist")
	agent, leader, worker := c.officer(careUnit, "care-agent"), c.officer(ward, "leader"), c.officer(ward, "specialist")
	watcher := c.officer("phong-kiem-tra-giam-sat", "supervisor")
	x, err := c.SendPetition(c.ctx, nobody, office.Command{Key: "1"}, sent())
	if err != nil {
		t.Fatal(err)
	}
	c.petitionAct(agent, x.ID, petition.ActTransfer, petition.Input{To: ward, Reason: "competence"})
	c.petitionAct(leader, x.ID, petition.ActClassify, petition.Input{Class: petition.Own})
	c.petitionAct(leader, x.ID, petition.ActAssign, petition.Input{Officer: worker.Person})
	if err := c.Tick(c.ctx); err != nil {
		t.Fatal(err)
	}
	// fifteen working days are 120 hours: half of them are used on the 13th at half past two, four fifths on the 20th at nine.
	told := func(who office.Who) (kinds string) {
		t.Helper()
		list, err := c.Read(c.ctx, who).AlarmNotices(20)
		if err != nil {
			t.Fatal(err)
		}
		for i := range list {
			if list[i].Petition == x.ID {
				kinds = string(list[i].Kind) + " " + kinds
			}
		}
		return kinds
	}
	for _, step := range []struct{ at, worker, leader, watcher string }{
		{"2026-03-13 14:29", "", "", ""},
		{"2026-03-13 14:30", "petition-half ", "", ""},
		{"2026-03-20 08:59", "petition-half ", "", ""},
		{"2026-03-20 09:01", "petition-half petition-near ", "petition-near ", ""},
		{"2026-03-25 09:00", "petition-half petition-near ", "petition-near ", ""},
		{"2026-03-25 09:01", "petition-half petition-near petition-late ", "petition-near petition-late ", "petition-late "},
		{"2026-03-26 09:01", "petition-half petition-near petition-late ", "petition-near petition-late ", "petition-late "},
	} {
		c.at(step.at)
		for range 2 {
			if err := c.Tick(c.ctx); err != nil {
				t.Fatal(err)
			}
		}
		if a, b, d := told(worker), told(leader), told(watcher); a != step.worker || b != step.leader || d != step.watcher {
			t.Errorf("at %s the officer was told %q, the leader %q, the supervision %q", step.at, a, b, d)
		}
	}
	counts, err := c.Read(c.ctx, c.whole()).AlarmCounts()
	if err != nil || counts.Petitions[petition.AlarmLate] != 1 || counts.Petitions[petition.AlarmNear] != 0 || counts.Petitions[petition.AlarmUnexplained] != 1 {
		t.Errorf("%+v, %v", counts.Petitions, err)
	}
	c.petitionAct(worker, x.ID, petition.ActDraft, petition.Input{})
	c.petitionAct(leader, x.ID, petition.ActApprove, petition.Input{})
	c.petitionAct(worker, x.ID, petition.ActAnswer, petition.Input{})
	counts, err = c.Read(c.ctx, c.whole()).AlarmCounts()
	if err != nil || counts.Petitions[petition.AlarmLate] != 0 || counts.Petitions[petition.AlarmUnexplained] != 1 {
		t.Errorf("answered late: %+v, %v", counts.Petitions, err)
	}
	c.petitionAct(leader, x.ID, petition.ActExplain, petition.Input{Words: "Chờ đơn vị chiếu sáng khảo sát tuyến cáp ngầm."})
	counts, err = c.Read(c.ctx, c.whole()).AlarmCounts()
	v, e := c.Read(c.ctx, leader).Petition(x.ID)
	if err != nil || e != nil || counts.Petitions[petition.AlarmUnexplained] != 0 || v.StandsAt(c.clock()) != petition.Overdue {
		t.Errorf("explained: %+v, it stands %s, %v, %v", counts.Petitions, v.StandsAt(c.clock()), err, e)
	}
	if f, err := c.Read(c.ctx, nobody).FollowPetition(x.Code, x.Check); err != nil || f.Excuse == "" {
		t.Errorf("its sender reads %+v, %v", f, err)
	}
	c.check()
}
