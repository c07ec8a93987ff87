package web

import (
	"net/http"
	"strings"
	"testing"

	"motcua/law/care"
	"motcua/office"
)

func TestScriptsStandBesideACallAndFitWhatIsTyped(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	d := c.lan()
	d.get("/care/new")
	d.want(http.StatusOK, "Kịch bản", "Mở đầu một cuộc gọi", "nhắc lại số vừa ghi")
	// While one types: by the subject, and by what is looked for instead of it.
	d.get("/care/scripts?about=" + "ho%CC%82%CC%80+so%CC%9B+cu%CC%89a+to%CC%82i+to%CC%81i+dau+roi+tien+do")
	d.want(http.StatusOK, "Hỏi tiến độ hồ sơ", "<details class=\"care-script\" open>")
	d.hides("<html", "Người gọi tức giận")
	d.get("/care/scripts?about=tien+do&script=tuc+gi")
	d.want(http.StatusOK, "Người gọi tức giận")
	d.hides("Hỏi tiến độ hồ sơ")
	d.get("/care/scripts?script=khongchunao")
	d.want(http.StatusOK, "Không có kịch bản nào về việc này", "Mở đầu một cuộc gọi")
	d.get("/care/new")
	// Without a script in the browser: by a button, and what was typed stays.
	d.post("/care/new/look", "look", "scripts", "script", "khiếu nại", "name", "Bà Ví Dụ", "text", "Tôi muốn hỏi", "channel", "desk")
	d.want(http.StatusOK, "Nội dung là khiếu nại hoặc tố cáo", `value="Bà Ví Dụ"`, "Tôi muốn hỏi</textarea>", `value="khiếu nại"`)
	rows, _, err := c.Read(t.Context(), c.officer(careDesk, "care-agent")).Contacts(office.ContactFilter{})
	if err != nil || len(rows) != 0 {
		t.Fatalf("looking for a script opened %d contacts, %v", len(rows), err)
	}
	// In the running call they go by its subject, in the reader's language.
	d.get("/care/new")
	d.post("/care/new", "key", d.hidden("key"), "channel", "telephone", "handle", "0912345678", "name", "Bà Ví Dụ", "subject", "Hỏi tiến độ hồ sơ khai sinh")
	d.want(http.StatusOK, "Cuộc gọi đang diễn ra", "Hỏi tiến độ hồ sơ</summary>", `<details class="care-script" open>`)
	at := d.at
	d.post(at+"/replies", "text", "Đang gõ dở", "script", "tức giận")
	d.want(http.StatusOK, "Người gọi tức giận</summary>", "Đang gõ dở</textarea>")
	d.lang = "en"
	d.get(at)
	d.want(http.StatusOK, "Asked where a dossier is</summary>")
	d.lang = "vi"
	// In the chat there are saved replies.
	_, id := c.visits("Hỏi tiến độ hồ sơ")
	d.get("/care/contacts/" + string(id))
	d.want(http.StatusOK, "Hỏi tiến độ hồ sơ")
	d.hides("care-script")
}

func TestTheNameOfANumberIsOfferedAndNeverFilledInByItself(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	d, who := c.lan(), c.officer(careDesk, "care-agent")
	call := func(handle, name string) string {
		d.get("/care/new")
		d.post("/care/new", "key", d.hidden("key"), "channel", "desk", "handle", handle, "name", name, "text", "Hỏi giấy hẹn")
		return strings.TrimPrefix(d.at, "/care/contacts/")
	}
	first := call("0912 345 678", "Trịnh Thị Lần Trước")
	c.at("2026-03-03 09:00")
	second := call("+84 912345678", "Trịnh Thị Lần Này")
	call("0912345679", "Người Khác Số")
	looks := func(id string) (n int) {
		t.Helper()
		lines, err := c.Store().Read().ReadsBy(t.Context(), who.Account, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if l.Purpose == "read.known" && l.Dossier == string(care.Stream(care.ID(id))) {
				n++
			}
		}
		return n
	}
	// Nothing is looked up by filling in the number.
	d.post("/care/new/look", "look", "scripts", "handle", "0912.345.678")
	d.hides("Trịnh Thị Lần Trước", "Trịnh Thị Lần Này")
	if looks(first)+looks(second) != 0 {
		t.Fatal("a look for scripts is a look at a name")
	}
	c.at("2026-03-03 09:05")
	d.post("/care/new/look", "look", "known", "handle", "0912.345.678", "text", "Đang nghe máy")
	d.want(http.StatusOK, "Trịnh Thị Lần Trước", "Trịnh Thị Lần Này", "hỏi lại tên trước khi dùng", "Đang nghe máy</textarea>", `name="name" type="text" value=""`)
	d.hides("Người Khác Số")
	if strings.Index(d.body, "Trịnh Thị Lần Này") > strings.Index(d.body, "Trịnh Thị Lần Trước") {
		t.Error("the last name does not stand first")
	}
	if looks(first) != 1 || looks(second) != 1 {
		t.Errorf("%d and %d lines in the read log, want one each", looks(first), looks(second))
	}
	d.post("/care/new/look", "use", "Trịnh Thị Lần Này", "handle", "0912.345.678", "name", "", "text", "Đang nghe máy")
	d.want(http.StatusOK, `name="name" type="text" value="Trịnh Thị Lần Này"`, `value="0912.345.678"`)
	d.post("/care/new/look", "look", "known", "handle", "0987654321")
	d.want(http.StatusOK, "Chưa ghi tên nào với số này")
	// Those who may not write contacts down are told nothing.
	far := c.signedIn("manhkhoa2.tt")
	far.get("/control")
	far.post("/care/new/look", "look", "known", "handle", "0912345678")
	if far.status != http.StatusForbidden {
		t.Errorf("procedure control is answered %d", far.status)
	}
	far.hides("Trịnh Thị")
}
