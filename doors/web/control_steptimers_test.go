package web

import (
	"encoding/json"
	"net/http"
	"testing"

	"motcua/law/procedure"
)

// A timer on a step, with what it opens beside it, is written in the table and drawn; a table that nobody
// touches keeps it, and a called procedure with it.
func TestATimerAndACallAreWrittenInTheTableAndKept(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("1.004194")
	steps := at + "/steps/ca-nhan"
	b.get(steps)
	host := c.World().Procedures.Current("1.004194", c.clock()).Case("ca-nhan").Process.Nodes[1].ID
	for _, add := range []string{"add.timer", "add.task", "add.aside"} {
		b.save(steps, b.table(), "_do", add)
		b.want(http.StatusOK, "Chưa lưu")
	}
	q := b.table()
	timer, task, end := row(t, q, "timer-1"), row(t, q, "step-1"), row(t, q, "end-1")
	b.save(steps, q, "_do", "way."+timer)
	q = b.table()
	b.save(steps, q, "n."+timer+".vi", "Quá một ngày", "n."+timer+".wait", "soon", "n."+timer+".on", host, "n."+timer+".stays", "1")
	b.want(http.StatusUnprocessableEntity, "hãy ghi như 4h, 5wd, 15d")
	q = b.table()
	b.save(steps, q, "n."+timer+".wait", "1wd", "n."+task+".vi", "Xin lý lịch tư pháp", "n."+task+".work", "sub", "n."+task+".role", "specialist",
		"n."+task+".calls", "2.000908", "n."+task+".group", "Liên thông", "n."+end+".vi", "Đã báo")
	b.want(http.StatusOK, "bp-time bp-beside", "bp-call")
	now := b.written(c, at, "ca-nhan")
	n := now.Nodes[now.At("timer-1")]
	if n.Kind != procedure.Timer || n.On != host || !n.Beside || n.Timer.Limit.String() != "1wd" || !now.Nodes[now.At("end-1")].Aside {
		t.Errorf("the timer is %+v %+v", n, n.Timer)
	}
	if k := now.Nodes[now.At("step-1")]; k.Calls == nil || k.Calls.Procedure != "2.000908" || k.Group != "Liên thông" {
		t.Errorf("the call is %+v", k)
	}
	b.get(steps)
	b.save(steps, b.table())
	was, _ := json.Marshal(now)
	if got, err := json.Marshal(b.written(c, at, "ca-nhan")); err != nil || string(got) != string(was) {
		t.Errorf("untouched it is saved as\n%s\nand was\n%s, %v", got, was, err)
	}
}

// A step that gets another ID keeps the timer that hangs on it and its ways, also where it changes its ID with another step's;
// while something else is wrong nothing is lost.
func TestARenamedStepKeepsItsTimer(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := c.signedIn("manhkhoa2.tt")
	at := b.propose("1.004194")
	steps := at + "/steps/ca-nhan"
	b.get(steps)
	was := c.World().Procedures.Current("1.004194", c.clock()).Case("ca-nhan").Process
	host, other := was.Nodes[1].ID, ""
	for _, n := range was.Nodes[2:] {
		if n.Kind == procedure.Task {
			other = n.ID
			break
		}
	}
	b.save(steps, b.table(), "_do", "add.timer")
	q := b.table()
	timer := row(t, q, "timer-1")
	b.save(steps, q, "n."+timer+".vi", "Nhắc việc", "n."+timer+".wait", "1wd", "n."+timer+".on", host, "n."+timer+".stays", "1", "_do", "way."+timer)
	b.save(steps, b.table())
	b.want(http.StatusOK)
	b.get(steps)
	q = b.table()
	i := row(t, q, host)
	b.save(steps, q, "n."+i+".id", "tham-dinh", "n."+i+".hours", "tám")
	b.want(http.StatusUnprocessableEntity, `value="tham-dinh"`, `value="tám"`)
	b.save(steps, b.table(), "n."+i+".hours", "2")
	b.want(http.StatusOK)
	now := b.written(c, at, "ca-nhan")
	if n := now.Nodes[now.At("timer-1")]; n.On != "tham-dinh" || now.At(host) >= 0 {
		t.Fatalf("renamed from %s, the timer hangs on %q", host, n.On)
	}
	b.get(steps)
	q = b.table()
	b.save(steps, q, "n."+row(t, q, "tham-dinh")+".id", other, "n."+row(t, q, other)+".id", "tham-dinh")
	b.want(http.StatusOK)
	now = b.written(c, at, "ca-nhan")
	first, timed := now.Nodes[1], now.Nodes[now.At("timer-1")]
	if first.ID != other || timed.On != other || now.At("tham-dinh") < 0 || now.Flows[0].To != was.Flows[0].To && now.Flows[0].To != other {
		t.Errorf("changed for one another the first is %s, the timer hangs on %q, the first way leads to %s", first.ID, timed.On, now.Flows[0].To)
	}
}
