// Package survey has what people are asked about their results (khảo sát mức độ hài lòng): who may answer, when and how often,
// what follows a bad answer, which figures follow from all of them, and how small a group may be before it shows a person.
package survey

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// A Way is how an answer came.
type Way string

// The ways. Those that an officer enters are marked for ever.
const (
	Page   Way = "page"   // signed in; before there was Code, with the check code of form 01 too
	Link   Way = "link"   // by the link of the notice, whose secret no officer sees
	Code   Way = "code"   // with the check code of form 01 alone
	Tablet Way = "tablet" // at the desk, by the person's own hand
	Paper  Way = "paper"  // written on paper, entered by an officer
	Phone  Way = "phone"  // said on the telephone, entered by an officer
)

// Ways are all ways, as lists offer them; Entered those that an officer enters.
var (
	Ways    = []Way{Page, Link, Code, Tablet, Paper, Phone}
	Entered = []Way{Paper, Phone}
)

// Staffed says whether an answer came through the hands of an officer.
// choice: the tablet too, since it is the officer who opens it and nobody can tell whose finger it was.
func (w Way) Staffed() bool { return w == Tablet || slices.Contains(Entered, w) }

// Own says whether an answer is proved to be the citizen's own word: by their account, or by the secret that was sent to them.
func (w Way) Own() bool { return w == Page || w == Link }

// The ends of a dossier that people are asked about.
const (
	HandedOver = "handed-over"
	Refused    = "refused"  // after examination, or not received
	Stopped    = "stopped"  // stopped
	Withdrew   = "withdrew" // at the applicant's wish
)

// How often people had to come back, or how many agencies they had to see, as the law's form asks.
// law: tt01-2018/13
const (
	None = "none"
	One  = "one"
	More = "more"
)

// Times are the answers to how often, in the order of a form.
var Times = []string{None, One, More}

// The events of a rating. What follows a bad one stands in the same stream.
const (
	KindGiven     = "rating.given"
	KindCorrected = "rating.corrected"
	KindOpened    = "rating.opened"
	KindRaised    = "rating.raised"
	KindContacted = "rating.contacted"
	KindAnswered  = "rating.answered"
	KindClosed    = "rating.closed"
	KindConfirmed = "rating.confirmed"
	KindDisputed  = "rating.disputed"
)

// mostWords bounds a comment and what an officer writes, leastWords what an officer has to say at least.
const leastWords, mostWords = 10, 2000

// Stream gives the stream of a rating. Its identity is made of the dossier and the person: one answer of each.
func Stream(id string) ledger.StreamID { return ledger.StreamID("rating/" + id) }

// Rules are what the city sets.
type Rules struct {
	Window   int // days from the end of the dossier in which people may answer
	Correct  int // days in which they may put their answer right
	BadAt    int // an overall point up to this opens a case
	Least    int // the fewest answers that are shown together
	Attempts int // working days on which somebody is tried who cannot be reached, before a case is closed
}

// Usual are the rules of a city that says nothing.
// choice: a month to answer, a week to think again, "dissatisfied" and worse is followed up, five answers hide one, who cannot be
// reached is tried on two working days.
var Usual = Rules{Window: 30, Correct: 7, BadAt: 2, Least: 5, Attempts: 2}

// A Matter is what is asked about, as it was when it was answered.
type Matter struct {
	Dossier   string    `json:"dossier"`
	End       string    `json:"end"`
	Ended     time.Time `json:"ended"`
	Unit      string    `json:"unit"`      // that answers for the result
	Reception string    `json:"reception"` // where it was handed in
	Procedure string    `json:"procedure"`
	Channel   string    `json:"channel"`
}

// Until is the last moment at which it may be answered.
func (m *Matter) Until(r Rules) time.Time { return m.Ended.AddDate(0, 0, r.Window) }

// An Answer is what somebody said, without words of their own.
type Answer struct {
	Overall  int            `json:"overall"`
	Factors  map[string]int `json:"factors,omitempty"`
	Lacks    []string       `json:"lacks,omitempty"`    // items that were lacking
	Contacts string         `json:"contacts,omitempty"` // how often they had to come back to complete the dossier
	Agencies string         `json:"agencies,omitempty"` // how many agencies they had to see
}

