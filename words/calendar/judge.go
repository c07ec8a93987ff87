package calendar

import (
	"fmt"
	"slices"
	"time"
)

// The years for which the lunar calendar is right, and so for which days off can be calculated.
const (
	firstYear = 1950
	lastYear  = 2100
)

// dayMinutes is a working day when working days are counted (Labour Code: 40 hours in five days).
const dayMinutes = 8 * 60

// A judge collects the mistakes of a document.
type judgement struct {
	doc   *Document
	found []problem
}

func (j *judgement) add(field, format string, args ...any) {
	j.found = append(j.found, problem{field, fmt.Sprintf(format, args...)})
}

// judge gives every mistake of a document.
func judge(doc *Document) []problem {
	j := &judgement{doc: doc}
	if doc.Format != Format {
		j.add("format", "%q is not known: write %q", doc.Format, Format)
	}
	for _, f := range [][2]string{{"id", doc.ID}, {"name.vi", doc.Name.VI}, {"version", doc.Version}, {"basis", doc.Basis}} {
		if f[1] == "" {
			j.add(f[0], "is missing: give it a text")
		}
	}
	if _, ok := parseClock(doc.Cutoff.Time); !ok {
		j.add("cutoff.time", "%q is no clock time: write it as 15:00", doc.Cutoff.Time)
	}
	switch AfterHours(doc.AfterDue) {
	case "", Open, Close:
	default:
		j.add("after_hours_due", "%q is not known: write %q or %q", doc.AfterDue, Close, Open)
	}
	if j.years(); len(j.found) > 0 {
		return j.found // what follows leans on the years
	}
	first, last := NewDate(doc.Years[0].Year, time.January, 1), NewDate(doc.Through, time.December, 31)
	j.weeks("weeks", doc.Weeks, first, last, !doc.HoursOnly)
	if len(j.found) > 0 {
		return j.found // what follows leans on the hours
	}
	if len(doc.Reception) > 0 {
		j.weeks("reception", doc.Reception, first, last, false)
	}
	j.rows()
	j.swaps()
	j.rules()
	j.branches(first, last)
	return j.found
}

// years wants the decided years in a row, each once.
func (j *judgement) years() {
	ys := j.doc.Years
	if len(ys) == 0 {
		j.add("years", "has no year: add the first year to count from")
		return
	}
	for i, y := range ys {
		field := fmt.Sprintf("years[%d].year", i)
		switch {
		case y.Year < firstYear || y.Year > lastYear:
			j.add(field, "%d lies outside %d to %d: check the year", y.Year, firstYear, lastYear)
		case i > 0 && y.Year == ys[i-1].Year+1, i == 0:
		case slices.ContainsFunc(ys[:i], func(o Decided) bool { return o.Year == y.Year }):
			j.add(field, "%d stands twice: keep one of the two", y.Year)
		case y.Year > ys[i-1].Year:
			j.add(field, "%d is missing before %d: add it", ys[i-1].Year+1, y.Year)
		default:
			j.add(field, "%d comes after %d: put the years in order", y.Year, ys[i-1].Year)
		}
		if y.Basis == "" {
			j.add(fmt.Sprintf("years[%d].basis", i), "is missing: name the decision for %d", y.Year)
		}
	}
	if last := ys[len(ys)-1].Year; j.doc.Through < last || j.doc.Through > lastYear {
		j.add("through", "%d is not between the last decided year %d and %d: mend it", j.doc.Through, last, lastYear)
	}
}

