package procedure_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	hanoi "motcua/city"
	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

func day(s string) time.Time {
	d, err := calendar.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d.Time()
}

// A town is a small organisation of its own for every test: a department that decides, a branch that receives, two
// communes of which one has people.
type town struct {
	t   *testing.T
	org *org.Org
	n   int
}

func (w *town) do(facts []org.Fact, err error) {
	w.t.Helper()
	if err == nil {
		w.org, err = w.org.ApplyAll(facts...)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *town) unit(id string, kind org.UnitKind, code string, receives bool) {
	w.t.Helper()
	u := org.Unit{ID: org.UnitID(id), Kind: kind, Code: vn.AgencyCode(code), CodeSource: org.Example, Name: "Đơn vị " + id, From: day("2025-07-01"), Receives: receives}
	if id != "city" {
		u.Parent = "city"
	}
	w.do(w.org.OpenUnit(u, day("2025-07-01")))
}

// post gives somebody new a post; to may be "".
func (w *town) post(unit string, role org.Role, from, to string) org.PersonID {
	w.t.Helper()
	w.n++
	id := fmt.Sprintf("p%d", w.n)
	w.do(w.org.AddPerson(org.Person{ID: org.PersonID(id), Name: "Người " + id, Username: id}, day(from)))
	p := org.Post{ID: org.PostID(id + "-1"), Unit: org.UnitID(unit), Person: org.PersonID(id), Role: role, From: day(from)}
	if to != "" {
		p.To = day(to)
	}
	w.do(w.org.GivePost(p, day(from)))
	return org.PersonID(id)
}

func newTown(t *testing.T) *town {
	t.Helper()
	w := &town{t: t, org: org.New()}
	w.unit("city", org.City, "H26", false)
	w.unit("dept", org.Department, "H26.1", false)
	w.unit("heir", org.Department, "H26.2", false)
	w.unit("branch", org.Branch, "H26.3", true)
	w.unit("east", org.Commune, "H26.4", false)
	w.unit("west", org.Commune, "H26.5", false)
	for _, role := range []org.Role{org.Specialist, org.Leader, org.Clerk} {
		for _, unit := range []string{"dept", "branch", "east"} {
			w.post(unit, role, "2025-07-01", "")
		}
	}
	return w
}

func cityCalendar(t testing.TB) *calendar.Calendar {
	t.Helper()
	b, err := fs.ReadFile(hanoi.Hanoi(), "calendar.json")
	if err != nil {
		t.Fatal(err)
	}
	c, err := calendar.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// job is a task that somebody of the town may do.
func job(id string, work procedure.Work, hours int, outcomes ...string) procedure.Node {
	n := task(id, outcomes...)
	n.Work, n.Hours, n.Role = work, hours, map[procedure.Work]string{procedure.Approve: "leader", procedure.Issue: "clerk"}[work]
	if n.Role == "" {
		n.Role = "specialist"
	}
	return n
}

// decision are the steps and flows behind an examination: a leader approves or refuses, a clerk issues.
func decision(nodes []procedure.Node, flows ...string) *procedure.Process {
	nodes = append(nodes,
		job("approve", procedure.Approve, 2, "approve", "refuse"), at("decided", procedure.Exclusive), job("issue", procedure.Issue, 1),
		procedure.Node{ID: "end", Kind: procedure.End, Result: true}, at("refused", procedure.End))
	return process(nodes, append(flows, "approve > decided", `decided > issue if outcome == "approve"`, "decided > refused else", "issue > end")...)
}

func limit(s string) *calendar.Limit {
	l, err := calendar.ParseLimit(s)
	if err != nil {
		panic(err)
	}
	return &l
}

// faultless is a record in which nothing is wrong.
func faultless() procedure.Record {
	yes, no := form.Text{VI: "có"}, form.Text{VI: "không"}
	return procedure.Record{
		Code: "1.000001", Name: "Thủ tục thử", Route: procedure.RouteCity, Sector: "Thử", Audiences: []string{"citizen"},
		Competent: []procedure.Agency{{Name: "Sở thử", Rule: "unit:dept"}},
		Results:   []procedure.Result{{Code: "KQ.1", Name: "Giấy phép thử"}},
		Bases:     []procedure.Basis{{Number: "1/2020/NĐ-CP"}},
		Cases: []procedure.Case{{
			ID: "c", Name: form.Text{VI: "Chung"},
			Papers: []procedure.Paper{{Name: "Đơn đề nghị", Originals: 1, Required: true, UsedBy: []string{"examine"}}},
			Channels: []procedure.ChannelRule{{Channel: procedure.Desk, Limit: limit("5wd"), Fees: []fee.Item{
				{Code: "A", Name: "Lệ phí", Amount: 10000, When: []fee.Match{{Input: "kind", In: []string{"a"}}}},
				{Code: "A", Name: "Lệ phí", Amount: 20000, When: []fee.Match{{Input: "kind", In: []string{"b"}}}},
			}}},
			Form: &form.Form{ID: "f", Version: 1, Title: form.Text{VI: "Tờ khai"}, Sections: []form.Section{{ID: "s", Title: form.Text{VI: "s"}, Fields: []form.Field{
				{ID: "kind", Kind: form.Choice, Label: form.Text{VI: "Loại"}, Required: true, Options: []form.Option{{Value: "a", Label: yes}, {Value: "b", Label: no}}},
				{ID: "note", Kind: form.Line, Label: form.Text{VI: "Ghi chú"}},
			}}}},
			Process: decision([]procedure.Node{at("s", procedure.Start), job("examine", procedure.Examine, 4, "done", "propose")}, "s > examine", "examine > approve"),
		}},
	}
}

// A fix is what a test may bend.
type fix struct {
	*procedure.Record
	c   *procedure.Case
	ctx *procedure.Context
	w   *town
}

func (f *fix) node(id string) *procedure.Node {
	i := slices.IndexFunc(f.c.Process.Nodes, func(n procedure.Node) bool { return n.ID == id })
	return &f.c.Process.Nodes[i]
}

// between puts a process between the start and the decision.
func (f *fix) between(nodes []procedure.Node, flows ...string) {
	f.c.Process = decision(append([]procedure.Node{at("s", procedure.Start)}, nodes...), flows...)
}

func sample(t *testing.T) *fix {
	w := newTown(t)
	r := faultless()
	return &fix{Record: &r, c: &r.Cases[0], w: w, ctx: &procedure.Context{Calendar: cityCalendar(t), From: day("2026-04-06")}}
}

func (f *fix) prove() []procedure.Defect {
	f.ctx.Org = f.w.org
	return procedure.Prove(*f.Record, f.ctx).Defects
}

// A flawed is a procedure with one defect: what is done to the faultless one, and what mends it again where it is not
// enough to undo it.
type flawed struct {
	code  string
	bend  func(f *fix)
	mend  func(f *fix)
	place string // the end of it
	steps string // the steps of the counterexample
	shows string // facts and day, "k=v k=v"
}

var examine = job("examine", procedure.Examine, 4, "done", "propose")

func flags(n int) (fields []form.Field, all string) {
	var ids []string
	for i := range n {
		id := fmt.Sprintf("flag%d", i)
		fields = append(fields, form.Field{ID: id, Kind: form.YesNo, Label: form.Text{VI: id}})
		ids = append(ids, "form."+id)
	}
	return fields, strings.Join(ids, " && ")
}

// flaws of the record, its papers, its form and its fees.
var recordFlaws = []flawed{
	{code: "code", bend: func(f *fix) { f.Code = "1.00001" }, place: "code"},
	{code: "missing", bend: func(f *fix) { f.Name = "" }, place: "name"},
	{code: "unknown", bend: func(f *fix) { f.Service = "half" }, place: "service"},
	{code: "days", bend: func(f *fix) { f.From, f.To = day("2026-02-01"), day("2026-01-01") }, place: "to"},
	{code: "part", bend: func(f *fix) { f.Sector = "" }, place: "sector"},
	{code: "case-id", bend: func(f *fix) { f.c.ID = "a b" }, place: "cases.0.id"},
	{code: "twice", bend: func(f *fix) { f.Cases = append(f.Cases, f.Cases[0]) }, mend: func(f *fix) { f.Cases[1].ID = "d" }, place: "cases.1.id"},
	{code: "channel-twice", bend: func(f *fix) { f.c.Channels = append(f.c.Channels, f.c.Channels[0]) }, mend: func(f *fix) { f.c.Channels[1].Channel = procedure.Post }, place: "channels.1"},
	{code: "limit", bend: func(f *fix) { f.c.Channels[0].Limit = &calendar.Limit{N: 0, Unit: calendar.WorkingDay} }, place: "channels.0.limit"},
	{code: "negative", bend: func(f *fix) { f.c.Papers[0].Originals = -1 }, place: "papers.0"},
	{code: "paper-count", bend: func(f *fix) { f.c.Papers[0].Copies = 2020 }, place: "papers.0"},
	{code: "fee-small", bend: func(f *fix) { f.c.Channels[0].Fees[0].Amount = 15 }, place: "fees.0"},
	{code: "fee-overlap", bend: func(f *fix) { f.c.Channels[0].Fees[1].When[0].In = []string{"a", "b"} }, place: "fees.1", shows: "input=kind=a"},
	{code: "fee-gap", bend: func(f *fix) { f.c.Channels[0].Fees = f.c.Channels[0].Fees[:1] }, place: "channels.0.fees", shows: "input=kind=b"},
	{code: "fee-unproved", bend: func(f *fix) {
		it := fee.Item{Code: "B", Name: "Phí", Amount: 5000}
		for i := range 8 {
			id := fmt.Sprintf("c%d", i)
			f.c.Form.Sections[0].Fields = append(f.c.Form.Sections[0].Fields, form.Field{ID: id, Kind: form.Choice, Label: form.Text{VI: id}, Options: []form.Option{
				{Value: "1", Label: form.Text{VI: "1"}}, {Value: "2", Label: form.Text{VI: "2"}}, {Value: "3", Label: form.Text{VI: "3"}}, {Value: "4", Label: form.Text{VI: "4"}},
			}})
			it.When = append(it.When, fee.Match{Input: id, In: []string{"1", "2", "3", "4"}})
		}
		f.c.Channels[0].Fees = append(f.c.Channels[0].Fees, it)
	}, mend: func(f *fix) { f.c.Channels[0].Fees[2].When = f.c.Channels[0].Fees[2].When[:2] }, place: "fees"},
	{code: "form", bend: func(f *fix) { f.c.Form.Sections[0].Fields[1].When = `kindd == "a"` }, place: "sections.0.fields.1", mend: func(f *fix) { f.c.Form.Sections[0].Fields[1].When = `kind == "a"` }},
	{code: "process", bend: func(f *fix) { f.c.Process.Flows[3].When = `outcom == "approve"` }, place: "process.flows.3", mend: func(f *fix) { f.c.Process.Flows[3].When = `outcome == "approve"` }},
	{code: "paper-unused", bend: func(f *fix) { f.c.Papers[0].UsedBy = nil }, mend: func(f *fix) { f.c.Papers[0].Basis = "Điều 5" }, place: "papers.0"},
	{code: "paper-unused", bend: func(f *fix) {
		f.c.Papers[0].UsedBy, f.c.Papers[0].OneOf = nil, "a"
		f.c.Papers = append(f.c.Papers, procedure.Paper{Name: "Giấy tờ thay đơn", OneOf: "a", Copies: 1})
	}, mend: func(f *fix) { f.c.Papers[1].UsedBy = []string{"examine"} }, place: "papers.0"},
	{code: "form", bend: func(f *fix) { f.c.Papers[0].When = `nothing == "x"` }, mend: func(f *fix) { f.c.Papers[0].When = "" }, place: "papers.0.when"},
	{code: "paper-step", bend: func(f *fix) { f.c.Papers[0].UsedBy = []string{"s"} }, place: "papers.0.used_by", shows: "value=s"},
	{code: "paper-held", bend: func(f *fix) {
		f.ctx.Known = []procedure.Record{{Code: "1.001193", Results: []procedure.Result{{Code: "KQ.2", Name: "Giấy khai sinh"}}}}
		f.c.Papers[0].Name = "Giấy khai sinh của con"
	}, mend: func(f *fix) { f.c.Papers[0].ReplacedBy = []string{"KQ.2"} }, place: "papers.0.replaced_by", shows: "by=1.001193 result=KQ.2"},
	{code: "fee-input", bend: func(f *fix) { f.c.Channels[0].Fees[0].Per, f.c.Channels[0].Fees[0].Count = "bản", "copies" }, place: "fees.0.count", mend: func(f *fix) {
		f.c.Form.Sections[0].Fields = append(f.c.Form.Sections[0].Fields, form.Field{ID: "copies", Kind: form.Integer, Label: form.Text{VI: "Số bản"}})
	}},
	{code: "result-field", bend: func(f *fix) { f.Results[0].Fields = []string{"child.name"} }, mend: func(f *fix) { f.Results[0].Fields = []string{"note"} }, place: "results.0.fields.0"},
	{code: "form-source", bend: func(f *fix) {
		label := form.Text{VI: "Tên con"}
		from := form.Form{ID: "g", Version: 1, Title: label, Sections: []form.Section{{ID: "s", Title: label, Fields: []form.Field{{ID: "child", Kind: form.Person, Label: label}}}}}
		f.ctx.Known = []procedure.Record{{Code: "1.001193", Results: []procedure.Result{{Code: "KQ.2", Name: "Giấy khai sinh"}}, Cases: []procedure.Case{{ID: "c", Form: &from}}}}
		f.c.Form.Sections[0].Fields[1].From = "result:KQ.2.child_name"
	}, mend: func(f *fix) { f.c.Form.Sections[0].Fields[1].From = "result:KQ.2.child.name" }, place: "sections.0.fields.1.from", shows: "field=child_name result=KQ.2"},
	{code: "reason-basis", bend: func(f *fix) { f.Reasons = []procedure.Reason{{Code: "noise", For: []string{"refuse"}}} }, mend: func(f *fix) { f.Reasons[0].Basis = "nd61-2018/19.8" }, place: "reasons.0.basis"},
}

// flaws of the process: its tokens and its ends.
var processFlaws = []flawed{
	{code: "lead-alone", bend: func(f *fix) { f.node("examine").Lead = true }, place: "nodes.1"},
	{code: "lead-twice", bend: func(f *fix) {
		a, b := job("a", procedure.Examine, 1), job("b", procedure.Examine, 1)
		a.Lead, b.Lead = true, true
		f.between([]procedure.Node{at("split", procedure.Parallel), a, b, at("join", procedure.Parallel)}, "s > split", "split > a", "split > b", "a > join", "b > join", "join > approve")
		f.c.Papers[0].UsedBy = []string{"a"}
	}, mend: func(f *fix) { f.node("b").Lead = false }, place: "nodes.3"},
	{code: "task-role", bend: func(f *fix) { f.node("examine").Role = "" }, place: "nodes.1"},
	{code: "approve", bend: func(f *fix) {
		f.node("approve").Outcomes = []procedure.Outcome{{Value: "return", Name: form.Text{VI: "r"}}, {Value: "refuse", Name: form.Text{VI: "n"}}}
		f.c.Process.Flows[3].When = `outcome == "return"`
	}, place: "nodes.2"},
	{code: "no-result", bend: func(f *fix) {
		f.c.Process = process([]procedure.Node{at("s", procedure.Start), examine, job("approve", procedure.Approve, 2, "approve", "refuse"), at("x", procedure.Exclusive), at("no", procedure.End)},
			"s > examine", "examine > approve", "approve > x", `x > examine if outcome == "approve"`, "x > no else")
	}, place: "process"},
	{code: "deadlock", bend: func(f *fix) {
		f.between([]procedure.Node{
			examine, at("x", procedure.Exclusive), at("p", procedure.Parallel), at("m", procedure.Exclusive), job("a", procedure.Examine, 1), job("b", procedure.Examine, 1), at("j", procedure.Parallel),
		},
			"s > examine", "examine > x", `x > p if outcome == "done"`, "x > m else", "p > m", "p > b", "m > a", "a > j", "b > j", "j > approve")
	}, mend: func(f *fix) { f.c.Process.Flows[3].To = "approve" }, place: "nodes.7", steps: "examine:propose a:done", shows: "missing=b"},
	{code: "unsynchronised", bend: func(f *fix) {
		f.between([]procedure.Node{examine, at("p", procedure.Parallel), job("a", procedure.Examine, 1), job("b", procedure.Examine, 1), at("j", procedure.Exclusive)},
			"s > examine", "examine > p", "p > a", "p > b", "a > j", "b > j", "j > approve")
	}, mend: func(f *fix) { f.node("j").Kind = procedure.Parallel }, place: "nodes.6", steps: "examine:done a:done b:done"},
	{code: "improper-end", bend: func(f *fix) {
		f.c.Process.Nodes = append(f.c.Process.Nodes, at("p", procedure.Parallel), job("tell", procedure.Carry, 1), procedure.Node{ID: "end2", Kind: procedure.End, Result: true})
		f.c.Process.Flows[5] = flow("issue > p")
		f.c.Process.Flows = append(f.c.Process.Flows, flow("p > end"), flow("p > tell"), flow("tell > end2"))
	}, mend: func(f *fix) {
		f.node("p").Kind = procedure.Exclusive
		f.c.Process.Flows[6].Default = true
		f.c.Process.Flows[7].When = `form.kind == "a"`
	}, place: "nodes.5", steps: "examine:done approve:approve issue:done"},
	{code: "unbounded", bend: func(f *fix) {
		f.between([]procedure.Node{at("m", procedure.Exclusive), examine, at("x", procedure.Exclusive), at("p", procedure.Parallel), job("more", procedure.Examine, 1)},
			"s > m", "m > examine", "examine > x", `x > approve if outcome == "done"`, "x > p else", "p > more", "p > m", "more > m")
	}, mend: func(f *fix) {
		f.c.Process.Flows = slices.DeleteFunc(f.c.Process.Flows, func(x procedure.Flow) bool { return x.From == "p" && x.To == "m" })
	}, place: "nodes.5", steps: "examine:propose"},
	{code: "trapped", bend: func(f *fix) {
		f.between([]procedure.Node{examine, at("x", procedure.Exclusive), job("again", procedure.Examine, 1), at("y", procedure.Exclusive)},
			"s > examine", "examine > x", `x > approve if outcome == "done"`, "x > again else", "again > y", `y > approve if form.kind == "a"`, "y > again else")
	}, mend: func(f *fix) {
		f.node("again").Outcomes = examine.Outcomes
		f.c.Process.Flows[5].When += ` || outcome == "done"`
	}, place: "nodes.3", steps: "examine:propose", shows: "form.kind=b"},
	{code: "dead-step", bend: func(f *fix) {
		f.between([]procedure.Node{examine, at("x", procedure.Exclusive), job("extra", procedure.Examine, 1)},
			"s > examine", "examine > x", `x > extra if outcome == "never"`, "x > approve else", "extra > approve")
	}, mend: func(f *fix) { f.c.Process.Flows[2].When = `outcome == "propose"` }, place: "nodes.3"},
	{code: "dead-flow", bend: func(f *fix) {
		f.c.Process.Flows = append(f.c.Process.Flows, flow(`decided > approve if outcome == "never"`))
	}, mend: func(f *fix) {
		f.c.Process.Flows[6].When = `outcome == "return"`
		f.node("approve").Outcomes = append(f.node("approve").Outcomes, procedure.Outcome{Value: "return", Name: form.Text{VI: "r"}})
	}, place: "flows.6"},
	{code: "unproved", bend: func(f *fix) {
		fields, all := flags(13)
		f.c.Form.Sections[0].Fields = append(f.c.Form.Sections[0].Fields, fields...)
		f.between([]procedure.Node{examine, at("x", procedure.Exclusive), job("extra", procedure.Examine, 1)},
			"s > examine", "examine > x", "x > extra if "+all, "x > approve else", "extra > approve")
	}, mend: func(f *fix) { f.c.Process.Flows[2].When = "form.flag0 && form.flag1" }, place: "process"},
	{code: "assumed", bend: func(f *fix) {
		f.between([]procedure.Node{examine, at("x", procedure.Exclusive), job("extra", procedure.Examine, 1)},
			"s > examine", "examine > x", "x > extra if len(form.note) > 3", "x > approve else", "extra > approve")
	}, mend: func(f *fix) { f.c.Process.Flows[2].When = `form.note == "x"` }, place: "flows.2.when", shows: "part=len(form.note) > 3"},
	{code: "refusal-by-other", bend: func(f *fix) {
		f.between([]procedure.Node{examine, at("x", procedure.Exclusive)},
			"s > examine", "examine > x", `x > refused if outcome == "propose"`, "x > approve else")
	}, place: "nodes.1", steps: "examine:propose"},
	{code: "refusal-runs-on", bend: func(f *fix) {
		f.c.Process.Flows[4].To = "wait"
		f.c.Process.Nodes[6] = at("wait", procedure.Exclusive)
		f.c.Process.Flows[3].To = "wait"
		f.c.Process.Flows = append(slices.Delete(f.c.Process.Flows, 3, 4), flow("wait > issue"))
		f.c.Process.Flows[3].Default = false
	}, place: "nodes.2", steps: "examine:done approve:refuse"},
	{code: "issue-missing", bend: func(f *fix) { f.node("issue").Work, f.node("issue").Role = procedure.Carry, "specialist" }, place: "nodes.5", steps: "examine:done approve:approve issue:done"},
	{code: "outcome-unusable", bend: func(f *fix) {
		f.node("approve").Outcomes = append(f.node("approve").Outcomes, procedure.Outcome{Value: "postpone", Name: form.Text{VI: "p"}})
	}, place: "nodes.2", shows: "value=postpone"},
}

// flaws of time and of who does it.
var cityFlaws = []flawed{
	{code: "hours", bend: func(f *fix) { f.node("issue").Hours = 60 }, mend: func(f *fix) { f.c.Channels[0].Limit = limit("9wd") }, place: "channels.0.limit", steps: "examine: approve: issue:", shows: "hours=66 has=40 limit=5wd"},
	{code: "hours-holiday", bend: func(f *fix) { f.c.Channels[0].Limit, f.node("issue").Hours = limit("15d"), 55 }, mend: func(f *fix) { f.node("issue").Hours = 30 }, place: "channels.0.limit", shows: "hours=61 has=48 limit=15d"},
	{code: "hours-missing", bend: func(f *fix) { f.node("issue").Hours = 0 }, place: "nodes.4"},
	{code: "hours-unproved", bend: func(f *fix) {
		var nodes []procedure.Node
		flows := []string{"s > m0"}
		for i := range 13 {
			nodes = append(nodes, at(fmt.Sprintf("m%d", i), procedure.Exclusive), job(fmt.Sprintf("t%d", i), procedure.Examine, 1, "done", "back"), at(fmt.Sprintf("x%d", i), procedure.Exclusive))
			next := fmt.Sprintf("m%d", i+1)
			if i == 12 {
				next = "approve"
			}
			flows = append(flows, fmt.Sprintf("m%d > t%d", i, i), fmt.Sprintf("t%d > x%d", i, i), fmt.Sprintf(`x%d > m%d if outcome == "back"`, i, i), fmt.Sprintf("x%d > %s else", i, next))
		}
		f.between(nodes, flows...)
		f.c.Papers[0].UsedBy = []string{"t0"}
	}, mend: func(f *fix) {
		f.c.Process.Flows = slices.Delete(f.c.Process.Flows, 3, 4)
		f.c.Process.Flows[3].Default, f.node("t0").Outcomes = false, nil
	}, place: "channels.0"},
	{code: "same-day", bend: func(f *fix) { f.c.Channels[0].Limit, f.c.Channels[0].SameDay = nil, true }, mend: func(f *fix) {
		f.node("examine").Hours, f.node("approve").Hours = 1, 0
		f.node("approve").Waits = procedure.WaitTax
	}, place: "channels.0.same_day", shows: "hours=7 latest=09:00"},
	{code: "role-unknown", bend: func(f *fix) { f.node("examine").Role = "wizard" }, place: "nodes.1.role", shows: "role=wizard"},
	{code: "place-unknown", bend: func(f *fix) { f.node("examine").Where = "moon" }, place: "nodes.1.where", shows: "where=moon"},
	{code: "unit-ended", bend: func(f *fix) {
		f.w.do(f.w.org.CloseUnit("dept", day("2026-09-01"), []org.UnitID{"heir"}, day("2026-04-01")))
	}, mend: func(f *fix) {
		f.Competent[0].Rule = "unit:heir"
		for _, role := range []org.Role{org.Specialist, org.Leader, org.Clerk} {
			f.w.post("heir", role, "2026-04-01", "")
		}
	}, place: "nodes.1.where", shows: "day=2026-09-03 unit=dept"},
	{code: "holder", bend: func(f *fix) { f.w.do(f.w.org.EndPost("p1-1", day("2026-08-15"), "", day("2026-04-01"))) }, mend: func(f *fix) {
		f.w.post("dept", org.Specialist, "2026-08-17", "") // the fifteenth is a Saturday
	}, place: "nodes.1", shows: "day=2026-08-17 unit=dept"},
	{code: "holder", bend: func(f *fix) {
		f.w.do(f.w.org.GiveLeave(org.Leave{Person: "p1", From: day("2026-06-08"), To: day("2026-06-10")}, day("2026-04-01")))
	}, mend: func(f *fix) { f.w.post("dept", org.Specialist, "2026-06-08", "2026-06-10") }, place: "nodes.1", shows: "day=2026-06-08 unit=dept"},
	{code: "holder-unstaffed", bend: func(f *fix) { f.node("examine").Where = "commune-of:owner" }, mend: func(f *fix) { f.w.post("west", org.Specialist, "2026-01-05", "") }, place: "nodes.1", shows: "unit=west n=1 of=2"},
	{code: "delegation", bend: func(f *fix) { f.Delegated = []procedure.Agency{{Name: "Chi nhánh", Rule: "unit:branch"}} }, mend: func(f *fix) {
		f.w.do(f.w.org.GiveDelegation(org.Delegation{ID: "d1", Giver: "dept", ReceiverUnit: "branch", Procedures: []string{"1.000001"}, Document: "1/UQ", From: day("2026-01-05")}, day("2026-01-05")))
	}, place: "nodes.2", shows: "day=2026-04-06 unit=branch"},
}

func TestAFaultlessProcedureIsSound(t *testing.T) {
	t.Parallel()
	f := sample(t)
	if got := f.prove(); len(got) > 0 {
		t.Errorf("found %+v", got)
	}
	if p := procedure.Prove(*f.Record, f.ctx); !p.Sound() || p.States != 2 {
		t.Errorf("got %+v, want two markings: the examination is fused with the approval behind it", p)
	}
}

func allFlaws() []flawed { return slices.Concat(recordFlaws, processFlaws, cityFlaws, timerFlaws) }

func TestEachDefectIsFoundAloneAndGoneWhenMended(t *testing.T) {
	t.Parallel()
	words, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range allFlaws() {
		t.Run(tt.code, func(t *testing.T) {
			t.Parallel()
			f := sample(t)
			tt.bend(f)
			found := f.prove()
			if len(found) == 0 {
				t.Fatal("found nothing")
			}
			for _, d := range found {
				if d.Code != tt.code {
					t.Errorf("found %s as well: %+v", d.Code, d)
				}
			}
			d := found[0]
			if !strings.HasSuffix(d.Place, tt.place) {
				t.Errorf("place %s, want …%s", d.Place, tt.place)
			}
			var steps []string
			for _, p := range d.Shows.Path {
				steps = append(steps, p.Step+":"+p.Outcome)
			}
			if got := strings.Join(steps, " "); tt.steps != "" && got != tt.steps {
				t.Errorf("the way is %q, want %q", got, tt.steps)
			}
			shown := fmt.Sprint(d.Shows.Facts, d.Shows.Given)
			if d.Shows.Day != nil {
				shown += " day=" + d.Shows.Day.String()
			}
			for _, want := range regexp.MustCompile(`\S+=`).Split(tt.shows, -1) {
				if !strings.Contains(shown, strings.TrimSpace(want)) {
					t.Errorf("it shows %s, want %s", shown, tt.shows)
				}
			}
			for _, lang := range []text.Lang{text.VI, text.EN} {
				key, args := d.Text(string(lang))
				if s := words.In(lang).T(key, args); strings.ContainsAny(s, "{}⟦⟧") {
					t.Errorf("%s: %s", lang, s)
				}
			}
			if tt.mend == nil {
				return
			}
			tt.mend(f)
			if left := f.prove(); len(left) > 0 {
				t.Errorf("mended, found %+v", left)
			}
		})
	}
}

// codes are those that the sources of the room name: what the check's calls say, and the constants of the proof.
func codes(t *testing.T) map[string]bool {
	t.Helper()
	found := map[string]bool{}
	literal := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			found[strings.Trim(l.Value, `"`)] = true
		}
	}
	at := map[string]int{"fail": 1, "warn": 1, "add": 2, "flaws": 1} // which argument is the code
	names, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if name != "check.go" && !strings.HasPrefix(name, "proof") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if strings.HasPrefix(n.Names[0].Name, "code") && len(n.Values) == 1 {
					literal(n.Values[0])
				}
			case *ast.CallExpr:
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && fmt.Sprint(s.X) == "c" && at[s.Sel.Name] < len(n.Args) && at[s.Sel.Name] > 0 {
					literal(n.Args[at[s.Sel.Name]])
				}
			}
			return true
		})
	}
	return found
}

