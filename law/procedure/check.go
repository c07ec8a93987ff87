package procedure

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/fee"
	"motcua/words/calendar"
	"motcua/words/form"
)

// A Finding is something that the check of a record found. Its text key is "procedure.finding." and its code.
type Finding struct {
	Code  string            `json:"code"`
	Error bool              `json:"error,omitempty"` // it keeps the record from being published; else it stands beside it
	Path  string            `json:"path"`            // "cases.0.channels.1.limit"
	Args  map[string]string `json:"args,omitempty"`
}

// String gives a line for the command line: path, code and what belongs to it.
func (f Finding) String() string {
	s := f.Path + ": " + f.Code
	for _, k := range []string{"value", "reason", "input", "with"} {
		if v := f.Args[k]; v != "" {
			s += " " + k + "=" + strconv.Quote(text.Said(v).String())
		}
	}
	return s
}

// Text gives the key of the sentence that says the finding; its gaps are in Args.
func (f Finding) Text() (key string, args map[string]string) {
	return "procedure.finding." + f.Code, f.Args
}

// Said is the sentence that says the finding.
func (f Finding) Said() text.Said {
	key, args := f.Text()
	var pairs []any
	for _, k := range slices.Sorted(maps.Keys(args)) {
		pairs = append(pairs, k, args[k])
	}
	return text.Say(key, pairs...)
}

// Findings are what a check found, errors and warnings.
type Findings []Finding

// Error gives one line per finding.
func (fs Findings) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// Errors gives those that keep a record from being published.
func Errors(fs Findings) Findings {
	return slices.DeleteFunc(slices.Clone(fs), func(f Finding) bool { return !f.Error })
}

// Check looks at one record by itself: what a pack or an import must not bring in is an error, what procedure control
// has to mend is a warning. It does not prove that a process can always finish, in time and by somebody: see Prove.
func Check(r Record) Findings {
	c := &checker{r: &r}
	c.record()
	c.parts()
	c.service()
	seen := map[string]bool{}
	for i := range r.Cases {
		c.oneCase(&r.Cases[i], fmt.Sprintf("cases.%d", i), seen)
	}
	return c.found
}

type checker struct {
	r     *Record
	found Findings
}

func (c *checker) add(isError bool, path, code string, pairs ...string) {
	f := Finding{Code: code, Error: isError, Path: path}
	for i := 0; i+1 < len(pairs); i += 2 {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		f.Args[pairs[i]] = pairs[i+1]
	}
	c.found = append(c.found, f)
}

func (c *checker) fail(path, code string, pairs ...string) { c.add(true, path, code, pairs...) }
func (c *checker) warn(path, code string, pairs ...string) { c.add(false, path, code, pairs...) }

var (
	routes   = []Route{RouteCity, RouteMinistry, RouteInterlinked, RoutePortal}
	services = []string{"", "full", "partial", "information"}
)

// record checks what the record says of itself.
func (c *checker) record() {
	r := c.r
	if _, err := vn.ParseProcedureCode(string(r.Code) + r.Suffix); err != nil || len(r.Code) != 8 {
		c.fail("code", "code", "value", string(r.Code)+r.Suffix)
	}
	if strings.TrimSpace(r.Name) == "" {
		c.fail("name", "missing")
	}
	if !slices.Contains(routes, r.Route) {
		c.fail("route", "unknown", "value", string(r.Route))
	}
	if !slices.Contains(services, r.Service) {
		c.fail("service", "unknown", "value", r.Service)
	}
	if !slices.Contains(publishers, r.PublishedBy) {
		c.fail("published_by", "unknown", "value", r.PublishedBy)
	}
	if r.Service == "partial" && r.PartialWhy == "" {
		// Partial online service needs a published reason.
		// law: nd224-2026/15
		c.warn("partial_why", "missing")
	}
	if !r.To.IsZero() && !r.From.Before(r.To) {
		c.fail("to", "days")
	}
	if r.Version < 0 {
		c.fail("version", "unknown", "value", strconv.Itoa(r.Version))
	}
	if len(r.Cases) == 0 {
		c.fail("cases", "missing")
	}
}

// parts checks the compulsory parts of a procedure that are not about one case.
// law: nd63-2010/8.2
func (c *checker) parts() {
	r := c.r
	for _, p := range []struct {
		path string
		ok   bool
	}{
		{"sector", r.Sector != ""},
		{"steps_text", r.StepsText != "" || r.Worked()},
		{"audiences", len(r.Audiences) > 0},
		{"competent", len(r.Performing)+len(r.Competent)+len(r.Delegated) > 0},
		{"results", len(r.Results) > 0},
		{"bases", len(r.Bases) > 0},
	} {
		if !p.ok {
			c.warn(p.path, "part")
		}
	}
}

