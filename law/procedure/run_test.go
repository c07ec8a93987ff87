package procedure_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/form"
)

func task(id string, outcomes ...string) procedure.Node {
	n := procedure.Node{ID: id, Kind: procedure.Task, Work: procedure.Examine, Role: "officer", Name: form.Text{VI: id}}
	for _, o := range outcomes {
		n.Outcomes = append(n.Outcomes, procedure.Outcome{Value: o, Name: form.Text{VI: o}})
	}
	return n
}

func at(id string, k procedure.NodeKind) procedure.Node { return procedure.Node{ID: id, Kind: k} }

// flow reads "a > b", "a > b if outcome == \"x\"" and "a > b else".
func flow(s string) procedure.Flow {
	s, when, _ := strings.Cut(s, " if ")
	s, standard := strings.CutSuffix(s, " else")
	from, to, _ := strings.Cut(s, " > ")
	return procedure.Flow{From: from, To: to, When: when, Default: standard}
}

func process(nodes []procedure.Node, flows ...string) *procedure.Process {
	p := &procedure.Process{ID: "p", Nodes: nodes}
	for _, f := range flows {
		p.Flows = append(p.Flows, flow(f))
	}
	return p
}

func machine(t testing.TB, p *procedure.Process) *procedure.Machine {
	t.Helper()
	m, err := procedure.Compile(p)
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	return m
}

// threeAgencies asks two agencies beside the examination, then a leader, who may send it back.
func threeAgencies() *procedure.Process {
	return process([]procedure.Node{
		at("s", procedure.Start), at("split", procedure.Parallel), task("land"), task("tax"), task("build"), at("join", procedure.Parallel),
		task("sign", "approve", "return", "refuse"), at("way", procedure.Exclusive), at("again", procedure.Exclusive),
		{ID: "done", Kind: procedure.End, Result: true},
		at("no", procedure.End),
	},
		"s > again", "again > split", "split > land", "split > tax", "split > build", "land > join", "tax > join", "build > join",
		"join > sign", "sign > way", `way > again if outcome == "return"`, `way > no if outcome == "refuse"`, "way > done else")
}

func nodesOf(ts []procedure.Token) []string {
	var out []string
	for _, t := range ts {
		out = append(out, t.Node)
	}
	slices.Sort(out)
	return out
}

// finish ends the open task at node.
func finish(t *testing.T, m *procedure.Machine, mark procedure.Marking, node, outcome string) (procedure.Marking, procedure.Effect) {
	t.Helper()
	for _, tok := range m.Open(mark) {
		if tok.Node == node {
			next, ef, err := m.Finish(mark, tok.ID, outcome, procedure.Env{})
			if err != nil {
				t.Fatalf("finish %s: %v", node, err)
			}
			return next, ef
		}
	}
	t.Fatalf("%s is not open in %v", node, mark)
	return procedure.Marking{}, procedure.Effect{}
}

func TestAParallelJoinWaitsForEveryBranch(t *testing.T) {
	t.Parallel()
	m := machine(t, threeAgencies())
	mark, opened, err := m.Start(procedure.Env{})
	if err != nil || !reflect.DeepEqual(nodesOf(opened), []string{"build", "land", "tax"}) {
		t.Fatalf("start opened %v, %v", opened, err)
	}
	for _, n := range []string{"tax", "land"} {
		next, ef := finish(t, m, mark, n, "")
		if len(ef.Opened) != 0 || ef.Done {
			t.Errorf("%s alone opened %v", n, ef)
		}
		mark = next
	}
	mark, ef := finish(t, m, mark, "build", "done")
	if !reflect.DeepEqual(nodesOf(ef.Opened), []string{"sign"}) || len(mark.Tokens) != 1 {
		t.Errorf("the last branch opened %v and left %v", ef.Opened, mark.Tokens)
	}
	mark, ef = finish(t, m, mark, "sign", "return")
	if !reflect.DeepEqual(nodesOf(ef.Opened), []string{"build", "land", "tax"}) {
		t.Errorf("return opened %v", ef.Opened)
	}
	for _, n := range []string{"land", "tax", "build"} {
		mark, _ = finish(t, m, mark, n, "")
	}
	mark, ef = finish(t, m, mark, "sign", "approve")
	if !ef.Done || !reflect.DeepEqual(ef.Ended, []string{"done"}) || len(mark.Tokens) != 0 {
		t.Errorf("approve gave %v, %v", ef, mark)
	}
}

