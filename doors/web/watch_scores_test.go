package web

import "testing"

func TestSupervisionSeesScoresAndEntersACheckOfNoticeBoards(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	c.withdrawn("SCOREPAGE00001")
	b := c.holderOf("phong-kiem-tra-giam-sat", "supervisor")
	b.get("/watch/scores")
	b.want(200, `<details class="card"><summary>`, "/watch/scores/boards")
	b.post("/watch/scores/boards", "key", b.key(), "units", "Không có đơn vị này", "proof", "Biên bản 7")
	b.want(422, `<details class="card" open>`, "Không có đơn vị này", "Biên bản 7")
}
