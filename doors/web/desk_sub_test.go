package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/law/procedure"
)

func TestASubDossierIsOpenedAndSettledOnThePages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.001193", "co-giay-chung-sinh", "chi-nhanh-7", "Trần Thị Mẫu")
	task := d.upTo(id, procedure.Examine)
	_, examiner := d.holder(task.Unit, task.Role, 0)
	at, token := "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	if page := wantPage(t, d, at, 200, examiner); !strings.Contains(page, at+"/branch") || strings.Contains(page, at+"/presume") {
		t.Error("no sub-dossier can be opened, or silence counts where no law says so")
	}
	form := func(limit string) []string {
		return []string{"token", token, "branch" + token + ".unit", "cong-an-thanh-pho", "branch" + token + ".words", "Xác minh cư trú", "branch" + token + ".limit", limit}
	}
	d.wantAgain(d.post(at+"/branch", examiner, form("0")...), http.StatusUnprocessableEntity, "Xác minh cư trú")
	d.wantAgain(d.post(at+"/branch", examiner, form("200")...), http.StatusUnprocessableEntity, "Xác minh cư trú")
	v := d.view(id)
	if v.Promise.At.IsZero() || len(v.Subs()) > 0 {
		t.Fatalf("due %s, %d sub-dossiers", v.Promise.At, len(v.Subs()))
	}
	id = d.received("1.001612", "ca-nhan", "chi-nhanh-7", "Trần Thị Mẫu")
	task = d.upTo(id, procedure.Examine)
	_, examiner = d.holder(task.Unit, task.Role, 0)
	at, token = "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	if w := d.post(at+"/branch", examiner, form("1")...); w.Code != http.StatusSeeOther {
		t.Fatalf("branch: %d %.800s", w.Code, w.Body)
	}
	sub := d.view(id).Subs()[0]
	_, other := d.holder("cong-an-thanh-pho", "specialist", 0)
	page := wantPage(t, d, at, 200, other)
	for _, want := range []string{at + "/settle", sub.Asked.Sub, "Xác minh cư trú"} {
		if !strings.Contains(page, want) {
			t.Errorf("the other agency's page has no %q", want)
		}
	}
	of := strconv.Itoa(sub.Token)
	d.wantAgain(d.post(at+"/settle", other, "token", of, "settle"+of+".outcome", "failed"), http.StatusUnprocessableEntity)
	if w := d.post(at+"/settle", other, "token", of, "settle"+of+".outcome", "done", "settle"+of+".number", "9/XN"); w.Code != http.StatusSeeOther {
		t.Fatalf("settle: %d %.800s", w.Code, w.Body)
	}
	if page = wantPage(t, d, at, 200, examiner); !strings.Contains(page, "9/XN") {
		t.Error("the examiner does not see what came of it")
	}
}

func TestWhatWasAskedOfAnotherUnitIsRecalledOnThePages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.001612", "ca-nhan", "chi-nhanh-7", "Trần Thị Mẫu")
	task := d.upTo(id, procedure.Examine)
	_, examiner := d.holder(task.Unit, task.Role, 0)
	_, other := d.holder("cong-an-thanh-pho", "specialist", 0)
	at, token := "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	ask := []string{"token", token, "consult" + token + ".unit", "cong-an-thanh-pho", "consult" + token + ".words", "Cư trú?", "consult" + token + ".limit", "1", "consult" + token + ".compulsory", "1"}
	if w := d.post(at+"/consult", examiner, ask...); w.Code != http.StatusSeeOther {
		t.Fatalf("consult: %d %.800s", w.Code, w.Body)
	}
	tasks := d.view(id).Tasks
	of := strconv.Itoa(tasks[len(tasks)-1].Token)
	if page := wantPage(t, d, at, 200, other); strings.Contains(page, at+"/recall") {
		t.Error("the asked unit may recall what it did not ask")
	}
	if page := wantPage(t, d, at, 200, examiner); !strings.Contains(page, at+"/recall") {
		t.Fatal("the unit that asked has no button to recall it")
	}
	d.wantAgain(d.post(at+"/recall", examiner, "token", of), http.StatusUnprocessableEntity, "Lý do rút")
	if w := d.post(at+"/recall", examiner, "token", of, "recall"+of+".words", "Hỏi nhầm cơ quan"); w.Code != http.StatusSeeOther {
		t.Fatalf("recall: %d %.800s", w.Code, w.Body)
	}
	page := wantPage(t, d, at, 200, examiner)
	for _, want := range []string{"Đã rút yêu cầu", "Hỏi nhầm cơ quan", "Rút yêu cầu đã gửi Công an"} {
		if !strings.Contains(page, want) {
			t.Errorf("the dossier does not say %q", want)
		}
	}
	d.wantAgain(d.post(at+"/recall", examiner, "token", of, "recall"+of+".words", "lần nữa"), http.StatusConflict)
	if _, err := d.o.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page := wantPage(t, d, "/desk", 200, other); !strings.Contains(page, "đã rút yêu cầu lúc") || !strings.Contains(page, d.view(id).Code) {
		t.Error("the asked unit is not told on its worklist")
	}
	if w := d.post("/desk/told", other); w.Code != http.StatusSeeOther {
		t.Errorf("seen: %d", w.Code)
	}
	if page := wantPage(t, d, "/desk", 200, other); strings.Contains(page, "đã rút yêu cầu lúc") {
		t.Error("what was seen is told again")
	}
}

