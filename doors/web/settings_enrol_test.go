package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"motcua/keep/workbook"
	"motcua/words/org"
)

// rollOf makes a workbook with one sheet.
func rollOf(t *testing.T, name string, head []string, rows ...[]any) string {
	t.Helper()
	var b strings.Builder
	if err := workbook.Write(&b, workbook.Table{Name: name, Head: head, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var sentRoll = regexp.MustCompile(`name="roll" value="([^"]*)"`)

func TestAListOfOfficersIsLookedAtThenEntered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	const at = "/settings/people"
	people := []string{"Tài khoản", "Họ và tên"}
	d.wantAgain(d.post(at, admin), http.StatusUnprocessableEntity)
	d.wantAgain(d.sendFile(at, admin, "file", "không phải bảng tính"), http.StatusUnprocessableEntity)
	d.wantAgain(d.sendFile(at, admin, "file", rollOf(t, "Người", []string{"Tài khoản", "Lương"}, []any{"moi.cn7", "9"}), "document", "8/QĐ"), http.StatusUnprocessableEntity, "Người!B1", "Lương")
	w := d.sendFile(at, admin, "file", rollOf(t, "Người", people, []any{"Có Dấu", "Đỗ Thị Mới"}))
	d.wantAgain(w, http.StatusUnprocessableEntity, "Người!A2", "1 dòng bị từ chối")
	w = d.sendFile(at, admin, "file", rollOf(t, "Người", people, []any{"moi.cn7", "Đỗ Thị Mới"}), "document", "8/QĐ")
	sent := sentRoll.FindStringSubmatch(w.Body.String())
	if w.Code != http.StatusOK || sent == nil || !strings.Contains(w.Body.String(), "Đỗ Thị Mới") {
		t.Fatalf("the plan: %d %.900s", w.Code, w.Body)
	}
	if d.o.World().Org.ByUsername("moi.cn7") != nil {
		t.Fatal("looking entered somebody")
	}
	if w := d.post(at+"/enrol", admin, "key", "R1", "document", "8/QĐ", "roll", html.UnescapeString(sent[1])); w.Code != http.StatusSeeOther {
		t.Fatalf("entering: %d %.900s", w.Code, w.Body)
	}
	if p := d.o.World().Org.ByUsername("moi.cn7"); p == nil || p.Name != "Đỗ Thị Mới" {
		t.Errorf("the person is %+v", p)
	}
	d.wantAgain(d.post(at+"/enrol", admin, "key", "R2", "document", "8/QĐ", "roll", "{"), http.StatusUnprocessableEntity)
}

func TestPagesOfEndingsCompetenceAndListsAreSound(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	admin := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	leader := siteFor(t, c, headOf(c, "so-tu-phap", "leader"))
	wantPage(t, admin, "/settings/people", 200)
	if body := wantPage(t, admin, "/settings/endings", 200); !strings.Contains(body, "người ký") {
		t.Error("nothing is said of signers")
	}
	wantPage(t, leader, "/settings/endings", 200)
	wantPage(t, admin, "/settings/endings?day=31/02/2026", 422)
	wantPage(t, admin, "/settings/endings?day=01/12/2027", 200)
	wantPage(t, admin, "/settings/competence", 200)
	wantPage(t, admin, "/settings/competence?procedure=9.9", 422)
	wantPage(t, admin, "/settings/competence?procedure=1.001193&day=xx", 422)
	commune := c.World().Org.Units(c.Now(), org.Commune)[0]
	body := wantPage(t, admin, "/settings/competence?procedure=1.001193&commune="+string(commune.ID), 200)
	if !strings.Contains(body, commune.Name) || !strings.Contains(body, "Theo danh mục") && !strings.Contains(body, "By the catalogue") {
		t.Error("who decides, and why, is not said")
	}
	between := wantPage(t, admin, "/settings/house?day=01/07/2025&against=30/06/2025", 200)
	if !strings.Contains(between, "Xã, phường: 126") && !strings.Contains(between, ": 126") {
		t.Error("the comparison does not count by kind")
	}
}
