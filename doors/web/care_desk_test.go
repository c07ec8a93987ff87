package web

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"testing"
	"time"

	"motcua/ground/text"
	"motcua/law/care"
	"motcua/office"
	"motcua/words/org"
)

// lan is an agent of the care desk who is signed in.
func (c *town) lan() *surfer { return c.holderOf("trung-tam-cham-soc-ho-tro", "care-agent") }

func TestWhatAnAgentWritesDownIsNotShownAsTyped(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Hỏi giấy hẹn")
	c.agent(id, care.ActTake, care.Input{})
	c.agent(id, care.ActHear, care.Input{Text: "Tôi cần trước thứ Sáu"})
	b.get("/lien-he/chat/" + string(id))
	b.want(http.StatusOK, "Tôi cần trước thứ Sáu", "Lời của bạn, Trung tâm")
	d := c.lan()
	d.get("/care/contacts/" + string(id))
	d.want(http.StatusOK, "Ghi lại theo lời người dân, người ghi")
}

func TestAPromisedCallIsKeptByARecordedCall(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Xin gọi lại")
	c.agent(id, care.ActTake, care.Input{})
	c.agent(id, care.ActIdentify, care.Input{Name: "Người Hỏi", Handle: "0912 345 678"})
	for _, h := range []int{1, 2} {
		c.agent(id, care.ActPromise, care.Input{Due: c.clock().Add(time.Duration(h) * time.Hour), Text: "việc " + string(rune('0'+h))})
	}
	d, at := c.lan(), "/care/contacts/"+string(id)
	d.get(at + "/keep")
	d.want(http.StatusOK, "Lời hẹn nào", "việc 1", "việc 2")
	v, err := c.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Contact(id)
	if err != nil {
		t.Fatal(err)
	}
	second := v.Promises[1].Version
	keep := func() {
		d.get(at + "/keep")
		d.post(at+"/keep", "key", d.hidden("key"), "promise", strconv.FormatInt(second, 10), "outcome", "kept", "text", "đã nói rõ")
	}
	keep()
	d.want(http.StatusConflict, "Chưa có cuộc gọi nào được ghi nhận", "đã nói rõ")
	c.at("2026-03-03 10:10")
	c.agent(id, care.ActCall, care.Input{})
	c.at("2026-03-03 10:15")
	c.agent(id, care.ActHangUp, care.Input{Outcome: care.Reached, Text: "máy kêu nhỏ"})
	keep()
	d.want(http.StatusOK, "đã nói rõ", "máy kêu nhỏ", "Đã gọi đúng hẹn")
	c.at("2026-03-03 10:20") // the first one's hour has passed
	d.get("/care/callbacks?show=overdue")
	d.want(http.StatusOK, v.Code, "quá giờ hẹn")
	c.agent(id, care.ActCall, care.Input{})
	c.at("2026-03-03 10:30")
	c.agent(id, care.ActHangUp, care.Input{Outcome: care.Reached})
	c.agent(id, care.ActKeep, care.Input{Outcome: care.Kept})
	d.get("/care/callbacks?show=late")
	d.want(http.StatusOK, v.Code, "gọi trễ hẹn")
	c.agent(id, care.ActClose, care.Input{Outcome: "informed", Text: "đã đọc lại giấy hẹn"})
	d.get(at)
	d.want(http.StatusOK, "đã đọc lại giấy hẹn", "Đã hướng dẫn, cung cấp thông tin")
	d.get("/care?show=closed")
	d.want(http.StatusOK, "Đã hướng dẫn, cung cấp thông tin, 10:30 thứ Ba")
	if rep, err := c.Check(t.Context()); err != nil || len(rep.Damages) != 0 {
		t.Errorf("%v, %v", rep, err)
	}
}

func TestTagsAreNamedInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Lệ phí bao nhiêu?")
	c.agent(id, care.ActTag, care.Input{Tags: []string{"lệ phí"}})
	d := c.lan()
	for lang, want := range map[string]string{"vi": "lệ phí", "en": "fees"} {
		d.lang = lang
		d.get("/care/contacts/" + string(id))
		d.want(http.StatusOK, ">"+want)
	}
	if got := c.Office.World().CareTagName("không có", "en"); got != "không có" {
		t.Errorf("an unknown tag is called %q", got)
	}
}

