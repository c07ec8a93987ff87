package care

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// The bounds of what is typed, in letters.
const (
	MostText    = 10_000
	farText     = 3 * MostText // from here on the letters are not counted out: a door may have cut it
	MostSubject = 200
	mostLine    = 200
	mostFiles   = 10
	mostTags    = 10
	leastPhone  = 8                   // digits of a number here with its area code
	mostPhone   = 15                  // and of any number in the world (ITU-T E.164)
	farPromise  = 60 * 24 * time.Hour // choice: nobody is told to wait for a call longer than two months
)

// A Case is a contact with what an act on it is judged by.
type Case struct {
	Contact  *Contact // nil before it is opened
	Calendar *calendar.Calendar
	Answer   calendar.Limit // by when a unit answers what it was handed
	Attempts int            // after so many recorded calls that met nobody, a promise to call is kept
	Apart    time.Duration  // that lie at least so far from each other
	Early    time.Duration  // from how long before its time on a call is the one that was promised
	Tags     []string       // that the city uses

	// Hours says whether the desk is there at a moment, and when it is next, zero where nobody knows. nil: at any time.
	Hours func(time.Time) (open bool, next time.Time)

	Now     time.Time
	Actor   string
	Unit    string
	Officer bool // the actor is an officer; else it is the citizen, or a system that brings what they wrote
}

// An Input is what somebody gives with an act; which of it an act takes, its decision says.
type Input struct {
	ID       ID
	Code     string
	Channel  Channel
	System   string
	External string // identity there of the contact, or of the message
	Key      string // keyed hash of System and External: whoever knows the city's secret fills it in
	Handle   string
	Name     string
	Person   string // number of the account
	Subject  string
	Text     string
	Files    []File
	Tags     []string
	Due      time.Time
	Promise  int64 // which promise is kept; 0: the one that is due first
	Outcome  string
	To       string // a unit
	Unit     string // that has it first
	Officer  string // with Take: who has it from now on; "": whoever takes it
	Reason   string
	Dossier  string
	Petition string
	Article  string
	Draw     string // with Review: what the sample was drawn by
}

// Do decides an act: the fact that it leaves, or a fault that names the mend.
func (c *Case) Do(a Act, in Input) ([]ledger.Fact, error) {
	for _, s := range []*string{&in.Handle, &in.Name, &in.Subject, &in.Text, &in.Reason} {
		*s = vn.Trim(*s)
	}
	in.Due = in.Due.UTC()
	r := RuleOf(a)
	if r == nil || r.By.Place == AtHouse {
		return nil, fault.New(fault.Invalid, "care.no-such-act", "act", string(a))
	}
	state := None
	if c.Contact != nil {
		state = c.Contact.State
	}
	if !slices.Contains(r.From, state) {
		word := state
		if word == None {
			word = "none"
		}
		return nil, fault.New(fault.Refused, "care.wrong-state", "act", "@care.act."+string(a), "state", "@care.state."+string(word)).By(r.Law)
	}
	if c.Contact != nil {
		if f := c.Contact.shut(a); f != nil {
			return nil, f
		}
	}
	h, q, err := c.decide(a, in)
	if err != nil {
		return nil, err
	}
	if h.State == "" {
		if h.State = r.To; h.State == "" {
			h.State = state
		}
	}
	return c.fact(a, h, q), nil
}

// fact is the one that an act leaves.
func (c *Case) fact(a Act, h holder, q private) []ledger.Fact {
	f := ledger.Fact{Kind: a.Kind(), Class: ledger.Ordinary, At: c.Now, Actor: c.Actor, Unit: c.Unit, Holder: encode(h), Private: encode(q)}
	if string(f.Private) == "{}" {
		f.Private = nil
	}
	return []ledger.Fact{f}
}

