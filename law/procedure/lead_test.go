package procedure_test

import (
	"testing"

	"motcua/law/procedure"
	"motcua/words/form"
)

// sideBySide is a process with two branches of one task each.
func sideBySide() *procedure.Process {
	task := func(id, where string) procedure.Node {
		return procedure.Node{ID: id, Kind: procedure.Task, Name: form.Text{VI: id}, Work: procedure.Examine, Role: "specialist", Where: where}
	}
	p := &procedure.Process{ID: "p", Nodes: []procedure.Node{
		{ID: "start", Kind: procedure.Start},
		{ID: "split", Kind: procedure.Parallel},
		task("land", "land-office"), task("tax", "tax"), task("slip", "land-office"),
		{ID: "join", Kind: procedure.Parallel},
		task("sign", "competent"),
		{ID: "end", Kind: procedure.End, Result: true},
	}}
	for _, f := range [][2]string{{"start", "split"}, {"split", "land"}, {"split", "slip"}, {"slip", "tax"}, {"land", "join"}, {"tax", "join"}, {"join", "sign"}, {"sign", "end"}} {
		p.Flows = append(p.Flows, procedure.Flow{From: f[0], To: f[1]})
	}
	return p
}

func TestAProcessSaysWhoLeadsAndWhoCoordinates(t *testing.T) {
	t.Parallel()
	parts := func(p *procedure.Process) map[string]procedure.Part {
		t.Helper()
		m, err := procedure.Compile(p)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]procedure.Part{}
		for _, n := range p.Nodes {
			if part := m.Part(n.ID); part != "" {
				out[n.ID] = part
			}
		}
		return out
	}
	p := sideBySide()
	if got := parts(p); len(got) != 0 {
		t.Errorf("nobody leads, and the parts are %v", got)
	}
	p.Nodes[2].Lead = true
	got := parts(p)
	for id, want := range map[string]procedure.Part{"land": procedure.Leads, "slip": procedure.Leads, "tax": procedure.Coordinates, "sign": ""} {
		if got[id] != want {
			t.Errorf("%s has the part %q, want %q", id, got[id], want)
		}
	}
}

func TestOnlyOneOfParallelBranchesLeads(t *testing.T) {
	t.Parallel()
	found := func(lead ...int) string {
		r := whole()
		p := sideBySide()
		for _, i := range lead {
			p.Nodes[i].Lead = true
		}
		r.Cases[0].Process = p
		for _, f := range procedure.Check(r) {
			if f.Code == "lead-twice" || f.Code == "lead-alone" {
				return f.String()
			}
		}
		return ""
	}
	for _, tt := range []struct {
		lead []int
		want string
	}{
		{nil, ""},
		{[]int{2}, ""},
		{[]int{3, 4}, ""}, // two steps of one branch
		{[]int{2, 3}, `cases.0.process.nodes.3: lead-twice value="tax"`},
		{[]int{6}, `cases.0.process.nodes.6: lead-alone value="sign"`},
	} {
		if got := found(tt.lead...); got != tt.want {
			t.Errorf("leading %v: %q, want %q", tt.lead, got, tt.want)
		}
	}
}
