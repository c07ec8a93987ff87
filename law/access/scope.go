package access

import (
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
	"motcua/words/org"
)

// A Scope stands in every query and every count of a reader.
type Scope struct {
	All    bool     // the whole city
	Units  []string // dossiers that these units have or had to do with
	Person string   // key of a party: own dossiers
	For    []For    // dossiers of people for whom the reader acts
	Given  []Given  // what others decide whose power was handed to the reader
}

// A For is what a mandate lets its holder see: dossiers of a person; empty procedures narrow nothing.
type For struct {
	Person     string
	Procedures []string
}

// A Given is what a delegation lets its receiver see: dossiers that the giver decides; empty lists narrow nothing.
type Given struct {
	Giver      string
	Procedures []string
	Cases      []string
	Receptions []string
}

// ScopeOf gives what w may list at a moment. The zero Scope lists nothing.
func ScopeOf(w Who, o *org.Org, at time.Time) Scope {
	switch w.Kind {
	case System:
		return Scope{All: true}
	case Citizen:
		s := Scope{Person: w.Key}
		for i := range w.For {
			if m := &w.For[i]; m.Principal.Key != "" && m.Open(at) {
				s.For = append(s.For, For{Person: m.Principal.Key, Procedures: m.Procedures})
			}
		}
		return s
	case Officer:
		if w.Role == string(org.Administrator) {
			return Scope{}
		}
		if _, no := standing(&w, &Object{Org: o, At: at}); no != nil {
			return Scope{}
		}
		return Scope{All: w.City, Units: w.Units, Given: GivenTo(w, o, at)}
	default:
		return Scope{}
	}
}

// GivenTo are the powers that were handed to w and hold at the moment.
func GivenTo(w Who, o *org.Org, at time.Time) []Given {
	if o == nil || w.Kind != Officer {
		return nil
	}
	var out []Given
	o.EachTrusted(org.UnitID(w.Unit), org.PersonID(w.Person), func(d *org.Delegation) bool {
		if (d.ReceiverPerson != "" || usesFor(w.Role, procedure.Approve)) && d.OpenAt(at) && o.UnitAt(d.Giver, at) != nil {
			out = append(out, Given{Giver: string(d.Giver), Procedures: d.Procedures, Cases: d.Cases, Receptions: spell(d.Units)})
		}
		return true
	})
	return out
}

func spell(ids []org.UnitID) []string {
	var out []string
	for _, id := range ids {
		out = append(out, string(id))
	}
	return out
}

// day writes a moment as the day it falls on in the city.
func day(t time.Time) string { return t.In(calendar.Zone).Format("2006-01-02") }
