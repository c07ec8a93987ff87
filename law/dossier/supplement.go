package dossier

import (
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// The stages at which papers are asked for.
const (
	StageReception = "reception" // before it is received
	StageExam      = "exam"      // after examination
)

// An Ask (yêu cầu bổ sung) is one request for papers. It stays the same request until its answer is complete: what was
// still lacking is insisted on, not asked anew.
type Ask struct {
	At       time.Time
	Stage    string
	Papers   []int // indexes of the case's papers; -1 for what is none of them
	Items    []string
	Reason   string
	Rule     string
	Until    time.Time // the answer is due; zero: no end
	Permit   string    // the special law that permitted one more
	Actor    string
	Unit     string
	Words    string
	Supplied time.Time // the newest answer; zero while none came
	Insisted int       // how often an answer was not complete
	Done     time.Time // complete as of then
	Answers  []Supplied
}

// A Supplied is one answer to a request, as it came.
type Supplied struct {
	At     time.Time
	Papers []PaperHanded
	Files  []Attached
	Words  string
	Actor  string
	Unit   string
	Lacks  string // what an officer then said was still lacking
}

// asked gives the request that is open, nil for none.
func (d *Dossier) asked() *Ask {
	if n := len(d.Asks); n > 0 && d.Asks[n-1].Done.IsZero() {
		return &d.Asks[n-1]
	}
	return nil
}

// Asked gives the request that is open, nil for none.
func (d *Dossier) Asked() *Ask { return d.asked() }

// AsksAt counts the requests of a stage.
func (d *Dossier) AsksAt(stage string) int {
	n := 0
	for _, a := range d.Asks {
		if a.Stage == stage {
			n++
		}
	}
	return n
}

// An Asking is what an officer asks for: each item says what to complete.
type Asking struct {
	Token  int // of the examination; 0 at reception
	Items  []AskedItem
	Reason string
	Rule   string
	Words  string
	Warned bool // the officer was told that index 2.1 counts the dossier late from the second request on
}

// An AskedItem is one thing to complete.
type AskedItem struct {
	Paper int // index of the case's paper, -1 for something else
	Words string
}

type askedHolder struct {
	Stage  string    `json:"stage"`
	Papers []int     `json:"papers"`
	Reason string    `json:"reason,omitempty"`
	Rule   string    `json:"rule,omitempty"`
	Until  time.Time `json:"until,omitzero"`
	Permit string    `json:"permit,omitempty"`
	Node   string    `json:"node,omitempty"`
	Token  int       `json:"token,omitempty"`
	Moved  *Moved    `json:"moved,omitempty"`
	Tally  *Tally    `json:"tally,omitempty"` // at reception: it no longer waits for the desk
}

// Ask decides a request for papers (yêu cầu bổ sung, form 02). It names all that is lacking at once. The clock stands
// from now on.
// law: nd61-2018/15.3
// law: nd61-2018/19.4
func (c *Case) Ask(k Asking) ([]ledger.Fact, error) {
	d := c.Dossier
	_, t, err := d.judge(ActAsk, k.Token)
	if err != nil {
		return nil, err
	}
	pc, err := c.processCase(d.Case)
	if err != nil {
		return nil, err
	}
	if t != nil && t.Holder != "" && t.Holder != c.Actor {
		return nil, fault.New(fault.Conflict, "dossier.held", "holder", t.Holder)
	}
	if err := fault.Together(k.check(pc), c.reason(ActAsk, k.Reason)); err != nil {
		return nil, err
	}
	rule := c.supplementRule(pc)
	stage := StageReception
	if t != nil {
		stage = StageExam
	}
	permit, err := c.mayAsk(stage, &rule, k.Warned)
	if err != nil {
		return nil, err
	}
	h := askedHolder{Stage: stage, Reason: k.Reason, Rule: k.Rule, Permit: permit}
	p := privateWords{Words: k.Words}
	for _, item := range k.Items {
		h.Papers = append(h.Papers, item.Paper)
		p.Items = append(p.Items, item.Words)
	}
	if rule.AnswerWithin != nil {
		due, err := c.Calendar.Due(c.Now, *rule.AnswerWithin, calendar.Options{})
		if err != nil {
			return nil, err
		}
		h.Until = due.At.UTC()
	}
	if t == nil {
		tally := d.tally()
		h.Tally = &tally
		return []ledger.Fact{c.fact(KindAsked, h, p)}, nil
	}
	h.Node, h.Token = t.Node, t.Token
	promise, err := c.askPause()
	if err != nil {
		return nil, err
	}
	h.Moved = d.move(promise)
	return []ledger.Fact{c.fact(KindAsked, h, p)}, nil
}

// SupplementRule is the rule for papers that the dossier is under (see ADR 0014): the case's own, over the general rule of
// the day of reception; before reception over the city's general rule of now.
// choice: a setting that is changed later moves no clock and opens no request of a dossier that was received.
func (d *Dossier) SupplementRule(pc *procedure.Case, now procedure.Supplement) procedure.Supplement {
	general := now
	if !d.Received.IsZero() {
		general = procedure.GeneralSupplement()
		if d.General != nil {
			general = *d.General
		}
	}
	return pc.SupplementRule(general)
}

func (c *Case) supplementRule(pc *procedure.Case) procedure.Supplement {
	return c.Dossier.SupplementRule(pc, c.general())
}

// general is the city's general rule for papers, the decree's where the city says nothing.
func (c *Case) general() procedure.Supplement {
	if c.General.Mode == "" {
		return procedure.GeneralSupplement()
	}
	return c.General
}

// pinned is the city's general rule for the event of a reception; nil where it is the decree's.
func (c *Case) pinned() *procedure.Supplement {
	general := c.general()
	if general.Same(procedure.GeneralSupplement()) {
		return nil
	}
	return &general
}

// askPause stops the clock for the citizen; who was waited for before is waited for no longer.
func (c *Case) askPause() (Promise, error) {
	p := c.Dossier.Promise
	if _, waiting := p.Waiting(); waiting {
		var err error
		if p, err = p.resume(c.Calendar, c.Now); err != nil {
			return p, err
		}
	}
	return p.pause(c.Calendar, c.Now, calendar.Citizen)
}

// check wants every item to say what to complete, and a reason.
func (k *Asking) check(pc *procedure.Case) error {
	var fs []*fault.Fault
	if len(k.Items) == 0 {
		fs = append(fs, fault.New(fault.Invalid, "dossier.ask-nothing").At("items").By("nd61-2018/15.3"))
	}
	for i, item := range k.Items {
		at := "items." + strconv.Itoa(i)
		if item.Paper < -1 || item.Paper >= len(pc.Papers) {
			fs = append(fs, fault.New(fault.Invalid, "dossier.paper-unknown", "index", strconv.Itoa(item.Paper+1)).At(at))
		}
		if blank(item.Words) || len([]rune(item.Words)) > mostWords {
			fs = append(fs, fault.New(fault.Invalid, "dossier.ask-words", "most", strconv.Itoa(mostWords)).At(at))
		}
	}
	return fault.Join(fs)
}

// mayAsk holds the number and the time of requests against the procedure's rule; a further or a late one rests on a
// leader's permission, whose law it gives. One permission is for one request.
func (c *Case) mayAsk(stage string, rule *procedure.Supplement, warned bool) (permit string, err error) {
	d := c.Dossier
	most := MostAsks(*rule, stage)
	until, dated, err := d.askBy(*rule, c.Calendar)
	if err != nil {
		return "", err
	}
	over := d.AsksAt(stage) >= most
	late := stage == StageExam && dated && calendar.DateOf(c.Now) > until // law: nd61-2018/19.4
	switch {
	case (over || late) && d.Permit != "":
		permit = d.Permit
	case over:
		return "", fault.New(fault.Refused, "dossier.asked-enough", "n", strconv.Itoa(most)).By(rule.Basis)
	case late:
		return "", fault.New(fault.Refused, "dossier.ask-late", "date", until.At(0, 0).Format("02/01/2006"), "limit", rule.NoticeWithin.String()).By(rule.Basis)
	case stage == StageExam && d.WantsAgreement(*rule):
		return "", fault.New(fault.Refused, "dossier.ask-unagreed").By(rule.Basis)
	}
	if len(d.Asks) > 0 && !warned {
		return "", fault.New(fault.Invalid, "dossier.ask-counts-late").At("warned").By("qd766-2022/2.1")
	}
	return permit, nil
}

// WantsAgreement says whether the next request after examination waits for a leader who agrees to it.
func (d *Dossier) WantsAgreement(rule procedure.Supplement) bool {
	return rule.Approver != "" && !d.Agreed && d.Permit == "" && !d.Received.IsZero() && d.AsksAt(StageExam) < MostAsks(rule, StageExam)
}

// MostAsks is how often papers may be asked for at a stage before a leader has to permit it by a special law.
func MostAsks(rule procedure.Supplement, stage string) int {
	if stage == StageExam {
		return *rule.AfterExam
	}
	return *rule.AtReception
}

func (d *Dossier) foldAsked(e *ledger.Event, s *Step) error {
	h, err := holder[askedHolder](&e.Fact)
	if err != nil {
		return err
	}
	p, err := private[privateWords](&e.Fact)
	if err != nil {
		return err
	}
	d.Asks = append(slices.Clip(d.Asks), Ask{
		At: e.At, Stage: h.Stage, Papers: h.Papers, Items: p.Items, Reason: h.Reason, Rule: h.Rule, Until: h.Until, Permit: h.Permit,
		Actor: e.Actor, Unit: e.Unit, Words: p.Words,
	})
	if h.Permit != "" {
		d.Permit = ""
	}
	if h.Stage == StageExam {
		d.Agreed = false
	}
	if h.Moved != nil {
		d.Promise = h.Moved.Promise
	}
	d.State = Supplement
	s.Reason, s.Node, s.Token, s.Outcome, s.Words = h.Reason, h.Node, h.Token, h.Stage, p.Words
	return nil
}

type permittedHolder struct {
	Law string `json:"law,omitempty"` // "" = the leader agrees to a request that the rule allows
}

// Permit decides that one more request for papers is allowed, by a special law that is named; or, without a law, that a
// leader agrees to the next one where the procedure's rule makes him its approver.
func (c *Case) Permit(law, words string) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActPermit, 0); err != nil {
		return nil, err
	}
	pc, err := c.processCase(d.Case)
	if err != nil {
		return nil, err
	}
	agrees := blank(law) && d.WantsAgreement(c.supplementRule(pc))
	if !agrees && (blank(law) || len([]rune(law)) > 500) {
		return nil, fault.New(fault.Invalid, "dossier.permit-law").At("law").By("nd61-2018/19.4")
	}
	if agrees {
		law = ""
	}
	return []ledger.Fact{c.fact(KindPermitted, permittedHolder{Law: law}, wordsOf(words))}, nil
}

