package access

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// A Mandate (đại diện, ủy quyền) lets somebody act for another: a parent for a child, whoever holds a written power for who gave it,
// an employee for a company. It is a dated fact with a stream of its own; what rests on it is looked at on the day of the act.
type Mandate struct {
	ID         string
	Kind       MandateKind
	Principal  Represented // for whom
	Holder     Represented // who acts
	Procedures []string    // empty: all
	From, To   time.Time   // a zero To has no end
	State      MandateState
	Proof      Proof
	Unit       string // whose counter looks at the proof; "" of one that its principal gave
	Words      string // why it was declined, or how its proof was looked at
	Version    int64
	Changed    time.Time

	Confirmed *dossier.Confirmed `json:",omitempty"` // by what its principal confirmed the giving
}

// Represented is somebody as a mandate names them.
type Represented struct {
	Name   string `json:"name"`
	Number string `json:"number"`
	Birth  string `json:"birth,omitempty"`
	Key    string `json:"-"` // the keyed hash of the number; the office adds it
}

// A Proof is the paper that a mandate rests on, with its scan.
type Proof struct {
	Words string `json:"words,omitempty"`
	File  string `json:"file,omitempty"` // hash
	Name  string `json:"name,omitempty"`
}

// MandateKind is what somebody acts for another by.
type MandateKind string

// The kinds of mandate.
const (
	Guardian MandateKind = "guardian" // father, mother or guardian of a child (người đại diện theo pháp luật)
	Proxy    MandateKind = "proxy"    // by a power of attorney (theo ủy quyền)
	Staff    MandateKind = "staff"    // employee of an organisation, by its legal representative
)

// MandateState is where a mandate stands.
type MandateState string

// The states of a mandate. One that waits or was declined lets nobody do anything.
const (
	MandateWaits    MandateState = "waits"
	MandateGiven    MandateState = "given"
	MandateDeclined MandateState = "declined"
	MandateEnded    MandateState = "ended"
)

// The kinds of event.
const (
	KindMandateGiven     = "mandate.given"     // by its principal
	KindMandateClaimed   = "mandate.claimed"   // by its holder, with proof
	KindMandateConfirmed = "mandate.confirmed" // by a counter that saw the proof
	KindMandateDeclined  = "mandate.declined"
	KindMandateEnded     = "mandate.ended"
)

// MandateStream is where a mandate's events stand.
func MandateStream(id string) ledger.StreamID { return ledger.StreamID("mandate/" + id) }

// Bounds of what is typed.
const (
	mostMandateName  = 1200
	mostMandateWords = 500
	mostMandateCodes = 200
)

// Holds says whether a mandate is good for a procedure at a moment.
func (m *Mandate) Holds(code string, at time.Time) bool {
	return m.Open(at) && (len(m.Procedures) == 0 || slices.Contains(m.Procedures, code))
}

// Open says whether it is good for anything at a moment.
func (m *Mandate) Open(at time.Time) bool {
	return m.State == MandateGiven && !at.Before(m.From) && (m.To.IsZero() || at.Before(m.To))
}

// mandateSaid is the payload of an event, without anything personal.
type mandateSaid struct {
	Kind       MandateKind `json:"kind,omitempty"`
	Procedures []string    `json:"procedures,omitempty"`
	From       time.Time   `json:"from,omitzero"`
	To         time.Time   `json:"to,omitzero"`
	Unit       string      `json:"unit,omitempty"`

	Confirmed *dossier.Confirmed `json:"confirmed,omitempty"`
}

// mandatePrivate is its personal part.
type mandatePrivate struct {
	Principal *Represented `json:"principal,omitempty"`
	Holder    *Represented `json:"holder,omitempty"`
	Proof     *Proof       `json:"proof,omitempty"`
	Words     string       `json:"words,omitempty"`
}

func mandateFact(kind string, said mandateSaid, private mandatePrivate, now time.Time) (ledger.Fact, error) {
	f := ledger.Fact{Kind: kind, Class: ledger.Ordinary, At: now}
	var err error
	if f.Holder, err = json.Marshal(said); err == nil {
		f.Private, err = json.Marshal(private)
	}
	return f, err
}

