package calendar

import (
	"slices"
	"time"

	"motcua/ground/fault"
)

// A Turn (bước ngoặt của đồng hồ) is one thing that happened to a clock.
type Turn struct {
	Kind     TurnKind  `json:"kind"`
	At       time.Time `json:"at"`
	Holder   Holder    `json:"holder,omitempty"`   // of a pause: who is waited for
	To       time.Time `json:"to,omitzero"`        // of an extension: the new due time
	Calendar string    `json:"calendar,omitempty"` // of a re-dating: the version of the new calendar
	Was      time.Time `json:"was"`                // due time before, zero for a start
	Now      time.Time `json:"now"`                // due time after
}

// A TurnKind names what happened to a clock.
type TurnKind string

// What may happen to a clock.
const (
	Started   TurnKind = "start"   // bắt đầu
	Paused    TurnKind = "pause"   // tạm dừng
	Resumed   TurnKind = "resume"  // chạy tiếp
	Restarted TurnKind = "restart" // tính lại từ đầu
	Extended  TurnKind = "extend"  // gia hạn
	Redated   TurnKind = "redate"  // tính lại theo lịch mới
	Stopped   TurnKind = "stop"    // kết thúc
)

// A Wait is the time for which a holder was waited for, over all pauses.
type Wait struct {
	Holder  Holder `json:"holder"`
	Minutes int64  `json:"minutes"` // working minutes
	Days    int    `json:"days"`    // calendar days
}

// A Clock (đồng hồ thời hạn) follows one limit from its start to its end: it stops while somebody is waited for, goes
// on or begins again, is extended once, and is counted again when the calendar changes. It is a plain value: each act
// gives a new clock and leaves the old one as it was. Nothing asks what time it is; each act is told.
//
// Faults: what contradicts the state or the law is of kind Refused, what is out of order in time of kind Invalid.
type Clock struct {
	cal   *Calendar
	limit Limit
	opt   Options
	turns []Turn
	first Due // as first promised
	due   Due // counted from the start or the last restart; its At is the due time now
	base  Due // as due was counted, before waiting and extension
	waits []Wait
	since []Wait // as waits, since base
}

// Start starts a clock for a limit at the moment of the event.
func (c *Calendar) Start(at time.Time, l Limit, opt Options) (Clock, error) {
	d, err := c.Due(at, l, opt)
	if err != nil {
		return Clock{}, err
	}
	return Clock{
		cal: c, limit: d.Limit, opt: d.Options, first: d, due: d, base: d,
		turns: []Turn{{Kind: Started, At: at, Now: d.At}},
	}, nil
}

// Pause stops the clock while holder is waited for.
func (k Clock) Pause(at time.Time, holder Holder) (Clock, error) {
	if err := k.may(at, false); err != nil {
		return k, err
	}
	return k.with(Turn{Kind: Paused, At: at, Holder: holder})
}

// Resume lets the clock go on. Under hours, working days and the same day the due time moves by the working minutes
// that were waited; under calendar days and months the calendar days waited are added to the last day of the term,
// then it rolls to a working day.
func (k Clock) Resume(at time.Time) (Clock, error) {
	if err := k.may(at, true); err != nil {
		return k, err
	}
	return k.with(Turn{Kind: Resumed, At: at})
}

// Restart lets the whole limit run again, from the moment at which the papers were complete. A due time that was
// extended beyond the new one stays.
// law: nd61-2018/19.4
func (k Clock) Restart(at time.Time) (Clock, error) {
	if err := k.may(at, true); err != nil {
		return k, err
	}
	return k.with(Turn{Kind: Restarted, At: at})
}

