package dossier

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// Brought (hồ sơ chuyển từ hệ thống cũ) is what an older system says of a dossier. Its code stays its code and its due time stays
// promised.
type Brought struct {
	Filing
	Source // where it comes from
	Check  string

	Fee       int64 // đồng
	FeePaid   bool
	Received  time.Time
	Due       time.Time // zero: none was promised
	State     State     // Received, Processing, Supplement, Completed, HandedOver or Stopped
	Refused   bool      // with Stopped: after examination
	Step      string    // the open step of the process; "" is the first
	Asked     *BroughtAsk
	Completed time.Time // the work was over: result, refusal or stop
	Handed    time.Time
	Reason    string // why it was refused or stopped, in the words of then
	Result    ResultIssued
	Signer    string
	Lines     []OldStep
	Line      string // the whole line as it came, so that another one can be compared with it
	Demo      bool
}

// A Source says where a dossier comes from.
type Source struct {
	Batch  string `json:"batch"`  // the import
	System string `json:"system"` // the older system's name
	Code   string `json:"code"`   // its code there, and here
	Print  string `json:"print"`  // keyed hash of the line
}

// A BroughtAsk is a request for papers that nobody had answered in the older system.
type BroughtAsk struct {
	At    time.Time
	Until time.Time
	Items []string
}

// An OldStep is a line of the history that the older system kept, in its own words.
type OldStep struct {
	At   time.Time `json:"at"`
	What string    `json:"what"`
	Who  string    `json:"who,omitempty"`
	Unit string    `json:"unit,omitempty"`
}

// Imported is what is known of a dossier that an older system had.
type Imported struct {
	Source
	At      time.Time // when it came in
	Version int64     // of the event by which it came in
	Passed  []string  // steps that lie behind it
	Signer  string    // of the result; personal
	History []OldStep // personal
}

// Annulled says that the import of a dossier was undone (hủy nhập): no list and no figure has it any more.
type Annulled struct {
	At     time.Time
	Batch  string
	Reason string
	Actor  string
}

// EndedAs says when and by which kind of event a dossier had ended.
type EndedAs struct {
	At   time.Time `json:"at"`
	Kind string    `json:"kind"`
}

type importedHolder struct {
	Source
	Began   bool              `json:"began,omitempty"`  // somebody had begun to work on it
	Passed  []string          `json:"passed,omitempty"` // steps that lie behind it
	Opened  []Opened          `json:"opened,omitempty"`
	Timers  []Timer           `json:"timers,omitempty"`
	Marking procedure.Marking `json:"marking,omitzero"`
	Asked   time.Time         `json:"asked,omitzero"` // papers are asked for since
	Until   time.Time         `json:"until,omitzero"`
	Number  string            `json:"number,omitempty"` // of the result
	Result  string            `json:"result,omitempty"` // code of its kind
	Signed  time.Time         `json:"signed,omitzero"`
	Moved   *Moved            `json:"moved,omitempty"`
	Tally   Tally             `json:"tally"`
}

type privateImport struct {
	History []OldStep `json:"history,omitempty"`
	Signer  string    `json:"signer,omitempty"`
	Items   []string  `json:"items,omitempty"`
	Line    string    `json:"line"`
}

type annulledHolder struct {
	Batch  string   `json:"batch"`
	Reason string   `json:"reason"`
	Tally  Tally    `json:"tally"`
	Ended  *EndedAs `json:"ended,omitempty"`
}

// LineOf reads the line by which a dossier came in out of its event; "" where it was erased.
func LineOf(e *ledger.Event) (string, error) {
	p, err := private[privateImport](&e.Fact)
	return p.Line, err
}

// SourceOf reads where a dossier comes from out of its event.
func SourceOf(e *ledger.Event) (Source, error) {
	h, err := holder[importedHolder](&e.Fact)
	return h.Source, err
}

// Import decides that a dossier of an older system comes in. What happened there is entered late, under the time at which it
// happened; that it goes on here happens now.
// choice: an open one goes on by the procedure as it was at its reception, from the first step or the one that is named; the steps
// before are neither invented nor repeated. Its due time is the one on the applicant's paper.
func (c *Case) Import(b *Brought) ([]ledger.Fact, error) {
	if c.Dossier.Version != 0 {
		return nil, fault.New(fault.Conflict, "dossier.exists")
	}
	book, err := RulebookAt(b.Received)
	if err != nil { // choice: one that is older than the oldest rulebook goes on by the one of today
		if book, err = RulebookAt(c.Now); err != nil {
			return nil, err
		}
	}
	pc, err := c.processCase(b.CaseID)
	if err != nil {
		return nil, err
	}
	if err := fault.Together(b.check(pc), b.order(c.Now)); err != nil {
		return nil, err
	}
	promise, err := c.handedDown(pc, b)
	if err != nil {
		return nil, err
	}
	tally := Tally{Reception: b.Filing.Reception, Competent: b.Competent, Received: b.Received}
	tally.promised(promise)
	h := receivedHolder{
		Rulebook: book.ID, Code: b.Code, Procedure: c.Procedure.Code, Version: c.Procedure.Version, FormBy: c.Procedure.Version,
		Case: b.CaseID, Channel: b.Channel, Reception: b.Filing.Reception, Competent: b.Competent, Sets: 1, Fee: b.Fee, FeePaid: b.FeePaid,
		Return: b.Return, Promise: promise, Steps: pc.Process.Tasks(), Tally: tally, General: c.pinned(), Demo: b.Demo,
	}
	p := privateFiling{Parties: b.Parties, Subject: b.Subject, Files: b.Files, Check: b.Check}
	facts := append([]ledger.Fact{c.then(b.Received).fact(KindReceived, h, p)}, c.ended(b, tally)...)
	in, err := c.broughtIn(pc, b, promise, tally)
	return append(facts, in), err
}

