package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/doors/front"
	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/office"
)

// A visit is what the door knows of one request.
type visit struct {
	door    *Door
	number  string
	voice   text.Voice
	who     office.Who
	session *office.Session // nil: nobody, or a system
	system  string          // name of the system, "" for people
	token   string
	bad     bool // a token was sent and is not known
	request *http.Request
	seen    bool // If-Match names a version: a conflict is a failed precondition
	route   string
}

type visitKey struct{}

// visitOf gives the request's visit; there is always one.
func visitOf(ctx context.Context) *visit {
	v, _ := ctx.Value(visitKey{}).(*visit)
	if v == nil {
		return &visit{who: office.Who{Kind: access.Anyone}}
	}
	return v
}

// ServeHTTP answers a request: number, log, panic, headers, limit, language, who asks.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := &visit{door: d, number: front.Number(), voice: d.o.Words.In(text.Accepted(r.Header.Get("Accept-Language"))), who: office.Who{Kind: access.Anyone}}
	r = r.WithContext(context.WithValue(r.Context(), visitKey{}, v))
	v.request = r
	a, took := front.Front{Log: d.o.Log, Now: d.o.Now}.Serve(w, r, v.number,
		func(a *front.Answer) { d.answer(a, r, v) }, func(a *front.Answer, err error) { d.fail(a, v, err) })
	d.gauges.request(v.route, r.Method, a.Status, took)
}

// answer answers a request that is counted and logged.
func (d *Door) answer(a *front.Answer, r *http.Request, v *visit) {
	d.headers(a.Header(), v)
	h, pattern := d.mux.Handler(r)
	v.route = "unknown"
	if _, path, ok := strings.Cut(pattern, " "); ok {
		v.route = path
	}
	if !readable(r) {
		d.fail(a, v, fault.New(fault.Invalid, "web.unreadable"))
		return
	}
	if d.o.Take != nil && r.URL.Path != "/healthz" && d.slow(a, v, d.o.Take(r)) {
		return
	}
	if err := d.identify(r.Context(), v, r.Header.Get("Authorization")); err != nil {
		d.fail(a, v, err)
		return
	}
	if d.o.TakeKey != nil && v.system != "" && d.slow(a, v, d.o.TakeKey(v.system)) {
		return
	}
	if pattern == "" {
		d.astray(a, r, v, h)
		return
	}
	d.mux.ServeHTTP(a, r)
}

// slow answers who is too fast, with the seconds to wait.
func (d *Door) slow(a *front.Answer, v *visit, wait time.Duration) bool {
	if wait <= 0 {
		return false
	}
	a.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
	d.fail(a, v, fault.New(fault.Refused, "api.too-many"))
	return true
}

// readable refuses addresses with bytes that are no letters, before they reach a database that does not take them.
func readable(r *http.Request) bool {
	for _, values := range r.URL.Query() {
		if slices.ContainsFunc(values, func(v string) bool { return !front.Clean(v) }) {
			return false
		}
	}
	return front.Clean(r.URL.Path)
}

// identify finds out who asks by the bearer token. The metrics have a token of their own.
func (d *Door) identify(ctx context.Context, v *visit, header string) error {
	if header == "" || v.route == "/metrics" {
		return nil
	}
	scheme, token, _ := strings.Cut(header, " ")
	v.token = strings.TrimSpace(token)
	v.bad = true
	if !strings.EqualFold(scheme, "Bearer") || v.token == "" || len(v.token) > 300 {
		return nil
	}
	who, name, ok, err := d.o.Office.SystemOf(ctx, v.token)
	if err != nil {
		return err
	}
	if ok {
		v.who, v.system, v.bad = who, name, false
		return nil
	}
	v.session, err = d.o.Office.Session(ctx, v.token)
	if err != nil {
		return err
	}
	if v.session != nil {
		v.who, v.bad = v.session.Who, false
	}
	return nil
}

// admit lets an operation be asked by those whom its security names.
func (d *Door) admit(ctx huma.Context, next func(huma.Context)) {
	v := visitOf(ctx.Context())
	needs := ""
	for _, s := range ctx.Operation().Security {
		if _, bySignature := s["signature"]; len(s) == 0 || bySignature {
			needs = "" // open to all; a session may be shown. A signature is judged with its message
			break
		}
		for name := range s {
			needs += name // either will do where both are named
		}
	}
	var f *fault.Fault
	switch {
	case v.bad:
		f = fault.New(fault.Refused, "api.token").NoRight()
	case needs != "" && v.session == nil && v.system == "":
		f = fault.New(fault.Refused, "api.token-missing").NoRight()
	case needs == "session" && v.session == nil:
		f = fault.New(fault.Refused, "api.system-only").NoRight()
	case needs == "system" && v.system == "":
		f = fault.New(fault.Refused, "access.may-not", "act", "@dossier.act.deliver").NoRight()
	}
	if f != nil {
		_ = huma.WriteErr(d.api, ctx, http.StatusForbidden, "", f) // told on standard error by huma
		return
	}
	next(ctx)
}

// astray answers an address that has no route, or not with this method.
func (d *Door) astray(w http.ResponseWriter, r *http.Request, v *visit, h http.Handler) {
	probe := &probe{header: http.Header{}}
	h.ServeHTTP(probe, r)
	if probe.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", probe.header.Get("Allow"))
		d.fail(w, v, fault.New(fault.Invalid, "api.method", "method", short(r.Method), "allow", probe.header.Get("Allow")))
		return
	}
	d.fail(w, v, fault.New(fault.Missing, "api.address", "path", short(r.URL.Path)))
}

// short cuts a text that a client sent to a length that may stand in a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// headers sets what every answer carries. No answer is for a page of another site, so there is no CORS.
func (d *Door) headers(h http.Header, v *visit) {
	h.Set("Request-Number", v.number)
	h.Set("Content-Language", string(v.voice.Lang))
	h.Set("Vary", "Authorization, Accept-Language")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if d.o.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// A probe takes what a handler answers and sends nothing.
type probe struct {
	header http.Header
	status int
}

// Header gives the headers.
func (p *probe) Header() http.Header { return p.header }

// Write takes the body.
func (p *probe) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader takes the status.
func (p *probe) WriteHeader(status int) { p.status = status }
