package office

import (
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/fee"
	"motcua/law/procedure"
	"motcua/words/form"
	"motcua/words/org"
)

// A ProcedureQuery narrows the catalogue.
type ProcedureQuery struct {
	Text      string
	Sector    string
	Agency    string
	Audience  string
	LifeEvent string
	Level     string
	Skip      int
	Limit     int  // 0 = 20
	Bare      bool // without facets: while somebody types
}

// A Facet is a value that a filter can take, with how many hits the query then has.
type Facet = procedure.Facet

// A ProcedureList is a page of the catalogue.
type ProcedureList struct {
	Hits  []ProcedureHit
	Total int
	Near  bool // none has the words as they were typed: these are spelt nearly so
	procedure.Facets
}

// Procedures searches the procedures in force, with or without marks.
func (r *Reader) Procedures(q ProcedureQuery) ProcedureList {
	asked := procedure.Query{
		Text: q.Text, Sector: q.Sector, Agency: q.Agency, Audience: q.Audience, LifeEvent: q.LifeEvent, Level: q.Level, At: r.now,
		EventsOf: func(rec *procedure.Record) []string { return r.w.events[rec.Code] },
	}
	hits, all := r.w.Procedures.Search(asked)
	out := ProcedureList{Total: all}
	if !q.Bare {
		out.Facets = r.w.Procedures.FacetsOf(asked)
	}
	out.Near = all > 0 && hits[0].Near()
	limit := q.Limit
	if limit <= 0 {
		limit = 20
	}
	from := min(max(q.Skip, 0), len(hits))
	for _, h := range hits[from:min(from+limit, len(hits))] {
		out.Hits = append(out.Hits, ProcedureHit{Record: h.Record, Receives: h.Record.Open()})
	}
	return out
}

// A ProcedureView is a procedure's page.
type ProcedureView struct {
	Record    *procedure.Record // the version in force
	Competent []UnitName        // units that decide it, where the city knows them
	Receives  bool              // dossiers can be received for it here
	Held      bool              // it would be received here, but no process of it is switched on yet
	Versions  []procedure.Record
	Next      *procedure.Record // a version that is decided and comes into force later
}

// Procedure gives the version in force today, or the newest one when none is.
func (r *Reader) Procedure(id procedure.ID) (*ProcedureView, error) {
	versions := r.w.Procedures.Versions(id)
	if len(versions) == 0 {
		return nil, fault.New(fault.Missing, "procedure.missing", "code", string(id))
	}
	v := &ProcedureView{Record: r.w.Procedures.Current(id, r.now), Versions: versions}
	if v.Record == nil {
		v.Record = &versions[len(versions)-1]
	}
	for i := range versions {
		if versions[i].Version > v.Record.Version && versions[i].From.After(r.now) {
			v.Next = &versions[i]
		}
	}
	valid := r.w.Procedures.Current(id, r.now) != nil
	v.Receives, v.Held = v.Record.Open() && valid, v.Record.Held() && !v.Record.Open() && valid
	for _, a := range v.Record.Competent {
		if id := a.Unit; id != "" {
			v.Competent = append(v.Competent, r.w.unit(id, r.now))
		}
	}
	return v, nil
}

// An Offer is what a case asks for and promises today: what the intake page and the e-form are drawn from.
type Offer struct {
	Record    *procedure.Record
	Case      *procedure.Case
	Form      *form.Form // nil when the case has none
	FormBy    int
	Competent UnitName // zero while the owner's commune is not known and decides
	Channels  []ChannelOffer
}

// A ChannelOffer is the price and the promise on one channel, if the dossier were received now.
type ChannelOffer struct {
	Rule    procedure.ChannelRule
	Bill    fee.Bill
	Promise dossier.Promise
}

// CaseOffer gives the offer of a case in force. Reception and owner's commune (a code) may be "", answers nil.
func (r *Reader) CaseOffer(id procedure.ID, caseID, reception, commune string, answers form.Values) (*Offer, error) {
	rec := r.w.Procedures.Current(id, r.now)
	if rec == nil {
		return nil, fault.New(fault.Missing, "procedure.missing", "code", string(id))
	}
	c := rec.Case(caseID)
	if c == nil {
		return nil, fault.New(fault.Invalid, "dossier.case-unknown", "case", caseID).At("case")
	}
	o := &Offer{Record: rec, Case: c, Form: c.Form, FormBy: rec.Version}
	if unit, err := r.w.competent(rec, place{reception: reception, owner: commune}, r.now); err == nil {
		o.Competent = r.w.unit(unit, r.now)
	}
	for _, rule := range c.Channels {
		bill, err := fee.Due(rule.Fees, procedure.Inputs(answers), r.now, nil)
		if err != nil {
			return nil, err
		}
		promise, err := dossier.NewPromise(r.w.Calendar, rule, r.now)
		if err != nil {
			return nil, err
		}
		o.Channels = append(o.Channels, ChannelOffer{Rule: rule, Bill: bill, Promise: promise})
	}
	return o, nil
}

