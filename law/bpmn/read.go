package bpmn

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"motcua/law/procedure"
	"motcua/words/form"
)

// A File is what was read: the process, and what of the file has no place in it.
type File struct {
	Process *procedure.Process
	Notes   []Refusal // what stays in the uploaded file alone, such as remarks; nothing of it changes how the process runs

	nodes map[string]int // line of a node by its ID
	flows []int          // line of each flow
}

// Line gives the line of the file for a place in the process, "nodes.3.role" or "flows.2.when"; 0 when it is unknown.
func (f *File) Line(place string) int {
	part, rest, _ := strings.Cut(place, ".")
	number, _, _ := strings.Cut(rest, ".")
	i, err := strconv.Atoi(number)
	switch {
	case err != nil || i < 0:
	case part == "nodes" && i < len(f.Process.Nodes):
		return f.nodes[f.Process.Nodes[i].ID]
	case part == "flows" && i < len(f.flows):
		return f.flows[i]
	}
	return 0
}

// Lanes says who holds the tasks of a lane that does not say so in our own namespace, by the lane's name.
type Lanes func(name string) (role, where string, ok bool)

// Read reads a process from a BPMN 2.0 file. What the process model cannot carry is refused by the element's name, its
// identity and line, all of it at once; the error is Refusals. Nothing is guessed but the work of a task that does not say
// it: a task is an examination. lanes may be nil.
//
// Read does not say that the process can run: see procedure.CompileFor.
func Read(b []byte, lanes Lanes) (*File, error) {
	root, err := parse(b)
	if err != nil {
		return nil, err
	}
	r := &reader{
		file: &File{Process: &procedure.Process{}, nodes: map[string]int{}}, lanes: lanes,
		xmlIDs: map[string]*element{}, nodeOf: map[string]string{}, merges: map[string]bool{}, holders: map[string]*holder{}, noted: map[string]bool{}, gone: map[string]bool{},
		scope: map[string]*part{},
	}
	if !root.is("definitions") {
		return nil, Refusals{root.refusal("root", "namespace", root.name.Space)}
	}
	for _, p := range r.definitions(root) {
		r.process(p)
	}
	if p := r.file.Process; len(r.refused) == 0 && (len(p.Nodes) > procedure.MostNodes || len(p.Flows) > procedure.MostFlows) {
		r.refuse(root, "large", "nodes", strconv.Itoa(procedure.MostNodes), "flows", strconv.Itoa(procedure.MostFlows))
	}
	if len(r.refused) > 0 {
		return nil, r.refused
	}
	return r.file, nil
}

// reader reads one file.
type reader struct {
	file    *File
	lanes   Lanes
	refused Refusals

	xmlIDs  map[string]*element
	nodeOf  map[string]string  // ID in the file → ID in the process
	merges  map[string]bool    // gateways of the drawing alone, by their ID in the file
	holders map[string]*holder // of a node by its ID in the file
	noted   map[string]bool
	hosts   map[string]*element // timers that hang on steps, by their ID in the process
	gone    map[string]bool     // refused, by the ID in the file: what leads there is not said again
	parts   map[string]*part    // by the ID in the file
	scope   map[string]*part    // in which part a node stands, by its ID in the file
	links   []*link
}

// A holder is who a lane stands for.
type holder struct {
	role, where string
	known       bool
	lane        *element
}

func (r *reader) refuse(e *element, code string, pairs ...string) {
	r.gone[e.attr("id")] = true
	if len(r.refused) < mostRefusals {
		r.refused = append(r.refused, e.refusal(code, pairs...))
	}
}

// note tells of what stays in the file, one element of a kind once.
func (r *reader) note(e *element, code string, pairs ...string) {
	n := e.refusal(code, pairs...)
	key := code + " " + n.Element + " " + fmt.Sprint(n.Args)
	if !r.noted[key] {
		r.noted[key] = true
		r.file.Notes = append(r.file.Notes, n)
	}
}

// foreign says whether an element is of another namespace, and refuses it.
func (r *reader) foreign(e *element) bool {
	if e.name.Space == spaceBPMN {
		return false
	}
	r.refuse(e, "foreign", "namespace", e.name.Space)
	return true
}

// aside takes what any element of BPMN may have beside its meaning; false when e is something else.
func (r *reader) aside(e *element) bool {
	switch {
	case e.is("documentation"):
		if strings.TrimSpace(e.text) != "" {
			r.note(e, "note-unused")
		}
	case e.is("extensionElements"):
		for _, k := range e.kids {
			if k.name.Space != Namespace {
				r.note(e, "note-extension", "namespace", cmp.Or(k.name.Space, "-"))
			}
		}
	default:
		return false
	}
	return true
}

