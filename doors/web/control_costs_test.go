package web

import (
	"strings"
	"testing"
)

func TestTheCostsOfAllProceduresAreRankedAndOpenIntoTheirParts(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	site := siteFor(t, c, headOf(c, "trung-tam", "controller"))
	body := wantPage(t, site, "/control/costs", 200)
	if n := strings.Count(body, `<th scope="row">`); n < 100 {
		t.Errorf("the list has %d procedures", n)
	}
	if !strings.Contains(body, "chưa xác nhận") {
		t.Error("the assumptions do not say that they are not confirmed")
	}
	one := wantPage(t, site, "/control/costs/1.001193", 200)
	if !strings.Contains(one, "Chuẩn bị giấy tờ") || !strings.Contains(one, "Tờ khai") {
		t.Error("a cost does not open into its papers")
	}
	wantPage(t, site, "/control/costs/0.000000", 404)
	held := wantPage(t, site, "/control/held", 200)
	if !strings.Contains(held, "Theo mã kết quả") || !strings.Contains(held, "Theo tên") {
		t.Error("the list of papers that are held does not say how they were found")
	}
	wantPage(t, siteFor(t, c, headOf(c, "chi-nhanh-so-7", "receiver")), "/control/costs", 403)
}
