// Package api is the door for programs: the same acts and reads as the pages, as JSON under /api/v1, described by the
// OpenAPI 3.1 document that is made from this code at /api/openapi.json.
//
// Who asks is told by a bearer token: a session's, from POST /api/v1/session, or a system's. Cookies are never looked at, so a
// page of another site can make a browser ask nothing in somebody's name. What goes wrong is a problem document (RFC 9457) in the
// language that was asked for. Handlers return the office's faults as they are; problem.go makes them into answers.
package api

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"motcua/doors/front"
	"motcua/ground/text"
	"motcua/keep/login"
	"motcua/office"
)

// Options are what the house gives to the door. The zero value of all but Office serves.
type Options struct {
	Office *office.Office
	Words  *text.Catalog // nil: the words that the binary carries
	Log    *slog.Logger  // nil: nothing is logged

	// Take spends one request of a client's allowance and gives 0, or how long to wait; nil: no limit. The house gives the
	// site's, so that pages and programs share one.
	Take func(*http.Request) time.Duration
	// TakeKey does so for the key of a connected system, which has an allowance of its own beside that; nil: no limit.
	TakeKey func(system string) time.Duration
	// Guesses and SignIns are the allowances of each client for codes of dossiers and for sign-ins; nil: no limit. They are the
	// site's too.
	Guesses, SignIns Meter
	// Floods is the allowance for petitions, of an account or else of an address; nil: no limit.
	Floods Floods
	// Secure asks clients to stay on https.
	Secure bool
	// Metrics is the token that opens /metrics. "" opens it to this machine alone, and then not through a proxy.
	Metrics string
	// Now tells the time for durations; nil: the clock of the machine.
	Now func() time.Time
}

// A Meter is an allowance of tries of each client: Take spends one and gives 0, or how long to wait; GiveBack returns what a
// right try spent.
type Meter interface {
	Take(r *http.Request) time.Duration
	GiveBack(r *http.Request)
}

// Floods is a Meter that knows accounts too, which have an allowance of their own each.
type Floods interface {
	Meter
	TakeOf(account string) time.Duration
}

// tried does what may be guessed at, within the allowance of the request's client.
func tried[T any](ctx context.Context, m Meter, do func() (T, error)) (T, error) {
	r := visitOf(ctx).request
	if m == nil || r == nil {
		return do()
	}
	if wait := m.Take(r); wait > 0 {
		var none T
		return none, login.TooSoon(wait)
	}
	out, err := do()
	if err == nil {
		m.GiveBack(r)
	}
	return out, err
}

// A Door answers programs. It is an http.Handler; many goroutines may use it.
type Door struct {
	o        Options
	mux      *http.ServeMux
	api      huma.API
	gauges   *gauges
	document func() ([]byte, error) // of OpenAPI: made for the first who asks, since it takes longer than all else here
	look     look                   // the newest answer of /healthz
}

// New builds the routes and the document that describes them.
func New(o Options) (*Door, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Words == nil {
		words, err := text.Load()
		if err != nil {
			return nil, err
		}
		o.Words = words
	}
	d := &Door{o: o, mux: http.NewServeMux()}
	d.gauges = newGauges(o.Office)
	d.api = humago.New(d.mux, config())
	d.api.UseMiddleware(d.admit)
	d.sessions()
	d.procedures()
	d.openData()
	d.lookups()
	d.lists()
	d.dossiers()
	d.intakes()
	d.acts()
	d.sittings()
	d.lifecycle()
	d.tasks()
	d.files()
	d.drafts()
	d.mandates()
	d.ownDatas()
	d.figures()
	d.satisfactions()
	d.inbox()
	d.signedInbox()
	d.signedLetters()
	d.petitions()
	d.problems()
	for _, item := range d.api.OpenAPI().Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post, item.Put, item.Delete} {
			if op != nil {
				complete(op)
			}
		}
	}
	d.document = sync.OnceValues(func() ([]byte, error) { return json.Marshal(d.api.OpenAPI()) })
	d.mux.HandleFunc("GET /api/openapi.json", d.publish)
	d.mux.HandleFunc("GET /healthz", d.health)
	d.mux.HandleFunc("GET /metrics", d.metrics)
	return d, nil
}

// publish answers with the document.
func (d *Door) publish(w http.ResponseWriter, r *http.Request) {
	b, err := d.document()
	if err != nil {
		d.fail(w, visitOf(r.Context()), fmt.Errorf("write the OpenAPI document: %w", err))
		return
	}
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	w.Header().Set("Cache-Control", "public, max-age=300")
	_, _ = w.Write(b) // a reader who left needs no error
}

// Before gives the handler of the whole server: this door's addresses are answered here, all others by next, and every
// request is measured.
func (d *Door) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/healthz" || r.URL.Path == "/metrics" || r.URL.Path == "/api" || strings.HasPrefix(r.URL.Path, "/api/") {
			d.ServeHTTP(w, r)
			return
		}
		begin, a := d.o.Now(), &front.Answer{ResponseWriter: w}
		next.ServeHTTP(a, r)
		d.gauges.request("pages", r.Method, a.Status, d.o.Now().Sub(begin))
	})
}

// title and version of the document. The version is that of the interface: a change that breaks a client makes it v2.
const (
	title   = "motcua"
	version = "1.0.0"
)

