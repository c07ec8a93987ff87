package calendar

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
)

// A Reason (lý do của hạn) is one sentence of why a due time is what it is: a text key and what goes into its gaps. A
// value that begins with @ is itself the key of a text.
type Reason struct {
	Key  string     `json:"key"`
	Args fault.Args `json:"args,omitempty"`
}

func reason(key string, pairs ...string) Reason {
	return Reason{Key: key, Args: fault.New(fault.Internal, key, pairs...).Args}
}

// Skipped gives the days that the term passed over, in order: of hours and working days each day off between the event
// and the end, of calendar days and months those over which the end rolled.
func (d Due) Skipped() []Day {
	if d.cal == nil {
		return nil
	}
	from, to := DateOf(d.Start), DateOf(d.At)
	if d.Limit.Unit == CalendarDay || d.Limit.Unit == Month {
		from = d.raw
	}
	var out []Day
	for ; from <= to; from++ {
		if day := d.cal.Day(from); day.Kind.Off() {
			out = append(out, day)
		}
	}
	return out
}

// madeUp gives the make-up days that the term counted.
func (d Due) madeUp() []Day {
	var out []Day
	for from := DateOf(d.Start); from <= DateOf(d.At); from++ {
		if day := d.cal.Day(from); day.Kind == MakeUp {
			out = append(out, day)
		}
	}
	return out
}

// Reasons gives the sentences that explain the due time, in the order in which they are read. lang ("vi" or "en")
// chooses the names of holidays.
func (d Due) Reasons(lang string) []Reason {
	if d.cal == nil {
		return nil
	}
	out := append([]Reason{d.counted()}, d.began()...)
	switch d.Limit.Unit {
	case CalendarDay, Month:
		out = append(out, d.rolled(lang)...)
	default:
		out = append(out, d.notCounted(lang)...)
		if days := d.madeUp(); len(days) > 0 {
			out = append(out, reason("calendar.due.make-up", "days", runText(days, d.Start)))
		}
	}
	if eff := momentOf(d.Effective); !d.Options.SameDay && eff.clock() > d.cal.cutoff {
		out = append(out, reason("calendar.due.hand-over", "cutoff", clockText(d.cal.cutoff),
			"time", timeText(d.HandOver), "date", d.dateText(DateOf(d.HandOver))))
	}
	return append(out, d.doubts()...)
}

// counted says what was counted from when.
func (d Due) counted() Reason {
	if d.Options.SameDay {
		if momentOf(d.Effective).clock() > d.cal.cutoff {
			return reason("calendar.due.same-day-late", "cutoff", clockText(d.cal.cutoff), "date", d.dateText(d.last))
		}
		return reason("calendar.due.same-day", "date", d.dateText(d.last))
	}
	return reason("calendar.due."+string(d.Limit.Unit), "n", strconv.Itoa(d.Limit.N),
		"time", timeText(d.Start), "date", d.dateText(DateOf(d.Start)))
}

// began says when the count began if not at the event itself.
func (d Due) began() []Reason {
	start, eff := momentOf(d.Start), momentOf(d.Effective)
	late := start.date() != eff.date()
	switch {
	case start == eff, d.Options.SameDay && !late:
		return nil
	case !late:
		return []Reason{reason("calendar.due.before-hours", "time", timeText(d.Effective))}
	case d.Options.AfterHours == Close && !d.Options.SameDay && d.Limit.Unit != Hour:
		return []Reason{reason("calendar.due.after-hours-close")}
	}
	return []Reason{reason("calendar.due.after-hours-open", "time", timeText(d.Effective), "date", d.dateText(eff.date()))}
}

// notCounted names the holidays passed over, runs of days as one, and the weekly rest days.
func (d Due) notCounted(lang string) []Reason {
	var out []Reason
	rest := 0
	for _, run := range runs(d.Skipped()) {
		names := runNames(run, lang)
		if names == "" {
			rest += len(run)
			continue
		}
		out = append(out, reason("calendar.due.not-counted", "days", runText(run, d.Start), "name", names))
	}
	if rest > 0 {
		out = append(out, reason("calendar.due.weekly-rest", "n", strconv.Itoa(rest)))
	}
	return out
}

// rolled says how the last day was found.
func (d Due) rolled(lang string) []Reason {
	var out []Reason
	if event := d.event(); d.Limit.Unit == Month {
		end := event.addMonths(d.Limit.N)
		_, _, from := event.Civil()
		if _, _, day := end.Civil(); day < from {
			out = append(out, reason("calendar.due.month-end", "day", strconv.Itoa(from), "date", d.dateText(end)))
		}
	}
	days := d.Skipped()
	if len(days) == 0 {
		return out
	}
	names := runNames(days, lang)
	if names == "" {
		names = "@calendar.kind.weekly-rest"
	}
	return append(out, reason("calendar.due.rolled", "days", runText(days, d.Start), "name", names, "date", d.dateText(DateOf(d.At))))
}

// event gives the day that a term of days leaves out.
func (d Due) event() Date {
	if d.Options.AfterHours == Open {
		return DateOf(d.Effective)
	}
	return DateOf(d.Start)
}

// doubts says what of the calendar is not certain.
func (d Due) doubts() []Reason {
	var out []Reason
	days := append(d.Skipped(), d.madeUp()...)
	if days = slices.DeleteFunc(days, func(y Day) bool { return !y.Unconfirmed }); len(days) > 0 {
		out = append(out, reason("calendar.due.unconfirmed", "days", runText(days, d.Start)))
	}
	if d.Provisional {
		out = append(out, reason("calendar.due.provisional", "year", strconv.Itoa(d.At.Year())))
	}
	return out
}

// runs cuts days into runs of neighbours.
func runs(days []Day) [][]Day {
	var out [][]Day
	for i, d := range days {
		if i > 0 && days[i-1].Date+1 == d.Date {
			out[len(out)-1] = append(out[len(out)-1], d)
		} else {
			out = append(out, []Day{d})
		}
	}
	return out
}

// runNames gives the names in a run, each once; "" when it has weekly rest days only.
func runNames(run []Day, lang string) string {
	var names []string
	for _, d := range run {
		if n := d.Name.In(lang); n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return strings.Join(names, ", ")
}

// runText writes days as people do, "14–22/02", several runs with commas; a year that is not that of the event is told.
func runText(days []Day, event time.Time) string {
	var parts []string
	for _, run := range runs(days) {
		from, to := run[0].Date, run[len(run)-1].Date
		text := dateText(to, event)
		_, fromMonth, fromDay := from.Civil()
		switch _, toMonth, _ := to.Civil(); {
		case from == to:
		case from.Year() != to.Year():
			text = dateText(from, event) + "–" + to.Time().Format("02/01/2006")
		case fromMonth != toMonth:
			text = fmt.Sprintf("%02d/%02d–%s", fromDay, fromMonth, text)
		default:
			text = fmt.Sprintf("%02d–%s", fromDay, text)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, ", ")
}

func (d Due) dateText(date Date) string { return dateText(date, d.Start) }

// dateText writes "12/02", with the year when it is not that of the event.
func dateText(d Date, event time.Time) string {
	if d.Year() == DateOf(event).Year() {
		return d.Time().Format("02/01")
	}
	return d.Time().Format("02/01/2006")
}

func timeText(t time.Time) string { return t.In(Zone).Format("15:04") }
