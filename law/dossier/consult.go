package dossier

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/ledger"
)

// A Consultation (lấy ý kiến) is an opinion that an examiner asks of another unit beside the process.
type Consultation struct {
	Compulsory bool   `json:"compulsory,omitempty"` // nothing is approved before it was answered
	Consent    string `json:"consent,omitempty"`    // the law by which silence is consent; "" = silence is none
	By         int    `json:"by"`                   // the task that asked; 0: the process itself
	Sub        string `json:"sub,omitempty"`        // it is a sub-dossier, and this its code
	Calls      string `json:"calls,omitempty"`      // the procedure that the sub-dossier is one of, where the process opened it
	Case       string `json:"case,omitempty"`
}

// AskedRole is who does what was asked of a unit, where nobody in particular was named.
const AskedRole = "specialist"

// firstAsked is the first number of tasks that stand beside the process; tokens of a process stay far below.
const firstAsked = 10_000

// A Consulting is what is asked of whom.
type Consulting struct {
	Token      int // of the examination that asks
	Unit, Role string
	Name       form.Text // what the task is called in lists
	Question   string
	Limit      calendar.Limit // the unit's own deadline
	Compulsory bool
	Consent    string
	Lead       bool // of the units that are asked, this one leads
}

type consultedHolder struct {
	Token  int    `json:"token"`
	Node   string `json:"node"`
	Opened Opened `json:"opened"`
}

// Consult decides to ask another unit for its opinion, with a deadline of its own. The legal clock runs on.
// law: nd61-2018/19.5
func (c *Case) Consult(k Consulting) ([]ledger.Fact, error) {
	d := c.Dossier
	_, t, err := d.judge(ActConsult, k.Token)
	if err != nil {
		return nil, err
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	var fs []*fault.Fault
	if k.Unit == "" {
		fs = append(fs, fault.New(fault.Invalid, "dossier.consult-unit").At("unit"))
	}
	if blank(k.Question) || len([]rune(k.Question)) > mostWords {
		fs = append(fs, fault.New(fault.Invalid, "dossier.consult-question").At("words").By("nd61-2018/19.5"))
	}
	if k.Lead && slices.ContainsFunc(d.Tasks, func(o Task) bool { return o.Open() && o.Part == procedure.Leads && o.askedBy(t.Token) }) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.lead-twice").At("lead").By("nd61-2018/19.7"))
	}
	if err := fault.Join(fs); err != nil {
		return nil, err
	}
	due, err := c.Calendar.Due(c.Now, k.Limit, calendar.Options{})
	if err != nil {
		return nil, err
	}
	h := consultedHolder{Token: t.Token, Node: t.Node, Opened: Opened{
		Token: d.nextAsked(), Node: "consult", Name: k.Name, Work: procedure.Consult, Unit: k.Unit, Role: cmp.Or(k.Role, AskedRole), Due: due.At.UTC(),
		Can: []string{"agree", "disagree", "comment"}, Asked: &Consultation{Compulsory: k.Compulsory, Consent: k.Consent, By: t.Token},
	}}
	if k.Lead {
		h.Opened.Part = procedure.Leads
	}
	return []ledger.Fact{c.fact(KindConsulted, h, privateWords{Words: k.Question})}, nil
}

func (d *Dossier) nextAsked() int {
	next := firstAsked
	for _, t := range d.Tasks {
		next = max(next, t.Token+1)
	}
	return next
}

