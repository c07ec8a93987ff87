// Package form has the kinds of field (trường thông tin) of an e-form (tờ khai điện tử, eForm) and judges what was typed
// against a form. A form is data: procedures carry it, pages draw it, the API publishes it as JSON Schema.
package form

// Text is a sentence in both languages of the city; Vietnamese is the one that binds.
type Text struct {
	VI string `json:"vi"`
	EN string `json:"en,omitempty"`
}

// In gives the text in lang ("vi" or "en"), falling back on Vietnamese.
func (t Text) In(lang string) string {
	if lang == "en" && t.EN != "" {
		return t.EN
	}
	return t.VI
}

// A Kind is a kind of field; all of its behaviour stands in one table (kinds.go).
type Kind string

// The kinds of field.
const (
	Line       Kind = "text"        // one line
	LongText   Kind = "long-text"   // several lines
	Date       Kind = "date"        // value "2006-01-02"
	PersonalID Kind = "personal-id" // 12 digits, or the old 9
	TaxCode    Kind = "tax-code"
	Phone      Kind = "phone"
	Email      Kind = "email"
	Integer    Kind = "integer" // value int64
	Decimal    Kind = "decimal" // value decimal text with a dot, such as "82.5"
	Money      Kind = "money"   // value int64, whole đồng
	Choice     Kind = "choice"  // one of Options
	Choices    Kind = "choices" // several of Options, value []string
	YesNo      Kind = "yes-no"  // value bool
	Address    Kind = "address" // value {"text":…} with the place of its Area, see address.go
	Country    Kind = "country" // value: two letters of ISO 3166-1; a nationality (quốc tịch) too
	File       Kind = "file"    // value: hash of a kept file
	Group      Kind = "group"   // Fields; Repeat > 1 makes value a list of objects

	// Made of parts, see parts.go.
	Person    Kind = "person"    // value {"name":…, "personal_id":…}: the Parts that are asked; Repeat as of a group
	Signature Kind = "signature" // value {"name":…} of whoever files, with {"file":…} of whoever signed on paper
)

// A Field is one question of a form. Its ID is stable across versions of the form.
type Field struct {
	ID       string   `json:"id"`
	Kind     Kind     `json:"kind"`
	Label    Text     `json:"label"`
	Help     *Text    `json:"help,omitempty"`
	Required bool     `json:"required,omitempty"`
	When     string   `json:"when,omitempty"`  // condition: the field is asked only if true; expr over the form's values
	Check    string   `json:"check,omitempty"` // must be true; expr over the form's values
	CheckMsg *Text    `json:"check_message,omitempty"`
	Options  []Option `json:"options,omitempty"`
	MinLen   int      `json:"min_length,omitempty"` // in characters
	MaxLen   int      `json:"max_length,omitempty"` // in characters; 0 = the kind's own limit
	Min      *int64   `json:"min,omitempty"`
	Max      *int64   `json:"max,omitempty"`
	Past     bool     `json:"past,omitempty"`    // a date that may not lie after the day of filing
	Area     Area     `json:"area,omitempty"`    // of an address: how far away it may lie
	Prefill  string   `json:"prefill,omitempty"` // "applicant.name", "owner.personal_id", "country", of a person "applicant"; see Prefills
	From     string   `json:"from,omitempty"`    // prefilled from a paper that the city issued: "result:CODE.field"
	Parts    []string `json:"parts,omitempty"`   // of a person: what is asked, "birth?" what may be left out
	Fields   []Field  `json:"fields,omitempty"`
	Repeat   int      `json:"repeat,omitempty"` // most entries of a group; 0 or 1 = a single object
}

// An Option is one answer of a choice.
type Option struct {
	Value string `json:"value"`
	Label Text   `json:"label"`
}

// A Section is a page of the form for a citizen, a block of it for a clerk.
type Section struct {
	ID     string  `json:"id"`
	Title  Text    `json:"title"`
	Help   *Text   `json:"help,omitempty"`
	Fields []Field `json:"fields"`
}

// A Form is one version of an e-form. ID and Version together never change their meaning.
type Form struct {
	ID       string    `json:"id"`
	Version  int       `json:"version"`
	Title    Text      `json:"title"`
	Basis    string    `json:"basis,omitempty"`
	Example  bool      `json:"example,omitempty"` // written for the demonstration, not an official form
	Sections []Section `json:"sections"`
}

// Values are what was filled in: field ID → value in the Go type that the kind's comment names. JSON numbers arrive as
// json.Number or float64 and are made int64 by Judge.
type Values map[string]any