const about = "The interface for programs of a one-stop Public Administrative Service Centre (Trung tâm Phục vụ hành chính công).\n\n" +
	"**Who asks.** `Authorization: Bearer <token>` with the token of `POST /api/v1/session`, or with a system's token for the inbox. Cookies are never read.\n\n" +
	"**Acts happen once.** Each act needs an `Idempotency-Key`. Sent again with the same body it gives the first outcome and `Idempotency-Replayed: true`; " +
	"with another body it is refused with 422. A refused act is judged anew.\n\n" +
	"**Nobody overwrites anybody.** A dossier's `ETag` is its version. Acts that decide on it need it in `If-Match` (428 without, 412 with what changed " +
	"when it has moved on; `*` takes any version). `If-None-Match` gives 304.\n\n" +
	"**Lists** have `total`, `items` and `next`, the address of the next page, also as `Link` with `rel=\"next\"`.\n\n" +
	"**Problems** are RFC 9457 documents in the language of `Accept-Language` (Vietnamese unless English is preferred); `type` is a stable path that says what it means, " +
	"`rule` the article of law, `errors` the places of the request, `number` what support asks for.\n\n" +
	"**Moments** are RFC 3339 with the city's offset, days are 2006-01-02, money is whole đồng."

// config is huma's, without its docs page (it would load from a foreign host) and without links that nobody asked for.
func config() huma.Config {
	json := huma.DefaultJSONFormat
	return huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{
				Title: title, Version: version, Description: about,
				License: &huma.License{Name: "Apache 2.0", Identifier: "Apache-2.0"},
			},
			Servers: []*huma.Server{{URL: "/", Description: "This city."}},
			Tags:    tags,
			Components: &huma.Components{
				Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session":   {Type: "http", Scheme: "bearer", Description: "The token of POST /api/v1/session."},
					"system":    {Type: "http", Scheme: "bearer", Description: "The token of a connected system, made by `motcua system add`."},
					"signature": {Type: "apiKey", In: "header", Name: "Webhook-Signature", Description: "The signature of a message by Standard Webhooks 1.0.0, with a key made by `motcua system key`."},
				},
			},
		},
		Formats:                      map[string]huma.Format{"application/json": json, "json": json},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
	}
}

var tags = []*huma.Tag{
	{Name: "Session", Description: "Signing in and out, and choosing the post that one acts from."},
	{Name: "Procedures", Description: "The catalogue of procedures (thủ tục hành chính): cases, papers, limits, fees and forms."},
	{Name: "Lookup", Description: "Where a dossier is, for anyone with its code (tra cứu)."},
	{Name: "Dossiers", Description: "Dossiers (hồ sơ) in the reader's scope."},
	{Name: "Intake", Description: "Filing and receiving."},
	{Name: "Acts", Description: "What is done to a dossier that is there."},
	{Name: "Work", Description: "Worklists and the steps of the process."},
	{Name: "Files", Description: "Files that come with a dossier, drafts of what is not handed in yet."},
	{Name: "Mandates", Description: "Who acts for whom (đại diện, ủy quyền)."},
	{Name: "Figures", Description: "Counts from the ledger."},
	{Name: "Inbox", Description: "Messages of connected systems."},
	{Name: "Petitions", Description: "What people report and propose (phản ánh, kiến nghị)."},
	{Name: "Problems", Description: "What a problem's type means."},
}

// security of operations: a session is needed, or may be shown, or a system's token is needed, or either.
var (
	signedIn  = []map[string][]string{{"session": {}}}
	openToAll = []map[string][]string{{}, {"session": {}}}
	systems   = []map[string][]string{{"system": {}}}
	senders   = []map[string][]string{{"session": {}}, {"system": {}}}
)

// op makes an operation; what it may answer beside success is completed by complete.
func op(tag, id, method, path, summary, description string, security []map[string][]string) huma.Operation {
	return huma.Operation{
		OperationID: id, Method: method, Path: "/api/v1" + path, Tags: []string{tag}, Summary: summary, Description: description, Security: security,
		Errors: []int{http.StatusBadRequest, http.StatusUnauthorized, http.StatusTooManyRequests},
	}
}

// complete adds what every answer of an operation may be or carry.
func complete(op *huma.Operation) {
	for status, r := range op.Responses {
		if r.Headers == nil {
			r.Headers = map[string]*huma.Param{}
		}
		r.Headers["Request-Number"] = &huma.Param{Description: "The number of this request, for support.", Schema: &huma.Schema{Type: "string"}}
		if what := meanings[status]; what != "" && len(r.Content) > 0 && r.Content[problemType] != nil {
			r.Description = what
		}
		if status == "429" || status == "503" {
			r.Headers["Retry-After"] = &huma.Param{Description: "Seconds to wait.", Schema: &huma.Schema{Type: "integer"}}
		}
		if status == "401" {
			r.Headers["WWW-Authenticate"] = &huma.Param{Description: "How to say who asks.", Schema: &huma.Schema{Type: "string"}}
		}
	}
}

// meanings of the statuses of problems.
var meanings = map[string]string{
	"400": "The request cannot be read: broken JSON, an unknown parameter, a missing key of idempotency.",
	"401": "Nobody is signed in: no token, an unknown or an ended one.",
	"403": "The right for this is missing.",
	"404": "There is no such thing, or not for this reader.",
	"409": "The state of the dossier or the law forbids it, or somebody was first.",
	"412": "The dossier has moved on since the version in If-Match; `changes` says what happened.",
	"413": "The body is too large.",
	"415": "The body is of a type that is not read here.",
	"422": "What was sent breaks a rule, field by field in `errors`; or the key of idempotency was used for another request.",
	"428": "If-Match is missing.",
	"429": "Too many requests from this address.",
	"500": "Our own mistake; nothing was half written. `number` finds it in the log.",
	"503": "The outcome is unknown because the database broke off: repeat with the same key.",
}

// reader gives the office's reader for whoever asks.
func (d *Door) reader(ctx context.Context) *office.Reader {
	return d.o.Office.Read(ctx, visitOf(ctx).who)
}
