package office

import (
	"fmt"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/keep/letter"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/words/org"
)

// agencyWork is one piece of work of a process, with the agency that does it.
type agencyWork struct {
	unit  string
	name  string
	hours int
}

// interlinkedWork is the work of a dossier's process by agency, in the process's order, when agencies beside the one that
// decides take part; without those it is empty.
func (r *Reader) interlinkedWork(d *dossier.Dossier, at time.Time) []agencyWork {
	c := r.w.Procedures.Version(d.Procedure, d.ProcVersion).Case(d.Case)
	if c == nil || c.Process == nil {
		return nil
	}
	var out []agencyWork
	agencies := map[string]bool{}
	p := place{reception: d.Reception, competent: d.Competent, owner: d.Parties.Owner.Address.Commune}
	for _, n := range c.Process.Nodes {
		if n.Kind != procedure.Task || n.Where == "reception" {
			continue
		}
		unit, err := r.w.locate(n.Where, p, at)
		if err != nil || unit == d.Reception {
			continue
		}
		agencies[unit] = true
		out = append(out, agencyWork{unit, n.Name.VI, n.Hours})
	}
	if len(agencies) < 2 {
		return nil
	}
	return out
}

func (r *Reader) transferFacts(n *letter.Notice, v *DossierView, l Letter) {
	n.Moment("due", v.Promise.At)
	for _, w := range r.interlinkedWork(v.Dossier, l.At) {
		row := []string{r.w.unit(w.unit, l.At).Name, w.name, ""}
		if w.hours > 0 {
			row[2] = r.sayArgs("letter.limit.h", fault.Args{"n": fmt.Sprint(w.hours)})
		}
		n.Rows = append(n.Rows, row)
	}
	n.Signers["officer"] = r.receiver(v)
}

// A handing is one hand-over: a row of the control sheet.
type handing struct {
	giver, receiver string // as printed
	at              time.Time
	since, due      time.Time // of the giver's step; due is zero when it had no time
	done            time.Time
	still           bool // its time does not move while the applicant is waited for
	note            string
}

func (r *Reader) controlFacts(n *letter.Notice, v *DossierView, l Letter) {
	n.Facts["applicant"], n.Facts["applicant_phone"] = v.Parties.Applicant.Name, v.Parties.Applicant.Phone
	n.Moment("due", v.Promise.At)
	others := ""
	var seen []string
	for i := range v.Tasks {
		u := v.Tasks[i].Unit
		if u == v.Competent || u == v.Reception || slices.Contains(seen, u) {
			continue
		}
		if seen = append(seen, u); others != "" {
			others += "; "
		}
		others += r.w.unit(u, l.At).Name
		if v.Tasks[i].Part == procedure.Leads {
			others += " (" + r.say("letter.part.lead") + ")"
		}
	}
	if others != "" {
		n.Facts["others"] = others
	}
	for _, h := range r.handings(v) {
		n.Rows = append(n.Rows, []string{
			r.sayArgs("letter.hand.names", fault.Args{"giver": h.giver}) + "\n" + r.sayArgs("letter.hand.receiver", fault.Args{"receiver": h.receiver}),
			inTwoLines(h.at), r.outcome(v, h), h.note,
		})
	}
}

// aWorkingDay is in minutes.
const aWorkingDay = 8 * 60

// outcome says whether the giver's step ended early, on time or late. What the citizen was waited for is not the giver's.
// choice: a step that ends a whole working day or more before its time is early, a later one on time.
func (r *Reader) outcome(v *DossierView, h handing) string {
	if h.due.IsZero() || h.due.Before(h.since) {
		return ""
	}
	cal := r.w.Calendar
	left := cal.WorkingMinutes(h.since, h.due) - cal.WorkingMinutes(h.since, h.done)
	for _, a := range h.waits(v.Asks) {
		from, to := a.At, a.Done
		if from.Before(h.since) {
			from = h.since
		}
		if to.IsZero() || to.After(h.done) {
			to = h.done
		}
		if from.Before(to) {
			left += cal.WorkingMinutes(from, to)
		}
	}
	switch {
	case left < 0:
		return r.say("letter.outcome.late")
	case left < aWorkingDay:
		return r.say("letter.outcome.on-time")
	}
	return r.say("letter.outcome.early")
}

// waits are the requests for papers by which the hand-over's time is still to be moved: a step's own has moved already.
func (h *handing) waits(asks []dossier.Ask) []dossier.Ask {
	if h.still {
		return asks
	}
	return nil
}

// ofPromise is a hand-over that the whole promise is held against.
func ofPromise(v *DossierView, at, done time.Time) handing {
	since := v.Promise.At // what was waited for moved the promise: only what is left counts
	if done.Before(since) {
		since = done
	}
	return handing{at: at, since: since, due: v.Promise.At, done: done, still: true}
}

