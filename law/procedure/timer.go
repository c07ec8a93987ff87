package procedure

import (
	"slices"
	"strings"

	"motcua/words/calendar"
)

// A Delay (thời gian chờ) is how long a timer waits.
type Delay struct {
	From  Origin         `json:"from,omitempty"`
	Limit calendar.Limit `json:"limit,omitzero"` // how long after that moment; none: until that moment itself
	Basis string         `json:"basis,omitempty"`
}

// An Origin is what a timer counts from.
type Origin string

// The origins.
const (
	FromHere      Origin = ""         // the token came to the timer, or its step was opened
	FromReception Origin = "received" // the dossier was received
	FromDue       Origin = "due"      // the dossier is due: it moves with the legal clock, and stands while that stands
)

// Origins are all of them, as lists offer them.
var Origins = []Origin{FromHere, FromReception, FromDue}

// Called names the procedure that a sub-dossier is opened for (thủ tục con).
type Called struct {
	Procedure ID     `json:"procedure"`
	Case      string `json:"case,omitempty"` // "" is the only one, or the first
}

// Outcomes that no holder chooses, and those of a sub-dossier.
const (
	Elapsed   = "elapsed" // a timer is over
	SubDone   = "done"
	SubFailed = "failed"
)

// Stands says whether tokens stand at a node of this kind: somebody works, or time goes by.
func (n *Node) Stands() bool { return n.Kind == Task || n.Kind == Timer }

// Plain says whether a node is a timer that a token comes to; the others hang on a step (sự kiện biên).
func (n *Node) Plain() bool { return n.Kind == Timer && n.On == "" }

// timer checks what nodes say of time and of other procedures.
func (b *builder) timer(p *place) {
	at := nodeAt(p.ID)
	if p.Kind != Timer && (p.Timer != nil || p.On != "" || p.Beside) {
		b.flaw(at, "flaw.timer-only", "kind", p.Kind)
	}
	if p.Kind == Timer {
		b.delay(p)
	}
	switch sub := p.Kind == Task && p.Work == Sub; {
	case sub && (p.Calls == nil || strings.TrimSpace(string(p.Calls.Procedure)) == ""):
		b.flaw(at, "flaw.calls")
	case !sub && p.Calls != nil:
		b.flaw(at, "flaw.calls-only", "work", Sub)
	case sub && slices.ContainsFunc(p.Outcomes, func(o Outcome) bool { return o.Value != SubDone && o.Value != SubFailed }):
		b.flaw(at, "flaw.calls-outcome", "done", SubDone, "failed", SubFailed)
	case sub && (p.Waits != "" || p.Silence != nil || p.Papers || p.Lead):
		b.flaw(at, "flaw.calls-task")
	}
	if len([]rune(p.Group)) > mostGroup {
		b.flaw(at, "flaw.group", "most", mostGroup)
	}
}

const mostGroup = 200

func (b *builder) delay(p *place) {
	at := nodeAt(p.ID)
	d := p.Timer
	switch {
	case d == nil:
		b.flaw(at, "flaw.timer-time")
		return
	case !slices.Contains(Origins, d.From):
		b.flaw(at, "flaw.timer-from", "value", d.From)
	case d.Limit != (calendar.Limit{}) && d.Limit.Check() != nil:
		b.flaw(at, "flaw.timer-limit", "value", d.Limit)
	case d.Limit == (calendar.Limit{}) && d.From != FromDue:
		b.flaw(at, "flaw.timer-time")
	}
	if p.Name.VI == "" {
		b.flaw(at, "flaw.timer-name")
	}
	if p.Beside && p.On == "" {
		b.flaw(at, "flaw.timer-beside")
	}
}

// hang gives the timers of steps to them.
func (b *builder) hang() {
	for _, p := range b.m.order() {
		if p == nil || p.Kind != Timer || p.On == "" {
			continue
		}
		if p.host = b.m.nodes[p.On]; p.host == nil || p.host.Kind != Task {
			b.flaw(nodeAt(p.ID), "flaw.timer-on", "value", p.On)
			continue
		}
		p.host.timers = append(p.host.timers, p)
	}
}

// next gives where a token can go from a node: over its flows, and from a step to its timers.
func (p *place) next() []*place {
	return slices.Concat(others(p.out, func(w *way) *place { return w.to }), p.timers)
}

// Timers gives the timers that hang on a step.
func (m *Machine) Timers(id string) []*Node {
	var out []*Node
	if p := m.nodes[id]; p != nil {
		for _, t := range p.timers {
			out = append(out, t.Node)
		}
	}
	return out
}

// beside finds what leads to nothing but ends of a branch alone.
func (m *Machine) beside() {
	var ends []*place
	for _, p := range m.order() {
		if p.Kind == End && !p.Aside {
			ends = append(ends, p)
		}
	}
	main := walk(ends, func(p *place) []*place {
		from := others(p.in, func(w *way) *place { return w.from })
		if p.host != nil {
			from = append(from, p.host)
		}
		return from
	})
	for _, p := range m.order() {
		p.aside = !main[p]
	}
}
