package web

import (
	"net/http"
	"strings"
	"time"

	"motcua/ground/fault"
	"motcua/ground/text"
	"motcua/law/survey"
	"motcua/office"
	"motcua/words/form"
)

// ratedCasesPage lists the bad ratings that a leader follows up, the nearest limit first (đánh giá không hài lòng).
type ratedCasesPage struct {
	Base
	Chips []Chip
	Rows  []ratedCaseLine
	Pages Pages
	Other string // how many somebody else follows up because the reader signed
	Empty Empty
}

// Template names the page's template.
func (*ratedCasesPage) Template() string { return "watch/cases" }

// A ratedCaseLine is a bad rating in a list.
type ratedCaseLine struct {
	ID, Code, Name, Unit, Point string
	Given                       time.Time
	Pill                        Pill
	State                       string
}

// casesPiece is how many bad ratings a page has.
const casesPiece = 25

func (s *Site) ratedCases(w http.ResponseWriter, r *http.Request) error {
	v, over, from := s.voice(r), r.URL.Query().Get("open") == "0", fromOf(r)
	p := &ratedCasesPage{
		Base:  Base{TitleKey: "cases.title", Audience: Desk, Nav: "ratings", Wide: true, Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}}},
		Empty: Empty{Title: v.T("cases.none"), Words: v.T("cases.none-words")},
	}
	for _, c := range []struct {
		over       bool
		words, way string
	}{{false, "cases.open", "/watch/ratings"}, {true, "cases.over", "/watch/ratings?open=0"}} {
		most := 0
		if c.over == over {
			most = casesPiece
		}
		all, n, signed, err := s.read(r).RatedCasesFrom(!c.over, from, most)
		if err != nil {
			return err
		}
		p.Chips = append(p.Chips, Chip{Words: v.T(c.words), Count: n, Href: c.way, Current: c.over == over})
		if c.over == over {
			if p.Pages = placePages("/watch/ratings", r.URL.Query(), from, len(all), int(n), casesPiece, v.T("cases.word")); n > 0 && len(all) == 0 { // the list has become shorter
				return redirect(w, r, c.way)
			}
			if signed > 0 {
				p.Other = v.T("cases.signed", "n", signed)
			}
			for i := range all {
				x, state := &all[i], ""
				if x.Closed.IsZero() { // else the pill says it
					state = caseState(v, x.State, x.Level)
				}
				unit := unitWords(v, x.Owner)
				if x.Level > 1 {
					unit = v.T("cases.supervision")
				}
				p.Rows = append(p.Rows, ratedCaseLine{
					ID: x.ID, Code: x.Code, Name: x.Name.In(string(v.Lang)), Unit: unit, Point: v.T("rate.point." + itoa(x.Point)), Given: x.Given,
					Pill: casePill(v, x.State, !x.Closed.IsZero(), x.Late, x.LeftMin), State: state,
				})
			}
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// caseState says what was done of a case that is open. At the supervision nothing is "not contacted": the unit was, and it did not do.
func caseState(v text.Voice, state string, level int) string {
	if state == "open" && level > 1 {
		return v.T("cases.state.again")
	}
	return v.T("cases.state." + state)
}

// casePill is where a case stands, against its clock.
func casePill(v text.Voice, state string, closed, late bool, left int64) Pill {
	switch {
	case state == survey.Confirmed:
		return Pill{OK, v.T("cases.state.confirmed")}
	case state == survey.Disputed:
		return Pill{Late, v.T("cases.state.disputed")}
	case closed:
		return Pill{Ended, v.T("cases.state.closed")}
	case late:
		return Pill{Late, text.Upper(v.Left(int(left)))}
	case left < calendarDayMinutes:
		return Pill{Soon, text.Upper(v.Left(int(left)))}
	}
	return Pill{Wait, text.Upper(v.Left(int(left)))}
}

// ratedCasePage is one bad rating with what may be done about it.
type ratedCasePage struct {
	Base
	ID       string
	Code     string
	Dossier  string
	Pill     Pill
	Level    string
	Facts    []Fact
	Party    []Fact
	Why      Why
	Knots    []Knot
	Steps    []caseStep
	Answered string
}

// A caseStep is the form of a step.
type caseStep struct {
	Act  string
	Key  string
	Main bool
	Rule []string // when it may be done, and how far this case is
	Shut bool     // not yet
	*Form
}

// Template names the page's template.
func (*ratedCasePage) Template() string { return "watch/case" }

// forms lets Again find the fields of every step.
func (p *ratedCasePage) forms() []*Form {
	var out []*Form
	for _, x := range p.Steps {
		out = append(out, x.Form)
	}
	return out
}

func (s *Site) ratedCase(w http.ResponseWriter, r *http.Request) error {
	p, err := s.ratedCasePage(r, "", nil)
	if err != nil {
		return err
	}
	return s.Render(w, r, http.StatusOK, p)
}

func (s *Site) ratedCasePage(r *http.Request, act string, failed error) (*ratedCasePage, error) {
	v := s.voice(r)
	c, err := s.read(r).RatedCase(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	f := c.Follow
	p := &ratedCasePage{
		Base: Base{TitleKey: "cases.one", Audience: Desk, Nav: "ratings", Crumbs: []Crumb{{v.T("nav.overview"), "/watch"}, {v.T("cases.title"), "/watch/ratings"}}},
		ID:   c.ID, Code: c.Code, Dossier: "/desk/dossiers/" + c.Matter.Dossier, Pill: casePill(v, c.Follow.State(), !c.Follow.Open(), c.Late, c.LeftMin), Answered: f.Answer,
	}
	if f.Level > 1 && f.Open() {
		p.Level = v.T("cases.level-2", "why", f.Why)
	}
	p.Facts = append([]Fact{{Term: v.T("cases.procedure"), Words: c.Name.In(string(v.Lang))}}, answerFacts(v, &c.Answer, c.Comment)...)
	p.Facts = append(p.Facts, Fact{Term: v.T("rate.given"), Words: v.DateTime(c.Given), Sub: v.T("rate.way." + string(c.Way))}, caseHolder(v, c),
		Fact{Term: v.T("cases.due"), Words: v.DateTime(f.Due)})
	if f.Finding != "" {
		p.Facts = append(p.Facts, Fact{Term: v.T("cases.finding"), Words: v.T("cases.found." + f.Finding)})
	}
	if !f.Raised.IsZero() {
		p.Facts = append(p.Facts, Fact{Term: v.T("cases.raised"), Words: v.DateTime(f.Raised)})
	}
	if c.EnteredN.Name != "" {
		term := "cases.entered"
		if c.Way == survey.Tablet {
			term = "cases.tablet-by"
		}
		p.Facts = append(p.Facts, Fact{Term: v.T(term), Words: c.EnteredN.Name})
	}
	if c.Synthetic {
		p.Facts = append(p.Facts, Fact{Term: v.T("cases.synthetic"), Words: v.T("cases.synthetic-words")})
	}
	for _, x := range []struct{ term, words string }{{"person.name", c.Party.Name}, {"person.phone", c.Party.Phone}, {"person.email", c.Party.Email}} {
		if x.words != "" {
			p.Party = append(p.Party, Fact{Term: v.T(x.term), Words: x.words})
		}
	}
	p.Knots = caseKnots(v, c)
	if f.Open() {
		p.Why = caseWhy(v, c)
	}
	if c.May && f.Open() {
		return p, s.caseSteps(r, p, c, act, failed)
	}
	return p, nil
}

// caseWhy says why a case is due then.
func caseWhy(v text.Voice, c *office.RatedCase) Why {
	w := Why{Title: v.T("cases.why", "time", v.DateTime(c.Follow.Due))}
	if c.Clock == nil {
		w.Lines = []string{v.T("cases.why-other", "time", v.DateTime(c.Follow.Counted))}
		return w
	}
	for _, r := range c.Clock.Reasons(string(v.Lang)) {
		if r.Key == "calendar.due.hand-over" { // no dossier is handed over
			continue
		}
		w.Lines = append(w.Lines, v.T(r.Key, r.Args))
	}
	return w
}

// caseHolder says who has a case: the unit or the supervision, and which officers that are.
func caseHolder(v text.Voice, c *office.RatedCase) Fact {
	f := Fact{Term: v.T("cases.owner"), Words: unitWords(v, c.Owner), Sub: personNames(c.Have)}
	if c.Follow.Level > 1 {
		f.Words = v.T("cases.supervision")
	}
	if f.Sub == "" {
		f.Sub = v.T("cases.owner-nobody")
	}
	return f
}

func personNames(all []office.PersonName) string {
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	return strings.Join(names, ", ")
}

// caseKnots are all that happened, and who was told of it when.
func caseKnots(v text.Voice, c *office.RatedCase) []Knot {
	var out []Knot
	for i := range c.Turns {
		t := &c.Turns[i]
		k := Knot{State: "done", When: v.DateTime(t.Recorded), Note: t.Words}
		if t.Person.Name != "" {
			if k.By = t.Person.Name; t.Place.Name != "" {
				k.By = v.T("cases.by-whom", "name", t.Person.Name, "unit", unitWords(v, t.Place))
			}
		}
		switch t.Kind {
		case survey.KindGiven, survey.KindCorrected:
			k.Words = v.T("cases.turn."+strings.TrimPrefix(t.Kind, "rating."), "point", v.T("rate.point."+itoa(t.Overall)))
			if t.Recorded.Sub(t.At) > time.Minute { // an officer entered it later
				k.By = strings.Join([]string{v.T("cases.said-on", "date", v.Date(t.At)), k.By}, " · ")
			}
			switch {
			case t.Way == survey.Tablet && t.Person.Name != "": // whose finger it was nobody can tell
				k.By = v.T("cases.tablet", "name", t.Person.Name, "desk", unitWords(v, t.Place))
			case t.Way != "":
				k.By = joinComma(v.T("rate.way."+string(t.Way)), k.By)
			}
		case survey.KindOpened:
			k.Words = v.T("cases.turn.opened", "unit", unitWords(v, t.Place), "time", v.DateTime(t.Due))
			if t.Level > 1 {
				k.Words = v.T("cases.turn.opened-2", "time", v.DateTime(t.Due))
			}
		case survey.KindRaised:
			k.State, k.Words = "late", v.T("cases.turn.raised")
		case survey.KindContacted:
			k.Words = v.T("cases.by."+t.By) + ": " + v.T("cases.result."+t.Result)
		case survey.KindClosed:
			k.Words = v.T("cases.turn.closed")
			if t.Finding != "" {
				k.Words += " · " + v.T("cases.found."+t.Finding)
			}
		default: // answered, confirmed, disputed
			k.Words = v.T("cases.state." + strings.TrimPrefix(t.Kind, "rating."))
		}
		out = append(out, k)
		if len(t.Told) > 0 {
			told := "cases.told"
			if t.Kind == survey.KindRaised || t.Level > 1 {
				told = "cases.told-supervision"
			}
			out = append(out, Knot{State: "done", When: v.DateTime(t.ToldAt), Words: v.T(told, "names", personNames(t.Told))})
		}
		if len(t.Beside) > 0 {
			out = append(out, Knot{State: "done", When: v.DateTime(t.ToldAt), Words: v.T("cases.told", "names", personNames(t.Beside))})
		}
		for _, x := range toldFacts(v, t.Sent) {
			out = append(out, Knot{State: "done", When: x.Sub, Words: v.T("cases.told-citizen", "how", x.Words)})
		}
	}
	return out
}

// caseSteps adds the forms of what may be done now.
func (s *Site) caseSteps(r *http.Request, p *ratedCasePage, c *office.RatedCase, act string, failed error) error {
	v := s.voice(r)
	step := func(name string, main bool, fields ...Field) error {
		key, err := s.o.Office.NewID()
		if err != nil {
			return err
		}
		f := NewForm(v, nil, nil)
		if failed != nil && act == name {
			f, key = s.form(r, failed), r.PostFormValue("key")
		}
		for _, x := range fields {
			f.Add(x)
		}
		p.Steps = append(p.Steps, caseStep{Act: name, Key: key, Main: main, Form: f})
		return nil
	}
	answered := !c.Follow.Answered.IsZero()
	if err := step("contact", !answered && len(c.Follow.Contacts) == 0,
		Field{Name: "by", Kind: BoxRadio, Label: v.T("cases.contact-by"), Options: keyedOptions(v, "cases.by.", survey.ContactBy), Required: true},
		Field{Name: "result", Kind: BoxRadio, Label: v.T("cases.contact-result"), Options: keyedOptions(v, "cases.result.", survey.ContactResults), Required: true},
		Field{Name: "note", Kind: form.LongText, Label: v.T("cases.contact-note"), MaxLen: 2000, Rows: 3}); err != nil {
		return err
	}
	if err := step("answer", !answered && len(c.Follow.Contacts) > 0,
		Field{Name: "answer", Kind: form.LongText, Label: v.T("cases.answer-words"), Help: v.T("cases.answer-help"), Required: true, MaxLen: 2000}); err != nil {
		return err
	}
	if !answered {
		return nil
	}
	err := step("close", true,
		Field{Name: "mended", Kind: form.LongText, Label: v.T("cases.mended"), Help: v.T("cases.mended-help"), Required: true, MaxLen: 2000},
		Field{Name: "finding", Kind: BoxRadio, Label: v.T("cases.finding"), Help: v.T("cases.finding-help"), Options: findingOptions(v, c.Follow.Finding), Required: true})
	last := &p.Steps[len(p.Steps)-1]
	last.Rule, last.Shut = closingRule(v, c), !c.Reach.Enough()
	return err
}

// findingOptions are what a closing may find, with what an earlier one found.
func findingOptions(v text.Voice, before string) []Option {
	out := keyedOptions(v, "cases.finding.", []string{survey.Upheld, survey.Unfounded})
	if before == "" {
		return append(out, Option{Value: survey.AsFound, Label: v.T("cases.finding.none")})
	}
	return append(out, Option{Value: survey.AsFound, Label: v.T("cases.finding.as-found", "found", v.T("cases.found."+before))})
}

// closingRule says when a case may be closed, and how far this one is.
func closingRule(v text.Voice, c *office.RatedCase) []string {
	x := c.Reach
	out := []string{v.T("cases.close-rule", "days", x.Wanted)}
	switch {
	case x.Reached:
		return append(out, v.T("cases.close-reached"))
	case x.Reads:
		return append(out, v.T("cases.close-reads"))
	}
	return append(out, v.T("cases.close-days", "n", x.Days, "days", x.Wanted))
}

// followUp does a step.
func (s *Site) followUp(w http.ResponseWriter, r *http.Request) error {
	id, act := r.PathValue("id"), r.PathValue("act")
	step := office.FollowStep{Act: act, By: r.PostFormValue("by"), Result: r.PostFormValue("result"), Finding: r.PostFormValue("finding")}
	step.Words = r.PostFormValue(map[string]string{"contact": "note", "answer": "answer", "close": "mended"}[act])
	err := s.o.Office.FollowUp(r.Context(), who(r), office.Command{Key: r.PostFormValue("key")}, id, step)
	if err == nil {
		s.flash(w, "cases.done."+act)
		return redirect(w, r, "/watch/ratings/"+id)
	}
	if f := fault.As(err); f == nil || f.Kind == fault.Internal || f.Kind == fault.Missing || f.Right {
		return err
	}
	p, e := s.ratedCasePage(r, act, err)
	if e != nil {
		return e
	}
	return s.Again(w, r, p, err)
}
