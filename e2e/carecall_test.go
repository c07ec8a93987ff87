package e2e

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// petitionFigure reads how many petitions the city's public page counts under a term.
func (c *clocked) petitionFigure(term string) int {
	c.t.Helper()
	p := open(c.t, c.base)
	p.visit("/phan-anh?lang=vi")
	said := eval[string](p, "read the figure of "+term, fmt.Sprintf(`[...document.querySelectorAll('section[aria-labelledby=petition-figures] dt')].find(e => e.textContent.trim() === %q)?.nextElementSibling?.textContent || ''`, term))
	n, err := strconv.Atoi(regexp.MustCompile(`\d+`).FindString(strings.ReplaceAll(said, ".", "")))
	if err != nil {
		c.t.Fatalf("the public page says %q under %q", said, term)
	}
	return n
}

// wantFigures wants so many petitions answered and resolved on the public page.
func (c *clocked) wantFigures(when string, answered, resolved int) {
	c.t.Helper()
	if a, r := c.petitionFigure("Cơ quan đã trả lời"), c.petitionFigure("Người gửi xác nhận đã giải quyết"); a != answered || r != resolved {
		c.t.Errorf("%s the public page counts %d answered and %d resolved, want %d and %d", when, a, r, answered, resolved)
	}
}

// ticks wants the time of the running call to go on by itself.
func (p *tab) ticks() {
	p.t.Helper()
	read := func() string {
		return eval[string](p, "read the timer", `document.querySelector('[data-timer]')?.textContent || ''`)
	}
	first := read()
	if !regexp.MustCompile(`^\d+:\d\d`).MatchString(first) {
		p.t.Fatalf("%s: the timer of the call says %q", p.where(), first)
	}
	for end := time.Now().Add(20 * time.Second); read() == first; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Fatalf("%s: the timer of the call stands at %s", p.where(), first)
		}
	}
}

