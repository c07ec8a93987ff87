package org

import (
	"maps"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
)

// A Reorg says what becomes of everything by a reorganisation. It is a plan: nothing is changed by making one.
type Reorg struct {
	Moment    time.Time // first instant of the new structure
	Basis     string
	Facts     []Fact // of the organisation, in the order in which they are entered
	After     *Org   // the organisation with them
	Heirs     *Heirs
	Fates     []Fate
	Undecided []Fate // To is "": the file must choose; the plan cannot be carried out while any is left
}

// A Fate says what becomes of one thing that the ended units had.
type Fate struct {
	Thing string `json:"thing"` // one of the Fate words
	ID    string `json:"id"`
	Code  string `json:"code,omitempty"` // of a dossier; it stays
	From  UnitID `json:"from,omitempty"`
	To    UnitID `json:"to,omitempty"` // "": it ends, or nobody decided yet
	Why   string `json:"why"`          // one of the Why words
}

// The things that have a fate.
const (
	FatePost       = "post"
	FateActing     = "acting"
	FateDelegation = "delegation"
	FateCompetence = "competence" // a decision on who decides procedures
	FateServes     = "serves"     // communes that a unit is there for
	FateCompetent  = "competent"  // the agency that decides a dossier
	FateReception  = "reception"  // where a dossier's result waits
	FateTask       = "task"
	FatePapers     = "papers"   // where the paper dossier lies
	FatePetition   = "petition" // a petition that the unit has, takes part in or is about
	FateContact    = "contact"  // a conversation of the care desk that the unit has
)

// Why a thing goes where it goes.
const (
	WhySuccessor = "successor" // one unit carries on
	WhyAddress   = "address"   // the successor that holds the dossier's address
	WhyChoice    = "choice"    // the file chose for this one
	WhyDefault   = "default"   // the file chose for the rest
	WhyJoined    = "joined"    // the same person has the same role in the successor already
	WhyEnds      = "ends"      // nobody carries on, or giver and receiver became one
	WhyFirst     = "first"     // neither address nor choice decided for work that came after the plan: the first named takes it
	WhyOpen      = "undecided"
)

// A reorganiser makes one plan.
type reorganiser struct {
	old, next *Org
	at        time.Time
	file      ReorgFile
	name      string
	plan      *Reorg
	found     Mistakes
	ends      map[UnitID]ReorgLine
	choice    map[string]UnitID // by unit and item
	heirs     *Heirs
}

// PlanReorg says what a file would do to the organisation and to open work, as decided at at. Its error is a Mistakes that
// names each line. The organisation stays as it is.
func (o *Org) PlanReorg(name string, f ReorgFile, work []Work, at time.Time) (*Reorg, error) {
	r := &reorganiser{old: o, next: o.clone(), at: at, file: f, name: name, ends: map[UnitID]ReorgLine{}, choice: map[string]UnitID{}}
	moment, err := f.moment()
	if err != nil {
		r.wrong(ReorgLine{}, "effective", "day", "value", f.Effective)
	}
	if f.Basis == "" {
		r.wrong(ReorgLine{}, "basis", "basis")
	}
	if len(f.Acts) == 0 {
		r.wrong(ReorgLine{}, "acts", "empty")
	}
	r.plan = &Reorg{Moment: moment, Basis: f.Basis}
	for _, step := range []func(){r.readEnds, r.closeUnits, r.openUnits, r.changeUnits, r.checkEnds} {
		if len(r.found) > 0 {
			return nil, r.found
		}
		step()
	}
	if len(r.found) > 0 {
		return nil, r.found
	}
	r.heirs = &Heirs{file: f, ends: r.ends, choice: r.choice, moment: moment, listed: at, after: r.next}
	r.plan.Heirs = r.heirs
	r.posts()
	r.delegations()
	r.competences()
	r.serving()
	for i := range work {
		r.plan.Take(&work[i])
	}
	if len(r.found) > 0 {
		return nil, r.found
	}
	r.plan.After = r.next
	return r.plan, nil
}

// wrong notes a mistake; its words are the house's, so that each reader has them in their language.
func (r *reorganiser) wrong(l ReorgLine, field, what string, pairs ...any) {
	r.found = append(r.found, mistake(r.name, l.line, field, what, pairs...).of(l.Unit))
}

// mistake is what is wrong with a reorganisation's file, by its word in reorganise.bad.
func mistake(file string, line int, field, what string, pairs ...any) Mistake {
	const words = "reorganise.bad."
	return Mistake{File: file, Line: line, Field: field, Problem: text.Say(words+what, pairs...), Mend: text.Say(words+what+".mend", pairs...)}
}

func (m Mistake) of(unit UnitID) Mistake {
	m.Unit = unit
	return m
}

// refused notes what an act of the organisation said.
func (r *reorganiser) refused(l ReorgLine, err error) {
	for _, f := range faults(err) {
		var pairs []any
		for _, k := range slices.Sorted(maps.Keys(f.Args)) {
			pairs = append(pairs, k, f.Args[k])
		}
		m := mistake(r.name, l.line, f.Field, "law").of(l.Unit)
		m.Problem = text.Say(f.Key, pairs...)
		r.found = append(r.found, m)
	}
}

