package org

import (
	"regexp"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// zone is the legal time of the city, UTC+7 all year: faults name days.
var zone = time.FixedZone("+07", 7*3600)

func day(t time.Time) string { return t.In(zone).Format("02/01/2006") }

// idForm is the form of every internal key: they stand in addresses and in names of streams.
var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// maxID is the greatest length of an internal key in bytes.
const maxID = 60

func validID(id string) bool { return len(id) <= maxID && idForm.MatchString(id) }

// OpenUnit decides to open a unit from u.From on. A unit of the past may come with its end and its successors; of a
// living one they are zero, and CloseUnit sets them.
func (o *Org) OpenUnit(u Unit, at time.Time) ([]Fact, error) {
	u.From, u.To = u.From.UTC(), utc(u.To)
	var fs []*fault.Fault
	switch {
	case !validID(string(u.ID)):
		fs = append(fs, fault.New(fault.Invalid, "org.id-form", "id", string(u.ID)).At("id"))
	case o.units[u.ID] != nil:
		fs = append(fs, fault.New(fault.Conflict, "org.unit-there", "id", string(u.ID)).At("id"))
	}
	if !u.Kind.Known() {
		fs = append(fs, fault.New(fault.Invalid, "org.kind-unknown", "kind", string(u.Kind)).At("kind"))
	}
	if f := periodFault(u.From, u.To); f != nil {
		return nil, fault.Join(append(fs, f))
	}
	if f := o.placeFault(&u); f != nil {
		fs = append(fs, f.At("admin_code"))
	}
	if u.To.IsZero() && len(u.Successors) > 0 {
		fs = append(fs, fault.New(fault.Invalid, "org.successor-early", "name", u.Name).At("successors"))
	} else {
		fs = append(fs, o.successorFaults(u.ID, u.Successors, u.To)...)
	}
	if fs = append(fs, o.wordsFaults(&u, u.From)...); len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindUnitOpened, StreamOf(u.ID), at, UnitOpened{u}, nil)}, nil
}

// adminForm is the form of codes in the list of administrative units: 3 digits for districts, 5 for communes.
var adminForm = regexp.MustCompile(`^([0-9]{3}|[0-9]{5})$`)

// placeFault: the code of a place has its form and means one place at every moment.
func (o *Org) placeFault(u *Unit) *fault.Fault {
	if u.AdminCode == "" {
		return nil
	}
	if !adminForm.MatchString(u.AdminCode) {
		return fault.New(fault.Invalid, "org.admin-code-form", "code", u.AdminCode)
	}
	for _, id := range o.places[u.AdminCode] {
		if other := o.Unit(id); id != u.ID && overlap(other.From, other.To, u.From, u.To) {
			return fault.New(fault.Conflict, "org.code-taken", "code", u.AdminCode, "name", other.Name)
		}
	}
	return nil
}

// wordsFaults judges a version of a unit that shall hold from since on.
func (o *Org) wordsFaults(u *Unit, since time.Time) []*fault.Fault {
	var fs []*fault.Fault
	if u.Name == "" {
		fs = append(fs, fault.New(fault.Invalid, "org.name-missing").At("name"))
	}
	if u.CodeSource != Published && u.CodeSource != Example {
		fs = append(fs, fault.New(fault.Invalid, "org.code-source", "source", u.CodeSource).At("code_source"))
	}
	if _, err := vn.ParseAgencyCode(string(u.Code)); err != nil {
		fs = append(fs, asFault(err).At("code"))
	} else if other := o.codeHolder(u.Code, u.ID, since, u.To); other != nil {
		// One code, one unit at every moment: a dossier code must tell who received it.
		// choice: a code that fell free may be given again, because the law counts its validity in dates.
		fs = append(fs, fault.New(fault.Conflict, "org.code-taken", "code", string(u.Code), "name", other.Name).At("code"))
	}
	if f := o.parentFault(u, since); f != nil {
		fs = append(fs, f.At("parent"))
	}
	for _, c := range u.Serves {
		if s := o.UnitAt(c, since); s == nil || s.Kind != Commune {
			fs = append(fs, fault.New(fault.Invalid, "org.serves", "unit", string(c)).At("serves"))
		}
	}
	return fs
}

