// Package fee has the fees (phí, lệ phí) of procedures: decision tables over enumerated inputs, in whole đồng, with
// legal basis and dates.
package fee

import "time"

// VND is an amount of whole đồng.
type VND int64

// An Item is one fee of a case on a channel.
type Item struct {
	Code     string    `json:"code,omitempty"`
	Name     string    `json:"name"`
	Kind     string    `json:"kind,omitempty"` // "phi", "le-phi"
	Amount   VND       `json:"amount"`
	Per      string    `json:"per,omitempty"`      // "bản", "trang", "" = per dossier
	Count    string    `json:"count,omitempty"`    // with Per: the input that says how many, such as "copies"
	Pieces   *Pieces   `json:"pieces,omitempty"`   // with Count: how it is reckoned from a list of the form, where nobody counted
	Currency string    `json:"currency,omitempty"` // "" = VND; others are shown as they are and never summed
	Note     string    `json:"note,omitempty"`
	Basis    string    `json:"basis,omitempty"`
	When     []Match   `json:"when,omitempty"` // all must match the inputs; none = always
	From     time.Time `json:"from,omitzero"`
	To       time.Time `json:"to,omitzero"`
	Exempt   []string  `json:"exempt,omitempty"` // groups that pay nothing, such as "poor-household"
}

// Pieces reckons how many pieces a fee is for from the rows of a list in the form: of each row the pages From … To (0: to
// the last), as often as it says. What comes out is offered to whoever counts, and never booked by itself.
type Pieces struct {
	List  string `json:"list"`
	Times string `json:"times,omitempty"` // number in a row: how many copies; "" is one
	Each  string `json:"each"`            // number in a row: how many pages
	From  int64  `json:"from,omitempty"`  // the first page that counts
	To    int64  `json:"to,omitempty"`    // the last one
}

// A Match compares one enumerated input (a choice field of the form) with the values that select the item.
type Match struct {
	Input string   `json:"input"`
	In    []string `json:"in"`
}
