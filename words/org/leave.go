package org

import (
	"slices"
	"time"

	"motcua/ground/fault"
)

// A Leave (nghỉ) is a time in which a person is given no work. Why they are away is nobody's business here.
type Leave struct {
	Person PersonID  `json:"person"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"` // exclusive: they are back
}

// LeaveGiven is the payload of KindLeaveGiven.
type LeaveGiven struct {
	Leave
}

// LeaveEnded is the payload of KindLeaveEnded: the leave that began at From ends at To instead.
type LeaveEnded struct {
	Person PersonID  `json:"person"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
}

// GiveLeave decides that a person is away from one moment to another.
func (o *Org) GiveLeave(l Leave, at time.Time) ([]Fact, error) {
	l.From, l.To = l.From.UTC(), utc(l.To)
	var fs []*fault.Fault
	if o.people[l.Person] == nil {
		fs = append(fs, unknownPerson(l.Person).At("person"))
	}
	switch f := periodFault(l.From, l.To); {
	case f != nil:
		fs = append(fs, f)
	case l.To.IsZero():
		fs = append(fs, fault.New(fault.Invalid, "org.date-missing").At("to"))
	default:
		for _, q := range o.leaves[l.Person] {
			if overlap(q.From, q.To, l.From, l.To) {
				fs = append(fs, fault.New(fault.Conflict, "org.leave-twice", "from", day(q.From), "to", lastDay(q.To)).At("from"))
			}
		}
	}
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindLeaveGiven, StreamOf(l.Person), at, LeaveGiven{l}, nil)}, nil
}

// EndLeave decides that the leave of a moment ends sooner; a leave that ends at its beginning never was.
func (o *Org) EndLeave(id PersonID, during, to, at time.Time) ([]Fact, error) {
	for _, q := range o.leaves[id] {
		if during.Before(q.From) || !during.Before(q.To) {
			continue
		}
		to = to.UTC()
		if to.Before(q.From) {
			to = q.From
		}
		if !to.Before(q.To) {
			break
		}
		return []Fact{fact(KindLeaveEnded, StreamOf(id), at, LeaveEnded{Person: id, From: q.From, To: to}, nil)}, nil
	}
	return nil, fault.New(fault.Missing, "org.leave-unknown")
}

func (o *Org) leaveGiven(p LeaveGiven) error {
	o.leaves[p.Person] = append(slices.Clip(o.leaves[p.Person]), p.Leave)
	return nil
}

func (o *Org) leaveEnded(p LeaveEnded) error {
	all := slices.Clone(o.leaves[p.Person])
	for i := range all {
		if all[i].From.Equal(p.From) {
			all[i].To = p.To
		}
	}
	o.leaves[p.Person] = slices.DeleteFunc(all, func(l Leave) bool { return !l.To.After(l.From) })
	return nil
}

// lastDay is the day on which a period that ends at to is still there.
func lastDay(to time.Time) string { return day(to.Add(-time.Second)) }

// AwayAt gives the leave that a person is on at t; ok is false when they are there.
func (o *Org) AwayAt(id PersonID, t time.Time) (l Leave, ok bool) {
	for _, q := range o.leaves[id] {
		if !t.Before(q.From) && t.Before(q.To) {
			return q, true
		}
	}
	return Leave{}, false
}

// LeavesOf gives the leaves of a person that are not over at t, the first one first.
func (o *Org) LeavesOf(id PersonID, t time.Time) []Leave {
	out := slices.DeleteFunc(slices.Clone(o.leaves[id]), func(l Leave) bool { return !t.Before(l.To) })
	slices.SortFunc(out, func(a, b Leave) int { return a.From.Compare(b.From) })
	return out
}

// Present gives those of Holders who are not on leave at t.
func (o *Org) Present(id UnitID, role Role, t time.Time) []*Person {
	return slices.DeleteFunc(o.Holders(id, role, t), func(p *Person) bool {
		_, away := o.AwayAt(p.ID, t)
		return away
	})
}

// The rules by which a unit's work finds its holder.
const (
	AssignNone  = ""      // whoever takes it, or is given it by the leader
	AssignLeast = "least" // whoever of those present holds the least
)
