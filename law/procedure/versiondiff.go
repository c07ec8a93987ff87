package procedure

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"motcua/law/fee"
	"motcua/words/form"
)

// A Change is one thing that differs between two versions of a procedure, in the words of the record.
// Its text key is "procedure.change." and Part, with .added, .removed or .changed behind it.
type Change struct {
	Kind string `json:"kind"` // "added", "removed", "changed"
	Part string `json:"part"` // "name", "case", "paper", "limit", "fee", "field", "process", "result", "basis", …
	Case string `json:"case,omitempty"`
	What string `json:"what,omitempty"` // the paper's name, the field's label, the channel's number
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// VersionDiff gives what differs between an older version a and a newer one b: what a clerk has to look at when a
// dossier was filed under a and is received under b. Texts of the catalogue that change nothing for a dossier come last.
func VersionDiff(a, b Record) []Change {
	d := &differ{}
	for i := range b.Cases {
		nc := &b.Cases[i]
		oc := a.Case(nc.ID)
		if oc == nil {
			d.add("added", "case", nc.ID, nc.Name.VI, "", "")
			continue
		}
		d.cases(oc, nc)
	}
	for i := range a.Cases {
		if oc := &a.Cases[i]; b.Case(oc.ID) == nil {
			d.add("removed", "case", oc.ID, oc.Name.VI, "", "")
		}
	}
	d.record(&a, &b)
	return d.out
}

type differ struct{ out []Change }

func (d *differ) add(kind, part, caseID, what, old, now string) {
	d.out = append(d.out, Change{Kind: kind, Part: part, Case: caseID, What: what, Old: old, New: now})
}

func (d *differ) text(part, caseID, what, old, now string) {
	if old != now {
		d.add("changed", part, caseID, what, old, now)
	}
}

func (d *differ) cases(o, n *Case) {
	d.text("case-name", n.ID, "", o.Name.VI, n.Name.VI)
	d.text("sets", n.ID, "", fmt.Sprint(max(o.Sets, 1)), fmt.Sprint(max(n.Sets, 1)))
	d.papers(o, n)
	d.channels(o, n)
	for _, c := range form.Diff(o.Form, n.Form) {
		d.add(c.Kind, "field", n.ID, c.Label.VI, "", strings.Join(c.Parts, ", "))
	}
	if !reflect.DeepEqual(o.Process, n.Process) {
		d.add("changed", "process", n.ID, "", steps(o.Process), steps(n.Process))
	}
}

// steps says a process in one line: how many tasks it has and their hours.
func steps(p *Process) string {
	if p == nil {
		return ""
	}
	n, hours := 0, 0
	for _, x := range p.Nodes {
		if x.Kind == Task {
			n++
			hours += x.Hours
		}
	}
	return fmt.Sprintf("%d/%dh", n, hours)
}

func (d *differ) papers(o, n *Case) {
	key := func(p Paper) string {
		if p.Code != "" {
			return p.Code
		}
		return p.Group + "\x00" + p.Name
	}
	was, is := byKey(o.Papers, key), byKey(n.Papers, key)
	for _, p := range n.Papers {
		old, ok := was[key(p)]
		switch {
		case !ok:
			d.add("added", "paper", n.ID, p.Name, "", need(p)+sheets(p))
		case sheets(old) != sheets(p) || old.Required != p.Required:
			d.add("changed", "paper", n.ID, p.Name, need(old)+sheets(old), need(p)+sheets(p))
		case !slices.Equal(old.ReplacedBy, p.ReplacedBy):
			d.add("changed", "paper-reuse", n.ID, p.Name, strings.Join(old.ReplacedBy, ", "), strings.Join(p.ReplacedBy, ", "))
		case old.Basis != p.Basis || !slices.Equal(old.UsedBy, p.UsedBy):
			d.add("changed", "paper-use", n.ID, p.Name, use(old), use(p))
		}
	}
	for _, p := range o.Papers {
		if _, ok := is[key(p)]; !ok {
			d.add("removed", "paper", n.ID, p.Name, need(p)+sheets(p), "")
		}
	}
}

// use says why a paper is asked for: the act, and the steps that look at it.
func use(p Paper) string {
	return strings.Join(slices.DeleteFunc(slices.Concat([]string{p.Basis}, p.UsedBy), func(s string) bool { return s == "" }), ", ")
}

func byKey[T any](list []T, key func(T) string) map[string]T {
	m := make(map[string]T, len(list))
	for _, x := range list {
		m[key(x)] = x
	}
	return m
}

// sheets writes originals + copies.
func sheets(p Paper) string { return fmt.Sprintf("%d+%d", p.Originals, p.Copies) }

func need(p Paper) string {
	if p.Required {
		return "* "
	}
	return ""
}

func (d *differ) channels(o, n *Case) {
	for i := range n.Channels {
		nc := &n.Channels[i]
		what := fmt.Sprint(int(nc.Channel))
		if first := n.Rule(nc.Channel); first != nc {
			continue
		}
		oc := o.Rule(nc.Channel)
		if oc == nil {
			d.add("added", "channel", n.ID, what, "", limitOf(nc))
			continue
		}
		d.text("limit", n.ID, what, limitOf(oc), limitOf(nc))
		d.fees(n.ID, oc.Fees, nc.Fees)
		d.text("fee-text", n.ID, what, oc.FeeText, nc.FeeText)
	}
	for i := range o.Channels {
		if oc := &o.Channels[i]; n.Rule(oc.Channel) == nil && o.Rule(oc.Channel) == oc {
			d.add("removed", "channel", n.ID, fmt.Sprint(int(oc.Channel)), limitOf(oc), "")
		}
	}
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

func (d *differ) fees(caseID string, older, newer []fee.Item) {
	key := func(it fee.Item) string { return fmt.Sprint(it.Code, "\x00", it.Name, "\x00", it.When, it.From.Unix()) }
	was, is := byKey(older, key), byKey(newer, key)
	for _, it := range newer {
		old, ok := was[key(it)]
		switch {
		case !ok:
			d.add("added", "fee", caseID, it.Name, "", amount(it))
		case amount(old) != amount(it):
			d.add("changed", "fee", caseID, it.Name, amount(old), amount(it))
		}
	}
	for _, it := range older {
		if _, ok := is[key(it)]; !ok {
			d.add("removed", "fee", caseID, it.Name, amount(it), "")
		}
	}
}

func amount(it fee.Item) string {
	s := fmt.Sprint(int64(it.Amount))
	if it.Currency != "" {
		s += " " + it.Currency
	}
	if it.Per != "" {
		s += "/" + it.Per
	}
	return s
}

// record compares what stands outside the cases.
func (d *differ) record(a, b *Record) {
	d.list("result", names(a.Results, func(r Result) string { return r.Name }), names(b.Results, func(r Result) string { return r.Name }))
	d.list("basis", names(a.Bases, func(x Basis) string { return x.Number }), names(b.Bases, func(x Basis) string { return x.Number }))
	agency := func(x Agency) string { return x.Name }
	d.list("competent", names(a.Competent, agency), names(b.Competent, agency))
	d.list("performing", names(a.Performing, agency), names(b.Performing, agency))
	d.list("delegated", names(a.Delegated, agency), names(b.Delegated, agency))
	d.list("coordinating", names(a.Coordinating, agency), names(b.Coordinating, agency))
	for _, t := range []struct{ part, old, now string }{
		{"name", a.Name, b.Name},
		{"decision", a.Decision, b.Decision},
		{"route", string(a.Route), string(b.Route)},
		{"service", a.Service, b.Service},
		{"sector", a.Sector, b.Sector},
		{"conditions", a.Conditions, b.Conditions},
		{"steps", a.StepsText, b.StepsText},
		{"audience", strings.Join(a.Audiences, ", "), strings.Join(b.Audiences, ", ")},
		{"boundary-free", fmt.Sprint(a.BoundaryFree), fmt.Sprint(b.BoundaryFree)},
		{"description", a.Description, b.Description},
	} {
		d.text(t.part, "", "", t.old, t.now)
	}
}

func names[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = name(x)
	}
	return out
}

func (d *differ) list(part string, older, newer []string) {
	for _, n := range newer {
		if !slices.Contains(older, n) {
			d.add("added", part, "", n, "", "")
		}
	}
	for _, o := range older {
		if !slices.Contains(newer, o) {
			d.add("removed", part, "", o, "", "")
		}
	}
}

// longestShown is how many bytes of an old and a new text a line can show.
const longestShown = 120

// Text gives the key of the line that says the change, and what stands in its gaps.
func (c Change) Text() (key string, args map[string]string) {
	args = map[string]string{"part": "@procedure.part." + c.Part, "what": c.What, "old": c.Old, "new": c.New}
	if _, err := strconv.Atoi(c.What); err == nil { // limits and channels are of a channel
		args["what"] = "@procedure.channel." + c.What
	}
	key = "procedure.change." + c.Kind
	if c.Kind == "changed" && (c.Part == "field" || c.Old == "" || c.New == "" || len(c.Old)+len(c.New) > longestShown) {
		key = "procedure.change.other"
	}
	return key, args
}
