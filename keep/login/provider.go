package login

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"motcua/ground/fault"
)

// ProviderConfig says how people sign in at another site (cổng định danh) by OpenID Connect: VNeID, the national portal, or
// the city's own directory of officers. It is read from a file: see ReadProviders.
type ProviderConfig struct {
	Name   string            `json:"name"`  // in addresses: "vneid"; small letters, digits, hyphens
	Label  map[string]string `json:"label"` // on the button, by language
	For    string            `json:"for"`   // "applicants" or "officers"
	Issuer string            `json:"issuer"`
	Client string            `json:"client"`
	Secret string            `json:"secret"` // "" for a public client, which PKCE protects alone

	Scopes   []string `json:"scopes"`   // beside openid
	UserInfo bool     `json:"userinfo"` // some claims stand only there

	// Claims names the provider's claims by ours: subject, number, company, company-name, tax, name, birth, phone, email, level, username. What is
	// left out has the name that the national portal gives it.
	Claims map[string]string `json:"claims"`

	// Levels are the values of the level of assurance (LoA), the lowest first, and Least the lowest that is let in; without Least
	// every level is.
	Levels []string `json:"levels"`
	Least  string   `json:"least"`

	// Strong says that the provider itself asks officers for a second factor, so that none is asked for here.
	Strong bool `json:"strong"`

	// Made marks the provider inside a demonstration, whose people are made up. It cannot be set by a file.
	Made bool `json:"-"`
	// Transport carries what this program asks the provider; nil: the network.
	Transport http.RoundTripper `json:"-"`
}

// portalClaims are the names of claims that the national portal gives.
// choice: from descriptions of the portal's single sign-on; the agreement with a provider decides, and Claims says it.
var portalClaims = map[string]string{
	"subject": "sub", "number": "SoDinhDanh", "company": "MaSoDoanhNghiep", "company-name": "TenDoanhNghiep", "tax": "MaSoThue", "name": "HoVaTen",
	"birth": "NgayThangNamSinh", "phone": "SoDienThoai", "email": "ThuDienTu", "level": "LoA", "username": "preferred_username",
}

// skew is how far the provider's clock may differ from ours.
// choice: two minutes; machines that keep time by NTP differ by milliseconds, and a token lives for minutes.
const skew = 2 * time.Minute

// providerWait is how long an answer of a provider is waited for, mostAnswer how many bytes of it are read.
const (
	providerWait = 10 * time.Second
	mostAnswer   = 1 << 20
)

// A Provider signs people in at another site. Its description is fetched when it is first needed, so that a site that is away
// keeps nobody from serving, and from signing in with a password. It may be used by many goroutines.
type Provider struct {
	ProviderConfig
	client *http.Client
	now    func() time.Time

	mu       sync.Mutex
	provider *oidc.Provider // guarded by mu; nil until it was found
}

// ReadProviders reads a file of providers.
func ReadProviders(b []byte) ([]ProviderConfig, error) {
	var all []ProviderConfig
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("read the providers of sign-in: %w", err)
	}
	seen := map[string]bool{}
	for i := range all {
		if wrong := all[i].wrong(); wrong != "" {
			return nil, fmt.Errorf("provider %d %q: %s", i+1, all[i].Name, wrong)
		}
		if seen[all[i].Name] {
			return nil, fmt.Errorf("provider %d: the name %q stands twice", i+1, all[i].Name)
		}
		seen[all[i].Name] = true
	}
	return all, nil
}

// wrong says what is wrong with a configuration.
func (c *ProviderConfig) wrong() string {
	at, err := url.Parse(c.Issuer)
	secure := err == nil && at.Host != "" && (at.Scheme == "https" || at.Scheme == "http" && (at.Hostname() == "localhost" || strings.HasPrefix(at.Hostname(), "127.")))
	switch {
	case c.Name == "" || strings.Trim(c.Name, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(c.Name) > 40:
		return "name: small letters, digits and hyphens, at most 40"
	case c.Label["vi"] == "" || c.Label["en"] == "":
		return `label: words in both languages, such as {"vi": "…", "en": "…"}`
	case c.For != "applicants" && c.For != "officers":
		return `for: "applicants" or "officers"`
	case !secure:
		return "issuer: an https address"
	case c.Client == "":
		return "client: the identity that the provider gave this city"
	case c.Least != "" && !slices.Contains(c.Levels, c.Least):
		return "least: one of levels"
	}
	for ours := range c.Claims {
		if _, ok := portalClaims[ours]; !ok {
			return fmt.Sprintf("claims: %q is no word of ours", ours)
		}
	}
	return ""
}

// NewProvider makes a provider under a clock. It asks nothing of the network.
func NewProvider(c ProviderConfig, now func() time.Time) *Provider {
	from := c.Transport
	if from == nil {
		from = http.DefaultTransport
	}
	return &Provider{ProviderConfig: c, now: now, client: &http.Client{Timeout: providerWait, Transport: sized{from}}}
}

// sized reads no more than mostAnswer bytes of an answer.
type sized struct{ from http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (s sized) RoundTrip(r *http.Request) (*http.Response, error) {
	a, err := s.from.RoundTrip(r)
	if err == nil {
		a.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(a.Body, mostAnswer), a.Body}
	}
	return a, err
}

// away is the answer while a provider cannot be reached.
func away(err error) error {
	f := fault.New(fault.Refused, "login.provider-away")
	f.Cause = err
	return f
}

// found gives the provider's description, fetched once.
func (p *Provider) found(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.provider != nil {
		return p.provider, nil
	}
	// The description is fetched for all who come after, and the keys that it leads to are fetched again later.
	got, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.Issuer)
	if err != nil {
		return nil, away(err)
	}
	p.provider = got
	return got, nil
}

