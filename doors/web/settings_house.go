package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/words/calendar"
	"motcua/words/org"
)

// housePage is the organisation as it stands on a day (sơ đồ tổ chức), past or to come, and what is another way on a second day.
type housePage struct {
	Base
	Day, Against string // as typed, "" for today and for no comparison
	Wrong        string // why what was typed is no day
	Shown        string // the day in words
	Tree         []houseNode
	Count        string
	Changes      []houseChange
	Compared     string // "" when nothing is compared
	Acts         bool
}

// Template names the page's template.
func (*housePage) Template() string { return "settings/house" }

// A houseNode is a unit with what stands below it on that day.
type houseNode struct {
	Name, Kind, Code, Href string
	People                 string
	Below                  []houseNode
	Open                   bool
}

// A houseChange is what changed in one way: so many, of which kinds, and each of them.
type houseChange struct {
	Kind, Split string
	Tone        Tone
	Lines       []houseLine
}

// A houseLine is one line of a comparison.
type houseLine struct{ Words, Href, Note string }

// dayAsked reads a day out of the address: its noon in the legal zone, now for today and for none.
func (s *Site) dayAsked(typed string) (time.Time, bool) {
	now := s.o.Office.Now()
	if typed == "" {
		return now, true
	}
	d, ok := ReadDate(cut(typed, 20))
	if !ok {
		return now, false
	}
	at := time.Date(d.Year(), d.Month(), d.Day(), 12, 0, 0, 0, calendar.Zone)
	if y, m, day := now.In(calendar.Zone).Date(); y == at.Year() && m == at.Month() && day == at.Day() {
		return now, true
	}
	return at, true
}

func (s *Site) settingHouse(w http.ResponseWriter, r *http.Request) error {
	v, q := s.voice(r), r.URL.Query()
	p := &housePage{Base: s.settingsBase(v, "house"), Day: strings.TrimSpace(q.Get("day")), Against: strings.TrimSpace(q.Get("against")), Acts: who(r).Role == string(org.Administrator)}
	at, ok := s.dayAsked(p.Day)
	other, both := s.dayAsked(p.Against)
	status := http.StatusOK
	if !ok || !both {
		p.Wrong, status = v.T("settings.house.no-day"), http.StatusUnprocessableEntity
	}
	o := s.o.Office.World().Org
	p.Shown, p.Count = v.Day(at), v.T("settings.house.count", "n", len(o.Units(at)))
	for _, u := range unitsInOrder(v, o.Children("", at)) {
		p.Tree = append(p.Tree, s.houseNode(v, o, u, at, p.Day))
	}
	if p.Against != "" && ok && both {
		was, now := at, other
		if now.Before(was) {
			was, now = now, was
		}
		p.Compared = v.T("settings.house.compared", "was", v.Date(was), "now", v.Date(now))
		p.Changes = s.houseChanges(v, o, was, now)
	}
	return s.Render(w, r, status, p)
}

func (s *Site) houseNode(v text.Voice, o *org.Org, u *org.Unit, at time.Time, day string) houseNode {
	n := houseNode{
		Name: unitIn(v, u), Kind: v.T("org.kind." + string(u.Kind)), Code: string(u.Code), Href: unitHref(u.ID, day),
		Open: u.Parent == "" || u.Kind == org.Centre,
	}
	if posts := o.PostsIn(u.ID, at); len(posts) > 0 {
		people := map[org.PersonID]bool{}
		for _, p := range posts {
			people[p.Person] = true
		}
		n.People = v.T("settings.house.people", "n", len(people))
	}
	for _, c := range unitsInOrder(v, o.Children(u.ID, at)) {
		n.Below = append(n.Below, s.houseNode(v, o, c, at, day))
	}
	return n
}

// unitsInOrder sorts units as a reader looks for them: kind by kind from the top down, then by name, numbers by their value.
func unitsInOrder(v text.Voice, units []*org.Unit) []*org.Unit {
	slices.SortStableFunc(units, func(a, b *org.Unit) int {
		return cmp.Or(cmp.Compare(slices.Index(org.UnitKinds, a.Kind), slices.Index(org.UnitKinds, b.Kind)), byTitle(unitIn(v, a), unitIn(v, b)))
	})
	return units
}

// unitIn is the name of a version of a unit in the reader's language.
func unitIn(v text.Voice, u *org.Unit) string {
	if v.Lang == text.EN && u.NameEN != "" {
		return u.NameEN
	}
	return u.Name
}

