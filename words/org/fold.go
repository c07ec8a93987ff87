package org

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"motcua/ground/vn"
)

// An Org is the organisation as some prefix of the ledger tells it. It never changes: any number of goroutines may read
// it, and what its questions return must not be changed either.
type Org struct {
	units  map[UnitID][]version
	order  []UnitID // as opened
	people map[PersonID]*Person
	roll   []PersonID // as added
	posts  map[PostID]*Post
	grants map[DelegationID]*Delegation

	// Indexes. They name candidates; the question looks at the moment.
	children map[UnitID][]UnitID
	codes    map[vn.AgencyCode][]UnitID
	places   map[string][]UnitID // by AdminCode
	servers  map[UnitID][]UnitID // who serves a commune
	before   map[UnitID][]UnitID // predecessors
	accounts map[string]PersonID
	held     map[PersonID][]PostID
	staff    map[UnitID][]PostID
	trusted  map[string][]*Delegation // by the receiver's stream: looked through at every decision
	leaves   map[PersonID][]Leave

	acting map[ActingID]*Acting
	stand  map[PostID][]ActingID   // who acts from a post
	deputy map[PersonID][]ActingID // by who acts

	desks       map[DeskID][]*DeskFact // as entered
	deskOrder   []DeskID
	deskCodes   map[string][]DeskID // who ever had a code
	deskPoints  map[UnitID][]DeskID // who ever was a reception point
	competences map[CompetenceID]*Competence
	deciding    map[string][]CompetenceID // by procedure
}

// A version is a unit from since until the next version.
type version struct {
	since time.Time
	unit  *Unit
}

// New gives the organisation before anything happened.
func New() *Org { return new(Org).clone() }

// clone gives an Org that may be changed without o noticing. The slices are shared: grow copies before it appends.
func (o *Org) clone() *Org {
	return &Org{
		units: cloneMap(o.units), order: slices.Clip(o.order), people: cloneMap(o.people), roll: slices.Clip(o.roll),
		posts: cloneMap(o.posts), grants: cloneMap(o.grants),
		children: cloneMap(o.children), codes: cloneMap(o.codes), places: cloneMap(o.places), servers: cloneMap(o.servers),
		before: cloneMap(o.before), accounts: cloneMap(o.accounts), held: cloneMap(o.held), staff: cloneMap(o.staff),
		trusted: cloneMap(o.trusted), leaves: cloneMap(o.leaves),
		acting: cloneMap(o.acting), stand: cloneMap(o.stand), deputy: cloneMap(o.deputy),
		desks: cloneMap(o.desks), deskOrder: slices.Clip(o.deskOrder), deskCodes: cloneMap(o.deskCodes), deskPoints: cloneMap(o.deskPoints),
		competences: cloneMap(o.competences), deciding: cloneMap(o.deciding),
	}
}

func cloneMap[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return maps.Clone(m)
}

// grow appends v to the list under k unless it is there, never writing into a shared array.
func grow[K, V comparable](m map[K][]V, k K, v V) {
	if !slices.Contains(m[k], v) {
		m[k] = append(slices.Clip(m[k]), v)
	}
}

// Apply gives the organisation after one more event; o stays as it is. An unknown kind is an error: a newer program wrote
// it, and guessing would give wrong rights.
func (o *Org) Apply(kind string, body []byte, at time.Time) (*Org, error) {
	return o.ApplyAll(Fact{Kind: kind, Body: body, At: at})
}

// ApplyAll gives the organisation after the facts in their order; o stays as it is.
func (o *Org) ApplyAll(facts ...Fact) (*Org, error) {
	next := o.clone()
	for _, f := range facts {
		if err := next.apply(f); err != nil {
			return nil, fmt.Errorf("apply %s of %s: %w", f.Kind, f.At.UTC().Format(time.RFC3339), err)
		}
	}
	return next, nil
}

// apply changes o, which nobody else may hold yet.
func (o *Org) apply(f Fact) error {
	switch f.Kind {
	case KindUnitOpened:
		return take(f, o.unitOpened)
	case KindUnitChanged:
		return take(f, o.unitChanged)
	case KindUnitClosed:
		return take(f, o.unitClosed)
	case KindPersonAdded:
		return take(f, o.personAdded)
	case KindPersonReached:
		return take(f, o.personReached)
	case KindPostGiven:
		return take(f, o.postGiven)
	case KindPostEnded:
		return take(f, o.postEnded)
	case KindDelegationGiven:
		return take(f, o.delegationGiven)
	case KindDelegationEnded:
		return take(f, o.delegationEnded)
	case KindLeaveGiven:
		return take(f, o.leaveGiven)
	case KindLeaveEnded:
		return take(f, o.leaveEnded)
	case KindActingGiven:
		return take(f, o.actingGiven)
	case KindActingEnded:
		return take(f, o.actingEnded)
	case KindDeskEntered, KindDeskDecided, KindDeskCorrected:
		return take(f, o.deskTold)
	case KindCompetenceGiven:
		return take(f, o.competenceGiven)
	case KindCompetenceEnded:
		return take(f, o.competenceEnded)
	}
	return fmt.Errorf("this program does not know the kind: it is older than the ledger")
}

