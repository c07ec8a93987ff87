package web

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
)

const careDesk = "trung-tam-cham-soc-ho-tro"

// news asks as an open console does for what is new since a mark.
func (b *surfer) news(address, mark string) {
	b.t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	r.Header.Set("If-None-Match", mark)
	b.send(r)
}

// mark is where the console asks for what is new, and the mark of what it shows.
func (b *surfer) mark() (address, mark string) {
	b.t.Helper()
	find := func(name string) string {
		m := regexp.MustCompile(`data-care-` + name + `="([^"]*)"`).FindStringSubmatch(b.body)
		if m == nil {
			return ""
		}
		return strings.NewReplacer("&amp;", "&", "&#34;", `"`).Replace(m[1])
	}
	return find("news"), find("mark")
}

func TestAConsoleThatLooksByItselfIsToldWhatIsNewAndIsNoNewLook(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Giấy hẹn của tôi bị mất")
	agent, who := c.lan(), c.officer(careDesk, "care-agent")
	looks := func() int {
		t.Helper()
		lines, err := c.Store().Read().ReadsBy(t.Context(), who.Account, 10_000)
		if err != nil {
			t.Fatal(err)
		}
		return len(lines)
	}
	agent.get("/care/contacts/" + string(id) + "?channel=chat")
	agent.want(http.StatusOK, "Giấy hẹn của tôi bị mất")
	address, mark := agent.mark()
	if !strings.Contains(address, "channel=chat") || mark == "" {
		t.Fatalf("the console asks %q with the mark %q", address, mark)
	}
	opened := looks()
	if opened == 0 {
		t.Fatal("opening a conversation is no look")
	}
	for range 3 {
		agent.news(address, mark)
		if agent.status != http.StatusNotModified || agent.body != "" {
			t.Fatalf("nothing is new, and the answer is %d: %s", agent.status, agent.body)
		}
	}
	c.agent(id, care.ActSay, care.Input{Text: "Bạn mang giấy tờ tùy thân đến nơi đã nộp"})
	agent.news(address, mark)
	agent.want(http.StatusOK, "Bạn mang giấy tờ tùy thân", "data-care-said", "data-care-list")
	agent.hides("<html", "name=\"csrf\"", "<form")
	if n := looks(); n != opened {
		t.Errorf("what the page has shown is %d looks, was %d", n, opened)
	}
	_, mark = agent.mark()
	agent.news(address, mark)
	if agent.status != http.StatusNotModified {
		t.Errorf("after what is new was told the answer is %d", agent.status)
	}

	// Whoever comes into the list is seen for the first time.
	c.visits("Lệ phí bao nhiêu?")
	agent.news(address, mark)
	agent.want(http.StatusOK, "Lệ phí bao nhiêu?")
	if n := looks(); n != opened+1 {
		t.Errorf("somebody new in the list makes %d looks, want %d", n, opened+1)
	}
	// To open the page is a look, however often.
	before := looks()
	c.at(c.clock().In(office.Zone).Add(time.Minute).Format("2006-01-02 15:04"))
	agent.get("/care/contacts/" + string(id))
	if n := looks(); n <= before {
		t.Errorf("opening the page again left %d looks, were %d", n, before)
	}
	address, mark = agent.mark()
	c.at(c.clock().In(office.Zone).Add(10 * time.Minute).Format("2006-01-02 15:04"))
	if agent.news(address, mark); agent.status != http.StatusOK {
		t.Errorf("times that are shown stand still: %d", agent.status)
	}
}

func TestTheConsoleShowsWhatWaitsAndFindsIt(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	agent := c.lan()
	agent.get("/care")
	agent.want(http.StatusOK, "Không có lượt liên hệ nào ở đây", "Ghi cuộc gọi mới")
	_, first := c.visits("Giấy hẹn của tôi bị mất")
	_, second := c.visits("Lệ phí bao nhiêu?")
	c.agent(second, care.ActTag, care.Input{Tags: []string{"lệ phí"}})
	agent.get("/care")
	agent.want(http.StatusOK, "Giấy hẹn của tôi bị mất", "Lệ phí bao nhiêu?", "chưa ai nhận")
	for chip, n := range map[string]string{"Chờ tiếp nhận": "2", "Của tôi": "0", "Đang mở": "2", "Trò chuyện": "2"} {
		if !regexp.MustCompile(chip + `[^0-9]*` + n).MatchString(agent.body) {
			t.Errorf("the chip %s does not count %s", chip, n)
		}
	}
	agent.get("/care?tag=l%E1%BB%87+ph%C3%AD")
	agent.want(http.StatusOK, "Lệ phí bao nhiêu?")
	agent.hides("Giấy hẹn của tôi bị mất")
	agent.get("/care?q=khongco")
	agent.want(http.StatusOK, "Không tìm thấy lượt liên hệ nào", `value="khongco"`)
	agent.post("/care/next")
	agent.want(http.StatusOK, "Giấy hẹn của tôi bị mất") // who waits longest
	if !strings.HasSuffix(agent.at, string(first)) {
		t.Errorf("who waits longest is %s, got %s", first, agent.at)
	}
	agent.get("/care?show=mine")
	agent.want(http.StatusOK, "Giấy hẹn của tôi bị mất")
	agent.hides("Lệ phí bao nhiêu?")
	agent.lang = "en"
	agent.get("/care")
	agent.want(http.StatusOK, "Customer care desk", "Waiting")
}

func TestAMistakeAtTheCareDeskKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Giấy hẹn của tôi bị mất")
	agent, at := c.lan(), "/care/contacts/"+string(id)
	agent.get("/care/new")
	agent.post("/care/new", "key", agent.hidden("key"), "name", "Bà Ví Dụ", "text", "Hỏi về đất", "channel", "", "dossier", "KHONG.CO")
	agent.want(http.StatusUnprocessableEntity, "Bà Ví Dụ", "Hỏi về đất", "KHONG.CO", `id="problem"`)
	agent.get(at + "/hand-over")
	agent.post(at+"/hand-over", "key", agent.hidden("key"), "to", "Đơn vị không có", "reason", "Người dân hỏi về sổ đỏ")
	agent.want(http.StatusUnprocessableEntity, "Đơn vị không có", "Người dân hỏi về sổ đỏ", `id="problem"`)
	agent.get(at + "/promise")
	agent.post(at+"/promise", "key", agent.hidden("key"), "due", "31/02/2026", "due-hour", "9h", "text", "hỏi lại chi nhánh")
	agent.want(http.StatusUnprocessableEntity, "31/02/2026", "hỏi lại chi nhánh")
	agent.get(at + "/petition")
	agent.want(http.StatusOK, "Giấy hẹn của tôi bị mất")
	agent.post(at+"/petition", "key", agent.hidden("key"), "class", "general", "title", "", "text", "Mất giấy hẹn", "place", "Chi nhánh số 7")
	agent.want(http.StatusUnprocessableEntity, "Mất giấy hẹn", "Chi nhánh số 7")

	// Made once, however often; another matter of the same conversation is said to be one, and what was typed stays.
	key := agent.hidden("key")
	for range 2 {
		agent.post(at+"/petition", "key", key, "class", "general", "title", "Mất giấy hẹn", "text", "Giấy hẹn của tôi bị mất")
		agent.want(http.StatusOK, "mã kiểm tra")
	}
	agent.get(at + "/petition")
	agent.want(http.StatusOK, "đã có phản ánh PA26-000001", "Đây là việc khác")
	agent.post(at+"/petition", "key", agent.hidden("key"), "class", "general", "title", "Thái độ", "text", "Cán bộ nói to với tôi.")
	agent.want(http.StatusConflict, "PA26-000001", "Cán bộ nói to với tôi.")
	agent.post(at+"/petition", "key", agent.hidden("key"), "class", "general", "title", "Thái độ", "text", "Cán bộ nói to với tôi.", "another", "1")
	agent.want(http.StatusOK, "PA26-000002")
	_, all, err := c.Read(t.Context(), c.officer(careDesk, "care-agent")).Petitions(office.PetitionFilter{})
	if err != nil || all != 2 {
		t.Errorf("%d petitions were made, want 2; %v", all, err)
	}
}

func TestTheBoardTheCallsAndTheSampleAreForThoseWhoMayAndSayWhatToDo(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Giấy hẹn của tôi bị mất")
	c.agent(id, care.ActTake, care.Input{})
	c.agent(id, care.ActIdentify, care.Input{Name: "Người Hỏi", Handle: "0912 345 678"})
	c.agent(id, care.ActPromise, care.Input{Due: c.clock().Add(20 * time.Minute), Text: "báo lại kết quả"})
	agent, lead := c.lan(), c.holderOf(careDesk, "leader")
	agent.get("/care/callbacks")
	agent.want(http.StatusOK, "còn hẹn", "Người Hỏi")
	agent.get("/care/board")
	agent.want(http.StatusOK, "ngoài ca", "Vào ca")
	agent.hides("Chia việc đang chờ")
	agent.post("/care/board/on", "key", agent.hidden("key"))
	agent.want(http.StatusOK, "Đã vào ca", "Ra ca")
	agent.post("/care/board/hand-out")
	agent.want(http.StatusForbidden)
	agent.get("/care/sample")
	agent.want(http.StatusForbidden)

	c.visits("Lệ phí bao nhiêu?")
	lead.get("/care/board")
	lead.want(http.StatusOK, "Chia việc đang chờ", "1 lượt liên hệ chờ tiếp nhận")
	lead.post("/care/board/hand-out")
	lead.want(http.StatusOK, "Đã chia 1 lượt liên hệ")
	agent.get("/care?show=mine")
	agent.want(http.StatusOK, "Lệ phí bao nhiêu?")
	lead.get("/care/sample")
	lead.want(http.StatusOK, "Không có lượt nào đã đóng trong thời gian này")
	c.agent(id, care.ActCall, care.Input{})
	c.at("2026-03-03 08:35")
	c.agent(id, care.ActHangUp, care.Input{Outcome: care.Reached})
	c.agent(id, care.ActKeep, care.Input{Outcome: care.Kept})
	c.agent(id, care.ActClose, care.Input{Outcome: "informed"})
	lead.get("/care/sample")
	lead.want(http.StatusOK, "Đóng từ ", "1 trong 1 lượt do bàn chăm sóc giữ khi đóng", "Giấy hẹn của tôi bị mất")
	seed := lead.body
	lead.get("/care/sample")
	if strings.Count(lead.body, string(id)) != strings.Count(seed, string(id)) {
		t.Error("the same seed draws another sample")
	}
	citizen := c.citizen("hoa", "Nguyễn Thị Hoa", "001190000123")
	for _, page := range []string{"/care", "/care/board", "/care/callbacks", "/care/sample", "/care/news", "/care/contacts/" + string(id)} {
		citizen.get(page)
		citizen.hides("Giấy hẹn của tôi bị mất", "Người Hỏi")
		if citizen.status == http.StatusOK {
			t.Errorf("a citizen opens %s", page)
		}
	}
}

