package org

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/fault"
)

// An ActingID is the internal key of an acting appointment.
type ActingID string

// An Acting (giao phụ trách, ký thay) lets a named person act from another's post while its holder is away, by a dated
// order. The holder keeps the post.
type Acting struct {
	ID       ActingID  `json:"id"`
	Post     PostID    `json:"post"`   // whose work it is
	Person   PersonID  `json:"person"` // who does it
	Document string    `json:"document"`
	From     time.Time `json:"from"`
	To       time.Time `json:"to,omitzero"`
	EndedBy  string    `json:"-"` // the document that ended it sooner
}

// OpenAt says whether the order holds at t.
func (a *Acting) OpenAt(t time.Time) bool { return within(a.From, a.To, t) }

// ActingGiven is the payload of KindActingGiven.
type ActingGiven struct {
	Acting
}

// ActingEnded is the payload of KindActingEnded.
type ActingEnded struct {
	Acting   ActingID  `json:"acting"`
	To       time.Time `json:"to"`
	Document string    `json:"document,omitempty"`
}

// GiveActing decides that a person acts from another's post. The post is there for all of that time, nobody acts for
// themselves, and one post has one acting officer at a time: two signatures that contradict each other would both hold.
func (o *Org) GiveActing(a Acting, at time.Time) ([]Fact, error) {
	a.From, a.To = a.From.UTC(), utc(a.To)
	var fs []*fault.Fault
	switch {
	case !validID(string(a.ID)):
		fs = append(fs, fault.New(fault.Invalid, "org.id-form", "id", string(a.ID)).At("id"))
	case o.acting[a.ID] != nil:
		fs = append(fs, fault.New(fault.Conflict, "org.acting-there", "id", string(a.ID)).At("id"))
	}
	if a.Document == "" {
		fs = append(fs, fault.New(fault.Invalid, "org.acting-document").At("document"))
	}
	if o.people[a.Person] == nil {
		fs = append(fs, unknownPerson(a.Person).At("person"))
	}
	p := o.posts[a.Post]
	switch {
	case p == nil:
		fs = append(fs, fault.New(fault.Missing, "org.post-unknown", "post", string(a.Post)).At("post"))
	case p.Person == a.Person:
		fs = append(fs, fault.New(fault.Invalid, "org.acting-self").At("person"))
	}
	if f := periodFault(a.From, a.To); f != nil {
		fs = append(fs, f)
	} else if p != nil {
		fs = append(fs, o.actingFaults(p, a)...)
	}
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindActingGiven, StreamOf(a.Person), at, ActingGiven{a}, nil)}, nil
}

// actingFaults judges the period against the post's and against who acts from it already.
func (o *Org) actingFaults(p *Post, a Acting) []*fault.Fault {
	var fs []*fault.Fault
	switch {
	case a.From.Before(p.From):
		fs = append(fs, fault.New(fault.Refused, "org.acting-early", "date", day(p.From)).At("from"))
	case !p.To.IsZero() && (a.To.IsZero() || a.To.After(p.To)):
		fs = append(fs, fault.New(fault.Refused, "org.acting-long", "date", lastDay(p.To)).At("to"))
	}
	for _, id := range o.stand[a.Post] {
		if q := o.acting[id]; overlap(q.From, q.To, a.From, a.To) {
			fs = append(fs, fault.New(fault.Conflict, "org.acting-twice", "document", q.Document, "date", day(q.From)).At("from"))
		}
	}
	return fs
}

// EndActing decides that an acting appointment ends at to, sooner than it would.
func (o *Org) EndActing(id ActingID, to time.Time, document string, at time.Time) ([]Fact, error) {
	a := o.acting[id]
	if a == nil {
		return nil, fault.New(fault.Missing, "org.acting-unknown", "acting", string(id))
	}
	if f := endFault(a.From, a.To, to, "org.acting-over"); f != nil {
		return nil, f
	}
	return []Fact{fact(KindActingEnded, StreamOf(a.Person), at, ActingEnded{Acting: id, To: to.UTC(), Document: document}, nil)}, nil
}

// Acting gives an acting appointment, in force or not; nil for none.
func (o *Org) Acting(id ActingID) *Acting { return o.acting[id] }

// ActingBy gives the orders by which a person acts from others' posts at t, in posts and units that are there.
func (o *Org) ActingBy(id PersonID, t time.Time) []*Acting {
	return o.openActing(o.deputy[id], t)
}

// ActingFor gives the orders by which others act from a post at t.
func (o *Org) ActingFor(id PostID, t time.Time) []*Acting {
	return o.openActing(o.stand[id], t)
}

func (o *Org) openActing(ids []ActingID, t time.Time) []*Acting {
	var out []*Acting
	for _, id := range ids {
		a := o.acting[id]
		if p := o.posts[a.Post]; a.OpenAt(t) && p != nil && p.OpenAt(t) && o.UnitAt(p.Unit, t) != nil {
			out = append(out, a)
		}
	}
	return out
}

// Actings gives every acting appointment that is not over at t, in the order of their first days.
func (o *Org) Actings(t time.Time) []*Acting {
	var out []*Acting
	for _, a := range o.acting {
		if a.To.IsZero() || t.Before(a.To) {
			out = append(out, a)
		}
	}
	slices.SortFunc(out, func(a, b *Acting) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return out
}

func (o *Org) actingGiven(p ActingGiven) error {
	a := p.Acting
	o.acting[a.ID] = &a
	grow(o.stand, a.Post, a.ID)
	grow(o.deputy, a.Person, a.ID)
	return nil
}

func (o *Org) actingEnded(p ActingEnded) error {
	if old := o.acting[p.Acting]; old != nil {
		a := *old // other organisations hold the old one
		a.To, a.EndedBy = p.To, p.Document
		o.acting[p.Acting] = &a
	}
	return nil
}
