package web

import (
	"bytes"
	"encoding/json"
	"image"
	"image/jpeg"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"motcua/keep/notify"
	"motcua/law/petition"
	"motcua/office"
	"motcua/words/org"
)

const whoPetitions = "Bà Trần Thị Bí Mật"

// holderOf signs in somebody of a role in a unit.
func (c *town) holderOf(unit, role string) *surfer {
	c.t.Helper()
	p := c.World().Org.Person(org.PersonID(c.officer(unit, role).Person))
	return c.signedIn(p.Username)
}

func TestAPetitionIsSentWithoutAnAccountHandledAnsweredAndReopened(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	sender := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	sender.get("/phan-anh/gui")
	sender.want(200, "Gửi phản ánh")
	key := sender.key()
	sender.post("/phan-anh/gui", "key", key, "class", "general", "title", "Đèn đường", "text", strings.Repeat("dài ", 8000))
	sender.want(422, "20.000", "dài dài") // refused, with the mend, and what was typed is still there
	sender.post("/phan-anh/gui", "key", key, "class", "general", "title", "Đèn đường "+whoPetitions, "text", "Tôi là "+whoPetitions+". Đèn không sáng mười ngày.", "place", "Ngõ 10",
		"name", whoPetitions, "address", "Số 5 ngõ 10 phố Ví Dụ", "phone", "0912 345 678")
	sender.want(200, "Đã nhận phản ánh")
	codes := regexp.MustCompile(`<dd class="code">([^<]+)</dd>`).FindAllStringSubmatch(sender.body, 2)
	if len(codes) != 2 {
		t.Fatalf("the receipt has %v", codes)
	}
	code, check := codes[0][1], codes[1][1]
	sender.post("/phan-anh/theo-doi", "ma", code, "kiem-tra", "0000000000")
	sender.want(404, "Không tìm thấy phản ánh")
	sender.hides(whoPetitions)
	sender.post("/phan-anh/theo-doi", "ma", code, "kiem-tra", check)
	sender.want(200, "Đèn không sáng mười ngày", "Mới tiếp nhận", "Rút phản ánh")

	agent := c.holderOf("trung-tam-cham-soc-ho-tro", "care-agent")
	agent.get("/desk/petitions")
	agent.want(200, code, "Phân loại")
	at := regexp.MustCompile(`/desk/petitions/[0-9a-f]{32}`).FindString(agent.body)
	agent.get(at)
	agent.want(200, "Đèn không sáng mười ngày", "0912 345 678", "Chuyển cơ quan có thẩm quyền")
	do := func(b *surfer, act string, pairs ...string) {
		t.Helper()
		b.get(at + "/" + act)
		b.want(200)
		b.post(at+"/"+act, append(pairs, "key", b.key(), "words", "Ghi rõ nội dung của việc này.")...)
		b.want(200, "Đã xong")
	}
	leader, worker := c.signedIn("phuongnga.sxd"), c.signedIn("bichchi.sxd")
	dept := c.World().Unit(unitOf(c, "bichchi.sxd"), c.clock()).Name
	agent.get(at + "/transfer")
	agent.post(at+"/transfer", "key", agent.key(), "to", "Sở Không Có", "reason", "competence", "words", "Chuyển đơn vị có thẩm quyền.")
	agent.want(422, "Không có đơn vị này", "Sở Không Có")
	do(agent, "transfer", "to", dept, "reason", "competence")
	do(leader, "classify", "class", "own", "level", "normal")
	do(worker, "draft", "words", "Kính gửi "+whoPetitions+": đèn đã được thay.")
	do(leader, "approve")
	do(worker, "answer")
	leader.get(at)
	leader.want(200, "Chưa soạn nội dung công khai cho câu trả lời này")
	worker.get(at)
	worker.hides("Chưa soạn nội dung công khai") // who does not publish
	worker.get(at + "/mask")
	worker.want(200, "Đèn đường ***")
	worker.hides("sẽ được gỡ ngay") // nothing is public yet
	worker.post(at+"/mask", "key", worker.key(), "public-title", "Đèn đường", "public-text", whoPetitions+" báo đèn không sáng.", "public-answer", "Đèn đã được thay.")
	worker.want(422, "tên người gửi")
	do(worker, "mask", "public-title", "Đèn đường không sáng", "public-text", "Đèn ở một ngõ không sáng.", "public-answer", "Đèn đã được thay.")
	do(leader, "publish")
	worker.get(at + "/mask")
	worker.want(200, "Nội dung đang công khai sẽ được gỡ ngay khi gửi, cho đến khi một người khác")
	for _, lang := range []string{"vi", "en"} {
		anyone := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: lang}
		for _, page := range []string{"/phan-anh", "/phan-anh?q=den+duong", "/phan-anh/" + code} {
			anyone.get(page)
			anyone.want(200, "Đèn ở một ngõ không sáng")
			if strings.HasSuffix(page, code) { // the list has no answers
				anyone.want(200, "Đèn đã được thay")
			}
			anyone.hides("Bí Mật", "mười ngày", "0912", "Số 5", "Kính gửi", check)
		}
	}
	takenDown(t, c, sender, worker, leader, at, code, check)
	sender.post("/phan-anh/theo-doi", "ma", code, "kiem-tra", check)
	sender.want(200, "Kính gửi "+whoPetitions, "Việc đã được giải quyết", "Chuyển đến đơn vị có thẩm quyền: "+dept)
	sender.post("/phan-anh/theo-doi/rate", "ma", code, "kiem-tra", check)
	sender.post("/phan-anh/theo-doi/rate", "ma", code, "kiem-tra", check, "key", sender.key(), "rating", "neutral")
	sender.want(200, "Bạn đánh giá</dt>")
	sender.hides("Người gửi đánh giá")
	sender.post("/phan-anh/theo-doi/reopen", "ma", code, "kiem-tra", check)
	sender.want(200, "Điều gì chưa được giải quyết")
	key = sender.key()
	sender.post("/phan-anh/theo-doi/reopen", "ma", code, "kiem-tra", check, "key", key, "words", "chưa")
	sender.want(422, "10")
	sender.post("/phan-anh/theo-doi/reopen", "ma", code, "kiem-tra", check, "key", key, "words", "Đèn vẫn không sáng.")
	sender.want(200, "Đã mở lại phản ánh", "Đang xử lý")
	worker.get(at)
	worker.want(200, "Đèn vẫn không sáng")
	worker.get(at + "/draft")
	worker.want(403)
	for _, page := range []string{"/phan-anh", "/phan-anh/" + code} {
		sender.get(page)
		sender.want(200, "Người gửi đã mở lại phản ánh này")
	}
	sender.want(200, "Trả lời của "+dept)
	unsettled(c, sender, worker, leader, at, code, check)
}

