package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// comesIn waits until words stand in what a selector finds, without the page being loaded again.
func (p *tab) comesIn(selector, words string) {
	p.t.Helper()
	script := fmt.Sprintf(`document.querySelector(%q)?.textContent.includes(%q) ?? false`, selector, words)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		if eval[bool](p, "look for "+words, script) {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s: %q did not come into %s%s", p.where(), words, selector, p.picture("chat-"+p.t.Name()))
		}
	}
}

func TestACitizenOnATelephoneTalksWithAnAgentAndNeitherLoadsThePageAgain(t *testing.T) {
	t.Parallel()
	said := unique(t)
	phone := open(t, city(t), width(320))
	phone.inVietnamese()
	phone.visit("/lien-he")
	phone.judged("contact")
	phone.fill("text", said)
	if eval[bool](phone, "look whether somebody is there", `!!document.querySelector('[name=how]')`) {
		phone.mark(`[name=how][value=chat]`)
	}
	phone.send(`main form.card`)
	at := phone.page()
	id := regexp.MustCompile(`^/lien-he/chat/([^#?]+)`).FindStringSubmatch(at)
	if id == nil {
		t.Fatalf("no conversation: %s: %s", at, phone.text("main"))
	}
	phone.wantText(".msgs", said)
	phone.judged("chat")

	agent := officer(t, careAgent)
	agent.visit("/care/contacts/" + id[1])
	agent.wantText("main", said)
	agent.send(`form[action$="/take"]`)
	agent.set(".care-reply [name=text]", "Bạn mang giấy tờ tùy thân đến nơi đã nộp.")
	agent.press(`.care-reply .acts .btn:not(.quiet)`)
	phone.comesIn(".msgs", "Bạn mang giấy tờ tùy thân đến nơi đã nộp.")

	// What is typed while a message comes stays, and goes out by a key.
	phone.fill("text", "Cảm ơn, tôi đến ngay")
	agent.set(".care-reply [name=text]", "Chi nhánh mở đến 17:30.")
	agent.press(`.care-reply .acts .btn:not(.quiet)`)
	phone.comesIn(".msgs", "Chi nhánh mở đến 17:30.")
	if typed := eval[string](phone, "read the box", `document.querySelector('[data-chat-text]').value`); typed != "Cảm ơn, tôi đến ngay" {
		t.Errorf("the box has %q after a message came", typed)
	}
	phone.do("send", chromedp.Click(chromedp.CSS(`[data-chat-form] .btn`), chromedp.NodeVisible))
	phone.comesIn(".msgs", "Cảm ơn, tôi đến ngay")
	agent.comesIn("[data-care-said]", "Cảm ơn, tôi đến ngay")
	if n := eval[int](phone, "count the messages", `document.querySelectorAll('.msg').length`); n != 4 {
		t.Errorf("%d messages stand in the conversation, want 4", n)
	}

	// A half-written answer waits while another page is looked at, and a saved reply does not grow together with it.
	agent.set(".care-reply [name=text]", "Chào bác,")
	agent.visit("/care")
	agent.visit("/care/contacts/" + id[1])
	if typed := eval[string](agent, "read the draft", `document.querySelector('[data-care-box]').value`); typed != "Chào bác," {
		t.Errorf("the half-written answer is %q", typed)
	}
	if typed := eval[string](agent, "choose a saved reply", `(() => { const b = document.querySelector('[data-care-box]'); b.setSelectionRange(9, 9); document.querySelector('[data-insert]').click(); return b.value })()`); !strings.HasPrefix(typed, "Chào bác,\n") {
		t.Errorf("the saved reply is glued on: %q", typed)
	}

	// Without script the same conversation goes on by form.
	codes := regexp.MustCompile(`LH\d\d-\d{6}`).FindString(phone.text("main"))
	check := eval[string](phone, "read the check code", `[...document.querySelectorAll('.facts .code')].at(-1).textContent`)
	plain := open(t, city(t), width(320), noScript)
	plain.inVietnamese()
	plain.visit("/lien-he/tim")
	plain.fill("ma", codes)
	plain.fill("kiem-tra", check)
	plain.send(`main form.card`)
	plain.wantText(".msgs", said)
	plain.fill("text", "Tôi hỏi thêm từ máy khác")
	plain.send(`main form.card`)
	plain.wantText(".msgs", "Tôi hỏi thêm từ máy khác")
	phone.comesIn(".msgs", "Tôi hỏi thêm từ máy khác")
	if strings.Contains(plain.where(), check) || strings.Contains(phone.where(), check) {
		t.Error("the check code stands in an address")
	}
}

// beside opens another window of the same browser, with the same cookies.
func (p *tab) beside() *tab {
	p.t.Helper()
	ctx, end := chromedp.NewContext(p.ctx)
	p.t.Cleanup(end)
	b := &tab{t: p.t, ctx: ctx, base: p.base}
	if err := chromedp.Listen(ctx, b.hear); err != nil {
		p.t.Fatalf("open another window: %v", err)
	}
	b.do("prepare the window", step(width(1280)), step(inFront))
	return b
}

// signsOut presses the button under the visitor's name.
func (p *tab) signsOut() {
	p.t.Helper()
	eval[bool](p, "open the menu", `document.querySelector('details.who').open = true`)
	p.press(`.who-open form[action="/dang-xuat"] button`)
}

func TestAHalfWrittenAnswerStaysUntilItsWriterIsSignedOutAndIsNotTheNextOnes(t *testing.T) {
	t.Parallel()
	c := ownCity(t, "2026-03-02T08:30")
	agent := c.officer(careAgent)
	agent.visit("/care/new")
	agent.mark(`[name=channel][value=telephone]`)
	agent.send(`main form.card`)
	agent.wantNoProblem()
	talk := agent.page()
	agent.press(`.care-call button[value=dropped]`) // a call that runs is ended before it is handed back
	const half = "Chào bác, tôi xem"
	agent.visit(talk)
	agent.set(".care-reply [name=text]", half)
	typed := func() string {
		return eval[string](agent, "read the box", `document.querySelector('[data-care-box]')?.value || ''`)
	}

	// Asked what becomes of the conversation, they stay.
	agent.signsOut()
	if at := agent.page(); !strings.HasPrefix(at, "/care/leave") {
		t.Fatalf("whoever has a conversation signs out to %s", at)
	}
	agent.judged("care-leave")
	agent.press(`main form.card a.btn`)
	agent.visit(talk)
	if got := typed(); got != half {
		t.Errorf("who stayed finds %q, want %q", got, half)
	}

	// Another window of the same browser has a half-written answer of its own.
	second := agent.beside()
	second.visit(talk)
	second.set(".care-reply [name=text]", "Từ cửa sổ khác")

	// They hand it back and are signed out: whoever signs in at the same machine finds nothing of it.
	agent.signsOut()
	agent.mark(`[name=held][value=release]`)
	agent.send(`main form.card`)
	agent.wantText("main", "Bạn đã đăng xuất")
	if n := eval[int](agent, "count the drafts", `Object.keys(sessionStorage).filter(k => k.startsWith('care-')).length`); n != 0 {
		t.Errorf("%d half-written answers stay at the machine", n)
	}
	second.comesIn("main", "Đăng nhập")
	if n := eval[int](second, "count the drafts", `Object.keys(sessionStorage).filter(k => k.startsWith('care-')).length`); n != 0 {
		t.Errorf("%d half-written answers stay in the other window", n)
	}
	agent.signIn("thuhien.cskh", password)
	agent.visit(talk)
	if got := typed(); got != "" {
		t.Errorf("the next one finds %q", got)
	}
}
