package office_test

import (
	"encoding/json"
	"testing"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/office"
)

func TestALateDossierIsCountedUntilSomebodyApologises(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("OWING00000001")
	leader := c.officer(v.Competent, "leader")
	owing := func(when string, want int) {
		t.Helper()
		rd := c.Read(c.ctx, leader)
		n, err := rd.Owing("", "competent")
		if err != nil {
			t.Fatal(err)
		}
		list, err := rd.Dossiers(office.Filter{Unit: leader.Unit, By: "competent", Below: true, Stage: office.StageOwing})
		if err != nil {
			t.Fatal(err)
		}
		if n != want || list.Total != want || len(list.Rows) != want {
			t.Errorf("%s: %d owe an apology, the list has %d, want %d", when, n, list.Total, want)
		}
	}
	owing("received", 0)
	c.at(v.Promise.At.In(office.Zone).Format("2006-01-02 15:04"))
	owing("at the due time", 0)
	c.at("2026-06-01 09:00")
	owing("late", 1)
	sorry := dossier.Apologising{Reason: "overload", Words: "Xin lỗi ông bà vì hồ sơ giải quyết chậm."}
	if err := c.Apologise(c.ctx, leader, office.Command{}, office.On{ID: v.ID}, sorry); err != nil {
		t.Fatal(err)
	}
	owing("apologised", 0)
	c.check()
}

func TestLeadersSeeWhatRingsAndGetOneDigestADay(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("ALARM00000001")
	leader := c.officer(v.Competent, "leader")
	c.at("2026-03-20 07:00")
	c.work()
	counts, err := c.Read(c.ctx, leader).AlarmCounts()
	if err != nil || counts.Owing != 1 || counts.Kinds[dossier.AlarmLate] != 1 || counts.Kinds[dossier.AlarmStepLate] == 0 {
		t.Errorf("counts %+v, %v", counts, err)
	}
	lines, err := c.Read(c.ctx, leader).Alarms(dossier.AlarmStepLate, 0, 10)
	if err != nil || len(lines) == 0 || lines[0].Code != v.Code || lines[0].Node.VI == "" {
		t.Errorf("lines %+v, %v", lines, err)
	}
	if _, err := c.Read(c.ctx, clerk).AlarmCounts(); fault.As(err) == nil {
		t.Errorf("a clerk reads leaders' alarms: %v", err)
	}
	elsewhere := c.officer("chi-nhanh-1", "branch-head")
	if counts, err := c.Read(c.ctx, elsewhere).AlarmCounts(); err != nil || counts.Owing != 0 || len(counts.Kinds) != 0 {
		t.Errorf("another unit sees %+v, %v", counts, err)
	}
	digests := func(want int) []office.Digest {
		t.Helper()
		for range 3 { // the clock is looked at often
			if err := c.Tick(c.ctx); err != nil {
				t.Fatal(err)
			}
			c.work()
		}
		out, err := c.Read(c.ctx, leader).Digests(10)
		if err != nil || len(out) != want {
			t.Errorf("%s: %d digests, %v, want %d", c.clock(), len(out), err, want)
		}
		return out
	}
	digests(0) // 07:00: it goes at 07:30
	c.at("2026-03-20 07:31")
	if got := digests(1); len(got) == 1 && (got[0].Day != "2026-03-20" || got[0].Owing != 1 || got[0].Kinds[dossier.AlarmLate] != 1) {
		t.Errorf("digest %+v", got[0])
	}
	c.at("2026-03-21 09:00") // Saturday
	digests(1)
	c.at("2026-03-23 08:00")
	digests(2)
	c.check()
}

func TestAnApologyIsPreparedWithItsLastDayAndANewDate(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("ALARM00000002")
	leader := c.officer(v.Competent, "leader")
	c.at("2026-03-04 09:00")
	if _, err := c.Read(c.ctx, clerk).ApologyDraft(v.ID); fault.As(err) == nil {
		t.Errorf("a clerk prepares an apology: %v", err)
	}
	a, err := c.Read(c.ctx, leader).ApologyDraft(v.ID)
	if err != nil {
		t.Fatal(err)
	}
	if a.TooLate || !a.To.After(v.Promise.At) || a.Fault.ID == "" || !a.By.Before(v.Promise.At) {
		t.Errorf("draft to %s, by %s, due %s, of %s", a.To, a.By, v.Promise.At, a.Fault.ID)
	}
	sorry := dossier.Apologising{To: a.To, Reason: "overload", Fault: a.Fault.ID, Words: "Xin lỗi ông bà vì hồ sơ giải quyết chậm."}
	if err := c.Apologise(c.ctx, leader, office.Command{}, office.On{ID: v.ID}, sorry); err != nil {
		t.Fatalf("what was proposed is refused: %v", err)
	}
	c.at("2026-06-01 09:00")
	if a, err = c.Read(c.ctx, leader).ApologyDraft(v.ID); err != nil || !a.TooLate || !a.To.IsZero() {
		t.Errorf("late draft %+v, %v", a, err)
	}
	c.check()
}

func TestANewCalendarMovesTheAlarms(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("ALARM00000003")
	c.work()
	before, err := c.Store().Read().Alarms(c.ctx, string(v.ID))
	if err != nil || len(before) == 0 {
		t.Fatalf("alarms %v, %v", before, err)
	}
	doc := c.World().Calendar.Document()
	doc.Version += "-b"
	b, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.SetCalendar(c.ctx, system, b, false); err != nil {
		t.Fatal(err)
	}
	c.check()
	c.work()
	after, err := c.Store().Read().Alarms(c.ctx, string(v.ID))
	if err != nil || len(after) != len(before) || after[0].Calendar != doc.Version {
		t.Errorf("alarms %v, %v, before %v", after, err, before)
	}
	c.check()
}