// identify notes the identity of an element and refuses a second one of the same.
func (r *reader) identify(e *element) string {
	id := e.attr("id")
	if id == "" {
		r.refuse(e, "no-id")
		return ""
	}
	if first := r.xmlIDs[id]; first != nil {
		r.refuse(e, "id-twice", "first", strconv.Itoa(first.line))
	}
	r.xmlIDs[id] = e
	return id
}

// definitions looks for the process with something in it. A second one is refused and looked at all the same, so that all
// refusals are known at once.
func (r *reader) definitions(root *element) []*element {
	var found []*element
	for _, e := range root.kids {
		switch {
		case e.name.Space == spaceDI && e.name.Local == "BPMNDiagram", r.aside(e):
		case r.foreign(e):
		case e.is("collaboration"):
			r.collaboration(e)
		case e.is("process"):
			full := slices.ContainsFunc(e.kids, func(k *element) bool { return !k.is("extensionElements") && !k.is("documentation") && !k.is("laneSet") })
			if full && len(found) > 0 {
				r.refuse(e, "second-process", "first", found[0].attr("id"))
			}
			if full {
				found = append(found, e)
			}
		default:
			r.refuse(e, "element")
		}
	}
	if len(found) == 0 && len(r.refused) == 0 {
		r.refuse(root, "no-process")
	}
	return found
}

// collaboration reads pools: they name whose process it is, and messages between them are no part of one.
func (r *reader) collaboration(c *element) {
	for _, e := range c.kids {
		switch {
		case r.aside(e):
		case r.foreign(e):
		case e.is("participant"):
			for _, k := range e.kids {
				if !r.aside(k) && !r.foreign(k) {
					r.refuse(k, "element")
				}
			}
		case remark(e):
			r.note(e, "note-unused")
		default:
			r.refuse(e, "element")
		}
	}
}

// remark says whether an element only explains the drawing.
func remark(e *element) bool { return e.is("textAnnotation") || e.is("association") || e.is("group") }

// process reads the elements of the process.
func (r *reader) process(p *element) {
	out := r.file.Process
	out.ID = cmp.Or(p.attr("id"), "process") // the identity of a process may be left out
	for _, x := range p.ours("process") {
		out.ID, out.Basis, out.Example = cmp.Or(x.attr("id"), out.ID), x.attr("basis"), x.attr("example") == "true"
	}
	standards := map[string]bool{} // flows that are the default of their source
	r.links, r.parts, r.hosts = nil, map[string]*part{}, map[string]*element{}
	r.contents(p, nil, standards)
	r.unfold()
	r.hang()
	r.flows(standards)
}

// laneSet reads lanes; the innermost lane that names a node holds it.
func (r *reader) laneSet(set *element) {
	for _, e := range set.kids {
		switch {
		case r.aside(e):
		case r.foreign(e):
		case e.is("lane"):
			h := r.holder(e)
			for _, k := range e.kids {
				switch {
				case r.aside(k):
				case k.is("flowNodeRef"):
					r.holders[strings.TrimSpace(k.text)] = h
				case k.is("childLaneSet"):
				case r.foreign(k):
				default:
					r.refuse(k, "element")
				}
			}
			for _, k := range e.kids {
				if k.is("childLaneSet") {
					r.laneSet(k)
				}
			}
		default:
			r.refuse(e, "element")
		}
	}
}

// holder says who a lane stands for: by our own words, else by its name.
func (r *reader) holder(lane *element) *holder {
	h := &holder{lane: lane}
	for _, x := range lane.ours("holder") {
		h.role, h.where, h.known = x.attr("role"), x.attr("where"), true
	}
	if !h.known && r.lanes != nil {
		h.role, h.where, h.known = r.lanes(lane.attr("name"))
	}
	return h
}

// kinds are the nodes that a process has, by the names of BPMN.
var kinds = map[string]procedure.NodeKind{
	"startEvent": procedure.Start, "endEvent": procedure.End, "exclusiveGateway": procedure.Exclusive, "parallelGateway": procedure.Parallel,
	"intermediateCatchEvent": procedure.Timer, "boundaryEvent": procedure.Timer, "callActivity": procedure.Task,
	"task": procedure.Task, "userTask": procedure.Task, "manualTask": procedure.Task,
}

// neutral are the attributes of nodes that say nothing about how they run, with the values that do not; "" is any value.
var neutral = map[string]string{
	"id": "", "name": "", "default": "", "gatewayDirection": "", "implementation": "",
	"completionQuantity": "1", "startQuantity": "1", "isForCompensation": "false", "parallelMultiple": "false", "isInterrupting": "true",
}

