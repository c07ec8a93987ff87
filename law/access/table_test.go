package access_test

import (
	"bufio"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/org"
)

// noon is the moment of every question here.
var noon = time.Date(2026, 3, 10, 5, 0, 0, 0, time.UTC)

func days(n int) time.Time { return noon.AddDate(0, 0, n) }

// A house is the organisation of the table: a Centre with two branches, a department, a ward.
type house struct {
	t   *testing.T
	org *org.Org
	who map[string]access.Who
}

func (h *house) do(facts []org.Fact, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
	if h.org, err = h.org.ApplyAll(facts...); err != nil {
		h.t.Fatal(err)
	}
}

// officer gives somebody a post, and is that officer.
func (h *house) officer(name, unit string, role org.Role, units ...string) {
	h.t.Helper()
	from := days(-300)
	h.do(h.org.AddPerson(org.Person{ID: org.PersonID(name), Name: name, Username: name}, from))
	h.do(h.org.GivePost(org.Post{ID: org.PostID(name + "-1"), Person: org.PersonID(name), Unit: org.UnitID(unit), Role: role, From: from}, from))
	h.who[name] = access.Who{
		Kind: access.Officer, Account: "officer:" + name, Person: name, Post: name + "-1", Unit: unit, Role: string(role), Units: append([]string{unit}, units...),
		City: role == org.Supervisor || role == org.Controller,
	}
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{t: t, org: org.New(), who: map[string]access.Who{
		"anyone": {Kind: access.Anyone}, "owner": {Kind: access.Citizen, Account: "c1", Key: "k1"}, "stranger": {Kind: access.Citizen, Account: "c2", Key: "k2"},
		"portal": {Kind: access.Portal, Account: "portal"},
	}}
	for name, m := range map[string]access.Mandate{
		"parent": {State: access.MandateGiven, From: days(-5)}, "staff": {State: access.MandateGiven, From: days(-5), Procedures: []string{"2.000002"}},
		"former": {State: access.MandateEnded, From: days(-5), To: days(-1)}, "later": {State: access.MandateGiven, From: days(1)},
	} {
		m.Principal.Key, m.Holder.Key = "k1", "k-"+name
		h.who[name] = access.Who{Kind: access.Citizen, Account: "c-" + name, Key: "k-" + name, For: []access.Mandate{m}}
	}
	from := days(-400)
	for _, u := range []org.Unit{
		{ID: "city", Code: "H26", Kind: org.City},
		{ID: "centre", Code: "H26.1", Kind: org.Centre, Parent: "city"},
		{ID: "b7", Code: "H26.1.7", Kind: org.Branch, Parent: "centre"},
		{ID: "b1", Code: "H26.1.1", Kind: org.Branch, Parent: "centre"},
		{ID: "dept", Code: "H26.2", Kind: org.Department, Parent: "city"},
		{ID: "far", Code: "H26.3", Kind: org.Department, Parent: "city"},
		{ID: "ward", Code: "H26.4", Kind: org.Commune, Parent: "city"},
	} {
		u.Name, u.CodeSource, u.From = string(u.ID), org.Example, from
		h.do(h.org.OpenUnit(u, from))
	}
	h.officer("desk7", "b7", org.Receiver)
	h.officer("desk1", "b1", org.Receiver)
	h.officer("cashier7", "b7", org.Cashier)
	h.officer("head7", "b7", org.BranchHead)
	h.officer("specialist", "dept", org.Specialist)
	h.officer("registry", "dept", org.Clerk)
	h.officer("leader", "dept", org.Leader)
	h.officer("ward", "ward", org.Specialist)
	h.officer("director", "centre", org.Leader, "b7", "b1")
	for _, role := range []org.Role{org.Supervisor, org.Controller, org.Editor, org.Archivist, org.Administrator} {
		h.officer(string(role), "centre", role)
	}
	h.officer("agent", "centre", org.CareAgent)
	for i, d := range map[string]org.Delegation{
		"delegate": {From: days(-5)}, "lapsed": {From: days(-5), To: days(-1)}, "early": {From: days(1)}, "above": {From: days(-5), Ceiling: 50_000},
		"elsewhere": {From: days(-5), Procedures: []string{"2.000002"}}, "other-case": {From: days(-5), Cases: []string{"khac"}},
		"other-place": {From: days(-5), Units: []org.UnitID{"b1"}},
	} {
		h.officer(i, "far", org.Leader)
		d.ID, d.Giver, d.ReceiverPerson, d.Document = org.DelegationID("uq-"+i), "dept", org.PersonID(i), "01/UQ-"+i
		h.do(h.org.GiveDelegation(d, from))
	}
	h.do(h.org.GiveDelegation(org.Delegation{ID: "uq-ward", Giver: "ward", ReceiverUnit: "b7", Procedures: []string{"2.000001"}, Document: "03/QĐ", From: days(-50)}, from))
	for name, until := range map[string]time.Time{"acting": days(-3), "late-acting": days(-40)} { // by their first days
		h.officer(name, "dept", org.Specialist)
		h.do(h.org.GiveActing(org.Acting{
			ID: org.ActingID("pt-" + name), Post: "leader-1", Person: org.PersonID(name), Document: "05/QĐ-" + name, From: until, To: until.AddDate(0, 0, 10),
		}, from))
		w := h.who[name]
		w.Post, w.Role = "leader-1", string(org.Leader)
		h.who[name] = w
	}
	return h
}

