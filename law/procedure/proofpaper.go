package procedure

import (
	"fmt"
	"slices"
	"strings"

	"motcua/ground/vn"
	"motcua/words/form"
)

// The codes of papers, forms and reasons.
const (
	codePaperUnused = "paper-unused"
	codePaperStep   = "paper-step"
	codePaperHeld   = "paper-held"
	codeFeeInput    = "fee-input"
	codeResultField = "result-field"
	codeReasonBasis = "reason-basis"
	codeFormSource  = "form-source"
)

// papers proves that every paper is needed and that none is asked for silently which the city holds.
func (p *prover) papers() {
	for i := range p.pc.Papers {
		paper := &p.pc.Papers[i]
		at := fmt.Sprintf("%s.papers.%d", p.at, i)
		if p.pc.Process != nil {
			p.used(i, at)
		}
		// What a procedure issues itself may be a form that the applicant fills in and gets back stamped.
		if x, held := p.ctx.issuer(paper.Name, p.r.Code); held && len(paper.ReplacedBy) == 0 {
			p.find(codePaperHeld, Wrong, at+".replaced_by", "paper", paper.Name, "by", x.by, "result", x.result)
		}
	}
}

// used proves that a paper is used by a step of the process or rests on a legal basis. Of papers that stand in for one
// another it is enough that one is, and the first is named where none is.
func (p *prover) used(i int, at string) {
	paper, choice := &p.pc.Papers[i], p.pc.Choice(i)
	if choice == nil {
		choice = []int{i}
	}
	if choice[0] == i && !slices.ContainsFunc(choice, func(k int) bool { return len(p.pc.Papers[k].UsedBy) > 0 || p.pc.Papers[k].Basis != "" }) {
		p.find(codePaperUnused, Wrong, at, "paper", paper.Name)
	}
	for _, id := range paper.UsedBy {
		if !slices.ContainsFunc(p.pc.Process.Nodes, func(n Node) bool { return n.ID == id && n.Kind == Task }) {
			p.find(codePaperStep, Wrong, at+".used_by", "paper", paper.Name, "value", id)
		}
	}
}

// An issue is a procedure with the code of a result that it issues.
type issue struct{ by, result string }

// issuer finds another procedure whose result a paper is, by its name: "Giấy khai sinh của con" is a "Giấy khai sinh".
func (c *Context) issuer(paper string, but ID) (issue, bool) {
	if c.held == nil {
		c.held = map[string][]issue{}
		for i := range c.Known {
			for _, x := range c.Known[i].Results {
				if name := vn.Fold(x.Name); name != "" {
					c.held[name] = append(c.held[name], issue{string(c.Known[i].Code), x.Code})
				}
			}
		}
	}
	name := vn.Fold(paper)
	for end := len(name); end > 0; end = cutAt(name[:end]) {
		for _, x := range c.held[strings.TrimRight(name[:end], " ,(")] {
			if x.by != string(but) {
				return x, true
			}
		}
	}
	return issue{}, false
}

// cutAt gives where the last part of a name begins that only says whose, which or how: behind " cua ", a comma or a bracket.
func cutAt(name string) int {
	return max(strings.LastIndex(name, " cua "), strings.LastIndex(name, ","), strings.LastIndex(name, "("), 0)
}

// letters proves that the form asks for everything that is printed or counted from it. Persons, addresses and telephone
// numbers of letters come from the parties of a dossier, for which every intake asks; from the form come what the fees on
// form 01 are counted by, and what a result takes over.
func (p *prover) letters() {
	for i := range p.pc.Channels {
		for k, it := range p.pc.Channels[i].Fees {
			at := fmt.Sprintf("%s.channels.%d.fees.%d", p.at, i, k)
			for n, m := range it.When {
				if p.pc.Process != nil && !p.asks(m.Input) {
					p.find(codeFeeInput, Wrong, fmt.Sprintf("%s.when.%d.input", at, n), "fee", it.Name, "input", m.Input)
				}
			}
			if it.Count != "" && p.pc.Process != nil && !p.asks(it.Count) {
				p.find(codeFeeInput, Wrong, at+".count", "fee", it.Name, "input", it.Count)
			}
		}
	}
	p.sources()
	if p.pc.Process == nil {
		return
	}
	for i, x := range p.r.Results {
		for k, field := range x.Fields {
			if !p.asks(field) {
				p.find(codeResultField, Wrong, fmt.Sprintf("results.%d.fields.%d", i, k), "result", x.Name, "field", field)
			}
		}
	}
}

// sources proves that what a field is prefilled from is issued by a procedure whose form has the field that is named. One
// that is not stays empty and stops nobody.
func (p *prover) sources() {
	if p.form == nil {
		return
	}
	for _, s := range p.form.Sources() {
		if !gives(p.r, s) && !slices.ContainsFunc(p.ctx.Known, func(r Record) bool { return gives(&r, s) }) {
			p.find(codeFormSource, Warned, p.at+".form."+s.Place+".from", "result", s.Result, "field", s.From)
		}
	}
}

// gives says whether a procedure issues the result that a field is prefilled from, by a form with the field that is named.
func gives(r *Record, s form.Source) bool {
	issues := slices.ContainsFunc(r.Results, func(x Result) bool { return x.Code == s.Result })
	return issues && slices.ContainsFunc(r.Cases, func(c Case) bool { return formHas(c.Form, s.From) })
}

// asks says whether the form of the case has a field.
func (p *prover) asks(path string) bool {
	return formHas(p.pc.Form, path)
}

func formHas(f *form.Form, path string) bool {
	return f != nil && slices.ContainsFunc(f.Sections, func(s form.Section) bool { return has(s.Fields, path) })
}

// has finds a field by its path, within groups too.
func has(fields []form.Field, path string) bool {
	head, rest, inner := strings.Cut(path, ".")
	return slices.ContainsFunc(fields, func(f form.Field) bool {
		return f.ID == head && (!inner || f.Kind == form.Address || has(f.Inner(), rest))
	})
}

// reasons proves that a refusal by a reason of the procedure's own rests on something.
// law: nd61-2018/19.8
func (p *prover) reasons() {
	for i, x := range p.r.Reasons {
		if slices.Contains(x.For, outcomeRefuse) && x.Basis == "" {
			p.find(codeReasonBasis, Wrong, fmt.Sprintf("reasons.%d.basis", i), "value", x.Code)
		}
	}
}
