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
	AskFee     AskKind = "fee"    // a question of the form that the fee depends on
	AskPapers  AskKind = "papers" // which of the papers that not everyone needs
)

// An Ask is one question.
type Ask struct {
	Kind    AskKind
	Field   *form.Field // of a question about the fee
	Options []string    // what can be answered: cases, channels, values of a choice, places of papers; none: a number
}

// Name tells a question from the others of a procedure.
func (a *Ask) Name() string {
	if a.Kind == AskFee {
		return a.Field.ID
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
	Values form.Values // what the fee depends on, as the form has it
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
		for _, f := range g.Case.feeQuestions(g.Rule.Fees) {
			if answer, ok = ask(feeAsk(f)); !ok {
				return g
			}
			g.Values[f.ID] = feeValue(f, answer[0])
		}
	}
	some := Ask{Kind: AskPapers}
	for i := range g.Case.Papers {
		if p := &g.Case.Papers[i]; !p.Required && !p.Remark() {
			some.Options = append(some.Options, strconv.Itoa(i))
		}
	}
	if some.Options != nil {
		if answer, ok = ask(some); !ok {
			return g
		}
	}
	for i := range g.Case.Papers {
		if g.Case.Papers[i].Required || slices.Contains(answer, strconv.Itoa(i)) && slices.Contains(some.Options, strconv.Itoa(i)) {
			g.Papers = append(g.Papers, i)
		}
	}
	return g
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

// feeQuestions are the questions of the form that fees depend on and that can be answered before filing, without saying who
// somebody is: choices, yes or no, and numbers.
func (c *Case) feeQuestions(fees []fee.Item) []*form.Field {
	var out []*form.Field
	add := func(id string) {
		f := c.question(id)
		if f == nil || slices.Contains(out, f) {
			return
		}
		if k := f.Kind; k == form.Choice || k == form.YesNo || k == form.Integer || k == form.Money {
			out = append(out, f)
		}
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

func feeAsk(f *form.Field) Ask {
	a := Ask{Kind: AskFee, Field: f}
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
func feeValue(f *form.Field, s string) any {
	switch f.Kind {
	case form.YesNo:
		return s == "true"
	case form.Integer, form.Money:
		n, _ := strconv.ParseInt(s, 10, 64)
		return n
	}
	return s
}

// FeeAnswer reads an answer to a question of the form that a fee of the case depends on; ok is false for what is none.
func (c *Case) FeeAnswer(id, s string) (value any, ok bool) {
	for i := range c.Channels {
		for _, f := range c.feeQuestions(c.Channels[i].Fees) {
			if a := feeAsk(f); f.ID == id && a.Takes([]string{s}) {
				return feeValue(f, s), true
			}
		}
	}
	return nil, false
}
