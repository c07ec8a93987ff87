package web

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/keep/login"
)

var (
	secretOnPage = regexp.MustCompile(`<span class="code">([A-Z2-7 ]{39})</span>|class="code"[^>]*>([A-Z2-7 ]{39})<`)
	sealedOnPage = regexp.MustCompile(`name="sealed" value="([^"]+)"`)
)

// enrols sets an authenticator up on the own account's page and gives its secret.
func (b *surfer) enrols(now time.Time) (secret string) {
	b.t.Helper()
	const at = "/tai-khoan/yeu-to"
	b.get(at)
	b.want(http.StatusOK)
	found := secretOnPage.FindStringSubmatch(b.body)
	if found == nil {
		b.t.Fatal("the page shows no secret")
	}
	secret = strings.ReplaceAll(found[1]+found[2], " ", "")
	sealed := html.UnescapeString(sealedOnPage.FindStringSubmatch(b.body)[1])
	b.post(at, "sealed", sealed, "name", "điện thoại", "now", password, "code", "000000")
	b.want(http.StatusUnprocessableEntity, "điện thoại") // a wrong code keeps secret and name
	if !strings.Contains(b.body, found[0]) {
		b.t.Error("a wrong code makes another secret: the telephone would have to scan again")
	}
	code, err := login.CodeAt(secret, now)
	if err != nil {
		b.t.Fatal(err)
	}
	b.post(at, "sealed", sealed, "name", "điện thoại", "now", "sai", "code", code)
	b.want(http.StatusUnprocessableEntity)
	b.post(at, "sealed", sealed, "name", "điện thoại", "now", password, "code", code)
	b.want(http.StatusOK, "Mã dự phòng")
	return secret
}

func TestAnAuthenticatorIsSetUpOnAPageAndAskedForFromThenOn(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.signedIn("manhkhoa2.tt")
	secret := b.enrols(c.clock())
	b.get("/tai-khoan") // whoever has just shown the code is not asked again
	b.want(http.StatusOK, "điện thoại")

	b.cookies = map[string]string{}
	b.get("/dang-nhap")
	b.post("/dang-nhap", "username", "manhkhoa2.tt", "password", password)
	b.want(http.StatusOK, "Xác minh bước hai")
	b.get("/control")
	if !strings.HasPrefix(b.at, "/dang-nhap") {
		t.Errorf("the password alone opens %s", b.at)
	}
	old, err := login.CodeAt(secret, c.clock())
	if err != nil {
		t.Fatal(err)
	}
	b.post("/dang-nhap/xac-minh", "code", old)
	b.want(http.StatusUnprocessableEntity) // the code that was used to set it up is used up
	c.at("2026-03-03 08:32")
	next, err := login.CodeAt(secret, c.clock())
	if err != nil {
		t.Fatal(err)
	}
	b.post("/dang-nhap/xac-minh", "code", next)
	b.want(http.StatusOK)
	if strings.HasPrefix(b.at, "/dang-nhap") {
		t.Errorf("the right code leads to %s", b.at)
	}
}

func TestAWeightyActIsConfirmedByACodeForItselfAlone(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	b := c.signedIn("admin")
	secret := b.enrols(c.clock())
	c.always("sign-in.confirm")
	const at = "/settings/organisation/delegation"
	act := func(document string, more ...string) {
		t.Helper()
		b.post(at, append([]string{"key", "k-" + document, "giver", "so-tu-phap", "unit", "chi-nhanh-7", "from", "04/03/2026", "to", "31/03/2026", "document", document}, more...)...)
	}
	given := func() int { return len(c.World().Org.Delegations()) }
	n := given()
	b.get(at)
	act("1/UQ-THU")
	b.want(http.StatusOK, "1/UQ-THU", "Mã xác thực")
	hash := regexp.MustCompile(`name="confirm.hash" value="([^"]+)"`).FindStringSubmatch(b.body)[1]
	act("1/UQ-THU", "confirm.act", "delegate", "confirm.hash", hash, "confirm.code", "000000")
	b.want(http.StatusUnprocessableEntity, "không đúng với việc này", "1/UQ-THU")
	used, err := login.CodeAt(secret, c.clock())
	if err != nil {
		t.Fatal(err)
	}
	act("1/UQ-THU", "confirm.act", "delegate", "confirm.hash", hash, "confirm.code", used)
	b.want(http.StatusUnprocessableEntity) // the code that set the authenticator up
	if given() != n {
		t.Fatal("an act that nobody confirmed was done")
	}
	c.at("2026-03-03 08:33")
	code, err := login.CodeAt(secret, c.clock())
	if err != nil {
		t.Fatal(err)
	}
	act("1/UQ-THU", "confirm.act", "delegate", "confirm.hash", hash, "confirm.code", code)
	b.want(http.StatusOK)
	if given() != n+1 {
		t.Fatalf("confirmed, and %d powers were handed on: %s", given()-n, b.problem())
	}
	act("2/UQ-THU", "confirm.act", "delegate", "confirm.hash", hash, "confirm.code", code)
	b.want(http.StatusUnprocessableEntity)
	if given() != n+1 {
		t.Error("one code confirmed two acts")
	}
}
