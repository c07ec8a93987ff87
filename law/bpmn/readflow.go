package bpmn

import (
	"slices"
	"strings"

	"motcua/law/procedure"
)

// flows reads the sequence flows and takes out the gateways that only the drawing needs.
func (r *reader) flows(standards map[string]bool) {
	out := map[string][]*link{}
	for _, l := range r.links {
		out[l.from] = append(out[l.from], l)
	}
	r.unmerge(out)
	for _, l := range r.links {
		f, ok := r.flow(l)
		if !ok || r.merges[l.from] {
			continue
		}
		e, to := l.e, l.to
		for steps := 0; r.merges[to] && steps < len(r.links); steps++ {
			to = out[to][0].to
		}
		f.To = r.nodeOf[to]
		f.Default = standards[e.attr("id")]
		for _, x := range e.ours("flow") {
			f.Default = f.Default || x.attr("default") == "true"
		}
		r.file.Process.Flows = append(r.file.Process.Flows, f)
		r.file.flows = append(r.file.flows, e.line)
	}
}

// unmerge lets those gateways of the drawing go that lead to one place alone; an editor has made a gateway of the others.
func (r *reader) unmerge(out map[string][]*link) {
	for id := range r.merges {
		if o := out[id]; len(o) != 1 || r.circle(id, out) {
			delete(r.merges, id)
			r.nodeOf[id] = id
		}
	}
	p := r.file.Process
	p.Nodes = slices.DeleteFunc(p.Nodes, func(n procedure.Node) bool { return r.merges[n.ID] })
}

// circle says whether nothing but gateways of the drawing stand behind one of them.
func (r *reader) circle(id string, out map[string][]*link) bool {
	for seen := map[string]bool{}; r.merges[id]; {
		if seen[id] || len(out[id]) != 1 {
			return true
		}
		seen[id] = true
		id = out[id][0].to
	}
	return false
}

// flow reads one sequence flow.
func (r *reader) flow(l *link) (procedure.Flow, bool) {
	ok, e := true, l.e
	for _, end := range []struct{ name, id string }{{"sourceRef", l.from}, {"targetRef", l.to}} {
		if _, known := r.nodeOf[end.id]; !known {
			if ok = false; end.id == "" || !r.gone[end.id] {
				r.refuse(e, "flow-end", "end", end.name, "value", end.id)
			}
		}
	}
	f := procedure.Flow{From: r.nodeOf[l.from]}
	for _, a := range e.attrs {
		if a.Name.Space == "" && !slices.Contains([]string{"id", "name", "sourceRef", "targetRef", "isImmediate", "xmlns"}, a.Name.Local) {
			r.refuse(e, "attribute", "attribute", a.Name.Local, "value", a.Value)
			ok = false
		}
	}
	for _, k := range e.kids {
		switch {
		case r.aside(k):
		case r.foreign(k):
		case k.is("conditionExpression"):
			f.When = k.text
			if l := k.attr("language"); l != language {
				if f.When = strings.TrimSpace(k.text); f.When != "" {
					r.note(k, "note-language", "language", l)
				}
			}
		default:
			r.refuse(k, "inside", "of", e.name.Local, "owner", e.attr("id"))
		}
	}
	return f, ok
}
