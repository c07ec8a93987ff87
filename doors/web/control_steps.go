package web

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
)

// stepsPage is the process of one case of a proposal: the table that it is written in, the drawing made from it, and what
// its proof found beside each row.
type stepsPage struct {
	Base
	*Form
	Head    proposalHead
	Case    string
	At      string // address of the page
	Rows    []stepRow
	Places  []Option // what the places of steps are called
	New     []Option // kinds of row that can be added
	Ways    int      // how many ways the rows have
	Unsaved bool
	View    *processView // nil without a process
	Found   []findingLine
	Proved  bool // the findings are those of the proof of the saved text
	Sound   bool
	Saving  []Fact // against the version that is changed
	Upload  *Form
	File    *Fact // the uploaded file
	Notes   []string
}

// Template names the page's template.
func (*stepsPage) Template() string { return "control/steps" }

// forms are both forms of the page.
func (p *stepsPage) forms() []*Form { return []*Form{p.Form, p.Upload} }

// A stepRow is one node of the process with the ways that lead on from it.
type stepRow struct {
	At       int
	ID       string // that the row had; a changed one takes along what hangs on it
	Title    string
	Kind     string
	Leads    string // what stands above the ways; "" where a row has none
	Open     bool   // something is wrong in what is less often needed
	Fields   []Field
	More     []Field // less often needed
	Step     bool
	First    bool
	Last     bool
	Fixed    bool // the start
	Ways     []wayRow
	Findings []findingLine
}

// A wayRow is one flow.
type wayRow struct {
	At     int
	Fields []Field
	Said   []string
}

func (s *Site) proposalSteps(w http.ResponseWriter, r *http.Request) error {
	p, c, err := s.proposalCase(r)
	if err != nil {
		return err
	}
	page, err := s.stepsPage(r, p, c, nil, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, page)
}

// saveSteps takes what was typed: it is saved, or, where a button of a row was pressed, changed and shown again.
func (s *Site) saveSteps(w http.ResponseWriter, r *http.Request) error {
	p, c, err := s.proposalCase(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return err
	}
	in := s.typedSteps(r, c)
	again := func(err error) error {
		page, fail := s.stepsPage(r, p, c, in, err)
		if fail != nil {
			return fail
		}
		return s.Again(w, r, page, err)
	}
	if len(in.faults) > 0 {
		return again(fault.Join(in.faults))
	}
	if do := r.PostFormValue("_do"); do != "" {
		in.edit(do)
		page, err := s.stepsPage(r, p, c, in, nil)
		if err != nil {
			return err
		}
		return s.Render(w, r, http.StatusOK, page)
	}
	rec := p.Record
	for i := range rec.Cases {
		if rec.Cases[i].ID == c.ID {
			rec.Cases[i].Process = in.process
		}
	}
	if _, err := s.saveProposal(r, p, rec); err != nil {
		return again(err)
	}
	s.flash(w, "control.saved")
	return redirect(w, r, stepsAddress(p, c))
}

func stepsAddress(p *office.Proposal, c *procedure.Case) string {
	return "/control/proposals/" + p.ID + "/steps/" + c.ID
}

// stepsPage makes the page: of the saved text, or of what was typed, which is not saved yet.
func (s *Site) stepsPage(r *http.Request, p *office.Proposal, c *procedure.Case, in *typedProcess, err error) (*stepsPage, error) {
	v := s.voice(r)
	page := &stepsPage{Base: s.controlBase(v, "control.proposal"), Form: NewForm(v, nil, err), Upload: NewForm(v, nil, err), At: stepsAddress(p, c), Case: c.Name.In(string(v.Lang))}
	var fail error
	if page.Head, fail = s.proposalHead(r, p, "steps/"+c.ID); fail != nil {
		return nil, fail
	}
	page.Title = page.Head.Name
	page.Crumbs = append(page.Crumbs, Crumb{page.Head.Name, "/control/proposals/" + p.ID})
	page.Scripts = []string{"bpmn.js"}
	if in == nil {
		in = &typedProcess{process: c.Process, raw: map[string]string{}}
	} else {
		page.Unsaved = true
	}
	if r.Method == http.MethodPost && fault.As(err) == nil { // the next save is made from what this page was made from
		if seen, bad := strconv.Atoi(r.PostFormValue("seen")); bad == nil {
			page.Head.Rev = seen
		}
	}
	page.Upload.Add(Field{Name: "file", Kind: form.File, Label: v.T("steps.file"), Help: v.T("steps.file-help"), Accept: ".bpmn,.xml,application/xml,text/xml"})
	for _, kind := range rowKinds[1:] {
		page.New = append(page.New, Option{Value: "add." + kind, Label: v.T("steps.add-" + kind)})
	}
	if in.process == nil {
		return page, nil
	}
	if d := in.process.Drawn; d != nil {
		page.File = &Fact{Term: v.T("steps.drawn"), Words: d.Name, Href: page.At + "/drawn"}
	}
	view := s.processView(v, in.process, page.Head.Name, page.At+"/bpmn")
	page.View = &view
	if fail := s.findSteps(r, page, p, c, in); fail != nil {
		return nil, fail
	}
	page.Saving = s.stepsSaving(v, p, c, in.process)
	return page, nil
}

