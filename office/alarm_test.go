package office_test

import (
	"encoding/json"
	"testing"
	"time"

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
	for _, x := range []struct {
		who  office.Who
		want int
	}{{leader, 1}, {c.officer("chi-nhanh-7", "branch-head"), 0}} { // the branch only received it: the apology is not its to sign
		counts, err := c.Read(c.ctx, x.who).Counts()
		if err != nil || counts.Owing != x.want {
			t.Errorf("%s has %d before them on the worklist, want %d: %v", x.who.Unit, counts.Owing, x.want, err)
		}
		alarms, err := c.Read(c.ctx, x.who).AlarmCounts()
		if err != nil || alarms.Owing != x.want {
			t.Errorf("%s has %d before them on the alarms, want %d: %v", x.who.Unit, alarms.Owing, x.want, err)
		}
		list, err := c.Read(c.ctx, x.who).Dossiers(office.Filter{Unit: x.who.Unit, By: office.Answerable, Below: true, Stage: office.StageOwing})
		if err != nil || list.Total != x.want {
			t.Errorf("the list behind it has %d, want %d: %v", list.Total, x.want, err)
		}
	}
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

func TestLeadersAreToldOnceOfEachAlarmThatConcernsThem(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	tick := func() {
		t.Helper()
		for range 3 { // the clock is looked at often
			if err := c.Tick(c.ctx); err != nil {
				t.Fatal(err)
			}
		}
	}
	v, _ := c.received("ALARM00000004")
	c.work()
	tick() // from here on
	leader, elsewhere := c.officer(v.Competent, "leader"), c.officer("chi-nhanh-1", "branch-head")
	told := func(when string) map[dossier.AlarmKind]office.AlarmNotice {
		t.Helper()
		list, err := c.Read(c.ctx, leader).AlarmNotices(50)
		if err != nil {
			t.Fatal(err)
		}
		out := map[dossier.AlarmKind]office.AlarmNotice{}
		for _, n := range list {
			if x, twice := out[n.Kind]; twice && x.Due.Equal(n.Due) && n.Kind != dossier.AlarmStepLate {
				t.Errorf("%s: told of %s twice", when, n.Kind)
			}
			if n.Code != v.Code || n.Dossier != v.ID || n.Unit.ID == "" {
				t.Errorf("%s: told %+v", when, n)
			}
			out[n.Kind] = n
		}
		return out
	}
	if got := told("received"); len(got) != 0 {
		t.Errorf("told of %v before anything rings", got)
	}
	c.at(v.Promise.At.Add(-time.Hour).In(office.Zone).Format("2006-01-02 15:04"))
	tick()
	got := told("the last hours")
	if n, ok := got[dossier.AlarmHours]; !ok || n.Answered || n.Seen || !n.Due.Equal(v.Promise.At) {
		t.Errorf("the last hours: %+v", got)
	}
	if _, ok := got[dossier.AlarmMost]; ok {
		t.Error("told of what waits for the digest")
	}
	if err := c.SeeNotices(c.ctx, leader); err != nil {
		t.Fatal(err)
	}
	c.at(v.Promise.At.Add(time.Hour).In(office.Zone).Format("2006-01-02 15:04"))
	tick()
	got = told("late")
	if n, ok := got[dossier.AlarmLate]; !ok || n.Seen || n.Answered {
		t.Errorf("late: %+v", got)
	}
	if n := got[dossier.AlarmHours]; !n.Seen || !n.Answered {
		t.Errorf("a graver alarm has begun, and the milder one still stands open: %+v", n)
	}
	if list, err := c.Read(c.ctx, elsewhere).AlarmNotices(50); err != nil || len(list) != 0 {
		t.Errorf("another unit is told of %v, %v", list, err)
	}
	c.check()
}
