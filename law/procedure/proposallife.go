package procedure

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// The kinds of event in the life of a proposal.
const (
	KindSubmitted    = "proposal.submitted"     // trình
	KindOpinionAsked = "proposal.opinion-asked" // lấy ý kiến
	KindOpinionGiven = "proposal.opinion-given" // cho ý kiến
	KindChecked      = "proposal.checked"       // kiểm soát
	KindApproved     = "proposal.approved"      // có quyết định công bố
	KindPutOut       = "proposal.published"     // công bố
	KindReturned     = "proposal.returned"      // trả lại
	KindGivenUp      = "proposal.given-up"      // thôi
)

// A Step is the body of every event of a proposal; each kind fills what belongs to it. Names and free words stand in Said,
// which the law may have erased.
type Step struct {
	Hash    string        `json:"hash,omitempty"`    // of the text that was submitted, checked or approved
	Rev     int           `json:"rev,omitempty"`     // of that text
	Unit    string        `json:"unit,omitempty"`    // that is asked, or answers
	Until   calendar.Date `json:"until,omitzero"`    // last day for the opinion
	Agrees  bool          `json:"agrees,omitempty"`  // of an opinion
	Number  string        `json:"number,omitempty"`  // of the decision
	On      calendar.Date `json:"on,omitzero"`       // day of the decision
	Version int           `json:"version,omitempty"` // that was published
	Ends    calendar.Date `json:"ends,omitzero"`     // of the procedure, as the catalogue had it when the text was submitted
}

// Said is the private part of an event of a proposal.
type Said struct {
	Words  string `json:"words,omitempty"`
	Signer string `json:"signer,omitempty"`
}

// An Opinion (ý kiến) is what a unit was asked about a proposal, and what it answered.
type Opinion struct {
	Unit     string
	Asked    time.Time
	Until    calendar.Date
	Question string
	Given    time.Time // zero: not yet
	Agrees   bool
	Words    string
}

// A Moment is one line of a proposal's history.
type Moment struct {
	Kind string
	At   time.Time
	By   string
	Step
	Said
}

// A ProposalLife is what the events of a proposal amount to. Its zero value is a draft that nobody submitted.
type ProposalLife struct {
	Stage    Stage
	Version  int64 // of the stream
	Hash     string
	Ends     calendar.Date // of the procedure when the text was submitted
	Opinions []Opinion
	Number   string
	Decided  calendar.Date
	Signer   string
	By       string // who submitted the text
	Out      int    // the version that it was published as
	History  []Moment
}

// FoldProposal folds the events of a proposal.
func FoldProposal(events []ledger.Event) (*ProposalLife, error) {
	l := &ProposalLife{Stage: StageDraft}
	for i := range events {
		e := &events[i]
		m := Moment{Kind: e.Kind, At: e.At, By: e.Actor}
		if err := json.Unmarshal(e.Holder, &m.Step); err != nil {
			return nil, fmt.Errorf("fold %s of %s: %w", e.Kind, e.Stream, err)
		}
		if len(bytes.TrimSpace(e.Private)) > 0 {
			if err := json.Unmarshal(e.Private, &m.Said); err != nil {
				return nil, fmt.Errorf("fold %s of %s: %w", e.Kind, e.Stream, err)
			}
		}
		l.apply(m)
		l.Version = e.Version
	}
	return l, nil
}

func (l *ProposalLife) apply(m Moment) {
	switch m.Kind {
	case KindSubmitted:
		l.Stage, l.Hash, l.Ends, l.By, l.Opinions = StageSubmitted, m.Hash, m.Ends, m.By, nil
	case KindOpinionAsked:
		l.Opinions = append(l.Opinions, Opinion{Unit: m.Unit, Asked: m.At, Until: m.Until, Question: m.Words})
	case KindOpinionGiven:
		if o := l.asked(m.Unit); o != nil {
			o.Given, o.Agrees, o.Words = m.At, m.Agrees, m.Said.Words
		}
	case KindChecked:
		l.Stage = StageChecked
	case KindApproved:
		l.Stage, l.Number, l.Decided, l.Signer = StageApproved, m.Number, m.On, m.Signer
	case KindPutOut:
		l.Stage, l.Out = StagePublished, m.Step.Version
	case KindReturned:
		l.Stage, l.Number, l.Decided, l.Signer = StageReturned, "", 0, ""
	case KindGivenUp:
		l.Stage = StageGivenUp
	}
	l.History = append(l.History, m)
}

