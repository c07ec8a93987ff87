package access

import (
	"slices"

	"motcua/ground/fault"
	"motcua/law/dossier"
	"motcua/law/procedure"
)

// deciding are the acts by which something is decided or signed for an agency: only for these it matters on whose power they
// rest, and that power is looked at in their moment.
// law: nd61-2018/17.5
var deciding = []dossier.Act{
	dossier.ActApprove, dossier.ActRefuse, dossier.ActNumber, dossier.ActIssue, dossier.ActStop, dossier.ActApologise, dossier.ActAmend,
}

// Deciding says whether an act decides or signs.
func Deciding(a dossier.Act) bool { return slices.Contains(deciding, a) }

// judgeAct reads the row of the act in the dossier's own rulebook, so that pages and judgement share one table. Under is
// the order by which the post is used.
func judgeAct(w *Who, a dossier.Act, o *Object, under *dossier.Authority) Answer {
	rule := ruleOf(a, o.Dossier)
	if rule == nil {
		return Answer{Refusal: refuse("@dossier.act." + string(a))}
	}
	switch {
	case rule.Place == dossier.AtApplicant:
		return Answer{Rule: rule, Refusal: forApplicant(w, a, o), Under: under}
	case rule.Place == dossier.AtOther && w.Kind == Portal:
		return Answer{Rule: rule}
	}
	task := o.Task
	if o.Dossier != nil { // a question is judged by the work that asked it, a reminder by the work that leads
		switch rule.Place {
		case dossier.AtAsker:
			task = o.Dossier.Asker(task)
		case dossier.AtLeading:
			task = o.Dossier.Leading(task)
		}
	}
	if w.Kind != Officer {
		return Answer{Rule: rule, Refusal: refuse("@dossier.act." + string(a)).By(rule.Law)}
	}
	if hasRole(w, rule, task) && placed(w, rule, a, task, o.Dossier) {
		ans := Answer{Rule: rule, Under: under}
		if o.Delegated && Deciding(a) { // the agency itself acts in another's place
			ans.Under, ans.Refusal = powerOf(w, a, o)
			if ans.Refusal == nil && under != nil { // both are behind it: the order is named beside the delegation
				ans.Under.For, ans.Under.Order = under.For, under.Document
			}
		}
		return apart(w, a, o, ans)
	}
	by, no := actsFor(w, rule, task, o)
	switch {
	case by != nil:
		return apart(w, a, o, Answer{Rule: rule, Under: by})
	case no == nil:
		no = refuse("@dossier.act." + string(a)).By(rule.Law)
	}
	return Answer{Rule: rule, Refusal: no}
}

// apart refuses the decision of whoever examined what is decided, where the procedure wants two people.
// choice: the separation is the procedure's to want: a delegated matter may be settled in one sitting by one officer.
func apart(w *Who, a dossier.Act, o *Object, ans Answer) Answer {
	if ans.Refusal != nil || !o.Apart || o.Dossier == nil || a != dossier.ActApprove && a != dossier.ActRefuse {
		return ans
	}
	for i := range o.Dossier.Tasks {
		t := &o.Dossier.Tasks[i]
		if t.Work == procedure.Examine && !t.Open() && t.Holder != "" && t.Holder == w.Person {
			ans.Refusal = fault.New(fault.Refused, "access.apart").NoRight()
			break
		}
	}
	return ans
}

// placed says whether the post sits where the row wants it.
func placed(w *Who, rule *dossier.Rule, a dossier.Act, t *dossier.Task, d *dossier.Dossier) bool {
	switch rule.Place {
	case dossier.AtAnyDesk:
		return d == nil || d.State != dossier.Filed || d.Reception == "" || d.Reception == w.Unit
	case dossier.AtReception:
		return d != nil && d.Reception == w.Unit
	case dossier.AtTask:
		return t != nil && (t.Unit == w.Unit || a == dossier.ActAssign && slices.Contains(w.Units, t.Unit))
	case dossier.AtGiver:
		return t != nil && t.Papers != nil && slices.Contains(w.Units, t.Papers.From)
	case dossier.AtAsker, dossier.AtLeading:
		return t != nil && (slices.Contains(w.Units, t.Unit) || slices.Contains(rule.Roles, w.Role) && slices.Contains(w.Units, d.Competent))
	case dossier.AtLead:
		return d != nil && (slices.Contains(w.Units, d.Competent) || d.Received.IsZero() && d.Reception == w.Unit)
	case dossier.AtReach:
		return w.City || reaches(w, d)
	}
	return false
}

// forApplicant judges what is the applicant's to do: by themselves, by the portal that files for them, or at a desk that
// has to do with the dossier. An officer only types: assisted filing keeps the two apart.
func forApplicant(w *Who, a dossier.Act, o *Object) *fault.Fault {
	fresh := o.Dossier == nil || o.Dossier.State == dossier.None
	switch w.Kind {
	case Citizen:
		if fresh || w.Key != "" && slices.Contains(o.Keys, w.Key) || w.actsForOwner(o) {
			return nil
		}
	case Portal:
		if fresh {
			return nil
		}
	case Officer:
		if (w.Role == "receiver" || w.Role == "branch-head") && (fresh || reaches(w, o.Dossier)) {
			return nil
		}
	}
	return refuse("@dossier.act." + string(a))
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

func hasRole(w *Who, r *dossier.Rule, t *dossier.Task) bool {
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
