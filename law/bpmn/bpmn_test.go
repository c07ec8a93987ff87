package bpmn_test

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"motcua/city"
	"motcua/law/bpmn"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
)

var words = bpmn.Words{Lang: "vi", Pool: "Thủ tục", Holder: func(role, where string) string { return cmp.Or(role+" – "+where, "?") }, Otherwise: "Khác"}

// processes gives every process of the city's pack, by a name.
func processes(t *testing.T) map[string]*procedure.Process {
	t.Helper()
	recs, err := procedure.ParsePack(city.Hanoi(), ".")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*procedure.Process{}
	for _, r := range recs {
		for _, c := range r.Cases {
			if c.Process != nil {
				out[fmt.Sprintf("%s.v%d.%s", r.Code, r.Version, c.ID)] = c.Process
			}
		}
	}
	if len(out) < 30 {
		t.Fatalf("the pack has %d processes, want at least 30", len(out))
	}
	return out
}

// roundTrip writes a process and reads it back.
func roundTrip(p *procedure.Process) (*procedure.Process, error) {
	b, err := bpmn.Write(p, words)
	if err != nil {
		return nil, err
	}
	f, err := bpmn.Read(b, nil)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, b)
	}
	if len(f.Notes) > 0 {
		return nil, fmt.Errorf("our own file leaves something over: %v", f.Notes)
	}
	return f.Process, nil
}

func TestEveryProcessOfThePackComesBackEqual(t *testing.T) {
	t.Parallel()
	for name, p := range processes(t) {
		got, err := roundTrip(p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if !reflect.DeepEqual(got, p) {
			t.Errorf("%s: got\n%+v\nwant\n%+v", name, got, p)
		}
	}
}

// anyProcess draws processes of every shape, sound or not: what stands in a draft has to survive too.
func anyProcess(t *rapid.T) *procedure.Process {
	text := rapid.StringMatching(`[A-Za-zạđêô"<>&' ]{0,20}`)
	word := rapid.SampledFrom([]string{"", "examine", "leader", "unit:so-xay-dung", "a b"})
	p := &procedure.Process{ID: rapid.SampledFrom([]string{"p", "1p", "motcua_x", "n0"}).Draw(t, "process"), Basis: text.Draw(t, "basis"), Example: rapid.Bool().Draw(t, "example")}
	n := rapid.IntRange(1, 12).Draw(t, "nodes")
	ids := rapid.SampledFrom([]string{"n%d", "%d", "motcua_merge_%d", "ờ%d", "a.b-%d"})
	for i := range n {
		x := procedure.Node{ID: fmt.Sprintf(ids.Draw(t, "id"), i), Kind: rapid.SampledFrom([]procedure.NodeKind{"start", "task", "task", "timer", "exclusive", "parallel", "end"}).Draw(t, "kind")}
		x.Name = form.Text{VI: text.Draw(t, "vi"), EN: text.Draw(t, "en")}
		switch x.Kind {
		case procedure.Task:
			x.Work, x.Role, x.Where = procedure.Work(word.Draw(t, "work")), word.Draw(t, "role"), word.Draw(t, "where")
			x.Lead = rapid.Bool().Draw(t, "lead")
			x.Hours, x.Papers, x.Waits = rapid.IntRange(-1, 9).Draw(t, "hours"), rapid.Bool().Draw(t, "papers"), procedure.Wait(word.Draw(t, "waits"))
			if rapid.Bool().Draw(t, "silent") {
				x.Silence = &procedure.Silence{Outcome: text.Draw(t, "o"), Basis: text.Draw(t, "b"), Limit: calendar.Limit{N: rapid.IntRange(1, 30).Draw(t, "term"), Unit: calendar.CalendarDay}}
			}
			for range rapid.IntRange(0, 2).Draw(t, "outcomes") {
				x.Outcomes = append(x.Outcomes, procedure.Outcome{Value: text.Draw(t, "value"), Name: form.Text{VI: text.Draw(t, "name")}})
			}
			if rapid.IntRange(0, 3).Draw(t, "calls") == 0 {
				x.Calls = &procedure.Called{Procedure: procedure.ID(rapid.SampledFrom([]string{"1.000002", "a b"}).Draw(t, "code")), Case: word.Draw(t, "case")}
			}
			x.Group = text.Draw(t, "group")
		case procedure.Timer:
			x.On = rapid.SampledFrom([]string{"", "n0", "0", "n1", "n2", "nowhere"}).Draw(t, "on")
			x.Beside = rapid.Bool().Draw(t, "beside")
			x.Timer = &procedure.Delay{
				From: rapid.SampledFrom(procedure.Origins).Draw(t, "from"), Basis: text.Draw(t, "law"),
				Limit: calendar.Limit{N: rapid.IntRange(1, 30).Draw(t, "wait"), Unit: rapid.SampledFrom([]calendar.Unit{calendar.Hour, calendar.WorkingDay, calendar.CalendarDay, calendar.Month}).Draw(t, "unit")},
			}
		case procedure.End:
			x.Result = rapid.Bool().Draw(t, "result")
			x.Aside = !x.Result && rapid.Bool().Draw(t, "aside")
		}
		p.Nodes = append(p.Nodes, x)
	}
	for range rapid.IntRange(0, 24).Draw(t, "flows") {
		f := procedure.Flow{From: p.Nodes[rapid.IntRange(0, n-1).Draw(t, "from")].ID, To: p.Nodes[rapid.IntRange(0, n-1).Draw(t, "to")].ID}
		f.When, f.Default = rapid.SampledFrom([]string{"", "", `outcome == "done"`, ` form.x < 3 && a > "b" `}).Draw(t, "when"), rapid.Bool().Draw(t, "default")
		p.Flows = append(p.Flows, f)
	}
	return p
}

func TestAnyProcessComesBackEqual(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := anyProcess(t)
		got, err := roundTrip(p)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, p) {
			t.Fatalf("got\n%+v\nwant\n%+v", got, p)
		}
	})
}

