package web

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/law/care"
	"motcua/law/petition"
	"motcua/office"
)

// A visitor begins a conversation, and the test has its name and the cookie's secret.
func (c *town) visits(text string) (b *surfer, id care.ID) {
	c.t.Helper()
	b = &surfer{t: c.t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/lien-he")
	b.post("/lien-he", "how", "chat", "key", b.hidden("key"), "text", text, "name", "Người Hỏi")
	id = care.ID(strings.TrimPrefix(b.at, "/lien-he/chat/"))
	if b.status != http.StatusOK || id == "" {
		c.t.Fatalf("no conversation: %d at %s: %s", b.status, b.at, b.problem())
	}
	return b, id
}

// hidden is the value of a hidden field of the page.
func (b *surfer) hidden(name string) string {
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(b.body)
	if m == nil {
		return ""
	}
	return m[1]
}

// agent does an act on a conversation as an agent of the care desk.
func (c *town) agent(id care.ID, a care.Act, in care.Input) {
	c.t.Helper()
	if err := c.Contact(c.t.Context(), c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), office.Command{}, office.OnContact{ID: id}, a, in); err != nil {
		c.t.Fatal(err)
	}
}

func TestAConversationGoesOnWithoutScript(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Giấy hẹn của tôi bị mất")
	b.want(http.StatusOK, "Giấy hẹn của tôi bị mất", "chưa có người ở bàn")
	c.agent(id, care.ActTake, care.Input{})
	c.agent(id, care.ActNote, care.Input{Text: "khách nói nhỏ"})
	c.agent(id, care.ActSay, care.Input{Text: "Bạn mang giấy tờ tùy thân đến nơi đã nộp"})
	b.get("/lien-he/chat/" + string(id))
	b.want(http.StatusOK, "Bạn mang giấy tờ tùy thân đến nơi đã nộp", "Đã có người tiếp")
	b.hides("khách nói nhỏ")
	key := b.hidden("key")
	for range 2 { // pressed twice
		b.post("/lien-he/chat/"+string(id), "key", key, "text", "Cảm ơn & chào")
	}
	b.get("/lien-he/chat/" + string(id))
	if n := strings.Count(b.body, "Cảm ơn &amp; chào"); n != 1 {
		t.Errorf("what was sent twice under one key stands %d times", n)
	}
	stranger := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	stranger.get("/lien-he/chat/" + string(id))
	stranger.want(http.StatusNotFound)
	stranger.hides("Giấy hẹn")
	c.agent(id, care.ActClose, care.Input{Outcome: "solved"})
	b.get("/lien-he/chat/" + string(id))
	b.want(http.StatusOK, "Cuộc trò chuyện đã kết thúc")
	b.post("/lien-he/chat/"+string(id), "key", "again", "text", "Còn một việc nữa")
	b.want(http.StatusOK, "Còn một việc nữa", "chưa có người ở bàn")
}

func TestAConversationIsFoundAgainByItsTwoCodes(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Hỏi lệ phí")
	codes := regexp.MustCompile(`<span class="code">([^<]+)</span>`).FindAllStringSubmatch(b.body, -1)
	if len(codes) < 2 {
		t.Fatalf("the page shows %d codes", len(codes))
	}
	other := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	other.get("/lien-he/tim")
	other.post("/lien-he/tim", "ma", codes[0][1], "kiem-tra", "AAAAAAAAAA")
	other.want(http.StatusUnprocessableEntity, "Không có cuộc trò chuyện nào")
	other.post("/lien-he/tim", "ma", strings.ToLower(codes[0][1]), "kiem-tra", codes[1][1])
	if other.at != "/lien-he/chat/"+string(id) {
		t.Fatalf("led to %s", other.at)
	}
	other.want(http.StatusOK, "Hỏi lệ phí")
}

func TestOutsideItsHoursTheChatTakesAMessage(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	c.at("2026-03-07 15:00") // a Saturday afternoon
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/lien-he")
	b.want(http.StatusOK, "Hiện ngoài giờ trực", "07:30 thứ Hai 09/03/2026")
	b.hides(`name="how"`)
	b.post("/lien-he", "key", b.hidden("key"), "how", "chat", "text", "Tôi hỏi buổi chiều") // a page that stood open since the morning
	b.want(http.StatusOK, "Tôi hỏi buổi chiều", "Đã nhận lời nhắn")
	open, _ := c.World().ChatOpen(time.Date(2026, 3, 3, 8, 0, 0, 0, office.Zone))
	shut, next := c.World().ChatOpen(time.Date(2026, 4, 29, 21, 0, 0, 0, office.Zone)) // before two public holidays
	if !open || shut || next.In(office.Zone).Format("02/01 15:04") != "02/05 08:00" {
		t.Errorf("open %t, at night %t until %s", open, shut, next.In(office.Zone))
	}
}

