package dossier

import (
	"cmp"
	"slices"
	"time"

	"motcua/words/calendar"
)

// An AlarmKind (loại cảnh báo) says what somebody has to look after.
type AlarmKind string

// The kinds of alarm.
const (
	AlarmUnreceived AlarmKind = "unreceived" // filed online, and not received in time
	AlarmHalf       AlarmKind = "half"       // the first share of the limit is used: half
	AlarmMost       AlarmKind = "most"       // the second share: four fifths
	AlarmHours      AlarmKind = "hours"      // the last working hours run
	AlarmLate       AlarmKind = "late"       // past the due time
	AlarmStepHalf   AlarmKind = "step-half"  // the same of one step's own hours
	AlarmStepMost   AlarmKind = "step-most"
	AlarmStepLate   AlarmKind = "step-late"
	AlarmApology    AlarmKind = "apology"    // the last days on which an apology may give a new date
	AlarmSupplement AlarmKind = "supplement" // papers were asked for and nothing came
	AlarmSupplied   AlarmKind = "supplied"   // an answer came and nobody looked at it
	AlarmConsult    AlarmKind = "consult"    // an opinion was asked for and its time is over
	AlarmPapers     AlarmKind = "papers"     // papers were handed over and nobody confirmed them
)

// AlarmKinds are all kinds, what presses most first.
var AlarmKinds = []AlarmKind{
	AlarmLate, AlarmApology, AlarmHours, AlarmUnreceived, AlarmMost, AlarmHalf, AlarmStepLate, AlarmStepMost, AlarmStepHalf,
	AlarmPapers, AlarmConsult, AlarmSupplied, AlarmSupplement,
}

// An Alarm rings from one moment to another while nothing further happens.
type Alarm struct {
	Kind  AlarmKind
	Token int       // of a task; 0 for the dossier
	Unit  string    // who is to do something
	Rings time.Time // from then
	Ends  time.Time // until then, when a graver one begins; zero: it rings on
	Due   time.Time // what it warns of
}

// AlarmRules say when alarms ring.
// choice: the shares and hours are the Centre's own; domain/deadlines.md §6 proposes them.
type AlarmRules struct {
	Shares [2]int // per cent of the working time of a limit
	Hours  int    // working hours before the due time
	Answer int    // working hours in which an answer is looked at
	Silent int    // working days without an answer, where a request has no last day
	// Apology is for how many working hours before the last day for a new date, and on that day, a leader is warned.
	Apology int
	Steps   func(*Task) int // hours of a task's step, 0 for none
}

// Alarms gives what will ring about the dossier as it stands. While its clock stands for the citizen, what counts the
// clock does not ring.
func (d *Dossier) Alarms(cal *calendar.Calendar, r AlarmRules) []Alarm {
	if !d.State.Alarming() {
		return nil
	}
	b := &alarms{cal: cal, rules: r}
	if d.State == Filed {
		b.add(Alarm{Kind: AlarmUnreceived, Unit: d.Reception, Rings: d.AckBy, Due: d.AckBy})
	}
	if a := d.asked(); a != nil && d.State == Supplement {
		b.asked(d, a)
	}
	_, waiting := d.Promise.Waiting()
	if !d.Promise.At.IsZero() && !waiting && d.State != Withdrawal {
		b.promise(d)
	}
	for i := range d.Tasks {
		t := &d.Tasks[i]
		switch {
		case !t.Open():
		case t.OnWay():
			b.travelling(t)
		case t.Asked != nil && t.Asked.Sub != "":
			b.add(Alarm{Kind: AlarmStepLate, Token: t.Token, Unit: t.Unit, Rings: t.Due, Due: t.Due})
		case t.Asked != nil:
			b.add(Alarm{Kind: AlarmConsult, Token: t.Token, Unit: t.Unit, Rings: t.Due, Due: t.Due})
		case t.Waits == "" && !d.StepStands(t):
			b.step(t)
		}
	}
	return b.out
}

type alarms struct {
	cal   *calendar.Calendar
	rules AlarmRules
	out   []Alarm
}

