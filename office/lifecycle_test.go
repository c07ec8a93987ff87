package office_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// received is a dossier of the first case whose limit is some working days, received at branch 7.
func (c *town) received(id dossier.ID) (*office.DossierView, office.Who) {
	c.t.Helper()
	clerk := c.officer("chi-nhanh-7", "receiver")
	if _, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, c.intake("1.001612", "ca-nhan", "chi-nhanh-7")); err != nil {
		c.t.Fatal(err)
	}
	return c.dossier(id), clerk
}

func hanoi(t time.Time) string { return t.In(office.Zone).Format("2006-01-02 15:04") }

func TestPapersAreAskedForSuppliedAndAccepted(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("LIFECYCLE0001")
	due := v.Promise.At
	task := v.Open[0]
	examiner := c.officer(task.Unit, task.Role)
	c.at("2026-03-04 09:00")
	k := dossier.Asking{Reason: "not-valid", Items: []dossier.AskedItem{{Paper: 0, Words: "Ký lại đơn"}}}
	on := office.On{ID: v.ID, Token: task.Token}
	if err := c.Ask(c.ctx, examiner, office.Command{}, on, k); err != nil {
		t.Fatal(err)
	}
	c.check()
	if v = c.dossier(v.ID); v.State != dossier.Supplement || v.Asks[0].Items[0] != "Ký lại đơn" {
		t.Fatalf("state %s, asks %+v", v.State, v.Asks)
	}
	// A second request while one is open is refused for what it is, not as if another post might make it.
	if f := fault.As(c.Ask(c.ctx, examiner, office.Command{}, on, k)); f == nil || f.Key != "dossier.wrong-state" || f.Rule != "nd61-2018/19.4" {
		t.Errorf("a second request while one is open: %+v", f)
	}
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	stranger := office.Who{Kind: access.Citizen, Account: "c2", Key: c.PersonKey("001099999999")}
	answer := dossier.Supplying{Papers: []dossier.PaperHanded{{Index: 0, Originals: 1}}}
	c.at("2026-03-05 09:00")
	if err := c.Supply(c.ctx, stranger, office.Command{}, office.On{ID: v.ID}, answer); fault.As(err) == nil || fault.As(err).Kind != fault.Missing {
		t.Errorf("a stranger supplies: %v", err)
	}
	if err := c.Supply(c.ctx, owner, office.Command{}, office.On{ID: v.ID}, answer); err != nil {
		t.Fatal(err)
	}
	if err := c.Accept(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	c.check()
	v = c.dossier(v.ID)
	if !v.Promise.At.After(due) || !v.Promise.Original.Equal(due) {
		t.Errorf("due %s, first %s: want later than %s", hanoi(v.Promise.At), hanoi(v.Promise.Original), hanoi(due))
	}
	c.finish(v.ID)
	c.check()
}

// A step's own time moves with the clock wherever it is shown: in the worklist, on the dossier and on the control sheet.
func TestAStepIsNotLateWhilePapersAreWaitedFor(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("LIFECYCLE0011")
	task := v.Open[0]
	examiner := c.officer(task.Unit, task.Role)
	row := func() office.TaskRow {
		t.Helper()
		l, err := c.Read(c.ctx, examiner).Worklist(office.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(l.Rows, func(x office.TaskRow) bool { return x.Code == v.Code })
		if i < 0 {
			t.Fatal("the step is not in the worklist")
		}
		return l.Rows[i]
	}
	if x := row(); !x.StepDue.Equal(task.Due) {
		t.Errorf("the worklist has the step due %s, the dossier %s", hanoi(x.StepDue), hanoi(task.Due))
	}
	k := dossier.Asking{Reason: "not-valid", Items: []dossier.AskedItem{{Paper: 0, Words: "Ký lại đơn"}}}
	if err := c.Ask(c.ctx, examiner, office.Command{}, office.On{ID: v.ID, Token: task.Token}, k); err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-16 09:00")
	if x := row(); x.StepLate || !x.StepDue.IsZero() {
		t.Errorf("while papers are waited for the worklist has the step due %s, late %t", hanoi(x.StepDue), x.StepLate)
	}
	if x := c.dossier(v.ID).Open[0]; !x.Stands {
		t.Errorf("while papers are waited for the step does not stand")
	}
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	if err := c.Supply(c.ctx, owner, office.Command{}, office.On{ID: v.ID}, dossier.Supplying{Papers: []dossier.PaperHanded{{Index: 0, Originals: 1}}}); err != nil {
		t.Fatal(err)
	}
	if err := c.Accept(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}); err != nil {
		t.Fatal(err)
	}
	c.check()
	now := c.dossier(v.ID).Open[0]
	if x := row(); x.StepLate || !x.StepDue.Equal(now.Due) || !now.Due.After(c.Now()) || now.Stands {
		t.Errorf("after the papers came the worklist has the step due %s, late %t; the dossier has %s", hanoi(x.StepDue), x.StepLate, hanoi(now.Due))
	}
	c.at("2026-04-16 09:00")
	if x := row(); !x.StepLate {
		t.Error("the step is never late")
	}
}

func TestAWithdrawnDossierStopsAndIsCounted(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("LIFECYCLE0002")
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	if err := c.Withdraw(c.ctx, owner, office.Command{}, office.On{ID: v.ID}, "Tôi đổi ý"); err != nil {
		t.Fatal(err)
	}
	if err := c.Grant(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, dossier.Stopping{Words: "Đồng ý"}); err != nil {
		t.Fatal(err)
	}
	c.check()
	if v = c.dossier(v.ID); v.State != dossier.Stopped || len(v.Open) != 0 {
		t.Errorf("state %s, %d open tasks", v.State, len(v.Open))
	}
}

func TestAClockThatStoodWhenItsDossierEndedStandsNoMore(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("LIFECYCLE0009")
	task := v.Open[0]
	k := dossier.Asking{Reason: "not-valid", Items: []dossier.AskedItem{{Paper: 0, Words: "Ký lại đơn"}}}
	if err := c.Ask(c.ctx, c.officer(task.Unit, task.Role), office.Command{}, office.On{ID: v.ID, Token: task.Token}, k); err != nil {
		t.Fatal(err)
	}
	stands := func() (now, once bool) {
		for _, r := range c.dossier(v.ID).Counted.Reasons("vi") {
			now = now || r.Key == "calendar.clock.waiting"
			once = once || r.Key == "calendar.clock.ended-waiting"
		}
		return now, once
	}
	if now, once := stands(); !now || once {
		t.Fatalf("while papers are waited for: stands %t, stood until the end %t", now, once)
	}
	owner := office.Who{Kind: access.Citizen, Account: "c1", Key: c.PersonKey(v.Parties.Owner.Number)}
	if err := c.Withdraw(c.ctx, owner, office.Command{}, office.On{ID: v.ID}, "Tôi đổi ý"); err != nil {
		t.Fatal(err)
	}
	if err := c.Grant(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, dossier.Stopping{Words: "Đồng ý"}); err != nil {
		t.Fatal(err)
	}
	if now, once := stands(); now || !once {
		t.Errorf("of the stopped dossier: stands %t, stood until the end %t", now, once)
	}
}

func TestAnAmendedResultIsHandedOverAgainAndAnOldSlipIsVoid(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, clerk := c.received("LIFECYCLE0003")
	old := v.Check
	if err := c.Reprint(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, "typing", "Sai năm sinh"); err != nil {
		t.Fatal(err)
	}
	anyone := c.Read(c.ctx, office.Who{Kind: access.Anyone})
	if _, err := anyone.History(v.Code, old); fault.As(err) == nil || fault.As(err).Key != "lookup.void" {
		t.Errorf("the old slip: %v", err)
	}
	if _, err := anyone.History(v.Code, c.dossier(v.ID).Check); err != nil {
		t.Errorf("the new slip: %v", err)
	}
	c.finish(v.ID)
	hand := dossier.HandOver{Manner: "desk", Receiver: v.Parties.Owner}
	if err := c.HandOver(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, hand); err != nil {
		t.Fatal(err)
	}
	leader := c.officer(v.Competent, "leader")
	if err := c.Amend(c.ctx, leader, office.Command{}, office.On{ID: v.ID}, dossier.Amending{Number: "13/KQ", Reason: "result-wrong", Words: "Sai họ tên"}); err != nil {
		t.Fatal(err)
	}
	if err := c.HandOver(c.ctx, clerk, office.Command{}, office.On{ID: v.ID}, hand); err != nil {
		t.Fatal(err)
	}
	v = c.dossier(v.ID)
	if v.Result.Number != "13/KQ" || len(v.Earlier) != 1 || v.Hand != dossier.HandDelivered {
		t.Errorf("result %+v, earlier %+v, hand %s", v.Result, v.Earlier, v.Hand)
	}
	c.check()
}

func TestAnOpinionComesFromAnotherUnit(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("LIFECYCLE0004")
	task := v.Open[0]
	examiner := c.officer(task.Unit, task.Role)
	k := dossier.Consulting{Unit: "so-xay-dung", Question: "Đường này có quy hoạch không?", Limit: calendar.Limit{N: 2, Unit: calendar.WorkingDay}, Compulsory: true}
	var other string
	for _, u := range c.World().Org.Units(c.clock(), "department") {
		if len(c.World().Org.Holders(u.ID, "specialist", c.clock())) > 0 && string(u.ID) != v.Competent {
			other = string(u.ID)
			break
		}
	}
	if other == "" {
		t.Fatal("no department has a specialist")
	}
	k.Unit = other
	if err := c.Consult(c.ctx, examiner, office.Command{}, office.On{ID: v.ID, Token: task.Token}, k); err != nil {
		t.Fatal(err)
	}
	asked := c.officer(other, "specialist")
	list, err := c.Read(c.ctx, asked).Worklist(office.Filter{})
	if err != nil || list.Total != 1 || list.Rows[0].Work != procedure.Consult {
		t.Fatalf("the asked unit's work: %+v, %v", list, err)
	}
	if err := c.Answer(c.ctx, asked, office.Command{}, office.On{ID: v.ID, Token: list.Rows[0].Token}, "comment", "Không có quy hoạch"); err != nil {
		t.Fatal(err)
	}
	c.check()
}

func TestAHolidayAnnouncedLateMovesOpenPromises(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("LIFECYCLE0005")
	before := v.Promise.At
	cal := c.World().Calendar
	next, err := cal.Announce("2026.12", calendar.Row{
		Date: calendar.NewDate(2026, 3, 5), Kind: calendar.Holiday, Name: calendar.Name{VI: "Ngày nghỉ thử"}, Basis: "Quyết định thử",
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(next.Document())
	if err != nil {
		t.Fatal(err)
	}
	rep, err := c.SetCalendar(c.ctx, system, b, true)
	if err != nil || rep.Moved != 1 || !c.dossier(v.ID).Promise.At.Equal(before) {
		t.Fatalf("dry run %+v, %v", rep, err)
	}
	if rep, err = c.SetCalendar(c.ctx, system, b, false); err != nil || rep.Moved != 1 {
		t.Fatalf("%+v, %v", rep, err)
	}
	after := c.dossier(v.ID)
	due, err := after.Promise.Recount(c.World().Calendar)
	if err != nil || !after.Promise.At.After(before) || !due.At.Equal(after.Promise.At) || after.Promise.Calendar != "2026.12" {
		t.Errorf("was %s, is %s by %s, counted again %s, %v", hanoi(before), hanoi(after.Promise.At), after.Promise.Calendar, hanoi(due.At), err)
	}
	if rep, err = c.SetCalendar(c.ctx, system, b, false); err != nil || rep.Moved != 0 {
		t.Errorf("asked again: %+v, %v", rep, err)
	}
	c.check()
}

// Where a re-dating was cut off, the worklist and the dossier keep the one promised time, leaders are told, and a job does it.
func TestARedatingThatWasCutOffKeepsOneTruthAndIsTakenUp(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("LIFECYCLE0012")
	task := v.Open[0]
	examiner := c.officer(task.Unit, task.Role)
	row := func() office.TaskRow {
		t.Helper()
		l, err := c.Read(c.ctx, examiner).Worklist(office.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(l.Rows, func(x office.TaskRow) bool { return x.Code == v.Code })
		if i < 0 {
			t.Fatal("the step is not in the worklist")
		}
		return l.Rows[i]
	}
	was := row()
	next, err := c.World().Calendar.Announce("2026.13", calendar.Row{
		Date: calendar.DateOf(task.Due), Kind: calendar.Holiday, Name: calendar.Name{VI: "Ngày nghỉ thử"}, Basis: "Quyết định thử",
	})
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(next.Document())
	if err != nil {
		t.Fatal(err)
	}
	cut, stop := context.WithCancel(c.ctx)
	c.mu.Lock()
	c.cut = func() { // as soon as the calendar is in force
		if c.World().Calendar.Version() == "2026.13" {
			stop()
		}
	}
	c.mu.Unlock()
	_, err = c.SetCalendar(cut, system, b, false)
	c.mu.Lock()
	c.cut = nil
	c.mu.Unlock()
	if err == nil || c.World().Calendar.Version() != "2026.13" {
		t.Fatalf("the re-dating was not cut off: %v, calendar %s", err, c.World().Calendar.Version())
	}
	x, d := row(), c.dossier(v.ID)
	if !x.StepDue.Equal(was.StepDue) || !x.Due.Equal(was.Due) || !d.Promise.At.Equal(x.Due) || !d.Open[0].Due.Equal(x.StepDue) {
		t.Errorf("before the re-dating the worklist has %s and step %s, the dossier %s and %s; promised were %s and %s",
			hanoi(x.Due), hanoi(x.StepDue), hanoi(d.Promise.At), hanoi(d.Open[0].Due), hanoi(was.Due), hanoi(was.StepDue))
	}
	if version, n, err := c.Read(c.ctx, examiner).Redating(); err != nil || version != "2026.13" || n != 1 {
		t.Errorf("leaders are told of %q, %d, %v", version, n, err)
	}
	c.at("2026-03-03 11:00")
	if _, err := c.Work(c.ctx); err != nil {
		t.Fatal(err)
	}
	x, d = row(), c.dossier(v.ID)
	if !x.StepDue.After(was.StepDue) || !x.Due.After(was.Due) || !d.Promise.At.Equal(x.Due) || !d.Open[0].Due.Equal(x.StepDue) {
		t.Errorf("after it the worklist has %s and step %s, the dossier %s and %s", hanoi(x.Due), hanoi(x.StepDue), hanoi(d.Promise.At), hanoi(d.Open[0].Due))
	}
	if version, _, err := c.Read(c.ctx, examiner).Redating(); err != nil || version != "" {
		t.Errorf("leaders are still told of %q, %v", version, err)
	}
	c.check()
}

func TestADossierIsNoDuplicateOfItself(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	clerk := c.officer("chi-nhanh-7", "receiver")
	land := c.cases()[slices.IndexFunc(c.cases(), func(x [2]string) bool { return x[0] == "1.013831" })]
	var codes []string
	for _, id := range []dossier.ID{"LIFECYCLE0006", "LIFECYCLE0007"} {
		got, err := c.Receive(c.ctx, clerk, office.Command{Key: string(id)}, office.On{ID: id}, c.intake(land[0], land[1], "chi-nhanh-7"))
		if err != nil {
			t.Fatal(err)
		}
		codes = append(codes, got.Code)
	}
	v := c.dossier("LIFECYCLE0006")
	for range 3 { // to a unit that neither received it nor decides it
		task := v.Open[0]
		if task.Unit != v.Reception && task.Unit != v.Competent {
			break
		}
		f := dossier.Finishing{}
		if task.OnWay() {
			break
		}
		if len(task.Can) > 0 {
			f.Outcome = task.Can[0]
		}
		if err := c.Finish(c.ctx, c.officer(task.Unit, task.Role), office.Command{}, office.On{ID: v.ID, Token: task.Token}, dossier.ActFinish, f); err != nil {
			t.Fatal(err)
		}
		v = c.dossier(v.ID)
	}
	task := v.Open[0]
	if task.Unit == v.Reception || task.Unit == v.Competent {
		t.Fatalf("the task is at %s", task.Unit)
	}
	for _, who := range []office.Who{clerk, c.officer(task.Unit, task.Role)} {
		seen, err := c.Read(c.ctx, who).Dossier(v.ID, "read.test")
		if err != nil {
			t.Fatal(err)
		}
		if len(seen.Duplicates) != 1 || seen.Duplicates[0].Code != codes[1] {
			t.Errorf("%s of %s sees %+v, want %s alone", who.Role, who.Unit, seen.Duplicates, codes[1])
		}
	}
}
