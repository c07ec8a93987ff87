package care

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// A Shift (ca trực) is who was at the care desk of a unit on one day, and from when to when.
//
// choice: agents sign on and off by an act. A plan says who should be there; a conversation is given to whoever is.
type Shift struct {
	Version int64
	Spans   []Span
}

// A Span is a time in which an officer was on shift.
type Span struct {
	Officer string
	From    time.Time
	To      time.Time // zero: still there
}

// The kinds of event of a shift.
const (
	signOn  = "shift.sign-on"
	signOff = "shift.sign-off"
)

// ShiftStream gives the stream of a unit's day.
func ShiftStream(unit string, day calendar.Date) ledger.StreamID {
	return ledger.StreamID("shift/" + unit + ":" + day.String())
}

type signed struct {
	Officer string `json:"officer"`
}

// FoldShift reads a day back; a day without events has nobody.
func FoldShift(events []ledger.Event) (*Shift, error) {
	s := &Shift{}
	for i := range events {
		e := &events[i]
		var h signed
		if err := json.Unmarshal(e.Holder, &h); err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
		}
		switch at := s.on(h.Officer); {
		case e.Kind == signOn && at < 0:
			s.Spans = append(s.Spans, Span{Officer: h.Officer, From: e.At})
		case e.Kind == signOff && at >= 0:
			s.Spans[at].To = e.At
		default:
			return nil, fmt.Errorf("%s version %d: %s does not follow", e.Stream, e.Version, e.Kind)
		}
		s.Version = e.Version
	}
	return s, nil
}

func (s *Shift) on(officer string) int {
	return slices.IndexFunc(s.Spans, func(x Span) bool { return x.Officer == officer && x.To.IsZero() })
}

// On says whether an officer is on shift, and since when.
func (s *Shift) On(officer string) (since time.Time, ok bool) {
	if i := s.on(officer); i >= 0 {
		return s.Spans[i].From, true
	}
	return time.Time{}, false
}

// Sign decides that an officer signs on or off.
func (s *Shift) Sign(officer, actor, unit string, on bool, now time.Time) ([]ledger.Fact, error) {
	kind := signOff
	if on {
		kind = signOn
	}
	if _, there := s.On(officer); there == on {
		return nil, fault.New(fault.Conflict, "care.shift-already")
	}
	return []ledger.Fact{{Kind: kind, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(signed{officer})}}, nil
}