func TestWhatIsTypedIsKeptUnderItsWritersAccount(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Giấy hẹn của tôi bị mất")
	d := c.lan()
	d.get("/care/contacts/" + string(id))
	names := regexp.MustCompile(`data-care-box="([0-9a-f]{16}):([^"]+)"`).FindStringSubmatch(d.body)
	if names == nil || names[2] != string(id) {
		t.Fatalf("a browser keeps it under %v", names)
	}
	if other := careDraft("another", id); strings.HasPrefix(other, names[1]) {
		t.Errorf("two accounts have the name %s", other)
	}
}

func TestAPetitionOfAConversationHasTheFieldsOfTheDeskAndItsClock(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	agent, at := c.lan(), ""
	id, err := c.OpenContact(t.Context(), c.officer(careDesk, "care-agent"), office.Command{}, care.Input{Channel: care.Telephone, Name: "Bà Ví Dụ", Handle: "0912 345 678", Text: "Nắp cống vỡ trước nhà."})
	if err != nil {
		t.Fatal(err)
	}
	at = "/care/contacts/" + string(id.ID)
	boxes := func() (out []string) {
		for _, m := range regexp.MustCompile(`(?:input|select|textarea)[^>]* name="([a-z]+)"`).FindAllStringSubmatch(agent.body, -1) {
			if n := m[1]; n != "channel" && n != "key" && n != "csrf" && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
		return out
	}
	agent.get("/desk/petitions/new")
	want := boxes()
	agent.get(at + "/petition")
	if got := boxes(); !slices.Equal(got, want) || !slices.Contains(got, "class") || !slices.Contains(got, "commune") || !slices.Contains(got, "point") {
		t.Errorf("the form asks for %v, that of the desk for %v", got, want)
	}
	commune := c.Read(t.Context(), c.officer(careDesk, "care-agent")).Communes()[0]
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9)), nil); err != nil {
		t.Fatal(err)
	}
	key := agent.hidden("key")
	typed := []string{"key", key, "class", "scene", "title", "Nắp cống", "text", "Nắp cống vỡ trước nhà.", "commune", commune.Code, "phone", "0912 345 678"}
	agent.upload(at+"/petition", "files", "cong.jpg", b.Bytes(), append(typed, "point", "mười")...)
	agent.want(http.StatusUnprocessableEntity, `href="#f-point"`, `href="#f-place"`, `value="mười"`, "cong.jpg", "Nắp cống vỡ trước nhà.</textarea>", `value="`+commune.Code+`" selected`, `value="scene" checked`, at+`"`)
	kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindStringSubmatch(agent.body)
	if kept == nil {
		t.Fatal("the picture is lost")
	}
	agent.post(at+"/petition", append(typed, "place", "Ngõ 10", "point", "21.0285, 105.8542", "kept", kept[1])...)
	agent.want(http.StatusOK, "mã kiểm tra")
	one, err := c.Read(t.Context(), c.officer(careDesk, "care-agent")).Contact(id.ID)
	if err != nil || len(one.Petitions) != 1 {
		t.Fatalf("%+v, %v", one, err)
	}
	p, err := c.Read(t.Context(), c.officer(careDesk, "care-agent")).Petition(petition.ID(one.Petitions[0]))
	if err != nil {
		t.Fatal(err)
	}
	accept := slices.IndexFunc(p.Petition.Clocks, func(x petition.Clock) bool { return x.Name == "scene-accept" })
	if p.Class != petition.Scene || p.Commune != commune.Code || p.Place != "Ngõ 10" || p.Point == nil || accept < 0 || len(p.History[0].Files) != 1 || p.History[0].Files[0].Clean == "" {
		t.Errorf("%s %s %q %v %+v %+v", p.Class, p.Commune, p.Place, p.Point, p.Clocks, p.History[0].Files)
	}
}