// weeks wants the validities to follow each other without gap or overlap over the whole calendar.
func (j *judgement) weeks(field string, ws []Week, first, last Date, whole bool) {
	if len(ws) == 0 {
		j.add(field, "has no hours: add a week that is valid from %s", first)
		return
	}
	if ws[0].From > first {
		j.add(field+"[0].from", "hours are missing from %s to %s: begin with %s or earlier", first, ws[0].From-1, first)
	}
	for i, w := range ws {
		at := fmt.Sprintf("%s[%d]", field, i)
		if w.To != nil && *w.To < w.From {
			j.add(at+".to", "%s lies before from %s: exchange them", *w.To, w.From)
		}
		if i+1 < len(ws) {
			next := ws[i+1].From
			switch {
			case w.To == nil || *w.To >= next:
				j.add(at+".to", "overlaps the hours from %s: write %s", next, next-1)
			case *w.To+1 < next:
				j.add(at+".to", "hours are missing from %s to %s: write %s", *w.To+1, next-1, next-1)
			}
		} else if w.To != nil && *w.To < last {
			j.add(at+".to", "hours are missing after %s: leave it out or add hours from %s", *w.To, *w.To+1)
		}
		if w.Basis == "" {
			j.add(at+".basis", "is missing: name what these hours rest on")
		}
		j.hours(at+".hours", w.Hours, whole)
	}
}

// hours judges one week; whole says that each day must have eight hours.
func (j *judgement) hours(field string, hours map[string][]Interval, whole bool) {
	days := 0
	for key, is := range hours {
		at := field + "." + key
		if _, ok := weekday(key); !ok {
			j.add(at, "is no weekday: write mon, tue, wed, thu, fri, sat or sun")
		}
		j.intervals(at, is)
		if len(is) > 0 {
			days++
		}
		if n := shift(is).minutes(); whole && n != dayMinutes && n != 0 {
			j.add(at, "the intervals add up to %d h %02d min, a working day has 8 h: mend them, or set hours_only to true "+
				"and count no working days", n/60, n%60)
		}
	}
	if days == 0 {
		j.add(field, "has no working day: give at least one weekday its intervals")
	}
}

// intervals wants them in order and apart.
func (j *judgement) intervals(field string, is []Interval) {
	for i, v := range is {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case v.From < 0 || v.To > dayLength || v.From >= v.To:
			j.add(at, "%s is no interval of a day: mend it", v)
		case i > 0 && v.From <= is[i-1].To:
			j.add(at, "%s overlaps or touches %s: mend or join them", v, is[i-1])
		}
	}
}

// rows judges the days of the decided years.
func (j *judgement) rows() {
	seen := map[Date]bool{}
	for i, y := range j.doc.Years {
		for k, r := range y.Days {
			at := fmt.Sprintf("years[%d].days[%d]", i, k)
			if r.Date.Year() != y.Year {
				j.add(at+".date", "%s is not in %d: move it to its year", r.Date, y.Year)
			}
			if seen[r.Date] {
				j.add(at+".date", "%s stands twice: keep one of the two", r.Date)
			}
			seen[r.Date] = true
			if r.Name.VI == "" {
				j.add(at+".name.vi", "is missing: say what day %s is", r.Date)
			}
			if r.Basis == "" {
				j.add(at+".basis", "is missing: name the act that %s rests on", r.Date)
			}
			j.row(at, r)
		}
	}
}

// swapReach is how far a day off may lie from the day that is worked for it.
// choice: decisions swap within some weeks; what lies further apart belongs to another swap, or one of the two is forgotten.
const swapReach = 92

// swaps wants a make-up day for every day that was swapped off: without it everybody's terms would be a day longer by a slip,
// and nobody would see it. One near the end of the last decided year may have its make-up day in a year that is not decided yet.
func (j *judgement) swaps() {
	var free []Date
	for _, y := range j.doc.Years {
		for _, r := range y.Days {
			if r.Kind == MakeUp {
				free = append(free, r.Date)
			}
		}
	}
	slices.Sort(free)
	last := NewDate(j.doc.Years[len(j.doc.Years)-1].Year, time.December, 31)
	for i, y := range j.doc.Years {
		for k, r := range y.Days {
			if r.Kind != SwappedOff {
				continue
			}
			n := slices.IndexFunc(free, func(d Date) bool { return d >= r.Date-swapReach && d <= r.Date+swapReach })
			switch {
			case n >= 0:
				free = slices.Delete(free, n, n+1)
			case r.Date+swapReach <= last:
				j.add(fmt.Sprintf("years[%d].days[%d].kind", i, k), "%s is swapped off, but no make-up day within %d days stands against it: "+
					"add the %s day that is worked for it, or write %s if nobody works for it", r.Date, swapReach, MakeUp, Holiday)
			}
		}
	}
}

