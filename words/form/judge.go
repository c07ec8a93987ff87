package form

import (
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"motcua/ground/fault"
)

// mostBytes is the most text that one form may bring, names of fields included.
// choice: the longest official form holds some ten thousand letters; scans are files beside it.
const mostBytes = 512 << 10

// zone is the legal time of the country.
var zone = time.FixedZone("+07", 7*3600)

// Judge normalises v and checks it against the form as of the day of filing. See Compiled.Judge; a form that is asked
// often is compiled once.
func (f *Form) Judge(v Values, on time.Time) (Values, error) {
	c, err := Compile(f)
	if err != nil {
		return nil, err
	}
	return c.Judge(v, on)
}

// Judge gives the clean values of v, or a *fault.Fault of kind Invalid that carries one fault for each field that is
// wrong, in the form's order; its Field is the path, such as "child.name" or "owners.2.name" (counted from 0).
//
// Values that were left out ("" and null too) are not in the result, nor are those of fields that are not asked (When).
// v is not changed. Judging what Judge gave changes nothing.
func (c *Compiled) Judge(v Values, on time.Time) (Values, error) {
	clean, err := c.run(v, on)
	if err != nil {
		return nil, err
	}
	return clean, nil
}

// run is the inside of Judge: beside the faults it gives what is clean among the values.
func (c *Compiled) run(v Values, on time.Time) (Values, error) {
	j := judgement{form: c, today: on.In(zone).Format(time.DateOnly)}
	nodes := j.read(&c.root, v, "")
	if j.size > mostBytes {
		return nil, fault.New(fault.Invalid, "form.too-large", "kb", strconv.Itoa(mostBytes>>10))
	}
	if c.exprs {
		j.env = envs.Get().(map[string]any)
		defer func() {
			clear(j.env)
			envs.Put(j.env)
		}()
		layInto(j.env, &c.root, nodes)
		j.env["today"] = j.today
		j.hide(&c.root, nodes, j.env)
	}
	j.need(&c.root, nodes, "")
	clean := j.finish(&c.root, nodes, "", j.env)
	j.faults = append(j.faults, j.unknown...)
	return clean, fault.Join(j.faults)
}

// envs are the names that conditions see during one run, used again.
var envs = sync.Pool{New: func() any { return map[string]any{} }}

// judgement is one run of Judge.
type judgement struct {
	form    *Compiled
	today   string
	size    int
	env     map[string]any
	faults  []*fault.Fault
	unknown []*fault.Fault
}

// node is what came for one field.
type node struct {
	value  any          // normalised, nil when left out; for groups see kids and items
	fault  *fault.Fault // the first thing wrong with it
	kids   []node       // of a single group, nil when left out
	items  []item       // of a list
	env    map[string]any
	hidden bool
}

// item is one entry of a repeated group.
type item struct {
	index int
	kids  []node
	env   map[string]any
}

// read normalises the values of one object field by field.
func (j *judgement) read(o *object, in map[string]any, at string) []node {
	nodes := make([]node, len(o.fields))
	seen := 0
	for i, f := range o.fields {
		v, ok := in[f.ID]
		if !ok {
			continue
		}
		seen++
		if v == nil {
			continue
		}
		if j.size += len(f.ID) + size(v); j.size > mostBytes {
			return nodes
		}
		if f.Grouped() {
			j.readGroup(f, v, &nodes[i], join(at, f.ID))
			continue
		}
		nodes[i].value, nodes[i].fault = f.kind.read(f, v)
	}
	if seen < len(in) {
		j.strangers(o, in, at)
	}
	return nodes
}

// size is the rough number of bytes of a value; groups are counted field by field.
func size(v any) int {
	switch v := v.(type) {
	case string:
		return len(v)
	case []any:
		n := 0
		for _, e := range v {
			if s, ok := e.(string); ok {
				n += len(s)
			}
		}
		return n
	}
	return 8
}

// mostUnknown is how many unknown fields are named before it is enough.
const mostUnknown = 20

// strangers reports the fields that the form does not have, each with the nearest that it has.
func (j *judgement) strangers(o *object, in map[string]any, at string) {
	for _, k := range slices.Sorted(maps.Keys(in)) {
		if _, ok := o.byID[k]; ok || len(j.unknown) >= mostUnknown {
			continue
		}
		near := ""
		if len(k) <= 80 {
			near = Nearest(k, slices.Collect(maps.Keys(o.byID)))
		}
		ft := fault.New(fault.Invalid, "form.unknown", "field", short(k), "near", near)
		if near == "" {
			ft = fault.New(fault.Invalid, "form.unknown-far", "field", short(k))
		}
		j.unknown = append(j.unknown, ft.At(join(at, short(k))))
	}
}

