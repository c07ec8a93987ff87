package dossier

import "time"

// An Origin (nguồn của câu trả lời) says where an answer of a form was taken from. An answer without one was typed.
type Origin struct {
	From    string    `json:"from"`              // FromAccount or FromResult
	Name    string    `json:"name,omitempty"`    // of the kind of paper
	Number  string    `json:"number,omitempty"`  // of the paper
	At      time.Time `json:"at,omitzero"`       // when it was issued
	Unit    string    `json:"unit,omitempty"`    // that issued it
	Dossier string    `json:"dossier,omitempty"` // code of the dossier that led to it
	Said    any       `json:"said,omitempty"`    // what stood there, where the answer was changed afterwards
}

// Where answers are taken from.
const (
	FromAccount = "account" // name and number of whoever was signed in
	FromResult  = "result"  // a paper that the city issued
)

// Changed says whether the answer says otherwise than where it was taken from.
func (o Origin) Changed() bool { return o.Said != nil }

// Proved says whether a paper of the city says what the answer says, so that nobody has to bring one for it.
// law: nd224-2026/15.1d
func (o Origin) Proved() bool { return o.From == FromResult && !o.Changed() }