// row judges a day against its weekday.
func (j *judgement) row(at string, r Row) {
	rest := len(j.doc.weekdayHours(r.Date)) == 0
	j.intervals(at+".reception", r.Reception)
	if _, ok := weekday(r.HoursOf); r.HoursOf != "" && (!ok || r.Kind != MakeUp) {
		j.add(at+".hours_of", "%q: write a weekday mon … fri, and on a make-up day only", r.HoursOf)
		return
	}
	switch r.Kind {
	case Holiday:
	case InLieu, SwappedOff:
		if rest {
			j.add(at+".kind", "%s is a weekly rest day already: remove it or mend the date", r.Date)
		}
	case MakeUp:
		switch {
		case !rest:
			j.add(at+".kind", "%s is a working day already: remove it or mend the date", r.Date)
		case len(j.doc.hoursOf(r.Date, r.HoursOf)) == 0:
			j.add(at+".hours_of", "this weekday has no working hours on %s: name one that has", r.Date)
		}
	default:
		j.add(at+".kind", "%q is not known: write %s, %s, %s or %s", r.Kind, Holiday, InLieu, SwappedOff, MakeUp)
	}
}

// rules judges how later years are calculated.
func (j *judgement) rules() {
	if len(j.doc.Rules) == 0 && j.doc.Through > j.doc.Years[len(j.doc.Years)-1].Year {
		j.add("rules", "has no rule for the years until %d: add the holidays, or set through to the last decided year", j.doc.Through)
	}
	for i, r := range j.doc.Rules {
		at := fmt.Sprintf("rules[%d]", i)
		if (r.Solar == "") == (r.Lunar == "") {
			j.add(at, "needs either solar or lunar: write one of them as month and day, 01-01")
		}
		if _, err := time.Parse("2006-01-02", "2000-"+r.Solar); r.Solar != "" && err != nil {
			j.add(at+".solar", "%q is no day: write month and day as 01-01", r.Solar)
		}
		if m, d, ok := monthDay(r.Lunar); r.Lunar != "" && (!ok || m < 1 || m > 12 || d < 1 || d > 30) {
			j.add(at+".lunar", "%q is no lunar day: write month and day as 03-10", r.Lunar)
		}
		if r.Days < 0 || r.Days > 15 {
			j.add(at+".days", "%d: write how many days in a row, 1 to 15", r.Days)
		}
		if r.To != 0 && r.To < r.From {
			j.add(at+".to", "%d lies before from %d: exchange them", r.To, r.From)
		}
		for _, s := range r.Starts {
			if s < -15 || s > 15 {
				j.add(at+".starts", "%d: write by how many days the first day off lies after the day itself, -15 to 15", s)
			}
		}
		if r.Name.VI == "" {
			j.add(at+".name.vi", "is missing: say what day it is")
		}
		if r.Basis == "" {
			j.add(at+".basis", "is missing: name the act that the day rests on")
		}
	}
}

// branches judges what single branches have of their own.
func (j *judgement) branches(first, last Date) {
	seen := map[string]bool{}
	for i, b := range j.doc.Branches {
		at := fmt.Sprintf("branches[%d]", i)
		if b.ID == "" || seen[b.ID] {
			j.add(at+".id", "%q is empty or stands twice: give each branch one entry", b.ID)
		}
		seen[b.ID] = true
		if len(b.Reception) > 0 {
			j.weeks(at+".reception", b.Reception, first, last, false)
		}
		j.closures(at+".closures", b.Closures)
	}
}

// closures wants them in order and apart.
func (j *judgement) closures(field string, cs []Closure) {
	for i, c := range cs {
		at := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case c.To < c.From:
			j.add(at+".to", "%s lies before from %s: exchange them", c.To, c.From)
		case i > 0 && c.From <= cs[i-1].To:
			j.add(at+".from", "%s overlaps the closure until %s: put them in order and apart", c.From, cs[i-1].To)
		}
		if c.Name.VI == "" || c.Basis == "" {
			j.add(at, "needs name.vi and basis: say why the branch is closed and by whose order")
		}
	}
}