// scene gives what is asked about.
func (h *house) scene(name string) (o access.Object) {
	o = access.Object{Org: h.org, At: noon, Keys: []string{"k1"}}
	d := &dossier.Dossier{
		ID: "X", State: dossier.Processing, Rulebook: "2025-07-01", Procedure: "2.000001", Case: "chung", Reception: "b7", Help: "b7", Competent: "dept",
		Received: days(-2), Charges: []dossier.Charge{{Sum: 100_000}},
	}
	task := func(token int, work procedure.Work, unit, role string) *dossier.Task {
		d.Tasks = append(d.Tasks, dossier.Task{Opened: dossier.Opened{Token: token, Work: work, Unit: unit, Role: role}})
		return &d.Tasks[len(d.Tasks)-1]
	}
	o.Dossier = d
	kind, step, _ := strings.Cut(name, "-")
	if kind == "given" || kind == "ended" { // the ward's matter, decided at the branch
		d.Competent, o.Delegated, o.Givers, name = "b7", true, []string{"ward"}, step
		if kind == "ended" {
			o.At = days(-60) // the order was not there yet; an ended one is told by its words below
		}
	}
	unit := d.Competent
	switch name {
	case "nothing":
		return access.Object{Org: h.org, At: noon}
	case "b7":
		return access.Object{Org: h.org, At: noon, Unit: "b7"}
	case "mandate":
		return access.Object{Org: h.org, At: noon, Unit: "b7", Keys: []string{"k1", "k-other"}}
	case "filed":
		d.State, d.Received = dossier.Filed, time.Time{}
	case "exam", "opened":
		o.Task, o.Opened = task(1, procedure.Examine, unit, "specialist"), name == "opened"
	case "approve":
		o.Task = task(2, procedure.Approve, unit, "leader")
	case "issue":
		o.Task = task(3, procedure.Issue, unit, "clerk")
	case "opinion", "sub":
		task(1, procedure.Examine, "dept", "specialist")
		work := map[string]procedure.Work{"opinion": procedure.Consult, "sub": procedure.Sub}[name]
		o.Task = task(4, work, "ward", "specialist")
		o.Task.Asked = &dossier.Consultation{By: 1}
	case "beside": // two units work at the same time, and the department leads
		task(1, procedure.Examine, "dept", "specialist").Part = procedure.Leads
		o.Task = task(4, procedure.Consult, "ward", "specialist")
		o.Task.Part = procedure.Coordinates
	case "travel":
		o.Task = task(1, procedure.Examine, "dept", "specialist")
		o.Task.Papers = &dossier.Travel{From: "b7"}
	case "supplement":
		d.State = dossier.Supplement
		task(1, procedure.Examine, "dept", "specialist")
	case "withdrawal":
		d.State = dossier.Withdrawal
	case "done":
		d.State = dossier.Completed
	case "handed":
		d.State = dossier.HandedOver
	case "apart":
		t := task(1, procedure.Examine, "dept", "leader")
		t.Holder, t.Done = "leader", days(-1)
		o.Task, o.Apart = task(2, procedure.Approve, "dept", "leader"), true
	case "strange":
		d.Reception, d.Help, d.Competent, o.Keys = "b9", "b9", "d9", []string{"k9"}
	default:
		h.t.Fatalf("no scene %q", name)
	}
	return o
}

// A line of the table: who may do what in which scene.
type line struct {
	act, scene string
	may        map[string]bool // true: with a reason
	at         int
}