func (j *judgement) readGroup(f *field, v any, n *node, path string) {
	if !f.many {
		m, ok := asObject(v)
		if !ok {
			n.fault = fault.New(fault.Invalid, "form.bad.group")
			return
		}
		if kids := j.read(&f.inner, m, path); !empty(kids) {
			n.kids = kids
		}
		return
	}
	list, ok := v.([]any)
	if !ok {
		n.fault = fault.New(fault.Invalid, "form.bad.list")
		return
	}
	if len(list) > f.Repeat {
		n.fault = fault.New(fault.Invalid, "form.too-many", "max", strconv.Itoa(f.Repeat), "n", strconv.Itoa(len(list)))
		return
	}
	for i, e := range list {
		if e == nil {
			continue
		}
		m, ok := asObject(e)
		if !ok {
			n.fault = fault.New(fault.Invalid, "form.bad.group").At(strconv.Itoa(i))
			return
		}
		if kids := j.read(&f.inner, m, join(path, strconv.Itoa(i))); !empty(kids) {
			n.items = append(n.items, item{index: i, kids: kids})
		}
	}
}

func asObject(v any) (map[string]any, bool) {
	switch v := v.(type) {
	case map[string]any:
		return v, true
	case Values:
		return v, true
	}
	return nil, false
}

// empty says whether nothing was filled in.
func empty(nodes []node) bool {
	for i := range nodes {
		if n := &nodes[i]; n.value != nil || n.fault != nil || n.kids != nil || n.items != nil {
			return false
		}
	}
	return true
}

// need marks what is missing and what lies in the future.
func (j *judgement) need(o *object, nodes []node, at string) {
	for i, f := range o.fields {
		n := &nodes[i]
		switch {
		case n.hidden || n.fault != nil:
			continue
		case n.kids != nil:
			j.need(&f.inner, n.kids, at)
		case n.items != nil:
			for _, it := range n.items {
				j.need(&f.inner, it.kids, at)
			}
		case n.value == nil:
			if f.Required {
				n.fault = fault.New(fault.Invalid, "form.missing")
			}
		case f.Past && n.value.(string) > j.today:
			n.fault = fault.New(fault.Invalid, "form.past")
		}
	}
}

// finish collects the clean values and the faults in the form's order, and asks the checks.
func (j *judgement) finish(o *object, nodes []node, at string, env map[string]any) map[string]any {
	clean := make(map[string]any, len(nodes))
	for i, f := range o.fields {
		n := &nodes[i]
		if n.hidden {
			continue
		}
		if n.fault == nil && f.check != nil && !n.blank() && j.checkable(f.check, o, nodes) {
			n.fault = j.check(f, env)
		}
		if n.fault != nil {
			ft := *n.fault
			ft.Field = join(join(at, f.ID), ft.Field)
			if n.fault.Field == "" {
				ft.Field = join(at, f.ID)
			}
			j.faults = append(j.faults, &ft)
			continue
		}
		switch {
		case n.kids != nil:
			clean[f.ID] = j.finish(&f.inner, n.kids, join(at, f.ID), j.within(n.env))
		case n.items != nil:
			list := make([]any, 0, len(n.items))
			for _, it := range n.items {
				list = append(list, j.finish(&f.inner, it.kids, join(join(at, f.ID), strconv.Itoa(it.index)), j.within(it.env)))
			}
			clean[f.ID] = list
		case n.value != nil:
			clean[f.ID] = n.value
		}
	}
	return clean
}

func (n *node) blank() bool { return n.value == nil && n.kids == nil && n.items == nil }

// Nearest gives the known name that is most like name, "" when none is.
func Nearest(name string, known []string) string {
	best, least := "", len(name)/2+2
	slices.Sort(known)
	for _, k := range known {
		if d := distance(name, k); d < least {
			best, least = k, d
		}
	}
	return best
}

// distance is the number of letters to add, drop or change to make b of a (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for k := range len(b) {
			d := corner
			if a[i] != b[k] {
				d++
			}
			corner = row[k+1]
			row[k+1] = min(d, row[k]+1, row[k+1]+1)
		}
	}
	return row[len(b)]
}
