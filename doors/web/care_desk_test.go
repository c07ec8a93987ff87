package web

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"motcua/law/care"
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
	for _, h := range []int{1, 3} {
		c.agent(id, care.ActPromise, care.Input{Due: c.clock().Add(time.Duration(h) * time.Hour), Text: "việc " + string(rune('0'+h))})
	}
	d, at := c.lan(), "/care/contacts/"+string(id)
	d.get(at + "/keep")
	d.want(http.StatusOK, "Lời hẹn nào", "việc 1", "việc 3")
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
	c.agent(id, care.ActCall, care.Input{})
	c.agent(id, care.ActHangUp, care.Input{Outcome: care.Reached, Text: "máy kêu nhỏ"})
	keep()
	d.want(http.StatusOK, "đã nói rõ", "máy kêu nhỏ", "Đã gọi đúng hẹn")
	c.at("2026-03-03 10:30") // the first one's hour has passed
	d.get("/care/callbacks?show=overdue")
	d.want(http.StatusOK, v.Code, "quá giờ hẹn")
	c.agent(id, care.ActCall, care.Input{})
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
