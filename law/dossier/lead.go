package dossier

import (
	"slices"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// Who leads (chủ trì) and who coordinates (phối hợp) where several units work on a dossier at the same time: branches of
// its process, by the process's data; opinions that one examination asked of several units, by what it said when it asked.

// askedBy says whether the task is an opinion that the task of a token asked for.
func (t *Task) askedBy(token int) bool {
	return t.Asked != nil && t.Asked.Sub == "" && t.Asked.By == token
}

// Part says what a task's unit does beside others; "" where nobody leads.
func (d *Dossier) Part(t *Task) procedure.Part {
	switch {
	case t.Part != "":
		return t.Part
	case t.Asked == nil || t.Asked.Sub != "":
		return ""
	case slices.ContainsFunc(d.Tasks, func(o Task) bool {
		return o.Part == procedure.Leads && o.askedBy(t.Asked.By) && o.Outcome != Recalled
	}):
		return procedure.Coordinates
	}
	return ""
}

// Leading is the work that leads beside a task which coordinates: the newest there is; nil for none.
func (d *Dossier) Leading(t *Task) *Task {
	if t == nil || d.Part(t) != procedure.Coordinates {
		return nil
	}
	for i := len(d.Tasks) - 1; i >= 0; i-- {
		o := &d.Tasks[i]
		if o.Part == procedure.Leads && (t.Asked == nil && o.Asked == nil || t.Asked != nil && o.askedBy(t.Asked.By)) {
			return o
		}
	}
	return nil
}

// remindable says whether somebody leads beside a task, and so may remind who has it.
func (d *Dossier) remindable(t *Task) bool { return t.Open() && d.Leading(t) != nil }

type remindedHolder struct {
	Token int    `json:"token"`
	Node  string `json:"node"`
	Unit  string `json:"unit"` // that is reminded
}

// Remind decides that who leads reminds a unit that coordinates (đôn đốc). It moves nothing but is on record, and told.
func (c *Case) Remind(token int, words string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActRemind, token)
	if err != nil {
		return nil, err
	}
	if err := sized(typed{"words", words, mostWords}); err != nil {
		return nil, err
	}
	if t.Unit == c.Unit {
		return nil, fault.New(fault.Refused, "dossier.remind-self").By("nd61-2018/19.7")
	}
	return []ledger.Fact{c.fact(KindReminded, remindedHolder{Token: t.Token, Node: t.Node, Unit: t.Unit}, wordsOf(words))}, nil
}

func (d *Dossier) foldReminded(e *ledger.Event, s *Step) error {
	h, err := holder[remindedHolder](&e.Fact)
	if err != nil {
		return err
	}
	s.Node, s.Token, s.Outcome = h.Node, h.Token, h.Unit
	return s.words(e)
}
