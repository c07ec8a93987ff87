package dossier

import (
	"fmt"
	"slices"
	"time"

	"motcua/law/procedure"
	"motcua/words/form"
	"motcua/words/ledger"
)

// A Dossier (hồ sơ) is the fold of its events: what it is now. A part whose personal data was erased leaves those fields
// empty; everything else folds on.
type Dossier struct {
	ID      ID
	Version int64 // of the stream
	State   State

	Rulebook     string
	Code         string // "" until received
	Codes        []ExternalCode
	Procedure    procedure.ID
	ProcVersion  int // pinned at reception; the version of filing before that
	FormVersion  int // the version that the form was judged by
	Case         string
	Channel      procedure.Channel
	Help         string // place of help
	Reception    string // place of reception
	Competent    string // competent agency
	Papers       []PaperHanded
	Sets         int
	Assisted     *Assistance
	Replaces     string
	ReplacedBy   string
	ReplacedByID ID
	Demo         bool

	Filed     time.Time // when it was filed online; zero at the counter
	AckBy     time.Time // a filed dossier is received late after this
	Received  time.Time
	Promise   Promise
	Completed time.Time
	Ended     time.Time // reached a terminal state
	Return    string    // how the result is wanted

	Fee      int64    // đồng
	FeePaid  bool     // at reception, as form 01 says it
	Prepaid  bool     // nobody works on it before the fee is paid
	Charges  []Charge // what is owed: the fee, and what notices fixed
	Refund   int64    // đồng that went back
	Finance  Finance
	Hand     Hand
	Exchange Exchange
	Answered ExchangeAnswer // the newest of the other system

	Tasks   []Task
	Timers  []Timer
	Spells  []Spell // of all its timers, those that are over too
	Marking procedure.Marking
	Steps   int // tasks of the process

	PapersAt string // the unit that has the paper dossier
	Went     []Went // reorganisations that took it to other units

	General   *procedure.Supplement // the city's general rule for papers when it was received; nil: the decree's
	Asks      []Ask                 // requests for papers, in order
	Permit    string                // the special law that permits one more request, "" when none is permitted
	Agreed    bool                  // a leader agreed to the next request after examination, where the rule wants it
	Visits    []Visit
	Apologies []Apology
	Undone    State // the state that a declined withdrawal goes back to
	Slips     int   // how often form 01 was made anew after a slip of the pen

	Signed   *Authority   // what the newest approval rests on, nil for a right of the post itself
	Draft    ResultIssued // the document that is to become the result
	Number   string       // given to the result before it is issued
	Postings []Posting    // how often the result was sent by post
	Result   ResultIssued
	Earlier  []ResultIssued // results that were amended, oldest first: void
	Reason   string         // reason code of a refusal, a decline, a replacement

	Parties    Parties // personal
	Subject    string  // personal
	Values     form.Values
	Origins    map[string]Origin // of answers that were not typed, by path; personal
	Files      []Attached
	Check      string   // the ten characters of form 01; personal: it opens the history
	VoidChecks []string // of slips that a new one replaced; personal
	Notes      []Note
	Erased     bool // a personal part was erased by law

	History []Step
	Heirs   []ReassignWhy // who carries on for the units that ended while it was open

	Imported *Imported // it came from an older system; nil: it began here
	Annulled *Annulled // that was undone; nil: it was not
}

// An ExternalCode is the dossier's code in another system.
type ExternalCode struct {
	System string    `json:"system"`
	Code   string    `json:"code"`
	Since  time.Time `json:"since"`
}

// A Task is a piece of work that a token brought to a unit.
type Task struct {
	Opened
	Since   time.Time
	From    time.Time // its hours count from here since the clock stood; zero: from Since
	Holder  string    // person, "" until claimed
	Dealt   bool      // the holder got it by the unit's rule and has not taken it yet
	Done    time.Time
	Outcome string
	Number  string // of a sub-dossier's document

	Handed    time.Time // papers that went with it were handed over; zero until they are confirmed
	Confirmed time.Time // they came
	SentBack  time.Time // they were not taken, and are with the giver
}

