package petition

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// The kinds of event are the acts' own words behind this.
const kindPrefix = "petition."

// Kind gives the kind of the event that an act leaves.
func (a Act) Kind() string { return kindPrefix + string(a) }

// holder is the part of an event without anything personal.
type holder struct {
	Code     string   `json:"code,omitempty"`
	Channel  Channel  `json:"channel,omitempty"`
	System   string   `json:"system,omitempty"`
	External string   `json:"external,omitempty"`
	Service  string   `json:"service,omitempty"`
	Spoke    string   `json:"spoke,omitempty"`
	Commune  string   `json:"commune,omitempty"`
	Rules    []Limit  `json:"rules,omitempty"`
	Class    Class    `json:"class,omitempty"`
	Level    Level    `json:"level,omitempty"`
	Reason   string   `json:"reason,omitempty"`
	Unit     string   `json:"unit,omitempty"` // that has it from now on
	Officer  string   `json:"officer,omitempty"`
	Units    []string `json:"units,omitempty"`
	About    string   `json:"about,omitempty"`
	Whom     string   `json:"whom,omitempty"`
	Dossier  string   `json:"dossier,omitempty"`
	DStep    string   `json:"step,omitempty"`
	Other    ID       `json:"other,omitempty"`
	Rating   string   `json:"rating,omitempty"`
	Finding  string   `json:"finding,omitempty"`
	Source   string   `json:"source,omitempty"` // conversation in which the sender said it
	State    State    `json:"state,omitempty"`  // after it
	Above    bool     `json:"above,omitempty"`  // it went to the unit above
	Out      []string `json:"out,omitempty"`    // units that take part no more
	Back     bool     `json:"back,omitempty"`   // it went back to who had it before
	Clocks   []Clock  `json:"clocks,omitempty"`
	Down     bool     `json:"down,omitempty"` // what stood published is taken down
	Sure     bool     `json:"sure,omitempty"` // who wrote it for everybody looked at what may still tell of a person

	Over     *Reassignment `json:"over,omitempty"`
	Calendar string        `json:"calendar,omitempty"` // version that the clocks were counted again by
}

// private is the personal part.
type private struct {
	Person *Person `json:"person,omitempty"`
	Title  string  `json:"title,omitempty"`
	Text   string  `json:"text,omitempty"`
	Place  string  `json:"place,omitempty"`
	Point  *Point  `json:"point,omitempty"`
	Files  []File  `json:"files,omitempty"`
	Words  string  `json:"words,omitempty"`
	Agency string  `json:"agency,omitempty"`
	Public *Public `json:"public,omitempty"`
}

// Fold reads a petition back. It is total over personal parts that were erased by law.
func Fold(id ID, events []ledger.Event) (*Petition, error) {
	if len(events) == 0 {
		return nil, fault.New(fault.Missing, "petition.missing")
	}
	p := &Petition{ID: id}
	for i := range events {
		if err := p.apply(&events[i]); err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", events[i].Stream, events[i].Version, err)
		}
	}
	return p, nil
}

// apply takes one event.
func (p *Petition) apply(e *ledger.Event) error {
	if e.Version != p.Version+1 {
		return fmt.Errorf("out of order: version %d after %d", e.Version, p.Version)
	}
	word, ours := strings.CutPrefix(e.Kind, kindPrefix)
	act := Act(word)
	if !ours || RuleOf(act) == nil || (act == ActRegister) != (p.Version == 0) {
		return fmt.Errorf("%s is no event of a petition here", e.Kind)
	}
	var h holder
	var q private
	if err := json.Unmarshal(e.Holder, &h); err != nil {
		return err
	}
	if len(e.Private) > 0 {
		if err := json.Unmarshal(e.Private, &q); err != nil {
			return err
		}
	}
	p.Version, p.Erased = e.Version, p.Erased || e.Erased
	if act == ActRedate {
		h.Reason = redatedFor(p.Clocks, h.Clocks, h.Reason)
	}
	p.take(act, e, &h, &q)
	p.Clocks, p.Finding = h.Clocks, first(h.Finding, p.Finding)
	p.History = append(p.History, Step{
		Version: e.Version, Act: act, At: e.At, Actor: e.Actor, Unit: e.Unit, State: p.State, Class: p.Class, Level: p.Level, To: first(h.Unit, h.Officer), Reason: h.Reason,
		Holder: p.Unit, Words: q.Words, Files: q.Files, Source: h.Source, Sure: h.Sure, Down: h.Down, Dossier: h.Dossier,
	})
	if s := &p.History[len(p.History)-1]; h.Over != nil { // the basis of a reorganisation names nobody
		s.To, s.Words = p.Unit, h.Over.Basis
	}
	return nil
}

