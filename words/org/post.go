package org

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
)

// usernameForm is the form of an account's name: small letters and digits, with dots between, such as "thuha.cn7".
var usernameForm = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)

// emailForm is the form of an officer's address: plain letters, one @, and a name of a host with a dot in it.
var emailForm = regexp.MustCompile(`^[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$`)

// emailOK says whether mail can be sent to an address as it stands: nothing that a mail's header could read otherwise.
func emailOK(s string) bool {
	return len(s) <= 254 && strings.Index(s, "@") <= 64 && emailForm.MatchString(s)
}

// AddPerson decides to take a person in. The name, the account's name and the address go into the private part.
func (o *Org) AddPerson(p Person, at time.Time) ([]Fact, error) {
	var fs []*fault.Fault
	switch {
	case !validID(string(p.ID)):
		fs = append(fs, fault.New(fault.Invalid, "org.id-form", "id", string(p.ID)).At("id"))
	case o.people[p.ID] != nil:
		fs = append(fs, fault.New(fault.Conflict, "org.person-there", "id", string(p.ID)).At("id"))
	}
	if p.Name == "" {
		fs = append(fs, fault.New(fault.Invalid, "org.name-missing").At("name"))
	}
	switch {
	case len(p.Username) > maxID || !usernameForm.MatchString(p.Username):
		fs = append(fs, fault.New(fault.Invalid, "org.username-form", "username", p.Username).At("username"))
	case o.accounts[p.Username] != "":
		fs = append(fs, fault.New(fault.Conflict, "org.username-taken", "username", p.Username).At("username"))
	}
	if p.Email != "" && !emailOK(p.Email) {
		fs = append(fs, emailFault(p.Email))
	}
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindPersonAdded, StreamOf(p.ID), at,
		PersonAdded{ID: p.ID, Synthetic: p.Synthetic}, PersonPrivate{Name: p.Name, Username: p.Username, Email: p.Email})}, nil
}

func emailFault(email string) *fault.Fault {
	return fault.New(fault.Invalid, "org.email-form", "email", email).At("email")
}

// ReachPerson decides by which address somebody is told; it goes into the private part.
func (o *Org) ReachPerson(id PersonID, email string, at time.Time) ([]Fact, error) {
	switch {
	case o.people[id] == nil:
		return nil, unknownPerson(id).At("id")
	case !emailOK(email):
		return nil, emailFault(email)
	}
	return []Fact{fact(KindPersonReached, StreamOf(id), at, PersonReached{ID: id}, PersonPrivate{Email: email})}, nil
}

// GivePost decides to give a person a post. The unit must be there for all of the post's time.
func (o *Org) GivePost(p Post, at time.Time) ([]Fact, error) {
	p.From, p.To = p.From.UTC(), utc(p.To)
	var fs []*fault.Fault
	switch {
	case !validID(string(p.ID)):
		fs = append(fs, fault.New(fault.Invalid, "org.id-form", "id", string(p.ID)).At("id"))
	case o.posts[p.ID] != nil:
		fs = append(fs, fault.New(fault.Conflict, "org.post-there", "id", string(p.ID)).At("id"))
	}
	if o.people[p.Person] == nil {
		fs = append(fs, unknownPerson(p.Person).At("person"))
	}
	if !p.Role.Known() {
		fs = append(fs, fault.New(fault.Invalid, "org.role-unknown", "role", string(p.Role)).At("role"))
	}
	if f := periodFault(p.From, p.To); f != nil {
		fs = append(fs, f)
	} else if f := o.presentFault(p.Unit, p.From, p.To); f != nil {
		fs = append(fs, f.At("unit"))
	}
	for _, id := range o.held[p.Person] {
		q := o.posts[id]
		if q.Unit == p.Unit && q.Role == p.Role && overlap(q.From, q.To, p.From, p.To) {
			fs = append(fs, fault.New(fault.Conflict, "org.post-twice", "unit", o.NameAt(p.Unit, p.From), "date", day(q.From)).At("role"))
		}
	}
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindPostGiven, StreamOf(p.Person), at, PostGiven{p}, nil)}, nil
}

