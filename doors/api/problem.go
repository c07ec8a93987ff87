package api

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/keep/store"
	"motcua/office"
	"motcua/words/org"
)

// problemType is the media type of problems.
const problemType = "application/problem+json"

// A Problem says what went wrong, by RFC 9457.
type Problem struct {
	Type    string  `json:"type" format:"uri-reference" doc:"A stable path that names the kind of problem and says what it means." example:"/api/problems/dossier.wrong-state"`
	Title   string  `json:"title" doc:"The kind of problem in short." example:"Việc này chưa làm được"`
	Status  int     `json:"status" doc:"The HTTP status." example:"409"`
	Detail  string  `json:"detail" doc:"What happened." example:"Hồ sơ đang ở trạng thái “Đã trả kết quả” nên không làm được việc “Trả kết quả”."`
	Mend    string  `json:"mend,omitempty" doc:"What to do about it."`
	Rule    string  `json:"rule,omitempty" doc:"The article of law that it rests on." example:"nd61-2018/20"`
	Article string  `json:"article,omitempty" doc:"The article as people cite it." example:"Điều 20 Nghị định 61/2018/NĐ-CP"`
	Number  string  `json:"number" doc:"The number of the request, for support." example:"K7Q2-9MXD"`
	Errors  []Place `json:"errors,omitempty" doc:"What is wrong where, when it is about places of the request."`
	Changes []Moved `json:"changes,omitempty" doc:"With 412: what moved the dossier since the version that was seen."`
	Current string  `json:"current,omitempty" doc:"With 412: the entity tag of the dossier now." example:"\"7\""`

	headers http.Header
}

// A Place is one thing that is wrong with a request.
type Place struct {
	Pointer   string `json:"pointer,omitempty" doc:"JSON pointer into the body, as a fragment." example:"#/parties/owner/name"`
	Parameter string `json:"parameter,omitempty" doc:"Name of the parameter or header, when it is not the body." example:"limit"`
	Type      string `json:"type" format:"uri-reference" doc:"The kind of problem." example:"/api/problems/form.missing"`
	Detail    string `json:"detail" doc:"What is wrong."`
	Rule      string `json:"rule,omitempty" doc:"The article of law."`
	Article   string `json:"article,omitempty" doc:"The article as people cite it."`
}

// Error gives the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders gives the headers that go with it.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType is that of problems.
func (p *Problem) ContentType(string) string { return problemType }

// problemPath is where problems' types are explained.
const problemPath = "/api/problems/"

// fail answers with a problem outside of an operation.
func (d *Door) fail(w http.ResponseWriter, v *visit, err error) {
	p := d.problem(v, err)
	for k, values := range p.headers {
		w.Header()[k] = values
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(p) // a Problem can always be encoded
	w.Header().Set("Content-Type", problemType)
	w.WriteHeader(p.Status)
	_, _ = w.Write(b.Bytes()) // a client who left needs no problem
}

// problem makes the document of an error, and logs what is our own mistake.
func (d *Door) problem(v *visit, err error) *Problem {
	f := fault.As(err)
	switch {
	case errors.Is(err, store.ErrUnknown):
		f = fault.New(fault.Conflict, "api.unknown-outcome")
	case f == nil && errors.Is(err, context.Canceled), f == nil && errors.Is(err, context.DeadlineExceeded):
		f = fault.New(fault.Conflict, "api.left")
	case f == nil || f.Kind == fault.Internal:
		d.o.Log.LogAttrs(v.request.Context(), slog.LevelError, "fault", slog.String("number", v.number), slog.Any("error", err))
		f = fault.New(fault.Internal, "fault.ours")
	}
	p := &Problem{Status: status(v, f), Number: v.number, Type: problemPath + f.Key, Title: v.voice.T("fault.summary." + f.Kind.String()), headers: http.Header{}}
	p.Detail, p.Rule, p.Article = v.voice.T(f.Key, d.args(v, f)), f.Rule, v.voice.Article(f.Rule)
	p.Mend = mend(v.voice, f, p.Status)
	d.places(p, v, f)
	switch p.Status {
	case http.StatusUnauthorized:
		p.headers.Set("WWW-Authenticate", `Bearer realm="motcua"`)
	case http.StatusTooManyRequests:
		if n := wait(f); n > 0 {
			p.headers.Set("Retry-After", strconv.Itoa(n))
		}
	case http.StatusServiceUnavailable:
		p.headers.Set("Retry-After", "2")
	}
	return p
}

// places lists what is wrong where.
func (d *Door) places(p *Problem, v *visit, f *fault.Fault) {
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		if one.Field == "" && len(f.More) == 0 || one.Key == "api.invalid" || one.Key == "api.parameters" {
			continue
		}
		at := Place{Type: problemPath + one.Key, Detail: v.voice.T(one.Key, d.args(v, one)), Rule: one.Rule, Article: v.voice.Article(one.Rule)}
		at.Pointer, at.Parameter = pointer(one)
		p.Errors = append(p.Errors, at)
	}
}

