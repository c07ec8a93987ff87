package bpmn_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"motcua/law/bpmn"
	"motcua/law/procedure"
)

// referenceModels has the models of the BPMN Model Interchange Working Group: how many nodes and flows are read, or every refusal by
// line, element and the beginning of its ID.
var referenceModels = []struct {
	file    string
	nodes   int
	flows   int
	refused []string
}{
	{file: "A.1.0", nodes: 5, flows: 4},
	{file: "A.2.0", nodes: 8, flows: 9},
	{file: "A.2.1", refused: []string{"14 element ioSpecification _cVGqYDO"}},
	{file: "A.3.0", refused: []string{ // the sub-process is closed: nobody knows its steps
		"11 sub-start subProcess _1ae31d1", "15 event boundaryEvent _428dcbf", "17 inside messageEventDefinition ",
		"19 event boundaryEvent _178e16e", "21 inside escalationEventDefinition ",
	}},
	{file: "A.4.0", refused: []string{
		"22 second-process process WFP-6-2", "93 element message Message_", "94 element message Message_",
		"97 element messageFlow _b467921", "98 element messageFlow _c311cc8",
	}},
	{file: "A.4.1", refused: []string{"13 element messageFlow sid-96EF", "14 element messageFlow sid-D0B8", "64 second-process process sid-54D6"}},
	{file: "B.1.0", refused: []string{
		"3 element dataStore DS137365", "4 element globalTask global-t", "19 second-process process WFP-6-1",
		"22 inside timerEventDefinition ", "37 element serviceTask _ec91994",
		"46 second-process process WFP-6-2", "68 element dataObject DF137365", "71 inside messageEventDefinition ",
		"93 inside messageEventDefinition ", "104 sub-start subProcess _1eb6239", "138 element serviceTask _fea1c5a",
		"164 element dataObjectReference _3d35229", "165 element dataStoreReference _b9385ab", "187 second-process process WFP-0-",
		"201 element message Message_", "202 element message Message_", "203 element category Cat13736",
		"209 element messageFlow _5d195b1", "210 element messageFlow _9428f66",
	}},
}

func TestReferenceModelsAreReadOrRefusedByName(t *testing.T) {
	t.Parallel()
	for _, c := range referenceModels {
		f, err := bpmn.Read(shared(t, "bpmn/"+c.file+".bpmn"), nil)
		if c.nodes > 0 {
			if err != nil {
				t.Errorf("%s: %v", c.file, err)
			} else if p := f.Process; len(p.Nodes) != c.nodes || len(p.Flows) != c.flows {
				t.Errorf("%s: %d nodes and %d flows, want %d and %d", c.file, len(p.Nodes), len(p.Flows), c.nodes, c.flows)
			} else if got, err := roundTrip(p); err != nil || !reflect.DeepEqual(got, p) {
				t.Errorf("%s does not come back equal: %v", c.file, err)
			}
			continue
		}
		refusals, _ := err.(bpmn.Refusals)
		slices.SortStableFunc(refusals, func(a, b bpmn.Refusal) int { return a.Line - b.Line })
		var got []string
		for i, r := range refusals {
			got = append(got, fmt.Sprintf("%d %s %s %s", r.Line, r.Code, r.Element, r.ID))
			if i < len(c.refused) && strings.HasPrefix(got[i], c.refused[i]) {
				got[i] = c.refused[i]
			}
		}
		if !slices.Equal(got, c.refused) {
			t.Errorf("%s: got\n%s\nwant\n%s", c.file, strings.Join(got, "\n"), strings.Join(c.refused, "\n"))
		}
	}
}