// utc keeps the zero time zero in every zone.
func utc(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC()
}

func unknownPerson(id PersonID) *fault.Fault {
	return fault.New(fault.Missing, "org.person-unknown", "person", string(id))
}

// periodFault: a period has a first instant, and its end lies after it.
func periodFault(from, to time.Time) *fault.Fault {
	switch {
	case from.IsZero():
		return fault.New(fault.Invalid, "org.date-missing").At("from")
	case !to.IsZero() && !to.After(from):
		return fault.New(fault.Invalid, "org.date-order", "from", day(from), "to", day(to)).At("to")
	}
	return nil
}

// presentFault: the unit is there for all of [from, to).
func (o *Org) presentFault(id UnitID, from, to time.Time) *fault.Fault {
	u := o.Unit(id)
	switch {
	case u == nil:
		return unknownUnit(id)
	case from.Before(u.From):
		return fault.New(fault.Refused, "org.unit-early", "name", u.Name, "date", day(u.From))
	case !u.To.IsZero() && (to.IsZero() || to.After(u.To)):
		return closedUnit(u)
	}
	return nil
}

// EndPost decides that a post ends at to, sooner than it would. A pack may not tell the document.
func (o *Org) EndPost(id PostID, to time.Time, document string, at time.Time) ([]Fact, error) {
	p := o.posts[id]
	if p == nil {
		return nil, fault.New(fault.Missing, "org.post-unknown", "post", string(id))
	}
	if f := endFault(p.From, p.To, to, "org.post-over"); f != nil {
		return nil, f
	}
	return []Fact{fact(KindPostEnded, StreamOf(p.Person), at, PostEnded{Post: id, To: to.UTC(), Document: document}, nil)}, nil
}

// endFault judges a new end of a period; over is the key when it has ended by then anyway.
func endFault(from, old, to time.Time, over string) *fault.Fault {
	switch {
	case to.IsZero():
		return fault.New(fault.Invalid, "org.date-missing").At("to")
	case !to.After(from):
		return fault.New(fault.Invalid, "org.date-order", "from", day(from), "to", day(to)).At("to")
	case !old.IsZero() && !to.Before(old):
		return fault.New(fault.Refused, over, "date", day(old)).At("to")
	}
	return nil
}

// GiveDelegation decides to hand on power. A delegation rests on a document and goes to one unit or one person.
func (o *Org) GiveDelegation(d Delegation, at time.Time) ([]Fact, error) {
	d.From, d.To = d.From.UTC(), utc(d.To)
	var fs []*fault.Fault
	switch {
	case !validID(string(d.ID)):
		fs = append(fs, fault.New(fault.Invalid, "org.id-form", "id", string(d.ID)).At("id"))
	case o.grants[d.ID] != nil:
		fs = append(fs, fault.New(fault.Conflict, "org.delegation-there", "id", string(d.ID)).At("id"))
	}
	if d.Document == "" {
		fs = append(fs, fault.New(fault.Invalid, "org.delegation-document").At("document"))
	}
	if d.Ceiling < 0 {
		fs = append(fs, fault.New(fault.Invalid, "org.delegation-ceiling").At("ceiling"))
	}
	for _, u := range d.Units {
		if o.Unit(u) == nil {
			fs = append(fs, unknownUnit(u).At("units"))
		}
	}
	if f := periodFault(d.From, d.To); f != nil {
		return nil, fault.Join(append(fs, f))
	}
	if f := o.presentFault(d.Giver, d.From, d.To); f != nil {
		fs = append(fs, f.At("giver"))
	}
	switch {
	case (d.ReceiverUnit == "") == (d.ReceiverPerson == "") || d.ReceiverUnit == d.Giver:
		fs = append(fs, fault.New(fault.Invalid, "org.delegation-receiver").At("receiver"))
	case d.ReceiverUnit != "":
		if f := o.presentFault(d.ReceiverUnit, d.From, d.To); f != nil {
			fs = append(fs, f.At("receiver"))
		}
	case o.people[d.ReceiverPerson] == nil:
		fs = append(fs, unknownPerson(d.ReceiverPerson).At("receiver"))
	}
	fs = append(fs, o.spanFaults(&d)...)
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindDelegationGiven, StreamOf(d.Giver), at, DelegationGiven{d}, nil)}, nil
}