func TestAMarkingIsAValueThatTravelsAsJSON(t *testing.T) {
	t.Parallel()
	m := machine(t, threeAgencies())
	mark, opened, _ := m.Start(procedure.Env{})
	before := fmt.Sprint(mark)
	mark2, _, err := m.Finish(mark, opened[0].ID, "", procedure.Env{})
	if err != nil || fmt.Sprint(mark) != before {
		t.Errorf("the marking that was given changed from %s to %v (%v)", before, mark, err)
	}
	b, err := json.Marshal(mark2)
	if err != nil {
		t.Fatal(err)
	}
	var back procedure.Marking
	if err := json.Unmarshal(b, &back); err != nil || !reflect.DeepEqual(back, mark2) {
		t.Errorf("%s came back as %v (%v), want %v", b, back, err, mark2)
	}
}

func TestWrongTokensAndOutcomesAreRefused(t *testing.T) {
	t.Parallel()
	m := machine(t, threeAgencies())
	mark, opened, _ := m.Start(procedure.Env{})
	first, _, err := m.Finish(mark, opened[0].ID, "", procedure.Env{})
	if err != nil {
		t.Fatal(err)
	}
	waiting := first.Tokens[slices.IndexFunc(first.Tokens, func(tok procedure.Token) bool { return tok.Node == "join" })]
	tests := []struct {
		name    string
		token   int
		outcome string
		kind    fault.Kind
		key     string
	}{
		{"finished already", opened[0].ID, "", fault.Conflict, "procedure.token"},
		{"never there", 99, "", fault.Conflict, "procedure.token"},
		{"waits at a join", waiting.ID, "", fault.Conflict, "procedure.token"},
		{"no such outcome", opened[1].ID, "approve", fault.Invalid, "procedure.outcome"},
	}
	for _, tt := range tests {
		got, _, err := m.Finish(first, tt.token, tt.outcome, procedure.Env{})
		f := fault.As(err)
		if f == nil || f.Kind != tt.kind || f.Key != tt.key || !reflect.DeepEqual(got, first) {
			t.Errorf("%s: got %v and %v", tt.name, got, err)
		}
	}
	// A choice of several outcomes has to be made.
	mark, opened, _ = machine(t, process([]procedure.Node{at("s", procedure.Start), task("a", "yes", "no"), at("e", procedure.End)}, "s > a", "a > e")).Start(procedure.Env{})
	if _, _, err := m.Finish(mark, opened[0].ID, "", procedure.Env{}); err == nil {
		t.Error("no outcome was taken for one")
	}
}

func TestConditionsSeeFormCaseAndChannel(t *testing.T) {
	t.Parallel()
	f := &form.Form{ID: "f", Version: 1, Sections: []form.Section{{ID: "s", Fields: []form.Field{
		{ID: "floors", Kind: form.Integer, Label: form.Text{VI: "floors"}},
		{ID: "use", Kind: form.Line, Label: form.Text{VI: "use"}},
	}}}}
	c, err := form.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	p := process([]procedure.Node{
		at("s", procedure.Start), at("way", procedure.Exclusive), task("tall"), task("web"), task("plain"), at("e", procedure.End),
	},
		"s > way", `way > tall if form.floors > 7 && case == "new"`, `way > web if channel == online`, "way > plain else",
		"tall > e", "web > e", "plain > e")
	m, err := procedure.CompileFor(p, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		env  procedure.Env
		want string
	}{
		{procedure.Env{Form: form.Values{"floors": int64(8)}, Case: "new", Channel: procedure.Desk}, "tall"},
		{procedure.Env{Form: form.Values{"floors": json.Number("8")}, Case: "new", Channel: procedure.Desk}, "tall"},
		{procedure.Env{Form: form.Values{"floors": int64(8)}, Case: "old", Channel: procedure.Online}, "web"},
		{procedure.Env{Case: "new", Channel: procedure.Post}, "plain"}, // no form at all
	} {
		_, opened, err := m.Start(tt.env)
		if err != nil || !reflect.DeepEqual(nodesOf(opened), []string{tt.want}) {
			t.Errorf("%v: opened %v, %v; want %s", tt.env, opened, err, tt.want)
		}
	}
	p.Flows[1].When = `form.flors > 7`
	if _, err := procedure.CompileFor(p, c); err == nil {
		t.Error("a misspelt field was taken")
	}
}

