package web

import (
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/city"
	"motcua/keep/login"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/office"
)

var stepOnPage = regexp.MustCompile(`name="(step|key|seen)" value="([^"]*)"`)

// seated receives a dossier of branch 7 that the branch decides by delegation.
func (c *town) seated(id dossier.ID) {
	c.t.Helper()
	o := c.World().Org
	head, ok := c.Officer(string(o.ByUsername("thanhcuong.cn7").ID))
	if !ok {
		c.t.Fatal("branch 7 has no head")
	}
	in := c.intake("2.000635", "ca-nhan", "chi-nhanh-7")
	in.Parties.Owner.Address.Commune = "09556"
	if _, err := c.Receive(c.t.Context(), head, office.Command{}, office.On{ID: id}, in); err != nil {
		c.t.Fatal(err)
	}
}

// sitting is the form of the page as it stands, with what the hand-over asks.
func (b *surfer) sitting(id string, more ...string) (at string, fields []string) {
	b.t.Helper()
	at = "/desk/dossiers/" + id + "/sitting"
	b.get(at)
	b.want(http.StatusOK, "Giải quyết ngay")
	for _, m := range stepOnPage.FindAllStringSubmatch(b.body, -1) {
		fields = append(fields, m[1], m[2])
	}
	return at, append(append(fields, "do", "all", "hand-over.manner", "desk", "hand-over.receiver", "Nguyễn Thị Ví Dụ"), more...)
}

// stateOf is where a dossier stands, and how many events it has.
func (c *town) stateOf(id dossier.ID) (dossier.State, int) {
	v := c.fold(id)
	return v.State, len(v.Steps)
}

// always switches a setting on.
func (c *town) always(name string) {
	c.t.Helper()
	settings, err := fs.ReadFile(city.Hanoi(), "settings.json")
	if err != nil {
		c.t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(settings), `"name": "`+name+`"`)
	after = strings.Replace(after, `"value": "real"`, `"value": "always"`, 1)
	if err := c.SetSettings(c.t.Context(), office.Who{Kind: access.System}, []byte(before+`"name": "`+name+`"`+after)); err != nil {
		c.t.Fatal(err)
	}
}

func TestASittingLeadsThroughItsStepsAndTwoPressesAreOne(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	const id = "SITTINGPAGE00000000000001"
	c.seated(id)
	clerk := c.signedIn("thuha.cn7")
	at, first := clerk.sitting(id)
	clerk.want(http.StatusOK, "Phạm Thành Cường", "Làm 1 bước của tôi", "Quyết định ủy quyền minh họa số 04/QĐ", "31/12/2026", "khoản 4 Điều 17")
	clerk.post(at, first...)
	clerk.want(http.StatusOK, "Đã ghi các bước của bạn", "Đổi người ký tại quầy này")
	clerk.post("/dang-xuat", "tiep", at)
	if !strings.Contains(clerk.at, "/dang-nhap?tiep=") {
		t.Errorf("whoever signs next is led to %s", clerk.at)
	}
	head := c.signedIn("thanhcuong.cn7")
	at, rest := head.sitting(id)
	for range 2 {
		head.post(at, rest...)
		head.want(http.StatusOK, "Đã trả kết quả", "/letters/result-", "/letters/receipt-")
		head.hides("25/12/2025;") // nothing follows
	}
	if s, n := c.stateOf(id); s != dossier.HandedOver || n != 10 {
		t.Errorf("%s after %d events", s, n)
	}
}

func TestASittingPrintsFirstAndHandsOverAfterwards(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	const id = "SITTINGPAGE00000000000002"
	c.seated(id)
	head := c.signedIn("thanhcuong.cn7")
	at, all := head.sitting(id)
	all[slices.Index(all, "do")+1] = "sign"
	head.post(at, all...)
	head.want(http.StatusOK, "/letters/result-", "Trả kết quả")
	if s, _ := c.stateOf(id); s != dossier.Completed {
		t.Errorf("signed, and it is %s", s)
	}
	at, rest := head.sitting(id)
	rest[slices.Index(rest, "hand-over.receiver")+1] = ""
	head.post(at, rest...) // nobody is named
	head.want(http.StatusUnprocessableEntity)
	rest[slices.Index(rest, "hand-over.receiver")+1] = "Trần Văn Mẫu"
	head.post(at, rest...)
	head.want(http.StatusOK, "Đã trả kết quả")
}

func TestASittingIsConfirmedOnceForAllThatItSays(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	const id = "SITTINGPAGE00000000000003"
	c.seated(id)
	head := c.signedIn("thanhcuong.cn7")
	secret := head.enrols(c.clock())
	c.always("sign-in.confirm")
	c.at("2026-03-03 08:33")
	at, all := head.sitting(id)
	head.post(at, all...)
	head.want(http.StatusOK, "Mã xác thực", "Giải quyết ngay", "04/QĐ", "số tiếp theo trong sổ")
	hash := regexp.MustCompile(`name="confirm.hash" value="([^"]+)"`).FindStringSubmatch(head.body)[1]
	code, err := login.CodeAt(secret, c.clock())
	if err != nil {
		t.Fatal(err)
	}
	proof := []string{"confirm.act", "sitting", "confirm.hash", hash, "confirm.code", code}
	head.post(at, append(all, "confirm.act", "sitting", "confirm.hash", hash, "confirm.code", "000000")...)
	head.want(http.StatusUnprocessableEntity)
	if _, n := c.stateOf(id); n != 1 {
		t.Fatalf("an unconfirmed sitting left %d events", n)
	}
	head.post(at, append(all, proof...)...)
	head.want(http.StatusOK, "Đã trả kết quả")
	for _, s := range c.fold(id).Steps {
		weighs := s.Kind == dossier.KindApproved || s.Kind == dossier.KindIssued
		if (s.Confirmed != nil) != weighs || weighs && (s.Confirmed.Hash != hash || s.Confirmed.By != "totp") {
			t.Errorf("%s was confirmed by %+v", s.Kind, s.Confirmed)
		}
	}
}

func TestADelegationThatEndsUnderTheOpenPageRefusesTheSigning(t *testing.T) {
	t.Parallel()
	c := newTown(t, true)
	const id = "SITTINGPAGE00000000000004"
	c.seated(id)
	head := c.signedIn("thanhcuong.cn7")
	at, all := head.sitting(id, "finish1.words", "Sổ khớp")
	if err := c.EndDelegation(t.Context(), office.Who{Kind: access.System}, office.Command{}, "uy-quyen-4", c.clock().Add(time.Minute), "09/QĐ-UBND"); err != nil {
		t.Fatal(err)
	}
	c.at("2026-03-03 08:34")
	head.post(at, all...)
	if head.status < 400 || !strings.Contains(head.body, "Ủy quyền đã hết hiệu lực") || !strings.Contains(head.body, "04/QĐ") || !strings.Contains(head.body, "khoản 5 Điều 17") {
		t.Errorf("%d: %s", head.status, head.problem())
	}
	if s, n := c.stateOf(id); s != dossier.Received || n != 1 {
		t.Errorf("%s after %d events", s, n)
	}
}
