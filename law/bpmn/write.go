package bpmn

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"motcua/law/procedure"
	"motcua/words/form"
)

// Write gives a process as a BPMN 2.0 file with its diagram; Read gives the same process back. It is the same file each
// time. A process with a node or a flow that a drawing cannot have (an unknown kind, an ID that stands twice, a flow to
// nowhere) is refused, see procedure.CompileFor for what else can be wrong with one.
func Write(p *procedure.Process, w Words) ([]byte, error) {
	seen := map[string]bool{}
	for _, n := range p.Nodes {
		if seen[n.ID] || n.ID == "" || tags[n.Kind] == "" {
			return nil, Refusals{{ID: n.ID, Code: "unwritable"}}
		}
		seen[n.ID] = true
	}
	for _, f := range p.Flows {
		if !seen[f.From] || !seen[f.To] {
			return nil, Refusals{{ID: f.From + " → " + f.To, Code: "unwritable"}}
		}
	}
	x := &writer{l: arrange(p, &w), p: p, w: &w}
	x.file()
	return x.b.Bytes(), nil
}

// tags are the elements of the kinds of node.
var tags = map[procedure.NodeKind]string{
	procedure.Start: "startEvent", procedure.End: "endEvent", procedure.Exclusive: "exclusiveGateway", procedure.Parallel: "parallelGateway",
	procedure.Task: "userTask", procedure.Timer: "intermediateCatchEvent",
}

// writer writes one file.
type writer struct {
	b bytes.Buffer
	l *layout
	p *procedure.Process
	w *Words

	depth int
}

// attrs turns pairs into attributes; an empty value is left out.
func attrs(pairs ...string) string {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			b.WriteString(" " + pairs[i] + `="` + escape(pairs[i+1]) + `"`)
		}
	}
	return b.String()
}