// decide leads to the act's own decision.
func (c *Case) decide(a Act, in Input) (holder, private, error) {
	switch a {
	case ActOpen:
		return c.open(in)
	case ActHear, ActSay, ActNote:
		return c.speak(a, in)
	case ActTake:
		h := holder{Agent: in.Officer}
		if h.Agent == "" {
			h.Agent = c.Actor
		}
		if c.Contact.State == Waiting {
			h.State = Open
		}
		return h, private{}, nil
	case ActRelease:
		h := holder{Free: true}
		if c.Contact.State == Open {
			h.State = Waiting
		}
		return h, private{}, nil
	case ActHandOver:
		return c.handOver(in)
	case ActTag:
		if len(in.Tags) == 0 && len(c.Contact.Tags) == 0 {
			return holder{}, private{}, fault.New(fault.Invalid, "care.tag-nothing").At("tags")
		}
		return holder{Tags: in.Tags}, private{}, c.tags(in.Tags)
	case ActLink:
		if in.Dossier == "" && in.Petition == "" {
			return holder{}, private{}, fault.New(fault.Invalid, "care.link-nothing").At("dossier")
		}
		return holder{Dossier: in.Dossier, Petition: in.Petition}, private{}, nil
	case ActIdentify:
		k := c.Contact // what it has of them may be taken away
		if in.Name+in.Handle+in.Person+in.Subject == "" && k.Name+k.Handle+k.Person == "" {
			return holder{}, private{}, fault.New(fault.Invalid, "care.identify-nothing").At("name")
		}
		q := private{Name: in.Name, Handle: in.Handle, Person: in.Person, Subject: in.Subject}
		return holder{}, q, fault.Together(line("name", in.Name, mostLine), line("handle", in.Handle, mostLine), line("subject", in.Subject, MostSubject))
	case ActCall:
		return c.busy(holder{}), private{}, nil
	case ActPromise:
		return holder{Due: in.Due}, private{Text: in.Text}, fault.Together(c.promised(in.Due), c.callable(), text(in.Text))
	case ActKeep:
		return c.keep(in)
	case ActReopen:
		return holder{}, private{Text: in.Text}, text(in.Text)
	case ActReview:
		return c.review(in)
	}
	// What is left ends something, with a code of its list.
	if a == ActClose && in.Outcome == toPetition && len(c.Contact.Petitions) == 0 {
		return holder{}, private{}, fault.New(fault.Refused, "care.close-petition").At("outcome")
	}
	return holder{Outcome: in.Outcome}, private{Text: in.Text}, fault.Together(outcome(c.Contact.Ends(a), in.Outcome), text(in.Text))
}

// busy makes the contact the actor's when nobody has it, and opens it.
func (c *Case) busy(h holder) holder {
	// Whoever had it before and says one word more does not take it from the unit that has it now.
	if c.Contact.Agent == "" && c.Unit == c.Contact.Unit {
		h.Agent = c.Actor
	}
	switch {
	case c.Contact.State == Handed:
	case c.Contact.Agent == "" && h.Agent == "":
		h.State = Waiting
	default:
		h.State = Open
	}
	return h
}

// open begins a contact.
func (c *Case) open(in Input) (holder, private, error) {
	h := holder{Code: in.Code, Channel: in.Channel, System: in.System, Key: in.Key, Unit: in.Unit, Tags: in.Tags, Dossier: in.Dossier, State: Waiting}
	var fs []error
	spoken := slices.Contains(Spoken, in.Channel)
	switch {
	case !slices.Contains(Channels, in.Channel):
		fs = append(fs, fault.New(fault.Invalid, "care.channel").At("channel"))
	case c.Officer && spoken:
		h.Spoke, h.Agent, h.State = c.Actor, c.Actor, Open
	case c.Officer:
		h.Spoke = c.Actor
	}
	// choice: a call is recorded from its first second, before anybody has said what it is about.
	if in.Text == "" && len(in.Files) == 0 && !c.Officer {
		fs = append(fs, fault.New(fault.Invalid, "care.nothing-said").At("text"))
	}
	// choice: a call can only be given back to somebody who says where.
	if in.Channel == CallBack && !isPhone(in.Handle) {
		fs = append(fs, fault.New(fault.Invalid, "care.call-where").At("handle"))
	}
	fs = append(fs, text(in.Text), files(in.Files), line("name", in.Name, mostLine), line("handle", in.Handle, mostLine), line("subject", in.Subject, MostSubject), c.tags(in.Tags))
	return h, private{Handle: in.Handle, External: in.External, Name: in.Name, Person: in.Person, Subject: in.Subject, Text: in.Text, Files: in.Files}, fault.Together(fs...)
}