func unitHref(id org.UnitID, day string) string {
	return address("/settings/units/"+string(id), nil, "day", day)
}

func personHref(id org.PersonID) string { return "/settings/people/" + url.PathEscape(string(id)) }

// rewords says what of a unit is another way, from what to what.
func (s *Site) rewords(v text.Voice, c org.Reworded) string {
	var out []string
	say := func(key, was, now string) {
		if was != now {
			out = append(out, v.T("settings.house.reword", "what", v.T(key), "was", orNone(v, was), "now", orNone(v, now)))
		}
	}
	say("settings.units.name", unitIn(v, c.Was), unitIn(v, c.Now))
	say("settings.units.code", string(c.Was.Code), string(c.Now.Code))
	say("settings.units.under", s.unitList(v, []org.UnitID{c.Was.Parent}), s.unitList(v, []org.UnitID{c.Now.Parent}))
	say("settings.unit.address", c.Was.Address, c.Now.Address)
	say("settings.unit.calendar", c.Was.Calendar, c.Now.Calendar)
	say("settings.unit.serves", s.unitList(v, c.Was.Serves), s.unitList(v, c.Now.Serves))
	say("settings.unit.admin-code", c.Was.AdminCode, c.Now.AdminCode)
	if c.Was.Receives != c.Now.Receives {
		out = append(out, v.T("settings.unit.receives."+yesNo(c.Now.Receives)))
	}
	return strings.Join(out, "; ")
}

func orNone(v text.Voice, s string) string {
	if s == "" {
		return v.T("settings.unit.none")
	}
	return s
}

// unitList names units in a line.
func (s *Site) unitList(v text.Voice, ids []org.UnitID) string {
	var out []string
	for _, id := range ids {
		if id != "" {
			out = append(out, unitWords(v, s.unitNamed(string(id))))
		}
	}
	return strings.Join(out, ", ")
}

// postWords say who holds what where.
func (s *Site) postWords(v text.Voice, p *org.Post) string {
	return v.T("settings.house.post", "person", s.personNamed(string(p.Person)), "role", v.T("org.role."+string(p.Role)), "unit", unitWords(v, s.unitNamed(string(p.Unit))))
}

func (s *Site) actingWords(v text.Voice, a *org.Acting) string {
	o := s.o.Office.World().Org
	if p := o.Post(a.Post); p != nil {
		return v.T("settings.house.acting", "person", s.personNamed(string(a.Person)), "post", s.postWords(v, p))
	}
	return s.personNamed(string(a.Person))
}

// period tells a time with the day that it includes last.
func (s *Site) period(v text.Voice, from, to time.Time) string {
	if to.IsZero() {
		return v.T("settings.rules.from", "from", v.Date(from))
	}
	return v.T("settings.rules.from-to", "from", v.Date(from), "to", v.Date(to.Add(-1)))
}

// unitPage is one unit on a day: its words, who holds posts there, which powers it has (đơn vị).
type unitPage struct {
	Base
	Name, Shown string
	Facts       []Fact
	Posts       []postLine
	Granted     []delegationLine
	Acts        bool
	ID, Day     string
}

// Template names the page's template.
func (*unitPage) Template() string { return "settings/unit" }

// A postLine is a post of a unit or a person.
type postLine struct {
	Person, Href, Role, Title, Unit, UnitHref string
	Period, Document, Away                    string
	Acting                                    []string
	State                                     Pill
	ID                                        string // of a post that can be ended
}

