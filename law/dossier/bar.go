package dossier

import (
	"slices"
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// A Holder is whose hands the time was in.
type Holder string

// The holders of time.
const (
	HolderDesk    Holder = "desk"    // một cửa
	HolderAgency  Holder = "agency"  // cơ quan giải quyết, phối hợp
	HolderTax     Holder = "tax"     // cơ quan thuế
	HolderCitizen Holder = "citizen" // chờ người nộp
	HolderLeft    Holder = "left"    // còn lại đến hạn
	HolderOver    Holder = "over"    // quá hạn
)

// A Span is one stretch of working time in one holder's hands.
type Span struct {
	Holder  Holder
	Unit    string // "" for the citizen and for what is left
	Minutes int64  // working minutes
}

// Bar says where the time was (Thời gian nằm ở đâu): one span for each holder in the order in which they first held it,
// then what is left. Time past the promise is a span of its own, whoever had it: the widths add up to the time that passed. Where tasks run in parallel the minute belongs to the one that opened first.
// While the process itself waits, the minute belongs to the unit whose step led to the wait.
// isTax says whether a unit is a tax office.
func (d *Dossier) Bar(cal *calendar.Calendar, now time.Time, isTax func(unit string) bool) []Span {
	if d.Received.IsZero() {
		return nil
	}
	end := now
	for _, t := range []time.Time{d.Completed, d.Ended} {
		if !t.IsZero() && t.Before(end) {
			end = t
		}
	}
	var out []Span
	cuts := d.cuts(end)
	running := d.stands(end)
	over := func(t time.Time) bool { // past the promise while the clock ran: counted once, whoever had it
		return !d.Promise.At.IsZero() && !t.Before(d.Promise.At) && t.Before(running)
	}
	for i := 0; i+1 < len(cuts); i++ {
		h, unit := d.holderAt(cuts[i], isTax)
		if over(cuts[i]) {
			h, unit = HolderOver, ""
		}
		m := cal.WorkingMinutes(cuts[i], cuts[i+1])
		if j := slices.IndexFunc(out, func(s Span) bool { return s.Holder == h && s.Unit == unit }); j >= 0 {
			out[j].Minutes += m
		} else {
			out = append(out, Span{Holder: h, Unit: unit, Minutes: m})
		}
	}
	out = slices.DeleteFunc(out, func(s Span) bool { return s.Minutes == 0 })
	if d.Promise.At.IsZero() || !d.Completed.IsZero() || d.State.Terminal() {
		return out
	}
	if left := cal.WorkingMinutes(running, d.Promise.At); left > 0 {
		out = append(out, Span{Holder: HolderLeft, Minutes: left})
	}
	return out
}

// cuts are the moments at which the holder may have changed, from reception to end, in order and without repeats.
func (d *Dossier) cuts(end time.Time) []time.Time {
	cuts := []time.Time{d.Received, end}
	cut := func(at time.Time) {
		if at.After(d.Received) && at.Before(end) {
			cuts = append(cuts, at)
		}
	}
	cut(d.Promise.At)
	for _, t := range d.Tasks {
		cut(t.Handed)
		cut(t.Since)
		cut(t.Done)
	}
	for _, s := range d.Spells {
		cut(s.Since)
		cut(s.Done)
	}
	for _, a := range d.Asks {
		cut(a.At)
		cut(a.Done)
	}
	slices.SortFunc(cuts, time.Time.Compare)
	return slices.CompactFunc(cuts, time.Time.Equal)
}

// holderAt says who held the time from t on.
func (d *Dossier) holderAt(t time.Time, isTax func(string) bool) (Holder, string) {
	for _, a := range d.Asks {
		if !a.At.After(t) && (a.Done.IsZero() || a.Done.After(t)) {
			return HolderCitizen, ""
		}
	}
	for i := range d.Tasks {
		k := &d.Tasks[i]
		if h, unit, ok := k.with(t, d.Reception); ok {
			return h, unit
		}
		if k.Asked != nil || k.Since.After(t) || (!k.Open() && !k.Done.After(t)) {
			continue
		}
		if !isTax(k.Unit) && (k.Work == procedure.Pay || k.Waits == procedure.WaitPayment) {
			return HolderCitizen, ""
		}
		return d.holderOf(k.Unit, isTax), k.Unit
	}
	for _, s := range d.Spells {
		if s.Of == 0 && !s.Since.After(t) && (s.Done.IsZero() || s.Done.After(t)) {
			return d.holderOf(s.Unit, isTax), s.Unit
		}
	}
	return HolderDesk, d.Reception
}

// holderOf is what a unit is to the dossier.
func (d *Dossier) holderOf(unit string, isTax func(string) bool) Holder {
	switch {
	case isTax(unit):
		return HolderTax
	case unit == d.Reception:
		return HolderDesk
	}
	return HolderAgency
}

// Degree is how far the dossier has come, in percent: what anyone may know by the code alone.
// law: tt01-2018/16.2d
func (d *Dossier) Degree() int {
	switch {
	case d.State == None:
		return 0
	case d.State == Filed:
		return 5
	case d.State == Completed:
		return 95
	case d.State.Terminal():
		return 100
	}
	nodes := map[string]bool{}
	if d.Imported != nil {
		for _, n := range d.Imported.Passed {
			nodes[n] = true
		}
	}
	for _, t := range d.Tasks {
		if !t.Open() {
			nodes[t.Node] = true
		}
	}
	return 10 + 80*len(nodes)/max(d.Steps, len(nodes)+1)
}

// Late says whether the promise is broken at now: completed after it, or still open past it.
func (d *Dossier) Late(now time.Time) bool {
	if d.Promise.At.IsZero() || d.State == Declined || d.Annulled != nil {
		return false
	}
	return d.Judged(now).After(d.Promise.At)
}

// Judged is the moment that counts against the promise: of the end, or now while it is open; while somebody is waited for the clock stands.
func (d *Dossier) Judged(now time.Time) time.Time {
	switch {
	case !d.Completed.IsZero():
		return d.Completed
	case d.State == Stopped:
		return d.stands(d.Ended)
	}
	return d.stands(now)
}

// A PublicStep is a line of the dated history without names and words.
type PublicStep struct {
	Kind    string
	At      time.Time
	Late    bool
	Unit    string
	Node    string
	Outcome string
	State   State
}

// Public is what the holder of the receipt may see: when what happened at which unit, without persons and words.
func (d *Dossier) Public() []PublicStep {
	out := make([]PublicStep, 0, len(d.History))
	for _, s := range d.History {
		switch s.Kind {
		case KindNoted, KindAssigned, KindConfirmed, KindSentBack, KindReminded, KindSent, KindExempted, KindDrafted, KindNumbered, KindExchanged:
			continue // internal to the office
		}
		out = append(out, PublicStep{Kind: s.Kind, At: s.At, Late: s.Late, Unit: s.Unit, Node: s.Node, Outcome: s.Outcome, State: s.State})
	}
	return out
}
