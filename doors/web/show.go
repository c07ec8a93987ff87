package web

import (
	"slices"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/law/dossier"
	"motcua/law/procedure"
	"motcua/office"
	"motcua/words/calendar"
)

// How dossiers are shown, the same on public, citizens' and desk pages: state, bar, reasons and history.

// soonMinutes is from how little time left on a dossier is shown as due soon, in working minutes: one working day.
const soonMinutes = 8 * 60

// unitNamed is a unit by its identity, with its name of now; an unknown one keeps its identity as its name.
func (s *Site) unitNamed(id string) office.UnitName {
	return s.o.Office.World().Unit(id, s.o.Office.Now())
}

// stateWords is a state in the reader's language: "Đang xử lý".
func stateWords(v text.Voice, s dossier.State) string { return v.T("dossier.state." + s.String()) }

// A standing is what the pill of a dossier is made of.
type standing struct {
	State dossier.State
	Late  bool
	Left  int64     // working minutes until Due, below zero when over
	Due   time.Time // zero: no due date
}

// pill says state and time in one: "Đang xử lý, đúng hẹn", "Đang xử lý, trễ 3 giờ".
func (s standing) pill(v text.Voice) Pill {
	words := stateWords(v, s.State)
	with := func(t Tone, key string, args ...any) Pill {
		return Pill{Tone: t, Words: words + ", " + v.T(key, args...)}
	}
	switch {
	case s.State == dossier.Declined || s.State == dossier.Stopped:
		return Pill{Tone: Ended, Words: words}
	case s.State == dossier.HandedOver || s.State == dossier.Completed:
		if s.Late {
			return with(Plain, "show.was-late")
		}
		return Pill{Tone: OK, Words: words}
	case s.State == dossier.Filed:
		return Pill{Tone: Wait, Words: words}
	case s.State == dossier.Supplement || s.State == dossier.Paying || s.State == dossier.Withdrawal:
		return Pill{Tone: Wait, Words: words} // somebody is waited for; the clock may stand
	case s.Due.IsZero():
		return Pill{Tone: Plain, Words: words}
	case s.Late || s.Left < 0:
		return Pill{Tone: Late, Words: words + ", " + lateWords(v, s.Left)}
	case s.Left < soonMinutes:
		return Pill{Tone: Soon, Words: words + ", " + v.Left(int(s.Left))}
	}
	return with(OK, "show.in-time")
}

// lateWords says how late something is: "trễ 3 giờ"; right after the closing hour no working time has passed yet.
func lateWords(v text.Voice, left int64) string {
	if left >= 0 {
		return v.T("show.past-due")
	}
	return v.Left(int(left))
}

// rowPill is the pill of a dossier in a list.
func rowPill(v text.Voice, r office.Row) Pill {
	return standing{State: r.State, Late: r.Late, Left: r.LeftMinutes, Due: r.Due}.pill(v)
}

// heldBy maps the law's holders of time to those that the bar can draw.
var heldBy = map[dossier.Holder]Holder{
	dossier.HolderDesk: HeldByDesk, dossier.HolderAgency: HeldByAgency, dossier.HolderTax: HeldByTax,
	dossier.HolderCitizen: HeldByCitizen, dossier.HolderLeft: HeldByNobody, dossier.HolderOver: HeldTooLong,
}

// showWay draws whose hands the time was in. owner: the reader is the one who is waited for. title "" makes the small bar.
func showWay(v text.Voice, title string, bar []office.BarSpan, owner bool) Way {
	var held []Held
	agency := ""
	for _, b := range bar {
		h := Held{Holder: heldBy[b.Holder], Minutes: int(b.Minutes)}
		switch b.Holder {
		case dossier.HolderLeft, dossier.HolderOver:
			h.Words = v.T("show.held." + string(b.Holder))
		case dossier.HolderCitizen:
			h.Words = v.T("show.held.citizen")
			if owner {
				h.Words = v.T("show.held.you")
			}
		default:
			h.Words = unitWords(v, b.UnitName)
		}
		if b.Holder == dossier.HolderAgency {
			if agency != "" && agency != b.UnitName.ID {
				h.Holder = HeldByOther // the second agency and those after it
			} else {
				agency = b.UnitName.ID
			}
		}
		held = append(held, h)
	}
	return NewWay(v, title, held)
}

