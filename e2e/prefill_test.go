package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// printed prints the page as it stands and gives the words on the paper, with how they stand beside each other.
func (p *tab) printed() string {
	p.t.Helper()
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		p.t.Log("LEFT OUT: the words of a printed page, there is no pdftotext")
		return ""
	}
	pdf, err := chromedp.Run(p.ctx, chromedp.PrintToPDF())
	if err != nil {
		p.t.Fatalf("print %s: %v", p.where(), err)
	}
	file := filepath.Join(p.t.TempDir(), "page.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		p.t.Fatal(err)
	}
	words, err := exec.CommandContext(p.ctx, tool, "-layout", file, "-").Output()
	if err != nil {
		p.t.Fatal(err)
	}
	return string(words)
}

func TestAFormBeginsWithWhatTheCityIssuedAndTheClerkSeesFromWhere(t *testing.T) {
	t.Parallel()
	p := as(t, citizenMai, width(390))
	p.inVietnamese()
	p.visit("/thu-tuc/2.000635/nop?truong-hop=ca-nhan")
	p.press("form[action$='/nop'] .btn")
	id, _, _ := strings.Cut(strings.TrimPrefix(p.page(), "/ho-so/nhap/"), "?")
	p.put("applicant.phone", "0912345678")
	p.place("applicant.address", "Số 12 phố Ví Dụ")
	p.on("Chủ hồ sơ")
	p.answer("for", "self")
	p.on("Người yêu cầu")
	me := eval[string](p, "read who asks", `document.querySelector("[name='e.requester.name']").value`)
	if me == "" {
		t.Error("the name of the account is asked again")
	}
	p.answer("e.relation", "parent")
	p.on("Việc hộ tịch đã đăng ký")
	p.answer("e.kind", "birth")
	child := eval[string](p, "read the child", `document.querySelector("[name='e.child_name']").value`)
	born := eval[string](p, "read the day", `document.querySelector("[name='e.child_birth']").value`)
	if child == "" || born == "" {
		t.Errorf("the child is asked again: %q, %q", child, born)
	}
	p.wantText(".filing-main", "Lấy từ Giấy khai sinh số ")
	p.put("e.child_birth", "1/10/2026") // one value is changed
	p.put("e.registered_at", "Ủy ban nhân dân phường Ví Dụ")
	p.on("Đề nghị")
	p.put("e.copies", "2")
	p.answer("e.pledge", "yes")
	p.put("e.sign.name", me)
	p.on("Giấy tờ kèm theo")
	p.on("Nơi nhận kết quả")
	p.choose("reception", "chi-nhanh-7")
	p.answer("return", "desk")
	p.on("Kiểm tra và nộp")
	p.wantText(".filing-main", "ghi “"+born+"”; người khai đã sửa")
	p.mark("[name=confirm]")
	p.press(".filing-main .acts .btn:not(.quiet)")
	p.wantText(".notice", "Đã nộp hồ sơ.")

	p.wantSound("/ho-so/" + id + "/to-khai")
	if words := p.printed(); words != "" {
		rows := strings.Join(strings.Fields(words), " ")
		for _, want := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Họ, chữ đệm, tên của con " + child, "Ngày sinh của con 01/10/2026", "Người yêu cầu ký tên", "Đã ký dưới tài khoản của người nộp"} {
			if !strings.Contains(rows, want) {
				t.Errorf("the paper lacks %q:\n%s", want, words)
			}
		}
		if strings.Contains(rows, "Tra cứu hồ sơ") {
			t.Error("the menu is printed")
		}
	}

	clerk := as(t, clerk7)
	clerk.inVietnamese()
	clerk.visit("/desk/dossiers/" + id + "/receive")
	said := clerk.text(".filed-answers")
	for _, want := range []string{"Lấy từ tài khoản đăng nhập của người nộp.", "Không phải nộp giấy tờ chứng minh nội dung này.", "ghi “" + born + "”; người khai đã sửa. Cần đối chiếu."} {
		if !strings.Contains(said, want) {
			t.Errorf("the clerk is not told %q: %s", want, said)
		}
	}
	clerk.press("button[form=filed].btn")
	clerk.visit("/desk/dossiers/" + id)
	clerk.wantText("#answers ~ *, section:has(#answers)", "người khai đã sửa")
	clerk.wantSound("/desk/dossiers/" + id + "/declaration")
}