// plainArgs are the gaps that the law fills with codes, and the texts that say them.
var plainArgs = map[string]string{
	"act": "dossier.act.", "state": "dossier.state.", "work": "dossier.work.", "manner": "dossier.return.", "channel": "dossier.channel.",
}

// args gives the values of a fault's gaps as people read them: codes as words, officers and units by their names, and a
// message that the form brought along in the reader's language.
func (d *Door) args(v *visit, f *fault.Fault) fault.Args {
	world, out := d.o.Office.World(), fault.Args{}
	for k, s := range f.Args {
		if en := f.Args[k+"_en"]; en != "" && v.voice.Lang == text.EN {
			s = en
		}
		if key := plainArgs[k] + s; plainArgs[k] != "" && v.voice.Has(key) {
			s = "@" + key
		}
		if p := world.Org.Person(org.PersonID(s)); k == "holder" && p != nil {
			s = p.Name
		}
		if u := world.Org.Unit(org.UnitID(s)); k == "unit" && u != nil {
			s = world.Unit(string(u.ID), d.o.Office.Now()).Name
		}
		if k == "units" {
			var names []string
			for id := range strings.SplitSeq(s, ", ") {
				names = append(names, cmp.Or(world.Unit(id, d.o.Office.Now()).Name, id))
			}
			s = strings.Join(names, "; ")
		}
		out[k] = s
	}
	return out
}

// mend is the text key + ".mend" where there is one, else that of the kind; of what ended well it says nothing.
func mend(v text.Voice, f *fault.Fault, status int) string {
	switch {
	case v.Has(f.Key + ".mend"):
		return v.T(f.Key+".mend", f.Args)
	case status == http.StatusInternalServerError:
		return v.T("fault.mend.internal")
	case f.Kind == fault.Conflict:
		return v.T("api.mend.conflict")
	}
	return ""
}

// statuses are those of faults whose kind alone does not say it.
var statuses = map[string]int{
	"api.too-many": http.StatusTooManyRequests, "web.too-large": http.StatusRequestEntityTooLarge, "blob.too-large": http.StatusRequestEntityTooLarge,
	"form.too-large": http.StatusRequestEntityTooLarge, "draft.too-large": http.StatusRequestEntityTooLarge, "inbox.too-large": http.StatusRequestEntityTooLarge,
	"inbox.signature": http.StatusUnauthorized, "inbox.stale": http.StatusUnauthorized,
	"blob.type": http.StatusUnsupportedMediaType, "api.media-type": http.StatusUnsupportedMediaType, "form.unreadable": http.StatusBadRequest,
	"api.body-unreadable": http.StatusBadRequest, "api.body-missing": http.StatusBadRequest, "store.cursor": http.StatusBadRequest, "api.cursor": http.StatusBadRequest,
	"api.parameters": http.StatusBadRequest, "api.key-missing": http.StatusBadRequest, "api.key-malformed": http.StatusBadRequest,
	"api.if-match": http.StatusBadRequest, "api.if-match-missing": http.StatusPreconditionRequired, "command.key-long": http.StatusBadRequest,
	"api.method": http.StatusMethodNotAllowed, "api.token": http.StatusUnauthorized, "api.token-missing": http.StatusUnauthorized,
	"login.wrong": http.StatusUnauthorized, "login.wait-seconds": http.StatusTooManyRequests, "login.wait-minutes": http.StatusTooManyRequests,
	"api.slow": http.StatusRequestTimeout, "api.unknown-outcome": http.StatusServiceUnavailable, "api.left": http.StatusServiceUnavailable,
	"store.busy": http.StatusServiceUnavailable,
}

