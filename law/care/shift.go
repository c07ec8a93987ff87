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

// LongestShift is for how long somebody who signed on yesterday and did not sign off is still there.
//
// choice: a night goes from one day into the next and belongs to the day on which it began; who is there after sixteen hours forgot to
// sign off.
const LongestShift = 16 * time.Hour

// A Duty (ca đang trực) are the two days by which is told who is on shift at a moment: the day itself, and the one before it.
type Duty struct {
	Today, Before *Shift
	Now           time.Time
}

// On says whether an officer is on shift, since when, and in which of the two days that stands.
func (d *Duty) On(officer string) (since time.Time, in *Shift, ok bool) {
	for _, s := range []*Shift{d.Today, d.Before} {
		if i := s.on(officer); i >= 0 && (s == d.Today || d.Now.Sub(s.Spans[i].From) <= LongestShift) {
			return s.Spans[i].From, s, true
		}
	}
	return time.Time{}, nil, false
}

// Sign decides that an officer signs on or off. It gives the day that the fact belongs to.
func (d *Duty) Sign(officer, actor, unit string, on bool) (*Shift, []ledger.Fact, error) {
	_, in, there := d.On(officer)
	if there == on {
		return nil, nil, fault.New(fault.Conflict, "care.shift-already")
	}
	kind := signOff
	if on {
		kind, in = signOn, d.Today
	}
	return in, []ledger.Fact{{Kind: kind, Class: ledger.Ordinary, At: d.Now, Actor: actor, Unit: unit, Holder: encode(signed{officer})}}, nil
}

func (s *Shift) on(officer string) int {
	return slices.IndexFunc(s.Spans, func(x Span) bool { return x.Officer == officer && x.To.IsZero() })
}
