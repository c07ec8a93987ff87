package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"motcua/words/org"
)

func TestTheOrganisationIsShownOnAnyDayAndActsAreForAdministrators(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 3)
	admin := siteFor(t, c, headOf(c, "trung-tam", "administrator"))
	before := wantPage(t, admin, "/settings/house?day=30/06/2025", 200)
	after := wantPage(t, admin, "/settings/house?day=01/07/2025", 200)
	if !strings.Contains(before, "Quận Ba Đình") || strings.Contains(after, "Quận Ba Đình") {
		t.Error("the districts of June 2025 are not where they were")
	}
	if two, ten := strings.Index(after, ">Chi nhánh số 2<"), strings.Index(after, ">Chi nhánh số 10<"); two < 0 || ten < two {
		t.Error("branch 10 stands before branch 2")
	}
	if ward, health := strings.Index(after, ">Phường Ba Đình<"), strings.Index(after, ">Sở Y tế<"); health < 0 || ward < health {
		t.Error("a ward stands before a department: kinds are mixed")
	}
	between := wantPage(t, admin, "/settings/house?day=01/07/2025&against=30/06/2025", 200)
	if !strings.Contains(between, "Quận Ba Đình") || !strings.Contains(between, "Kế thừa") && !strings.Contains(between, "Succeeded") {
		t.Error("the comparison does not say who ended and who carries on")
	}
	wantPage(t, admin, "/settings/house?day=31/02/2026", 422)
	wantPage(t, admin, "/settings/units/nothing", 404)
	wantPage(t, admin, "/settings/people/p9999", 404)
	for name := range houseActs {
		wantPage(t, admin, "/settings/organisation/"+name+"?id=p0001&of=p0001-1", 200)
	}
	wantPage(t, admin, "/settings/organisation/nothing", 404)
	leader := siteFor(t, c, headOf(c, "so-tu-phap", "leader"))
	wantPage(t, leader, "/settings/house", 200)
	wantPage(t, leader, "/settings/organisation/post?id=p0001", 403)
}

func TestAPostIsGivenOnAPage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	at := "/settings/organisation/post"
	d.wantAgain(d.post(at, admin, "id", "p0002", "from", "31/02/2026"), http.StatusUnprocessableEntity, "31/02/2026")
	d.wantAgain(d.post(at, admin, "id", "p0002", "unit", "chi-nhanh-7", "role", "receiver", "from", "01/12/2026"), http.StatusUnprocessableEntity, "văn bản")
	if w := d.post(at, admin, "id", "p0002", "unit", "chi-nhanh-7", "role", "receiver", "from", "01/12/2026", "document", "9/QĐ"); w.Code != http.StatusSeeOther {
		t.Fatalf("a post: %d %.300s", w.Code, w.Body)
	}
	found := false
	for _, p := range d.o.World().Org.PostsEver("p0002") {
		found = found || p.Unit == "chi-nhanh-7" && p.Role == org.Receiver && p.Document == "9/QĐ"
	}
	if !found {
		t.Error("the post is not held")
	}
}

func TestAnEndNamesItsDocumentAndIsShownWithIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	post := d.o.World().Org.PostsEver("p0002")[0]
	at := "/settings/organisation/end-post"
	d.wantAgain(d.post(at, admin, "id", "p0002", "of", string(post.ID), "to", "01/12/2027"), http.StatusUnprocessableEntity, "01/12/2027")
	if w := d.post(at, admin, "id", "p0002", "of", string(post.ID), "to", "01/12/2027", "document", "17/QĐ-KT"); w.Code != http.StatusSeeOther {
		t.Fatalf("an end: %d %.300s", w.Code, w.Body)
	}
	r := httptest.NewRequest(http.MethodGet, "/settings/people/p0002", nil)
	r.AddCookie(admin)
	w := httptest.NewRecorder()
	if d.ServeHTTP(w, r); !strings.Contains(w.Body.String(), "kết thúc theo 17/QĐ-KT") {
		t.Errorf("the person's page does not say by what the post ends: %d", w.Code)
	}
}
