package web

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/office"
)

// asked asks the owner of a received dossier for a paper.
func (c *town) asked(id dossier.ID) {
	c.t.Helper()
	d, err := c.Read(c.t.Context(), c.officer("chi-nhanh-7", "receiver")).Dossier(id, "read.test")
	if err != nil {
		c.t.Fatal(err)
	}
	task := d.Open[0]
	k := dossier.Asking{Reason: "incomplete", Words: "Xin gửi sớm", Items: []dossier.AskedItem{{Paper: 1, Words: "Giấy báo tử thiếu dấu"}}}
	if err := c.Ask(c.t.Context(), c.officer(task.Unit, task.Role), office.Command{}, office.On{ID: id, Token: task.Token}, k); err != nil {
		c.t.Fatal(err)
	}
}

func TestTheOwnerAnswersARequestAndAsksForTheDossierBack(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := dossier.ID("BOSUNG0001")
	code, check := c.receive(id, "1.000656", "co-giay-bao-tu")
	b := c.citizen("vidu", theOwner, theID)
	at := "/ho-so/" + string(id)
	c.asked(id)
	for _, lang := range []string{"en", "vi"} {
		b.lang = lang
		b.get(at)
		b.want(200, "Giấy báo tử thiếu dấu", "Xin gửi sớm", at+"/bo-sung", at+"/rut")
	}
	// While the owner is waited for no date stands; the page says which one an answer at this moment would give.
	b.want(200, "Đồng hồ đang dừng. Nếu việc đang chờ xong ngay lúc này: hẹn trả", "Vì sao ngày hẹn chưa chốt?", "Trước khi dừng, ngày hẹn là")
	if strings.Contains(b.body, "Vì sao là") {
		t.Error("a date that waiting leaves open is told as fixed")
	}
	b.post(at + "/bo-sung")
	b.want(422, "Chưa có giấy tờ, tệp hay lời nhắn nào để gửi")
	b.post(at+"/bo-sung", "bo-sung.words", strings.Repeat("dài ", 1200))
	b.want(422, "dài dài")
	b.upload(at+"/bo-sung", "bo-sung.paper.1.file", "giay-bao-tu.exe", []byte("MZ not a scan"))
	if b.status != 422 {
		t.Errorf("a program was taken as a scan: %d", b.status)
	}
	// A scan that came with an answer that cannot be taken is kept: after the refusal, a reload, and a new sign-in.
	b.upload(at+"/bo-sung", "bo-sung.paper.1.file", "giay-bao-tu.pdf", scan, "bo-sung.words", strings.Repeat("dài ", 1200))
	b.want(422, "Đang giữ tệp giay-bao-tu.pdf", "dài dài")
	b.get(at)
	b.want(200, "Đang giữ tệp giay-bao-tu.pdf", "dài dài")
	again := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	again.signIn("vidu")
	again.get(at)
	again.want(200, "Đang giữ tệp giay-bao-tu.pdf")
	again.post(at+"/bo-sung", "bo-sung.paper.1.drop", "1")
	again.want(422)
	if strings.Contains(again.body, "giay-bao-tu.pdf") {
		t.Error("a file that was taken back is still there")
	}
	b.upload(at+"/bo-sung", "bo-sung.paper.1.file", "giay-bao-tu.pdf", scan, "bo-sung.words", strings.Repeat("dài ", 1200))
	b.post(at+"/bo-sung", "bo-sung.words", "Đã có dấu")
	b.want(200, "giay-bao-tu.pdf", "Cán bộ đang kiểm tra")
	if strings.Contains(b.body, "Đang giữ tệp") {
		t.Error("what was sent is still kept as a draft")
	}
	if b.at != at {
		t.Errorf("an answer leads to %s", b.at)
	}
	// Family who follow it by the check code see that papers were asked for and came, without words, names and files.
	body := wantPage(t, c.site, "/tra-cuu", 200)
	q := url.Values{"ma": {code}, "kiem-tra": {check}, "csrf": {csrfOnPage.FindStringSubmatch(body)[1]}}
	other := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	other.get("/tra-cuu")
	other.post("/tra-cuu", "ma", q.Get("ma"), "kiem-tra", q.Get("kiem-tra"))
	other.want(200, "Yêu cầu bổ sung giấy tờ, sau thẩm định", "Đã nộp bổ sung", "Chờ người nộp bổ sung", "Đồng hồ đang dừng.", "Hẹn trả nếu việc đang chờ xong ngay lúc này")
	for _, secret := range []string{"thiếu dấu", "Xin gửi sớm", "giay-bao-tu.pdf", theOwner} {
		if strings.Contains(other.body, secret) {
			t.Errorf("the public history tells %q", secret)
		}
	}
	b.get(at + "/rut")
	b.want(200, "Xin rút hồ sơ", "Không rút nữa")
	b.post(at+"/rut", "words", "Không cần nữa")
	b.want(200, "Bạn đã xin rút hồ sơ", "Không cần nữa")
	b.get(at + "/rut")
	if b.at != at {
		t.Errorf("a dossier that was asked back is offered to be asked back again at %s", b.at)
	}
	stranger := c.citizen("khac", "Trần Văn Mẫu", "001080000006")
	stranger.get("/ho-so")
	stranger.post(at+"/rut", "words", "x")
	stranger.want(404)
	stranger.post(at+"/bo-sung", "bo-sung.words", "x")
	stranger.want(404)
}

