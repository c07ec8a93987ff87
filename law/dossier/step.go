package dossier

import (
	"slices"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// Claim decides that an officer takes an unheld task (nhận việc). Taking is the hand-over: responsibility is theirs now.
func (c *Case) Claim(token int) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActClaim, token)
	if err != nil {
		return nil, err
	}
	if t.Holder == c.Actor && !t.Dealt {
		return nil, fault.New(fault.Conflict, "dossier.held-by-you")
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	return []ledger.Fact{c.claimed(t)}, nil
}

func (c *Case) claimed(t *Task) ledger.Fact {
	return c.fact(KindClaimed, taskHolder{Token: t.Token, Node: t.Node, Holder: c.Actor}, nil)
}

// Assign decides that a task goes to another officer (phân công); the office has checked that they hold the right post.
func (c *Case) Assign(token int, holder, words string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActAssign, token)
	if err != nil {
		return nil, err
	}
	if err := sized(typed{"words", words, mostWords}); err != nil {
		return nil, err
	}
	if t.Holder == holder {
		return nil, fault.New(fault.Conflict, "dossier.held-already", "holder", holder)
	}
	h := taskHolder{Token: t.Token, Node: t.Node, Holder: holder, From: t.Holder, Under: c.Under}
	return []ledger.Fact{c.fact(KindAssigned, h, wordsOf(words))}, nil
}

// A Finishing is how a task ends.
type Finishing struct {
	Token   int
	Outcome string // one of the node's outcomes; "" = its only one
	Words   string
	Refusal Refusal // for refuse
	Number  string  // for issue: number of the document
	Result  string  // for issue: code of the kind of result
	File    string  // for issue: hash of the issued file
	Sum     int64   // for a step whose notice fixes what is to be paid: đồng, 0 when it is not known
}

// check refuses what is too long.
func (f Finishing) check() error {
	return sized(
		typed{"words", f.Words, mostWords}, typed{"number", f.Number, mostLine}, typed{"result", f.Result, mostCode}, typed{"file", f.File, mostLine},
	)
}

// finishings says which event an act writes and which outcome it has by itself.
var finishings = map[Act]struct{ kind, outcome string }{
	ActFinish:  {KindFinished, ""},
	ActApprove: {KindApproved, "approve"},
	ActReturn:  {KindReturned, "return"},
	ActRefuse:  {KindRefused, "refuse"},
	ActIssue:   {KindIssued, ""},
}

// Finish decides that a task ends by act (finish, approve, return, refuse, issue) and where its token goes. An officer
// who finishes a task that nobody holds takes it in the same breath.
func (c *Case) Finish(a Act, f Finishing) ([]ledger.Fact, error) {
	d := c.Dossier
	_, t, err := d.judge(a, f.Token)
	if err != nil {
		return nil, err
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	kind, outcome, err := c.outcome(a, t, &f)
	if err != nil {
		return nil, err
	}
	var facts []ledger.Fact
	if t.Holder == "" || t.Dealt {
		facts = append(facts, c.claimed(t))
	}
	h, done, refused, err := c.pass(t, outcome)
	if err != nil {
		return nil, err
	}
	if err := c.fixes(h.Opened, f.Sum); err != nil {
		return nil, err
	}
	switch {
	case a == ActApprove && d.opinionOpen():
		return nil, fault.New(fault.Refused, "dossier.opinion-open").By("nd61-2018/19.5")
	case (a == ActApprove || done && !refused) && d.subOpen():
		return nil, fault.New(fault.Refused, "dossier.sub-open").By("nd61-2018/19.6")
	case refused && kind != KindRefused:
		return nil, fault.New(fault.Refused, "dossier.refuse-by-leader").By("nd61-2018/19.8")
	}
	h.Confirmed = c.Confirmed
	h.Reason, h.Rule, h.Number, h.Result, h.File, h.Sum = f.Refusal.Reason, f.Refusal.Rule, f.Number, f.Result, f.File, f.Sum
	h.Under = c.Under
	words := f.Words
	if a == ActRefuse {
		words = f.Refusal.Words
	}
	facts = append(facts, c.fact(kind, h, wordsOf(words)))
	if done && !refused {
		facts = append(facts, c.completed(h.Moved))
	}
	return facts, nil
}

// pass lets the task's token go on with an outcome: done says that the process is over with it, refused that it ended
// without a result.
func (c *Case) pass(t *Task, outcome string) (h taskHolder, done, refused bool, err error) {
	d := c.Dossier
	marking, effect, err := c.Machine.Finish(d.Marking, t.Token, outcome, c.env(outcome, d.Values, d.Case, d.Channel))
	if err != nil {
		return h, false, false, err
	}
	h = taskHolder{Token: t.Token, Node: t.Node, Outcome: outcome}
	done, refused, err = c.went(&h, marking, effect, t.Token, t.Role)
	return h, done, refused, err
}

// completed is the result at the desk, after an event that perhaps moved the clock.
func (c *Case) completed(m *Moved) ledger.Fact {
	tally := c.Dossier.tally()
	if m != nil {
		tally.promised(m.Promise)
	}
	return c.fact(KindCompleted, completedHolder{Tally: tally}, nil)
}

// outcome judges what the act says against what the task offers.
func (c *Case) outcome(a Act, t *Task, f *Finishing) (kind, outcome string, err error) {
	if err := f.check(); err != nil {
		return "", "", err
	}
	k := finishings[a]
	kind, outcome = k.kind, k.outcome
	if outcome == "" {
		outcome = f.Outcome
	}
	if outcome == "" && len(t.Can) <= 1 {
		outcome = "done"
		if len(t.Can) == 1 {
			outcome = t.Can[0]
		}
	}
	if len(t.Can) > 0 && !slices.Contains(t.Can, outcome) {
		return "", "", fault.New(fault.Invalid, "dossier.outcome-unknown", "outcome", outcome).At("outcome")
	}
	switch a {
	case ActRefuse:
		f.Refusal, err = c.refusal(a, f.Refusal)
		return kind, outcome, err
	case ActReturn:
		if blank(f.Words) {
			return "", "", fault.New(fault.Invalid, "dossier.words-missing").At("words")
		}
	case ActIssue:
		f.Number, err = c.Dossier.numbered(f.Number)
		return kind, outcome, fault.Together(err, c.resultFile(f.File))
	case ActFinish:
		return kind, outcome, c.Dossier.whole(t)
	}
	return kind, outcome, nil
}
