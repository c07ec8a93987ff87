package survey

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Formula names the way in which scores are counted. A period that was closed keeps the name of the one that it was counted by.
// /1 left out what was stopped or withdrawn; /2 takes what the figures call settled.
const Formula = "tt01-2018/2"

// A Scoring is what the city sets about scores.
type Scoring struct {
	PerDossier bool     `json:"perDossier,omitempty"` // openness is scored of each dossier, else of the unit
	Posted     []string `json:"posted,omitempty"`     // units whose notice boards were checked, "*" for all
	Excused    []string `json:"excused,omitempty"`    // reasons for asking that are the applicant's own doing

	Checked map[string]bool `json:"checked,omitempty"` // units whose boards somebody went to see in the quarter, and what was found
}

// A Work is a dossier whose work is over, as scores look at it.
type Work struct {
	Dossier, Procedure   string
	Online               bool // it came so
	Offered              bool // its procedure is offered online
	Listed               bool // its procedure stands in the published catalogue
	OneStop              bool // it was received at a one-stop desk
	Reception, Competent string
	Ended, Due           time.Time
	Asked                []string // the reason of each request for papers
	Complaints           []Complaint
	Steps                []Step
}

// A Complaint is one about an official's conduct that was found to be right; Person is "" when it names nobody.
type Complaint struct{ Unit, Person string }

// A Step is what an officer did in a unit, against its limit.
type Step struct {
	Unit, Person string
	Span
}

// A Line is what one dossier gives to an officer of a unit, or with no person to a unit; those that nobody can tell are Unknown.
type Line struct {
	Unit, Person, Dossier string
	Points                [Indicators + 1]int
}

// Lines gives what a dossier counts for all who handled it: each officer by their own steps, each unit by its own, and the units
// above them. Above tells those, the nearest first.
// law: tt01-2018/13
func (w *Work) Lines(r *Scoring, above func(unit string) []string) []Line {
	var out []Line
	line := func(unit, person string, mine func(Step) bool, blamed func(Complaint) bool) {
		if slices.ContainsFunc(out, func(l Line) bool { return l.Unit == unit && l.Person == person }) {
			return
		}
		h := w.handled(r)
		for _, s := range w.Steps {
			if mine(s) {
				h.Steps = append(h.Steps, s.Span)
			}
		}
		h.Upheld = slices.ContainsFunc(w.Complaints, blamed)
		l := Line{unit, person, w.Dossier, h.Scores()}
		if person == "" && r.PerDossier {
			if posted := r.Boards(append([]string{w.Reception}, above(w.Reception)...)...); posted != Unknown { // where the person was
				l.Points[6] = both(posted > 0, w.Listed)
			}
		}
		out = append(out, l)
	}
	for _, s := range w.Steps {
		if s.Person != "" {
			line(s.Unit, s.Person, func(x Step) bool { return x.Unit == s.Unit && x.Person == s.Person },
				func(c Complaint) bool { return c.Person == s.Person || c.Person == "" && c.Unit == s.Unit })
		}
	}
	units := []string{w.Reception, w.Competent}
	for _, s := range w.Steps {
		units = append(units, s.Unit)
	}
	for _, u := range units {
		if u == "" {
			continue
		}
		for _, top := range append([]string{u}, above(u)...) {
			in := func(unit string) bool { return unit == top || slices.Contains(above(unit), top) }
			line(top, "", func(x Step) bool { return in(x.Unit) }, func(c Complaint) bool { return in(c.Unit) })
		}
	}
	return out
}

// handled is the dossier without anybody's steps.
// choice: how often people had to come, and whom they had to see, is taken from what the house itself did and never from their
// answers: a line of one dossier would show what one person said.
func (w *Work) handled(r *Scoring) Handled {
	h := Handled{Ended: w.Ended, Due: w.Due, Agencies: One}
	for _, reason := range w.Asked {
		if !slices.Contains(r.Excused, reason) {
			h.Asked++
		}
	}
	if w.Online {
		h.Agencies = None
	}
	return h
}

