package dossier

import (
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/words/calendar"
	"motcua/words/ledger"
)

// An Apology (thư xin lỗi và hẹn lại) is form 04. In time it gives one new date; late it gives none and is counted apart.
type Apology struct {
	At     time.Time
	Was    time.Time // the date that is not kept
	To     time.Time // the new date; zero when late
	Late   bool
	Reason string
	Fault  string // the unit that is late
	Words  string
	Actor  string
}

type apologisedHolder struct {
	Was    time.Time `json:"was"`
	To     time.Time `json:"to,omitzero"`
	Late   bool      `json:"late,omitempty"`
	Reason string    `json:"reason"`
	Fault  string    `json:"fault,omitempty"`
	Moved  *Moved    `json:"moved,omitempty"`

	Under *Authority `json:"under,omitempty"`
}

// An Apologising is what a leader signs.
type Apologising struct {
	To     time.Time // the new date, zero for none
	Reason string
	Fault  string
	Words  string
}

// ApologyBy is the last day on which an apology may still give a new date; ok is false when there is no due time.
// law: nd61-2018/19.9
func (d *Dossier) ApologyBy(cal *calendar.Calendar) (day calendar.Date, ok bool) {
	if d.Promise.At.IsZero() {
		return 0, false
	}
	day, err := cal.LastWorkingDayBefore(d.Promise.At, 1)
	return day, err == nil
}

// Apologise decides an apology. Until the last working day that lies at least one day before the due time it moves the
// date, once; later it is still owed, marked late, and moves nothing.
// law: nd61-2018/19.9
func (c *Case) Apologise(k Apologising) ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActApologise, 0); err != nil {
		return nil, err
	}
	by, ok := d.ApologyBy(c.Calendar)
	if !ok {
		return nil, fault.New(fault.Refused, "dossier.apology-no-due")
	}
	if blank(k.Words) {
		return nil, fault.New(fault.Invalid, "dossier.words-missing").At("words").By("nd61-2018/19.9")
	}
	if err := c.reason(ActApologise, k.Reason); err != nil {
		return nil, err
	}
	h := apologisedHolder{Was: d.Promise.At, Reason: k.Reason, Fault: k.Fault, Late: calendar.DateOf(c.Now) > by, Under: c.Under}
	switch {
	case h.Late && !k.To.IsZero():
		return nil, fault.New(fault.Refused, "dossier.apology-late-date", "date", by.Time().Format("02/01/2006")).At("to").By("nd61-2018/19.9")
	case h.Late && slices.ContainsFunc(d.Apologies, func(a Apology) bool { return a.Late }):
		return nil, fault.New(fault.Refused, "dossier.apologised").By("nd61-2018/19.9")
	case h.Late:
	case k.To.IsZero():
		return nil, fault.New(fault.Invalid, "dossier.apology-date").At("to").By("nd61-2018/19.9")
	default:
		p, err := d.Promise.extend(c.Calendar, c.Now, k.To)
		if err != nil {
			return nil, err
		}
		h.To, h.Moved = p.At, d.move(p)
	}
	return []ledger.Fact{c.fact(KindApologised, h, privateWords{Words: k.Words})}, nil
}

func (d *Dossier) foldApologised(e *ledger.Event, s *Step) error {
	h, err := holder[apologisedHolder](&e.Fact)
	if err != nil {
		return err
	}
	if err := s.words(e); err != nil {
		return err
	}
	d.Apologies = append(slices.Clip(d.Apologies), Apology{
		At: e.At, Was: h.Was, To: h.To, Late: h.Late, Reason: h.Reason, Fault: h.Fault, Words: s.Words, Actor: e.Actor,
	})
	if h.Moved != nil {
		d.Promise = h.Moved.Promise
	}
	s.Reason, s.Under = h.Reason, h.Under
	if h.Late {
		s.Outcome = "late"
	}
	return nil
}

// OwesApology says whether the promise is broken at now, or was, and nobody has apologised for that: the figure that
// must be 0. An apology that gave a new date is spent when that date passes too.
func (d *Dossier) OwesApology(now time.Time) bool {
	return d.Late(now) && !slices.ContainsFunc(d.Apologies, func(a Apology) bool { return a.Late })
}

// OwesFrom gives the moment after which OwesApology is true while nothing further happens; ok is false when it will not be.
func (d *Dossier) OwesFrom() (t time.Time, ok bool) {
	if !d.OwesApology(unending) {
		return time.Time{}, false
	}
	return d.Promise.At, true
}

// unending lies behind every promise.
var unending = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

type redatedHolder struct {
	Version string `json:"version"` // of the calendar
	Moved   *Moved `json:"moved"`
}

// Redate decides that an open promise is counted again by a new calendar. None is decided where the due time stays.
// The steps' own hours are counted again with it.
// choice: a promise never moves forward, nor does a step's time: a day off that was taken back leaves the later date. Until
// this act both stand as they were promised, on every page.
func (c *Case) Redate() ([]ledger.Fact, error) {
	d := c.Dossier
	if _, _, err := d.judge(ActRedate, 0); err != nil {
		return nil, err
	}
	steps, err := c.redateSteps()
	if err != nil {
		return nil, err
	}
	if d.Promise.NoDue {
		return c.redated(d.Promise, steps), nil
	}
	k, err := d.Promise.Clock(c.Calendar)
	if err != nil {
		return nil, err
	}
	p := d.Promise.redated(c.Calendar, k.Due().At, c.Now)
	if !p.At.After(d.Promise.At) {
		return c.redated(d.Promise, steps), nil
	}
	p.Provisional = k.Due().Provisional
	return c.redated(p, steps), nil
}

// redated is the fact that a promise or steps moved; none where neither did.
func (c *Case) redated(p Promise, steps []StepMoved) []ledger.Fact {
	if p.At.Equal(c.Dossier.Promise.At) && len(steps) == 0 {
		return nil
	}
	m := c.Dossier.move(p)
	m.Steps = steps
	return []ledger.Fact{c.fact(KindRedated, redatedHolder{Version: c.Calendar.Version(), Moved: m}, nil)}
}

func (d *Dossier) foldRedated(e *ledger.Event, s *Step) error {
	h, err := holder[redatedHolder](&e.Fact)
	if err != nil {
		return err
	}
	if h.Moved != nil {
		d.Promise = h.Moved.Promise
		for _, step := range h.Moved.Steps {
			d.moveStep(step)
		}
	}
	s.Outcome = h.Version
	return nil
}

// RedatedTo reads the due time out of a decision of Redate.
func RedatedTo(f ledger.Fact) (time.Time, error) {
	h, err := holder[redatedHolder](&f)
	if err != nil || h.Moved == nil {
		return time.Time{}, err
	}
	return h.Moved.Promise.At, nil
}
