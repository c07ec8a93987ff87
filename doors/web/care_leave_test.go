package web

import (
	"net/http"
	"testing"

	"motcua/law/care"
)

// Nobody leaves conversations behind unasked: whoever signs out says what becomes of them, without script too.
func TestWhoeverSignsOutSaysWhatBecomesOfTheConversationsTheyHave(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	_, id := c.visits("Giấy hẹn của tôi bị mất")
	agent := c.lan()
	agent.get("/care/leave")
	if agent.at != "/care" {
		t.Errorf("who has none is asked at %s", agent.at)
	}
	c.agent(id, care.ActTake, care.Input{})
	agent.get("/care")
	agent.post("/dang-xuat")
	agent.want(http.StatusOK, "đang giữ 1 lượt liên hệ", "Trả về hàng chờ", "Chưa đăng xuất")
	agent.post("/dang-xuat", "held", "burn")
	agent.want(http.StatusOK, "đang giữ 1 lượt liên hệ")
	agent.get("/care?show=mine")
	agent.want(http.StatusOK, "Giấy hẹn của tôi bị mất") // still signed in
	holder := func() (string, care.State) {
		v, err := c.Read(t.Context(), c.officer(careDesk, "leader")).Contact(id)
		if err != nil {
			t.Fatal(err)
		}
		return v.Agent, v.State
	}
	mine, _ := holder()
	if mine == "" {
		t.Fatal("nobody has it")
	}

	// A call that runs is ended first.
	c.agent(id, care.ActCall, care.Input{})
	agent.get("/care/leave")
	agent.post("/dang-xuat", "key", agent.hidden("key"), "held", "release")
	agent.want(http.StatusConflict, "đang giữ 1 lượt liên hệ")
	c.agent(id, care.ActHangUp, care.Input{Outcome: care.NoAnswer})

	// Kept: it stays with them.
	agent.get("/care/leave?tiep=/care")
	agent.want(http.StatusOK, `name="tiep" value="/care"`)
	agent.post("/dang-xuat", "key", agent.hidden("key"), "held", "keep")
	agent.want(http.StatusOK, "Bạn đã đăng xuất")
	if who, _ := holder(); who != mine {
		t.Errorf("what was kept is with %q", who)
	}

	// Released: it waits for anybody, and whoever had it is signed out and off shift.
	agent = c.lan()
	agent.get("/care/board")
	agent.post("/care/board/on", "key", agent.hidden("key"))
	agent.post("/dang-xuat")
	agent.post("/dang-xuat", "key", agent.hidden("key"), "held", "release")
	agent.want(http.StatusOK, "Bạn đã đăng xuất")
	if who, state := holder(); who != "" || state != care.Waiting {
		t.Errorf("what was released is %s with %q", state, who)
	}
	agent.get("/care")
	if agent.at == "/care" {
		t.Error("they are signed in after all")
	}
	if rep, err := c.Check(t.Context()); err != nil || len(rep.Damages) != 0 {
		t.Errorf("%v, %v", rep, err)
	}
}
