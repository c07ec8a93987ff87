package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/form"
)

// typedProcess is a process as it was typed.
type typedProcess struct {
	process *procedure.Process
	raw     map[string]string // what could not be read, by field
	faults  []*fault.Fault
}

// typedSteps reads the table of the posted form. What the table does not ask for stays as it was in the case.
func (s *Site) typedSteps(r *http.Request, c *procedure.Case) *typedProcess {
	in := &typedProcess{process: &procedure.Process{ID: c.ID}, raw: map[string]string{}}
	if c.Process != nil {
		in.process.ID, in.process.Basis, in.process.Example, in.process.Drawn = c.Process.ID, c.Process.Basis, c.Process.Example, c.Process.Drawn
	}
	q := &typedRows{in: in, get: func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }, places: s.stepPlaces(s.voice(r))}
	for i := range q.count("nodes", procedure.MostNodes) {
		q.node(i)
	}
	nodes := in.process.Nodes
	for j := range q.count("ways", procedure.MostFlows) {
		at := fmt.Sprintf("f.%d.", j)
		from, errFrom := strconv.Atoi(q.get(at + "from"))
		to, errTo := strconv.Atoi(q.get(at + "to"))
		if errFrom != nil || errTo != nil || from < 0 || to < 0 || from >= len(nodes) || to >= len(nodes) {
			q.wrong(at+"to", "steps.way-open")
			continue
		}
		in.process.Flows = append(in.process.Flows, procedure.Flow{
			From: nodes[from].ID, To: nodes[to].ID, When: q.get(at + "when"), Default: q.get(at+"default") == "1",
		})
	}
	q.rename()
	return in
}

// typedRows reads rows.
type typedRows struct {
	in     *typedProcess
	get    func(string) string
	places []Option
	ids    []string // what the rows are to be called
}

// rename gives the rows the IDs that were typed, and what hangs on a row by its ID follows. While anything is wrong each row
// keeps the ID that it had, and what was typed stands at its field. Two rows may change theirs for one another, so that each
// first gets one of its own.
func (q *typedRows) rename() {
	p := q.in.process
	for i, id := range q.ids {
		switch {
		case id == p.Nodes[i].ID:
		case len(q.in.faults) > 0:
			q.in.raw[fmt.Sprintf("n.%d.id", i)] = id
		default:
			p.Rename(i, " "+strconv.Itoa(i))
		}
	}
	if len(q.in.faults) > 0 {
		return
	}
	for i, id := range q.ids {
		p.Rename(i, id)
	}
}

// count reads how many rows were sent.
func (q *typedRows) count(name string, most int) int {
	n, _ := strconv.Atoi(q.get(name))
	return max(0, min(n, most))
}

func (q *typedRows) wrong(field, key string, pairs ...string) {
	q.in.raw[field] = q.get(field)
	q.in.faults = append(q.in.faults, fault.New(fault.Invalid, key, pairs...).At(field))
}

// node reads one row.
func (q *typedRows) node(i int) {
	at := fmt.Sprintf("n.%d.", i)
	id := q.get(at + "id")
	n := procedure.Node{ID: cmp.Or(q.get(at+"was"), id), Name: form.Text{VI: q.get(at + "vi"), EN: q.get(at + "en")}}
	kind := q.get(at + "kind")
	if !slices.Contains(rowKinds, kind) {
		kind = "task"
	}
	ofKind(&n, kind)
	switch {
	case id == "" || strings.ContainsAny(id, " \t\n\""):
		q.wrong(at+"id", "steps.id-wrong")
	case slices.Contains(q.ids, id):
		q.wrong(at+"id", "steps.id-twice", "id", id)
	}
	q.ids = append(q.ids, id)
	if n.ID == "" || q.in.process.At(n.ID) >= 0 { // the ways of a row need something to hold on to
		n.ID = q.in.process.FreshID(n.Kind)
	}
	switch n.Kind {
	case procedure.Task:
		q.task(at, &n)
	case procedure.Timer:
		q.timer(at, &n)
	}
	q.in.process.Nodes = append(q.in.process.Nodes, n)
}

