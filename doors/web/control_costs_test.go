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
	if n := strings.Count(body, `<th scope="row">`); n != textsPageSize {
		t.Errorf("the first page has %d procedures", n)
	}
	wantPage(t, site, "/control/costs?page=2&by=year", 200)
	if body := wantPage(t, site, "/control/costs?q=1.001193", 200); strings.Count(body, `<th scope="row">`) != 1 || !strings.Contains(body, "/control/costs/1.001193#year") {
		t.Error("a procedure is not found by its code, or its year does not open")
	}
	wantPage(t, site, "/control/costs?q=zzzz", 200)
	if !strings.Contains(body, "chưa xác nhận") {
		t.Error("the assumptions do not say that they are not confirmed")
	}
	one := wantPage(t, site, "/control/costs/1.001193", 200)
	if !strings.Contains(one, "Chuẩn bị giấy tờ") || !strings.Contains(one, "Tờ khai") {
		t.Error("a cost does not open into its papers")
	}
	for _, want := range []string{`id="year"`, "Tổng cộng", `href="#cost-`} {
		if !strings.Contains(one, want) {
			t.Errorf("the cost of a year does not open into its cases: no %s", want)
		}
	}
	wantPage(t, site, "/control/costs/0.000000", 404)
	held := wantPage(t, site, "/control/held", 200)
	if !strings.Contains(held, "Theo mã kết quả") || !strings.Contains(held, "Theo tên") {
		t.Error("the list of papers that are held does not say how they were found")
	}
	wantPage(t, siteFor(t, c, headOf(c, "chi-nhanh-so-7", "receiver")), "/control/costs", 403)
}
