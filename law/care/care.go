// Package care has the life of a contact (lượt liên hệ): one conversation of somebody with the city's customer care, over whichever
// channel, from the first word to its outcome. It has the table of acts, the events that they leave and their fold.
package care

import (
	"slices"
	"time"

	"motcua/words/ledger"
)

// An ID names a contact.
type ID string

// Stream gives the contact's stream in the ledger.
func Stream(id ID) ledger.StreamID { return ledger.StreamID("contact/" + string(id)) }

// A Channel (kênh liên hệ) is how somebody and the care desk talk.
type Channel string

// The channels.
const (
	Telephone Channel = "telephone" // điện thoại
	Chat      Channel = "chat"      // trò chuyện trên trang
	Email     Channel = "email"     // thư điện tử
	Messenger Channel = "message"   // ứng dụng nhắn tin, qua hệ thống kết nối
	Desk      Channel = "desk"      // trực tiếp tại quầy
	Form      Channel = "form"      // biểu mẫu trên trang
	CallBack  Channel = "call-back" // đề nghị gọi lại
)

// Channels are the channels in the order of a list.
var Channels = []Channel{Telephone, Chat, Email, Messenger, Desk, Form, CallBack}

// Spoken are those of which an officer writes down what was said: whoever opens such a contact is talking with the citizen already.
var Spoken = []Channel{Telephone, Desk}

// Mouth are those over which nothing is sent: what an officer writes there is what was told by mouth.
var Mouth = []Channel{Telephone, Desk, CallBack}

// Written are those over which somebody writes and waits for an answer.
var Written = []Channel{Chat, Email, Messenger, Form}

// Public are those that anybody may open, with or without an account.
var Public = []Channel{Chat, Form, CallBack}

// A State (trạng thái) is how far a contact is.
type State string

// The states.
const (
	None    State = ""
	Waiting State = "waiting"             // chờ nhận
	Open    State = "open"                // đang trao đổi
	Asked   State = "waiting-for-citizen" // chờ người dân
	Handed  State = "handed-over"         // đã chuyển đơn vị
	Closed  State = "closed"              // đã đóng
)

// States are the states in the order of a life.
var States = []State{Waiting, Open, Asked, Handed, Closed}

// A Side is who a message is from, or whom it is for.
type Side string

// The sides.
const (
	In   Side = "in"   // from the citizen
	Out  Side = "out"  // to the citizen
	Note Side = "note" // for officers alone
)

// A File is what came with a message. Clean is the copy of a picture without what a camera wrote into it.
type File struct {
	Hash  string `json:"hash"`
	Clean string `json:"clean,omitempty"`
	Name  string `json:"name"`
	Size  int64  `json:"size,omitempty"`
	Type  string `json:"type,omitempty"`
}

// A Message (tin) is something that was said or written.
type Message struct {
	Version int64
	Side    Side
	At      time.Time
	Actor   string
	Unit    string
	Text    string
	Files   []File
	Article string // of the knowledge base, that the answer was taken from
	Spoke   string // officer who wrote down what the citizen said; "" when they typed it themselves
	Gone    bool   // what was said was erased by law
}

// A Call (cuộc gọi) is a call from its beginning to its end.
type Call struct {
	Version int64
	Began   time.Time
	Ended   time.Time // zero: it runs
	Actor   string
	In      bool   // the citizen called
	Outcome string // reached, no-answer, busy, dropped
	Words   string // what whoever called noted at its end
}

// Seconds is how long a call that is over took.
func (c *Call) Seconds() int64 {
	if c.Ended.IsZero() {
		return 0
	}
	return int64(c.Ended.Sub(c.Began) / time.Second)
}

// A Promise (hẹn gọi lại) says that somebody calls back by a time.
type Promise struct {
	Version int64 // of the event that made it
	At      time.Time
	Due     time.Time
	First   time.Time // when it was due at first, before it was put off
	By      string    // officer who promised
	Words   string
	Since   time.Time // from when on calls count for Due: when it was made, or put off after a call that met nobody
	Tried   int       // how often it was put off
	Broken  bool      // nobody called in time; whatever comes later does not mend that
	Outcome string
	Note    string    // how it went, in the officer's words
	Ended   time.Time // zero: still owed
}

// Open says whether the call is still owed.
func (p *Promise) Open() bool { return p.Ended.IsZero() }

// Late says whether a call is owed past its time, or was made later than promised, or never.
func (p *Promise) Late(now time.Time) bool { return p.Broken || p.Open() && past(now, p.Due) }

// past says whether t is past a time that people are told in minutes: the minute that was said is still in time.
func past(t, due time.Time) bool { return t.Truncate(time.Minute).After(due) }

// CallsFor are the calls that were made and ended since a promise, the earliest first.
func (c *Contact) CallsFor(p *Promise) []Call {
	var out []Call
	for _, x := range c.Calls {
		if x.Version > p.Version && !x.Ended.IsZero() {
			out = append(out, x)
		}
	}
	return out
}

// A Hand (chuyển đơn vị) is a contact's time with a unit that it was handed to.
type Hand struct {
	Version int64
	To      string
	Over    string // that carries on where that one ended; "": itself
	From    string
	At      time.Time
	Due     time.Time // the unit answers by then
	Ended   time.Time // it answered, closed it or gave it back
	Reason  string
	Back    bool // it gave it back, or whoever handed it over took it back
	BackAt  time.Time
	BackBy  string // officer who did
	BackOwn bool   // of the unit that had handed it over
	BackWhy string
}

// Late says whether the unit has not answered in time.
func (h *Hand) Late(now time.Time) bool {
	if h.Ended.IsZero() {
		return now.After(h.Due)
	}
	return h.Ended.After(h.Due)
}

