package web

import (
	"net/http"
	"testing"

	"motcua/keep/login"
	"motcua/law/access"
	"motcua/office"
)

func TestWhoOpensADossierWithoutARightIsSeenByItsOwnerAndBySupervision(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	owner, other := c.citizen("vidu", theOwner, theID), c.citizen("khac", "Trần Văn Mẫu", "001080000006")
	filed := owner.file(c, birth, atHome)
	code := c.fold(filed).Codes[0].Code
	page := "/desk/dossiers/" + string(filed)
	const reason = "Chủ hồ sơ đang cấp cứu, cần số điện thoại người nhà"

	stranger := c.signedIn("ductuan.cn5")
	for _, path := range []string{page, page + "/slip.pdf", page + "/files/" + c.fold(filed).Files[0].Hash, "/desk/dossiers/KHONGCO0000000"} {
		stranger.get(path)
		stranger.want(http.StatusNotFound)
		stranger.hides(theOwner, theID)
	}
	for _, lang := range []string{"en", "vi"} {
		stranger.lang = lang
		stranger.get("/desk/open")
		stranger.want(http.StatusOK)
	}
	stranger.post("/desk/open", "code", code, "reason", "vội")
	stranger.want(http.StatusUnprocessableEntity, code, "Lý do mở xem phải từ 20")
	stranger.post("/desk/open", "code", "H26.99-261126-0001", "reason", reason)
	stranger.want(http.StatusUnprocessableEntity, reason)
	stranger.hides(theOwner)
	stranger.post("/desk/open", "code", code, "reason", reason)
	stranger.want(http.StatusOK, theOwner)

	owner.get("/ho-so/" + string(filed))
	owner.want(http.StatusOK, "/ho-so/"+string(filed)+"/nguoi-xem")
	for _, lang := range []string{"en", "vi"} {
		owner.lang = lang
		owner.get("/ho-so/" + string(filed) + "/nguoi-xem")
		owner.want(http.StatusOK, reason)
	}
	owner.want(http.StatusOK, "Cán bộ tiếp nhận", "Mở xem khẩn cấp")
	other.get("/ho-so/" + string(filed) + "/nguoi-xem")
	other.want(http.StatusNotFound)
	other.hides(reason)

	boss := c.signedIn("vanthai.tt")
	boss.get("/desk")
	boss.want(http.StatusOK, "mở xem hồ sơ ngoài thẩm quyền")
	boss.get("/watch/openings")
	boss.want(http.StatusOK, reason, code)
	stranger.get("/watch/openings")
	stranger.hides(reason, code)
	stranger.want(http.StatusForbidden)
}

func TestSupervisionSaysWhyItLooksIntoADossierOfAnotherUnit(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	owner := c.citizen("vidu", theOwner, theID)
	filed := owner.file(c, birth, atHome)
	page := "/desk/dossiers/" + string(filed)
	const reason = "Kiểm tra theo phản ánh số 15"

	clerk := c.signedIn("minhanh.cn1") // asked for nothing: the unit's own work is no look
	boss := c.signedIn("vanthai.tt")
	for _, lang := range []string{"en", "vi"} {
		boss.lang = lang
		boss.get(page)
		boss.want(http.StatusOK)
		boss.hides(theOwner, theID)
	}
	boss.want(http.StatusOK, "Vì sao bạn xem hồ sơ này?")
	boss.get(page + "/files/" + c.fold(filed).Files[0].Hash)
	boss.want(http.StatusConflict, "hãy nêu lý do trước khi xem")
	boss.get(page)
	boss.post(page+"/reason", "reason", "xem")
	boss.want(http.StatusUnprocessableEntity, "Lý do mở xem phải từ 5", `value="xem"`)
	boss.hides(theOwner)
	boss.post(page+"/reason", "reason", reason)
	boss.want(http.StatusOK, theOwner)
	c.at("2026-03-03 09:29")
	boss.get(page)
	boss.want(http.StatusOK, theOwner)
	boss.get("/watch/openings")
	boss.want(http.StatusOK, reason)
	boss.hides("Mở xem khẩn cấp</span>")
	owner.get("/ho-so/" + string(filed) + "/nguoi-xem")
	owner.want(http.StatusOK, reason)
	owner.hides("báo ngay")
	c.at("2026-03-03 09:31")
	boss.get(page)
	boss.hides(theOwner)

	control := c.signedIn("manhkhoa2.tt") // one's reason is not another's
	control.get(page)
	control.want(http.StatusOK, "Vì sao bạn xem hồ sơ này?")
	control.hides(theOwner)

	clerk.get("/desk/open")
	for _, at := range []string{page, "/desk/dossiers/KHONGCO0000000"} { // who may not look learns nothing by giving a reason
		clerk.get("/desk/open")
		clerk.post(at+"/reason", "reason", reason)
		clerk.want(http.StatusNotFound)
	}
}

func TestAnUrgentOpeningIsConfirmedInRealService(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	code, _ := c.receive("KHANCAP000001", "1.009642", "chap-thuan")
	a := c.World().Org.ByUsername("ductuan.cn5")
	if err := c.AddAccount(t.Context(), office.Who{Kind: access.System}, office.Account{ID: "officer:" + string(a.ID), Username: a.Username, Kind: "officer", Person: string(a.ID), Name: a.Name}, password, 4); err != nil {
		t.Fatal(err)
	}
	b := &surfer{t: t, site: c.site, cookies: map[string]string{}, lang: "vi"}
	token, secret := c.enrolled("ductuan.cn5")
	b.cookies[sessionCookie] = token
	const reason = "Chủ hồ sơ đang cấp cứu, cần số điện thoại người nhà"
	b.get("/desk/open")
	b.post("/desk/open", "code", code, "reason", reason)
	b.want(http.StatusOK, "Mở xem hồ sơ khẩn cấp", reason)
	b.hides(theOwner)
	b.get("/desk/dossiers/KHANCAP000001")
	b.want(http.StatusNotFound)
	b.get("/desk/open")
	b.post("/desk/open", "code", code, "reason", reason)
	b.post("/desk/open", "code", code, "reason", reason, "confirm.code", "000000", "confirm.act", "break-glass", "confirm.hash", "x")
	b.want(http.StatusUnprocessableEntity)
	b.hides(theOwner)
	c.at("2026-03-03 08:33") // a code is used once
	once, err := login.CodeAt(secret, c.clock())
	if err != nil {
		t.Fatal(err)
	}
	b.post("/desk/open", "code", code, "reason", reason, "confirm.code", once)
	b.want(http.StatusOK, theOwner)
}
