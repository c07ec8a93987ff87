package web

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"motcua/keep/workbook"
	"motcua/office"
)

// sendFile posts a form with a file.
func (d *desk) sendList(path string, as *http.Cookie, name string, b []byte, pairs ...string) *httptest.ResponseRecorder {
	d.t.Helper()
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = m.WriteField(pairs[i], pairs[i+1])
	}
	_ = m.WriteField(tokenField, maskToken("secret"))
	f, err := m.CreateFormFile("file", name)
	if err == nil {
		_, err = f.Write(b)
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		d.t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.AddCookie(as)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w
}

func (d *desk) page(path string, as *http.Cookie, status int) string {
	d.t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept-Language", "vi")
	r.AddCookie(as)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return html.UnescapeString(d.wantAgain(w, status))
}

// enterFile looks at a file and enters it.
func (d *desk) enterFile(as *http.Cookie, name string, b []byte, pairs ...string) (seen string, entered *httptest.ResponseRecorder) {
	d.t.Helper()
	w := d.sendList("/settings/desks/import", as, name, b, pairs...)
	seen = html.UnescapeString(d.wantAgain(w, http.StatusOK))
	send := []string{"body", base64.StdEncoding.EncodeToString(b), "name", name}
	for _, field := range []string{"key", "hash", "document"} {
		m := regexp.MustCompile(`name="` + field + `" value="([^"]*)"`).FindStringSubmatch(w.Body.String())
		if m == nil {
			d.t.Fatalf("the page has no %s: %.400s", field, seen)
		}
		send = append(send, field, html.UnescapeString(m[1]))
	}
	return seen, d.post("/settings/desks/import/enter", as, send...)
}

func TestADeskIsEnteredDecidedAndCorrectedAndNothingIsLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	if got := d.page("/settings/desks", admin, 200); !strings.Contains(got, "chưa có bộ phận một cửa nào") {
		t.Error("an empty register says not what to do")
	}
	full := []string{"code", "MC-001", "name", "Bộ phận một cửa Xã Ví Dụ", "unit", "so-tu-phap", "own", "4", "seconded", "1", "from", "01/01/2026", "document", "BB-01"}
	d.wantAgain(d.post("/settings/desks/new", admin, "code", "MC-001", "from", "31/02/2026", "document", "BB-01"), http.StatusUnprocessableEntity, "MC-001")
	d.wantAgain(d.post("/settings/desks/new", admin, "code", "MC-001", "name", "Tên đã gõ", "unit", "so-tu-phap", "own", "bốn", "from", "01/01/2026", "document", "BB-01"), http.StatusUnprocessableEntity, "Tên đã gõ", "bốn")
	if w := d.post("/settings/desks/new", admin, full...); w.Code != http.StatusSeeOther {
		t.Fatalf("a desk: %d %.400s", w.Code, w.Body)
	}
	full[1], full[3] = "MC-002", "Bộ phận thứ hai"
	if w := d.post("/settings/desks/new", admin, full...); w.Code != http.StatusSeeOther {
		t.Fatalf("a second desk: %d", w.Code)
	}
	d.wantAgain(d.post("/settings/desks/new", admin, full...), http.StatusConflict, "MC-002")
	o := d.o.World().Org
	one, two := o.DeskCoded("MC-001", d.clock()), o.DeskCoded("MC-002", d.clock())
	at := deskHref(one)

	now := []string{"code", "MC-001", "name", "Bộ phận một cửa Xã Ví Dụ", "unit", "so-tu-phap", "own", "4", "seconded", "1", "from", "01/03/2026", "document", "BB-02"}
	d.wantAgain(d.post(at+"/enter", admin, now...), http.StatusUnprocessableEntity, "khác với danh bạ")
	now[7] = "6"
	if w := d.post(at+"/enter", admin, now...); w.Code != http.StatusSeeOther {
		t.Fatalf("new facts: %d %.400s", w.Code, w.Body)
	}
	merge := []string{"what", "merge", "number", "12/QĐ-TT", "day", "01/02/2026", "effective", "01/06/2026", "successor", string(one)}
	d.wantAgain(d.post(at+"/decide", admin, merge...), http.StatusUnprocessableEntity, "chính mình")
	merge[9] = string(two)
	if w := d.post(at+"/decide", admin, merge...); w.Code != http.StatusSeeOther {
		t.Fatalf("a decision: %d %.400s", w.Code, w.Body)
	}
	if w := d.post(at+"/correct?of=1", admin, "of", "1", "code", "MC-001", "name", "Bộ phận một cửa Xã Đúng", "unit", "so-tu-phap", "own", "3", "from", "01/01/2026", "document", "BB-01", "why", "gõ sai tên"); w.Code != http.StatusSeeOther {
		t.Fatalf("a correction: %d %.400s", w.Code, w.Body)
	}
	got := d.page(at, admin, 200)
	for _, want := range []string{"Xã Đúng", "Xã Ví Dụ", "gõ sai tên", "12/QĐ-TT", "Sáp nhập", "Bộ phận thứ hai", "Dòng 4", "BB-02"} {
		if !strings.Contains(got, want) {
			t.Errorf("the desk's page has no %q", want)
		}
	}
	if n, _ := d.o.World().Org.DeskAt(one, d.clock()).Staff(); n != 6 { // the correction tells nobody who is seconded; the later line has six
		t.Errorf("%d people work there", n)
	}
	if got := d.page(deskHref(two), admin, 200); !strings.Contains(got, "Xã Đúng") {
		t.Error("the successor's page does not name who was merged into it")
	}
	d.wantAgain(d.post(at+"/correct", admin, "of", "9", "why", "x"), http.StatusNotFound)
	d.page(deskHref("mc-9999"), admin, 404)
	d.page(at+"/burn", admin, 404)
	for _, act := range []string{"/enter", "/decide", "/correct?of=1", "/correct?of=3"} {
		d.page(at+act, admin, 200)
	}
}

