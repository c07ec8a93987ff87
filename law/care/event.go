package care

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// The kinds of event are the acts' own words behind this.
const kindPrefix = "contact."

// Kind gives the kind of the event that an act leaves.
func (a Act) Kind() string { return kindPrefix + string(a) }

// holder is the part of an event without anything personal.
type holder struct {
	Code     string    `json:"code,omitempty"`
	Channel  Channel   `json:"channel,omitempty"`
	System   string    `json:"system,omitempty"`
	Key      string    `json:"key,omitempty"` // keyed hash of the identity in the other system
	Spoke    string    `json:"spoke,omitempty"`
	Unit     string    `json:"unit,omitempty"`  // that has it from now on
	Agent    string    `json:"agent,omitempty"` // who has it from now on
	Tags     []string  `json:"tags,omitempty"`
	Due      time.Time `json:"due,omitzero"`
	Promise  int64     `json:"promise,omitempty"`
	Call     int64     `json:"call,omitempty"` // the recorded call that a promise is judged by
	Late     bool      `json:"late,omitempty"` // that call came after the time that was promised
	Told     bool      `json:"told,omitempty"` // an answer that was not sent, but told by mouth
	Free     bool      `json:"free,omitempty"` // nobody has it from now on
	Back     bool      `json:"back,omitempty"` // a unit gives back what it was handed
	Outcome  string    `json:"outcome,omitempty"`
	Dossier  string    `json:"dossier,omitempty"`
	Petition string    `json:"petition,omitempty"`
	Article  string    `json:"article,omitempty"`
	Of       string    `json:"of,omitempty"`   // officer whose work was read for a sample
	Draw     string    `json:"draw,omitempty"` // what that sample was drawn by

	Over *Reassignment `json:"over,omitempty"`

	State State `json:"state"` // after it
}

// private is the personal part.
type private struct {
	Handle   string `json:"handle,omitempty"`
	External string `json:"external,omitempty"`
	Name     string `json:"name,omitempty"`
	Person   string `json:"person,omitempty"`
	Subject  string `json:"subject,omitempty"`
	Text     string `json:"text,omitempty"`
	Reason   string `json:"reason,omitempty"`
	Files    []File `json:"files,omitempty"`
}

// Fold reads a contact back. It is total over personal parts that were erased by law.
func Fold(id ID, events []ledger.Event) (*Contact, error) {
	if len(events) == 0 {
		return nil, fault.New(fault.Missing, "care.missing")
	}
	c := &Contact{ID: id}
	for i := range events {
		if err := c.apply(&events[i]); err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", events[i].Stream, events[i].Version, err)
		}
	}
	return c, nil
}

// apply takes one event.
func (c *Contact) apply(e *ledger.Event) error {
	if e.Version != c.Version+1 {
		return fmt.Errorf("out of order: version %d after %d", e.Version, c.Version)
	}
	word, ours := strings.CutPrefix(e.Kind, kindPrefix)
	act := Act(word)
	if !ours || RuleOf(act) == nil || (act == ActOpen) != (c.Version == 0) {
		return fmt.Errorf("%s is no event of a contact here", e.Kind)
	}
	var h holder
	var q private
	if err := json.Unmarshal(e.Holder, &h); err != nil {
		return err
	}
	if len(e.Private) > 0 {
		if err := json.Unmarshal(e.Private, &q); err != nil {
			return err
		}
	}
	had := c.Agent
	c.Version, c.State = e.Version, h.State
	if h.Agent != "" {
		c.Agent = h.Agent
	}
	if h.Key != "" && !slices.Contains(c.Keys, h.Key) {
		c.Keys = append(c.Keys, h.Key)
	}
	if c.take(act, e, &h, &q); c.Agent != had {
		c.Since = e.At
	}
	c.History = append(c.History, Step{Version: e.Version, Act: act, At: e.At, Actor: e.Actor, Unit: e.Unit, State: c.State})
	return nil
}

// take moves the contact by an event.
func (c *Contact) take(act Act, e *ledger.Event, h *holder, q *private) {
	switch act {
	case ActOpen:
		c.Code, c.Channel, c.System, c.Spoke, c.Unit, c.Began, c.Tags = h.Code, h.Channel, h.System, h.Spoke, h.Unit, e.At, h.Tags
		c.Handle, c.External, c.Name, c.Person, c.Subject = q.Handle, q.External, q.Name, q.Person, q.Subject
		if h.Dossier != "" {
			c.Dossiers = []string{h.Dossier}
		}
		if c.State == Waiting {
			c.Waits = e.At
		} else {
			c.Answered = e.At // they are talking already
		}
		if q.Text != "" || len(q.Files) > 0 || e.Erased {
			c.message(In, e, h, q)
		}
	case ActHear:
		if !c.Closed.IsZero() {
			c.again(e, "")
		}
		if h.Spoke == "" && c.Waits.IsZero() {
			c.Waits = e.At
		}
		c.message(In, e, h, q)
	case ActSay:
		if c.message(Out, e, h, q); !h.Told {
			c.answer(e)
		}
	case ActNote:
		c.message(Note, e, h, q)
	case ActTag:
		c.Tags = h.Tags
	case ActLink:
		c.Dossiers, c.Petitions = add(c.Dossiers, h.Dossier), add(c.Petitions, h.Petition)
	case ActIdentify:
		c.Name, c.Handle, c.Person = q.Name, q.Handle, q.Person
		if q.Subject != "" {
			c.Subject = q.Subject
		}
	case ActRelease:
		if c.Agent = ""; c.State == Waiting && c.Waits.IsZero() {
			c.Waits = e.At // for somebody to take it
		}
	case ActHandOver:
		c.handOver(e, h, q)
	case ActClose:
		c.Closed, c.Outcome, c.Waits = e.At, h.Outcome, time.Time{}
		c.Endings = append(c.Endings, Ending{Version: e.Version, At: e.At, By: e.Actor, Outcome: h.Outcome, Words: q.Text})
		c.endHand(e)
	case ActReopen:
		c.again(e, q.Text)
		c.Agent = e.Actor
	case ActReassign:
		if h.Over != nil {
			c.goOver(h.Over)
		}
	default:
		c.talk(act, e, h, q)
	}
}

