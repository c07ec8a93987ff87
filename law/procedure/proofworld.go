package procedure

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/words/form"
)

// mostAnswers is how many combinations of answers are tried for the conditions of one process and channel.
const mostAnswers = 4096

// A world is one way in which the conditions of a process may come out for a dossier: what was answered in the form, the
// channel and the case stay as they are over its whole life, so that a choice depends on the outcome alone.
type world struct {
	channels []Channel         // on which it may be so
	given    map[string]string // one set of answers that makes it so
	takes    map[string]*way   // by choice and outcome: the flow taken
}

// takenBy is the key of world.takes.
func takenBy(p *place, outcome string) string { return p.ID + "\x00" + outcome }

// An input is something that conditions depend on, with the answers that tell it apart.
type input struct {
	name   string
	values []any // of a field; nil for a doubt, which is false or true
}

// count is how many answers an input has.
func (in *input) count() int {
	if in.values == nil {
		return 2
	}
	return len(in.values)
}

// worlds gives every way in which the conditions may come out, each once. doubts are the parts that cannot be decided and
// are taken both ways, each with the flow that has it. ok is false when there are too many answers, or when a condition
// cannot be answered.
func (p *prover) worlds() (out []*world, doubts map[string]int, ok bool) {
	conds, inputs, doubts, err := p.conditions()
	if err != nil {
		return nil, nil, false
	}
	seen := map[string]*world{}
	for _, ch := range p.channels() {
		total := 1
		for _, in := range inputs {
			if total *= in.count(); total > mostAnswers {
				return nil, doubts, false
			}
		}
		for n := range total {
			w, sign, err := p.world(ch, conds, inputs, n)
			if err != nil {
				return nil, doubts, false
			}
			if first := seen[sign]; first != nil {
				if !slices.Contains(first.channels, ch) {
					first.channels = append(first.channels, ch)
				}
				continue
			}
			seen[sign] = w
			out = append(out, w)
		}
	}
	return out, doubts, true
}

// channels are those that the case is open on.
func (p *prover) channels() []Channel {
	var out []Channel
	for _, c := range p.pc.Channels {
		if c.Channel >= Desk && c.Channel <= Post && !slices.Contains(out, c.Channel) {
			out = append(out, c.Channel)
		}
	}
	if out == nil {
		return []Channel{Desk}
	}
	return out
}