func table(t *testing.T) []line {
	t.Helper()
	f, err := os.Open("testdata/rights.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []line
	s := bufio.NewScanner(f)
	for n := 1; s.Scan(); n++ {
		text := strings.TrimSpace(s.Text())
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		head, names, ok := strings.Cut(text, ":")
		act, scene, ok2 := strings.Cut(head, "@")
		if !ok || !ok2 {
			t.Fatalf("line %d is not `act @ scene : names`", n)
		}
		l := line{strings.TrimSpace(act), strings.TrimSpace(scene), map[string]bool{}, n}
		for _, w := range strings.Fields(names) {
			name, reason := strings.CutSuffix(w, "?")
			l.may[name] = reason
		}
		out = append(out, l)
	}
	return out
}

func TestEveryActorMayWhatTheTableSaysAndNothingElse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	asked := 0
	for _, l := range table(t) {
		for name := range l.may {
			if _, known := h.who[name]; !known {
				t.Fatalf("line %d names %q", l.at, name)
			}
		}
		for name, who := range h.who {
			asked++
			reason, may := l.may[name]
			a := access.Judge(who, l.act, h.scene(l.scene))
			switch {
			case (a.Refusal == nil) != may:
				t.Errorf("line %d: %s %s in %s: got %v, want may=%v", l.at, name, l.act, l.scene, a.Refusal, may)
			case a.Refusal == nil && a.Reason != reason:
				t.Errorf("line %d: %s %s in %s: a reason is wanted %v, want %v", l.at, name, l.act, l.scene, a.Reason, reason)
			case a.Refusal == nil && a.Row == nil && a.Rule == nil:
				t.Errorf("line %d: %s %s in %s: no row says why", l.at, name, l.act, l.scene)
			case a.Refusal != nil && a.Refusal.Kind != fault.Refused && a.Refusal.Kind != fault.Missing:
				t.Errorf("line %d: %s %s: %v is no refusal", l.at, name, l.act, a.Refusal)
			}
		}
		if a := access.Judge(access.Who{Kind: access.System}, l.act, h.scene(l.scene)); a.Refusal != nil {
			t.Errorf("line %d: the system is refused: %v", l.at, a.Refusal)
		}
	}
	if asked < 1500 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// acts reads the acts out of the source of law/dossier, so that none can be left out.
func acts(t *testing.T) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../dossier/table.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(f, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if id, isType := any(v).(*ast.ValueSpec); !ok || !isType || id.Type == nil {
			return true
		}
		if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "Act" {
			s, _ := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
			out = append(out, s)
		}
		return true
	})
	return out
}

func TestTheTableHasEveryActAndEveryQuestion(t *testing.T) {
	t.Parallel()
	all := append(acts(t), access.Asks()...)
	if len(all) < 60 {
		t.Fatalf("only %d acts and questions were found", len(all))
	}
	lines := table(t)
	for _, a := range all {
		if !slices.ContainsFunc(lines, func(l line) bool { return l.act == a }) {
			t.Errorf("testdata/rights.txt says nothing about %q", a)
		}
	}
	for _, l := range lines {
		if !slices.Contains(all, l.act) {
			t.Errorf("line %d is about %q, which nobody asks", l.at, l.act)
		}
	}
	for _, book := range dossier.Rulebooks { // a row for a scene of each phase that the rulebook parts
		for _, r := range book.Rules {
			if !slices.ContainsFunc(lines, func(l line) bool { return l.act == string(r.Act) }) {
				t.Errorf("rulebook %s: %s has no line", book.ID, r.Act)
			}
		}
	}
}

func TestWhatNobodyKnowsIsRefusedToEverybody(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, who := range h.who {
		for _, act := range []string{"destroy", "", "READ", "read ", "approve-all"} {
			if a := access.Judge(who, act, h.scene("approve")); a.Refusal == nil {
				t.Errorf("%s may %q", name, act)
			}
		}
	}
}

