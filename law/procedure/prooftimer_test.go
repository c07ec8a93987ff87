package procedure_test

import (
	"testing"

	"motcua/law/procedure"
	"motcua/words/form"
)

// timer is a timer that waits; on is the step that it hangs on, "" for none.
func timer(id, after, on string, beside bool) procedure.Node {
	n := procedure.Node{ID: id, Kind: procedure.Timer, Name: form.Text{VI: id}, On: on, Beside: beside, Timer: &procedure.Delay{}}
	if after == "due" {
		n.Timer.From = procedure.FromDue
		return n
	}
	n.Timer.Limit = *limit(after)
	return n
}

// call is a step that calls a procedure.
func call(id string, code procedure.ID, hours int) procedure.Node {
	n := job(id, procedure.Sub, hours)
	n.Calls = &procedure.Called{Procedure: code}
	return n
}

// calling lets the process call 1.000002 before the examination, in a catalogue that has it and 1.000003.
func calling(f *fix) {
	f.between([]procedure.Node{call("sub", "1.000002", 40), examine}, "s > sub", "sub > examine", "examine > approve")
	f.c.Channels[0].Limit = limit("8wd")
	for _, code := range []procedure.ID{"1.000002", "1.000003"} {
		f.ctx.Known = append(f.ctx.Known, procedure.Record{Code: code, Results: []procedure.Result{{Name: "KQ " + string(code)}}, Cases: []procedure.Case{{
			ID: "c", Channels: []procedure.ChannelRule{{Channel: procedure.Desk, Limit: limit("3wd")}},
		}}})
	}
}

// flaws of timers and of sub-procedures.
var timerFlaws = []flawed{
	{code: "timer-no-due", bend: func(f *fix) {
		f.between([]procedure.Node{examine, timer("late", "due", "examine", false)}, "s > examine", "examine > approve", "late > approve")
		f.c.Channels[0].Limit, f.c.Channels[0].NoDue = nil, true
	}, mend: func(f *fix) { f.c.Channels[0].Limit, f.c.Channels[0].NoDue = limit("5wd"), false }, place: "nodes.2", shows: "channel=1"},
	{code: "call-missing", bend: func(f *fix) { calling(f); f.node("sub").Calls.Case = "other" }, mend: func(f *fix) { f.node("sub").Calls.Case = "c" }, place: "nodes.1.calls", shows: "case=other code=1.000002"},
	{code: "call-circle", bend: func(f *fix) {
		calling(f)
		for i, to := range []procedure.ID{"1.000003", "1.000001"} {
			f.ctx.Known[i].Cases[0].Process = process([]procedure.Node{at("s", procedure.Start), call("x", to, 1), {ID: "e", Kind: procedure.End, Result: true}}, "s > x", "x > e")
		}
	}, mend: func(f *fix) { f.ctx.Known[1].Cases[0].Process = nil }, place: "nodes.1.calls", shows: "code=1.000002"},
	{code: "call-result", bend: func(f *fix) { calling(f); f.ctx.Known[0].Results = nil }, mend: func(f *fix) {
		f.ctx.Known[0].Results = []procedure.Result{{Name: "Giấy"}}
	}, place: "nodes.1.calls"},
	{code: "call-hours", bend: func(f *fix) { calling(f); f.node("sub").Hours = 8 }, mend: func(f *fix) { f.node("sub").Hours = 24 }, place: "nodes.1.calls", shows: "hours=8 needs=24"},
	{
		code: "hours", bend: func(f *fix) { calling(f); f.node("sub").Hours, f.c.Channels[0].Limit = 0, limit("3wd") }, mend: func(f *fix) { f.c.Channels[0].Limit = limit("4wd") },
		place: "channels.0.limit", steps: "sub: examine: approve: issue:", shows: "hours=31 has=24",
	},
	// A wait of fifteen days has up to twelve working days in it.
	{code: "hours", bend: func(f *fix) {
		f.between([]procedure.Node{examine, timer("posted", "10wd", "", false)}, "s > examine", "examine > posted", "posted > approve")
		f.c.Channels[0].Limit = limit("10wd")
	}, mend: func(f *fix) { f.c.Channels[0].Limit = limit("11wd") }, place: "channels.0.limit", steps: "examine: posted: approve: issue:", shows: "hours=87 has=80"},
	// The way over a timer that takes its step away is a way too.
	{code: "hours", bend: func(f *fix) {
		f.between([]procedure.Node{examine, timer("late", "4wd", "examine", false), job("help", procedure.Examine, 8)}, "s > examine", "examine > approve", "late > help", "help > approve")
	}, mend: func(f *fix) { f.node("help").Hours = 5 }, place: "channels.0.limit", steps: "examine: late: help: approve: issue:", shows: "hours=43 has=40"},
	// What a timer opens beside its step has no join with it.
	{code: "unsynchronised", bend: func(f *fix) {
		f.between([]procedure.Node{examine, timer("late", "4h", "examine", true)}, "s > examine", "examine > approve", "late > approve")
	}, mend: func(f *fix) { f.node("late").Beside = false }, place: "nodes.3", steps: "late:elapsed examine:done"},
	// Time refuses nobody: a refusal is a leader's.
	{code: "refusal-by-other", bend: func(f *fix) {
		f.between([]procedure.Node{examine, timer("late", "2wd", "examine", false)}, "s > examine", "examine > approve", "late > refused")
	}, mend: func(f *fix) {
		for i := range f.c.Process.Flows {
			if f.c.Process.Flows[i].From == "late" {
				f.c.Process.Flows[i].To = "approve"
			}
		}
	}, place: "nodes.2", steps: "late:elapsed"},
	{code: "aside-end", bend: func(f *fix) {
		f.c.Process.Nodes = append(f.c.Process.Nodes, at("x", procedure.Exclusive), procedure.Node{ID: "told", Kind: procedure.End, Aside: true})
		f.c.Process.Flows[5] = flow("issue > x")
		f.c.Process.Flows = append(f.c.Process.Flows, flow(`x > told if form.kind == "b"`), flow("x > end else"))
	}, mend: func(f *fix) { f.node("told").Aside, f.node("told").Result = false, true }, place: "nodes.8", steps: "examine:done approve:approve issue:done", shows: "form.kind=b"},
}

// A step and the timers beside it are over together, and what a timer opened to tell somebody keeps nothing open.
func TestATimerGoesWithItsStep(t *testing.T) {
	t.Parallel()
	f := sample(t)
	f.between([]procedure.Node{examine, timer("late", "4h", "examine", false), timer("tell", "2h", "examine", true), at("m", procedure.Exclusive)},
		"s > examine", "examine > m", "late > m", "m > approve", "tell > told")
	f.c.Process.Nodes = append(f.c.Process.Nodes, procedure.Node{ID: "told", Kind: procedure.End, Aside: true})
	if got := f.prove(); len(got) > 0 {
		t.Errorf("a message beside the step: found %+v", got)
	}
	f.c.Process.Nodes[len(f.c.Process.Nodes)-1].Aside, f.c.Process.Nodes[len(f.c.Process.Nodes)-1].Result = false, true
	got := f.prove()
	if len(got) != 1 || got[0].Code != "improper-end" || len(got[0].Shows.Path) != 1 || got[0].Shows.Path[0].Step != "tell" {
		t.Errorf("a message beside the step that ends the process: found %+v", got)
	}
}