// The second pool of A.4.0 has two sub-processes with their steps drawn; without the messages to the other pool it is read.
func TestSubProcessesOfAReferenceModelAreReadInTheirPlaces(t *testing.T) {
	t.Parallel()
	file := string(shared(t, "bpmn/A.4.0.bpmn"))
	for _, cut := range []string{`(?s)<semantic:process [^>]*id="WFP-6-1".*?</semantic:process>`, `<semantic:message[^>]*/>`} {
		re := regexp.MustCompile(cut)
		if !re.MatchString(file) {
			t.Fatalf("nothing like %s in the file", cut)
		}
		file = re.ReplaceAllString(file, "")
	}
	f, err := bpmn.Read([]byte(file), nil)
	if err != nil {
		t.Fatal(err)
	}
	name := map[string]string{}
	var groups, flows []string
	for _, n := range f.Process.Nodes {
		name[n.ID] = n.Name.VI
		if n.Group != "" {
			groups = append(groups, n.Name.VI+" in "+n.Group)
		}
	}
	for _, w := range f.Process.Flows {
		flows = append(flows, name[w.From]+" → "+name[w.To])
	}
	slices.Sort(flows)
	if want := []string{"Start Event 2 → Task 3", "Task 3 → Task 4", "Task 3 → Task 6", "Task 4 → Task 5", "Task 5 → End Event 2", "Task 6 → End Event 5"}; !slices.Equal(flows, want) {
		t.Errorf("got %q, want %q", flows, want)
	}
	if want := []string{"Task 4 in Expanded Sub-Process 1", "Task 6 in Expanded Sub-Process 2"}; !slices.Equal(groups, want) {
		t.Errorf("got %q, want %q", groups, want)
	}
	if got, err := roundTrip(f.Process); err != nil || !reflect.DeepEqual(got, f.Process) {
		t.Errorf("it does not come back equal: %v", err)
	}
}

// parts has a part within a part, in a lane, with two ends.
const parts = head + `<process id="p">
<laneSet id="ls"><lane id="l" name="L"><extensionElements><m:holder role="specialist" where="competent"/></extensionElements><flowNodeRef>sub</flowNodeRef></lane></laneSet>
<startEvent id="s"/>
<subProcess id="sub" name="Thẩm định">
<startEvent id="s1"/><exclusiveGateway id="g" default="d"/>
<userTask id="a" name="Xem"/>
<subProcess id="deep" name="Đo đạc"><startEvent id="s2"/><userTask id="b" name="Đo"/><endEvent id="e2"/><sequenceFlow id="i1" sourceRef="s2" targetRef="b"/><sequenceFlow id="i2" sourceRef="b" targetRef="e2"/></subProcess>
<endEvent id="e1"/><endEvent id="e3"/>
<sequenceFlow id="h1" sourceRef="s1" targetRef="g"/><sequenceFlow id="d" sourceRef="g" targetRef="a"/>
<sequenceFlow id="h2" sourceRef="g" targetRef="deep"><conditionExpression language="urn:motcua:expr:1">case == "x"</conditionExpression></sequenceFlow>
<sequenceFlow id="h3" sourceRef="a" targetRef="e1"/><sequenceFlow id="h4" sourceRef="deep" targetRef="e3"/>
</subProcess>
<endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="sub"/>
<sequenceFlow id="f2" sourceRef="sub" targetRef="e"/>
</process></definitions>`

func TestAPartWithinAPartIsReadInItsPlace(t *testing.T) {
	t.Parallel()
	f, err := bpmn.Read([]byte(parts), nil)
	if err != nil {
		t.Fatal(err)
	}
	holder := func(n procedure.Node) procedure.Node {
		n.Kind, n.Work, n.Role, n.Where = procedure.Task, procedure.Examine, "specialist", "competent"
		return n
	}
	a, b := procedure.Node{ID: "a", Group: "Thẩm định"}, procedure.Node{ID: "b", Group: "Thẩm định / Đo đạc"}
	a.Name.VI, b.Name.VI = "Xem", "Đo"
	want := &procedure.Process{ID: "p", Nodes: []procedure.Node{
		{ID: "s", Kind: procedure.Start}, {ID: "g", Kind: procedure.Exclusive, Group: "Thẩm định"}, holder(a), holder(b), {ID: "e", Kind: procedure.End, Result: true},
	}, Flows: []procedure.Flow{
		{From: "b", To: "e"},
		{From: "g", To: "a", Default: true},
		{From: "g", To: "b", When: `case == "x"`},
		{From: "a", To: "e"},
		{From: "s", To: "g"},
	}}
	if !reflect.DeepEqual(f.Process, want) {
		t.Errorf("got\n%+v\nwant\n%+v", f.Process, want)
	}
	if _, err := procedure.CompileFor(f.Process, nil); err != nil {
		t.Errorf("it cannot run: %v", err)
	}
	if got, err := roundTrip(f.Process); err != nil || !reflect.DeepEqual(got, f.Process) {
		t.Errorf("it does not come back equal: %v", err)
	}
}

