package form

import (
	"cmp"
	"slices"
	"strings"

	"github.com/expr-lang/expr/types"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// An Area says how far away an address may lie. Its value always has "text", the house and street, and one place:
//
//	in the city       "commune", a code of the list that "list" names
//	in the country    "province", a code of the 34, with "ward", the name of the commune there
//	abroad            "country", two letters
//
// A version of a form that says nothing of areas is about the city alone, as all were before there were areas.
type Area string

// The areas.
const (
	InCity    Area = ""
	InCountry Area = "country"
	Anywhere  Area = "anywhere"
)

// addressParts are the parts of an address beside its text.
var addressParts = []string{"commune", "list", "province", "ward", "country"}

var addressType, addressZero = func() (types.Map, map[string]any) {
	typ, zero := types.Map{"text": types.String}, map[string]any{"text": ""}
	for _, p := range addressParts {
		typ[p], zero[p] = types.String, ""
	}
	return typ, zero
}()

// parts are those that an address of the area may have.
func (a Area) parts() []string {
	switch a {
	case InCity:
		return addressParts[:2]
	case InCountry:
		return addressParts[:4]
	}
	return addressParts
}

// readAddress takes the parts of an address. A commune's code is checked for its form only: which communes there are on
// which day is known further up.
func readAddress(f *field, v any) (any, *fault.Fault) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, bad(f)
	}
	out := make(map[string]any, 3)
	for k, part := range m {
		s, ok := part.(string)
		if !ok && part != nil {
			return nil, bad(f)
		}
		if k != "text" && !slices.Contains(f.Area.parts(), k) {
			if slices.Contains(addressParts, k) {
				return nil, fault.New(fault.Invalid, "form.address.area", "area", "@form.area."+cmp.Or(string(f.Area), "city")).At(k)
			}
			return nil, fault.New(fault.Invalid, "form.unknown", "field", short(k), "near", "text").At(k)
		}
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		clean, ft := addressPart(f, k, s)
		if ft != nil {
			return nil, ft
		}
		if clean != nil {
			out[k] = clean
		}
	}
	return addressWhole(f, out)
}

// addressPart looks at one part of an address.
func addressPart(f *field, name, s string) (any, *fault.Fault) {
	switch name {
	case "commune":
		if len(s) != 5 || !onlyDigits(s) {
			return nil, fault.New(fault.Invalid, "form.bad.commune").At(name)
		}
	case "list":
		if !listName(s) {
			return nil, fault.New(fault.Invalid, "form.bad.address").At(name)
		}
	case "province":
		if _, ok := vn.Province(s); !ok {
			return nil, fault.New(fault.Invalid, "form.bad.province", "value", short(s)).At(name)
		}
	case "country":
		if _, ok := vn.Country(s); !ok || s == vn.HomeCountry {
			return nil, fault.New(fault.Invalid, "form.bad.country", "value", short(s)).At(name)
		}
	default: // text, ward
		line, ft := readLine(f, s)
		if ft != nil {
			return nil, ft.At(name)
		}
		return line, nil
	}
	return s, nil
}

// addressWhole looks at the parts together: one place, and all of it.
func addressWhole(f *field, a map[string]any) (any, *fault.Fault) {
	places := 0
	for _, p := range []string{"commune", "province", "country"} {
		if a[p] != nil {
			places++
		}
	}
	switch {
	case a["text"] == nil && places == 0 && a["ward"] == nil:
		return nil, nil
	case a["text"] == nil:
		return nil, fault.New(fault.Invalid, "form.missing.street").At("text")
	case places > 1:
		return nil, fault.New(fault.Invalid, "form.address.places").At("commune")
	case a["ward"] != nil && a["province"] == nil:
		return nil, fault.New(fault.Invalid, "form.missing.province").At("province")
	case a["province"] != nil && a["ward"] == nil:
		return nil, fault.New(fault.Invalid, "form.missing.ward").At("ward")
	case a["list"] != nil && a["province"] != nil, a["list"] != nil && a["country"] != nil:
		delete(a, "list") // it is of communes
	case places == 0 && f.Required && f.Area == InCity:
		return nil, fault.New(fault.Invalid, "form.missing.commune").At("commune")
	case places == 0 && f.Required:
		return nil, fault.New(fault.Invalid, "form.missing.place").At("commune")
	}
	return a, nil
}

// listName says whether s can name a version of the list of communes.
func listName(s string) bool {
	for i := range len(s) {
		if !alnum(s[i]) && s[i] != '-' && s[i] != '.' && s[i] != '/' {
			return false
		}
	}
	return len(s) <= 40
}

// schemaAddress describes an address: for each place that the area has, an object of its own.
func schemaAddress(f *Field) map[string]any {
	line := func(pattern string) map[string]any {
		return map[string]any{"type": "string", "minLength": 1, "maxLength": f.longest(), "pattern": pattern}
	}
	known := map[string]map[string]any{
		"text": line(patternLine), "ward": line(patternLine),
		"commune":  {"type": "string", "pattern": `^[0-9]{5}$`},
		"list":     {"type": "string", "pattern": `^[0-9A-Za-z./-]{1,40}$`},
		"province": {"type": "string", "enum": landCodes(vn.Provinces())},
		"country":  {"type": "string", "enum": landCodes(vn.Countries(), vn.HomeCountry)},
	}
	of := func(required []any, also ...string) map[string]any {
		props := map[string]any{}
		for _, p := range append(also, "text") {
			props[p] = known[p]
		}
		return map[string]any{"type": "object", "additionalProperties": false, "required": required, "properties": props}
	}
	inCity := of([]any{"text"}, "commune", "list")
	if f.Required {
		inCity = of([]any{"text", "commune"}, "commune", "list")
	}
	if f.Area == InCity {
		return inCity
	}
	ways := []any{inCity, of([]any{"text", "province", "ward"}, "province", "ward")}
	if f.Area == Anywhere {
		ways = append(ways, of([]any{"text", "country"}, "country"))
	}
	return map[string]any{"type": "object", "oneOf": ways}
}

func landCodes(all []vn.Land, without ...string) []any {
	out := make([]any, 0, len(all))
	for _, l := range all {
		if !slices.Contains(without, l.Code) {
			out = append(out, l.Code)
		}
	}
	return out
}

// readCountry takes a country by its code, or by a name that people write: what earlier forms asked for as text.
func readCountry(f *field, v any) (any, *fault.Fault) {
	s, ft := asText(f, v)
	if ft != nil {
		return nil, ft
	}
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	code, ok := vn.ReadCountry(s)
	if !ok {
		return nil, fault.New(fault.Invalid, "form.bad.country", "value", short(s))
	}
	return same(v, code), nil
}

func schemaCountry(*Field) map[string]any {
	return map[string]any{"type": "string", "enum": landCodes(vn.Countries())}
}
