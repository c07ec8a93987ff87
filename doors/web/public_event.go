package web

import (
	"net/http"
	"slices"
	"time"

	"motcua/ground/fault"
	"motcua/law/procedure"
	"motcua/office"
)

// eventPage shows the procedures of one life event (việc trong đời).
type eventPage struct {
	Base
	Words  string
	Hits   []hit
	Others []Card
	Guide  string // where its questions are asked, "" when it has none
}

// Template names the page's template.
func (*eventPage) Template() string { return "public/event" }

func (s *Site) event(w http.ResponseWriter, r *http.Request) error {
	v, world := s.voice(r), s.o.Office.World()
	i := slices.IndexFunc(world.LifeEvents, func(e office.LifeEvent) bool { return e.Slug == r.PathValue("slug") })
	if i < 0 {
		return fault.New(fault.Missing, "event.missing")
	}
	e := world.LifeEvents[i]
	p := &eventPage{
		Base:  Base{Title: wordsIn(v, e.Title), Nav: "procedures", Crumbs: []Crumb{{v.T("nav.home"), "/"}, {v.T("nav.procedures"), "/thu-tuc"}}},
		Words: wordsIn(v, e.Description),
	}
	for _, rec := range eventRecords(world, e, s.o.Office.Now()) {
		h := newHit(v, rec)
		if len(rec.Cases) > 0 {
			h.Guide = h.Href + "/huong-dan"
		}
		p.Hits = append(p.Hits, h)
	}
	if len(e.Questions) > 0 {
		p.Guide = "/viec-trong-doi/" + e.Slug + "/huong-dan"
	}
	for k, o := range world.LifeEvents {
		if k != i {
			p.Others = append(p.Others, Card{Title: wordsIn(v, o.Title), Words: wordsIn(v, o.Description), Href: "/viec-trong-doi/" + o.Slug})
		}
	}
	return s.Render(w, r, http.StatusOK, p)
}

// eventRecords are the procedures of a life event that are in force, in the order in which people need them.
func eventRecords(w *office.World, e office.LifeEvent, now time.Time) []*procedure.Record {
	var out []*procedure.Record
	for _, id := range e.Procedures {
		if rec := w.Procedures.Current(id, now); rec != nil {
			out = append(out, rec)
		}
	}
	return out
}
