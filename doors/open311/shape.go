package open311

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

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

func listed[T any](all []T) answer { return answer{all, requests[T]{All: all}} }

// write answers in the format that was asked for.
func (v *visit) write(w http.ResponseWriter, status int, a answer) {
	var b bytes.Buffer
	var err error
	if v.json {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		err = enc.Encode(a.json)
	} else {
		w.Header().Set("Content-Type", "text/xml; charset=utf-8")
		b.WriteString(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
		err = xml.NewEncoder(&b).Encode(a.xml)
		b.WriteByte('\n')
	}
	if err != nil { // a bug: an own type that cannot be written
		panic(err)
	}
	w.WriteHeader(status)
	if v.r.Method != http.MethodHead {
		_, _ = w.Write(b.Bytes()) // a client who left needs no answer
	}
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
	"commune": "attribute[commune]", "media_url": "media_url", "start_date": "start_date", "end_date": "end_date", "status": "status", "page": "page", "address_id": "address_id",
}

// statusOf is the HTTP status of a fault: 404 for what is not there, 403 for a key, else 400, as the standard has it.
// choice: who sends too fast is told so by 429, and our own mistakes by 500: clients try those again.
func statusOf(f *fault.Fault) int {
	switch {
	case f.Key == "web.too-many":
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
