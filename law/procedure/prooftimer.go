package procedure

import (
	"slices"
	"strconv"

	"motcua/words/calendar"
)

// The codes of timers and of sub-procedures.
const (
	codeTimerNoDue  = "timer-no-due"
	codeCallMissing = "call-missing"
	codeCallCircle  = "call-circle"
	codeCallResult  = "call-result"
	codeCallHours   = "call-hours"
)

// cuts says whether a timer takes its step away within a time of its own: the step then never takes longer.
func (p *place) cuts() bool { return p.host != nil && !p.Beside && p.Timer.From == FromHere }

// ways are the flows out of a node and those of the timers that hang on it.
func (p *place) ways() []*way {
	out := p.out
	for _, t := range p.timers {
		out = slices.Concat(out, t.out)
	}
	return out
}

// takes gives the working minutes that a node takes at most. A timer takes what its wait has of working time whenever it
// begins; a sub-procedure its own limit or its hours, whichever is more; a step that a timer cuts off no more than that timer.
// A timer from the due time is no way within the limit: whoever goes it is late already.
func (p *prover) takes(pl *place) int64 {
	switch {
	case pl.Waits != "" || pl.host != nil && pl.host.Waits != "":
		return 0 // the legal clock stands
	case pl.Kind == Timer && pl.Timer.From == FromDue:
		return -1
	case pl.Kind == Timer:
		return p.ctx.longest(pl.Timer.Limit)
	case pl.Calls != nil:
		return max(int64(pl.Hours)*60, p.called(pl))
	}
	own := int64(pl.Hours) * 60
	for _, t := range pl.timers {
		if t.cuts() && (own == 0 || p.ctx.longest(t.Timer.Limit) < own) {
			own = p.ctx.longest(t.Timer.Limit)
		}
	}
	return own
}

// longest is the most working time that a wait can have, over all moments at which it may begin.
func (c *Context) longest(l calendar.Limit) int64 {
	t, most := c.term(l), int64(0)
	for _, s := range slices.Concat(t.plain.starts, t.holiday.starts) {
		most = max(most, s.minutes)
	}
	return most
}

// callee gives the case of the catalogue that a step calls.
func (c *Context) callee(k *Called) (*Record, *Case) {
	i := slices.IndexFunc(c.Known, func(r Record) bool { return r.Code == k.Procedure })
	if i < 0 {
		return nil, nil
	}
	r := &c.Known[i]
	for j := range r.Cases {
		if k.Case == "" || r.Cases[j].ID == k.Case {
			return r, &r.Cases[j]
		}
	}
	return r, nil
}

// called gives the working minutes that a sub-procedure's own limit has, 0 where it has none.
func (p *prover) called(pl *place) int64 {
	_, pc := p.ctx.callee(pl.Calls)
	if pc == nil || p.ctx.Calendar == nil {
		return 0
	}
	most := int64(0)
	for i := range pc.Channels {
		// choice: the sub-dossier comes to its agency as from a desk; where no such channel is open, as from the slowest.
		ch := &pc.Channels[i]
		switch {
		case ch.Limit == nil || ch.NoDue || ch.Limit.Check() != nil:
		case ch.Channel == Desk:
			return p.ctx.longest(*ch.Limit)
		default:
			most = max(most, p.ctx.longest(*ch.Limit))
		}
	}
	return most
}

// timers proves what can be said of each timer and each sub-procedure by itself.
func (p *prover) timers() {
	for _, pl := range p.m.order() {
		switch {
		case pl.Kind == Timer:
			p.timer(pl)
		case pl.Calls != nil && len(p.ctx.Known) > 0:
			p.calls(pl)
		}
	}
}

func (p *prover) timer(pl *place) {
	if pl.Timer.From == FromDue {
		for i := range p.pc.Channels {
			if ch := &p.pc.Channels[i]; ch.NoDue || ch.Limit == nil && !ch.SameDay {
				d := p.find(codeTimerNoDue, Wrong, p.node(pl.ID)).named("step", pl.Node)
				d.Shows.Given = map[string]string{"channel": strconv.Itoa(int(ch.Channel))}
				return
			}
		}
	}
}

// calls proves that what a step calls is there, comes to an end by itself, gives a result, and fits the step's hours.
func (p *prover) calls(pl *place) {
	place := p.node(pl.ID) + ".calls"
	facts := []string{"code", string(pl.Calls.Procedure), "case", pl.Calls.Case}
	if pl.Calls.Procedure == p.r.Code || p.ctx.reaches(pl.Calls.Procedure, p.r.Code, map[ID]bool{}) {
		p.find(codeCallCircle, Wrong, place, facts...).named("step", pl.Node)
		return
	}
	r, pc := p.ctx.callee(pl.Calls)
	switch {
	case pc == nil:
		p.find(codeCallMissing, Wrong, place, facts...).named("step", pl.Node)
		return
	case len(r.Results) == 0 && (pc.Process == nil || !slices.ContainsFunc(pc.Process.Nodes, func(n Node) bool { return n.Result })):
		p.find(codeCallResult, Wrong, place, facts...).named("step", pl.Node)
	}
	if need := p.called(pl); pl.Hours > 0 && need > int64(pl.Hours)*60 {
		p.find(codeCallHours, Warned, place, append(facts, "hours", strconv.Itoa(pl.Hours), "needs", hourText(need))...).named("step", pl.Node)
	}
}

// reaches says whether a procedure calls another one, by itself or over others.
func (c *Context) reaches(from, to ID, seen map[ID]bool) bool {
	if seen[from] {
		return false
	}
	seen[from] = true
	i := slices.IndexFunc(c.Known, func(r Record) bool { return r.Code == from })
	if i < 0 {
		return false
	}
	return slices.ContainsFunc(c.Known[i].CallsOf(), func(id ID) bool { return id == to || c.reaches(id, to, seen) })
}

// CallsOf are the procedures that a record's processes call.
func (r *Record) CallsOf() []ID {
	var out []ID
	for i := range r.Cases {
		if p := r.Cases[i].Process; p != nil {
			for k := range p.Nodes {
				if c := p.Nodes[k].Calls; c != nil {
					out = append(out, c.Procedure)
				}
			}
		}
	}
	return out
}
