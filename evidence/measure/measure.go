// Package measure counts figures (số liệu) from single events: each event says by how much which tally moves, so that
// any figure can be counted again from the ledger by anyone, in any order of streams.
package measure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"motcua/law/dossier"
	"motcua/words/ledger"
)

// A Measure is what is counted.
type Measure string

// The measures. Each is kept twice: by the place of reception and by the competent agency (By).
const (
	Received Measure = "received" // by the day of reception
	InTime   Measure = "in-time"  // completed or refused no later than promised, by the day of completion
	Late     Measure = "late"     // completed or refused after the promise, by the day of completion
	Refused  Measure = "refused"  // refused after examination, by day; also counted in InTime or Late
	Declined Measure = "declined" // not received, by day
	Replaced Measure = "replaced" // closed for another dossier, by day
	Stopped  Measure = "stopped"  // stopped or withdrawn, by day; received ones also count in InTime or Late
	Open     Measure = "open"     // received and not completed now, by the day on which they are due
	Waiting  Measure = "waiting"  // filed online and not received now, by the day on which acknowledgement is due
	Imported Measure = "imported" // came in from an older system, by the day of reception; also counted in Received
)

// A By is the point of view of a count.
type By string

// The points of view.
const (
	ByReception By = "reception"
	ByCompetent By = "competent"
)

// NoDue is the day of open dossiers whose procedure has no due time, or whose clock stands.
const NoDue = "none"

// A Delta moves one tally.
type Delta struct {
	Unit    string
	Measure string // "received/reception"
	Day     string // 2006-01-02 in the city
	N       int64
}

// Name joins a measure and a point of view.
func Name(m Measure, b By) string { return string(m) + "/" + string(b) }

var zone = time.FixedZone("+07", 7*3600)

// Day is the day of t in the city.
func Day(t time.Time) string { return t.In(zone).Format("2006-01-02") }

func dueDay(t time.Time) string {
	if t.IsZero() {
		return NoDue
	}
	return Day(t)
}

// openDay is the day on which an open dossier is due; while its clock stands it is due on none.
func openDay(due time.Time, stands bool) string {
	if stands {
		return NoDue
	}
	return dueDay(due)
}

// Deltas says which tallies the event moves; none for events of other kinds. It reads the holder part alone, so an
// erased personal part changes no figure.
func Deltas(e *ledger.Event) ([]Delta, error) {
	var h struct {
		Tally *dossier.Tally `json:"tally"`
		Moved *dossier.Moved `json:"moved"`

		Counted *dossier.Recounted `json:"counted"`
		Ended   *dossier.EndedAs   `json:"ended"`
	}
	if !counted[e.Kind] && !bytes.Contains(e.Holder, moved) {
		return nil, nil
	}
	if err := json.Unmarshal(e.Holder, &h); err != nil {
		return nil, fmt.Errorf("read the tally of %s event %d: %w", e.Stream, e.Version, err)
	}
	c := counter{t: h.Tally, day: Day(e.At)}
	if e.Kind == dossier.KindReassigned && h.Counted != nil {
		c.reassign(h.Counted)
	}
	if h.Tally != nil && e.Kind == dossier.KindAnnulled {
		c.uncount(h.Ended)
	} else if h.Tally != nil {
		c.count(e)
	}
	if h.Moved != nil {
		c.t = &h.Moved.Tally
		c.redue(h.Moved)
	}
	return c.out, nil
}

// counted are the kinds of event that move a tally by themselves.
var counted = map[string]bool{
	dossier.KindFiled: true, dossier.KindReceived: true, dossier.KindDeclined: true, dossier.KindCompleted: true, dossier.KindRefused: true,
	dossier.KindReplaced: true, dossier.KindAsked: true, dossier.KindAccepted: true, dossier.KindStopped: true, dossier.KindGranted: true,
	dossier.KindReassigned: true, dossier.KindImported: true, dossier.KindAnnulled: true,
}

// moved stands in the holder part of every other event that moves a due time.
var moved = []byte(`"moved":`)

type counter struct {
	t   *dossier.Tally
	day string
	out []Delta
}

