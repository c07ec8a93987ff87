package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"motcua/law/dossier"
)

var endMandateOnPage = regexp.MustCompile(`action="(/tai-khoan/dai-dien/[0-9a-f]+/cham-dut)"`)

func TestACompanyGivesAndTakesBackRightsOfItsEmployees(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	firm, clerk, stranger := c.citizen("congty", "Công ty Ví Dụ", "0100109106"), c.citizen("chau", "Lê Minh Châu", "001194990404"), c.citizen("hai", "Đỗ Văn Hải", "001082990505")
	firm.get(mandatesAt)
	firm.want(http.StatusOK, "Người đại diện theo pháp luật giao và thu hồi", "Chưa giao quyền cho ai")
	give := mandatesAt + "/giao"
	firm.get(give)
	firm.post(give, "key", "k1", "holder.name", "", "holder.number", "12", "from", "31/02/2026")
	firm.want(http.StatusUnprocessableEntity, "31/02/2026")
	firm.post(give, "key", "k1", "holder.name", "", "holder.number", "12", "from", "01/03/2026", "procedures", "9.999999")
	firm.want(http.StatusUnprocessableEntity)
	firm.post(give, "key", "k1", "holder.name", "", "holder.number", "12", "from", "03/03/2026", "to", "01/03/2026")
	firm.want(http.StatusUnprocessableEntity, "Hãy ghi họ và tên.", `value="12"`, "Ngày kết thúc phải sau")
	for range 2 { // sent twice it is one
		firm.get(give)
		firm.post(give, "key", "k2", "holder.name", "Lê Minh Châu", "holder.number", "001194990404", "from", "03/03/2026", "procedures", birth)
		firm.want(http.StatusOK, "Lê Minh Châu", "Đang hiệu lực", "Nhân viên doanh nghiệp")
	}
	ends := endMandateOnPage.FindAllStringSubmatch(firm.body, -1)
	if len(ends) != 1 {
		t.Fatalf("%d mandates can be ended, want 1", len(ends))
	}
	clerk.get(mandatesAt)
	clerk.want(http.StatusOK, "Công ty Ví Dụ")
	stranger.get(mandatesAt)
	stranger.hides("Công ty Ví Dụ")

	clerk.get("/thu-tuc/" + birth + "/nop")
	clerk.post("/thu-tuc/"+birth+"/nop", "case", atHome)
	draft := clerk.at
	clerk.post(draft+"?trang="+pageApplicant, "applicant.phone", "0912345678", "applicant.address", "Số 12 phố Ví Dụ", "applicant.address.commune", "00004")
	clerk.want(http.StatusOK, "Thay cho Công ty Ví Dụ (Nhân viên doanh nghiệp)")
	chosen := regexp.MustCompile(`value="(mandate:[0-9a-f]+)"`).FindStringSubmatch(clerk.body)
	if chosen == nil {
		t.Fatal("the mandate cannot be chosen")
	}
	clerk.post(draft+"?trang="+pageOwner, "for", forMandate+"0123456789abcdef")
	clerk.want(http.StatusUnprocessableEntity)
	clerk.post(draft+"?trang="+pageOwner, "for", chosen[1])
	clerk.want(http.StatusOK)
	clerk.fillForm(c, draft, birth, atHome)
	clerk.upload(draft+"?trang="+pagePapers, "papers.1", "giấy chứng sinh.pdf", scan)
	clerk.post(draft+"?trang="+pageResult, "reception", ourDesk, "return", "desk")
	clerk.want(http.StatusOK, "Công ty Ví Dụ", "Lê Minh Châu")
	clerk.post(draft+"/nop", "confirm", "1")
	clerk.want(http.StatusOK, "Đã nộp hồ sơ")
	id := dossier.ID(strings.TrimPrefix(draft, "/ho-so/nhap/"))
	for who, b := range map[string]*surfer{"the employee": clerk, "the firm": firm} {
		b.get("/ho-so/" + string(id))
		if b.status != http.StatusOK || !strings.Contains(b.body, "Công ty Ví Dụ") || !strings.Contains(b.body, "Lê Minh Châu") {
			t.Errorf("%s: %d, and the dossier must name both", who, b.status)
		}
	}
	stranger.get("/ho-so/" + string(id))
	stranger.want(http.StatusNotFound)
	stranger.get(mandatesAt + "/giao")
	stranger.post(ends[0][1])
	stranger.want(http.StatusNotFound)

	file := fileAddress(id, c.fold(id).Files[0].Hash)
	firm.get(mandatesAt)
	firm.post(ends[0][1])
	firm.want(http.StatusOK, "Đã chấm dứt")
	for _, path := range []string{"/ho-so/" + string(id), file, "/ho-so/" + string(id) + "/nguoi-xem"} {
		if clerk.get(path); clerk.status != http.StatusNotFound {
			t.Errorf("after the mandate the employee gets %s: %d", path, clerk.status)
		}
	}
	clerk.get("/ho-so")
	clerk.hides("Công ty Ví Dụ")
	firm.get("/ho-so/" + string(id))
	firm.want(http.StatusOK, "Lê Minh Châu")
}