func TestEachMistakeOfAStructureIsNamed(t *testing.T) {
	t.Parallel()
	s, e, a := at("s", procedure.Start), at("e", procedure.End), task("a")
	x, y, p := at("x", procedure.Exclusive), at("y", procedure.Exclusive), at("p", procedure.Parallel)
	tests := []struct {
		name  string
		p     *procedure.Process
		want  string
		where string
	}{
		{"no start", process([]procedure.Node{a, e}, "a > e"), "no start", "nodes"},
		{"two starts", process([]procedure.Node{s, at("t", procedure.Start), a, e}, "s > a", "t > a", "a > e"), "second start", "nodes.t"},
		{"same id", process([]procedure.Node{s, a, a, e}, "s > a", "a > e"), "stands twice", "nodes.a"},
		{"unknown kind", process([]procedure.Node{s, at("a", "inclusive"), e}, "s > a", "a > e"), "unknown kind", "nodes.a"},
		{"unknown work", process([]procedure.Node{s, {ID: "a", Kind: procedure.Task, Name: form.Text{VI: "a"}, Work: "muse"}, e}, "s > a", "a > e"), "none of", "nodes.a"},
		{"dangling", process([]procedure.Node{s, a, e}, "s > a", "a > b", "a > e"), "no such node", "flows.1"},
		{"task without a way out", process([]procedure.Node{s, a, e}, "s > a"), "one out", "nodes.a"},
		{"task with two ways out", process([]procedure.Node{s, a, e, at("f", procedure.End)}, "s > a", "a > e", "a > f"), "one out", "nodes.a"},
		{"end with a way out", process([]procedure.Node{s, a, e}, "s > a", "a > e", "e > a"), "none out", "nodes.e"},
		{"start with a way in", process([]procedure.Node{s, a, x, e}, "s > a", "a > x", "x > e else", "x > s if outcome == \"done\""), "no flow in", "nodes.s"},
		{"twice the same flow", process([]procedure.Node{s, p, a, e}, "s > p", "p > a", "p > a", "a > e"), "second flow", "flows.2"},
		{"unreachable", process([]procedure.Node{s, a, e, task("b")}, "s > a", "a > e", "b > e"), "one or more flows in", "nodes.b"},
		{"island", process([]procedure.Node{s, a, e, task("b"), task("c")}, "s > a", "a > e", "b > c", "c > b"), "no way leads here", "nodes.b"},
		{"trap", process([]procedure.Node{s, x, a, e, task("b"), task("c"), y}, "s > x", "x > a else", `x > y if channel == 1`, "a > e", "y > b", "b > c", "c > y"), "from here to an end", "nodes.b"},
		{"circle of gateways", process([]procedure.Node{s, a, x, y, e}, "s > a", "a > x", "x > y", "y > e else", `y > x if outcome == "done"`), "circle", "flows"},
		{"no condition", process([]procedure.Node{s, a, x, e, at("f", procedure.End)}, "s > a", "a > x", "x > e", "x > f"), "needs a condition", "flows.2"},
		{"two defaults", process([]procedure.Node{s, a, x, e, at("f", procedure.End)}, "s > a", "a > x", "x > e else", "x > f else"), "at most one default", "nodes.x"},
		{"condition on a task", process([]procedure.Node{s, a, e}, "s > a", `a > e if outcome == "done"`), "out of a choice", "flows.1"},
		{"no way for an outcome", process([]procedure.Node{s, task("a", "yes", "no", "later"), x, e, at("f", procedure.End)}, "s > a", "a > x", `x > e if outcome == "yes"`, `x > f if outcome == "no"`), `“later”`, "nodes.x"},
		{"no default beside the form", process([]procedure.Node{s, a, x, e, at("f", procedure.End)}, "s > a", "a > x", `x > e if outcome == "done"`, `x > f if form.a == "b"`), "needs a default", "nodes.x"},
		{"broken expression", process([]procedure.Node{s, a, x, e, at("f", procedure.End)}, "s > a", "a > x", `x > e if outcom == "done"`, `x > f else`), "outcom", "flows.2"},
		{"hours on an end", process([]procedure.Node{s, a, {ID: "e", Kind: procedure.End, Hours: 2}}, "s > a", "a > e"), "belong to tasks", "nodes.e"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := procedure.Compile(tt.p)
			flaws, _ := err.(procedure.Flaws)
			if !slices.ContainsFunc(flaws, func(w form.Flaw) bool {
				return strings.HasPrefix(w.Path, tt.where) && strings.Contains(w.Reason.String(), tt.want)
			}) {
				t.Errorf("got %v, want %s: …%s…", err, tt.where, tt.want)
			}
		})
	}
}

