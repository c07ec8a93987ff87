package office_test

import (
	"testing"

	"motcua/law/dossier"
	"motcua/office"
)

func TestALateDossierIsCountedUntilSomebodyApologises(t *testing.T) {
	t.Parallel()
	c := newTown(t)
	v, _ := c.received("OWING00000001")
	leader := c.officer(v.Competent, "leader")
	owing := func(when string, want int) {
		t.Helper()
		rd := c.Read(c.ctx, leader)
		n, err := rd.Owing("", "competent")
		if err != nil {
			t.Fatal(err)
		}
		list, err := rd.Dossiers(office.Filter{Unit: leader.Unit, By: "competent", Below: true, Stage: office.StageOwing})
		if err != nil {
			t.Fatal(err)
		}
		if n != want || list.Total != want || len(list.Rows) != want {
			t.Errorf("%s: %d owe an apology, the list has %d, want %d", when, n, list.Total, want)
		}
	}
	owing("received", 0)
	c.at(v.Promise.At.In(office.Zone).Format("2006-01-02 15:04"))
	owing("at the due time", 0)
	c.at("2026-06-01 09:00")
	owing("late", 1)
	sorry := dossier.Apologising{Reason: "L01", Words: "Xin lỗi ông bà vì hồ sơ giải quyết chậm."}
	if err := c.Apologise(c.ctx, leader, office.Command{}, office.On{ID: v.ID}, sorry); err != nil {
		t.Fatal(err)
	}
	owing("apologised", 0)
	c.check()
}
