package petition

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/words/ledger"
)

// A Reassignment takes a petition from units that ended to those that carry on (chuyển giao khi sắp xếp đơn vị). Neither its code
// nor its clocks change.
type Reassignment struct {
	Plan   string    `json:"plan"`   // key of the reorganisation
	Moment time.Time `json:"moment"` // first instant of the new structure
	Basis  string    `json:"basis"`
	Heirs  []Heir    `json:"heirs"`
	Unit   string    `json:"unit,omitempty"` // that has it from now on, where not simply the heir
	Out    []string  `json:"out,omitempty"`  // heirs that take no part: it is about somebody of theirs
	Free   bool      `json:"free,omitempty"` // whoever led it has no post there
}

// A Heir is a unit that ended, and who carries on for it.
type Heir struct {
	From string `json:"from"`
	To   string `json:"to"`
	Why  string `json:"why"`
}

// heir is who carries on for a unit: the unit itself where it did not end.
func (x *Reassignment) heir(unit string) string {
	for _, h := range x.Heirs {
		if h.From == unit {
			return h.To
		}
	}
	return unit
}

// Named are the units that somebody still may have to do with: that have it, take part, it may go back to, and of whom it tells.
func (p *Petition) Named() []string {
	all := append([]string{p.Unit, p.About}, p.Units...)
	all = append(all, p.trail...)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(u string) bool { return u == "" })
}

// Carries says whether a petition may still be acted on by a unit, so that it goes over when its unit ends.
func (s State) Carries() bool { return slices.Contains(RuleOf(ActReassign).From, s) }

// Reassign decides that a petition goes over; none where nothing of it does.
func (c *Case) Reassign(x Reassignment) ([]ledger.Fact, error) {
	p := c.Petition
	if !p.State.Carries() || len(x.Heirs) == 0 {
		return nil, nil
	}
	if c.Now.Before(x.Moment) {
		return nil, fault.New(fault.Refused, "dossier.reassign-early").At("moment")
	}
	return c.fact(ActReassign, holder{Over: &x}, private{})
}

// Why clocks were counted again. None: by another calendar.
const (
	RedateRule   = "rule"   // what is counted by changed, with another version of the program
	RedateAlarms = "alarms" // no limit moved: alarms were added to them, or begin at other shares
)

// Redate decides that the clocks of a petition are counted again: by another calendar, or after another version of the program came (RedateRule);
// none where none of them moves. What moved alarms alone is called that.
func (c *Case) Redate(why string) ([]ledger.Fact, error) {
	p := c.Petition
	if !slices.Contains(RuleOf(ActRedate).From, p.State) {
		return nil, nil
	}
	now, err := p.clocks(c.Calendar, c.Shares)
	if err != nil || slices.EqualFunc(now, p.Clocks, sameClock) {
		return nil, err
	}
	return c.fact(ActRedate, holder{Calendar: c.Calendar.Version(), Reason: why}, private{})
}

// redatedFor says why clocks were counted again, with what they were before: an event of before it was written down says it by them.
func redatedFor(before, after []Clock, why string) string {
	if slices.EqualFunc(before, after, sameLimits) {
		return RedateAlarms
	}
	return why
}

// sameLimits says whether nothing but the alarms differs.
func sameLimits(a, b Clock) bool {
	a.Half, a.Near = b.Half, b.Near
	return sameClock(a, b)
}

func sameClock(a, b Clock) bool {
	return a.Name == b.Name && a.From.Equal(b.From) && a.Due.Equal(b.Due) && a.Half.Equal(b.Half) && a.Near.Equal(b.Near) && a.Waits.Equal(b.Waits) && a.Ended.Equal(b.Ended) && a.Late == b.Late
}

// goOver takes a petition to who carries on.
func (p *Petition) goOver(x *Reassignment) {
	unit := cmp.Or(x.Unit, x.heir(p.Unit))
	if unit != p.Unit {
		p.Before, p.Unit = append(p.Before, p.Unit), unit
	}
	if p.About != "" {
		p.About = x.heir(p.About)
	}
	p.History = slices.Clone(p.History)
	for i := range p.History { // who carries on answers for the time that ran out before
		p.History[i].Holder = x.heir(p.History[i].Holder)
	}
	carried := func(units []string) []string {
		var out []string
		for _, u := range units {
			if u = x.heir(u); u != unit && !slices.Contains(out, u) {
				out = append(out, u)
			}
		}
		return out
	}
	p.parted = append(p.parted, p.Units...)
	p.Units, p.trail = carried(p.Units), carried(p.trail)
	p.leave(slices.DeleteFunc(slices.Clone(x.Out), func(u string) bool { return !slices.Contains(p.Units, u) }))
	if x.Free {
		p.Lead = ""
	}
}