// unsettled looks at the answer of a petition that was reopened wherever it stands, and at what the unit that gave it is told.
func unsettled(c *town, sender, worker, leader *surfer, at, code, check string) {
	c.t.Helper()
	const vi, en = "người gửi cho là chưa giải quyết", "the sender says that it is not settled"
	sender.get("/phan-anh/theo-doi")
	sender.post("/phan-anh/theo-doi", "ma", code, "kiem-tra", check)
	sender.want(200, vi)
	worker.get(at)
	worker.want(200, vi)
	for lang, want := range map[string]string{"vi": vi, "en": en} {
		anyone := &surfer{t: c.t, site: c.site, cookies: map[string]string{}, lang: lang}
		anyone.get("/phan-anh/" + code)
		anyone.want(200, want)
	}
	sender.get("/phan-anh/feed.xml")
	sender.want(200, vi)
	leader.get("/desk")
	leader.want(200, "câu trả lời của đơn vị bạn chưa giải quyết được việc", `href="`+at+`"`)
	leader.hides("Bí Mật")
	worker.get("/desk")
	worker.hides("câu trả lời của đơn vị bạn")
}

// takenDown has a published text written anew: whoever looks for it meanwhile is told so, and another publishes it again.
func takenDown(t *testing.T, c *town, sender, worker, leader *surfer, at, code, check string) {
	t.Helper()
	worker.get(at + "/mask")
	worker.post(at+"/mask", "key", worker.key(), "public-title", "Đèn đường không sáng", "public-text", "Đèn ở một ngõ không sáng.", "public-answer", "Đèn đã được thay.")
	worker.want(200, "Tạm gỡ để sửa, chờ người khác công khai lại")
	for lang, want := range map[string]string{"vi": "đang được tạm gỡ để sửa", "en": "taken down to be corrected"} {
		anyone := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: lang}
		anyone.get("/phan-anh/" + code)
		anyone.want(404, want)
		anyone.hides("mã kiểm tra", "check code", "không sáng")
	}
	sender.post("/phan-anh/theo-doi", "ma", code, "kiem-tra", check)
	sender.want(200, "Đã công khai", "Tạm gỡ để sửa, chờ người khác công khai lại")
	publish := func() {
		t.Helper()
		leader.get(at + "/publish")
		leader.post(at+"/publish", "key", leader.key())
		leader.want(200, "Đã xong", "Mọi người đang đọc được bản này", ">Đã công khai</dt>")
	}
	publish()
	leader.get(at + "/withhold")
	leader.post(at+"/withhold", "key", leader.key(), "reason", "personal", "words", "Còn thấy biển số xe.")
	leader.want(200, "Hiện không ai bên ngoài đọc được", ">Quyết định không công khai</dt>", at+"/publish")
	leader.hides(">Đã công khai</dt>", `class="btn" href="`+at+"/publish")
	publish()
}