func TestWhatIsRefusedInAConversationStaysInTheBox(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Một")
	at := "/lien-he/chat/" + string(id)
	b.upload(at, "files", "", nil, "key", "long", "text", strings.Repeat("dài ", 3<<20))
	b.want(http.StatusUnprocessableEntity, "dài dài dài")
	for i := range 25 {
		b.post(at, "key", fmt.Sprint("k", i), "text", fmt.Sprint("tin thứ ", i))
	}
	if b.status != http.StatusTooManyRequests {
		t.Errorf("the 25th message at once was answered %d", b.status)
	}
	b.want(b.status, "tin thứ 24</textarea>", "Chờ")
	b.upload(at, "files", "giay.pdf", []byte("%PDF-1.4\n%%EOF"), "key", "flood", "text", "kèm tệp")
	b.want(http.StatusTooManyRequests, "kèm tệp")
	b.hides("giay.pdf") // nothing of it was kept
	v, err := c.Read(t.Context(), office.Who{Kind: "anyone"}).OwnContact(id, b.cookies[chatCookie+string(id)])
	if err != nil {
		t.Fatal(err)
	}
	if n := len(v.Messages); n < 15 || n > 22 {
		t.Errorf("%d messages were taken at once", n)
	}
}

// A listener reads a stream of events as a browser does.
type listener struct {
	t      *testing.T
	cancel context.CancelFunc
	ids    []int64
	got    chan string // each message's text, "" when the stream ended
	last   int64
}

func (c *town) listen(base, secret string, id care.ID, after int64, header bool) *listener {
	c.t.Helper()
	ctx, cancel := context.WithCancel(c.t.Context())
	l := &listener{t: c.t, cancel: cancel, got: make(chan string, 1000), last: after}
	u := base + "/lien-he/chat/" + string(id) + "/moi?sau=" + strconv.FormatInt(after, 10)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, u, http.NoBody)
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	if header {
		r.URL.RawQuery = "sau=0" // the address of the page that was opened first
		r.Header.Set("Last-Event-ID", strconv.FormatInt(after, 10))
	}
	r.AddCookie(&http.Cookie{Name: chatCookie + string(id), Value: secret})
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		c.t.Fatalf("the stream was answered %d, %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
	go l.read(res.Body)
	return l
}

var messageText = regexp.MustCompile(`msg-text">([^<]*)<`)

func (l *listener) read(body io.ReadCloser) {
	defer close(l.got)
	defer body.Close()
	event, id := "", int64(0)
	for s := bufio.NewScanner(body); s.Scan(); {
		switch name, value, _ := strings.Cut(s.Text(), ": "); name {
		case "event":
			event = value
		case "id":
			id, _ = strconv.ParseInt(value, 10, 64)
		case "data":
			if event == "message" {
				l.ids, l.last = append(l.ids, id), id
				l.got <- messageText.FindStringSubmatch(value)[1]
			}
		}
	}
}

// next waits for the next message.
func (l *listener) next() string {
	l.t.Helper()
	select {
	case s := <-l.got:
		return s
	case <-time.After(20 * time.Second):
		l.t.Fatal("no message came")
		return ""
	}
}

