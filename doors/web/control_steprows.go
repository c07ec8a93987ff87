package web

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/form"
	"motcua/words/org"
)

// works and waits are what a step may ask for, in the order of a dossier's way.
var (
	stepWorks = []procedure.Work{procedure.Examine, procedure.Consult, procedure.Approve, procedure.Issue, procedure.Pay, procedure.Carry, procedure.Sub}
	stepWaits = []procedure.Wait{procedure.WaitTax, procedure.WaitPayment}
	whereFree = []string{"competent", "reception", "commune-of:owner", "land-office", "tax", "police", "insurance"}
)

// stepPlaces are the places of a step by what they are called; a unit by its name.
func (s *Site) stepPlaces(v text.Voice) []Option {
	return StepPlaces(v, s.o.Office.World(), s.o.Office.Now())
}

// StepPlaces is stepPlaces for the city as it stands.
func StepPlaces(v text.Voice, w *office.World, at time.Time) []Option {
	var out []Option
	for _, where := range whereFree {
		out = append(out, Option{Value: where, Label: PlaceWords(v, w, at, where)})
	}
	for _, u := range w.Org.Units(at) {
		switch u.Kind {
		case org.Commune, org.Branch, org.Point, org.District, org.Division, org.ServiceUnit:
			continue // a step at one commune or one branch alone is no process of a city; its unit can be typed
		}
		where := "unit:" + string(u.ID)
		out = append(out, Option{Value: where, Label: PlaceWords(v, w, at, where)})
	}
	return out
}

// PlaceWords says where a step is done; what nobody knows is said as it is.
func PlaceWords(v text.Voice, w *office.World, at time.Time, where string) string {
	if id, ok := strings.CutPrefix(where, "unit:"); ok {
		return unitWords(v, w.Unit(id, at))
	}
	if where != "" && !slices.Contains(whereFree, where) {
		return where
	}
	return v.T("procedure.where." + strings.ReplaceAll(cmp.Or(where, "competent"), ":", "-"))
}

// placeOf reads a place that was typed: by its name, or by what stands in the record.
func placeOf(places []Option, typed string) (string, bool) {
	typed = strings.TrimSpace(typed)
	for _, p := range places {
		if p.Value == typed || vn.Fold(p.Label) == vn.Fold(typed) {
			return p.Value, true
		}
	}
	return typed, typed == "" || strings.HasPrefix(typed, "unit:") && !strings.ContainsAny(typed, " \t")
}

// stepRows makes the rows of the table.
func (s *Site) stepRows(v text.Voice, page *stepsPage, in *typedProcess, rows map[int][]findingLine, ways map[int][]string) {
	p := in.process
	page.Places = s.stepPlaces(v)
	var nodes []Option
	for i := range p.Nodes {
		nodes = append(nodes, Option{Value: strconv.Itoa(i), Label: rowTitle(v, i, &p.Nodes[i])})
	}
	page.Ways = len(p.Flows)
	b := &rowMaker{v: v, in: in, form: page.Form, places: page.Places, nodes: nodes, locked: !page.Head.Editable}
	for i := range p.Nodes {
		n := &p.Nodes[i]
		row := stepRow{
			At: i, ID: n.ID, Title: nodes[i].Label, Step: n.Kind == procedure.Task, First: i == 0, Last: i == len(p.Nodes)-1,
			Fixed: n.Kind == procedure.Start, Findings: rows[i], Kind: rowKind(n),
		}
		row.Fields, row.More = b.node(i, n)
		row.Open = slices.ContainsFunc(row.More, func(f Field) bool { return f.Error != "" })
		if n.Kind != procedure.End {
			row.Leads = v.T("steps.leads-" + row.Kind)
		}
		for j := range p.Flows {
			if p.Flows[j].From == n.ID && p.At(n.ID) == i { // an ID that stands twice has its ways once
				row.Ways = append(row.Ways, b.way(j, n, ways[j]))
			}
		}
		page.Rows = append(page.Rows, row)
	}
}

// rowMaker makes the fields of rows.
type rowMaker struct {
	v      text.Voice
	in     *typedProcess
	form   *Form
	places []Option
	nodes  []Option
	locked bool
}

// add makes a field known to the form and gives it ready to be drawn.
func (b *rowMaker) add(x Field) Field {
	if raw, ok := b.in.raw[x.Name]; ok {
		x.Value = raw
	}
	x.ReadOnly = b.locked
	b.form.Add(x)
	out, _ := b.form.Field(x.Name) // it was added a line above
	return out
}

