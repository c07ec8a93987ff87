package org

import (
	"slices"
	"time"
)

// A Work is what a plan must know about one open dossier.
type Work struct {
	ID        string
	Code      string
	Competent UnitID
	Reception UnitID
	Papers    UnitID    // "" when nobody has the paper dossier
	Tasks     []UnitID  // of its open tasks
	Petition  []UnitID  // of a petition: the units that it names
	Contact   UnitID    // of a conversation: the unit that has it
	Commune   UnitID    // of its address; "" where it is told by Place, or lies in no commune of the city
	Place     string    // the same as a code of a list of communes
	Listed    time.Time // the day of that list; zero: of when the plan is made
}

// Heirs say who takes what of units that a file ends.
type Heirs struct {
	file   ReorgFile
	ends   map[UnitID]ReorgLine
	choice map[string]UnitID // by unit and item
	moment time.Time
	listed time.Time // the day of the list of communes where an address names none
	after  *Org
	before map[UnitID][]UnitID
}

// Heirs gives who takes what by a file that is entered already: after is the organisation with its facts, at when it was
// decided.
func (f ReorgFile) Heirs(after *Org, at time.Time) (*Heirs, error) {
	moment, err := f.moment()
	if err != nil {
		return nil, err
	}
	h := &Heirs{file: f, ends: map[UnitID]ReorgLine{}, choice: map[string]UnitID{}, moment: moment, listed: at, after: after, before: map[UnitID][]UnitID{}}
	for _, l := range f.Acts {
		switch {
		case l.closes():
			h.ends[l.Unit] = l
			for _, to := range l.To {
				h.before[to] = append(h.before[to], l.Unit)
			}
		case l.Act == ReorgChoose && len(l.To) == 1:
			h.choice[string(l.Unit)+" "+l.Item] = l.To[0]
		}
	}
	return h, nil
}

// Ends says whether the file ends the unit.
func (h *Heirs) Ends(unit UnitID) bool { _, ends := h.ends[unit]; return ends }

// Ended are the units that the file ends.
func (h *Heirs) Ended() []UnitID {
	var out []UnitID
	for _, l := range h.file.Acts {
		if l.closes() {
			out = append(out, l.Unit)
		}
	}
	return out
}

// Moment is the first instant of the new structure.
func (h *Heirs) Moment() time.Time { return h.moment }

// Takes gives who takes a piece of work of an ended unit: as the plan says, and where nothing decides the first successor,
// so that nothing is left with nobody. It is "" where nobody carries on.
func (h *Heirs) Takes(from UnitID, w *Work) (UnitID, string) {
	to, why := h.of(from, h.homes(w), w.ID, w.Code)
	if l := h.ends[from]; to == "" && len(l.To) > 0 {
		return l.To[0], WhyFirst
	}
	return to, why
}

// Before are the units that this reorganisation ended for a successor.
func (h *Heirs) Before(successor UnitID) []UnitID { return h.before[successor] }

// homes are the communes of the new structure in which a dossier's address may lie.
func (h *Heirs) homes(w *Work) []UnitID {
	if w.Commune != "" {
		return h.after.Successors(w.Commune, h.moment)
	}
	if w.Place == "" {
		return nil
	}
	listed := w.Listed
	if listed.IsZero() {
		listed = h.listed
	}
	return h.after.PlaceCarriers(w.Place, listed, h.moment)
}

// of gives who takes a thing of an ended unit. Addresses decide for dossiers alone: there are no homes for other things.
func (h *Heirs) of(from UnitID, homes []UnitID, items ...string) (UnitID, string) {
	l := h.ends[from]
	for _, item := range items {
		if to := h.choice[string(from)+" "+item]; item != "" && to != "" {
			return to, WhyChoice
		}
	}
	switch {
	case len(l.To) == 1:
		return l.To[0], WhySuccessor
	case len(homes) == 1 && slices.Contains(l.To, homes[0]): // an address in a commune that was divided says nothing
		return homes[0], WhyAddress
	}
	if l.Default != "" {
		return l.Default, WhyDefault
	}
	return "", WhyOpen
}

