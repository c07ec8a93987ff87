package survey

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// KindBoards is the event of checked notice boards.
const KindBoards = "boards.checked"

// BoardStream gives the stream of what was found at notice boards in a quarter.
func BoardStream(period string) ledger.StreamID { return ledger.StreamID("boards/" + period) }

// A BoardCheck (kiểm tra niêm yết) is what somebody found at the notice boards of units on a day: nobody can compute whether
// procedures are posted where people are received, so somebody goes there, and says by which paper it is proved.
type BoardCheck struct {
	Units  []string  `json:"units"` // each with those below it that have no check of their own
	Day    time.Time `json:"day"`
	Posted bool      `json:"posted"`
	Proof  string    `json:"proof"`

	At    time.Time `json:"-"`
	Actor string    `json:"-"`
}

// The bounds of a check.
const (
	mostBoards            = 1000
	leastProof, mostProof = 5, 300
)

// Checked decides a check in a quarter, from its first moment up to the one after it.
func (b *BoardCheck) Checked(from, to, now time.Time, actor, unit string) ([]ledger.Fact, error) {
	var fs []*fault.Fault
	if len(b.Units) == 0 || len(b.Units) > mostBoards {
		fs = append(fs, fault.New(fault.Invalid, "boards.units").At("units"))
	}
	if b.Day.Before(from) || !b.Day.Before(to) || b.Day.After(now) {
		fs = append(fs, fault.New(fault.Invalid, "boards.day").At("day"))
	}
	b.Proof = strings.TrimSpace(b.Proof)
	if n := utf8.RuneCountInString(b.Proof); n < leastProof || n > mostProof {
		fs = append(fs, fault.New(fault.Invalid, "boards.proof", "least", strconv.Itoa(leastProof), "most", strconv.Itoa(mostProof)).At("proof"))
	}
	if err := fault.Join(fs); err != nil {
		return nil, err
	}
	slices.Sort(b.Units)
	b.Units = slices.Compact(b.Units)
	return []ledger.Fact{{Kind: KindBoards, Class: ledger.Ordinary, At: now, Actor: actor, Unit: unit, Holder: encode(b)}}, nil
}

// FoldBoards reads the checks of a quarter back, the oldest first.
func FoldBoards(events []ledger.Event) ([]BoardCheck, error) {
	var out []BoardCheck
	for i := range events {
		e, b := &events[i], BoardCheck{}
		if err := json.Unmarshal(e.Holder, &b); err != nil {
			return nil, fmt.Errorf("read %s version %d: %w", e.Stream, e.Version, err)
		}
		b.At, b.Actor = e.At, e.Actor
		out = append(out, b)
	}
	return out, nil
}

// Take lets checks count, the newest of each unit.
func (s *Scoring) Take(checks []BoardCheck) {
	for _, b := range checks {
		for _, u := range b.Units {
			if s.Checked == nil {
				s.Checked = map[string]bool{}
			}
			s.Checked[u] = b.Posted
		}
	}
}

// Boards says whether procedures are posted at a unit: as it was found there, else at the nearest unit above (units, the nearest
// first), else as the city's setting says. It is Unknown where nobody looked.
func (s *Scoring) Boards(units ...string) int {
	for _, u := range units {
		if posted, ok := s.Checked[u]; ok {
			return yes(posted)
		}
	}
	if s.Posted == nil {
		return Unknown
	}
	return yes(slices.ContainsFunc(units, func(u string) bool { return slices.Contains(s.Posted, u) || slices.Contains(s.Posted, "*") }))
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}
