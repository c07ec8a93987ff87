package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// FuzzTyped: what people and strangers send into boxes, cookies and addresses never breaks a page.
func FuzzTyped(f *testing.F) {
	for _, s := range []string{"8/12/2026", "150.000 đ", "eyJrIjoiZnJhbWUuc2tpcCJ9", "/ho-so?a=1", "//x", "\x00", "@fault.ours"} {
		f.Add(s)
	}
	site, err := New(Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, ok := ReadDate(s); ok && (d.Year() < 1800 || d.Year() > 9999) {
			t.Errorf("ReadDate(%q) = %v", s, d)
		}
		if n, ok := ReadMoney(s); ok && n < 0 {
			t.Errorf("ReadMoney(%q) = %d", s, n)
		}
		if to := local(s); !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
			t.Errorf("local(%q) = %q", s, to)
		}
		if got := unmaskToken(maskToken(s)); got != s {
			t.Errorf("the token %q comes back as %q", s, got)
		}
		unmaskToken(s)
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		for _, name := range []string{flashCookie, formCookie, langCookie, themeCookie} {
			r.AddCookie(&http.Cookie{Name: name, Value: s})
		}
		r.Header.Set("Accept-Language", s)
		w := httptest.NewRecorder()
		site.ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			t.Errorf("the home with %q in its cookies: %d", s, w.Code)
		}
	})
}
