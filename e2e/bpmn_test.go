package e2e

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	pack "motcua/city"
	"motcua/law/procedure"
)

const drawnPage = "/settings/procedures/1.013831/process/chuyen-nhuong"

func TestPagesOfAProcessAreSound(t *testing.T) {
	t.Parallel()
	each(t, []string{drawnPage, "/settings/procedures/9.000002/process/su-kien?lang=en"}, func(t *testing.T, path string) {
		as(t, admin, dark).wantSound(path)
	})
}

// TestEveryProcessOpensInTheViewer loads each file of the pack into bpmn-js under the page's own policy: no warning, no line
// in the console, and the mark of bpmn.io in sight.
func TestEveryProcessOpensInTheViewer(t *testing.T) {
	t.Parallel()
	p := as(t, admin)
	p.visit(drawnPage)
	p.mark(`[data-bpmn-open]`)
	said := eval[string](p, "open the viewer", `new Promise(done => {
		const box = document.querySelector("[data-bpmn]"), note = document.querySelector("[data-bpmn-said]");
		const look = () => box.dataset.warnings ? done("warnings " + box.dataset.warnings) : !note.hidden ? done(note.textContent) : requestAnimationFrame(look);
		look();
	})`)
	if said != "warnings 0" {
		t.Fatalf("the viewer says %q", said)
	}
	if !eval[bool](p, "look for the mark", `document.querySelector(".bjs-powered-by").checkVisibility()`) {
		t.Error("the mark of the viewer is not in sight")
	}
	recs, err := procedure.ParsePack(pack.Hanoi(), ".")
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	for _, r := range recs {
		for _, c := range r.Cases {
			if c.Process != nil {
				files = append(files, fmt.Sprintf("/settings/procedures/%s/process/%s/bpmn?version=%d", r.Code, c.ID, max(r.Version, 1)))
			}
		}
	}
	list, _ := json.Marshal(files) // a list of texts
	wrong := eval[string](p, "open every file", `(async () => {
		const wrong = [];
		for (const at of `+string(list)+`) {
			const r = await fetch(at);
			const box = document.createElement("div");
			document.body.append(box);
			try {
				const { warnings } = await new BpmnJS({ container: box }).importXML(await r.text());
				if (warnings.length) wrong.push(at + ": " + warnings[0].message);
			} catch (e) { wrong.push(at + ": " + r.status + " " + e.message); }
			box.remove();
		}
		return wrong.join("\n");
	})()`)
	if wrong != "" || len(files) < 30 {
		t.Errorf("of %d files:\n%s", len(files), wrong)
	}
	if lines := p.console(); len(lines) > 0 {
		t.Errorf("the console says %s", strings.Join(lines, "\n"))
	}
}

// TestAnOfficialAddsAParallelStepWithoutScripts begins at the catalogue and ends at a saved draft.
func TestAnOfficialAddsAParallelStepWithoutScripts(t *testing.T) {
	t.Parallel()
	p := as(t, "manhkhoa2.tt", noScript)
	p.visit("/control")
	p.fill("code", "2.000635")
	p.send(`form:has([name=code])`)
	at := strings.TrimPrefix(p.where(), p.base)
	p.visit(at + "/steps/ca-nhan")
	p.press(`button[name=_do][value^="beside."]`)
	p.wantText("main", "Not saved yet")
	steps := eval[int](p, "count the steps of the drawing", `document.querySelectorAll(".bp-task").length`)
	p.set(`[name="n.3.vi"]`, "Đối chiếu sổ gốc")
	p.press(`.step-save .btn:not(.quiet)`)
	p.wantText(".flash", "The draft is saved")
	if got := eval[int](p, "count again", `document.querySelectorAll(".bp-task").length`); got != steps || steps < 4 {
		t.Errorf("%d steps, then %d", steps, got)
	}
	if got := eval[string](p, "read the row", `document.querySelector("[name=\"n.3.vi\"]").value`); got != "Đối chiếu sổ gốc" {
		t.Errorf("the row says %q", got)
	}
}

func TestTheTableOfStepsIsSound(t *testing.T) {
	t.Parallel()
	p := as(t, "manhkhoa2.tt", dark)
	p.visit("/control")
	p.fill("code", "1.004873")
	p.send(`form:has([name=code])`)
	p.wantSound(strings.TrimPrefix(p.where(), p.base) + "/steps/de-ket-hon")
}
