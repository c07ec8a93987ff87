package web

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestWhoIsLookedForNeverStandsInAnAddress(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	id := d.death()
	code := d.view(id).Code
	_, clerk := d.holder("chi-nhanh-7", "receiver", 0)
	_, other := d.holder("chi-nhanh-7", "receiver", 1)
	for _, list := range searched {
		for _, words := range []string{"001185012345", "Nguyễn Thị Ví Dụ", "0912.345.678", "vi-du1@example.vn"} {
			w := d.post("/desk/search", clerk, "list", list, "q", words, "procedure", "1.000656")
			to := w.Header().Get("Location")
			u, err := url.Parse(to)
			if err != nil || w.Code != http.StatusSeeOther || u.Path != list || u.Query().Get("q") != "" || u.Query().Get("procedure") != "1.000656" {
				t.Fatalf("%s: %d to %q", list, w.Code, to)
			}
			for _, part := range strings.Fields(words) {
				if strings.Contains(to, part) || strings.Contains(to, url.QueryEscape(part)) {
					t.Errorf("the address tells %q: %s", part, to)
				}
			}
			body := wantPage(t, d, to, 200, clerk)
			if !strings.Contains(body, `value="`+words+`"`) {
				t.Errorf("%s: the box does not have the words that were looked for", list)
			}
			for _, link := range strings.Split(body, `href="`)[1:] {
				if link, _, _ = strings.Cut(link, `"`); strings.Contains(link, words) || strings.Contains(link, url.QueryEscape(words)) {
					t.Errorf("%s: a link tells them: %s", list, link)
				}
			}
			// To somebody else the address leads to the list without the words, and says so.
			r := httptest.NewRequest(http.MethodGet, to, nil)
			r.AddCookie(other)
			w = httptest.NewRecorder()
			d.ServeHTTP(w, r)
			bare := w.Header().Get("Location")
			if w.Code != http.StatusSeeOther || strings.Contains(bare, soughtParam+"=") || !strings.Contains(bare, "procedure=1.000656") || len(w.Result().Cookies()) == 0 {
				t.Errorf("%s: somebody else is led to %d %q", list, w.Code, bare)
			}
		}
	}
	found := d.post("/desk/search", clerk, "list", "/desk/dossiers", "q", "nguyen thi vi").Header().Get("Location")
	if body := wantPage(t, d, found, 200, clerk); !strings.Contains(body, code) {
		t.Error("the search does not find the dossier")
	}
	none := d.post("/desk/search", clerk, "list", "/desk/dossiers", "q", "khong co ai").Header().Get("Location")
	if body := wantPage(t, d, none, 200, clerk); strings.Contains(body, code) {
		t.Error("the sealed words do not narrow the list")
	}
	if to := d.post("/desk/search", clerk, "list", "/desk/dossiers", "q", code).Header().Get("Location"); to != "/desk/dossiers?q="+code {
		t.Errorf("a code leads to %q", to)
	}
	if w := d.post("/desk/search", clerk, "list", "//evil.example"); w.Code != http.StatusNotFound {
		t.Errorf("a list that is none: %d to %q", w.Code, w.Header().Get("Location"))
	}

	r := httptest.NewRequest(http.MethodGet, "/desk/receive?person=001185012345&q=khai+tu", nil)
	r.AddCookie(clerk)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	if to := w.Header().Get("Location"); to != "/desk/receive?q=khai+tu" {
		t.Errorf("a number in the counter's address leads to %q (%d)", to, w.Code)
	}
}