func TestWhoLeadsIsShownAndRemindsWhoCoordinates(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.001612", "ca-nhan", "chi-nhanh-7", "Trần Thị Mẫu")
	task := d.upTo(id, procedure.Examine)
	_, examiner := d.holder(task.Unit, task.Role, 0)
	_, police := d.holder("cong-an-thanh-pho", "specialist", 0)
	_, tax := d.holder("thue-thanh-pho", "specialist", 0)
	at, token := "/desk/dossiers/"+string(id), strconv.Itoa(task.Token)
	ask := func(unit, lead string) string {
		t.Helper()
		form := []string{"token", token, "consult" + token + ".unit", unit, "consult" + token + ".words", "Ý kiến?", "consult" + token + ".limit", "1", "consult" + token + ".lead", lead}
		if w := d.post(at+"/consult", examiner, form...); w.Code != http.StatusSeeOther {
			t.Fatalf("consult: %d %.800s", w.Code, w.Body)
		}
		all := d.view(id).Tasks
		return strconv.Itoa(all[len(all)-1].Token)
	}
	ask("cong-an-thanh-pho", "1")
	of := ask("thue-thanh-pho", "")
	d.wantAgain(d.post(at+"/consult", examiner, "token", token, "consult"+token+".unit", "thue-thanh-pho", "consult"+token+".words", "?", "consult"+token+".limit", "1", "consult"+token+".lead", "1"),
		http.StatusUnprocessableEntity, "chỉ có một cơ quan chủ trì")
	if page := wantPage(t, d, at, 200, tax); strings.Contains(page, at+"/remind") || !strings.Contains(page, "Phối hợp") {
		t.Error("who coordinates does not see it, or may remind")
	}
	if page := wantPage(t, d, at, 200, police); !strings.Contains(page, at+"/remind") || !strings.Contains(page, "Chủ trì") {
		t.Error("who leads does not see it, or has no button to remind")
	}
	if w := d.post(at+"/remind", police, "token", of, "remind"+of+".words", "Sắp hết hạn"); w.Code != http.StatusSeeOther {
		t.Fatalf("remind: %d %.800s", w.Code, w.Body)
	}
	if page := wantPage(t, d, at, 200, examiner); !strings.Contains(page, "Đôn đốc Thuế") {
		t.Error("the reminder is not on record")
	}
	if _, err := d.o.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page := wantPage(t, d, "/desk", 200, tax); !strings.Contains(page, "chủ trì, đôn đốc lúc") {
		t.Error("who coordinates is not told")
	}
}

func TestASubDossiersLimitFitsTheTimeThatIsLeft(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.received("1.001612", "ca-nhan", "chi-nhanh-7", "Trần Thị Mẫu")
	task := d.upTo(id, procedure.Examine)
	_, examiner := d.holder(task.Unit, task.Role, 0)
	at := "/desk/dossiers/" + string(id)
	limit := func() string {
		page := wantPage(t, d, at, 200, examiner)
		m := regexp.MustCompile(`name="branch\d+\.limit"[^>]*>`).FindString(page)
		if m == "" {
			t.Fatal("the page has no limit of a sub-dossier")
		}
		if v := regexp.MustCompile(`value="(\d*)"`).FindStringSubmatch(m); v != nil {
			return v[1]
		}
		if !strings.Contains(page, "không còn đủ một ngày làm việc cho hồ sơ con") {
			t.Error("the page does not say why no limit can be given")
		}
		return ""
	}
	view := d.view(id)
	want := view.SubDays(d.o.World().Calendar, d.clock(), 3)
	if got := limit(); want == 0 || got != strconv.Itoa(want) {
		t.Errorf("the limit is %q at first, %d days are left", got, want)
	}
	token := strconv.Itoa(task.Token)
	send := func(days string) int {
		return d.post(at+"/branch", examiner, "token", token, "branch"+token+".unit", "cong-an-thanh-pho", "branch"+token+".words", "Xác minh cư trú", "branch"+token+".limit", days).Code
	}
	if code := send(strconv.Itoa(want)); code != http.StatusSeeOther {
		t.Errorf("what stood in the form is refused: %d", code)
	}
	d.later(view.Promise.At.Sub(d.clock()) + time.Hour)
	if got := limit(); got != "" {
		t.Errorf("the limit is %q after the dossier was due", got)
	}
	if code := send("1"); code != http.StatusUnprocessableEntity {
		t.Errorf("a sub-dossier outlasts its dossier: %d", code)
	}
}