func both(a, b bool) int {
	switch {
	case a && b:
		return 2
	case a || b:
		return 1
	}
	return 0
}

// Merge adds another sum.
func (s *Score) Merge(x *Score) {
	s.Dossiers += x.Dossiers
	for i := range s.Sum {
		s.Sum[i], s.N[i] = s.Sum[i]+x.Sum[i], s.N[i]+x.N[i]
	}
}

// A ProcedureCount is how often a procedure came in a period, and how.
type ProcedureCount struct {
	Dossiers int  `json:"n"`
	AtDesk   int  `json:"desk,omitempty"`    // received, examined and approved where it was received
	OneStop  int  `json:"onestop,omitempty"` // received at a one-stop desk
	Online   int  `json:"online,omitempty"`
	Offered  bool `json:"offered,omitempty"` // online
	Listed   bool `json:"listed,omitempty"`
}

// A UnitCount is what the indicators of a unit rest on.
type UnitCount struct {
	Commune    bool                      `json:"commune,omitempty"` // of the commune level
	Posted     int                       `json:"posted"`            // 1: its boards were checked, 0: not, Unknown
	Procedures map[string]ProcedureCount `json:"procedures,omitempty"`
	OnlineLate int                       `json:"onlineLate,omitempty"` // online dossiers that came late or are overdue
	Petitions  int                       `json:"petitions,omitempty"`  // that were sent in the period and answered
	InTime     int                       `json:"inTime,omitempty"`     // of these
	Dragging   []string                  `json:"dragging,omitempty"`   // codes of those that were open and overdue at its end, whenever they were sent
}

// Add counts a dossier.
func (c *UnitCount) Add(w *Work) {
	if c.Procedures == nil {
		c.Procedures = map[string]ProcedureCount{}
	}
	p := c.Procedures[w.Procedure]
	p.Dossiers++
	p.Offered, p.Listed = p.Offered || w.Offered, p.Listed || w.Listed
	if w.OneStop {
		p.OneStop++
	}
	if w.Online {
		p.Online++
		if !w.Due.IsZero() && w.Ended.After(w.Due) {
			c.OnlineLate++
		}
	}
	if w.OneStop && len(w.Steps) > 0 && !slices.ContainsFunc(w.Steps, func(s Step) bool { return s.Unit != w.Reception }) {
		p.AtDesk++
	}
	c.Procedures[w.Procedure] = p
}

// Merge adds the counts of another period.
func (c *UnitCount) Merge(x *UnitCount) {
	c.Commune = c.Commune || x.Commune
	c.Posted = min(c.Posted, x.Posted)
	c.OnlineLate, c.Petitions, c.InTime = c.OnlineLate+x.OnlineLate, c.Petitions+x.Petitions, c.InTime+x.InTime
	for _, code := range x.Dragging {
		if !slices.Contains(c.Dragging, code) {
			c.Dragging = append(c.Dragging, code)
		}
	}
	for id, p := range x.Procedures {
		if c.Procedures == nil {
			c.Procedures = map[string]ProcedureCount{}
		}
		q := c.Procedures[id]
		c.Procedures[id] = ProcedureCount{q.Dossiers + p.Dossiers, q.AtDesk + p.AtDesk, q.OneStop + p.OneStop, q.Online + p.Online, q.Offered || p.Offered, q.Listed || p.Listed}
	}
}

// sums adds up the procedures of a unit.
func (c *UnitCount) sums() (all ProcedureCount, procedures, atDesk, offered, listed int) {
	for _, p := range c.Procedures {
		procedures++
		all.Dossiers, all.OneStop, all.Online = all.Dossiers+p.Dossiers, all.OneStop+p.OneStop, all.Online+p.Online
		if p.AtDesk == p.Dossiers {
			atDesk++
		}
		if p.Offered {
			offered++
		}
		if p.Listed {
			listed++
		}
	}
	return all, procedures, atDesk, offered, listed
}

