package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/org"
)

// personPage is somebody of the service: their posts of all times, from which others' posts they act, and their leaves.
type personPage struct {
	Base
	ID, Name string
	Facts    []Fact
	Posts    []postLine
	Acting   []actingLine
	Leaves   []string
	Granted  []delegationLine
	Acts     bool
}

// Template names the page's template.
func (*personPage) Template() string { return "settings/person" }

// An actingLine is an order by which somebody acts from another's post.
type actingLine struct {
	Words, Document, Period string
	State                   Pill
	ID                      string // of an order that can be ended
}

func (s *Site) settingPerson(w http.ResponseWriter, r *http.Request) error {
	v, o, now := s.voice(r), s.o.Office.World().Org, s.o.Office.Now()
	person, err := s.personAsked(r)
	if err != nil {
		return err
	}
	p := &personPage{Base: s.settingsBase(v, "person"), ID: string(person.ID), Name: s.personNamed(string(person.ID)), Acts: who(r).Role == string(org.Administrator)}
	p.Base.TitleKey, p.Base.Title = "", p.Name
	p.Base.Crumbs = append(p.Base.Crumbs, Crumb{v.T("settings.house.title"), "/settings/house"})
	p.Facts = []Fact{{Term: v.T("settings.accounts.username"), Words: person.Username, Code: true}, {Term: v.T("settings.person.email"), Words: orNone(v, person.Email)}}
	if p.Acts && person.Username != "" {
		p.Facts[0].Href = accountHref(person.Username)
	}
	if person.Synthetic {
		p.Facts = append(p.Facts, Fact{Term: v.T("settings.person.source"), Words: v.T("org.person-synthetic")})
	}
	for _, post := range o.PostsEver(person.ID) {
		p.Posts = append(p.Posts, s.postLine(v, post, now))
	}
	slices.SortStableFunc(p.Posts, func(a, b postLine) int { return strings.Compare(toneOrder(a.State.Tone), toneOrder(b.State.Tone)) })
	for _, a := range o.Actings(now) {
		if a.Person == person.ID {
			l := actingLine{Words: s.actingWords(v, a), Document: documents(v, a.Document, a.EndedBy), Period: s.period(v, a.From, a.To), State: s.lasting(v, a.From, a.To, now), ID: string(a.ID)}
			p.Acting = append(p.Acting, l)
		}
	}
	for _, l := range o.LeavesOf(person.ID, now) {
		p.Leaves = append(p.Leaves, v.T("team.leave", "from", v.Date(l.From), "to", v.Date(l.To.Add(-time.Second))))
	}
	for _, d := range o.Delegations() {
		if d.ReceiverPerson == person.ID {
			p.Granted = append(p.Granted, s.delegationLine(v, d, now))
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// toneOrder puts what runs before what is over.
func toneOrder(t Tone) string {
	switch t {
	case OK:
		return "1"
	case Soon:
		return "0"
	case Plain:
		return "2"
	}
	return "3"
}

func (s *Site) personAsked(r *http.Request) (*org.Person, error) {
	id := r.PathValue("id")
	p := s.o.Office.World().Org.Person(org.PersonID(id))
	if p == nil {
		return nil, fault.New(fault.Missing, "org.person-unknown", "person", id)
	}
	return p, nil
}

// delegationsPage lists the powers that are handed on (ủy quyền): in force, to come, about to end, over.
type delegationsPage struct {
	Base
	Chips []Chip
	Rows  []delegationLine
	Empty Empty
	Acts  bool
}

// Template names the page's template.
func (*delegationsPage) Template() string { return "settings/delegations" }

// A delegationLine is one delegation.
type delegationLine struct {
	Giver, GiverHref, Receiver, ReceiverHref string
	What, Bounds, Document, Period           string
	State                                    Pill
	ID                                       string // of one that can be ended
}

// The chips of the list of delegations.
const (
	chipRuns   = "runs"
	chipSoon   = "soon"
	chipToCome = "to-come"
	chipOver   = "over"
)

func delegationChip(w *office.World, d *org.Delegation, now time.Time) string {
	switch {
	case now.Before(d.From):
		return chipToCome
	case !d.OpenAt(now):
		return chipOver
	case !d.To.IsZero() && d.To.Sub(now) < w.EndsSoon():
		return chipSoon
	}
	return chipRuns
}

// delegationsGiven counts those in force, and of these the ones about to end.
func delegationsGiven(w *office.World, now time.Time) (given, ending int) {
	for _, d := range w.Org.Delegations() {
		switch delegationChip(w, d, now) {
		case chipSoon:
			ending++
			given++
		case chipRuns:
			given++
		}
	}
	return given, ending
}

func (s *Site) settingDelegations(w http.ResponseWriter, r *http.Request) error {
	v, o, now := s.voice(r), s.o.Office.World().Org, s.o.Office.Now()
	chip := r.URL.Query().Get("chip")
	p := &delegationsPage{Base: s.settingsBase(v, "delegations"), Acts: who(r).Role == string(org.Administrator)}
	counts := map[string]int64{}
	for _, d := range o.Delegations() {
		c := delegationChip(s.o.Office.World(), d, now)
		counts[c]++
		if c == chip || chip == "" && c != chipOver {
			p.Rows = append(p.Rows, s.delegationLine(v, d, now))
		}
	}
	for _, c := range []string{chipSoon, chipRuns, chipToCome, chipOver} {
		to := c
		if c == chip {
			to = ""
		}
		tone := Tone("")
		if c == chipSoon && counts[c] > 0 {
			tone = Soon
		}
		p.Chips = append(p.Chips, Chip{Words: v.T("settings.delegations.chip." + c), Count: counts[c], Href: address("/settings/delegations", nil, "chip", to), Current: c == chip, Tone: tone})
	}
	if len(p.Rows) == 0 {
		p.Empty = Empty{Title: v.T("settings.delegations.none"), Words: v.T("settings.delegations.none-words")}
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) delegationLine(v text.Voice, d *org.Delegation, now time.Time) delegationLine {
	l := delegationLine{
		Giver: unitWords(v, s.unitNamed(string(d.Giver))), GiverHref: unitHref(d.Giver, ""), Document: documents(v, d.Document, d.EndedBy),
		Period: s.period(v, d.From, d.To), State: s.lasting(v, d.From, d.To, now), What: v.T("settings.delegations.all"),
	}
	l.Receiver, l.ReceiverHref = unitWords(v, s.unitNamed(string(d.ReceiverUnit))), unitHref(d.ReceiverUnit, "")
	if d.ReceiverPerson != "" {
		l.Receiver, l.ReceiverHref = s.personNamed(string(d.ReceiverPerson)), personHref(d.ReceiverPerson)
	}
	if len(d.Procedures) > 0 {
		l.What = strings.Join(d.Procedures, ", ")
	}
	var bounds []string
	if len(d.Cases) > 0 {
		bounds = append(bounds, v.T("settings.delegations.cases", "cases", strings.Join(d.Cases, ", ")))
	}
	if len(d.Units) > 0 {
		bounds = append(bounds, v.T("settings.delegations.received-at", "units", s.unitList(v, d.Units)))
	}
	if d.Ceiling > 0 {
		bounds = append(bounds, v.T("settings.delegations.ceiling", "money", v.Money(d.Ceiling)))
	}
	o := s.o.Office.World().Org
	if by := o.Post(d.By); by != nil {
		bounds = append(bounds, v.T("settings.delegations.signed-by", "person", s.personNamed(string(by.Person))))
	}
	if under := o.Delegation(d.Under); under != nil {
		bounds = append(bounds, v.T("settings.delegations.rests-on", "document", under.Document))
	}
	l.Bounds = strings.Join(bounds, "; ")
	if d.To.IsZero() || d.To.After(now) {
		l.ID = string(d.ID)
	}
	return l
}

// delegationFacts say what a delegation that has to be confirmed would hand on.
func (s *Site) delegationFacts(v text.Voice, d org.Delegation) []Fact {
	l := s.delegationLine(v, &d, s.o.Office.Now())
	facts := []Fact{
		{Term: v.T("settings.delegations.giver"), Words: l.Giver},
		{Term: v.T("settings.delegations.receiver"), Words: l.Receiver},
		{Term: v.T("settings.delegations.what"), Words: l.What, Sub: l.Bounds},
		{Term: v.T("settings.delegations.period"), Words: l.Period},
	}
	return append(facts, Fact{Term: v.T("settings.house.document"), Words: l.Document})
}

// settingsCommand is the command of a form of the settings, with what confirms it.
func settingsCommand(r *http.Request) office.Command {
	return office.Command{Key: r.PostFormValue("key"), Proof: proofOf(r)}
}