// task reads what a step has.
func (q *typedRows) task(at string, n *procedure.Node) {
	n.Work, n.Role, n.Waits, n.Papers = procedure.Work(q.get(at+"work")), q.get(at+"role"), procedure.Wait(q.get(at+"waits")), q.get(at+"papers") == "1"
	n.Lead = q.get(at+"lead") == "1"
	where, ok := placeOf(q.places, q.get(at+"where"))
	if n.Where = where; !ok {
		q.wrong(at+"where", "steps.where-unknown", "value", where)
	}
	if h := q.get(at + "hours"); h != "" {
		hours, err := strconv.Atoi(h)
		if err != nil || hours < 0 || hours > 24*366 {
			q.wrong(at+"hours", "steps.hours-wrong", "value", h)
		} else {
			n.Hours = hours
		}
	}
	q.calls(at, n)
	if silent, basis := q.get(at+"silence"), q.get(at+"basis"); silent != "" || basis != "" {
		n.Silence = &procedure.Silence{Outcome: silent, Basis: basis}
		if term := q.get(at + "term"); n.Silence.Limit.UnmarshalText([]byte(term)) != nil {
			q.wrong(at+"term", "steps.silence-term-wrong", "value", term)
		}
	}
	for line := range strings.Lines(q.get(at + "outcomes")) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		value, name, ok := strings.Cut(line, "=")
		vi, en, _ := strings.Cut(name, "|")
		o := procedure.Outcome{Value: strings.TrimSpace(value), Name: form.Text{VI: strings.TrimSpace(vi), EN: strings.TrimSpace(en)}}
		if !ok || o.Value == "" || o.Name.VI == "" {
			q.wrong(at+"outcomes", "steps.outcome-wrong", "line", line)
			return
		}
		n.Outcomes = append(n.Outcomes, o)
	}
}

// edit does what a button of a row or below the table asks for: "up.3", "after.3", "add.task".
func (in *typedProcess) edit(do string) {
	what, rest, _ := strings.Cut(do, ".")
	p := in.process
	if what == "add" {
		in.add(rest)
		return
	}
	i, err := strconv.Atoi(rest)
	if err != nil || i < 0 {
		return
	}
	if what == "unway" {
		if i < len(p.Flows) {
			p.Flows = slices.Delete(p.Flows, i, i+1)
		}
		return
	}
	if i >= len(p.Nodes) {
		return
	}
	task := procedure.Node{ID: p.FreshID(procedure.Task), Kind: procedure.Task, Work: procedure.Examine, Role: p.Nodes[i].Role, Where: p.Nodes[i].Where}
	switch what {
	case "up", "down":
		k := i - 1
		if what == "down" {
			k = i + 1
		}
		if k >= 0 && k < len(p.Nodes) {
			p.Nodes[i], p.Nodes[k] = p.Nodes[k], p.Nodes[i]
		}
	case "drop":
		p.Drop(i)
	case "after":
		p.Follow(i, task)
	case "beside":
		p.Beside(i, task)
	case "way":
		if to := in.unreached(i); to >= 0 {
			p.Flows = append(p.Flows, procedure.Flow{From: p.Nodes[i].ID, To: p.Nodes[to].ID})
		}
	}
}

// unreached gives a node that a new way from a node may lead to: one that nothing leads to yet, else the next in the table.
func (in *typedProcess) unreached(from int) int {
	p := in.process
	to := -1
	for k := range p.Nodes {
		has := slices.ContainsFunc(p.Flows, func(f procedure.Flow) bool { return f.From == p.Nodes[from].ID && f.To == p.Nodes[k].ID })
		if k == from || has || p.Nodes[k].Kind == procedure.Start {
			continue
		}
		if !slices.ContainsFunc(p.Flows, func(f procedure.Flow) bool { return f.To == p.Nodes[k].ID }) {
			return k
		}
		if to < from {
			to = k
		}
	}
	return to
}

// add puts a row of a kind at the end of the table; in an empty table a whole small process.
func (in *typedProcess) add(kind string) {
	p := in.process
	if !slices.Contains(rowKinds, kind) || len(p.Nodes) >= procedure.MostNodes {
		return
	}
	if len(p.Nodes) == 0 {
		p.Nodes = []procedure.Node{{ID: "start", Kind: procedure.Start}, {ID: "end", Kind: procedure.End, Result: true}}
		p.Flows = []procedure.Flow{{From: "start", To: "end"}}
		p.Follow(0, procedure.Node{ID: "step-1", Kind: procedure.Task, Work: procedure.Examine, Role: "specialist", Where: "competent"})
		return
	}
	var n procedure.Node
	ofKind(&n, kind)
	n.ID = p.FreshID(n.Kind)
	switch n.Kind {
	case procedure.Task:
		n.Work = procedure.Examine
	case procedure.Timer:
		n.Timer = &procedure.Delay{}
	}
	p.Nodes = append(p.Nodes, n)
}
