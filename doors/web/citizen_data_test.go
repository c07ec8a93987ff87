package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
	"motcua/words/org"
)

// ownerOf signs the owner of a dossier in.
func (d *desk) ownerOf(id dossier.ID) *http.Cookie {
	d.t.Helper()
	p := d.view(id).Parties.Owner
	d.mu.Lock()
	d.whos["owner"] = office.Who{Kind: access.Citizen, Account: "citizen:owner", Name: p.Name, Number: p.Number, Key: d.o.PersonKey(p.Number)}
	d.mu.Unlock()
	return &http.Cookie{Name: actorCookie, Value: "owner"}
}

// supervisor signs somebody in who supervises the city.
func (d *desk) supervisor() *http.Cookie {
	d.t.Helper()
	for _, u := range d.o.World().Org.Units(d.clock()) {
		if len(d.o.World().Org.Holders(u.ID, org.Supervisor, d.clock())) == 0 {
			continue
		}
		w, cookie := d.holder(string(u.ID), string(org.Supervisor), 0)
		w.City = true
		d.mu.Lock()
		d.whos[cookie.Value] = w
		d.mu.Unlock()
		return cookie
	}
	d.t.Fatal("nobody supervises the city")
	return nil
}

func TestSomebodyAsksAboutOwnDataAndIsAnswered(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	owner := d.ownerOf(id)
	v := d.view(id)
	_, leader := d.holder(v.Competent, "leader", 0)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	if body := wantPage(t, d, "/ho-so/du-lieu", 200, owner); !strings.Contains(body, "2 ngày làm việc") || !strings.Contains(body, v.Code) {
		t.Error("the page does not say how soon an answer is owed, or offers no dossier")
	}
	d.wantAgain(d.post("/ho-so/du-lieu", owner, "kind", "correct", "words", "Ngày sinh ghi sai"), 422, "Hãy chọn hồ sơ", "Ngày sinh ghi sai")
	if w := d.post("/ho-so/du-lieu", owner, "kind", "restrict", "dossier", string(id), "words", "Chỉ dùng cho hồ sơ này thôi", "key", "k1"); w.Code != http.StatusSeeOther {
		t.Fatalf("asked: %d %s", w.Code, w.Body)
	}
	d.wantAgain(d.post("/ho-so/du-lieu", owner, "kind", "restrict", "dossier", string(id), "words", "Chỉ dùng cho hồ sơ này thôi", "key", "k2"), 409, "đang chờ trả lời")
	if body := wantPage(t, d, "/desk", 200, leader); !strings.Contains(body, "/watch/requests") {
		t.Error("the leader is not told")
	}
	body := wantPage(t, d, "/watch/requests", 200, leader)
	_, at, ok := strings.Cut(body, `<a href="/watch/requests/`)
	if at, _, _ = strings.Cut(at, `"`); !ok {
		t.Fatal("the request is not in the leader's list")
	}
	at = "/watch/requests/" + at
	wantPage(t, d, "/watch/requests", http.StatusForbidden, clerk)
	wantPage(t, d, at, http.StatusForbidden, clerk)
	if body := wantPage(t, d, at, 200, leader); !strings.Contains(body, "Chỉ dùng cho hồ sơ này thôi") {
		t.Error("the request's words are not shown")
	}
	d.wantAgain(d.post(at, leader, "answer", "Chấp nhận yêu cầu của bà"), 422, "Hãy chọn kết quả", "Chấp nhận yêu cầu của bà")
	if w := d.post(at, leader, "outcome", "accepted", "answer", "Chấp nhận yêu cầu của bà"); w.Code != http.StatusSeeOther {
		t.Fatalf("answered: %d %s", w.Code, w.Body)
	}
	wantPage(t, d, at, 200, leader)
	wantPage(t, d, "/watch/requests?open=0", 200, leader)
	if body := wantPage(t, d, "/ho-so/du-lieu", 200, owner); !strings.Contains(body, "Chấp nhận yêu cầu của bà") {
		t.Error("the owner does not see the answer")
	}
	if body := wantPage(t, d, "/desk/dossiers/"+string(id), 200, clerk); !strings.Contains(body, "yêu cầu hạn chế xử lý") {
		t.Error("the clerk does not see the restriction")
	}
}

func TestACopyOfOwnDataIsAPageAndAFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	owner := d.ownerOf(id)
	if w := d.post("/ho-so/du-lieu/ban-sao", owner); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/ho-so/du-lieu/ban-sao" {
		t.Fatalf("asked for a copy: %d %s", w.Code, w.Header().Get("Location"))
	}
	code := d.view(id).Code
	if body := wantPage(t, d, "/ho-so/du-lieu/ban-sao", 200, owner); !strings.Contains(body, code) || !strings.Contains(body, d.view(id).Parties.Owner.Number) {
		t.Error("the copy has not the dossier, or not the number")
	}
	status, body := get(t, d, "/ho-so/du-lieu/ban-sao.json", "vi", owner)
	if status != 200 || !strings.HasPrefix(body, "{") || !strings.Contains(body, code) {
		t.Errorf("the file: %d %.60s", status, body)
	}
	wantPage(t, d, "/ho-so/du-lieu", 200, owner)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	for _, at := range []string{"/ho-so/du-lieu", "/ho-so/du-lieu/ban-sao", "/ho-so/du-lieu/ban-sao.json"} {
		if status, _ := get(t, d, at, "vi", clerk); status != http.StatusForbidden {
			t.Errorf("%s for an officer: %d", at, status)
		}
	}
}