// status is the HTTP status of a fault.
func status(v *visit, f *fault.Fault) int {
	if s := statuses[f.Key]; s != 0 {
		return s
	}
	switch f.Kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Missing:
		return http.StatusNotFound
	case fault.Conflict:
		if v.seen && (f.Key == "dossier.moved" || f.Key == "store.conflict") {
			return http.StatusPreconditionFailed
		}
		return http.StatusConflict
	case fault.Refused:
		switch {
		case f.Right && v.session == nil && v.system == "":
			return http.StatusUnauthorized
		case f.Right:
			return http.StatusForbidden
		}
		return http.StatusConflict
	}
	return http.StatusInternalServerError
}

// wait reads how many seconds a refusal asks to wait.
func wait(f *fault.Fault) int {
	n, err := strconv.Atoi(f.Args["n"])
	switch {
	case err != nil:
		return 0
	case f.Key == "login.wait-minutes":
		return n * 60
	}
	return n
}

// pointer says where in the request a fault is: a pointer into the body, or a parameter. The door's own faults name it as
// huma does ("query.limit", "body.owner"); the office names fields of its own, which stand at these places of a body.
func pointer(f *fault.Fault) (body, parameter string) {
	if strings.HasPrefix(f.Key, "api.") {
		where, rest, _ := strings.Cut(f.Field, ".")
		if where == "body" {
			return fragment(rest), ""
		}
		return "", rest
	}
	head, rest, _ := strings.Cut(f.Field, ".")
	switch {
	case f.Field == "":
		return "", ""
	case head == "body":
		return fragment(rest), ""
	case head == "query":
		return "", rest
	case strings.HasPrefix(f.Key, "form.") && head != "values":
		return fragment("values." + f.Field), ""
	case strings.HasPrefix(f.Key, "dossier.paper-"):
		return "#/papers", "" // the number in the fault is the paper's in the case, not a place in the list
	case head == "applicant" || head == "owner" || head == "representative":
		return fragment("parties." + f.Field), ""
	case strings.HasPrefix(f.Key, "lookup.") || f.Key == "store.cursor":
		return "", f.Field
	}
	return fragment(f.Field), ""
}

// fragment writes a path with dots and brackets as a JSON pointer (RFC 6901).
func fragment(path string) string {
	if path == "" {
		return "#"
	}
	path = strings.NewReplacer("[", ".", "]", "").Replace(path)
	var b strings.Builder
	b.WriteByte('#')
	for part := range strings.SplitSeq(path, ".") {
		b.WriteString("/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(part))
	}
	return b.String()
}

// A Moved is an event that moved a dossier.
type Moved struct {
	Version int64     `json:"version" doc:"The dossier's version after it."`
	Event   string    `json:"event" doc:"What happened." example:"dossier.claimed"`
	At      time.Time `json:"at"`
	By      string    `json:"by,omitempty" doc:"Name of the officer."`
	Unit    string    `json:"unit,omitempty" doc:"Name of the unit."`
	State   string    `json:"state" doc:"The state after it." example:"processing"`
}

// moved adds to a failed precondition what happened since.
func (d *Door) moved(ctx context.Context, on office.On, err error) error {
	v := visitOf(ctx)
	if status(v, faultOr(err)) != http.StatusPreconditionFailed {
		return err
	}
	p := d.problem(v, err)
	mark, moves, e := d.reader(ctx).Mark(on.ID, on.Seen)
	if e != nil {
		return p // who may not read it learns no more
	}
	p.Current = tag(mark.Version)
	p.headers.Set("ETag", p.Current)
	for _, m := range moves {
		p.Changes = append(p.Changes, Moved{
			Version: m.Version, Event: m.Kind, At: at(m.At), By: m.Person.Name, Unit: unitName(v.voice, m.Unit), State: m.State.String(),
		})
	}
	return p
}

func faultOr(err error) *fault.Fault {
	if f := fault.As(err); f != nil {
		return f
	}
	return fault.New(fault.Internal, "fault.ours")
}
