package e2e

import "testing"

func TestADossierGoesThroughSupplementAndOpinion(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	spec := officer(t, specialist7)
	spec.visit(h.at())
	spec.pressAct("claim")

	// Papers are asked for: what was typed stays when something is missing.
	spec.unfold("ask")
	spec.set(`input[name*=".item.0"]`, "Bản chụp mờ")
	spec.pressAct("ask")
	spec.wantText("#problem", "Hãy chọn lý do")
	spec.forget(h.at() + "/ask")
	spec.set(`input[name*=".item.0"]`, "Bản chụp mờ, không đọc được số")
	spec.set(`select[name^="ask"][name$=".reason"]`, "incomplete")
	spec.pressAct("ask")
	spec.wantText(".flash", "Đã gửi yêu cầu bổ sung")
	spec.wantText("main", "Đang chờ người nộp")
	spec.wantNarrow()
	spec.wantOpenToAll()

	// The clerk takes what the applicant brings, without scripts.
	clerk := officer(t, clerk7, noScript)
	clerk.visit(h.at())
	clerk.unfold("supply")
	clerk.set(`input[name="supply.paper.0.originals"]`, "1")
	clerk.pressAct("supply")
	clerk.wantText(".flash", "Đã nhận phần bổ sung")
	spec.visit(h.at())
	spec.pressAct("accept")
	spec.wantText(".flash", "Đã xác nhận đủ")

	// Another unit is asked and answers.
	spec.asksLandOffice("Giấy này có do cơ quan cấp không?")
	land := officer(t, specialist)
	land.visit(h.at())
	land.wantText("main", "Giấy này có do cơ quan cấp không?")
	land.wantOpenToAll()
	land.mark(`input[name^="answer"][name$=".outcome"][value=agree]`)
	land.pressAct("answer")
	land.wantText(".flash", "Đã gửi ý kiến")
}

func TestADossierIsAskedBackAndTheWithdrawalIsGranted(t *testing.T) {
	t.Parallel()
	h := receiveCopies(t, unique(t))
	clerk := officer(t, clerk7, noScript, width(320))
	clerk.visit(h.at())
	clerk.unfold("withdraw")
	clerk.set(`textarea[name="withdraw.words"]`, "Không cần nữa")
	clerk.pressAct("withdraw")
	clerk.wantText(".flash", "Đã ghi yêu cầu rút hồ sơ")
	if out := clerk.overflow(); len(out) > 0 {
		t.Errorf("the page scrolls sideways: %q", out)
	}
	clerk.visit("/desk/dossiers?state=7")
	clerk.wantRow(h)
	clerk.visit(h.at())
	clerk.unfold("grant")
	clerk.pressAct("grant")
	clerk.wantText(".flash", "Đã cho rút")
	clerk.wantText("main", "Người nộp xin rút hồ sơ.")
}
