//go:build python

package web

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"motcua/law/survey"
)

// The script of docs/sampling.md is run as an outsider runs it, on the file and with what stands on the page.
func TestTheScriptDrawsEverySampleAgain(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/sampling.md")
	if err != nil {
		t.Fatal(err)
	}
	var script string
	for line := range strings.Lines(string(doc)) {
		if code, ok := strings.CutPrefix(line, "    "); ok {
			script += code
		}
	}
	for name, plan := range map[string]survey.Sampling{
		"simple": {Size: 5, Seed: "xổ số 26/11: 48213"}, "strata": {Stratified: true, Size: 3, Seed: "48213"},
		"own size": {Stratified: true, Size: 20, Seed: "48213"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newTown(t, true)
			all, drawn := 9, plan.Size
			if name == "own size" {
				c.withdrawn("SURVEYEDBEFORE")
				all, drawn = 10, 1
				plan.Sizes = map[string]int{c.fold("SURVEYEDBEFORE").Competent: drawn}
			}
			id := c.surveyOf(9, plan)
			b := c.holderOf("phong-kiem-tra-giam-sat", "supervisor")
			b.get("/watch/campaigns/" + id + "/draw")
			b.want(200)
			seed := regexp.MustCompile(regexp.QuoteMeta(plan.Seed) + `\.[0-9a-f]{64}`).FindString(b.body)
			args := regexp.MustCompile(`>((?:simple|strata):[^<]*)<`).FindStringSubmatch(b.body)
			b.get("/watch/campaigns/" + id + "/draw?as=csv")
			b.hides("Có dữ liệu cá nhân")
			file := filepath.Join(t.TempDir(), "rut-mau.csv")
			if err := os.WriteFile(file, []byte(b.body), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.CommandContext(t.Context(), "python3", append([]string{"-c", script, file, seed}, strings.Fields(args[1])...)...).CombinedOutput()
			if err != nil || !strings.Contains(string(out), fmt.Sprintf("\n%d of %d are those who were drawn", drawn, all)) {
				t.Errorf("%s %v: %s", args[1], err, out)
			}
		})
	}
}
