package dossier

import (
	"fmt"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/words/ledger"
)

// GuidanceStream gives the stream of what somebody was told at a counter before a dossier was received. Its identity is that
// of the draft, which becomes the dossier's.
func GuidanceStream(id ID) ledger.StreamID { return ledger.StreamID("guidance/" + string(id)) }

// KindGuided is the event of a guidance.
const KindGuided = "guidance.given"

// A Guidance (phiếu hướng dẫn hoàn thiện hồ sơ) is form 02 at a counter: nothing was received, and the applicant takes home
// in writing all that is lacking.
type Guidance struct {
	Code      string
	Reception string
	Procedure procedure.ID
	Version   int
	Case      string
	Missing   []int // indexes of the case's papers
	Parties   Parties
	Words     string // what else is to be completed

	Nth   int64 // version of its event
	At    time.Time
	Actor string
}

type guidedHolder struct {
	Code      string       `json:"code"`
	Reception string       `json:"reception"`
	Procedure procedure.ID `json:"procedure"`
	Version   int          `json:"version"`
	Case      string       `json:"case"`
	Missing   []int        `json:"missing,omitempty"`
}

type privateGuidance struct {
	Parties Parties `json:"parties"`
	Words   string  `json:"words,omitempty"`
}

// Guide decides a guidance: it says to whom, and at least one thing that is lacking.
// law: nd61-2018/15.3
func Guide(g Guidance, now time.Time, actor string) ([]ledger.Fact, error) {
	if blank(g.Parties.Applicant.Name) {
		return nil, fault.New(fault.Invalid, "dossier.guide-nobody").At("applicant.name").By("nd61-2018/15.3")
	}
	if len(g.Missing) == 0 && blank(g.Words) {
		return nil, fault.New(fault.Invalid, "dossier.guide-nothing").At("words").By("nd61-2018/15.3")
	}
	whose := g.Parties.Applicant
	if err := sized(typed{"words", g.Words, mostWords}, typed{"applicant.name", whose.Name, mostWords}, typed{"applicant.address", whose.Address.Text, mostWords}); err != nil {
		return nil, err
	}
	if g.Parties.Owner.Name == "" {
		g.Parties.Owner = g.Parties.Applicant
	}
	return []ledger.Fact{{
		Kind: KindGuided, Class: ledger.Ordinary, At: now, Actor: actor, Unit: g.Reception,
		Holder:  encode(guidedHolder{g.Code, g.Reception, g.Procedure, g.Version, g.Case, g.Missing}),
		Private: encode(privateGuidance{g.Parties, g.Words}),
	}}, nil
}

// Guided reads guidances back; of one whose personal part was erased by law, names and words are empty.
func Guided(events []ledger.Event) ([]Guidance, error) {
	var out []Guidance
	for i := range events {
		e := &events[i]
		h, err := holder[guidedHolder](&e.Fact)
		if err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
		}
		p, err := private[privateGuidance](&e.Fact)
		if err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
		}
		out = append(out, Guidance{
			h.Code, h.Reception, h.Procedure, h.Version, h.Case, h.Missing, p.Parties, p.Words, e.Version, e.At, e.Actor,
		})
	}
	return out, nil
}
