package bpmn_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"motcua/law/bpmn"
)

// TestFilesAreCleanForTheLinterAndValidForTheSchema has every process of the pack.
func TestFilesAreCleanForTheLinterAndValidForTheSchema(t *testing.T) {
	t.Parallel()
	tools := os.Getenv("MOTCUA_BPMN")
	if tools == "" {
		t.Skip("LEFT OUT: linting of BPMN files: MOTCUA_BPMN names no folder of npm packages, see scripts/bpmn.sh")
	}
	dir := t.TempDir()
	put := func(name string, b []byte) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	put(".bpmnlintrc", []byte(`{"extends": "bpmnlint:recommended"}`))
	var names []string
	var last []byte
	for name, p := range processes(t) {
		b, err := bpmn.Write(p, words)
		if err != nil {
			t.Fatal(err)
		}
		names, last = append(names, put(name+".bpmn", b)), b
	}
	run := func(tool string, args ...string) ([]byte, error) {
		cmd := exec.Command(tool, args...)
		cmd.Dir = dir
		return cmd.CombinedOutput()
	}
	lint := func(files ...string) ([]byte, error) {
		return run("node", append([]string{filepath.Join(tools, "bpmnlint", "bin", "bpmnlint.js"), "--max-warnings", "0"}, files...)...)
	}
	valid := func(files ...string) ([]byte, error) {
		return run("xmllint", append([]string{"--noout", "--nonet", "--schema", filepath.Join(tools, "bpmn-moddle", "resources", "bpmn", "xsd", "BPMN20.xsd")}, files...)...)
	}
	if out, err := lint(names...); err != nil {
		t.Errorf("bpmnlint: %v\n%s", err, out)
	}
	if out, err := valid(names...); err != nil {
		t.Errorf("xmllint: %v\n%.3000s", err, out)
	}
	bare := put("bare.bpmn", regexp.MustCompile(`(?s)<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>`).ReplaceAll(last, nil))
	if out, err := lint(bare); err == nil {
		t.Errorf("bpmnlint takes a file without a diagram: %s", out)
	}
	odd := put("odd.bpmn", regexp.MustCompile(`<bpmn:laneSet `).ReplaceAll(last, []byte(`<bpmn:laneSet odd="1" `)))
	if out, err := valid(odd); err == nil {
		t.Errorf("xmllint takes an attribute that the schema lacks: %s", out)
	}
}
