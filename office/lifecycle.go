package office

import (
	"context"
	"slices"

	"motcua/law/dossier"
	"motcua/words/form"
	"motcua/words/ledger"
)

// What happens beside the steps of a process: papers asked for, opinions, visits, withdrawal, stop, apology, amended
// results. Each is one act; the law decides.

// Ask asks for papers (yêu cầu bổ sung): at reception, or from the examination that on.Token names.
func (o *Office) Ask(ctx context.Context, who Who, cmd Command, on On, k dossier.Asking) error {
	k.Token = on.Token
	return o.act(ctx, who, cmd, on, dossier.ActAsk, k, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Ask(k) })
}

// Permit lets one more request for papers be made, by a special law.
func (o *Office) Permit(ctx context.Context, who Who, cmd Command, on On, law, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActPermit, []string{law, words}, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Permit(law, words) })
}

// Supply brings an answer to the open request (bổ sung), from the applicant or from a desk where they stand.
func (o *Office) Supply(ctx context.Context, who Who, cmd Command, on On, k dossier.Supplying) error {
	look := func(s *shelf) (err error) {
		k.Files, err = s.take(k.Files)
		return err
	}
	return o.actWith(ctx, who, cmd, on, dossier.ActSupply, k, look, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Supply(k) })
}

// Accept confirms that the answer is complete; the clock goes on or begins again.
func (o *Office) Accept(ctx context.Context, who Who, cmd Command, on On) error {
	return o.act(ctx, who, cmd, on, dossier.ActAccept, nil, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Accept() })
}

// Insist says what the answer still lacks; the same request stays open.
func (o *Office) Insist(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActInsist, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Insist(words) })
}

// Consult asks another unit for its opinion (lấy ý kiến), with a deadline of its own.
func (o *Office) Consult(ctx context.Context, who Who, cmd Command, on On, k dossier.Consulting) error {
	k.Token = on.Token
	k.Name = form.Text{VI: o.words.T("vi", "dossier.consult-task"), EN: o.words.T("en", "dossier.consult-task")}
	return o.act(ctx, who, cmd, on, dossier.ActConsult, k, func(c *dossier.Case) ([]ledger.Fact, error) {
		if err := o.world.Load().askable(k.Unit, k.Role, c.Now); err != nil {
			return nil, err
		}
		return c.Consult(k)
	})
}

// Answer gives the opinion that was asked for.
func (o *Office) Answer(ctx context.Context, who Who, cmd Command, on On, opinion, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActAnswer, []string{opinion, words}, func(c *dossier.Case) ([]ledger.Fact, error) {
		return c.Answer(on.Token, opinion, words)
	})
}

// Recall takes an opinion or a sub-dossier back that was asked of another unit (rút yêu cầu).
func (o *Office) Recall(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActRecall, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Recall(on.Token, words) })
}

// Remind reminds a unit that coordinates (đôn đốc), by who leads beside it.
func (o *Office) Remind(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActRemind, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Remind(on.Token, words) })
}

// Presume takes a unit's silence as consent, where a law says so.
func (o *Office) Presume(ctx context.Context, who Who, cmd Command, on On) error {
	return o.act(ctx, who, cmd, on, dossier.ActPresume, nil, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Presume(on.Token) })
}

// Verify writes down a visit on site (kiểm tra, xác minh thực tế).
func (o *Office) Verify(ctx context.Context, who Who, cmd Command, on On, v dossier.Visit) error {
	look := func(s *shelf) (err error) {
		v.Files, err = s.take(v.Files)
		return err
	}
	return o.actWith(ctx, who, cmd, on, dossier.ActVerify, v, look, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Verify(on.Token, v) })
}

// Withdraw asks for the dossier back (xin rút).
func (o *Office) Withdraw(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActWithdraw, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Withdraw(words) })
}

// Grant grants a withdrawal; the dossier stops.
func (o *Office) Grant(ctx context.Context, who Who, cmd Command, on On, k dossier.Stopping) error {
	return o.act(ctx, who, cmd, on, dossier.ActGrant, k, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Grant(k) })
}

// Retain declines a withdrawal, with a reason.
func (o *Office) Retain(ctx context.Context, who Who, cmd Command, on On, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActRetain, words, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Retain(words) })
}

// Stop ends the dossier without a result (dừng giải quyết).
func (o *Office) Stop(ctx context.Context, who Who, cmd Command, on On, k dossier.Stopping) error {
	return o.act(ctx, who, cmd, on, dossier.ActStop, k, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Stop(k) })
}

// Apologise apologises and, in time, gives one new date (xin lỗi và hẹn lại).
func (o *Office) Apologise(ctx context.Context, who Who, cmd Command, on On, k dossier.Apologising) error {
	return o.act(ctx, who, cmd, on, dossier.ActApologise, k, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Apologise(k) })
}

// Amend puts a right result in the place of a wrong one (đính chính).
func (o *Office) Amend(ctx context.Context, who Who, cmd Command, on On, k dossier.Amending) error {
	return o.actWith(ctx, who, cmd, on, dossier.ActAmend, k, func(s *shelf) error { return s.one(k.File, "file") }, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Amend(k) })
}

// Reissue gives the same result out once more (cấp lại).
func (o *Office) Reissue(ctx context.Context, who Who, cmd Command, on On, reason, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActReissue, []string{reason, words}, func(c *dossier.Case) ([]ledger.Fact, error) { return c.Reissue(reason, words) })
}

// Reprint makes form 01 anew after a slip of the pen; the old slip is void.
func (o *Office) Reprint(ctx context.Context, who Who, cmd Command, on On, reason, words string) error {
	check, err := o.newCheck()
	if err != nil {
		return err
	}
	return o.act(ctx, who, cmd, on, dossier.ActReprint, []string{reason, words}, func(c *dossier.Case) ([]ledger.Fact, error) {
		return c.Reprint(check, reason, words)
	})
}

// void says whether check is the code of a slip that a new one replaced.
func (o *Office) void(d *dossier.Dossier, check string) bool {
	return slices.ContainsFunc(d.VoidChecks, func(old string) bool { return o.checkHash(old) == o.checkHash(check) })
}