// Extend gives the clock a new due time, once and before it has run out.
// law: nd61-2018/19.9
func (k Clock) Extend(at, to time.Time) (Clock, error) {
	if err := k.may(at, false); err != nil {
		return k, err
	}
	m := momentOf(to)
	switch i, ok := k.cal.index(m.date()); {
	case k.Extended():
		return k, fault.New(fault.Refused, "calendar.clock.extended-twice").By("nd61-2018/19.9")
	case at.After(k.due.At):
		return k, fault.New(fault.Refused, "calendar.clock.extended-late", momentArgs(k.due.At)...).By("nd61-2018/19.9")
	case !to.After(k.due.At):
		return k, fault.New(fault.Invalid, "calendar.clock.not-later", momentArgs(k.due.At)...)
	case !ok:
		return k, k.cal.beyond(m.date())
	case !k.cal.shifts[i].holds(m.clock()):
		return k, fault.New(fault.Invalid, "calendar.clock.off-hours", momentArgs(to)...)
	}
	return k.with(Turn{Kind: Extended, At: at, To: m.time()})
}

// Redate counts the whole clock again by another calendar, such as one with a holiday that was announced late. What
// happened stays as it was; an extension to a day that is now off rolls to the next working day. The due time may also
// move forward, when a day off was taken back: the caller decides whether that promise is kept instead.
func (k Clock) Redate(at time.Time, cal *Calendar) (Clock, error) {
	if err := k.order(at); err != nil {
		return k, err
	}
	d, err := cal.Due(k.first.Start, k.limit, k.opt)
	if err != nil {
		return k, err
	}
	again := Clock{cal: cal, limit: k.limit, opt: k.opt, first: k.first, due: d, base: d}
	again.turns = []Turn{k.turns[0]}
	for _, t := range k.turns[1:] {
		if again, err = again.with(t); err != nil {
			return k, err
		}
	}
	turns := slices.Clone(k.turns) // what was promised on the way stays on record
	again.turns = append(turns, Turn{Kind: Redated, At: at, Calendar: cal.Version(), Was: k.due.At, Now: again.due.At})
	return again, nil
}

// Replay plays turns that were judged when they happened over a fresh clock, so that a due time can be counted again from
// what is on record. Re-datings among them are passed over: the calendar that is asked is the one that counts.
func (c *Calendar) Replay(start time.Time, l Limit, opt Options, turns []Turn) (Clock, error) {
	k, err := c.Start(start, l, opt)
	if err != nil {
		return k, err
	}
	return k.replay(turns)
}

// Keep is Replay for a due time that was promised elsewhere, such as by an older system: the calendar never counts that again, and
// need not reach back to it. What happens to it later (waiting, a new count of the limit, an extension) is played as for any other.
func (c *Calendar) Keep(start, due time.Time, l Limit, opt Options, turns []Turn) (Clock, error) {
	if !opt.SameDay {
		if err := l.Check(); err != nil {
			return Clock{}, err
		}
	}
	opt.AfterHours = c.style(opt.AfterHours)
	from, at := momentOf(start), momentOf(due)
	d := Due{
		At: at.time(), HandOver: from.time(), Start: from.time(), Effective: from.time(), Limit: l, Options: opt,
		Calendar: c.doc.Version, cal: c, raw: at.date(), last: at.date(),
	}
	k := Clock{cal: c, limit: l, opt: opt, first: d, due: d, base: d, turns: []Turn{{Kind: Started, At: start, Now: d.At}}}
	return k.replay(turns)
}

func (k Clock) replay(turns []Turn) (Clock, error) {
	var err error
	for _, t := range turns {
		if err == nil {
			k, err = k.with(Turn{Kind: t.Kind, At: t.At, Holder: t.Holder, To: t.To})
		}
	}
	return k, err
}

// Stop ends the clock: the work is done, refused, withdrawn or broken off. Somebody waited for is waited for no longer.
func (k Clock) Stop(at time.Time) (Clock, error) {
	if err := k.order(at); err != nil {
		return k, err
	}
	return k.with(Turn{Kind: Stopped, At: at})
}

// order wants acts in the order of time and none after the end.
func (k Clock) order(at time.Time) error {
	if len(k.turns) == 0 {
		return fault.New(fault.Refused, "calendar.clock.not-started")
	}
	last := k.turns[len(k.turns)-1]
	if last.Kind == Stopped {
		return fault.New(fault.Refused, "calendar.clock.stopped", momentArgs(last.At)...)
	}
	if at.Before(last.At) {
		return fault.New(fault.Invalid, "calendar.clock.order", append(momentArgs(at), "last_time", timeText(last.At),
			"last_date", last.At.In(Zone).Format("02/01/2006"))...)
	}
	return nil
}