func TestReceptionPointsBecomeDesksAndTheirLoadOpensTheDossiersItCounts(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 40)
	c.mu.Lock()
	c.now = c.now.AddDate(0, 1, 0) // the dossiers lie in a full month
	c.mu.Unlock()
	admin := headOf(c, "trung-tam", "administrator")
	if _, err := c.AdoptPoints(t.Context(), admin, office.Command{Key: "adopt"}, "BB-00"); err != nil {
		t.Fatal(err)
	}
	super := siteFor(t, c, supervisorOf(c))
	g, err := c.Read(t.Context(), supervisorOf(c)).DeskRegister(3)
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	v := super.voice(httptest.NewRequest(http.MethodGet, "/", nil))
	for i := range g.Desks {
		x := &g.Desks[i]
		l := super.loadWords(v, g, x)
		if !x.Load.Counted {
			t.Fatalf("supervision sees no load of %s", x.Code)
		}
		if x.Load.Received == 0 {
			continue
		}
		checked++
		_, body := get(t, super, l.Href+"&as=csv", "vi")
		rows, err := workbook.ReadCSV([]byte(body), "x")
		if err != nil || len(rows.Rows)-2 != x.Load.Received { // head and mark
			t.Errorf("%s: %d rows behind the figure %d (%v)", x.Code, len(rows.Rows)-2, x.Load.Received, err)
		}
	}
	if checked < 2 {
		t.Fatalf("only %d desks received anything", checked)
	}
	for _, path := range []string{
		"/settings/desks", "/settings/desks?ruling=undecided", "/settings/desks?ruling=close", "/settings/desks?kind=branch&months=12", "/settings/desks?q=zzz",
		"/settings/desks/load", "/settings/desks/load?months=1", deskHref(g.Desks[0].ID),
	} {
		wantPage(t, super, path, 200)
	}
	// Whoever leads one branch sees no other's load.
	head := headOf(c, "chi-nhanh-7", "branch-head")
	own, err := c.Read(t.Context(), head).DeskRegister(3)
	if err != nil {
		t.Fatal(err)
	}
	for i := range own.Desks {
		x := &own.Desks[i]
		mine := false
		for _, u := range head.Units {
			mine = mine || u == string(x.Point)
		}
		if x.Load.Counted != mine {
			t.Errorf("the head of branch 7 sees the load of %s: %v", x.Point, x.Load.Counted)
		}
	}
	if w := siteFor(t, c, head); w != nil {
		wantPage(t, w, "/settings/desks/new", 403)
		wantPage(t, w, "/settings/desks/import", 403)
	}
	d := c.World().Org.DeskAt(g.Desks[0].ID, c.clock())
	if u := c.World().Org.Unit(d.Point); d.Name != u.Name || d.Address != u.Address {
		t.Errorf("the desk %+v says something else than its unit", d)
	}
}