func TestWhoeverLooksForASavedReplyKeepsWhatTheyTyped(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Hỏi lệ phí")
	c.agent(id, care.ActTake, care.Input{})
	d, at := c.lan(), "/care/contacts/"+string(id)
	d.get(at)
	d.post(at+"/replies", "key", d.hidden("key"), "text", "Chào bác, phần đầu", "words", "lệ phí")
	d.want(http.StatusOK, "Chào bác, phần đầu</textarea>")
	reply := regexp.MustCompile(`name="reply" value="([^"]+)"`).FindStringSubmatch(d.body)
	if reply == nil {
		t.Fatal("no saved reply was found")
	}
	d.post(at+"/replies", "text", "Chào bác, phần đầu", "reply", reply[1])
	d.want(http.StatusOK, "Chào bác, phần đầu\n")
	if v, err := c.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Contact(id); err != nil || len(v.Messages) != 1 {
		t.Errorf("looking for a reply sent one: %v", err)
	}
}

func TestACallBeginsThoughTheDossiersCodeIsWrong(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	d := c.lan()
	d.get("/care/new")
	key := d.hidden("key")
	for range 2 { // pressed twice
		d.post("/care/new", "key", key, "channel", "telephone", "handle", "0912345678", "name", "Bà Ví Dụ", "text", "Hỏi hồ sơ", "dossier", "SAI.123")
	}
	d.want(http.StatusUnprocessableEntity, "SAI.123", `id="problem"`, "Cuộc gọi đang diễn ra")
	rows, _, err := c.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Contacts(office.ContactFilter{})
	if err != nil || len(rows) != 1 || rows[0].Handle != "0912345678" || rows[0].Name != "Bà Ví Dụ" {
		t.Fatalf("%+v, %v: want one call with all that was typed", rows, err)
	}
	at := "/care/contacts/" + string(rows[0].ID)
	for _, page := range []string{"/care", "/care/new", "/care/callbacks", "/care/board", "/care/knowledge", at + "/link"} {
		d.get(page)
		d.want(http.StatusOK, `class="call-line"><a href="`+at+`"`)
	}
	d.get(at)
	d.want(http.StatusOK, at+`/hang-up"`)
	d.hides(`class="call-line"`)
	d.want(http.StatusOK, "đang gọi", "Đã nói chuyện", "Người gọi ngắt máy")
	d.hides("Không nghe máy", "Máy bận", "đã gọi xong")
	d.post("/care/board/on")
	d.post("/care/board/off")
	d.want(http.StatusConflict, "Cuộc gọi đang diễn ra", `class="call-line"`)
	d.post(at+"/hang-up", "outcome", "no-answer")
	d.want(http.StatusUnprocessableEntity, "Chọn một kết quả trong danh sách")
	d.post(at+"/hang-up", "outcome", "reached")
	d.want(http.StatusOK, "đã gọi xong, chờ ghi kết quả", "Cuộc gọi đến 00:00: Đã nói chuyện")
	d.hides("đang gọi<")
	for _, list := range []string{"/care", "/care?show=mine"} {
		d.get(list)
		d.want(http.StatusOK, "đã gọi xong, chờ ghi kết quả")
	}
	d.post("/care/board/off")
	d.want(http.StatusOK, "đang giữ 1 lượt liên hệ", "Trả về hàng chờ")
	d.post("/care/board/off", "held", "release")
	d.want(http.StatusOK, "Đã ra ca")
}

func TestOneButtonOfThePageTakesOneConversation(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, first := c.visits("Một")
	c.at("2026-03-03 08:31")
	c.visits("Hai")
	d := c.lan()
	d.get("/care")
	key, had := regexp.MustCompile(`name="key" value="([^"]+)"><input type="hidden" name="had"`).FindStringSubmatch(d.body)[1], d.hidden("had")
	for range 2 {
		d.post("/care/next", "key", key, "had", had)
		if d.at != "/care/contacts/"+string(first) {
			t.Fatalf("led to %s, want %s", d.at, first)
		}
	}
}

