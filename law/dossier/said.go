package dossier

import (
	"fmt"
	"time"

	"motcua/words/ledger"
)

// A Said (nội dung sự kiện) is what one event says, for the letter that is its view. What its kind does not have is zero;
// what was erased by law is empty.
type Said struct {
	Kind    string
	Version int64
	At      time.Time
	Actor   string
	Unit    string

	Stage  string // of a request for papers: StageReception or StageExam
	Reason string // reason code
	Rule   string // legal basis
	Words  string
	Papers []int    // of a request: indexes of the case's papers, -1 for something else
	Items  []string // what to complete, beside Papers
	Until  time.Time
	Final  bool // of a refusal: the dossier ends with it

	Was   time.Time // of an apology: the date that is not kept
	To    time.Time // the new date; zero when the apology is late
	Late  bool
	Fault string // the unit that is late

	Refund int64 // of a stop, đồng
	Back   bool  // papers, or the originals taken for comparison, went back

	Manner    string // of a hand-over
	Proof     string
	Receiver  Party
	Authority string

	Under *Authority // the decision that it rests on

	Slip int // which form 01 it is, from 2 on
}

// Say reads out of an event what its letter says.
func Say(e *ledger.Event) (Said, error) {
	s := Said{Kind: e.Kind, Version: e.Version, At: e.At, Actor: e.Actor, Unit: e.Unit}
	p, err := private[privateWords](&e.Fact)
	if err != nil {
		return s, fmt.Errorf("read what event %d %s says: %w", e.Version, e.Kind, err)
	}
	s.Words, s.Items = p.Words, p.Items
	if p.Receiver != nil {
		s.Receiver = *p.Receiver
	}
	switch e.Kind {
	case KindAsked:
		var h askedHolder
		h, err = holder[askedHolder](&e.Fact)
		s.Stage, s.Reason, s.Rule, s.Papers, s.Until = h.Stage, h.Reason, h.Rule, h.Papers, h.Until
		if h.Permit != "" {
			s.Rule = h.Permit
		}
	case KindDeclined:
		var h declinedHolder
		h, err = holder[declinedHolder](&e.Fact)
		s.Stage, s.Reason, s.Rule, s.Final = StageReception, h.Reason, h.Rule, true
	case KindRefused:
		var h taskHolder
		h, err = holder[taskHolder](&e.Fact)
		s.Stage, s.Reason, s.Rule, s.Final, s.Under = StageExam, h.Reason, h.Rule, h.Tally != nil, h.Under
	case KindGranted, KindStopped:
		var h stoppedHolder
		h, err = holder[stoppedHolder](&e.Fact)
		s.Reason, s.Rule, s.Refund, s.Back = h.Reason, h.Rule, h.Refund, h.Papers
		s.Under = h.Under
	case KindApologised:
		var h apologisedHolder
		h, err = holder[apologisedHolder](&e.Fact)
		s.Was, s.To, s.Late, s.Reason, s.Fault = h.Was, h.To, h.Late, h.Reason, h.Fault
		s.Under = h.Under
	case KindHandedOver:
		var h handedHolder
		h, err = holder[handedHolder](&e.Fact)
		s.Manner, s.Proof, s.Back, s.Authority, s.Words = h.Manner, h.Proof, h.Originals, p.Words, ""
	case KindReprinted:
		var h reprintedHolder
		h, err = holder[reprintedHolder](&e.Fact)
		s.Slip, s.Reason = h.Slip, h.Reason
	}
	if err != nil {
		return s, fmt.Errorf("read what event %d %s says: %w", e.Version, e.Kind, err)
	}
	return s, nil
}