func TestACounterConfirmsThatAParentActsForAChild(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := &town{t: t, Office: d.o, site: d.Site, now: d.now}
	c.site = c.pages(Options{})
	parent := c.citizen("mai", "Trần Thị Ngọc Mai", "001188990101")
	claim := mandatesAt + "/de-nghi"
	parent.get(claim)
	parent.upload(claim, "file", "khai sinh.pdf", scan, "key", "k1", "kind", "guardian", "principal.name", "Trần Bé", "principal.number", "001319990101", "birth", "31/02/2019", "proof", "Giấy khai sinh số 1", "unit", "chi-nhanh-7")
	parent.want(http.StatusUnprocessableEntity, "31/02/2019")
	kept := regexp.MustCompile(`name="file" value="([0-9a-f]{64})"`).FindStringSubmatch(parent.body)
	if kept == nil {
		t.Fatal("the scan is lost by a mistake in another box")
	}
	parent.post(claim, "key", "k1", "kind", "guardian", "principal.name", "Trần Bé", "principal.number", "001319990101", "birth", "25/11/2019", "proof", "Giấy khai sinh số 1", "unit", "chi-nhanh-7", "file", kept[1])
	parent.want(http.StatusOK, "Chờ xác nhận", "Trần Bé")
	_, desk := d.holder("chi-nhanh-7", "receiver", 0)
	_, far := d.holder("chi-nhanh-1", "receiver", 0)
	body := wantPage(t, d, "/desk/mandates", 200, desk)
	at := regexp.MustCompile(`/desk/mandates/[0-9a-f]+`).FindString(body)
	if at == "" {
		t.Fatal("the counter does not list the claim")
	}
	wantPage(t, d, at, 200, desk)
	for _, path := range []string{at, at + "/file"} {
		if status, _ := get(t, d, path, "vi", far); status != http.StatusNotFound {
			t.Errorf("another counter gets %s: %d", path, status)
		}
	}
	if status, got := get(t, d, at+"/file", "vi", desk); status != 200 || got != string(scan) {
		t.Errorf("the proof: %d", status)
	}
	d.wantAgain(d.post(at+"/decline", desk), http.StatusUnprocessableEntity, "Hãy ghi lý do")
	if w := d.post(at+"/confirm", far); w.Code != http.StatusNotFound {
		t.Errorf("another counter confirms: %d", w.Code)
	}
	if w := d.post(at+"/confirm", desk, "note", "Đã xem bản chính"); w.Code != http.StatusSeeOther {
		t.Fatalf("confirm: %d %.500s", w.Code, w.Body)
	}
	parent.get(mandatesAt)
	parent.want(http.StatusOK, "Đang hiệu lực", "24/11/2037", "Đã xem bản chính")
}