// Open says whether the work still waits.
func (t *Task) Open() bool { return t.Done.IsZero() }

// offers says whether the process lets the task end with this act.
func (t *Task) offers(a Act) bool {
	switch a {
	case ActConfirm, ActSendBack:
		return t.OnWay() && !t.Giver()
	case ActSend:
		return t.Giver()
	case ActAssign:
		return true
	}
	if t.OnWay() {
		return false // the work begins when its papers are there
	}
	switch a {
	case ActClaim:
		return true
	case ActAnswer:
		return t.Asked != nil && t.Asked.Sub == ""
	case ActSettle:
		return t.Asked != nil && t.Asked.Sub != ""
	case ActRecall:
		return t.Asked != nil && !t.ofProcess()
	case ActRemind:
		return true // whether anybody leads beside it is judged with the whole dossier
	case ActPresume:
		return t.Silence != nil || t.Asked != nil && t.Asked.Sub == ""
	case ActReturn, ActRefuse:
		return slices.Contains(t.Can, string(a))
	default:
		return t.Asked == nil
	}
}

// ResultIssued is the document that settled the dossier.
type ResultIssued struct {
	Code   string
	Number string
	File   string
	At     time.Time
	Under  *Authority // the decision that it rests on, nil where it was signed by right of a post
}

// A Note (ghi chú nội bộ) is for officers only.
type Note struct {
	At    time.Time
	Actor string
	Unit  string
	Words string
}

// A Step is a line of the dossier's history. Words is personal or internal and shown by right only.
type Step struct {
	Kind    string
	At      time.Time
	Late    bool // written later than it happened
	Record  time.Time
	Actor   string
	Unit    string
	Node    string
	Token   int
	Outcome string
	Holder  string
	Of      int // assigned by the unit's rule: how many were present
	Load    int // and how much the holder held
	Reason  string
	Sum     int64 // đồng: paid, or that nobody has to pay
	Under   *Authority
	Words   string
	State   State // after the event

	Confirmed *Confirmed // of a weighty act
}

// Task gives the task of a token, or nil.
func (d *Dossier) Task(token int) *Task {
	for i := range d.Tasks {
		if d.Tasks[i].Token == token {
			return &d.Tasks[i]
		}
	}
	return nil
}

// Fold makes the dossier of its events, which are in order and of one stream.
func Fold(id ID, events []ledger.Event) (*Dossier, error) {
	d := &Dossier{ID: id, Finance: FinanceNone, Hand: HandNone}
	for i := range events {
		if err := d.Apply(&events[i]); err != nil {
			return nil, fmt.Errorf("fold dossier %s event %d %s: %w", id, events[i].Version, events[i].Kind, err)
		}
	}
	return d, nil
}

