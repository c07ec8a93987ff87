package procedure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/words/calendar"
	"motcua/words/org"
)

// The codes of who does a step.
const (
	codeRoleUnknown  = "role-unknown"
	codePlaceUnknown = "place-unknown"
	codeUnitEnded    = "unit-ended"
	codeHolder       = "holder"
	codeUnstaffed    = "holder-unstaffed"
	codeDelegation   = "delegation"
)

// Places that a step or an agency's rule names.
const (
	placeCompetent = "competent"
	placeReception = "reception"
	placeCommune   = "commune-of:owner"
	placeUnit      = "unit:"
)

// interlinked are the agencies outside the Centre that a process names by kind.
var interlinked = map[string]org.UnitKind{"land-office": org.LandOffice, "tax": org.Tax, "police": org.Police, "insurance": org.Insurance}

// holders proves that every step has somebody who may do it on each day that is looked at. Rights change on few days, so
// that these days alone are asked for, each at its first working minute.
func (p *prover) holders() {
	if p.ctx.Org == nil {
		return
	}
	moments := p.ctx.workdays()
	asked := map[string]bool{}
	for _, pl := range p.m.order() {
		if pl.Kind != Task || pl.Role == "" {
			continue
		}
		if !org.Role(pl.Role).Known() {
			p.find(codeRoleUnknown, Wrong, p.node(pl.ID)+".role", "role", pl.Role).named("step", pl.Node)
			continue
		}
		if key := pl.Role + " " + pl.Where; !asked[key] {
			asked[key] = true
			p.holder(pl, moments)
		}
		if pl.Work == Approve && (pl.Where == "" || pl.Where == placeCompetent) {
			p.delegated(pl, moments)
		}
	}
}

// workdays are the first working minutes after each change of the organisation, from the first moment on; a change that is
// changed again before anybody works is passed over.
func (c *Context) workdays() []time.Time {
	all := append([]time.Time{c.From}, c.Org.Changes(c.From, c.until())...)
	if c.Calendar == nil {
		return all
	}
	var out []time.Time
	for i, t := range all {
		at, err := c.Calendar.EffectiveStart(t)
		if err != nil {
			at = t // beyond the calendar
		}
		if i+1 < len(all) && !at.Before(all[i+1]) {
			continue
		}
		out = append(out, at)
	}
	return out
}

// holder looks for the first day on which nobody may do a step.
func (p *prover) holder(pl *place, moments []time.Time) {
	var empty map[org.UnitID]bool // units that nobody was in from the first day on
	for i, t := range moments {
		units, why := p.units(pl.Where, t)
		if len(units) == 0 {
			p.nowhere(pl, why, t)
			return
		}
		missing := map[org.UnitID]bool{}
		fresh := org.UnitID("")
		for _, u := range units {
			if p.ctx.present(u, org.Role(pl.Role), t) {
				continue
			}
			if i > 0 && !empty[u] && fresh == "" {
				fresh = u
			}
			missing[u] = true
		}
		if len(missing) == len(units) {
			fresh = units[0]
		}
		if fresh != "" {
			p.find(codeHolder, Wrong, p.node(pl.ID), p.who(pl, fresh, t)...).on(t).named("step", pl.Node)
			return
		}
		if i == 0 {
			empty = missing
			if len(missing) > 0 {
				first := units[slices.IndexFunc(units, func(u org.UnitID) bool { return missing[u] })]
				facts := append(p.who(pl, first, t), "n", strconv.Itoa(len(missing)), "of", strconv.Itoa(len(units)))
				p.find(codeUnstaffed, Warned, p.node(pl.ID), facts...).on(t).named("step", pl.Node)
			}
		}
	}
}

// present says whether somebody holds the role in the unit at t and is not on leave.
func (c *Context) present(u org.UnitID, role org.Role, t time.Time) bool {
	return slices.ContainsFunc(c.Org.Holders(u, role, t), func(h *org.Person) bool {
		_, away := c.Org.AwayAt(h.ID, t)
		return !away
	})
}

// on notes the day of a defect.
func (d *Defect) on(t time.Time) *Defect {
	day := calendar.DateOf(t)
	d.Shows.Day = &day
	return d
}

// who are the facts about a step without a holder.
func (p *prover) who(pl *place, u org.UnitID, t time.Time) []string {
	return []string{"unit", string(u), "name", p.ctx.Org.NameAt(u, t), "role", "@org.role." + pl.Role}
}

