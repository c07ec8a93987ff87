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

// TellsUnit says of which task an event tells the unit that has it, as one unit tells another.
func TellsUnit(e *ledger.Event) (token int, ok bool) {
	if e.Kind != KindRecalled && e.Kind != KindReminded {
		return 0, false
	}
	h, err := holder[struct {
		Token int `json:"token"`
	}](&e.Fact)
	return h.Token, err == nil
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
