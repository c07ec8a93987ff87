package petition

import (
	"slices"
	"strings"
	"time"
)

// A Standing (kết quả theo thời hạn) is how a petition counts in figure 5.2.
type Standing string

// The standings.
const (
	InTime  Standing = "in-time" // handled, and none of its counted clocks ran out
	Overdue Standing = "late"    // one ran out, whether it ended late or still runs
	Runs    Standing = "runs"    // not judged yet: something is still owed in time
	Aside   Standing = "aside"   // nothing was to be done: its sender withdrew it in time
)

// Standings are the standings in the order of a list.
var Standings = []Standing{InTime, Overdue, Runs, Aside}

// counted are the rows of the table of clocks that formula 5.2 counts: to refuse or pass back, to ask the first time, to answer, to
// publish. Each channel has its own.
// law: qd766-2022/5.2
var counted = []string{"portal-", "city-"}

// Counts says whether the row is one of formula 5.2; a city's own row under the same name is.
func (l *Limit) Counts() bool { return countedName(l.Name) }

func countedName(name string) bool {
	return slices.ContainsFunc(counted, func(p string) bool { return strings.HasPrefix(name, p) })
}

// Stands gives how the petition counts while no further time runs out, and when the next of its counted clocks does; the zero time where none runs.
func (p *Petition) Stands() (s Standing, due time.Time) {
	running := false
	for i := range p.Clocks {
		c := &p.Clocks[i]
		if !countedName(c.Name) {
			continue
		}
		switch {
		case !c.Open():
			if c.Late {
				return Overdue, time.Time{}
			}
		case !c.Waits.IsZero():
			if c.Waits.After(c.Due) {
				return Overdue, time.Time{}
			}
			running = true
		default:
			running = true
			if due.IsZero() || c.Due.Before(due) {
				due = c.Due
			}
		}
	}
	switch {
	case running || p.State.Open():
		return Runs, due
	case p.State == Withdrawn, p.State == Merged && p.Followed.IsZero(): // an older program ended a duplicate's time when it was joined
		return Aside, time.Time{}
	}
	return InTime, time.Time{}
}

// Charged is the unit that it counts for in figure 5.2: the one that had it when the first of its counted clocks ran out, or will while
// nothing is done; where none does, the one that has it.
// choice: a delay is whose who let the time pass, and nobody else's to whom the petition is handed on.
func (p *Petition) Charged() string {
	var over, runs time.Time
	for i := range p.Clocks {
		c, first := &p.Clocks[i], &over
		if !countedName(c.Name) || !c.lateOrRuns() {
			continue
		}
		if c.Open() && c.Waits.IsZero() {
			first = &runs
		}
		if first.IsZero() || c.Due.Before(*first) {
			*first = c.Due
		}
	}
	switch {
	case !over.IsZero():
		return p.HeldAt(over)
	case !runs.IsZero():
		return p.HeldAt(runs)
	}
	return p.Unit
}

// StandsAt says how it counts at a moment. On the minute itself nothing is late.
func (p *Petition) StandsAt(t time.Time) Standing {
	s, due := p.Stands()
	if !due.IsZero() && t.After(due) {
		return Overdue
	}
	return s
}

// Figures are counts of petitions of some unit, class and channel that were sent in a time.
type Figures struct {
	All                         int64
	InTime, Late, Running, Left int64 // by standing; Left: Aside
	Answered, Resolved          int64
	Judged                      int64 // in time or late
	Faulty                      int64 // of Judged: disliked, said again or late, each once
	Disliked, Repeated          int64 // of Judged
}

// Add adds the counts of others.
func (f *Figures) Add(g Figures) {
	f.All, f.InTime, f.Late, f.Running, f.Left = f.All+g.All, f.InTime+g.InTime, f.Late+g.Late, f.Running+g.Running, f.Left+g.Left
	f.Answered, f.Resolved = f.Answered+g.Answered, f.Resolved+g.Resolved
	f.Judged, f.Faulty, f.Disliked, f.Repeated = f.Judged+g.Judged, f.Faulty+g.Faulty, f.Disliked+g.Disliked, f.Repeated+g.Repeated
}

// OnTime is figure 5.2: of those that can be judged, the share that was handled in time. ok is false where none can.
// law: qd766-2022/5.2
func (f *Figures) OnTime() (share float64, ok bool) { return share2(f.InTime, f.InTime+f.Late) }

// Content is figure 5.3: of those that can be judged, the share that is neither disliked nor said again nor late.
// law: qd766-2022/5.3
func (f *Figures) Content() (share float64, ok bool) { return share2(f.Judged-f.Faulty, f.Judged) }

func share2(n, of int64) (float64, bool) {
	if of == 0 {
		return 0, false
	}
	return float64(n) / float64(of), true
}
