package open311

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/office"
)

// A note is a text that may be absent: null in JSON, an empty element in XML, as the standard's own examples have it.
type note string

// MarshalJSON writes null for none.
func (n note) MarshalJSON() ([]byte, error) {
	if n == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(n))
}

// A degree is a coordinate that may be absent.
type degree struct{ of *float64 }

// MarshalJSON writes null for none.
func (d degree) MarshalJSON() ([]byte, error) {
	if d.of == nil {
		return []byte("null"), nil
	}
	return json.Marshal(*d.of)
}

// MarshalText writes nothing for none.
func (d degree) MarshalText() ([]byte, error) {
	if d.of == nil {
		return nil, nil
	}
	return strconv.AppendFloat(nil, *d.of, 'f', -1, 64), nil
}

// moment is a time as the standard has it, with the city's offset.
func moment(t time.Time) note {
	if t.IsZero() {
		return ""
	}
	return note(t.In(office.Zone).Format(time.RFC3339))
}

type service struct {
	Code        string `json:"service_code" xml:"service_code"`
	Name        string `json:"service_name" xml:"service_name"`
	Description note   `json:"description" xml:"description"`
	Metadata    bool   `json:"metadata" xml:"metadata"`
	Type        string `json:"type" xml:"type"`
	Keywords    note   `json:"keywords" xml:"keywords"`
	Group       note   `json:"group" xml:"group"`
}

type services struct {
	XMLName xml.Name  `json:"-" xml:"services"`
	All     []service `xml:"service"`
}

type definition struct {
	XMLName    xml.Name    `json:"-" xml:"service_definition"`
	Code       string      `json:"service_code" xml:"service_code"`
	Attributes []attribute `json:"attributes" xml:"attributes>attribute"`
}

type attribute struct {
	Variable    bool    `json:"variable" xml:"variable"`
	Code        string  `json:"code" xml:"code"`
	Datatype    string  `json:"datatype" xml:"datatype"`
	Required    bool    `json:"required" xml:"required"`
	Hint        note    `json:"datatype_description" xml:"datatype_description"`
	Order       int     `json:"order" xml:"order"`
	Description note    `json:"description" xml:"description"`
	Values      []value `json:"values" xml:"values>value"`
}

type value struct {
	Key  string `json:"key" xml:"key"`
	Name string `json:"name" xml:"name"`
}

type request struct {
	ID          string `json:"service_request_id" xml:"service_request_id"`
	Status      string `json:"status" xml:"status"`
	Notes       note   `json:"status_notes" xml:"status_notes"`
	ServiceName note   `json:"service_name" xml:"service_name"`
	ServiceCode string `json:"service_code" xml:"service_code"`
	Description note   `json:"description" xml:"description"`
	Agency      note   `json:"agency_responsible" xml:"agency_responsible"`
	Notice      note   `json:"service_notice" xml:"service_notice"`
	Requested   note   `json:"requested_datetime" xml:"requested_datetime"`
	Updated     note   `json:"updated_datetime" xml:"updated_datetime"`
	Expected    note   `json:"expected_datetime" xml:"expected_datetime"`
	Address     note   `json:"address" xml:"address"`
	AddressID   note   `json:"address_id" xml:"address_id"`
	Zipcode     note   `json:"zipcode" xml:"zipcode"`
	Lat         degree `json:"lat" xml:"lat"`
	Long        degree `json:"long" xml:"long"`
	Media       note   `json:"media_url" xml:"media_url"`
}

// requestList is a list of requests, which writes itself: a thousand of seventeen fields are most of the work of an answer otherwise.
type requestList []request

// A column is a field of a request in both formats.
type column struct {
	name, text string
	number     bool
}