func (c *checker) oneCase(pc *Case, at string, seen map[string]bool) {
	switch {
	case pc.ID == "" || strings.ContainsAny(pc.ID, " /?#%\n\t"):
		c.fail(at+".id", "case-id", "value", pc.ID)
	case seen[pc.ID]:
		c.fail(at+".id", "twice", "value", pc.ID)
	}
	seen[pc.ID] = true
	if pc.Name.VI == "" {
		c.fail(at+".name", "missing")
	}
	if len(pc.Papers) == 0 {
		c.warn(at+".papers", "part")
	}
	if len(pc.Channels) == 0 {
		c.warn(at+".channels", "part")
	}
	if pc.Supplement != nil {
		c.supplement(pc.Supplement, at+".supplement")
	}
	c.conduct(pc, at+".conduct")
	for i, p := range pc.Papers {
		c.paper(&p, fmt.Sprintf("%s.papers.%d", at, i))
	}
	var compiled *form.Compiled
	if pc.Form != nil {
		var err error
		compiled, err = form.Compile(pc.Form)
		c.flaws(at+".form", "form", err)
	}
	c.conditions(pc, compiled, at)
	open := map[Channel]bool{}
	for i := range pc.Channels {
		ch := &pc.Channels[i]
		path := fmt.Sprintf("%s.channels.%d", at, i)
		c.channel(pc, ch, path)
		if open[ch.Channel] {
			c.warn(path, "channel-twice", "value", strconv.Itoa(int(ch.Channel)))
		}
		open[ch.Channel] = true
	}
	if pc.Process != nil && (pc.Form == nil || compiled != nil) {
		c.process(pc, compiled, at)
	}
}

// supplement checks the case's own rule for requests; what it does not say is the general rule's.
func (c *checker) supplement(s *Supplement, at string) {
	if !slices.Contains([]string{"", SupplementRestart, SupplementPause}, s.Mode) {
		c.fail(at+".mode", "unknown", "value", s.Mode)
	}
	if s.Approver != "" && s.Approver != ApproverLeader {
		c.fail(at+".approver", "unknown", "value", s.Approver)
	}
	if s.AtReception != nil && *s.AtReception < 0 || s.AfterExam != nil && *s.AfterExam < 0 {
		c.fail(at, "negative")
	}
	for _, l := range []*calendar.Limit{s.NoticeWithin, s.AnswerWithin} {
		if l != nil && l.Check() != nil {
			c.fail(at, "limit", "value", l.String())
		}
	}
}

// mostSheets is from where the number of originals or copies looks like something else, such as a year.
const mostSheets = 100

func (c *checker) paper(p *Paper, at string) {
	if strings.Trim(p.Name, " .-\u00a0") == "" {
		c.warn(at+".name", "missing")
	}
	if p.Originals < 0 || p.Copies < 0 {
		c.fail(at, "negative")
	}
	if p.Originals > mostSheets || p.Copies > mostSheets {
		c.warn(at, "paper-count", "value", strconv.Itoa(max(p.Originals, p.Copies)))
	}
}

// conditions checks under which answers papers are asked for.
func (c *checker) conditions(pc *Case, f *form.Compiled, at string) {
	if pc.Form != nil && f == nil {
		return // what a condition may speak of is not known
	}
	scope := form.NewScope()
	if f != nil {
		scope = f.Scope()
	}
	for i := range pc.Papers {
		if when := pc.Papers[i].When; when != "" {
			place := fmt.Sprintf("papers.%d.when", i)
			var no *form.ExprError
			if _, err := form.CompileExpr(when, scope); errors.As(err, &no) {
				c.flaws(at, "form", form.Flaws{{Path: place, Place: place, Part: "when", Reason: no.Says}})
			}
		}
	}
}

// flaws takes the mistakes that the compiler of forms and processes finds.
func (c *checker) flaws(at, code string, err error) {
	var of form.Flaws
	var op Flaws
	switch {
	case err == nil:
		return
	case errors.As(err, &of):
	case errors.As(err, &op):
		of = form.Flaws(op)
	default:
		of = form.Flaws{{Reason: text.Said(err.Error())}}
	}
	for _, w := range of {
		c.fail(at+"."+w.Place, code, "value", w.Path, "reason", string(w.Reason))
	}
}