// node gives the fields of a row: those that everybody fills in, and the others.
func (b *rowMaker) node(i int, n *procedure.Node) (main, more []Field) {
	v := b.v
	name := func(s string) string { return fmt.Sprintf("n.%d.%s", i, s) }
	main = append(main, b.add(Field{Name: name("vi"), Kind: form.Line, Label: v.T("steps.name"), Value: n.Name.VI, MaxLen: 200, Required: n.Kind == procedure.Task}))
	if n.Kind == procedure.Timer {
		return b.timer(i, n, main)
	}
	if n.Kind != procedure.Task {
		return main, []Field{b.english(name("en"), n), b.id(name("id"), n)}
	}
	main = append(main,
		b.add(Field{Name: name("work"), Kind: BoxSelect, Label: v.T("process.work"), Value: string(n.Work), Options: options(v, "dossier.work.", stepWorks), Required: true}),
		b.add(Field{Name: name("role"), Kind: BoxSelect, Label: v.T("steps.role"), Value: n.Role, Options: options(v, "org.role.", org.Roles), Required: true}),
		b.add(Field{Name: name("where"), Kind: form.Line, Label: v.T("steps.where"), Value: b.place(n.Where), List: "step-places"}),
		b.add(Field{Name: name("hours"), Kind: form.Integer, Label: v.T("steps.hours"), Value: zeroless(n.Hours), Short: true}),
	)
	outcomes := make([]string, len(n.Outcomes))
	for k, o := range n.Outcomes {
		outcomes[k] = o.Value + " = " + o.Name.VI
		if o.Name.EN != "" {
			outcomes[k] += " | " + o.Name.EN
		}
	}
	silent, basis, term := "", "", ""
	if n.Silence != nil {
		silent, basis, term = n.Silence.Outcome, n.Silence.Basis, n.Silence.Limit.String()
	}
	ticked := map[bool]string{true: "1"}
	more = []Field{
		b.add(Field{Name: name("outcomes"), Kind: form.LongText, Label: v.T("steps.outcomes"), Help: v.T("steps.outcomes-help"), Value: strings.Join(outcomes, "\n"), Rows: max(2, len(outcomes)+1)}),
		b.add(Field{Name: name("waits"), Kind: BoxSelect, Label: v.T("steps.waits"), Value: string(n.Waits), Options: options(v, "process.waits-", stepWaits), Blank: v.T("steps.waits-none")}),
		b.add(Field{Name: name("papers"), Kind: BoxCheck, Label: v.T("process.papers"), Value: ticked[n.Papers]}),
		b.add(Field{Name: name("lead"), Kind: BoxCheck, Label: v.T("steps.leads"), Value: ticked[n.Lead]}),
		b.add(Field{Name: name("silence"), Kind: form.Line, Label: v.T("steps.silence"), Help: v.T("steps.silence-help"), Value: silent, Short: true}),
		b.add(Field{Name: name("basis"), Kind: form.Line, Label: v.T("steps.silence-basis"), Value: basis}),
		b.add(Field{Name: name("term"), Kind: form.Line, Label: v.T("steps.silence-term"), Help: v.T("steps.silence-term-help"), Value: term, Short: true, MaxLen: 10}),
		b.english(name("en"), n), b.id(name("id"), n),
	}
	return main, append(more, b.calls(i, n)...)
}

func (b *rowMaker) english(name string, n *procedure.Node) Field {
	return b.add(Field{Name: name, Kind: form.Line, Label: b.v.T("steps.name-en"), Value: n.Name.EN, MaxLen: 200})
}

func (b *rowMaker) id(name string, n *procedure.Node) Field {
	return b.add(Field{Name: name, Kind: BoxCode, Label: b.v.T("steps.id"), Help: b.v.T("steps.id-help"), Value: n.ID, MaxLen: 60, Short: true, Required: true})
}

// place says a place as the list of places does.
func (b *rowMaker) place(where string) string {
	for _, p := range b.places {
		if p.Value == where {
			return p.Label
		}
	}
	return where
}

// way gives the fields of a flow out of a node.
func (b *rowMaker) way(j int, from *procedure.Node, said []string) wayRow {
	v, f := b.v, b.in.process.Flows[j]
	name := func(s string) string { return fmt.Sprintf("f.%d.%s", j, s) }
	out := wayRow{At: j, Said: said}
	out.Fields = append(out.Fields, b.add(Field{Name: name("to"), Kind: BoxSelect, Label: v.T("steps.to"), Value: strconv.Itoa(b.in.process.At(f.To)), Options: b.nodes}))
	if from.Kind != procedure.Exclusive && f.When == "" && !f.Default {
		return out
	}
	when := Field{Name: name("when"), Kind: BoxCode, Label: v.T("steps.when"), Value: f.When, Error: strings.Join(said, "; ")}
	standard := Field{Name: name("default"), Kind: BoxCheck, Label: v.T("steps.default")}
	if f.Default {
		standard.Value = "1"
	}
	out.Said = nil
	out.Fields = append(out.Fields, b.add(when), b.add(standard))
	return out
}

// options are the words of a list of values.
func options[T ~string](v text.Voice, prefix string, values []T) []Option {
	out := make([]Option, len(values))
	for i, x := range values {
		out[i] = Option{Value: string(x), Label: text.Upper(v.T(prefix + string(x)))}
	}
	return out
}

func zeroless(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
