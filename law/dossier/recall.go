package dossier

import (
	"motcua/ground/fault"
	"motcua/words/ledger"
)

// Recalled is the outcome of work that another unit was asked for and is not wanted any more.
const Recalled = "recalled"

// Asker is the work that asked for a task beside the process; nil for a task of the process itself.
func (d *Dossier) Asker(t *Task) *Task {
	if t == nil || t.Asked == nil {
		return nil
	}
	return d.Task(t.Asked.By)
}

// RecalledBy says whether an event recalls the task.
func (t *Task) RecalledBy(e *ledger.Event) bool {
	if e.Kind != KindRecalled {
		return false
	}
	h, err := holder[answeredHolder](&e.Fact)
	return err == nil && h.Token == t.Token
}

// Recall decides that an opinion or a sub-dossier is not wanted any more (rút yêu cầu): the other unit has nothing to do
// with it from now on, and the dossier waits for it no longer. What was answered cannot be recalled: it stays.
func (c *Case) Recall(token int, words string) ([]ledger.Fact, error) {
	d := c.Dossier
	if t := d.Task(token); t != nil && t.Asked != nil && !t.Open() {
		return nil, fault.New(fault.Conflict, "dossier.recall-over")
	}
	_, t, err := d.judge(ActRecall, token)
	if err != nil {
		return nil, err
	}
	var missing error
	if blank(words) {
		missing = fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	if err := fault.Together(missing, sized(typed{"words", words, mostWords})); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindRecalled, answeredHolder{Token: t.Token, Node: t.Node, Opinion: Recalled}, wordsOf(words))}, nil
}
