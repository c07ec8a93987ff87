package procedure

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"motcua/law/fee"
	"motcua/words/form"
)

// What differs in a case of two versions.

func (d *differ) cases(o, n *Case) {
	c := Change{Case: n.ID}
	c.Part = "case-name"
	d.value(c, o.Name.VI, n.Name.VI)
	c.Part = "case-name-en"
	d.value(c, o.Name.EN, n.Name.EN)
	c.Part, c.As = "sets", AsNumber
	d.value(c, strconv.Itoa(max(o.Sets, 1)), strconv.Itoa(max(n.Sets, 1)))
	d.papers(o, n)
	d.channels(o, n)
	d.form(n.ID, o.Form, n.Form)
	d.process(n.ID, o.Process, n.Process)
	d.optional(Change{Part: "supplement", Case: n.ID}, o.Supplement == nil, n.Supplement == nil, deref(o.Supplement), deref(n.Supplement))
	inner := &differ{}
	inner.parts(Change{Case: n.ID}, o.Conduct, n.Conduct)
	for _, x := range inner.out {
		if x.Part == "basis" { // not one of the record's own
			x.Part = "conduct-basis"
		}
		d.add(x)
	}
	d.parts(Change{Case: n.ID}, o, n, "conduct", "id", "name", "papers", "channels", "form", "process", "sets", "supplement")
}