// unitOf is the unit of somebody's first post.
func unitOf(c *town, username string) string {
	return string(c.World().Org.PostsOf(c.World().Org.ByUsername(username).ID, c.clock())[0].Unit)
}

func TestACallIsWrittenDownAndAPictureThatCameWithAMistakeIsKept(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	agent := c.holderOf("trung-tam-cham-soc-ho-tro", "care-agent")
	agent.get("/desk/petitions/new")
	agent.want(200, "Ghi đúng lời người gửi")
	agent.post("/desk/petitions/new", "key", agent.key(), "channel", "telephone", "class", "general", "title", "Chờ lâu ở quầy", "text", "Người gọi nói đã chờ hai giờ.")
	agent.want(200, "Người gọi nói đã chờ hai giờ", "Điện thoại")

	sender := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	sender.get("/phan-anh/gui?loai=scene")
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9)), nil); err != nil {
		t.Fatal(err)
	}
	key := sender.key()
	sender.upload("/phan-anh/gui", "files", "rac.jpg", b.Bytes(), "key", key, "class", "scene", "title", "Rác đầu ngõ", "text", "Rác chưa thu gom ba ngày.", "point", "105.8, 21.0")
	sender.want(422, "đổi chỗ", "rac.jpg", "Rác chưa thu gom ba ngày.")
	kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindStringSubmatch(sender.body)
	if kept == nil {
		t.Fatal("the picture is gone")
	}
	sender.post("/phan-anh/gui", "key", key, "class", "scene", "title", "Rác đầu ngõ", "text", "Rác chưa thu gom ba ngày.", "point", "21.0285, 105.8542", "kept", kept[1])
	sender.want(200, "Đã nhận phản ánh")
	list, _, err := c.Read(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent")).Petitions(office.PetitionFilter{Class: petition.Scene})
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	agent.get("/desk/petitions/" + string(list[0].ID))
	agent.want(200, "rac.jpg", "Tiếp nhận, xác minh hiện trường")
	shown, raw := regexp.MustCompile(`<img src="([^"]+)" alt="Ảnh rac.jpg"`).FindStringSubmatch(agent.body), regexp.MustCompile(`href="([^"]+)">Tệp gốc<`).FindStringSubmatch(agent.body)
	if shown == nil || raw == nil || shown[1] == raw[1] {
		t.Fatalf("the page shows %v, and as it came %v", shown, raw)
	}
	agent.get(raw[1])
	if agent.want(200); agent.body != b.String() {
		t.Errorf("as it came it has %d bytes, want %d", len(agent.body), b.Len())
	}
	agent.get(shown[1])
	agent.want(200)
}

func TestPointsAreReadAsMapsWriteThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]petition.Point{
		"21.0285, 105.8542": {Lat: 21.0285, Long: 105.8542}, "21.0285 105.8542": {Lat: 21.0285, Long: 105.8542}, "21,0285; 105,8542": {Lat: 21.0285, Long: 105.8542}, "21.0285,105.8542": {Lat: 21.0285, Long: 105.8542},
	} {
		if got, ok := readPoint(in); !ok || got != want {
			t.Errorf("%q: %v, %v", in, got, ok)
		}
	}
	for _, in := range []string{"", "21", "a, b", "1, 2, 3, 4", "NaN, NaN", "1e9, 2"} {
		if got, ok := readPoint(in); ok {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func TestATextOfElevenMillionLettersIsRefusedAtItsFieldAndNothingElseIsLost(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	sender := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	sender.get("/phan-anh/gui")
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 9, 9)), nil); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("Đèn không sáng. ", 700_000)
	sender.upload("/phan-anh/gui", "files", "den.jpg", b.Bytes(), "key", sender.key(), "class", "scene", "title", "Đèn đường", "text", long, "place", "Ngõ 10", "name", whoPetitions)
	sender.want(422, "20.000", "dài hơn mức này nhiều lần", "Tóm tắt nội dung chính", "Trang này chỉ giữ phần đầu", `href="#f-text"`, "den.jpg", "Ngõ 10", whoPetitions, "Đèn không sáng. Đèn không sáng.")
	sender.upload("/phan-anh/gui", "files", "den.jpg", b.Bytes(), "key", sender.key(), "class", "scene", "title", long, "text", "Đèn không sáng mười ngày.", "place", "Ngõ 10")
	sender.want(422, `href="#f-title"`, "Đèn không sáng mười ngày.")
	if strings.ContainsRune(sender.body, '\uFFFD') {
		t.Error("the cut went through a letter")
	}

	agent := c.holderOf("trung-tam-cham-soc-ho-tro", "care-agent")
	agent.get("/desk/petitions/new")
	agent.upload("/desk/petitions/new", "files", "den.jpg", b.Bytes(), "key", agent.key(), "channel", "telephone", "class", "general", "title", "Đèn đường", "text", long)
	agent.want(422, "dài hơn mức này nhiều lần", "den.jpg")
}

func TestALostCheckCodeIsAskedForWithoutTellingWhatThereIs(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/phan-anh/theo-doi")
	b.want(200, "/phan-anh/ma-kiem-tra")
	b.get("/phan-anh/ma-kiem-tra?ma=pa26-000001")
	b.want(200, "Phản ánh của tôi") // no message leaves a demonstration: what does not work is not offered
	b.hides(`name="lien-he"`)
	for _, lang := range []string{"vi", "en"} {
		b.lang = lang
		wantPage(t, c.site, "/phan-anh/ma-kiem-tra", 200)
	}
}

// shortMessages is a gateway of short messages, and what it was given.
func shortMessages(t *testing.T) (*notify.Sender, func() []string) {
	t.Helper()
	var mu sync.Mutex
	var sent []string // guarded by mu
	g := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var m struct{ Text string }
		if json.NewDecoder(r.Body).Decode(&m) == nil {
			mu.Lock()
			defer mu.Unlock()
			sent = append(sent, m.Text)
		}
	}))
	t.Cleanup(g.Close)
	out, err := notify.New(notify.Config{SMS: g.URL, Key: []byte("0123456789abcdef")})
	if err != nil {
		t.Fatal(err)
	}
	return out, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(sent)
	}
}

