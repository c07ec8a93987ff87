// Package access says who may do what (phân quyền): one question, Judge, asked in the office for every act and every read.
// What no row of a table allows is refused. Rights come from posts that are held in a unit from one day to another, from
// the dated orders by which somebody acts from another's post, and from the power that was handed on (ủy quyền); all three
// are looked at in the moment of the act. The rows for acts on a dossier stand in law/dossier, those for all else in Rows.
package access

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/words/org"
)

// Kind is what sort of actor asks.
type Kind string

// The kinds of actor.
const (
	Anyone  Kind = "anyone"  // no sign-in
	Citizen Kind = "citizen" // a person or a business with an account
	Officer Kind = "officer" // acts from a post
	Portal  Kind = "portal"  // the national portal, for applicants there
	System  Kind = "system"  // timers and the command line
)

// Who is the one that acts or reads, with the post in use. A person who holds several posts chooses one.
type Who struct {
	Kind    Kind
	Account string // of the session; the client of commands
	Person  string // org.PersonID of an officer
	Key     string // keyed hash of a citizen's or business's number
	Name    string
	Number  string // the citizen's or business's own number
	Post    string // perhaps another's, from which the person acts by an order
	Unit    string
	Role    string
	Units   []string  // the post's unit and, for heads and supervisors, those below it
	City    bool      // the post sees the whole city
	For     []Mandate // of a citizen: for whom they act, as it stood when the request began
	Session string    // handle of the session that it acts through; "" for timers, the command line and played officers
}

// Actor names who in the ledger.
func (w Who) Actor() string {
	switch w.Kind {
	case Officer:
		return w.Person
	case Citizen:
		return "applicant"
	default:
		return string(w.Kind)
	}
}

// An Object is what is acted on or read, and what the answer depends on beside it.
type Object struct {
	Dossier *dossier.Dossier
	Task    *dossier.Task
	Unit    string   // for acts that found something: the unit it is for
	Keys    []string // keys of the dossier's parties
	Opened  bool     // the asker opened the dossier without a right, and that still holds

	Org   *org.Org  // the organisation; nil: posts, orders and delegations are not looked at
	At    time.Time // the moment
	Apart bool      // the procedure wants another to decide than who examined

	// Givers are the agencies whose power is used when the dossier is decided by an agency that it was handed to; Delegated
	// says that it is.
	Delegated bool
	Givers    []string
}

// An Answer says whether, and why: by which row, from which post, on which decision it rests.
type Answer struct {
	Refusal *fault.Fault  // nil: yes
	Row     *Row          // of Rows, nil for acts on a dossier
	Rule    *dossier.Rule // of a rulebook, for acts on a dossier
	Role    string        // the role in which it is done, when that is not the post's own
	Reason  bool          // yes, with a reason
	Under   *dossier.Authority
}

// May answers nil or a refusal that names the right which is missing.
func May(w Who, ask string, o Object) error {
	if a := Judge(w, ask, o); a.Refusal != nil {
		return a.Refusal
	}
	return nil
}

// Judge answers whether w may do what ask names: an act of law/dossier, or one of Asks.
func Judge(w Who, ask string, o Object) Answer {
	if w.Kind == System {
		return Answer{}
	}
	under, no := standing(&w, &o)
	if no != nil {
		return Answer{Refusal: no}
	}
	rows := rowsOf[ask]
	for _, r := range rows {
		if !r.fits(&w) {
			continue
		}
		if ok, by := r.covers(&w, &o); ok {
			if by == nil {
				by = under
			}
			return Answer{Row: r, Reason: r.Reason, Under: by}
		}
	}
	switch {
	case ask == "read" || ask == "read-looks":
		return Answer{Refusal: fault.New(fault.Missing, "access.not-for-you")} // not even that it exists
	case refusals[ask] != "":
		return Answer{Refusal: fault.New(fault.Refused, refusals[ask]).NoRight()}
	case len(rows) > 0:
		return Answer{Refusal: refuse("@access.ask.what." + ask)}
	}
	return judgeAct(&w, dossier.Act(ask), &o, under)
}

// fits says whether a row is for actors like w. What anyone may is everybody's.
func (r *Row) fits(w *Who) bool {
	if r.Kind == Anyone {
		return true
	}
	return r.Kind == w.Kind && (w.Kind != Officer || r.Roles == nil || slices.Contains(r.Roles, org.Role(w.Role)))
}

// covers says whether the object lies where the row is for, and on which delegation that rests.
func (r *Row) covers(w *Who, o *Object) (bool, *dossier.Authority) {
	switch r.Where {
	case Anywhere:
		return true, nil
	case Own:
		return w.Account != "" || w.Key != "" || w.Person != "", nil
	case AtParty:
		return w.Key != "" && slices.Contains(o.Keys, w.Key), nil
	case AtMandate:
		return w.actsForOwner(o), nil
	case AtSide:
		return w.Key != "" && slices.Contains(o.Keys, w.Key), nil
	case AtReach:
		return reaches(w, o.Dossier), nil
	case AtGiven:
		by := readsFor(w, o)
		return by != nil, by
	case AtCity:
		return w.City, nil
	case AtOpened:
		return o.Opened, nil
	case AtBelow:
		return slices.Contains(w.Units, o.Unit), nil
	case AtUnder:
		return w.City || slices.Contains(w.Units, o.Unit), nil
	case AtOpen:
		return w.City || o.Unit == "" || slices.Contains(w.Units, o.Unit), nil
	}
	return false, nil
}

// actsForOwner says whether w holds a mandate for the dossier's owner that is good for its procedure.
func (w *Who) actsForOwner(o *Object) bool {
	if o.Dossier == nil || w.Kind != Citizen {
		return false
	}
	return slices.ContainsFunc(w.For, func(m Mandate) bool {
		return m.Principal.Key != "" && slices.Contains(o.Keys, m.Principal.Key) && m.Holds(string(o.Dossier.Procedure), o.At)
	})
}

// reaches says whether one of the post's units has or had to do with the dossier.
func reaches(w *Who, d *dossier.Dossier) bool {
	if d == nil {
		return false
	}
	for _, u := range [...]string{d.Reception, d.Help, d.Competent} {
		if u != "" && slices.Contains(w.Units, u) {
			return true
		}
	}
	for i := range d.Tasks {
		if slices.Contains(w.Units, d.CarriedTo(d.Tasks[i].Unit)) {
			return true
		}
	}
	return false
}

// standing looks whether the post in use is held at the moment, by its holder or by whoever acts from it by an order.
func standing(w *Who, o *Object) (*dossier.Authority, *fault.Fault) {
	if w.Kind != Officer || w.Post == "" || o.Org == nil {
		return nil, nil
	}
	p := o.Org.Post(org.PostID(w.Post))
	if p == nil || !p.OpenAt(o.At) {
		return nil, fault.New(fault.Refused, "access.post-over").NoRight()
	}
	if string(p.Person) == w.Person {
		return nil, nil
	}
	for _, a := range o.Org.ActingBy(org.PersonID(w.Person), o.At) {
		if a.Post == p.ID {
			return &dossier.Authority{Kind: dossier.ByOrder, ID: string(a.ID), Document: a.Document, Giver: string(p.Unit), For: string(p.Person)}, nil
		}
	}
	return nil, fault.New(fault.Refused, "access.acting-over").NoRight()
}

// refuse names what was refused by the key of its words.
func refuse(act string) *fault.Fault {
	return fault.New(fault.Refused, "access.may-not", "act", act).NoRight()
}
