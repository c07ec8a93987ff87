package dossier

import (
	"strconv"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// A HandOver is how the result reached its owner.
type HandOver struct {
	Manner    string // "desk", "post", "electronic"
	Receiver  Party  // who took it
	Proxy     bool   // not the applicant or the owner: an authorisation was shown
	Authority string // the paper that authorises the proxy
	Originals bool   // originals taken for comparison went back
	Proof     string // waybill number or file
}

// Check says what is missing in a hand-over, whatever the dossier: a proxy needs an authorisation.
// law: nd61-2018/20
func (h HandOver) Check() error {
	long := sized(
		typed{"receiver", h.Receiver.Name, maxName}, typed{"receiver-number", h.Receiver.Number, mostCode}, typed{"authority", h.Authority, mostLine},
		typed{"proof", h.Proof, mostLine},
	)
	if long != nil {
		return long
	}
	switch h.Manner {
	case "desk":
		if blank(h.Receiver.Name) {
			return fault.New(fault.Invalid, "dossier.receiver-missing").At("receiver")
		}
	case "post", "electronic":
	default:
		return fault.New(fault.Invalid, "dossier.return-manner", "manner", h.Manner).At("manner")
	}
	if h.Proxy && blank(h.Authority) {
		return fault.New(fault.Invalid, "dossier.authority-missing").At("authority").By("nd61-2018/20")
	}
	return nil
}

// HandOver decides the hand-over of the result (trả kết quả).
// law: nd61-2018/20
func (c *Case) HandOver(h HandOver) ([]ledger.Fact, error) {
	if _, _, err := c.Dossier.judge(ActHandOver, 0); err != nil {
		return nil, err
	}
	if err := h.Check(); err != nil {
		return nil, err
	}
	if err := c.originals(h.Originals); err != nil {
		return nil, err
	}
	if h.Manner == "post" {
		if c.Dossier.Hand != HandPosted { // sent is not delivered
			return nil, fault.New(fault.Refused, "dossier.not-posted").At("manner")
		}
		if blank(h.Proof) {
			h.Proof = c.Dossier.Postings[len(c.Dossier.Postings)-1].Waybill
		}
	}
	// choice: money never holds back a result; the finance axis stays open and shows it.
	private := privateWords{Words: h.Authority, Receiver: &h.Receiver}
	return []ledger.Fact{c.fact(KindHandedOver, handedHolder{Manner: h.Manner, Proxy: h.Proxy, Originals: h.Originals, Proof: h.Proof}, private)}, nil
}

// Note decides an internal note (ghi chú nội bộ); officers alone read it.
func (c *Case) Note(words string) ([]ledger.Fact, error) {
	if _, _, err := c.Dossier.judge(ActNote, 0); err != nil {
		return nil, err
	}
	if blank(words) || len([]rune(words)) > mostWords {
		return nil, fault.New(fault.Invalid, "dossier.note-length", "most", strconv.Itoa(mostWords)).At("words")
	}
	return []ledger.Fact{c.fact(KindNoted, struct{}{}, privateWords{Words: words})}, nil
}

// Correct decides that a person in the dossier was written down wrongly (sửa thông tin người). The history keeps that it
// happened, when and why; who stood there before stays in the earlier event's private part.
// law: nd61-2018/21
func (c *Case) Correct(p Parties, what, reason, words string) ([]ledger.Fact, error) {
	if _, _, err := c.Dossier.judge(ActCorrect, 0); err != nil {
		return nil, err
	}
	if blank(words) {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	if err := fault.Together(c.reason(ActCorrect, reason), sized(typed{"words", words, mostWords}), fault.Join(c.corrected(&p))); err != nil {
		return nil, err
	}
	p.Mandate = c.Dossier.Parties.Mandate
	return []ledger.Fact{c.fact(KindCorrected, correctedHolder{Reason: reason, What: what}, privateWords{Words: words, Parties: &p})}, nil
}

// corrected says what is wrong with the persons of a correction.
func (c *Case) corrected(p *Parties) []*fault.Fault {
	fs := p.check()
	if no := selfFiled(c.Procedure.Case(c.Dossier.Case), p, c.Now); no != nil {
		fs = append(fs, no)
	}
	return fs
}

// Replace decides that the wrong procedure was chosen: this dossier ends, linked to the one that takes its place. The
// reception moment is kept only if the papers were complete for the right procedure.
func (c *Case) Replace(by ID, code string, to procedure.ID, kept bool, reason, words string) ([]ledger.Fact, error) {
	if _, _, err := c.Dossier.judge(ActReplace, 0); err != nil {
		return nil, err
	}
	if blank(words) {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	if err := fault.Together(c.reason(ActReplace, reason), sized(typed{"words", words, mostWords})); err != nil {
		return nil, err
	}
	h := replacedHolder{By: code, ByID: by, Reason: reason, Kept: kept, Proc: string(to), Tally: c.Dossier.tally()}
	return []ledger.Fact{c.fact(KindReplaced, h, wordsOf(words))}, nil
}

// Link decides that the dossier has a further code in another system. Unknown formats are taken as they are.
func (c *Case) Link(system, code string) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActLink, 0); err != nil {
		return nil, err
	}
	if blank(system) || blank(code) || len(code) > 120 || len(system) > mostCode {
		return nil, fault.New(fault.Invalid, "dossier.code-missing").At("code")
	}
	for _, x := range d.Codes {
		if x.System == system && x.Code == code {
			return nil, fault.New(fault.Conflict, "dossier.code-linked", "code", code)
		}
	}
	return []ledger.Fact{c.fact(KindLinked, linkedHolder{System: system, Code: code}, nil)}, nil
}
