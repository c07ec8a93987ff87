package procedure

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/words/form"
)

// The codes of soundness.
const (
	codeDeadlock       = "deadlock"
	codeUnsynchronised = "unsynchronised"
	codeImproperEnd    = "improper-end"
	codeUnbounded      = "unbounded"
	codeTrapped        = "trapped"
	codeDeadStep       = "dead-step"
	codeDeadFlow       = "dead-flow"
	codeUnproved       = "unproved"
	codeAssumed        = "assumed"
	codeRefusalByOther = "refusal-by-other"
	codeRefusalRunsOn  = "refusal-runs-on"
	codeAsideEnd       = "aside-end"
	codeIssueMissing   = "issue-missing"
	codeUnusable       = "outcome-unusable"

	seenResult = "result" // an end with a result, no defect
)

// proved is what is known of a process after it was explored: by channel, the flows that a dossier can take.
type proved struct{ taken map[Channel]map[int]bool }

// sound proves that the process can always finish, finishes properly and has nothing dead, and that it ends with a result
// that somebody issues or with a leader's refusal. It gives nil when the process could not be explored whole.
func (p *prover) sound() *proved {
	p.outcomes()
	worlds, doubts, ok := p.worlds()
	for _, part := range slices.Sorted(maps.Keys(doubts)) {
		p.find(codeAssumed, Noted, p.flow(doubts[part])+".when", "part", part)
	}
	if !ok {
		p.find(codeUnproved, Unproved, p.at+".process", "why", "@proof.why.answers", "n", strconv.Itoa(mostAnswers))
		return nil
	}
	s := &soundness{p: p, worlds: worlds, live: map[string]bool{}, flows: map[int]bool{}, nearest: map[string]seen{}}
	out := &proved{taken: map[Channel]map[int]bool{}}
	for _, w := range worlds {
		if !s.explore(w) {
			break
		}
		for _, ch := range w.channels {
			if out.taken[ch] == nil {
				out.taken[ch] = map[int]bool{}
			}
			maps.Copy(out.taken[ch], s.last)
		}
	}
	s.tell()
	if !s.whole {
		return nil
	}
	s.dead()
	return out
}

// outcomes finds outcomes that a leader cannot give: approve, return and refuse are what the acts of an approval have.
func (p *prover) outcomes() {
	for _, pl := range p.m.order() {
		if pl.Kind != Task || pl.Work != Approve {
			continue
		}
		for _, o := range pl.Outcomes {
			if !slices.Contains(leaders, o.Value) {
				p.find(codeUnusable, Wrong, p.node(pl.ID), "value", o.Value).named("step", pl.Node)
			}
		}
	}
}

// soundness gathers what the worlds of one process show.
type soundness struct {
	p       *prover
	worlds  []*world
	live    map[string]bool // tasks that are opened in some world
	flows   map[int]bool    // flows that are taken in some world
	last    map[int]bool    // flows that are taken in the world that was explored last
	nearest map[string]seen
	whole   bool
}

// seen is a sight with the explorer that has it.
type seen struct {
	sight
	x *explorer
}

// explore goes through one world; it gives false when that ended the proof.
func (s *soundness) explore(w *world) bool {
	n := newNet(s.p.m, w)
	x := explore(n, nil)
	s.p.out.States += len(x.states)
	s.take(x)
	s.last = x.taken
	maps.Copy(s.flows, x.taken)
	for t := range x.live {
		for _, k := range n.chains[t] {
			s.live[n.nodes[k].ID] = true
		}
	}
	s.whole = x.complete
	_, grows := x.found[codeUnbounded]
	if !x.complete {
		if !grows {
			s.p.find(codeUnproved, Unproved, s.p.at+".process", "why", "@proof.why.markings", "n", strconv.Itoa(mostMarkings))
		}
		return false
	}
	if _, ends := x.found[seenResult]; ends {
		y := explore(n, func(p *place) bool { return p.Work == Issue })
		if at, ok := y.found[seenResult]; ok {
			s.keep(codeIssueMissing, at, y)
		}
	}
	return true
}

func (s *soundness) take(x *explorer) {
	for code, at := range x.found {
		if code != seenResult {
			s.keep(code, at, x)
		}
	}
}

// keep keeps the nearest of all worlds.
func (s *soundness) keep(code string, at sight, x *explorer) {
	if old, ok := s.nearest[code]; !ok || at.dist < old.dist {
		s.nearest[code] = seen{at, x}
	}
}

// tell makes defects of what was seen. Branches that meet without a join make a process end while a step is open, so that
// this is told only where they do not; what an endless process does besides is not told.
func (s *soundness) tell() {
	if _, ok := s.nearest[codeUnbounded]; ok {
		for _, code := range []string{codeUnsynchronised, codeImproperEnd, codeTrapped} {
			delete(s.nearest, code)
		}
	}
	if _, ok := s.nearest[codeUnsynchronised]; ok {
		delete(s.nearest, codeImproperEnd)
	}
	for _, code := range slices.Sorted(maps.Keys(s.nearest)) {
		at := s.nearest[code]
		place := at.end
		if place == nil || code == codeRefusalByOther {
			place = at.other
		}
		d := s.p.find(code, Wrong, s.p.node(place.ID))
		d.Shows.Path = at.x.path(at.sight)
		d.Shows.Given = at.x.net.world.givenIn(s.worlds)
		s.p.answered(d)
		if at.other != nil {
			d.named("step", at.other.Node)
		}
		if at.end != nil {
			d.named("end", at.end.Node)
		}
		if code == codeDeadlock {
			s.missing(d, at)
		}
	}
}

// missing names the steps or gateways from which a join still waits for a token.
func (s *soundness) missing(d *Defect, at seen) {
	mark := places(at.x.states[at.state].mark, nil)
	var ids, vi, en []string
	for _, w := range at.other.in {
		if !slices.Contains(mark, at.x.net.spot(w)) {
			name := nameOf(w.from.Node)
			ids, vi, en = append(ids, w.from.ID), append(vi, name.VI), append(en, name.In("en"))
		}
	}
	d.Shows.Facts = map[string]string{"missing": strings.Join(ids, ", ")}
	d.names["missing"] = form.Text{VI: strings.Join(vi, ", "), EN: strings.Join(en, ", ")}
}

// dead finds steps that are never opened, and flows that are never taken between steps that are.
func (s *soundness) dead() {
	for _, pl := range s.p.m.order() {
		if pl.Stands() && !s.live[pl.ID] {
			s.p.find(codeDeadStep, Wrong, s.p.node(pl.ID)).named("step", pl.Node)
		}
	}
	for _, pl := range s.p.m.order() {
		for _, w := range pl.out {
			if s.flows[w.index] || pl.Kind != Exclusive || !slices.ContainsFunc(pl.in, func(in *way) bool { return s.flows[in.index] }) {
				continue
			}
			// The flow into a step that is dead is told with the step.
			if w.to.Stands() && !s.live[w.to.ID] {
				continue
			}
			s.p.find(codeDeadFlow, Warned, s.p.flow(w.index), "when", fmt.Sprint(s.p.pc.Process.Flows[w.index].When)).named("step", pl.Node).named("end", w.to.Node)
		}
	}
}
