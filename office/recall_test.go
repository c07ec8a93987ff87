package office_test

import (
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/calendar"
)

func TestAnOpinionOfTheWrongUnitIsRecalledAndItsUnitIsTold(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	c.at("2026-03-03 09:00")
	v, clerk := c.received("RECALL00001")
	task := v.Open[0]
	examiner, boss := c.officer(task.Unit, task.Role), c.officer(v.Competent, "leader")
	wrong := c.officer("cong-an-thanh-pho", "specialist")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	asks := func() office.On {
		t.Helper()
		must(c.Consult(c.ctx, examiner, office.Command{}, office.On{ID: v.ID, Token: task.Token}, dossier.Consulting{
			Unit: wrong.Unit, Question: "Có hộ khẩu không?", Limit: calendar.Limit{N: 1, Unit: calendar.Hour}, Compulsory: true,
		}))
		all := c.dossier(v.ID).Tasks
		return office.On{ID: v.ID, Token: all[len(all)-1].Token}
	}
	work := func(want int) {
		t.Helper()
		c.work()
		list, err := c.Read(c.ctx, wrong).Worklist(office.Filter{})
		if err != nil || list.Total != want {
			t.Errorf("the asked unit's worklist has %d rows, want %d: %v", list.Total, want, err)
		}
	}
	on := asks()
	must(c.Claim(c.ctx, wrong, office.Command{}, on))
	work(1)
	c.at("2026-03-03 10:30")
	for name, who := range map[string]office.Who{"the asked unit": wrong, "the reception": clerk} {
		if f := fault.As(c.Recall(c.ctx, who, office.Command{}, on, "không cần")); f == nil || f.Kind != fault.Refused {
			t.Errorf("%s recalls what it did not ask: %v", name, f)
		}
	}
	if f := fault.As(c.Recall(c.ctx, examiner, office.Command{}, on, " ")); f == nil || f.Key != "dossier.words-missing" {
		t.Errorf("a recall without a reason: %v", f)
	}
	must(c.Recall(c.ctx, examiner, office.Command{}, on, "Hỏi nhầm cơ quan"))
	work(0)
	for range 2 { // followed again, it is told once
		told, err := c.Read(c.ctx, wrong).UnitNotices()
		if err != nil || len(told) != 1 || told[0].Kind != dossier.KindRecalled || told[0].Code != v.Code || told[0].Unit.ID != examiner.Unit {
			t.Errorf("who held it is told %+v, %v", told, err)
		}
		c.work()
	}
	must(c.SeeUnitNotices(c.ctx, wrong))
	if told, err := c.Read(c.ctx, wrong).UnitNotices(); err != nil || len(told) != 0 {
		t.Errorf("after it was seen: %+v, %v", told, err)
	}
	// A leader of the competent agency may, too; nobody held it, so all who could have taken it are told.
	must(c.Recall(c.ctx, boss, office.Command{}, asks(), "Không cần nữa"))
	c.work()
	if told, err := c.Read(c.ctx, wrong).UnitNotices(); err != nil || len(told) != 1 {
		t.Errorf("who could have taken it is told %+v, %v", told, err)
	}
	c.at("2026-03-04 10:30")
	if alarms, err := c.Read(c.ctx, c.whole()).Alarms(dossier.AlarmConsult, 0, 10); err != nil || len(alarms) > 0 {
		t.Errorf("it still rings: %+v, %v", alarms, err)
	}
	c.finish(v.ID)
	if c.dossier(v.ID).State != dossier.Completed {
		t.Error("the dossier waits for what was recalled")
	}
	c.says("the control sheet", c.printed(v.ID, office.LetterControl, 1), "Cho ý kiến; rút yêu")
	c.check()
}
