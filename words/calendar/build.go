// Package calendar has working time (thời gian làm việc) and legal clocks: weekly hours, holidays decided and lunar, make-up
// days, closures of one branch, terms in hours, working days, calendar days and months, and clocks that pause, restart
// and are extended once. Everything is data with validity and legal basis; nothing here asks the time.
package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Calendar (lịch làm việc) knows when a city works. It never changes after it was made; many goroutines may use it.
// Working minutes are kept summed up by day, so that a due time costs a few look-ups.
type Calendar struct {
	doc      Document
	branch   string    // "" for the whole city
	closures []Closure // of the branch
	cutoff   int       // clock time of the 15:00 rule

	last    int     // last year in the tables
	first   Date    // day of index 0 in the tables
	decided Date    // last day of the last decided year
	sum     []int32 // working minutes before each day, and one entry more for the total
	rank    []int32 // working days before each day, and one entry more for the total
	nth     []int32 // index of each working day
	shifts  []shift // the working time of each day; days alike share one
	rows    map[Date]Day

	branches map[string]*Calendar // by ID, on the city's calendar only
}

// grace is for how many years after Through the tables go on, by the same rules: a term that ends there is given, and is
// provisional as in every year without a decision.
const grace = 10

// build makes a calendar of a document without mistakes.
func build(doc Document) *Calendar {
	c := &Calendar{doc: doc}
	c.cutoff, _ = parseClock(doc.Cutoff.Time) // judged before
	c.first = NewDate(doc.Years[0].Year, time.January, 1)
	c.last = min(doc.Through+grace, lastYear)
	c.decided = NewDate(doc.Years[len(doc.Years)-1].Year, time.December, 31)
	c.rows = map[Date]Day{}
	for _, y := range doc.Years {
		for _, r := range y.Days {
			c.rows[r.Date] = Day{Date: r.Date, Kind: r.Kind, Name: r.Name, Basis: r.Basis, Unconfirmed: r.Unconfirmed}
		}
	}
	for y := doc.Years[len(doc.Years)-1].Year + 1; y <= c.last; y++ {
		for _, d := range doc.calculate(y) {
			d.Provisional = true
			c.rows[d.Date] = d
		}
	}
	c.sumUp()
	c.branches = map[string]*Calendar{}
	for _, b := range doc.Branches {
		c.branches[b.ID] = c.overlay(b.ID, b.Closures)
	}
	return c
}

// overlay gives the calendar of one branch.
func (c *Calendar) overlay(branch string, closures []Closure) *Calendar {
	o := *c
	o.branch, o.closures, o.branches = branch, closures, nil
	if len(closures) > 0 {
		o.sumUp()
	}
	return &o
}

// sumUp fills the tables.
func (c *Calendar) sumUp() {
	last := NewDate(c.last, time.December, 31)
	n := int(last-c.first) + 1
	c.sum, c.rank = make([]int32, 1, n+1), make([]int32, 1, n+1)
	c.shifts, c.nth = make([]shift, 0, n), make([]int32, 0, n*5/7)
	for i := range n {
		s := c.shiftOf(c.first + Date(i))
		c.shifts = append(c.shifts, s)
		c.sum = append(c.sum, c.sum[i]+int32(s.minutes()))
		c.rank = append(c.rank, int32(len(c.nth)))
		if len(s) > 0 {
			c.nth = append(c.nth, int32(i))
			c.rank[i+1]++
		}
	}
}

// shiftOf finds the working time of a day in the document: the day's kind wins over its weekday.
func (c *Calendar) shiftOf(d Date) shift {
	for _, k := range c.closures {
		if k.From <= d && d <= k.To {
			return nil
		}
	}
	row, ok := c.rows[d]
	switch {
	case ok && row.Kind.Off():
		return nil
	case ok && row.Kind == MakeUp:
		return c.doc.hoursOf(d, c.doc.row(d).HoursOf)
	}
	return c.doc.weekdayHours(d)
}

// row finds the row of a decided day.
func (doc *Document) row(d Date) Row {
	y := doc.Years[min(max(d.Year()-doc.Years[0].Year, 0), len(doc.Years)-1)]
	i := slices.IndexFunc(y.Days, func(r Row) bool { return r.Date == d })
	if i < 0 {
		return Row{}
	}
	return y.Days[i]
}

// weekdayHours gives the working hours that a day has by its weekday.
func (doc *Document) weekdayHours(d Date) shift { return weekHours(doc.Weeks, d, d.Weekday()) }

// hoursOf gives the working hours of a make-up day, those of the named weekday.
func (doc *Document) hoursOf(d Date, key string) shift {
	w, ok := weekday(key)
	if !ok {
		w = time.Monday
	}
	return weekHours(doc.Weeks, d, w)
}

// weekHours gives the hours of a weekday in the week that is valid on d.
func weekHours(ws []Week, d Date, w time.Weekday) shift {
	for i, week := range ws {
		if week.From <= d && (week.To == nil || d <= *week.To || i == len(ws)-1) { // the last go on after Through
			return week.Hours[weekdayKeys[w]]
		}
	}
	return nil
}

// monthDay reads "03-10".
func monthDay(s string) (month, day int, ok bool) {
	a, b, found := strings.Cut(s, "-")
	month, err := strconv.Atoi(a)
	day, err2 := strconv.Atoi(b)
	return month, day, found && len(s) == 5 && err == nil && err2 == nil
}
