package petition

import (
	"slices"
	"unicode/utf8"

	"motcua/ground/fault"
)

// own says whether a unit has no say in a complaint about somebody: it is theirs, it stands below it, or they head it.
// choice: the act's own article was not read; that nobody judges their own case is held to the unit as well as to the person.
func (c *Case) own(unit string) bool {
	return c.Petition != nil && c.Petition.Class == Conduct && unit != "" && (unit == c.Petition.About || slices.Contains(c.Own, unit))
}

// ownUnit is the fault of giving a complaint about somebody to their own unit.
func ownUnit(field string) *fault.Fault {
	return fault.New(fault.Refused, "petition.own-unit").At(field)
}

// backTo is the unit that a petition would be given back to; "" for none.
func (p *Petition) backTo() string {
	if n := len(p.trail); n > 0 {
		return p.trail[n-1]
	}
	return ""
}

// bystands says why the unit of whoever acts has no part in how a complaint about somebody of theirs is handled. It may pass on what
// came to it by mistake, and say why it was late.
func (c *Case) bystands(a Act) *fault.Fault {
	switch {
	case a == ActReturn && c.own(c.Petition.backTo()):
		return fault.New(fault.Refused, "petition.own-unit-back")
	case RuleOf(a).By.Place == AtOwner && c.own(c.Unit) && !slices.Contains([]Act{ActTransfer, ActReturn, ActExplain}, a):
		return fault.New(fault.Refused, "petition.own-unit-acts").NoRight()
	}
	return nil
}

// relabels judges that a complaint about somebody is called something else, or one about somebody else: with the reason, so that a
// reader of its history sees why it left the unit above.
func (c *Case) relabels(in Input) error {
	p := c.Petition
	if p.Class != Conduct || in.Class == Conduct && in.About == p.About && (p.Whom == "" || in.Whom == p.Whom) {
		return nil
	}
	if in.Guarded {
		return fault.New(fault.Refused, "petition.part-conduct-first").At("class")
	}
	if utf8.RuneCountInString(in.Words) < leastText {
		return fault.New(fault.Invalid, "petition.relabel-why").At("words")
	}
	return nil
}

// merge joins it to another.
// choice: what is answered to the other is the answer to this one too, so a complaint about somebody joins only one about the same unit
// and person, which that unit does not have.
func (c *Case) merge(in Input) (holder, private, error) {
	p, main := c.Petition, in.Main
	if in.Other == "" || in.Other == p.ID {
		return holder{}, private{}, fault.New(fault.Invalid, "petition.merge-itself").At("other")
	}
	if p.Class == Conduct && main != nil && (main.Class != Conduct || main.About != p.About || p.Whom != "" && main.Whom != p.Whom || c.own(main.Unit)) {
		return holder{}, private{}, fault.New(fault.Refused, "petition.merge-conduct").At("other")
	}
	return holder{Other: in.Other}, private{Words: in.Words}, words(in.Words, 0)
}

// aside are the units that take part in a petition and have no say in it from now on.
func (p *Petition) aside(about string, own []string) (out []string) {
	for _, u := range p.Units {
		if u == about || slices.Contains(own, u) {
			out = append(out, u)
		}
	}
	return out
}

// leave takes units out of those that take part.
func (p *Petition) leave(units []string) {
	if len(units) == 0 {
		return
	}
	p.parted = append(p.parted, units...)
	p.Units = slices.DeleteFunc(slices.Clone(p.Units), func(u string) bool { return slices.Contains(units, u) })
}
