package org

import (
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
)

// A DeskID is the internal key of a one-stop desk. It is never used again for another one.
type DeskID string

// A Desk (bộ phận một cửa) is an office that takes dossiers in and hands results over, as the register has it at a moment. What
// nobody has told is nil, "" or zero. The name, address and unit of a desk that is a reception point are those of the point: the
// register says nothing of its own about them.
type Desk struct {
	ID       DeskID
	Code     string
	Name     string
	Unit     UnitID // it belongs to
	Point    UnitID // the unit in whose name it receives, "" for a desk that works outside this system
	Address  string
	Own      *int // staff of its own; of a reception point for which nobody told it, those who hold posts there
	Seconded *int // staff that other agencies sent
	Counters *int
	Opened   time.Time
	Note     string
	Counted  bool // Own was counted from posts
	Ruling   Ruling
}

// Staff is how many people work at the desk; ok is false when nobody told it.
func (d *Desk) Staff() (n int, ok bool) {
	for _, x := range [...]*int{d.Own, d.Seconded} {
		if x != nil {
			n, ok = n+*x, true
		}
	}
	return n, ok
}

// What may be decided about a desk. As long as nobody decided, it is Undecided.
const (
	Undecided = ""
	Keep      = "keep"
	Merge     = "merge"
	Close     = "close"
)

// Rulings are the words of a decision, as they are shown.
var Rulings = []string{Undecided, Keep, Merge, Close}

// A Ruling (quyết định sắp xếp) says what becomes of a desk.
type Ruling struct {
	What      string    `json:"what"`
	Number    string    `json:"number"`
	Day       time.Time `json:"day"`
	Effective time.Time `json:"effective"`
	Successor DeskID    `json:"successor,omitempty"` // of a merger
}

// Ends says whether the desk is there no more at t.
func (r *Ruling) Ends(t time.Time) bool {
	return (r.What == Merge || r.What == Close) && !t.Before(r.Effective)
}

// A DeskFact is one line of the register, as it was entered. Lines are only added: one that was wrong is followed by one that
// corrects it, and stands in its place from then on.
type DeskFact struct {
	Desk DeskID    `json:"desk"`
	From time.Time `json:"from"` // from when on it is so; of a ruling the day on which it was decided
	DeskChange
	Ruling   *Ruling `json:"ruling,omitempty"`
	Document string  `json:"document,omitempty"` // where it is written
	Corrects int     `json:"corrects,omitempty"` // the number of the line in whose place it stands, counted from 1
	Why      string  `json:"why,omitempty"`      // why that one was wrong
}

// A DeskChange names what a line tells; nil fields stay.
type DeskChange struct {
	Code     *string    `json:"code,omitempty"`
	Name     *string    `json:"name,omitempty"`
	Unit     *UnitID    `json:"unit,omitempty"`
	Point    *UnitID    `json:"point,omitempty"`
	Address  *string    `json:"address,omitempty"`
	Own      *int       `json:"own,omitempty"`
	Seconded *int       `json:"seconded,omitempty"`
	Counters *int       `json:"counters,omitempty"`
	Opened   *time.Time `json:"opened,omitempty"`
	Note     *string    `json:"note,omitempty"`
}

// apply writes what a line tells into d. A desk that becomes a reception point has its words from the point.
func (c *DeskChange) apply(d *Desk) {
	if c.Point != nil && *c.Point != "" {
		d.Name, d.Address, d.Unit = "", "", ""
	}
	set(&d.Code, c.Code)
	set(&d.Name, c.Name)
	set(&d.Unit, c.Unit)
	set(&d.Point, c.Point)
	set(&d.Address, c.Address)
	set(&d.Opened, c.Opened)
	set(&d.Note, c.Note)
	for _, x := range [...]struct{ to, from **int }{{&d.Own, &c.Own}, {&d.Seconded, &c.Seconded}, {&d.Counters, &c.Counters}} {
		if *x.from != nil {
			*x.to = *x.from
		}
	}
}

