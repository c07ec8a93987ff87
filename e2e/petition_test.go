package e2e

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// Who answers calls, and the two who lead the Centre.
const (
	careAgent = "quocthang.cskh"
	deputy    = "khanhquyen.tt"
)

// does opens the form of an act on a petition, lets it be filled in and sends it.
func (p *tab) does(at, act string, fill func()) {
	p.t.Helper()
	p.visit(at + "/" + act)
	if fill != nil {
		fill()
	}
	p.send(`main form.card`)
	p.wantNoProblem()
	p.wantText(".flash", "Đã xong")
}

// follows opens a petition by its two codes.
func (p *tab) follows(code, check string) {
	p.t.Helper()
	p.visit("/phan-anh/theo-doi")
	p.fill("ma", code)
	p.fill("kiem-tra", check)
	p.send(`main form:has(input[name=ma]:not([type=hidden]))`)
	p.wantText("main", code)
}

// judged wants the page that is open, with its scripts, to fit 320 pixels and to be open to all.
func (p *tab) judged(name string) {
	p.t.Helper()
	p.wantNarrow()
	p.wantOpenToAll()
	p.picture(name)
}

func TestAPetitionByTelephoneIsAnsweredReopenedAnsweredByOthersAndCalledResolvedByWhoCalled(t *testing.T) {
	t.Parallel()
	subject := unique(t)
	caller, said, still := "Trịnh Văn Gọi Điện", "Tôi chờ hai giờ ở quầy số 3 mà không ai gọi số.", "Hôm nay tôi lại chờ hai giờ như lần trước."

	// The agent writes down what the caller says, and reads out the two codes.
	agent := officer(t, careAgent)
	agent.visit("/desk/petitions/new")
	agent.judged("petition-entry")
	agent.mark(`[name=channel][value=telephone]`)
	agent.fill("title", subject)
	agent.fill("text", said)
	agent.fill("name", caller)
	agent.fill("address", "Số 8 phố Ví Dụ")
	agent.fill("phone", "0912 345 699")
	agent.send(`main form.card`)
	agent.wantNoProblem()
	codes := regexp.MustCompile(`(PA\d\d-\d{6}).*?([0-9A-Z]{10})`).FindStringSubmatch(agent.text(".flash"))
	if codes == nil {
		t.Fatalf("the codes are not said: %s", agent.text(".flash"))
	}
	code, check, at := codes[1], codes[2], agent.page()
	agent.judged("petition-desk")
	agent.does(at, "transfer", func() {
		agent.fill("to", "Chi nhánh số 7")
		agent.choose("reason", "competence")
		agent.fill("words", "Việc xảy ra tại quầy của chi nhánh.")
	})

	// The branch answers; the answer is of two people, and what is published names nobody.
	leader, spec := officer(t, leader7, noScript), officer(t, specialist7)
	leader.does(at, "classify", func() { leader.mark(`[name=class][value=own]`); leader.mark(`[name=level][value=normal]`) })
	spec.does(at, "draft", func() {
		spec.judged("petition-draft")
		spec.fill("words", "Kính gửi ông "+caller+": chi nhánh đã mở thêm một quầy.")
	})
	leader.does(at, "approve", nil)
	spec.does(at, "answer", nil)
	spec.visit(at + "/mask")
	spec.fill("public-title", subject)
	spec.fill("public-text", "Ông "+caller+" chờ hai giờ ở quầy.")
	spec.fill("public-answer", "Chi nhánh đã mở thêm một quầy.")
	spec.send(`main form.card`)
	spec.forget(spec.base + at + "/mask")
	spec.wantText("main", "tên người gửi")
	spec.fill("public-text", "Một người dân chờ hai giờ ở quầy.")
	spec.send(`main form.card`)
	spec.wantText(".flash", "Đã xong")
	leader.does(at, "publish", nil)

	for _, lang := range []string{"vi", "en"} {
		anyone := open(t, city(t))
		anyone.visit("/phan-anh/" + code + "?lang=" + lang)
		anyone.wantText("main", "Chi nhánh đã mở thêm một quầy")
		anyone.judged("petition-public-" + lang)
		for _, never := range []string{caller, "không ai gọi số", "0912", "Số 8", "Kính gửi", check} {
			if strings.Contains(anyone.text("body"), never) {
				t.Errorf("the public page says %q", never)
			}
		}
	}

	// It is not resolved: who called says so on their own telephone, with the two codes.
	who := open(t, city(t), noScript, width(320))
	who.visit("/phan-anh?lang=vi")
	who.follows(code, check)
	who.wantText("main", "Kính gửi ông "+caller)
	who.wantNarrow()
	who.send(`form[action$="/reopen"]`)
	who.wantNarrow()
	who.picture("petition-reopen")
	who.fill("words", still)
	who.send(`form[action$="/reopen"]`)
	who.wantText("main", "Đã mở lại phản ánh")

	// Those who answered before have no part in it; the Centre answers.
	spec.visitFor(at+"/draft", http.StatusForbidden)
	director, second := officer(t, director, noScript), officer(t, deputy, noScript)
	director.visit(at)
	director.wantText("main", still)
	director.wantText("main", "Trung tâm Phục vụ hành chính công")
	director.does(at, "draft", func() {
		director.fill("words", "Trung tâm đã bố trí lại ca trực; mời ông đến, có người chờ tiếp.")
	})
	director.wantText("main", "người khác có quyền duyệt") // an answer is of two people
	director.visitFor(at+"/approve", http.StatusForbidden)
	second.does(at, "approve", nil)
	director.does(at, "answer", nil)

	other := open(t, city(t)) // the same with scripts, in English
	other.visit("/phan-anh?lang=en")
	other.follows(code, check)
	other.wantText("main", "It is resolved")
	other.judged("petition-follow-en")
	other.send(`form[action$="/rate"]`)
	other.judged("petition-rate-en")
	who.follows(code, check)
	who.wantText("main", "Trung tâm đã bố trí lại ca trực")
	who.send(`form[action$="/confirm"]`)
	who.send(`form[action$="/confirm"]`)
	who.wantText("main", "Cảm ơn bạn đã xác nhận")
	agent.visit(at)
	agent.wantText("main", "xác nhận đã giải quyết")
	anyone := open(t, city(t))
	anyone.visit("/phan-anh/" + code + "?lang=vi")
	anyone.wantText("main", "xác nhận đã giải quyết")
}