// enter takes facts into the plan; they were decided against r.next.
func (r *reorganiser) enter(l ReorgLine, facts []Fact, err error) {
	for _, f := range facts {
		if err == nil {
			err = r.next.apply(f)
		}
	}
	if err != nil {
		r.refused(l, err)
		return
	}
	r.plan.Facts = append(r.plan.Facts, facts...)
}

// readEnds reads which units end, and judges the lines by themselves.
func (r *reorganiser) readEnds() {
	for _, l := range r.file.Acts {
		switch l.Act {
		case ReorgMerge, ReorgSplit, ReorgEnd:
			r.readEnd(l)
		case ReorgChoose:
			if l.Item == "" || len(l.To) != 1 {
				r.wrong(l, "item", "item")
				continue
			}
			key := string(l.Unit) + " " + l.Item
			if r.choice[key] != "" {
				r.wrong(l, "item", "item-twice")
			}
			r.choice[key] = l.To[0]
		case ReorgOpen, ReorgRename, ReorgMove:
		default:
			r.wrong(l, "act", "act", "value", l.Act)
		}
	}
	for _, l := range r.file.Acts {
		if l.Act == ReorgChoose && len(l.To) == 1 && !slices.Contains(r.ends[l.Unit].To, l.To[0]) {
			r.wrong(l, "to", "heir", "value", l.To[0])
		}
	}
}

func (r *reorganiser) readEnd(l ReorgLine) {
	u := r.old.UnitAt(l.Unit, r.plan.Moment)
	_, twice := r.ends[l.Unit]
	switch {
	case u == nil:
		r.wrong(l, "unit", "unit")
	case !u.To.IsZero():
		r.wrong(l, "unit", "end-known")
	case twice:
		r.wrong(l, "unit", "end-twice")
	case l.Act == ReorgMerge && len(l.To) != 1:
		r.wrong(l, "to", "merge")
	case l.Act == ReorgSplit && len(l.To) < 2:
		r.wrong(l, "to", "split")
	case l.Act == ReorgEnd && len(l.To) > 0:
		r.wrong(l, "to", "end")
	case l.Default != "" && !slices.Contains(l.To, l.Default):
		r.wrong(l, "default", "heir", "value", l.Default)
	}
	r.ends[l.Unit] = l
}

// closeUnits writes the ends first: a new unit may take the code of an ended one. Whether the successors are there is
// judged when everything is written.
func (r *reorganiser) closeUnits() {
	for _, l := range r.file.Acts {
		if _, ends := r.ends[l.Unit]; !ends || l.Act == ReorgChoose {
			continue
		}
		if !l.closes() {
			r.wrong(l, "act", "both")
			continue
		}
		vs := r.old.units[l.Unit]
		if !r.plan.Moment.After(vs[len(vs)-1].since) {
			r.wrong(l, "unit", "later")
			continue
		}
		facts := []Fact{fact(KindUnitClosed, StreamOf(l.Unit), r.at, UnitClosed{Unit: l.Unit, To: r.plan.Moment, Successors: l.successors()}, nil)}
		r.enter(l, append(facts, r.next.endWith(l.Unit, r.plan.Moment, r.at)...), nil)
	}
}

// successors are who carries on, the default first: it takes what nothing else decides, also of what comes after the plan.
func (l ReorgLine) successors() []UnitID {
	if l.Default == "" {
		return l.To
	}
	out := []UnitID{l.Default}
	for _, to := range l.To {
		if to != l.Default {
			out = append(out, to)
		}
	}
	return out
}

func (r *reorganiser) openUnits() {
	for _, l := range r.file.Acts {
		if l.Act != ReorgOpen {
			continue
		}
		facts, err := r.next.OpenUnit(Unit{
			ID: l.Unit, Kind: l.Kind, Parent: l.Parent, Name: l.Name, NameEN: l.NameEN, Code: l.Code, CodeSource: Published,
			AdminCode: l.AdminCode, Serves: l.Serves, Receives: l.Receives, Address: l.Address, Calendar: l.Calendar, Note: r.file.Basis, From: r.plan.Moment,
		}, r.at)
		r.enter(l, facts, err)
	}
}

func (r *reorganiser) changeUnits() {
	for _, l := range r.file.Acts {
		var c Change
		switch {
		case l.Act == ReorgRename && l.Name == "":
			r.wrong(l, "name", "name")
			continue
		case l.Act == ReorgRename:
			c.Name = &l.Name
			c.NameEN = &l.NameEN // an old English name would contradict the new one
		case l.Act == ReorgMove && l.Parent == "":
			r.wrong(l, "parent", "parent")
			continue
		case l.Act == ReorgMove:
			c.Parent = &l.Parent
		default:
			continue
		}
		facts, err := r.next.ChangeUnit(l.Unit, c, r.plan.Moment, r.at)
		r.enter(l, facts, err)
	}
}

// checkEnds judges the ended units against the new structure: who carries on is there, and nobody stands below them.
func (r *reorganiser) checkEnds() {
	for _, l := range r.file.Acts {
		if !l.closes() {
			continue
		}
		for _, f := range r.next.successorFaults(l.Unit, l.To, r.plan.Moment) {
			r.refused(l, f)
		}
		for _, c := range r.next.leftBelow(l.Unit, r.plan.Moment) {
			r.wrong(l, "unit", "below", "value", c)
		}
	}
}

// faults gives the faults of an error, one or several.
func faults(err error) []*fault.Fault {
	first := asFault(err)
	return append([]*fault.Fault{first}, first.More...)
}
