package web

import (
	"net/http"
	"net/url"
	"slices"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/office"
)

// eventGuidePage asks the few questions of a life event (việc trong đời) and names the procedures that somebody needs. The answers
// stand in the address; none says who somebody is.
type eventGuidePage struct {
	Base
	About, Action string
	Questions     []eventQuestion
	Asked         bool
	Needed        []eventNeed
}

// Template names the page's template.
func (*eventGuidePage) Template() string { return "public/eventguide" }

// An eventQuestion is a question with its answers.
type eventQuestion struct {
	Name, Text string
	Options    []eventAnswer
}

type eventAnswer struct {
	ID, Value, Words string
	Chosen           bool
}

// An eventNeed is a procedure that the answers lead to.
type eventNeed struct{ Title, Lang, Case, Href, Limit, Fee string }

func (s *Site) eventGuide(w http.ResponseWriter, r *http.Request) error {
	v, world, q := s.voice(r), s.o.Office.World(), r.URL.Query()
	i := slices.IndexFunc(world.LifeEvents, func(e office.LifeEvent) bool { return e.Slug == r.PathValue("slug") })
	if i < 0 || len(world.LifeEvents[i].Questions) == 0 {
		return fault.New(fault.Missing, "event.missing")
	}
	e := &world.LifeEvents[i]
	about := "/viec-trong-doi/" + e.Slug
	p := &eventGuidePage{Base: Base{Nav: "procedures", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {wordsIn(v, e.Title), about}}}, About: about, Action: about + "/huong-dan"}
	p.Title = v.T("guide.event-title", "name", wordsIn(v, e.Title))
	for n, x := range e.Questions {
		one := eventQuestion{Name: guideField + x.ID, Text: wordsIn(v, x.Text)}
		for k, o := range x.Options {
			chosen := q.Get(one.Name) == o.Value
			p.Asked = p.Asked || chosen
			one.Options = append(one.Options, eventAnswer{ID: "q-" + itoa(n) + "-" + itoa(k), Value: o.Value, Words: wordsIn(v, o.Label), Chosen: chosen})
		}
		p.Questions = append(p.Questions, one)
	}
	for _, need := range lifeNeeds(e, q) {
		rec := world.Procedures.Current(need.id, s.o.Office.Now())
		if rec == nil {
			continue
		}
		h := newHit(v, rec)
		x := eventNeed{Title: h.Title, Lang: h.Lang, Href: h.Href, Limit: h.Limit, Fee: h.Fee}
		if c := rec.Case(need.caseID); c != nil {
			x.Case = c.Name.In(string(v.Lang))
		}
		if len(rec.Cases) > 0 {
			x.Href = address(h.Href+"/huong-dan", nil, guideCase, need.caseID)
		}
		p.Needed = append(p.Needed, x)
	}
	return s.Render(w, r, http.StatusOK, p)
}

// A lifeNeed is a procedure that answers lead to, with the case where they choose one.
type lifeNeed struct {
	id     procedure.ID
	caseID string
}

// lifeNeeds are the procedures that the answers of an address lead to, each once, in the order of the questions.
func lifeNeeds(e *office.LifeEvent, q url.Values) []lifeNeed {
	var out []lifeNeed
	for _, x := range e.Questions {
		for _, o := range x.Options {
			if q.Get(guideField+x.ID) != o.Value {
				continue
			}
			for _, id := range o.Procedures {
				if !slices.ContainsFunc(out, func(n lifeNeed) bool { return n.id == id }) {
					out = append(out, lifeNeed{id, o.Cases[id]})
				}
			}
		}
	}
	return out
}