func TestACallBecomesAPetitionThatOthersAnswerAfterItIsReopenedAndOnlyTheCallerCallsResolved(t *testing.T) {
	t.Parallel()
	c := ownCity(t, "2026-03-02T08:30")
	caller, said, still := "Trịnh Văn Gọi Điện", "Tôi chờ hai giờ ở quầy số 3 mà không ai gọi số.", "Hôm nay tôi lại chờ hai giờ như lần trước."
	answered, resolved := c.petitionFigure("Cơ quan đã trả lời"), c.petitionFigure("Người gửi xác nhận đã giải quyết")

	// The telephone rings: the time of the call runs from the first second, and names come later.
	agent := c.officer(careAgent)
	agent.visit("/care/new")
	agent.judged("care-entry")
	agent.mark(`[name=channel][value=telephone]`)
	agent.send(`main form.card`)
	agent.wantNoProblem()
	talk := agent.page()
	agent.ticks()
	agent.visit(talk + "/identify")
	agent.fill("name", caller)
	agent.fill("handle", "0912 345 699")
	agent.fill("subject", "Chờ lâu ở quầy")
	agent.send(`main form.card`)
	agent.wantNoProblem()
	agent.set(".care-reply [name=text]", said)
	agent.press(`.care-reply [formaction$="/hear"]`)
	agent.wantText(".care-said", said)
	agent.ticks()
	agent.judged("care-call")

	// What was said is proposed word for word; the two codes are on the screen to be read aloud.
	agent.mark(`.care-acts summary`)
	agent.press(`.care-acts a[href$="/petition"]`)
	agent.judged("care-petition")
	form := agent.page()
	agent.send(`main form.card`)
	agent.wantNoProblem()
	read := agent.text(".flash")
	codes := regexp.MustCompile(`(PA\d\d-\d{6}).*?([0-9A-Z]{10})`).FindStringSubmatch(read)
	if codes == nil {
		t.Fatalf("the codes are not there to be read aloud: %s", read)
	}
	code, check := codes[1], codes[2]
	agent.ticks() // the call goes on
	agent.visit(form)
	agent.wantText("main", code)
	agent.set(`main form.card [name=title]`, "Chờ lâu ở quầy")
	agent.send(`main form.card`) // once more the same: the first is shown
	agent.wantText(".flash", code)
	agent.press(`.care-call button[value=reached]`)
	agent.wantText("main", "Đã nói chuyện")
	if side := agent.text(".care-side"); strings.Count(side, "tiếp nhận phản ánh") != 1 {
		t.Errorf("the petition was not made once: %s", side)
	}
	at := agent.href("/desk/petitions/")
	agent.visit(at)
	agent.wantText("main", code)
	agent.wantText("main", "Điện thoại")
	for _, clock := range []string{"Phân loại", "Trả lời"} {
		agent.wantText(`section[aria-labelledby=petition-clocks]`, clock)
	}
	agent.wantText(`section[aria-labelledby=petition-clocks]`, "2026")
	agent.does(at, "transfer", func() {
		agent.fill("to", "Chi nhánh số 7")
		agent.choose("reason", "competence")
		agent.fill("words", "Việc xảy ra tại quầy của chi nhánh.")
	})
	c.wantFigures("after the call", answered, resolved)

	// The branch: one officer drafts, the leader approves.
	c.at("2026-03-02T09:30")
	leader, spec := c.officer(leader7, noScript), c.officer(specialist7, noScript)
	leader.does(at, "classify", func() { leader.mark(`[name=class][value=own]`); leader.mark(`[name=level][value=normal]`) })
	spec.does(at, "draft", func() { spec.fill("words", "Kính gửi ông "+caller+": chi nhánh đã mở thêm một quầy.") })
	spec.visitFor(at+"/approve", http.StatusForbidden)
	leader.does(at, "approve", nil)
	leader.does(at, "answer", nil)
	c.wantFigures("after the answer", answered+1, resolved)

	// The caller, on a telephone and without an account, does not find it resolved.
	c.at("2026-03-02T10:30")
	who := open(t, c.base, noScript, width(360))
	who.visit("/phan-anh?lang=vi")
	who.follows(code, check)
	who.wantText("main", "Kính gửi ông "+caller)
	if out := who.overflow(); len(out) > 0 {
		t.Errorf("the follow page scrolls sideways at 360 px: %q", out)
	}
	who.send(`form[action$="/reopen"]`)
	who.fill("words", still)
	who.send(`form[action$="/reopen"]`)
	who.wantText("main", "Đã mở lại phản ánh")
	c.wantFigures("after it was reopened", answered+1, resolved) // answered, whether or not the caller is content

	// Above the branch, and by people who had no part in the first answer.
	spec.visitFor(at+"/draft", http.StatusForbidden)
	director, second := c.officer(director, noScript), c.officer(deputy, noScript)
	director.visit(at)
	director.wantText("main", still)
	director.wantText("main", "Trung tâm Phục vụ hành chính công")
	director.does(at, "draft", func() {
		director.fill("words", "Trung tâm đã bố trí lại ca trực; mời ông đến, có người chờ tiếp.")
	})
	second.does(at, "approve", nil)
	director.does(at, "answer", nil)
	c.wantFigures("after the second answer", answered+1, resolved)

	// Resolved is the caller's word.
	c.at("2026-03-02T11:00")
	who.follows(code, check)
	who.wantText("main", "Trung tâm đã bố trí lại ca trực")
	who.send(`form[action$="/confirm"]`)
	who.send(`form[action$="/confirm"]`)
	who.wantText("main", "Cảm ơn bạn đã xác nhận")
	c.wantFigures("after the caller's word", answered+1, resolved+1)

	// Whoever answers the next call sees each turn beside the conversation.
	agent.visit(talk)
	side := agent.text(".care-side")
	for _, turn := range []string{"tiếp nhận phản ánh", "chuyển", "phân loại", "dự thảo", "duyệt", "trả lời", "mở lại", "xác nhận đã giải quyết"} {
		if !strings.Contains(strings.ToLower(side), turn) {
			t.Errorf("the conversation does not show %q: %s", turn, side)
		}
	}
	if n := strings.Count(side, code); n < 10 {
		t.Errorf("%d lines name the petition, want one for each turn: %s", n, side)
	}
	agent.judged("care-turns")
	agent.visit(at)
	agent.wantText("main", "xác nhận đã giải quyết")
}