// smallFee is below what any fee is; amounts in the records that are smaller were written in thousands.
const smallFee = 1000

func (c *checker) channel(pc *Case, ch *ChannelRule, at string) {
	if ch.Channel < Desk || ch.Channel > Post {
		c.add(pc.Process != nil, at+".channel", "unknown", "value", ch.SourceWord)
	}
	switch {
	case ch.Limit != nil:
		if err := ch.Limit.Check(); err != nil {
			c.fail(at+".limit", "limit", "value", ch.Limit.String())
		}
	case !ch.SameDay && !ch.NoDue:
		// Without a limit no due date can be promised.
		c.add(pc.Process != nil, at+".limit", "part")
	}
	for i, it := range ch.Fees {
		path := fmt.Sprintf("%s.fees.%d", at, i)
		if it.Amount < 0 {
			c.fail(path, "negative")
		}
		if it.Amount > 0 && it.Amount < smallFee && it.Currency == "" {
			c.warn(path, "fee-small", "value", strconv.FormatInt(int64(it.Amount), 10))
		}
		if it.Name == "" {
			c.warn(path+".name", "missing")
		}
	}
	domains := domainsOf(pc.Form)
	for _, h := range fee.Overlaps(ch.Fees, domains) {
		c.fail(fmt.Sprintf("%s.fees.%d", at, h.Items[1]), "fee-overlap", "with", strconv.Itoa(h.Items[0]), "input", answers(h.Inputs))
	}
	gaps, ok := fee.Gaps(ch.Fees, domains)
	for _, h := range gaps {
		c.warn(at+".fees", "fee-gap", "input", answers(h.Inputs))
	}
	if !ok {
		c.warn(at+".fees", "fee-unproved")
	}
}

// domainsOf gives the answers of each choice of a form.
func domainsOf(f *form.Form) map[string][]string {
	out := map[string][]string{}
	if f == nil {
		return out
	}
	for _, s := range f.Sections {
		for _, fd := range s.Fields {
			for _, o := range fd.Options {
				out[fd.ID] = append(out[fd.ID], o.Value)
			}
		}
	}
	return out
}

func answers(in map[string]string) string {
	var out []string
	for k, v := range in {
		out = append(out, k+"="+v)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}

// process checks a case's process.
func (c *checker) process(pc *Case, f *form.Compiled, at string) {
	m, err := CompileFor(pc.Process, f)
	if err != nil {
		c.flaws(at+".process", "process", err)
		return
	}
	result := false
	alone, twice := m.leads()
	for i, p := range m.order() {
		path := fmt.Sprintf("%s.process.nodes.%d", at, i)
		result = result || p.Result
		if p.Kind != Task {
			continue
		}
		if slices.Contains(twice, p.ID) {
			c.fail(path, "lead-twice", "value", p.ID)
		}
		if slices.Contains(alone, p.ID) {
			c.warn(path, "lead-alone", "value", p.ID)
		}
		if p.Role == "" {
			c.warn(path, "task-role", "value", p.ID)
		}
		// The leader's acts have these words as outcomes.
		if p.Work == Approve && !slices.Contains(p.can(), "approve") {
			c.fail(path, "approve", "value", p.ID)
		}
	}
	if !result {
		c.warn(at+".process", "no-result")
	}
}

// MissingParts are the compulsory parts a) to g) that a record lacks, by their letter.
// law: nd63-2010/8.2
func MissingParts(r *Record) []string {
	var out []string
	papers, manner, limit := len(r.Cases) > 0, len(r.Cases) > 0, len(r.Cases) > 0
	for i := range r.Cases {
		c := &r.Cases[i]
		papers = papers && len(c.Papers) > 0
		manner = manner && len(c.Channels) > 0
		limit = limit && slices.ContainsFunc(c.Channels, func(x ChannelRule) bool {
			return x.Limit != nil || x.SameDay || x.NoDue || x.LimitText != ""
		})
	}
	for _, p := range []struct {
		letter string
		there  bool
	}{
		{"a", r.Name != ""},
		{"b", r.StepsText != "" || r.Worked()},
		{"c", manner},
		{"d", papers},
		{"dd", limit},
		{"e", len(r.Audiences) > 0},
		{"g", len(r.Performing)+len(r.Competent)+len(r.Delegated) > 0},
	} {
		if !p.there {
			out = append(out, p.letter)
		}
	}
	return out
}