func (d *Dossier) foldPermitted(e *ledger.Event, s *Step) error {
	h, err := holder[permittedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.Permit, s.Reason = h.Law, h.Law
	d.Agreed = d.Agreed || h.Law == ""
	return s.words(e)
}

// A Supplying is what an applicant brings in answer to a request.
type Supplying struct {
	Papers []PaperHanded
	Files  []Attached
	Words  string
}

type suppliedHolder struct {
	Papers []PaperHanded `json:"papers,omitempty"`
}

// Supply decides that an answer to the open request came (bổ sung). Whether it is complete is decided by an officer.
func (c *Case) Supply(k Supplying) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActSupply, 0); err != nil {
		return nil, err
	}
	pc, err := c.processCase(d.Case)
	if err != nil {
		return nil, err
	}
	if len(k.Papers) == 0 && len(k.Files) == 0 && blank(k.Words) {
		return nil, fault.New(fault.Invalid, "dossier.supply-nothing").At("papers")
	}
	if len([]rune(k.Words)) > mostWords {
		return nil, fault.New(fault.Invalid, "dossier.note-length", "most", strconv.Itoa(mostWords)).At("words")
	}
	for _, p := range k.Papers {
		if !p.fits(pc) {
			return nil, fault.New(fault.Invalid, "dossier.paper-unknown", "index", strconv.Itoa(p.Index+1)).At("papers." + strconv.Itoa(p.Index))
		}
	}
	return []ledger.Fact{c.fact(KindSupplied, suppliedHolder{Papers: k.Papers}, privateWords{Words: k.Words, Files: k.Files})}, nil
}

