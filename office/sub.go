package office

import (
	"context"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/words/form"
	"motcua/words/ledger"
	"motcua/words/org"
)

// Branch opens a sub-dossier at another agency (mở hồ sơ con liên thông), inside the dossier's time.
func (o *Office) Branch(ctx context.Context, who Who, cmd Command, on On, k dossier.Branching) error {
	k.Token = on.Token
	k.Name = form.Text{VI: o.words.T("vi", "dossier.sub-task"), EN: o.words.T("en", "dossier.sub-task")}
	return o.act(ctx, who, cmd, on, dossier.ActBranch, k, func(c *dossier.Case) ([]ledger.Fact, error) {
		if k.Unit != "" && o.world.Load().Org.UnitAt(org.UnitID(k.Unit), c.Now) == nil {
			return nil, fault.New(fault.Invalid, "org.unit-unknown", "unit", k.Unit).At("unit")
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
