package api

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"motcua/ground/fault"
	"motcua/words/form"
)

// huma speaks English sentences of its own. Here its messages become text keys with values, "key|name=value", and its
// errors our problems. This is the only place that depends on how huma words things. The hooks are global, so the visit
// says whose door it is.
func init() {
	huma.DefaultArrayNullable = false
	huma.ValidateStrictCasing = true
	huma.NewError = func(status int, message string, errs ...error) huma.StatusError {
		return &Problem{Status: status, Detail: message}
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		d := visitOf(ctx.Context()).door
		if d == nil {
			return huma.NewError(status, message, errs...)
		}
		return d.refuse(ctx, status, message, errs)
	}
	v := map[*string]string{
		&validation.MsgUnexpectedProperty: "api.unknown", &validation.MsgExpectedBoolean: "api.kind-boolean", &validation.MsgExpectedNumber: "api.kind-number",
		&validation.MsgExpectedInteger: "api.kind-integer", &validation.MsgExpectedString: "api.kind-string", &validation.MsgExpectedArray: "api.kind-array",
		&validation.MsgExpectedObject: "api.kind-object", &validation.MsgExpectedRFC3339Date: "api.date", &validation.MsgExpectedRFC3339DateTime: "api.moment",
		&validation.MsgExpectedOneOf: "api.one-of|values=%s", &validation.MsgExpectedMinimumNumber: "api.least|n=%v", &validation.MsgExpectedMaximumNumber: "api.most|n=%v",
		&validation.MsgExpectedMinLength: "api.short|n=%d", &validation.MsgExpectedMaxLength: "api.long|n=%d", &validation.MsgExpectedMatchPattern: "api.pattern|pattern=%s",
		&validation.MsgExpectedBePattern: "api.pattern|pattern=%s", &validation.MsgExpectedMinItems: "api.few|n=%d", &validation.MsgExpectedMaxItems: "api.many|n=%d",
		&validation.MsgExpectedRequiredProperty: "api.required|name=%s", &validation.MsgExpectedArrayItemsUnique: "api.twice",
		&validation.MsgExpectedRFC5322Email: "api.pattern|pattern=%v",
	}
	for message, key := range v {
		*message = key
	}
}

// refuse makes the problem of what huma found wrong, or of the error that a handler gave.
func (d *Door) refuse(ctx huma.Context, code int, message string, errs []error) huma.StatusError {
	v := visitOf(ctx.Context())
	var p *Problem
	for _, err := range errs {
		if errors.As(err, &p) {
			return p
		}
	}
	f := d.found(ctx, code, message, errs)
	p = d.problem(v, f)
	for k, values := range p.headers { // huma takes headers of a handler's own errors alone
		for _, value := range values {
			ctx.SetHeader(k, value)
		}
	}
	return p
}

// found reads huma's errors.
func (d *Door) found(ctx huma.Context, code int, message string, errs []error) error {
	switch code {
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.Invalid, "web.too-large")
	case http.StatusUnsupportedMediaType:
		return fault.New(fault.Invalid, "api.media-type", "type", short(ctx.Header("Content-Type"))).At("header.Content-Type")
	case http.StatusRequestTimeout:
		return fault.New(fault.Invalid, "api.slow")
	case http.StatusBadRequest:
		if len(errs) == 0 {
			return fault.New(fault.Invalid, "api.body-missing")
		}
	}
	var all []*fault.Fault
	key := "api.invalid"
	for _, err := range errs {
		var detail *huma.ErrorDetail
		if !errors.As(err, &detail) {
			if message == "cannot read request body" {
				return fault.New(fault.Invalid, "api.body-unreadable")
			}
			return err // a handler's own
		}
		if code == http.StatusBadRequest || detail.Location == "body" && !strings.HasPrefix(detail.Message, "api.") {
			return fault.New(fault.Invalid, "api.body-unreadable")
		}
		f := d.one(ctx, detail)
		if !strings.HasPrefix(f.Field, "body") {
			key = "api.parameters"
		}
		all = append(all, f)
	}
	slices.SortStableFunc(all, func(a, b *fault.Fault) int { return strings.Compare(a.Field, b.Field) })
	first := fault.New(fault.Invalid, key)
	first.More = all
	return first
}

// spoken are huma's messages that are no variables.
var spoken = map[string]string{
	"invalid integer": "api.kind-integer", "invalid boolean": "api.kind-boolean", "invalid float": "api.kind-number", "unknown query parameter": "api.unknown",
}

// one reads one of huma's details.
func (d *Door) one(ctx huma.Context, detail *huma.ErrorDetail) *fault.Fault {
	key, value, _ := strings.Cut(detail.Message, "|")
	name, arg, _ := strings.Cut(value, "=")
	at := detail.Location
	switch {
	case spoken[key] != "":
		key = spoken[key]
	case strings.HasPrefix(key, "required ") && strings.HasSuffix(key, "parameter is missing"):
		key = "api.required"
		_, arg, _ = strings.Cut(at, ".")
		name = "name"
	case strings.HasPrefix(key, "invalid date"):
		key = "api.date"
	case !strings.HasPrefix(key, "api."):
		key = "api.wrong"
	}
	f := fault.New(fault.Invalid, key)
	switch {
	case key == "api.required":
		if strings.HasPrefix(at, "body") {
			at += "." + arg
		}
		f = fault.New(fault.Invalid, key, name, arg)
	case key == "api.unknown":
		last := at[strings.LastIndexByte(at, '.')+1:]
		f = fault.New(fault.Invalid, key, "name", short(last))
		if near := form.Nearest(last, d.known(ctx.Operation(), at)); near != "" {
			f = fault.New(fault.Invalid, "api.unknown-near", "name", short(last), "near", near)
		}
	case name != "":
		f = fault.New(fault.Invalid, key, name, arg)
	}
	return f.At(at)
}

// known lists the names that may stand where an unknown one does.
func (d *Door) known(op *huma.Operation, at string) []string {
	var names []string
	where, rest, _ := strings.Cut(at, ".")
	if where == "query" {
		for _, p := range op.Parameters {
			if p.In == "query" {
				names = append(names, p.Name)
			}
		}
		return names
	}
	if op.RequestBody == nil || op.RequestBody.Content["application/json"] == nil {
		return nil
	}
	schemas := d.api.OpenAPI().Components.Schemas
	follow := func(s *huma.Schema) *huma.Schema {
		for s != nil && s.Ref != "" {
			s = schemas.SchemaFromRef(s.Ref)
		}
		return s
	}
	s := follow(op.RequestBody.Content["application/json"].Schema)
	parts := strings.Split(rest, ".")
	for _, part := range parts[:len(parts)-1] {
		part, _, list := strings.Cut(part, "[")
		if s == nil || s.Properties[part] == nil {
			return nil
		}
		if s = follow(s.Properties[part]); list && s != nil {
			s = follow(s.Items)
		}
	}
	if s != nil {
		for name := range s.Properties {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