// asFault gives the fault of err; an error that is none is our own mistake.
func asFault(err error) *fault.Fault {
	if f := fault.As(err); f != nil {
		return f
	}
	return &fault.Fault{Kind: fault.Internal, Key: "org.internal", Cause: err}
}

// codeHolder gives a unit other than id that has the code within [from, to), nil for none.
func (o *Org) codeHolder(code vn.AgencyCode, id UnitID, from, to time.Time) *Unit {
	for _, other := range o.codes[code] {
		if other == id {
			continue
		}
		vs := o.units[other]
		for i, v := range vs {
			if v.unit.Code == code && overlap(v.since, end(vs, i), from, to) {
				return v.unit
			}
		}
	}
	return nil
}

// parentFault: a unit stands below one that is there from the first day and not below itself.
func (o *Org) parentFault(u *Unit, since time.Time) *fault.Fault {
	if u.Parent == "" {
		return nil
	}
	p := o.Unit(u.Parent)
	switch {
	case p == nil && u.Parent != u.ID:
		return unknownUnit(u.Parent)
	case u.Parent == u.ID || o.circle(u, since):
		return fault.New(fault.Invalid, "org.parent-cycle", "unit", u.Name)
	case since.Before(p.From):
		return fault.New(fault.Refused, "org.unit-early", "name", p.Name, "date", day(p.From))
	case !p.To.IsZero() && (u.To.IsZero() || p.To.Before(u.To)):
		return closedUnit(p)
	}
	return nil
}

// end gives the instant at which the i-th version stops to hold, zero for never.
func end(vs []version, i int) time.Time {
	if i+1 < len(vs) {
		return vs[i+1].since
	}
	return vs[i].unit.To
}

// circle says whether u would stand below itself at some moment from since on. The order above it can only change when
// some unit gets new words, so these moments are enough.
func (o *Org) circle(u *Unit, since time.Time) bool {
	if o.units[u.ID] == nil {
		return false // nobody stands below a unit that is new
	}
	moments := []time.Time{since}
	for _, vs := range o.units {
		for _, v := range vs {
			if v.since.After(since) {
				moments = append(moments, v.since)
			}
		}
	}
	for _, t := range moments {
		if u.Parent == u.ID || slices.ContainsFunc(o.Ancestors(u.Parent, t), func(a *Unit) bool { return a.ID == u.ID }) {
			return true
		}
	}
	return false
}

func unknownUnit(id UnitID) *fault.Fault {
	return fault.New(fault.Missing, "org.unit-unknown", "unit", string(id))
}

func closedUnit(u *Unit) *fault.Fault {
	return fault.New(fault.Refused, "org.unit-closed", "name", u.Name, "date", day(u.To))
}

// ChangeUnit decides new words for a unit from from on; before that it keeps the old ones.
func (o *Org) ChangeUnit(id UnitID, c Change, from, at time.Time) ([]Fact, error) {
	vs := o.units[id]
	if vs == nil {
		return nil, unknownUnit(id)
	}
	from = from.UTC()
	last := vs[len(vs)-1]
	u := *last.unit
	switch {
	case from.IsZero():
		return nil, fault.New(fault.Invalid, "org.date-missing").At("from")
	case !u.To.IsZero() && !from.Before(u.To):
		return nil, closedUnit(&u)
	case !from.After(last.since):
		return nil, fault.New(fault.Refused, "org.change-order", "name", u.Name, "date", day(last.since)).At("from")
	case c == Change{}:
		return nil, fault.New(fault.Invalid, "org.change-empty", "name", u.Name)
	}
	c.apply(&u)
	if fs := o.wordsFaults(&u, from); len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindUnitChanged, StreamOf(id), at, UnitChanged{Unit: id, From: from, Change: c}, nil)}, nil
}