// FoldMandate reads a mandate from its events; parts that were erased are empty.
func FoldMandate(id string, events []ledger.Event) (*Mandate, error) {
	m := &Mandate{ID: id}
	for i := range events {
		e := &events[i]
		var said mandateSaid
		var private mandatePrivate
		if err := json.Unmarshal(e.Holder, &said); err != nil {
			return nil, fmt.Errorf("%s version %d: %w", e.Stream, e.Version, err)
		}
		if len(e.Private) > 0 {
			if err := json.Unmarshal(e.Private, &private); err != nil {
				return nil, fmt.Errorf("%s version %d: %w", e.Stream, e.Version, err)
			}
		}
		switch e.Kind {
		case KindMandateGiven, KindMandateClaimed:
			m.Kind, m.Procedures, m.From, m.To, m.Unit, m.State = said.Kind, said.Procedures, said.From, said.To, said.Unit, MandateGiven
			m.Confirmed = said.Confirmed
			if e.Kind == KindMandateClaimed {
				m.State = MandateWaits
			}
			if private.Principal != nil && private.Holder != nil {
				m.Principal, m.Holder = *private.Principal, *private.Holder
			}
			if private.Proof != nil {
				m.Proof = *private.Proof
			}
		case KindMandateConfirmed:
			m.State, m.From, m.Words = MandateGiven, said.From, private.Words
		case KindMandateDeclined:
			m.State, m.Words = MandateDeclined, private.Words
		case KindMandateEnded:
			m.State, m.To = MandateEnded, said.To
		default:
			return nil, fmt.Errorf("%s version %d: kind %q is no event of a mandate", e.Stream, e.Version, e.Kind)
		}
		m.Version, m.Changed = e.Version, e.At
	}
	return m, nil
}

// GiveMandate lets a principal hand a mandate to somebody, from a day on. organisation says that the principal is one.
func GiveMandate(m Mandate, organisation bool, now time.Time) ([]ledger.Fact, error) {
	if m.Kind = Proxy; organisation {
		m.Kind = Staff
	}
	if m.From.Before(dayOf(now)) {
		return nil, fault.New(fault.Invalid, "mandate.from-past").At("from")
	}
	// choice: a power without an end is forgotten; a year, as for a power of attorney that says none.
	if m.Kind == Proxy && m.To.IsZero() {
		m.To = m.From.AddDate(1, 0, 0)
	}
	return m.begin(KindMandateGiven, now)
}

// ClaimMandate lets a holder ask for a mandate with its proof, to be looked at by a counter.
func ClaimMandate(m Mandate, now time.Time) ([]ledger.Fact, error) {
	m.From = now
	var faults []*fault.Fault
	m.Proof.Words = vn.Tidy(m.Proof.Words)
	if m.Proof.Words == "" || len([]rune(m.Proof.Words)) > mostMandateWords {
		faults = append(faults, fault.New(fault.Invalid, "mandate.proof").At("proof"))
	}
	if m.Proof.File == "" {
		faults = append(faults, fault.New(fault.Invalid, "mandate.file").At("file"))
	}
	if m.Unit == "" {
		faults = append(faults, fault.New(fault.Invalid, "mandate.unit").At("unit"))
	}
	switch m.Kind {
	case Guardian:
		born, err := time.ParseInLocation(time.DateOnly, m.Principal.Birth, calendar.Zone)
		// choice: a child's parents act until the child is eighteen; the Civil Code's articles on minors were not read here.
		end := born.AddDate(18, 0, 0)
		switch {
		case err != nil || born.After(now):
			faults = append(faults, fault.New(fault.Invalid, "mandate.birth").At("birth"))
		case !end.After(now):
			faults = append(faults, fault.New(fault.Invalid, "mandate.grown-up").At("birth"))
		case m.To.IsZero() || m.To.After(end):
			m.To = end
		}
	case Proxy:
		if m.To.IsZero() {
			m.To = m.From.AddDate(1, 0, 0)
		}
	default:
		faults = append(faults, fault.New(fault.Invalid, "mandate.kind").At("kind"))
	}
	facts, err := m.begin(KindMandateClaimed, now)
	if err := fault.Together(fault.Join(faults), err); err != nil {
		return nil, err
	}
	return facts, nil
}

