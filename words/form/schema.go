package form

import (
	"fmt"
	"strings"
)

// The patterns are written for both kinds of regular expression that meet them: ECMA 262, which JSON Schema names, and
// RE2. They describe normalised values, so that what Judge gives always fits, and what fits Judge takes.
const (
	patternPersonalID = `^([0-9]{9}|[0-9]{3}[0-3][0-9]{8})$`
	// A number of this country begins with 0, others with + and a country other than 84.
	patternPhone   = `^(0[0-9]{9,10}|\+([1-79][0-9]{7,14}|8[0-35-9][0-9]{6,13}))$`
	patternDecimal = `^(0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9])$`
	patternFile    = `^[0-9a-f]{64}$`
	patternEmail   = "^" + mailAtom + "(\\." + mailAtom + ")*@[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?(\\.[0-9A-Za-z]([0-9A-Za-z-]{0,61}[0-9A-Za-z])?)+$"

	mailAtom = "[0-9A-Za-z!#$%&'*+/=?^_`{|}~-]+"

	// Letters that a form never has, see forbidden, as the inside of a class.
	neverLetters = "\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd\ufdd0-\ufdef"
	spaceLetters = "\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
	lineLetter   = `[^\x00-\x20\x7f-\xa0` + neverLetters + spaceLetters + `]`
	patternLine  = `^` + lineLetter + `+( ` + lineLetter + `+)*$`
	patternText  = `^` + lineLetter + `([^\x00-\x08\x0b-\x1f\x7f-\x9f` + neverLetters + `]*` + lineLetter + `)?$`
)

// patternTaxCode: ten digits whose third to ninth are not all zero, perhaps with a branch of 001 to 999; or twelve.
var patternTaxCode = func() string {
	var heads []string
	for i := range 7 {
		heads = append(heads, fmt.Sprintf("[0-9]{2}0{%d}[1-9][0-9]{%d}", i, 7-i))
	}
	return `^((` + strings.Join(heads, "|") + `)(-([1-9][0-9]{2}|0[1-9][0-9]|00[1-9]))?|[0-9]{3}[0-3][0-9]{8})$`
}()

// patternDate: the days that there are from 1800 to 2199.
const patternDate = `^((1[89]|2[01])[0-9]{2}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)` +
	`|((1[89]|2[01])(0[48]|[2468][048]|[13579][26])|2000)-02-29)$`

// Schema gives the form as JSON Schema, draft 2020-12: what the API publishes. It describes normalised values. What no
// schema can say (conditions, checks, a date in the past, the bounds of decimals) stands beside it under x- names; a
// field that is asked only under a condition is not required here.
func Schema(f *Form) map[string]any {
	var fields []Field
	for _, s := range f.Sections {
		fields = append(fields, s.Fields...)
	}
	out := schemaObject(fields)
	delete(out, "minProperties")
	out["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	out["title"] = f.Title.VI
	out["x-form"] = f.ID
	out["x-form-version"] = f.Version
	return out
}

// schemaObject describes fields that stand beside each other.
func schemaObject(fields []Field) map[string]any {
	props := make(map[string]any, len(fields))
	required := []any{}
	for i := range fields {
		f := &fields[i]
		props[f.ID] = schemaField(f)
		if f.Required && f.When == "" {
			required = append(required, f.ID)
		}
	}
	out := map[string]any{"type": "object", "properties": props, "additionalProperties": false, "minProperties": 1}
	if len(required) > 0 {
		out["required"] = required
	}
	return out
}

func schemaField(f *Field) map[string]any {
	var out map[string]any
	if f.Grouped() {
		out = schemaObject(f.Inner())
		if f.Repeat > 1 {
			out = map[string]any{"type": "array", "items": out, "minItems": 1, "maxItems": f.Repeat}
		}
	} else if b := kinds[f.Kind]; b != nil {
		out = b.schema(f)
	} else {
		return map[string]any{"not": map[string]any{}}
	}
	out["title"] = f.Label.VI
	if f.Help != nil {
		out["description"] = f.Help.VI
	}
	for name, v := range map[string]string{"x-title-en": f.Label.EN, "x-when": f.When, "x-check": f.Check, "x-area": string(f.Area), "x-from": f.From} {
		if v != "" {
			out[name] = v
		}
	}
	if f.Past {
		out["x-past"] = true
	}
	if f.Kind == Decimal {
		if f.Min != nil {
			out["x-minimum"] = *f.Min
		}
		if f.Max != nil {
			out["x-maximum"] = *f.Max
		}
	}
	return out
}

func schemaPattern(pattern string) func(*Field) map[string]any {
	return func(*Field) map[string]any { return map[string]any{"type": "string", "pattern": pattern} }
}

func schemaSized(f *Field, pattern string) map[string]any {
	return map[string]any{"type": "string", "minLength": max(f.MinLen, 1), "maxLength": f.longest(), "pattern": pattern}
}

func schemaLine(f *Field) map[string]any { return schemaSized(f, patternLine) }

func schemaLongText(f *Field) map[string]any { return schemaSized(f, patternText) }

func schemaDate(*Field) map[string]any {
	return map[string]any{"type": "string", "format": "date", "pattern": patternDate}
}

func schemaEmail(*Field) map[string]any {
	return map[string]any{"type": "string", "format": "email", "maxLength": longestEmail, "pattern": patternEmail}
}

func schemaInteger(f *Field) map[string]any {
	least, most := f.Bounds()
	return map[string]any{"type": "integer", "minimum": least, "maximum": most}
}

func optionValues(f *Field) []any {
	out := make([]any, len(f.Options))
	for i, o := range f.Options {
		out[i] = o.Value
	}
	return out
}

func schemaChoice(f *Field) map[string]any {
	return map[string]any{"type": "string", "enum": optionValues(f)}
}

func schemaChoices(f *Field) map[string]any {
	items := map[string]any{"type": "string", "enum": optionValues(f)}
	return map[string]any{"type": "array", "items": items, "uniqueItems": true, "minItems": 1}
}
