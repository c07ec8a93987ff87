package web

import (
	"net/http"
	"net/url"
	"testing"

	"motcua/words/org"
)

func TestThePageOfRightsSaysYesOrNoAndWhy(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	owner := c.citizen("vidu", theOwner, theID)
	code := c.fold(owner.file(c, birth, atHome)).Codes[0].Code
	admin := c.signedIn(usernameOf(c, "trung-tam", "administrator"))
	here, far := usernameOf(c, "chi-nhanh-7", "receiver"), usernameOf(c, "chi-nhanh-5", "receiver")
	ask := func(pairs ...string) {
		t.Helper()
		q := url.Values{}
		for i := 0; i < len(pairs); i += 2 {
			q.Set(pairs[i], pairs[i+1])
		}
		for _, lang := range []string{"en", "vi"} {
			admin.lang = lang
			admin.get("/settings/access?" + q.Encode())
		}
		admin.hides(theOwner, theID)
	}
	ask()
	admin.want(http.StatusOK, "Ai được làm gì")
	ask("username", here, "act", "file")
	admin.want(http.StatusOK, "Được", "Người nộp, hoặc nơi tiếp nhận")
	ask("username", far, "act", "read", "code", code)
	admin.want(http.StatusOK, "Không")
	ask("username", far, "act", "administer")
	admin.want(http.StatusOK, "Không", "Vai trò đang dùng không được làm việc này")
	ask("username", usernameOf(c, "phong-kiem-tra-giam-sat", "supervisor"), "act", "read", "code", code)
	admin.want(http.StatusOK, "Được, phải ghi lý do")
	ask("username", here, "act", "read", "day", "01/01/2020")
	admin.want(http.StatusOK, "không giữ vị trí công tác nào")
	for _, bad := range [][]string{{"username", "khong-co", "act", "read"}, {"username", here, "act", "read", "code", "KHONGCO"}, {"username", here, "act", "read", "day", "hôm qua"}} {
		ask(bad...)
		admin.want(http.StatusUnprocessableEntity, bad[len(bad)-1])
	}
	clerk := c.signedIn(here)
	clerk.get("/settings/access?username=" + here + "&act=read")
	clerk.want(http.StatusForbidden)
}

// usernameOf is the account's name of somebody who has a role in a unit.
func usernameOf(c *town, unit, role string) string {
	c.t.Helper()
	return c.World().Org.Person(org.PersonID(c.officer(unit, role).Person)).Username
}
