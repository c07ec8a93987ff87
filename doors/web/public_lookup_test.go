package web

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// askFor sends the form of the lookup in Vietnamese.
func askFor(b *browse, code, check string) *httptest.ResponseRecorder {
	b.t.Helper()
	b.jar[langCookie] = "vi"
	return b.post("/tra-cuu", url.Values{"csrf": {b.token("/tra-cuu")}, "ma": {code}, "kiem-tra": {check}})
}

func TestTheCodeAloneShowsStateAndDegreeAndNothingElse(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	code, check := c.receive("LOOK00000001", "1.001612", "ca-nhan")
	for _, typed := range []string{code, strings.ToLower(code), "  " + code + " "} {
		body := wantPage(t, c.site, "/tra-cuu?ma="+url.QueryEscape(typed), http.StatusOK)
		if !strings.Contains(body, "Đã tiếp nhận") || !strings.Contains(body, "Mức độ hoàn thành:") || !strings.Contains(body, code) {
			t.Errorf("%q does not show state and degree", typed)
		}
		for _, secret := range []string{theOwner, "001185012345", "0912345678", check, "hộ kinh doanh", "Chi nhánh", "Hẹn trả lúc", "phố Ví Dụ"} {
			if strings.Contains(strings.ToLower(body), strings.ToLower(secret)) {
				t.Errorf("the code alone shows %q", secret)
			}
		}
	}
}

func TestCodeAndCheckCodeShowTheHistoryWithoutNames(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	code, check := c.receive("LOOK00000001", "1.001612", "ca-nhan")
	c.at("2026-03-04 09:00")
	b := newBrowse(t, c.site)
	for _, typed := range []string{check, strings.ToLower(check), check[:5] + " " + check[5:], check[:5] + "-" + check[5:]} {
		w := askFor(b, code, typed)
		body := w.Body.String()
		if w.Code != http.StatusOK {
			t.Fatalf("%q: %d", typed, w.Code)
		}
		for _, wrong := range checkPage(body) {
			t.Error(wrong)
		}
		for _, want := range []string{code, "Tiếp nhận", "Chi nhánh số 7", "Hẹn trả lúc", "Vì sao là", "Thời gian nằm ở đâu", "Ngày nhận, không tính", "class=\"way\"", "k-now", "Hẹn trả kết quả"} {
			if !strings.Contains(body, want) {
				t.Errorf("the history does not say %q", want)
			}
		}
		for _, secret := range []string{theOwner, "001185012345", "0912345678", check, "phố Ví Dụ"} {
			if strings.Contains(body, secret) {
				t.Errorf("the history shows %q", secret)
			}
		}
		if got := w.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("the history may be kept: Cache-Control %q", got)
		}
	}
}

func TestAWrongCodeAndAWrongCheckCodeGetTheSameAnswer(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	code, check := c.receive("LOOK00000001", "1.001612", "ca-nhan")
	other := code[:len(code)-4] + "9999"
	answer := func(code, check string) string {
		w := askFor(newBrowse(t, c.site), code, check)
		if w.Code != http.StatusNotFound {
			t.Errorf("%s with %s: %d", code, check, w.Code)
		}
		body := w.Body.String()
		i, j := strings.Index(body, "<h1"), strings.Index(body, "<form")
		return body[i:j]
	}
	wrong := answer(code, "AAAAAAAAAA")
	for _, x := range [][2]string{{other, check}, {other, "AAAAAAAAAA"}, {code, "A"}, {code, strings.Repeat("x", 5000)}, {code, "ẠẠẠẠẠẠẠẠẠẠ"}} {
		if got := answer(x[0], x[1]); got != wrong {
			t.Errorf("%.20s with %.20s is answered otherwise than a wrong check code:\n%s\n%s", x[0], x[1], got, wrong)
		}
	}
	if !strings.Contains(wrong, "Không tìm thấy hồ sơ nào khớp") {
		t.Errorf("the answer does not say so: %s", wrong)
	}
}

func TestAMalformedCodeIsExplained(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, code := range []string{"x", "H26", "H26.103.25.7", "H26.103.25.7-261320-0112", strings.Repeat("9", 5000), "%ff%00", "<script>", "H26.103.25.7/261120/0112"} {
		c.at("2026-03-03 08:30")
		body := wantPage(t, c.pages(Options{}), "/tra-cuu?ma="+url.QueryEscape(code), http.StatusNotFound)
		if !strings.Contains(body, "như trên giấy hẹn") {
			t.Errorf("%.30q is not explained", code)
		}
		if strings.Contains(body, "<script>") {
			t.Error("what was typed stands in the page as markup")
		}
	}
}

// TestGuessingCodesIsSlowedDown tries codes from one address until it has to wait; then the right codes wait too, another
// address does not, and time brings the first one back.
func TestGuessingCodesIsSlowedDown(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	code, check := c.receive("LOOK00000001", "1.001612", "ca-nhan")
	from := func(addr, check string) int {
		r := httptest.NewRequest(http.MethodGet, "/tra-cuu?ma="+url.QueryEscape(check), nil)
		r.RemoteAddr = addr + ":4711"
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, r)
		if w.Code == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
			t.Error("it is not said how long to wait")
		}
		return w.Code
	}
	for i := range 30 { // right ones cost nothing
		if got := from("192.0.2.1", code); got != http.StatusOK {
			t.Fatalf("the right code, time %d: %d", i, got)
		}
	}
	refused := 0
	for i := range 40 {
		if from("192.0.2.1", fmt.Sprintf("H26.103.25.7-260303-%04d", 5000+i)) == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of 40 wrong codes were refused, want 20", refused)
	}
	if got := from("192.0.2.1", code); got != http.StatusTooManyRequests {
		t.Errorf("after too many wrong codes the right one is answered with %d: that tells it is right", got)
	}
	if got := from("198.51.100.9", code); got != http.StatusOK {
		t.Errorf("another address is answered with %d", got)
	}
	w := askFor(newBrowse(t, c.site), code, check) // httptest's own address, 192.0.2.1 too
	if w.Code != http.StatusTooManyRequests || !strings.Contains(w.Body.String(), "Bạn đã nhập sai nhiều lần") || !strings.Contains(w.Body.String(), code) {
		t.Errorf("the form is answered with %d", w.Code)
	}
	c.mu.Lock()
	c.now = c.now.Add(time.Minute)
	c.mu.Unlock()
	if got := from("192.0.2.1", code); got != http.StatusOK {
		t.Errorf("a minute later: %d", got)
	}
}