func TestAnExhaustiveChoiceNeedsNoDefault(t *testing.T) {
	t.Parallel()
	machine(t, process([]procedure.Node{at("s", procedure.Start), task("a", "yes", "no"), at("x", procedure.Exclusive), at("e", procedure.End), at("f", procedure.End)},
		"s > a", "a > x", `x > e if outcome == "yes"`, `x > f if outcome != "yes"`))
}

func TestAnUnsoundProcessIsRefusedWhereItGetsStuck(t *testing.T) {
	t.Parallel()
	// A choice before a join: the join waits for ever.
	m := machine(t, process([]procedure.Node{
		at("s", procedure.Start), task("a", "l", "r"), at("x", procedure.Exclusive), task("l"), task("r"), at("j", procedure.Parallel), at("e", procedure.End),
	}, "s > a", "a > x", `x > l if outcome == "l"`, `x > r else`, "l > j", "r > j", "j > e"))
	mark, _, _ := m.Start(procedure.Env{})
	mark, _ = finish(t, m, mark, "a", "l")
	got, _, err := m.Finish(mark, m.Open(mark)[0].ID, "", procedure.Env{})
	if f := fault.As(err); f == nil || f.Key != "procedure.stuck" || !reflect.DeepEqual(got, mark) {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestAFloodOfTokensIsStopped(t *testing.T) {
	t.Parallel()
	// Every round of the loop doubles the tokens.
	m := machine(t, process([]procedure.Node{
		at("s", procedure.Start), task("a", "again", "out"), at("x", procedure.Exclusive), at("p", procedure.Parallel), at("m", procedure.Exclusive), at("n", procedure.Exclusive), at("e", procedure.End), task("b"),
	}, "s > m", "m > a", "a > x", "x > e else", `x > p if outcome == "again"`, "p > n", "p > b", "b > n", "n > m"))
	mark, _, _ := m.Start(procedure.Env{})
	for range 2000 {
		open := m.Open(mark)
		if open == nil {
			t.Fatal("nothing is open")
		}
		outcome := ""
		if open[0].Node == "a" {
			outcome = "again"
		}
		next, _, err := m.Finish(mark, open[0].ID, outcome, procedure.Env{})
		if err != nil {
			return
		}
		mark = next
	}
	t.Errorf("%d tokens and no end", len(mark.Tokens))
}

// block is a block-structured process, which is sound by construction: a task, a sequence, a choice, a split with its
// join, or a loop.
type block struct {
	kind string // "task", "seq", "xor", "and", "loop"
	id   string
	kids []block
}

func genBlock(t *rapid.T, depth int, n *int) block {
	*n++
	b := block{kind: "task", id: fmt.Sprintf("n%d", *n)}
	if depth > 0 {
		b.kind = rapid.SampledFrom([]string{"task", "seq", "xor", "and", "loop"}).Draw(t, "kind")
	}
	kids := map[string]int{"seq": 2, "xor": 2, "and": rapid.IntRange(2, 3).Draw(t, "branches"), "loop": 1}[b.kind]
	for range kids {
		b.kids = append(b.kids, genBlock(t, depth-1, n))
	}
	return b
}

// build draws b between two nodes. The outcome of the last task decides choices and loops.
func (b block) build(p *procedure.Process, from, to string) {
	add := func(ns ...procedure.Node) { p.Nodes = append(p.Nodes, ns...) }
	link := func(s string) { p.Flows = append(p.Flows, flow(s)) }
	in, out := b.id+"i", b.id+"o"
	switch b.kind {
	case "task":
		add(task(b.id, "a", "b"))
		link(from + " > " + b.id)
		link(b.id + " > " + to)
	case "seq":
		add(at(in, procedure.Exclusive))
		b.kids[0].build(p, from, in)
		b.kids[1].build(p, in, to)
	case "xor":
		add(task(b.id, "a", "b"), at(in, procedure.Exclusive), at(out, procedure.Exclusive), at(in+"a", procedure.Exclusive), at(in+"b", procedure.Exclusive))
		link(from + " > " + b.id)
		link(b.id + " > " + in)
		link(in + " > " + in + `a if outcome == "a"`)
		link(in + " > " + in + `b else`)
		b.kids[0].build(p, in+"a", out)
		b.kids[1].build(p, in+"b", out)
		link(out + " > " + to)
	case "and":
		add(at(in, procedure.Parallel), at(out, procedure.Parallel))
		link(from + " > " + in)
		for i, k := range b.kids {
			e := fmt.Sprintf("%se%d", b.id, i)
			add(at(e, procedure.Exclusive))
			link(in + " > " + e)
			x := fmt.Sprintf("%sx%d", b.id, i)
			add(at(x, procedure.Exclusive))
			k.build(p, e, x)
			link(x + " > " + out)
		}
		link(out + " > " + to)
	case "loop":
		add(at(in, procedure.Exclusive), task(b.id, "a", "b"), at(out, procedure.Exclusive))
		link(from + " > " + in)
		b.kids[0].build(p, in, b.id)
		link(b.id + " > " + out)
		link(out + " > " + in + ` if outcome == "b"`)
		link(out + " > " + to + " else")
	}
}

// twin is an independent machine that works on the tree and not on the graph: it keeps, for every block that is under
// way, what is still to be done inside.
type twin struct {
	open map[string]int // task id → how many times it is open
}

// step is what follows when a task ends.
type step func(tw *twin, outcome string)

// twinRun runs the tree: it opens b and calls then when b is over.
func (b block) run(tw *twin, ends map[string]step, then step, outcome string) {
	openTask := func(after step) {
		tw.open[b.id]++
		ends[b.id] = func(tw *twin, o string) {
			tw.open[b.id]--
			after(tw, o)
		}
	}
	switch b.kind {
	case "task":
		openTask(then)
	case "seq":
		b.kids[0].run(tw, ends, func(tw *twin, o string) { b.kids[1].run(tw, ends, then, o) }, outcome)
	case "xor":
		openTask(func(tw *twin, o string) {
			if o == "a" {
				b.kids[0].run(tw, ends, then, o)
			} else {
				b.kids[1].run(tw, ends, then, o)
			}
		})
	case "and":
		left := len(b.kids)
		for _, k := range b.kids {
			k.run(tw, ends, func(tw *twin, o string) {
				if left--; left == 0 {
					then(tw, o)
				}
			}, outcome)
		}
	case "loop":
		b.kids[0].run(tw, ends, func(tw *twin, o string) {
			openTask(func(tw *twin, o string) {
				if o == "b" {
					b.run(tw, ends, then, o)
				} else {
					then(tw, o)
				}
			})
		}, outcome)
	}
}

func (tw *twin) tasks() []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(tw.open)) {
		for range tw.open[id] {
			out = append(out, id)
		}
	}
	return out
}

