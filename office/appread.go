package office

import (
	"bytes"
	"encoding"
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// exact reads JSON that another system sent: one value with nothing behind it, each member once and under its very name, each of its kind.
// A name that is written otherwise would lose what somebody said. at is where the value stands in the message.
func exact(b []byte, into any, at string) error {
	if !json.Valid(b) {
		if len(b) == 0 && at != inBody {
			return wants("object", at)
		}
		return fault.New(fault.Invalid, "inbox.unreadable").At(at)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := walkJSON(d, reflect.TypeOf(into), at); err != nil {
		return err
	}
	if err := json.Unmarshal(b, into); err != nil {
		f := fault.New(fault.Invalid, "inbox.data").At(at)
		f.Cause = err
		return f
	}
	return nil
}

// inBody is the field of a fault that is about a message as a whole; its members stand under it.
const inBody = "body"

// wants says what should stand at a place.
func wants(what, at string) error {
	return fault.New(fault.Invalid, "inbox.want", "name", at[strings.LastIndexByte(at, '.')+1:], "what", "@inbox.want."+what).At(at)
}

// walkJSON judges the value that comes next against the type that it is read into; without a type each form will do.
func walkJSON(d *json.Decoder, t reflect.Type, at string) error {
	tok, err := d.Token()
	if err != nil {
		return err
	}
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t != nil && (t.Kind() == reflect.Interface || t != reflect.TypeFor[time.Time]() && readsItself(reflect.PointerTo(t))) {
		t = nil // it judges what it reads, and a part that is read later is judged then
	}
	switch tok := tok.(type) {
	case json.Delim:
		if tok == '{' {
			return walkObject(d, t, at)
		}
		return walkList(d, t, at)
	case string:
		return walkText(tok, t, at)
	case json.Number:
		return walkNumber(tok, t, at)
	case bool:
		if t != nil && t.Kind() != reflect.Bool {
			return wants(kindWord(t), at)
		}
	}
	return nil
}

func readsItself(t reflect.Type) bool {
	return t.Implements(reflect.TypeFor[json.Unmarshaler]()) || t.Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// kindWord is the word for what a type is read from.
func kindWord(t reflect.Type) string {
	switch k := t.Kind(); {
	case t == reflect.TypeFor[time.Time](), k == reflect.String:
		return "text"
	case t == reflect.TypeFor[[]byte]():
		return "base64"
	case k == reflect.Bool:
		return "truth"
	case k == reflect.Slice:
		return "list"
	case k == reflect.Struct, k == reflect.Map:
		return "object"
	case k == reflect.Float64:
		return "number"
	}
	return "whole"
}

func walkObject(d *json.Decoder, t reflect.Type, at string) error {
	isMap := t != nil && t.Kind() == reflect.Map
	if t != nil && !isMap && (t.Kind() != reflect.Struct || t == reflect.TypeFor[time.Time]()) {
		return wants(kindWord(t), at)
	}
	seen := map[string]bool{}
	for d.More() {
		tok, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := tok.(string)
		if seen[name] {
			return fault.New(fault.Invalid, "inbox.twice", "name", shortly(vn.Legible(name))).At(at)
		}
		seen[name] = true
		var of reflect.Type
		known := true
		switch {
		case isMap:
			of = t.Elem()
		case t != nil:
			of, known = memberType(t, name)
		}
		if !known {
			return fault.New(fault.Invalid, "inbox.unknown", "name", shortly(vn.Legible(name))).At(at)
		}
		if err := walkJSON(d, of, at+"."+name); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// memberType finds the member of a struct with this very name.
func memberType(t reflect.Type, name string) (reflect.Type, bool) {
	for _, f := range reflect.VisibleFields(t) {
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || tag == "-" || f.Anonymous && tag == "" {
			continue
		}
		if tag == name || tag == "" && f.Name == name {
			return f.Type, true
		}
	}
	return nil, false
}

func walkList(d *json.Decoder, t reflect.Type, at string) error {
	var of reflect.Type
	if t != nil {
		if t.Kind() != reflect.Slice || t == reflect.TypeFor[[]byte]() {
			return wants(kindWord(t), at)
		}
		of = t.Elem()
	}
	for i := 0; d.More(); i++ {
		if err := walkJSON(d, of, at+"."+strconv.Itoa(i)); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

func walkText(s string, t reflect.Type, at string) error {
	switch {
	case t == nil:
	case t == reflect.TypeFor[time.Time]():
		var x time.Time
		if x.UnmarshalText([]byte(s)) != nil {
			return fault.New(fault.Invalid, "inbox.moment").At(at)
		}
	case t == reflect.TypeFor[[]byte]():
		if _, err := base64.StdEncoding.DecodeString(s); err != nil {
			return wants("base64", at)
		}
	case t.Kind() != reflect.String:
		return wants(kindWord(t), at)
	}
	return nil
}

func walkNumber(n json.Number, t reflect.Type, at string) error {
	if t == nil {
		return nil
	}
	var err error
	switch v := reflect.Zero(t); {
	case v.CanFloat():
		_, err = n.Float64()
	case v.CanInt():
		_, err = n.Int64()
	default:
		return wants(kindWord(t), at)
	}
	if err != nil {
		return wants(kindWord(t), at)
	}
	return nil
}

// tidy drops hidden signs from what people typed, as the pages do. The sender's own code of the petition was judged before.
func (p *AppPetition) tidy() {
	for _, s := range []*string{&p.Title, &p.Text, &p.Place, &p.Name, &p.Phone, &p.Email, &p.Address} {
		*s = vn.Legible(*s)
	}
}

// dataPlaces are the members of a message's data that faults of acts are about, by the names that the acts have for them.
var dataPlaces = map[string]string{
	"words": "text", "check": "check", "overall": "overall", "factor": "factors", "lacks": "lacks", "comment": "comment", "rating": "rating", "files": "files",
	"class": "class", "service": "service", "title": "title", "text": "text", "place": "place", "commune": "commune", "point": "point", "name": "name",
	"phone": "phone", "email": "email", "address": "address",
}

// inData says of the faults of an act where in the message they are.
func inData(err error) error {
	f := fault.As(err)
	if f == nil || f.Kind == fault.Internal || strings.HasPrefix(f.Field, inBody) {
		return err
	}
	var all []*fault.Fault
	for _, x := range append([]*fault.Fault{f}, f.More...) {
		one := *x
		one.More = nil
		if name, rest, deep := strings.Cut(x.Field, "."); dataPlaces[name] != "" {
			one.Field = "body.data." + dataPlaces[name]
			if deep {
				one.Field += "." + rest
			}
		}
		all = append(all, &one)
	}
	return fault.Join(all)
}
