package survey

import (
	"cmp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// A Follow (theo dõi sau đánh giá) is what the unit's leader does about a bad rating. The office closes it; only the citizen
// says that it is resolved.
type Follow struct {
	Unit     string
	Level    int      // 1: the unit's leader; 2: the supervision of the city, once the citizen was not content
	Barred   []string // officers who signed the dossier, and so do not judge what is said of it
	Opened   time.Time
	Since    time.Time // when this level began
	Counted  time.Time // from when its time is counted: when it was written down
	Due      time.Time
	Raised   time.Time // when it was late and the supervision was told
	Contacts []Contact
	Answer   string // personal: to the citizen
	Answered time.Time
	Mended   string // what was changed in the unit
	Finding  string // what was found of an official's conduct, by the last closing that found something: Upheld, Unfounded or nothing
	Closed   time.Time
	Actor    string // who closed it
	Said     string // by the citizen at the end: Confirmed, Disputed or nothing
	SaidAt   time.Time
	Why      string // personal: why the citizen was not content
}

// Spoken says whether the citizen has said of a case whether that settled it.
func (f *Follow) Spoken() bool { return f != nil && (f.Level > 1 || f.Said != "") }

// What a closing finds of what was said about an official's conduct (thái độ, trách nhiệm của công chức). Every closing says it, and one
// that leaves it as it was found changes nothing: the supervision does not take an earlier finding back by saying nothing of it.
const (
	Upheld    = "upheld"
	Unfounded = "unfounded"
	AsFound   = "as-found"
)

// Findings are what a closing may find, in the order of a form.
var Findings = []string{Upheld, Unfounded, AsFound}

// What a citizen says about a closed case.
const (
	Confirmed = "confirmed"
	Disputed  = "disputed"
)

// A Contact is a try to reach the citizen.
type Contact struct {
	At     time.Time
	Actor  string
	Unit   string
	By     string // "phone", "meeting", "mail"
	Result string // "reached", "not-reached"
	Words  string // personal
}

// ContactBy are the ways to reach somebody, and ContactResults what came of it.
var (
	ContactBy      = []string{"phone", "meeting", "mail"}
	ContactResults = []string{"reached", "not-reached"}
)

// Open says whether the office has something to do.
func (f *Follow) Open() bool { return f != nil && f.Closed.IsZero() }

// State names where a case stands, for words and lists.
func (f *Follow) State() string {
	switch {
	case f == nil:
		return ""
	case !f.Closed.IsZero() && f.Said != "":
		return f.Said
	case !f.Closed.IsZero():
		return "closed"
	case !f.Answered.IsZero():
		return "answered"
	case len(f.Contacts) > 0 && f.Contacts[len(f.Contacts)-1].At.After(f.Since):
		return "contacted"
	}
	return "open"
}

// Late says whether it was not closed within its clock.
func (f *Follow) Late(now time.Time) bool {
	return f != nil && (f.Open() && now.After(f.Due) || !f.Open() && f.Closed.After(f.Due))
}

type openedHolder struct {
	Due    time.Time `json:"due"`
	Level  int       `json:"level"`
	Barred []string  `json:"barred,omitempty"`
}

type contactedHolder struct {
	By     string `json:"by"`
	Result string `json:"result"`
}

type closedHolder struct {
	Mended  string `json:"mended"`
	Finding string `json:"finding,omitempty"`
	Upheld  bool   `json:"upheld,omitempty"` // of closings of before, which could say that and nothing else
}

// found is what a closing says, Upheld, Unfounded or "" for nothing.
func (h *closedHolder) found() string {
	switch {
	case h.Upheld:
		return Upheld
	case h.Finding == AsFound:
		return ""
	}
	return h.Finding
}

// open wants a case that waits for the office.
func (c *Case) open() error {
	switch {
	case c.Rating == nil || c.Rating.Follow == nil:
		return fault.New(fault.Missing, "rating.no-case")
	case !c.Rating.Follow.Open():
		return fault.New(fault.Conflict, "rating.closed-already")
	case c.Rating.Follow.Bars(c.Actor):
		return fault.New(fault.Refused, "rating.signed").NoRight()
	}
	return nil
}

// long wants what an officer writes to say something.
func long(words, field string) *fault.Fault {
	if n := utf8.RuneCountInString(words); n < leastWords || n > mostWords {
		return fault.New(fault.Invalid, "rating.words", "least", strconv.Itoa(leastWords), "most", strconv.Itoa(mostWords)).At(field)
	}
	return nil
}

// Bars says whether an officer has no part in it.
// choice: whoever signed the dossier would judge a complaint about their own decision.
func (f *Follow) Bars(officer string) bool {
	return officer != "" && slices.Contains(f.Barred, officer)
}

// Contact notes a try to reach the citizen.
func (c *Case) Contact(by, result, note string) ([]ledger.Fact, error) {
	if err := c.open(); err != nil {
		return nil, err
	}
	var fs []*fault.Fault
	if !slices.Contains(ContactBy, by) {
		fs = append(fs, fault.New(fault.Invalid, "rating.contact-by").At("by"))
	}
	if !slices.Contains(ContactResults, result) {
		fs = append(fs, fault.New(fault.Invalid, "rating.contact-result").At("result"))
	}
	note = vn.Trim(note)
	if utf8.RuneCountInString(note) > mostWords {
		fs = append(fs, fault.New(fault.Invalid, "rating.comment-long", "most", strconv.Itoa(mostWords)).At("note"))
	}
	return c.fact(KindContacted, contactedHolder{by, result}, words{note}), fault.Join(fs)
}

// Respond answers the citizen; a later answer takes the place of an earlier one.
func (c *Case) Respond(answer string) ([]ledger.Fact, error) {
	if err := c.open(); err != nil {
		return nil, err
	}
	answer = vn.Trim(answer)
	if f := long(answer, "answer"); f != nil {
		return nil, f
	}
	return c.fact(KindAnswered, struct{}{}, words{answer}), nil
}

// Close ends the office's part: with what was mended, after the citizen was answered and reached (Reaches), and with what was found of an
// official's conduct. What was mended names no person.
func (c *Case) Close(mended, finding string) ([]ledger.Fact, error) {
	if err := c.open(); err != nil {
		return nil, err
	}
	if c.Rating.Follow.Answered.IsZero() {
		return nil, fault.New(fault.Conflict, "rating.answer-first")
	}
	if !c.Reaches().Enough() {
		return nil, fault.New(fault.Conflict, "rating.reach-first", "days", strconv.Itoa(c.Rules.Attempts))
	}
	var fs []*fault.Fault
	mended = vn.Trim(mended)
	if f := long(mended, "mended"); f != nil {
		fs = append(fs, f)
	}
	if !slices.Contains(Findings, finding) {
		fs = append(fs, fault.New(fault.Invalid, "rating.finding").At("finding"))
	}
	return c.fact(KindClosed, closedHolder{Mended: mended, Finding: finding}, nil), fault.Join(fs)
}

// A Reach is what was done to reach the citizen since whoever has the case got it.
type Reach struct {
	Reached bool // somebody spoke with them
	Reads   bool // they can read the answer: they rated by their account or the link that was sent to them, or said by it that it was not settled
	Days    int  // different working days on which somebody tried
	Wanted  int  // as many are wanted of whoever was not reached and cannot read
}

// Enough says whether the case may be closed once it was answered.
func (r Reach) Enough() bool { return r.Reached || r.Reads || r.Days >= r.Wanted }

// Reaches says how far the citizen was reached.
// choice: an answer that nobody reads settles nothing. Who rated by the check code, on the tablet, on paper or by telephone may have no
// link, so that somebody speaks with them, or tries on several working days.
func (c *Case) Reaches() Reach {
	f := c.Rating.Follow
	out := Reach{Reads: c.Rating.Way.Own() || f.Level > 1, Wanted: c.Rules.Attempts}
	var days []calendar.Date
	for _, x := range f.Contacts {
		if x.At.Before(f.Since) {
			continue
		}
		out.Reached = out.Reached || x.Result == "reached"
		if d := calendar.DateOf(x.At); !slices.Contains(days, d) && (c.Workday == nil || c.Workday(d)) {
			days = append(days, d)
		}
	}
	out.Days = len(days)
	return out
}

// Confirm takes the citizen's word that it is settled.
func (c *Case) Confirm() ([]ledger.Fact, error) {
	if err := c.unsaid(); err != nil {
		return nil, err
	}
	return c.fact(KindConfirmed, struct{}{}, nil), nil
}

// Dispute takes the citizen's word that it is not: once, and then the supervision of the city has it, with a clock of its own.
func (c *Case) Dispute(why string) ([]ledger.Fact, error) {
	if err := c.unsaid(); err != nil {
		return nil, err
	}
	why = vn.Trim(why)
	if f := long(why, "why"); f != nil {
		return nil, f
	}
	if c.Rating.Follow.Level > 1 {
		return c.fact(KindDisputed, struct{}{}, words{why}), nil
	}
	return append(c.fact(KindDisputed, struct{}{}, words{why}), ledger.Fact{
		Kind: KindOpened, Class: ledger.Ordinary, At: c.Now, Actor: "system", Unit: c.Rating.Follow.Unit, Holder: encode(openedHolder{c.Due, 2, c.Rating.Follow.Barred}),
	}), nil
}

// Raise tells that a case is late, once for each level.
func (c *Case) Raise() ([]ledger.Fact, error) {
	if err := c.open(); err != nil {
		return nil, err
	}
	if f := c.Rating.Follow; !f.Raised.IsZero() || !f.Late(c.Now) {
		return nil, nil
	}
	return c.fact(KindRaised, struct{}{}, nil), nil
}

// unsaid wants a closed case about which the citizen has said nothing.
func (c *Case) unsaid() error {
	switch {
	case c.Rating == nil || c.Rating.Follow == nil:
		return fault.New(fault.Missing, "rating.no-case")
	case c.Rating.Follow.Open():
		return fault.New(fault.Conflict, "rating.not-closed")
	case c.Rating.Follow.Said != "":
		return fault.New(fault.Conflict, "rating.said-already")
	}
	return nil
}

func (c *Case) fact(kind string, holder, private any) []ledger.Fact {
	f := ledger.Fact{Kind: kind, Class: ledger.Ordinary, At: c.Now, Actor: c.Actor, Unit: c.Unit, Holder: encode(holder)}
	if private != nil {
		f.Private = encode(private)
	}
	return []ledger.Fact{f}
}

// follow folds what happened after the answer.
func (r *Rating) follow(e *ledger.Event) error {
	var p words
	f := r.Follow
	if f == nil {
		f = &Follow{}
	}
	switch e.Kind {
	case KindOpened:
		var h openedHolder
		if err := read(e, &h, &p); err != nil {
			return err
		}
		if f.Opened.IsZero() {
			f.Opened = e.At
		}
		f.Barred, f.Counted = h.Barred, e.RecordedAt
		f.Unit, f.Level, f.Since, f.Due, f.Answered, f.Closed, f.Raised, f.Said = e.Unit, h.Level, e.At, h.Due, time.Time{}, time.Time{}, time.Time{}, ""
	case KindRaised:
		f.Raised = e.At
	case KindContacted:
		var h contactedHolder
		if err := read(e, &h, &p); err != nil {
			return err
		}
		f.Contacts = append(f.Contacts, Contact{e.At, e.Actor, e.Unit, h.By, h.Result, p.Words})
	case KindAnswered:
		if err := read(e, &struct{}{}, &p); err != nil {
			return err
		}
		f.Answer, f.Answered = p.Words, e.At
	case KindClosed:
		var h closedHolder
		if err := read(e, &h, &p); err != nil {
			return err
		}
		f.Mended, f.Closed, f.Actor = h.Mended, e.At, e.Actor
		f.Finding = cmp.Or(h.found(), f.Finding)
	case KindConfirmed, KindDisputed:
		if err := read(e, &struct{}{}, &p); err != nil {
			return err
		}
		if f.Said, f.SaidAt = Confirmed, e.At; e.Kind == KindDisputed { // why they were not content stays to be read when they are
			f.Said, f.Why = Disputed, p.Words
		}
	}
	r.Follow = f
	return nil
}