func (c *counter) count(e *ledger.Event) {
	switch e.Kind {
	case dossier.KindFiled:
		c.add(Waiting, dueDay(c.t.AckBy), 1)
	case dossier.KindReceived:
		c.endWaiting()
		c.add(Received, c.day, 1)
		c.add(Open, openDay(c.t.Due, !c.t.Stood.IsZero()), 1)
	case dossier.KindDeclined:
		c.endWaiting()
		c.add(Declined, c.day, 1)
	case dossier.KindCompleted:
		c.end(e.At)
	case dossier.KindRefused:
		c.end(e.At)
		c.add(Refused, c.day, 1)
	case dossier.KindAsked: // at reception: it waits for the applicant, not for the desk
		c.endWaiting()
	case dossier.KindAccepted:
		c.add(Waiting, dueDay(c.t.AckBy), 1)
	case dossier.KindStopped, dossier.KindGranted:
		if c.t.Received.IsZero() {
			c.endWaiting()
		} else {
			c.end(e.At)
		}
		c.add(Stopped, c.day, 1)
	case dossier.KindReplaced:
		c.add(Open, openDay(c.t.Due, !c.t.Stood.IsZero()), -1)
		c.add(Replaced, c.day, 1)
	case dossier.KindImported:
		c.add(Imported, Day(c.t.Received), 1)
	}
}

// uncount takes back all that a dossier was counted as since it came in from an older system.
func (c *counter) uncount(ended *dossier.EndedAs) {
	c.add(Received, Day(c.t.Received), -1)
	c.add(Imported, Day(c.t.Received), -1)
	if ended == nil {
		c.add(Open, openDay(c.t.Due, !c.t.Stood.IsZero()), -1)
		return
	}
	late := !c.t.Due.IsZero() && ended.At.After(c.t.Due)
	c.add(map[bool]Measure{false: InTime, true: Late}[late], Day(ended.At), -1)
	switch ended.Kind {
	case dossier.KindRefused:
		c.add(Refused, Day(ended.At), -1)
	case dossier.KindStopped:
		c.add(Stopped, Day(ended.At), -1)
	}
}

// redue takes an open dossier from one due day to another.
func (c *counter) redue(m *dossier.Moved) {
	_, waiting := m.Promise.Waiting()
	if was, now := openDay(m.Was, !m.Tally.Stood.IsZero()), openDay(m.Promise.At, waiting); was != now {
		c.add(Open, was, -1)
		c.add(Open, now, 1)
	}
}

// reassign takes what is open or waits from ended units to those that carry on. What had happened stays where it was.
func (c *counter) reassign(r *dossier.Recounted) {
	m, day := Open, openDay(r.Tally.Due, !r.Tally.Stood.IsZero())
	if r.Waiting {
		m, day = Waiting, dueDay(r.Tally.AckBy)
	}
	c.move(r.Tally.Reception, r.Tally.Competent, m, day, -1)
	c.move(r.Now.Reception, r.Now.Competent, m, day, 1)
}

func (c *counter) endWaiting() {
	if c.t.AckBy.IsZero() {
		return
	}
	w := dossier.Waited{Reception: c.t.Reception, Competent: c.t.Competent}
	if c.t.Waited != nil {
		w = *c.t.Waited
	}
	c.move(w.Reception, w.Competent, Waiting, dueDay(c.t.AckBy), -1)
}

// end counts a completion. Law knows three words: before, on and after the promise; here before and on are "in time".
func (c *counter) end(at time.Time) {
	c.add(Open, openDay(c.t.Due, !c.t.Stood.IsZero()), -1)
	if !c.t.Stood.IsZero() {
		at = c.t.Stood
	}
	if c.t.Due.IsZero() || !at.After(c.t.Due) {
		c.add(InTime, c.day, 1)
	} else {
		c.add(Late, c.day, 1)
	}
}

func (c *counter) add(m Measure, day string, n int64) {
	c.move(c.t.Reception, c.t.Competent, m, day, n)
}

func (c *counter) move(reception, competent string, m Measure, day string, n int64) {
	c.out = append(c.out, Delta{reception, Name(m, ByReception), day, n})
	if competent != "" {
		c.out = append(c.out, Delta{competent, Name(m, ByCompetent), day, n})
	}
}
