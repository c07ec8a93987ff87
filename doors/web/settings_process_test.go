package web

import (
	"fmt"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"motcua/law/bpmn"
)

func TestEveryProcessIsDrawnTabledAndSentAsAFile(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	site := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	n := 0
	for _, rec := range c.World().Procedures.All(c.clock()) {
		for i := range rec.Cases {
			pc := &rec.Cases[i]
			if pc.Process == nil {
				continue
			}
			n++
			at := fmt.Sprintf("/settings/procedures/%s/process/%s", rec.Code, pc.ID)
			body := wantPage(t, site, at+"?version="+fmt.Sprint(rec.Version), 200)
			tasks, rows := pc.Process.Tasks(), 0
			for k := range pc.Process.Nodes {
				if pc.Process.Nodes[k].Stands() { // timers have their rows too
					rows++
				}
			}
			if got, drawn := strings.Count(body, `<tr id="step-`), strings.Count(body, `class="bp-task"`); got != rows || drawn != tasks {
				t.Errorf("%s has %d steps and %d of them with timers: %d are drawn, %d stand in the table", at, tasks, rows, drawn, got)
			}
			w := httptest.NewRecorder()
			site.ServeHTTP(w, httptest.NewRequest("GET", at+"/bpmn", nil))
			f, err := bpmn.Read(w.Body.Bytes(), nil)
			if err != nil || !reflect.DeepEqual(f.Process, pc.Process) || !strings.Contains(w.Header().Get("Content-Disposition"), ".bpmn") {
				t.Errorf("%s/bpmn does not come back equal: %v", at, err)
			}
		}
	}
	if n < 20 {
		t.Errorf("only %d processes were tried", n)
	}
	for _, at := range []string{"1.013831/process/no", "9.999999/process/x", "1.013831/process/chuyen-nhuong?version=99", "1.013831/process/chuyen-nhuong?version=x"} {
		wantPage(t, site, "/settings/procedures/"+at, 404)
	}
	if body := wantPage(t, site, "/settings/procedures/1.013831/process/chuyen-nhuong", 200); !strings.Contains(body, "làm song song") || !strings.Contains(body, "khi đủ các nhánh") {
		t.Error("the table does not say that branches run at the same time and come together")
	}
}