func TestAListOfDesksIsLookedAtAndEntered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	who, admin := d.holder("trung-tam", "administrator", 0)
	var b strings.Builder
	b.WriteString("Mã bộ phận;Tên bộ phận;Đơn vị quản lý;Nhân sự của đơn vị;Ngày mở;Phương án sắp xếp;Số quyết định;Ngày quyết định;Hiệu lực từ;Bộ phận kế thừa\n")
	for i := range 677 { // as many as were counted in the city
		ruling := ";;;;"
		if i == 0 {
			ruling = "Sáp nhập;12/QĐ;01/02/2026;01/03/2026;MC-676"
		}
		fmt.Fprintf(&b, "MC-%03d;Bộ phận số %d;Sở Tư pháp;%d;01/07/2025;%s\n", i, i, i%9, ruling)
	}
	file := []byte(b.String())
	seen, w := d.enterFile(admin, "danh-sach.csv", file, "document", "BB-rà soát")
	if !strings.Contains(seen, "677") || w.Code != http.StatusSeeOther {
		t.Fatalf("the list: %d %.600s", w.Code, w.Body)
	}
	o := d.o.World().Org
	if n := len(o.Desks(d.clock())); n != 677 {
		t.Fatalf("%d desks came in", n)
	}
	first := o.DeskAt(o.DeskCoded("MC-000", d.clock()), d.clock())
	if heirs := o.DeskHeirs(first.ID, d.clock()); len(heirs) != 1 || heirs[0] != o.DeskCoded("MC-676", d.clock()) || first.Unit != "so-tu-phap" {
		t.Errorf("the first desk is %+v, its heirs %v", first, heirs)
	}
	// The same again changes nothing; what went out comes back unchanged.
	again := html.UnescapeString(d.wantAgain(d.sendList("/settings/desks/import", admin, "danh-sach.csv", file, "document", "BB"), http.StatusOK))
	if strings.Contains(again, `name="hash"`) || !strings.Contains(again, "không có gì khác") {
		t.Error("the same list again is not told to be the same")
	}
	for _, as := range []string{"csv", "xlsx"} {
		r := httptest.NewRequest(http.MethodGet, "/settings/desks?as="+as, nil)
		r.AddCookie(admin)
		out := httptest.NewRecorder()
		d.ServeHTTP(out, r)
		p, err := d.o.PlanDesks(t.Context(), who, "x."+as, out.Body.Bytes(), "")
		if err != nil || p.Count(office.DeskSame) != 677 || len(p.Rows) != 677 {
			t.Errorf("what went out as %s comes back as %v, %v", as, p, err)
		}
	}
	edited := []byte("Mã bộ phận,Số quầy,Nhân sự của đơn vị\nMC-005,3,\nMC-006,,6\n")
	seen, w = d.enterFile(admin, "sua.csv", edited, "document", "BB-2")
	if strings.Count(seen, `class="desk-diffs"`) != 1 || !strings.Contains(seen, "Số quầy") || w.Code != http.StatusSeeOther {
		t.Errorf("the differences: %d %.800s", w.Code, seen)
	}
	if page := d.page("/settings/desks?q=MC-005", admin, 200); !strings.Contains(page, "MC-005") {
		t.Error("the desk is not found")
	}
	d.page("/settings/desks?page=14", admin, 200)
}

func TestMistakesOfAListAreToldAtTheirCells(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	head := "Mã bộ phận,Tên bộ phận,Đơn vị quản lý,Số quầy,Ngày mở,Phương án sắp xếp,Số quyết định\n"
	for name, x := range map[string]struct {
		file string
		want []string
	}{
		"a number":      {head + "MC-1,Tên,Sở Tư pháp,ba,,,\n", []string{"x.csv!D2", "ba"}},
		"a day":         {head + "MC-1,Tên,Sở Tư pháp,,31/02/2025,,\n", []string{"x.csv!E2"}},
		"a unit":        {head + "MC-1,Tên,Sở Không Có,,,,\n", []string{"x.csv!C2", "Sở Không Có"}},
		"no name":       {head + "MC-1,,Sở Tư pháp,,01/01/2025,,\n", []string{"x.csv!B2"}},
		"twice":         {head + "MC-1,Tên,Sở Tư pháp,,,,\nMC-1,Tên,Sở Tư pháp,,,,\n", []string{"x.csv!A3"}},
		"a ruling":      {head + "MC-1,Tên,Sở Tư pháp,,,đốt,1/QĐ\n", []string{"x.csv!F2", "đốt"}},
		"half a ruling": {head + "MC-1,Tên,Sở Tư pháp,,,,1/QĐ\n", []string{"x.csv!G2"}},
		"many":          {head + "MC-1,Tên,Sở Tư pháp,ba,,,\n,Tên,Sở Tư pháp,,,,\n", []string{"x.csv!D2", "x.csv!A3"}},
		"no head":       {"a,b\n1,2\n", []string{"tiêu đề"}},
		"a column":      {"Mã bộ phận,Tên bộ phận,Cột lạ\nMC-1,Tên,x\n", []string{"x.csv!C1", "Cột lạ"}},
		"empty":         {head, []string{"không có dòng nào"}},
		"no list":       {"\x00\x01\x02", []string{"UTF-8"}},
	} {
		w := d.sendList("/settings/desks/import", admin, "x.csv", []byte(x.file), "document", "BB")
		got := html.UnescapeString(d.wantAgain(w, http.StatusUnprocessableEntity))
		for _, want := range x.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: the page does not say %q", name, want)
			}
		}
	}
	// A file of which something else was seen is not entered.
	file := []byte(head + "MC-1,Tên,Sở Tư pháp,3,,,\n")
	w := d.post("/settings/desks/import/enter", admin, "body", base64.StdEncoding.EncodeToString(file), "name", "x.csv", "document", "BB", "hash", "0000")
	d.wantAgain(w, http.StatusConflict, "thay đổi sau khi xem")
	if len(d.o.World().Org.Desks(d.clock())) != 0 {
		t.Error("a refused file left desks")
	}
	for unit, role := range map[string]string{"so-tu-phap": "leader", "chi-nhanh-7": "receiver"} {
		_, other := d.holder(unit, role, 0)
		if w := d.sendList("/settings/desks/import", other, "x.csv", file, "document", "BB"); w.Code != http.StatusForbidden {
			t.Errorf("a %s sends a list: %d", role, w.Code)
		}
		if w := d.post("/settings/desks/new", other, "code", "MC-1"); w.Code != http.StatusForbidden {
			t.Errorf("a %s enters a desk: %d", role, w.Code)
		}
	}
}
