package petition

import (
	"slices"
	"time"

	"motcua/words/calendar"
)

// An AlarmKind (loại cảnh báo) says what somebody has to look after in a petition.
type AlarmKind string

// The kinds of alarm.
const (
	AlarmLate        AlarmKind = "petition-late"        // a clock ran out
	AlarmNear        AlarmKind = "petition-near"        // most of its time is used, see Shares
	AlarmHalf        AlarmKind = "petition-half"        // half of it is, see Shares
	AlarmUnexplained AlarmKind = "petition-unexplained" // one ran out, and the unit has not said why
	AlarmUnheeded    AlarmKind = "petition-unheeded"    // its sender is dissatisfied, and nobody has looked at it since
)

// AlarmKinds are all kinds, what presses most first.
var AlarmKinds = []AlarmKind{AlarmLate, AlarmNear, AlarmUnexplained, AlarmUnheeded, AlarmHalf}

// Shares are the parts of the working time of a limit, in per cent, that are used when the first and the second alarm begin (mốc cảnh
// báo). The zero value is that of a city which says nothing.
// choice: 50 and 80 as for dossiers, domain/deadlines.md §6; no text that was read has any, so that a city sets its own.
type Shares struct{ Half, Near int }

func (s Shares) parts() (half, near int64) {
	if s.Half <= 0 || s.Near <= s.Half || s.Near >= 100 {
		return 50, 80
	}
	return int64(s.Half), int64(s.Near)
}

// warn writes down when alarms of a clock begin, by the working time of its limit.
func (c *Clock) warn(cal *calendar.Calendar, effective, original time.Time, shares Shares) {
	whole := cal.WorkingMinutes(effective, original)
	half, near := shares.parts()
	for to, used := range map[*time.Time]int64{&c.Half: half, &c.Near: near} {
		if t, err := cal.AddMinutes(c.Due, -(whole - whole*used/100)); err == nil {
			*to = t.UTC()
		}
	}
}

// Unexplained gives since when it is owed why the petition was late: the limit of the first clock that ran out, or will while nothing is
// done, and of which nobody has said why since; the zero time where nothing will be owed.
func (p *Petition) Unexplained() (since time.Time) {
	for i := range p.Clocks {
		c := &p.Clocks[i]
		if c.lateOrRuns() && !p.Explained.After(c.Due) && (since.IsZero() || c.Due.Before(since)) {
			since = c.Due
		}
	}
	return since
}

// OwesWhy says whether it is owed at a moment why the petition was late.
func (p *Petition) OwesWhy(t time.Time) bool {
	since := p.Unexplained()
	return !since.IsZero() && t.After(since)
}

// RanOut says whether any of its clocks, over or running, had run out at a moment.
func (p *Petition) RanOut(t time.Time) bool {
	return slices.ContainsFunc(p.Clocks, func(c Clock) bool { return c.LateAt(t) })
}

// LateUnits are the units that had it when a clock ran out that had done so by a moment.
func (p *Petition) LateUnits(t time.Time) (units []string) {
	for i := range p.Clocks {
		if c := &p.Clocks[i]; c.LateAt(t) {
			if u := p.HeldAt(c.Due); !slices.Contains(units, u) {
				units = append(units, u)
			}
		}
	}
	return units
}

// Unheeded gives since when a bad rating waits for somebody of the office to look at the petition again; the zero time where none does.
func (p *Petition) Unheeded() (since time.Time) {
	for i := range p.History {
		s := &p.History[i]
		switch {
		case s.Act == ActRate && p.Rating == Dissatisfied:
			since = s.At
		case s.Act == ActReopen, s.Act == ActConfirm, RuleOf(s.Act).By.Place != AtSender && RuleOf(s.Act).By.Place != AtHouse && s.Act != ActPublish && s.Act != ActWithhold && s.Act != ActMask:
			since = time.Time{}
		}
	}
	return since
}
