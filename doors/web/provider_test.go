package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"motcua/keep/login"
	"motcua/office"
)

// A portal is a real OpenID provider in this process, whose keys turn and whose claims the test chooses.
type portal struct {
	*storage.Storage
	*httptest.Server
	t *testing.T

	mu     sync.Mutex
	key    *portalKey           // guarded by mu
	claims map[string]any       // guarded by mu
	tamper func(map[string]any) // guarded by mu: changes the answer with the tokens
	tokens []string             // guarded by mu: id_tokens that were given
}

// A portalKey signs tokens.
type portalKey struct {
	id  string
	key *rsa.PrivateKey
}

func (k *portalKey) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k *portalKey) ID() string                                  { return k.id }
func (k *portalKey) Key() any                                    { return k.key }

// A portalPublic is its public half.
type portalPublic struct{ k *portalKey }

func (k portalPublic) ID() string                         { return k.k.id }
func (k portalPublic) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (k portalPublic) Use() string                        { return "sig" }
func (k portalPublic) Key() any                           { return &k.k.key.PublicKey }

func (p *portal) SigningKey(context.Context) (op.SigningKey, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.key, nil
}

func (p *portal) KeySet(context.Context) ([]op.Key, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return []op.Key{portalPublic{p.key}}, nil
}

func (p *portal) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return map[string]any{}, nil
}

// rotate makes another key the only one.
func (p *portal) rotate(id string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		p.t.Fatal(err)
	}
	p.mu.Lock()
	p.key = &portalKey{id, key}
	p.mu.Unlock()
}

// says sets the claims of whoever signs in next.
func (p *portal) says(pairs ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.claims = map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		p.claims[pairs[i]] = pairs[i+1]
	}
}

// sign signs claims as the provider does.
func (p *portal) sign(key *portalKey, claims map[string]any) string {
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key.key, KeyID: key.id}}, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	b, err := json.Marshal(claims)
	if err != nil {
		p.t.Fatal(err)
	}
	s, err := signer.Sign(b)
	if err != nil {
		p.t.Fatal(err)
	}
	out, err := s.CompactSerialize()
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// RoundTrip asks the provider, and puts the test's claims into the token that it gave, signed by the provider's key.
func (p *portal) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/oauth/token") || a.StatusCode != http.StatusOK {
		return a, err
	}
	b, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	_ = a.Body.Close()
	var answer map[string]any
	if err := json.Unmarshal(b, &answer); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	raw, _ := answer["id_token"].(string)
	parsed, err := jose.ParseSignedCompact(raw, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, err
	}
	payload, err := parsed.Verify(&p.key.key.PublicKey)
	if err != nil {
		return nil, err
	}
	var claims map[string]any
	if err := json.Unmarshal(payload, &claims); err != nil {
		return nil, err
	}
	for k, v := range p.claims {
		claims[k] = v
	}
	answer["id_token"] = p.sign(p.key, claims)
	p.tokens = append(p.tokens, answer["id_token"].(string))
	if p.tamper != nil {
		p.tamper(answer)
	}
	if b, err = json.Marshal(answer); err != nil {
		return nil, err
	}
	a.Body, a.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	a.Header.Del("Content-Length")
	return a, nil
}

// people is the provider's list, with one person whose sign-in there is not what is tried here.
type people struct{}

func (people) ExampleClientID() string { return "service" }
func (people) GetUserByID(id string) *storage.User {
	return &storage.User{ID: id, Username: "ai", Password: "đúng"}
}

func (people) GetUserByUsername(string) *storage.User {
	return &storage.User{ID: "subject-1", Username: "ai", Password: "đúng"}
}

// newPortal starts a provider that knows a client, whose answers come to back.
func newPortal(t *testing.T, back string) *portal {
	t.Helper()
	client := storage.WebClient("motcua", "bí mật của máy khách", back)
	p := &portal{Storage: storage.NewStorageWithClients(people{}, map[string]*storage.Client{"motcua": client}), t: t}
	p.rotate("k1")
	mux := http.NewServeMux()
	p.Server = httptest.NewServer(mux)
	t.Cleanup(p.Close)
	provider, err := op.NewProvider(&op.Config{CryptoKey: [32]byte{1}, CodeMethodS256: true, AuthMethodPost: true}, p, op.StaticIssuer(p.URL),
		op.WithAllowInsecure(), op.WithLogger(slog.New(slog.NewTextHandler(io.Discard, nil))))
	if err != nil {
		t.Fatal(err)
	}
	mux.HandleFunc("/login/username", func(w http.ResponseWriter, r *http.Request) {
		id := r.FormValue("authRequestID")
		if err := p.CheckUsernamePassword("ai", "đúng", id); err != nil {
			t.Error(err)
		}
		http.Redirect(w, r, op.AuthCallbackURL(provider)(r.Context(), id), http.StatusFound)
	})
	mux.Handle("/", provider)
	return p
}

