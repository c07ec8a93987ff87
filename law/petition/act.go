package petition

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// The bounds of what is typed, in letters.
const (
	MostTitle = 200
	MostText  = 20_000
	MostWords = 10_000
	farText   = 3 * MostText // from here on the letters are not counted out: a door may have cut it
	mostLine  = 300
	leastText = 10
	mostFiles = 10
)

// The ratings of an answer.
const (
	Satisfied    = "satisfied"
	Neutral      = "neutral"
	Dissatisfied = "dissatisfied"
)

// What verifying a complaint about conduct finds.
const (
	Upheld    = "upheld"    // it was as the petitioner says
	Unfounded = "unfounded" // it was not
)

// Findings are the findings in the order of a form.
var Findings = []string{Upheld, Unfounded}

// Ratings are the ratings in the order of a form.
var Ratings = []string{Satisfied, Neutral, Dissatisfied}

// A Case is a petition with what an act on it is judged by.
type Case struct {
	Petition *Petition // nil before it is registered
	Calendar *calendar.Calendar
	Limits   []Limit // of the city; a petition keeps those that it came under
	Area     Area    // around the city; the zero value: none is known
	Shares   Shares  // at which alarms begin
	Now      time.Time
	Actor    string
	Unit     string
	Own      []string // units without a say in a complaint about somebody beside About: below it, and what that official heads
}

// An Input is what somebody gives with an act; which of it an act takes, its decision says.
type Input struct {
	ID       ID
	Code     string
	Channel  Channel
	System   string
	External string
	Service  string
	Commune  string
	Person   Person
	Title    string
	Text     string
	Place    string
	Point    *Point
	Files    []File

	Class   Class
	Level   Level
	Reason  string
	Words   string
	To      string // a unit
	Agency  string // one outside
	Officer string
	Units   []string
	About   string // unit of the official whom it is about
	Whom    string // that official
	Above   string // the unit above About, or above the one that has it: found by whoever knows the organisation
	Dossier string
	DStep   string
	Other   ID
	Rating  string
	Finding string // with ActVerify of a complaint about conduct
	Public  Public
	Own     []string  // with About and Whom: as Case.Own
	Main    *Petition // with ActMerge: the one that it is joined to
	Guarded bool      // complaints about somebody are joined to it
	Source  string    // conversation in which the sender said it, where an officer writes it down
	ShowMap bool      // with Public: the point of a scene report may be shown
	Sure    bool      // with Public: whoever writes it looked at what may still tell of a person
	Known   []string  // with Public: names of officers of the units concerned
}

// Do decides an act: the fact that it leaves, or a fault that names the article and the mend.
func (c *Case) Do(a Act, in Input) ([]ledger.Fact, error) {
	in.Words = vn.Trim(in.Words)
	r := RuleOf(a)
	if r == nil {
		return nil, fault.New(fault.Invalid, "petition.no-such-act", "act", string(a))
	}
	if f := c.Refuses(a); f != nil {
		return nil, f
	}
	if err := c.spoken(a, in.Source); err != nil {
		return nil, err
	}
	h, q, err := c.decide(a, in)
	if err != nil {
		return nil, err
	}
	if h.Source = in.Source; a == ActRegister {
		h.Source = ""
	}
	if h.State == "" {
		h.State = r.To
	}
	return c.fact(a, h, q)
}

// Verdicts are what a sender says of how their petition was handled.
var Verdicts = []Act{ActConfirm, ActRate, ActWithdraw}

// Speaks says why the actor does not write down for the sender what an act says; nil where the actor may.
func (c *Case) Speaks(a Act) error {
	if c.Unit != "" && slices.Contains(Verdicts, a) && c.Petition.HadPart(c.Actor) {
		return fault.New(fault.Refused, "petition.own-word", "act", "@petition.act."+string(a)).NoRight()
	}
	return nil
}

// spoken judges what an officer writes down for the sender.
// choice: what speaks for the office is not written down by whoever the answer is from, and always with the conversation in which it
// was said, so that somebody else can hear or read it.
func (c *Case) spoken(a Act, source string) error {
	if c.Unit == "" || !slices.Contains(Verdicts, a) {
		return nil
	}
	if err := c.Speaks(a); err != nil {
		return err
	}
	if source == "" {
		return fault.New(fault.Invalid, "petition.source").At("source")
	}
	return nil
}

func stateWord(s State) string {
	if s == None {
		return "none"
	}
	return string(s)
}

