package web

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"motcua/law/dossier"
	"motcua/law/procedure"
)

func TestMoneyIsTakenInPartsAndNobodyIsExemptSilently(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.004873", "de-ket-hon", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
	at := "/desk/dossiers/" + string(id)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	v := d.view(id)
	if v.Fee < 2000 || v.Finance != dossier.FinanceNotified {
		t.Fatalf("fee %d, %s", v.Fee, v.Finance)
	}
	pay := []string{"pay.way", "cash", "pay.receipt", "BL-1"}
	d.wantAgain(d.post(at+"/pay", clerk, d.on(id, 0, pay...)...), 422, "Hãy ghi số tiền lớn hơn 0")
	d.wantAgain(d.post(at+"/pay", clerk, d.on(id, 0, append(pay, "pay.sum", "9.999.999")...)...), 422, "lớn hơn phần còn phải nộp", "9.999.999")
	d.wantDone(d.post(at+"/pay", clerk, d.on(id, 0, append(pay, "pay.sum", "1.000")...)...), id)
	if body := wantPage(t, d, at, 200, clerk); !strings.Contains(body, "Đã nộp một phần") || !strings.Contains(body, "còn phải nộp") {
		t.Error("the page does not say that a part is paid")
	}
	if body := wantPage(t, d, "/desk/dossiers?finance=partly", 200, clerk); !strings.Contains(body, v.Code) {
		t.Error("the list of those who paid a part does not have it")
	}
	if body := wantPage(t, d, "/desk/dossiers?finance=paid", 200, clerk); strings.Contains(body, v.Code) {
		t.Error("the list of those who paid has it")
	}
	d.wantAgain(d.post(at+"/exempt", clerk, d.on(id, 0, "exempt.group", "poor-household", "exempt.proof", "Giấy chứng nhận hộ nghèo số 7")...), 422, "Hãy ghi căn cứ pháp lý của việc miễn, giảm")
	d.wantDone(d.post(at+"/exempt", clerk, d.on(id, 0, "exempt.group", "poor-household", "exempt.rule", "Nghị quyết về phí", "exempt.proof", "Giấy chứng nhận hộ nghèo số 7")...), id)
	if got := d.view(id); got.Rest() != 0 || got.Finance != dossier.FinancePaid || got.Paid() != 1000 {
		t.Errorf("rest %d, paid %d, %s", got.Rest(), got.Paid(), got.Finance)
	}
	body := wantPage(t, d, at, 200, clerk)
	if !strings.Contains(body, "Giấy chứng nhận hộ nghèo số 7") {
		t.Error("the history does not say why less was paid")
	}
	if strings.Contains(body, at+"/pay") {
		t.Error("money is still taken where nothing is owed")
	}
	d.wantAgain(d.post(at+"/pay", clerk, d.on(id, 0, append(pay, "pay.sum", "1.000")...)...), 409, "không còn khoản nào phải nộp")
	_, examiner := d.holder(d.view(id).Competent, "specialist", 0)
	if w := d.post(at+"/pay", examiner, d.on(id, 0, append(pay, "pay.sum", "1.000")...)...); w.Code != http.StatusForbidden {
		t.Errorf("an examiner takes money: %d", w.Code)
	}
}

func TestWhoHandsOverIsToldWhatIsStillOwed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.004873", "de-ket-hon", "chi-nhanh-7", "Nguyễn Thị Ví Dụ")
	d.upTo(id, "")
	at := "/desk/dossiers/" + string(id)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	if body := wantPage(t, d, "/desk/hand-over", 200, clerk); !strings.Contains(body, "Phí, lệ phí: Chưa nộp") {
		t.Error("the list of results does not say that nothing was paid")
	}
	form := wantPage(t, d, at, 200, clerk)
	if i := strings.Index(form, at+"/hand-over"); i < 0 || !strings.Contains(form[max(0, i-1500):i+1500], "còn phải nộp") {
		t.Error("the form of the hand-over does not say what is owed")
	}
	d.wantDone(d.post(at+"/hand-over", clerk, d.on(id, 0, "hand-over.manner", "desk", "hand-over.receiver", "Nguyễn Thị Ví Dụ")...), id)
	if v := d.view(id); v.State != dossier.HandedOver || v.Finance != dossier.FinanceNotified {
		t.Errorf("%s, %s: money holds no result back and stays owed", v.State, v.Finance)
	}
}

