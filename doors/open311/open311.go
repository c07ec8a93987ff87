// Package open311 is the door for applications that report what they see in the city by GeoReport v2 of Open311, in XML and JSON.
// What it tells is what everybody may read; what it takes becomes a petition by the same act as the page's.
package open311

import (
	"cmp"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/doors/front"
	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/access"
	"motcua/office"
)

// Options are what the house gives to the door. The zero value of all but Office serves.
type Options struct {
	Office *office.Office
	Words  *text.Catalog // nil: the words that the binary carries
	Log    *slog.Logger  // nil: nothing is logged
	// Take spends one request of a client's allowance and gives 0, or how long to wait; nil: no limit. Floods does so for petitions
	// that come without a key. Both are shared with the pages.
	Take, Floods func(*http.Request) time.Duration
	TakeKey      func(system string) time.Duration // the allowance of a key, beside that; nil: no limit
	Secure       bool                              // the public side speaks https
	Now          func() time.Time                  // nil: the clock of the machine
}

// Root is where the door stands.
const Root = "/open311/v2/"

// A Door answers applications. It is an http.Handler; many goroutines may use it.
type Door struct{ o Options }

// New makes the door.
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
	return &Door{o}, nil
}

// Before gives a handler that answers the door's addresses here and all others by next.
func (d *Door) Before(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, Root) {
			d.ServeHTTP(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// A visit is what the door knows of one request.
type visit struct {
	*Door
	r      *http.Request
	number string
	voice  text.Voice
	json   bool
	who    office.Who
	system string        // whose key was shown
	wait   time.Duration // that a client who is too fast is told
}

// An answer is what is written, in both formats.
type answer struct {
	json any
	xml  any
}

// ServeHTTP answers a request: number, log, panic, limit, format.
func (d *Door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v := &visit{Door: d, r: r, number: front.Number(), voice: d.o.Words.In(text.Accepted(r.Header.Get("Accept-Language"))), who: office.Who{Kind: access.Anyone}}
	front.Front{Log: d.o.Log, Now: d.o.Now}.Serve(w, r, v.number,
		func(a *front.Answer) { v.answer(a) }, func(a *front.Answer, err error) { v.fail(a, err) })
}

// mostPicture is the most bytes of a form with a picture of a telephone in it.
const mostPicture = 12 << 20

// readForm reads the form, with the picture that a client puts into it.
func (v *visit) readForm(w http.ResponseWriter) error {
	most, parse := int64(mostBody), v.r.ParseForm
	if strings.HasPrefix(v.r.Header.Get("Content-Type"), "multipart/form-data") {
		most, parse = mostPicture, func() error { return v.r.ParseMultipartForm(mostBody) }
	}
	v.r.Body = http.MaxBytesReader(w, v.r.Body, most)
	if err := parse(); err != nil {
		return fault.New(fault.Invalid, "open311.unreadable")
	}
	if v.r.MultipartForm == nil {
		return nil
	}
	words := 0
	for name, values := range v.r.PostForm {
		words += len(name) + len(strings.Join(values, ""))
	}
	if words > mostBody {
		return fault.New(fault.Invalid, "open311.unreadable")
	}
	return nil
}

// mostBody is the most bytes of a form: 4,000 letters in three bytes each, percent-encoded, and an address of a picture.
const mostBody = 64 << 10

func (v *visit) answer(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Request-Number", v.number)
	h.Set("Content-Language", string(v.voice.Lang))
	h.Set("Vary", "Accept, Accept-Language")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	if v.o.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	path, known := v.format(strings.TrimPrefix(v.r.URL.Path, Root))
	if v.o.Take != nil {
		if wait := v.o.Take(v.r); wait > 0 {
			v.slow(w, wait)
			return
		}
	}
	if err := v.readForm(w); err != nil {
		v.fail(w, err)
		return
	}
	if !known || !front.Clean(path) {
		v.fail(w, fault.New(fault.Missing, "open311.no-address"))
		return
	}
	for name, values := range v.r.Form {
		if !front.Clean(name) || slices.ContainsFunc(values, func(s string) bool { return !front.Clean(s) }) {
			v.fail(w, fault.New(fault.Invalid, "open311.signs", "name", short(strings.ToValidUTF8(strings.ReplaceAll(name, "\x00", ""), "?"))))
			return
		}
	}
	if name := v.twice(); name != "" {
		v.fail(w, fault.New(fault.Invalid, "open311.twice", "name", short(name)))
		return
	}
	a, err := v.route(path)
	if err != nil {
		v.fail(w, err)
		return
	}
	v.write(w, http.StatusOK, a)
}

// lists are what the standard lets a list be narrowed by several times.
var lists = []string{"service_request_id", "service_code", "status"}

// twice names an argument that was sent with two values, of which nobody could say which one counts; "" for none.
func (v *visit) twice() string {
	post := v.r.Method == http.MethodPost
	form, all := oneName(v.r.PostForm), oneName(v.r.Form)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		values := all[name]
		if (post || !slices.Contains(lists, name)) && slices.ContainsFunc(values, func(s string) bool { return s != values[0] }) || len(form[name]) > 1 {
			return name
		}
	}
	return ""
}

// oneName puts what is sent as a list beside what is sent alone: attribute[commune] and attribute[commune][] are one argument.
func oneName(form url.Values) url.Values {
	out := url.Values{}
	for _, name := range slices.Sorted(maps.Keys(form)) {
		one := strings.TrimSuffix(name, "[]")
		out[one] = append(out[one], form[name]...)
	}
	return out
}

// format reads the format that ends an address; without one the Accept header says it, and XML is what every server of the
// standard has.
func (v *visit) format(path string) (rest string, known bool) {
	rest, end, ended := cutLast(path, ".")
	switch {
	case !ended:
		v.json = strings.Contains(v.r.Header.Get("Accept"), "application/json")
		return path, true
	case end == "json":
		v.json = true
	case end != "xml":
		return rest, false
	}
	return rest, true
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// route finds what is asked for. Nothing else is at these addresses.
func (v *visit) route(path string) (answer, error) {
	if j, mine := strings.TrimSpace(v.r.Form.Get("jurisdiction_id")), v.o.Office.World().OpenJurisdiction(); j != "" && mine != "" && j != mine {
		return answer{}, fault.New(fault.Missing, "open311.jurisdiction", "id", short(j))
	}
	what, id, one := strings.Cut(path, "/")
	get := v.r.Method == http.MethodGet || v.r.Method == http.MethodHead
	switch {
	case get && what == "discovery" && !one:
		return v.discovery(), nil
	case get && what == "services" && !one:
		return v.services(), nil
	case get && what == "services":
		return v.service(id)
	case get && what == "requests" && !one:
		return v.requests()
	case get && what == "requests":
		return v.request(id)
	case get && what == "tokens" && one:
		return v.token(id)
	case v.r.Method == http.MethodPost && what == "requests" && !one:
		return v.send()
	case slices.Contains([]string{"discovery", "services", "requests", "tokens"}, what):
		return answer{}, fault.New(fault.Invalid, "open311.method", "method", short(v.r.Method))
	}
	return answer{}, fault.New(fault.Missing, "open311.no-address")
}

func (v *visit) reader() *office.Reader { return v.o.Office.Read(v.r.Context(), v.who) }

// base is the public address of the city.
func (v *visit) base() string {
	if b := v.o.Office.Base(); b != "" {
		return strings.TrimSuffix(b, "/")
	}
	scheme := "http"
	if v.o.Secure || v.r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + v.r.Host
}

// short cuts what a client sent to a length that may stand in a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}

// slow asks a client to wait.
func (v *visit) slow(w http.ResponseWriter, wait time.Duration) {
	v.wait = wait
	v.fail(w, fault.New(fault.Refused, "api.too-many"))
}

// keyed finds out who sends by the api_key.
func (v *visit) keyed() error {
	key := cmp.Or(v.r.Form.Get("api_key"), v.r.Header.Get("Api-Key"))
	if key == "" {
		if v.o.Office.World().OpenKeyNeeded() {
			return fault.New(fault.Refused, "open311.key-missing").NoRight()
		}
		return nil
	}
	if len(key) > 300 {
		return fault.New(fault.Refused, "open311.key").NoRight()
	}
	who, name, ok, err := v.o.Office.SystemOf(v.r.Context(), key)
	if err == nil && !ok {
		err = fault.New(fault.Refused, "open311.key").NoRight()
	}
	v.who, v.system = who, name
	if err == nil && v.o.TakeKey != nil {
		if v.wait = v.o.TakeKey(name); v.wait > 0 {
			err = fault.New(fault.Refused, "api.too-many")
		}
	}
	return err
}
