package org

import (
	"cmp"
	"slices"
	"time"

	"motcua/ground/fault"
)

// A CompetenceID is the internal key of a competence.
type CompetenceID string

// A Competence (thẩm quyền giải quyết) says by a dated decision which unit decides procedures for an area. It stands beside the
// catalogue, which says by which rule a procedure finds its agency: where such a decision holds, it decides.
type Competence struct {
	ID         CompetenceID `json:"id"`
	Unit       UnitID       `json:"unit"`
	Procedures []string     `json:"procedures"`      // national parts of the codes; never none
	Areas      []UnitID     `json:"areas,omitempty"` // communes of the owners; none = the whole city
	Document   string       `json:"document"`
	From       time.Time    `json:"from"`
	To         time.Time    `json:"to,omitzero"`
	EndedBy    string       `json:"-"` // the document that ended it sooner
}

// OpenAt says whether the competence holds at t.
func (c *Competence) OpenAt(t time.Time) bool { return within(c.From, c.To, t) }

// CompetenceGiven is the payload of KindCompetenceGiven.
type CompetenceGiven struct {
	Competence
}

// CompetenceEnded is the payload of KindCompetenceEnded.
type CompetenceEnded struct {
	Competence CompetenceID `json:"competence"`
	To         time.Time    `json:"to"`
	Document   string       `json:"document,omitempty"` // "" where a unit's end ends it
}

// GiveCompetence decides that a unit decides procedures for an area. Nobody else decides one of them there at the same time: two
// agencies would each send the citizen to the other.
func (o *Org) GiveCompetence(c Competence, at time.Time) ([]Fact, error) {
	c.From, c.To = c.From.UTC(), utc(c.To)
	var fs []*fault.Fault
	switch {
	case !validID(string(c.ID)):
		fs = append(fs, fault.New(fault.Invalid, "org.id-form", "id", string(c.ID)).At("id"))
	case o.competences[c.ID] != nil:
		fs = append(fs, fault.New(fault.Conflict, "org.competence-there", "id", string(c.ID)).At("id"))
	}
	if c.Document == "" {
		fs = append(fs, fault.New(fault.Invalid, "org.competence-document").At("document"))
	}
	if len(c.Procedures) == 0 {
		fs = append(fs, fault.New(fault.Invalid, "org.competence-procedures").At("procedures"))
	}
	if f := periodFault(c.From, c.To); f != nil {
		return nil, fault.Join(append(fs, f))
	}
	if f := o.presentFault(c.Unit, c.From, c.To); f != nil {
		fs = append(fs, f.At("unit"))
	}
	for _, a := range c.Areas {
		if u := o.UnitAt(a, c.From); u == nil || u.Kind != Commune {
			fs = append(fs, fault.New(fault.Invalid, "org.serves", "unit", string(a)).At("areas"))
		}
	}
	if len(fs) == 0 {
		fs = o.competenceTwice(&c)
	}
	if len(fs) > 0 {
		return nil, fault.Join(fs)
	}
	return []Fact{fact(KindCompetenceGiven, StreamOf(c.Unit), at, CompetenceGiven{c}, nil)}, nil
}

// competenceTwice finds what holds already for one of the procedures in one of the areas on one of the days.
// choice: a decision for named areas stands beside one for the whole city and goes before it, as the special rule before the
// general one.
func (o *Org) competenceTwice(c *Competence) []*fault.Fault {
	for _, q := range o.Competences() {
		if !overlap(q.From, q.To, c.From, c.To) || (len(q.Areas) == 0) != (len(c.Areas) == 0) || o.UnitAt(q.Unit, later(q.From, c.From)) == nil {
			continue
		}
		i := slices.IndexFunc(c.Procedures, func(p string) bool { return slices.Contains(q.Procedures, p) })
		if i < 0 || len(c.Areas) > 0 && !o.meet(q, c) {
			continue
		}
		return []*fault.Fault{fault.New(fault.Conflict, "org.competence-twice", "procedure", c.Procedures[i],
			"unit", o.NameAt(q.Unit, q.From), "document", q.Document, "date", day(q.From)).At("procedures")}
	}
	return nil
}

// meet says whether two decisions name one commune, or communes of which one carries on for the other.
func (o *Org) meet(a, b *Competence) bool {
	from := later(a.From, b.From)
	for _, x := range b.Areas {
		for _, s := range o.Successors(x, from) {
			if o.covers(a, s, from) {
				return true
			}
		}
	}
	return false
}

// covers says whether a decision names a commune, or one for which the commune carries on at t.
func (o *Org) covers(c *Competence, commune UnitID, t time.Time) bool {
	return slices.ContainsFunc(c.Areas, func(a UnitID) bool { return a == commune || slices.Contains(o.Successors(a, t), commune) })
}

// EndCompetence decides that a competence ends at to, sooner than it would.
func (o *Org) EndCompetence(id CompetenceID, to time.Time, document string, at time.Time) ([]Fact, error) {
	c := o.competences[id]
	if c == nil {
		return nil, fault.New(fault.Missing, "org.competence-unknown", "competence", string(id))
	}
	if f := endFault(c.From, c.To, to, "org.competence-over"); f != nil {
		return nil, f
	}
	return []Fact{fact(KindCompetenceEnded, StreamOf(c.Unit), at, CompetenceEnded{Competence: id, To: to.UTC(), Document: document}, nil)}, nil
}

// Competence gives a competence, in force or not; nil for none.
func (o *Org) Competence(id CompetenceID) *Competence { return o.competences[id] }

// Competences gives every competence, in force or not, the first one first.
func (o *Org) Competences() []*Competence {
	out := make([]*Competence, 0, len(o.competences))
	for _, c := range o.competences {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *Competence) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Decides gives the decision by which a procedure is decided for a commune at t, nil where the catalogue's rule alone says it.
// Without a commune it gives only a decision for the whole city; areas says whether there are others that a commune is needed for.
func (o *Org) Decides(procedure string, commune UnitID, t time.Time) (found *Competence, areas bool) {
	for _, id := range o.deciding[procedure] {
		c := o.competences[id]
		switch {
		case !c.OpenAt(t) || o.UnitAt(c.Unit, t) == nil:
		case len(c.Areas) == 0:
			if found == nil {
				found = c
			}
		default:
			areas = true
			if commune != "" && o.covers(c, commune, t) {
				return c, true
			}
		}
	}
	return found, areas
}

// Decided says whether a decision on who decides a procedure was ever taken.
func (o *Org) Decided(procedure string) bool { return len(o.deciding[procedure]) > 0 }

func (o *Org) competenceGiven(p CompetenceGiven) error {
	if _, there := o.competences[p.ID]; there || p.ID == "" {
		return errThere("competence", string(p.ID))
	}
	c := p.Competence
	o.competences[c.ID] = &c
	for _, code := range c.Procedures {
		grow(o.deciding, code, c.ID)
	}
	return nil
}

func (o *Org) competenceEnded(p CompetenceEnded) error {
	if old := o.competences[p.Competence]; old != nil {
		c := *old // other organisations hold the old one
		c.To, c.EndedBy = p.To, p.Document
		o.competences[p.Competence] = &c
	}
	return nil
}