// add leaves out what could never ring.
func (b *alarms) add(a Alarm) {
	if a.Rings.IsZero() || !a.Ends.IsZero() && !a.Ends.After(a.Rings) {
		return // no moment is left for it
	}
	if a.Rings.Equal(a.Due) {
		a.Rings = a.Rings.Add(time.Microsecond) // on the minute itself nothing is late
	}
	a.Rings, a.Ends, a.Due = a.Rings.UTC(), a.Ends.UTC(), a.Due.UTC()
	if a.Ends.IsZero() {
		a.Ends = time.Time{}
	}
	b.out = append(b.out, a)
}

// levels adds alarms of growing gravity; each ends where the next graver one begins.
func (b *alarms) levels(grave ...Alarm) {
	var end time.Time
	for _, a := range grave { // the gravest first
		a.Ends = end
		b.add(a)
		if end.IsZero() || a.Rings.Before(end) {
			end = a.Rings
		}
		if end.Equal(a.Due) {
			end = end.Add(time.Microsecond)
		}
	}
}

// back is the moment that lies so many working minutes before t; t itself beyond the calendar.
func (b *alarms) back(t time.Time, minutes int64) time.Time {
	m, err := b.cal.AddMinutes(t, -minutes)
	if err != nil {
		return t
	}
	return m
}

// promise adds what the dossier's own limit rings.
// law: nd61-2018/19.9
func (b *alarms) promise(d *Dossier) {
	due := d.Promise.At
	whole := b.cal.WorkingMinutes(d.Promise.Effective, d.Promise.Original)
	at := func(k AlarmKind, left int64) Alarm {
		return Alarm{Kind: k, Unit: d.Competent, Rings: b.back(due, left), Due: due}
	}
	share := func(i int) int64 { return whole - whole*int64(b.rules.Shares[i])/100 }
	b.levels(at(AlarmLate, 0), at(AlarmHours, min(int64(b.rules.Hours)*60, whole)), at(AlarmMost, share(1)), at(AlarmHalf, share(0)))
	day, ok := d.ApologyBy(b.cal)
	opening, working := b.cal.Opening(day)
	if !ok || !working || d.Promise.Extended() || day < calendar.DateOf(d.Received) {
		return
	}
	from, last := b.back(opening, int64(b.rules.Apology)*60), (day + 1).Time()
	if from.Before(d.Received) {
		from = d.Received
	}
	b.add(Alarm{Kind: AlarmApology, Unit: d.Competent, Rings: from, Ends: last, Due: last.Add(-time.Second)})
}

// step adds what a step's own hours ring; they never replace the legal limit.
func (b *alarms) step(t *Task) {
	hours := b.rules.Steps(t)
	if hours <= 0 {
		return
	}
	whole := int64(hours) * 60
	due, err := b.cal.AddMinutes(t.Counts(), whole)
	if err != nil {
		return
	}
	at := func(k AlarmKind, left int64) Alarm {
		return Alarm{Kind: k, Token: t.Token, Unit: t.Unit, Rings: b.back(due, left), Due: due}
	}
	share := func(i int) int64 { return whole - whole*int64(b.rules.Shares[i])/100 }
	b.levels(at(AlarmStepLate, 0), at(AlarmStepMost, share(1)), at(AlarmStepHalf, share(0)))
}

// asked adds what an open request for papers rings.
func (b *alarms) asked(d *Dossier, a *Ask) {
	if !a.Supplied.IsZero() {
		if t, err := b.cal.AddMinutes(a.Supplied, int64(b.rules.Answer)*60); err == nil {
			b.add(Alarm{Kind: AlarmSupplied, Unit: a.Unit, Rings: t, Due: t})
		}
		return
	}
	due := a.Until
	if due.IsZero() {
		t, err := b.cal.AddMinutes(a.At, int64(b.rules.Silent)*8*60)
		if err != nil {
			return
		}
		due = t
	}
	b.add(Alarm{Kind: AlarmSupplement, Unit: cmp.Or(a.Unit, d.Reception), Rings: due, Due: due})
}

// Ringing says whether an alarm rings at a moment.
func (a *Alarm) Ringing(now time.Time) bool {
	return !now.Before(a.Rings) && (a.Ends.IsZero() || now.Before(a.Ends))
}

// Rings lists the kinds that ring at a moment, in the order of AlarmKinds.
func Rings(all []Alarm, now time.Time) []AlarmKind {
	var out []AlarmKind
	for _, k := range AlarmKinds {
		if slices.ContainsFunc(all, func(a Alarm) bool { return a.Kind == k && a.Ringing(now) }) {
			out = append(out, k)
		}
	}
	return out
}
