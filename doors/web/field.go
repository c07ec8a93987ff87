package web

import (
	"fmt"
	"strings"

	"motcua/ground/text"
	"motcua/words/form"
)

// Kinds of field that only pages have; the others are those of words/form.
const (
	BoxPassword form.Kind = "password"
	BoxCheck    form.Kind = "check"  // one box to tick, value "1"
	BoxSelect   form.Kind = "select" // a choice as a list that opens
	BoxRadio    form.Kind = "radio"  // a choice as a list that is open
	BoxHidden   form.Kind = "hidden"
	BoxCode     form.Kind = "code" // one line in the typeface of codes
)

// fewOptions is the most answers of a choice that are shown open.
const fewOptions = 6

// A Field is one question of a form, ready to be drawn: all of its words are in the reader's language.
type Field struct {
	Name     string // the name that is sent; also the field of a fault
	Kind     form.Kind
	Label    string
	Help     string
	Source   string // which paper the answer was taken from
	Error    string
	Value    string   // what stands in it; of an address the text
	Values   []string // what is ticked, of several choices
	Commune  string   // of an address: the chosen commune's code
	Place    string   // of an address that may lie outside the city: the chosen province's code or country's letters
	Ward     string   // of an address elsewhere in the country: the commune's name
	Home     string   // of such an address: the province that the city is
	HomeName string
	Area     form.Area
	Places   []Option // of such an address: what Place is chosen from
	Suggest  []Option // what the box suggests to type, by name; the first such box of a page brings the list
	List     string   // id of that list
	Options  []Option // answers of a choice; communes of an address
	Blank    string   // of a list that opens: the words of no answer; "" = "Choose…"
	Required bool
	Optional bool // say "(không bắt buộc)": only where most fields are required
	MaxLen   int  // in characters, 0 = no limit
	Rows     int  // of a long text, 0 = 4
	Short    bool // narrow: a code, a date, a number
	Focus    bool // the first thing to type on this page
	ReadOnly bool
	Complete string // token of autocomplete, such as "name", "tel", "off"
	Accept   string // of a file: media types
	Multiple bool   // of a file: several
	Fields   []Field
	Suffix   string // stands after the box: "đ", "m²"
	Kept     string // of a file: what is sent back for the one that came before

	When     string // in which case it is asked, in words; "" = always
	WhenRule string // the same for the script; "" = it cannot tell
	Off      bool   // it is not asked as things stand
	Gone     bool   // not asked, whatever is answered on the page

	Entries []FieldEntry // of a group that repeats
	Add     string       // of a group that repeats: path for the button that adds an entry, "" = no more
}

// A FieldEntry is one entry of a group that repeats.
type FieldEntry struct {
	Title  string
	Fields []Field
	Remove string // path for the button that removes it, "" = it stays
}

// An Option is one answer of a choice.
type Option struct {
	Value, Label, Help string
	Group              string // options of one group stand together under its name
}

// ID is the field's id on the page; links of the problem's summary lead to it.
func (f Field) ID() string { return fieldID(f.Name) }

func fieldID(name string) string { return "f-" + name }

// Described lists the ids of help and error, for aria-describedby.
func (f Field) Described() string {
	var ids []string
	if f.Hint() {
		ids = append(ids, f.ID()+"-help")
	}
	if f.Source != "" {
		ids = append(ids, f.ID()+"-source")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// Hint says whether the field has a help line.
func (f Field) Hint() bool { return f.Help != "" }

// Shape names the template that draws the field.
func (f Field) Shape() string {
	switch f.Kind {
	case form.Person, form.Signature:
		return string(form.Group)
	case form.LongText, form.Address, form.File, form.Group, BoxCheck, BoxHidden:
		return string(f.Kind)
	case form.YesNo, BoxRadio, form.Choices:
		return "options"
	case BoxSelect:
		return "select"
	case form.Choice:
		if len(f.Options) > fewOptions {
			return "select"
		}
		return "options"
	}
	return "line"
}

// Type is the type of the input.
func (f Field) Type() string {
	switch f.Kind {
	case form.Choices:
		return "checkbox"
	case form.YesNo, form.Choice, BoxRadio:
		return "radio"
	case form.Email:
		return "email"
	case form.Phone:
		return "tel"
	case BoxPassword:
		return "password"
	}
	return "text"
}

// Mode is the keyboard that a telephone shows.
func (f Field) Mode() string {
	switch f.Kind {
	case form.PersonalID, form.Integer, form.Money, form.Date:
		return "numeric"
	case form.Decimal:
		return "decimal"
	}
	return ""
}

// Auto is the token of autocomplete: a browser at a counter must not offer the last citizen's data.
func (f Field) Auto() string {
	if f.Complete != "" {
		return f.Complete
	}
	return "off"
}

// Width is the class of the box: as wide as what it is for.
func (f Field) Width() string {
	switch f.Kind {
	case form.Date, form.PersonalID, form.TaxCode, form.Phone, form.Integer, form.Decimal, form.Money:
		return "short"
	}
	if f.Short {
		return "short"
	}
	return ""
}

// Mono says whether the box shows codes.
func (f Field) Mono() bool {
	return f.Kind == form.PersonalID || f.Kind == form.TaxCode || f.Kind == BoxCode
}

// Chosen says whether an answer is the one that was given, or one of them.
func (f Field) Chosen(value string) bool {
	if f.Kind == form.Address {
		return value == f.Commune
	}
	for _, v := range f.Values {
		if v == value {
			return true
		}
	}
	return f.Value == value && value != "" || f.Kind == BoxSelect && f.Value == value
}

// ChosenPlace says whether the address lies there; one that says nothing lies in the city.
func (f Field) ChosenPlace(code string) bool {
	return code == f.Place || f.Place == "" && code == f.Home
}

// PlaceGroups are the provinces, and the countries.
func (f Field) PlaceGroups() []OptionGroup { return groups(f.Places) }

// OptionID is the id of the n-th answer; the first is the field's own, so that a link of the summary lands on it.
func (f Field) OptionID(n int) string {
	if n == 0 {
		return f.ID()
	}
	return fmt.Sprintf("%s-%d", f.ID(), n)
}

// Groups gives the answers by group, in order; a nameless group comes as it stands.
func (f Field) Groups() []OptionGroup { return groups(f.Options) }

func groups(options []Option) []OptionGroup {
	var out []OptionGroup
	for _, o := range options {
		if len(out) == 0 || out[len(out)-1].Name != o.Group {
			out = append(out, OptionGroup{Name: o.Group})
		}
		g := &out[len(out)-1]
		g.Options = append(g.Options, o)
	}
	return out
}

// An OptionGroup is some answers under a name.
type OptionGroup struct {
	Name    string
	Options []Option
}

// keyedOptions are the answers of a choice whose words stand under a key followed by the answer.
func keyedOptions[T ~string](v text.Voice, key string, all []T) []Option {
	var out []Option
	for _, x := range all {
		out = append(out, Option{Value: string(x), Label: v.T(key + string(x))})
	}
	return out
}