// take moves the petition by an event.
func (p *Petition) take(act Act, e *ledger.Event, h *holder, q *private) {
	before := p.State
	if h.State != "" {
		p.State = h.State
	}
	p.goTo(h)
	switch act {
	case ActRegister:
		p.Code, p.Channel, p.System, p.External, p.Service, p.Spoke, p.Commune, p.Rules = h.Code, h.Channel, h.System, h.External, h.Service, h.Spoke, h.Commune, h.Rules
		p.Class, p.Level, p.Sent, p.Dossier, p.DStep, p.About = h.Class, h.Level, e.At, h.Dossier, h.DStep, h.About
		p.Title, p.Text, p.Place, p.Point, p.Files = q.Title, q.Text, q.Place, q.Point, q.Files
		if q.Person != nil {
			p.Person = *q.Person
		}
	case ActClassify:
		p.Class, p.Level, p.Reason = h.Class, h.Level, h.Reason
		if h.Whom != "" || h.About != "" {
			p.About, p.Whom = h.About, h.Whom
			p.bar(h.Whom)
		}
		p.leave(h.Out)
	case ActTransfer, ActReturn:
		p.Reason, p.Agency, p.Lead = h.Reason, q.Agency, ""
		if act == ActTransfer && p.Class == Other && h.State != Passed {
			p.Class = "" // the new unit says what it is to them
		}
	case ActAsk, ActMerge:
		p.undone, p.Into = before, h.Other
		if act == ActAsk {
			p.Asked = q.Words
		}
	case ActSupply:
		p.Files = append(p.Files, q.Files...)
	case ActJoin:
		p.Joined = append(p.Joined, h.Other)
	case ActPart:
		p.part(h.Other)
	case ActAssign:
		p.parted = append(p.parted, p.Units...)
		p.Lead, p.Units = h.Officer, h.Units
	case ActDraft:
		p.Draft, p.Drafter = q.Words, e.Actor
	case ActMask:
		p.mask(e, h, q)
	case ActLink:
		p.Dossier, p.DStep = h.Dossier, h.DStep
	case ActUnlink:
		p.Dossier, p.DStep = "", ""
	default:
		p.close(act, e, h, q)
	}
	switch {
	case p.State.Open():
		p.Ended = time.Time{}
	case before.Open() && p.State != Answered:
		p.Ended = e.At
	}
}

// mask takes what the public is to read; what replaces a published text takes that one down.
func (p *Petition) mask(e *ledger.Event, h *holder, q *private) {
	p.Masked, p.Masker = e.At, e.Actor
	if h.Down {
		p.Published, p.Down = time.Time{}, true
	}
	if p.Public = (Public{}); q.Public != nil {
		p.Public = *q.Public
	}
}

// close takes the events behind a draft.
func (p *Petition) close(act Act, e *ledger.Event, h *holder, q *private) {
	switch act {
	case ActUnmerge:
		p.Into, p.Followed = "", time.Time{}
	case ActFollow:
		p.Followed = e.At
	case ActApprove:
		p.Approver = e.Actor
	case ActAnswer:
		p.Answer, p.Answered, p.Answerer = p.Draft, e.At, p.Unit
	case ActPublish:
		p.Published, p.Withheld, p.Down = e.At, time.Time{}, false
	case ActWithhold: // what stands published is taken down with it
		p.Withheld, p.Reason, p.Published = e.At, h.Reason, time.Time{}
	case ActConfirm:
		p.Resolved = e.At
	case ActReopen:
		p.Reopened++
		p.bar(p.Lead)
		p.bar(p.Drafter)
		p.bar(p.Approver)
		p.Lead, p.Draft, p.Drafter, p.Approver = "", "", "", ""
	case ActRate:
		p.Rating = h.Rating
	case ActExplain:
		p.Explained, p.Excuse, p.Excuser = e.At, q.Words, e.Unit
	case ActReassign:
		if h.Over != nil {
			p.goOver(h.Over)
		}
	}
}

// goTo moves it to another unit.
func (p *Petition) goTo(h *holder) {
	if h.Unit == "" || h.Unit == p.Unit {
		return
	}
	if p.Unit != "" {
		p.Before = append(p.Before, p.Unit)
	}
	if n := len(p.trail); h.Back && n > 0 {
		p.trail = p.trail[: n-1 : n-1]
	} else if p.Unit != "" {
		p.trail = append(p.trail, p.Unit)
	}
	if p.Unit = h.Unit; h.Above {
		p.Tier++
	}
}

func (p *Petition) bar(officer string) {
	if officer == "" {
		return
	}
	if !p.Bars(officer) {
		p.Barred = append(p.Barred, officer)
	}
	if p.Lead == officer {
		p.Lead = ""
	}
}

func (p *Petition) part(id ID) {
	for i, x := range p.Joined {
		if x == id {
			p.Joined = append(p.Joined[:i:i], p.Joined[i+1:]...)
			return
		}
	}
}

func first(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("petition: encode %T: %v", v, err)) // a bug: an own type that JSON cannot hold
	}
	return b
}
