package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/office"
	"motcua/words/calendar"
	"motcua/words/form"
	"motcua/words/org"
)

// teamPage is a unit's people with what each holds and who is away (người và việc), for those who assign its work.
type teamPage struct {
	Base
	*Form
	Unit    string
	Units   []Option
	Chosen  string
	Rule    *Form
	Members []memberRow
	Free    int    // pieces of work that nobody holds
	Deal    string // where they are dealt
}

// Template names the page's template.
func (*teamPage) Template() string { return "desk/team" }

// A memberRow is one person.
type memberRow struct {
	Name, Posts string
	Open, Late  int
	Href        string // their work, to be given to others
	Away        *Pill
	Leaves      []leaveRow
}

// A leaveRow is a leave of now or to come.
type leaveRow struct{ Words, Person, During string }

// teamRoutes are the addresses of a unit's people.
func (s *Site) teamRoutes() []route {
	return []route{
		{at: "GET /desk/team", do: officerOnly(s.team)},
		{at: "GET /desk/team/deal", do: officerOnly(s.deal)},
		{at: "POST /desk/team/deal", do: officerOnly(s.dealOut)},
		{at: "POST /desk/team/rule", do: officerOnly(s.teamRule)},
		{at: "POST /desk/team/leave", do: officerOnly(s.teamLeave)},
		{at: "POST /desk/team/back", do: officerOnly(s.teamBack)},
	}
}

// memberWords says who may be given work, with what they hold.
func memberWords(v text.Voice, m office.Member) string {
	if !m.Away.IsZero() {
		return v.T("team.away-option", "name", m.Name, "date", v.Date(m.Away.Add(-time.Second)))
	}
	return v.T("team.load-option", "name", m.Name, "n", m.Open)
}

func (s *Site) team(w http.ResponseWriter, r *http.Request) error {
	p, err := s.teamPage(r, nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

// teamUnit is the unit of the page: the post's own, or one below it.
func teamUnit(r *http.Request) string {
	if u := r.FormValue("unit"); u != "" {
		return u
	}
	return who(r).Unit
}

func (s *Site) teamPage(r *http.Request, err error) (*teamPage, error) {
	v, unit := s.voice(r), teamUnit(r)
	t, e := s.read(r).Team(unit)
	if e != nil {
		return nil, e
	}
	p := &teamPage{
		Base: Base{TitleKey: "team.title", Audience: Desk, Nav: "team"}, Form: s.form(r, err), Unit: unitWords(v, t.Unit), Chosen: unit, Rule: NewForm(v, nil, nil),
	}
	for _, u := range t.Units {
		p.Units = append(p.Units, Option{Value: u.ID, Label: unitWords(v, u)})
	}
	shares, e := s.read(r).Deal(unit)
	if e != nil {
		return nil, e
	}
	p.Free, p.Deal = len(shares), address("/desk/team/deal", nil, "unit", unit)
	rule := Field{Name: "rule", Kind: BoxRadio, Required: true, Label: v.T("team.rule-choice"), Value: ruleKey(t.Assign)}
	for _, x := range []string{org.AssignNone, org.AssignLeast} {
		rule.Options = append(rule.Options, Option{Value: ruleKey(x), Label: v.T("team.rule." + ruleKey(x))})
	}
	p.Rule.Add(rule)
	x := Field{Name: "person", Kind: BoxSelect, Required: true, Label: v.T("team.person")}
	for _, m := range t.Members {
		x.Options = append(x.Options, Option{Value: m.ID, Label: m.Name})
		p.Members = append(p.Members, memberRowOf(v, m))
	}
	p.Add(x)
	p.Add(Field{Name: "from", Kind: form.Date, Required: true, Label: v.T("team.from")})
	p.Add(Field{Name: "to", Kind: form.Date, Required: true, Label: v.T("team.to")})
	return p, nil
}

func ruleKey(rule string) string {
	if rule == org.AssignNone {
		return "none"
	}
	return rule
}

func memberRowOf(v text.Voice, m office.Member) memberRow {
	row := memberRow{Name: m.Name, Posts: strings.Join(m.Posts, ", "), Open: m.Open, Late: m.Late}
	if m.Open > 0 {
		row.Href = "/desk?chip=team&holder=" + m.ID
	}
	if !m.Away.IsZero() {
		tone := Plain
		if m.Open > 0 {
			tone = Soon // somebody has to look after what they hold
		}
		row.Away = &Pill{Tone: tone, Words: v.T("team.away", "date", v.Date(m.Away.Add(-time.Second)))}
	}
	for _, l := range m.Leaves {
		row.Leaves = append(row.Leaves, leaveRow{
			Words: v.T("team.leave", "from", v.Date(l.From), "to", v.Date(l.To.Add(-time.Second))), Person: m.ID, During: strconv.FormatInt(l.From.Unix(), 10),
		})
	}
	return row
}

// toTeam goes back to the page of the unit.
func (s *Site) toTeam(w http.ResponseWriter, r *http.Request, flash string) error {
	s.flash(w, flash)
	return redirect(w, r, address("/desk/team", nil, "unit", teamUnit(r)))
}

func (s *Site) teamRule(w http.ResponseWriter, r *http.Request) error {
	rule := r.PostForm.Get("rule")
	if rule == ruleKey(org.AssignNone) {
		rule = org.AssignNone
	}
	if err := s.o.Office.SetAssign(r.Context(), who(r), teamUnit(r), rule); err != nil {
		return err
	}
	return s.toTeam(w, r, "team.rule-set")
}

func (s *Site) teamLeave(w http.ResponseWriter, r *http.Request) error {
	err := s.giveLeave(r)
	if err == nil {
		return s.toTeam(w, r, "team.leave-given")
	}
	p, e := s.teamPage(r, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}

// giveLeave reads the days, both of them included.
func (s *Site) giveLeave(r *http.Request) error {
	var days [2]time.Time
	var fs []*fault.Fault
	person := r.PostForm.Get("person")
	if person == "" {
		fs = append(fs, fault.New(fault.Invalid, "team.person-missing").At("person"))
	}
	for i, name := range []string{"from", "to"} {
		typed := strings.TrimSpace(r.PostForm.Get(name))
		d, ok := ReadDate(typed)
		switch {
		case typed == "":
			fs = append(fs, fault.New(fault.Invalid, "team."+name+"-missing").At(name))
		case !ok:
			fs = append(fs, fault.New(fault.Invalid, dateFault(typed)).At(name))
		}
		days[i] = time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, calendar.Zone)
	}
	if len(fs) == 0 && days[1].Before(days[0]) {
		v := s.voice(r)
		fs = append(fs, fault.New(fault.Invalid, "team.leave-order", "from", v.Date(days[0]), "to", v.Date(days[1])).At("to"))
	}
	if err := fault.Join(fs); err != nil {
		return err
	}
	return s.o.Office.GiveLeave(r.Context(), who(r), teamUnit(r), org.Leave{Person: org.PersonID(person), From: days[0], To: days[1].AddDate(0, 0, 1)})
}

func (s *Site) teamBack(w http.ResponseWriter, r *http.Request) error {
	during, _ := strconv.ParseInt(r.PostForm.Get("during"), 10, 64) // what is no number is no leave
	err := s.o.Office.EndLeave(r.Context(), who(r), teamUnit(r), org.PersonID(r.PostForm.Get("person")), time.Unix(during, 0))
	if err != nil {
		return err
	}
	return s.toTeam(w, r, "team.leave-ended")
}
