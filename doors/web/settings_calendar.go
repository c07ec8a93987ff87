package web

import (
	"net/http"
	"strconv"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/calendar"
)

// calendarPage shows the working calendar (lịch làm việc) year by year.
type calendarPage struct {
	Base
	Name, Version, Basis, Cutoff, CutoffBasis string
	Year                                      int
	Years                                     []Chip
	Facts                                     []Fact
	Days                                      []calendarDay
	MakeUp                                    []calendarDay
	Weeks                                     []weekView
	Rules                                     []calendarRule
	All                                       []yearLine
	Unconfirmed                               int
}

// Template names the page's template.
func (*calendarPage) Template() string { return "settings/calendar" }

// A calendarDay is a day that its weekday does not explain.
type calendarDay struct {
	Day, Name, Kind, Basis   string
	Unconfirmed, Provisional bool
}

// A weekView is the hours of a week over a time.
type weekView struct {
	Words, From, Basis string
	Hours              []hoursLine
	Unconfirmed        bool
}

// A calendarRule says how the days off of later years are calculated.
type calendarRule struct{ Name, Words, Basis string }

// A yearLine is a year in short.
type yearLine struct {
	Year         int
	Href         string
	Status       Pill
	Work, Off    int
	MakeUp, Open int // Open: days whose decision nobody has seen
}

func (s *Site) settingCalendar(w http.ResponseWriter, r *http.Request) error {
	v, cal, now := s.voice(r), s.o.Office.World().Calendar, s.o.Office.Now()
	if cal == nil {
		return fault.New(fault.Missing, "settings.calendar.missing")
	}
	year := now.In(calendar.Zone).Year()
	if n, err := strconv.Atoi(r.URL.Query().Get("year")); err == nil {
		year = n
	}
	y, err := cal.Year(year)
	if err != nil {
		return err
	}
	doc := cal.Document()
	p := &calendarPage{
		Base: s.settingsBase(v, "calendar"), Name: doc.Name.In(string(v.Lang)), Version: doc.Version, Basis: doc.Basis, Year: year,
		Cutoff: doc.Cutoff.Time, CutoffBasis: doc.Cutoff.Basis, Unconfirmed: len(cal.Unconfirmed()),
	}
	p.years(v, cal, &doc, now, year)
	p.Facts = yearFacts(v, &y)
	for _, d := range y.DaysOff {
		p.Days = append(p.Days, newCalendarDay(v, d))
	}
	for _, d := range y.MakeUpDays {
		p.MakeUp = append(p.MakeUp, newCalendarDay(v, d))
	}
	for _, x := range []struct {
		key   string
		weeks []calendar.Week
	}{{"settings.calendar.hours", doc.Weeks}, {"settings.calendar.reception", doc.Reception}} {
		for _, week := range x.weeks {
			p.Weeks = append(p.Weeks, newWeekView(v, v.T(x.key), week))
		}
	}
	for _, rule := range doc.Rules {
		p.Rules = append(p.Rules, calendarRule{rule.Name.In(string(v.Lang)), ruleDays(v, rule), rule.Basis})
	}
	return s.Render(w, r, http.StatusOK, p)
}

// years are those that the calendar has a decision for, and two that it calculates.
func (p *calendarPage) years(v text.Voice, cal *calendar.Calendar, doc *calendar.Document, now time.Time, chosen int) {
	first, last := doc.Years[0].Year, max(doc.Years[len(doc.Years)-1].Year, now.In(calendar.Zone).Year())+2
	for n := first; n <= min(last, doc.Through); n++ {
		href := "/settings/calendar?year=" + strconv.Itoa(n)
		p.Years = append(p.Years, Chip{Words: strconv.Itoa(n), Count: -1, Href: href, Current: n == chosen})
		y, err := cal.Year(n)
		if err != nil {
			continue
		}
		line := yearLine{Year: n, Href: href, Status: yearPill(v, y.Status), Work: y.WorkingDays, Off: len(y.DaysOff), MakeUp: len(y.MakeUpDays)}
		for _, d := range append(y.DaysOff, y.MakeUpDays...) {
			if d.Unconfirmed {
				line.Open++
			}
		}
		p.All = append(p.All, line)
	}
}

func yearPill(v text.Voice, status string) Pill {
	tone := Soon
	if status == calendar.StatusDecided {
		tone = OK
	}
	return Pill{tone, v.T("settings.calendar.status." + status)}
}

// yearFacts are what a year adds up to.
func yearFacts(v text.Voice, y *calendar.Year) []Fact {
	pill := yearPill(v, y.Status)
	out := []Fact{{Term: v.T("settings.calendar.status"), Pill: &pill}}
	if y.Status != calendar.StatusNotCovered {
		out = append(out, Fact{Term: v.T("settings.calendar.working-days"), Words: v.Number(int64(y.WorkingDays))})
	}
	out = append(out, Fact{Term: v.T("settings.calendar.tet"), Words: v.Day(y.Tet.Time())}, Fact{Term: v.T("settings.calendar.hung-kings"), Words: v.Day(y.HungKings.Time())})
	if y.Basis != "" {
		out = append(out, Fact{Term: v.T("settings.basis"), Words: y.Basis})
	}
	return out
}

func newCalendarDay(v text.Voice, d calendar.Day) calendarDay {
	return calendarDay{
		Day: text.Upper(v.Day(d.Date.Time())), Name: d.Name.In(string(v.Lang)), Kind: text.Upper(v.T("calendar.kind." + string(d.Kind))), Basis: d.Basis,
		Unconfirmed: d.Unconfirmed, Provisional: d.Provisional,
	}
}

// weekKeys are the weekdays of a calendar's file, Monday first.
var weekKeys = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func newWeekView(v text.Voice, words string, week calendar.Week) weekView {
	out := weekView{Words: words, From: v.T("settings.rules.from", "from", v.Date(week.From.Time())), Basis: week.Basis, Unconfirmed: week.Unconfirmed}
	if week.To != nil {
		out.From = v.T("settings.rules.from-to", "from", v.Date(week.From.Time()), "to", v.Date(week.To.Time()))
	}
	for i, key := range weekKeys {
		hours := v.T("places.closed")
		if len(week.Hours[key]) > 0 {
			hours = hoursWords(v, week.Hours[key])
		}
		out.Hours = append(out.Hours, hoursLine{text.Upper(weekdayWords(v, time.Weekday((i+1)%7))), hours})
	}
	return out
}

// ruleDays says on which days a rule's days off fall.
func ruleDays(v text.Voice, r calendar.Rule) string {
	key, day := "settings.calendar.solar", r.Solar
	if r.Lunar != "" {
		key, day = "settings.calendar.lunar", r.Lunar
	}
	if len(day) == 5 {
		day = day[3:] + "/" + day[:2]
	}
	return v.T(key, "day", day, "n", max(r.Days, 1))
}