// decide leads to the act's own decision.
func (c *Case) decide(a Act, in Input) (holder, private, error) {
	switch a {
	case ActRegister:
		return c.register(in)
	case ActClassify:
		return c.classify(in)
	case ActTransfer:
		return c.transfer(in)
	case ActReturn:
		return c.sendBack(in)
	case ActAssign:
		return c.assign(in)
	case ActMask:
		return c.mask(in)
	case ActWithhold:
		return holder{Reason: in.Reason}, private{Words: in.Words}, fault.Together(reason(ActWithhold, in.Reason), words(in.Words, 0))
	case ActReopen:
		return c.reopen(in)
	case ActSupply, ActUnmerge:
		return holder{State: c.Petition.undone}, private{Words: in.Words, Files: in.Files}, c.supplied(a, in)
	case ActMerge:
		return c.merge(in)
	case ActFollow:
		return holder{}, private{}, nil
	case ActJoin, ActPart:
		return holder{Other: in.Other}, private{}, nil
	case ActLink:
		return holder{Dossier: in.Dossier, DStep: in.DStep}, private{}, linked(in)
	case ActUnlink:
		return holder{Dossier: c.Petition.Dossier, DStep: c.Petition.DStep}, private{Words: in.Words}, words(in.Words, leastText)
	case ActRate:
		if !slices.Contains(Ratings, in.Rating) {
			return holder{}, private{}, fault.New(fault.Invalid, "petition.rating").At("rating")
		}
		return holder{Rating: in.Rating}, private{Words: in.Words}, words(in.Words, 0)
	case ActVerify:
		h := holder{}
		if c.Petition.Class == Conduct && in.Finding != "" { // what is no complaint about somebody has no finding
			if !slices.Contains(Findings, in.Finding) {
				return h, private{}, fault.New(fault.Invalid, "petition.finding").At("finding")
			}
			if h.Finding = in.Finding; c.own(c.Unit) {
				return h, private{}, fault.New(fault.Refused, "petition.own-unit-acts").NoRight()
			}
		}
		return h, private{Words: in.Words, Files: in.Files}, words(in.Words, leastText)
	case ActAsk, ActDraft, ActNote, ActRevise, ActExplain:
		return holder{}, private{Words: in.Words, Files: in.Files}, words(in.Words, leastText)
	}
	return holder{}, private{Words: in.Words}, words(in.Words, 0)
}

// fact makes the event with the clocks as they stand after it.
func (c *Case) fact(a Act, h holder, q private) ([]ledger.Fact, error) {
	next := Petition{}
	if c.Petition != nil {
		next = *c.Petition
		next.History, next.Before, next.Joined = slices.Clip(next.History), slices.Clip(next.Before), slices.Clip(next.Joined)
		next.Files, next.Barred, next.trail = slices.Clip(next.Files), slices.Clip(next.Barred), slices.Clip(next.trail)
		next.parted = slices.Clip(next.parted)
	}
	f := ledger.Fact{Kind: a.Kind(), Class: ledger.Ordinary, At: c.Now, Actor: c.Actor, Unit: c.Unit, Holder: encode(h), Private: encode(q)}
	if err := next.apply(&ledger.Event{Fact: f, Version: next.Version + 1}); err != nil {
		return nil, err
	}
	clocks, err := next.clocks(c.Calendar, c.Shares)
	if err != nil {
		return nil, err
	}
	h.Clocks = clocks
	f.Holder = encode(h)
	if string(f.Private) == "{}" {
		f.Private = nil
	}
	return []ledger.Fact{f}, nil
}

// words judges what is typed beside an act.
func words(s string, least int) error {
	n := utf8.RuneCountInString(s)
	if n < least || n > MostWords {
		return fault.New(fault.Invalid, "petition.words", "least", strconv.Itoa(least), "most", strconv.Itoa(MostWords)).At("words")
	}
	return nil
}

// reason wants a code of the act's list.
func reason(a Act, code string) error {
	if !slices.Contains(Reasons[a], code) {
		return fault.New(fault.Invalid, "petition.reason").At("reason")
	}
	return nil
}

