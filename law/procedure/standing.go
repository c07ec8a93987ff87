package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/words/calendar"
)

// Further kinds of event in the life of a published version, in the procedure's stream.
const (
	KindHeld      = "procedure.held"        // công bố nhưng chưa bật quy trình: the body is a Holding
	KindSwitched  = "procedure.switched-on" // bật quy trình điện tử: the body is a Switching
	KindDisclosed = "procedure.disclosed"   // công khai: the body is a Disclosure
)

// A Holding says that no dossiers are received under a version until its process is switched on. It names what published it.
type Holding struct {
	Code     ID            `json:"code"`
	Version  int           `json:"version"`
	Cases    []string      `json:"cases,omitempty"`  // whose processes wait; none: all
	Proposal string        `json:"proposal"`         // "": it was imported
	Decided  calendar.Date `json:"decided,omitzero"` // the day of the decision, 0: not known
}

// A Switching is what processes of a version were switched on by: a sound proof, or a leader's decision in spite of one.
type Switching struct {
	Code     ID       `json:"code"`
	Version  int      `json:"version"`
	Cases    []string `json:"cases,omitempty"`  // whose processes; none: of all that were off
	Findings int      `json:"findings"`         // by which a dossier can fail, 0: the proof was sound
	Hash     string   `json:"hash,omitempty"`   // of those findings, as they were when they were overridden
	Reason   string   `json:"reason,omitempty"` // why it was switched on all the same

	At time.Time `json:"-"` // of the event
	By string    `json:"-"` // who, of the event
}

// Overrides says whether it was switched on in spite of findings.
func (s *Switching) Overrides() bool { return s.Findings > 0 }

// A Disclosure (công khai) is when and where a version was made public.
type Disclosure struct {
	Code    ID            `json:"code"`
	Version int           `json:"version"`
	On      calendar.Date `json:"on"`
	Where   string        `json:"where,omitempty"`

	By string `json:"-"`
}

// A Standing is what is known of a version beside its record. Versions of packs and imports have none of it.
type Standing struct {
	Holding   *Holding    // nil: it was not published from a proposal
	Switched  []Switching // one after the other; none: no process was switched on yet
	Disclosed *Disclosure
}

// off gives the cases of a record whose process has yet to be switched on.
func (s *Standing) off(r *Record) map[string]bool {
	if s.Holding == nil {
		return nil
	}
	out := map[string]bool{}
	for i := range r.Cases {
		if len(s.Holding.Cases) > 0 && !slices.Contains(s.Holding.Cases, r.Cases[i].ID) {
			continue
		}
		on := func(x Switching) bool { return len(x.Cases) == 0 || slices.Contains(x.Cases, r.Cases[i].ID) }
		if r.Cases[i].Process != nil && !slices.ContainsFunc(s.Switched, on) {
			out[r.Cases[i].ID] = true
		}
	}
	return out
}

// Overrides are the times that a process was switched on in spite of findings.
func (s *Standing) Overrides() []Switching {
	return slices.DeleteFunc(slices.Clone(s.Switched), func(x Switching) bool { return !x.Overrides() })
}

// Standing gives what is known of a version beside its record.
func (c *Catalogue) Standing(id ID, n int) Standing {
	if v := c.version(id, n); v != nil {
		return v.standing
	}
	return Standing{}
}

// applyStanding folds the events of a published version; by is who wrote the event.
func (b *CatalogueBuilder) applyStanding(kind string, body []byte, at time.Time, by string, streamVersion int64) error {
	var h Holding
	var s Switching
	var d Disclosure
	into := map[string]any{KindHeld: &h, KindSwitched: &s, KindDisclosed: &d}[kind]
	if err := decode(body, into); err != nil {
		return fmt.Errorf("fold %s: %w", kind, err)
	}
	hist := b.byID[codeOf(body)]
	if hist == nil || streamVersion > 0 && streamVersion <= hist.seen {
		return nil
	}
	hist.seen = max(hist.seen, streamVersion)
	for i, v := range hist.versions {
		if v.rec.Version != max(h.Version, s.Version, d.Version) {
			continue
		}
		next := *v
		switch kind {
		case KindHeld:
			next.standing.Holding = &h
		case KindSwitched:
			s.At, s.By = at, by
			next.standing.Switched = append(slices.Clone(v.standing.Switched), s)
		case KindDisclosed:
			d.By = by
			next.standing.Disclosed = &d
		}
		rec := *v.rec
		rec.held = next.standing.off(&rec)
		next.rec = &rec
		hist.versions[i] = &next
	}
	return nil
}

// Hold decides that cases of a version that is being published receive no dossiers until they are switched on.
func Hold(h Holding) (Fact, error) { return factOf(KindHeld, h) }

func factOf(kind string, v any) (Fact, error) {
	b, err := canonical(v)
	if err != nil {
		return Fact{}, fmt.Errorf("encode %s: %w", kind, err)
	}
	return Fact{Kind: kind, Body: b}, nil
}

// SwitchOn decides that dossiers are received for cases of a version that were held, none named: for all of them. A sound proof
// of these cases is enough; otherwise a leader says why they have to be on all the same, and the findings that he overrides are
// named for ever.
// choice: the proof is ours, so a person who answers for it may overrule it, never silently.
func SwitchOn(rec *Record, cases []string, proof *Proof, leader bool, reason string) (Fact, error) {
	off := rec.HeldCases()
	if len(off) == 0 {
		return Fact{}, fault.New(fault.Refused, "procedure.on-already", "code", string(rec.Code), "version", strconv.Itoa(rec.Version))
	}
	for _, id := range cases {
		if !slices.Contains(off, id) {
			return Fact{}, fault.New(fault.Invalid, "procedure.case-not-off", "case", id).At("cases")
		}
	}
	s := Switching{Code: rec.Code, Version: rec.Version, Cases: off}
	if len(cases) > 0 {
		s.Cases = slices.DeleteFunc(off, func(id string) bool { return !slices.Contains(cases, id) })
	}
	if against := proof.AgainstCases(rec, s.Cases); len(against) > 0 {
		switch {
		case !leader:
			return Fact{}, fault.New(fault.Refused, "procedure.unproved", "n", strconv.Itoa(len(against)))
		case len([]rune(reason)) < leastReason:
			return Fact{}, fault.New(fault.Invalid, "procedure.override-reason", "n", strconv.Itoa(leastReason)).At("reason")
		}
		hash, err := hashOf(against)
		if err != nil {
			return Fact{}, err
		}
		s.Findings, s.Hash, s.Reason = len(against), hash, reason
	}
	return factOf(KindSwitched, s)
}

// leastReason is how long a reason is at least, in letters: a word is none.
const leastReason = 20

// Disclose decides that a version was made public on a day.
func Disclose(rec *Record, now Standing, on, today calendar.Date, where string) (Fact, error) {
	switch {
	case now.Disclosed != nil:
		return Fact{}, fault.New(fault.Refused, "procedure.disclosed-already", "date", now.Disclosed.On.String())
	case on > today:
		return Fact{}, fault.New(fault.Invalid, "proposal.future").At("on")
	case now.Holding != nil && on < now.Holding.Decided:
		return Fact{}, fault.New(fault.Invalid, "procedure.disclosed-before").At("on")
	}
	return factOf(KindDisclosed, Disclosure{Code: rec.Code, Version: rec.Version, On: on, Where: where})
}