// An abroad is a town whose people sign in at a portal, served over a real socket, with one browser.
type abroad struct {
	*town
	*portal
	at      *httptest.Server
	browser *http.Client
}

// newAbroad opens a town with a provider for applicants and the same one for officers.
func newAbroad(t *testing.T, issuer func(*portal) string) *abroad {
	t.Helper()
	a := &abroad{town: &town{t: t}}
	a.offset(0)
	var site http.Handler
	a.at = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { site.ServeHTTP(w, r) }))
	t.Cleanup(a.at.Close)
	a.portal = newPortal(t, a.at.URL+"/dang-nhap/ve")
	of := func(name, kind string, change func(*login.ProviderConfig)) *login.Provider {
		c := login.ProviderConfig{
			Name: name, Label: map[string]string{"vi": "Cổng thử", "en": "Trial"}, For: kind, Issuer: issuer(a.portal), Client: "motcua",
			Secret: "bí mật của máy khách", Levels: []string{"1", "2"}, Transport: a.portal,
		}
		change(&c)
		return login.NewProvider(c, a.clock)
	}
	a.Office = openCityWith(t, a.clock, true, office.Config{Providers: []*login.Provider{
		of("dan", "applicants", func(c *login.ProviderConfig) { c.Least = "2" }),
		of("can-bo", "officers", func(*login.ProviderConfig) {}),
	}})
	a.site = a.pages(Options{})
	site = a.site
	a.fresh()
	return a
}

// offset sets the town's clock against the provider's, which is the machine's.
func (a *abroad) offset(d time.Duration) {
	a.town.mu.Lock()
	a.now = time.Now().Add(d)
	a.town.mu.Unlock()
}

// fresh opens another browser.
func (a *abroad) fresh() {
	jar, err := cookiejar.New(nil)
	if err != nil {
		a.town.t.Fatal(err)
	}
	a.browser = &http.Client{Jar: jar}
}

// goes opens an address and gives where the browser ended, with the page.
func (a *abroad) goes(at string) (where *url.URL, status int, page string) {
	a.town.t.Helper()
	r, err := a.browser.Get(at)
	if err != nil {
		a.town.t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		a.town.t.Fatal(err)
	}
	return r.Request.URL, r.StatusCode, string(b)
}

// refuses wants a sign-in to end at the sign-in page with words.
func (a *abroad) refuses(way, words string) {
	a.town.t.Helper()
	_, status, page := a.goes(a.at.URL + "/dang-nhap/cong/" + way)
	if status != http.StatusConflict || !strings.Contains(page, words) || !strings.Contains(page, `action="/dang-nhap"`) {
		a.town.t.Errorf("%s: %d, want 409 with %q and the form for passwords", way, status, words)
	}
}

var mai = []string{"SoDinhDanh", "001185012345", "HoVaTen", "Nguyễn Thị Ví Dụ", "NgayThangNamSinh", "02/03/1985", "LoA", "2", "SoDienThoai", "0912345678"}

func issuing(p *portal) string { return p.URL }

func TestAPersonSignsInAtAProviderAndIsKnownByTheNumber(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, issuing)
	a.says(mai...)
	where, status, page := a.goes(a.at.URL + "/dang-nhap/cong/dan?tiep=/ho-so/thong-bao")
	if where.Path != "/ho-so/thong-bao" || status != http.StatusOK || !strings.Contains(page, "Nguyễn Thị Ví Dụ") {
		t.Fatalf("ended at %s with %d", where, status)
	}
	a.rotate("k2")
	a.fresh()
	a.says(append([]string{"sub", "another-subject"}, mai...)...)
	if where, status, _ := a.goes(a.at.URL + "/dang-nhap/cong/dan"); where.Path != "/ho-so" || status != http.StatusOK {
		t.Fatalf("after the provider's key turned: %s, %d", where, status)
	}
	rows, err := a.Store().Read().AccountsNumbered(t.Context(), "citizen", "001185012345")
	if err != nil || len(rows) != 1 || rows[0].Name != "Nguyễn Thị Ví Dụ" {
		t.Errorf("accounts %+v, %v: want one of the number", rows, err)
	}
	known, ok, err := a.Store().Read().PersonByNumber(t.Context(), "citizen", "001185012345")
	if err != nil || ok && known.Birth != "1985-03-02" {
		t.Errorf("the person is %+v, %v", known, err)
	}
}