func (d *Dossier) foldSupplied(e *ledger.Event, s *Step) error {
	h, err := holder[suppliedHolder](&e.Fact)
	if err != nil {
		return err
	}
	p, err := private[privateWords](&e.Fact)
	if err != nil {
		return err
	}
	if a := d.asked(); a != nil {
		a.Supplied = e.At
		a.Answers = append(slices.Clip(a.Answers), Supplied{At: e.At, Papers: h.Papers, Files: p.Files, Words: p.Words, Actor: e.Actor, Unit: e.Unit})
	}
	d.Papers = merged(d.Papers, h.Papers)
	d.Files = append(slices.Clip(d.Files), p.Files...)
	s.Words = p.Words
	return nil
}

// merged adds papers that came later to those that were there.
func merged(have, more []PaperHanded) []PaperHanded {
	out := slices.Clone(have)
	for _, m := range more {
		i := slices.IndexFunc(out, func(h PaperHanded) bool { return h.Index == m.Index })
		if i < 0 {
			out = append(out, m)
			continue
		}
		out[i].Originals += m.Originals
		out[i].Copies += m.Copies
		out[i].Plain += m.Plain
		out[i].Digital = out[i].Digital || m.Digital
		out[i].Returned = out[i].Returned || m.Returned
		if m.ReusedBy != "" {
			out[i].ReusedBy, out[i].Source = m.ReusedBy, m.Source
		}
	}
	return out
}