func TestAUnitSeesWhatItWasHandedAnswersOrGivesItBack(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, first := c.visits("Hỏi về hộ tịch")
	_, second := c.visits("Hỏi về đất đai")
	var unit string
	for _, u := range c.World().Org.Units(c.clock()) {
		if len(c.World().Org.Present(u.ID, org.Specialist, c.clock())) > 0 {
			unit = string(u.ID)
			break
		}
	}
	d := c.holderOf(unit, "specialist")
	d.get("/desk")
	d.hides("chờ đơn vị trả lời")
	d.want(http.StatusOK, `href="/desk/handed"`) // the menu has it
	for _, id := range []care.ID{first, second} {
		c.agent(id, care.ActTake, care.Input{})
		c.agent(id, care.ActHandOver, care.Input{To: unit, Reason: "Thuộc việc của đơn vị."})
	}
	d.get("/desk")
	d.want(http.StatusOK, "2 lượt liên hệ chờ đơn vị trả lời", "trả lời trước")
	d.get("/desk/handed")
	d.want(http.StatusOK, "Hỏi về hộ tịch", "Hỏi về đất đai", "Thuộc việc của đơn vị.")
	at := "/desk/handed/" + string(first)
	d.get(at)
	d.want(http.StatusOK, "Hỏi về hộ tịch", "Trả lại nơi chuyển", "Thuộc việc của đơn vị.")
	d.post(at+"/say", "key", d.hidden("key"), "text", "")
	d.want(http.StatusUnprocessableEntity, "Chưa có nội dung")
	d.post(at+"/say", "key", d.hidden("key"), "text", "Mời bạn đến phường.")
	d.want(http.StatusOK, "Đã gửi câu trả lời", "Mời bạn đến phường.")
	back := "/desk/handed/" + string(second)
	d.get(back)
	d.post(back+"/back", "key", d.hidden("key"), "reason", "x")
	d.want(http.StatusUnprocessableEntity, "ít nhất 5", ">x</textarea>")
	c.at("2026-03-05 09:00")
	boss := c.holderOf(unit, "leader")
	boss.get("/watch/alarms")
	boss.want(http.StatusOK, "lượt liên hệ đơn vị trả lời trễ")
	boss.get("/desk")
	boss.want(http.StatusOK, "1 lượt liên hệ chờ đơn vị trả lời", "1 lượt quá hạn")
	boss.get(back)
	boss.post(back+"/back", "key", boss.hidden("key"), "reason", "Thuộc Văn phòng đăng ký đất đai.")
	boss.want(http.StatusOK, "Đã trả lại nơi chuyển", "Không có lượt liên hệ nào chờ")
	boss.get("/watch/alarms")
	boss.hides("lượt liên hệ đơn vị trả lời trễ")
	v, err := c.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Contact(second)
	if err != nil || v.State != care.Waiting || v.Unit != "trung-tam-cham-soc-ho-tro" || v.Waits.IsZero() {
		t.Errorf("it is %s at %s, %v", v.State, v.Unit, err)
	}
	lan := c.lan()
	lan.get("/care/contacts/" + string(second))
	lan.want(http.StatusOK, "trả lại; Thuộc Văn phòng đăng ký đất đai.")
}

