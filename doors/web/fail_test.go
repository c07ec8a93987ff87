package web

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"motcua/ground/fault"
)

func TestFaultsHaveTheirStatus(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		err  error
		want int
	}{
		{fault.New(fault.Invalid, "web.no-page"), 422},
		{fault.New(fault.Refused, "web.no-page"), 409},
		{fault.New(fault.Refused, "web.no-page").NoRight(), 403},
		{fault.New(fault.Missing, "web.no-page"), 404},
		{fault.New(fault.Conflict, "web.no-page"), 409},
		{fault.New(fault.Internal, "web.no-page"), 500},
		{errors.New("disk full"), 500},
	} {
		s := testSite(t, Options{}, failing(x.err))
		wantPage(t, s, "/fail", x.want)
		wantPage(t, s, "/desk/fail", x.want)
	}
}

func TestAFaultSaysWhatWhichRuleAndWhatToDo(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{}, failing(fault.New(fault.Refused, "web.old-form").By("nd61-2018/19.4")))
	body := wantPage(t, s, "/fail", 409)
	for _, want := range []string{"Biểu mẫu đã mở quá lâu", "khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP", "tải lại trang"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

func TestWhoIsNotSignedInIsLedToTheDoor(t *testing.T) {
	t.Parallel()
	who := Visitor{}
	s := testSite(t, Options{SignIn: "/dang-nhap", Visitor: func(*http.Request) (Visitor, error) { return who, nil }},
		failing(fault.New(fault.Refused, "web.no-page").NoRight()))
	w := newBrowse(t, s).get("/desk/fail?trang=2")
	if got := w.Header().Get("Location"); w.Code != 303 || got != "/dang-nhap?tiep=%2Fdesk%2Ffail%3Ftrang%3D2" {
		t.Errorf("got %d to %q", w.Code, got)
	}
	who.Name = "Lê Thu Hà"
	if w := newBrowse(t, s).get("/desk/fail"); w.Code != 403 {
		t.Errorf("who is signed in and has no right gets %d, want 403", w.Code)
	}
}

func TestAFormComesBackWithWhatWasTypedAndWhatWasWrong(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{}, failing(fault.New(fault.Invalid, "web.unreadable").At("owner.name")))
	b := newBrowse(t, s)
	w := b.post("/ask", url.Values{"csrf": {b.token("/ask")}, "owner.name": {`Nguyễn "A" <b>`}})
	body := w.Body.String()
	if w.Code != 422 && w.Code != 400 {
		t.Errorf("got %d", w.Code)
	}
	for _, want := range []string{
		`value="Nguyễn &#34;A&#34; &lt;b&gt;"`, `href="#f-owner.name"`, `id="f-owner.name-error"`,
		`aria-describedby="f-owner.name-error"`, `aria-invalid="true"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, wrong := range checkPage(body) {
		t.Error(wrong)
	}
}

func TestOurOwnErrorsDoNotComeBackAsTheForm(t *testing.T) {
	t.Parallel()
	s := testSite(t, Options{}, failing(errors.New("disk full")))
	b := newBrowse(t, s)
	w := b.post("/ask", url.Values{"csrf": {b.token("/ask")}, "owner.name": {"a"}})
	if w.Code != 500 || strings.Contains(w.Body.String(), "disk") {
		t.Errorf("got %d", w.Code)
	}
}