func (d *Dossier) foldConsulted(e *ledger.Event, s *Step) error {
	h, err := holder[consultedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.open([]Opened{h.Opened}, e.At)
	s.Node, s.Token, s.Outcome = h.Node, h.Opened.Token, h.Opened.Unit
	return s.words(e)
}

// opinionOpen says whether a compulsory opinion is still out.
func (d *Dossier) opinionOpen() bool {
	return slices.ContainsFunc(d.Tasks, func(t Task) bool { return t.Open() && t.Asked != nil && t.Asked.Compulsory })
}

type answeredHolder struct {
	Token   int    `json:"token"`
	Node    string `json:"node"`
	Number  string `json:"number,omitempty"` // of a sub-dossier's document
	Opinion string `json:"opinion"`          // "agree", "disagree", "comment", "silence"
	Consent string `json:"consent,omitempty"`

	Opened  []Opened          `json:"opened,omitempty"` // where the process went on by it
	Timers  []Timer           `json:"timers,omitempty"`
	Marking procedure.Marking `json:"marking,omitzero"`
	Moved   *Moved            `json:"moved,omitempty"`
}

// Answer decides the opinion that a unit gives.
func (c *Case) Answer(token int, opinion, words string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActAnswer, token)
	if err != nil {
		return nil, err
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	if !slices.Contains(t.Can, opinion) {
		return nil, fault.New(fault.Invalid, "dossier.outcome-unknown", "outcome", opinion).At("outcome")
	}
	if blank(words) && opinion != "agree" {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	var facts []ledger.Fact
	if t.Holder == "" || t.Dealt {
		facts = append(facts, c.claimed(t))
	}
	return append(facts, c.fact(KindAnswered, answeredHolder{Token: t.Token, Node: t.Node, Opinion: opinion}, wordsOf(words))), nil
}

// Presume decides that a unit which stayed silent beyond its deadline consents, only where a law says so.
// law: nd61-2018/19.5
func (c *Case) Presume(token int) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActPresume, token)
	if err != nil {
		return nil, err
	}
	if t.Silence != nil {
		return c.deem(t)
	}
	if blank(t.Asked.Consent) {
		return nil, fault.New(fault.Refused, "dossier.silence-no-consent").By("nd61-2018/19.5")
	}
	if !c.Now.After(t.Due) {
		return nil, fault.New(fault.Refused, "dossier.opinion-not-due", "time", t.Due.In(calendar.Zone).Format("15:04 02/01/2006"))
	}
	h := answeredHolder{Token: t.Token, Node: t.Node, Opinion: "silence", Consent: t.Asked.Consent}
	return []ledger.Fact{c.fact(KindPresumed, h, nil)}, nil
}

func (d *Dossier) foldAnswered(e *ledger.Event, s *Step) error {
	h, err := holder[answeredHolder](&e.Fact)
	if err != nil {
		return err
	}
	unit := d.Competent
	if t := d.Task(h.Token); t != nil {
		t.Done, t.Outcome, t.Number = e.At, h.Opinion, h.Number
		unit = t.Unit
	}
	if h.Marking.Next > 0 {
		d.charged(h.Opened, 0)
		d.walked(h.Marking, h.Timers, unit, e.At)
		d.open(h.Opened, e.At)
		d.settle(h.Moved)
	}
	s.Node, s.Token, s.Outcome, s.Reason = h.Node, h.Token, h.Opinion, h.Consent
	return s.words(e)
}

// A Visit (kiểm tra, xác minh thực tế) is a look at the place itself.
type Visit struct {
	From, To time.Time
	Place    string
	Members  string
	Content  string
	Files    []Attached // minutes and photographs
	Actor    string
	Unit     string
}

type verifiedHolder struct {
	Token int       `json:"token"`
	Node  string    `json:"node"`
	From  time.Time `json:"from"`
	To    time.Time `json:"to"`
	Files int       `json:"files,omitempty"`
}

// Verify decides that a visit on site is written down: when, where, who was there, what was found.
// law: nd61-2018/19.3
func (c *Case) Verify(token int, v Visit) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActVerify, token)
	if err != nil {
		return nil, err
	}
	var fs []*fault.Fault
	for _, f := range [][2]string{{"place", v.Place}, {"members", v.Members}, {"content", v.Content}} {
		if blank(f[1]) || len([]rune(f[1])) > mostWords {
			fs = append(fs, fault.New(fault.Invalid, "dossier.visit-"+f[0]).At(f[0]).By("nd61-2018/19.3"))
		}
	}
	if v.From.IsZero() || v.To.Before(v.From) || v.To.After(c.Now) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.visit-time").At("from").By("nd61-2018/19.3"))
	}
	if err := fault.Join(fs); err != nil {
		return nil, err
	}
	h := verifiedHolder{Token: t.Token, Node: t.Node, From: v.From.UTC(), To: v.To.UTC(), Files: len(v.Files)}
	p := privateWords{Words: v.Content, Place: v.Place, Members: v.Members, Files: v.Files}
	return []ledger.Fact{c.fact(KindVerified, h, p)}, nil
}

func (d *Dossier) foldVerified(e *ledger.Event, s *Step) error {
	h, err := holder[verifiedHolder](&e.Fact)
	if err != nil {
		return err
	}
	p, err := private[privateWords](&e.Fact)
	if err != nil {
		return err
	}
	d.Visits = append(slices.Clip(d.Visits), Visit{
		From: h.From, To: h.To, Place: p.Place, Members: p.Members, Content: p.Words, Files: p.Files, Actor: e.Actor, Unit: e.Unit,
	})
	s.Node, s.Token, s.Words = h.Node, h.Token, p.Words
	return nil
}
