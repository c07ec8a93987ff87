package form

import (
	"github.com/expr-lang/expr/types"

	"motcua/ground/fault"
)

// An Input says how a page asks for a field: the control, and the hints that bring up the right keyboard and the
// browser's own suggestions.
type Input struct {
	Control      string // "line", "area", "select", "radio", "checks", "address", "file", "group"
	Type         string // the type of an <input>, for "line"
	Mode         string // inputmode
	Autocomplete string
	Rows         int // for "area"
}

// behaviour is all that one kind of field knows.
type behaviour struct {
	// read normalises one value that is there. It gives nil, nil when what was sent amounts to nothing.
	read func(f *field, v any) (any, *fault.Fault)
	// schema gives the JSON Schema of a normalised value.
	schema func(f *Field) map[string]any
	input  Input
	typ    types.Type // in expressions
	zero   any        // in expressions, for a field left out
	// sized: MinLen and MaxLen apply; bounded: Min and Max apply; listed: Options are needed.
	sized, bounded, listed bool
}

// kinds is the one table of all kinds of field.
var kinds = map[Kind]*behaviour{
	Line: {
		read: readLine, schema: schemaLine, sized: true,
		typ: types.String, zero: "", input: Input{Control: "line", Type: "text"},
	},
	LongText: {
		read: readLongText, schema: schemaLongText, sized: true,
		typ: types.String, zero: "", input: Input{Control: "area", Rows: 5},
	},
	Date: {
		read: readDate, schema: schemaDate,
		// choice: a text field, not the browser's date picker: it shows the browser's own order of day and month.
		typ: types.String, zero: "", input: Input{Control: "line", Type: "text", Mode: "numeric"},
	},
	PersonalID: {
		read: readPersonalID, schema: schemaPattern(patternPersonalID),
		typ: types.String, zero: "", input: Input{Control: "line", Type: "text", Mode: "numeric", Autocomplete: "off"},
	},
	TaxCode: {
		read: readTaxCode, schema: schemaPattern(patternTaxCode),
		typ: types.String, zero: "", input: Input{Control: "line", Type: "text", Autocomplete: "off"},
	},
	Phone: {
		read: readPhone, schema: schemaPattern(patternPhone),
		typ: types.String, zero: "", input: Input{Control: "line", Type: "tel", Mode: "tel", Autocomplete: "tel"},
	},
	Email: {
		read: readEmail, schema: schemaEmail,
		typ: types.String, zero: "", input: Input{Control: "line", Type: "email", Mode: "email", Autocomplete: "email"},
	},
	Integer: {
		read: readInteger, schema: schemaInteger, bounded: true,
		typ: types.Int64, zero: int64(0), input: Input{Control: "line", Type: "text", Mode: "numeric"},
	},
	Decimal: {
		read: readDecimal, schema: schemaPattern(patternDecimal), bounded: true,
		typ: types.String, zero: "", input: Input{Control: "line", Type: "text", Mode: "decimal"},
	},
	Money: {
		read: readMoney, schema: schemaInteger, bounded: true,
		typ: types.Int64, zero: int64(0), input: Input{Control: "line", Type: "text", Mode: "numeric"},
	},
	Choice: {
		read: readChoice, schema: schemaChoice, listed: true,
		typ: types.String, zero: "", input: Input{Control: "radio"},
	},
	Choices: {
		read: readChoices, schema: schemaChoices, listed: true,
		typ: types.Array(types.String), zero: []string{}, input: Input{Control: "checks"},
	},
	YesNo: {
		read: readYesNo, schema: func(*Field) map[string]any { return map[string]any{"type": "boolean"} },
		typ: types.Bool, zero: false, input: Input{Control: "radio"},
	},
	Address: {
		read: readAddress, schema: schemaAddress,
		typ: addressType, zero: addressZero,
		input: Input{Control: "address", Type: "text", Autocomplete: "street-address"},
	},
	Country: {
		read: readCountry, schema: schemaCountry,
		typ: types.String, zero: "", input: Input{Control: "line", Type: "text", Autocomplete: "off"},
	},
	File: {
		read: readFile, schema: schemaPattern(patternFile),
		typ: types.String, zero: "", input: Input{Control: "file", Type: "file"},
	},
	// A group's values are read field by field, see read.go.
	Group:     {input: Input{Control: "group"}},
	Person:    {input: Input{Control: "group"}},
	Signature: {input: Input{Control: "group"}},
}

// Known says whether k is a kind of field.
func (k Kind) Known() bool { return kinds[k] != nil }

// manyOptions is from where a choice is a drop-down list rather than a row of buttons.
const manyOptions = 6

// Input says how a page asks for the field.
func (f *Field) Input() Input {
	b := kinds[f.Kind]
	if b == nil {
		return kinds[Line].input
	}
	in := b.input
	if f.Kind == Choice && len(f.Options) >= manyOptions {
		in.Control = "select"
	}
	return in
}

// mostChars is the longest text of a kind in characters, where the field itself says nothing.
// choice: long enough for the longest names and addresses on record.
var mostChars = map[Kind]int{Line: 500, LongText: 5000, Address: 300}

// longest gives the most characters that the field may have.
func (f *Field) longest() int {
	if f.MaxLen > 0 {
		return f.MaxLen
	}
	return mostChars[f.Kind]
}

// Limits of whole numbers: what a JavaScript client can hold exactly, and for money more than any fee or land price.
const (
	mostInteger = 1<<53 - 1
	mostMoney   = 1_000_000_000_000_000
)

// Bounds gives the least and the greatest number of the field.
func (f *Field) Bounds() (least, most int64) {
	least, most = -mostInteger, mostInteger
	if f.Kind == Money {
		least, most = 0, mostMoney
	}
	if f.Min != nil {
		least = max(*f.Min, -mostInteger)
	}
	if f.Max != nil {
		most = min(*f.Max, most)
	}
	return least, most
}
