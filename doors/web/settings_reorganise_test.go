package web

import (
	"net/http"
	"strings"
	"testing"
)

const mergedCommune = `{"effective": "01/04/2099", "basis": "Nghị quyết 1/NQ", "acts": [
	{"act": "open", "unit": "cap-xa-moi", "kind": "commune", "parent": "ubnd-thanh-pho", "name": "Phường Mới", "code": "H26.999", "admin_code": "00004"},
	{"act": "merge", "unit": "cap-xa-00004", "to": ["cap-xa-moi"]}]}`

func TestAReorganisationIsLookedAtAndThenEnteredOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	const at = "/settings/reorganise"
	d.wantAgain(d.sendFile(at, admin, "file", mergedCommune), http.StatusUnprocessableEntity, "“01/04/2099” không phải là một ngày")
	d.wantAgain(d.sendFile(at, admin, "file", strings.Replace(strings.Replace(mergedCommune, "01/04/2099", "2099-04-01", 1), `"to": ["cap-xa-moi"]`, `"to": []`, 1)), http.StatusUnprocessableEntity, "Dòng 3 · to · cap-xa-00004")
	d.wantAgain(d.sendFile(at, admin, "file", strings.Repeat(" ", mostReorgBytes)+mergedCommune), http.StatusUnprocessableEntity, "lớn hơn 4 MB")
	right := strings.Replace(mergedCommune, "01/04/2099", "2099-04-01", 1)
	w := d.sendFile(at, admin, "file", right)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Phường Mới") || !strings.Contains(w.Body.String(), `name="body"`) {
		t.Fatalf("the plan: %d %.600s", w.Code, w.Body)
	}
	if d.o.World().Org.Unit("cap-xa-moi") != nil {
		t.Fatal("looking at the plan entered it")
	}
	if w := d.post(at+"/enter", admin, "key", "R1", "name", "sap-xep.json", "body", right); w.Code != http.StatusSeeOther {
		t.Fatalf("entering: %d %.600s", w.Code, w.Body)
	}
	if u := d.o.World().Org.Unit("cap-xa-00004"); u.To.IsZero() || d.o.World().Org.Unit("cap-xa-moi") == nil {
		t.Error("the reorganisation is not entered")
	}
	if w := d.sendFile(at, admin, "file", right); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `name="body"`) {
		t.Errorf("the same file can be entered again: %d", w.Code)
	}
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	if w := d.sendFile(at, clerk, "file", right); w.Code != http.StatusForbidden {
		t.Errorf("a receiver: %d", w.Code)
	}
}
