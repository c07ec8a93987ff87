package bpmn

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"motcua/law/procedure"
)

// A part is an embedded sub-process (quy trình con nhúng). It is read as if its steps stood in the process around it: what leads
// to it leads to the step behind its start, and what leads to one of its ends goes where the part led. Its name stays at its steps
// as their group. The uploaded file keeps the part as it was drawn.
type part struct {
	e      *element
	around *part // nil: the process
	group  string
	start  string // ID of its start event
	ends   []string
	leads  bool // one flow leaves it; else its ends are ends of the process
	splits bool // it may have several tokens
}

// A link is a sequence flow on its way into the process.
type link struct {
	e        *element
	in       *part
	from, to string // IDs in the file
}

// contents reads what stands in the process or in a part of it: lanes first, since they say who holds the tasks.
func (r *reader) contents(of *element, in *part, standards map[string]bool) {
	for _, e := range of.kids {
		if e.is("laneSet") {
			r.laneSet(e)
		}
	}
	for _, e := range of.kids {
		switch {
		case e.is("laneSet"), r.aside(e), in != nil && (e.is("incoming") || e.is("outgoing")):
		case r.foreign(e):
		case remark(e):
			r.note(e, "note-unused")
		case e.is("sequenceFlow"):
			r.identify(e)
			r.links = append(r.links, &link{e: e, in: in, from: e.attr("sourceRef"), to: e.attr("targetRef")})
		case e.is("subProcess"):
			r.part(e, of, in, standards)
		case kinds[e.name.Local] != "":
			r.within(e, in)
			if in == nil || !r.edge(e, in) {
				r.node(e, in, standards)
			}
		case in != nil && strings.HasSuffix(e.name.Local, "LoopCharacteristics"):
			r.refuse(e, "inside", "of", of.name.Local, "owner", of.attr("id"))
			r.gone[of.attr("id")] = true
		default:
			r.refuse(e, "element")
		}
	}
}

// within notes where a node stands. In a part that stands in a lane its steps do too.
func (r *reader) within(e *element, in *part) {
	id := e.attr("id")
	r.scope[id] = in
	if in == nil {
		return
	}
	if h := r.holders[in.e.attr("id")]; h != nil && r.holders[id] == nil {
		r.holders[id] = h
	}
}

// part reads a sub-process and what is in it.
func (r *reader) part(e, of *element, around *part, standards map[string]bool) {
	id := r.identify(e)
	r.within(e, around)
	for _, a := range e.attrs {
		want, known := neutral[a.Name.Local]
		if a.Name.Local == "triggeredByEvent" {
			want, known = "false", true
		}
		if a.Name.Space == "" && a.Name.Local != "xmlns" && (!known || want != "" && a.Value != want) {
			r.refuse(e, "attribute", "attribute", a.Name.Local, "value", a.Value)
		}
	}
	s := &part{e: e, around: around, group: strings.Join(strings.Fields(e.attr("name")), " ")}
	if around != nil && around.group != "" {
		s.group = strings.Trim(around.group+" / "+s.group, " /")
	}
	ways := 0
	for _, k := range of.kids {
		if k.is("sequenceFlow") && k.attr("sourceRef") == id {
			ways++
			if slices.ContainsFunc(k.kids, func(c *element) bool { return c.is("conditionExpression") }) {
				ways++ // it may lead nowhere
			}
		}
	}
	s.leads = ways == 1
	if ways > 1 || ways == 0 && around != nil {
		r.refuse(e, "sub-ways")
	}
	r.parts[id] = s
	r.contents(e, s, standards)
	if s.start == "" {
		r.refuse(e, "sub-start")
	}
}

// edge takes the start of a part, and its ends where a flow leads on from it: they are gateways of the drawing alone.
func (r *reader) edge(e *element, in *part) bool {
	start, end := e.is("startEvent"), e.is("endEvent")
	if !start && (!end || !in.leads) {
		return false
	}
	id := r.identify(e)
	for _, k := range e.kids {
		if !r.aside(k) && !k.is("incoming") && !k.is("outgoing") {
			r.refuse(k, "inside", "of", e.name.Local, "owner", id)
		}
	}
	if len(e.ours("step")) > 0 {
		r.refuse(e, "inside", "of", "subProcess", "owner", in.e.attr("id"))
	}
	switch {
	case end:
		in.ends = append(in.ends, id)
	case in.start != "":
		r.refuse(in.e, "sub-start")
	default:
		in.start = id
	}
	if e.attr("name") != "" {
		r.note(e, "note-unused")
	}
	r.merges[id], r.nodeOf[id] = true, ""
	r.file.Process.Nodes = append(r.file.Process.Nodes, procedure.Node{ID: id, Kind: procedure.Exclusive})
	r.file.nodes[id] = e.line
	return true
}

// unfold lets flows lead into parts and out of them.
func (r *reader) unfold() {
	for _, l := range r.links {
		from, known := r.scope[l.from]
		to, both := r.scope[l.to]
		if known && both && from != to {
			r.refuse(l.e, "sub-flow", "from", l.from, "to", l.to)
		} else if known {
			l.in = from // some tools write all flows behind the process
		}
	}
	for _, id := range byLine(r.hosts, func(e *element) int { return e.line }) {
		e := r.hosts[id]
		if s := r.parts[e.attr("attachedToRef")]; s != nil {
			if !r.gone[e.attr("id")] {
				r.refuse(e, "sub-timer", "owner", s.e.attr("id"))
			}
			delete(r.hosts, id)
		}
	}
	for _, id := range byLine(r.parts, func(s *part) int { return s.e.line }) {
		r.tokens(r.parts[id])
	}
	var all []*link
	for _, l := range r.links {
		if s := r.parts[l.to]; s != nil && s.start != "" {
			l.to = s.start
		}
		if s := r.parts[l.from]; s != nil && s.start != "" {
			for _, end := range s.ends {
				all = append(all, &link{e: l.e, in: l.in, from: end, to: l.to})
			}
			continue
		}
		all = append(all, l)
	}
	r.links = all
}

// byLine gives the keys in the order of the file.
func byLine[T any](of map[string]T, line func(T) int) []string {
	return slices.SortedFunc(maps.Keys(of), func(a, b string) int { return cmp.Or(line(of[a])-line(of[b]), strings.Compare(a, b)) })
}

// tokens refuses a part that ends several times: it waits for all of its tokens, and the process that is read from it would not.
func (r *reader) tokens(s *part) {
	ways, into, out := map[string]int{}, 0, 0
	for _, l := range r.links {
		if l.in != s {
			continue
		}
		if ways[l.from]++; l.from == s.start {
			out++
		}
		if slices.Contains(s.ends, l.to) {
			into++
		}
		if n := r.xmlIDs[l.from]; n != nil && ways[l.from] > 1 && !n.is("exclusiveGateway") {
			s.splits = true
		}
	}
	for _, e := range r.hosts {
		s.splits = s.splits || r.scope[e.attr("id")] == s && e.attr("cancelActivity") == "false"
	}
	switch id := s.e.attr("id"); {
	case r.gone[id]:
	case out != 1:
		r.refuse(s.e, "sub-start")
	case s.leads && into == 0:
		r.refuse(s.e, "sub-end")
	case s.splits && s.leads && into > 1:
		r.refuse(s.e, "sub-ends")
	}
}
