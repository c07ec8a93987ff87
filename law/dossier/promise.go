package dossier

import (
	"slices"
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// A Promise (ngày hẹn trả) is the due time with what it was computed from, so that it can be computed again before the
// reader's eyes. All times are UTC.
type Promise struct {
	At          time.Time `json:"at,omitzero"`       // zero when the procedure has no due time
	Original    time.Time `json:"original,omitzero"` // as first promised
	Start       time.Time `json:"start"`             // the reception moment
	Effective   time.Time `json:"effective"`         // where the count starts (after lunch, next opening …)
	HandOver    time.Time `json:"hand_over"`         // when the dossier must be with the competent unit
	Limit       string    `json:"limit,omitempty"`   // "5wd"
	SameDay     bool      `json:"same_day,omitempty"`
	Calendar    string    `json:"calendar"` // version of the calendar it was counted by
	Provisional bool      `json:"provisional,omitempty"`
	NoDue       bool      `json:"no_due,omitempty"`
	Kept        bool      `json:"kept,omitempty"` // promised by an older system: Original is what it wrote, and is never counted again

	Turns []calendar.Turn `json:"turns,omitempty"` // what happened to the clock after its start
}

// NewPromise counts the due time of a dossier received at start under rule.
// law: nd61-2018/18
func NewPromise(cal *calendar.Calendar, rule procedure.ChannelRule, start time.Time) (Promise, error) {
	p := Promise{Start: start, Effective: start, HandOver: start, Calendar: cal.Version(), NoDue: true}
	if rule.NoDue || (rule.Limit == nil && !rule.SameDay) {
		return p, nil
	}
	limit := calendar.Limit{N: 1, Unit: calendar.WorkingDay}
	if rule.Limit != nil {
		limit = *rule.Limit
	}
	due, err := cal.Due(start, limit, calendar.Options{SameDay: rule.SameDay})
	if err != nil {
		return Promise{}, err
	}
	p.NoDue = false
	p.At, p.Original = due.At.UTC(), due.At.UTC()
	p.Effective, p.HandOver = due.Effective.UTC(), due.HandOver.UTC()
	p.Limit, p.SameDay, p.Provisional = limit.String(), rule.SameDay, due.Provisional
	return p, nil
}

// Clock gives the legal clock as it stands, played again from what is on record. A promise without a due time has none.
func (p Promise) Clock(cal *calendar.Calendar) (calendar.Clock, error) {
	var limit calendar.Limit
	if !p.SameDay {
		var err error
		if limit, err = calendar.ParseLimit(p.Limit); err != nil {
			return calendar.Clock{}, err
		}
	}
	if p.Kept {
		return cal.Keep(p.Start, p.Original, limit, calendar.Options{SameDay: p.SameDay}, p.Turns)
	}
	return cal.Replay(p.Start, limit, calendar.Options{SameDay: p.SameDay}, p.Turns)
}

// LastPromise is the promise as it is told of the dossier: the clock of one that ended while somebody was waited for was
// stopped by the end, so it stands for nobody.
func (d *Dossier) LastPromise() Promise {
	p := d.Promise
	if _, waiting := p.Waiting(); waiting && !d.Ended.IsZero() {
		p.Turns = append(slices.Clip(p.Turns), calendar.Turn{Kind: calendar.Stopped, At: d.Ended})
	}
	return p
}

// Recount counts the promise's due time again from what it says of itself, for the page that shows why.
func (p Promise) Recount(cal *calendar.Calendar) (calendar.Due, error) {
	k, err := p.Clock(cal)
	return k.Due(), err
}

// Waiting gives the pause that lasts, if one does.
func (p Promise) Waiting() (calendar.Turn, bool) {
	for i := len(p.Turns) - 1; i >= 0; i-- {
		switch t := p.Turns[i]; t.Kind {
		case calendar.Paused:
			return t, true
		case calendar.Redated:
		default:
			return calendar.Turn{}, false
		}
	}
	return calendar.Turn{}, false
}

// Extended says whether the one extension was used.
func (p Promise) Extended() bool {
	return slices.ContainsFunc(p.Turns, func(t calendar.Turn) bool { return t.Kind == calendar.Extended })
}

// turn gives the promise after one further turn of its clock. Without a due time only what was waited for is kept.
func (p Promise) turn(cal *calendar.Calendar, turn func(calendar.Clock) (calendar.Clock, error), bare calendar.Turn) (Promise, error) {
	if p.NoDue {
		p.Turns = append(slices.Clip(p.Turns), bare)
		return p, nil
	}
	k, err := p.Clock(cal)
	if err != nil {
		return p, err
	}
	before := k.Due().At
	if before.After(p.At) {
		p = p.redated(cal, before, bare.At)
	}
	if k, err = turn(k); err != nil {
		return p, err
	}
	turns := k.Turns()
	last := turns[len(turns)-1]
	if last.Now, err = p.kept(cal, before, last); err != nil {
		return p, err
	}
	last.At, last.To, last.Was, last.Now = last.At.UTC(), last.To.UTC(), p.At, last.Now.UTC()
	if last.To.IsZero() {
		last.To = time.Time{}
	}
	p.Turns = append(slices.Clip(p.Turns), last)
	p.At, p.Provisional = last.Now, k.Due().Provisional
	return p, nil
}

// kept gives the due time after a turn of a promise that is later than the clock's own, before, because a day off was
// taken back. What it is later by goes on through a pause; a new count or date only never comes before it.
// choice: a promise never moves forward, nor does waiting shorten the time that is left until it.
func (p Promise) kept(cal *calendar.Calendar, before time.Time, turn calendar.Turn) (time.Time, error) {
	now := turn.Now
	if !p.At.After(before) {
		return now, nil
	}
	if turn.Kind == calendar.Resumed {
		var err error
		if now, err = cal.AddMinutes(now, cal.WorkingMinutes(before, p.At)); err != nil {
			return now, err
		}
	}
	if p.At.After(now) {
		now = p.At
	}
	return now, nil
}

// redated writes down that the calendar has changed under the promise, if that gives another due time: no promise moves
// silently.
func (p Promise) redated(cal *calendar.Calendar, now, at time.Time) Promise {
	if now.Equal(p.At) {
		return p
	}
	p.Turns = append(slices.Clip(p.Turns), calendar.Turn{Kind: calendar.Redated, At: at, Calendar: cal.Version(), Was: p.At, Now: now.UTC()})
	p.At, p.Calendar = now.UTC(), cal.Version()
	return p
}

// pause, resume and restart are the turns that waiting makes.
func (p Promise) pause(cal *calendar.Calendar, at time.Time, h calendar.Holder) (Promise, error) {
	return p.turn(cal, func(k calendar.Clock) (calendar.Clock, error) { return k.Pause(at, h) },
		calendar.Turn{Kind: calendar.Paused, At: at, Holder: h})
}

func (p Promise) resume(cal *calendar.Calendar, at time.Time) (Promise, error) {
	return p.turn(cal, func(k calendar.Clock) (calendar.Clock, error) { return k.Resume(at) }, calendar.Turn{Kind: calendar.Resumed, At: at})
}

func (p Promise) restart(cal *calendar.Calendar, at time.Time) (Promise, error) {
	return p.turn(cal, func(k calendar.Clock) (calendar.Clock, error) { return k.Restart(at) }, calendar.Turn{Kind: calendar.Restarted, At: at})
}

// supplied is the turn that complete papers make: the clock goes on or begins again, by the procedure's rule.
func (p Promise) supplied(cal *calendar.Calendar, rule procedure.Supplement, at time.Time) (Promise, error) {
	if rule.Mode == procedure.SupplementPause {
		return p.resume(cal, at)
	}
	return p.restart(cal, at)
}

func (p Promise) extend(cal *calendar.Calendar, at, to time.Time) (Promise, error) {
	return p.turn(cal, func(k calendar.Clock) (calendar.Clock, error) { return k.Extend(at, to) },
		calendar.Turn{Kind: calendar.Extended, At: at, To: to})
}