// conditions takes the conditions of the process apart, by flow, and finds what they depend on.
func (p *prover) conditions() (conds map[int]*form.Apart, inputs []input, doubts map[string]int, err error) {
	conds, doubts = map[int]*form.Apart{}, map[string]int{}
	fields := map[string]*form.Compared{}
	known := func(path string) bool { return p.enumerable(path) != nil }
	for i, f := range p.pc.Process.Flows {
		if f.When == "" {
			continue
		}
		a, err := form.TakeApart(f.When, p.m.scope(), "form", known)
		if err != nil {
			return nil, nil, nil, err
		}
		conds[i] = a
		for _, c := range a.Reads {
			all := fields[c.Path]
			if all == nil {
				all = &form.Compared{Path: c.Path}
				fields[c.Path] = all
			}
			all.Texts = append(all.Texts, c.Texts...)
			all.Numbers = append(all.Numbers, c.Numbers...)
		}
		for _, d := range a.Doubts {
			if _, ok := doubts[d]; !ok {
				doubts[d] = i
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(fields)) {
		inputs = append(inputs, input{path, tellApart(p.enumerable(path), fields[path])})
	}
	for _, d := range slices.Sorted(maps.Keys(doubts)) {
		inputs = append(inputs, input{name: d})
	}
	return conds, inputs, doubts, nil
}

// enumerable gives the field of a path when its values can be told apart by a few, nil else.
func (p *prover) enumerable(path string) *form.Field {
	if p.pc.Form == nil {
		return nil
	}
	var fields []form.Field
	for _, s := range p.pc.Form.Sections {
		fields = append(fields, s.Fields...)
	}
	names := strings.Split(path, ".")
	for i, name := range names {
		k := slices.IndexFunc(fields, func(f form.Field) bool { return f.ID == name })
		if k < 0 {
			return nil
		}
		f := &fields[k]
		if i == len(names)-1 {
			if slices.Contains([]form.Kind{form.Choice, form.YesNo, form.Integer, form.Money, form.Line, form.LongText}, f.Kind) {
				return f
			}
			return nil
		}
		if !f.Grouped() || f.Repeat > 1 {
			return nil
		}
		fields = f.Inner()
	}
	return nil
}

// elsewhere stands for every text that no condition names.
const elsewhere = "motcua"

// tellApart gives values of a field of which each makes a comparison come out otherwise: all options of a choice; of a
// number those beside each constant; of a text each constant and another one. A field that may be left out has its blank.
func tellApart(f *form.Field, c *form.Compared) []any {
	blank := !f.Required || f.When != ""
	var out []any
	add := func(v any) {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	switch f.Kind {
	case form.YesNo:
		return []any{false, true}
	case form.Integer, form.Money:
		least, most := f.Bounds()
		for _, n := range c.Numbers {
			for _, v := range []int64{n - 1, n, n + 1} {
				if least <= v && v <= most {
					add(v)
				}
			}
		}
		if len(out) == 0 {
			add(least)
		}
		if blank {
			add(int64(0))
		}
		return out
	case form.Choice:
		for _, o := range f.Options {
			add(o.Value)
		}
	default:
		for _, s := range c.Texts {
			add(s)
		}
		add(elsewhere)
	}
	if blank {
		add("")
	}
	return out
}

// world gives the n-th set of answers on a channel, and a sign that is the same for sets that no choice tells apart.
func (p *prover) world(ch Channel, conds map[int]*form.Apart, inputs []input, n int) (w *world, sign string, err error) {
	values, doubts := form.Values{}, map[string]bool{}
	w = &world{channels: []Channel{ch}, given: map[string]string{"channel": strconv.Itoa(int(ch))}, takes: map[string]*way{}}
	for _, in := range inputs {
		if in.values == nil {
			doubts[in.name] = n%2 == 1
			w.given[in.name] = strconv.FormatBool(n%2 == 1)
			n /= 2
			continue
		}
		v := in.values[n%len(in.values)]
		n /= len(in.values)
		put(values, in.name, v)
		w.given["form."+in.name] = fmt.Sprint(v)
	}
	names := p.m.names(Env{Form: values, Case: p.pc.ID, Channel: ch})
	var b strings.Builder
	for _, pl := range p.m.order() {
		if pl.Kind != Exclusive {
			continue
		}
		for _, o := range arriving(pl) {
			names["outcome"] = o
			out, err := pick(pl, conds, names, func(part string) bool { return doubts[part] })
			if err != nil {
				return nil, "", err
			}
			w.takes[takenBy(pl, o)] = out
			fmt.Fprint(&b, out.index, " ")
		}
	}
	return w, b.String(), nil
}

// pick is Machine.choose over conditions that were taken apart.
func pick(p *place, conds map[int]*form.Apart, names map[string]any, doubt func(string) bool) (*way, error) {
	var standard *way
	for _, w := range p.out {
		if w.when == nil {
			standard = w
			continue
		}
		ok, err := conds[w.index].True(names, doubt)
		if err != nil {
			return nil, fmt.Errorf("the choice %s: %w", p.ID, err)
		}
		if ok {
			return w, nil
		}
	}
	if standard == nil {
		return nil, fmt.Errorf("the choice %s knows no way for the outcome %q", p.ID, names["outcome"])
	}
	return standard, nil
}

// put sets a value by its path.
func put(v map[string]any, path string, value any) {
	head, rest, inner := strings.Cut(path, ".")
	if !inner {
		v[head] = value
		return
	}
	m, _ := v[head].(map[string]any)
	if m == nil {
		m = map[string]any{}
		v[head] = m
	}
	put(m, rest, value)
}

// givenIn are the answers of a world that a counterexample tells: nothing when the conditions speak of outcomes alone.
func (w *world) givenIn(all []*world) map[string]string {
	if len(all) == 1 {
		return nil
	}
	out := maps.Clone(w.given)
	if len(w.channels) > 1 && len(out) > 1 {
		delete(out, "channel")
	}
	return out
}
