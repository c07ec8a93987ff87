package web

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"motcua/office"
)

func TestAnAccountIsOpenedAndRecoveredOnAPage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, admin := d.holder("trung-tam", "administrator", 0)
	someone, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	name := d.o.World().Org.Person("p0002").Username
	if someone.Person == "p0002" {
		name = d.o.World().Org.Person("p0003").Username
	}
	at := "/settings/accounts/" + name
	if body := wantPage(t, d, at, 200, admin); !strings.Contains(body, "Mở tài khoản và cấp mã") {
		t.Error("the account that nobody opened cannot be opened")
	}
	if w := d.post(at+"/open", clerk); w.Code != http.StatusForbidden {
		t.Errorf("a clerk opens an account: %d", w.Code)
	}
	shown := regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4}){3}`)
	w := d.post(at+"/open", admin)
	code := shown.FindString(d.wantAgain(w, http.StatusOK, "chỉ hiện một lần"))
	if code == "" || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatalf("no code is shown, or caches may keep it: %q", w.Header().Get("Cache-Control"))
	}
	if again := wantPage(t, d, at, 200, admin); strings.Contains(again, code) {
		t.Error("the code is shown twice")
	}
	d.wantAgain(d.post(at+"/open", admin), http.StatusConflict)
	if err := d.o.UseRecovery(t.Context(), name, code, "mùa thu năm ấy gió về"); err != nil {
		t.Fatal(err)
	}
	on, err := d.o.SignIn(t.Context(), name, "mùa thu năm ấy gió về", office.Device{Agent: "firefox/linux"})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{at: "Firefox trên Linux", "/settings/sessions": "Firefox trên Linux", "/settings/accounts?chip=none": "Chưa mở tài khoản"} {
		if body := wantPage(t, d, path, 200, admin); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", path, want)
		}
	}
	if w := d.post(at+"/end", admin); w.Code != http.StatusSeeOther {
		t.Fatalf("sessions are ended: %d", w.Code)
	}
	if s, err := d.o.Session(t.Context(), on.Token); s != nil || err != nil {
		t.Errorf("the ended session opens %+v, %v", s, err)
	}
	body := d.wantAgain(d.post(at+"/recover", admin, "factors", "1"), http.StatusOK, "Kết thúc mọi phiên đăng nhập", "kèm bỏ yếu tố xác thực thứ hai")
	if next := shown.FindString(body); next == "" || next == code {
		t.Errorf("the next code is %q", next)
	}
	for _, path := range []string{at, "/settings/sessions", "/settings/accounts/khong.co"} {
		if status, _ := get(t, d, path, "vi", clerk); status != http.StatusForbidden {
			t.Errorf("a clerk gets %s: %d", path, status)
		}
	}
	wantPage(t, d, "/settings/accounts/khong.co", 404, admin)
}