type acceptedHolder struct {
	Stage    string    `json:"stage"`
	Complete time.Time `json:"complete"`
	AckBy    time.Time `json:"ack_by,omitzero"`
	Moved    *Moved    `json:"moved,omitempty"`
	Tally    *Tally    `json:"tally,omitempty"` // at reception: it waits for the desk again
}

// Accept decides that the answer is complete (đã đủ): the clock begins again or goes on, by the procedure's rule.
// choice: complete as of the moment at which the papers came, so that an officer who confirms late takes nothing from
// the applicant.
// law: nd61-2018/19.4
func (c *Case) Accept() ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActAccept, 0); err != nil {
		return nil, err
	}
	pc, err := c.processCase(d.Case)
	if err != nil {
		return nil, err
	}
	a := d.asked()
	h := acceptedHolder{Stage: a.Stage, Complete: a.Supplied}
	if a.Stage == StageReception {
		ack, err := c.Calendar.Acknowledge(a.Supplied)
		if err != nil {
			return nil, err
		}
		h.AckBy = ack.UTC()
		h.Tally = &Tally{Reception: d.Reception, Competent: d.Competent, AckBy: h.AckBy}
		return []ledger.Fact{c.fact(KindAccepted, h, nil)}, nil
	}
	p, err := d.Promise.supplied(c.Calendar, c.supplementRule(pc), a.Supplied)
	if err != nil {
		return nil, err
	}
	// A timer or a sub-dossier may have brought the dossier to a payment meanwhile.
	if p, _, err = c.standing(p, d.openIn(d.Marking, 0), c.passes(d.Marking)); err != nil {
		return nil, err
	}
	h.Moved = d.move(p)
	if h.Moved.Steps, err = c.moveSteps(c.supplementRule(pc), a.At, a.Supplied); err != nil {
		return nil, err
	}
	return []ledger.Fact{c.fact(KindAccepted, h, nil)}, nil
}

func (d *Dossier) foldAccepted(e *ledger.Event, s *Step) error {
	h, err := holder[acceptedHolder](&e.Fact)
	if err != nil {
		return err
	}
	if a := d.asked(); a != nil {
		a.Done = h.Complete
	}
	s.Outcome = h.Stage
	if h.Stage == StageReception {
		d.State, d.AckBy = Filed, h.AckBy
		return nil
	}
	d.settle(h.Moved)
	return nil
}

// Insist decides that the answer is not complete: the same request stays open.
func (c *Case) Insist(words string) ([]ledger.Fact, error) {
	if _, _, err := c.Dossier.judge(ActInsist, 0); err != nil {
		return nil, err
	}
	if blank(words) {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words")
	}
	return []ledger.Fact{c.fact(KindInsisted, struct{}{}, privateWords{Words: words})}, nil
}

func (d *Dossier) foldInsisted(e *ledger.Event, s *Step) error {
	if err := s.words(e); err != nil {
		return err
	}
	if a := d.asked(); a != nil {
		a.Supplied = time.Time{}
		a.Insisted++
		if n := len(a.Answers); n > 0 {
			a.Answers = slices.Clone(a.Answers)
			a.Answers[n-1].Lacks = s.Words
		}
	}
	return nil
}

// AskBy is the last day on which papers may be asked for after examination; ok is false when the rule sets none, or the
// calendar does not reach so far.
func (d *Dossier) AskBy(rule procedure.Supplement, cal *calendar.Calendar) (day calendar.Date, ok bool) {
	day, ok, err := d.askBy(rule, cal)
	return day, ok && err == nil
}

// choice: after a replacement they count from the reception of the right dossier, also where the promise counts from the old
// one: only then can the papers of the right procedure be examined. The promise loses nothing by it.
// law: nd61-2018/19.4
func (d *Dossier) askBy(rule procedure.Supplement, cal *calendar.Calendar) (day calendar.Date, dated bool, err error) {
	if rule.NoticeWithin == nil || d.Received.IsZero() {
		return 0, false, nil
	}
	until, err := cal.Due(d.Received, *rule.NoticeWithin, calendar.Options{})
	return calendar.DateOf(until.At), true, err
}