// handings are the hand-overs of a dossier: each counts when the receiver took the work, so a task that nobody has taken
// is none yet.
func (r *Reader) handings(v *DossierView) []handing {
	var out []handing
	for i := range v.History {
		s := &v.History[i]
		switch s.Kind {
		case dossier.KindClaimed, dossier.KindAssigned:
			if t := v.Task(s.Token); t != nil && s.Of == 0 && !confirmedBy(v, i, t) { // what a rule dealt out counts when it was taken
				out = append(out, r.taken(v, i, t))
			}
		case dossier.KindConfirmed, dossier.KindSentBack:
			if t := v.Task(s.Token); t != nil && t.Papers != nil {
				out = append(out, r.carried(v, i, t))
			}
		case dossier.KindRecalled:
			if t := v.Task(s.Token); t != nil {
				h := handing{at: s.At, giver: r.byWhom(t.Holder, t.Unit, s.At), receiver: r.byWhom(s.Actor, s.Unit, s.At)}
				h.note = t.Name.VI + "; " + r.say("letter.hand.recalled")
				out = append(out, h)
			}
		case dossier.KindCompleted:
			h := ofPromise(v, s.At, s.At)
			h.note = r.say("letter.hand.back")
			h.giver, h.receiver = r.byWhom(s.Actor, s.Unit, s.At), r.byWhom("", v.Reception, s.At)
			out = append(out, h)
		case dossier.KindHandedOver:
			h := ofPromise(v, s.At, v.Completed)
			h.note = r.say("letter.hand.result")
			h.giver, h.receiver = r.byWhom(s.Actor, s.Unit, s.At), v.Parties.Applicant.Name
			out = append(out, h)
		}
	}
	return out
}

// confirmedBy says whether whoever takes a task is who confirmed its papers: one hand-over has one row.
func confirmedBy(v *DossierView, i int, t *dossier.Task) bool {
	last := lastOn(v, i, t.Token, dossier.KindConfirmed)
	return last != nil && last.Actor == v.History[i].Holder && lastOn(v, i, t.Token, dossier.KindClaimed, dossier.KindAssigned) == nil
}

// lastOn is the newest event of the kinds on a task before the i-th, nil for none.
func lastOn(v *DossierView, i, token int, kinds ...string) *dossier.Step {
	for j := i - 1; j >= 0; j-- {
		if b := &v.History[j]; b.Token == token && slices.Contains(kinds, b.Kind) {
			return b
		}
	}
	return nil
}

// carried is the hand-over of a task's papers: until they are confirmed the time is the giver's.
func (r *Reader) carried(v *DossierView, i int, t *dossier.Task) handing {
	s := &v.History[i]
	handed := t.Since
	if !t.Handed.IsZero() {
		handed = t.Handed
	}
	h := handing{at: s.At, receiver: r.byWhom(s.Actor, t.Unit, s.At), giver: r.byWhom("", t.Papers.From, s.At), since: handed, due: t.Papers.By, done: s.At}
	h.note = t.Name.VI + "; " + r.sayArgs("letter.hand.papers", fault.Args{"n": fmt.Sprint(t.Papers.Sheets)})
	if s.Kind == dossier.KindSentBack {
		h.since, h.due = time.Time{}, time.Time{} // it did not count
		h.note = t.Name.VI + "; " + r.say("letter.hand.not-taken")
	}
	if b := lastOn(v, i, t.Token, dossier.KindSent); b != nil {
		h.giver = r.byWhom(b.Actor, b.Unit, b.At)
		return h
	}
	for j := i - 1; j >= 0; j-- {
		b := &v.History[j]
		if !b.At.Equal(handed) || b.Kind == dossier.KindClaimed || b.Of > 0 || b.Token == t.Token {
			continue
		}
		h.giver = r.byWhom(b.Actor, t.Papers.From, b.At)
		if from := v.Task(b.Token); from != nil && from.Unit == t.Papers.From && s.Kind == dossier.KindConfirmed && !from.Due.IsZero() {
			h.since, h.due = from.Since, from.Due
		}
		return h
	}
	return h
}

// taken is the hand-over of one task: from who held it before, else from who brought the dossier to it.
func (r *Reader) taken(v *DossierView, i int, t *dossier.Task) handing {
	s := &v.History[i]
	h := handing{at: s.At, receiver: r.byWhom(s.Holder, t.Unit, s.At), note: t.Name.VI}
	if part := v.Part(t); part != "" {
		h.note += "; " + r.say("letter.part."+string(part))
	}
	for j := i - 1; j >= 0; j-- {
		b := &v.History[j]
		if (b.Kind == dossier.KindClaimed || b.Kind == dossier.KindAssigned) && b.Token == s.Token && b.Holder != s.Holder {
			h.giver = r.byWhom(b.Holder, t.Unit, s.At) // the same step goes on: it has no outcome yet
			return h
		}
		if b.Kind == dossier.KindConfirmed && b.Token == s.Token {
			h.giver = r.byWhom(b.Actor, t.Unit, s.At) // who took the papers in gives them to who works on them
			return h
		}
		if !b.At.Equal(t.Since) || b.Kind == dossier.KindClaimed || b.Of > 0 {
			continue
		}
		h.giver = r.byWhom(b.Actor, b.Unit, b.At)
		if from := v.Task(b.Token); from != nil {
			h.since, h.due, h.done = from.Since, from.Due, b.At
		} else if b.Kind == dossier.KindReceived {
			h.since, h.due, h.done, h.still = v.Received, v.Promise.HandOver, s.At, true
		}
		return h
	}
	h.giver = r.byWhom("", v.Reception, s.At)
	return h
}

// byWhom is a person with the unit, or the unit alone.
func (r *Reader) byWhom(person, unit string, at time.Time) string {
	name := ""
	if p := r.w.Org.Person(org.PersonID(person)); p != nil {
		name = p.Name
	}
	u := r.w.unit(unit, at).Name
	switch {
	case name == "":
		return u
	case u == "":
		return name
	}
	return name + ", " + u
}