// Every code that can be found is documented and has a procedure above.
func TestEachCodeIsDocumentedAndTried(t *testing.T) {
	t.Parallel()
	found := codes(t)
	doc, err := os.ReadFile("../../docs/procedure-check.md")
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, x := range allFlaws() {
		tried[x.code] = true
		if !found[x.code] {
			t.Errorf("%s is tried and nothing finds it: the patterns of this test are out of date", x.code)
		}
	}
	for code := range found {
		if !tried[code] {
			t.Errorf("%s is tried by no test", code)
		}
		if !strings.Contains(string(doc), "| `"+code+"` |") {
			t.Errorf("docs/procedure-check.md has no line for %s", code)
		}
	}
}

func FuzzReadRecords(f *testing.F) {
	b, err := fs.ReadFile(hanoi.Hanoi(), "procedures/2.000908.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	for _, s := range []string{"", "[", "{}\n{}", `{"ma_thu_tuc": "1.001010"}`, `[{"code": "1.000001", "cases": [{"process": {"nodes": [{}], "flows": [{}]}}]}]`, "\xEF\xBB\xBF{", `{"cases":[{"form":{"sections":[{"fields":[{"id":"a","kind":"text","when":"a == 1"}]}]}}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		sheets, err := procedure.ReadRecords("x", b)
		if len(sheets) == 0 && err == nil {
			t.Error("nothing was read, and nothing is wrong")
		}
		for _, s := range sheets {
			for _, d := range procedure.Prove(s.Record, &procedure.Context{}).Defects {
				s.Line(d.Place)
			}
		}
	})
}

// branches is a process of so many branches beside each other with so many steps each; with back any step but the first of
// a branch may be sent back to the one before it.
func branches(n, steps int, back bool) *procedure.Process {
	nodes := []procedure.Node{at("s", procedure.Start), at("p", procedure.Parallel), at("j", procedure.Parallel)}
	flows := []string{"s > p", "j > approve"}
	for i := range n {
		last, standard := "p", ""
		for k := range steps {
			t, x := fmt.Sprintf("t%d.%d", i, k), fmt.Sprintf("x%d.%d", i, k)
			nodes = append(nodes, job(t, procedure.Examine, 1, "done", "back"), at(x, procedure.Exclusive))
			flows = append(flows, last+" > "+t+standard, t+" > "+x)
			last = x
			if back && k > 0 {
				flows = append(flows, fmt.Sprintf(`%s > t%d.%d if outcome == "back"`, x, i, k-1))
				standard = " else"
			}
		}
		flows = append(flows, last+" > j"+standard)
	}
	return decision(nodes, flows...)
}

func TestBranchesOfManyStepsAreProvedAndTooManyAreNotCalledSound(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		p      *procedure.Process
		states int // at most
		sound  bool
	}{
		{"sixty steps in four branches", branches(4, 15, false), 100, true},
		{"a hundred and forty in ten", branches(10, 14, false), 2000, true},
		{"sixty in four, every step may be sent back", branches(4, 14, true), 51000, true},
		{"in six", branches(6, 14, true), 500000, false},
	}
	for _, tt := range tests {
		got := procedure.Prove(bare(tt.p), &procedure.Context{})
		sound := true
		for _, d := range got.Defects {
			if strings.HasPrefix(d.Place, "cases.0.process") {
				sound = false
				if d.Code != "unproved" {
					t.Errorf("%s: %+v", tt.name, d)
				}
			}
		}
		if sound != tt.sound || got.States == 0 || got.States > tt.states {
			t.Errorf("%s: sound %v with %d markings, want %v with at most %d", tt.name, sound, got.States, tt.sound, tt.states)
		}
	}
}

