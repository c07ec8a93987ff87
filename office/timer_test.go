package office_test

import (
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
)

// posted publishes the allowance with a list that is posted for two working days after its review, and receives a dossier that is
// brought to there; it gives until when it is posted.
func (c *town) posted(id dossier.ID) time.Time {
	c.t.Helper()
	const code = "1.001776"
	c.approved("proposal-0001", code, 1, func(r *procedure.Record) {
		for i := range r.Cases {
			p := r.Cases[i].Process
			p.Nodes = append(p.Nodes, procedure.Node{
				ID: "posted", Kind: procedure.Timer, Name: form.Text{VI: "Niêm yết danh sách", EN: "List on public notice"},
				Timer: &procedure.Delay{Limit: calendar.Limit{N: 2, Unit: calendar.WorkingDay}},
			})
			for k := range p.Nodes {
				if p.Nodes[k].ID == "review" {
					p.Nodes[k].Hours = 2
				}
			}
			for k := range p.Flows {
				if f := &p.Flows[k]; f.From == "reviewed" && f.Default {
					f.To = "posted"
				}
			}
			p.Flows = append(p.Flows, procedure.Flow{From: "posted", To: "approve"})
		}
	})
	n, err := c.publish("proposal-0001", "2026-03-03")
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.SwitchOn(c.ctx, c.named("manhkhoa2.tt"), office.Command{}, code, n, nil, ""); err != nil {
		c.t.Fatal(err)
	}
	c.at("2026-03-03 09:00")
	if _, err := c.Receive(c.ctx, c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: id}, c.intake(code, "huong-moi", "chi-nhanh-7")); err != nil {
		c.t.Fatal(err)
	}
	for c.dossier(id).Timers == nil {
		c.step(id)
	}
	v := c.dossier(id)
	if len(v.Open) > 0 || len(v.Timers) != 1 {
		c.t.Fatalf("while the list is posted: open %+v, timers %+v", v.Open, v.Timers)
	}
	at, err := v.Over(c.World().Calendar, &v.Timers[0])
	if err != nil {
		c.t.Fatal(err)
	}
	return at
}

func TestATimerIsOverByItsJobAtItsMomentHoweverLateTheJobIs(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const id = "TIMER0000001"
	over := c.posted(id)
	c.work()
	c.passes(over.Sub(c.clock()) - time.Minute)
	c.work()
	if v := c.dossier(id); len(v.Open) > 0 {
		t.Fatalf("a minute too early: %+v", v.Open)
	}
	c.passes(6 * time.Hour)
	c.work()
	c.work()
	v := c.dossier(id)
	last := v.Dossier.History[len(v.Dossier.History)-1]
	if len(v.Open) != 1 || v.Open[0].Node != "approve" || len(v.Timers) != 0 || last.Kind != dossier.KindElapsed || !last.At.Equal(over) {
		t.Errorf("six hours late: open %+v, timers %+v, last %+v, over at %s", v.Open, v.Timers, last, over)
	}
	c.check()
	c.finish(id)
	c.check()
}

func TestAnActNeverOvertakesATimer(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const id = "TIMER0000002"
	over := c.posted(id)
	c.passes(over.Sub(c.clock()) + time.Hour) // no job ran
	seen := c.dossier(id).Version
	boss := c.officer(c.dossier(id).Competent, "leader")
	err := c.Note(c.ctx, boss, office.Command{}, office.On{ID: id, Seen: seen}, "ghi chú")
	if f := fault.As(err); f == nil || f.Key != "dossier.moved" {
		t.Errorf("who saw it before the list was taken down: %v", err)
	}
	if v := c.dossier(id); len(v.Open) != 1 || v.Open[0].Node != "approve" {
		t.Errorf("the timer is over all the same: %+v", v.Open)
	}
	if err := c.Note(c.ctx, boss, office.Command{}, office.On{ID: id}, "ghi chú"); err != nil {
		t.Error(err)
	}
	c.work() // the job finds nothing to do
	c.check()
}

func TestATimerOfADossierThatWasStoppedIsForgotten(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	const id = "TIMER0000003"
	over := c.posted(id)
	boss := c.officer(c.dossier(id).Competent, "leader")
	if err := c.Stop(c.ctx, boss, office.Command{}, office.On{ID: id}, dossier.Stopping{Reason: "dispute", Rule: "Điều 5", Words: "tranh chấp"}); err != nil {
		t.Fatal(err)
	}
	c.passes(over.Sub(c.clock()) + time.Hour)
	c.work()
	if v := c.dossier(id); v.State != dossier.Stopped || v.Timers != nil {
		t.Errorf("state %s, timers %+v", v.State, v.Timers)
	}
	c.check()
}