func TestAFileThatLeftIsFoundInTheRegisterByItsMark(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.death()
	who, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	boss := d.supervisor()
	_, file := get(t, d, "/desk/dossiers?as=csv&open=1", "vi", clerk)
	_, mark, ok := strings.Cut(file, "Mã kết xuất ")
	if mark, _, _ = strings.Cut(mark, "."); !ok || len(mark) != 14 || !strings.Contains(file, who.Name) {
		t.Fatalf("the file says not who took it out: %q", file)
	}
	d.later(time.Minute)
	get(t, d, "/desk/dossiers?as=xlsx", "vi", clerk)
	if body := wantPage(t, d, "/watch/exports", 200, boss); strings.Count(body, `<th scope="row">`) != 2 {
		t.Error("the register has not both files")
	}
	body := wantPage(t, d, "/watch/exports?mark="+mark, 200, boss)
	if strings.Count(body, `<th scope="row">`) != 1 || !strings.Contains(body, who.Name) || !strings.Contains(body, "open=1") {
		t.Errorf("by its mark the register has not who, or not the filter: %s", body)
	}
	wantPage(t, d, "/watch/exports?mark=ZZZZ-ZZZZ-ZZZZ", 200, boss)
	wantPage(t, d, "/watch/exports", http.StatusForbidden, clerk)
}

func TestAListThatLeavesHasTheLineOfARestrictedDossierWithoutItsPeople(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	owner, v := d.ownerOf(id), d.view(id)
	_, leader := d.holder(v.Competent, "leader", 0)
	file := func() string {
		t.Helper()
		status, body := get(t, d, "/desk/dossiers?as=csv", "vi", leader)
		if status != 200 || !strings.Contains(body, v.Code) {
			t.Fatalf("the list has not the dossier: %d %s", status, body)
		}
		return body
	}
	if name := v.Parties.Owner.Name; !strings.Contains(file(), name) {
		t.Fatalf("the list has not %s", name)
	}
	d.post("/ho-so/du-lieu", owner, "kind", "restrict", "dossier", string(id), "words", "Chỉ dùng cho hồ sơ này thôi", "key", "k1")
	asked, err := d.o.Read(t.Context(), d.whos["owner"]).OwnRequests()
	if err != nil || len(asked) != 1 {
		t.Fatalf("asked: %+v, %v", asked, err)
	}
	if w := d.post("/watch/requests/"+asked[0].ID, leader, "outcome", "accepted", "answer", "Chấp nhận theo đề nghị", "key", "k2"); w.Code != http.StatusSeeOther {
		t.Fatalf("answered: %d %s", w.Code, w.Body)
	}
	if body := file(); strings.Contains(body, v.Parties.Owner.Name) || !strings.Contains(body, "Hạn chế xử lý") {
		t.Errorf("the list still names the owner, or does not say why it does not: %s", body)
	}
	if body := wantPage(t, d, "/ho-so/thong-bao", 200, owner); !strings.Contains(body, "đã được trả lời") || !strings.Contains(body, `href="/ho-so/du-lieu"`) {
		t.Error("the owner's notices do not lead to the answer")
	}
}

func TestAClerkEntersTheRequestOfSomebodyAtTheCounter(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	v := d.view(d.death())
	p := v.Parties.Owner
	_, leader := d.holder(v.Competent, "leader", 0)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	wantPage(t, d, "/desk/take-request", http.StatusForbidden, leader)
	wantPage(t, d, "/desk/take-request", 200, clerk)
	fields := []string{"key", "k1", "name", p.Name, "number", p.Number, "kind", "correct", "dossier", v.Code, "words", "Ngày sinh ghi sai, xin chữa lại"}
	d.wantAgain(d.post("/desk/take-request", clerk, fields...), 422, "đối chiếu giấy tờ tùy thân trước", "xin chữa lại")
	if w := d.post("/desk/take-request", clerk, append(fields, "seen", "yes")...); w.Code != http.StatusSeeOther {
		t.Fatalf("taken: %d %s", w.Code, w.Body)
	}
	all, err := d.o.Read(t.Context(), d.whos[leader.Value]).DataRequests(true)
	if err != nil || len(all) != 1 {
		t.Fatalf("the leader's list: %+v, %v", all, err)
	}
	if body := wantPage(t, d, "/watch/requests/"+all[0].ID, 200, leader); !strings.Contains(body, "Nhận tại quầy") || !strings.Contains(body, p.Number) {
		t.Error("the page does not say that it was taken at a counter, or of whom")
	}
}

func TestThePageOfTheArchiveLeadsToListsOfAsManyRows(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.handedOver()
	_, leader := d.holder(d.view(id).Competent, "leader", 0)
	wantPage(t, d, "/watch/retention", 200, leader)
	d.later(400 * 24 * time.Hour)
	body := wantPage(t, d, "/watch/retention", 200, leader)
	_, at, ok := strings.Cut(body, `<td class="n" data-label="Đến hạn nộp lưu"><a href="`)
	if !ok || !strings.Contains(body, "chưa đối chiếu") {
		t.Fatal("nothing is owed to the archive after 400 days, or the page does not say that its terms are unconfirmed")
	}
	at, _, _ = strings.Cut(at, `"`)
	if list := wantPage(t, d, strings.ReplaceAll(at, "&amp;", "&"), 200, leader); !strings.Contains(list, d.view(id).Code) {
		t.Errorf("%s has not the dossier", at)
	}
	if page := wantPage(t, d, "/desk/dossiers/"+string(id), 200, leader); !strings.Contains(page, "Thời hạn lưu") || !strings.Contains(page, "Vĩnh viễn") || !strings.Contains(page, "Danh mục thời hạn lưu") {
		t.Error("the dossier's page does not say how long it is kept, or by which rule")
	}
	if status, file := get(t, d, "/watch/retention?as=csv", "vi", leader); status != 200 || !strings.Contains(file, "Hộ tịch") {
		t.Errorf("as a file: %d %s", status, file)
	}
}
