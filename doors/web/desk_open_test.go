package web

import (
	"net/http"
	"testing"
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