// check says what is wrong with an answer and its comment.
func (a *Answer) check(comment string) error {
	var fs []*fault.Fault
	point := func(n int) bool { return n >= Lowest && n <= Highest }
	if !point(a.Overall) {
		fs = append(fs, fault.New(fault.Invalid, "rating.overall").At("overall"))
	}
	for id, n := range a.Factors {
		if SIPAS.Factor(id) == nil || !point(n) {
			fs = append(fs, fault.New(fault.Invalid, "rating.factor").At("factor."+id))
		}
	}
	if slices.ContainsFunc(a.Lacks, func(id string) bool { return !SIPAS.item(id) }) {
		fs = append(fs, fault.New(fault.Invalid, "rating.item").At("lacks"))
	}
	for name, s := range map[string]string{"contacts": a.Contacts, "agencies": a.Agencies} {
		if s != "" && !slices.Contains(Times, s) {
			fs = append(fs, fault.New(fault.Invalid, "rating.times").At(name))
		}
	}
	if utf8.RuneCountInString(comment) > mostWords {
		fs = append(fs, fault.New(fault.Invalid, "rating.comment-long", "most", strconv.Itoa(mostWords)).At("comment"))
	}
	return fault.Join(fs)
}

// A Rating (phiếu đánh giá) is what one person said about one dossier, and what followed.
type Rating struct {
	ID        string
	Version   int64
	Matter    Matter
	Answer    Answer
	Comment   string // personal
	Way       Way
	Given     time.Time // when it was said
	Recorded  time.Time // when it was written down
	Corrected time.Time
	Earlier   []Answer // before it was put right, oldest first
	By        string   // who entered it, or opened the tablet for it; "applicant" for themselves
	Synthetic bool     // played by a demonstration
	Follow    *Follow  // nil: there was no need
	Turns     []Turn   // all that happened, oldest first
}

// A Case is what a decision looks at.
type Case struct {
	Rating    *Rating // nil: nobody has answered yet
	Rules     Rules
	Actor     string
	Unit      string    // of the actor
	Due       time.Time // by which a case that opens now has to be answered
	Owner     string    // the unit whose leader gets it
	Signers   []string  // officers who signed the dossier
	Hands     []string  // officers who did any step of it
	Now       time.Time
	Workday   func(calendar.Date) bool // nil: every day is one
	Synthetic bool
}

type givenHolder struct {
	Matter    Matter `json:"matter,omitzero"`
	Answer    Answer `json:"answer"`
	Way       Way    `json:"way,omitempty"`
	Own       bool   `json:"own,omitempty"` // of a correction: it came by a better way, whose word stands in place of the first
	Synthetic bool   `json:"synthetic,omitempty"`
}

type words struct {
	Words string `json:"words,omitempty"`
}

// Give decides an answer: the first one, or one that puts an earlier one right. day is when it was said, for what was written
// on paper; zero for now.
func (c *Case) Give(m Matter, a Answer, comment string, way Way, day time.Time) ([]ledger.Fact, error) {
	comment = vn.Trim(comment)
	if m.End == "" {
		return nil, fault.New(fault.Conflict, "rating.not-ended")
	}
	at, class := c.Now, ledger.Ordinary
	if way == Paper && !day.IsZero() {
		at, class = day, ledger.LateEntry
	}
	switch {
	case at.After(c.Now):
		return nil, fault.New(fault.Invalid, "rating.day-ahead").At("day")
	case at.Before(m.Ended.AddDate(0, 0, -1)): // a day is written at its noon
		return nil, fault.New(fault.Invalid, "rating.day-before").At("day")
	case at.After(m.Until(c.Rules)):
		return nil, fault.New(fault.Conflict, "rating.window-over", "days", strconv.Itoa(c.Rules.Window))
	}
	if err := a.check(comment); err != nil {
		return nil, err
	}
	kind, h := KindGiven, givenHolder{Matter: m, Answer: a, Way: way, Synthetic: c.Synthetic}
	if c.Rating != nil {
		if err := c.mayCorrect(way); err != nil {
			return nil, err
		}
		kind, h.Matter, h.Own = KindCorrected, Matter{}, !c.Rating.Way.Own()
	}
	// choice: whoever received, handled, decided or returned a dossier does not write down how good that was; another clerk does.
	if slices.Contains(Entered, way) && slices.Contains(c.Hands, c.Actor) {
		return nil, fault.New(fault.Refused, "rating.own-hands")
	}
	facts := []ledger.Fact{{
		Kind: kind, Class: class, At: at, Actor: c.Actor, Unit: c.Unit, Holder: encode(h), Private: encode(words{comment}),
	}}
	if a.Overall <= c.Rules.BadAt && (c.Rating == nil || c.Rating.Follow == nil) {
		facts = append(facts, ledger.Fact{Kind: KindOpened, Class: class, At: at, Actor: "system", Unit: c.Owner, Holder: encode(openedHolder{c.Due, 1, c.Signers})})
	}
	return facts, nil
}

