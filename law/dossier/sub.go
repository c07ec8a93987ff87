package dossier

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/ledger"
)

// A Branching (mở hồ sơ con) gives a part of a dossier's work to another agency: a sub-dossier with a code and a limit of
// its own, inside the dossier's time. The lead agency (cơ quan chủ trì) is the competent one; the others coordinate.
//
// choice: a sub-dossier lives in its dossier's own stream, so that it is counted once in every figure, ends with it, and the
// applicant has one code.
// law: nd61-2018/19.6
// law: nd61-2018/19.7
type Branching struct {
	Token      int // of the step that needs it
	Unit, Role string
	Name       form.Text
	Words      string // what is to be done
	Limit      calendar.Limit
}

// The outcomes of a sub-dossier.
const (
	SubDone   = procedure.SubDone
	SubFailed = procedure.SubFailed
)

// Branch decides to open a sub-dossier at another agency. It ends before the dossier does.
func (c *Case) Branch(k Branching) ([]ledger.Fact, error) {
	d := c.Dossier
	_, t, err := d.judge(ActBranch, k.Token)
	if err != nil {
		return nil, err
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	var fs []*fault.Fault
	if k.Unit == "" || k.Unit == t.Unit {
		fs = append(fs, fault.New(fault.Invalid, "dossier.sub-unit").At("unit"))
	}
	if blank(k.Words) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.words-missing").At("words").By("nd61-2018/19.6"))
	}
	if err := fault.Together(fault.Join(fs), sized(typed{"words", k.Words, mostWords})); err != nil {
		return nil, err
	}
	due, err := c.Calendar.Due(c.Now, k.Limit, calendar.Options{})
	if err != nil {
		return nil, err
	}
	if by, bound := d.SubBy(); bound && due.At.After(by) {
		return nil, fault.New(fault.Invalid, "dossier.sub-outlasts", "time", by.In(calendar.Zone).Format("15:04 02/01/2006")).At("limit").By("nd61-2018/19.6")
	}
	h := consultedHolder{Token: t.Token, Node: t.Node, Opened: Opened{
		Token: d.nextAsked(), Node: "sub", Name: k.Name, Work: procedure.Sub, Unit: k.Unit, Role: cmp.Or(k.Role, AskedRole), Due: due.At.UTC(),
		Can: []string{SubDone, SubFailed}, Asked: &Consultation{By: t.Token, Sub: d.Code + "/" + strconv.Itoa(len(d.Subs())+1)},
	}}
	return []ledger.Fact{c.fact(KindBranched, h, privateWords{Words: k.Words})}, nil
}

// SubBy is when a sub-dossier that is opened now has to be over; bound is false while the dossier's own term stands still.
func (d *Dossier) SubBy() (by time.Time, bound bool) {
	_, waiting := d.Promise.Waiting()
	return d.Promise.At, !d.Promise.NoDue && !waiting
}

// SubDays is how many working days, at most so many, a sub-dossier that is opened now can have: 0 where none is left.
func (d *Dossier) SubDays(cal *calendar.Calendar, now time.Time, most int) int {
	by, bound := d.SubBy()
	if !bound {
		return most
	}
	for ; most > 0; most-- {
		if due, err := cal.Due(now, calendar.Limit{N: most, Unit: calendar.WorkingDay}, calendar.Options{}); err == nil && !due.At.After(by) {
			break
		}
	}
	return most
}

// Subs are the dossier's sub-dossiers, as they were opened.
func (d *Dossier) Subs() []*Task {
	var out []*Task
	for i := range d.Tasks {
		if t := &d.Tasks[i]; t.Asked != nil && t.Asked.Sub != "" {
			out = append(out, t)
		}
	}
	return out
}

// numberSubs gives the sub-dossiers that a process opens their codes.
func (c *Case) numberSubs(opened []Opened, code string) {
	n := len(c.Dossier.Subs())
	for i := range opened {
		if a := opened[i].Asked; a != nil {
			n++
			a.Sub = code + "/" + strconv.Itoa(n)
		}
	}
}

// otherSubs says whether a sub-dossier beside that of a token is still out.
func (d *Dossier) otherSubs(token int) bool {
	return slices.ContainsFunc(d.Subs(), func(t *Task) bool { return t.Open() && t.Token != token })
}

// subOpen says whether a sub-dossier is still out.
func (d *Dossier) subOpen() bool { return slices.ContainsFunc(d.Subs(), (*Task).Open) }

// Settle decides that a sub-dossier is over at its agency (trả kết quả hồ sơ con): done, with the number of its document,
// or not to be done, with the reason in words.
func (c *Case) Settle(token int, outcome, number, words string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActSettle, token)
	if err != nil {
		return nil, err
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	if !slices.Contains(t.Can, outcome) {
		return nil, fault.New(fault.Invalid, "dossier.outcome-unknown", "outcome", outcome).At("outcome")
	}
	if blank(words) && outcome == SubFailed {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	if err := sized(typed{"words", words, mostWords}, typed{"number", number, mostLine}); err != nil {
		return nil, err
	}
	var facts []ledger.Fact
	if t.Holder == "" || t.Dealt {
		facts = append(facts, c.claimed(t))
	}
	h := answeredHolder{Token: t.Token, Node: t.Node, Opinion: outcome, Number: number}
	if !t.ofProcess() {
		return append(facts, c.fact(KindSettled, h, wordsOf(words))), nil
	}
	w, done, refused, err := c.pass(t, outcome)
	switch {
	case err != nil:
		return nil, err
	case refused:
		return nil, fault.New(fault.Refused, "dossier.refuse-by-leader").By("nd61-2018/19.8")
	case done && c.Dossier.otherSubs(t.Token):
		return nil, fault.New(fault.Refused, "dossier.sub-open").By("nd61-2018/19.6")
	}
	h.Opened, h.Timers, h.Marking, h.Moved = w.Opened, w.Timers, w.Marking, w.Moved
	facts = append(facts, c.fact(KindSettled, h, wordsOf(words)))
	if done {
		facts = append(facts, c.completed(h.Moved))
	}
	return facts, nil
}
