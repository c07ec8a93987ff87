package form

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
)

// Conditions see every name of the form: a field that was left out or is not asked has its kind's zero value, so that
// no condition can fail on a value that is not there.

// lay lays the values out for expressions.
func (c *Compiled) lay(nodes []node) map[string]any { return layObject(&c.root, nodes) }

func layObject(o *object, nodes []node) map[string]any {
	env := make(map[string]any, len(nodes)+2)
	layInto(env, o, nodes)
	return env
}

func layInto(env map[string]any, o *object, nodes []node) {
	for i, f := range o.fields {
		n := &nodes[i]
		switch {
		case n.kids != nil:
			n.env = layObject(&f.inner, n.kids)
			env[f.ID] = n.env
		case n.items != nil:
			list := make([]any, 0, len(n.items))
			for k := range n.items {
				it := &n.items[k]
				it.env = layObject(&f.inner, it.kids)
				list = append(list, it.env)
			}
			env[f.ID] = list
		case n.value != nil && f.Kind == Address:
			a := maps.Clone(addressZero)
			maps.Copy(a, n.value.(map[string]any))
			env[f.ID] = a
		case n.value != nil:
			env[f.ID] = n.value
		default:
			env[f.ID] = f.blank()
		}
	}
}

// within gives the environment of conditions inside a group: every name of the form, and this, the group's entry.
func (j *judgement) within(this map[string]any) map[string]any {
	if j.env == nil {
		return nil
	}
	env := maps.Clone(j.env)
	env["this"] = this
	return env
}

// hide marks the fields that are not asked, in the form's order: a condition sees what the ones before it left.
func (j *judgement) hide(o *object, nodes []node, env map[string]any) {
	if _, ok := env["this"]; !ok {
		env["this"] = env
	}
	this, _ := env["this"].(map[string]any)
	for i, f := range o.fields {
		n := &nodes[i]
		if f.when != nil {
			asked, err := f.when.True(env)
			if err != nil {
				n.fault = &fault.Fault{Kind: fault.Internal, Key: "form.condition", Cause: err}
				continue
			}
			if !asked {
				n.hidden = true
				this[f.ID] = f.blank()
				continue
			}
		}
		if !f.Grouped() {
			continue
		}
		if n.kids != nil {
			j.hide(&f.inner, n.kids, j.within(n.env))
		}
		for k := range n.items {
			j.hide(&f.inner, n.items[k].kids, j.within(n.items[k].env))
		}
	}
}

// checkable says whether every field that e speaks of is in order: a check over a wrong value would only add a second
// complaint about the first mistake.
func (j *judgement) checkable(e *Expr, o *object, nodes []node) bool {
	return !slices.ContainsFunc(e.uses, func(name string) bool {
		id, member := strings.CutPrefix(name, "this.")
		if !member && o != &j.form.root {
			// Names of the whole form, seen from inside a group: their values are whole or zero, which is good enough.
			return false
		}
		i, ok := o.byID[id]
		return ok && (nodes[i].fault != nil || wrong(nodes[i].kids))
	})
}

func wrong(nodes []node) bool {
	return slices.ContainsFunc(nodes, func(n node) bool { return n.fault != nil && !n.hidden || wrong(n.kids) })
}

// check asks the field's check and gives the fault when it is broken. A message of the form's author travels in both
// languages: the text "form.says" has the gap message, its English is in the argument message_en.
func (j *judgement) check(f *field, env map[string]any) *fault.Fault {
	ok, err := f.check.True(env)
	switch {
	case err != nil:
		return &fault.Fault{Kind: fault.Internal, Key: "form.condition", Cause: err}
	case ok:
		return nil
	case f.CheckMsg == nil:
		return fault.New(fault.Invalid, "form.check")
	}
	return fault.New(fault.Invalid, "form.says", "message", f.CheckMsg.VI, "message_en", f.CheckMsg.In("en"))
}

// Env lays clean values out for conditions outside the form, such as those of a process: every name of the form has a
// value. v must be what Judge gave, or nothing; a value that does not fit its field counts as left out.
func (c *Compiled) Env(v Values) map[string]any {
	j := judgement{form: c}
	nodes := j.read(&c.root, v, "")
	return c.lay(nodes)
}

// Doubts gives what is strange about clean values without being wrong: a tax code whose check digit does not fit may
// stand so on the paper. They are shown as warnings and stop nothing.
func (c *Compiled) Doubts(v Values) []*fault.Fault { return doubts(&c.root, v, "", nil) }

func doubts(o *object, v map[string]any, at string, out []*fault.Fault) []*fault.Fault {
	for _, f := range o.fields {
		switch x := v[f.ID].(type) {
		case string:
			if f.Kind == TaxCode {
				out = append(out, doubtTaxCode(x, join(at, f.ID))...)
			}
		case map[string]any:
			if f.Grouped() {
				out = doubts(&f.inner, x, join(at, f.ID), out)
			}
		case []any:
			for i, e := range x {
				if m, ok := e.(map[string]any); ok && f.many {
					out = doubts(&f.inner, m, join(join(at, f.ID), strconv.Itoa(i)), out)
				}
			}
		}
	}
	return out
}