// fate notes what becomes of a thing; without a target it is undecided.
func (p *Reorg) fate(f Fate) {
	if f.Why == WhyOpen {
		p.Undecided = append(p.Undecided, f)
		return
	}
	p.Fates = append(p.Fates, f)
}

// Take says what becomes of one open dossier. Its code and its due time are no part of a fate: they stay.
func (p *Reorg) Take(w *Work) {
	homes := p.Heirs.homes(w)
	one := func(thing string, from UnitID) {
		if !p.Heirs.Ends(from) {
			return
		}
		to, why := p.Heirs.of(from, homes, w.ID, w.Code)
		p.fate(Fate{Thing: thing, ID: w.ID, Code: w.Code, From: from, To: to, Why: why})
	}
	one(FateCompetent, w.Competent)
	one(FateReception, w.Reception)
	one(FatePapers, w.Papers)
	for _, t := range w.Tasks {
		one(FateTask, t)
	}
	for _, u := range w.Petition {
		one(FatePetition, u)
	}
	one(FateContact, w.Contact)
}

// posts gives the people of ended units their posts in who carries on, from the moment to the old end.
func (r *reorganiser) posts() {
	for _, l := range r.file.Acts {
		if !l.closes() {
			continue
		}
		for _, id := range r.old.staff[l.Unit] {
			if p := r.old.posts[id]; p.To.IsZero() || p.To.After(r.plan.Moment) {
				r.post(l, p)
			}
		}
	}
}

// closes says whether the line ends its unit.
func (l ReorgLine) closes() bool {
	return l.Act == ReorgMerge || l.Act == ReorgSplit || l.Act == ReorgEnd
}

func (r *reorganiser) post(l ReorgLine, p *Post) {
	f := Fate{Thing: FatePost, ID: string(p.ID), From: l.Unit, Why: WhyEnds}
	if l.Act != ReorgEnd {
		f.To, f.Why = r.heirs.of(l.Unit, nil, string(p.ID))
	}
	next := *p
	if f.To != "" {
		next.ID, next.Unit = PostID(r.newID(string(p.ID))), f.To
		next.From = later(p.From, r.plan.Moment)
		for _, id := range r.next.held[p.Person] {
			q := r.next.posts[id]
			if q.Unit == f.To && q.Role == p.Role && overlap(q.From, q.To, next.From, next.To) {
				next.ID, f.Why = q.ID, WhyJoined
			}
		}
		if f.Why != WhyJoined {
			facts, err := r.next.GivePost(next, r.at)
			r.enter(l, facts, err)
		}
	}
	r.plan.fate(f)
	for _, id := range r.old.stand[p.ID] {
		if a := r.old.acting[id]; a.To.IsZero() || a.To.After(r.plan.Moment) {
			r.actingOf(l, a, f, next)
		}
	}
}

// actingOf lets who acts from a post act from the one that took its place.
func (r *reorganiser) actingOf(l ReorgLine, a *Acting, post Fate, next Post) {
	f := Fate{Thing: FateActing, ID: string(a.ID), From: post.From, To: post.To, Why: post.Why}
	if a.From.Before(r.plan.Moment) {
		r.enter(l, []Fact{fact(KindActingEnded, StreamOf(a.Person), r.at, ActingEnded{Acting: a.ID, To: r.plan.Moment}, nil)}, nil)
	}
	switch {
	case post.Why == WhyJoined:
		// choice: two posts became one, and the order was for one of them; whether it is for both is said by a new order.
		f.To, f.Why = "", WhyEnds
	case post.To != "":
		carried := *a
		carried.ID, carried.Post, carried.From = ActingID(r.newID(string(a.ID))), next.ID, later(a.From, r.plan.Moment)
		facts, err := r.next.GiveActing(carried, r.at)
		r.enter(l, facts, err)
	}
	r.plan.fate(f)
}