// begin is what giving and claiming have in common.
func (m *Mandate) begin(kind string, now time.Time) ([]ledger.Fact, error) {
	m.Principal.Name, m.Holder.Name = vn.Tidy(m.Principal.Name), vn.Tidy(m.Holder.Name)
	m.Principal.Number, m.Holder.Number = strings.ReplaceAll(m.Principal.Number, " ", ""), strings.ReplaceAll(m.Holder.Number, " ", "")
	other, side := &m.Holder, "holder" // who is not there
	if kind == KindMandateClaimed {
		other, side = &m.Principal, "principal"
	}
	var faults []*fault.Fault
	if other.Name == "" || len([]rune(other.Name)) > mostMandateName {
		faults = append(faults, fault.New(fault.Invalid, "mandate.name").At(side+".name"))
	}
	if _, err := vn.ParsePersonalID(other.Number); err != nil {
		faults = append(faults, fault.As(err).At(side+".number"))
	}
	if m.Principal.Number == m.Holder.Number {
		faults = append(faults, fault.New(fault.Invalid, "mandate.self").At(side+".number"))
	}
	if !m.To.IsZero() && (!m.To.After(m.From) || !m.To.After(now)) {
		faults = append(faults, fault.New(fault.Invalid, "mandate.to").At("to"))
	}
	if len(m.Procedures) > mostMandateCodes {
		faults = append(faults, fault.New(fault.Invalid, "mandate.procedures").At("procedures"))
	}
	if err := fault.Join(faults); err != nil {
		return nil, err
	}
	said := mandateSaid{Kind: m.Kind, Procedures: m.Procedures, From: m.From, To: m.To, Unit: m.Unit, Confirmed: m.Confirmed}
	f, err := mandateFact(kind, said, mandatePrivate{Principal: &m.Principal, Holder: &m.Holder, Proof: &m.Proof}, now)
	return []ledger.Fact{f}, err
}

func dayOf(t time.Time) time.Time {
	y, mo, d := t.In(calendar.Zone).Date()
	return time.Date(y, mo, d, 0, 0, 0, 0, calendar.Zone)
}

// Confirm says that a counter saw the proof.
func (m *Mandate) Confirm(words string, now time.Time) ([]ledger.Fact, error) {
	if m.State != MandateWaits {
		return nil, fault.New(fault.Conflict, "mandate.settled")
	}
	if !m.To.IsZero() && !m.To.After(now) {
		return nil, fault.New(fault.Refused, "mandate.over")
	}
	f, err := mandateFact(KindMandateConfirmed, mandateSaid{From: now}, mandatePrivate{Words: vn.Tidy(words)}, now)
	return []ledger.Fact{f}, err
}

// Decline says that the proof does not do, and why.
func (m *Mandate) Decline(words string, now time.Time) ([]ledger.Fact, error) {
	if m.State != MandateWaits {
		return nil, fault.New(fault.Conflict, "mandate.settled")
	}
	if words = vn.Tidy(words); words == "" || len([]rune(words)) > mostMandateWords {
		return nil, fault.New(fault.Invalid, "mandate.why").At("words")
	}
	f, err := mandateFact(KindMandateDeclined, mandateSaid{}, mandatePrivate{Words: words}, now)
	return []ledger.Fact{f}, err
}

// End ends a mandate now: nothing that rests on it is open from this moment on.
func (m *Mandate) End(now time.Time) ([]ledger.Fact, error) {
	if m.State == MandateEnded || m.State == MandateDeclined || m.State == MandateGiven && !m.To.IsZero() && !m.To.After(now) {
		return nil, fault.New(fault.Conflict, "mandate.settled")
	}
	f, err := mandateFact(KindMandateEnded, mandateSaid{To: now}, mandatePrivate{}, now)
	return []ledger.Fact{f}, err
}