// take reads the payload, the private part over the public one, and hands it on.
func take[P any](f Fact, do func(P) error) error {
	var p P
	for _, b := range [][]byte{f.Body, f.Private} {
		if len(b) == 0 {
			continue
		}
		if err := json.Unmarshal(b, &p); err != nil {
			return fmt.Errorf("read the payload: %w", err)
		}
	}
	return do(p)
}

func errThere(what, id string) error { return fmt.Errorf("%s %q is there already", what, id) }

func (o *Org) unitOpened(p UnitOpened) error {
	if _, there := o.units[p.ID]; there || p.ID == "" {
		return errThere("unit", string(p.ID))
	}
	u := p.Unit
	o.units[u.ID] = []version{{since: u.From, unit: &u}}
	o.order = append(slices.Clip(o.order), u.ID)
	o.index(&u)
	return nil
}

// index notes where a version of a unit may be found.
func (o *Org) index(u *Unit) {
	grow(o.children, u.Parent, u.ID)
	grow(o.codes, u.Code, u.ID)
	if u.AdminCode != "" {
		grow(o.places, u.AdminCode, u.ID)
	}
	for _, c := range u.Serves {
		grow(o.servers, c, u.ID)
	}
	for _, s := range u.Successors {
		grow(o.before, s, u.ID)
	}
}

func (o *Org) unitChanged(p UnitChanged) error {
	vs := o.units[p.Unit]
	if vs == nil {
		return fmt.Errorf("no unit %q", p.Unit)
	}
	u := *vs[len(vs)-1].unit
	p.apply(&u)
	o.units[u.ID] = append(slices.Clip(vs), version{since: p.From, unit: &u})
	o.index(&u)
	return nil
}

// apply writes what is new into u.
func (c *Change) apply(u *Unit) {
	if c.Code != nil {
		u.Code = vn.AgencyCode(*c.Code)
	}
	set(&u.CodeSource, c.CodeSource)
	set(&u.Name, c.Name)
	set(&u.NameEN, c.NameEN)
	set(&u.Parent, c.Parent)
	set(&u.Serves, c.Serves)
	set(&u.Address, c.Address)
	set(&u.AddressSource, c.AddressSource)
	set(&u.Calendar, c.Calendar)
	set(&u.Receives, c.Receives)
	set(&u.Assign, c.Assign)
	set(&u.Example, c.Example)
	set(&u.Note, c.Note)
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// unitClosed writes the end into every version, so that each of them knows who carries on.
func (o *Org) unitClosed(p UnitClosed) error {
	vs := slices.Clone(o.units[p.Unit])
	if vs == nil {
		return fmt.Errorf("no unit %q", p.Unit)
	}
	for i := range vs {
		u := *vs[i].unit
		u.To, u.Successors = p.To, p.Successors
		vs[i].unit = &u
		o.index(&u)
	}
	o.units[p.Unit] = vs
	return nil
}

func (o *Org) personAdded(p PersonAdded) error {
	if _, there := o.people[p.ID]; there || p.ID == "" {
		return errThere("person", string(p.ID))
	}
	o.people[p.ID] = &Person{ID: p.ID, Name: p.Name, Username: p.Username, Email: p.Email, Synthetic: p.Synthetic}
	o.roll = append(slices.Clip(o.roll), p.ID)
	if p.Username != "" {
		o.accounts[p.Username] = p.ID
	}
	return nil
}

func (o *Org) personReached(p PersonReached) error {
	was := o.people[p.ID]
	if was == nil {
		return fmt.Errorf("no person %q", p.ID)
	}
	next := *was // other organisations hold the old one
	next.Email = p.Email
	o.people[p.ID] = &next
	return nil
}

func (o *Org) postGiven(p PostGiven) error {
	if _, there := o.posts[p.ID]; there || p.ID == "" {
		return errThere("post", string(p.ID))
	}
	o.posts[p.ID] = &p.Post
	grow(o.held, p.Person, p.ID)
	grow(o.staff, p.Unit, p.ID)
	return nil
}

func (o *Org) postEnded(p PostEnded) error {
	old := o.posts[p.Post]
	if old == nil {
		return fmt.Errorf("no post %q", p.Post)
	}
	post := *old
	post.To, post.EndedBy = p.To, p.Document
	o.posts[p.Post] = &post
	return nil
}

func (o *Org) delegationGiven(p DelegationGiven) error {
	if _, there := o.grants[p.ID]; there || p.ID == "" {
		return errThere("delegation", string(p.ID))
	}
	o.grants[p.ID] = &p.Delegation
	for _, stream := range p.receivers() {
		grow(o.trusted, stream, &p.Delegation)
	}
	return nil
}

// receivers are the streams of those to whom it is given.
func (d *Delegation) receivers() (streams []string) {
	if d.ReceiverUnit != "" {
		streams = append(streams, StreamOf(d.ReceiverUnit))
	}
	if d.ReceiverPerson != "" {
		streams = append(streams, StreamOf(d.ReceiverPerson))
	}
	return streams
}

func (o *Org) delegationEnded(p DelegationEnded) error {
	old := o.grants[p.Delegation]
	if old == nil {
		return fmt.Errorf("no delegation %q", p.Delegation)
	}
	d := *old
	d.To, d.EndedBy = p.To, p.Document
	o.grants[p.Delegation] = &d
	for _, stream := range d.receivers() {
		list := slices.Clone(o.trusted[stream])
		list[slices.Index(list, old)] = &d
		o.trusted[stream] = list
	}
	return nil
}
