package web

import (
	"fmt"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/words/form"
)

// origins are what a timer may count from, beside from when it begins.
var origins = procedure.Origins[1:]

// timer gives the fields of a row that waits.
func (b *rowMaker) timer(i int, n *procedure.Node, main []Field) (_, more []Field) {
	v := b.v
	name := func(s string) string { return fmt.Sprintf("n.%d.%s", i, s) }
	d := procedure.Delay{}
	if n.Timer != nil {
		d = *n.Timer
	}
	var steps []Option
	for k := range b.in.process.Nodes {
		if x := &b.in.process.Nodes[k]; x.Kind == procedure.Task {
			steps = append(steps, Option{Value: x.ID, Label: b.nodes[k].Label})
		}
	}
	ticked := map[bool]string{true: "1"}
	main = append(main,
		b.add(Field{Name: name("wait"), Kind: form.Line, Label: v.T("steps.wait"), Help: v.T("steps.wait-help"), Value: d.Limit.String(), Short: true, MaxLen: 10}),
		b.add(Field{Name: name("from"), Kind: BoxSelect, Label: v.T("steps.from"), Value: string(d.From), Options: options(v, "steps.from-", origins), Blank: v.T("steps.from-here")}),
		b.add(Field{Name: name("on"), Kind: BoxSelect, Label: v.T("steps.on"), Value: n.On, Options: steps, Blank: v.T("steps.on-none")}),
		b.add(Field{Name: name("stays"), Kind: BoxCheck, Label: v.T("steps.stays"), Value: ticked[n.Beside]}),
	)
	return main, []Field{
		b.add(Field{Name: name("basis"), Kind: form.Line, Label: v.T("steps.timer-basis"), Value: d.Basis}),
		b.english(name("en"), n), b.id(name("id"), n),
	}
}

// calls gives the fields of a step that say which procedure it calls, and of which part of the process it is.
func (b *rowMaker) calls(i int, n *procedure.Node) []Field {
	v := b.v
	name := func(s string) string { return fmt.Sprintf("n.%d.%s", i, s) }
	c := procedure.Called{}
	if n.Calls != nil {
		c = *n.Calls
	}
	return []Field{
		b.add(Field{Name: name("calls"), Kind: BoxCode, Label: v.T("steps.calls"), Help: v.T("steps.calls-help"), Value: string(c.Procedure), Short: true, MaxLen: 40}),
		b.add(Field{Name: name("callscase"), Kind: BoxCode, Label: v.T("steps.calls-case"), Value: c.Case, Short: true, MaxLen: 60}),
		b.add(Field{Name: name("group"), Kind: form.Line, Label: v.T("steps.group"), Help: v.T("steps.group-help"), Value: n.Group, MaxLen: 200}),
	}
}

// timer reads what a row has that waits.
func (q *typedRows) timer(at string, n *procedure.Node) {
	d := &procedure.Delay{From: procedure.Origin(q.get(at + "from")), Basis: q.get(at + "basis")}
	if wait := q.get(at + "wait"); d.Limit.UnmarshalText([]byte(wait)) != nil {
		q.wrong(at+"wait", "steps.wait-wrong", "value", wait)
	}
	n.Timer, n.On, n.Beside = d, q.get(at+"on"), q.get(at+"stays") == "1"
}

// calls reads which procedure a step calls.
func (q *typedRows) calls(at string, n *procedure.Node) {
	n.Group = q.get(at + "group")
	if code, which := q.get(at+"calls"), q.get(at+"callscase"); code != "" || which != "" {
		n.Calls = &procedure.Called{Procedure: procedure.ID(code), Case: which}
	}
}

// timerWords say how long a timer waits and, where it hangs on a step, what then becomes of that.
func timerWords(v text.Voice, p *procedure.Process, n *procedure.Node) string {
	if n.Timer == nil {
		return ""
	}
	limit := ""
	if n.Timer.Limit.N > 0 {
		limit = limitIn(v, n.Timer.Limit)
	}
	words := v.T("process.timer", "limit", limit)
	switch {
	case n.Timer.From == procedure.FromDue && limit == "":
		words = v.T("process.timer-due")
	case n.Timer.From == procedure.FromDue:
		words = v.T("process.timer-after-due", "limit", limit)
	case n.Timer.From == procedure.FromReception:
		words = v.T("process.timer-received", "limit", limit)
	}
	i := p.At(n.On)
	switch {
	case n.On == "" || i < 0:
		return words
	case n.Beside:
		return joinComma(words, v.T("process.timer-beside", "step", p.Nodes[i].Name.In(string(v.Lang))))
	}
	return joinComma(words, v.T("process.timer-on", "step", p.Nodes[i].Name.In(string(v.Lang))))
}