func TestAStreamThatBreaksLosesAndDoublesNothing(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	site := httptest.NewServer(c.site)
	t.Cleanup(site.Close)
	b, id := c.visits("câu 0")
	secret := b.cookies[chatCookie+string(id)]
	c.agent(id, care.ActTake, care.Input{})
	want, got := []string{"câu 0"}, []string(nil)
	l := c.listen(site.URL, secret, id, 0, false)
	for i := 1; i <= 30; i++ {
		words := fmt.Sprint("câu ", i)
		want = append(want, words)
		if i%2 == 0 {
			c.agent(id, care.ActSay, care.Input{Text: words})
		} else if err := c.Contact(t.Context(), office.Who{Kind: "anyone"}, office.Command{Client: "v", Key: words}, office.OnContact{ID: id, Check: secret}, care.ActHear, care.Input{Text: words}); err != nil {
			t.Fatal(err)
		}
		if i%7 == 0 { // the connection breaks with messages on their way, and the browser names what it saw
			got = append(got, l.next())
			l.cancel()
			for s := range l.got {
				got = append(got, s)
			}
			l = c.listen(site.URL, secret, id, l.last, true)
		}
	}
	for len(got) < len(want) {
		got = append(got, l.next())
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	if !slices.IsSorted(l.ids) {
		t.Errorf("numbers %v", l.ids)
	}
	c.Hub().Close() // the house shuts
	if s, more := <-l.got; more {
		t.Errorf("after the house shut: %q", s)
	}
	if n := c.Hub().Open(); n != 0 {
		for range 100 { // the handler's last line may still run
			if time.Sleep(10 * time.Millisecond); c.Hub().Open() == 0 {
				return
			}
		}
		t.Errorf("%d still listen", c.Hub().Open())
	}
}

// Whoever wrote reads which unit has it now and until when that one answers, and no longer that the desk will.
func TestAConversationThatWasHandedOverSaysToWhom(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	const unit = "chi-nhanh-7"
	b, id := c.visits("Hỏi về hộ tịch")
	at, name := "/lien-he/chat/"+string(id), c.World().Org.Unit(unit).Name
	c.agent(id, care.ActHandOver, care.Input{To: unit, Reason: "Thuộc việc của chi nhánh."})
	v, err := c.Read(t.Context(), office.Who{Kind: "anyone"}).OwnContact(id, b.cookies[chatCookie+string(id)])
	if err != nil {
		t.Fatal(err)
	}
	due := v.Due.In(office.Zone).Format("02/01/2006")
	b.get(at)
	b.want(http.StatusOK, "Đã chuyển đến "+name, "trả lời bạn trước", due)
	b.hides("Đang chờ người trực", "theo thứ tự", "Thuộc việc của chi nhánh.", c.site.personNamed(c.officer("trung-tam-cham-soc-ho-tro", "care-agent").Person))
	b.lang = "en"
	b.get(at)
	b.want(http.StatusOK, "Handed over to", "answers you before")
	b.lang = "vi"
	c.at(v.Due.Add(time.Minute).In(office.Zone).Format("2006-01-02 15:04"))
	b.get(at)
	b.want(http.StatusOK, "Đã chuyển đến "+name, "đang trễ hạn", due)
	if err := c.Contact(t.Context(), c.officer(unit, "receiver"), office.Command{}, office.OnContact{ID: id}, care.ActSay, care.Input{Text: "Mời bạn đến chi nhánh."}); err != nil {
		t.Fatal(err)
	}
	b.get(at)
	b.want(http.StatusOK, "Mời bạn đến chi nhánh.", "Đã chuyển đến "+name)
	b.hides("đang trễ hạn", "trả lời bạn trước")
}

// Of a complaint about somebody the unit is not named to whoever opens the conversation.
func TestAConversationOfAComplaintNamesNoUnit(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	const unit = "chi-nhanh-7"
	b, id := c.visits("Cán bộ nói nặng lời")
	agent, name := c.officer("trung-tam-cham-soc-ho-tro", "care-agent"), c.World().Org.Unit(unit).Name
	in := petition.Input{Channel: petition.Chat, Title: "Cán bộ nói nặng lời", Text: "Cán bộ ở quầy nói nặng lời với tôi.", Person: petition.Person{Name: "Người Hỏi", Phone: "0912 345 678"}}
	made, err := c.MakePetition(t.Context(), agent, office.Command{}, id, in, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Petition(t.Context(), agent, office.Command{}, office.OnPetition{ID: made.ID}, petition.ActClassify, petition.Input{Class: petition.Conduct, About: "chi-nhanh-1", Words: "Phản ánh về thái độ phục vụ."}); err != nil {
		t.Fatal(err)
	}
	c.agent(id, care.ActHandOver, care.Input{To: unit, Reason: "Thuộc việc của chi nhánh."})
	b.get("/lien-he/chat/" + string(id))
	b.want(http.StatusOK, "Đã chuyển đến đơn vị có thẩm quyền", "trả lời bạn trước")
	b.hides(name)
}