// then is the case at a moment that is past.
func (c *Case) then(at time.Time) *Case {
	was := *c
	was.Now, was.Class = at, ledger.LateEntry
	return &was
}

// ended are the facts of how a dossier ended in the older system.
func (c *Case) ended(b *Brought, tally Tally) []ledger.Fact {
	switch b.State {
	case Completed:
		return []ledger.Fact{c.then(b.Completed).fact(KindCompleted, completedHolder{Tally: tally}, nil)}
	case HandedOver:
		return []ledger.Fact{
			c.then(b.Completed).fact(KindCompleted, completedHolder{Tally: tally}, nil),
			c.then(b.Handed).fact(KindHandedOver, handedHolder{Manner: b.Return}, nil),
		}
	case Stopped:
		if b.Refused {
			return []ledger.Fact{c.then(b.Completed).fact(KindRefused, taskHolder{Tally: &tally}, wordsOf(b.Reason))}
		}
		return []ledger.Fact{c.then(b.Completed).fact(KindStopped, stoppedHolder{Tally: tally}, wordsOf(b.Reason))}
	}
	return nil
}

// broughtIn is the fact that the dossier is here from now on, with the steps that wait for somebody.
func (c *Case) broughtIn(pc *procedure.Case, b *Brought, promise Promise, tally Tally) (ledger.Fact, error) {
	h := importedHolder{Source: b.Source, Tally: tally, Number: b.Result.Number, Result: b.Result.Code, Signed: b.Result.At}
	p := privateImport{History: b.Lines, Signer: b.Signer, Line: b.Line}
	if b.State.Terminal() || b.State == Completed {
		return c.fact(KindImported, h, p), nil
	}
	var err error
	if h.Marking, h.Passed, err = c.Machine.Until(b.Step, c.env("", nil, b.CaseID, b.Channel)); err != nil {
		return ledger.Fact{}, err
	}
	if h.Opened, err = c.opened(c.Machine.Open(h.Marking), nil, b.Filing.Reception, "receiver"); err != nil {
		return ledger.Fact{}, err
	}
	c.numberSubs(h.Opened, b.Code)
	if h.Timers, err = c.armed(h.Marking, b.Received); err != nil {
		return ledger.Fact{}, err
	}
	now := promise
	if h.Began = b.State != Received; b.Asked != nil {
		h.Asked, h.Until, p.Items = b.Asked.At, b.Asked.Until, b.Asked.Items
		now, err = promise.pause(c.Calendar, b.Asked.At, calendar.Citizen)
	} else {
		now, err = c.begins(promise, h.Opened, h.Marking)
	}
	if err != nil {
		return ledger.Fact{}, err
	}
	if len(now.Turns) > 0 {
		h.Moved = &Moved{Was: promise.At, Promise: now, Tally: tally}
	}
	return c.fact(KindImported, h, p), nil
}

// order wants what an older system says in the order of time, and whole for the state that it says.
func (b *Brought) order(now time.Time) error {
	var fs []*fault.Fault
	bad := func(ok bool, key, field string) {
		if !ok {
			fs = append(fs, fault.New(fault.Invalid, key).At(field))
		}
	}
	over := b.State == Completed || b.State == HandedOver || b.State == Stopped
	bad(!b.Received.After(now), "bring.future", "received")
	bad(b.Due.IsZero() || !b.Due.Before(b.Received), "bring.due-before", "due")
	bad(over == !b.Completed.IsZero(), map[bool]string{true: "bring.completed-missing", false: "bring.completed-open"}[over], "completed")
	bad(b.Completed.IsZero() || !b.Completed.Before(b.Received) && !b.Completed.After(now), "bring.completed-order", "completed")
	given := b.State == HandedOver
	bad(given == !b.Handed.IsZero(), map[bool]string{true: "bring.handed-missing", false: "bring.handed-open"}[given], "handed_over")
	bad(b.Handed.IsZero() || !b.Handed.Before(b.Completed) && !b.Handed.After(now), "bring.handed-order", "handed_over")
	bad((b.State == Supplement) == (b.Asked != nil), map[bool]string{true: "bring.asked-missing", false: "bring.asked-other"}[b.Asked == nil], "asked")
	if b.Asked != nil {
		bad(len(b.Asked.Items) > 0, "bring.asked-missing", "asked.items")
		bad(!b.Asked.At.Before(b.Received) && !b.Asked.At.After(now), "bring.asked-order", "asked.at")
	}
	bad(b.Step == "" || !over, "bring.step-over", "step")
	bad(b.Result == (ResultIssued{}) && b.Signer == "" || b.State == Completed || b.State == HandedOver, "bring.result-open", "result")
	bad(b.Fee >= 0, "bring.fee", "fee")
	return fault.Join(fs)
}

