package procedure

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// A Severity says what a defect means for a procedure.
type Severity string

// The severities.
const (
	Wrong    Severity = "error"    // a dossier can fail by it
	Unproved Severity = "unproved" // nothing wrong was found, and nothing can be promised
	Warned   Severity = "warning"  // to be looked at; the procedure is sound
	Noted    Severity = "note"     // how the proof came about
)

// A Defect (khiếm khuyết) is one thing that the proof of a procedure found, with what shows it.
type Defect struct {
	Case     string         `json:"case"` // "" for the record as a whole
	Code     string         `json:"code"` // see docs/procedure-check.md
	Severity Severity       `json:"severity"`
	Place    string         `json:"place"` // "cases.0.process.nodes.3"
	Shows    Counterexample `json:"counterexample"`

	names map[string]form.Text // gaps of the sentence, and names of the answers that are given, in both languages
	check bool                 // the check of the record found it
}

// A Counterexample shows a defect: the steps that lead to it, the answers under which they do, the day on which it is so,
// and what else belongs to it. Steps are as few as possible.
type Counterexample struct {
	Path  []Pace            `json:"path,omitempty"`
	Given map[string]string `json:"given,omitempty"` // "channel", "form.protected", or a part of a condition and true or false
	Day   *calendar.Date    `json:"day,omitempty"`
	Facts map[string]string `json:"facts,omitempty"`
}

// A Pace is one step that is finished on the way to a defect.
type Pace struct {
	Step    string    `json:"step"`
	Name    form.Text `json:"name"`
	Outcome string    `json:"outcome,omitempty"` // of the slowest path: none is named
	Says    form.Text `json:"outcome_name,omitzero"`
}

// Text gives the key of the defect's sentence and what stands in its gaps, in lang ("vi" or "en").
func (d *Defect) Text(lang string) (key string, args map[string]string) {
	args = map[string]string{}
	for k, v := range d.Shows.Facts {
		args[k] = v
	}
	for k, v := range d.names {
		args[k] = v.In(lang)
	}
	if d.Shows.Day != nil {
		args["day"] = d.Shows.Day.Time().Format("02/01/2006")
	}
	if d.check {
		return "procedure.finding." + d.Code, args
	}
	return "proof." + d.Code, args
}

// Given gives the answers under which the defect shows, as the form calls them, in lang; the channel is left to the caller.
func (d *Defect) Given(lang string) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(d.Shows.Given)) {
		switch {
		case k == "channel":
		case d.names[k].VI != "":
			out = append(out, d.names[k].In(lang))
		default:
			out = append(out, k+" = "+d.Shows.Given[k])
		}
	}
	return out
}

// answered names the answers of fields by their labels.
func (p *prover) answered(d *Defect) {
	for k, value := range d.Shows.Given {
		path, isField := strings.CutPrefix(k, "form.")
		f := p.enumerable(path)
		if !isField || f == nil {
			continue
		}
		says := form.Text{VI: value, EN: value}
		for _, o := range f.Options {
			if o.Value == value {
				says = form.Text{VI: o.Label.VI, EN: o.Label.In("en")}
			}
		}
		if d.names == nil {
			d.names = map[string]form.Text{}
		}
		d.names[k] = form.Text{VI: f.Label.VI + " = " + says.VI, EN: f.Label.In("en") + " = " + says.EN}
	}
}

// A Context is what a proof knows beside the record. Without an organisation nobody is asked for, and without a calendar no
// time is counted: the proof then promises nothing about them. One goroutine at a time may use it.
type Context struct {
	Org      *org.Org
	Calendar *calendar.Calendar
	From     time.Time // the first moment that is looked at
	Months   int       // how far ahead, 0 is twelve
	Known    []Record  // procedures whose results the city holds

	terms map[string]*term   // by limit: what was counted already
	held  map[string][]issue // by folded name of a result: who issues it
}

// until is the end of what is looked at.
func (c *Context) until() time.Time { return c.From.AddDate(0, cmp.Or(c.Months, 12), 0) }

// A Proof is what became of proving a procedure.
type Proof struct {
	Defects []Defect
	States  int // markings that were looked at
}

// Sound says that the proof was whole and found nothing by which a dossier can fail.
func (p *Proof) Sound() bool {
	return !slices.ContainsFunc(p.Defects, func(d Defect) bool { return d.Severity == Wrong || d.Severity == Unproved })
}