func escape(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

func (x *writer) line(s string) {
	x.b.WriteString(strings.Repeat("  ", x.depth) + s + "\n")
}

// in writes an element with what inside writes; without inside it is empty.
func (x *writer) in(tag, at string, inside func()) {
	n := x.b.Len()
	x.line("<" + tag + at + ">")
	begun := x.b.Len()
	x.depth++
	if inside != nil {
		inside()
	}
	x.depth--
	if x.b.Len() == begun {
		x.b.Truncate(n)
		x.line("<" + tag + at + "/>")
		return
	}
	x.line("</" + tag + ">")
}

// leaf writes an element with text alone.
func (x *writer) leaf(tag, at, text string) {
	x.line("<" + tag + at + ">" + escape(text) + "</" + tag + ">")
}

func (x *writer) file() {
	x.b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	id := x.p.ID
	if !ncName(id) || strings.HasPrefix(id, reserved) || x.l.of[id] != nil {
		id = reserved + "process"
	}
	x.in("bpmn:definitions", attrs("xmlns:bpmn", spaceBPMN, "xmlns:bpmndi", spaceDI, "xmlns:dc", spaceDC, "xmlns:di", spaceDD,
		"xmlns:xsi", spaceXSI, "xmlns:motcua", Namespace, "id", reserved+"definitions", "targetNamespace", Namespace, "exporter", "motcua"), func() {
		x.in("bpmn:collaboration", attrs("id", reserved+"collaboration"), func() {
			x.in("bpmn:participant", attrs("id", reserved+"pool", "name", x.pool(), "processRef", id), nil)
		})
		x.in("bpmn:process", attrs("id", id, "isExecutable", "false"), func() { x.process(id) })
		x.diagram()
	})
}

// pool is how the pool is called: the linters ask for a name.
func (x *writer) pool() string {
	if strings.TrimSpace(x.w.Pool) != "" {
		return x.w.Pool
	}
	return x.p.ID
}

// extension writes our own elements, if there are any.
func (x *writer) extension(inside func()) { // an extension without content is left out by in's caller
	n := x.b.Len()
	x.line("<bpmn:extensionElements>")
	begun := x.b.Len()
	x.depth++
	inside()
	x.depth--
	if x.b.Len() == begun {
		x.b.Truncate(n)
		return
	}
	x.line("</bpmn:extensionElements>")
}

func (x *writer) process(id string) {
	x.extension(func() {
		own := ""
		if x.p.ID != id {
			own = attrs("id", x.p.ID)
		}
		own += attrs("basis", x.p.Basis, "example", yes(x.p.Example))
		if own != "" {
			x.in("motcua:process", own, nil)
		}
	})
	x.in("bpmn:laneSet", attrs("id", reserved+"lanes"), func() {
		for i, n := range x.l.lanes {
			x.in("bpmn:lane", attrs("id", laneID(i), "name", laneName(n, i)), func() {
				x.extension(func() { x.in("motcua:holder", attrs("role", n.role, "where", n.where), nil) })
				for _, v := range n.members {
					x.leaf("bpmn:flowNodeRef", "", v.id)
				}
			})
		}
	})
	for _, v := range x.l.nodes {
		x.node(v)
	}
	for _, a := range x.l.edges {
		x.flow(a)
	}
}

func laneID(i int) string { return fmt.Sprintf("%slane_%d", reserved, i+1) }

func laneName(n *lane, i int) string {
	if strings.TrimSpace(n.name) != "" {
		return n.name
	}
	return strconv.Itoa(i + 1)
}

func yes(b bool) string {
	if b {
		return "true"
	}
	return ""
}

// node writes a node of the process, or a merge.
func (x *writer) node(v *vertex) {
	at := attrs("id", v.id)
	if !v.merge {
		at += attrs("name", v.node.Name.VI)
	}
	for _, a := range v.out {
		if a.flow != nil && a.flow.Default && v.node.Kind == procedure.Exclusive {
			at += attrs("default", a.id)
			break
		}
	}
	tag := tags[v.kind()]
	switch {
	case v.merge:
	case v.host != nil:
		tag, at = "boundaryEvent", at+attrs("attachedToRef", v.host.id)
		if v.node.Beside {
			at += ` cancelActivity="false"`
		}
	case v.node.Calls != nil:
		tag, at = "callActivity", at+attrs("calledElement", called(v.node.Calls.Procedure))
	}
	x.in("bpmn:"+tag, at, func() {
		x.extension(func() { x.own(v) })
		for _, a := range v.in {
			x.leaf("bpmn:incoming", "", a.id)
		}
		for _, a := range v.out {
			x.leaf("bpmn:outgoing", "", a.id)
		}
		if v.node.Kind == procedure.End && !v.merge && !v.node.Result && !v.node.Aside {
			// What ends without a result takes the other tokens away: see procedure.Machine.Finish.
			x.in("bpmn:terminateEventDefinition", attrs("id", reserved+"terminate_"+v.id), nil)
		}
		if v.node.Kind == procedure.Timer && !v.merge {
			x.in("bpmn:timerEventDefinition", attrs("id", reserved+"timer_"+v.id), func() { x.wait(v.node.Timer) })
		}
	})
}

// own writes what the standard has no place for. Who holds a task stands at its lane.
func (x *writer) own(v *vertex) {
	n := v.node
	if v.merge {
		x.in("motcua:merge", "", nil)
		return
	}
	own := ""
	if v.id != n.ID {
		own += attrs("id", n.ID)
	}
	if n.Kind == procedure.Task {
		own += ` work="` + escape(string(n.Work)) + `"`
	} else {
		own += attrs("work", string(n.Work), "role", n.Role, "where", n.Where)
		if n.Result != (n.Kind == procedure.End) && n.Kind != procedure.End {
			own += attrs("result", yes(n.Result))
		}
	}
	if n.Hours != 0 {
		own += attrs("hours", strconv.Itoa(n.Hours))
	}
	own += attrs("aside", yes(n.Aside), "group", n.Group)
	if n.Kind == procedure.Timer && v.host == nil {
		own += attrs("on", n.On, "beside", yes(n.Beside)) // flaws that stand beside the table
	}
	own += attrs("waits", string(n.Waits), "papers", yes(n.Papers), "lead", yes(n.Lead))
	if own != "" {
		x.in("motcua:step", own, nil)
	}
	x.names(n.Name.EN, "en")
	if d := n.Timer; d != nil {
		x.in("motcua:timer", attrs("limit", d.Limit.String(), "from", string(d.From), "basis", d.Basis), nil)
	}
	if c := n.Calls; c != nil {
		x.in("motcua:call", attrs("procedure", string(c.Procedure), "case", c.Case), nil)
	}
	if s := n.Silence; s != nil {
		x.in("motcua:silence", attrs("outcome", s.Outcome, "basis", s.Basis, "limit", s.Limit.String()), nil)
	}
	for _, o := range n.Outcomes {
		x.in("motcua:outcome", attrs("value", o.Value), func() { x.both(o.Name) })
	}
}

func (x *writer) names(s, lang string) {
	if s != "" {
		x.leaf("motcua:name", attrs("lang", lang), s)
	}
}

func (x *writer) both(t form.Text) {
	x.names(t.VI, "vi")
	x.names(t.EN, "en")
}

func (x *writer) flow(a *arc) {
	x.in("bpmn:sequenceFlow", attrs("id", a.id, "name", a.label, "sourceRef", a.from.id, "targetRef", a.to.id), func() {
		if a.flow == nil {
			return
		}
		if a.flow.Default && !x.standard(a) {
			x.extension(func() { x.in("motcua:flow", attrs("default", "true"), nil) })
		}
		if a.flow.When != "" {
			x.leaf("bpmn:conditionExpression", ` xsi:type="bpmn:tFormalExpression"`+attrs("language", language), a.flow.When)
		}
	})
}

// standard says whether the gateway itself names the flow as its default.
func (x *writer) standard(a *arc) bool {
	for _, o := range a.from.out {
		if o.flow != nil && o.flow.Default {
			return o == a && a.from.node.Kind == procedure.Exclusive
		}
	}
	return false
}

// diagram writes where everything stands.
func (x *writer) diagram() {
	x.in("bpmndi:BPMNDiagram", attrs("id", reserved+"diagram"), func() {
		x.in("bpmndi:BPMNPlane", attrs("id", reserved+"plane", "bpmnElement", reserved+"collaboration"), func() {
			x.shape(reserved+"pool", ` isHorizontal="true"`, x.l.poolBox(), nil)
			for i, n := range x.l.lanes {
				x.shape(laneID(i), ` isHorizontal="true"`, n.box, nil)
			}
			for _, v := range x.l.nodes {
				at := ""
				if v.kind() == procedure.Exclusive {
					at = ` isMarkerVisible="true"`
				}
				var label *box
				if lines := len(v.caption(x.w.Lang)); lines > 0 && !v.inside() {
					b := v.hang(lines)
					label = &b
				}
				x.shape(v.id, at, v.box(), label)
			}
			for _, a := range x.l.edges {
				x.in("bpmndi:BPMNEdge", attrs("id", reserved+"di_"+a.id, "bpmnElement", a.id), func() {
					for _, p := range a.points {
						x.line(fmt.Sprintf(`<di:waypoint x="%d" y="%d"/>`, p.x, p.y))
					}
					if len(a.lines) > 0 {
						x.in("bpmndi:BPMNLabel", "", func() { x.bounds(a.says) })
					}
				})
			}
		})
	})
}

func (x *writer) shape(id, at string, b box, label *box) {
	x.in("bpmndi:BPMNShape", attrs("id", reserved+"di_"+id, "bpmnElement", id)+at, func() {
		x.bounds(b)
		if label != nil {
			x.in("bpmndi:BPMNLabel", "", func() { x.bounds(*label) })
		}
	})
}

func (x *writer) bounds(b box) {
	x.line(fmt.Sprintf(`<dc:Bounds x="%d" y="%d" width="%d" height="%d"/>`, b.x, b.y, b.w, b.h))
}

// poolBox is around all lanes.
func (l *layout) poolBox() box {
	last := l.lanes[len(l.lanes)-1].box
	return box{margin, margin, l.w - 2*margin, last.y + last.h - margin}
}