// showWhy says why the due date is this date: counted again by the calendar, and honestly said when that gives another
// date today. It is empty when no date was promised.
func showWhy(v text.Voice, cal *calendar.Calendar, p dossier.Promise, basis string, again Link) Why {
	return whyTo(v, cal, p, basis, again, nil)
}

// deskHolders name those whom the clock waits for to somebody who is not one of them.
var deskHolders = map[string]string{"@calendar.holder.citizen": "@show.holder.citizen", "@calendar.holder.payment": "@show.holder.payment"}

// whyTo is showWhy for a reader to whom those who are waited for have other names.
func whyTo(v text.Voice, cal *calendar.Calendar, p dossier.Promise, basis string, again Link, holders map[string]string) Why {
	if p.At.IsZero() || cal == nil {
		return Why{}
	}
	w := Why{Title: v.T("show.why", "date", v.DayMonth(p.At)), Basis: basis, Link: again}
	k, err := p.Clock(cal)
	if err != nil {
		w.Lines = []string{v.T("show.why-none")}
		return w
	}
	due := k.Due()
	for _, r := range k.Reasons(string(v.Lang)) {
		if other := holders[r.Args["holder"]]; other != "" {
			r.Args["holder"] = other
		}
		w.Lines = append(w.Lines, v.T(r.Key, r.Args))
	}
	if !due.At.Equal(p.At) {
		w.Lines = append(w.Lines, v.T("show.why-other", "version", p.Calendar, "date", v.DateTime(due.At)))
	}
	return w
}

// whileWaiting says of a due date what waiting makes of it: it is open until what is waited for has come.
func (w Why) whileWaiting(v text.Voice, was, expected time.Time) Why {
	if expected.IsZero() || len(w.Lines) == 0 {
		return w
	}
	w.Title = v.T("show.why-open")
	w.Lines = append(w.Lines, v.T("show.why-expected", "was", v.DateTime(was), "now", v.DateTime(expected)))
	return w
}

// A CountedDay is one day of a due date that is counted before the reader's eyes.
type CountedDay struct {
	Day   string
	N     string // which counted day it is, or how much of it was counted; "" = not counted
	Words string
}

// mostCounted is how many days are shown one by one.
const mostCounted = 100

// countDays counts a due date again, day by day; nil when it was never promised or spans more than can be read.
func countDays(v text.Voice, cal *calendar.Calendar, p dossier.Promise) []CountedDay {
	due, err := p.Recount(cal)
	if err != nil || p.At.IsZero() || len(p.Turns) > 0 { // what moved the clock is told in sentences
		return nil
	}
	from, to := calendar.DateOf(due.Start), calendar.DateOf(due.At)
	if int(to-from) > mostCounted {
		return nil
	}
	var out []CountedDay
	n := 0
	for d := from; d <= to; d++ {
		day := cal.Day(d)
		c := CountedDay{Day: v.Day(d.Time())}
		switch off := day.Kind.Off(); {
		case off:
			c.Words = dayOffWords(v, day)
			if due.Limit.Unit == calendar.CalendarDay && d > from {
				n++
				c.N = v.T("show.count.day", "n", n)
			}
		case due.Limit.Unit == calendar.Hour:
			c.N = v.Work(int(cal.WorkingMinutes(later(due.Start, d.Time()), earlier(due.At, (d+1).Time()))))
		case d == from && !due.Options.SameDay:
			c.Words = v.T("show.count.first")
		case due.Limit.Unit == calendar.Month || due.Options.SameDay:
		default:
			n++
			c.N = v.T("show.count.day", "n", n)
		}
		if d == to {
			c.Words = joinWords(c.Words, v.T("show.count.last", "time", v.Time(due.At)))
		}
		out = append(out, c)
	}
	return out
}

// dayOffWords says why a day is off: the holiday's name, or its kind.
func dayOffWords(v text.Voice, d calendar.Day) string {
	words := v.T("calendar.kind." + string(d.Kind))
	if name := d.Name.In(string(v.Lang)); name != "" {
		words = name
	}
	if d.Unconfirmed {
		words += " " + v.T("show.count.unconfirmed")
	}
	return text.Upper(words)
}