// folds has one function per kind of event.
var folds = map[string]func(*Dossier, *ledger.Event, *Step) error{
	KindFiled:      (*Dossier).foldFiled,
	KindReceived:   (*Dossier).foldReceived,
	KindDeclined:   (*Dossier).foldDeclined,
	KindClaimed:    (*Dossier).foldTask,
	KindAssigned:   (*Dossier).foldTask,
	KindFinished:   (*Dossier).foldTask,
	KindApproved:   (*Dossier).foldTask,
	KindReturned:   (*Dossier).foldTask,
	KindRefused:    (*Dossier).foldTask,
	KindIssued:     (*Dossier).foldTask,
	KindCompleted:  (*Dossier).foldCompleted,
	KindHandedOver: (*Dossier).foldHandedOver,
	KindNoted:      (*Dossier).foldNoted,
	KindCorrected:  (*Dossier).foldCorrected,
	KindReplaced:   (*Dossier).foldReplaced,
	KindLinked:     (*Dossier).foldLinked,

	KindAsked:      (*Dossier).foldAsked,
	KindPermitted:  (*Dossier).foldPermitted,
	KindSupplied:   (*Dossier).foldSupplied,
	KindAccepted:   (*Dossier).foldAccepted,
	KindInsisted:   (*Dossier).foldInsisted,
	KindConsulted:  (*Dossier).foldConsulted,
	KindAnswered:   (*Dossier).foldAnswered,
	KindPresumed:   (*Dossier).foldAnswered,
	KindVerified:   (*Dossier).foldVerified,
	KindWithdrawn:  (*Dossier).foldWithdrawn,
	KindGranted:    (*Dossier).foldStopped,
	KindRetained:   (*Dossier).foldRetained,
	KindStopped:    (*Dossier).foldStopped,
	KindApologised: (*Dossier).foldApologised,
	KindRedated:    (*Dossier).foldRedated,
	KindAmended:    (*Dossier).foldAmended,
	KindReissued:   (*Dossier).foldReissued,
	KindReprinted:  (*Dossier).foldReprinted,
	KindBranched:   (*Dossier).foldConsulted,
	KindSettled:    (*Dossier).foldAnswered,
	KindRecalled:   (*Dossier).foldAnswered,
	KindReminded:   (*Dossier).foldReminded,
	KindDeemed:     (*Dossier).foldTask,
	KindElapsed:    (*Dossier).foldElapsed,
	KindConfirmed:  (*Dossier).foldTravel,
	KindSentBack:   (*Dossier).foldTravel,
	KindSent:       (*Dossier).foldTravel,
	KindPaid:       (*Dossier).foldPaid,
	KindExempted:   (*Dossier).foldExempted,
	KindDrafted:    (*Dossier).foldDrafted,
	KindNumbered:   (*Dossier).foldNumbered,
	KindPosted:     (*Dossier).foldPosted,
	KindExchanged:  (*Dossier).foldExchanged,
	KindReassigned: (*Dossier).foldReassigned,
	KindImported:   (*Dossier).foldImported,
	KindAnnulled:   (*Dossier).foldAnnulled,
}

// Apply folds one further event in.
func (d *Dossier) Apply(e *ledger.Event) error {
	f, ok := folds[e.Kind]
	if !ok {
		return fmt.Errorf("unknown kind")
	}
	if e.Version != d.Version+1 {
		return fmt.Errorf("out of order: it is number %d and would come after number %d", e.Version, d.Version)
	}
	s := Step{Kind: e.Kind, At: e.At, Late: e.Class == ledger.LateEntry, Record: e.RecordedAt, Actor: e.Actor, Unit: e.Unit}
	before := d.State
	if err := f(d, e, &s); err != nil {
		return err
	}
	d.Finance = d.finance()
	if d.Exchange != "" && d.State != before { // the other system is told the national state
		d.Exchange = ExchangePending
	}
	d.Version = e.Version
	d.Erased = d.Erased || e.Erased
	s.State = d.State
	d.History = append(d.History, s)
	return nil
}

