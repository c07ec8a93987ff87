package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// handedOver takes a dossier all the way to its result in the owner's hands.
func handedOver(t *testing.T, h handed, owner string) {
	t.Helper()
	spec := officer(t, specialist7, noScript)
	spec.visit(h.at())
	spec.pressAct("claim")
	spec.mark(`input[name$=".outcome"][value=done]`)
	spec.pressAct("finish")
	leader := officer(t, leader7, noScript)
	leader.visit(h.at())
	leader.pressAct("approve")
	registry := officer(t, registry7, noScript)
	registry.visit(h.at())
	registry.pressAct("claim")
	registry.do("number of the document", chromedp.SendKeys(chromedp.CSS(`input[name$=".number"]`), "119/CT"))
	registry.pressAct("issue")
	clerk := officer(t, clerk7, noScript)
	clerk.visit(h.at())
	clerk.fill("hand-over.receiver", owner)
	clerk.pressAct("hand-over")
	clerk.wantText(".dossier-state", "Đã trả kết quả")
}

func TestABadRatingAfterTheResultIsFollowedUpByTheLeaderUntilTheOwnerSaysItIsSettled(t *testing.T) {
	t.Parallel()
	said, sorry := "Phải chờ hai giờ dù đã có lịch hẹn.", "Chi nhánh xin lỗi vì đã để bà chờ lâu."
	h := receiveFor(t, city(t), maiName, maiNumber, unique(t))
	handedOver(t, h, maiName)

	owner := as(t, citizenMai, width(320))
	owner.inVietnamese()
	owner.visit("/ho-so/" + h.id)
	owner.press(`main a[href^="/danh-gia/"]`)
	owner.wantText("main", h.code)
	owner.judged("rating")
	owner.fill("comment", said)
	owner.press(`button[name=act][value=rate]`)
	owner.forget(owner.where())
	owner.wantText("#problem", "Hãy chọn mức hài lòng chung") // refused, and what was typed stays
	owner.mark(`[name=overall][value="1"]`)
	owner.press(`button[name=act][value=rate]`)
	owner.wantText("main", "Lãnh đạo đơn vị sẽ tìm cách liên hệ")

	// Who signed the result does not answer for what was said of it: the deputy does.
	signer := officer(t, leader7, noScript)
	signer.visit("/watch/ratings")
	if strings.Contains(signer.text("main"), h.code) {
		t.Error("the leader who signed follows the rating up")
	}
	leader := open(t, city(t))
	leader.visit("/dang-nhap?lang=vi")
	leader.fill("username", head7)
	leader.fill("password", password)
	leader.send(`form:has([name=password])`)
	leader.fill("code", codeAt(t, time.Now()))
	leader.send(`main form:has([name=code])`)
	leader.visit("/watch/ratings?lang=vi")
	leader.judged("rated-cases")
	if strings.Contains(leader.text("main"), said) {
		t.Error("the list tells what somebody wrote")
	}
	one := eval[string](leader, "find the case", `[...document.querySelectorAll('a[href^="/watch/ratings/"]')].find(a => a.innerText.includes("`+h.code+`")).getAttribute('href')`)
	leader.visit(one)
	leader.wantText("main", said)
	leader.judged("rated-case")
	leader.mark(`form[action$="/contact"] [name=by][value=phone]`)
	leader.mark(`form[action$="/contact"] [name=result][value=reached]`)
	leader.send(`form[action$="/contact"]`)
	leader.fill("answer", sorry)
	leader.send(`form[action$="/answer"]`)
	leader.wantText(".flash", "Đã lưu câu trả lời")
	leader.fill("mended", "Thêm một quầy vào giờ cao điểm.")
	leader.mark(`form[action$="/close"] [name=finding][value=as-found]`)
	leader.send(`form[action$="/close"]`)
	leader.wantText(".flash", "Đã đóng vụ việc")

	owner.visit("/danh-gia/" + h.code)
	owner.wantText("main", sorry)
	owner.press(`button[name=act][value=confirm]`)
	leader.visit(one)
	leader.wantText("main", "xác nhận đã ổn thỏa")
}