func TestALostCheckCodeComesBackThroughThePage(t *testing.T) {
	t.Parallel()
	out, texts := shortMessages(t)
	c := &town{t: t}
	c.at("2026-03-03 08:30")
	c.Office = openCityWith(t, c.clock, false, office.Config{Notify: out})
	c.site = c.pages(Options{})
	ticket, err := c.SendPetition(t.Context(), office.Who{}, office.Command{Key: "1"}, petition.Input{
		Channel: petition.Page, Title: "Đèn đường", Text: "Đèn không sáng mười ngày.", Person: petition.Person{Name: whoPetitions, Phone: "0912 345 678", Address: "Số 5"},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	const at = "/phan-anh/ma-kiem-tra"
	wantPage(t, c.site, at, 200)
	b.get(at + "?ma=" + ticket.Code)
	b.want(200, `name="lien-he"`, ticket.Code, "Số điện thoại")
	b.post(at, "ma", ticket.Code, "lien-he", "không nhớ")
	b.want(422, "không phải số điện thoại", "không nhớ", ticket.Code)
	form := func(way, code string) string {
		t.Helper()
		b.post(at, "ma", code, "lien-he", way)
		b.want(200, "Nếu có phản ánh "+code, `autocomplete="one-time-code"`)
		b.hides(ticket.Check, whoPetitions)
		for {
			n, err := c.Work(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
		return regexp.MustCompile(`name="luot" value="([^"]+)"`).FindStringSubmatch(b.body)[1]
	}
	told, err := c.SendPetition(t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), office.Command{Key: "2"}, petition.Input{
		Channel: petition.Telephone, Title: "Chờ lâu", Text: "Tôi chờ hai giờ ở quầy.", Person: petition.Person{Phone: "0912 345 999"},
	})
	if err != nil {
		t.Fatal(err)
	}
	desk := c.holderOf("trung-tam-cham-soc-ho-tro", "care-agent")
	desk.get("/desk/petitions/" + string(told.ID))
	desk.want(200, `href="`+at+"?ma="+told.Code+`"`, "Chỉ hiện một lần")
	desk.hides(told.Check)
	desk.get("/desk/petitions/" + string(ticket.ID)) // its sender had the code on their own screen
	desk.hides("Chỉ hiện một lần")
	token := form("0987654321", ticket.Code)
	if sent := texts(); len(sent) != 0 {
		t.Errorf("a stranger's telephone gets %q", sent)
	}
	b.post(at, "luot", token, "ma", ticket.Code, "ma-mot-lan", "12345x")
	b.want(422, "Mã dùng một lần không đúng", "yêu cầu mã mới")
	b.post(at, "luot", token, "ma", ticket.Code)
	b.want(422, "Hãy nhập mã dùng một lần")
	form("0987654321", "PA26-999999")
	token = form("0912345678", ticket.Code)
	sent := texts()
	if len(sent) != 1 || !strings.Contains(sent[0], ticket.Code) || strings.Contains(sent[0], ticket.Check) {
		t.Fatalf("sent: %q", sent)
	}
	once := sent[0][:6]
	b.post(at, "luot", token, "ma", ticket.Code, "ma-mot-lan", once[:3]+" "+once[3:])
	b.want(200, "Mã kiểm tra của bạn", ticket.Check, ticket.Code)
	b.post(at, "luot", token, "ma", ticket.Code, "ma-mot-lan", once)
	b.want(422, "hết hiệu lực")
	for range 40 {
		b.post(at, "ma", ticket.Code, "lien-he", "0987654321")
	}
	b.want(429, ticket.Code)
}

// atLeader sends a petition that the care desk transfers to a department, whose leader has it then.
func atLeader(t *testing.T, c *town, title string) (agent, leader *surfer, at string) {
	t.Helper()
	ticket, err := c.SendPetition(t.Context(), office.Who{}, office.Command{Key: "1"}, petition.Input{
		Channel: petition.Page, Title: title, Text: "Đèn không sáng mười ngày.", Person: petition.Person{Name: whoPetitions, Phone: "0912 345 678", Address: "Số 5"},
	})
	if err != nil {
		t.Fatal(err)
	}
	agent, leader = c.holderOf("trung-tam-cham-soc-ho-tro", "care-agent"), c.signedIn("phuongnga.sxd")
	at = "/desk/petitions/" + string(ticket.ID)
	agent.get(at + "/transfer")
	agent.post(at+"/transfer", "key", agent.key(), "to", c.World().Unit(unitOf(c, "phuongnga.sxd"), c.clock()).Name, "reason", "competence", "words", "Chuyển đơn vị có thẩm quyền.")
	return agent, leader, at
}

func TestALeaderErasesWhatIsPersonalInAPetitionThatIsOver(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	agent, leader, at := atLeader(t, c, "Đèn đường "+whoPetitions)
	agent.want(200, "Đã xong")
	leader.get(at + "/erase")
	leader.want(200, "Phản ánh chưa kết thúc", "còn phải được trả lời. Hãy trả lời hoặc kết thúc phản ánh trước.")
	leader.get(at + "/classify")
	leader.post(at+"/classify", "key", leader.key(), "class", "not-accepted", "reason", "unclear", "level", "normal", "words", "Nội dung không rõ ràng.")
	leader.want(200, "Đã xong", at+"/erase")
	agent.get(at + "/erase")
	agent.want(403)
	leader.get(at + "/erase")
	leader.want(200, whoPetitions, "Còn lại: mã phản ánh")
	leader.post(at+"/erase", "key", leader.key(), "ground", "request", "decision", "12/QĐ", "words", "ngắn", "sure", "1")
	leader.want(422, "12/QĐ")
}

func TestOnlyTheFormOfAPetitionMayAskWhereItsReaderIs(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	for path, want := range map[string]string{"/phan-anh/gui": "geolocation=(self)", "/phan-anh": "geolocation=()", "/": "geolocation=()", "/phan-anh/theo-doi": "geolocation=()"} {
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		if got := w.Header().Get("Permissions-Policy"); w.Code != http.StatusOK || !strings.Contains(got, want) {
			t.Errorf("%s: %d %s", path, w.Code, got)
		}
	}
}

func TestOneDecisionAboutAllPetitionsOfAClassIsAskedForOnItsPage(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	_, leader, at := atLeader(t, c, "Đèn đường")
	leader.get(at + "/classify")
	leader.post(at+"/classify", "key", leader.key(), "class", "not-accepted", "reason", "unclear", "level", "normal", "words", "Nội dung không rõ ràng.")
	leader.want(200, "Đã xong")
	const sweep = "/watch/retention/petitions/not-accepted/erase"
	leader.get(sweep)
	leader.want(200, "Không tiếp nhận") // nothing is over yet
	leader.hides(`name="decision"`)
	leader.get("/watch/retention/petitions/nothing/erase")
	leader.want(404)
	c.at("2032-01-01 08:30") // five years from 1 January 2027
	leader = c.signedIn("phuongnga.sxd")
	leader.get(sweep)
	leader.want(200, `name="decision"`)
	leader.hides(whoPetitions)
	leader.post(sweep, "key", leader.key(), "decision", "12/QĐ", "words", "ngắn", "sure", "1")
	leader.want(422, "12/QĐ", "ngắn")
	agent := c.holderOf("trung-tam-cham-soc-ho-tro", "care-agent")
	agent.get(sweep)
	agent.want(403)
}

func TestNoTwoColumnsOfTheLimitsOfPetitionsHaveOneName(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.signedIn("admin")
	for _, lang := range []string{"vi", "en"} {
		b.lang = lang
		b.get("/settings/petitions")
		b.want(200)
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile(`<th scope="col">([^<]+)</th>`).FindAllStringSubmatch(b.body, -1) {
			if seen[m[1]] {
				t.Errorf("%s: two columns are headed %q", lang, m[1])
			}
			seen[m[1]] = true
		}
		if len(seen) != 6 {
			t.Errorf("%s: the columns are %v", lang, seen)
		}
	}
}