func (s *Site) settingUnit(w http.ResponseWriter, r *http.Request) error {
	v, o := s.voice(r), s.o.Office.World().Org
	id := org.UnitID(r.PathValue("id"))
	u := o.Unit(id)
	if u == nil {
		return fault.New(fault.Missing, "org.unit-unknown", "unit", string(id))
	}
	day := strings.TrimSpace(r.URL.Query().Get("day"))
	at, ok := s.dayAsked(day)
	if !ok {
		day = ""
	}
	if then := o.UnitAt(id, at); then != nil {
		u = then
	}
	p := &unitPage{Base: s.settingsBase(v, "unit"), Name: unitIn(v, u), Shown: v.Day(at), ID: string(id), Day: day, Acts: who(r).Role == string(org.Administrator)}
	p.Base.TitleKey, p.Base.Title = "", p.Name
	p.Base.Crumbs = append(p.Base.Crumbs, Crumb{v.T("settings.house.title"), address("/settings/house", nil, "day", day)})
	p.Facts = s.unitFacts(v, o, u, at, day)
	for _, post := range o.PostsIn(id, at) {
		p.Posts = append(p.Posts, s.postLine(v, post, at))
	}
	slices.SortStableFunc(p.Posts, func(a, b postLine) int { return compareWords(a.Role+a.Person, b.Role+b.Person) })
	for _, d := range o.Delegations() {
		if (d.Giver == id || d.ReceiverUnit == id) && d.OpenAt(at) {
			p.Granted = append(p.Granted, s.delegationLine(v, d, at))
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) unitFacts(v text.Voice, o *org.Org, u *org.Unit, at time.Time, day string) []Fact {
	out := []Fact{{Term: v.T("settings.units.kind"), Words: v.T("org.kind." + string(u.Kind))}, {Term: v.T("settings.units.valid"), Words: s.period(v, u.From, u.To)}}
	if !u.OpenAt(at) {
		words := v.T("settings.unit.ended")
		if at.Before(u.From) {
			words = v.T("settings.unit.to-come")
		}
		out[1].Pill = &Pill{Tone: Ended, Words: words}
		out[1].Sub, out[1].Words = out[1].Words, ""
	}
	add := func(key, words string) {
		if words != "" {
			out = append(out, Fact{Term: v.T(key), Words: words})
		}
	}
	if u.Code != "" {
		f := Fact{Term: v.T("settings.units.code"), Words: string(u.Code), Code: true}
		if u.CodeSource == org.Example {
			f.Sub = v.T("org.code-example")
		}
		out = append(out, f)
	}
	add("settings.unit.admin-code", u.AdminCode)
	if u.Parent != "" {
		out = append(out, Fact{Term: v.T("settings.units.under"), Words: unitWords(v, s.unitNamed(string(u.Parent))), Href: unitHref(u.Parent, day)})
	}
	add("settings.unit.address", u.Address)
	add("settings.unit.serves", s.unitList(v, u.Serves))
	out = append(out, Fact{Term: v.T("settings.units.receives"), Words: v.T("form." + yesNo(u.Receives))})
	add("settings.unit.calendar", o.CalendarAt(u.ID, at))
	add("settings.unit.successors", s.unitList(v, u.Successors))
	add("settings.unit.predecessors", s.unitList(v, o.Predecessors(u.ID)))
	add("settings.unit.note", u.Note)
	return out
}

// postLine tells a post as of a moment, with who acts from it and whether its holder is away.
func (s *Site) postLine(v text.Voice, p *org.Post, at time.Time) postLine {
	o := s.o.Office.World().Org
	l := postLine{
		Person: s.personNamed(string(p.Person)), Href: personHref(p.Person), Role: v.T("org.role." + string(p.Role)), Title: p.Title,
		Unit: unitWords(v, s.unitNamed(string(p.Unit))), UnitHref: unitHref(p.Unit, ""), Period: s.period(v, p.From, p.To), Document: documents(v, p.Document, p.EndedBy),
		State: s.lasting(v, p.From, p.To, at),
	}
	if p.To.IsZero() || p.To.After(s.o.Office.Now()) {
		l.ID = string(p.ID)
	}
	if leave, away := o.AwayAt(p.Person, at); away {
		l.Away = v.T("team.away", "date", v.Date(leave.To.Add(-time.Second)))
	}
	for _, a := range o.ActingFor(p.ID, at) {
		l.Acting = append(l.Acting, v.T("settings.unit.acting", "person", s.personNamed(string(a.Person)), "document", a.Document, "period", s.period(v, a.From, a.To)))
	}
	return l
}

// documents names by what something was given and, where it ended sooner, by what it ended.
func documents(v text.Voice, given, ended string) string {
	if ended == "" {
		return given
	}
	ended = v.T("settings.house.ended-by", "document", ended)
	if given == "" {
		return ended
	}
	return given + " · " + ended
}

// lasting says whether a period is to come, runs, or is over.
func (s *Site) lasting(v text.Voice, from, to, at time.Time) Pill {
	switch {
	case at.Before(from):
		return Pill{Tone: Plain, Words: v.T("settings.lasting.to-come")}
	case !to.IsZero() && !at.Before(to):
		return Pill{Tone: Ended, Words: v.T("settings.lasting.over")}
	case !to.IsZero() && to.Sub(at) < s.o.Office.World().EndsSoon():
		return Pill{Tone: Soon, Words: v.T("settings.lasting.soon", "n", int(to.Sub(at).Hours()/24)+1)}
	}
	return Pill{Tone: OK, Words: v.T("settings.lasting.runs")}
}