// asked gives the open question to a unit.
func (l *ProposalLife) asked(unit string) *Opinion {
	i := slices.IndexFunc(l.Opinions, func(o Opinion) bool { return o.Unit == unit && o.Given.IsZero() })
	if i < 0 {
		return nil
	}
	return &l.Opinions[i]
}

// A ProposalAct is what may be done with a proposal.
type ProposalAct string

// The acts.
const (
	ActCatchUp ProposalAct = "catch-up"
	ActSubmit  ProposalAct = "submit"
	ActAsk     ProposalAct = "ask-opinion"
	ActOpine   ProposalAct = "give-opinion"
	ActCheck   ProposalAct = "check"
	ActApprove ProposalAct = "approve"
	ActPublish ProposalAct = "publish"
	ActReturn  ProposalAct = "return"
	ActGiveUp  ProposalAct = "give-up"
)

// ProposalActs is the table of what may be done at which stage; Right is the word that access is asked with.
// law: nd63-2010/15
var ProposalActs = []struct {
	Act   ProposalAct
	From  []Stage
	Right string
}{
	{ActCatchUp, []Stage{StageDraft, StageReturned}, "propose"},
	{ActSubmit, []Stage{StageDraft, StageReturned}, "propose"},
	{ActAsk, []Stage{StageSubmitted}, "propose"},
	{ActOpine, []Stage{StageSubmitted}, "give-opinion"},
	{ActCheck, []Stage{StageSubmitted}, "control-proposal"},
	{ActApprove, []Stage{StageChecked}, "decide-procedure"},
	{ActPublish, []Stage{StageApproved}, "control-proposal"},
	{ActReturn, []Stage{StageSubmitted, StageChecked, StageApproved}, "propose"},
	{ActGiveUp, []Stage{StageDraft, StageReturned, StageSubmitted, StageChecked, StageApproved}, "propose"},
}

// RightOf is the right that an act needs, "" of an act that there is not.
func RightOf(a ProposalAct) string {
	for _, r := range ProposalActs {
		if r.Act == a {
			return r.Right
		}
	}
	return ""
}

// Fits says whether an act is done at a stage.
func (a ProposalAct) Fits(s Stage) bool {
	for _, r := range ProposalActs {
		if r.Act == a {
			return slices.Contains(r.From, s)
		}
	}
	return false
}

// A Deed is what somebody wants to do with a proposal.
type Deed struct {
	Act    ProposalAct
	Rev    int    // of the text that is submitted
	Hash   string // of the text as it stands
	Unit   string
	Until  calendar.Date
	Agrees bool
	Number string
	On     calendar.Date
	Signer string
	Words  string
	Ends   calendar.Date // of the procedure, when a text is submitted
}

const (
	longestWords  = 4000 // letters of an opinion or a reason
	longestNumber = 100
)

// Do judges a deed on a day and gives its fact.
func (l *ProposalLife) Do(d Deed, today calendar.Date) (ledger.Fact, error) {
	if !d.Act.Fits(l.Stage) {
		return ledger.Fact{}, fault.New(fault.Refused, "proposal.wrong-stage", "act", "@proposal.act."+string(d.Act), "stage", "@proposal.stage."+string(l.Stage))
	}
	d.Words, d.Number, d.Signer = strings.TrimSpace(d.Words), strings.TrimSpace(d.Number), strings.TrimSpace(d.Signer)
	if len([]rune(d.Words)) > longestWords || len([]rune(d.Number)) > longestNumber || len([]rune(d.Signer)) > longestNumber {
		return ledger.Fact{}, fault.New(fault.Invalid, "proposal.words-long").At("words")
	}
	kind, step, err := l.judge(d, today)
	if err != nil {
		return ledger.Fact{}, err
	}
	return stepFact(kind, step, Said{Words: d.Words, Signer: d.Signer})
}

func stepFact(kind string, step Step, said Said) (ledger.Fact, error) {
	f := ledger.Fact{Kind: kind}
	var err error
	if f.Holder, err = canonical(step); err != nil {
		return f, err
	}
	if said != (Said{}) {
		f.Private, err = canonical(said)
	}
	return f, err
}

