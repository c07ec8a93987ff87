package form

import (
	"strconv"
	"time"
)

// Hidden says which fields are not asked as things stand, by path ("father", "owners.0.share"): what a page leaves out
// while a form is being filled in. v may be unfinished or wrong. A group that nobody filled in yet is looked at as if it
// had one empty entry, because a page draws it so.
func (c *Compiled) Hidden(v Values, on time.Time) map[string]bool {
	out := map[string]bool{}
	if !c.exprs {
		return out
	}
	j := judgement{form: c, today: on.In(zone).Format(time.DateOnly)}
	nodes := j.read(&c.root, v, "")
	widen(&c.root, nodes, v)
	j.env = c.lay(nodes)
	j.env["today"] = j.today
	j.hide(&c.root, nodes, j.env)
	hidden(&c.root, nodes, "", out)
	return out
}

// widen gives every group that has no entry an empty one, and keeps empty entries between full ones.
func widen(o *object, nodes []node, in map[string]any) {
	for i, f := range o.fields {
		n := &nodes[i]
		switch {
		case !f.Grouped():
		case !f.many:
			m, _ := asObject(in[f.ID])
			if n.kids == nil {
				n.kids = make([]node, len(f.inner.fields))
			}
			widen(&f.inner, n.kids, m)
		default:
			list, _ := in[f.ID].([]any)
			n.items = entries(f, n.items, list)
		}
	}
}

// entries gives an item for every entry of a list, at least one.
func entries(f *field, have []item, list []any) []item {
	out := make([]item, min(max(1, len(list)), f.Repeat))
	for i := range out {
		out[i] = item{index: i, kids: make([]node, len(f.inner.fields))}
		for _, it := range have {
			if it.index == i {
				out[i] = it
			}
		}
		var m map[string]any
		if i < len(list) {
			m, _ = asObject(list[i])
		}
		widen(&f.inner, out[i].kids, m)
	}
	return out
}

func hidden(o *object, nodes []node, at string, out map[string]bool) {
	for i, f := range o.fields {
		n, path := &nodes[i], join(at, f.ID)
		if n.hidden {
			out[path] = true
			continue
		}
		if n.kids != nil {
			hidden(&f.inner, n.kids, path, out)
		}
		for _, it := range n.items {
			hidden(&f.inner, it.kids, join(path, strconv.Itoa(it.index)), out)
		}
	}
}