// parts compares the fields of a whole: each is a part of its own.
func (d *differ) parts(c Change, old, now any, but ...string) {
	inner := &differ{}
	inner.fields(c, old, now, but...)
	for _, x := range inner.out {
		x.Part, x.Aspect = x.Aspect, ""
		d.add(x)
	}
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// optional compares a part that may be missing.
func (d *differ) optional(c Change, wasNone, isNone bool, old, now any) {
	switch {
	case wasNone && isNone:
	case wasNone:
		c.Kind = "added"
		d.add(c)
	case isNone:
		c.Kind = "removed"
		d.add(c)
	default:
		d.fields(c, old, now)
	}
}

func (d *differ) papers(o, n *Case) {
	key := func(p *Paper) string {
		if p.Code != "" {
			return p.Code
		}
		return p.Group + "\x00" + p.Name
	}
	pairs(o.Papers, n.Papers, key,
		func(was, is *Paper) {
			c := Change{Part: "paper", Case: n.ID, What: is.Name}
			whole := c
			whole.As = AsSheets
			d.value(whole, sheets(was), sheets(is))
			d.blank(c, was.Blank, is.Blank)
			if is.Code == "" || was.Name == is.Name {
				d.fields(c, was, is, "code", "name", "originals", "copies", "required", "blank")
				return
			}
			c.What = was.Name // found by its code: the name itself may have changed
			d.fields(c, was, is, "code", "originals", "copies", "required", "blank")
		},
		func(p *Paper) {
			d.add(Change{Kind: "added", Part: "paper", Case: n.ID, What: p.Name, As: AsSheets, New: sheets(p)})
		},
		func(p *Paper) {
			d.add(Change{Kind: "removed", Part: "paper", Case: n.ID, What: p.Name, As: AsSheets, Old: sheets(p)})
		})
}

// blank says that a paper has another form to fill in, by the names of the files; two of one name are told by their content.
func (d *differ) blank(c Change, was, is *BlankForm) {
	name := func(b, other *BlankForm) string {
		if b == nil {
			return ""
		}
		if other != nil && b.Name == other.Name && b.Hash != other.Hash {
			return b.Name + " (" + b.Hash[:min(8, len(b.Hash))] + ")"
		}
		return b.Name
	}
	c.Aspect = "blank"
	d.value(c, name(was, is), name(is, was))
}

// sheets writes whether a paper must be there, originals + copies.
func sheets(p *Paper) string {
	must := ""
	if p.Required {
		must = "* "
	}
	return fmt.Sprintf("%s%d+%d", must, p.Originals, p.Copies)
}

func (d *differ) channels(o, n *Case) {
	key := func(c *ChannelRule) string { return strconv.Itoa(int(c.Channel)) }
	whole := func(kind string, c *ChannelRule, old, now string) {
		d.add(Change{Kind: kind, Part: "channel", Case: n.ID, Channels: []Channel{c.Channel}, As: AsLimit, Old: old, New: now})
	}
	pairs(o.Channels, n.Channels, key,
		func(was, is *ChannelRule) {
			c := Change{Case: n.ID, Channels: []Channel{is.Channel}}
			limit := c
			limit.Part, limit.As = "limit", AsLimit
			skip := []string{"channel", "fees"}
			if old, now := limitOf(was), limitOf(is); old != now {
				d.value(limit, old, now)
				skip = append(skip, "limit", "same_day", "no_due")
				if was.LimitText == old && is.LimitText == now {
					skip = append(skip, "limit_text")
				}
			}
			d.fees(c, o, n, was.Fees, is.Fees)
			c.Part = "channel"
			d.fields(c, was, is, skip...)
		},
		func(c *ChannelRule) { whole("added", c, "", limitOf(c)) },
		func(c *ChannelRule) { whole("removed", c, limitOf(c), "") })
}

func limitOf(c *ChannelRule) string {
	switch {
	case c.SameDay:
		return "same-day"
	case c.NoDue:
		return "no-due"
	case c.Limit != nil:
		return c.Limit.String()
	}
	return c.LimitText
}

// fees compares the fees of a channel. A fee is the same when its condition and its first day are.
func (d *differ) fees(c Change, o, n *Case, older, newer []fee.Item) {
	c.Part = "fee"
	key := func(it *fee.Item) string {
		return fmt.Sprint(cmp.Or(it.Code, it.Name), "\x00", it.When, "\x00", it.From.Unix())
	}
	name := func(it *fee.Item, pc *Case) string {
		if when := whenWords(pc, it); when != "" {
			return it.Name + " (" + when + ")"
		}
		return it.Name
	}
	pairs(older, newer, key,
		func(was, is *fee.Item) {
			x := c
			x.What = name(is, n)
			sum := x
			sum.As = AsFee
			d.value(sum, amount(was), amount(is))
			d.fields(x, was, is, "when", "from", "amount", "currency", "per", "pieces")
			x.Part = "pieces"
			d.optional(x, was.Pieces == nil, is.Pieces == nil, deref(was.Pieces), deref(is.Pieces))
		},
		func(it *fee.Item) {
			x := c
			x.Kind, x.What, x.As, x.New = "added", name(it, n), AsFee, amount(it)
			d.add(x)
		},
		func(it *fee.Item) {
			x := c
			x.Kind, x.What, x.As, x.Old = "removed", name(it, o), AsFee, amount(it)
			d.add(x)
		})
}

// whenWords says the condition of a fee in the words of the form.
func whenWords(c *Case, it *fee.Item) string {
	var out []string
	for _, m := range it.When {
		label, answers := m.Input, slices.Clone(m.In)
		if f := c.question(m.Input); f != nil {
			label = f.Label.VI
			for i := range answers {
				for _, o := range f.Options {
					if o.Value == answers[i] {
						answers[i] = o.Label.VI
					}
				}
			}
		}
		out = append(out, label+": "+strings.Join(answers, ", "))
	}
	return strings.Join(out, "; ")
}

// question finds a field of the case's form by its name outside groups.
func (c *Case) question(id string) *form.Field {
	if c.Form == nil {
		return nil
	}
	for i := range c.Form.Sections {
		for k := range c.Form.Sections[i].Fields {
			if f := &c.Form.Sections[i].Fields[k]; f.ID == id {
				return f
			}
		}
	}
	return nil
}

// amount writes what a fee comes to: "8000", "100 USD", "2000/trang".
func amount(it *fee.Item) string {
	s := fmt.Sprint(int64(it.Amount))
	if it.Currency != "" {
		s += " " + it.Currency
	}
	if it.Per != "" {
		s += "/" + it.Per
	}
	return s
}

// form compares e-forms: a field is the same when its path is.
func (d *differ) form(caseID string, o, n *form.Form) {
	c := Change{Part: "form", Case: caseID}
	switch {
	case o == nil && n == nil:
		return
	case o == nil:
		c.Kind, c.What = "added", n.Title.VI
		d.add(c)
		return
	case n == nil:
		c.Kind, c.What = "removed", o.Title.VI
		d.add(c)
		return
	}
	c.What = n.Title.VI
	d.fields(c, o, n, "sections")
	things(d, Change{Part: "section", Case: caseID}, o.Sections, n.Sections,
		func(s *form.Section) string { return s.ID }, func(s *form.Section) string { return s.Title.VI }, none, "id", "fields")
	seen := map[string]int{}
	for _, f := range placed(n) {
		seen[f.Label.VI]++
	}
	older, newer := placed(o), placed(n)
	for _, list := range [][]placedField{older, newer} {
		for i := range list {
			if f := &list[i]; seen[f.Label.VI] > 1 { // one question of several persons
				f.of = f.section
			}
		}
	}
	d.formFields(caseID, older, newer)
}

// A placedField is a field with the section that it stands in.
type placedField struct {
	form.Field
	section string
	of      string // of which section or group, where the label alone does not say which field it is
}

func (f *placedField) name() string {
	if f.of == "" {
		return f.Label.VI
	}
	return f.Label.VI + " – " + f.of
}

func placed(f *form.Form) (out []placedField) {
	for i := range f.Sections {
		for _, x := range f.Sections[i].Fields {
			out = append(out, placedField{Field: x, section: f.Sections[i].Title.VI})
		}
	}
	return out
}

func (d *differ) formFields(caseID string, older, newer []placedField) {
	c := Change{Part: "field", Case: caseID}
	pairs(older, newer, func(f *placedField) string { return f.ID },
		func(o, n *placedField) {
			x := c
			x.What = n.name()
			d.fields(x, &o.Field, &n.Field, "id", "fields", "options")
			d.options(x, o.Options, n.Options)
			if o.section != n.section {
				x.Aspect = "section"
				d.value(x, o.section, n.section)
			}
			d.formFields(caseID, groupFields(&o.Field, n.section), groupFields(&n.Field, n.section))
		},
		func(n *placedField) {
			d.add(Change{Kind: "added", Part: "field", Case: caseID, What: n.name()})
		},
		func(o *placedField) {
			d.add(Change{Kind: "removed", Part: "field", Case: caseID, What: o.name()})
		})
}

// groupFields are the fields of a group.
func groupFields(group *form.Field, section string) (out []placedField) {
	for _, f := range group.Fields {
		out = append(out, placedField{f, section, group.Label.VI})
	}
	return out
}

// options compares the answers of a choice.
func (d *differ) options(c Change, older, newer []form.Option) {
	field := c.What
	c.Part = "option"
	named := func(o *form.Option) string { return strings.TrimSpace(o.Label.VI) + " (" + field + ")" }
	things(d, c, older, newer, func(o *form.Option) string { return o.Value }, named, none, "value")
}

// process compares two processes step by step and way by way.
func (d *differ) process(caseID string, o, n *Process) {
	c := Change{Part: "process", Case: caseID}
	d.optional(c, o == nil, n == nil, processHead(o), processHead(n))
	if o == nil || n == nil {
		return
	}
	d.steps(caseID, o, n)
	name := func(id string) string {
		for _, p := range []*Process{n, o} {
			for i := range p.Nodes {
				if x := &p.Nodes[i]; x.ID == id {
					return stepName(x)
				}
			}
		}
		return id
	}
	c.Part = "way"
	things(d, c, o.Flows, n.Flows, func(f *Flow) string { return f.From + "\x00" + f.To }, func(f *Flow) string {
		return name(f.From) + " → " + name(f.To)
	}, func(f *Flow) string { return f.When }, "from", "to")
}

func stepName(x *Node) string { return cmp.Or(x.Name.VI, x.ID) }

func (d *differ) steps(caseID string, o, n *Process) {
	c := Change{Part: "step", Case: caseID}
	hours := func(x *Node) Change {
		y := c
		y.What, y.As = stepName(x), AsHours
		return y
	}
	pairs(o.Nodes, n.Nodes, func(x *Node) string { return x.ID },
		func(was, is *Node) {
			x := c
			x.What = stepName(was)
			d.fields(x, was, is, "id", "silence", "timer", "calls", "outcomes")
			x.Part = "silence"
			d.optional(x, was.Silence == nil, is.Silence == nil, deref(was.Silence), deref(is.Silence))
			x.Part = "timer"
			d.optional(x, was.Timer == nil, is.Timer == nil, deref(was.Timer), deref(is.Timer))
			x.Part = "calls"
			d.optional(x, was.Calls == nil, is.Calls == nil, deref(was.Calls), deref(is.Calls))
			x.Part = "outcome"
			things(d, x, was.Outcomes, is.Outcomes, func(y *Outcome) string { return y.Value },
				func(y *Outcome) string { return cmp.Or(y.Name.VI, y.Value) + " (" + stepName(is) + ")" }, none, "value")
		},
		func(x *Node) {
			y := hours(x)
			y.Kind, y.New = "added", hourCount(x.Hours)
			d.add(y)
		},
		func(x *Node) {
			y := hours(x)
			y.Kind, y.Old = "removed", hourCount(x.Hours)
			d.add(y)
		})
}

// hourCount writes hours, "" for none.
func hourCount(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// A head of a process is what it has beside steps and ways.
type head struct {
	ID      string `json:"id"`
	Basis   string `json:"basis"`
	Example bool   `json:"example"`
}

func processHead(p *Process) head {
	if p == nil {
		return head{}
	}
	return head{p.ID, p.Basis, p.Example}
}
