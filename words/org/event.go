package org

import (
	"encoding/json"
	"fmt"
	"time"
)

// The kinds of event. A unit's events stand in the unit's stream, a person's and the person's posts in the person's,
// a delegation in its giver's, a competence in that of the unit that decides, and the lines of the register of desks in the desk's.
const (
	KindUnitOpened      = "org.unit.opened"
	KindUnitChanged     = "org.unit.changed"
	KindUnitClosed      = "org.unit.closed"
	KindPersonAdded     = "org.person.added"
	KindPersonReached   = "org.person.reached"
	KindPostGiven       = "org.post.given"
	KindPostEnded       = "org.post.ended"
	KindDelegationGiven = "org.delegation.given"
	KindDelegationEnded = "org.delegation.ended"
	KindLeaveGiven      = "org.leave.given"
	KindLeaveEnded      = "org.leave.ended"
	KindActingGiven     = "org.acting.given"
	KindActingEnded     = "org.acting.ended"
	KindDeskEntered     = "org.desk.entered"
	KindDeskDecided     = "org.desk.decided"
	KindDeskCorrected   = "org.desk.corrected"

	KindCompetenceGiven = "org.competence.given"
	KindCompetenceEnded = "org.competence.ended"
)

// Kinds are all kinds of event of this room.
var Kinds = []string{
	KindUnitOpened, KindUnitChanged, KindUnitClosed, KindPersonAdded, KindPersonReached,
	KindPostGiven, KindPostEnded, KindDelegationGiven, KindDelegationEnded, KindLeaveGiven, KindLeaveEnded,
	KindActingGiven, KindActingEnded, KindDeskEntered, KindDeskDecided, KindDeskCorrected, KindCompetenceGiven, KindCompetenceEnded,
}

// A Fact is what an act decided, before the office gives it an envelope.
//
// Body is JSON without personal data and is never erased. Private is JSON with the personal part, nil when there is none;
// read over Body it completes the payload, and the fold lives without it.
type Fact struct {
	Kind    string
	Stream  string // see StreamOf; not needed by the fold
	At      time.Time
	Body    []byte
	Private []byte
}

// StreamOf names the stream of a unit, a person or a desk in the ledger.
func StreamOf[ID UnitID | PersonID | DeskID](id ID) string {
	switch any(id).(type) {
	case PersonID:
		return "person/" + string(id)
	case DeskID:
		return "onestop/" + string(id)
	}
	return "unit/" + string(id)
}

// UnitOpened is the payload of KindUnitOpened. To and Successors stand in it for a unit of the past.
type UnitOpened struct {
	Unit
}

// UnitChanged is the payload of KindUnitChanged. What is nil stays as it was; the period before From keeps the old words.
type UnitChanged struct {
	Unit UnitID    `json:"unit"`
	From time.Time `json:"from"`
	Change
}

// A Change names what is new about a unit; nil fields stay.
type Change struct {
	Code          *string   `json:"code,omitempty"`
	CodeSource    *string   `json:"code_source,omitempty"`
	Name          *string   `json:"name,omitempty"`
	NameEN        *string   `json:"name_en,omitempty"`
	Parent        *UnitID   `json:"parent,omitempty"`
	Serves        *[]UnitID `json:"serves,omitempty"`
	Address       *string   `json:"address,omitempty"`
	AddressSource *string   `json:"address_source,omitempty"`
	Calendar      *string   `json:"calendar,omitempty"`
	Receives      *bool     `json:"receives,omitempty"`
	Assign        *string   `json:"assign,omitempty"`
	Example       *bool     `json:"example,omitempty"`
	Note          *string   `json:"note,omitempty"`
}

// UnitClosed is the payload of KindUnitClosed.
type UnitClosed struct {
	Unit       UnitID    `json:"unit"`
	To         time.Time `json:"to"`
	Successors []UnitID  `json:"successors,omitempty"`
}

// PersonAdded is the payload of KindPersonAdded. Name, Username and Email are the private part.
type PersonAdded struct {
	ID        PersonID `json:"id"`
	Synthetic bool     `json:"synthetic,omitempty"`
	PersonPrivate
}

// PersonPrivate is the part of PersonAdded that the law may demand to be erased.
type PersonPrivate struct {
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
	Email    string `json:"email,omitempty"`
}

// PersonReached is the payload of KindPersonReached: an address of somebody who is there already. Email is the private part.
type PersonReached struct {
	ID PersonID `json:"id"`
	PersonPrivate
}

// PostGiven is the payload of KindPostGiven.
type PostGiven struct {
	Post
}

// PostEnded is the payload of KindPostEnded.
type PostEnded struct {
	Post     PostID    `json:"post"`
	To       time.Time `json:"to"`
	Document string    `json:"document,omitempty"` // "" where a unit's end ends it
}

// DelegationGiven is the payload of KindDelegationGiven.
type DelegationGiven struct {
	Delegation
}

// DelegationEnded is the payload of KindDelegationEnded.
type DelegationEnded struct {
	Delegation DelegationID `json:"delegation"`
	To         time.Time    `json:"to"`
	Document   string       `json:"document,omitempty"` // "" where a unit's end ends it
}

// fact makes a fact of a payload. The payloads are plain data: that one cannot be written is a mistake of this package.
func fact(kind, stream string, at time.Time, payload, private any) Fact {
	f := Fact{Kind: kind, Stream: stream, At: at.UTC(), Body: mustJSON(payload)}
	if private != nil {
		f.Private = mustJSON(private)
	}
	return f
}

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("org: write %T: %v", v, err))
	}
	return b
}
