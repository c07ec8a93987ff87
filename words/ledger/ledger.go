// Package ledger has the envelope of an event (sự kiện) and the arithmetic that makes later change visible:
// commitments to the parts that may be erased, the chain of a stream's heads, and the keyed seal of each event.
//
// Nothing here does I/O, asks the time or draws random numbers: seeds and keys are given.
package ledger

import "time"

// A StreamID names one thing with a life of its own: a dossier, a procedure, a unit. It is "kind/id", such as
// "dossier/01JD…", at most 120 bytes of printable ASCII.
type StreamID string

// Kind gives the part before the slash.
func (s StreamID) Kind() string {
	for i := range len(s) {
		if s[i] == '/' {
			return string(s[:i])
		}
	}
	return ""
}

// ID gives the part after the slash.
func (s StreamID) ID() string {
	for i := range len(s) {
		if s[i] == '/' {
			return string(s[i+1:])
		}
	}
	return string(s)
}

// A Class sets apart events that were not written when they happened.
type Class string

// The classes of events.
const (
	Ordinary  Class = "ordinary"   // written when it happened: At and RecordedAt are one instant
	LateEntry Class = "late-entry" // paper, post, import, outage: happened at At, written at RecordedAt, with a reason
)

// A Fact is what the law decided, before the store gives it a place.
//
// Holder is canonical JSON that the holder of the receipt may see; it has no personal data and is never erased.
// Private is JSON with the personal part, nil when there is none; the law may demand its erasure, and every fold
// must live without it.
type Fact struct {
	Kind    string
	Class   Class
	At      time.Time
	Actor   string
	Unit    string
	Holder  []byte
	Private []byte

	// Meant is what the two parts were encoded from, so that the act that decided it folds it without decoding what it
	// has just encoded. It is not stored: a fact that was read has none.
	Meant Meant
}

// Meant are the parts of a fact before they were encoded, in types of the room that decided it; nil where unknown.
type Meant struct{ Holder, Private any }

// An Event is a fact in its place. Times are UTC, whole microseconds.
type Event struct {
	Fact
	Seq        int64 // given by the engine; not an order (see keep/store)
	Stream     StreamID
	Version    int64 // 1, 2, 3 … dense within the stream
	RecordedAt time.Time
	Command    string   // "client/key" of the command that wrote it
	Commitment [32]byte // to Private, under the stream's private seed; zero when Private is nil
	Head       [32]byte // chain: hash over everything above and the head before
	MAC        [32]byte // keyed seal of Head
	Erased     bool     // Private was there and has been erased by law
}
