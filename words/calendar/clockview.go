package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Due gives the due time as it stands. While somebody is waited for it is the one before the wait.
func (k Clock) Due() Due { return k.due }

// Original gives the due time as first promised.
func (k Clock) Original() Due { return k.first }

// Turns gives what happened, in order.
func (k Clock) Turns() []Turn { return slices.Clone(k.turns) }

// Waiting gives the pause that lasts, if one does.
func (k Clock) Waiting() (Turn, bool) {
	for _, t := range slices.Backward(k.turns) {
		switch t.Kind {
		case Paused:
			return t, true
		case Redated:
			continue
		}
		break
	}
	return Turn{}, false
}

// Ended gives when the clock was stopped.
func (k Clock) Ended() (time.Time, bool) {
	if n := len(k.turns); n > 0 && k.turns[n-1].Kind == Stopped {
		return k.turns[n-1].At, true
	}
	return time.Time{}, false
}

// Extended says whether the one extension was used.
func (k Clock) Extended() bool {
	return slices.ContainsFunc(k.turns, func(t Turn) bool { return t.Kind == Extended })
}

// Waits gives the time for which each holder was waited for, finished pauses only, in the order of the first pause.
func (k Clock) Waits() []Wait { return slices.Clone(k.waits) }

// stands gives the moment at which the clock stands when it is looked at: a pause and an end hold it.
func (k Clock) stands(at time.Time) time.Time {
	if end, ok := k.Ended(); ok && end.Before(at) {
		at = end
	}
	if p, ok := k.Waiting(); ok && p.At.Before(at) {
		at = p.At
	}
	return at
}

// Remaining gives the working minutes left at a moment, never below zero. It stands still during a pause.
func (k Clock) Remaining(at time.Time) int64 {
	if k.cal == nil {
		return 0
	}
	return max(k.cal.WorkingMinutes(k.stands(at), k.due.At), 0)
}

// Used gives the working minutes that the count has run at a moment since its start or last restart, waiting left out.
func (k Clock) Used(at time.Time) int64 {
	if k.cal == nil {
		return 0
	}
	used := k.cal.WorkingMinutes(k.base.Effective, k.stands(at))
	for _, w := range k.since {
		used -= w.Minutes
	}
	return max(used, 0)
}

// Overdue gives the working minutes by which the clock has passed its due time at a moment, 0 in time. A term that
// ended at closing time is overdue by 0 minutes until the next opening; Late tells the two apart.
func (k Clock) Overdue(at time.Time) int64 {
	if k.cal == nil {
		return 0
	}
	return max(k.cal.WorkingMinutes(k.due.At, k.stands(at)), 0)
}

// Late says whether the due time has passed at a moment, or was passed when the clock was paused or stopped.
func (k Clock) Late(at time.Time) bool {
	return k.cal != nil && momentOf(k.stands(at)) > momentOf(k.due.At)
}

// DueIf gives the due time that resuming at a moment would give; of a running clock the due time itself.
func (k Clock) DueIf(at time.Time) (time.Time, error) {
	if _, waiting := k.Waiting(); !waiting {
		return k.due.At, nil
	}
	next, err := k.Resume(at)
	return next.due.At, err
}

// Reasons gives the sentences that explain the due time as it stands, see Due.Reasons.
func (k Clock) Reasons(lang string) []Reason {
	d := k.due
	if !k.byDays() {
		d.raw = DateOf(d.At)
	}
	var out, after []Reason
	for _, t := range k.turns {
		switch t.Kind {
		case Restarted:
			out = []Reason{reason("calendar.clock.restarted", append(momentArgs(t.At), "was", dayText(k.first.At))...)}
			after = nil
		case Extended:
			after = append(after, reason("calendar.clock.extended", "was", dayText(t.Was), "now", dayText(t.Now)))
		case Redated:
			after = append(after, reason("calendar.clock.redated", "version", t.Calendar, "was", dayText(t.Was), "now", dayText(t.Now)))
		}
	}
	out = append(out, d.Reasons(lang)...)
	last, ended := k.endedWaiting()
	for _, w := range k.since {
		if ended && w.Holder == last.Holder { // the end added nothing to the term
			end := k.turns[len(k.turns)-1].At
			w.Minutes -= k.cal.WorkingMinutes(last.At, end)
			w.Days -= int(DateOf(end) - DateOf(last.At))
		}
		out = append(out, k.waitedFor(w)...)
	}
	out = append(out, after...)
	if ended {
		out = append(out, reason("calendar.clock.ended-waiting", append(momentArgs(last.At), "holder", holderKey(last.Holder))...))
	}
	if t, waiting := k.Waiting(); waiting {
		out = append(out, reason("calendar.clock.waiting", append(momentArgs(t.At), "holder", holderKey(t.Holder))...))
	}
	return out
}

// endedWaiting gives the pause in which the clock was stopped for good.
func (k Clock) endedWaiting() (Turn, bool) {
	if _, ended := k.Ended(); !ended {
		return Turn{}, false
	}
	k.turns = k.turns[:len(k.turns)-1]
	return k.Waiting()
}

// waitedFor tells a wait in the unit by which it was added, and when it was.
func (k Clock) waitedFor(w Wait) []Reason {
	hours, minutes := w.Minutes/60, w.Minutes%60
	key, args := "calendar.clock.waited-hours", []string{"n", strconv.FormatInt(hours, 10)}
	switch {
	case k.byDays() && w.Days == 0, !k.byDays() && w.Minutes == 0:
		return nil
	case k.byDays():
		key, args = "calendar.clock.waited-days", []string{"n", strconv.Itoa(w.Days)}
	case hours == 0:
		key, args = "calendar.clock.waited-minutes", []string{"n", strconv.FormatInt(minutes, 10)}
	case minutes > 0:
		key, args = "calendar.clock.waited", []string{"h", strconv.FormatInt(hours, 10), "m", strconv.FormatInt(minutes, 10)}
	}
	return []Reason{reason(key, append(args, "holder", holderKey(w.Holder), "when", k.pausedFor(w.Holder))...)}
}

// pausedFor gives the pauses for a holder since the start or the last restart, "14:30 13/05/2026 – 10:00 18/05/2026".
func (k Clock) pausedFor(h Holder) string {
	var spans []string
	var open Turn
	for _, t := range k.turns {
		switch t.Kind {
		case Paused:
			open = t
		case Restarted:
			spans = nil
		case Stopped:
			open = Turn{} // it moved nothing
		case Resumed:
			if open.Holder == h && open.At.Before(t.At) {
				spans = append(spans, dayText(open.At)+" – "+dayText(t.At))
			}
			open = Turn{}
		}
	}
	return strings.Join(spans, "; ")
}

func dayText(t time.Time) string { return t.In(Zone).Format("15:04 02/01/2006") }