// mayCorrect says whether the answer that is there may be put right this way: by the person alone, for some days. An officer
// cannot change what somebody said, and a check code counts once. What came through an officer, or by the check code alone, gives way to
// the citizen's own word for as long as people may rate; all of it stays in the stream, with who entered the first.
// choice: the link went to the applicant's own address, so that whoever has no account puts right by it what they said by it, at the
// desk, on paper or on the telephone. The check code stands on a slip that clerks print and others may have seen: it takes the place of
// what an officer entered, and of nothing else.
func (c *Case) mayCorrect(way Way) error {
	was := c.Rating.Way
	switch {
	case !way.Own() && way != Code:
		return fault.New(fault.Conflict, "rating.given-already")
	case way.Own() && c.Rating.Follow.Spoken(): // choice: what the unit and the supervision answered to stays what was said
		return fault.New(fault.Conflict, "rating.spoken")
	case was.Staffed() || way.Own() && !was.Own():
		return nil
	case way == Code:
		return fault.New(fault.Conflict, "rating.code-used")
	case c.Now.After(c.Rating.Recorded.AddDate(0, 0, c.Rules.Correct)):
		return fault.New(fault.Conflict, "rating.correct-over", "days", strconv.Itoa(c.Rules.Correct))
	}
	return nil
}

// Fold reads a rating back; of one whose personal part was erased by law, all words are empty.
func Fold(id string, events []ledger.Event) (*Rating, error) {
	if len(events) == 0 {
		return nil, fault.New(fault.Missing, "rating.missing")
	}
	r := &Rating{ID: id}
	for i := range events {
		e := &events[i]
		r.Version = e.Version
		if err := r.apply(e); err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
		}
	}
	return r, nil
}

func (r *Rating) apply(e *ledger.Event) error {
	if err := r.turn(e); err != nil {
		return err
	}
	var p words
	switch e.Kind {
	case KindGiven, KindCorrected:
		var h givenHolder
		if err := read(e, &h, &p); err != nil {
			return err
		}
		if e.Kind == KindGiven {
			r.Matter, r.Way, r.Given, r.Recorded, r.By, r.Synthetic = h.Matter, h.Way, e.At, e.RecordedAt, e.Actor, h.Synthetic
		} else {
			r.Earlier, r.Corrected = append(r.Earlier, r.Answer), e.At
			if h.Own {
				r.Way, r.By = h.Way, e.Actor
			}
		}
		r.Answer, r.Comment = h.Answer, p.Words
		return nil
	}
	return r.follow(e)
}

// read decodes the two parts of an event; nil bytes (none, or erased) leave the zero value.
func read(e *ledger.Event, holder, private any) error {
	if err := json.Unmarshal(e.Holder, holder); err != nil || len(e.Private) == 0 {
		return err
	}
	return json.Unmarshal(e.Private, private)
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("survey: encode %T: %v", v, err)) // a bug: an own type that JSON cannot hold
	}
	return b
}