func (p *Provider) oauth(at *oidc.Provider, back string) *oauth2.Config {
	return &oauth2.Config{ClientID: p.Client, ClientSecret: p.Secret, Endpoint: at.Endpoint(), RedirectURL: back, Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...)}
}

// A Trip is what this side remembers of a sign-in at a provider until its answer comes.
type Trip struct {
	Provider string `json:"provider"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Back     string `json:"back"` // the address that the answer comes to
	Next     string `json:"next,omitempty"`
	Bound    string `json:"bound"` // hash of the cookie of the browser that began it
}

// Begin gives the address at the provider to which the browser goes, and fills the trip. state comes back with the answer.
// The error is a fault "login.provider-away".
func (p *Provider) Begin(ctx context.Context, state, back string, t *Trip) (string, error) {
	at, err := p.found(ctx)
	if err != nil {
		return "", err
	}
	t.Provider, t.Back, t.Nonce, t.Verifier = p.Name, back, string(NewToken()), oauth2.GenerateVerifier()
	return p.oauth(at, back).AuthCodeURL(state, oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)), nil
}

// Finish takes the code of the answer and gives who signed in. Errors are faults: "login.provider-away", "login.token-bad"
// with the cause, and those of Identity.
func (p *Provider) Finish(ctx context.Context, code string, t Trip) (Identity, error) {
	at, err := p.found(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := p.oauth(at, t.Back).Exchange(ctx, code, oauth2.VerifierOption(t.Verifier))
	var answered *oauth2.RetrieveError
	switch {
	case errors.As(err, &answered) && answered.Response.StatusCode < http.StatusInternalServerError:
		return Identity{}, bad("login.code-refused", err) // used before, too old, or another client's
	case err != nil:
		return Identity{}, away(err)
	}
	raw, _ := token.Extra("id_token").(string)
	if raw == "" {
		return Identity{}, bad("login.token-bad", errors.New("the answer has no id_token"))
	}
	claims, err := p.verified(ctx, at, raw, token, t.Nonce)
	if err != nil {
		return Identity{}, err
	}
	if p.UserInfo {
		if err := p.more(ctx, at, token, claims); err != nil {
			return Identity{}, err
		}
	}
	return p.identity(claims)
}

func bad(key string, cause error) error {
	f := fault.New(fault.Refused, key)
	f.Cause = cause
	return f
}

// algorithms are those by which tokens may be signed: with a key that only the provider has.
var algorithms = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.EdDSA}

// verified gives the claims of a token that the provider signed for us, for this very sign-in, just now.
func (p *Provider) verified(ctx context.Context, at *oidc.Provider, raw string, token *oauth2.Token, nonce string) (map[string]any, error) {
	v := at.VerifierContext(ctx, &oidc.Config{
		ClientID: p.Client, SupportedSigningAlgs: algorithms, Now: func() time.Time { return p.now().Add(-skew) },
	})
	t, err := v.Verify(ctx, raw)
	var expired *oidc.TokenExpiredError
	switch {
	case errors.As(err, &expired):
		return nil, bad("login.token-old", err)
	case err != nil && strings.Contains(err.Error(), "fetching keys"):
		return nil, away(err)
	case err != nil:
		return nil, bad("login.token-bad", err)
	case !Same(Token(t.Nonce), Token(nonce)):
		return nil, bad("login.token-bad", errors.New("the nonce is another sign-in's"))
	case t.IssuedAt.After(p.now().Add(skew)):
		return nil, bad("login.clock", fmt.Errorf("the token was issued at %s, which has not come yet", t.IssuedAt))
	case t.AccessTokenHash != "" && t.VerifyAccessToken(token.AccessToken) != nil:
		return nil, bad("login.token-bad", errors.New("the access token is another's"))
	}
	claims := map[string]any{}
	if err := t.Claims(&claims); err != nil {
		return nil, bad("login.token-bad", err)
	}
	if azp, _ := claims["azp"].(string); len(t.Audience) > 1 && azp != p.Client {
		return nil, bad("login.token-bad", errors.New("the token was issued to another client"))
	}
	return claims, nil
}

// more adds what the provider's page for claims says; a claim of the token is never replaced.
func (p *Provider) more(ctx context.Context, at *oidc.Provider, token *oauth2.Token, claims map[string]any) error {
	info, err := at.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return away(err)
	}
	if sub, _ := claims["sub"].(string); info.Subject != sub {
		return bad("login.token-bad", errors.New("the claims are another person's"))
	}
	var also map[string]any
	if err := info.Claims(&also); err != nil {
		return bad("login.token-bad", err)
	}
	for k, v := range also {
		if _, ok := claims[k]; !ok {
			claims[k] = v
		}
	}
	return nil
}

// claim gives a claim by our word for it.
func (p *Provider) claim(claims map[string]any, ours string) string {
	name := portalClaims[ours]
	if theirs := p.Claims[ours]; theirs != "" {
		name = theirs
	}
	switch x := claims[name].(type) {
	case string:
		return strings.TrimSpace(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	return ""
}
