package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Two whole lives in a city whose clock is moved: everything that may come between reception and result, seen by those who
// act and by the owner.

const (
	maiName   = "Trần Thị Ngọc Mai"
	maiNumber = "001188990101"
)

// comes opens a page until it says something: followers work behind the acts, in their own time.
func (p *tab) comes(path, selector, words string) {
	p.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		p.visit(path)
		if eval[bool](p, "look for "+words, `[...document.querySelectorAll("`+selector+`")].some(e => e.innerText.includes("`+words+`"))`) {
			return
		}
	}
	p.t.Fatalf("%s: %s never says %q: %s", path, selector, words, p.text("main"))
}

// letter opens the newest paper of a kind from the dossier's page and gives its text.
func (p *tab) letter(kind string) string {
	p.t.Helper()
	path := p.href("/" + kind + "-")
	if path == "" {
		p.t.Fatalf("%s: no paper %s is listed: %s", p.where(), kind, p.text("main"))
	}
	words, _ := p.pdf(path)
	return strings.Join(strings.Fields(words), " ")
}

// wantLetter wants words in the newest paper of a kind.
func (p *tab) wantLetter(kind string, words ...string) {
	p.t.Helper()
	got := p.letter(kind)
	for _, w := range words {
		if !strings.Contains(got, w) {
			p.t.Errorf("%s does not say %q: %s", kind, w, got)
		}
	}
}