// CloseUnit decides that a unit ends at to and who carries on. Everybody's posts in it and the delegations that it gave
// or received end with it, as facts of their own; the units below must have gone before.
func (o *Org) CloseUnit(id UnitID, to time.Time, successors []UnitID, at time.Time) ([]Fact, error) {
	to = to.UTC()
	u := o.Unit(id)
	switch {
	case u == nil:
		return nil, unknownUnit(id)
	case !u.To.IsZero():
		return nil, closedUnit(u)
	case to.IsZero():
		return nil, fault.New(fault.Invalid, "org.date-missing").At("to")
	case !to.After(u.From):
		return nil, fault.New(fault.Invalid, "org.date-order", "from", day(u.From), "to", day(to)).At("to")
	}
	if vs := o.units[id]; !to.After(vs[len(vs)-1].since) {
		return nil, fault.New(fault.Refused, "org.change-order", "name", u.Name, "date", day(vs[len(vs)-1].since)).At("to")
	}
	if n := len(o.leftBelow(id, to)); n > 0 {
		return nil, fault.New(fault.Refused, "org.unit-children", "name", u.Name, "n", strconv.Itoa(n))
	}
	if fs := o.successorFaults(id, successors, to); len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	facts := []Fact{fact(KindUnitClosed, StreamOf(id), at, UnitClosed{Unit: id, To: to, Successors: slices.Clone(successors)}, nil)}
	return append(facts, o.endWith(id, to, at)...), nil
}

// leftBelow gives the units that would still stand below id after to, if only until they move elsewhere.
func (o *Org) leftBelow(id UnitID, to time.Time) []UnitID {
	var left []UnitID
	for _, c := range o.children[id] {
		vs := o.units[c]
		for i, v := range vs {
			if until := end(vs, i); v.unit.Parent == id && (until.IsZero() || until.After(to)) {
				left = append(left, c)
				break
			}
		}
	}
	return left
}

// successorFaults: who carries on is somebody else and is there at the end.
func (o *Org) successorFaults(id UnitID, successors []UnitID, to time.Time) []*fault.Fault {
	var fs []*fault.Fault
	for _, s := range successors {
		if f := o.successorFault(id, s, to); f != nil {
			fs = append(fs, f.At("successors"))
		}
	}
	return fs
}

func (o *Org) successorFault(id, s UnitID, to time.Time) *fault.Fault {
	next := o.Unit(s)
	switch {
	case s == id:
		return fault.New(fault.Invalid, "org.successor-self", "unit", string(s))
	case next == nil:
		return unknownUnit(s)
	case o.leadsTo(s, id):
		return fault.New(fault.Invalid, "org.successor-cycle", "unit", next.Name)
	case to.Before(next.From):
		return fault.New(fault.Refused, "org.unit-early", "name", next.Name, "date", day(next.From))
	case !next.OpenAt(to):
		return closedUnit(next)
	}
	return nil
}

// leadsTo says whether the successors of a unit, and theirs, lead to another: a dossier would go round for ever.
func (o *Org) leadsTo(from, to UnitID) bool {
	seen := []UnitID{from}
	for i := 0; i < len(seen); i++ {
		u := o.Unit(seen[i])
		if u == nil {
			continue
		}
		for _, s := range u.Successors {
			if s == to {
				return true
			}
			if !slices.Contains(seen, s) {
				seen = append(seen, s)
			}
		}
	}
	return false
}

// endWith ends what cannot outlive the unit.
func (o *Org) endWith(id UnitID, to, at time.Time) []Fact {
	var facts []Fact
	for _, pid := range o.staff[id] {
		if p := o.posts[pid]; p.From.Before(to) && (p.To.IsZero() || p.To.After(to)) {
			facts = append(facts, fact(KindPostEnded, StreamOf(p.Person), at, PostEnded{Post: pid, To: to}, nil))
		}
	}
	for _, d := range o.delegations() {
		if (d.Giver == id || d.ReceiverUnit == id) && d.From.Before(to) && (d.To.IsZero() || d.To.After(to)) {
			facts = append(facts, fact(KindDelegationEnded, StreamOf(d.Giver), at, DelegationEnded{Delegation: d.ID, To: to}, nil))
		}
	}
	for _, c := range o.Competences() {
		if c.Unit == id && c.From.Before(to) && (c.To.IsZero() || c.To.After(to)) {
			facts = append(facts, fact(KindCompetenceEnded, StreamOf(c.Unit), at, CompetenceEnded{Competence: c.ID, To: to}, nil))
		}
	}
	return facts
}