func TestRandomSoundProcessesRunLikeTheirTreeAndCanFinish(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := 0
		b := genBlock(t, 3, &n)
		p := &procedure.Process{ID: "p", Nodes: []procedure.Node{at("s", procedure.Start), at("e", procedure.End)}}
		b.build(p, "s", "e")
		m, err := procedure.Compile(p)
		if err != nil {
			t.Fatalf("compile: %v", err)
		}
		tw := &twin{open: map[string]int{}}
		ends := map[string]step{}
		over := false
		b.run(tw, ends, func(*twin, string) { over = true }, "")
		mark, opened, err := m.Start(procedure.Env{})
		if err != nil {
			t.Fatalf("start: %v", err)
		}
		if got := nodesOf(opened); !reflect.DeepEqual(got, tw.tasks()) {
			t.Fatalf("start opened %v, the tree %v", got, tw.tasks())
		}
		for range rapid.IntRange(0, 40).Draw(t, "steps") {
			if over {
				break
			}
			mark = stepBoth(t, m, mark, tw, ends, &over, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "outcome"), rapid.IntRange(0, 99).Draw(t, "which"))
		}
		// From wherever it stands, leaving every loop comes to the end.
		for i := 0; !over; i++ {
			if i > 500 {
				t.Fatal("no end")
			}
			mark = stepBoth(t, m, mark, tw, ends, &over, "a", 0)
		}
		if len(mark.Tokens) != 0 {
			t.Fatalf("tokens are left: %v", mark)
		}
	})
}

