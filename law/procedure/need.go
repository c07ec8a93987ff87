package procedure

import (
	"slices"

	"motcua/words/form"
)

// Which papers somebody needs (giấy tờ phải nộp): those that are always asked for, those that an answer in the form makes
// necessary, and of papers that stand in for one another, one.

// An Asked says whether a paper of a case is asked for at all, by its place.
type Asked func(i int) bool

// AskedBy gives the papers that answers ask for: a paper with a condition only where it is true. f is the case's form; without
// answers that can be read, and under a condition that cannot, a paper is asked for.
func (c *Case) AskedBy(f *form.Compiled, v form.Values) Asked {
	var env map[string]any
	off := map[int]bool{}
	for i := range c.Papers {
		p := &c.Papers[i]
		if p.When == "" || f == nil {
			continue
		}
		e, err := form.CompileExpr(p.When, f.Scope())
		if err != nil {
			continue
		}
		if env == nil {
			env = f.Env(v)
		}
		is, err := e.True(env)
		off[i] = err == nil && !is
	}
	return func(i int) bool { return !off[i] }
}

// Choice gives the places of the papers that stand in for one another with a paper, in their order; nil when it stands alone.
func (c *Case) Choice(i int) []int {
	if i < 0 || i >= len(c.Papers) || c.Papers[i].OneOf == "" {
		return nil
	}
	var out []int
	for k := range c.Papers {
		if c.Papers[k].OneOf == c.Papers[i].OneOf {
			out = append(out, k)
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// Lacking lists the papers that are needed and not there, by their places. Of papers that stand in for one another one is
// enough, and where none is there the first of them that is asked for is named: they are needed if one of them is required.
func (c *Case) Lacking(asked Asked, there func(i int) bool) []int {
	var out []int
	for i := range c.Papers {
		if !c.Papers[i].Required || !asked(i) {
			continue
		}
		all := c.Choice(i)
		if all == nil {
			all = []int{i}
		}
		named := slices.ContainsFunc(all, func(k int) bool { return slices.Contains(out, k) })
		if !named && !slices.ContainsFunc(all, there) {
			out = append(out, i)
		}
	}
	return out
}

// Names are the names of a paper and of those that stand in for it and are asked for, as they are to be brought.
func (c *Case) Names(i int, asked Asked) []string {
	var out []string
	for _, k := range c.Choice(i) {
		if asked == nil || asked(k) {
			out = append(out, c.Papers[k].Name)
		}
	}
	if len(out) < 2 {
		return []string{c.Papers[i].Name}
	}
	return out
}
