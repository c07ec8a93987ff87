package web

import (
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"motcua/law/care"
)

// What was found in a sample is written beside it, read by whose work it is and by nobody else of the desk, and counted on the board.
func TestWhatASampleShowsIsWrittenDownReadByItsAgentAndCounted(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	_, id := c.visits("Giấy hẹn của tôi bị mất")
	c.agent(id, care.ActTake, care.Input{})
	c.agent(id, care.ActSay, care.Input{Text: "Bạn mang giấy tờ đến quầy"})
	c.agent(id, care.ActClose, care.Input{Outcome: "informed"})
	agent, lead := c.lan(), c.holderOf(careDesk, "leader")
	draw := "/care/sample?" + url.Values{"seed": {"quý I"}, "n": {"5"}, "from": {"01/03/2026"}, "to": {"03/03/2026"}}.Encode()
	lead.get(draw)
	lead.want(http.StatusOK, "Ghi nhận xét")
	form := "/care/contacts/" + string(id) + "/review"
	agent.get(form)
	agent.want(http.StatusConflict)
	lead.get(form + "?seed=qu%C3%BD+I&n=5&from=01%2F03%2F2026&to=03%2F03%2F2026")
	lead.want(http.StatusOK, "Giấy hẹn của tôi bị mất", "Bạn mang giấy tờ đến quầy")
	put := func(outcome, words string) {
		lead.post(form, "key", lead.hidden("key"), "draw", html.UnescapeString(lead.hidden("draw")), "outcome", outcome, "text", words)
	}
	put("improve", "")
	lead.want(http.StatusUnprocessableEntity, "Viết điều cần cải thiện.")
	put("improve", "Chưa nói phải mang giấy gì")
	lead.want(http.StatusOK, "Cần cải thiện", "Sửa nhận xét", "quý I")
	lead.get("/care/board")
	lead.want(http.StatusOK, "lượt cần cải thiện")
	lead.get(strings.ReplaceAll(regexp.MustCompile(`/care/findings[^"]*improve[^"]*`).FindString(lead.body), "&amp;", "&"))
	lead.want(http.StatusOK, "Chưa nói phải mang giấy gì")
	agent.get("/care/contacts/" + string(id))
	agent.want(http.StatusOK, "Chưa nói phải mang giấy gì")
	agent.get("/care/findings?result=improve")
	agent.want(http.StatusOK, "Chưa nói phải mang giấy gì", "Lượt liên hệ của bạn đã được đọc mẫu")
	for _, p := range c.World().Org.Holders(careDesk, "care-agent", c.clock()) {
		if string(p.ID) != c.officer(careDesk, "care-agent").Person {
			other := c.signedIn(p.Username)
			other.get("/care/findings")
			other.want(http.StatusOK, "Chưa có nhận xét nào")
			other.get("/care/contacts/" + string(id))
			other.want(http.StatusOK, "Bạn mang giấy tờ đến quầy")
			other.hides("Chưa nói phải mang giấy gì", "Cần cải thiện")
			break
		}
	}
	if rep, err := c.Check(t.Context()); err != nil || len(rep.Damages) != 0 {
		t.Errorf("%v, %v", rep, err)
	}
}
