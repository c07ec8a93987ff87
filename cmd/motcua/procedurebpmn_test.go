package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"motcua/law/procedure"
)

func TestAProcessLeavesAndComesBackAsAFile(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "city")
	if code, out, errs := said(t, "init", "--data", data); code != 0 {
		t.Fatalf("init: %s%s", out, errs)
	}
	code, file, errs := said(t, "procedure", "bpmn", "export", "--data", data, "1.013831", "--case", "chuyen-nhuong")
	if code != 0 || !strings.Contains(file, "<bpmn:definitions") || !strings.Contains(file, "Chuyên viên thụ lý") {
		t.Fatalf("exit %d: %s", code, errs)
	}
	name := filed(t, "p.bpmn", file)
	code, out, errs := said(t, "procedure", "bpmn", "import", "--data", data, name, "1.013831", "--case", "thua-ke-tang-cho")
	if code != 0 || !strings.Contains(out, "/control/proposals/") {
		t.Errorf("import: exit %d: %s%s", code, out, errs)
	}
	for _, args := range [][]string{{"9.999999", "--case", "x"}, {"1.013831", "--case", "x"}, {"1.013831", "--case", "chuyen-nhuong", "--of-version", "9"}} {
		if code, _, errs := said(t, append([]string{"procedure", "bpmn", "export", "--data", data}, args...)...); code == 0 || errs == "" {
			t.Errorf("export %v: exit %d", args, code)
		}
	}
}

func TestAFileIsJudgedWithoutACity(t *testing.T) {
	t.Parallel()
	good := `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/>
<userTask id="t" name="Ký"/>
<endEvent id="e"/><sequenceFlow id="a" sourceRef="s" targetRef="t"/><sequenceFlow id="b" sourceRef="t" targetRef="e"/></process></definitions>`
	code, out, errs := said(t, "procedure", "bpmn", "import", "--dry-run", "--json", filed(t, "good.bpmn", good))
	var p procedure.Process
	if err := json.Unmarshal([]byte(out), &p); code != 0 || err != nil || p.Tasks() != 1 {
		t.Errorf("exit %d: %s%s, %v", code, out, errs, err)
	}
	loose := filed(t, "loose.bpmn", strings.Replace(good, ` name="Ký"`, "", 1))
	if code, out, _ := said(t, "procedure", "bpmn", "import", "--dry-run", loose); code != 1 || !strings.Contains(out, loose+":2: nodes.t") {
		t.Errorf("exit %d: %s", code, out)
	}
	bad := filed(t, "bad.bpmn", strings.Replace(good, "userTask", "serviceTask", 1))
	if code, out, _ := said(t, "procedure", "bpmn", "import", "--dry-run", bad); code != 2 || !strings.Contains(out, bad+":2: ") || !strings.Contains(out, "serviceTask") {
		t.Errorf("exit %d: %s", code, out)
	}
	if code, _, errs := said(t, "procedure", "bpmn", "import", bad); code == 0 || !strings.Contains(errs, "--dry-run") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
