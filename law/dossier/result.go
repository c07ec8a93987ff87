package dossier

import (
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// The way of a result until it reaches its owner: drafted, signed, numbered, issued, at the desk, posted, delivered.

type draftedHolder struct {
	Token  int    `json:"token"`
	Node   string `json:"node"`
	Result string `json:"result,omitempty"`
	File   string `json:"file"`
}

// Drafting is the document that is to become the result (dự thảo kết quả).
type Drafting struct {
	Token  int
	Result string // code of the kind of result, "" = not said
	File   string // hash
	Words  string // for those who decide
}

// Draft decides that a document is laid before those who decide. A further one takes its place.
func (c *Case) Draft(k Drafting) ([]ledger.Fact, error) {
	d := c.Dossier
	_, t, err := d.judge(ActDraft, k.Token)
	if err != nil {
		return nil, err
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	if blank(k.File) {
		return nil, fault.New(fault.Invalid, "dossier.draft-file").At("file")
	}
	if err := sized(typed{"words", k.Words, mostWords}, typed{"result", k.Result, mostCode}, typed{"file", k.File, mostLine}); err != nil {
		return nil, err
	}
	h := draftedHolder{Token: t.Token, Node: t.Node, Result: k.Result, File: k.File}
	return []ledger.Fact{c.fact(KindDrafted, h, wordsOf(k.Words))}, nil
}

func (d *Dossier) foldDrafted(e *ledger.Event, s *Step) error {
	h, err := holder[draftedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Draft = ResultIssued{Code: h.Result, File: h.File, At: e.At}
	d.Hand = HandDrafted // also where another one was signed: what is signed is the document
	s.Node, s.Token = h.Node, h.Token
	return s.words(e)
}

// unsigned takes a result back to where it was before it was signed.
func (d *Dossier) unsigned() {
	d.Hand = HandNone
	if d.Draft.File != "" {
		d.Hand = HandDrafted
	}
}

type numberedHolder struct {
	Token  int    `json:"token"`
	Node   string `json:"node"`
	Number string `json:"number"`

	Under *Authority `json:"under,omitempty"`
}

// Register decides that the result has its number in the register of documents (vào sổ, cấp số) before it is issued.
func (c *Case) Register(token int, number string) ([]ledger.Fact, error) {
	_, t, err := c.Dossier.judge(ActNumber, token)
	if err != nil {
		return nil, err
	}
	if t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	if number = strings.TrimSpace(number); blank(number) {
		return nil, fault.New(fault.Invalid, "dossier.number-missing").At("number")
	}
	if err := sized(typed{"number", number, mostLine}); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindNumbered, numberedHolder{Token: t.Token, Node: t.Node, Number: number, Under: c.Under}, nil)}, nil
}

func (d *Dossier) foldNumbered(e *ledger.Event, s *Step) error {
	h, err := holder[numberedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Number, d.Hand = h.Number, HandNumbered
	s.Node, s.Token, s.Outcome = h.Node, h.Token, h.Number
	s.Under = h.Under
	return nil
}

// numbered gives the number under which the result is issued: the one that it has, or the one that is given now. A number
// of the register stands; another document has another one.
func (d *Dossier) numbered(given string) (string, error) {
	switch {
	case blank(given) && d.Number == "":
		return "", fault.New(fault.Invalid, "dossier.number-missing").At("number")
	case blank(given):
		return d.Number, nil
	case d.Number != "" && strings.TrimSpace(given) != d.Number:
		return "", fault.New(fault.Invalid, "dossier.number-given", "number", d.Number).At("number")
	}
	return given, nil
}

// A Posting (gửi qua bưu chính) is a result on its way by post.
type Posting struct {
	Carrier string    `json:"carrier"`
	Waybill string    `json:"waybill"`
	Day     time.Time `json:"day"` // it was given to the carrier on this day
}

// Post decides that the result is on its way by post. The carrier has it, its owner not yet: that is the hand-over's to
// say, with what the carrier says.
// law: nd61-2018/20
func (c *Case) Post(p Posting) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActPost, 0); err != nil {
		return nil, err
	}
	p.Carrier, p.Waybill, p.Day = strings.TrimSpace(p.Carrier), strings.TrimSpace(p.Waybill), p.Day.UTC()
	var fs []*fault.Fault
	if blank(p.Carrier) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.carrier-missing").At("carrier"))
	}
	if blank(p.Waybill) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.waybill-missing").At("waybill"))
	}
	if p.Day.IsZero() || p.Day.After(c.Now) || calendar.DateOf(p.Day) < calendar.DateOf(d.Completed) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.posted-day").At("day"))
	}
	long := sized(typed{"carrier", p.Carrier, mostLine}, typed{"waybill", p.Waybill, mostCode})
	if err := fault.Together(fault.Join(fs), long); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindPosted, p, nil)}, nil
}

func (d *Dossier) foldPosted(e *ledger.Event, s *Step) error {
	p, err := holder[Posting](&e.Fact)
	if err != nil {
		return err
	}
	d.Hand, d.Postings = HandPosted, append(slices.Clip(d.Postings), p)
	s.Outcome = strings.TrimSpace(p.Carrier + " " + p.Waybill)
	return nil
}
