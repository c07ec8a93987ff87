package bpmn_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"motcua/law/bpmn"
	"motcua/law/procedure"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:m="urn:motcua:bpmn:1" xmlns:x="http://example.com/x" targetNamespace="t">
`

// small is a file that is read; what is replaced in it makes it wrong.
const small = head + `<process id="p">
<laneSet id="ls"><lane id="l" name="Lãnh đạo"><flowNodeRef>t</flowNodeRef></lane></laneSet>
<startEvent id="s"/>
<userTask id="t" name="Ký"/>
<endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
<sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
</process></definitions>`

// manyTasks are more than a process may have.
func manyTasks() string {
	var b strings.Builder
	for i := range procedure.MostNodes {
		fmt.Fprintf(&b, `<task id="many%d"/>`, i)
	}
	return b.String() + "<userTask"
}

func TestBadFilesAreRefusedByPlaceAndReason(t *testing.T) {
	t.Parallel()
	bomb := `<!DOCTYPE definitions [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>` + "\n"
	for name, c := range map[string]struct {
		file          string
		code, element string
		line          int
	}{
		"nothing":                   {"", "syntax", "", 1},
		"no XML":                    {"PK\x03\x04 zip", "syntax", "", 1},
		"broken off":                {small[:len(small)-40], "syntax", "", 9},
		"an entity bomb":            {strings.Replace(small, "<definitions", bomb+"<definitions", 1), "dtd", "", 2},
		"an entity without a type":  {strings.Replace(small, `name="Ký"`, `name="&b;"`, 1), "syntax", "", 6},
		"an external type":          {strings.Replace(small, "<definitions", `<!DOCTYPE definitions SYSTEM "file:///etc/passwd"><definitions`, 1), "dtd", "", 2},
		"a foreign root":            {`<package xmlns="http://www.wfmc.org/2008/XPDL2.1"/>`, "root", "package", 1},
		"an older BPMN":             {strings.Replace(small, "20100524", "20090912", 1), "root", "definitions", 2},
		"a foreign element":         {strings.Replace(small, "<endEvent", `<x:robot id="r"/><endEvent`, 1), "foreign", "robot", 7},
		"a foreign root beside":     {strings.Replace(small, "<process", `<x:robot/><process`, 1), "foreign", "robot", 3},
		"an unknown element":        {strings.Replace(small, "<endEvent", `<inclusiveGateway id="g"/><endEvent`, 1), "element", "inclusiveGateway", 7},
		"a robot's task":            {strings.Replace(small, "userTask", "serviceTask", 1), "element", "serviceTask", 6},
		"a call activity":           {strings.Replace(small, "<endEvent", `<callActivity id="c"/><endEvent`, 1), "call", "callActivity", 7},
		"a start by the clock":      {strings.Replace(small, `<startEvent id="s"/>`, `<startEvent id="s"><timerEventDefinition/></startEvent>`, 1), "inside", "timerEventDefinition", 5},
		"a loop":                    {strings.Replace(small, `name="Ký"/>`, `name="Ký"><standardLoopCharacteristics/></userTask>`, 1), "inside", "standardLoopCharacteristics", 6},
		"an attribute that matters": {strings.Replace(small, `id="t"`, `id="t" startQuantity="2"`, 1), "attribute", "userTask", 6},
		"an identity twice":         {strings.Replace(small, `id="e"`, `id="t"`, 1), "id-twice", "endEvent", 7},
		"no identity":               {strings.Replace(small, ` id="e"`, ``, 1), "no-id", "endEvent", 7},
		"a flow to nowhere":         {strings.Replace(small, `targetRef="e"`, `targetRef="zz"`, 1), "flow-end", "sequenceFlow", 9},
		"a message":                 {strings.Replace(small, "<process", `<collaboration id="c"><messageFlow id="mf"/></collaboration><process`, 1), "element", "messageFlow", 3},
		"two processes":             {strings.Replace(small, "</definitions>", `<process id="q"><startEvent id="q1"/></process></definitions>`, 1), "second-process", "process", 10},
		"no process":                {head + "</definitions>", "no-process", "definitions", 2},
		"hours that are no number":  {strings.Replace(small, `name="Ký"/>`, `name="Ký"><extensionElements><m:step hours="8h"/></extensionElements></userTask>`, 1), "hours", "step", 6},
		"an own ID twice":           {strings.Replace(small, `name="Ký"/>`, `name="Ký"><extensionElements><m:step id="s"/></extensionElements></userTask>`, 1), "id-twice", "userTask", 6},
		"too deep":                  {head + strings.Repeat("<process>", 70), "depth", "process", 3},
		"too many elements":         {head + strings.Repeat("<process/>", 50_001), "elements", "process", 3},
		"too many steps":            {strings.Replace(small, `<userTask`, manyTasks(), 1), "large", "definitions", 2},
		"too large":                 {small + strings.Repeat(" ", bpmn.MostBytes), "size", "", 0},
		"UTF-16":                    {strings.Replace(small, "UTF-8", "UTF-16", 1), "syntax", "", 0},
	} {
		f, err := bpmn.Read([]byte(c.file), nil)
		var rs bpmn.Refusals
		if !errors.As(err, &rs) || f != nil {
			t.Errorf("%s: %v, want refusals", name, err)
			continue
		}
		if !slices.ContainsFunc(rs, func(r bpmn.Refusal) bool { return r.Code == c.code && r.Element == c.element && r.Line == c.line }) {
			t.Errorf("%s: got %v, want %s of %q in line %d", name, rs, c.code, c.element, c.line)
		}
	}
}

func TestLanesGiveHolders(t *testing.T) {
	t.Parallel()
	f, err := bpmn.Read([]byte(small), func(name string) (string, string, bool) { return "leader", "competent", name == "Lãnh đạo" })
	if err != nil {
		t.Fatal(err)
	}
	want := procedure.Node{ID: "t", Kind: procedure.Task, Name: f.Process.Nodes[1].Name, Work: procedure.Examine, Role: "leader", Where: "competent"}
	if got := f.Process.Nodes[1]; !reflect.DeepEqual(got, want) || len(f.Notes) != 0 {
		t.Errorf("got %+v and %v, want %+v", got, f.Notes, want)
	}
	f, err = bpmn.Read([]byte(small), nil)
	if err != nil || len(f.Notes) != 1 || f.Notes[0].Code != "note-lane" || f.Process.Nodes[1].Role != "" {
		t.Errorf("a lane that names nobody: %v, %v", f, err)
	}
	if got := [3]int{f.Line("nodes.1.role"), f.Line("flows.1.when"), f.Line("nodes")}; got != [3]int{6, 9, 0} {
		t.Errorf("the lines are %v", got)
	}
}

// TestATaskMovedToAnotherLaneHasItsHolder is what an editor does that knows nothing of our namespace.
func TestATaskMovedToAnotherLaneHasItsHolder(t *testing.T) {
	t.Parallel()
	p := &procedure.Process{ID: "p", Nodes: []procedure.Node{
		{ID: "a", Kind: procedure.Task, Work: procedure.Examine, Role: "specialist"}, {ID: "b", Kind: procedure.Task, Work: procedure.Approve, Role: "leader"},
	}}
	b, err := bpmn.Write(p, words)
	if err != nil {
		t.Fatal(err)
	}
	moved := strings.NewReplacer("<bpmn:flowNodeRef>a<", "<bpmn:flowNodeRef>b<", "<bpmn:flowNodeRef>b<", "<bpmn:flowNodeRef>a<").Replace(string(b))
	f, err := bpmn.Read([]byte(moved), nil)
	if err != nil || f.Process.Nodes[0].Role != "leader" || f.Process.Nodes[1].Role != "specialist" {
		t.Errorf("got %+v, %v", f, err)
	}
}

// TestAJoinOfTheDrawingThatAnEditorGaveASecondWayIsAGateway and no flow of it is lost.
func TestAJoinOfTheDrawingThatAnEditorGaveASecondWayIsAGateway(t *testing.T) {
	t.Parallel()
	p := &procedure.Process{ID: "p", Nodes: []procedure.Node{
		{ID: "a", Kind: procedure.Task, Work: procedure.Examine}, {ID: "b", Kind: procedure.Task, Work: procedure.Examine}, {ID: "c", Kind: procedure.Task, Work: procedure.Examine},
	}, Flows: []procedure.Flow{{From: "a", To: "c"}, {From: "b", To: "c"}}}
	b, err := bpmn.Write(p, words)
	if err != nil {
		t.Fatal(err)
	}
	more := strings.Replace(string(b), "</bpmn:process>", `<bpmn:endEvent id="e"/><bpmn:sequenceFlow id="f" sourceRef="motcua_merge_1" targetRef="e"/></bpmn:process>`, 1)
	f, err := bpmn.Read([]byte(more), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(f.Process.Flows); len(f.Process.Nodes) != 5 || len(f.Process.Flows) != 4 || !strings.Contains(got, "{motcua_merge_1 e") || !strings.Contains(got, "{a motcua_merge_1") {
		t.Errorf("got %v, %v", f.Process.Nodes, got)
	}
}

// FuzzRead has files of any kind: they are refused, or what is read is written and read again the same.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(parts))
	f.Add([]byte(strings.Replace(small, `name="Ký"/>`, `name="Ký"><extensionElements><m:step id="q" work="approve" hours="8" papers="true"/><m:merge/><m:outcome value="a"><m:name lang="vi">Ừ</m:name></m:outcome></extensionElements></userTask>`, 1)))
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := bpmn.Read(b, nil)
		if err != nil {
			var rs bpmn.Refusals
			if !errors.As(err, &rs) || len(rs) == 0 {
				t.Fatalf("an error that is no refusal: %v", err)
			}
			return
		}
		got, err := roundTrip(file.Process)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, file.Process) {
			t.Fatalf("got\n%+v\nwant\n%+v", got, file.Process)
		}
	})
}
