package calendar

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/vn"
)

// A Day is what the calendar knows of one day.
type Day struct {
	Date        Date   `json:"date"`
	Kind        Kind   `json:"kind"`
	Name        Name   `json:"name,omitzero"`         // of the holiday; of a day in lieu the holiday that it stands for
	Basis       string `json:"basis,omitempty"`       // the act it rests on
	Unconfirmed bool   `json:"unconfirmed,omitempty"` // nobody has seen the act
	Provisional bool   `json:"provisional,omitempty"` // calculated: the decision for the year is not known
}

// Version names the version of the document, which a dossier keeps beside its due time.
func (c *Calendar) Version() string { return c.doc.Version }

// ID names the calendar: "hanoi", or "hanoi/cn-07" of a branch.
func (c *Calendar) ID() string {
	if c.branch != "" {
		return c.doc.ID + "/" + c.branch
	}
	return c.doc.ID
}

// Document gives a copy of the calendar as a document, to be changed and made into the next version.
func (c *Calendar) Document() Document { return c.doc.copied() }

// Branch gives the calendar of a branch: the city's with the branch's closures. A branch that has nothing of its own
// works by the city's.
func (c *Calendar) Branch(id string) *Calendar {
	if b := c.branches[id]; b != nil {
		return b
	}
	return c
}

// WithClosures gives the calendar with closures of one branch in place of those in the document. The error names every
// mistake with its mend.
func (c *Calendar) WithClosures(branch string, closures ...Closure) (*Calendar, error) {
	j := &judgement{doc: &c.doc}
	j.closures("closures", closures)
	if len(j.found) > 0 {
		return nil, j.found[0]
	}
	return c.overlay(branch, slices.Clone(closures)), nil
}

// Announce gives a new version of the calendar in which the given days of decided years are as announced: rows of the
// same date are replaced, others added. The error names every mistake with its mend.
func (c *Calendar) Announce(version string, rows ...Row) (*Calendar, error) {
	doc := c.Document()
	doc.Version = version
	for _, r := range rows {
		i := slices.IndexFunc(doc.Years, func(y Decided) bool { return y.Year == r.Date.Year() })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "calendar.announce.undecided", "year", strconv.Itoa(r.Date.Year()))
		}
		days := slices.DeleteFunc(doc.Years[i].Days, func(o Row) bool { return o.Date == r.Date })
		doc.Years[i].Days = append(days, r)
	}
	next, err := New(doc)
	if err != nil || c.branch == "" {
		return next, err
	}
	return next.overlay(c.branch, c.closures), nil
}

// Covers says whether the calendar knows a day, decided or calculated.
func (c *Calendar) Covers(d Date) bool { _, ok := c.index(d); return ok }

// Decided says whether a decision is known for the year of a day.
func (c *Calendar) Decided(d Date) bool { return c.first <= d && d <= c.decided }

// Day gives what is known of a day. Outside the calendar it is judged by its weekday alone.
func (c *Calendar) Day(d Date) Day {
	for _, k := range c.closures {
		if k.From <= d && d <= k.To {
			return Day{Date: d, Kind: Closed, Name: k.Name, Basis: k.Basis}
		}
	}
	if row, ok := c.rows[d]; ok {
		return row
	}
	kind := Working
	if len(c.doc.weekdayHours(d)) == 0 {
		kind = WeeklyRest
	}
	return Day{Date: d, Kind: kind, Provisional: !c.Decided(d)}
}

// IsWorking says whether a day is a working day; outside the calendar it is none.
func (c *Calendar) IsWorking(d Date) bool {
	i, ok := c.index(d)
	return ok && len(c.shifts[i]) > 0
}

// Hours gives the working intervals of a day, none on a day off.
func (c *Calendar) Hours(d Date) []Interval {
	i, ok := c.index(d)
	if !ok {
		return nil
	}
	return slices.Clone(c.shifts[i])
}

// The states of a year.
const (
	StatusDecided     = "decided"
	StatusProvisional = "provisional"
	StatusNotCovered  = "not-covered"
)

// A Year is what the calendar says of one year.
type Year struct {
	Year        int    `json:"year"`
	Status      string `json:"status"`
	Provisional bool   `json:"provisional"` // Status is provisional
	Basis       string `json:"basis,omitempty"`
	Tet         Date   `json:"tet"`          // the first day of the lunar year
	HungKings   Date   `json:"hung_kings"`   // 10/3 lunar
	WorkingDays int    `json:"working_days"` // 0 when the year is not covered
	DaysOff     []Day  `json:"days_off"`     // on which the week has working hours: no ordinary weekends, no holiday on a weekend
	MakeUpDays  []Day  `json:"make_up_days"`
}

// Year gives what the calendar says of a year from 1950 to 2100; others are a fault of kind Invalid. Lunar days are
// calculated for all of them, days off only for the years that the calendar covers.
func (c *Calendar) Year(year int) (Year, error) {
	if year < firstYear || year > lastYear {
		return Year{}, fault.New(fault.Invalid, "calendar.year.out-of-range", "year", strconv.Itoa(year),
			"first", strconv.Itoa(firstYear), "last", strconv.Itoa(lastYear))
	}
	y := Year{Year: year, Status: StatusNotCovered, DaysOff: []Day{}, MakeUpDays: []Day{}}
	m, d := vn.Tet(year)
	y.Tet = NewDate(year, time.Month(m), d)
	m, d = vn.HungKings(year)
	y.HungKings = NewDate(year, time.Month(m), d)
	from, to := NewDate(year, time.January, 1), NewDate(year, time.December, 31)
	switch {
	case !c.Covers(from):
		return y, nil
	case c.Decided(from):
		y.Status, y.Basis = StatusDecided, c.doc.Years[year-c.doc.Years[0].Year].Basis
	default:
		y.Status, y.Provisional = StatusProvisional, true
	}
	y.WorkingDays = int(c.rank[to-c.first+1] - c.rank[from-c.first])
	for d := from; d <= to; d++ {
		switch day := c.Day(d); {
		case day.Kind == MakeUp:
			y.MakeUpDays = append(y.MakeUpDays, day)
		case day.Kind != WeeklyRest && day.Kind.Off() && len(c.doc.weekdayHours(d)) > 0:
			y.DaysOff = append(y.DaysOff, day)
		}
	}
	return y, nil
}

// Unconfirmed gives the days and hours that rest on something nobody has confirmed, as fields of the document with
// their basis, for the page that lists them.
func (c *Calendar) Unconfirmed() map[string]string {
	out := map[string]string{}
	for _, ws := range []struct {
		name  string
		weeks []Week
	}{{"weeks", c.doc.Weeks}, {"reception", c.doc.Reception}} {
		for _, w := range ws.weeks {
			if w.Unconfirmed {
				out[ws.name+" "+w.From.String()] = w.Basis
			}
		}
	}
	for _, d := range slices.Sorted(maps.Keys(c.rows)) {
		if r := c.rows[d]; r.Unconfirmed {
			out[d.String()] = r.Basis
		}
	}
	return out
}
