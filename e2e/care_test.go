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
