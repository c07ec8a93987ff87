// Package access says who may do what (phân quyền): one question, May, asked in the office for every act and every read.
// Rights come from posts that are held in a unit from one day to another; the table of law/dossier says which.
package access

import (
	"slices"

	"motcua/ground/fault"
	"motcua/law/dossier"
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
	Post    string
	Unit    string
	Role    string
	Units   []string // the post's unit and, for heads and supervisors, those below it
	City    bool     // the post sees the whole city
	Session string   // handle of the session that it acts through; "" for timers, the command line and played officers
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

// An Object is what is acted on or read.
type Object struct {
	Dossier *dossier.Dossier
	Task    *dossier.Task
	Unit    string   // for acts that found something: the unit it is for
	Keys    []string // keys of the dossier's parties
}

// May answers nil or a refusal that names the right which is missing. Act is a verb of law/dossier or one of the
// office's own: "read", "read-unit", "overview", "read-settings", "administer", "search", "find-people",
// "publish", "import", "propose", "control-proposal", "read-proposal", "decide-procedure",
// "give-opinion".
func May(w Who, act string, o Object) error {
	if w.Kind == System {
		return nil
	}
	switch act {
	case "read":
		return mayRead(w, o)
	case "read-public":
		return nil
	case "read-unit":
		if w.Kind == Officer && (w.City || slices.Contains(w.Units, o.Unit) || o.Unit == "") {
			return nil
		}
		return refuse(act)
	case "overview":
		// choice: figures are for those who answer for a unit, and for city-wide control; F26 keeps seeing figures apart from
		// seeing contents. An administrator runs the system and answers for no unit's work.
		if w.Kind == Officer && slices.Contains(overseers, w.Role) && (w.City || slices.Contains(w.Units, o.Unit)) {
			return nil
		}
		return fault.New(fault.Refused, "access.overview").NoRight()
	case "lead":
		// choice: who may assign a unit's work knows who is there and what each holds; nobody else needs to.
		if w.Kind == Officer && (w.Role == "leader" || w.Role == "branch-head") && slices.Contains(w.Units, o.Unit) {
			return nil
		}
		return refuse(act)
	case "read-settings":
		// choice: rules, calendar and catalogue are public law; the pages that show them together are for those who answer for them.
		if w.Kind == Officer && (w.Role == "administrator" || slices.Contains(overseers, w.Role)) {
			return nil
		}
		return fault.New(fault.Refused, "access.settings").NoRight()
	case "propose", "control-proposal", "read-proposal", "decide-procedure", "give-opinion":
		return mayPropose(w, act, o)
	case "search":
		if w.Kind == Officer {
			return nil
		}
		return refuse(act)
	case "find-people":
		// choice: the register of people goes beyond one's own units, so it is for those who receive them at a counter.
		if w.Kind == Officer && (w.Role == "receiver" || w.Role == "branch-head") {
			return nil
		}
		return refuse(act)
	case "administer", "publish", "import":
		if w.Kind == Officer && w.Role == "administrator" || w.Kind == Officer && act != "administer" && w.Role == "controller" {
			return nil
		}
		return refuse(act)
	case "deliver": // a message of the national portal
		if w.Kind == Portal {
			return nil
		}
		return refuse(act)
	}
	return mayAct(w, dossier.Act(act), o)
}

// mayPropose: procedure control and the editors of the catalogue write; a leader above them decides.
// choice: who runs the system writes no law, and a leader decides only what was written in units of his own.
func mayPropose(w Who, act string, o Object) error {
	if w.Kind != Officer {
		return refuse(act)
	}
	writes := w.Role == "controller" || w.Role == "editor"
	switch act {
	case "propose":
		if writes {
			return nil
		}
	case "control-proposal": // choice: who edits the catalogue neither checks nor publishes what was written in it
		if w.Role == "controller" {
			return nil
		}
	case "read-proposal":
		if writes || w.Role == "leader" || w.Role == "supervisor" {
			return nil
		}
	case "decide-procedure", "give-opinion":
		if w.Role == "leader" && slices.Contains(w.Units, o.Unit) {
			return nil
		}
	}
	return refuse(act)
}

// overseers are the roles that answer for the work of others.
var overseers = []string{"leader", "branch-head", "supervisor", "controller"}

// mayRead: own dossiers for citizens, those of one's units for officers. A technical administrator reads no contents.
// law: tt01-2018/16.2d
func mayRead(w Who, o Object) error {
	switch w.Kind {
	case Citizen:
		if w.Key != "" && slices.Contains(o.Keys, w.Key) {
			return nil
		}
	case Officer:
		if w.Role == "administrator" {
			break
		}
		if w.City || reaches(w, o.Dossier) {
			return nil
		}
	}
	return fault.New(fault.Missing, "access.not-for-you") // not even that it exists
}

// reaches says whether one of the post's units has or had to do with the dossier.
func reaches(w Who, d *dossier.Dossier) bool {
	if d == nil {
		return false
	}
	for _, u := range []string{d.Reception, d.Help, d.Competent} {
		if u != "" && slices.Contains(w.Units, u) {
			return true
		}
	}
	return slices.ContainsFunc(d.Tasks, func(t dossier.Task) bool { return slices.Contains(w.Units, t.Unit) })
}

// mayAct reads the row of the act in the dossier's own rulebook, so that pages and judgement share one table.
func mayAct(w Who, a dossier.Act, o Object) error {
	rule := ruleOf(a, o.Dossier)
	if rule == nil {
		return refuse(string(a))
	}
	switch {
	case rule.Place == dossier.AtApplicant:
		return forApplicant(w, a, o)
	case rule.Place == dossier.AtOther && w.Kind == Portal:
		return nil
	}
	if o.Dossier != nil { // a question is judged by the work that asked it, a reminder by the work that leads
		switch rule.Place {
		case dossier.AtAsker:
			o.Task = o.Dossier.Asker(o.Task)
		case dossier.AtLeading:
			o.Task = o.Dossier.Leading(o.Task)
		}
	}
	if w.Kind != Officer || !hasRole(w, rule, o.Task) {
		return refuse(string(a)).By(rule.Law)
	}
	switch rule.Place {
	case dossier.AtAnyDesk:
		if o.Dossier != nil && o.Dossier.State == dossier.Filed && o.Dossier.Reception != "" && o.Dossier.Reception != w.Unit {
			return refuse(string(a))
		}
		return nil
	case dossier.AtReception:
		if o.Dossier != nil && o.Dossier.Reception == w.Unit {
			return nil
		}
	case dossier.AtTask:
		if o.Task != nil && (o.Task.Unit == w.Unit || a == dossier.ActAssign && slices.Contains(w.Units, o.Task.Unit)) {
			return nil
		}
	case dossier.AtGiver:
		if o.Task != nil && o.Task.Papers != nil && slices.Contains(w.Units, o.Task.Papers.From) {
			return nil
		}
	case dossier.AtAsker, dossier.AtLeading:
		if o.Task != nil && (slices.Contains(w.Units, o.Task.Unit) || slices.Contains(rule.Roles, w.Role) && slices.Contains(w.Units, o.Dossier.Competent)) {
			return nil
		}
	case dossier.AtLead:
		if o.Dossier != nil && (slices.Contains(w.Units, o.Dossier.Competent) || o.Dossier.Received.IsZero() && o.Dossier.Reception == w.Unit) {
			return nil
		}
	case dossier.AtReach:
		if w.City || reaches(w, o.Dossier) {
			return nil
		}
	}
	return refuse(string(a)).By(rule.Law)
}

// forApplicant judges what is the applicant's to do: by themselves, by the portal that files for them, or at a desk that
// has to do with the dossier. An officer only types: assisted filing keeps the two apart.
func forApplicant(w Who, a dossier.Act, o Object) error {
	fresh := o.Dossier == nil || o.Dossier.State == dossier.None
	switch w.Kind {
	case Citizen:
		if fresh || w.Key != "" && slices.Contains(o.Keys, w.Key) {
			return nil
		}
	case Portal:
		if fresh {
			return nil
		}
	case Officer:
		if (w.Role == "receiver" || w.Role == "branch-head") && (fresh || w.City || reaches(w, o.Dossier)) {
			return nil
		}
	}
	return refuse(string(a))
}

func ruleOf(a dossier.Act, d *dossier.Dossier) *dossier.Rule {
	book := &dossier.Rulebooks[len(dossier.Rulebooks)-1]
	if d != nil && d.Rulebook != "" {
		for i := range dossier.Rulebooks {
			if dossier.Rulebooks[i].ID == d.Rulebook {
				book = &dossier.Rulebooks[i]
			}
		}
	}
	if d == nil {
		return book.Rule(a, dossier.None, false)
	}
	return book.Rule(a, d.State, !d.Received.IsZero())
}

func hasRole(w Who, r *dossier.Rule, t *dossier.Task) bool {
	if slices.Contains(r.Roles, w.Role) {
		return true
	}
	return slices.Contains(r.Roles, "task") && t != nil && (t.Role == w.Role || standsIn(w.Role, t.Role))
}

// standsIn: a branch head may do the desk's work.
// choice: small branches have one head and few officers; volumes.md counts about six in a commune centre.
func standsIn(role, wanted string) bool {
	return role == "branch-head" && (wanted == "receiver" || wanted == "leader")
}

func refuse(act string) *fault.Fault {
	return fault.New(fault.Refused, "access.may-not", "act", act).NoRight()
}

// A Scope stands in every query and every count of a reader.
type Scope struct {
	All    bool     // the whole city
	Units  []string // dossiers that these units have or had to do with
	Person string   // key of a party: own dossiers
}

// ScopeOf gives what w may list. The zero Scope lists nothing.
func ScopeOf(w Who) Scope {
	switch w.Kind {
	case System:
		return Scope{All: true}
	case Citizen:
		return Scope{Person: w.Key}
	case Officer:
		if w.Role == "administrator" {
			return Scope{}
		}
		return Scope{All: w.City, Units: w.Units}
	default:
		return Scope{}
	}
}