// spanFaults: nobody hands on power for longer than it is theirs, or to somebody for longer than they are in service.
func (o *Org) spanFaults(d *Delegation) []*fault.Fault {
	var fs []*fault.Fault
	if p := o.posts[d.By]; d.By != "" {
		switch {
		case p == nil || p.Unit != d.Giver || p.Role != Leader:
			fs = append(fs, fault.New(fault.Invalid, "org.delegation-by").At("by"))
		case d.From.Before(p.From):
			fs = append(fs, fault.New(fault.Refused, "org.delegation-by-early", "date", day(p.From)).At("from"))
		case outlasts(d.To, p.To):
			fs = append(fs, fault.New(fault.Refused, "org.delegation-by-long", "date", lastDay(p.To)).At("to"))
		}
	}
	if u := o.grants[d.Under]; d.Under != "" {
		switch {
		case u == nil:
			fs = append(fs, fault.New(fault.Missing, "org.delegation-unknown", "delegation", string(d.Under)).At("giver"))
		case d.From.Before(u.From):
			fs = append(fs, fault.New(fault.Refused, "org.delegation-own-early", "document", u.Document, "date", day(u.From)).At("from"))
		case outlasts(d.To, u.To):
			fs = append(fs, fault.New(fault.Refused, "org.delegation-own-long", "document", u.Document, "date", lastDay(u.To)).At("to"))
		}
	}
	if d.ReceiverPerson != "" && o.people[d.ReceiverPerson] != nil {
		if left := o.leftAt(d.ReceiverPerson, d.From); outlasts(d.To, left) {
			key, date := "org.delegation-post-long", ""
			if !left.After(d.From) {
				key = "org.delegation-post"
			} else {
				date = lastDay(left)
			}
			fs = append(fs, fault.New(fault.Refused, key, "date", date).At("to"))
		}
	}
	return fs
}

// outlasts says whether a period that ends at to goes on after one that ends at other; zero is no end.
func outlasts(to, other time.Time) bool { return !other.IsZero() && (to.IsZero() || to.After(other)) }

// leftAt is from when on a person who is in service at from holds no post any more: zero for never, from itself when they
// hold none then.
func (o *Org) leftAt(id PersonID, from time.Time) time.Time {
	t := from
	for moved := true; moved; {
		moved = false
		for _, p := range o.PostsEver(id) {
			if !p.OpenAt(t) {
				continue
			}
			if p.To.IsZero() {
				return time.Time{}
			}
			t, moved = p.To, true
		}
	}
	return t
}

// EndDelegation decides that a delegation ends at to, sooner than it would.
func (o *Org) EndDelegation(id DelegationID, to time.Time, document string, at time.Time) ([]Fact, error) {
	d := o.grants[id]
	if d == nil {
		return nil, fault.New(fault.Missing, "org.delegation-unknown", "delegation", string(id))
	}
	if f := endFault(d.From, d.To, to, "org.delegation-over"); f != nil {
		return nil, f
	}
	return []Fact{fact(KindDelegationEnded, StreamOf(d.Giver), at, DelegationEnded{Delegation: id, To: to.UTC(), Document: document}, nil)}, nil
}

// delegations gives all of them in the order of their keys, so that decisions come out the same every time.
func (o *Org) delegations() []*Delegation {
	return slices.SortedFunc(maps.Values(o.grants), func(a, b *Delegation) int { return cmp.Compare(a.ID, b.ID) })
}
