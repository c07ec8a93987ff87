package office

import (
	"time"

	"motcua/keep/store"
	"motcua/law/access"
)

// CareFigures are the figures of the contacts that began in a time. Each is a list of contacts.
type CareFigures struct {
	All, Closed                   int64
	Written, InTime, Slow, Silent int64 // of channels on which somebody writes and waits
	Spoken                        int64 // calls, calls back, and people at a desk
	Promised, Kept, LateCalls     int64
	Owed                          int64 // of all that were ever promised, and whenever they are due

	Waited int64         // those in writing that were answered
	Median time.Duration // half of those were answered within; of none it is zero
}

// CareQuick is within how long a first answer is counted as soon.
// choice: no limit for a first answer was read anywhere; the figure says its own. It is of what waits in writing alone: a call that is
// taken is answered in its first second, and would make the share better than it is.
const CareQuick = 15 * time.Minute

// CareFigures counts over what the reader's units had.
func (r *Reader) CareFigures(from, to time.Time) (f CareFigures, err error) {
	if err := access.May(r.who, "read-contacts", access.Object{Org: r.w.Org, At: r.now}); err != nil {
		return f, err
	}
	of := func(x ContactFilter) store.ContactFilter {
		x.Any, x.From, x.To = true, from, to
		return r.contactFilter(x)
	}
	shut := of(ContactFilter{})
	over := false
	shut.Open = &over
	waited := of(ContactFilter{Written: true})
	waited.Waited = true
	for _, x := range []struct {
		n *int64
		q store.ContactFilter
	}{
		{&f.All, of(ContactFilter{})},
		{&f.Closed, shut},
		{&f.Written, of(ContactFilter{Written: true})},
		{&f.Spoken, of(ContactFilter{Spoken: true})},
		{&f.InTime, of(ContactFilter{Written: true, Quick: CareQuick})},
		{&f.Slow, of(ContactFilter{Written: true, Slow: CareQuick})},
		{&f.Silent, of(ContactFilter{Written: true, Silent: true})},
		{&f.Waited, waited},
	} {
		if *x.n, err = r.db.CountContacts(r.ctx, x.q); err != nil {
			return f, err
		}
	}
	if f.Median, err = r.db.MedianAnswer(r.ctx, waited); err != nil {
		return f, err
	}
	open, done, late, kept := true, false, true, false
	for _, x := range []struct {
		n *int64
		f CallbackFilter
	}{
		{&f.Promised, CallbackFilter{}}, {&f.Kept, CallbackFilter{Open: &done, Late: &kept}}, {&f.LateCalls, CallbackFilter{Late: &late}}, {&f.Owed, CallbackFilter{Open: &open}},
	} {
		if x.n != &f.Owed {
			x.f.From, x.f.To = from, to
		}
		if *x.n, err = r.CountCallbacks(x.f); err != nil {
			return f, err
		}
	}
	return f, nil
}