func TestAVoidSlipSaysThatItIsVoid(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := dossier.ID("INLAI00001")
	code, check := c.receive(id, "1.000656", "co-giay-bao-tu")
	if err := c.Reprint(t.Context(), c.officer("chi-nhanh-7", "receiver"), office.Command{}, office.On{ID: id}, "typing", ""); err != nil {
		t.Fatal(err)
	}
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/tra-cuu")
	b.post("/tra-cuu", "ma", code, "kiem-tra", check)
	b.want(409, "Giấy tiếp nhận này đã được thay bằng một giấy in lại", "Dùng giấy in lại")
	if !strings.Contains(b.body, `name="kiem-tra"`) {
		t.Error("there is no form to go on with the new slip")
	}
}

func TestTheOwnerReadsAnApologyWithItsNewDate(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := dossier.ID("XINLOI0001")
	code, check := c.receive(id, "1.009642", "chap-thuan")
	who := c.officer("chi-nhanh-7", "receiver")
	d, err := c.Read(t.Context(), who).Dossier(id, "read.test")
	if err != nil {
		t.Fatal(err)
	}
	to := d.Promise.At.Add(7 * 24 * time.Hour)
	k := dossier.Apologising{To: to, Reason: "overload", Words: "Chúng tôi xin lỗi anh chị.", Fault: d.Competent}
	if err := c.Apologise(t.Context(), c.officer(d.Competent, "leader"), office.Command{}, office.On{ID: id}, k); err != nil {
		t.Fatal(err)
	}
	b := c.citizen("vidu", theOwner, theID)
	b.get("/ho-so/" + string(id))
	b.want(200, "Xin lỗi, kết quả trả chậm hơn đã hẹn", to.In(office.Zone).Format("02/01/2006"), "Chúng tôi xin lỗi anh chị.")
	other := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	other.get("/tra-cuu")
	other.post("/tra-cuu", "ma", code, "kiem-tra", check)
	other.want(200, "Hẹn mới", to.In(office.Zone).Format("02/01/2006"))
	if strings.Contains(other.body, "anh chị") {
		t.Error("the public history has the words of the apology")
	}
}

func TestAPersonReadsTheirNoticesAndSaysHowToBeTold(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	id := dossier.ID("THONGBAO01")
	code, _ := c.receive(id, "1.009642", "chap-thuan")
	if _, err := c.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	b := c.citizen("vidu", theOwner, theID)
	b.get("/ho-so")
	b.want(200, "Thông báo: 1 chưa đọc")
	b.get("/ho-so/thong-bao")
	b.want(200, "Hồ sơ "+code+" đã được tiếp nhận", "/ho-so/"+string(id), "chỉ thông báo tại trang này")
	for _, wrong := range checkPage(b.body) {
		t.Error(wrong)
	}
	b.post("/ho-so/thong-bao/da-xem")
	b.want(200, "Thông báo: 0 chưa đọc")
	b.post("/ho-so/thong-bao", "lang", "en", "mail", "1")
	b.want(200, "Đã lưu cách nhận thông báo.", `name="mail" value="1" checked`, `value="en" checked`)
	b.hides(`name="sms" value="1" checked`)
}