// columns are the fields in the standard's order; "" is null in JSON and an empty element in XML.
func (r *request) columns() [17]column {
	lat, _ := r.Lat.MarshalText() // a number has no mistake
	long, _ := r.Long.MarshalText()
	return [17]column{
		{"service_request_id", r.ID, false},
		{"status", r.Status, false},
		{"status_notes", string(r.Notes), false},
		{"service_name", string(r.ServiceName), false},
		{"service_code", r.ServiceCode, false},
		{"description", string(r.Description), false},
		{"agency_responsible", string(r.Agency), false},
		{"service_notice", string(r.Notice), false},
		{"requested_datetime", string(r.Requested), false},
		{"updated_datetime", string(r.Updated), false},
		{"expected_datetime", string(r.Expected), false},
		{"address", string(r.Address), false},
		{"address_id", string(r.AddressID), false},
		{"zipcode", string(r.Zipcode), false},
		{"lat", string(lat), true},
		{"long", string(long), true},
		{"media_url", string(r.Media), false},
	}
}

// oneRequest is about how many bytes a request has in either format: the buffer of a list is made once.
const oneRequest = 1200

// writeJSON writes what encoding/json would.
func (l requestList) writeJSON(w *bytes.Buffer) {
	w.Grow(len(l) * oneRequest)
	b := append(w.AvailableBuffer(), '[')
	for i := range l {
		for j, c := range l[i].columns() {
			switch {
			case j > 0:
				b = append(b, ',')
			case i > 0:
				b = append(b, ",{"...)
			default:
				b = append(b, '{')
			}
			b = append(append(append(b, '"'), c.name...), `":`...)
			switch {
			case c.text == "":
				b = append(b, "null"...)
			case c.number:
				b = append(b, c.text...)
			default:
				b = appendText(b, c.text)
			}
		}
		b = append(b, '}')
	}
	w.Write(append(b, "]\n"...))
}

// writeXML writes what encoding/xml would.
func (l requestList) writeXML(w *bytes.Buffer) {
	w.Grow(len(l) * oneRequest)
	w.WriteString("<service_requests>")
	for i := range l {
		w.WriteString("<request>")
		for _, c := range l[i].columns() {
			w.WriteByte('<')
			w.WriteString(c.name)
			w.WriteByte('>')
			if plainXML(c.text) {
				w.WriteString(c.text)
			} else {
				_ = xml.EscapeText(w, []byte(c.text)) // a buffer takes everything
			}
			w.WriteString("</")
			w.WriteString(c.name)
			w.WriteByte('>')
		}
		w.WriteString("</request>")
	}
	w.WriteString("</service_requests>")
}

// plainXML says that a text has nothing that XML writes otherwise. It says no of some that have nothing, too.
func plainXML(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c < ' ', c == '"', c == '\'', c == '&', c == '<', c == '>', c == 0xEF: // 0xEF begins the letters that XML does not have
			return false
		}
	}
	return utf8.ValidString(s)
}

// appendText writes a text of JSON: what has to be escaped, and bytes that are no letter as the sign for that. What stands
// between is copied as it is.
func appendText(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i, r := range s { // a byte that is no letter is U+FFFD here
		if r >= ' ' && r != '"' && r != '\\' && r != 0x7F && r != 0x2028 && r != 0x2029 && r != utf8.RuneError {
			continue
		}
		b = append(b, s[from:i]...)
		_, size := utf8.DecodeRuneInString(s[i:])
		from = i + size
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r == '\n':
			b = append(b, '\\', 'n')
		case r == utf8.RuneError:
			b = utf8.AppendRune(b, r)
		default:
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
	}
	return append(append(b, s[from:]...), '"')
}

// discovery says where the door stands and what it speaks (Open311 service discovery).
type discovery struct {
	XMLName   xml.Name   `json:"-" xml:"discovery"`
	Changed   note       `json:"changeset" xml:"changeset"`
	Contact   note       `json:"contact" xml:"contact"`
	Key       note       `json:"key_service" xml:"key_service"`
	Endpoints []endpoint `json:"endpoints" xml:"endpoints>endpoint"`
}

type endpoint struct {
	Specification string   `json:"specification" xml:"specification"`
	URL           string   `json:"url" xml:"url"`
	Changed       note     `json:"changeset" xml:"changeset"`
	Type          string   `json:"type" xml:"type"`
	Formats       []string `json:"formats" xml:"formats>format"`
}

// A requests is the root of three answers.
type requests[T any] struct {
	XMLName xml.Name `json:"-" xml:"service_requests"`
	All     []T      `xml:"request"`
}

