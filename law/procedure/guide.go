package procedure

import (
	"slices"
	"strconv"

	"motcua/law/fee"
	"motcua/words/form"
)

// Guidance before filing (hướng dẫn trước khi nộp hồ sơ): the few questions whose answers choose the case, the channel, the fee and
// the papers of a procedure. They follow from the record: its cases, its channels, what its fees depend on, and its papers
// that are asked for only of some.

// An AskKind is what a question decides.
type AskKind string

// The kinds of question, in the order in which they are asked.
const (
	AskCase    AskKind = "case"
	AskChannel AskKind = "channel"
	AskForm    AskKind = "form"   // a question of the form that the fee or a paper depends on
	AskOneOf   AskKind = "one-of" // which of the papers that stand in for one another
	AskPapers  AskKind = "papers" // which of the papers that not everyone needs
)

// An Ask is one question.
type Ask struct {
	Kind    AskKind
	Field   *form.Field // of a question of the form
	Options []string    // what can be answered: cases, channels, values of a choice, places of papers; none: a number
}

// Name tells a question from the others of a procedure.
func (a *Ask) Name() string {
	switch a.Kind {
	case AskForm:
		return a.Field.ID
	case AskOneOf:
		return string(a.Kind) + "." + a.Options[0]
	}
	return string(a.Kind)
}

// Takes says whether answers can be given to the question: one of its options or a number within the field's bounds, several
// or none for papers.
func (a *Ask) Takes(answers []string) bool {
	if a.Kind == AskPapers {
		return !slices.ContainsFunc(answers, func(s string) bool { return !slices.Contains(a.Options, s) })
	}
	if len(answers) != 1 {
		return false
	}
	if a.Options != nil {
		return slices.Contains(a.Options, answers[0])
	}
	n, err := strconv.ParseInt(answers[0], 10, 64)
	return err == nil && n >= 0 && n <= mostPieces && (a.Field.Min == nil || n >= *a.Field.Min) && (a.Field.Max == nil || n <= *a.Field.Max)
}

// mostPieces is how many pieces a fee is reckoned for before filing.
const mostPieces = 100_000

// A Guided is where the answers lead.
type Guided struct {
	Asked  []Ask // those that have an answer, in their order
	Next   *Ask  // the first that has none; nil: all are answered
	Case   *Case
	Rule   *ChannelRule
	Values form.Values // what the fee and the papers depend on, as the form has it
	Papers []int       // places of the papers that this applicant needs
}

// Guide follows answers through the questions of a record. given has what was answered to a question, by its name; ok is
// false for one that was not answered. What cannot be answered so counts as not answered. A question that has one answer
// only is not asked.
func (r *Record) Guide(given func(name string) (answers []string, ok bool)) Guided {
	g := Guided{Values: form.Values{}}
	ask := func(a Ask) (answer []string, ok bool) {
		if len(a.Options) == 1 && a.Kind != AskPapers {
			return a.Options, true
		}
		answer, ok = given(a.Name())
		if !ok || !a.Takes(answer) {
			g.Next = &a
			return nil, false
		}
		g.Asked = append(g.Asked, a)
		return answer, true
	}
	cases := Ask{Kind: AskCase, Options: r.guidedCases()}
	if len(cases.Options) == 0 {
		return g
	}
	answer, ok := ask(cases)
	if !ok {
		return g
	}
	g.Case = r.Case(answer[0])
	channels := Ask{Kind: AskChannel}
	for _, ch := range []Channel{Desk, Online, Post} {
		if g.Case.Rule(ch) != nil {
			channels.Options = append(channels.Options, strconv.Itoa(int(ch)))
		}
	}
	if len(channels.Options) > 0 {
		if answer, ok = ask(channels); !ok {
			return g
		}
		n, _ := strconv.Atoi(answer[0])
		g.Rule = g.Case.Rule(Channel(n))
	}
	var fees []fee.Item
	if g.Rule != nil {
		fees = g.Rule.Fees
	}
	w := g.Case.weigh()
	for _, f := range g.Case.formQuestions(fees, w) {
		if !w.asks(f, g.Values) {
			continue
		}
		if answer, ok = ask(formAsk(f)); !ok {
			return g
		}
		g.Values[f.ID] = formValue(f, answer[0])
	}
	g.choosePapers(w, ask)
	return g
}

// choosePapers asks which of several papers somebody brings, and which of those that not everyone needs.
func (g *Guided) choosePapers(w weighing, ask func(Ask) ([]string, bool)) {
	asked := w.asked(g.Values)
	some := Ask{Kind: AskPapers}
	need, done := map[int]bool{}, map[int]bool{}
	for i := range g.Case.Papers {
		p := &g.Case.Papers[i]
		if done[i] || p.Remark() || !asked(i) {
			continue
		}
		one, required := Ask{Kind: AskOneOf}, false
		for _, k := range g.Case.Choice(i) {
			if done[k] = true; asked(k) {
				one.Options = append(one.Options, strconv.Itoa(k))
				required = required || g.Case.Papers[k].Required && !w.open(k)
			}
		}
		switch {
		case required:
			answer, ok := ask(one)
			if !ok {
				return
			}
			k, _ := strconv.Atoi(answer[0])
			need[k] = true
		case len(one.Options) > 0:
			some.Options = append(some.Options, one.Options...)
		case p.Required && !w.open(i):
			need[i] = true
		default:
			some.Options = append(some.Options, strconv.Itoa(i))
		}
	}
	if some.Options != nil {
		answer, ok := ask(some)
		if !ok {
			return
		}
		for _, s := range answer {
			k, _ := strconv.Atoi(s)
			need[k] = true
		}
	}
	for i := range g.Case.Papers {
		if need[i] {
			g.Papers = append(g.Papers, i)
		}
	}
}