func TestClaimsThatDoNotSayWhoItIsAreRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, issuing)
	for _, c := range []struct {
		words  string
		claims []string
	}{
		{"không cho biết số định danh cá nhân", []string{"HoVaTen", "Ai Đó", "LoA", "2", "SoDienThoai", "0912345678", "ThuDienTu", "a@example.vn"}},
		{"không đúng dạng 12 chữ số", []string{"SoDinhDanh", "12345", "HoVaTen", "Ai Đó", "LoA", "2"}},
		{"thấp hơn mức cần có", []string{"SoDinhDanh", "001185012345", "HoVaTen", "Ai Đó", "LoA", "1"}},
		{"thấp hơn mức cần có", []string{"SoDinhDanh", "001185012345", "HoVaTen", "Ai Đó"}},
		{"không cho biết họ và tên", []string{"SoDinhDanh", "001185012345", "LoA", "2"}},
		{"mã số thuế từ cổng định danh không đúng dạng", append([]string{"MaSoDoanhNghiep", "x1"}, mai...)},
	} {
		a.says(c.claims...)
		a.refuses("dan", c.words)
	}
	a.says("preferred_username", "khong.co")
	a.refuses("can-bo", "chưa được mở cho cán bộ nào")
}

func TestForgedReplayedAndStaleTokensOpenNothing(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, issuing)
	a.says(mai...)
	if where, _, _ := a.goes(a.at.URL + "/dang-nhap/cong/dan"); where.Path != "/ho-so" {
		t.Fatalf("ended at %s", where)
	}
	stolen := a.tokens[0]
	foreign, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	mine := func(change func(map[string]any)) func(map[string]any) { // by the provider's own key, with other claims
		return func(answer map[string]any) {
			parsed, err := jose.ParseSignedCompact(answer["id_token"].(string), []jose.SignatureAlgorithm{jose.RS256})
			if err != nil {
				t.Fatal(err)
			}
			var claims map[string]any
			if err := json.Unmarshal(parsed.UnsafePayloadWithoutVerification(), &claims); err != nil {
				t.Fatal(err)
			}
			change(claims)
			answer["id_token"] = a.sign(a.key, claims)
		}
	}
	const bad = "không xác thực được"
	for name, c := range map[string]struct {
		words  string
		tamper func(map[string]any)
	}{
		"another's key under the same name": {bad, func(answer map[string]any) {
			answer["id_token"] = a.sign(&portalKey{a.key.id, foreign}, map[string]any{"iss": a.URL, "aud": "motcua", "exp": time.Now().Add(time.Hour).Unix(), "SoDinhDanh": "001185012345"})
		}},
		"no signature": {bad, func(answer map[string]any) {
			answer["id_token"] = "eyJhbGciOiJub25lIn0." + strings.Split(stolen, ".")[1] + "."
		}},
		"a changed letter":   {bad, func(answer map[string]any) { answer["id_token"] = stolen[:len(stolen)-8] + "AAAAAAAA" }},
		"an earlier token":   {bad, func(answer map[string]any) { answer["id_token"] = stolen }},
		"no token":           {bad, func(answer map[string]any) { delete(answer, "id_token") }},
		"another nonce":      {bad, mine(func(c map[string]any) { c["nonce"] = "khác" })},
		"no nonce":           {bad, mine(func(c map[string]any) { delete(c, "nonce") })},
		"another client":     {bad, mine(func(c map[string]any) { c["aud"] = "khac" })},
		"issued to another":  {bad, mine(func(c map[string]any) { c["aud"] = []string{"motcua", "khac"}; c["azp"] = "khac" })},
		"another issuer":     {bad, mine(func(c map[string]any) { c["iss"] = "https://example.vn" })},
		"expired":            {"đã hết hạn", mine(func(c map[string]any) { c["exp"] = time.Now().Add(-3 * time.Minute).Unix() })},
		"issued in a future": {"Đồng hồ", mine(func(c map[string]any) { c["iat"] = time.Now().Add(3 * time.Minute).Unix() })},
	} {
		a.portal.mu.Lock()
		a.tamper = c.tamper
		a.portal.mu.Unlock()
		a.fresh()
		_, status, page := a.goes(a.at.URL + "/dang-nhap/cong/dan")
		if status != http.StatusConflict || !strings.Contains(page, c.words) {
			t.Errorf("%s: %d, want 409 and %q", name, status, c.words)
		}
		if where, _, _ := a.goes(a.at.URL + "/ho-so"); where.Path != "/dang-nhap" {
			t.Errorf("%s: it opened %s", name, where)
		}
	}
	a.portal.mu.Lock()
	a.tamper = mine(func(c map[string]any) { // within what clocks may differ
		c["exp"], c["iat"] = time.Now().Add(-time.Minute).Unix(), time.Now().Add(time.Minute).Unix()
	})
	a.portal.mu.Unlock()
	if where, status, _ := a.goes(a.at.URL + "/dang-nhap/cong/dan"); where.Path != "/ho-so" {
		t.Errorf("a clock a minute off: %s, %d", where, status)
	}
}