// Against are the findings by which a dossier can fail.
func (p *Proof) Against() []Defect {
	return slices.DeleteFunc(slices.Clone(p.Defects), func(d Defect) bool { return d.Severity != Wrong && d.Severity != Unproved })
}

// AgainstCases are those of them that are about some of the record's cases, or about the record as a whole.
func (p *Proof) AgainstCases(r *Record, cases []string) []Defect {
	return slices.DeleteFunc(p.Against(), func(d Defect) bool {
		for i := range r.Cases {
			at := fmt.Sprintf("cases.%d", i)
			if d.Place == at || strings.HasPrefix(d.Place, at+".") {
				return !slices.Contains(cases, r.Cases[i].ID)
			}
		}
		return false
	})
}

// Prove looks for everything by which a published procedure could fail a citizen: see docs/procedure-check.md for what each
// code means. It always ends: what is too large to be proved is said to be so and never called sound.
func Prove(r Record, ctx *Context) Proof {
	p := &prover{r: &r, ctx: ctx}
	p.checked()
	p.reasons()
	for i := range r.Cases {
		p.pc, p.at = &r.Cases[i], fmt.Sprintf("cases.%d", i)
		p.oneCase()
	}
	return p.out
}

// prover collects what a proof finds.
type prover struct {
	r   *Record
	ctx *Context
	out Proof

	pc   *Case // the case that is looked at
	at   string
	m    *Machine
	form *form.Compiled
}

// find notes a defect of the case that is looked at; pairs are its facts. It may be completed until the next one.
func (p *prover) find(code string, s Severity, place string, pairs ...string) *Defect {
	d := Defect{Code: code, Severity: s, Place: place}
	if p.pc != nil {
		d.Case = p.pc.ID
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if d.Shows.Facts == nil {
			d.Shows.Facts = map[string]string{}
		}
		d.Shows.Facts[pairs[i]] = pairs[i+1]
	}
	p.out.Defects = append(p.out.Defects, d)
	return &p.out.Defects[len(p.out.Defects)-1]
}

// named fills a gap of the sentence with the name of a node.
func (d *Defect) named(gap string, n *Node) *Defect {
	if d.names == nil {
		d.names = map[string]form.Text{}
	}
	d.names[gap] = nameOf(n)
	return d
}

// nameOf is how a node is called: by its name, else by its ID.
func nameOf(n *Node) form.Text {
	if n.Name.VI == "" {
		return form.Text{VI: n.ID}
	}
	return n.Name
}

// told are findings of the check that are no mistake for a proof: the severity of the others is Wrong.
var told = map[string]Severity{
	"channel-twice": Warned, "fee-small": Warned, "paper-count": Warned, "fee-unproved": Unproved,
}

// checked takes over what the check of the record found: compulsory parts, codes, forms and expressions, tables of fees.
func (p *prover) checked() {
	for _, f := range Check(*p.r) {
		d := p.find(f.Code, cmp.Or(told[f.Code], Wrong), f.Path)
		d.Shows.Facts, d.check = f.Args, true
		if i, ok := caseOf(f.Path); ok && i < len(p.r.Cases) {
			d.Case = p.r.Cases[i].ID
		}
	}
}

// caseOf reads the number of the case out of a path.
func caseOf(path string) (int, bool) {
	rest, ok := strings.CutPrefix(path, "cases.")
	if !ok {
		return 0, false
	}
	head, _, _ := strings.Cut(rest, ".")
	i, err := strconv.Atoi(head)
	return i, err == nil && i >= 0
}

// oneCase proves one case.
func (p *prover) oneCase() {
	p.m, p.form = nil, nil
	if p.pc.Form != nil {
		f, err := form.Compile(p.pc.Form)
		if err != nil {
			return // the check has said it
		}
		p.form = f
	}
	p.papers()
	p.letters()
	if p.pc.Process == nil {
		return
	}
	m, err := CompileFor(p.pc.Process, p.form)
	if err != nil {
		return // the check has said it
	}
	p.m = m
	p.timers()
	if nets := p.sound(); nets != nil {
		p.time(nets)
	}
	p.holders()
}

// node gives the place of a node in the record.
func (p *prover) node(id string) string {
	i := slices.IndexFunc(p.pc.Process.Nodes, func(n Node) bool { return n.ID == id })
	return fmt.Sprintf("%s.process.nodes.%d", p.at, i)
}

// flow gives the place of a flow in the record.
func (p *prover) flow(i int) string { return fmt.Sprintf("%s.process.flows.%d", p.at, i) }