// may wants order, and a clock that stands still or runs.
func (k Clock) may(at time.Time, paused bool) error {
	if err := k.order(at); err != nil {
		return err
	}
	switch t, waiting := k.Waiting(); {
	case waiting && !paused:
		return fault.New(fault.Refused, "calendar.clock.paused", append(momentArgs(t.At), "holder", holderKey(t.Holder))...)
	case !waiting && paused:
		return fault.New(fault.Refused, "calendar.clock.running")
	}
	return nil
}

// with plays one turn that was judged already.
func (k Clock) with(t Turn) (Clock, error) {
	var err error
	was := k.due.At
	switch t.Kind {
	case Resumed, Restarted, Stopped:
		if p, waiting := k.Waiting(); waiting {
			k = k.add(p.Holder, p.At, t.At)
			if t.Kind != Stopped {
				err = k.shift(p.At, t.At)
			}
		}
		if err == nil && t.Kind == Restarted {
			err = k.restart(t.At)
		}
	case Extended:
		err = k.extend(t.To)
	case Redated:
		return k, nil // the calendar of the newest re-dating rules over all
	}
	if err != nil {
		return k, err
	}
	k.due.Provisional = !k.cal.Decided(DateOf(k.due.At))
	t.Was, t.Now = was, k.due.At
	k.turns = append(slices.Clip(k.turns), t)
	return k, nil
}

// add counts a wait.
func (k Clock) add(h Holder, from, to time.Time) Clock {
	minutes, days := k.cal.WorkingMinutes(from, to), int(DateOf(to)-DateOf(from))
	for _, list := range []*[]Wait{&k.waits, &k.since} {
		w := slices.Clone(*list)
		i := slices.IndexFunc(w, func(w Wait) bool { return w.Holder == h })
		if i < 0 {
			i = len(w)
			w = append(w, Wait{Holder: h})
		}
		w[i].Minutes += minutes
		w[i].Days += days
		*list = w
	}
	return k
}

// byDays says whether waiting counts in calendar days.
func (k Clock) byDays() bool { return k.limit.Unit == CalendarDay || k.limit.Unit == Month }

// shift moves the due time by a wait.
func (k *Clock) shift(from, to time.Time) error {
	if !k.byDays() {
		at, err := k.cal.add(momentOf(k.due.At), k.cal.WorkingMinutes(from, to))
		k.due.At = at.time()
		k.due.raw = at.date()
		return err
	}
	raw := k.due.raw + DateOf(to) - DateOf(from)
	last, err := k.cal.roll(raw)
	if err != nil {
		return err
	}
	k.due.raw = raw
	k.due.At = k.cal.sameTime(momentOf(k.due.At), last).time()
	return nil
}

// restart counts the limit anew.
func (k *Clock) restart(at time.Time) error {
	d, err := k.cal.Due(at, k.limit, k.opt)
	if err != nil {
		return err
	}
	before := k.due
	k.base, k.due, k.since = d, d, nil
	if k.Extended() && before.At.After(d.At) {
		k.due.At, k.due.raw = before.At, before.raw
	}
	return nil
}

// extend takes a new due time; on a day that is off by now it rolls, and a due time that is later by now stays.
func (k *Clock) extend(to time.Time) error {
	m := momentOf(to)
	last, err := k.cal.roll(m.date())
	if err != nil {
		return err
	}
	if last != m.date() {
		m = last.moment(m.clock())
	}
	if at := m.time(); at.After(k.due.At) {
		k.due.At, k.due.raw = at, last
	}
	return nil
}

func momentArgs(t time.Time) []string {
	return []string{"time", timeText(t), "date", t.In(Zone).Format("02/01/2006")}
}

func holderKey(h Holder) string { return "@calendar.holder." + string(h) }
