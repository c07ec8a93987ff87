package office

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/words/calendar"
	"motcua/words/org"
)

// The settings of the chat.
const (
	chatHours = "care.chat-hours"
	chatIdle  = "care.chat-idle-minutes"
	chatThere = "care.presence-minutes"
)

// A chatSpan is a span of hours on some days of the week.
type chatSpan struct {
	days     []time.Weekday
	from, to int // minutes of the day
}

var chatDays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// parseChatHours reads lines such as "mon-fri 08:00-12:00 13:30-17:30".
func parseChatHours(lines []string) (out []chatSpan, err error) {
	for _, line := range lines {
		parts := strings.Fields(line)
		if len(parts) == 0 {
			continue
		}
		first, last, several := strings.Cut(parts[0], "-")
		if !several {
			last = first
		}
		from, to := slices.Index(chatDays, first), slices.Index(chatDays, last)
		if from < 0 || to < 0 || len(parts) < 2 {
			return nil, fmt.Errorf("%q: write days and hours like mon-fri 08:00-12:00 13:30-17:30", line)
		}
		var days []time.Weekday
		for d := from; ; d = (d + 1) % 7 {
			days = append(days, time.Weekday(d))
			if d == to {
				break
			}
		}
		for _, hours := range parts[1:] {
			a, b, _ := strings.Cut(hours, "-")
			begin, err1 := time.Parse("15:04", a)
			end, err2 := time.Parse("15:04", b)
			s := chatSpan{days, begin.Hour()*60 + begin.Minute(), end.Hour()*60 + end.Minute()}
			if err1 != nil || err2 != nil || s.from >= s.to {
				return nil, fmt.Errorf("%q: %s are no hours like 08:00-12:00", line, hours)
			}
			out = append(out, s)
		}
	}
	return out, nil
}

func checkChatHours(v any) string {
	if _, err := parseChatHours(settingLines(v)); err != nil {
		return err.Error()
	}
	return ""
}

// ChatOpen says whether somebody of the care desk answers in the chat at a moment, and when they do next; zero when nobody knows. On
// days off of the calendar nobody does. Calls are promised for these hours, too.
func (w *World) ChatOpen(at time.Time) (open bool, next time.Time) {
	spans, err := parseChatHours(settingLines(w.Setting(chatHours).Value))
	if err != nil || len(spans) == 0 {
		return false, time.Time{}
	}
	local := at.In(Zone)
	y, m, d := local.Date()
	for n := range 30 {
		midnight := time.Date(y, m, d+n, 0, 0, 0, 0, Zone)
		if w.Calendar != nil {
			if k := w.Calendar.Day(calendar.DateOf(midnight)).Kind; k != calendar.Working && k != calendar.WeeklyRest && k != calendar.MakeUp {
				continue
			}
		}
		for _, s := range spans {
			if !slices.Contains(s.days, midnight.Weekday()) {
				continue
			}
			begin, end := midnight.Add(time.Duration(s.from)*time.Minute), midnight.Add(time.Duration(s.to)*time.Minute)
			if !at.Before(begin) && at.Before(end) {
				return true, time.Time{}
			}
			if begin.After(at) && (next.IsZero() || begin.Before(next)) {
				next = begin
			}
		}
		if !next.IsZero() {
			return false, next
		}
	}
	return false, time.Time{}
}

// chatIdleAfter is after how long without a word of the citizen a chat that waits for them ends; 0: never.
func (w *World) chatIdleAfter() time.Duration {
	n := 0
	fmt.Sscan(fmt.Sprint(w.Setting(chatIdle).Value), &n)
	return time.Duration(n) * time.Minute
}

// presenceMinutes holds where the city says nothing.
// choice: a session says every ten minutes at most that it is in use, and the console asks by itself; who was not seen for a quarter of an
// hour is not at the desk.
const presenceMinutes = 15

// ChatThere says whether somebody of the care desk is there to answer in the chat: on shift, and seen a short time ago. That the hours
// of the chat have begun puts nobody at the desk.
func (r *Reader) ChatThere() (bool, error) {
	unit := r.w.careUnit(r.now)
	duty, err := careDuty(r.ctx, r.db, unit, r.now)
	if err != nil {
		return false, err
	}
	var on []string
	for _, id := range r.w.holders(unit, string(org.CareAgent), r.now) {
		if _, _, there := duty.On(id); there {
			on = append(on, id)
		}
	}
	return r.db.SeenSince(r.ctx, on, r.now.Add(-r.w.minutes(chatThere, presenceMinutes)))
}