func (d *Dossier) foldFiled(e *ledger.Event, _ *Step) error {
	h, err := holder[filedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.State, d.Rulebook, d.Filed, d.AckBy = Filed, h.Rulebook, e.At, h.AckBy
	d.Procedure, d.ProcVersion, d.FormVersion, d.Case = h.Procedure, h.Version, h.Version, h.Case
	d.Channel, d.Help, d.Reception, d.Competent, d.Papers = h.Channel, h.Help, h.Reception, h.Competent, h.Papers
	d.Assisted, d.Return = h.Assisted, h.Return
	if h.External != "" {
		d.known(h.System, h.External, e.At)
	}
	return d.foldFiling(e)
}

// foldFiling takes the personal part of filed or received, if it is there.
func (d *Dossier) foldFiling(e *ledger.Event) error {
	if len(e.Private) == 0 {
		return nil
	}
	p, err := private[privateFiling](&e.Fact)
	if err != nil {
		return err
	}
	d.Parties, d.Subject, d.Values, d.Origins = p.Parties, p.Subject, p.Values, p.Origins
	if len(p.Values) == 0 {
		d.Values = nil // none are stored
	}
	if len(p.Files) > 0 {
		d.Files = p.Files
	}
	if p.Check != "" {
		d.Check = p.Check
	}
	return nil
}

func (d *Dossier) foldReceived(e *ledger.Event, _ *Step) error {
	h, err := holder[receivedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.State, d.Rulebook, d.Code, d.Received = Received, h.Rulebook, h.Code, e.At
	d.Procedure, d.ProcVersion, d.FormVersion, d.Case = h.Procedure, h.Version, h.FormBy, h.Case
	d.Channel, d.Help, d.Reception, d.Competent = h.Channel, h.Help, h.Reception, h.Competent
	d.Papers, d.Sets, d.Fee, d.Return, d.Promise, d.General = h.Papers, h.Sets, h.Fee, h.Return, h.Promise, h.General
	d.Steps, d.Replaces, d.Demo = h.Steps, h.Replaces, h.Demo
	d.walked(h.Marking, h.Timers, d.Competent, e.At)
	if h.Assisted != nil {
		d.Assisted = h.Assisted
	}
	d.PapersAt, d.FeePaid, d.Prepaid = h.Reception, h.FeePaid, h.Prepaid
	if h.Fee > 0 {
		fee := Charge{Sum: h.Fee}
		if h.FeePaid {
			fee.book(h.Fee, 0)
		}
		d.Charges = append(d.Charges, fee)
	}
	d.charged(h.Opened, 0)
	d.open(h.Opened, e.At)
	if err := d.foldFiling(e); err != nil {
		return err
	}
	for _, t := range d.Tasks {
		if t.Waits == procedure.WaitPayment {
			d.State = Paying
		}
	}
	return nil
}

// tally is what the figures need of the dossier as it stands.
func (d *Dossier) tally() Tally {
	t := Tally{Reception: d.Reception, Competent: d.Competent, AckBy: d.AckBy, Received: d.Received}
	t.promised(d.Promise)
	return t
}

// promised takes the due time of a promise, and since when its clock stands.
func (t *Tally) promised(p Promise) {
	t.Due, t.Stood = p.At, time.Time{}
	if w, waiting := p.Waiting(); waiting {
		t.Stood = w.At
	}
}

func (d *Dossier) open(opened []Opened, at time.Time) {
	for _, o := range opened {
		d.Tasks = append(d.Tasks, Task{Opened: o, Since: at})
	}
}

func (d *Dossier) foldDeclined(e *ledger.Event, s *Step) error {
	h, err := holder[declinedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.State, d.Reason, d.Ended = Declined, h.Reason, e.At
	s.Reason = h.Reason
	return s.words(e)
}

// words takes the private words of an event into its line of history.
func (s *Step) words(e *ledger.Event) error {
	p, err := private[privateWords](&e.Fact)
	s.Words = p.Words
	return err
}

func (d *Dossier) foldTask(e *ledger.Event, s *Step) error {
	h, err := holder[taskHolder](&e.Fact)
	if err != nil {
		return err
	}
	t := d.Task(h.Token)
	if e.Kind == KindRefused && h.Token == 0 { // by an older system, which had no steps of ours
		d.stop(e.At)
		return s.words(e)
	}
	if t == nil {
		return fmt.Errorf("no task %d", h.Token)
	}
	s.Node, s.Token, s.Outcome, s.Holder, s.Reason, s.Under = h.Node, h.Token, h.Outcome, h.Holder, h.Reason, h.Under
	s.Confirmed = h.Confirmed
	switch e.Kind {
	case KindClaimed, KindAssigned:
		t.Holder, t.Dealt = h.Holder, h.Of > 0
		s.Of, s.Load = h.Of, h.Load
		if d.State == Received && e.Kind == KindClaimed {
			d.settle(nil)
		}
		return s.words(e)
	case KindApproved:
		d.Hand, d.Signed = HandSigned, h.Under
	case KindReturned:
		d.unsigned()
	case KindDeemed:
		s.Reason = h.Rule
	case KindRefused:
		d.Reason = h.Reason
	case KindIssued:
		d.Hand = HandIssued
		d.Result = ResultIssued{Code: h.Result, Number: h.Number, File: h.File, At: e.At, Under: d.Signed}
	}
	t.Done, t.Outcome = e.At, h.Outcome
	d.proven(t)
	d.charged(h.Opened, h.Sum)
	d.walked(h.Marking, h.Timers, t.Unit, e.At)
	if e.Kind == KindRefused && len(h.Marking.Tokens) == 0 {
		d.stop(e.At)
		return s.words(e)
	}
	d.open(h.Opened, e.At)
	d.settle(h.Moved)
	return s.words(e)
}

// settle finds the national state of a dossier that is being worked on, and takes a promise that moved.
func (d *Dossier) settle(m *Moved) {
	if m != nil {
		d.Promise = m.Promise
		for _, step := range m.Steps {
			d.moveStep(step)
		}
	}
	d.State = Processing
	for _, t := range d.Tasks {
		if t.Open() && t.Waits == procedure.WaitPayment {
			d.State = Paying
		}
	}
	if d.asked() != nil {
		d.State = Supplement
	}
}

// stop ends the dossier without a result.
func (d *Dossier) stop(at time.Time) {
	d.State, d.Ended = Stopped, at
	d.walked(procedure.Marking{}, nil, "", at)
	d.Hand = HandNone // what was drafted or signed is given to nobody
	d.cancelOpen(at)
}

// cancelOpen ends the tasks that a refusal leaves without purpose.
func (d *Dossier) cancelOpen(at time.Time) {
	for i := range d.Tasks {
		if d.Tasks[i].Open() {
			d.Tasks[i].Done, d.Tasks[i].Outcome = at, "cancelled"
		}
	}
}

func (d *Dossier) foldCompleted(e *ledger.Event, _ *Step) error {
	d.State, d.Completed, d.Hand = Completed, e.At, HandAtDesk
	d.cancelOpen(e.At) // opinions that nobody waits for any more
	return nil
}

func (d *Dossier) foldHandedOver(e *ledger.Event, s *Step) error {
	h, err := holder[handedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.State, d.Hand = HandedOver, HandDelivered
	if d.Ended.IsZero() {
		d.Ended = e.At // an amended result is handed over again later
	}
	s.Outcome = h.Manner
	return s.words(e)
}

func (d *Dossier) foldNoted(e *ledger.Event, s *Step) error {
	if err := s.words(e); err != nil {
		return err
	}
	d.Notes = append(d.Notes, Note{At: e.At, Actor: e.Actor, Unit: e.Unit, Words: s.Words})
	return nil
}

func (d *Dossier) foldCorrected(e *ledger.Event, s *Step) error {
	h, err := holder[correctedHolder](&e.Fact)
	if err != nil {
		return err
	}
	p, err := private[privateWords](&e.Fact)
	if err != nil {
		return err
	}
	s.Reason, s.Outcome, s.Words = h.Reason, h.What, p.Words
	if p.Parties != nil {
		d.Parties = *p.Parties
	}
	return nil
}

func (d *Dossier) foldReplaced(e *ledger.Event, s *Step) error {
	h, err := holder[replacedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.ReplacedBy, d.ReplacedByID, d.Reason = h.By, h.ByID, h.Reason
	d.stop(e.At)
	s.Reason, s.Outcome = h.Reason, h.By
	return s.words(e)
}

func (d *Dossier) foldLinked(e *ledger.Event, s *Step) error {
	h, err := holder[linkedHolder](&e.Fact)
	if err != nil {
		return err
	}
	d.known(h.System, h.Code, e.At)
	s.Outcome = h.Code
	return nil
}
