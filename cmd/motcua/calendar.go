package main

import (
	"errors"
	"fmt"
	"io"

	"motcua/ground/text"
	"motcua/words/calendar"
)

// calendarCmd shows a year: motcua calendar 2026.
type calendarCmd struct {
	dated
	Year int `arg:"" help:"The year, 1990 to 2050 and some more on both sides."`
}

// Run prints the year's lunar dates, days off and make-up days.
func (c *calendarCmd) Run(out io.Writer) error {
	words, err := text.Load()
	if err != nil {
		return err
	}
	cal, err := c.open()
	if err != nil {
		return err
	}
	y, err := cal.Year(c.Year)
	if err != nil {
		return errors.New(sentence(words.In(text.Lang(c.Lang)), err))
	}
	if c.JSON {
		return printJSON(out, y)
	}
	v := words.In(text.Lang(c.Lang))
	fmt.Fprintf(out, "%d: %s\n", y.Year, v.T("calendar.status."+y.Status))
	if y.Basis != "" {
		fmt.Fprintln(out, y.Basis)
	}
	fmt.Fprintf(out, "%s: %s\n%s: %s\n", v.T("due.tet"), v.Day(y.Tet.Time()), v.T("due.hung-kings"), v.Day(y.HungKings.Time()))
	if y.Status == calendar.StatusNotCovered {
		return nil
	}
	fmt.Fprintf(out, "%s: %d\n", v.T("due.working-days"), y.WorkingDays)
	for _, part := range []struct {
		key  string
		days []calendar.Day
	}{{"due.days-off", y.DaysOff}, {"due.make-up-days", y.MakeUpDays}} {
		fmt.Fprintf(out, "%s: %d\n", v.T(part.key), len(part.days))
		for _, d := range part.days {
			fmt.Fprintf(out, "  %s  %s, %s", v.Day(d.Date.Time()), d.Name.In(c.Lang), v.T("calendar.kind."+string(d.Kind)))
			if d.Basis != "" {
				fmt.Fprintf(out, " (%s)", d.Basis)
			}
			if d.Unconfirmed {
				fmt.Fprintf(out, " %s", v.T("due.unconfirmed"))
			}
			fmt.Fprintln(out)
		}
	}
	return nil
}
