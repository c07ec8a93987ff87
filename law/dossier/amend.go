package dossier

import (
	"slices"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// An Amending (đính chính kết quả) puts a right result in the place of a wrong one. The wrong one stays on record, void.
type Amending struct {
	Number string
	Result string // code of the kind of result, "" = as before
	File   string // hash
	Reason string
	Words  string
}

type amendedHolder struct {
	Number   string `json:"number"`
	Result   string `json:"result,omitempty"`
	File     string `json:"file,omitempty"`
	Replaces string `json:"replaces"` // number of the result that is void from now on
	Reason   string `json:"reason"`

	Under *Authority `json:"under,omitempty"`
}

// Amend decides a correction of an issued result: a new document, linked to the old one, that is handed over again.
// law: nd61-2018/21
func (c *Case) Amend(k Amending) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActAmend, 0); err != nil {
		return nil, err
	}
	var fs []*fault.Fault
	if blank(k.Number) || k.Number == d.Result.Number {
		fs = append(fs, fault.New(fault.Invalid, "dossier.amend-number").At("number"))
	}
	if blank(k.Words) {
		fs = append(fs, fault.New(fault.Invalid, "dossier.words-missing").At("words"))
	}
	if err := fault.Together(fault.Join(fs), c.reason(ActAmend, k.Reason), c.resultFile(k.File)); err != nil {
		return nil, err
	}
	h := amendedHolder{Number: k.Number, Result: k.Result, File: k.File, Replaces: d.Result.Number, Reason: k.Reason, Under: c.Under}
	if h.Result == "" {
		h.Result = d.Result.Code
	}
	return []ledger.Fact{c.fact(KindAmended, h, wordsOf(k.Words))}, nil
}

func (d *Dossier) foldAmended(e *ledger.Event, s *Step) error {
	h, err := holder[amendedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Earlier = append(slices.Clip(d.Earlier), d.Result)
	d.Result = ResultIssued{Code: h.Result, Number: h.Number, File: h.File, At: e.At, Under: h.Under}
	d.Hand = HandAtDesk
	s.Reason, s.Outcome, s.Under = h.Reason, h.Number, h.Under
	return s.words(e)
}

type reissuedHolder struct {
	Number string `json:"number"`
	Reason string `json:"reason"`
}

// Reissue decides that the same result is given out once more (cấp lại): it was lost or spoilt.
func (c *Case) Reissue(reason, words string) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActReissue, 0); err != nil {
		return nil, err
	}
	if blank(words) {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	if err := c.reason(ActReissue, reason); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindReissued, reissuedHolder{Number: d.Result.Number, Reason: reason}, wordsOf(words))}, nil
}

func (d *Dossier) foldReissued(e *ledger.Event, s *Step) error {
	h, err := holder[reissuedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Hand = HandAtDesk
	s.Reason, s.Outcome = h.Reason, h.Number
	return s.words(e)
}

type reprintedHolder struct {
	Slip   int    `json:"slip"` // which form 01 it is, from 2 on
	Reason string `json:"reason"`
}

// Reprint decides that form 01 is made anew after a slip of the pen. Its check code is new: the old slip opens nothing any
// more and says that it is void.
func (c *Case) Reprint(check, reason, words string) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActReprint, 0); err != nil {
		return nil, err
	}
	if err := c.reason(ActReprint, reason); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindReprinted, reprintedHolder{Slip: d.Slips + 2, Reason: reason}, privateWords{Words: words, Check: check})}, nil
}

func (d *Dossier) foldReprinted(e *ledger.Event, s *Step) error {
	h, err := holder[reprintedHolder](&e.Fact)
	if err != nil {
		return err
	}
	p, err := private[privateWords](&e.Fact)
	if err != nil {
		return err
	}
	d.Slips = h.Slip - 1
	if p.Check != "" {
		d.VoidChecks = append(slices.Clip(d.VoidChecks), d.Check)
		d.Check = p.Check
	}
	s.Reason, s.Words = h.Reason, p.Words
	return nil
}
