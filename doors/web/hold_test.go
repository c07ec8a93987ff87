package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestAFormWithoutFilesIsShortenedLikeOneWithFiles(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/phan-anh/gui")
	b.post("/phan-anh/gui", "key", b.key(), "class", "scene", "title", "Rác đầu ngõ", "text", strings.Repeat(`"`, 4<<20), "place", "Ngõ 10", "kept", strings.Repeat("a", 1<<20)+"/b")
	b.want(http.StatusUnprocessableEntity, "Ngõ 10")
	if n := strings.Count(b.body, "&#34;"); n != mostTyped {
		t.Errorf("%d signs of the text came back, want %d", n, mostTyped)
	}
	if len(b.body) > 6*mostTyped {
		t.Errorf("the page has %d bytes", len(b.body))
	}
}

func TestMistakesUseUpNothingAndWhoIsToldToWaitKeepsTheFiles(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/phan-anh/gui")
	key := b.key()
	fields := func(text string) []string {
		return []string{"class", "scene", "title", "Rác đầu ngõ", "text", text, "place", "Ngõ 10"}
	}
	b.upload("/phan-anh/gui", "files", "rac.pdf", []byte("%PDF-1.4\n%%EOF"), append(fields("ngắn"), "key", key)...)
	kept := regexp.MustCompile(`name="kept" value="([^"]+)"`).FindStringSubmatch(b.body)
	if b.status != http.StatusUnprocessableEntity || kept == nil {
		t.Fatalf("%d: %s", b.status, b.problem())
	}
	for range 40 {
		b.post("/phan-anh/gui", append(fields("ngắn"), "key", key)...)
		b.want(http.StatusUnprocessableEntity)
	}
	other := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	other.get("/phan-anh/gui")
	for i := range 30 {
		other.post("/phan-anh/gui", append(fields("Rác chưa thu gom, lần "+strconv.Itoa(i)+"."), "key", fmt.Sprint("k", i))...)
		other.want(http.StatusOK)
	}
	b.post("/phan-anh/gui", append(fields("Rác chưa thu gom ba ngày."), "key", key, "kept", kept[1])...)
	b.want(http.StatusTooManyRequests, "Rác chưa thu gom ba ngày.", `name="kept" value="`+kept[1]+`"`)
	c.at("2026-03-03 08:32")
	b.post("/phan-anh/gui", append(fields("Rác chưa thu gom ba ngày."), "key", key, "kept", kept[1])...)
	b.want(http.StatusOK, "PA26-")
}

func TestTheSeventhStreamOfAChatIsOneTooManyAndNoFaultOfOurs(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Một")
	for range mostOfOne {
		leave, ok := c.site.gate.enter(map[string]int{"contact " + string(id): mostOfOne})
		if !ok {
			t.Fatal("no place")
		}
		defer leave()
	}
	r := httptest.NewRequest(http.MethodGet, "/lien-he/chat/"+string(id)+"/moi", nil)
	r.Header.Set("Accept", "text/event-stream")
	r.AddCookie(&http.Cookie{Name: chatCookie + string(id), Value: b.cookies[chatCookie+string(id)]})
	w := httptest.NewRecorder()
	c.site.ServeHTTP(w, r)
	if w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

func TestTheKeyOfAContactFormIsOfItsBrowser(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	b.get("/lien-he")
	key := b.hidden("key")
	b.post("/lien-he", "how", "chat", "key", key, "text", "Chuyện riêng của tôi", "name", "Một")
	first := b.at
	again := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	again.get("/lien-he")
	again.post("/lien-he", "how", "chat", "key", key, "text", "Chuyện riêng của tôi", "name", "Một")
	if again.at == first || !strings.HasPrefix(again.at, "/lien-he/chat/") {
		t.Errorf("another browser was led to %s, the first to %s", again.at, first)
	}
	b.post("/lien-he", "how", "chat", "key", key, "text", "Chuyện riêng của tôi", "name", "Một")
	if b.at != first {
		t.Errorf("sent twice by one browser: %s and %s", first, b.at)
	}
}

func TestLinksOfSurveysAndCodesOfChatsAreNotTriedWithoutEnd(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b, id := c.visits("Một")
	right := b.cookies[chatCookie+string(id)]
	try := func(path, check string) int {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		if check != "" {
			r.AddCookie(&http.Cookie{Name: chatCookie + string(id), Value: check})
		}
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		if w.Code == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
			t.Errorf("%s does not say how long to wait", path)
		}
		return w.Code
	}
	for range 50 {
		if got := try("/lien-he/chat/"+string(id), right); got != http.StatusOK {
			t.Fatalf("the right code: %d", got)
		}
	}
	for what, path := range map[string]string{"page": "/lien-he/chat/" + string(id), "survey": "/khao-sat/0123456789abcdef0123456789abcdef?k=x"} {
		for i := range 20 {
			if got := try(path, fmt.Sprintf("AAAAAAAA%02d", i)); got != http.StatusNotFound {
				t.Fatalf("%s, wrong code %d: %d", what, i, got)
			}
		}
		if got := try(path, right); got != http.StatusTooManyRequests {
			t.Errorf("%s: the 21st try: %d", what, got)
		}
	}
	if got := try("/lien-he/chat/"+string(id)+"/moi", right); got != http.StatusTooManyRequests {
		t.Errorf("the stream after too many tries: %d", got)
	}
}