// Desks gives the desks that the register knew at t, in the order in which they came in; also those that were merged or closed.
func (o *Org) Desks(t time.Time) []*Desk {
	var out []*Desk
	for _, id := range o.deskOrder {
		if d := o.DeskAt(id, t); d != nil {
			out = append(out, d)
		}
	}
	return out
}

// DeskAt gives a desk as the register has it at t, nil for one that it did not know then.
func (o *Org) DeskAt(id DeskID, t time.Time) *Desk {
	d := o.toldDesk(id, t)
	if d == nil || d.Point == "" {
		return d
	}
	u := o.words(d.Point, t)
	d.Name, d.Address, d.Unit = u.Name, u.Address, deskHome(u)
	if d.Own == nil {
		people := map[PersonID]bool{}
		for _, p := range o.PostsIn(d.Point, t) {
			people[p.Person] = true
		}
		n := len(people)
		d.Own, d.Counted = &n, true
	}
	return d
}

// deskHome is the unit that a desk belongs to when it receives in the name of u: a point's is the branch above it.
func deskHome(u *Unit) UnitID {
	if u.Kind == Point && u.Parent != "" {
		return u.Parent
	}
	return u.ID
}

// toldDesk gives a desk as its lines tell it. What was decided before the register knew the desk holds once it does.
func (o *Org) toldDesk(id DeskID, t time.Time) *Desk {
	d, known := &Desk{ID: id}, false
	for _, f := range o.standing(id) {
		if f.From.After(t) {
			break
		}
		f.apply(d)
		if f.Ruling != nil {
			d.Ruling = *f.Ruling
		} else {
			known = true
		}
	}
	if !known {
		return nil
	}
	return d
}

// lastDesk gives a desk as it stands after everything that was ever told of it.
func (o *Org) lastDesk(id DeskID) *Desk { return o.toldDesk(id, time.Unix(1<<40, 0)) }

// standing gives the lines of a desk in whose place no other stands, by the days from which they hold.
func (o *Org) standing(id DeskID) []*DeskFact {
	all := o.desks[id]
	var out []*DeskFact
	for i, f := range all {
		if !slices.ContainsFunc(all[i+1:], func(x *DeskFact) bool { return x.Corrects == i+1 }) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b *DeskFact) int { return a.From.Compare(b.From) })
	return out
}

// DeskFacts gives the lines of a desk as they were entered; the first has the number 1.
func (o *Org) DeskFacts(id DeskID) []*DeskFact { return o.desks[id] }

// Desk says whether the register has a desk at all.
func (o *Org) Desk(id DeskID) bool { return len(o.desks[id]) > 0 }

// DeskCoded gives the desk that had a code at t, "" for none.
func (o *Org) DeskCoded(code string, t time.Time) DeskID {
	for _, id := range o.deskCodes[code] {
		if d := o.toldDesk(id, t); d != nil && d.Code == code {
			return id
		}
	}
	return ""
}

// DeskHeirs gives the desks to which a merged one led at t, one after the other: its successor, the successor's successor … The
// last is there, or was closed. It is empty for a desk that was not merged by then.
func (o *Org) DeskHeirs(id DeskID, t time.Time) []DeskID {
	var out []DeskID
	for range o.deskOrder { // no chain is longer
		d := o.toldDesk(id, t)
		if d == nil || d.Ruling.What != Merge || !d.Ruling.Ends(t) {
			break
		}
		id = d.Ruling.Successor
		out = append(out, id)
	}
	return out
}

// DeskHeads gives the desks that were to be merged into one by t.
func (o *Org) DeskHeads(into DeskID, t time.Time) []DeskID {
	var out []DeskID
	for _, id := range o.deskOrder {
		if d := o.toldDesk(id, t); d != nil && d.Ruling.What == Merge && d.Ruling.Successor == into {
			out = append(out, id)
		}
	}
	return out
}

