package web

import (
	"net/http"
	"testing"
	"time"

	"motcua/office"
)

// That its hours have begun puts nobody at the desk: somebody is there who is on shift and was seen a short time ago.
func TestTheContactPageSaysWhetherSomebodyIsThere(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	looks := func(want, never string) {
		t.Helper()
		b.get("/lien-he")
		b.want(http.StatusOK, want)
		b.hides(never)
	}
	const there, nobody = "Đang có người trực", "chưa có người ở bàn"
	looks(nobody, there)
	b.get("/")
	b.hides("Hỏi nhân viên")
	chat, _ := c.visits("Có ai không?")
	chat.want(http.StatusOK, nobody, "Bạn có thể đóng trang này")
	agent := c.lan()
	looks(nobody, there) // signed in, and not on shift
	agent.get("/care/board")
	agent.post("/care/board/on")
	agent.want(http.StatusOK, "Đã vào ca")
	looks(there, nobody)
	begun := c.clock()
	c.at(begun.Add(time.Minute).In(office.Zone).Format("2006-01-02 15:04"))
	b.get("/")
	b.want(http.StatusOK, "Hỏi nhân viên")
	chat.get(chat.at)
	chat.want(http.StatusOK, "Đang chờ người trực")
	chat.hides(nobody)
	c.at(begun.Add(14 * time.Minute).In(office.Zone).Format("2006-01-02 15:04"))
	looks(there, nobody)
	c.at(begun.Add(16 * time.Minute).In(office.Zone).Format("2006-01-02 15:04"))
	looks(nobody, there)
	b.get("/")
	b.hides("Hỏi nhân viên")
	agent.get("/care/news")
	c.at(begun.Add(17 * time.Minute).In(office.Zone).Format("2006-01-02 15:04"))
	looks(there, nobody)
	agent.get("/care/board")
	agent.post("/care/board/off")
	looks(nobody, there)
}
