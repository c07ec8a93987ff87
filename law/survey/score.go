package survey

import (
	"math"
	"time"
)

// Points of an indicator (điểm tiêu chí): 0, 1 or 2; Unknown where nobody knows, which is never taken for a zero.
const Unknown = -1

// Indicators are the nine of the circular, by number; those of a dossier can be told for each.
// law: tt01-2018/13
const Indicators = 9

// OfDossier are the indicators that each dossier has, and by which an officer is scored. The others are a unit's own.
var OfDossier = []int{1, 2, 3, 4, 7}

// A Handled is what is scored: how one dossier was handled, as the system and the citizen tell it.
type Handled struct {
	Ended, Due time.Time // against the promise
	Steps      []Span    // of the officer or unit that is scored
	Asked      int       // how often papers were asked for
	Contacts   string    // the citizen's own word, which wins over the count
	Agencies   string    // the citizen's word, "" for none
	Upheld     bool      // a complaint about conduct was upheld
}

// A Span is a step's time against its limit.
type Span struct{ Done, Due time.Time }

// Scores gives the points of each indicator of a dossier; those that it cannot tell are Unknown.
// law: tt01-2018/13
func (h *Handled) Scores() [Indicators + 1]int {
	var p [Indicators + 1]int
	for i := range p {
		p[i] = Unknown
	}
	if !h.Ended.IsZero() && !h.Due.IsZero() {
		p[1] = against(h.Ended, h.Due)
	}
	for _, s := range h.Steps {
		if s.Done.IsZero() || s.Due.IsZero() {
			continue
		}
		if n := against(s.Done, s.Due); p[2] == Unknown || n < p[2] { // the worst step counts
			p[2] = n
		}
	}
	contacts := h.Contacts
	if contacts == "" {
		contacts = [...]string{None, One, More}[min(h.Asked, 2)]
	}
	p[3] = times(contacts)
	if h.Agencies != "" {
		p[4] = times(h.Agencies)
	}
	switch { // early or on time, and nobody had to complain
	case h.Upheld:
		p[7] = 0
	case p[1] == 2 || p[1] == 1:
		p[7] = p[1]
	}
	return p
}

// against scores a moment against its limit.
// choice: the circular sets shorter, equal and longer; the day of the promise itself is "equal", the days before are "shorter".
func against(done, due time.Time) int {
	switch {
	case done.After(due):
		return 0
	case day(done) == day(due):
		return 1
	}
	return 2
}

var zone = time.FixedZone("+07", 7*3600)

func day(t time.Time) string { return t.In(zone).Format(time.DateOnly) }

func times(s string) int {
	switch s {
	case None:
		return 2
	case One:
		return 1
	}
	return 0
}

// A Score is the mean of each indicator over the dossiers that tell it, and what follows for an officer.
type Score struct {
	Dossiers int                 `json:"dossiers"`
	Sum      [Indicators + 1]int `json:"sum"`
	N        [Indicators + 1]int `json:"n"`
}

// Add counts a dossier.
func (s *Score) Add(p [Indicators + 1]int) {
	s.Dossiers++
	for i := range p {
		if p[i] != Unknown {
			s.Sum[i], s.N[i] = s.Sum[i]+p[i], s.N[i]+1
		}
	}
}

// Of is the score of an indicator, to one decimal; ok is false when no dossier tells it.
// law: tt01-2018/14
func (s *Score) Of(i int) (points float64, ok bool) {
	if s.N[i] == 0 {
		return 0, false
	}
	return round1(float64(s.Sum[i]) / float64(s.N[i])), true
}

func round1(x float64) float64 { return math.Round(x*10) / 10 }

// Officer is an officer's total out of ten and the class that follows; missing are the indicators that nobody knows. With one
// missing there is no class: a total without it would be another's total.
// law: tt01-2018/14
func (s *Score) Officer() (total float64, class string, missing []int) {
	for _, i := range OfDossier {
		p, ok := s.Of(i)
		if !ok {
			missing = append(missing, i)
			continue
		}
		total += p
	}
	total = round1(total)
	if missing != nil {
		return total, "", missing
	}
	switch {
	case total >= 5:
		return total, "full", nil
	case total >= 3.5:
		return total, "most", nil
	}
	return total, "less", nil
}

// UnitClass is the class of a unit by its total out of eighteen.
// law: tt01-2018/15
func UnitClass(total float64) string {
	switch {
	case total >= 15:
		return "excellent"
	case total >= 12:
		return "good"
	case total >= 9:
		return "fair"
	case total >= 6:
		return "average"
	}
	return "weak"
}