func TestACounterexampleIsSaidWithTheLabelsOfTheFormAndTheNamesOfSteps(t *testing.T) {
	t.Parallel()
	f := sample(t)
	processFlaws[slices.IndexFunc(processFlaws, func(x flawed) bool { return x.code == "trapped" })].bend(f)
	found := f.prove()
	if got := found[0].Given("vi"); !slices.Equal(got, []string{"Loại = không"}) {
		t.Errorf("the answers are %q", got)
	}
	f = sample(t)
	processFlaws[slices.IndexFunc(processFlaws, func(x flawed) bool { return x.code == "deadlock" })].bend(f)
	f.node("b").Name = form.Text{VI: "Xác minh", EN: "Verify"}
	d := f.prove()[0]
	_, vi := d.Text("vi")
	_, en := d.Text("en")
	if vi["missing"] != "Xác minh" || en["missing"] != "Verify" {
		t.Errorf("the branch that is missing is %q, %q", vi["missing"], en["missing"])
	}
}

func TestVersionsDifferInWhyAPaperIsAskedFor(t *testing.T) {
	t.Parallel()
	a, b := faultless(), faultless()
	b.Cases[0].Papers[0].UsedBy, b.Cases[0].Papers[0].Basis = []string{"approve"}, "Điều 5"
	c := procedure.Change{Kind: "changed", Part: "paper", Case: "c", What: "Đơn đề nghị"}
	basis, use := c, c
	basis.Aspect, basis.New = "basis", "Điều 5"
	use.Aspect, use.Old, use.New = "used-by", "examine", "approve"
	want := []procedure.Change{basis, use}
	if got := procedure.VersionDiff(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
