package web

import (
	"html/template"
	"slices"
	"strings"

	"motcua/ground/text"
	"motcua/law/bpmn"
	"motcua/law/procedure"
	"motcua/words/org"
)

// A processView is a process as a drawing with the table of its steps beside it.
type processView struct {
	Drawing template.HTML
	Steps   []stepView
	File    string // address of the BPMN file, "" when it has flaws that none can have
}

// A stepView is a step in the table.
type stepView struct {
	ID, Name, Work, Who, Hours string
	Marks                      []string // waits, papers, who leads, silence
	Next                       []string // where each outcome leads
}

// ProcessWords are the words of a drawing of a process; where says a place, pool whose process it is.
func ProcessWords(v text.Voice, pool string, where func(string) string) bpmn.Words {
	return bpmn.Words{
		Lang: string(v.Lang), Pool: pool, Otherwise: v.T("bpmn.otherwise"),
		Holder: func(role, at string) string {
			switch {
			case role == "" && at == "":
				return v.T("bpmn.nobody")
			case role == "":
				return text.Upper(where(at))
			}
			return v.T("bpmn.holder", "role", knownWords(v, "org.role.", role, org.Roles), "where", where(at))
		},
	}
}

// processWords are ProcessWords with the places of the city.
func (s *Site) processWords(v text.Voice, pool string) bpmn.Words {
	return ProcessWords(v, pool, func(where string) string { return PlaceWords(v, s.o.Office.World(), s.o.Office.Now(), where) })
}

// knownWords says a value of a list, or gives it as it is: a draft and an uploaded file may say anything.
func knownWords[T ~string](v text.Voice, prefix, value string, list []T) string {
	if !slices.Contains(list, T(value)) {
		return value
	}
	return v.T(prefix + value)
}

// processView draws a process; file is the address of its BPMN file.
func (s *Site) processView(v text.Voice, p *procedure.Process, title, file string) processView {
	words := s.processWords(v, title)
	d := bpmn.Drawing{
		ID: "drawing", Title: title, Desc: v.T("process.drawing-words", "n", p.Tasks()), Words: words,
		Hours: func(n int) string { return v.T("bpmn.hours-short", "n", n) },
	}
	out := processView{Drawing: template.HTML(d.SVG(p))} //nolint:gosec // law/bpmn escapes every word of it
	if _, err := bpmn.Write(p, words); err == nil {
		out.File = file
	}
	partOf := func(string) procedure.Part { return "" }
	if m, err := procedure.Compile(p); err == nil { // one with flaws has no branches that can be told
		partOf = m.Part
	}
	next := &nexts{v: v, p: p, labels: bpmn.Labels(p, words)}
	for i := range p.Nodes {
		n := &p.Nodes[i]
		if n.Kind == procedure.Timer {
			out.Steps = append(out.Steps, stepView{ID: n.ID, Name: n.Name.In(string(v.Lang)), Work: timerWords(v, p, n), Next: next.after(n.ID)})
		}
		if n.Kind != procedure.Task {
			continue
		}
		st := stepView{ID: n.ID, Name: n.Name.In(string(v.Lang)), Work: knownWords(v, "dossier.work.", string(n.Work), stepWorks), Who: words.Holder(n.Role, n.Where)}
		if n.Hours > 0 {
			st.Hours = v.T("procedure.step-hours", "n", n.Hours)
		}
		if n.Waits != "" {
			st.Marks = append(st.Marks, knownWords(v, "process.waits-", string(n.Waits), stepWaits))
		}
		if c := n.Calls; c != nil {
			st.Marks = append(st.Marks, v.T("process.calls", "code", string(c.Procedure)))
		}
		if n.Group != "" {
			st.Marks = append(st.Marks, n.Group)
		}
		if n.Papers {
			st.Marks = append(st.Marks, v.T("process.papers"))
		}
		if part := partOf(n.ID); part != "" {
			st.Marks = append(st.Marks, text.Lower(partWords(v, part)))
		}
		if n.Silence != nil {
			words := v.T("process.silence", "outcome", outcomeName(v, n, n.Silence.Outcome), "basis", basisWords(v, n.Silence.Basis))
			if n.Silence.Limit.N > 0 {
				words = joinComma(words, v.T("process.silence-after", "limit", limitIn(v, n.Silence.Limit)))
			}
			st.Marks = append(st.Marks, words)
		}
		st.Next = next.after(n.ID)
		out.Steps = append(out.Steps, st)
	}
	return out
}

// outcomeName is how a step calls one of its outcomes.
func outcomeName(v text.Voice, n *procedure.Node, value string) string {
	for _, o := range n.Outcomes {
		if o.Value == value && o.Name.VI != "" {
			return o.Name.In(string(v.Lang))
		}
	}
	return v.T("proof.done")
}

// nexts says where steps lead, over choices and splits.
type nexts struct {
	v      text.Voice
	p      *procedure.Process
	labels []string
}

// after gives a line for each way from a node to the next steps or ends.
func (x *nexts) after(id string) []string {
	var out []string
	x.follow(id, nil, map[string]bool{}, &out)
	return out
}

// follow walks over gateways; said is what was answered on the way.
func (x *nexts) follow(id string, said []string, seen map[string]bool, out *[]string) {
	if seen[id] || len(*out) > 20 {
		return
	}
	seen[id] = true
	defer delete(seen, id)
	for i, f := range x.p.Flows {
		if f.From != id {
			continue
		}
		words := said
		if x.labels[i] != "" {
			words = append(slices.Clone(said), x.labels[i])
		}
		k := slices.IndexFunc(x.p.Nodes, func(n procedure.Node) bool { return n.ID == f.To })
		switch {
		case k < 0:
		case x.p.Nodes[k].Kind == procedure.Exclusive:
			x.follow(f.To, words, seen, out)
		case x.p.Nodes[k].Kind == procedure.Parallel:
			key := "process.at-once"
			if x.joins(f.To) {
				key = "process.all-branches"
			}
			x.follow(f.To, append(slices.Clone(words), x.v.T(key)), seen, out)
		default:
			name := x.p.Nodes[k].Name.In(string(x.v.Lang))
			if len(words) > 0 {
				name = strings.Join(words, ", ") + " → " + name
			}
			*out = append(*out, name)
		}
	}
}

// joins says whether several branches come together at a node.
func (x *nexts) joins(id string) bool {
	n := 0
	for _, f := range x.p.Flows {
		if f.To == id {
			n++
		}
	}
	return n > 1
}
