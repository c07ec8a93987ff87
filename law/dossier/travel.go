package dossier

import (
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// A Travel (bàn giao hồ sơ giấy) is the way of the paper dossier to the unit of a task. It counts when somebody there
// confirms it: until then the papers, and the time, are the giver's.
//
// choice: only paper has to be confirmed, where the process says that it goes with the step: data reach all agencies at
// the moment at which they are sent, and the ledger itself proves that.
// law: nd61-2018/19.6
type Travel struct {
	From   string    `json:"from"` // the unit that has the papers
	Role   string    `json:"role"` // who gives them there
	Sheets int       `json:"sheets"`
	By     time.Time `json:"by"` // they are to be confirmed by then
}

// sheets counts what lies there on paper.
func sheets(papers []PaperHanded) int {
	n := 0
	for _, p := range papers {
		n += p.Originals + p.Copies + p.Plain
	}
	return n
}

// travel gives each of the tasks whose papers lie elsewhere the way that they have to go: the same day, after 15:00 the
// next.
// law: nd61-2018/18.2
// law: nd61-2018/18.3
func (c *Case) travel(opened []Opened, papers []PaperHanded, at, role string) error {
	n := sheets(papers)
	if n == 0 {
		return nil
	}
	for i := range opened {
		o := &opened[i]
		node := c.Machine.Node(o.Node)
		if node == nil || !node.Papers || o.Unit == at {
			continue
		}
		by, err := c.Calendar.HandOverBy(c.Now)
		if err != nil {
			return err
		}
		o.Papers = &Travel{From: at, Role: role, Sheets: n, By: by.UTC()}
	}
	return nil
}

// OnWay says whether the task's papers are not confirmed yet.
func (t *Task) OnWay() bool { return t.Open() && t.Papers != nil && t.Confirmed.IsZero() }

// Giver says whether the papers are with the giver again, who has to hand them over once more.
func (t *Task) Giver() bool { return t.OnWay() && !t.SentBack.IsZero() }

// ofTravel says whether an act moves papers.
func ofTravel(a Act) bool { return a == ActConfirm || a == ActSendBack || a == ActSend }

type travelHolder struct {
	Token  int       `json:"token"`
	Node   string    `json:"node"`
	From   string    `json:"from"`
	Unit   string    `json:"unit"`
	Sheets int       `json:"sheets"`
	Due    time.Time `json:"due,omitzero"` // of the step, which begins with the confirmation
	By     time.Time `json:"by,omitzero"`  // of a further hand-over
	Reason string    `json:"reason,omitempty"`
}

func (t *Task) travelled() travelHolder {
	return travelHolder{Token: t.Token, Node: t.Node, From: t.Papers.From, Unit: t.Unit, Sheets: t.Papers.Sheets}
}

// Confirm decides that the paper dossier has come to the task's unit (xác nhận đã nhận hồ sơ giấy): the hand-over counts
// from now, and the hours of the step begin.
// law: nd61-2018/19.6
func (c *Case) Confirm(token int, words string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActConfirm, token)
	if err != nil {
		return nil, err
	}
	if err := sized(typed{"words", words, mostWords}); err != nil {
		return nil, err
	}
	h := t.travelled()
	if n := c.Machine.Node(t.Node); n != nil && n.Hours > 0 {
		due, err := c.Calendar.AddMinutes(c.Now, int64(n.Hours)*60)
		if err != nil {
			return nil, err
		}
		h.Due = due.UTC()
	}
	return []ledger.Fact{c.fact(KindConfirmed, h, wordsOf(words))}, nil
}

// SendBack decides that the papers are not taken (không nhận bàn giao): they did not come, or are not what the list says.
// They are the giver's again.
func (c *Case) SendBack(token int, reason, words string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActSendBack, token)
	if err != nil {
		return nil, err
	}
	var missing error
	if blank(words) {
		missing = fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	if err := fault.Together(c.reason(ActSendBack, reason), missing, sized(typed{"words", words, mostWords})); err != nil {
		return nil, err
	}
	h := t.travelled()
	h.Reason = reason
	return []ledger.Fact{c.fact(KindSentBack, h, wordsOf(words))}, nil
}

// Send decides that papers which were not taken are handed over once more (bàn giao lại).
func (c *Case) Send(token int, words string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActSend, token)
	if err != nil {
		return nil, err
	}
	if err := sized(typed{"words", words, mostWords}); err != nil {
		return nil, err
	}
	h := t.travelled()
	by, err := c.Calendar.HandOverBy(c.Now)
	if err != nil {
		return nil, err
	}
	h.By = by.UTC()
	return []ledger.Fact{c.fact(KindSent, h, wordsOf(words))}, nil
}

// foldTravel moves the papers. A step begins when its papers have come: its hours count from there.
func (d *Dossier) foldTravel(e *ledger.Event, s *Step) error {
	h, err := holder[travelHolder](&e.Fact)
	if err != nil {
		return err
	}
	t := d.Task(h.Token)
	if t == nil || t.Papers == nil {
		return nil
	}
	s.Node, s.Token, s.Reason = h.Node, h.Token, h.Reason
	switch e.Kind {
	case KindConfirmed:
		t.Handed, t.Since, t.Confirmed, t.SentBack, t.Due = t.Since, e.At, e.At, time.Time{}, h.Due
		d.PapersAt = t.Unit
	case KindSentBack:
		t.SentBack = e.At
	case KindSent:
		again := *t.Papers
		again.By = h.By
		t.Papers, t.SentBack = &again, time.Time{}
	}
	return s.words(e)
}

// with says who had a task at a moment: nobody before it was open, the giver while its papers were on their way.
func (t *Task) with(at time.Time, reception string) (h Holder, unit string, ok bool) {
	from := t.Since
	if !t.Handed.IsZero() {
		from = t.Handed
	}
	if t.Papers == nil || from.After(at) || !t.Confirmed.IsZero() && !t.Confirmed.After(at) || !t.Open() && !t.Done.After(at) {
		return "", "", false
	}
	if t.Papers.From == reception {
		return HolderDesk, t.Papers.From, true
	}
	return HolderAgency, t.Papers.From, true
}

// travelling adds what papers ring that nobody confirms: their giver answers for them.
func (b *alarms) travelling(t *Task) {
	b.add(Alarm{Kind: AlarmPapers, Token: t.Token, Unit: t.Papers.From, Rings: t.Papers.By, Due: t.Papers.By})
}
