package dossier

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

type withdrawnHolder struct {
	From State `json:"from"`
}

// Withdraw decides that the applicant asks for the dossier back (xin rút). The clock runs on: the desk has to answer.
func (c *Case) Withdraw(words string) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActWithdraw, 0); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindWithdrawn, withdrawnHolder{From: d.State}, wordsOf(words))}, nil
}

func (d *Dossier) foldWithdrawn(e *ledger.Event, s *Step) error {
	h, err := holder[withdrawnHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Undone, d.State = h.From, Withdrawal
	return s.words(e)
}

type retainedHolder struct {
	Steps []StepMoved `json:"steps,omitempty"` // open steps whose own time moved
}

// Retain decides that the withdrawal is declined, with a reason; the dossier goes on where it was.
// choice: nothing may be finished while the request is open, so that the hours of the open steps move by the working time for
// which it was; the promise does not, since the desk owed the answer. While papers are waited for too, the hours stand anyway
// and move when the papers are complete.
func (c *Case) Retain(words string) ([]ledger.Fact, error) {
	if _, _, err := c.Dossier.judge(ActRetain, 0); err != nil {
		return nil, err
	}
	if blank(words) {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	h := retainedHolder{}
	if since := c.Dossier.withdrawnAt(); c.Dossier.asked() == nil && !since.IsZero() {
		var err error
		if h.Steps, err = c.moveSteps(procedure.Supplement{Mode: procedure.SupplementPause}, since, c.Now); err != nil {
			return nil, err
		}
	}
	return []ledger.Fact{c.fact(KindRetained, h, privateWords{Words: words})}, nil
}

// withdrawnAt is when the newest withdrawal was asked for.
func (d *Dossier) withdrawnAt() time.Time {
	for _, s := range slices.Backward(d.History) {
		if s.Kind == KindWithdrawn {
			return s.At
		}
	}
	return time.Time{}
}

func (d *Dossier) foldRetained(e *ledger.Event, s *Step) error {
	h, err := holder[retainedHolder](&e.Fact)
	if err != nil {
		return err
	}
	for _, step := range h.Steps {
		d.moveStep(step)
	}
	d.State, d.Undone = d.Undone, None
	return s.words(e)
}

// A Stopping (dừng giải quyết) is why a dossier ends without a result, and what becomes of money and papers: form 05.
type Stopping struct {
	Reason string // code
	Rule   string // legal basis
	Words  string
	Refund int64 // đồng that go back, 0 for none
	Papers bool  // the papers were given back
}

type stoppedHolder struct {
	Reason string `json:"reason,omitempty"`
	Rule   string `json:"rule,omitempty"`
	Refund int64  `json:"refund,omitempty"` // đồng
	Papers bool   `json:"papers_returned,omitempty"`
	Tally  Tally  `json:"tally"`

	Under *Authority `json:"under,omitempty"`
}

// Grant decides that the withdrawal is granted (cho rút): the dossier stops.
func (c *Case) Grant(k Stopping) ([]ledger.Fact, error) { return c.end(ActGrant, KindGranted, k) }

// Stop decides that the dossier is stopped: its conditions are not met, or an answer did not come in time.
func (c *Case) Stop(k Stopping) ([]ledger.Fact, error) {
	if k.Reason == "" || blank(k.Rule) || blank(k.Words) {
		var fs []*fault.Fault
		for _, f := range [][2]string{{"reason", k.Reason}, {"rule", k.Rule}, {"words", k.Words}} {
			if blank(f[1]) {
				fs = append(fs, fault.New(fault.Invalid, "dossier.stop-needs-"+f[0]).At(f[0]))
			}
		}
		if _, _, err := c.Dossier.judge(ActStop, 0); err != nil {
			return nil, err
		}
		return nil, fault.Join(fs)
	}
	if err := c.reason(ActStop, k.Reason); err != nil {
		return nil, err
	}
	return c.end(ActStop, KindStopped, k)
}

func (c *Case) end(a Act, kind string, k Stopping) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(a, 0); err != nil {
		return nil, err
	}
	if k.Refund < 0 || k.Refund > d.Paid() {
		return nil, fault.New(fault.Invalid, "dossier.refund").At("refund")
	}
	h := stoppedHolder{Reason: k.Reason, Rule: k.Rule, Refund: k.Refund, Papers: k.Papers, Tally: d.ending(), Under: c.Under}
	return []ledger.Fact{c.fact(kind, h, wordsOf(k.Words))}, nil
}

// ending is the tally of a dossier that stops: before reception it has waited for the desk, unless papers were asked for.
func (d *Dossier) ending() Tally {
	t := d.tally()
	if d.Received.IsZero() && d.asked() != nil {
		t.AckBy = time.Time{}
	}
	return t
}

func (d *Dossier) foldStopped(e *ledger.Event, s *Step) error {
	h, err := holder[stoppedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Reason, d.Undone, s.Reason, s.Under = h.Reason, None, h.Reason, h.Under
	d.Refund = h.Refund
	d.stop(e.At)
	return s.words(e)
}
