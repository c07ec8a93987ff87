package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/care"
	"motcua/office"
)

func TestATelephoneIsShownToBeOnesOwnAndItsConversationAskedAbout(t *testing.T) {
	t.Parallel()
	out, texts := shortMessages(t)
	d := &desk{t: t, whos: map[string]office.Who{}, now: time.Date(2026, 3, 3, 8, 30, 0, 0, office.Zone)}
	d.o = openCityWith(t, d.clock, false, office.Config{Notify: out})
	var err error
	if d.Site, err = New(Options{Office: d.o, Now: d.clock, Visitor: d.visitor}); err != nil {
		t.Fatal(err)
	}
	agent, _ := d.holder("trung-tam-cham-soc-ho-tro", "care-agent", 0)
	talk, err := d.o.OpenContact(t.Context(), agent, office.Command{}, care.Input{Channel: care.Telephone, Handle: "0912345678", Text: "Người dân hỏi giấy hẹn."})
	if err != nil {
		t.Fatal(err)
	}
	me := &http.Cookie{Name: actorCookie, Value: "me"}
	d.whos["me"] = office.Who{Kind: access.Citizen, Account: "c1", Name: whoPetitions, Number: "001085000077", Key: d.o.PersonKey("001085000077")}
	const at = "/ho-so/du-lieu/dien-thoai"
	if body := wantPage(t, d, "/ho-so/du-lieu", 200, me); !strings.Contains(body, `href="`+at+`"`) {
		t.Error("the page about own data does not lead there")
	}
	if body := wantPage(t, d, at, 200, me); !strings.Contains(body, `name="dien-thoai"`) {
		t.Error("no telephone is asked for")
	}
	d.wantAgain(d.post(at, me, "dien-thoai", "không nhớ"), 422, "không phải số điện thoại", "không nhớ")
	body := d.wantAgain(d.post(at, me, "dien-thoai", "0912 345 678"), 200, "Nếu có lượt liên hệ chỉ mang số 0912 345 678", `autocomplete="one-time-code"`)
	try := regexp.MustCompile(`name="luot" value="([^"]+)"`).FindStringSubmatch(body)[1]
	for n := 1; n > 0; {
		if n, err = d.o.Work(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	sent := texts()
	if len(sent) != 1 {
		t.Fatalf("sent: %q", sent)
	}
	d.wantAgain(d.post(at, me, "buoc", "ma", "luot", try, "dien-thoai", "0912 345 678"), 422, "Hãy nhập mã dùng một lần")
	d.wantAgain(d.post(at, me, "buoc", "muon", "luot", try, "dien-thoai", "0912 345 678", "kind", "erase", "dossier", "contact/"+string(talk.ID), "words", "Đề nghị xóa lượt gọi này"), 422, "chưa được xác nhận", `name="dien-thoai"`)
	d.wantAgain(d.post(at, me, "buoc", "ma", "luot", try, "dien-thoai", "0912 345 678", "ma-mot-lan", sent[0][:3]+" "+sent[0][3:6]), 200, "Đã xác nhận số 0912 345 678", talk.Code)
	d.wantAgain(d.post(at, me, "buoc", "muon", "luot", try, "dien-thoai", "0912 345 678", "dossier", "contact/"+string(talk.ID), "words", "Đề nghị xóa lượt gọi này"), 422, "Đề nghị xóa lượt gọi này", talk.Code)
	if w := d.post(at, me, "buoc", "muon", "luot", try, "dien-thoai", "0912 345 678", "kind", "erase", "dossier", "contact/"+string(talk.ID), "words", "Đề nghị xóa lượt gọi này", "key", "k1"); w.Code != http.StatusSeeOther {
		t.Fatalf("asked: %d %s", w.Code, w.Body)
	}
	if body := wantPage(t, d, "/ho-so/du-lieu", 200, me); !strings.Contains(body, talk.Code) {
		t.Error("the request is not in the list")
	}
}