// EnterDesks decides to add lines to the register, all of them or none. A desk that is not there yet is opened by its first line.
// Faults name the line that they are about: "3.code".
func (o *Org) EnterDesks(lines []DeskFact, at time.Time) ([]Fact, error) {
	next := o.clone()
	var out []Fact
	var fs []*fault.Fault
	for i := range lines {
		f := &lines[i]
		f.From = f.From.UTC()
		wrong := next.deskFaults(f)
		kind := KindDeskEntered
		if f.Ruling != nil {
			kind = KindDeskDecided
		}
		if f.Corrects > 0 {
			kind = KindDeskCorrected
		}
		if len(wrong) == 0 {
			made := fact(kind, StreamOf(f.Desk), at, f, nil)
			if err := next.apply(made); err != nil {
				return nil, err
			}
			wrong, out = next.deskWholeFaults(f.Desk, at), append(out, made)
		}
		for _, x := range wrong {
			if len(lines) > 1 {
				x = x.At(strconv.Itoa(i+1) + "." + x.Field)
			}
			fs = append(fs, x)
		}
	}
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return out, nil
}

// deskFaults judges a line by itself.
func (o *Org) deskFaults(f *DeskFact) (fs []*fault.Fault) {
	wrong := func(key, field string, args ...string) {
		fs = append(fs, fault.New(fault.Invalid, key, args...).At(field))
	}
	if !validID(string(f.Desk)) {
		wrong("org.id-form", "id", "id", string(f.Desk))
	}
	if f.From.IsZero() {
		wrong("org.date-missing", "from")
	}
	there := len(o.desks[f.Desk])
	switch {
	case f.Corrects == 0 && f.Ruling != nil && there == 0:
		fs = append(fs, fault.New(fault.Missing, "org.desk-unknown", "desk", string(f.Desk)).At("desk"))
	case f.Corrects < 0 || f.Corrects > there:
		fs = append(fs, fault.New(fault.Missing, "org.desk-line", "n", strconv.Itoa(f.Corrects)).At("of"))
	case f.Corrects > 0 && slices.ContainsFunc(o.desks[f.Desk], func(x *DeskFact) bool { return x.Corrects == f.Corrects }):
		fs = append(fs, fault.New(fault.Conflict, "org.desk-corrected").At("of"))
	case f.Corrects > 0 && f.Why == "":
		wrong("org.desk-why", "why")
	}
	const most = 10_000 // choice: more people or counters than a city's whole service has at one desk are a slip of the finger
	for _, x := range [...]struct {
		field string
		n     *int
	}{{"own", f.Own}, {"seconded", f.Seconded}, {"counters", f.Counters}} {
		if x.n != nil && (*x.n < 0 || *x.n > most) {
			wrong("org.desk-number", x.field, "most", strconv.Itoa(most))
		}
	}
	if f.Ruling != nil {
		fs = append(fs, o.rulingFaults(f)...)
	}
	return fs
}

// rulingFaults judges a decision about a desk: it has a number and days, and a merger leads to a desk that goes on.
func (o *Org) rulingFaults(f *DeskFact) (fs []*fault.Fault) {
	r := f.Ruling
	wrong := func(key, field string, args ...string) {
		fs = append(fs, fault.New(fault.Invalid, key, args...).At(field))
	}
	r.Day, r.Effective = utc(r.Day), utc(r.Effective)
	if r.What == Undecided { // a decision that was taken back: the desk is undecided again
		if r.Number == "" {
			wrong("org.desk-number-missing", "number")
		}
		return fs
	}
	switch {
	case !slices.Contains(Rulings, r.What):
		wrong("org.desk-ruling", "what", "what", r.What)
	case r.Number == "":
		wrong("org.desk-number-missing", "number")
	}
	if r.Day.IsZero() {
		wrong("org.date-missing", "day")
	}
	if r.Effective.IsZero() {
		wrong("org.date-missing", "effective")
	} else if r.Effective.Before(r.Day) {
		wrong("org.date-order", "effective", "from", day(r.Day), "to", day(r.Effective))
	}
	switch {
	case r.What != Merge && r.Successor != "":
		wrong("org.desk-successor-none", "successor")
	case r.What != Merge:
	case r.Successor == "":
		wrong("org.desk-successor-missing", "successor")
	case r.Successor == f.Desk:
		wrong("org.desk-successor-self", "successor")
	case !o.Desk(r.Successor):
		fs = append(fs, fault.New(fault.Missing, "org.desk-unknown", "desk", string(r.Successor)).At("successor"))
	case o.deskCircle(f.Desk, r.Successor):
		wrong("org.desk-circle", "successor")
	default:
		if d := o.lastDesk(r.Successor); d == nil || d.Ruling.What == Close && d.Ruling.Ends(r.Effective) {
			wrong("org.desk-successor-closed", "successor")
		}
	}
	return fs
}

