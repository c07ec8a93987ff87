package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"motcua/city"
	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/calendar"
)

// A dated command counts by a calendar: the city's own, or one from a file.
type dated struct {
	Calendar string `help:"Calendar file instead of Hà Nội's; docs/calendar-format.md has its format." type:"existingfile"`
	JSON     bool   `help:"Print JSON."`
	Lang     string `help:"Language: vi or en." enum:"vi,en" default:"en"`
}

// open reads the calendar.
func (d *dated) open() (*calendar.Calendar, error) {
	name := "calendar.json"
	b, err := fs.ReadFile(city.Hanoi(), name)
	if d.Calendar != "" {
		name = d.Calendar
		b, err = readCalendar(name)
	}
	if err != nil {
		return nil, err
	}
	cal, err := calendar.Parse(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return cal, nil
}

// readCalendar reads as much of a file as a calendar may have, and a little more so that a longer one is refused as such.
func readCalendar(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, calendar.MaxSize+1))
}

// dueCmd counts a due time: motcua due --received 2026-04-24T16:10 --limit 5wd.
type dueCmd struct {
	dated
	Received   string   `required:"" help:"Moment of reception in Hà Nội's time, 2026-04-24T16:10."`
	Limit      string   `help:"Limit: 4h working hours, 5wd working days, 30d days, 2mo months."`
	SameDay    bool     `help:"The result is due on the day of reception."`
	AfterHours string   `help:"Counting after hours: close or open; without it as the calendar says." enum:",close,open" default:""`
	Pause      []string `help:"Waiting for the citizen, 2026-04-27T09:00..2026-04-28T10:30; may be repeated, in order." sep:"none" placeholder:"FROM..TO"`
	Supplement string   `help:"What a pause does: the clock goes on after it, or begins again." enum:"restart,pause" default:"pause"`
	Steps      []string `help:"Limits of steps in a row, 2h,3h,1wd." placeholder:"2h,3h,…"`
	Explain    bool     `help:"Say why it is this date."`
}

// A waitSpan is one --pause.
type waitSpan struct{ from, to time.Time }

// A dueAnswer is what the command says. Times are RFC 3339 at +07:00, days 2006-01-02.
type dueAnswer struct {
	Received    string              `json:"received"`
	Effective   string              `json:"effective"` // where the count began
	Limit       string              `json:"limit,omitempty"`
	Due         string              `json:"due"`
	FirstDue    string              `json:"first_due"` // as promised at reception
	HandOver    string              `json:"handover"`  // when the dossier goes on to the competent unit
	ApologyBy   *calendar.Date      `json:"apology_by"`
	Steps       []string            `json:"steps"`
	StepsFit    *bool               `json:"steps_fit,omitempty"` // the last step is not after the due time
	WaitMinutes int64               `json:"wait_minutes"`        // working minutes waited
	Explanation map[string][]string `json:"explanation"`         // sentences by language
	DaysOff     []calendar.Day      `json:"days_off"`            // passed over
	Provisional bool                `json:"provisional"`
	Calendar    string              `json:"calendar"`
}

// Run counts and prints.
func (c *dueCmd) Run(out io.Writer) error {
	words, err := text.Load()
	if err != nil {
		return err
	}
	cal, err := c.open()
	if err != nil {
		return err
	}
	a, due, err := c.count(cal, words)
	if err != nil {
		return errors.New(sentence(words.In(text.Lang(c.Lang)), err))
	}
	if c.JSON {
		return printJSON(out, a)
	}
	c.print(out, words.In(text.Lang(c.Lang)), a, due)
	return nil
}

// count plays the clock.
func (c *dueCmd) count(cal *calendar.Calendar, words *text.Catalog) (*dueAnswer, time.Time, error) {
	start, err := readMoment("--received", c.Received)
	if err != nil {
		return nil, time.Time{}, err
	}
	pauses, err := c.pauses()
	if err != nil {
		return nil, time.Time{}, err
	}
	var limit calendar.Limit
	switch {
	case c.SameDay && c.Limit != "":
		return nil, time.Time{}, fault.New(fault.Invalid, "due.same-day-limit").At("limit")
	case !c.SameDay && c.Limit == "":
		return nil, time.Time{}, fault.New(fault.Invalid, "due.limit-missing").At("limit")
	case !c.SameDay:
		if limit, err = calendar.ParseLimit(c.Limit); err != nil {
			return nil, time.Time{}, err
		}
	}
	k, err := cal.Start(start, limit, calendar.Options{AfterHours: calendar.AfterHours(c.AfterHours), SameDay: c.SameDay})
	if err != nil {
		return nil, time.Time{}, err
	}
	for _, p := range pauses {
		if k, err = k.Pause(p.from, calendar.Citizen); err == nil {
			k, err = c.complete(k, p.to)
		}
		if err != nil {
			return nil, time.Time{}, err
		}
	}
	a, err := c.answer(cal, k, words)
	if err != nil {
		return nil, time.Time{}, err
	}
	return a, k.Due().At, c.steps(a, cal, start, pauses, k.Due().At)
}

// complete ends a wait.
func (c *dueCmd) complete(k calendar.Clock, at time.Time) (calendar.Clock, error) {
	if c.Supplement == "restart" {
		return k.Restart(at)
	}
	return k.Resume(at)
}