// An answer is taken once, from the browser that began, while it is fresh.
func TestAnAnswerIsTakenOnceByTheBrowserThatBegan(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, issuing)
	a.says(mai...)
	begin := func() (answer string) { // stops before the answer is brought back
		t.Helper()
		a.browser.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
			if r.URL.Path == "/dang-nhap/ve" {
				answer = r.URL.String()
				return http.ErrUseLastResponse
			}
			return nil
		}
		a.goes(a.at.URL + "/dang-nhap/cong/dan")
		a.browser.CheckRedirect = nil
		if answer == "" {
			t.Fatal("the provider gave no answer")
		}
		return answer
	}
	over := func(answer, what string) {
		t.Helper()
		if _, status, page := a.goes(answer); status != http.StatusConflict || !strings.Contains(page, "Hãy bắt đầu lại") {
			t.Errorf("%s: %d", what, status)
		}
	}
	answer, first := begin(), a.browser
	a.fresh()
	over(answer, "in another browser")
	a.browser = first
	over(answer, "after another browser showed it")
	answer = begin()
	if where, _, _ := a.goes(answer); where.Path != "/ho-so" {
		t.Fatalf("ended at %s", where)
	}
	over(answer, "a second time")
	answer = begin()
	a.offset(16 * time.Minute)
	over(answer, "after a quarter of an hour")
	a.offset(0)
	one, two := begin(), begin()
	x, y := parsed(t, one), parsed(t, two)
	swapped := url.Values{"state": {y.Get("state")}, "code": {x.Get("code")}}
	over(a.at.URL+"/dang-nhap/ve?"+swapped.Encode(), "with another sign-in's code")
	if _, status, page := a.goes(a.at.URL + "/dang-nhap/ve?state=" + parsed(t, begin()).Get("state") + "&error=access_denied"); status != http.StatusConflict || !strings.Contains(page, "bị từ chối") {
		t.Errorf("a refusal of the provider: %d", status)
	}
}

func parsed(t *testing.T, at string) url.Values {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query()
}

func TestAProviderThatIsAwayLeavesThePasswords(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, func(*portal) string { return "http://127.0.0.1:1" })
	a.refuses("dan", "Chưa kết nối được với cổng định danh")
	if _, status, _ := a.goes(a.at.URL + "/dang-nhap/cong/khong-co"); status != http.StatusNotFound {
		t.Errorf("a provider that there is not: %d", status)
	}
}

func TestAnOfficerOfTheDirectorySignsInByTheAccountsName(t *testing.T) {
	t.Parallel()
	a := newAbroad(t, issuing)
	b := a.signedIn("manhkhoa2.tt")
	b.want(http.StatusOK)
	a.says("preferred_username", "ManhKhoa2.tt")
	if where, status, _ := a.goes(a.at.URL + "/dang-nhap/cong/can-bo"); where.Path != "/control" {
		t.Errorf("ended at %s with %d", where, status)
	}
}
