package office

import (
	"context"

	"motcua/law/dossier"
	"motcua/words/ledger"
)

// The way of the paper dossier from unit to unit: handed over with the step that needs it, and confirmed there, or not
// taken and handed over once more.

// Confirm confirms that the papers of a task have come (xác nhận đã nhận hồ sơ giấy).
func (o *Office) Confirm(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActConfirm, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Confirm(on.Token, words) })
}

// SendBack does not take the papers of a task (không nhận bàn giao), with a reason.
func (o *Office) SendBack(ctx context.Context, who Who, cmd Command, on On, reason, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActSendBack, []string{reason, words}, func(c *dossier.Case) ([]ledger.Fact, error) {
		return c.SendBack(on.Token, reason, words)
	})
}

// Send hands papers that were not taken over once more (bàn giao lại).
func (o *Office) Send(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActSend, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Send(on.Token, words) })
}

// The work of a task in the lists while its papers are on their way: to take them in, or to hand them over once more.
const (
	workOnWay    = "papers"
	workSentBack = "papers-back"
)