// handedDown is the promise that the older system gave. The limit counts only where the law lets it begin again.
// choice: the limit is the procedure's; where that has none now, the working days that the older system promised.
func (c *Case) handedDown(pc *procedure.Case, b *Brought) (Promise, error) {
	p := Promise{Start: b.Received, Effective: b.Received, HandOver: b.Received, Calendar: c.Calendar.Version(), NoDue: b.Due.IsZero()}
	if p.NoDue {
		return p, nil
	}
	p.At, p.Original, p.Kept = b.Due, b.Due, true
	limit := calendar.Limit{N: max(1, int(c.Calendar.WorkingMinutes(b.Received, b.Due)/(8*60))), Unit: calendar.WorkingDay}
	if rule := pc.Rule(b.Channel); rule != nil && rule.SameDay {
		p.SameDay = true
	} else if rule != nil && rule.Limit != nil {
		limit = *rule.Limit
	}
	p.Limit = limit.String()
	return p, nil
}

func (d *Dossier) foldImported(e *ledger.Event, s *Step) error {
	h, err := holder[importedHolder](&e.Fact)
	if err != nil {
		return err
	}
	p, err := private[privateImport](&e.Fact)
	if err != nil {
		return err
	}
	d.Imported = &Imported{Source: h.Source, At: e.At, Version: e.Version, Passed: h.Passed, Signer: p.Signer, History: p.History}
	s.Outcome = h.System
	if h.Number != "" || h.Result != "" || !h.Signed.IsZero() {
		d.Result = ResultIssued{Code: h.Result, Number: h.Number, At: h.Signed}
	}
	if len(h.Marking.Tokens) == 0 {
		return nil
	}
	d.walked(h.Marking, h.Timers, d.Competent, e.At)
	d.charged(h.Opened, 0)
	d.open(h.Opened, e.At)
	if !h.Asked.IsZero() {
		a := Ask{At: h.Asked, Stage: StageExam, Items: p.Items, Until: h.Until, Actor: e.Actor, Unit: e.Unit}
		for range p.Items {
			a.Papers = append(a.Papers, -1)
		}
		d.Asks = append(slices.Clip(d.Asks), a)
	}
	if h.Began || slices.ContainsFunc(d.Tasks, func(t Task) bool { return t.Waits == procedure.WaitPayment }) {
		d.settle(h.Moved)
	}
	return nil
}

// ActedOn says whether anybody has done something with a dossier since it came in from an older system. What the house does by
// itself is nobody's act: a new calendar, a reorganisation, and work that is dealt out.
func (d *Dossier) ActedOn() bool {
	return d.Imported != nil && slices.ContainsFunc(d.History[d.Imported.Version:], func(s Step) bool {
		return s.Kind != KindRedated && s.Kind != KindReassigned && !(s.Kind == KindAssigned && s.Of > 0)
	})
}

// Annul decides that the import of a dossier is undone. It is taken back whole; its events stay.
func (c *Case) Annul(batch, reason string) ([]ledger.Fact, error) {
	d := c.Dossier
	switch {
	case d.Imported == nil || d.Imported.Batch != batch:
		return nil, fault.New(fault.Missing, "dossier.missing")
	case d.Annulled != nil:
		return nil, fault.New(fault.Refused, "dossier.annulled", "batch", batch)
	case blank(reason):
		return nil, fault.New(fault.Invalid, "bring.undo-reason").At("reason")
	case d.ActedOn():
		return nil, fault.New(fault.Refused, "bring.acted-on", "code", d.Code)
	}
	h := annulledHolder{Batch: batch, Reason: reason, Tally: d.tally()}
	for _, s := range d.History[:d.Imported.Version] {
		switch s.Kind {
		case KindCompleted, KindStopped, KindRefused:
			h.Ended = &EndedAs{At: s.At, Kind: s.Kind}
		}
	}
	return []ledger.Fact{c.fact(KindAnnulled, h, nil)}, nil
}

func (d *Dossier) foldAnnulled(e *ledger.Event, s *Step) error {
	h, err := holder[annulledHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Annulled = &Annulled{At: e.At, Batch: h.Batch, Reason: h.Reason, Actor: e.Actor}
	d.stop(e.At)
	d.State, d.Ended, d.Completed = None, time.Time{}, time.Time{}
	s.Reason = h.Reason
	return nil
}