// judge gives the kind and the open part of a deed's event.
func (l *ProposalLife) judge(d Deed, today calendar.Date) (string, Step, error) {
	switch d.Act {
	case ActSubmit:
		return KindSubmitted, Step{Hash: d.Hash, Rev: d.Rev, Ends: d.Ends}, nil
	case ActAsk:
		return KindOpinionAsked, Step{Unit: d.Unit, Until: d.Until}, l.mayAsk(d, today)
	case ActOpine:
		return KindOpinionGiven, Step{Unit: d.Unit, Agrees: d.Agrees}, l.mayAnswer(d)
	case ActCheck:
		return KindChecked, Step{Hash: l.Hash}, l.mayCheck(today)
	case ActApprove:
		return KindApproved, Step{Hash: l.Hash, Number: d.Number, On: d.On}, mayApprove(d, today)
	case ActReturn, ActGiveUp:
		if d.Words == "" {
			return "", Step{}, fault.New(fault.Invalid, "proposal.reason").At("words")
		}
		return map[ProposalAct]string{ActReturn: KindReturned, ActGiveUp: KindGivenUp}[d.Act], Step{}, nil
	}
	return "", Step{}, fmt.Errorf("the act %q of a proposal is not judged here", d.Act)
}

func (l *ProposalLife) mayAsk(d Deed, today calendar.Date) error {
	switch {
	case d.Unit == "":
		return fault.New(fault.Invalid, "proposal.unit").At("unit")
	case l.asked(d.Unit) != nil:
		return fault.New(fault.Refused, "proposal.asked-already").At("unit")
	case d.Until <= today:
		return fault.New(fault.Invalid, "proposal.until").At("until")
	case d.Words == "":
		return fault.New(fault.Invalid, "proposal.question").At("words")
	}
	return nil
}

func (l *ProposalLife) mayAnswer(d Deed) error {
	switch {
	case l.asked(d.Unit) == nil:
		return fault.New(fault.Refused, "proposal.not-asked")
	case !d.Agrees && d.Words == "":
		return fault.New(fault.Invalid, "proposal.disagrees").At("words")
	}
	return nil
}

// mayCheck waits for the opinions that were asked, until their last day is over.
// choice: whoever lets a day pass does not stop the others.
func (l *ProposalLife) mayCheck(today calendar.Date) error {
	for _, o := range l.Opinions {
		if o.Given.IsZero() && today <= o.Until {
			return fault.New(fault.Refused, "proposal.opinions-open", "date", o.Until.String())
		}
	}
	return nil
}

func mayApprove(d Deed, today calendar.Date) error {
	var wrong []*fault.Fault
	if d.Number == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "proposal.number").At("number"))
	}
	if d.Signer == "" {
		wrong = append(wrong, fault.New(fault.Invalid, "proposal.signer").At("signer"))
	}
	if d.On > today {
		wrong = append(wrong, fault.New(fault.Invalid, "proposal.future").At("on"))
	}
	return fault.Join(wrong)
}

// PutOut decides that an approved proposal becomes a version in force from a day: its facts are for the procedure's stream and
// for the proposal's own. What keeps a text from being read at all keeps it from being published; other findings never do.
//
// choice: a version is never in force before the day on which the city's system has it, since dossiers of the days between
// were received under the old one.
func (l *ProposalLife) PutOut(id string, existing []Record, text Record, from calendar.Date, at time.Time) (facts []Fact, own ledger.Fact, err error) {
	hash, err := text.Hash()
	switch {
	case err != nil:
		return nil, own, err
	case !ActPublish.Fits(l.Stage):
		return nil, own, fault.New(fault.Refused, "proposal.wrong-stage", "act", "@proposal.act.publish", "stage", "@proposal.stage."+string(l.Stage))
	case hash != l.Hash:
		return nil, own, fault.New(fault.Conflict, "proposal.text-moved")
	case from < l.Decided:
		return nil, own, fault.New(fault.Invalid, "proposal.from-before-decision", "date", l.Decided.String()).At("from")
	case from < calendar.DateOf(at):
		return nil, own, fault.New(fault.Invalid, "proposal.from-past").At("from")
	}
	if ends := EndsOf(existing); ends != l.Ends && ends != 0 { // abolished by somebody who did not know of this text, or the other way round
		return nil, own, fault.New(fault.Refused, "proposal.ended", "code", string(text.Code), "date", ends.String())
	}
	text.Version, text.Decision, text.From = 0, l.Number, from.Time()
	facts, version, err := publishDecided(existing, text, at)
	if err != nil {
		return nil, own, err
	}
	held, err := Hold(Holding{Code: text.Code, Version: version, Proposal: id, Decided: l.Decided})
	if err != nil {
		return nil, own, err
	}
	own, err = stepFact(KindPutOut, Step{Version: version}, Said{})
	return append(facts, held), own, err
}

