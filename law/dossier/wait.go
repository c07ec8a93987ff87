package dossier

import (
	"slices"
	"time"

	"motcua/law/procedure"
	"motcua/words/calendar"
)

// The legal clock stands while nothing but waiting is open: the tax office fixes an amount, the citizen pays or brings
// papers. Each has an accumulator of its own.

// waitFor maps what a process says of a task to the one who is waited for.
var waitFor = map[procedure.Wait]calendar.Holder{procedure.WaitTax: calendar.Tax, procedure.WaitPayment: calendar.Payment}

// standing moves a promise's clock to what the open tasks say; passes says that a timer runs, which stops no clock. changed says
// whether it did.
func (c *Case) standing(p Promise, open []Opened, passes bool) (_ Promise, changed bool, err error) {
	want := waitedFor(open)
	if passes {
		want = ""
	}
	t, waiting := p.Waiting()
	if waiting && t.Holder == want || !waiting && want == "" {
		return p, false, nil
	}
	if waiting {
		if p, err = p.resume(c.Calendar, c.Now); err != nil {
			return p, false, err
		}
	}
	if want != "" {
		p, err = p.pause(c.Calendar, c.Now, want)
	}
	return p, true, err
}

// waitedFor is who is waited for when all open tasks wait: the citizen's payment before the tax office.
func waitedFor(open []Opened) calendar.Holder {
	var want calendar.Holder
	for _, o := range open {
		switch {
		case o.Asked != nil && o.Token >= firstAsked: // an opinion beside the process does not run the clock, nor hold it
		case o.Waits == "":
			return ""
		case want != calendar.Payment:
			want = waitFor[o.Waits]
		}
	}
	return want
}

// moved is what finishing a task does to the clock, nil for nothing.
func (c *Case) moved(finished int, opened []Opened, marking procedure.Marking) (*Moved, error) {
	d := c.Dossier
	if d.asked() != nil {
		return nil, nil // it stands until the papers are there
	}
	open := d.openIn(marking, finished)
	p, changed, err := c.standing(d.Promise, append(open, opened...), c.passes(marking))
	if err != nil || !changed {
		return nil, err
	}
	return d.move(p), nil
}

// openIn are the open tasks beside the process, and those at which a token stands, but one.
func (d *Dossier) openIn(marking procedure.Marking, but int) []Opened {
	var open []Opened
	for _, t := range d.Tasks {
		if t.Open() && t.Token != but && (!t.ofProcess() || standsIn(marking, t.Token)) {
			open = append(open, t.Opened)
		}
	}
	return open
}

func standsIn(m procedure.Marking, token int) bool {
	return slices.ContainsFunc(m.Tokens, func(t procedure.Token) bool { return t.ID == token })
}

// move is the part of an event that carries a promise whose clock moved.
func (d *Dossier) move(p Promise) *Moved {
	return &Moved{Was: d.Promise.At, Promise: p, Tally: d.tally()}
}

// Waits gives the time for which each holder was waited for until now, in working minutes and calendar days.
func (d *Dossier) Waits(cal *calendar.Calendar, now time.Time) []calendar.Wait {
	var out []calendar.Wait
	add := func(h calendar.Holder, from, to time.Time) {
		w := calendar.Wait{Holder: h, Minutes: cal.WorkingMinutes(from, to), Days: int(calendar.DateOf(to) - calendar.DateOf(from))}
		for i := range out {
			if out[i].Holder == h {
				out[i].Minutes += w.Minutes
				out[i].Days += w.Days
				return
			}
		}
		out = append(out, w)
	}
	var since *calendar.Turn
	for i, t := range d.Promise.Turns {
		switch t.Kind {
		case calendar.Paused:
			since = &d.Promise.Turns[i]
		case calendar.Resumed, calendar.Restarted:
			if since != nil {
				add(since.Holder, since.At, t.At)
			}
			since = nil
		}
	}
	if since != nil {
		if !d.Ended.IsZero() && d.Ended.Before(now) {
			now = d.Ended
		}
		add(since.Holder, since.At, now)
	}
	return out
}

// stands gives the moment at which the promise's clock stands when it is looked at.
func (d *Dossier) stands(now time.Time) time.Time {
	if t, waiting := d.Promise.Waiting(); waiting && t.At.Before(now) {
		return t.At
	}
	return now
}

// Expected gives the due time that there would be if what is waited for came at a moment; an answer that came already
// counts from when it came. It is zero while nobody is waited for, and where no due time was promised.
func (d *Dossier) Expected(cal *calendar.Calendar, rule procedure.Supplement, now time.Time) (time.Time, error) {
	t, waiting := d.Promise.Waiting()
	if !waiting || d.Promise.NoDue || !d.State.Open() {
		return time.Time{}, nil
	}
	if t.Holder != calendar.Citizen {
		p, err := d.Promise.resume(cal, now)
		return p.At, err
	}
	if a := d.asked(); a != nil && !a.Supplied.IsZero() {
		now = a.Supplied
	}
	p, err := d.Promise.supplied(cal, rule, now)
	return p.At, err
}
