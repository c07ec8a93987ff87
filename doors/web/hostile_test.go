package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestOnlyANamedProxySaysWhoTheClientIs(t *testing.T) {
	t.Parallel()
	behind := &Site{o: Options{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24")}}}
	alone := &Site{}
	for _, x := range []struct {
		site               *Site
		remote, said, want string
	}{
		{alone, "192.0.2.7:1", "198.51.100.1", "192.0.2.7"},
		{alone, "127.0.0.1:1", "198.51.100.1", "127.0.0.1"},
		{behind, "192.0.2.7:1", "198.51.100.1", "192.0.2.7"},
		{behind, "10.0.0.1:1", "198.51.100.1", "198.51.100.1"},
		{behind, "[::ffff:10.0.0.1]:1", "198.51.100.1", "198.51.100.1"},
		{behind, "10.0.0.1:1", "203.0.113.9, 198.51.100.1", "198.51.100.1"}, // what the client wrote stands before
		{behind, "10.0.0.1:1", "198.51.100.1, 10.0.0.2", "198.51.100.1"},    // two proxies
		{behind, "10.0.0.1:1", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"}, // one household
		{behind, "10.0.0.1:1", "198.51.100.1, <script>", "10.0.0.1"},        // not an address
		{behind, "10.0.0.1:1", "", "10.0.0.1"},                              // the proxy itself
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = x.remote
		if x.said != "" {
			r.Header.Set("X-Forwarded-For", x.said)
		}
		if got := x.site.client(r); got != x.want {
			t.Errorf("%s with %q is %s, want %s", x.remote, x.said, got, x.want)
		}
	}
}

func TestOnePasswordOnManyAccountsIsSlowedDown(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 3, 1, 0, 0, 0, time.UTC)
	l := newWrongLimiter(func() time.Time { return now })
	for i := range 60 {
		if l.take("a") > 0 {
			t.Fatalf("the try %d of a whole branch has to wait", i+1)
		}
	}
	if l.take("a") == 0 || l.take("b") > 0 {
		t.Error("one address tries passwords without end, or another one has to wait for it")
	}
	now = now.Add(6 * time.Second)
	if l.take("a") > 0 {
		t.Error("the address waits for ever")
	}
}

func TestAddressesThatNoPageWroteReachNoDatabase(t *testing.T) {
	t.Parallel()
	c := newTown(t, false)
	for _, at := range []string{"/tra-cuu?ma=%00", "/tra-cuu?ma=H26%ff", "/thu-tuc?q=%ff%fe", "/ho-so/%00", "/desk/dossiers/a%ffb", "/thu-tuc/%00"} {
		w := httptest.NewRecorder()
		c.site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, at, nil))
		if w.Code >= 500 || !strings.Contains(w.Body.String(), "<h1") {
			t.Errorf("%s is answered with %d", at, w.Code)
		}
	}
}