// A Commune is a line of the list that addresses choose from.
type Commune struct {
	Code string
	Name string
}

// CommuneList is the version of the list of communes that the city's pack is written by: the day from which it holds.
const CommuneList = "2025-07-01"

// CommuneListAt is the version of the list that holds at t: the newest day on which a commune of then began. A code of it may have
// meant another commune before.
func (w *World) CommuneListAt(t time.Time) string {
	var from time.Time
	for _, u := range w.Org.Units(t, org.Commune) {
		if u.From.After(from) {
			from = u.From
		}
	}
	if from.IsZero() {
		return CommuneList
	}
	return from.In(Zone).Format(time.DateOnly)
}

// CommuneList is the version of the list that Communes are from.
func (r *Reader) CommuneList() string { return r.w.CommuneListAt(r.now) }

// Communes are the communes of the city today, by name.
func (r *Reader) Communes() []Commune {
	var out []Commune
	for _, u := range r.w.Org.Units(r.now, org.Commune) {
		out = append(out, Commune{Code: u.AdminCode, Name: u.Name})
	}
	byName(out, func(c Commune) string { return BareCommune(c.Name) })
	return out
}

// A CommuneGroup are communes that were, for the most part, of one district before there were none.
type CommuneGroup struct {
	Name     string // of the former district; "" where there was none
	Communes []Commune
}

// CommuneGroups are the city's communes by former district: each stands with the district that most of its former communes were of,
// the first of the list where several gave as many. Districts stand in the order of the list, communes in that of their names.
// choice: the data knows no neighbours and no borders; what people remember a place by is the district.
func (r *Reader) CommuneGroups() []CommuneGroup {
	gave := map[org.UnitID]map[org.UnitID]int{} // commune, district
	var districts []*org.Unit
	for _, u := range r.w.Org.Known() {
		switch {
		case u.Kind == org.District:
			districts = append(districts, u)
		case u.Kind == org.Commune && !u.To.IsZero() && u.Parent != "":
			for _, s := range u.Successors {
				if gave[s] == nil {
					gave[s] = map[org.UnitID]int{}
				}
				gave[s][u.Parent]++
			}
		}
	}
	slices.SortStableFunc(districts, func(a, b *org.Unit) int { return strings.Compare(a.AdminCode, b.AdminCode) })
	at := map[org.UnitID]int{}
	out := make([]CommuneGroup, len(districts)+1)
	for i, d := range districts {
		at[d.ID], out[i].Name = i, d.Name
	}
	for _, u := range r.w.Org.Units(r.now, org.Commune) {
		best, most := len(districts), 0
		for i, d := range districts {
			if n := gave[u.ID][d.ID]; n > most {
				best, most = i, n
			}
		}
		out[best].Communes = append(out[best].Communes, Commune{Code: u.AdminCode, Name: u.Name})
	}
	for i := range out {
		byName(out[i].Communes, func(c Commune) string { return BareCommune(c.Name) })
	}
	return slices.DeleteFunc(out, func(g CommuneGroup) bool { return len(g.Communes) == 0 })
}

// BareCommune is a commune's name without its kind: people look for Hà Đông, not for Phường.
func BareCommune(name string) string {
	for _, kind := range []string{"Phường ", "Xã "} {
		if bare, ok := strings.CutPrefix(name, kind); ok {
			return bare
		}
	}
	return name
}

// A Desk is a unit of the Centre that receives, with what a visitor needs to know.
type Desk struct {
	UnitName
	Address string
	Example bool // address or area is made up for the demonstration
	Serves  []string
}

// Desks are the branches and points that receive today.
func (r *Reader) Desks() []Desk {
	var out []Desk
	for _, u := range r.w.Org.Units(r.now, org.Branch, org.Point) {
		if !u.Receives {
			continue
		}
		d := Desk{UnitName: r.w.unit(string(u.ID), r.now), Address: u.Address, Example: u.Example}
		for _, c := range u.Serves {
			d.Serves = append(d.Serves, r.w.Org.NameAt(c, r.now))
		}
		out = append(out, d)
	}
	return out
}

// DesksOf lists those of the desks that receive a case.
func (r *Reader) DesksOf(c *procedure.Case) []Desk {
	return slices.DeleteFunc(r.Desks(), func(d Desk) bool { return c != nil && !c.Conduct.ReceivedAt(d.ID) })
}

// Unit is the unit whose post the reader uses, "" where he has none.
func (r *Reader) Unit() string { return r.who.Unit }

// Now is the moment that the reader reads at.
func (r *Reader) Now() time.Time { return r.now }