// findSteps puts what is wrong beside the rows that it is about, and makes the rows.
func (s *Site) findSteps(r *http.Request, page *stepsPage, p *office.Proposal, c *procedure.Case, in *typedProcess) error {
	v := s.voice(r)
	rows, ways := map[int][]findingLine{}, map[int][]string{}
	put := func(place string, line findingLine) {
		part, rest, _ := strings.Cut(place, ".")
		number, _, _ := strings.Cut(rest, ".")
		i, err := strconv.Atoi(number)
		switch {
		case err == nil && part == "nodes":
			rows[i] = append(rows[i], line)
		case err == nil && part == "flows":
			ways[i] = append(ways[i], line.Says)
		default:
			page.Found = append(page.Found, line)
		}
	}
	if page.Unsaved {
		var flaws procedure.Flaws
		if err := compiledSteps(c, in.process); errors.As(err, &flaws) {
			for _, f := range flaws {
				put(f.Place, findingLine{Tone: Late, Kind: text.Upper(v.T("proof.severity.error")), DefectView: DefectView{Says: v.T("procedure.finding.process", "value", f.Path, "reason", string(f.Reason))}})
			}
		}
	} else {
		proof, err := s.read(r).ProposalProof(p)
		if err != nil {
			return err
		}
		prefix := casePlace(&p.Record, c.ID) + ".process"
		for _, line := range proposalFindings(v, &proof, prefix) {
			place, _, _ := strings.Cut(line.Path, ", ")
			put(strings.TrimPrefix(strings.TrimPrefix(place, prefix), "."), line)
		}
		page.Proved, page.Sound = true, proof.Sound()
	}
	s.stepRows(v, page, in, rows, ways)
	return nil
}

// compiledSteps says what keeps a process from being run.
func compiledSteps(c *procedure.Case, p *procedure.Process) error {
	var f *form.Compiled
	if c.Form != nil {
		f, _ = form.Compile(c.Form) // a form with flaws has its own page
	}
	_, err := procedure.CompileFor(p, f)
	return err
}

// stepsSaving says what the proposal spares against the version that it changes: steps and hours here, time and money of the
// citizen as they are counted for the case.
func (s *Site) stepsSaving(v text.Voice, p *office.Proposal, c *procedure.Case, now *procedure.Process) []Fact {
	old := s.o.Office.World().Procedures.Version(p.Code, p.Base)
	if old == nil {
		return nil
	}
	was := old.Case(c.ID)
	if was == nil || was.Process == nil {
		return nil
	}
	out := []Fact{
		{Term: v.T("steps.saving-steps"), Words: v.T("steps.from-to", "old", was.Process.Tasks(), "new", now.Tasks())},
		{Term: v.T("steps.saving-hours"), Words: v.T("steps.from-to", "old", hoursOf(was.Process), "new", hoursOf(now))},
	}
	for _, x := range procedure.CostChanges(old, &p.Record, s.o.Office.World().CostAssumptions(), s.o.Office.Now()) {
		if x.Case != c.ID || x.Old == nil || x.Now == nil {
			continue
		}
		out = append(out, Fact{
			Term:  v.T("steps.saving-cost", "channel", "@procedure.channel."+strconv.Itoa(int(x.Channel))),
			Words: v.T("steps.from-to", "old", v.Money(int64(x.Old.Total)), "new", v.Money(int64(x.Now.Total))),
		})
	}
	return out
}

// hoursOf adds the hours of all steps.
func hoursOf(p *procedure.Process) int {
	n := 0
	for i := range p.Nodes {
		n += p.Nodes[i].Hours
	}
	return n
}

// rowKinds are the kinds of row as the table calls them; the end is three: with a result, without, and of a branch alone.
var rowKinds = []string{"start", "task", "exclusive", "parallel", "timer", "result", "end", "aside"}

// rowKind is how the table calls a node.
func rowKind(n *procedure.Node) string {
	if n.Kind == procedure.End && n.Result {
		return "result"
	}
	if n.Kind == procedure.End && n.Aside {
		return "aside"
	}
	return string(n.Kind)
}

// ofKind makes a node what the table calls it.
func ofKind(n *procedure.Node, kind string) {
	n.Kind, n.Result, n.Aside = procedure.NodeKind(kind), kind == "result", kind == "aside"
	if n.Result || n.Aside {
		n.Kind = procedure.End
	}
}

// rowTitle names a row.
func rowTitle(v text.Voice, i int, n *procedure.Node) string {
	return fmt.Sprintf("%d. %s: %s", i+1, v.T("steps.kind-"+rowKind(n)), cmp.Or(n.Name.In(string(v.Lang)), n.ID))
}
