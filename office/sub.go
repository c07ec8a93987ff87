package office

import (
	"context"

	"motcua/law/dossier"
	"motcua/words/form"
	"motcua/words/ledger"
)

// Branch opens a sub-dossier at another agency (mở hồ sơ con liên thông), inside the dossier's time.
func (o *Office) Branch(ctx context.Context, who Who, cmd Command, on On, k dossier.Branching) error {
	k.Token = on.Token
	k.Name = form.Text{VI: o.words.T("vi", "dossier.sub-task"), EN: o.words.T("en", "dossier.sub-task")}
	return o.act(ctx, who, cmd, on, dossier.ActBranch, k, func(c *dossier.Case) ([]ledger.Fact, error) {
		if err := o.world.Load().askable(k.Unit, k.Role, c.Now); err != nil {
			return nil, err
		}
		return c.Branch(k)
	})
}

// Settle ends a sub-dossier at its agency (trả kết quả hồ sơ con).
func (o *Office) Settle(ctx context.Context, who Who, cmd Command, on On, outcome, number, words string) error {
	return o.act(ctx, who, cmd, on, dossier.ActSettle, []string{outcome, number, words}, func(c *dossier.Case) ([]ledger.Fact, error) {
		return c.Settle(on.Token, outcome, number, words)
	})
}
