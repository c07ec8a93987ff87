// Package knowledge has what those who answer people go by (kho tri thức): articles of question and answer, scripts of calls and
// saved replies; who may put one before people, and the moment from which one is no longer to be trusted, because a procedure that
// it speaks of has a newer version. It has no clock and no I/O.
package knowledge

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// ID names an item.
type ID string

// Stream is an item's stream of events.
func Stream(id ID) ledger.StreamID { return ledger.StreamID("knowledge/" + string(id)) }

// A Kind of item.
type Kind string

// The kinds.
const (
	Article Kind = "article" // câu hỏi và trả lời
	Script  Kind = "script"  // kịch bản trả lời: each paragraph is a step
	Reply   Kind = "reply"   // câu trả lời mẫu, with gaps that are filled when it is sent
)

// Kinds are the kinds in the order of a form.
var Kinds = []Kind{Article, Script, Reply}

// An Audience is who may read an item.
type Audience string

// The audiences. Only articles are ever public by themselves; a reply reaches people by whoever sends it.
const (
	Public Audience = "public"
	Inside Audience = "inside"
)

// Words are an item in one language: a question or name, and what is said.
type Words struct {
	Title string `json:"title"`
	Body  string `json:"body"`
}

// A Link says that an item speaks of a procedure, as its version was when somebody last looked.
type Link struct {
	Code    string `json:"code"`
	Version int    `json:"version"`
}

// A Text is an item as somebody wrote it.
type Text struct {
	Rev      int       `json:"rev"` // 1, 2 …
	Audience Audience  `json:"audience"`
	VI       Words     `json:"vi"`
	EN       Words     `json:"en"`
	Keys     string    `json:"keys,omitempty"`  // other words by which people look for it
	Basis    string    `json:"basis,omitempty"` // the law behind it, in words
	Links    []Link    `json:"links,omitempty"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// In gives the words in a language.
func (t *Text) In(lang string) Words {
	if lang == "en" {
		return t.EN
	}
	return t.VI
}

// A Step is one event of an item's history.
type Step struct {
	Act    Act       `json:"act"`
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Rev    int       `json:"rev,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Links  []Link    `json:"links,omitempty"`
}

// A State says where an item stands.
type State string

// The states.
const (
	Waiting   State = "waiting"   // its first text waits for somebody to read it
	Live      State = "live"      // in use
	Changed   State = "changed"   // in use, and a newer text waits
	Returned  State = "returned"  // the newest text was sent back to whoever wrote it; an older one may be in use
	Withdrawn State = "withdrawn" // no longer in use
)

// States are the states in the order of a filter.
var States = []State{Live, Changed, Waiting, Returned, Withdrawn}

// An Item (mục tri thức) is what its events say.
type Item struct {
	ID      ID        `json:"id"`
	Kind    Kind      `json:"kind"`
	Slug    string    `json:"slug"` // its name in public addresses
	Version int64     `json:"version"`
	State   State     `json:"state"`
	New     Text      `json:"new"`            // the newest text
	Live    *Text     `json:"live,omitempty"` // the text in use
	By      string    `json:"by,omitempty"`   // who put it into use
	Since   time.Time `json:"since,omitzero"` // when
	Checked time.Time `json:"checked,omitzero"`
	Checker string    `json:"checker,omitempty"`
	Vouched *Vouched  `json:"vouched,omitempty"` // one person found the text in use still right; a second one is to agree
	Updated time.Time `json:"updated"`
	History []Step    `json:"history"`
}

// A Vouched says that somebody found the text in use still right under newer versions of what it speaks of.
type Vouched struct {
	By    string    `json:"by"`
	At    time.Time `json:"at"`
	Links []Link    `json:"links"`
}

// Shown is the text in use, or the newest where none is.
func (i *Item) Shown() *Text {
	if i.Live != nil {
		return i.Live
	}
	return &i.New
}

// Pending says whether a text waits for somebody to read it.
func (i *Item) Pending() bool { return i.State == Waiting || i.State == Changed }

// ForPeople says whether a text of the item reaches people: by itself, or in a message.
func (i *Item) ForPeople(t *Text) bool { return i.Kind == Reply || t.Audience == Public }

// A Stale is a procedure of an item that went on without it.
type Stale struct {
	Code    string
	Written int // the version that was looked at
	Now     int // the version in force, 0: none is
}

// StaleAt gives the procedures of a text that have a newer version in force, or none any more, by what inForce says of a moment. It
// follows from dates alone, so an item is stale from the very moment on at which a version takes effect.
func (t *Text) StaleAt(inForce func(code string) int) (out []Stale) {
	for _, l := range t.Links {
		if now := inForce(l.Code); now == 0 || now > l.Version {
			out = append(out, Stale{Code: l.Code, Written: l.Version, Now: now})
		}
	}
	return out
}

// An holder is the body of an event; nothing in it is personal, officers stand in the envelope.
type holder struct {
	Kind   Kind   `json:"kind,omitempty"`
	Slug   string `json:"slug,omitempty"`
	Text   *Text  `json:"text,omitempty"`
	Rev    int    `json:"rev,omitempty"`
	Reason string `json:"reason,omitempty"`
	Links  []Link `json:"links,omitempty"`
	Half   bool   `json:"half,omitempty"` // of a confirmation: the first of two
}

const kindPrefix = "knowledge."

// Fold reads an item back.
func Fold(id ID, events []ledger.Event) (*Item, error) {
	if len(events) == 0 {
		return nil, fault.New(fault.Missing, "knowledge.missing")
	}
	i := &Item{ID: id}
	for k := range events {
		if err := i.apply(&events[k]); err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", events[k].Stream, events[k].Version, err)
		}
	}
	return i, nil
}

func (i *Item) apply(e *ledger.Event) error {
	word, ours := strings.CutPrefix(e.Kind, kindPrefix)
	var h holder
	if err := json.Unmarshal(e.Holder, &h); err != nil {
		return err
	}
	act := Act(word)
	if !ours || RuleOf(act) == nil || e.Version != i.Version+1 || (act == ActWrite) != (h.Text != nil) || i.Version == 0 && act != ActWrite {
		return fmt.Errorf("%s is no event of an item here", e.Kind)
	}
	i.Version, i.Updated = e.Version, e.At
	s := Step{Act: act, At: e.At, By: e.Actor, Rev: i.New.Rev, Reason: h.Reason, Links: h.Links}
	switch act {
	case ActWrite:
		i.Kind, i.Slug = h.Kind, h.Slug
		i.New = *h.Text
		i.New.By, i.New.At = e.Actor, e.At
		s.Rev = i.New.Rev
		if i.State = Waiting; i.Live != nil {
			i.State = Changed
		}
	case ActPublish:
		t := i.New
		i.Live, i.State, i.By, i.Since, i.Checked, i.Checker = &t, Live, e.Actor, e.At, time.Time{}, ""
		i.Vouched = nil
	case ActReturn:
		i.State = Returned
	case ActConfirm:
		if h.Half {
			i.Vouched = &Vouched{By: e.Actor, At: e.At, Links: h.Links}
			break
		}
		i.Vouched = nil
		t := *i.Live
		t.Links = h.Links
		if i.New.Rev == t.Rev {
			i.New.Links = h.Links
		}
		i.Live, i.Checked, i.Checker = &t, e.At, e.Actor
	case ActWithdraw:
		i.Live, i.State, i.Vouched = nil, Withdrawn, nil
	}
	i.History = append(i.History, s)
	return nil
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("knowledge: encode %T: %v", v, err)) // a bug: an own type that JSON cannot hold
	}
	return b
}