// talk takes the events of calls and of promises to call, and what was found when all was over.
func (c *Contact) talk(act Act, e *ledger.Event, h *holder, q *private) {
	switch act {
	case ActReview:
		c.Findings = append(c.Findings, Finding{Version: e.Version, At: e.At, By: e.Actor, Of: h.Of, Result: h.Outcome, Words: q.Text, Draw: h.Draw, Gone: e.Erased})
	case ActCall:
		c.Calls = append(c.Calls, Call{Version: e.Version, Began: e.At, Actor: e.Actor, In: c.cameIn(e)})
	case ActHangUp:
		if r := c.Running(); r != nil {
			r.Ended, r.Outcome, r.Words = e.At, h.Outcome, q.Text
			if h.Outcome == Reached {
				c.answer(e)
			}
		}
	case ActPromise:
		c.Promises = append(c.Promises, Promise{Version: e.Version, At: e.At, Since: e.At, Due: h.Due, First: h.Due, By: e.Actor, Words: q.Text})
	case ActKeep:
		i := slices.IndexFunc(c.Promises, func(p Promise) bool { return p.Version == h.Promise })
		if i < 0 {
			return
		}
		c.Promises[i].keep(e, h, q)
		if h.Outcome == Kept {
			c.answer(e)
		}
	}
}

// atOnce is within which time a call begins with the contact that it is written down in.
const atOnce = time.Minute

// cameIn says whether a call is the one in which a citizen called.
// choice: a contact by telephone is written down by whoever answers it, and its time begins to run with that; every later call is one of
// the desk.
func (c *Contact) cameIn(e *ledger.Event) bool {
	return c.Channel == Telephone && len(c.Calls) == 0 && c.Spoke != "" && c.Spoke == e.Actor && e.At.Sub(c.Began) < atOnce
}

// keep takes how it went with a promise.
func (p *Promise) keep(e *ledger.Event, h *holder, q *private) {
	p.Outcome, p.Note = h.Outcome, q.Text
	switch {
	case h.Outcome == Tried:
		if p.Tried++; !h.Due.IsZero() {
			p.Broken, p.Due, p.Since = p.Broken || h.Late, h.Due, e.At
		}
		return
	case h.Outcome == Missed:
		p.Broken = true
	case h.Call > 0:
		p.Broken = p.Broken || h.Late
	default: // before a call had to be recorded, the moment of the entry spoke
		p.Broken = p.Broken || e.At.After(p.Due)
	}
	p.Ended = e.At
}

// message adds what was said.
func (c *Contact) message(side Side, e *ledger.Event, h *holder, q *private) {
	c.Messages = append(c.Messages, Message{Version: e.Version, Side: side, At: e.At, Actor: e.Actor, Unit: e.Unit, Text: q.Text, Files: q.Files, Article: h.Article, Spoke: h.Spoke, Gone: e.Erased})
}

// answer says that the citizen was spoken to.
func (c *Contact) answer(e *ledger.Event) {
	if c.Answered.IsZero() {
		c.Answered = e.At
	}
	// choice: while a unit is to answer what it was handed, a word of others does not end the wait for it.
	r := c.Hand()
	if r != nil && e.Unit != cmp.Or(r.Over, r.To) {
		return
	}
	c.Waits = time.Time{}
	c.endHand(e)
}

func (c *Contact) again(e *ledger.Event, why string) {
	if n := len(c.Endings); n > 0 {
		c.Endings[n-1].Again, c.Endings[n-1].AgainBy, c.Endings[n-1].Why = e.At, e.Actor, why
	}
	c.Closed, c.Outcome = time.Time{}, ""
	c.Reopened++
	if c.State == Waiting {
		c.Agent = "" // who closed it may not be there
	}
}

// handOver gives it to another unit, whose clock begins, or back to the one that it came from.
func (c *Contact) handOver(e *ledger.Event, h *holder, q *private) {
	if n := len(c.Hands); n > 0 && h.Back {
		r := &c.Hands[n-1]
		r.Back, r.BackAt, r.BackBy, r.BackOwn, r.BackWhy = true, e.At, e.Actor, e.Unit == h.Unit, q.Reason
	}
	c.endHand(e)
	c.Before = add(c.Before, c.Unit)
	if h.Back {
		if c.Unit, c.Agent = h.Unit, h.Agent; c.Agent == "" && c.Waits.IsZero() {
			c.Waits = e.At
		}
		return
	}
	c.Hands = append(c.Hands, Hand{Version: e.Version, To: h.Unit, From: c.Unit, At: e.At, Due: h.Due, Reason: q.Reason})
	c.Unit, c.Agent = h.Unit, ""
	if c.Waits.IsZero() { // for that unit's word
		c.Waits = e.At
	}
}

func (c *Contact) endHand(e *ledger.Event) {
	if r := c.Hand(); r != nil {
		r.Ended = e.At
	}
}

func add(all []string, s string) []string {
	if s == "" || slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("care: encode %T: %v", v, err)) // a bug: an own type that JSON cannot hold
	}
	return b
}