func joinWords(all ...string) string {
	return strings.Join(slices.DeleteFunc(all, func(s string) bool { return s == "" }), "; ")
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// stepKnot is one line of the history. Persons and words stand in the step only for those who may see them.
func stepKnot(v text.Voice, s office.StepView) Knot {
	kind := strings.TrimPrefix(s.Kind, "dossier.")
	node := s.NodeName.In(string(v.Lang))
	k := Knot{At: s.At, State: "done", Note: s.Words, By: unitWords(v, s.UnitName)}
	switch kind {
	case "finished", "approved", "returned", "refused", "issued", "claimed", "assigned", "confirmed", "sent-back", "sent", "deemed", "elapsed":
		if node == "" {
			node = v.T("show.node-unknown")
		}
		k.Words = v.T("show.step."+kind, "node", node)
	default:
		k.Words = v.T("show.step." + kind)
	}
	name := s.Person.Name
	if key := "show.actor." + s.Person.ID; s.Person.ID != "" && v.Has(key) { // no officer: the applicant, the portal, a timer
		name = v.T(key)
	}
	if s.Kind == dossier.KindElapsed { // whoever reads: no person ends a wait
		name = v.T("show.actor.timer")
	}
	k.By = joinComma(name, k.By)
	if reason := s.ReasonN.In(string(v.Lang)); reason != "" {
		k.Note = joinWords(reason, k.Note)
	} else if s.Reason != "" && v.Has("dossier.reason."+s.Reason) {
		k.Note = strings.TrimSpace(v.T("dossier.reason."+s.Reason) + " " + k.Note)
	}
	lifeNote(v, &s, &k)
	if s.Late {
		k.Note = strings.TrimSpace(k.Note + " " + v.T("show.late-entry", "time", v.Short(s.Record)))
	}
	return k
}

func joinComma(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// openKnot is a line for work that is open now. owner: the reader is the one who may be waited for.
func openKnot(v text.Voice, t office.TaskView, tax, owner bool) Knot {
	k := Knot{At: t.Since, Words: t.Name.In(string(v.Lang)), By: unitWords(v, t.UnitName), State: "now"}
	switch {
	case t.Work == procedure.Pay && !tax && owner:
		k.State = "you"
	case t.Work == procedure.Pay, t.Work == procedure.Consult:
		k.State = "wait"
	}
	switch {
	case t.Stands:
		k.Note = v.T("show.step-stands")
	case !t.Due.IsZero():
		k.Note = v.T("show.step-due", "time", v.DateTime(t.Due))
	}
	if t.HolderName.Name != "" {
		k.By = joinComma(t.HolderName.Name, k.By)
	}
	k.By = joinComma(k.By, text.Lower(partWords(v, t.Part)))
	return k
}

// partWords says whether a unit leads or coordinates; "" where nobody leads.
func partWords(v text.Voice, part procedure.Part) string {
	if part == "" {
		return ""
	}
	return v.T("dossier.part." + string(part))
}

// told leaves out that somebody took a step up where the same step is done later: for who waits, only the doing counts.
func told(steps []office.StepView) []office.StepView {
	var out []office.StepView
	for i, s := range steps {
		done := s.Kind == "dossier.claimed" && slices.ContainsFunc(steps[i+1:], func(later office.StepView) bool {
			return later.Kind == "dossier.finished" && later.NodeName == s.NodeName
		})
		if !done {
			out = append(out, s)
		}
	}
	return out
}

// lineage shows the whole way: what happened, and what is open now. over is when the dossier goes on from its reception.
func lineage(v text.Voice, steps []office.StepView, open []office.TaskView, over time.Time, tax func(string) bool, owner bool) []Knot {
	var out []Knot
	for _, s := range steps {
		out = append(out, stepKnot(v, s))
	}
	for _, t := range open {
		k := openKnot(v, t, tax(t.Unit), owner)
		for i := len(steps) - 1; i >= 0; i-- { // it is in these hands since somebody took it: what is now comes last
			if x := &steps[i]; x.Token == t.Token && (x.Kind == dossier.KindClaimed || x.Kind == dossier.KindAssigned) && x.At.After(k.At) {
				k.At = x.At
				break
			}
		}
		if over.After(t.Since) { // received after 15:00: form 01 says when it goes on
			k.Note = joinWords(v.T("show.over-by", "time", v.DateTime(over)), k.Note)
		}
		out = append(out, k)
	}
	return out
}
