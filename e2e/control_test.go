package e2e

import (
	"strings"
	"testing"
)

func TestPagesOfProcedureControlAreSound(t *testing.T) {
	t.Parallel()
	each(t, []string{"/control", "/control/lists/missing", "/control/lists/unpublished?lang=en", "/control/versions/1.004194/1"}, func(t *testing.T, path string) {
		as(t, controller, dark).wantSound(path)
	})
}

// TestAnOfficialCutsAStepAndAPaperAndPublishesItFromADay goes the whole way of an amendment: copied, cut, seen as a diff with its
// proof and what it saves, decided, published from a day. A dossier of before keeps its rules, one of after has the new ones.
func TestAnOfficialCutsAStepAndAPaperAndPublishesItFromADay(t *testing.T) {
	t.Parallel()
	for name, wishes := range map[string][]wish{"with scripts": nil, "without scripts": {noScript}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := ownCity(t, "2026-03-02T08:30")
			old := receiveCase(t, c.base, maiName, maiNumber, "trước khi sửa đổi", amended, amendedCase)

			p := c.officer(controller, wishes...)
			p.visit("/control?lang=vi")
			p.fill("code", amended)
			p.send(".control-start form")
			at := strings.TrimPrefix(p.where(), c.base)
			if !strings.HasPrefix(at, "/control/proposals/") {
				t.Fatalf("begun at %s", at)
			}
			p.cuts(at)
			if len(wishes) == 0 {
				for _, page := range []string{"", "/record", "/cases", "/papers/" + amendedCase, "/channels/" + amendedCase} {
					p.wantSound(at + page)
				}
			}
			p.visit(at)
			p.wantText(".amend", "Bỏ")
			p.wantText("[aria-labelledby=proof]", "Đã chứng minh")
			p.wantText("[aria-labelledby=cost-saved]", "Giảm 1")
			p.openToAll(wishes)
			p.send("#submit form")
			p.send("#check form")

			boss := c.officer(director, wishes...)
			boss.visit(at)
			boss.fill("approve.number", "07/QĐ-TTPVHCC")
			boss.fill("approve.signer", "Giám đốc Trung tâm")
			boss.send("#approve form")

			p.visit(at)
			p.set("[name='publish.from']", "09/03/2026")
			p.mark("[name='publish.on']")
			p.send("#publish form")
			p.wantText(".flash", "Đã công bố và bật quy trình điện tử")
			p.openToAll(wishes)

			list := "/thu-tuc/" + amended + "/giay-to/" + amendedCase + "?lang=vi"
			p.visit(list)
			p.wantText("main", cutPaper)
			between := receiveCase(t, c.base, maiName, maiNumber, "trước ngày áp dụng", amended, amendedCase)
			c.at("2026-03-09T08:30")
			after := receiveCase(t, c.base, maiName, maiNumber, "sau khi sửa đổi", amended, amendedCase)
			clerk := c.officer(clerk7, wishes...)
			for h, first := range map[handed]string{old: takeStep, between: takeStep, after: nextStep} {
				clerk.visit(h.at())
				clerk.wantText("main", first)
			}
			for _, h := range []handed{old, between} {
				clerk.visit(h.at())
				clerk.wantText("main", cutPaper)
			}
			clerk.visit(after.at())
			if text := clerk.text("main"); strings.Contains(text, takeStep) || strings.Contains(text, cutPaper) {
				t.Error("the new dossier still has the step or the paper that was cut")
			}
			p.visit(list)
			if strings.Contains(p.text("main"), cutPaper) {
				t.Error("the list of papers still has the one that was cut")
			}
		})
	}
}

// The procedure that is amended, its case, the step that is cut and the one behind it, the paper that is cut.
const (
	amended     = "1.004194"
	amendedCase = "danh-sach"
	takeStep    = "Chuyển hồ sơ đến Công an cấp xã"
	nextStep    = "Công an cấp xã kiểm tra"
	cutPaper    = "Văn bản đề nghị đăng ký tạm trú kèm danh sách"
)

// openToAll looks for barriers where the browser runs scripts: the tool that looks is one.
func (p *tab) openToAll(wishes []wish) {
	p.t.Helper()
	if len(wishes) == 0 {
		p.wantOpenToAll()
	}
}

// cuts takes the first step and the second paper of the case away.
func (p *tab) cuts(at string) {
	p.t.Helper()
	p.visit(at + "/papers/" + amendedCase)
	p.press("button[value='remove.1']")
	p.wantText(".flash", "Đã lưu")
	p.visit(at + "/steps/" + amendedCase)
	p.press("button[value='drop.1']")
	p.press(".step-save .btn")
	p.wantText(".flash", "Đã lưu")
}
