package calendar

import "time"

// Format names the file format of a calendar and its version.
const Format = "motcua.calendar/1"

// A Document is a calendar as a file: what docs/calendar-format.md describes. Parse and New judge it.
type Document struct {
	Format   string `json:"format"`  // always Format
	ID       string `json:"id"`      // "hanoi"
	Name     Name   `json:"name"`    // shown to people
	Version  string `json:"version"` // changes with every decision; dossiers keep the version they were counted by
	Basis    string `json:"basis"`   // what the calendar as a whole rests on
	Through  int    `json:"through"` // last year that is calculated by Rules when no decision is known
	Cutoff   Cutoff `json:"cutoff"`  // the 15:00 rule
	AfterDue string `json:"after_hours_due,omitempty"`

	HoursOnly bool      `json:"hours_only,omitempty"` // working days are not counted, days need not have eight hours
	Weeks     []Week    `json:"weeks"`                // working hours by which terms run
	Reception []Week    `json:"reception,omitempty"`  // hours in which desks receive; none: the working hours
	Years     []Decided `json:"years"`                // decided years, one after the other
	Rules     []Rule    `json:"rules"`                // how the days off of later years are calculated
	LieuBasis string    `json:"lieu_basis,omitempty"` // what a calculated day in lieu rests on; none: what its holiday does
	Branches  []Branch  `json:"branches,omitempty"`   // what one branch has of its own
}

// A Name is what people read, in the two languages of the city; Vietnamese binds.
type Name struct {
	VI string `json:"vi"`
	EN string `json:"en,omitempty"`
}

// In gives the name in lang ("vi" or "en"), falling back on Vietnamese.
func (n Name) In(lang string) string {
	if lang == "en" && n.EN != "" {
		return n.EN
	}
	return n.VI
}

// A Cutoff is the clock time after which what was received is handed over at the next opening only.
type Cutoff struct {
	Time  string `json:"time"` // "15:00": received at that very minute is still in time
	Basis string `json:"basis"`
}

// A Week gives the hours of each weekday over a time. A weekday that it does not name is a weekly rest day.
type Week struct {
	From        Date                  `json:"from"`
	To          *Date                 `json:"to,omitempty"` // last day, none: until further notice
	Hours       map[string][]Interval `json:"hours"`        // by "mon" … "sun"
	Basis       string                `json:"basis"`
	Unconfirmed bool                  `json:"unconfirmed,omitempty"`
}

// A Decided is a year (năm đã có quyết định) whose days off stand in a decision.
type Decided struct {
	Year  int    `json:"year"`
	Basis string `json:"basis"`
	Days  []Row  `json:"days"`
}

// A Row is one day that its weekday does not explain.
type Row struct {
	Date        Date       `json:"date"`
	Kind        Kind       `json:"kind"`
	Name        Name       `json:"name"`
	Basis       string     `json:"basis"`
	HoursOf     string     `json:"hours_of,omitempty"`  // of a make-up day: the weekday whose hours it has, default "mon"
	Reception   []Interval `json:"reception,omitempty"` // desks that receive on this day all the same
	Unconfirmed bool       `json:"unconfirmed,omitempty"`
}

// A Rule gives the days off of every year that nothing is decided for.
type Rule struct {
	Solar  string `json:"solar,omitempty"` // "01-01": month and day
	Lunar  string `json:"lunar,omitempty"` // "03-10": month and day of the lunar calendar
	Days   int    `json:"days,omitempty"`  // in a row, default 1
	Starts []int  `json:"starts,omitempty"`
	From   int    `json:"from,omitempty"` // first year
	To     int    `json:"to,omitempty"`   // last year
	Name   Name   `json:"name"`
	Basis  string `json:"basis"`
	// NoLieu: no day off in lieu when the day falls on a weekly rest day.
	NoLieu bool `json:"no_lieu,omitempty"`
}

// A Branch (chi nhánh) is what one branch of the Centre has of its own.
type Branch struct {
	ID        string    `json:"id"`
	Reception []Week    `json:"reception,omitempty"`
	Closures  []Closure `json:"closures,omitempty"`
}

// A Closure (tạm đóng) is a run of whole days on which a branch does not work, such as a move.
type Closure struct {
	From  Date   `json:"from"`
	To    Date   `json:"to"` // last day
	Name  Name   `json:"name"`
	Basis string `json:"basis"`
}

// A Kind says what a day is. It wins over the weekday.
type Kind string

// The kinds of day.
const (
	Working    Kind = "working"     // ngày làm việc
	WeeklyRest Kind = "weekly-rest" // ngày nghỉ hằng tuần
	Holiday    Kind = "holiday"     // ngày lễ, tết
	InLieu     Kind = "in-lieu"     // nghỉ bù
	SwappedOff Kind = "swapped-off" // nghỉ hoán đổi
	MakeUp     Kind = "make-up"     // ngày làm bù
	Closed     Kind = "closure"     // tạm đóng một chi nhánh
)

// Off says whether nobody works on a day of this kind.
func (k Kind) Off() bool { return k != Working && k != MakeUp }

// weekdayKeys are the names of the weekdays in a file, Sunday first as in package time.
var weekdayKeys = [7]string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// weekday gives the weekday of its name in a file.
func weekday(key string) (time.Weekday, bool) {
	for i, k := range weekdayKeys {
		if k == key {
			return time.Weekday(i), true
		}
	}
	return 0, false
}
