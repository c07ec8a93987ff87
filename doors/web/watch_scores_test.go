package web

import (
	"strings"
	"testing"
	"time"

	"motcua/office"
)

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

func TestAClosedQuarterTellsTheComplaintsThatCameLate(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	v := c.voice()
	p := &scoresPage{}
	late := []office.LateComplaint{{Dossier: "LATE0000000001", Code: "H26.1-260302-0001", Unit: office.UnitName{Name: "Sở Xây dựng"}}}
	closed := office.ScoreQuarter{Period: "2026-Q1", In: true, Closed: time.Date(2026, 4, 2, 2, 0, 0, 0, time.UTC), Digest: strings.Repeat("0", 64), Late: late}
	if err := c.site.scorePeriods(v, p, &office.Scores{Period: "2026", Quarters: []office.ScoreQuarter{closed, {Period: "2026-Q2", In: true}}}); err != nil {
		t.Fatal(err)
	}
	if q := p.Quarters[0]; q.LateWords != "Sau khi khóa, 1 phản ánh về công chức được kết luận là đúng; số liệu đã khóa không đổi" || len(q.Late) != 1 || q.Late[0] != (lateLine{"/desk/dossiers/LATE0000000001", "H26.1-260302-0001", "Sở Xây dựng"}) {
		t.Errorf("the closed quarter says %+v", q)
	}
	if q := p.Quarters[1]; q.LateWords != "" || q.Late != nil {
		t.Errorf("the open one says %+v", q)
	}
}