// TestWhoHasAConversationOfAnotherDeskReadsThatItIsLate has a specialist, who has no page of alarms.
func TestWhoHasAConversationOfAnotherDeskReadsThatItIsLate(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	var unit string
	for _, u := range c.World().Org.Units(c.clock()) {
		if len(c.World().Org.Present(u.ID, org.Specialist, c.clock())) > 0 {
			unit = string(u.ID)
			break
		}
	}
	tick := func() {
		t.Helper()
		for range 2 {
			if err := c.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
			for n := 1; n > 0; {
				var err error
				if n, err = c.Work(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	tick()
	_, id := c.visits("Hỏi về hộ tịch")
	c.agent(id, care.ActTake, care.Input{})
	c.agent(id, care.ActHandOver, care.Input{To: unit, Reason: "Thuộc việc của đơn vị."})
	if err := c.Contact(t.Context(), c.officer(unit, "specialist"), office.Command{}, office.OnContact{ID: id}, care.ActTake, care.Input{}); err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-04 16:00")
	tick()
	d := c.holderOf(unit, "specialist")
	d.get("/desk/handed")
	d.want(http.StatusOK, "Đã báo cho bạn", "Chưa xử lý", `<a class="code" href="/desk/handed/`+string(id)+`">`)
	d.get("/watch/alarms")
	d.want(http.StatusForbidden)
}

func TestTheKnowledgeBaseComesAPartAtATimeAndIsSearchedWhole(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	d := c.lan()
	row := regexp.MustCompile(`<th scope="row"><a href="/care/knowledge/([^"]+)">([^<]+)</a>`)
	seen, last := map[string]int{}, []string{}
	d.get("/care/knowledge")
	for next := true; next; {
		rows := row.FindAllStringSubmatch(d.body, -1)
		if len(rows) == 0 || len(rows) > 20 {
			t.Fatalf("a page has %d items", len(rows))
		}
		for _, x := range rows {
			seen[x[1]]++
			last = x
		}
		at := regexp.MustCompile(`href="(/care/knowledge\?tu=\d+)"[^>]*>Trang sau`).FindStringSubmatch(d.body)
		if next = at != nil; next {
			d.get(at[1])
		}
	}
	_, all, err := c.Read(t.Context(), c.officer(careDesk, "care-agent")).KnowledgeList(office.KnowledgeFilter{})
	if err != nil || int64(len(seen)) != all || all <= 20 {
		t.Fatalf("%d of %d items stand on a page, %v", len(seen), all, err)
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s stands on %d pages", id, n)
		}
	}
	d.get("/care/knowledge?q=" + url.QueryEscape(html.UnescapeString(last[2])))
	d.want(http.StatusOK, `href="/care/knowledge/`+last[1]+`"`)
}

// A saved reply says of a dossier that its result is there, or that it is over, only where that is so, and names the conversation by its
// own code.
func TestASavedReplyIsFilledWithWhatIsTrueAlone(t *testing.T) {
	t.Parallel()
	v := newTown(t, true).site.words.In(text.VI)
	at := func(d, p []office.ContactLink) *office.ContactView {
		return &office.ContactView{Contact: &care.Contact{Code: "LH26-000007", Name: "Mai"}, LinksD: d, LinksP: p}
	}
	for _, x := range []struct {
		said, want string
		c          *office.ContactView
	}{
		{"{name}: {contact}, {code}", "Mai: LH26-000007, {code}", at(nil, nil)},
		{"{code} {ready} {ended} {contact}", "H26-1 {ready} {ended} LH26-000007", at([]office.ContactLink{{Code: "H26-1"}}, nil)},
		{"{code} {ready} {ended}", "H26-1 H26-1 {ended}", at([]office.ContactLink{{Code: "H26-1", Ready: true}}, nil)},
		{"{code} {ready} {ended}", "H26-1 {ready} H26-1", at([]office.ContactLink{{Code: "H26-1", Ended: true}}, nil)},
		{"{code} {ended}", "{code} {ended}", at([]office.ContactLink{{Code: "H26-1", Ended: true}, {Code: "H26-2"}}, nil)},
		{"{petition} {answered} {code}", "PA26-1 {answered} {code}", at(nil, []office.ContactLink{{Code: "PA26-1"}})},
		{"{petition} {answered}", "PA26-1 PA26-1", at(nil, []office.ContactLink{{Code: "PA26-1", Said: true}})},
	} {
		if got := careFill(v, x.said, x.c); got != x.want {
			t.Errorf("%q is filled as %q, want %q", x.said, got, x.want)
		}
	}
}
