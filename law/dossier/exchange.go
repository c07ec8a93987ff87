package dossier

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// OwnPage is the system whose codes dossiers have that were filed at the city's own page, until they are received.
const OwnPage = "own-page"

// known writes down a code of another system. A system that files dossiers here is told what becomes of them.
// choice: codes of registers that an officer wrote down are for finding; nobody there asks for the state. The national
// portal is told by either way.
func (d *Dossier) known(system, code string, at time.Time) {
	d.Codes = append(d.Codes, ExternalCode{System: system, Code: code, Since: at})
	if d.State == Filed && d.Exchange == "" && system != "" && system != OwnPage || system == "portal" {
		d.Exchange = ExchangePending
	}
}

// An ExchangeAnswer is what the other system made of what it was told.
type ExchangeAnswer struct {
	System  string    `json:"system"`
	Outcome Exchange  `json:"outcome"` // sent, confirmed, rejected, conflict
	Seen    int64     `json:"seen"`    // the version of the dossier that it is about
	Reason  string    `json:"reason,omitempty"`
	At      time.Time `json:"-"`
}

// Exchanged decides that another system took the state, or says what it made of it. A confirmation of what is not the
// newest state any more confirms nothing.
func (c *Case) Exchanged(a ExchangeAnswer) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActExchange, 0); err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(d.Codes, func(k ExternalCode) bool { return k.System == a.System }) {
		return nil, fault.New(fault.Missing, "dossier.missing")
	}
	switch a.Outcome {
	case ExchangeSent, ExchangeConfirmed, ExchangeConflict:
	case ExchangeRejected:
		if blank(a.Reason) {
			return nil, fault.New(fault.Invalid, "dossier.words-missing").At("reason")
		}
	default:
		return nil, fault.New(fault.Invalid, "dossier.exchange-outcome").At("outcome")
	}
	if a.Seen < 1 || a.Seen > d.Version {
		return nil, fault.New(fault.Invalid, "dossier.exchange-version").At("version")
	}
	if d.History[a.Seen-1].State != d.State {
		return nil, fault.New(fault.Conflict, "dossier.exchange-old", "state", d.State.String())
	}
	if err := sized(typed{"reason", a.Reason, mostLine}); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindExchanged, a, nil)}, nil
}

func (d *Dossier) foldExchanged(e *ledger.Event, s *Step) error {
	a, err := holder[ExchangeAnswer](&e.Fact)
	if err != nil {
		return err
	}
	a.At = e.At
	d.Exchange, d.Answered = a.Outcome, a
	s.Outcome, s.Reason = string(a.Outcome), a.Reason
	return nil
}