// classify says what it is, and by that where it goes.
func (c *Case) classify(in Input) (holder, private, error) {
	p := c.Petition
	road := RoadOf(in.Class)
	if road == nil {
		return holder{}, private{}, fault.New(fault.Invalid, "petition.class").At("class")
	}
	h := holder{Class: in.Class, Level: in.Level, State: road.To}
	if h.Level == "" {
		h.Level = p.Level
	}
	fs := []error{c.relabels(in)}
	if !slices.Contains(Levels, h.Level) {
		fs = append(fs, fault.New(fault.Invalid, "petition.level").At("level"))
	}
	if in.Class == NotAccepted {
		h.Reason = in.Reason
		fs = append(fs, reason(ActClassify, in.Reason), words(in.Words, leastText))
	}
	if road.Route == RouteAbove {
		h.About, h.Whom = in.About, in.Whom
		switch {
		case in.About == "":
			fs = append(fs, fault.New(fault.Invalid, "petition.about").At("about"))
		case in.Above == "" || in.Above == in.About || slices.Contains(in.Own, in.Above):
			fs = append(fs, fault.New(fault.Refused, "petition.no-above").At("about"))
		default:
			h.Unit, h.Above, h.Out = in.Above, p.Unit != in.Above, p.aside(in.About, in.Own)
		}
	}
	return h, private{Words: in.Words}, fault.Together(append(fs, words(in.Words, 0))...)
}

// transfer gives it to another unit, or to an agency outside.
// law: nd20-2008/9
func (c *Case) transfer(in Input) (holder, private, error) {
	p := c.Petition
	in.Agency = vn.Trim(in.Agency)
	h := holder{Unit: in.To, Reason: in.Reason}
	fs := []error{reason(ActTransfer, in.Reason), words(in.Words, leastText)}
	switch {
	case in.To == "" && in.Agency == "", in.To != "" && in.Agency != "":
		fs = append(fs, fault.New(fault.Invalid, "petition.to").At("to").By("nd20-2008/9"))
	case in.To == p.Unit:
		fs = append(fs, fault.New(fault.Invalid, "petition.to-itself").At("to"))
	case c.own(in.To):
		fs = append(fs, ownUnit("to"))
	case in.To == "":
		h.State = Passed
		fs = append(fs, line("agency", in.Agency))
	}
	return h, private{Words: in.Words, Agency: in.Agency}, fault.Together(fs...)
}

// sendBack gives it back to who sent it.
func (c *Case) sendBack(in Input) (holder, private, error) {
	p := c.Petition
	h := holder{Reason: in.Reason, Back: true}
	if n := len(p.trail); n > 0 {
		h.Unit = p.trail[n-1]
	} else {
		h.State = Returned
	}
	return h, private{Words: in.Words}, fault.Together(reason(ActReturn, in.Reason), words(in.Words, leastText))
}

// assign names who leads, and the units that take part.
func (c *Case) assign(in Input) (holder, private, error) {
	p := c.Petition
	var fs []error
	if in.Officer == "" {
		fs = append(fs, fault.New(fault.Invalid, "petition.officer").At("officer"))
	} else if p.Bars(in.Officer) {
		fs = append(fs, fault.New(fault.Refused, "petition.officer-barred").At("officer"))
	}
	if slices.ContainsFunc(in.Units, c.own) {
		fs = append(fs, ownUnit("units"))
	}
	if slices.Contains(in.Units, p.Unit) {
		fs = append(fs, fault.New(fault.Invalid, "petition.units-lead").At("units"))
	}
	return holder{Officer: in.Officer, Units: in.Units}, private{Words: in.Words}, fault.Together(append(fs, words(in.Words, 0))...)
}

// reopen takes it up again: with other officers, and at the unit above the one that answered.
// choice: who answered so that it was not resolved would answer the same again. Where no unit is above, others of the same unit do.
func (c *Case) reopen(in Input) (holder, private, error) {
	h := holder{}
	if in.Above != "" && in.Above != c.Petition.Unit && !c.own(in.Above) {
		h.Unit, h.Above = in.Above, true
	}
	return h, private{Words: in.Words}, words(in.Words, leastText)
}

// supplied wants something to be brought.
func (c *Case) supplied(a Act, in Input) error {
	if a == ActUnmerge {
		return words(in.Words, 0)
	}
	if in.Words == "" && len(in.Files) == 0 {
		return fault.New(fault.Invalid, "petition.supply-nothing").At("words")
	}
	return words(in.Words, 0)
}

// linked wants a dossier: what is linked to none is no link.
func linked(in Input) error {
	if in.Dossier == "" {
		return fault.New(fault.Invalid, "petition.link-nothing").At("dossier")
	}
	return line("step", in.DStep)
}

// line judges one line.
func line(field, s string) error {
	if utf8.RuneCountInString(s) > mostLine {
		return fault.New(fault.Invalid, "petition.line", "most", strconv.Itoa(mostLine)).At(field)
	}
	return nil
}