func TestTheSameProcessGivesTheSameFile(t *testing.T) {
	t.Parallel()
	for name, p := range processes(t) {
		a, _ := bpmn.Write(p, words)
		b, _ := bpmn.Write(p, words)
		if string(a) != string(b) {
			t.Errorf("%s is written differently", name)
		}
	}
}

func TestProcessesThatNoDrawingCanHaveAreNotWritten(t *testing.T) {
	t.Parallel()
	start := procedure.Node{ID: "s", Kind: procedure.Start}
	for name, p := range map[string]*procedure.Process{
		"an ID twice":       {Nodes: []procedure.Node{start, start}},
		"no ID":             {Nodes: []procedure.Node{{Kind: procedure.Start}}},
		"an unknown kind":   {Nodes: []procedure.Node{{ID: "s", Kind: "inclusive"}}},
		"a flow to nowhere": {Nodes: []procedure.Node{start}, Flows: []procedure.Flow{{From: "s", To: "x"}}},
	} {
		if _, err := bpmn.Write(p, words); err == nil {
			t.Errorf("%s is written", name)
		}
		if svg := (bpmn.Drawing{ID: "d", Words: words}).SVG(p); !strings.HasSuffix(svg, "</svg>") {
			t.Errorf("%s: a draft with flaws is not drawn", name)
		}
	}
}

func TestDrawingsAreWellFormedAndEscaped(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := bpmn.Drawing{ID: "d", Title: `<b>"&`, Desc: "x", Words: words, Hours: func(n int) string { return fmt.Sprint(n, " <h>") }}
		dec := xml.NewDecoder(strings.NewReader(d.SVG(anyProcess(t))))
		for {
			tok, err := dec.Token()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if e, ok := tok.(xml.StartElement); ok && !slices.Contains([]string{"svg", "title", "desc", "g", "rect", "path", "circle", "text", "tspan"}, e.Name.Local) {
				t.Fatalf("an element %s", e.Name.Local)
			}
		}
	})
}

// shared gives a file of the shared data.
func shared(t *testing.T, name string) []byte {
	t.Helper()
	dir := cmp.Or(os.Getenv("SHARED"), filepath.Join("..", "..", "..", "shared", "data"))
	b, err := os.ReadFile(filepath.Join(dir, name))
	if os.IsNotExist(err) {
		t.Skipf("%s is not there; SHARED names the folder of the shared data", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Timers of a file that is not ours are taken where a calendar can count them.
func TestTimersAndCallsOfTheStandardAreRead(t *testing.T) {
	t.Parallel()
	const file = `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>
<intermediateCatchEvent id="wait"><timerEventDefinition id="d1"><timeDuration>P2W</timeDuration></timerEventDefinition></intermediateCatchEvent>
<userTask id="t"/><boundaryEvent id="late" attachedToRef="t" cancelActivity="false"><timerEventDefinition id="d2"><timeDuration>P1M</timeDuration></timerEventDefinition></boundaryEvent>
<callActivity id="c" calledElement="procedure-1.000002"/><endEvent id="e"/><endEvent id="f"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="wait"/><sequenceFlow id="f2" sourceRef="wait" targetRef="t"/><sequenceFlow id="f3" sourceRef="t" targetRef="c"/>
<sequenceFlow id="f4" sourceRef="c" targetRef="e"/><sequenceFlow id="f5" sourceRef="late" targetRef="f"/></process></definitions>`
	f, err := bpmn.Read([]byte(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	n := f.Process.Nodes
	if n[1].Kind != procedure.Timer || n[1].Timer.Limit.String() != "14d" || n[1].On != "" {
		t.Errorf("the wait: %+v", n[1])
	}
	if n[3].On != "t" || !n[3].Beside || n[3].Timer.Limit.String() != "1mo" {
		t.Errorf("the timer on the step: %+v", n[3])
	}
	if n[4].Work != procedure.Sub || n[4].Calls.Procedure != "1.000002" {
		t.Errorf("the call: %+v", n[4])
	}
	for old, code := range map[string]string{">P2W<": ">PT5H<", `attachedToRef="t"`: `attachedToRef="x"`, `<timerEventDefinition id="d1"><timeDuration>P2W</timeDuration></timerEventDefinition>`: "", ` calledElement="procedure-1.000002"`: ""} {
		_, err := bpmn.Read([]byte(strings.Replace(file, old, code, 1)), nil)
		if refusals, ok := err.(bpmn.Refusals); !ok || len(refusals) != 1 || refusals[0].Line == 0 || refusals[0].Element == "" {
			t.Errorf("with %q for %q: %v", code, old, err)
		}
	}
}