// ownAttributes are those that mean something at one element alone.
var ownAttributes = map[string][]string{"boundaryEvent": {"attachedToRef", "cancelActivity"}, "callActivity": {"calledElement"}}

// node reads a node.
func (r *reader) node(e *element, in *part, standards map[string]bool) {
	id := r.identify(e)
	kind := kinds[e.name.Local]
	own := ownAttributes[e.name.Local]
	for _, a := range e.attrs {
		want, known := neutral[a.Name.Local]
		known = known || slices.Contains(own, a.Name.Local)
		if a.Name.Space == "" && a.Name.Local != "xmlns" && (!known || want != "" && a.Value != want) {
			r.refuse(e, "attribute", "attribute", a.Name.Local, "value", a.Value)
		}
	}
	n := procedure.Node{ID: id, Kind: kind, Result: kind == procedure.End}
	n.Name.VI = e.attr("name")
	for _, k := range e.kids {
		switch {
		case r.aside(k), k.is("incoming"), k.is("outgoing"):
		case r.foreign(k):
		case k.is("terminateEventDefinition") && kind == procedure.End:
			n.Result = false
		case k.is("timerEventDefinition") && kind == procedure.Timer:
		default:
			r.refuse(k, "inside", "of", e.name.Local, "owner", id)
		}
	}
	if d := e.attr("default"); d != "" {
		standards[d] = true
	}
	if len(e.ours("merge")) > 0 && (kind == procedure.Exclusive || kind == procedure.Parallel) {
		r.merges[id] = true
	}
	r.extended(e, &n)
	if in != nil && n.Group == "" {
		n.Group = in.group
	}
	if kind == procedure.Timer {
		r.timed(e, &n)
	}
	if e.name.Local == "boundaryEvent" {
		r.hung(e, &n)
	}
	if first, twice := r.file.nodes[n.ID]; twice && first != e.line {
		r.refuse(e, "id-twice", "first", strconv.Itoa(first))
	}
	r.nodeOf[id] = n.ID
	if r.merges[id] {
		r.nodeOf[id] = ""
	}
	r.file.Process.Nodes = append(r.file.Process.Nodes, n)
	r.file.nodes[n.ID] = e.line
}

// extended takes what our own elements say of a node.
func (r *reader) extended(e *element, n *procedure.Node) {
	texts(e, &n.Name)
	if h := r.holders[e.attr("id")]; h != nil && n.Kind == procedure.Task {
		n.Role, n.Where = h.role, h.where
		if !h.known {
			r.note(h.lane, "note-lane", "lane", h.lane.attr("name"))
		}
	}
	if n.Kind == procedure.Task {
		n.Work = procedure.Examine
	}
	r.calls(e, n)
	for _, x := range e.ours("step") {
		n.ID = cmp.Or(x.attr("id"), n.ID)
		if x.has("work") {
			n.Work = procedure.Work(x.attr("work"))
		}
		if x.has("role") || x.has("where") {
			n.Role, n.Where = x.attr("role"), x.attr("where")
		}
		n.Waits, n.Papers, n.Lead = procedure.Wait(x.attr("waits")), x.attr("papers") == "true", x.attr("lead") == "true"
		if n.Group = x.attr("group"); x.attr("aside") == "true" {
			n.Aside, n.Result = true, false
		}
		n.On, n.Beside = x.attr("on"), x.attr("beside") == "true"
		if x.has("result") {
			n.Result = x.attr("result") == "true"
		}
		if h := x.attr("hours"); h != "" {
			hours, err := strconv.Atoi(h)
			if err != nil {
				r.refuse(x, "hours", "value", h, "owner", e.attr("id"))
			}
			n.Hours = hours
		}
	}
	for _, x := range e.ours("silence") {
		n.Silence = &procedure.Silence{Outcome: x.attr("outcome"), Basis: x.attr("basis")}
		if err := n.Silence.Limit.UnmarshalText([]byte(x.attr("limit"))); err != nil {
			r.refuse(x, "limit", "value", x.attr("limit"), "owner", e.attr("id"))
		}
	}
	for _, x := range e.ours("outcome") {
		o := procedure.Outcome{Value: x.attr("value")}
		for _, k := range x.kids {
			name(k, &o.Name)
		}
		n.Outcomes = append(n.Outcomes, o)
	}
}

// texts takes the names in our own elements.
func texts(e *element, t *form.Text) {
	for _, x := range e.ours("name") {
		name(x, t)
	}
}

func name(x *element, t *form.Text) {
	switch {
	case x.name.Space != Namespace || x.name.Local != "name":
	case x.attr("lang") == "en":
		t.EN = x.text
	default:
		t.VI = x.text
	}
}