// delegations carries powers over to who carries on for giver and receiver.
// choice: the decision holds for the successors under its old number until its old end; where nobody alone carries on it
// ends, because no file may say who has power.
func (r *reorganiser) delegations() {
	for _, d := range r.old.delegations() {
		if !d.To.IsZero() && !d.To.After(r.plan.Moment) {
			continue
		}
		next := *d
		l, gave := r.ends[d.Giver]
		m, got := r.ends[d.ReceiverUnit]
		next.Units = r.carried(d.Units)
		if !gave && !got && slices.Equal(next.Units, d.Units) {
			continue
		}
		f := Fate{Thing: FateDelegation, ID: string(d.ID), From: d.Giver, To: d.Giver, Why: WhySuccessor}
		if gave {
			f.To, _ = r.heirs.of(d.Giver, nil)
		}
		next.Giver = f.To
		if got {
			next.ReceiverUnit, _ = r.heirs.of(d.ReceiverUnit, nil)
		}
		if !gave && !got && d.From.Before(r.plan.Moment) {
			r.enter(m, []Fact{fact(KindDelegationEnded, StreamOf(d.Giver), r.at, DelegationEnded{Delegation: d.ID, To: r.plan.Moment}, nil)}, nil)
		}
		if next.Giver == "" || next.ReceiverUnit == "" && next.ReceiverPerson == "" || next.Giver == next.ReceiverUnit {
			f.To, f.Why = "", WhyEnds
			r.plan.fate(f)
			continue
		}
		next.ID, next.From = DelegationID(r.newID(string(d.ID))), later(d.From, r.plan.Moment)
		next.By, next.Under = "", "" // the old decision holds under its number, whoever leads the successor
		facts, err := r.next.GiveDelegation(next, r.at)
		r.enter(l, facts, err)
		r.plan.fate(f)
	}
}

// competences carries decisions on who decides over to who carries on for the unit that ended; their areas are read by who
// carries on for a commune, and stay.
func (r *reorganiser) competences() {
	for _, c := range r.old.Competences() {
		l, ends := r.ends[c.Unit]
		if !ends || !c.To.IsZero() && !c.To.After(r.plan.Moment) {
			continue
		}
		f := Fate{Thing: FateCompetence, ID: string(c.ID), From: c.Unit, Why: WhyEnds}
		if l.Act != ReorgEnd {
			f.To, f.Why = r.heirs.of(c.Unit, nil, string(c.ID))
		}
		if f.To != "" {
			next := *c
			next.ID, next.Unit, next.From, next.Areas = CompetenceID(r.newID(string(c.ID))), f.To, later(c.From, r.plan.Moment), r.carried(c.Areas)
			facts, err := r.next.GiveCompetence(next, r.at)
			r.enter(l, facts, err)
		}
		r.plan.fate(f)
	}
}

// carried names for ended units all that carry on, each once.
func (r *reorganiser) carried(units []UnitID) []UnitID {
	var out []UnitID
	for _, u := range units {
		to := []UnitID{u}
		if l, ends := r.ends[u]; ends {
			to = l.To
		}
		for _, t := range to {
			if !slices.Contains(out, t) {
				out = append(out, t)
			}
		}
	}
	return out
}

// serving lets units that are there for ended communes be there for who carries on.
func (r *reorganiser) serving() {
	for _, u := range r.next.Units(r.plan.Moment) {
		serves := r.carried(u.Serves)
		if slices.Equal(serves, u.Serves) {
			continue
		}
		l := ReorgLine{Unit: u.ID}
		if vs := r.next.units[u.ID]; vs[len(vs)-1].since.Equal(r.plan.Moment) {
			r.wrong(l, "serves", "serves")
			continue
		}
		facts, err := r.next.ChangeUnit(u.ID, Change{Serves: &serves}, r.plan.Moment, r.at)
		r.enter(l, facts, err)
		r.plan.fate(Fate{Thing: FateServes, ID: string(u.ID), From: u.ID, To: u.ID, Why: WhySuccessor})
	}
}

// newID is the key of what takes the place of something from the moment on.
func (r *reorganiser) newID(id string) string {
	return id + "-" + r.plan.Moment.In(zone).Format("20060102")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Successors are who carries on for a unit that the file ends.
func (h *Heirs) Successors(unit UnitID) []UnitID { return h.ends[unit].To }
