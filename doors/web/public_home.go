package web

import (
	"cmp"
	"net/http"

	"motcua/ground/text"
	"motcua/law/procedure"
	"motcua/office"
)

// homePage is the public home (trang chủ).
type homePage struct {
	Base
	Query   string // empty: the search box of the home begins so
	Sectors []Link
	Events  []Card
	Desks   Notice  // whether desks receive now
	Holiday *Notice // tomorrow is a day off
	Today   homeFigures
	Filing  filing
}

// homeFigures are counts of the whole city; only those that everyone may open are links.
type homeFigures struct {
	Day      string // the day that they are of, with the time they were taken at
	Received string
	InTime   string // per cent of those finished within 30 days
	Open     string
	Places   Link
	Known    Link
}

// Template names the page's template.
func (*homePage) Template() string { return "public/home" }

// homeSectors is how many fields are offered under the search box of the home: those of which most is received here.
const homeSectors = 6

func (s *Site) home(w http.ResponseWriter, r *http.Request) error {
	v := s.voice(r)
	p := &homePage{Base: Base{TitleKey: "home.title", Nav: "home", Bare: true, Scripts: []string{"suggest.js"}}}
	if s.o.Office == nil {
		return s.Render(w, r, http.StatusOK, p)
	}
	f, err := s.read(r).Home()
	if err != nil {
		return err
	}
	p.Today = homeFigures{
		Day:      v.T("home.as-of", "time", v.Time(f.AsOf), "day", v.Day(f.AsOf)),
		Received: v.Number(int64(f.ReceivedToday)),
		InTime:   inTimeWords(v, f),
		Open:     v.Number(int64(f.Open)),
		Places:   Link{v.T("home.places", "branches", f.Branches, "points", f.Points), "/noi-tiep-nhan"},
		Known:    Link{v.T("home.known", "n", f.Procedures), "/thu-tuc"},
	}
	world := s.o.Office.World()
	p.Desks, p.Holiday = todayNotice(v, world.Calendar, s.o.Office.Now()), holidayNotice(v, world.Calendar, s.o.Office.Now())
	sectors := world.Procedures.FacetsOf(procedure.Query{At: s.o.Office.Now(), Open: true}).Sectors
	for _, x := range sectors[:min(homeSectors, len(sectors))] {
		p.Sectors = append(p.Sectors, Link{x.Value, address("/thu-tuc", nil, filterSector, x.Value)})
	}
	for _, e := range world.LifeEvents {
		p.Events = append(p.Events, Card{
			Title: wordsIn(v, e.Title), Words: wordsIn(v, e.Description), Href: "/viec-trong-doi/" + e.Slug,
			Note: v.T("home.procedures", "n", len(eventRecords(world, e, s.o.Office.Now()))),
		})
	}
	p.Filing = s.filing(v)
	return s.Render(w, r, http.StatusOK, p)
}

// inTimeWords is the share of those in time, or the plain word that nothing was finished yet.
func inTimeWords(v text.Voice, f office.HomeFigures) string {
	if f.Done30 == 0 {
		return v.T("home.in-time-none")
	}
	return v.Percent(int64(f.InTime30), int64(f.Done30))
}

// wordsIn gives a sentence of the city's data in the reader's language.
func wordsIn(v text.Voice, w office.Words) string {
	if v.Lang == text.EN && w.EN != "" {
		return w.EN
	}
	return w.VI
}

// filing says whether citizens may file at this page, and where they go if not.
type filing struct {
	Open   bool
	Demo   bool   // open only because this is a demonstration
	Words  string // the sentence that leads to the national portal
	Portal string // its address, "" when the city has set none
}

// filing reads the settings of online filing.
func (s *Site) filing(v text.Voice) filing {
	w := s.o.Office.World()
	f := filing{Open: w.FilingOpen() || s.o.Office.Demo(), Demo: s.o.Office.Demo() && !w.FilingOpen()}
	f.Portal, _ = w.Setting("filing.portal-address").Value.(string)
	f.Words = cmp.Or(settingWords(w, v.Lang, "filing.portal-text"), v.T("filing.portal"))
	return f
}

// settingWords is a setting that is a sentence, in the language or else in Vietnamese; "" when the city has none.
func settingWords(w *office.World, l text.Lang, name string) string {
	m, _ := w.Setting(name).Value.(map[string]any)
	words, _ := m[string(l)].(string)
	if words == "" {
		words, _ = m[string(text.VI)].(string)
	}
	return words
}
