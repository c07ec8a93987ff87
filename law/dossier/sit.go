package dossier

import (
	"motcua/ground/fault"
	"motcua/words/ledger"
)

// Sit decides one step on the way to a result that is given while the applicant waits: a step finished, approved, numbered or
// issued. The hand-over is HandOver; what sends the dossier back or ends it is no step of a sitting.
// law: nd61-2018/17.4
func (c *Case) Sit(a Act, f Finishing) ([]ledger.Fact, error) {
	switch a {
	case ActNumber:
		return c.Register(f.Token, f.Number)
	case ActFinish, ActApprove, ActIssue:
		return c.Finish(a, f)
	}
	return nil, fault.New(fault.Invalid, "sitting.no-step", "act", string(a))
}