func TestARefusalNamesTheDecisionAndAnAnswerWhatItRestsOn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, want := range map[string][2]string{
		"lapsed": {"access.delegation.over", "01/UQ-lapsed"}, "early": {"access.delegation.early", "01/UQ-early"}, "above": {"access.delegation.ceiling", "01/UQ-above"},
		"elsewhere": {"access.delegation.procedure", "01/UQ-elsewhere"}, "other-case": {"access.delegation.case", "01/UQ-other-case"},
		"other-place": {"access.delegation.place", "01/UQ-other-place"},
	} {
		f := access.Judge(h.who[name], "approve", h.scene("approve")).Refusal
		if f == nil || f.Key != want[0] || f.Args["document"] != want[1] || f.Rule == "" {
			t.Errorf("%s is told %+v, want %v", name, f, want)
		}
	}
	by := access.Judge(h.who["delegate"], "approve", h.scene("approve")).Under
	if by == nil || by.Kind != dossier.ByDelegation || by.Document != "01/UQ-delegate" || by.Giver != "dept" {
		t.Errorf("the delegate decides on %+v", by)
	}
	by = access.Judge(h.who["acting"], "approve", h.scene("approve")).Under
	if by == nil || by.Kind != dossier.ByOrder || by.Document != "05/QĐ-acting" || by.For != "leader" {
		t.Errorf("the acting leader decides on %+v", by)
	}
	by = access.Judge(h.who["head7"], "approve", h.scene("given-approve")).Under
	if by == nil || by.Document != "03/QĐ" || by.Giver != "ward" {
		t.Errorf("the branch decides on %+v", by)
	}
	if by := access.Judge(h.who["leader"], "approve", h.scene("approve")).Under; by != nil {
		t.Errorf("a leader's own right rests on %+v", by)
	}
	if f := access.Judge(h.who["late-acting"], "approve", h.scene("approve")).Refusal; f == nil || f.Key != "access.acting-over" {
		t.Errorf("an order that is over: %v", f)
	}
	gone := h.who["leader"]
	o := h.scene("approve")
	ended, err := h.org.EndPost("leader-1", days(-1), "", days(-1))
	if err != nil {
		t.Fatal(err)
	}
	if o.Org, err = h.org.ApplyAll(ended...); err != nil {
		t.Fatal(err)
	}
	for _, ask := range []string{"approve", "read", "worklist"} { // whatever the session still says
		if f := access.Judge(gone, ask, o).Refusal; f == nil {
			t.Errorf("a post that ended may still %s", ask)
		}
	}
}

func TestScopesListNothingByDefault(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, want := range map[string]access.Scope{
		"anyone": {}, "administrator": {}, "portal": {}, "late-acting": {}, "owner": {Person: "k1"}, "desk7": {Units: []string{"b7"}},
		"supervisor": {All: true, Units: []string{"centre"}},
	} {
		got := access.ScopeOf(h.who[name], h.org, noon)
		given := len(got.Given)
		if got.Given = nil; got.All != want.All || got.Person != want.Person || !slices.Equal(got.Units, want.Units) || given != 0 {
			t.Errorf("%s lists %+v and %d delegations, want %+v", name, got, given, want)
		}
	}
	for name, want := range map[string]int{"delegate": 1, "lapsed": 0, "early": 0, "elsewhere": 1, "head7": 1, "desk7": 0, "cashier7": 0} {
		if got := len(access.ScopeOf(h.who[name], h.org, noon).Given); got != want {
			t.Errorf("%s lists by %d delegations, want %d", name, got, want)
		}
	}
}

// BenchmarkDecisionUnderThirtyDelegations asks for the dearest answers: a yes that rests on the last of thirty delegations, and a
// refusal that names the nearest of them.
func BenchmarkDecisionUnderThirtyDelegations(b *testing.B) {
	t := &testing.T{}
	h := newHouse(t)
	for i := range 29 {
		d := org.Delegation{
			ID: org.DelegationID("more-" + strconv.Itoa(i)), Giver: "dept", ReceiverPerson: "elsewhere", Document: "0/UQ", From: days(-5),
			Procedures: []string{"9.00000" + strconv.Itoa(i)},
		}
		h.do(h.org.GiveDelegation(d, days(-9)))
	}
	no, o := h.who["elsewhere"], h.scene("approve")
	last := org.Delegation{ID: "last", Giver: "dept", ReceiverPerson: "elsewhere", Document: "1/UQ", From: days(-5), Procedures: []string{string(o.Dossier.Procedure)}}
	given, err := h.org.GiveDelegation(last, days(-9))
	if err != nil {
		b.Fatal(err)
	}
	yes := o
	if yes.Org, err = h.org.ApplyAll(given...); err != nil {
		b.Fatal(err)
	}
	for name, o := range map[string]access.Object{"refused": o, "allowed": yes} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if a := access.Judge(no, "approve", o); (a.Refusal == nil) != (name == "allowed") {
					b.Fatal(a.Refusal)
				}
			}
		})
	}
}