// An Ending (kết thúc) is one time at which a contact was closed; whoever has more to say opens it again.
type Ending struct {
	Version int64
	At      time.Time
	By      string
	Outcome string
	Words   string
	Again   time.Time // it was opened again; zero: not
	AgainBy string
	Why     string // in the officer's words; "" when the citizen wrote once more
}

// A Finding (nhận xét mẫu) is what whoever read a sampled conversation found in it.
type Finding struct {
	Version int64
	At      time.Time
	By      string // who read it
	Of      string // officer whose work was read; "" for nobody's
	Result  string // good, improve
	Words   string
	Draw    string // what the sample was drawn by, so that others can draw it again; "" for one that was not drawn
	Gone    bool   // the words were erased by law
}

// A Step is one event as it is shown.
type Step struct {
	Version int64
	Act     Act
	At      time.Time
	Actor   string
	Unit    string
	State   State // after it
}

// A Contact (lượt liên hệ) is what its events make of it. Of one whose personal part was erased by law, words and people are empty.
type Contact struct {
	ID      ID
	Version int64
	Code    string
	Channel Channel
	System  string // that brought it, "" for none
	State   State
	Began   time.Time
	Spoke   string // officer who wrote down what was said; "" when the citizen typed

	Handle   string // telephone, mail, or name in the other system
	External string // its identity there
	Name     string // as told
	Person   string // number of the account, "" for none known
	Subject  string

	Tags     []string
	Unit     string    // that has it now
	Before   []string  // units that had it before
	Agent    string    // officer who has it, "" for nobody
	Since    time.Time // when they took it; meaningless for nobody
	Keys     []string  // keyed hashes of identities in other systems, of the contact and of its messages
	Waits    time.Time
	Answered time.Time // first answer; zero: none yet
	Closed   time.Time
	Outcome  string
	Reopened int

	Messages  []Message
	Calls     []Call
	Promises  []Promise
	Hands     []Hand
	Endings   []Ending
	Findings  []Finding
	Dossiers  []string
	Petitions []string
	History   []Step
}

// HeardSince says whether the citizen was heard from a moment on: a message of theirs, or a call that reached them.
func (c *Contact) HeardSince(t time.Time) bool {
	for i := range c.Messages {
		if m := &c.Messages[i]; m.Side == In && !m.At.Before(t) {
			return true
		}
	}
	for i := range c.Calls {
		if x := &c.Calls[i]; !x.Began.Before(t) && (x.Outcome == "" || x.Outcome == Reached) {
			return true
		}
	}
	return false
}

// Finding is the finding that holds, nil for none: the last, for a later one mends the one before.
func (c *Contact) Finding() *Finding {
	if n := len(c.Findings); n > 0 {
		return &c.Findings[n-1]
	}
	return nil
}

// TookPart says whether an officer had a contact, spoke with whoever it is with, or wrote down what they said.
func (c *Contact) TookPart(officer string) bool {
	return c.Agent == officer || slices.ContainsFunc(c.Messages, func(m Message) bool { return m.Spoke == officer || m.Side == Out && m.Actor == officer }) ||
		slices.ContainsFunc(c.Calls, func(x Call) bool { return x.Actor == officer }) || slices.ContainsFunc(c.Endings, func(x Ending) bool { return x.By == officer })
}

// answerer is the officer whose work a contact shows: who has it, or who answered last.
func (c *Contact) answerer() string {
	if c.Agent != "" {
		return c.Agent
	}
	for i := len(c.Messages) - 1; i >= 0; i-- {
		if m := &c.Messages[i]; m.Side == Out {
			return m.Actor
		}
	}
	return ""
}

// Reach are the units that have or had to do with it.
func (c *Contact) Reach() []string {
	all := append([]string{c.Unit}, c.Before...)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(u string) bool { return u == "" })
}

// Running is the call that is under way, nil for none.
func (c *Contact) Running() *Call {
	if n := len(c.Calls); n > 0 && c.Calls[n-1].Ended.IsZero() {
		return &c.Calls[n-1]
	}
	return nil
}

// A Phase (đang ở đâu) says more of a contact than its state does: what goes on in it, or what it waits for.
type Phase string

// The phases.
const (
	OnCall   Phase = "on-call"   // đang gọi
	Owing    Phase = "owing"     // còn hẹn gọi lại
	CallOver Phase = "call-over" // đã kết thúc cuộc gọi, chờ ghi kết quả
)

// Phase is how far a contact is that is open, "" where its state says it all.
func (c *Contact) Phase() Phase {
	switch {
	case c.Running() != nil:
		return OnCall
	case c.State != Open:
	case len(c.Owed()) > 0:
		return Owing
	case len(c.Calls) > 0 && slices.Contains(Mouth, c.Channel):
		return CallOver
	}
	return ""
}

// Owed are the calls that were promised and not made, the earliest first.
func (c *Contact) Owed() []Promise {
	var out []Promise
	for _, p := range c.Promises {
		if p.Open() {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Promise) int { return a.Due.Compare(b.Due) })
	return out
}

// lastHand is the hand-over by which the unit has it that has it now, whether or not that one has answered; nil for none.
func (c *Contact) lastHand() *Hand {
	if n := len(c.Hands); n > 0 && c.State == Handed && !c.Hands[n-1].Back {
		return &c.Hands[n-1]
	}
	return nil
}

// BackTo is the unit that a contact goes back to, "" when it was not handed over.
func (c *Contact) BackTo() string {
	if r := c.lastHand(); r != nil {
		return r.From
	}
	return ""
}

// Hand is the hand-over whose clock runs, nil for none.
func (c *Contact) Hand() *Hand {
	if n := len(c.Hands); n > 0 && c.Hands[n-1].Ended.IsZero() {
		return &c.Hands[n-1]
	}
	return nil
}