// answer says what the clock says.
func (c *dueCmd) answer(cal *calendar.Calendar, k calendar.Clock, words *text.Catalog) (*dueAnswer, error) {
	due, first := k.Due(), k.Original()
	a := &dueAnswer{
		Received: stamp(first.Start), Effective: stamp(first.Effective), Limit: first.Limit.String(), Due: stamp(due.At), FirstDue: stamp(first.At),
		HandOver: stamp(first.HandOver), Steps: []string{}, DaysOff: due.Skipped(), Provisional: due.Provisional, Calendar: cal.Version(),
		Explanation: map[string][]string{},
	}
	if a.DaysOff == nil {
		a.DaysOff = []calendar.Day{}
	}
	for _, w := range k.Waits() {
		a.WaitMinutes += w.Minutes
	}
	// law: nd61-2018/19.9
	if by, err := cal.LastWorkingDayBefore(due.At, 1); err == nil && by >= calendar.DateOf(first.Start) {
		a.ApologyBy = &by // none when the term is too short for one
	}
	for _, lang := range []text.Lang{text.VI, text.EN} {
		v := words.In(lang)
		for _, r := range k.Reasons(string(lang)) {
			a.Explanation[string(lang)] = append(a.Explanation[string(lang)], v.T(r.Key, r.Args))
		}
	}
	return a, nil
}

// steps counts the steps' own due times: they wait and begin again as the dossier does.
func (c *dueCmd) steps(a *dueAnswer, cal *calendar.Calendar, start time.Time, pauses []waitSpan, due time.Time) error {
	if len(c.Steps) == 0 {
		return nil
	}
	var limits []calendar.Limit
	for _, s := range c.Steps {
		l, err := calendar.ParseLimit(s)
		if err != nil {
			return err
		}
		limits = append(limits, l)
	}
	if c.Supplement == "restart" && len(pauses) > 0 {
		start, pauses = pauses[len(pauses)-1].to, nil
	}
	for _, l := range limits {
		k, err := cal.Start(start, l, calendar.Options{})
		if err != nil {
			return err
		}
		for len(pauses) > 0 && pauses[0].from.Before(k.Due().At) {
			from, to := later(pauses[0].from, start), later(pauses[0].to, start)
			if k, err = k.Pause(from, calendar.Citizen); err == nil {
				k, err = k.Resume(to)
			}
			if err != nil {
				return err
			}
			pauses = pauses[1:]
		}
		start = k.Due().At
		a.Steps = append(a.Steps, stamp(start))
	}
	fit := !start.After(due)
	a.StepsFit = &fit
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// pauses reads --pause.
func (c *dueCmd) pauses() ([]waitSpan, error) {
	var out []waitSpan
	for _, s := range c.Pause {
		from, to, ok := strings.Cut(s, "..")
		if !ok {
			return nil, fault.New(fault.Invalid, "due.pause-form", "pause", s).At("pause")
		}
		var p waitSpan
		var err error
		if p.from, err = readMoment("--pause", from); err != nil {
			return nil, err
		}
		if p.to, err = readMoment("--pause", to); err != nil {
			return nil, err
		}
		if p.to.Before(p.from) {
			return nil, fault.New(fault.Invalid, "due.pause-backward", "pause", s).At("pause")
		}
		out = append(out, p)
	}
	return out, nil
}

// print is the answer for people.
func (c *dueCmd) print(out io.Writer, v text.Voice, a *dueAnswer, due time.Time) {
	line := func(key, words string) { fmt.Fprintf(out, "%s: %s\n", v.T(key), words) }
	line("due.due", v.DateTime(due))
	if a.FirstDue != a.Due {
		line("due.first", v.DateTime(stamped(a.FirstDue)))
	}
	line("due.hand-over", v.DateTime(stamped(a.HandOver)))
	if a.ApologyBy != nil {
		line("due.apology-by", v.Day(a.ApologyBy.Time()))
	} else {
		line("due.apology-by", v.T("due.apology-none"))
	}
	for i, s := range a.Steps {
		fmt.Fprintf(out, "%s: %s\n", v.T("due.step", "n", i+1), v.DateTime(stamped(s)))
	}
	if a.StepsFit != nil && !*a.StepsFit {
		fmt.Fprintln(out, v.T("due.steps-late"))
	}
	if c.Explain {
		for _, s := range a.Explanation[c.Lang] {
			fmt.Fprintln(out, "  "+s)
		}
	}
}

// momentLayouts are the ways in which a moment may be written; without a zone it is Hà Nội's time.
var momentLayouts = []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05", "2006-01-02 15:04"}

// readMoment reads a moment that a flag names.
func readMoment(flag, s string) (time.Time, error) {
	for _, layout := range momentLayouts {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(s), calendar.Zone); err == nil {
			return t, nil
		}
	}
	if day, _, _ := strings.Cut(strings.Replace(strings.TrimSpace(s), " ", "T", 1), "T"); len(day) == len(time.DateOnly) {
		var y, m, d int
		if n, _ := fmt.Sscanf(day, "%4d-%2d-%2d", &y, &m, &d); n == 3 {
			if _, err := calendar.ParseDate(day); err != nil {
				return time.Time{}, fault.New(fault.Invalid, "due.moment-day", "flag", flag, "day", fmt.Sprintf("%02d/%02d/%04d", d, m, y)).At(strings.TrimLeft(flag, "-"))
			}
		}
	}
	return time.Time{}, fault.New(fault.Invalid, "due.moment-form", "flag", flag, "value", s).At(strings.TrimLeft(flag, "-"))
}

func stamp(t time.Time) string { return t.In(calendar.Zone).Format(time.RFC3339) }

// stamped reads what stamp wrote.
func stamped(s string) time.Time {
	t, _ := time.Parse(time.RFC3339, s) // written by stamp
	return t
}

func printJSON(out io.Writer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