// sendFile posts a form of a dossier with one file.
func (d *desk) sendFile(path string, as *http.Cookie, field, body string, pairs ...string) *httptest.ResponseRecorder {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		_ = w.WriteField(pairs[i], pairs[i+1]) // a buffer takes everything
	}
	_ = w.WriteField(tokenField, maskToken("secret"))
	if f, err := w.CreateFormFile(field, "du thao.pdf"); err == nil {
		_, _ = f.Write([]byte(body))
	}
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	r.AddCookie(as)
	rec := httptest.NewRecorder()
	d.ServeHTTP(rec, r)
	return rec
}

func TestAResultIsDraftedNumberedPostedAndOnlyThenDelivered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	at := "/desk/dossiers/" + string(id)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	task := d.upTo(id, procedure.Examine)
	_, examiner := d.holder(task.Unit, task.Role, 0)
	n := strconv.Itoa(task.Token)
	d.wantAgain(d.post(at+"/draft", examiner, d.on(id, task.Token)...), 422, "Hãy chọn tệp dự thảo")
	d.wantDone(d.sendFile(at+"/draft", examiner, "draft"+n+".file", "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n", d.on(id, task.Token)...), id)
	v := d.view(id)
	if v.Hand != dossier.HandDrafted || v.Draft.File == "" {
		t.Fatalf("%s, file %q", v.Hand, v.Draft.File)
	}
	task = d.upTo(id, procedure.Approve)
	_, leader := d.holder(task.Unit, task.Role, 0)
	draft := at + "/files/" + v.Draft.File
	if body := wantPage(t, d, at, 200, leader); !strings.Contains(body, draft) {
		t.Error("the leader does not see the draft")
	}
	if got, _ := get(t, d, draft, "vi", leader); got != 200 {
		t.Errorf("the draft opens as %d", got)
	}
	task = d.upTo(id, procedure.Issue)
	_, registry := d.holder(task.Unit, task.Role, 0)
	n = strconv.Itoa(task.Token)
	d.wantDone(d.post(at+"/number", registry, d.on(id, task.Token, "number"+n+".number", "77/TLKT")...), id)
	if body := wantPage(t, d, "/desk/dossiers?hand=numbered", 200, registry); !strings.Contains(body, v.Code) {
		t.Error("the list of numbered results does not have it")
	}
	d.wantAgain(d.post(at+"/issue", registry, d.on(id, task.Token, "issue"+n+".number", "78/TLKT")...), 422, "Kết quả đã được cấp số 77/TLKT")
	d.wantDone(d.post(at+"/issue", registry, d.on(id, task.Token)...), id)

	if body := wantPage(t, d, at, 200, clerk); strings.Contains(body, `value="post"`) {
		t.Error("a result that was not sent can be handed over by post")
	}
	d.wantAgain(d.post(at+"/hand-over", clerk, d.on(id, 0, "hand-over.manner", "post")...), 409, "Chưa ghi việc gửi bưu chính")
	post := []string{"post.carrier", "Bưu điện Việt Nam", "post.waybill", "EB123456789VN"}
	d.wantAgain(d.post(at+"/post", clerk, d.on(id, 0, append(post, "post.day", "1/1/2020")...)...), 422, "không được trước ngày có kết quả", "EB123456789VN")
	d.wantDone(d.post(at+"/post", clerk, d.on(id, 0, append(post, "post.day", d.clock().Format("2/1/2006"))...)...), id)
	if got := d.view(id); got.Hand != dossier.HandPosted || got.State != dossier.Completed {
		t.Errorf("posted: %s, %s", got.Hand, got.State)
	}
	if body := wantPage(t, d, "/desk/hand-over", 200, clerk); !strings.Contains(body, "Đã gửi qua bưu chính") {
		t.Error("the list of results does not say that it is on its way")
	}
	d.wantDone(d.post(at+"/hand-over", clerk, d.on(id, 0, "hand-over.manner", "post")...), id)
	if got := d.view(id); got.Hand != dossier.HandDelivered || got.State != dossier.HandedOver {
		t.Errorf("delivered: %s, %s", got.Hand, got.State)
	}
	if body := wantPage(t, d, at, 200, clerk); !strings.Contains(body, "EB123456789VN") {
		t.Error("the page does not name the waybill")
	}
}

func TestAListNamesWhatIsNotReceivedByItsCodeElsewhere(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.view(d.filed())
	if v.Code != "" || len(v.Codes) == 0 {
		t.Fatalf("code %q, elsewhere %v: nothing to show", v.Code, v.Codes)
	}
	_, clerk := d.holder(v.Reception, "receiver", 0)
	if body := wantPage(t, d, "/desk/dossiers?state=1", 200, clerk); !strings.Contains(body, v.Codes[0].Code) {
		t.Errorf("the list does not name %s", v.Codes[0].Code)
	}
}
