package web

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"motcua/ground/text"
	"motcua/keep/workbook"
	"motcua/law/procedure"
	"motcua/office"
)

// workbookOf writes one procedure as a workbook, with a cell of its row on the first sheet changed.
func workbookOf(t *testing.T, c *town, code procedure.ID, heading, value string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := office.WriteWorkbook(&b, []*procedure.Record{c.World().Procedures.Current(code, c.clock())}, text.VI); err != nil {
		t.Fatal(err)
	}
	cells, err := workbook.Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	head, line := cells[0].Rows[0], make([]any, len(cells[0].Rows[0]))
	for i := range head {
		if i < len(cells[0].Rows[1]) {
			line[i] = cells[0].Rows[1][i]
		}
		if head[i] == heading {
			line[i] = value
		}
	}
	b.Reset()
	if err := workbook.Write(&b, workbook.Table{Name: cells[0].Name, Head: head, Rows: [][]any{line}}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileOfProceduresIsLookedAtBeforeItIsPublished(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	c.at("2026-11-24 09:00")
	b := c.signedIn("manhkhoa2.tt")
	b.get("/control")
	b.want(http.StatusOK, "/control/import")
	b.get("/control/import")
	b.want(http.StatusOK, "Chọn tệp")
	before := len(c.World().Procedures.Versions("2.000815"))
	b.upload("/control/import", "file", "sao-y.xlsx", workbookOf(t, c, "2.000815", "Tên thường gọi", "Sao y giấy tờ"))
	page := b.body
	b.want(http.StatusOK, "sao-y.xlsx", "Sao y giấy tờ", "phiên bản mới")
	if n := len(c.World().Procedures.Versions("2.000815")); n != before {
		t.Fatalf("looking published %d versions", n-before)
	}
	_, rest, _ := strings.Cut(page, `action="/control/import/`)
	id, _, _ := strings.Cut(rest, `"`)
	other := c.signedIn("manhthang.tt")
	other.get("/control")
	other.post("/control/import/" + id)
	if other.status < 400 {
		t.Errorf("somebody else publishes the file: %d", other.status)
	}
	b.post("/control/import/" + id)
	b.want(http.StatusOK, "Công bố tệp “sao-y.xlsx”", "Đang đọc tệp", "Xem lại tiến độ")
	b.get("/control")
	b.want(http.StatusOK, "/control/import/"+id) // what the lists count may be a part of the file
	b.get("/settings/procedures")
	b.want(http.StatusOK, "/control/import/"+id)
	if _, err := c.Work(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.get("/control/import/" + id)
	b.want(http.StatusOK, "Đã công bố toàn bộ 1 thủ tục", "1 trong 1")
	b.post("/control/import/" + id) // pressed again
	b.want(http.StatusOK, "Đã công bố toàn bộ 1 thủ tục")
	if n, err := c.Work(t.Context()); n > 0 || err != nil || len(c.World().Procedures.Versions("2.000815")) != before+1 {
		t.Errorf("pressed again it makes %d jobs, %v", n, err)
	}
	b.get("/control")
	if strings.Contains(b.body, "/control/import/"+id) {
		t.Error("an import that is done is told as under way")
	}
	b.get("/control/import")
	b.want(http.StatusOK, "Các lần công bố gần đây", "sao-y.xlsx", "Đã xong")
	if got := c.World().Procedures.Current("2.000815", c.clock()).ShortName; got != "Sao y giấy tờ" {
		t.Errorf("the name is %q", got)
	}
	b.upload("/control/import", "file", "sai.xlsx", workbookOf(t, c, "2.000815", "Nơi xử lý", "ở nhà"))
	b.want(http.StatusUnprocessableEntity, "Thủ tục!", "ở nhà")
	b.upload("/control/import", "file", "rong.jsonl", []byte("\n"))
	b.want(http.StatusUnprocessableEntity, "không có thủ tục nào")
	b.upload("/control/import", "file", "x.jsonl", []byte(`{"ma_thu_tuc": "1.9999"`+"\n"))
	b.want(http.StatusOK, "Dòng 1")
	b.get("/control/import?as=template")
	if cells, err := workbook.Read([]byte(b.body)); err != nil || len(cells) != 8 || len(cells[0].Rows) != 1 {
		t.Errorf("the template has %d sheets, %v", len(cells), err)
	}
	clerk := c.signedIn("thuha.cn7")
	clerk.get("/control/import")
	clerk.want(http.StatusForbidden)
}