// nowhere tells of a step whose place is no unit at t.
func (p *prover) nowhere(pl *place, where string, t time.Time) {
	id, named := strings.CutPrefix(where, placeUnit)
	if u := p.ctx.Org.Unit(org.UnitID(id)); named && u != nil {
		var next []string
		for _, s := range p.ctx.Org.Successors(u.ID, t) {
			next = append(next, p.ctx.Org.NameAt(s, t))
		}
		p.find(codeUnitEnded, Wrong, p.node(pl.ID)+".where", "unit", id, "name", p.ctx.Org.NameAt(u.ID, t), "next", strings.Join(next, ", ")).
			on(t).named("step", pl.Node)
		return
	}
	p.find(codePlaceUnknown, Wrong, p.node(pl.ID)+".where", "where", where).on(t).named("step", pl.Node)
}

// units gives every unit at which a step may have to be done at t, and which place was looked for when there is none.
func (p *prover) units(where string, t time.Time) (out []org.UnitID, looked string) {
	if where == "" || where == placeCompetent {
		rule, unit := decider(p.r)
		if unit != "" {
			rule = placeUnit + unit
		}
		if rule == "" || rule == placeCompetent {
			return nil, placeCompetent
		}
		where = rule
	}
	o := p.ctx.Org
	id, named := strings.CutPrefix(where, placeUnit)
	switch {
	case named:
		if o.UnitAt(org.UnitID(id), t) != nil {
			out = append(out, org.UnitID(id))
		}
	case where == placeReception:
		for _, u := range o.Units(t) {
			if u.Receives {
				out = append(out, u.ID)
			}
		}
	case where == placeCommune:
		for _, u := range o.Units(t, org.Commune) {
			out = append(out, u.ID)
		}
	case interlinked[where] != "":
		out = serving(o, interlinked[where], t)
	}
	return out, where
}

// decider is the rule or the unit by which the deciding agency is found: the first one delegated or competent that has one.
func decider(r *Record) (rule, unit string) {
	for _, a := range slices.Concat(r.Delegated, r.Competent) {
		if a.Rule != "" || a.Unit != "" {
			return a.Rule, a.Unit
		}
	}
	return "", ""
}

// serving gives the agencies of a kind that a dossier can come to: for each commune the first that serves it, and where
// none does the first of all.
func serving(o *org.Org, kind org.UnitKind, t time.Time) []org.UnitID {
	var out []org.UnitID
	add := func(us []*org.Unit) {
		if len(us) > 0 && !slices.Contains(out, us[0].ID) {
			out = append(out, us[0].ID)
		}
	}
	all := o.Units(t, kind)
	for _, c := range o.Units(t, org.Commune) {
		us := o.Serving(c.ID, kind, t)
		if len(us) == 0 {
			us = all
		}
		add(us)
	}
	if len(out) == 0 {
		add(all)
	}
	return out
}

// delegated proves that a delegated agency has the power to decide on each day.
func (p *prover) delegated(pl *place, moments []time.Time) {
	i := slices.IndexFunc(p.r.Delegated, func(a Agency) bool { return a.Rule != "" || a.Unit != "" })
	if i < 0 {
		return
	}
	unit := p.r.Delegated[i].Unit
	if id, ok := strings.CutPrefix(p.r.Delegated[i].Rule, placeUnit); ok {
		unit = id
	}
	if unit == "" {
		return
	}
	o := p.ctx.Org
	for _, t := range moments {
		if o.UnitAt(org.UnitID(unit), t) == nil {
			return // it is told that the unit has ended
		}
		if len(o.DelegationsTo(org.UnitID(unit), "", string(p.r.Code), t)) > 0 || slices.ContainsFunc(o.PostsIn(org.UnitID(unit), t), func(q *org.Post) bool {
			return len(o.DelegationsTo("", q.Person, string(p.r.Code), t)) > 0
		}) {
			continue
		}
		p.find(codeDelegation, Wrong, p.node(pl.ID), "unit", unit, "name", o.NameAt(org.UnitID(unit), t)).on(t).named("step", pl.Node)
		return
	}
}

// Staffing is the part of a proof that asks who does each step: it is quick, and finds what changes of the organisation break.
func Staffing(r Record, ctx *Context) []Defect {
	p := &prover{r: &r, ctx: ctx}
	for i := range r.Cases {
		p.pc, p.at = &r.Cases[i], fmt.Sprintf("cases.%d", i)
		if p.pc.Process == nil {
			continue
		}
		if m, err := CompileFor(p.pc.Process, nil); err == nil { // one that cannot be compiled is told by the proof
			p.m = m
			p.holders()
		}
	}
	return p.out.Defects
}
