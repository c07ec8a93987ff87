package dossier_test

import (
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

// The processes that stories run.

func task(id string, work procedure.Work, where, role string, can ...string) procedure.Node {
	n := procedure.Node{ID: id, Kind: procedure.Task, Name: form.Text{VI: id}, Work: work, Where: where, Role: role, Hours: 8}
	for _, c := range can {
		n.Outcomes = append(n.Outcomes, procedure.Outcome{Value: c, Name: form.Text{VI: c}})
	}
	return n
}

func silent(n procedure.Node, outcome string, hours int) procedure.Node {
	n.Silence, n.Hours = &procedure.Silence{Outcome: outcome, Basis: "a law"}, hours
	return n
}

func papers(n procedure.Node) procedure.Node {
	n.Papers = true
	return n
}

func waits(n procedure.Node, w procedure.Wait) procedure.Node {
	n.Waits = w
	return n
}

var processes = map[string]*procedure.Process{
	"plain": {
		ID: "plain",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			task("examine", procedure.Examine, "unit:agency", "specialist"),
			task("approve", procedure.Approve, "unit:agency", "leader", "approve", "return", "refuse"),
			{ID: "choice", Kind: procedure.Exclusive},
			task("issue", procedure.Issue, "unit:agency", "clerk"),
			{ID: "result", Kind: procedure.End, Result: true},
			{ID: "refused", Kind: procedure.End},
		},
		Flows: approved(procedure.Flow{From: "start", To: "examine"}, procedure.Flow{From: "examine", To: "approve"}),
	},
	"land": {
		ID: "land",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			task("measure", procedure.Examine, "unit:land", "specialist"),
			waits(task("notice", procedure.Pay, "unit:tax", "specialist"), procedure.WaitTax),
			waits(task("payment", procedure.Pay, "unit:desk", "cashier"), procedure.WaitPayment),
			task("print", procedure.Examine, "unit:land", "specialist"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{
			{From: "start", To: "measure"},
			{From: "measure", To: "notice"},
			{From: "notice", To: "payment"},
			{From: "payment", To: "print"},
			{From: "print", To: "result"},
		},
	},
	"chain": { // from the commune's desk to the department, and from there to the city's agency; the fee is electronic
		ID: "chain",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			papers(task("examine", procedure.Examine, "unit:department", "specialist")),
			task("fee", procedure.Examine, "unit:tax", "specialist"),
			papers(task("decide", procedure.Approve, "unit:agency", "leader", "approve", "return")),
			{ID: "choice", Kind: procedure.Exclusive},
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{
			{From: "start", To: "examine"},
			{From: "examine", To: "fee"},
			{From: "fee", To: "decide"},
			{From: "decide", To: "choice"},
			{From: "choice", To: "examine", When: `outcome == "return"`},
			{From: "choice", To: "result", Default: true},
		},
	},
	"silent": { // a law makes the ministry's silence consent after the step's hours, and the city's after the dossier's limit
		ID: "silent",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			silent(task("comment", procedure.Consult, "unit:ministry", "specialist", "agree", "object"), "agree", 8),
			task("examine", procedure.Examine, "unit:agency", "specialist"),
			silent(task("approve", procedure.Approve, "unit:agency", "leader", "approve", "return", "refuse"), "approve", 0),
			{ID: "choice", Kind: procedure.Exclusive},
			task("issue", procedure.Issue, "unit:agency", "clerk"),
			{ID: "result", Kind: procedure.End, Result: true},
			{ID: "refused", Kind: procedure.End},
		},
		Flows: approved(
			procedure.Flow{From: "start", To: "comment"}, procedure.Flow{From: "comment", To: "examine"}, procedure.Flow{From: "examine", To: "approve"},
		),
	},
	"silent-term": {
		ID: "silent-term",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			term(silent(task("comment", procedure.Consult, "unit:planning", "specialist", "agree", "object"), "agree", 8), 12),
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{{From: "start", To: "comment"}, {From: "comment", To: "approve"}, {From: "approve", To: "result"}},
	},
	"posted": { // the list is posted for fifteen days between the examination and the decision
		ID: "posted",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			task("examine", procedure.Examine, "unit:agency", "specialist"),
			timer("posted", "15d", "", false),
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{{From: "start", To: "examine"}, {From: "examine", To: "posted"}, {From: "posted", To: "approve"}, {From: "approve", To: "result"}},
	},
	"announced": { // another unit announces it, and the agency decides when the time is over
		ID: "announced",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			task("announce", procedure.Examine, "unit:ministry", "specialist"),
			timer("posted", "15d", "", false),
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{{From: "start", To: "announce"}, {From: "announce", To: "posted"}, {From: "posted", To: "approve"}, {From: "approve", To: "result"}},
	},
	"posted-first": { // it is posted before anybody works on it
		ID: "posted-first",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			timer("posted", "15d", "", false),
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{{From: "start", To: "posted"}, {From: "posted", To: "approve"}, {From: "approve", To: "result"}},
	},
	"timed": { // the leader is told after a day, another takes over after two, and help is called when the dossier is late
		ID: "timed",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			task("examine", procedure.Examine, "unit:agency", "specialist"),
			timer("slow", "1wd", "examine", true),
			task("look", procedure.Examine, "unit:agency", "leader"),
			{ID: "looked", Kind: procedure.End, Aside: true},
			timer("stuck", "2wd", "examine", false),
			task("take-over", procedure.Examine, "unit:agency", "specialist"),
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			timer("late", "", "approve", true),
			task("sorry", procedure.Examine, "unit:agency", "specialist"),
			{ID: "said", Kind: procedure.End, Aside: true},
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{
			{From: "start", To: "examine"},
			{From: "examine", To: "approve"},
			{From: "slow", To: "look"},
			{From: "look", To: "looked"},
			{From: "stuck", To: "take-over"},
			{From: "take-over", To: "approve"},
			{From: "late", To: "sorry"},
			{From: "sorry", To: "said"},
			{From: "approve", To: "result"},
		},
	},
	"unpaid": { // what is not paid within ten days is looked at again
		ID: "unpaid",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			waits(task("payment", procedure.Pay, "unit:desk", "cashier"), procedure.WaitPayment),
			timer("unpaid", "10d", "payment", false),
			task("decide", procedure.Approve, "unit:agency", "leader", "approve", "refuse"),
			{ID: "choice", Kind: procedure.Exclusive},
			{ID: "result", Kind: procedure.End, Result: true},
			{ID: "refused", Kind: procedure.End},
		},
		Flows: []procedure.Flow{
			{From: "start", To: "payment"},
			{From: "payment", To: "result"},
			{From: "unpaid", To: "decide"},
			{From: "decide", To: "choice"},
			{From: "choice", To: "refused", When: `outcome == "refuse"`},
			{From: "choice", To: "result", Default: true},
		},
	},
	"calling": { // an excerpt of the criminal record is had from another agency, which may not be able to give it
		ID: "calling",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			calls(task("record", procedure.Sub, "unit:justice", "specialist"), "1.000002"),
			{ID: "choice", Kind: procedure.Exclusive},
			task("examine", procedure.Examine, "unit:agency", "specialist"),
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{
			{From: "start", To: "record"},
			{From: "record", To: "choice"},
			{From: "choice", To: "examine", When: `outcome == "failed"`},
			{From: "choice", To: "approve", Default: true},
			{From: "examine", To: "approve"},
			{From: "approve", To: "result"},
		},
	},
	"led": {
		ID: "led",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			{ID: "split", Kind: procedure.Parallel},
			led(task("survey", procedure.Examine, "unit:land", "specialist")),
			task("tax", procedure.Examine, "unit:tax", "specialist"),
			{ID: "join", Kind: procedure.Parallel},
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{
			{From: "start", To: "split"},
			{From: "split", To: "survey"},
			{From: "split", To: "tax"},
			{From: "survey", To: "join"},
			{From: "tax", To: "join"},
			{From: "join", To: "approve"},
			{From: "approve", To: "result"},
		},
	},
	"parallel": {
		ID: "parallel",
		Nodes: []procedure.Node{
			{ID: "start", Kind: procedure.Start},
			{ID: "split", Kind: procedure.Parallel},
			task("opinion-a", procedure.Consult, "unit:health", "specialist"),
			task("opinion-b", procedure.Consult, "unit:fire", "specialist"),
			task("opinion-c", procedure.Consult, "unit:trade", "specialist"),
			{ID: "join", Kind: procedure.Parallel},
			task("approve", procedure.Approve, "unit:agency", "leader", "approve"),
			{ID: "result", Kind: procedure.End, Result: true},
		},
		Flows: []procedure.Flow{
			{From: "start", To: "split"},
			{From: "split", To: "opinion-a"},
			{From: "split", To: "opinion-b"},
			{From: "split", To: "opinion-c"},
			{From: "opinion-a", To: "join"},
			{From: "opinion-b", To: "join"},
			{From: "opinion-c", To: "join"},
			{From: "join", To: "approve"},
			{From: "approve", To: "result"},
		},
	},
}