func TestPartsThatCannotStandInTheProcessAreRefusedByName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ old, now, want string }{
		"an event's":            {`<subProcess id="deep"`, `<subProcess triggeredByEvent="true" id="deep"`, "9 attribute subProcess deep"},
		"done many times":       {`<startEvent id="s2"/>`, `<multiInstanceLoopCharacteristics/><startEvent id="s2"/>`, "9 inside multiInstanceLoopCharacteristics "},
		"looped":                {`<startEvent id="s2"/>`, `<standardLoopCharacteristics/><startEvent id="s2"/>`, "9 inside standardLoopCharacteristics "},
		"in any order":          {`<endEvent id="e"/>`, `<adHocSubProcess id="h"/><endEvent id="e"/>`, "15 element adHocSubProcess h"},
		"a transaction":         {`<endEvent id="e"/>`, `<transaction id="h"/><endEvent id="e"/>`, "15 element transaction h"},
		"without its steps":     {`<endEvent id="e"/>`, `<subProcess id="h"/><endEvent id="e"/>`, "15 sub-start subProcess h"},
		"with two starts":       {`<startEvent id="s1"/>`, `<startEvent id="s1"/><startEvent id="s9"/>`, "6 sub-start subProcess sub"},
		"begun by a message":    {`<startEvent id="s1"/>`, `<startEvent id="s1"><messageEventDefinition/></startEvent>`, "7 inside messageEventDefinition "},
		"ended with all":        {`<endEvent id="e1"/>`, `<endEvent id="e1"><terminateEventDefinition/></endEvent>`, "10 inside terminateEventDefinition "},
		"without a way to end":  {`targetRef="e2"/></sub`, `targetRef="b"/></sub`, "9 sub-end subProcess deep"},
		"with branches apart":   {`<exclusiveGateway id="g" default="d"/>`, `<parallelGateway id="g"/>`, "6 sub-ends subProcess sub"},
		"with two ways out":     {`<sequenceFlow id="f2"`, `<sequenceFlow id="f3" sourceRef="sub" targetRef="e"/><sequenceFlow id="f2"`, "6 sub-ways subProcess sub"},
		"entered from the side": {`sourceRef="s" targetRef="sub"`, `sourceRef="s" targetRef="a"`, "16 sub-flow sequenceFlow f1"},
		"under a timer":         {`<endEvent id="e"/>`, `<boundaryEvent id="late" attachedToRef="sub"><timerEventDefinition><timeDuration>P5D</timeDuration></timerEventDefinition></boundaryEvent><endEvent id="e"/>`, "15 sub-timer boundaryEvent late"},
	} {
		bad := strings.Replace(parts, c.old, c.now, 1)
		_, err := bpmn.Read([]byte(bad), nil)
		refusals, _ := err.(bpmn.Refusals)
		if bad == parts || !slices.ContainsFunc(refusals, func(r bpmn.Refusal) bool {
			return fmt.Sprintf("%d %s %s %s", r.Line, r.Code, r.Element, r.ID) == c.want
		}) || len(refusals) > 1 {
			t.Errorf("%s: got %v, want %s alone", name, refusals, c.want)
		}
	}
}
