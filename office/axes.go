package office

import (
	"context"
	"time"

	"motcua/ground/fault"
	"motcua/law/access"
	"motcua/law/dossier"
	"motcua/words/ledger"
)

// The acts beside the business state: money, the way of the result, and what another system makes of a state.

// Pay writes down money that came in (thu tiền).
func (o *Office) Pay(ctx context.Context, who Who, cmd Command, on On, p dossier.Payment) error {
	return o.act(ctx, who, cmd, on, dossier.ActPay, p, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Pay(p) })
}

// Exempt writes down that somebody pays nothing, or less (miễn, giảm).
func (o *Office) Exempt(ctx context.Context, who Who, cmd Command, on On, x dossier.Exemption) error {
	return o.act(ctx, who, cmd, on, dossier.ActExempt, x, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Exempt(x) })
}

// Draft lays the document that is to become the result before those who decide (dự thảo kết quả).
func (o *Office) Draft(ctx context.Context, who Who, cmd Command, on On, k dossier.Drafting) error {
	k.Token = on.Token
	look := func(s *shelf) error { return s.one(k.File, "file") }
	return o.actWith(ctx, who, cmd, on, dossier.ActDraft, k, look, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Draft(k) })
}

// Register gives the result its number in the register of documents (vào sổ, cấp số) before it is issued.
func (o *Office) Register(ctx context.Context, who Who, cmd Command, on On, number string) error {
	return o.act(ctx, who, cmd, on, dossier.ActNumber, number, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Register(on.Token, number) })
}

// Post writes down that the result is on its way by post (gửi qua bưu chính).
func (o *Office) Post(ctx context.Context, who Who, cmd Command, on On, p dossier.Posting) error {
	return o.act(ctx, who, cmd, on, dossier.ActPost, p, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Post(p) })
}

// A Tell (trạng thái gửi hệ thống khác) is what another system is told of a dossier that it filed.
type Tell struct {
	External string // its code there
	Code     string // its code here, "" until it is received
	Version  int64  // the answer names it
	State    dossier.State
	Due      time.Time
}

// mostTaken is how many dossiers a system takes at once.
const mostTaken = 100

// unansweredFor is after how long a state that was taken is given again while the system does not answer.
// choice: longer than a program needs to answer a hundred, short enough that a citizen sees the same there the same hour.
const unansweredFor = 10 * time.Minute

// Changes lets another system take the states that it does not have yet, the longest known first. Each counts as sent
// from then on, until the system says what it made of it (Exchanged); while it says nothing, it is given the state again: at
// least once, under the same version.
func (o *Office) Changes(ctx context.Context, who Who, system string) ([]Tell, error) {
	if err := access.May(who, "deliver", access.Object{}); err != nil {
		return nil, err
	}
	ids, err := o.db.Read().Untold(ctx, system, o.Now().Add(-unansweredFor), mostTaken)
	if err != nil {
		return nil, err
	}
	var out []Tell
	for _, id := range ids {
		d, err := o.fold(ctx, o.db.Read(), dossier.ID(id))
		if err != nil {
			return out, err
		}
		if d.Exchange == dossier.ExchangeSent { // again: nothing happened
			t := tellOf(d, system)
			t.Version = d.Answered.Seen
			out = append(out, t)
			continue
		}
		var t Tell
		err = o.act(ctx, who, Command{Client: system}, On{ID: dossier.ID(id)}, dossier.ActExchange, "take", func(c *dossier.Case) ([]ledger.Fact, error) {
			t = tellOf(c.Dossier, system)
			return c.Exchanged(dossier.ExchangeAnswer{System: system, Outcome: dossier.ExchangeSent, Seen: c.Dossier.Version})
		})
		if fault.Is(err, fault.Conflict) {
			continue // it moves just now: it is taken the next time
		}
		if err != nil {
			return out, err
		}
		out = append(out, t)
	}
	return out, nil
}

func tellOf(d *dossier.Dossier, system string) Tell {
	return Tell{External: codeIn(d, system), Code: d.Code, Version: d.Version, State: d.State, Due: d.Promise.At}
}

// Exchanged takes what another system made of what it was told, or took. Code is the dossier's code there.
func (o *Office) Exchanged(ctx context.Context, who Who, cmd Command, code string, a dossier.ExchangeAnswer) error {
	if err := access.May(who, "deliver", access.Object{}); err != nil {
		return err
	}
	id, ok, err := o.db.Read().Known(ctx, a.System, code)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Missing, "dossier.missing").At("code")
	}
	return o.act(ctx, who, cmd, On{ID: dossier.ID(id)}, dossier.ActExchange, a, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Exchanged(a) })
}

// codeIn is the newest code of a dossier in a system.
func codeIn(d *dossier.Dossier, system string) string {
	code := ""
	for _, k := range d.Codes {
		if k.System == system {
			code = k.Code
		}
	}
	return code
}

// collides refuses a message about a dossier that is here already and still open: two things under one code are nobody's
// to merge. The dossier that is here says so.
func (o *Office) collides(ctx context.Context, who Who, m Message, code string, id dossier.ID) error {
	there, ok, err := o.db.Read().Known(ctx, m.System, code)
	if err != nil || !ok || there == string(id) {
		return err
	}
	d, err := o.fold(ctx, o.db.Read(), dossier.ID(there))
	if err != nil || !d.State.Open() {
		return err // it ended: a code may come again
	}
	a := dossier.ExchangeAnswer{System: m.System, Outcome: dossier.ExchangeConflict, Seen: d.Version}
	err = o.act(ctx, who, Command{Client: m.System, Key: "conflict/" + m.ID}, On{ID: d.ID}, dossier.ActExchange, a.Outcome, func(c *dossier.Case) ([]ledger.Fact, error) {
		a.Seen = c.Dossier.Version
		return c.Exchanged(a)
	})
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "inbox.code-known", "code", code).At("code")
}