// timer is a timer; after "" is until the due time.
func timer(id, after, on string, beside bool) procedure.Node {
	n := procedure.Node{ID: id, Kind: procedure.Timer, Name: form.Text{VI: id}, On: on, Beside: beside, Timer: &procedure.Delay{}}
	if after == "" {
		n.Timer.From = procedure.FromDue
	} else if err := n.Timer.Limit.UnmarshalText([]byte(after)); err != nil {
		panic(err)
	}
	return n
}

func calls(n procedure.Node, code procedure.ID) procedure.Node {
	n.Calls = &procedure.Called{Procedure: code}
	return n
}

// led is a task whose agency leads.
func led(n procedure.Node) procedure.Node {
	n.Lead = true
	return n
}

// term gives the law's own term, in days, to a silence.
func term(n procedure.Node, days int) procedure.Node {
	n.Silence.Limit = calendar.Limit{N: days, Unit: calendar.CalendarDay}
	return n
}

// approved are the ways to an approval and from it on: back to the examination, to the refusal, or over the issue to the result.
func approved(before ...procedure.Flow) []procedure.Flow {
	return append(
		before,
		procedure.Flow{From: "approve", To: "choice"},
		procedure.Flow{From: "choice", To: "examine", When: `outcome == "return"`},
		procedure.Flow{From: "choice", To: "refused", When: `outcome == "refuse"`},
		procedure.Flow{From: "choice", To: "issue", Default: true},
		procedure.Flow{From: "issue", To: "result"},
	)
}