type taken struct {
	ID      string `json:"service_request_id" xml:"service_request_id"`
	Notice  note   `json:"service_notice" xml:"service_notice"`
	Account note   `json:"account_id" xml:"account_id"`
}

type tokened struct {
	ID    string `json:"service_request_id" xml:"service_request_id"`
	Token string `json:"token" xml:"token"`
}

type wrong struct {
	Code        int    `json:"code" xml:"code"`
	Description string `json:"description" xml:"description"`
}

type errs struct {
	XMLName xml.Name `json:"-" xml:"errors"`
	All     []wrong  `xml:"error"`
}

func listed[T any](all []T) answer {
	if list, is := any(all).([]request); is {
		return answer{requestList(list), requests[T]{All: all}}
	}
	return answer{all, requests[T]{All: all}}
}

// write answers in the format that was asked for.
func (v *visit) write(w http.ResponseWriter, status int, a answer) {
	var b bytes.Buffer
	var err error
	if v.json {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		if list, is := a.json.(requestList); is {
			list.writeJSON(&b)
		} else {
			enc := json.NewEncoder(&b)
			enc.SetEscapeHTML(false)
			err = enc.Encode(a.json)
		}
	} else {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
		if list, is := a.json.(requestList); is {
			list.writeXML(&b)
		} else {
			err = xml.NewEncoder(&b).Encode(a.xml)
		}
		b.WriteByte('\n')
	}
	if err != nil { // a bug: an own type that cannot be written
		panic(err)
	}
	if status == http.StatusOK && v.r.Method != http.MethodPost {
		sum := sha256.Sum256(b.Bytes())
		tag := `"` + hex.EncodeToString(sum[:12]) + `"`
		w.Header().Set("ETag", tag)
		if has(v.r.Header.Get("If-None-Match"), tag) {
			w.Header().Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a client who left needs no answer
	}
}

// has says whether a client has the answer under an entity tag already; tags are compared weakly, as If-None-Match asks for.
func has(header, tag string) bool {
	for one := range strings.SplitSeq(header, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}

// fail answers with the standard's errors: every fault of the request, each in words for the user.
func (v *visit) fail(w http.ResponseWriter, err error) {
	f := fault.As(err)
	if f == nil && (errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)) {
		f = fault.New(fault.Conflict, "api.left")
	}
	if f == nil || f.Kind == fault.Internal {
		v.o.Log.LogAttrs(v.r.Context(), slog.LevelError, "fault", slog.String("number", v.number), slog.Any("error", err))
		f = fault.New(fault.Internal, "fault.ours")
	}
	status := statusOf(f)
	if status == http.StatusTooManyRequests {
		w.Header().Set("Retry-After", strconv.Itoa(int(v.wait.Seconds())+1))
	}
	var all []wrong
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		words := v.voice.T(one.Key, one.Args)
		if name := fields[one.Field]; name != "" {
			words = name + ": " + words
		}
		if mend := one.Key + ".mend"; v.voice.Has(mend) {
			words += " " + v.voice.T(mend, one.Args)
		}
		all = append(all, wrong{statusOf(one), words})
	}
	v.write(w, status, answer{all, errs{All: all}})
}

// fields are the names that the standard has for what a fault is about.
var fields = map[string]string{
	"service": "service_code", "text": "description", "place": "address_string", "point": "lat, long", "name": "first_name, last_name", "phone": "phone", "email": "email",
	"commune": "attribute[commune]", "media_url": "media_url", "media": "media", "start_date": "start_date", "end_date": "end_date", "status": "status", "page": "page", "address_id": "address_id",
}

// statusOf is the HTTP status of a fault: 404 for what is not there, 403 for a key, else 400, as the standard has it.
// choice: who sends too fast is told so by 429, and our own mistakes by 500: clients try those again.
func statusOf(f *fault.Fault) int {
	switch {
	case f.Key == "api.too-many":
		return http.StatusTooManyRequests
	case f.Kind == fault.Internal:
		return http.StatusInternalServerError
	case f.Kind == fault.Missing, f.Key == "petition.no-service":
		return http.StatusNotFound
	case f.Right:
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}