func TestOneDossierThroughSupplementOpinionLatenessApologyResultAndCorrection(t *testing.T) {
	t.Parallel()
	c := ownCity(t, "2026-03-02T08:30")
	h := receiveFor(t, c.base, maiName, maiNumber, "bản sao cho hồ sơ xin việc")
	own := "/ho-so/" + h.id

	// Monday: the officer asks for papers, and the clock stands.
	c.at("2026-03-02T09:00")
	spec := c.officer(specialist7)
	spec.visit(h.at())
	spec.pressAct("claim")
	spec.unfold("ask")
	spec.set(`input[name*=".item.0"]`, "Bản chụp mờ, không đọc được số")
	spec.set(`select[name^="ask"][name$=".reason"]`, "incomplete")
	spec.pressAct("ask")
	spec.wantText("main", "Đang chờ người nộp")
	spec.wantLetter("supplement", "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ", "Bản chụp mờ, không đọc được số", maiName, h.code)

	// Tuesday: the owner answers on a telephone without scripts, with one page and one button.
	c.at("2026-03-03T08:00")
	mai := c.citizen(citizenMai, noScript, width(320))
	mai.comes("/ho-so/thong-bao", "main", h.code)
	mai.visit(own)
	mai.wantText("main", "Đồng hồ đang dừng")
	mai.wantText(".own-ask", "Bản chụp mờ, không đọc được số")
	scan := filepath.Join(t.TempDir(), "bang-tot-nghiep.pdf")
	if err := os.WriteFile(scan, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	mai.do("choose the scan", chromedp.SetUploadFiles(chromedp.CSS(`[name="bo-sung.paper.0.file"]`), []string{scan}))
	mai.press(".own-ask .btn")
	mai.wantText("main", "Cán bộ đang kiểm tra")
	if out := mai.overflow(); len(out) > 0 {
		t.Errorf("scrolls sideways: %q", out)
	}
	spec = c.officer(specialist7)
	spec.visit(h.at())
	spec.wantText("main", "bang-tot-nghiep.pdf")
	if history := spec.text(".knots"); !strings.Contains(history, "Người nộp") || strings.Contains(history, "applicant") {
		t.Errorf("the history does not say that the applicant answered: %s", history)
	}
	spec.pressAct("accept")
	spec.wantText(".flash", "Đã xác nhận đủ")

	// Another unit is asked and answers; the legal clock runs on.
	spec.asksLandOffice("Giấy này có do cơ quan cấp không?")
	c.at("2026-03-03T10:00")
	land := c.officer(specialist)
	land.visit(h.at())
	land.mark(`input[name^="answer"][name$=".outcome"][value=agree]`)
	land.pressAct("answer")
	land.wantText(".flash", "Đã gửi ý kiến")

	// Friday: it is late and nobody has apologised. The leader finds it under the figure that must be 0, and apologises.
	c.at("2026-03-06T09:00")
	leader := c.officer(leader7)
	leader.comes("/watch/alarms?kind=late", "table", h.code)
	owing := `.figures a[href*="stage=owing"]`
	leader.press(owing)
	leader.wantRow(h)
	leader.visit("/watch/alarms/" + h.id + "/apology")
	leader.wantText("main", h.code)
	leader.wantNarrow()
	leader.visit(h.at())
	leader.unfold("apologise")
	leader.wantText("main", "không đổi ngày hẹn")
	leader.set(`select[name="apologise.reason"]`, "overload")
	leader.set(`textarea[name="apologise.words"]`, "Chúng tôi đã để hồ sơ quá hạn, mong chị thông cảm.")
	leader.pressAct("apologise")
	leader.wantText("main", "Gửi khi đã muộn")
	leader.wantLetter("apology", "VĂN BẢN XIN LỖI DO CHẬM TRẢ KẾT QUẢ", "Chúng tôi đã để hồ sơ quá hạn", "vẫn tính là trễ hẹn")
	leader.visit("/desk/dossiers?stage=owing&open=1")
	if strings.Contains(leader.text("main"), h.code) {
		t.Error("it still counts among those that owe an apology")
	}
	mai = c.citizen(citizenMai)
	mai.visit(own)
	mai.wantText("main", "Chúng tôi đã để hồ sơ quá hạn")
	mai.wantNarrow()
	mai.wantOpenToAll()

	// The result: examined, approved, issued, handed over.
	spec = c.officer(specialist7)
	spec.visit(h.at())
	spec.mark(`input[name$=".outcome"][value=done]`)
	spec.pressAct("finish")
	leader.visit(h.at())
	leader.pressAct("approve")
	registry := c.officer(registry7)
	registry.visit(h.at())
	registry.pressAct("claim")
	registry.set(`input[name$=".number"]`, "118/CT")
	registry.pressAct("issue")
	c.at("2026-03-06T14:00")
	clerk := c.officer(clerk7)
	clerk.visit(h.at())
	clerk.pressAct("hand-over")
	clerk.wantText(".dossier-state", "Đã trả kết quả")
	clerk.wantLetter("receipt", "GIẤY BIÊN NHẬN TRẢ KẾT QUẢ", "118/CT", maiName)

	// Monday: the result was wrong. A right one takes its place, and the wrong one stays on record as void.
	c.at("2026-03-09T08:30")
	leader = c.officer(leader7)
	leader.visit(h.at())
	leader.unfold("amend")
	leader.fill("amend.number", "119/CT")
	leader.set(`select[name="amend.reason"]`, "result-wrong")
	leader.set(`textarea[name="amend.words"]`, "Sai số hiệu của bản chính")
	leader.pressAct("amend")
	leader.wantText("main", "Hết giá trị, đã có kết quả thay thế")
	clerk = c.officer(clerk7)
	clerk.visit(h.at())
	clerk.pressAct("hand-over")
	clerk.wantText(".dossier-state", "Đã trả kết quả")
	clerk.wantLetter("receipt", "119/CT")
	clerk.wantLetter("control", "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ", h.code, "Quá hạn")
	mai = c.citizen(citizenMai)
	mai.visit(own)
	mai.wantText("main", "119/CT")
	mai.wantText("main", "Hết giá trị, đã có kết quả thay thế")
	mai.wantText(".own-state", "Đã trả kết quả")
	mai.picture("journey-end")
}

func TestOneDossierIsAskedBackDeclinedAskedBackAgainAndStopped(t *testing.T) {
	t.Parallel()
	c := ownCity(t, "2026-03-02T08:30")
	h := receiveFor(t, c.base, maiName, maiNumber, "bản sao không cần nữa")
	own := "/ho-so/" + h.id
	mai := c.citizen(citizenMai, noScript, width(320))
	ask := func(words string) {
		t.Helper()
		mai.visit(own)
		mai.press(`a[href="` + own + `/rut"]`)
		mai.wantText("h1", "Xin rút hồ sơ")
		mai.set(`textarea[name="words"]`, words)
		mai.press(`form[action$="/rut"] .btn`)
		mai.wantText("main", "Bạn đã xin rút hồ sơ")
	}
	ask("Tôi đã có bản sao khác")
	leader := c.officer(leader7)
	leader.visit("/desk/dossiers?state=7")
	leader.wantRow(h)
	leader.visit(h.at())
	leader.wantText("main", "Tôi đã có bản sao khác")
	leader.unfold("retain")
	leader.pressAct("retain")
	leader.forget(leader.base + h.at() + "/retain")
	leader.wantText("#problem", "Hãy viết rõ nội dung")
	leader.set(`textarea[name="retain.words"]`, "Bản sao đã ký, mời chị đến nhận")
	leader.pressAct("retain")
	leader.wantText("main", "Bản sao đã ký, mời chị đến nhận")

	c.at("2026-03-02T10:00")
	ask("Tôi vẫn xin rút, không cần bản sao")
	clerk := c.officer(clerk7)
	clerk.visit(h.at())
	clerk.unfold("grant")
	clerk.mark(`input[name="grant.papers"]`)
	clerk.pressAct("grant")
	clerk.wantText(".flash", "Đã cho rút")
	clerk.wantLetter("stop", "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ", "Theo đề nghị rút hồ sơ", maiName, "Đã trả lại người nộp", h.code)
	clerk.wantNarrow()
	clerk.wantOpenToAll()
	mai.visit(own)
	mai.wantText(".own-state", "Đã dừng xử lý")
	mai.wantLetterListed("stop")
	mai.comes("/ho-so/thong-bao", "main", "dừng")
	if out := mai.overflow(); len(out) > 0 {
		t.Errorf("scrolls sideways: %q", out)
	}
	// Nothing more can be done on it.
	mai.visit(own)
	if mai.href(own+"/rut") != "" {
		t.Error("a stopped dossier can be asked back once more")
	}
	clerk.visit(h.at())
	if eval[bool](clerk, "look for acts", `!!document.querySelector('form[action$="/hand-over"], form[action$="/claim"], form[action$="/grant"]')`) {
		t.Errorf("acts are offered on a stopped dossier: %s", clerk.text("main"))
	}
}

// wantLetterListed wants a paper of a kind among those that the page lists.
func (p *tab) wantLetterListed(kind string) {
	p.t.Helper()
	if p.href("/"+kind+"-") == "" {
		p.t.Errorf("%s: no paper %s is listed", p.where(), kind)
	}
}

// A dossier of the afternoon is due the next day, so the last day on which the date may still move is today.
func TestAnApologyInTimeMovesTheDateOnce(t *testing.T) {
	t.Parallel()
	c := ownCity(t, "2026-03-02T15:30")
	h := receiveFor(t, c.base, maiName, maiNumber, "sáu mươi bản sao cho hồ sơ thầu")
	own := "/ho-so/" + h.id
	mai := c.citizen(citizenMai)
	mai.visit(own)
	mai.wantText(".own-state", "03/03/2026")

	// The form says how long there is; two leaders' windows have it open.
	c.at("2026-03-02T16:00")
	leader, other := c.officer(leader7), c.officer(leader7)
	for _, p := range []*tab{leader, other} {
		p.visit(h.at())
		p.unfold("apologise")
		p.wantText("main", "Ngày cuối được hẹn lại")
		p.set(`input[name="apologise.to"]`, "05/03/2026")
		p.set(`input[name="apologise.hour"]`, "11:00")
		p.set(`select[name="apologise.reason"]`, "overload")
		p.set(`textarea[name="apologise.words"]`, "Số bản sao nhiều, chúng tôi cần thêm hai ngày, mong chị thông cảm.")
	}
	leader.pressAct("apologise")
	leader.wantText(".dossier-state", "05/03/2026")
	leader.wantLetter("apology", "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ GIA HẠN THỜI GIAN GIẢI QUYẾT", "chúng tôi cần thêm hai ngày", "11:00 thứ Năm 05/03/2026", maiName, h.code)
	leader.wantNarrow()

	// The second window is told what happened and keeps what was typed; nobody is offered a second one.
	other.pressAct("apologise")
	other.forget(other.base + h.at() + "/apologise")
	other.wantText("main", "chúng tôi cần thêm hai ngày")
	other.wantText(".dossier-since", "Xin lỗi vì chậm trễ")
	for _, p := range []*tab{leader, other} {
		p.visit(h.at())
		if eval[bool](p, "look for a second apology", `!!document.querySelector('form[action$="/apologise"]')`) {
			t.Errorf("a second apology is offered: %s", p.text("main"))
		}
	}

	// The owner sees the new date and why, on the page and in the message, and reads the letter.
	mai.visit(own)
	mai.wantText(".own-state", "05/03/2026")
	mai.wantText("main", "chúng tôi cần thêm hai ngày")
	mai.wantLetter("apology", "11:00 thứ Năm 05/03/2026")
	mai.comes("/ho-so/thong-bao", "main", "05/03/2026")
	mai.visit(own)
	mai.wantNarrow()
	mai.wantOpenToAll()

	// On the old date it is not late, and owes nothing: the promise is the new one.
	c.at("2026-03-04T09:00")
	leader = c.officer(leader7)
	leader.visit("/desk/dossiers?stage=owing&open=1")
	if strings.Contains(leader.text("main"), h.code) {
		t.Error("it owes an apology before its new date")
	}
	leader.visit(h.at())
	leader.wantText(".dossier-state", "05/03/2026")
	mai = c.citizen(citizenMai)
	mai.visit(own)
	mai.picture("journey-in-time")
}