// guidedCases are the cases that one chooses from: where dossiers are received for some here, those.
func (r *Record) guidedCases() []string {
	var all, open []string
	for i := range r.Cases {
		c := &r.Cases[i]
		all = append(all, c.ID)
		if r.Receives(c) {
			open = append(open, c.ID)
		}
	}
	if open != nil {
		return open
	}
	return all
}

// Remark says whether the source explains something in the list of papers, and there is nothing to bring.
func (p *Paper) Remark() bool {
	return p.Originals == 0 && p.Copies == 0 && !p.Required && p.FormFile == "" && p.Code == ""
}

// askable says whether a question of the form can be answered before filing, without saying who somebody is: choices, yes or
// no, and numbers.
func askable(f *form.Field) bool {
	return f != nil && (f.Kind == form.Choice || f.Kind == form.YesNo || f.Kind == form.Integer || f.Kind == form.Money)
}

// formQuestions are the questions of the form that fees and papers depend on, as far as they can be answered before filing:
// those of the papers in the order of the form, since one may hang on another.
func (c *Case) formQuestions(fees []fee.Item, w weighing) []*form.Field {
	var out []*form.Field
	add := func(id string) {
		if f := c.question(id); askable(f) && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	for _, id := range w.uses {
		add(id)
	}
	for i := range fees {
		for _, m := range fees[i].When {
			add(m.Input)
		}
		if fees[i].Count != "" {
			add(fees[i].Count)
		}
	}
	return out
}

func formAsk(f *form.Field) Ask {
	a := Ask{Kind: AskForm, Field: f}
	switch f.Kind {
	case form.Choice:
		for _, o := range f.Options {
			a.Options = append(a.Options, o.Value)
		}
	case form.YesNo:
		a.Options = []string{"true", "false"}
	}
	return a
}

// feeValue is an answer as the form has it.
func formValue(f *form.Field, s string) any {
	switch f.Kind {
	case form.YesNo:
		return s == "true"
	case form.Integer, form.Money:
		n, _ := strconv.ParseInt(s, 10, 64)
		return n
	}
	return s
}

// FormAnswer reads an answer to a question of the form that a fee or a paper of the case depends on; ok is false for what is
// none.
func (c *Case) FormAnswer(id, s string) (value any, ok bool) {
	var fees []fee.Item
	for i := range c.Channels {
		fees = append(fees, c.Channels[i].Fees...)
	}
	for _, f := range c.formQuestions(fees, c.weigh()) {
		if a := formAsk(f); f.ID == id && a.Takes([]string{s}) {
			return formValue(f, s), true
		}
	}
	return nil, false
}

// A weighing is what papers of a case depend on.
type weighing struct {
	c     *Case
	form  *form.Compiled // nil: nothing does
	whens map[string]*form.Expr
	uses  []string // questions of the form, in its order
	opens []bool   // papers whose condition speaks of what cannot be asked before filing
}

// weigh reads the conditions of papers, and of the questions that they speak of.
func (c *Case) weigh() weighing {
	w := weighing{c: c, opens: make([]bool, len(c.Papers))}
	if c.Form == nil || !slices.ContainsFunc(c.Papers, func(p Paper) bool { return p.When != "" }) {
		return w
	}
	f, err := form.Compile(c.Form)
	if err != nil {
		return w // a finding of the check says so
	}
	w.form, w.whens = f, map[string]*form.Expr{}
	used := map[string]bool{}
	for i := range c.Papers {
		if c.Papers[i].When != "" {
			w.opens[i] = !w.reads(c.Papers[i].When, used)
		}
	}
	for i := range c.Form.Sections {
		for k := range c.Form.Sections[i].Fields {
			if id := c.Form.Sections[i].Fields[k].ID; used[id] {
				w.uses = append(w.uses, id)
			}
		}
	}
	return w
}

// reads reads a condition and notes the questions that it speaks of, and those that these hang on in turn; ok is false when one
// of them cannot be asked before filing.
func (w weighing) reads(src string, used map[string]bool) (ok bool) {
	e, err := form.CompileExpr(src, w.form.Scope())
	if err != nil {
		return false
	}
	w.whens[src], ok = e, true
	for _, id := range e.Uses() {
		q := w.c.question(id)
		if !askable(q) {
			ok = false
			continue
		}
		used[id] = true
		if q.When != "" { // no circle: the form was compiled
			ok = w.reads(q.When, used) && ok
		}
	}
	return ok
}

// asks says whether the form asks a question of whoever answered so far as they did.
func (w weighing) asks(f *form.Field, so form.Values) bool {
	e := w.whens[f.When]
	if f.When == "" || e == nil {
		return true
	}
	is, err := e.True(w.form.Env(so))
	return is || err != nil
}

// open says whether it shows only when filing whether a paper is needed.
func (w weighing) open(i int) bool { return w.opens[i] }

// asked gives the papers that the answers ask for, and those of which it is open.
func (w weighing) asked(so form.Values) Asked {
	by := w.c.AskedBy(w.form, so)
	return func(i int) bool { return w.opens[i] || by(i) }
}