func stepBoth(t *rapid.T, m *procedure.Machine, mark procedure.Marking, tw *twin, ends map[string]step, over *bool, outcome string, which int) procedure.Marking {
	open := m.Open(mark)
	tok := open[which%len(open)]
	next, ef, err := m.Finish(mark, tok.ID, outcome, procedure.Env{})
	if err != nil {
		t.Fatalf("finish %s: %v", tok.Node, err)
	}
	end := ends[tok.Node]
	delete(ends, tok.Node)
	end(tw, outcome)
	if got := nodesOf(m.Open(next)); !reflect.DeepEqual(got, tw.tasks()) {
		t.Fatalf("after %s %s: %v is open, in the tree %v", tok.Node, outcome, got, tw.tasks())
	}
	if ef.Done != *over || ef.Done != (len(ef.Ended) > 0) {
		t.Fatalf("after %s %s: done %v (%v), in the tree %v", tok.Node, outcome, ef.Done, ef.Ended, *over)
	}
	return next
}

func TestARefusalEndsTheOtherBranchesToo(t *testing.T) {
	t.Parallel()
	// The leader of one branch refuses while the other branch waits at the join already.
	m := machine(t, process([]procedure.Node{
		at("s", procedure.Start), at("p", procedure.Parallel), task("a"), task("b", "approve", "refuse"), at("x", procedure.Exclusive), at("j", procedure.Parallel),
		{ID: "e", Kind: procedure.End, Result: true},
		at("no", procedure.End),
	}, "s > p", "p > a", "p > b", "a > j", "b > x", `x > no if outcome == "refuse"`, "x > j else", "j > e"))
	mark, _, _ := m.Start(procedure.Env{})
	mark, _ = finish(t, m, mark, "a", "")
	mark, ef := finish(t, m, mark, "b", "refuse")
	if !ef.Done || len(mark.Tokens) != 0 || !reflect.DeepEqual(ef.Ended, []string{"no"}) {
		t.Errorf("got %v and %v", ef, mark)
	}
}
