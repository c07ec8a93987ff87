package bpmn

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// calledBefore stands before the code of a procedure that is called: a name in XML begins with no digit.
const calledBefore = "procedure-"

func called(id procedure.ID) string { return calledBefore + string(id) }

// wait writes how long a timer waits as the standard knows it. Working time is no matter of ISO 8601: hours and days stand as they
// are, and our own element beside says that they are working ones. A time from the due time is no duration that is known before.
func (x *writer) wait(d *procedure.Delay) {
	switch {
	case d == nil:
	case d.From == procedure.FromDue:
		x.leaf("bpmn:timeDate", ` xsi:type="bpmn:tFormalExpression"`+attrs("language", language), strings.TrimSpace("due "+d.Limit.String()))
	default:
		x.leaf("bpmn:timeDuration", ` xsi:type="bpmn:tFormalExpression"`, isoOf(d.Limit))
	}
}

func isoOf(l calendar.Limit) string {
	switch l.Unit {
	case calendar.Hour:
		return fmt.Sprintf("PT%dH", l.N)
	case calendar.Month:
		return fmt.Sprintf("P%dM", l.N)
	}
	return fmt.Sprintf("P%dD", l.N)
}

// isoDuration are durations of one whole unit that a calendar can count. Hours of the clock are none: a Centre counts working ones.
var isoDuration = regexp.MustCompile(`^P(\d{1,3})([DWM])$`)

// limitOf reads a duration of a file that is not ours.
func limitOf(s string) (calendar.Limit, bool) {
	m := isoDuration.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return calendar.Limit{}, false
	}
	n, err := strconv.Atoi(m[1])
	l := calendar.Limit{N: n, Unit: calendar.CalendarDay}
	switch m[2] {
	case "W":
		l.N *= 7
	case "M":
		l.Unit = calendar.Month
	}
	return l, err == nil && l.Check() == nil
}

// timed reads a timer: our own element where there is one, else the duration of the standard.
func (r *reader) timed(e *element, n *procedure.Node) {
	for _, x := range e.ours("timer") {
		n.Timer = &procedure.Delay{From: procedure.Origin(x.attr("from")), Basis: x.attr("basis")}
		if err := n.Timer.Limit.UnmarshalText([]byte(x.attr("limit"))); err != nil {
			r.refuse(x, "limit", "value", x.attr("limit"), "owner", e.attr("id"))
		}
	}
	definitions := 0
	for _, k := range e.kids {
		if !k.is("timerEventDefinition") {
			continue
		}
		definitions++
		for _, t := range k.kids {
			l, ok := limitOf(t.text)
			switch {
			case r.aside(t), n.Timer != nil:
			case t.is("timeDuration") && ok:
				n.Timer = &procedure.Delay{Limit: l}
			default:
				r.refuse(t, "timer", "value", strings.TrimSpace(t.text), "owner", e.attr("id"))
			}
		}
	}
	if definitions != 1 {
		r.refuse(e, "event", "owner", e.attr("id"))
	}
}

// hung reads on which step a timer hangs; the step is looked up when all are known.
func (r *reader) hung(e *element, n *procedure.Node) {
	n.Beside = e.attr("cancelActivity") == "false"
	r.hosts[n.ID] = e
}

// hang gives the timers their steps.
func (r *reader) hang() {
	for i := range r.file.Process.Nodes {
		n := &r.file.Process.Nodes[i]
		e := r.hosts[n.ID]
		if e == nil {
			continue
		}
		on, known := r.nodeOf[e.attr("attachedToRef")]
		if !known && !r.gone[e.attr("attachedToRef")] {
			r.refuse(e, "flow-end", "end", "attachedToRef", "value", e.attr("attachedToRef"))
		}
		n.On = on
	}
}

// calls reads which procedure a call is one of.
func (r *reader) calls(e *element, n *procedure.Node) {
	if e.name.Local != "callActivity" {
		return
	}
	n.Work = procedure.Sub
	code := e.attr("calledElement")
	if _, local, prefixed := strings.Cut(code, ":"); prefixed {
		code = local
	}
	n.Calls = &procedure.Called{Procedure: procedure.ID(strings.TrimPrefix(code, calledBefore))}
	for _, x := range e.ours("call") {
		n.Calls = &procedure.Called{Procedure: procedure.ID(x.attr("procedure")), Case: x.attr("case")}
	}
	if n.Calls.Procedure == "" {
		r.refuse(e, "call", "owner", e.attr("id"))
	}
}
