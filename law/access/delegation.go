package access

import (
	"slices"

	"motcua/ground/fault"
	"motcua/ground/vn"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/org"
)

// A miss is what keeps a delegation from being used, the nearest one to a use last.
type miss int

const (
	otherGiver miss = iota // of another agency, or for another receiver: it has nothing to do with it
	otherProcedure
	otherCase
	otherPlace
	notYet
	over
	giverGone
	aboveCeiling
	none
)

// fit judges one delegation against the dossier at the moment.
func fit(d *org.Delegation, o *Object, ceiling bool) miss {
	x := o.Dossier
	switch {
	case !d.Covers(string(x.Procedure)):
		return otherProcedure
	case len(d.Cases) > 0 && !slices.Contains(d.Cases, x.Case):
		return otherCase
	case len(d.Units) > 0 && !slices.Contains(d.Units, org.UnitID(x.Reception)):
		return otherPlace
	case o.At.Before(d.From):
		return notYet
	case !d.OpenAt(o.At):
		return over
	case o.Org.UnitAt(d.Giver, o.At) == nil:
		return giverGone
	case ceiling && d.Ceiling > 0 && sumOf(x) > d.Ceiling:
		return aboveCeiling
	}
	return none
}

// sumOf is what a dossier is about, in đồng, as a ceiling measures it.
// choice: all that its owner was told to pay for it; a delegation with a ceiling is about money.
func sumOf(d *dossier.Dossier) int64 {
	var sum int64
	for i := range d.Charges {
		sum += d.Charges[i].Sum
	}
	return sum
}

// search looks through the delegations to the post's unit and to the person for one that may be used, and else says
// what keeps the nearest one from it. Theirs says whether a delegation is of the right giver to a receiver like w.
func search(w *Who, o *Object, ceiling bool, theirs func(*org.Delegation) bool) (*dossier.Authority, *fault.Fault) {
	if o.Org == nil || o.Dossier == nil {
		return nil, nil
	}
	var nearest *org.Delegation
	var best miss
	var found *dossier.Authority
	o.Org.EachTrusted(org.UnitID(w.Unit), org.PersonID(w.Person), func(d *org.Delegation) bool {
		if !theirs(d) {
			return true
		}
		m := fit(d, o, ceiling) // the cheapest that may keep it from being used first: a refusal looks at them all
		if m == none {
			found = authority(d)
			return false
		}
		if m > best {
			nearest, best = d, m
		}
		return true
	})
	if found != nil || nearest == nil {
		return found, nil
	}
	return nil, missed(nearest, best, o)
}

func authority(d *org.Delegation) *dossier.Authority {
	return &dossier.Authority{Kind: dossier.ByDelegation, ID: string(d.ID), Document: d.Document, Giver: string(d.Giver)}
}

// missed is the refusal that names the decision and what it does not cover.
func missed(d *org.Delegation, m miss, o *Object) *fault.Fault {
	args := fault.Args{"document": d.Document}
	f := &fault.Fault{Kind: fault.Refused, Args: args, Rule: "nd61-2018/17.5", Right: true}
	switch m {
	case over:
		f.Key, args["date"] = "access.delegation.over", day(d.To)
	case notYet:
		f.Key, args["date"] = "access.delegation.early", day(d.From)
	case giverGone:
		f.Key = "access.delegation.giver"
	case aboveCeiling:
		f.Key, args["ceiling"], args["sum"] = "access.delegation.ceiling", vn.FormatVND(d.Ceiling), vn.FormatVND(sumOf(o.Dossier))
	case otherPlace:
		f.Key = "access.delegation.place"
	case otherCase:
		f.Key, args["case"] = "access.delegation.case", o.Dossier.Case
	default:
		f.Key, args["procedure"] = "access.delegation.procedure", string(o.Dossier.Procedure)
	}
	return f
}

// powerOf finds the delegation by which an agency decides in another's place: to the agency, or to the officer.
func powerOf(w *Who, a dossier.Act, o *Object) (*dossier.Authority, *fault.Fault) {
	by, no := search(w, o, true, func(d *org.Delegation) bool {
		return len(o.Givers) == 0 || slices.Contains(o.Givers, string(d.Giver))
	})
	if by == nil && no == nil {
		no = fault.New(fault.Refused, "access.delegation.none", "act", string(a)).By("nd61-2018/17.5").NoRight()
	}
	return by, no
}

// actsFor finds the delegation by which w does an act that is no right of the post's own: deciding in the giver's place, or
// any step of a matter that was handed to the agency whole.
// choice: what was handed to a unit its head uses in full, and its desk for all but the decision; what was handed to a
// person that person uses in full.
func actsFor(w *Who, rule *dossier.Rule, t *dossier.Task, o *Object) (*dossier.Authority, *fault.Fault) {
	if o.Org == nil || o.Dossier == nil || t == nil || rule.Place != dossier.AtTask || !slices.Contains(rule.Roles, "task") {
		return nil, nil
	}
	own := o.Delegated && t.Unit == o.Dossier.Competent // the matter was handed to the task's own agency
	if own && t.Unit != w.Unit || !own && t.Work != procedure.Approve {
		return nil, nil
	}
	by, no := search(w, o, true, func(d *org.Delegation) bool {
		switch {
		case own && len(o.Givers) > 0 && !slices.Contains(o.Givers, string(d.Giver)), !own && string(d.Giver) != t.Unit:
			return false
		case d.ReceiverPerson != "":
			return true
		}
		return usesFor(w.Role, t.Work)
	})
	return by, no
}

// usesFor says whether a post uses what was handed to its unit, for a kind of work.
func usesFor(role string, work procedure.Work) bool {
	switch org.Role(role) {
	case org.Leader, org.BranchHead:
		return true
	case org.Receiver:
		return work != procedure.Approve
	}
	return false
}

// readsFor finds the delegation by which w reads what its giver decides. A ceiling keeps nobody from seeing that it is
// exceeded.
func readsFor(w *Who, o *Object) *dossier.Authority {
	by, _ := search(w, o, false, func(d *org.Delegation) bool {
		if d.ReceiverPerson == "" && !usesFor(w.Role, procedure.Approve) {
			return false
		}
		return decides(string(d.Giver), o.Dossier)
	})
	return by
}

// decides says whether a unit decides a dossier, or a step of it.
func decides(unit string, d *dossier.Dossier) bool {
	if d.Competent == unit {
		return true
	}
	for i := range d.Tasks {
		if d.Tasks[i].Work == procedure.Approve && d.CarriedTo(d.Tasks[i].Unit) == unit {
			return true
		}
	}
	return false
}