// publishDecided is Publish of a text that a decision stands behind.
func publishDecided(existing []Record, rec Record, at time.Time) ([]Fact, int, error) {
	next := 1
	for i := range existing {
		next = max(next, existing[i].Version+1)
	}
	rec.Version = next
	facts, err := publish(existing, rec, at, Unreadable)
	if f := fault.As(err); f != nil {
		f.Field = cmp.Or(f.Field, "from")
	}
	return facts, next, err
}

// Unreadable are the findings of a check with which a version could not even be shown. What is wrong in a form or a process
// only keeps dossiers from being received.
func Unreadable(fs Findings) Findings {
	return slices.DeleteFunc(Errors(fs), func(f Finding) bool { return strings.Contains(f.Path, ".process") || strings.Contains(f.Path, ".form") })
}

// A ControlLimit is a legal limit of procedure control, as data with its basis.
type ControlLimit struct {
	Days  int // working days
	Basis string
}

// PublishingLimits are the limits of one level whose decision publishes: how many working days before the legal act takes effect the
// decision stands at the latest, and within how many working days of it a version is disclosed.
type PublishingLimits struct {
	By               string // ByCity or ByMinistry
	Decide, Disclose ControlLimit
}

// Publishing has the limits of both levels: a province has less to do than a ministry.
// law: nd63-2010/15
var Publishing = []PublishingLimits{
	{ByCity, ControlLimit{5, "nd63-2010/15"}, ControlLimit{5, "nd63-2010/15"}},
	{ByMinistry, ControlLimit{20, "nd63-2010/15"}, ControlLimit{10, "nd63-2010/15"}},
}

// Limits are those of the level that publishes the record.
func (r *Record) Limits() PublishingLimits {
	if r.PublishedBy == ByMinistry {
		return Publishing[1]
	}
	return Publishing[0]
}

// EffectiveOf is the latest day on which a legal act that a record rests on takes effect; ok is false when none is dated.
func (r *Record) EffectiveOf() (act Basis, on calendar.Date, ok bool) {
	for _, b := range r.Bases {
		if d, good := readDay(b.From); good && (!ok || d > on) {
			act, on, ok = b, d, true
		}
	}
	return act, on, ok
}

// readDay reads a day as national records write it.
func readDay(s string) (calendar.Date, bool) {
	for _, layout := range []string{"02/01/2006", "2/1/2006", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(s), zone); err == nil {
			return calendar.DateOf(t), true
		}
	}
	return 0, false
}

// DecideBy is the last day for the decision on a record; ok is false when no legal act of it is dated or the calendar ends.
func DecideBy(r *Record, c *calendar.Calendar) (calendar.Date, bool) {
	return r.Limits().DecideBy(r, c)
}

// DecideBy is the last day for a decision of this level on a record.
func (p PublishingLimits) DecideBy(r *Record, c *calendar.Calendar) (calendar.Date, bool) {
	_, on, ok := r.EffectiveOf()
	if !ok {
		return 0, false
	}
	d, err := c.WorkingDaysBefore(on, p.Decide.Days)
	return d, err == nil
}

// DiscloseBy is the last day on which a version of a record that was decided on a day is disclosed in time.
func DiscloseBy(r *Record, decided calendar.Date, c *calendar.Calendar) (calendar.Date, bool) {
	due, err := c.Due(decided.At(9, 0), calendar.Limit{N: r.Limits().Disclose.Days, Unit: calendar.WorkingDay}, calendar.Options{})
	if err != nil {
		return 0, false
	}
	return calendar.DateOf(due.At), true
}
