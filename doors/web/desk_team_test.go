package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

func TestALeaderSeesWhoHoldsWhatAndRecordsALeave(t *testing.T) {
	t.Parallel()
	c := newBusyCity(t, 20)
	leader := headOf(c, "so-xay-dung", "leader")
	site := siteFor(t, c, leader)
	person := c.World().Org.Holders("so-xay-dung", org.Specialist, c.clock())[0]
	if err := c.GiveLeave(t.Context(), leader, "so-xay-dung", org.Leave{Person: person.ID, From: c.clock().Add(-time.Hour), To: c.clock().Add(72 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	body := wantPage(t, site, "/desk/team", 200)
	for _, want := range []string{person.Name, `name="during"`, `name="rule"`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	wantPage(t, site, "/desk/team?unit=so-y-te", 403)
	wantPage(t, siteFor(t, c, headOf(c, "so-xay-dung", "specialist")), "/desk/team", 403)
}

func TestTheFormsOfPeopleAndWork(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	unit := "cap-xa-00004"
	_, leader := d.holder(unit, "leader", 0)
	who, _ := d.holder(unit, "specialist", 0)
	d.wantAgain(d.post("/desk/team/leave", leader, "unit", unit, "person", who.Person, "from", "31/02/2026", "to", ""), http.StatusUnprocessableEntity, "31/02/2026")
	page := d.wantAgain(d.post("/desk/team/leave", leader, "unit", unit), http.StatusUnprocessableEntity, "chọn cán bộ nghỉ", "ngày đầu tiên nghỉ", "ngày nghỉ cuối cùng")
	if strings.Contains(page, "Chưa có ngày") {
		t.Error("a missing day is not named")
	}
	d.wantAgain(d.post("/desk/team/leave", leader, "unit", unit, "person", who.Person, "from", "27/11/2026", "to", "26/11/2026"), http.StatusUnprocessableEntity,
		"Ngày nghỉ cuối cùng 26/11/2026 không được trước ngày đầu tiên 27/11/2026")
	day := d.clock().In(office.Zone).Format("02/01/2006")
	if w := d.post("/desk/team/leave", leader, "unit", unit, "person", who.Person, "from", day, "to", day); w.Code != http.StatusSeeOther {
		t.Fatalf("a leave of one day: %d %.500s", w.Code, w.Body)
	}
	if _, away := d.o.World().Org.AwayAt(org.PersonID(who.Person), d.clock()); !away {
		t.Error("they are not away")
	}
	d.wantAgain(d.post("/desk/team/leave", leader, "unit", unit, "person", who.Person, "from", day, "to", day), http.StatusConflict, day)
	if w := d.post("/desk/team/rule", leader, "unit", unit, "rule", "least"); w.Code != http.StatusSeeOther || d.o.World().Org.UnitAt(org.UnitID(unit), d.clock()).Assign != org.AssignLeast {
		t.Errorf("the rule: %d", w.Code)
	}
	l, _ := d.o.World().Org.AwayAt(org.PersonID(who.Person), d.clock())
	if w := d.post("/desk/team/back", leader, "unit", unit, "person", who.Person, "during", strconv.FormatInt(l.From.Unix(), 10)); w.Code != http.StatusSeeOther {
		t.Errorf("back: %d", w.Code)
	}
}

func TestPapersAreConfirmedOnTheDossiersPage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.013831", "chuyen-nhuong", "chi-nhanh-7", "Trần Thị Mẫu")
	clerk, _ := d.holder("chi-nhanh-7", "receiver", 0)
	if err := d.o.Finish(t.Context(), clerk, office.Command{}, office.On{ID: id, Token: d.view(id).Open[0].Token}, dossier.ActFinish, dossier.Finishing{}); err != nil {
		t.Fatal(err)
	}
	var task office.TaskView
	for _, x := range d.view(id).Open {
		if x.OnWay() {
			task = x
		}
	}
	_, taker := d.holder(task.Unit, task.Role, 0)
	at, token := "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	page := wantPage(t, d, at, 200, taker)
	for _, want := range []string{`action="` + at + `/confirm"`, `action="` + at + `/send-back"`, "Xác nhận đã nhận hồ sơ giấy"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if strings.Contains(page, at+"/claim") {
		t.Error("the work may be taken before its papers are there")
	}
	d.wantAgain(d.post(at+"/send-back", taker, "token", token, "send-back"+token+".reason", "papers-missing"), http.StatusUnprocessableEntity)
	if w := d.post(at+"/confirm", taker, "token", token); w.Code != http.StatusSeeOther {
		t.Fatalf("confirm: %d %.600s", w.Code, w.Body)
	}
	if page = wantPage(t, d, at, 200, taker); !strings.Contains(page, at+"/claim") || !strings.Contains(page, "Đã nhận hồ sơ giấy") {
		t.Error("after the confirmation the work cannot be taken, or the history does not tell it")
	}
}
