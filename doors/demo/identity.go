package demo

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"motcua/keep/login"
)

// An Identity (cổng định danh mẫu) is the OpenID provider inside a demonstration: whoever comes there chooses who they are. It
// speaks the protocol as others do, with codes that are taken once, PKCE, nonce and signed tokens, so that a sign-in goes the same
// way as in a real city; what the program asks it goes through RoundTrip and never over the network.
type Identity struct {
	now func() time.Time
	key ed25519.PrivateKey

	mu    sync.Mutex
	codes map[string]identityCode // guarded by mu
}

// identityCode is a code on its way back.
type identityCode struct {
	person    *IdentityPerson
	back      string
	nonce     string
	challenge string
	until     time.Time
}

// An IdentityPerson is somebody whom one may be there. All are made up.
type IdentityPerson struct {
	ID     string
	Name   string
	Label  string // text key: who this is
	claims map[string]any
}

// identityCodeLife is how long a code may be brought back.
const identityCodeLife = time.Minute

// What the provider and the city know each other by.
const (
	identityIssuer = "http://127.0.0.1" + IdentityPath
	identityClient = "motcua"

	// IdentityPath is where its page stands.
	IdentityPath = "/trinh-dien/dinh-danh"
)

// NewIdentity makes the provider under a clock, with a key of its own.
func NewIdentity(now func() time.Time) (*Identity, error) {
	_, key, err := ed25519.GenerateKey(nil)
	return &Identity{now: now, key: key, codes: map[string]identityCode{}}, err
}

// Provider is how the city knows it.
func (i *Identity) Provider() *login.Provider {
	return login.NewProvider(login.ProviderConfig{
		Name: "mau", For: "applicants", Issuer: identityIssuer, Client: identityClient, Levels: []string{"1", "2"}, Least: "2", Made: true, Transport: i,
	}, i.now)
}

// People are those whom one may be there: the accounts of citizens and of the business, an employee of that business who has no
// account yet, and somebody whose identity is not assured enough.
func (i *Identity) People() []IdentityPerson {
	var out []IdentityPerson
	for _, r := range residents {
		c := map[string]any{"sub": r.username, "LoA": "2", "SoDienThoai": r.party.Phone, "ThuDienTu": r.party.Email}
		p := IdentityPerson{ID: r.username, Name: r.party.Name, Label: "identity.person." + r.kind, claims: c}
		if r.kind == "business" {
			c["MaSoDoanhNghiep"], c["TenDoanhNghiep"] = r.party.Number, r.party.Name
			c["SoDinhDanh"], c["HoVaTen"], c["NgayThangNamSinh"] = madeUp.Head.Number, madeUp.Head.Name, dayWritten(madeUp.Head.Birth) // who signs in for the company
		} else {
			c["SoDinhDanh"], c["HoVaTen"], c["NgayThangNamSinh"] = r.party.Number, r.party.Name, dayWritten(r.party.Birth)
		}
		out = append(out, p)
	}
	for _, g := range madeUp.Guests {
		out = append(out, IdentityPerson{ID: g.Username, Name: g.Name, Label: "identity.person." + g.Kind, claims: map[string]any{
			"sub": g.Username, "LoA": g.Level, "SoDinhDanh": g.Number, "HoVaTen": g.Name, "NgayThangNamSinh": dayWritten(g.Birth),
		}})
	}
	return out
}

func dayWritten(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return ""
	}
	return t.Format("02/01/2006")
}

// errIdentity means that a sign-in that was asked for is none of the city's.
var errIdentity = errors.New("the sample identity provider does not know who asks")

// Answer gives the address that the browser goes back to, after somebody was chosen as whom one signs in; nobody chosen is a
// refusal. asked is the query of the authorization request, back the only address that answers go to.
func (i *Identity) Answer(asked url.Values, back, person string) (string, error) {
	if asked.Get("client_id") != identityClient || asked.Get("response_type") != "code" || asked.Get("redirect_uri") != back ||
		asked.Get("code_challenge_method") != "S256" || asked.Get("code_challenge") == "" || asked.Get("state") == "" {
		return "", errIdentity
	}
	q := url.Values{"state": {asked.Get("state")}}
	for _, p := range i.People() {
		if p.ID == person {
			code := string(login.NewToken())
			i.mu.Lock()
			for old, c := range i.codes {
				if i.now().After(c.until) {
					delete(i.codes, old)
				}
			}
			i.codes[code] = identityCode{&p, back, asked.Get("nonce"), asked.Get("code_challenge"), i.now().Add(identityCodeLife)}
			i.mu.Unlock()
			q.Set("code", code)
			return back + "?" + q.Encode(), nil
		}
	}
	q.Set("error", "access_denied")
	return back + "?" + q.Encode(), nil
}

// RoundTrip implements http.RoundTripper: what the city asks of the provider.
func (i *Identity) RoundTrip(r *http.Request) (*http.Response, error) {
	var body any
	status := http.StatusOK
	switch strings.TrimPrefix(r.URL.Path, IdentityPath) {
	case "/.well-known/openid-configuration":
		body = map[string]any{
			"issuer": identityIssuer, "authorization_endpoint": identityIssuer, "token_endpoint": identityIssuer + "/token", "jwks_uri": identityIssuer + "/keys",
			"response_types_supported": []string{"code"}, "id_token_signing_alg_values_supported": []string{"EdDSA"}, "code_challenge_methods_supported": []string{"S256"},
		}
	case "/keys":
		public, _ := i.key.Public().(ed25519.PublicKey)
		body = map[string]any{"keys": []map[string]string{{"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": "mau", "x": raw64(public)}}}
	case "/token":
		if token := i.token(r); token != "" {
			body = map[string]any{"access_token": string(login.NewToken()), "token_type": "Bearer", "expires_in": 60, "id_token": token}
		} else {
			status, body = http.StatusBadRequest, map[string]string{"error": "invalid_grant"}
		}
	default:
		status, body = http.StatusNotFound, map[string]string{"error": "not_found"}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(b)), Body: io.NopCloser(bytes.NewReader(b)),
	}, nil
}

// token gives the signed token for a code that is brought back for the first time, "" when something does not fit.
func (i *Identity) token(r *http.Request) string {
	if r.Method != http.MethodPost || r.ParseForm() != nil {
		return ""
	}
	code := r.PostForm.Get("code")
	i.mu.Lock()
	c, ok := i.codes[code]
	delete(i.codes, code)
	i.mu.Unlock()
	client, _, basic := r.BasicAuth()
	if !basic {
		client = r.PostForm.Get("client_id")
	}
	sum := sha256.Sum256([]byte(r.PostForm.Get("code_verifier")))
	if !ok || i.now().After(c.until) || client != identityClient || r.PostForm.Get("redirect_uri") != c.back ||
		subtle.ConstantTimeCompare([]byte(raw64(sum[:])), []byte(c.challenge)) != 1 {
		return ""
	}
	claims := map[string]any{"iss": identityIssuer, "aud": identityClient, "nonce": c.nonce, "iat": i.now().Unix(), "exp": i.now().Add(5 * time.Minute).Unix()}
	for name, value := range c.person.claims {
		claims[name] = value
	}
	b, err := json.Marshal(claims)
	if err != nil {
		return ""
	}
	signed := raw64([]byte(`{"alg":"EdDSA","kid":"mau","typ":"JWT"}`)) + "." + raw64(b)
	return signed + "." + raw64(ed25519.Sign(i.key, []byte(signed)))
}

func raw64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