// speak takes what was said, to whom it was said.
func (c *Case) speak(a Act, in Input) (holder, private, error) {
	h := holder{Key: in.Key, Article: in.Article}
	k := c.Contact
	switch a {
	case ActHear:
		if c.Officer {
			h.Spoke = c.Actor
		}
		switch {
		case k.State == Handed:
		case k.State == Closed, k.Agent == "":
			h.State = Waiting
		default:
			h.State = Open
		}
		if c.Officer && k.State != Handed {
			h = c.busy(h)
		}
	case ActSay:
		switch h = c.busy(h); {
		case slices.Contains(Mouth, k.Channel): // nothing is sent: a recorded call says that they were reached
			h.Told = true
		case k.State != Handed:
			h.State = Asked
		}
	}
	var fs []error
	if in.Text == "" && len(in.Files) == 0 {
		fs = append(fs, fault.New(fault.Invalid, "care.nothing-said").At("text"))
	}
	return h, private{Text: in.Text, Files: in.Files, External: in.External}, fault.Together(append(fs, text(in.Text), files(in.Files))...)
}

// handOver gives the contact to the unit that can answer.
func (c *Case) handOver(in Input) (holder, private, error) {
	var fs []error
	switch {
	case in.To == "":
		fs = append(fs, fault.New(fault.Invalid, "care.to").At("to"))
	case in.To == c.Contact.Unit:
		fs = append(fs, fault.New(fault.Invalid, "care.to-itself").At("to"))
	}
	if n := utf8.RuneCountInString(in.Reason); n < 5 || n > MostText {
		fs = append(fs, fault.New(fault.Invalid, "care.reason", "least", "5").At("reason"))
	}
	if c.Contact.Running() != nil {
		fs = append(fs, fault.New(fault.Refused, "care.hang-up-first"))
	}
	if err := fault.Together(fs...); err != nil {
		return holder{}, private{}, err
	}
	// choice: back is back to where nobody had handed it to; a unit that was handed it and passed it on gets a clock with it again.
	if r := c.Contact.lastHand(); r != nil && r.From == in.To && !slices.ContainsFunc(c.Contact.Hands, func(h Hand) bool { return h.To == in.To }) {
		h := holder{Unit: in.To, Back: true, State: Waiting}
		if c.Unit == in.To { // whoever handed it over takes it back
			h.Agent, h.State = c.Actor, Open
		}
		return h, private{Reason: in.Reason}, nil
	}
	k, err := c.Calendar.Start(c.Now, c.Answer, calendar.Options{})
	if err != nil {
		return holder{}, private{}, err
	}
	return holder{Unit: in.To, Due: k.Due().At.UTC(), State: Handed}, private{Reason: in.Reason}, nil
}

// keep says how it went with a promise. What was done is read from the calls that were recorded since, never from the form.
//
// choice: the promise is to call at a time. A call is for it from Early before that on, and in time up to the minute that was said, even
// when nobody answered at first; the promise is kept by a call in which somebody was spoken to, or by so many that met nobody, Apart from
// each other.
func (c *Case) keep(in Input) (holder, private, error) {
	owed := c.Contact.Owed()
	h := holder{Outcome: in.Outcome, Promise: in.Promise, Due: in.Due}
	if h.Promise == 0 {
		h.Promise = owed[0].Version
	}
	fs := []error{outcome(Outcomes[ActKeep], in.Outcome), text(in.Text)}
	i := slices.IndexFunc(owed, func(p Promise) bool { return p.Version == h.Promise })
	if i < 0 {
		fs = append(fs, fault.New(fault.Conflict, "care.no-promise").At("promise"))
	} else if in.Outcome != Missed {
		call, late, err := c.called(&owed[i], in.Outcome)
		h.Call, h.Late = call, late
		fs = append(fs, err)
	}
	if in.Outcome != Tried {
		h.Due = time.Time{}
	} else if !in.Due.IsZero() {
		fs = append(fs, c.promised(in.Due))
	}
	if in.Outcome == Kept {
		h = c.busy(h)
	}
	return h, private{Text: in.Text}, fault.Together(fs...)
}

