package e2e

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"
)

// The head of branch 7, who has a second factor, and the secret of it that the README tells.
const (
	head7  = "thanhcuong.cn7"
	secret = "MOTCUATRINHDIENMOTCUATRINHDIEN22"
)

// codeAt is what an authenticator shows at a moment (RFC 6238).
func codeAt(t *testing.T, at time.Time) string {
	t.Helper()
	key, err := base32.StdEncoding.DecodeString(secret)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha1.New, key)
	if err := binary.Write(mac, binary.BigEndian, at.Unix()/30); err != nil {
		t.Fatal(err)
	}
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[len(sum)-1]&15:]) & 0x7fffffff
	return fmt.Sprintf("%06d", n%1_000_000)
}

// moment reads the time of a city whose clock a test moves.
func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02T15:04-07:00", s+"+07:00")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// guarded signs the head of branch 7 in with both factors.
func (c *clocked) guarded(at string, wishes ...wish) *tab {
	c.t.Helper()
	p := open(c.t, c.base, wishes...)
	c.at(at)
	p.visit("/dang-nhap?lang=vi")
	p.fill("username", head7)
	p.fill("password", password)
	p.send(`form:has([name=password])`)
	p.fill("code", codeAt(c.t, moment(c.t, at)))
	p.send(`main form:has([name=code])`)
	p.visit("/desk?lang=vi")
	return p
}

// receivesExtract receives the request of somebody of Hà Đông for a copy of a birth entry at the counter, and gives its code.
func (p *tab) receivesExtract(number, name string) string {
	p.t.Helper()
	p.visit("/desk/receive")
	p.fill("q", "ban sao trich luc ho tich")
	p.fill("person", cardOf(number, name))
	p.press(".counter-go button")
	p.press(`button[value="2.000635/ca-nhan"]`)
	p.fill("applicant.phone", "0912345678")
	p.press(`button[name=do][value=fill]`)
	for _, pick := range []string{`[name="e.relation"][value=self]`, `[name="e.kind"][value=birth]`, `[name="e.pledge"][value=yes]`, `[id="f-papers.0"]`} {
		p.mark(pick)
	}
	p.fill("e.registered_at", "Ủy ban nhân dân phường Hà Đông")
	p.fill("e.copies", "1")
	p.fill("e.sign.name", name)
	p.mark(`[name=paid]`)
	p.press("button[data-receive]")
	p.wantNoProblem()
	return p.text(".receipt-code")
}

func TestADelegatedDossierGoesFromTheCounterToThePrintedResultInOneSittingUntilTheDelegationEnds(t *testing.T) {
	t.Parallel()
	c := ownCity(t, "2026-11-25T08:30")
	p := c.guarded("2026-11-25T09:00", noScript)
	code := p.receivesExtract("001085112401", "Nguyễn Văn Mẫu Bốn")
	p.wantText("main", "Giải quyết ngay")
	p.press(`.receipt a[href$="/sitting"]`)
	p.wantText("main", code)
	p.wantText("main", "Quyết định ủy quyền minh họa số 04/QĐ")
	p.wantText("main", "phường Hà Đông")
	p.press(`.sitting-form button[value=all]`)
	p.wantText("main", "Đã trả kết quả")
	p.wantLetter("result", "04/QĐ", "01/01/2026", "31/12/2026", "TUQ.", "1/2026")
	p.wantLetter("receipt", code)
	p.press(`a[href^="/desk/dossiers/"].code`)
	p.wantText("main", "Theo ủy quyền: Quyết định ủy quyền minh họa số 04/QĐ")

	// The next one is open on the page when the delegation ends.
	p.receivesExtract("001085112402", "Nguyễn Văn Mẫu Năm")
	p.press(`.receipt a[href$="/sitting"]`)
	at := strings.TrimPrefix(p.where(), c.base)
	boss := c.officer(admin, noScript)
	boss.visit("/settings/organisation/end-delegation?of=uy-quyen-4")
	boss.fill("to", "25/11/2026") // the last day
	boss.fill("document", "09/QĐ-UBND")
	boss.send(`main form:has([name=document])`)
	q := c.guarded("2026-11-25T23:50", noScript)
	q.visit(at)
	c.at("2026-11-26T00:04")
	q.press(`.sitting-form button[value=all]`)
	q.wantText("main", "Ủy quyền đã hết hiệu lực")
	q.wantText("main", "04/QĐ")
	q.wantText("main", "khoản 5 Điều 17 Nghị định 61/2018/NĐ-CP")
	q.visit(strings.TrimSuffix(at, "/sitting"))
	if body := q.text("main"); strings.Contains(body, "Đã duyệt") || strings.Contains(body, "cấp số 2/2026") {
		t.Errorf("a refused sitting left something: %s", body)
	}
	q.console() // the refusal is named there
}
