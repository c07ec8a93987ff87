package web

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"

	"motcua/law/access"
	"motcua/office"
)

const oldDossiers = `{"code":"OLD-1","procedure":"1.001612","case":"ca-nhan","reception":"chi-nhanh-7","applicant":{"name":"Nguyễn Ví Dụ","commune":"00004"},"received":"2025-07-02 09:00","due":"2025-07-08 09:00","state":"processing","step":"approve","history":[{"at":"2025-07-03 10:00","what":"Thẩm định xong","who":"Chuyên viên cũ","unit":"Phòng cũ"}]}
{"code":"OLD-2","procedure":"1.001612","case":"ca-nhan","reception":"chi-nhanh-7","applicant":{"name":"Nguyễn Ví Dụ","commune":"00004"},"received":"2025-07-02 09:00","due":"2025-06-01","state":"processing"}
`

func TestOldDossiersAreLookedAtSignedForAndTakenBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	const at = "/settings/import"
	d.wantAgain(d.sendFile(at, admin, "file", oldDossiers, "system", "Hệ thống"), http.StatusUnprocessableEntity, "Hệ thống")
	w := d.sendFile(at, admin, "file", oldDossiers, "system", "igate")
	for _, want := range []string{"Hạn trả trước thời điểm tiếp nhận", "OLD-2", `name="accept"`, `name="body"`} {
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Fatalf("the plan has no %s: %d %.900s", want, w.Code, w.Body)
		}
	}
	found := func() bool {
		_, ok, err := d.o.Store().Read().ByCode(t.Context(), "OLD-1")
		if err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if found() {
		t.Fatal("looking at the plan brought it in")
	}
	sent := []string{"key", "I1", "name", "cu.jsonl", "system", "igate", "body", base64.StdEncoding.EncodeToString([]byte(oldDossiers))}
	if w := d.post(at+"/enter", admin, sent...); w.Code != http.StatusConflict || found() {
		t.Errorf("with a refused line that nobody accepted: %d", w.Code)
	}
	if w := d.post(at+"/enter", admin, append(sent, "accept", "1")...); w.Code != http.StatusSeeOther || !found() {
		t.Fatalf("bringing in: %d %.600s", w.Code, w.Body)
	}
	head, ok, err := d.o.Store().Read().ByCode(t.Context(), "OLD-1")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	for _, want := range []string{"igate", "Thẩm định xong", "Chuyên viên cũ, Phòng cũ"} {
		if !strings.Contains(d.page("/desk/dossiers/"+head, clerk, http.StatusOK), want) {
			t.Errorf("the dossier does not show %s of the older system", want)
		}
	}
	all, err := d.o.Read(t.Context(), office.Who{Kind: access.System}).Batches()
	if err != nil || len(all) != 1 || all[0].In != 1 || all[0].Signer == "" {
		t.Fatalf("the imports are %+v, %v", all, err)
	}
	if !strings.Contains(d.page(at, admin, http.StatusOK), all[0].ID) {
		t.Error("the list does not name it")
	}
	if w := d.post(at+"/undo", admin, "id", all[0].ID, "reason", ""); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("taken back without a reason: %d", w.Code)
	}
	if w := d.post(at+"/undo", admin, "id", all[0].ID, "reason", "Nhầm tệp"); w.Code != http.StatusSeeOther {
		t.Errorf("taken back: %d %.600s", w.Code, w.Body)
	}
	if !strings.Contains(d.page(at, admin, http.StatusOK), "Nhầm tệp") {
		t.Error("the list does not say why it was taken back")
	}
}
