package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// page is the address of a page of a draft without the city's own.
func (p *tab) page() string { return strings.TrimPrefix(p.where(), p.base) }

// on goes on to the next page of a filing and wants its heading.
func (p *tab) on(heading string) {
	p.t.Helper()
	p.press(".filing-main .acts .btn:not(.quiet)")
	p.wantText("h1", heading)
	if out := p.overflow(); len(out) > 0 {
		p.t.Errorf("%s scrolls sideways: %q", p.page(), out)
	}
}

// answer picks one of several answers.
func (p *tab) answer(name, value string) {
	p.t.Helper()
	p.mark(`[name="` + name + `"][value="` + value + `"]`)
}

// put puts text into a box at once: typing every key of a long form takes longer than it tells.
func (p *tab) put(name, words string) {
	p.t.Helper()
	p.set(`[name="`+name+`"]:not([type=hidden])`, words)
}

// inVietnamese chooses the language.
func (p *tab) inVietnamese() {
	p.t.Helper()
	p.visit("/tro-giup?lang=vi")
}

// place fills an address.
func (p *tab) place(name, words string) {
	p.t.Helper()
	p.put(name, words)
	p.choose(name+".commune", "00004")
}

func TestACitizenFilesABirthOnATelephoneWithoutScripts(t *testing.T) {
	t.Parallel()
	child := unique(t)
	p := as(t, citizenDung, noScript, width(320))
	p.inVietnamese()
	p.visit("/thu-tuc/1.001193/nop")
	p.answer("case", "co-giay-chung-sinh")
	p.press("form[action$='/nop'] .btn")
	p.wantText("h1", "Người nộp hồ sơ")
	draft, _, _ := strings.Cut(p.page(), "?")
	p.put("applicant.phone", "0912345678")
	p.place("applicant.address", "Số 12 phố Ví Dụ")
	p.on("Chủ hồ sơ")
	p.answer("for", "self")
	p.on("Người yêu cầu")
	p.answer("e.relation", "father")
	p.place("e.requester_address", "Số 12 phố Ví Dụ")
	p.put("e.requester_phone", "0912345678")
	p.on("Trẻ được khai sinh")

	// A mistake on the way is explained, and what was typed stays.
	p.put("e.child_name", child)
	p.fill("e.child_birth", "31/2/2026")
	p.answer("e.child_sex", "female")
	p.put("e.child_ethnic", "Kinh")
	p.put("e.child_nationality", "Việt Nam")
	p.answer("e.birth_at", "facility")
	p.put("e.birth_place", "Bệnh viện Ví Dụ, phường Ba Đình")
	p.put("e.birth_notice_number", "12/2026")
	p.place("e.child_hometown", "Số 12 phố Ví Dụ")
	p.press(".filing-main .acts .btn:not(.quiet)")
	p.forget(p.where())
	p.wantText("#problem", "Không có ngày này trên lịch")
	if got := eval[string](p, "read the name", `document.querySelector("[name='e.child_name']").value`); got != child {
		t.Errorf("the name is %q", got)
	}
	p.put("e.child_birth", "3/11/2025")
	p.on("Cha và mẹ")
	p.put("e.mother.name", "Nguyễn Thị Mẫu")
	p.put("e.mother.birth", "17/5/1990")
	p.put("e.mother.ethnic", "Kinh")
	p.put("e.mother.nationality", "Việt Nam")
	p.place("e.mother.address", "Số 12 phố Ví Dụ")
	p.wantText(".cond-words", "Chỉ điền khi “Khai thông tin người cha” là “Có”.")
	p.answer("e.father_known", "no")
	p.on("Đề nghị và cam đoan")
	p.answer("e.with_insurance", "no")
	p.answer("e.electronic", "paper")
	p.answer("e.pledge", "yes")
	p.on("Giấy tờ kèm theo")
	scan := filepath.Join(t.TempDir(), "giay-chung-sinh.pdf")
	if err := os.WriteFile(scan, []byte("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.do("choose a scan", chromedp.SetUploadFiles(chromedp.CSS(`[name="papers.1"]`), []string{scan}))
	p.press("[name=_keep]")
	p.wantText(".filing-files", "giay-chung-sinh.pdf")
	p.on("Nơi nhận kết quả")
	p.choose("reception", "chi-nhanh-7")
	p.answer("return", "desk")
	p.on("Kiểm tra và nộp")
	p.wantText(".filing-main", child)
	seen := as(t, citizenDung)
	seen.inVietnamese()
	seen.wantSound(draft + "?trang=kiem-tra")
	p.mark("[name=confirm]")
	p.press(".filing-main .acts .btn:not(.quiet)")
	p.wantText(".notice", "Đã nộp hồ sơ. Số nộp: NOP-")
	id := strings.TrimPrefix(draft, "/ho-so/nhap/")

	p.visit("/ho-so?xem=dang")
	p.wantText("a[href='/ho-so/"+id+"']", "Đăng ký khai sinh")
	p.press("a[href='/ho-so/" + id + "']")
	p.wantText("h1", "Đăng ký khai sinh")

	clerk := as(t, clerk7)
	clerk.visit("/desk/dossiers/" + id + "/receive")
	clerk.press("button[form=filed].btn")
	p.visit("/ho-so/" + id)
	p.wantText(".own-code", "H26.103.25.7-")
	p.wantText("main", "Tải giấy hẹn")
	if out := p.overflow(); len(out) > 0 {
		t.Errorf("scrolls sideways: %q", out)
	}
	slip := eval[string](p, "fetch the slip", `(() => { const x = new XMLHttpRequest(); x.open("GET", "/ho-so/`+id+`/phieu.pdf", false); x.send(); return x.status + x.responseText.slice(0, 5); })()`)
	if slip != "200%PDF-" {
		t.Errorf("the slip answers %q", slip)
	}
}

func TestPagesOfACitizenAreSound(t *testing.T) {
	t.Parallel()
	p := as(t, citizenMai)
	p.inVietnamese()
	p.wantSound("/ho-so")
	p.picture("my-dossiers")
	first := eval[string](p, "find a dossier", `document.querySelector(".mine-row a").getAttribute("href")`)
	p.wantSound(first)
	p.picture("my-dossier")
	p.wantSound("/thu-tuc/1.001193/nop")
	night := as(t, citizenMai, dark)
	night.inVietnamese()
	night.wantSound("/ho-so")
	night.wantSound(first)
	every := eval[[]string](p, "find the dossiers", `fetch("/ho-so").then(r => r.text()).then(h => [...new DOMParser().parseFromString(h, "text/html").querySelectorAll(".mine-row a")].map(a => a.getAttribute("href")))`)
	for _, path := range every {
		p.visit(path)
		if out := p.overflow(); len(out) > 0 {
			t.Errorf("%s scrolls sideways: %q", path, out)
		}
	}
}

func TestQuestionsThatAreNotAskedAreHiddenWithScript(t *testing.T) {
	t.Parallel()
	p := as(t, business)
	p.inVietnamese()
	p.visit("/thu-tuc/1.001193/nop")
	p.answer("case", "co-giay-chung-sinh")
	p.press("form[action$='/nop'] .btn")
	draft, _, _ := strings.Cut(p.page(), "?")
	p.wantSound(draft + "?trang=chu-ho-so")
	p.wantSound(draft + "?trang=to-khai-parents")
	seen := `getComputedStyle(document.querySelector("[name='e.father.name']").closest(".cond")).display !== "none"`
	if eval[bool](p, "look at the father", seen) {
		t.Error("the father is asked before anybody said that he is known")
	}
	p.answer("e.father_known", "yes")
	if !eval[bool](p, "look at the father", seen) {
		t.Error("the father is not asked")
	}
	p.answer("e.father_known", "no")
	if eval[bool](p, "look at the father", seen) {
		t.Error("the father is asked although he is not known")
	}
	p.wantSound(draft + "?trang=giay-to")
	p.wantSound(draft + "?trang=ket-qua")
	p.visit("/ho-so")
	p.mark("details:has(form[action='" + draft + "/xoa']) summary")
	p.press("form[action='" + draft + "/xoa'] .btn")
	p.wantText(".flash", "Đã xóa bản nháp.")
}