// deskCircle says whether the successors of a desk lead back to another, by the last that was decided about each.
func (o *Org) deskCircle(desk, successor DeskID) bool {
	for range o.deskOrder {
		if successor == desk {
			return true
		}
		d := o.lastDesk(successor)
		if d == nil || d.Ruling.What != Merge {
			return false
		}
		successor = d.Ruling.Successor
	}
	return true
}

// deskWholeFaults judges a desk as its lines tell it, on every day from which one of them holds.
func (o *Org) deskWholeFaults(id DeskID, at time.Time) []*fault.Fault {
	for _, line := range o.standing(id) {
		d := o.toldDesk(id, line.From)
		if d == nil {
			continue
		}
		if f := o.deskFault(d, line.From, line.Point != nil); f != nil {
			return []*fault.Fault{f}
		}
	}
	d := o.toldDesk(id, at)
	if d == nil && o.lastDesk(id) == nil { // its only line was taken away
		return []*fault.Fault{fault.New(fault.Invalid, "org.desk-code").At("code")}
	}
	if d != nil { // others may have come in since
		if f := o.deskFault(d, at, false); f != nil {
			return []*fault.Fault{f}
		}
	}
	return nil
}

// deskFault judges a desk at t; pointed says that it becomes a reception point then: one that ends later leaves its desk as it is.
func (o *Org) deskFault(d *Desk, t time.Time, pointed bool) *fault.Fault {
	if d.Code == "" {
		return fault.New(fault.Invalid, "org.desk-code").At("code")
	}
	if other := o.DeskCoded(d.Code, t); other != "" && other != d.ID {
		return fault.New(fault.Conflict, "org.desk-code-taken", "code", d.Code).At("code")
	}
	if d.Point != "" {
		switch u := o.UnitAt(d.Point, t); {
		case o.Unit(d.Point) == nil:
			return unknownUnit(d.Point).At("point")
		case pointed && (u == nil || !u.Receives):
			return fault.New(fault.Invalid, "org.desk-point", "name", o.NameAt(d.Point, t), "date", day(t)).At("point")
		case d.Name != "" || d.Address != "" || d.Unit != "":
			return fault.New(fault.Invalid, "org.desk-double", "name", u.Name).At("name")
		}
		for _, id := range o.deskPoints[d.Point] {
			if x := o.toldDesk(id, t); id != d.ID && x != nil && x.Point == d.Point && !x.Ruling.Ends(t) {
				return fault.New(fault.Conflict, "org.desk-point-taken", "code", x.Code).At("point")
			}
		}
		return nil
	}
	switch {
	case d.Name == "":
		return fault.New(fault.Invalid, "org.name-missing").At("name")
	case d.Unit == "":
		return fault.New(fault.Invalid, "org.desk-unit").At("unit")
	case o.Unit(d.Unit) == nil:
		return unknownUnit(d.Unit).At("unit")
	}
	return nil
}

// deskTold enters a line.
func (o *Org) deskTold(f DeskFact) error {
	if len(o.desks[f.Desk]) == 0 {
		o.deskOrder = append(slices.Clip(o.deskOrder), f.Desk)
	}
	o.desks[f.Desk] = append(slices.Clip(o.desks[f.Desk]), &f)
	if f.Code != nil {
		grow(o.deskCodes, *f.Code, f.Desk)
	}
	if f.Point != nil && *f.Point != "" {
		grow(o.deskPoints, *f.Point, f.Desk)
	}
	return nil
}