// Points gives the points of the indicators that a unit has as a whole; Unknown for those that nobody can tell.
// law: tt01-2018/13
func (c *UnitCount) Points(r *Scoring) [Indicators + 1]int {
	var p [Indicators + 1]int
	for i := range p {
		p[i] = Unknown
	}
	all, procedures, atDesk, offered, listed := c.sums()
	if all.Dossiers > 0 {
		need := 20 // per cent of the procedures, at the level of the province
		if c.Commune {
			need = 100
		}
		switch {
		case atDesk*100 >= need*procedures:
			p[5] = 2
		case all.OneStop == all.Dossiers:
			p[5] = 1
		default:
			p[5] = 0
		}
		p[9] = 0
		switch {
		case offered == 0 || c.OnlineLate > 0 || all.Online*100 < 15*all.Dossiers:
		case offered*100 >= 20*procedures && all.Online*100 >= 30*all.Dossiers:
			p[9] = 2
		default:
			p[9] = 1
		}
		if !r.PerDossier && c.Posted != Unknown {
			p[6] = both(c.Posted > 0, listed == procedures)
		}
	}
	switch {
	case len(c.Dragging) > 0:
		p[8] = 0
	case c.InTime == c.Petitions: // or there was none
		p[8] = 2
	case c.InTime*10 >= c.Petitions*9:
		p[8] = 1
	default:
		p[8] = 0
	}
	return p
}

// Unit is a unit's total out of eighteen and its class; missing are the indicators that nobody can tell, and then there is no class.
// law: tt01-2018/14
// law: tt01-2018/15
func (s *Score) Unit(c *UnitCount, r *Scoring) (points [Indicators + 1]float64, total float64, class string, missing []int) {
	own := c.Points(r)
	for i := 1; i <= Indicators; i++ {
		p, ok := s.Of(i)
		if own[i] != Unknown {
			p, ok = float64(own[i]), true
		}
		if !ok {
			missing, points[i] = append(missing, i), Unknown
			continue
		}
		points[i] = p
		total += p
	}
	total = round1(total)
	if missing == nil {
		class = UnitClass(total)
	}
	return points, total, class, missing
}

// A Subject is who is scored: an officer in a unit, or with no person the unit.
type Subject struct{ Unit, Person string }

// Sum adds lines up for whom they are.
func Sum(lines []Line) map[Subject]*Score {
	out := map[Subject]*Score{}
	for i := range lines {
		k := Subject{lines[i].Unit, lines[i].Person}
		if out[k] == nil {
			out[k] = &Score{}
		}
		out[k].Add(lines[i].Points)
	}
	return out
}

// WritePoints puts points into a word of ten letters, "-" for those that nobody can tell; ReadPoints reads them back.
func WritePoints(p [Indicators + 1]int) string {
	var b strings.Builder
	for _, n := range p {
		if n == Unknown {
			b.WriteByte('-')
		} else {
			b.WriteByte('0' + byte(n))
		}
	}
	return b.String()
}

// ReadPoints reads what WritePoints wrote.
func ReadPoints(s string) (p [Indicators + 1]int) {
	for i := range p {
		p[i] = Unknown
		if i < len(s) && s[i] >= '0' && s[i] <= '2' {
			p[i] = int(s[i] - '0')
		}
	}
	return p
}

// SortLines puts lines in their one order.
func SortLines(lines []Line) {
	slices.SortFunc(lines, func(a, b Line) int {
		return cmp.Or(strings.Compare(a.Unit, b.Unit), strings.Compare(a.Person, b.Person), strings.Compare(a.Dossier, b.Dossier))
	})
}

// Digest is the hash of lines in their one order: a closed period names it, so that a line that is changed later is noticed.
func Digest(lines []Line) string {
	h := sha256.New()
	for i := range lines {
		fmt.Fprintf(h, "%s\x00%s\x00%s\x00%s\n", lines[i].Unit, lines[i].Person, lines[i].Dossier, WritePoints(lines[i].Points))
	}
	return hex.EncodeToString(h.Sum(nil))
}