// called finds the recorded call that an outcome of a promise rests on, and says whether it came too late. Of calls that reached the
// citizen it is the last: an earlier one may have been about something else.
func (c *Case) called(p *Promise, outcome string) (call int64, late bool, err error) {
	var reached, last Call
	missed, anew, tried, soon := 0, false, false, false // tried: one that met nobody came in time; soon: one came too early to be it
	for _, x := range c.Contact.CallsFor(p) {
		switch {
		case x.Outcome == Reached && x.Seconds() == 0:
			continue
		case x.Outcome == Reached && x.Began.Before(p.Due.Add(-c.Early)), x.Began.Before(p.First.Add(-c.Early)):
			soon = true
			continue
		case x.Outcome == Reached:
			reached = x
			continue
		case last.Version == 0 || !x.Began.Before(last.Began.Add(c.Apart)):
			missed, last = missed+1, x
		}
		if !x.Began.Before(p.Since) {
			anew, tried = true, tried || !past(x.Began, p.Due)
		}
	}
	most := max(c.Attempts, 1)
	minutes := func(d time.Duration) string { return strconv.Itoa(int(d / time.Minute)) }
	switch {
	case outcome == Kept && reached.Version > 0:
		return reached.Version, !tried && past(reached.Began, p.Due), nil
	case outcome == Unreached && missed >= most:
		return last.Version, !tried && past(c.Now, p.Due), nil
	case outcome == Unreached:
		return 0, false, fault.New(fault.Refused, "care.keep-few", "most", strconv.Itoa(most), "n", strconv.Itoa(missed), "apart", minutes(c.Apart)).At("outcome")
	case outcome == Tried && anew:
		return last.Version, !tried, nil
	case soon:
		return 0, false, fault.New(fault.Refused, "care.keep-soon", "early", minutes(c.Early)).At("outcome")
	}
	return 0, false, fault.New(fault.Refused, "care.keep-no-call").At("outcome")
}

// callable wants a number that can be called.
func (c *Case) callable() error {
	if !isPhone(c.Contact.Handle) {
		return fault.New(fault.Refused, "care.promise-where")
	}
	return nil
}

// isPhone says whether a handle is a telephone number, as it is dialled here or from abroad.
func isPhone(s string) bool {
	n := 0
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			n++
		case c == '+' && i == 0, strings.ContainsRune(" .-()", c):
		default:
			return false
		}
	}
	return n >= leastPhone && n <= mostPhone
}

// promised wants a time that lies ahead, is not far, and at which somebody of the desk is there to call.
// choice: a call at night or on a day off is promised by nobody, also when the citizen asks for it: whoever would keep it is not there.
func (c *Case) promised(due time.Time) error {
	if !due.After(c.Now) || due.After(c.Now.Add(farPromise)) {
		return fault.New(fault.Invalid, "care.due", "days", strconv.Itoa(int(farPromise/(24*time.Hour)))).At("due")
	}
	if c.Hours != nil {
		if open, next := c.Hours(due); !open && !next.IsZero() {
			return fault.New(fault.Invalid, "care.due-shut", "time", next.In(calendar.Zone).Format("15:04 02/01/2006")).At("due-hour")
		}
	}
	return nil
}

// tags wants tags of the city's list.
func (c *Case) tags(tags []string) error {
	if len(tags) > mostTags {
		return fault.New(fault.Invalid, "care.tags", "most", strconv.Itoa(mostTags)).At("tags")
	}
	for _, t := range tags {
		if !slices.Contains(c.Tags, t) {
			return fault.New(fault.Invalid, "care.no-tag", "tag", t).At("tags")
		}
	}
	return nil
}

func outcome(list []string, code string) error {
	if !slices.Contains(list, code) {
		return fault.New(fault.Invalid, "care.outcome").At("outcome")
	}
	return nil
}

func text(s string) error {
	if n := utf8.RuneCountInString(s); n > farText {
		return fault.New(fault.Invalid, "care.text-far", "most", strconv.Itoa(MostText)).At("text")
	} else if n > MostText {
		return fault.New(fault.Invalid, "care.text", "most", strconv.Itoa(MostText), "is", strconv.Itoa(n)).At("text")
	}
	return nil
}

func files(all []File) error {
	if len(all) > mostFiles {
		return fault.New(fault.Invalid, "care.files", "most", strconv.Itoa(mostFiles)).At("files")
	}
	return nil
}

// line judges one line.
func line(field, s string, most int) error {
	if utf8.RuneCountInString(s) > most {
		return fault.New(fault.Invalid, "care.line", "most", strconv.Itoa(most)).At(field)
	}
	return nil
}
