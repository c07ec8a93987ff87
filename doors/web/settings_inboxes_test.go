package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"motcua/keep/notify"
	"motcua/law/access"
	"motcua/office"
)

// signedMail hands a mail over as the mail server does.
func (d *desk) signedMail(key []byte, raw string) office.Taken {
	d.t.Helper()
	stamp := strconv.FormatInt(d.clock().Unix(), 10)
	id := "msg-" + strconv.Itoa(len(raw))
	t, err := d.o.TakeSignedMail(d.t.Context(), office.Signed{System: "mail", ID: id, Stamp: stamp, Signature: notify.Sign(key, id, stamp, []byte(raw)), Body: []byte(raw)})
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

func TestAnAdministratorMakesAKeyOnceAndEndsIt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	wantPage(t, d, "/settings/inboxes", 200, admin)
	d.wantAgain(d.post("/settings/inboxes", admin, "name", "Không Hợp Lệ"), http.StatusUnprocessableEntity, "chữ thường không dấu")
	w := d.post("/settings/inboxes", admin, "name", "mail")
	secret := regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`).FindString(strings.ReplaceAll(d.wantAgain(w, http.StatusOK, "chỉ hiện một lần"), "&#43;", "+"))
	if secret == "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("no key is shown, or caches may keep it: %q", w.Header().Get("Cache-Control"))
	}
	key, err := notify.ReadSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	at := "/settings/inboxes/mail"
	if body := wantPage(t, d, at, 200, admin); strings.Contains(body, secret) || !strings.Contains(body, "Tạo khóa ký cho hệ thống kết nối") {
		t.Error("the key is shown twice, or the page does not say who made it")
	}
	raw := "From: Nguyễn Thị Ví Dụ <vi-du@example.org>\r\nTo: hotro@example.vn\r\nSubject: Tu dong\r\nAuto-Submitted: auto-replied\r\nDate: Tue, 03 Mar 2026 08:00:00 +0700\r\n\r\nTôi thật sự hỏi về hồ sơ của tôi.\r\n"
	if got := d.signedMail(key, raw); got.State != office.TakenAutomatic {
		t.Fatalf("%+v", got)
	}
	for _, path := range []string{"/settings/inboxes", at, at + "?days=all"} {
		wantPage(t, d, path, 200, admin)
	}
	id := regexp.MustCompile(`name="key" value="([^"]+)"`).FindStringSubmatch(wantPage(t, d, at, 200, admin))
	if id == nil {
		t.Fatal("the key has no button that ends it")
	}
	if w := d.post(at+"/end-key", admin, "key", id[1]); w.Code != http.StatusSeeOther {
		t.Fatalf("ending the key: %d", w.Code)
	}
	d.wantAgain(d.post(at+"/call", admin, "address", "http://10.0.0.1/"), http.StatusUnprocessableEntity, "https://")
	d.wantAgain(d.post(at+"/key", admin, "grace", "1000000"), http.StatusUnprocessableEntity, "30 ngày")
	d.wantAgain(d.post(at+"/again", admin), http.StatusConflict)
	for _, path := range []string{"/settings/inboxes", at, "/settings/inboxes/khong-co"} {
		if status, _ := get(t, d, path, "vi", clerk); status != http.StatusForbidden {
			t.Errorf("a clerk gets %s: %d", path, status)
		}
	}
	wantPage(t, d, "/settings/inboxes/khong-co", 404, admin)
	if w := d.post(at+"/revoke", admin); w.Code != http.StatusSeeOther {
		t.Errorf("disconnecting: %d", w.Code)
	}
}

func TestAMailTakenForAProgramsIsReadAndTakenByTheCareDeskAlone(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	_, agent := d.holder("trung-tam-cham-soc-ho-tro", "care-agent", 0)
	k, err := d.o.AddSigningKey(t.Context(), office.Who{Kind: access.System}, "mail", false, 0)
	if err != nil {
		t.Fatal(err)
	}
	key, err := notify.ReadSecret(k.Secret)
	if err != nil {
		t.Fatal(err)
	}
	for i, mark := range []string{"Auto-Submitted: auto-replied", "List-Id: <a.example.org>", "Precedence: bulk", "X-Loop: a", "Return-Path: <>", "X-Auto-Response-Suppress: All"} {
		raw := fmt.Sprintf("From: Nguyễn Thị Ví Dụ <vi-du%d@example.org>\r\n%s\r\nSubject: =?utf-8?q?H=E1=BB=8Fi?=\r\nDate: Tue, 03 Mar 2026 08:00:00 +0700\r\n\r\nTôi hỏi về hồ sơ \u202e<script>alert(1)</script> số %d.\r\n", i, mark, i)
		d.signedMail(key, raw)
	}
	body := wantPage(t, d, "/care/held", 200, agent)
	one := regexp.MustCompile(`/care/held/mail/mail-[0-9a-f]+`).FindString(body)
	if one == "" {
		t.Fatal("nothing is listed")
	}
	wantPage(t, d, "/care/held?state=refused", 200, admin)
	if body := wantPage(t, d, one, 200, admin); strings.Contains(body, "Tôi hỏi về") || strings.Contains(body, "vi-du") {
		t.Error("an administrator reads what somebody wrote")
	}
	if w := d.post(one+"/take", admin); w.Code != http.StatusForbidden {
		t.Errorf("an administrator takes it: %d", w.Code)
	}
	body = wantPage(t, d, one, 200, agent)
	if !strings.Contains(body, "Tôi hỏi về hồ sơ &lt;script&gt;") || strings.Contains(body, "\u202e") {
		t.Error("the agent does not read it as it is, or reads signs that turn it round")
	}
	if w := d.post(one+"/take", agent); w.Code != http.StatusSeeOther {
		t.Fatalf("taking it: %d %s", w.Code, w.Body)
	}
	if status, _ := get(t, d, one, "vi", agent); status != http.StatusNotFound {
		t.Errorf("it is still held: %d", status)
	}
	d.wantAgain(d.post(one+"/take", agent), http.StatusNotFound)
}
