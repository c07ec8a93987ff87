package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"motcua/ground/text"
	"motcua/ground/vn"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/org"
)

// placesPage lists where dossiers are received (nơi tiếp nhận): branches with their points.
type placesPage struct {
	Base
	Query    string
	Found    string // how many places serve what was asked for
	Branches []branchView
	Hours    []hoursLine
	Today    Notice
	Empty    Empty
}

// Template names the page's template.
func (*placesPage) Template() string { return "public/places" }

// A branchView is a branch with its points.
type branchView struct {
	deskView
	Points []deskView
}

// A deskView is one place that receives.
type deskView struct {
	ID, Name, Address string
	Example           bool
	Serves            string
}

// An hoursLine is the hours of some days of the week.
type hoursLine struct{ Days, Hours string }

func (s *Site) places(w http.ResponseWriter, r *http.Request) error {
	v, reader, query := s.voice(r), s.read(r), cut(strings.TrimSpace(r.URL.Query().Get("q")), 100)
	world, now := s.o.Office.World(), s.o.Office.Now()
	p := &placesPage{Base: Base{TitleKey: "places.title", Nav: "branches", Crumbs: []Crumb{{v.T("nav.home"), "/"}}}, Query: query}
	at := map[string]int{}
	found := 0
	desks := reader.Desks()
	slices.SortStableFunc(desks, func(a, b office.Desk) int { return byTitle(a.Name, b.Name) })
	for _, points := range []bool{false, true} {
		for _, d := range desks {
			parent := ""
			if u := world.Org.Unit(org.UnitID(d.ID)); u != nil {
				parent = string(u.Parent)
			}
			i, below := at[parent]
			if below != points {
				continue
			}
			if fitsPlace(d, query) {
				found++
			} else if points || query != "" && !anyBelow(world, desks, d.ID, query) {
				continue
			}
			view := deskView{ID: d.ID, Name: unitWords(v, d.UnitName), Address: d.Address, Example: d.Example && !strings.Contains(vn.Fold(d.Address), "minh hoa"), Serves: strings.Join(d.Serves, ", ")}
			if points {
				p.Branches[i].Points = append(p.Branches[i].Points, view)
				continue
			}
			at[d.ID] = len(p.Branches)
			p.Branches = append(p.Branches, branchView{deskView: view})
		}
	}
	if query != "" {
		p.Found = v.T("places.found", "n", found, "text", query)
	}
	if found == 0 {
		p.Branches, p.Empty = nil, Empty{Title: v.T("places.none"), Words: v.T("places.none-words"), Link: Link{v.T("places.all"), "/noi-tiep-nhan"}}
	}
	p.Hours = weekHours(v, world.Calendar, now)
	p.Today = todayNotice(v, world.Calendar, now)
	return s.Render(w, r, http.StatusOK, p)
}

// byTitle compares names as people order them: "Chi nhánh số 2" before "Chi nhánh số 10".
func byTitle(a, b string) int { return cmp.Compare(vn.TitleKey(a), vn.TitleKey(b)) }

// fitsPlace says whether a place has the words in its name, its address or the communes that it is there for first.
func fitsPlace(d office.Desk, query string) bool {
	if query == "" {
		return true
	}
	return strings.Contains(vn.Fold(d.Name+" "+d.Address+" "+strings.Join(d.Serves, " ")), vn.Fold(query))
}

// anyBelow says whether a point of the branch fits, so that the branch stands above it.
func anyBelow(w *office.World, desks []office.Desk, branch, query string) bool {
	for _, d := range desks {
		if u := w.Org.Unit(org.UnitID(d.ID)); u != nil && string(u.Parent) == branch && fitsPlace(d, query) {
			return true
		}
	}
	return false
}

// weekHours are the hours of reception of an ordinary week, days with the same hours together.
func weekHours(v text.Voice, cal *calendar.Calendar, now time.Time) []hoursLine {
	if cal == nil {
		return nil
	}
	var out []hoursLine
	var first, last, hours string
	flush := func() {
		if first == "" {
			return
		}
		days := first
		if last != first {
			days = v.T("places.days", "from", first, "to", last)
		}
		out = append(out, hoursLine{text.Upper(days), hours})
	}
	for n := range 7 {
		day := time.Weekday((n + 1) % 7)
		name, h := weekdayWords(v, day), hoursWords(v, ordinaryHours(cal, calendar.DateOf(now), day))
		if h != hours || first == "" {
			flush()
			first, hours = name, h
		}
		last = name
	}
	flush()
	return out
}

// ordinaryHours are those of the next such weekday that is no special day.
func ordinaryHours(cal *calendar.Calendar, from calendar.Date, day time.Weekday) []calendar.Interval {
	for d := from; d < from+70 && cal.Covers(d); d++ {
		if kind := cal.Day(d).Kind; d.Weekday() == day && (kind == calendar.Working || kind == calendar.WeeklyRest) {
			return cal.ReceptionHours(d)
		}
	}
	return nil
}

func weekdayWords(v text.Voice, day time.Weekday) string {
	return v.T([...]string{"time.sunday", "time.monday", "time.tuesday", "time.wednesday", "time.thursday", "time.friday", "time.saturday"}[day])
}

// hoursWords writes hours of reception: "08:00–12:00, 13:30–17:30".
func hoursWords(v text.Voice, hours []calendar.Interval) string {
	if len(hours) == 0 {
		return v.T("places.closed")
	}
	var parts []string
	for _, i := range hours {
		parts = append(parts, clockWords(int(i.From))+"–"+clockWords(int(i.To)))
	}
	return strings.Join(parts, ", ")
}

// clockWords writes minutes after midnight.
func clockWords(m int) string {
	return time.Date(2000, 1, 1, m/60, m%60, 0, 0, time.UTC).Format("15:04")
}

// todayNotice says whether desks receive now, and else when they do next.
func todayNotice(v text.Voice, cal *calendar.Calendar, now time.Time) Notice {
	if cal == nil {
		return Notice{}
	}
	if cal.Receiving(now) {
		return Notice{Tone: OK, Title: v.T("places.open-now"), Words: v.T("places.open-hours", "hours", hoursWords(v, cal.ReceptionHours(calendar.DateOf(now))))}
	}
	n := Notice{Tone: Plain, Title: v.T("places.closed-now")}
	if day := cal.Day(calendar.DateOf(now)); day.Kind.Off() {
		n.Title = v.T("places.off-today", "day", dayOffWords(v, day))
	}
	if next, err := cal.NextReception(now); err == nil {
		n.Words = v.T("places.next", "time", v.DateTime(next))
	}
	return n
}

// holidayNotice warns when the next working day is not tomorrow; nil on ordinary days.
func holidayNotice(v text.Voice, cal *calendar.Calendar, now time.Time) *Notice {
	if cal == nil {
		return nil
	}
	tomorrow := calendar.DateOf(now) + 1
	day := cal.Day(tomorrow)
	if !cal.Covers(tomorrow) || !day.Kind.Off() || day.Kind == calendar.WeeklyRest {
		return nil
	}
	n := Notice{Tone: Soon, Title: v.T("places.off-tomorrow", "day", dayOffWords(v, day)), Link: Link{v.T("places.hours-link"), "/noi-tiep-nhan"}}
	if next, err := cal.NextReception(tomorrow.Time()); err == nil {
		n.Words = v.T("places.next", "time", v.DateTime(next))
	}
	return &n
}
